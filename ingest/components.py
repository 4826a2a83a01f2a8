"""What components and HTML elements mean for a reader: the tree becomes blocks.

Layout is dropped, words stay. Three kinds of component are more than layout: an imported fragment
is put in place, a platform scope becomes metadata of the text in it, and a product scope keeps or
drops its text by the product of the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from ingest import tables
from ingest.jsx import Attributes, Braces, list_value, prose_properties, string_value
from ingest.markdown import Block, Kind, clean_text, parse_blocks
from ingest.nodes import HTML_TAGS, Document, Element, Expression, Node, Text
from knowledge.platforms import normalise_platform, normalise_platforms

Properties = Mapping[str, str]

_DROPPED = frozenset(
    ["script", "style", "svg", "iframe", "head", "Toc", "TOC", "TOCInline", "select", "colgroup"]
)
_BREAKS = ("\n\n", "\n\n")
_AROUND: Mapping[str, tuple[str, str]] = {
    "br": ("\n", ""),
    "hr": ("\n\n", ""),
    "li": ("\n- ", "\n"),
    "b": ("**", "**"),
    "strong": ("**", "**"),
    "summary": ("\n\n**", "**\n\n"),
    "dt": ("\n\n**", "**\n"),
    "dd": ("\n", "\n"),
    **{f"h{level}": (f"\n\n{'#' * level} ", "\n\n") for level in range(1, 7)},
    **dict.fromkeys(["p", "div", "ul", "ol", "details", "section", "blockquote", "center"], _BREAKS),
    **dict.fromkeys(["figure", "figcaption", "article", "main", "aside", "dl"], _BREAKS),
}
_HEADINGS: Mapping[str, str] = {"Title": "#", **{f"Heading{n}": "#" * n for n in range(1, 7)}}
_SCOPE = re.compile(r"^Platform(?!Tab|Selector)|PlatformWrapper$|PlatformOnly$")
_METADATA = re.compile(r"Meta(?:data)?$|^Frontmatter$")
_VARIABLE = re.compile(r"V[a-z]{0,2}|Var|Variable|Global")
_CONDITION = re.compile(r"props\.(\w+)\s*=+\s*[\"']([^\"']*)[\"']")
_REFERENCE = re.compile(r"(props\.)?([A-Za-z_]\w*)")
_REFERENCE_LIKE = re.compile(r"\s*(?:props|frontMatter|frontmatter|\$\w+|children|toc)\b")
_ADMONITIONS: Mapping[str, str] = {
    "admonition": "Note",
    "callout": "Note",
    "alert": "Note",
    "note": "Note",
    "tip": "Tip",
    "info": "Info",
    "warning": "Warning",
    "caution": "Caution",
    "danger": "Danger",
    "important": "Important",
    "notice": "Notice",
    "error": "Danger",
    "success": "Tip",
    "check": "Tip",
}
_PROSE_ATTRIBUTES = frozenset(
    ["title", "label", "caption", "alt", "description", "summary", "content", "header", "heading"]
    + ["subtitle", "question", "answer", "tip", "text"]
)


class Fragments(Protocol):
    """What a page's components refer to outside of the page."""

    def fragment(self, name: str, properties: Properties) -> list[Block] | None:
        """Blocks of the fragment imported under that name, None when the name is no fragment."""
        ...

    def variable(self, key: str) -> str:
        """Value of a documentation variable, or its key in readable words."""
        ...

    def other_platforms(self, platforms: frozenset[str]) -> frozenset[str]:
        """Every platform that the source scopes text to, but these."""
        ...


@dataclass(slots=True)
class Rendering:
    """One pass over a document: `blocks` is its result.

    `metadata` gathers what components such as ``<ArticleMetadata …/>`` declare about the page.
    """

    fragments: Fragments
    properties: Properties
    product: str = ""  # "" = text of every product is kept
    scope: frozenset[str] | None = None
    blocks: list[Block] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    _buffer: list[str] = field(default_factory=list)

    def run(self, document: Document) -> list[Block]:
        """Render a whole document."""
        self.walk(document.nodes)
        self.flush()
        return self.blocks

    def walk(self, nodes: Iterable[Node]) -> None:
        """Render nodes into the open paragraph; blocks among them end it."""
        for node in nodes:
            if isinstance(node, Text):
                self.write(node.value)
            elif isinstance(node, Expression):
                self.write(self._expression(node.source))
            else:
                self._element(node)

    def write(self, text: str) -> None:
        """Append Markdown to what will be parsed into blocks at the next flush."""
        self._buffer.append(text)

    def flush(self) -> None:
        """Parse the Markdown written so far into blocks of the current scope."""
        text, self._buffer = "".join(self._buffer), []
        if not text.strip():
            return
        blocks = parse_blocks(text)
        if self.scope is not None:
            blocks = [replace(block, platforms=self.scope) for block in blocks]
        self.blocks += blocks

    def inline(self, nodes: Iterable[Node]) -> str:
        """Render nodes for a place that holds no blocks, such as a table cell."""
        inner = Rendering(self.fragments, self.properties, self.product)
        inner.walk(nodes)
        if inner.blocks:
            inner.flush()
            return "\n".join(block.text for block in inner.blocks)
        return "".join(inner._buffer)

    # Elements

    def _element(self, element: Element) -> None:
        name, children = element.name, element.children
        if name in _DROPPED and element.closed:
            return
        if name == "table":
            self._table(element)
        elif name in ("pre", "CodeBlock"):
            self._code_block(element)
        elif name in ("code", "tt", "kbd", "samp"):
            self._code_span(children)
        elif name == "img":
            self.write(_string(element, "alt"))
        elif name in _AROUND:
            before, after = _AROUND[name]
            self._wrapped(element, before, after)
        elif name in HTML_TAGS:
            self.walk(children)
        else:
            self._component(element)

    def _wrapped(self, element: Element, before: str, after: str) -> None:
        if element.closed or not element.children:
            self.write(before)
        self.walk(element.children)
        if element.closed or not element.children:
            self.write(after)

    def _component(self, element: Element) -> None:
        if self._fragment(element):
            return
        name, attributes = element.name, element.attributes
        if _SCOPE.search(name):
            self._scoped(element)
        elif name.startswith("Product") and name.endswith("Wrapper"):
            if self._is_of_product(attributes):
                self.walk(element.children)
        elif name == ":if":
            if self._holds(_string(element, "title")):
                self.walk(element.children)
        elif name in _HEADINGS:
            self._wrapped(element, f"\n\n{_HEADINGS[name]} ", "\n\n")
        elif _is_variable(element):
            self.write(self._variable(element))
        elif not element.children and _METADATA.search(name):
            self._declare(attributes)
        elif _is_parameter(name):
            self._parameter(element)
        else:
            self._labelled(element)

    def _fragment(self, element: Element) -> bool:
        properties = {
            key: value
            for key, written in element.attributes.items()
            if (value := self._value(written)) is not None
        }
        blocks = self.fragments.fragment(element.name, properties)
        if blocks is None:
            return False
        if element.block and self.scope is None:
            self.flush()
            self.blocks += blocks
        elif element.block:
            self.flush()
            self.blocks += [within(block, self.scope) for block in blocks]
        else:
            self.write("\n".join(block.text for block in blocks))
        self.walk(element.children)
        return True

    def _scoped(self, element: Element) -> None:
        """Text inside holds for some platforms only."""
        attributes = element.attributes
        wanted = list_value(attributes.get("platform") or attributes.get("platforms"))
        others = attributes.get("notAllowed") or attributes.get("exclude")
        platforms = frozenset(normalise_platforms(wanted))
        if not wanted and others is not None:
            platforms = self.fragments.other_platforms(
                frozenset(normalise_platforms(list_value(others)))
            )
        if not platforms or not element.block:
            self.walk(element.children)
        else:
            self._in_scope(platforms, element.children)

    def _in_scope(self, platforms: frozenset[str], children: Iterable[Node]) -> None:
        self.flush()
        outer = self.scope
        self.scope = platforms if outer is None else platforms & outer
        self.walk(children)
        self.flush()
        self.scope = outer

    def _is_of_product(self, attributes: Attributes) -> bool:
        wanted = list_value(attributes.get("product") or attributes.get("products"))
        others = list_value(attributes.get("notAllowed") or attributes.get("exclude"))
        if not self.product:
            return True
        return self.product in wanted if wanted else self.product not in others

    def _holds(self, condition: str) -> bool:
        """``:::if{props.name="a|b"}``: text for those who were given one of the values."""
        match = _CONDITION.search(condition)
        if match is None:
            return True
        return self.properties.get(match[1], "undefined").lower() in match[2].lower().split("|")

    def _declare(self, attributes: Attributes) -> None:
        for key, value in attributes.items():
            text = self._value(value)
            if text:
                self.metadata.setdefault(key, text)

    # Code and tables

    def _code_block(self, element: Element) -> None:
        code = self._code_text(element.children).strip("\n")
        language = _string(element, "language") or _language(element)
        if "\n" not in code and not element.block:
            self.write(f"`{code}`" if code else "")
            return
        mark = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
        self.write(f"\n\n{mark}{language}\n{code}\n{mark}\n\n")

    def _code_text(self, nodes: Iterable[Node]) -> str:
        """Code as it would be shown: entities decoded, ``{`…`}`` unwrapped, tags taken off."""
        parts: list[str] = []
        for node in nodes:
            if isinstance(node, Text):
                parts.append(html.unescape(node.value))
            elif isinstance(node, Expression):
                literal = string_value(Braces(node.source))
                parts.append(node.source if literal is None else literal)
            else:
                parts.append("\n" if node.name == "br" else self._code_text(node.children))
        return "".join(parts)

    def _code_span(self, children: Iterable[Node]) -> None:
        code = " ".join(self._code_text(children).split())
        if code:
            self.write(code if "`" in code else f"`{code}`")

    def _table(self, element: Element) -> None:
        rows: list[list[tables.Cell]] = []
        caption: list[Node] = []
        for row in _table_rows(element, caption):
            rows.append([self._cell(cell) for cell in row])
        self.write(f"\n\n{self.inline(caption)}\n\n{tables.gfm_table(rows)}\n\n")

    def _cell(self, cell: Element) -> tables.Cell:
        return tables.Cell(
            tables.cell_text(self.inline(cell.children)),
            columns=tables.span(self._value(_attribute(cell, "colspan"))),
            rows=tables.span(self._value(_attribute(cell, "rowspan"))),
        )

    # Components that are a label and some text

    def _labelled(self, element: Element) -> None:
        """Any other component: the prose in its attributes, then its children."""
        attributes = element.attributes
        if element.name.removeprefix(":").lower() in _ADMONITIONS:
            label = self._admonition_label(element)
            separator = "\n" if element.block else " "
            self.write(f"\n\n**{label}:**{separator}" if element.block else f" {label}: ")
        else:
            for line in self._prose(attributes):
                self.write(f"\n\n**{line}**\n\n" if element.block else f" {line} ")
        if element.name in ("Tabs", "CodeGroup", "PlatformTabs"):
            self._tabs(element)
        else:
            self.walk(element.children)
        if element.block:
            self.write("\n\n")

    def _admonition_label(self, element: Element) -> str:
        given = _string(element, "title").strip("[]{} ")
        kind = _string(element, "type") or element.name.removeprefix(":")
        return given or _ADMONITIONS.get(kind.lower(), kind.capitalize())

    def _tabs(self, element: Element) -> None:
        """Tabs named after platforms scope their text; other tabs are labelled text."""
        tabs = [child for child in element.children if isinstance(child, Element)]
        names = [
            normalise_platform(_string(tab, "label") or _string(tab, "title"))
            or normalise_platform(_string(tab, "value"))
            for tab in tabs
        ]
        if len(tabs) > 1 and all(names):
            for tab, name in zip(tabs, names, strict=True):
                self._in_scope(frozenset([name]), [tab])
        else:
            self.walk(element.children)

    def _prose(self, attributes: Attributes) -> list[str]:
        lines: list[str] = []
        if "method" in attributes and "endpoint" in attributes:
            method, endpoint = (self._value(attributes[k]) or "" for k in ("method", "endpoint"))
            lines.append(f"`{method} {endpoint}`".strip())
        for key, value in attributes.items():
            text = self._value(value)
            if text is None and isinstance(value, Braces):
                lines += [prose for prose in prose_properties(value.source) if prose.strip()]
            elif text and key in _PROSE_ATTRIBUTES and text.strip():
                lines.append(text.strip())
        return lines

    def _parameter(self, element: Element) -> None:
        described = [_string(element, "type")]
        if self._value(element.attributes.get("required")) == "true":
            described.append("required")
        details = ", ".join(part for part in described if part)
        name = _string(element, "name")
        self.write(f"\n\n- `{name}`" + (f" ({details})" if details else "") + ": ")
        default = _string(element, "defaultValue") or _string(element, "default")
        self.walk(element.children)
        self.write((f" Default: `{default}`." if default else "") + "\n\n")

    def _variable(self, element: Element) -> str:
        return self.fragments.variable(_string(element, "k") or _string(element, "name"))

    # Values

    def _value(self, value: str | Braces | None) -> str | None:
        """Simple string of an attribute, with this document's properties put in."""
        if isinstance(value, Braces):
            plain = string_value(value)
            return self._property(value.source) if plain is None else plain
        return value

    def _property(self, source: str) -> str | None:
        match = _REFERENCE.fullmatch(source.strip())
        if match is None:
            return None
        if match[1]:
            return self.properties.get(match[2])
        return self.properties.get(source.strip())

    def _expression(self, source: str) -> str:
        """``{props.x}`` to its value, ``{"text"}`` to its text; other code keeps its prose only."""
        literal = string_value(Braces(source))
        if literal is not None:
            return literal
        value = self._property(source)
        if value is not None:
            return value
        if source.startswith("/*") or _REFERENCE_LIKE.match(source):
            return ""
        if re.fullmatch(r"[\w$.\- ]+", source):
            return "{" + source + "}"  # a placeholder that a reader is meant to see
        return " ".join(prose_properties(source))


def within(block: Block, scope: frozenset[str] | None) -> Block:
    """Narrow a block to a scope around it."""
    if scope is None:
        return block
    inner = scope if block.platforms is None else block.platforms & scope
    return replace(block, platforms=inner)


def _string(element: Element, name: str) -> str:
    return string_value(element.attributes.get(name)) or ""


def _attribute(element: Element, name: str) -> str | Braces | None:
    """Look an attribute up as HTML does, whatever its case (``colSpan``)."""
    return next((v for k, v in element.attributes.items() if k.lower() == name), None)


def _is_variable(element: Element) -> bool:
    return not element.children and (
        "k" in element.attributes or (_VARIABLE.fullmatch(element.name) is not None)
    )


def _is_parameter(name: str) -> bool:
    return name.endswith(("Parameter", "ParamField", "ResponseField"))


def _language(element: Element) -> str:
    """``<pre><code class="language-java">`` names its language on the inner element."""
    holders = [element, *(child for child in element.children if isinstance(child, Element))]
    for holder in holders:
        classes = _string(holder, "className") or _string(holder, "class")
        match = re.search(r"(?:language|lang)-([\w+#-]+)", classes)
        if match:
            return match[1]
    return ""


def _table_rows(element: Element, caption: list[Node]) -> list[list[Element]]:
    """Rows of a table, whatever groups them; what is no cell goes to the caption."""
    rows: list[list[Element]] = []
    for child in element.children:
        if not isinstance(child, Element):
            caption.append(child)
        elif child.name == "tr":
            cells: list[Element] = []
            for node in child.children:
                if isinstance(node, Element) and node.name in ("td", "th"):
                    cells.append(node)
                else:
                    caption.append(node)
            rows.append(cells)
        elif child.name in ("thead", "tbody", "tfoot", "colgroup"):
            rows += _table_rows(child, caption)
        else:
            caption.append(child)
    return rows
