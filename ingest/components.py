"""What components and HTML elements mean for a reader: the tree becomes blocks.

Layout is dropped, words stay. Three kinds of component are more than layout: an imported fragment
is put in place, a platform scope becomes metadata of the text in it, and a product scope keeps or
drops its text by the product of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from ingest import elements, tables
from ingest.elements import string_of
from ingest.expressions import (
    Properties,
    attribute_prose,
    condition_holds,
    expression_text,
    value_of,
    values_of,
)
from ingest.jsx import Attributes, list_value
from ingest.markdown import Block, parse_blocks
from ingest.nodes import HTML_TAGS, SHOWN, Document, Element, Expression, Node, Text
from ingest.readers.text import fence
from knowledge.platforms import normalise_platform, normalise_platforms

_LOOK_BACK = 200  # written parts in which a table row is expected to have begun


class Fragments(Protocol):
    """What a page's components refer to outside of the page."""

    def fragment(self, name: str, properties: Properties) -> list[Block] | None:
        """Blocks of the fragment imported under that name, None when the name is no fragment."""
        ...

    def shown(self, name: str, region: str = "") -> str:
        """The file imported under that name as it is, or its region; "" when it cannot be had."""
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
        """Render nodes into the open text; blocks among them end it."""
        for node in nodes:
            if isinstance(node, Text):
                self.write(node.value)
            elif isinstance(node, Expression):
                self.write(expression_text(node.source, self.properties))
            elif elements.breaks_lines(node) and self._in_row() and elements.is_one_line([node]):
                self.write(f" {tables.cell_text(self._apart([node]))} ")
            else:
                self._element(node)

    def write(self, text: str) -> None:
        """Append Markdown to what will be parsed into blocks at the next flush."""
        self._buffer.append(text)

    def flush(self) -> None:
        """Parse the Markdown written so far into blocks of the current scope."""
        text, self._buffer = "".join(self._buffer), []
        if text.strip():
            self.blocks += [within(block, self.scope) for block in parse_blocks(text)]

    def _apart(self, nodes: Iterable[Node]) -> str:
        """Render nodes as one text, for a place that holds no blocks."""
        inner = Rendering(self.fragments, self.properties, self.product)
        for node in nodes:
            if isinstance(node, Element):
                inner._element(node)
            else:
                inner.walk([node])
        return "\n".join([*(block.text for block in inner.blocks), "".join(inner._buffer)])

    def _in_row(self) -> bool:
        """Whether the line being written is a table row, which a line break would end."""
        for written in reversed(self._buffer[-_LOOK_BACK:]):
            _, line_break, line = written.rpartition("\n")
            if "|" in line:
                return True
            if line_break:
                return False
        return False

    # Elements

    def _element(self, element: Element) -> None:
        name = element.name
        if name in elements.DROPPED and element.closed:
            return
        if name == "table":
            self._table(element)
        elif name in elements.CODE_BLOCKS:
            self._code_block(element)
        elif name.startswith(SHOWN):
            self._file(element)
        elif name in elements.CODE_SPANS:
            code = " ".join(elements.code_text(element.children, self.properties).split())
            self.write(code if "`" in code or not code else f"`{code}`")
        elif name == "img":
            self.write(string_of(element, "alt"))
        elif name in elements.AROUND:
            self._wrapped(element, *elements.AROUND[name])
        elif name in HTML_TAGS:
            self.walk(element.children)
        elif not self._fragment(element):
            self._component(element)

    def _wrapped(self, element: Element, before: str, after: str) -> None:
        whole = element.closed or not element.children  # an unclosed <b> must not swallow the page
        self.write(before if whole else "")
        self.walk(element.children)
        self.write(after if whole else "")

    def _component(self, element: Element) -> None:
        meaning: Callable[[Element], None] = self._labelled
        if elements.is_platform_scope(element):
            meaning = self._platform_scope
        elif elements.is_product_scope(element) or element.name == ":if":
            meaning = self._condition
        elif elements.variable_key(element):
            meaning = self._variable
        elif elements.is_page_metadata(element):
            meaning = self._declare
        elif elements.is_parameter(element):
            meaning = self._parameter
        meaning(element)

    def _fragment(self, element: Element) -> bool:
        properties = values_of(element.attributes, self.properties)
        blocks = self.fragments.fragment(element.name, properties)
        if blocks is None:
            return False
        if element.block:
            self.flush()
            self.blocks += [within(block, self.scope) for block in blocks]
        else:
            self.write("\n".join(block.text for block in blocks))
        self.walk(element.children)
        return True

    def _platform_scope(self, element: Element) -> None:
        """Text inside holds for some platforms only."""
        wanted, others = _wanted(element.attributes, "platform")
        platforms = frozenset(normalise_platforms(wanted))
        if others and not wanted:
            platforms = self.fragments.other_platforms(frozenset(normalise_platforms(others)))
        if platforms and element.block:
            self._in_scope(platforms, element.children)
        else:
            self.walk(element.children)

    def _in_scope(self, platforms: frozenset[str], children: Iterable[Node]) -> None:
        self.flush()
        outer = self.scope
        self.scope = platforms if outer is None else platforms & outer
        self.walk(children)
        self.flush()
        self.scope = outer

    def _condition(self, element: Element) -> None:
        """Text inside is there for some products, or for some values of a property."""
        if element.name == ":if":
            holds = condition_holds(string_of(element, "title"), self.properties)
        else:
            wanted, others = _wanted(element.attributes, "product")
            listed = self.product in wanted if wanted else self.product not in others
            holds = listed or not self.product
        if holds:
            self.walk(element.children)

    def _variable(self, element: Element) -> None:
        self.write(self.fragments.variable(elements.variable_key(element)))

    def _declare(self, element: Element) -> None:
        for key, value in values_of(element.attributes, self.properties).items():
            self.metadata.setdefault(key, value)

    # Code and tables

    def _code_block(self, element: Element) -> None:
        code = elements.code_text(element.children, self.properties).strip("\n")
        if "\n" not in code and not element.block:
            self.write(f"`{code}`" if code else "")
            return
        self.write(fence(code, elements.code_language(element)))

    def _file(self, element: Element) -> None:
        """A file that is shown as it is; one that cannot be had was reported."""
        code = self.fragments.shown(element.name, string_of(element, "region"))
        if code.strip():
            label = string_of(element, "label")
            self.write(f"\n\n**{label}**" if label else "")
            self.write(fence(code, string_of(element, "language")))

    def _table(self, element: Element) -> None:
        caption: list[Node] = []
        rows = elements.table_rows(element, caption)
        drawn = tables.gfm_table([[self._cell(cell) for cell in row] for row in rows])
        self.write(f"\n\n{self._apart(caption)}\n\n{drawn}\n\n")

    def _cell(self, cell: Element) -> tables.Cell:
        columns, rows = (
            tables.span(value_of(elements.html_attribute(cell, name), self.properties))
            for name in ("colspan", "rowspan")
        )
        return tables.Cell(tables.cell_text(self._apart(cell.children)), columns, rows)

    # Components that are a label and some text

    def _labelled(self, element: Element) -> None:
        """Any other component: the prose in its attributes, then its children."""
        children = element.children
        label = elements.admonition_label(element)
        if label:
            self.write(f"\n\n**{label}:** " if element.block else f" {label}: ")
            children = elements.trimmed(children)
        else:
            for line in attribute_prose(element.attributes, self.properties):
                self.write(f"\n\n{line}\n\n" if element.block else f" {line} ")
        if element.name in elements.TAB_GROUPS:
            self._tabs(children)
        else:
            self.walk(children)
        self.write("\n\n" if element.block else "")

    def _tabs(self, children: list[Node]) -> None:
        """Tabs named after platforms scope their text; other tabs are labelled text."""
        tabs = [child for child in children if isinstance(child, Element)]
        names = [
            normalise_platform(string_of(tab, "label") or string_of(tab, "title"))
            or normalise_platform(string_of(tab, "value"))
            for tab in tabs
        ]
        if len(tabs) > 1 and all(names):
            for tab, name in zip(tabs, names, strict=True):
                self._in_scope(frozenset([name]), [tab])
        else:
            self.walk(children)

    def _parameter(self, element: Element) -> None:
        given = values_of(element.attributes, self.properties)
        kind = [given.get("type", ""), "required" if given.get("required") == "true" else ""]
        details = ", ".join(filter(None, kind))
        self.write(f"\n\n- `{given.get('name', '')}`" + (f" ({details})" if details else "") + ": ")
        self.walk(element.children)
        default = given.get("defaultValue") or given.get("default")
        self.write((f" Default: `{default}`." if default else "") + "\n\n")


def within(block: Block, scope: frozenset[str] | None) -> Block:
    """Narrow a block to a scope around it."""
    if scope is None or block.platforms == scope:
        return block
    return replace(block, platforms=scope if block.platforms is None else block.platforms & scope)


def _wanted(attributes: Attributes, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a scope names: those it is for, and those it is not for."""
    wanted = list_value(attributes.get(kind) or attributes.get(f"{kind}s"))
    return wanted, list_value(attributes.get("notAllowed") or attributes.get("exclude"))
