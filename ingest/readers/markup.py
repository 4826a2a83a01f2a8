"""A tree of HTML elements becomes Markdown: words, headings with anchors, code, tables and tabs.

The tree comes from lxml's HTML parser, which refuses documents nested more than 256 deep, so the
recursion here is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ingest import tables
from ingest.readers.text import code_span, escape, fence

_DROPPED = """
    script style template noscript iframe object embed svg canvas head nav form button select
    input textarea audio video dialog footer
"""
_BLOCK_NAMES = """
    p div section article main header aside figure figcaption blockquote center address dl
    fieldset body html details ul ol
"""
DROPPED = frozenset(_DROPPED.split())
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_HEADING = re.compile(r"h([1-6])")
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source|brush:)[-\s]*([A-Za-z][\w+#-]*)")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_ANCHOR = re.compile(r"[\w.:\u4e00-\u9fff=-]+")
_ANCHOR_MARKS = frozenset("#¶§🔗\u200b")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)

Element = Any  # lxml.html.HtmlElement, which has no types of its own


def markdown_of(root: Element) -> str:
    """Write an element's content as Markdown."""
    written = "".join(_Writer().inside(root))
    lines = (line.rstrip() for line in written.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip() + "\n"


class _Writer:
    def __init__(self) -> None:
        self.labels: list[str] = []  # of tabs whose panels are still to come
        self.first_panel = False
        self.depth = 0  # of lists

    def inside(self, element: Element) -> Iterator[str]:
        yield _words(element.text)
        for child in element:
            if isinstance(child.tag, str):  # neither comment nor instruction
                yield from self.element(child)
            yield _words(child.tail)

    def element(self, element: Element) -> Iterator[str]:
        tag = element.tag.lower()
        if tag in DROPPED or _is_hidden(element):
            return
        heading = _HEADING.fullmatch(tag)
        role = element.get("role")
        if heading:
            yield self._heading(element, int(heading[1]))
        elif role == "tablist":
            self.labels = [_plain(tab) for tab in element if isinstance(tab.tag, str)]
            self.first_panel = True
        elif role == "tabpanel" and self.labels:
            yield from self._panel(element)
        elif tag == "pre":
            yield fence("".join(_code(element)), _language(element))
        elif tag == "table":
            yield from self._table(element)
        elif tag == "li":
            yield from self._item(element)
        else:
            yield from self._inline(element, tag)

    def _panel(self, element: Element) -> Iterator[str]:
        label = self.labels.pop(0).replace('"', "'")
        last = not self.labels
        yield "\n\n<Tabs>" if self.first_panel else ""
        self.first_panel = False
        yield f'\n\n<TabItem label="{label}">\n\n'
        yield from self.inside(element)
        yield "\n\n</TabItem>\n\n"
        yield "</Tabs>\n\n" if last else ""

    def _inline(self, element: Element, tag: str) -> Iterator[str]:
        if tag in ("code", "tt", "kbd", "samp"):
            yield code_span("".join(_code(element)))
        elif tag == "br":
            yield "\n"
        elif tag == "hr":
            yield "\n\n"
        elif tag == "img":
            yield escape(" ".join((element.get("alt") or "").split()))
        elif tag == "a":
            yield self._link(element)
        elif tag in ("b", "strong", "summary", "dt"):
            yield from self._bold(element, apart=tag in ("summary", "dt"))
        elif tag in _BLOCKS or tag == "dd":
            nested = tag in ("ul", "ol")
            self.depth += nested
            yield "\n" if nested and self.depth > 1 else "\n\n"
            yield from self.inside(element)
            self.depth -= nested
            yield "\n" if nested and self.depth else "\n\n"
        else:
            yield from self.inside(element)

    def _bold(self, element: Element, *, apart: bool) -> Iterator[str]:
        words = " ".join("".join(self.inside(element)).split())
        mark = "" if not words or words.startswith("**") else "**"
        yield f"\n\n{mark}{words}{mark}\n\n" if apart else f"{mark}{words}{mark}"

    def _heading(self, element: Element, level: int) -> str:
        # Sites put a link mark such as # or ¶ beside the words.
        words = " ".join("".join(self.inside(element)).split()).strip(" #¶§🔗\u200b")
        anchor = anchor_of(element)
        mark = f" {{#{anchor}}}" if anchor and _ANCHOR.fullmatch(anchor) else ""
        return f"\n\n{'#' * level} {words}{mark}\n\n" if words else ""

    def _link(self, element: Element) -> str:
        words = " ".join("".join(self.inside(element)).split())
        href = (element.get("href") or "").strip()
        linkable = words and href and not re.search(r"[\s()<>\"]|^(?:javascript|data):", href)
        if set(_plain(element)) <= _ANCHOR_MARKS:
            return ""
        spaced = " " if (element.text or "")[:1].isspace() else ""
        return spaced + (f"[{words}]({href})" if linkable else words)

    def _item(self, element: Element) -> Iterator[str]:
        parent = element.getparent()
        ordered = parent is not None and parent.tag == "ol"
        content = "".join(self.inside(element)).strip()
        mark = "1. " if ordered else "- "
        margin = "   " * max(0, min(self.depth, 4) - 1)
        yield f"\n{margin}{mark}{content}"

    def _table(self, element: Element) -> Iterator[str]:
        captions = [_plain(caption) for caption in element.iterchildren("caption")]
        rows = [
            [self._cell(cell) for cell in row if cell.tag in ("td", "th")] for row in _rows(element)
        ]
        if max(map(len, rows), default=0) == 1 and len(rows) == 1:  # a table for layout
            yield from self.inside(next(_rows(element))[0])
            return
        yield "".join(f"\n\n{escape(caption)}" for caption in captions)
        yield f"\n\n{tables.gfm_table(rows)}\n\n"

    def _cell(self, cell: Element) -> tables.Cell:
        text = tables.cell_text("".join(self.inside(cell)))
        columns, rows = tables.span(cell.get("colspan")), tables.span(cell.get("rowspan"))
        return tables.Cell(text, columns, rows)


def _rows(table: Element) -> Iterator[Element]:
    """Rows of this table, not of one in its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.iterchildren("tr")


def _code(element: Element) -> Iterator[str]:
    """Code as shown: without line numbers and buttons, a line for each line element."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            classes = child.get("class") or ""
            if child.tag == "br":
                yield "\n"
            elif child.tag not in DROPPED and not re.search(
                r"line-?numbers?|lineno|gutter", classes
            ):
                yield from _code(child)
        yield child.tail or ""


def _language(element: Element) -> str:
    """Language by the classes of the block, its code, or the boxes that highlighters put around."""
    holders: Iterable[Element] = [element, *element.iter("code")]
    around = list(element.iterancestors())[:2]
    for holder in (*holders, *around):
        given = holder.get("data-lang") or holder.get("data-language")
        match = _LANGUAGE.search(holder.get("class") or "")
        if given or match:
            return str(given or (match[1] if match else ""))
    return ""


def anchor_of(heading: Element) -> str:
    """Anchor of a heading: its own, ``<h2><a id="join">`` or ``<h2><a href="#join">``."""
    if heading.get("id"):
        return str(heading.get("id"))
    for link in heading.iter("a"):
        name = link.get("id") or link.get("name")
        href = link.get("href") or ""
        if name or href.startswith("#"):
            return str(name or href[1:])
    return ""


def _is_hidden(element: Element) -> bool:
    if element.get("role") in ("navigation", "search", "banner", "contentinfo"):
        return True
    # A tab that is not chosen is hidden too, and its text counts.
    shown = element.get("role") == "tabpanel"
    return not shown and (
        element.get("aria-hidden") == "true"
        or element.get("hidden") is not None
        or _HIDDEN.search(element.get("style") or "") is not None
    )


def _plain(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _words(text: str | None) -> str:
    return escape(re.sub(r"\s+", " ", text)) if text else ""
