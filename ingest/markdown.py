"""Markdown text becomes blocks: headings, paragraphs, code and tables, clean to read.

Written for documentation sources rather than for CommonMark: inside components indentation does
not mean code, so blocks are told by their own marks, line by line, in one pass.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block is; code and tables are cut with more care than text."""

    HEADING = "heading"
    TEXT = "text"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a rendered page.

    `text` is clean Markdown (a heading's without its ``#``), `platforms` None when it holds for
    all of them; an empty set holds for none that the page serves.
    """

    kind: Kind
    text: str
    level: int = 0
    anchor: str = ""
    platforms: frozenset[str] | None = None


_FENCE = re.compile(r"^([ \t>]*)((?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(`{3,}|~{3,})([^`\n]*)$")
_HEADING = re.compile(r"^[ \t]{0,3}(#{1,6})(?:[ \t]+(.*?))?[ \t]*$")
_JOINED_HEADING = re.compile(r"^(#{2,6})([^\s#!\[].*)$")
_SETEXT = re.compile(r"^[ \t]{0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r"^[ \t]{0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_TABLE_RULE = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_QUOTE = re.compile(r"^[ \t]*>[ \t]?")
_CALLOUT = re.compile(r"^([ \t>]*)\[!(\w+)\][-+]?[ \t]*(.*)$")
_LIST_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_TAB = re.compile(r"^[ \t]*@tab(?::active)?[ \t]+(.+?)[ \t]*$")
_DEFINITION = re.compile(r"^[ \t]{0,3}\[([^\]^]+)\]:[ \t]+\S+(?:[ \t]+[\"'(].*[\"')])?[ \t]*$")
_ANCHOR = re.compile(
    r"[ \t]*(?:\\?\{#([\w.:=\u4e00-\u9fff-]+)\\?\}|\{/\*\s*#([\w.-]+)\s*\*/\})[ \t]*$"
)
_CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*$")

_LABEL = re.compile(r"(?:^|[\s}])\[([^\[\]]*\w[^\[\]]*)\]")  # of a fence: its name among several
_CONTENTS = re.compile(r"^[ \t]*\[\[?toc\]\]?[ \t]*$", re.IGNORECASE)

_FIRST_OF_MARKS = "#=-*_["  # of headings, rules and definitions; most lines begin otherwise

_MAX_BLOCKS = 20_000  # of one text; what comes after them is one paragraph
_NESTED_MARGIN = 3  # spaces before a nested list item


def parse_blocks(text: str) -> list[Block]:
    """Cut a text into blocks; every word of it is in one of them (links lose their address)."""
    return list(_Scanner(_dedent(text)).blocks())


class _Scanner:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.at = 0
        self.given = 0
        self.paragraph: list[str] = []

    def blocks(self) -> Iterator[Block]:
        for block in self._blocks():
            self.given += 1
            yield block
        self.paragraph += self.lines[self.at :]
        yield from self._flush()

    def _blocks(self) -> Iterator[Block]:
        while self.at < len(self.lines) and self.given < _MAX_BLOCKS:
            line = self.lines[self.at]
            self.at += 1
            if not line.strip():
                yield from self._flush()
            elif ("```" in line or "~~~" in line) and (fence := _FENCE.match(line)) is not None:
                yield from self._flush()
                yield from self._code(fence)
            elif "|" in line and self._starts_table():
                yield from self._flush()
                yield self._table(line)
            elif line.lstrip()[0] not in _FIRST_OF_MARKS:
                self.paragraph.append(line)
            elif (heading := self._heading(line)) is not None:
                yield from self._flush()
                yield heading
            elif (setext := self._setext(line)) is not None:
                yield setext
            elif not self._is_mark(line):
                self.paragraph.append(line)

    def _is_mark(self, line: str) -> bool:
        """Rules, link definitions and the place of a table of contents hold no words."""
        return any(mark.match(line) for mark in (_RULE, _DEFINITION, _CONTENTS))

    def _flush(self) -> Iterator[Block]:
        if not self.paragraph:
            return
        lines, self.paragraph = self.paragraph, []
        text = clean_text(_outdent("\n".join(_labelled(line) for line in lines)))
        if text.strip():
            yield Block(Kind.TEXT, text.rstrip())

    def _code(self, fence: re.Match[str]) -> Iterator[Block]:
        lead, markers, mark, language = fence.groups()
        closing = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$")
        body: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if closing.match(line):
                break
            body.append(line)
        if markers.strip():
            yield Block(Kind.TEXT, markers.strip())
        if any(line.strip() for line in body):
            if label := _LABEL.search(language):
                yield Block(Kind.TEXT, f"**{label[1]}**")
            code = textwrap.dedent("\n".join(_unquoted(body, lead))).strip("\n").rstrip()
            yield Block(Kind.CODE, f"{mark}{_info(language)}\n{code}\n{mark}")

    def _starts_table(self) -> bool:
        if self.at >= len(self.lines):
            return False
        rule = self.lines[self.at]
        return "-" in rule and "|" in rule and _TABLE_RULE.match(rule) is not None

    def _table(self, header: str) -> Block:
        rows = [header]
        while self.at < len(self.lines) and "|" in self.lines[self.at]:
            rows.append(self.lines[self.at])
            self.at += 1
        return Block(Kind.TABLE, "\n".join(clean_text(_QUOTE.sub("", row)).strip() for row in rows))

    def _heading(self, line: str) -> Block | None:
        match = _HEADING.match(line) or _JOINED_HEADING.match(line)
        return heading(len(match[1]), match[2] or "") if match else None

    def _setext(self, line: str) -> Block | None:
        match = _SETEXT.match(line)
        if match is None or len(self.paragraph) != 1 or _LIST_ITEM.match(self.paragraph[0]):
            return None
        title = self.paragraph.pop()
        return heading(1 if match[1][0] == "=" else 2, title)


def heading(level: int, written: str) -> Block | None:
    """Make a heading block of its Markdown, ``{#anchor}`` taken off; None when it has no words."""
    anchor = _ANCHOR.search(written)
    if anchor:
        written = written[: anchor.start()]
    text = clean_text(_CLOSING_HASHES.sub("", written)).replace("**", "").strip()
    if not text:
        return None
    name = (anchor[1] or anchor[2]) if anchor else anchor_of(text)
    return Block(Kind.HEADING, text, level=level, anchor=name)


def anchor_of(text: str) -> str:
    """Make the anchor that documentation sites give a heading.

    >>> anchor_of("Join a channel (Web)"), anchor_of("错误码 101")
    ('join-a-channel-web', '错误码-101')
    """
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", text.lower()).strip())


def _labelled(line: str) -> str:
    """``[!NOTE]`` and ``@tab`` become labels that a reader understands."""
    if "@tab" in line and (tab := _TAB.match(line)) is not None:
        return f"**{tab[1]}**"
    if "[!" in line and (callout := _CALLOUT.match(line)) is not None:
        lead, name, rest = callout.groups()
        return f"{lead}**{rest or name.capitalize()}:**"
    return line


def _info(language: str) -> str:
    """Keep the language and a title; line numbers and highlights are for the site."""
    words = re.sub(r"\{[^}]*\}|showLineNumbers|:[\w-]+|\[[^\]]*\]", " ", language).split()
    return words[0] if words else ""


def _unquoted(lines: list[str], lead: str) -> list[str]:
    """Take the ``>`` of a quote off the code in it."""
    return [_QUOTE.sub("", line) for line in lines] if ">" in lead else lines


def _outdent(paragraph: str) -> str:
    """Take off indentation that a converter would take for code; a nested item keeps a little."""
    margin = len(paragraph) - len(paragraph.lstrip(" "))
    kept = min(margin, _NESTED_MARGIN) if _LIST_ITEM.match(paragraph) else 0
    if margin == kept:
        return paragraph
    return re.sub(rf"^ {{0,{margin - kept}}}", "", paragraph, flags=re.MULTILINE)


def _dedent(text: str) -> list[str]:
    lines = text.split("\n")
    indents = [len(line) - len(line.lstrip(" ")) for line in lines[1:] if line.strip()]
    shared = min(indents, default=0)
    return [lines[0].lstrip(" "), *(line[shared:] if line.strip() else "" for line in lines[1:])]


# Inside a line

_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_KEPT = re.compile("\0([0-9]+)\0")
_NESTED = r"(?:[^\[\]\n]|\n(?!\n)|\[[^\[\]]*\])"
_PLAIN = r"\((?:[^()\s\"]|\([^()\s]*\)|\{\{[^}]*\}\})*(?:\s+(?:\"[^\"]*\"|'[^']*'|=\d*x\d*))?\s*\)"
_SPACED = r"\((?:https?://|\.{0,2}/|#)[^()\n]{1,300}\)"  # blanks in an address, as people write it
_ADDRESS = rf"(?:{_PLAIN}|{_SPACED})"
_IMAGE = re.compile(rf"!\[({_NESTED}*)\](?:{_ADDRESS}|\[[^\]\n]*\])(?:\{{[^}}\n]*\}})?")
_LINK = re.compile(rf"\[({_NESTED}*)\](?:({_ADDRESS})|\[[^\]\n]*\])")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
_BACKSLASH = re.compile(r"\\([!\"#$%&'()*+,./:;<=>?@\[\\\]^_`{}~-])")  # not \|, a cell's bar
_INVISIBLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\u200b-\u200d\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)")
_EMPTY_ALT = re.compile(
    r"^\s*(?:img|image|图片|alt(?: text)?|screenshot|[\w-]+\.\w{3,4}|\d*)\s*$", re.IGNORECASE
)


def clean_text(text: str) -> str:
    """Links to their words, images to their description, entities and escapes to characters."""
    text = text.replace("\0", "")
    if "`" not in text:
        return _clean_prose(text)
    spans: list[str] = []

    def keep(span: re.Match[str]) -> str:
        spans.append(span[0])
        return f"\0{len(spans) - 1}\0"

    # Code is set aside rather than cut out, because a link's words are often code.
    cleaned = _clean_prose(_CODE_SPAN.sub(keep, text))
    return _KEPT.sub(lambda m: spans[int(m[1])], cleaned)


def _clean_prose(text: str) -> str:
    if "[" in text:
        text = _IMAGE.sub(lambda m: "" if _EMPTY_ALT.match(m[1]) else m[1], text)
        text = _LINK.sub(lambda m: m[1] or (m[2] or "").strip("()"), text)
    if "<" in text:
        text = _AUTOLINK.sub(r"\1", text)
    if "&" in text:
        text = html.unescape(text).replace("\u00a0", " ")
    if "\\" in text:
        text = _BACKSLASH.sub(r"\1", text)
    return _SPACES.sub(" ", _INVISIBLE.sub("", text))
