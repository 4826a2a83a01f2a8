"""What the elements of HTML and of the usual documentation components are, by name."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from ingest.expressions import Properties, value_of
from ingest.jsx import Braces, Value, string_value
from ingest.nodes import HTML_TAGS, Element, Expression, Node, Text

# What stands in a video is for browsers that cannot play it.
_NOT_SHOWN = "script style svg iframe head Toc TOC TOCInline select colgroup video audio"
DROPPED = frozenset(_NOT_SHOWN.split())
CODE_BLOCKS = frozenset(["pre", "CodeBlock"])
CODE_SPANS = frozenset(["code", "tt", "kbd", "samp"])
TAB_GROUPS = frozenset(["Tabs", "CodeGroup", "PlatformTabs", ":tabs"])
_DIVISIONS = "p div ul ol dl details section blockquote center figure figcaption article main aside"
# What is written before and after an element's children.
AROUND: Mapping[str, tuple[str, str]] = {
    "br": ("\n", ""),
    "hr": ("\n\n", ""),
    "li": ("\n- ", "\n"),
    "b": ("**", "**"),
    "strong": ("**", "**"),
    "summary": ("\n\n**", "**\n\n"),
    "dt": ("\n\n**", "**\n"),
    "dd": ("\n", "\n"),
    "Title": ("\n\n# ", "\n\n"),
    **{f"h{level}": (f"\n\n{'#' * level} ", "\n\n") for level in range(1, 7)},
    **{f"Heading{level}": (f"\n\n{'#' * level} ", "\n\n") for level in range(1, 7)},
    **dict.fromkeys(_DIVISIONS.split(), ("\n\n", "\n\n")),
}
_ADMONITIONS: Mapping[str, str] = {
    **dict.fromkeys(["admonition", "callout", "alert", "note"], "Note"),
    **dict.fromkeys(["tip", "success", "check"], "Tip"),
    **dict.fromkeys(["danger", "error"], "Danger"),
    **{name: name.capitalize() for name in ("info", "warning", "caution", "important", "notice")},
}
_PLATFORM_SCOPE = re.compile(r"Platform(?!s?Tab|s?Selector)\w*|\w*(?:PlatformWrapper|PlatformOnly)")
_PRODUCT_SCOPE = re.compile(r"Product\w*Wrapper")
_METADATA = re.compile(r"\w*Meta(?:data)?|Frontmatter")
_VARIABLE = re.compile(r"V[a-z]{0,2}|Var|Variable|Global")
_LANGUAGE_CLASS = re.compile(r"(?:language|lang)-([\w+#-]+)")


def is_platform_scope(element: Element) -> bool:
    """``<PlatformWrapper platform="ios">``: its text holds for some platforms."""
    return bool(element.children) and _PLATFORM_SCOPE.fullmatch(element.name) is not None


def is_product_scope(element: Element) -> bool:
    """``<ProductWrapper product="chat">``: its text belongs to some products."""
    return _PRODUCT_SCOPE.fullmatch(element.name) is not None


def is_page_metadata(element: Element) -> bool:
    """``<ArticleMetadata platform="Web" />``: a statement about the page, not text."""
    return not element.children and _METADATA.fullmatch(element.name) is not None


def is_parameter(element: Element) -> bool:
    """``<Parameter name="uid" type="string">``: an entry in an API's list."""
    return element.name.endswith(("Parameter", "ParamField", "ResponseField"))


def variable_key(element: Element) -> str:
    """Key of ``<Vg k="COMPANY" />`` and the like; "" when the element is no variable."""
    if element.children:
        return ""
    key = string_of(element, "k")
    if not key and _VARIABLE.fullmatch(element.name):
        key = string_of(element, "name") or string_of(element, "key")
    return key


def admonition_label(element: Element) -> str:
    """Title, or kind in words, of a note or warning; "" when the element is none."""
    name = element.name.removeprefix(":").lower()
    if name not in _ADMONITIONS:
        return ""
    kind = (string_of(element, "type") or name).lower()
    title = string_of(element, "title").strip("[]{} ")
    return title or _ADMONITIONS.get(kind, kind.capitalize())


def breaks_lines(element: Element) -> bool:
    """Whether an element takes lines of its own, which a table row could not hold."""
    name = element.name
    if name in AROUND:
        return "\n" in "".join(AROUND[name])
    return name not in HTML_TAGS or name in ("table", "pre")


def is_one_line(nodes: Iterable[Node]) -> bool:
    """Whether nodes were written on a single line."""
    return all(
        is_one_line(node.children)
        if isinstance(node, Element)
        else not isinstance(node, Text) or "\n" not in node.value
        for node in nodes
    )


def trimmed(nodes: list[Node]) -> list[Node]:
    """Take the blank space off the front, so that a label and its text stay one paragraph."""
    for at, node in enumerate(nodes):
        if not isinstance(node, Text):
            return nodes[at:]
        if node.value.strip():
            return [Text(node.value.lstrip()), *nodes[at + 1 :]]
    return []


def string_of(element: Element, name: str) -> str:
    """Simple string of an attribute, "" when it has none."""
    return string_value(element.attributes.get(name)) or ""


def html_attribute(element: Element, name: str) -> Value | None:
    """Look an attribute up as HTML does, whatever its case (``colSpan``)."""
    return next((v for k, v in element.attributes.items() if k.lower() == name), None)


def code_text(nodes: Iterable[Node], properties: Properties) -> str:
    """Code as it would be shown: entities decoded, ``{`…`}`` unwrapped, tags taken off."""
    parts: list[str] = []
    for node in nodes:
        if isinstance(node, Text):
            parts.append(html.unescape(node.value))
        elif isinstance(node, Expression):
            value = value_of(Braces(node.source), properties)
            parts.append(node.source if value is None else value)
        else:
            parts.append("\n" if node.name == "br" else code_text(node.children, properties))
    return "".join(parts)


def code_language(element: Element) -> str:
    """Language of a code element; ``<pre><code class="language-java">`` has it on the inner one."""
    if language := string_of(element, "language"):
        return language
    for holder in (element, *(child for child in element.children if isinstance(child, Element))):
        classes = string_of(holder, "className") or string_of(holder, "class")
        if match := _LANGUAGE_CLASS.search(classes):
            return match[1]
    return ""


def table_rows(table: Element, caption: list[Node]) -> list[list[Element]]:
    """Rows of a table, whatever groups them; what is no cell goes to the caption."""
    rows: list[list[Element]] = []
    for child in table.children:
        if not isinstance(child, Element):
            caption.append(child)
        elif child.name == "tr":
            row: list[Element] = []
            for node in child.children:
                if isinstance(node, Element) and node.name in ("td", "th"):
                    row.append(node)
                else:
                    caption.append(node)
            rows.append(row)
        elif child.name in ("thead", "tbody", "tfoot"):
            rows += table_rows(child, caption)
        elif child.name != "colgroup":
            caption.append(child)
    return rows
