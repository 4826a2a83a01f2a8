"""Clean Markdown taken apart: blocks (prose, list item, code, table) and sentences in prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_FENCE = re.compile(r"^\s*(```|~~~)")
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)、])\s+")
_SENTENCE_END = re.compile(r"(?<=[。！？；])|(?<=[.!?])(?=\s+[^\sa-z])|\n+")


class Kind(StrEnum):
    """What a block is."""

    PROSE = "prose"
    ITEM = "item"
    CODE = "code"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines of one kind; `text` as it stands in the source."""

    kind: Kind
    text: str


def blocks(markdown: str) -> list[Block]:
    """The blocks in order; an unclosed code fence runs to the end."""
    found: list[Block] = []
    lines = markdown.split("\n")
    position = 0
    while position < len(lines):
        kind = _kind(lines[position])
        end = _end(lines, position, kind)
        text = "\n".join(lines[position:end]).strip("\n")
        if text.strip():
            found.append(Block(kind, text))
        position = end
    return found


def sentences(prose: str) -> list[str]:
    """Sentences of a text without code blocks, Chinese and Western punctuation."""
    return [part.strip() for part in _SENTENCE_END.split(prose) if part and part.strip()]


def table_rows(table: str) -> tuple[list[str], list[str]]:
    """(header lines, row lines) of a Markdown table; no header when there is no rule line."""
    lines = table.split("\n")
    rule = next((i for i, line in enumerate(lines[:3]) if set(line) <= set("|:- \t")), -1)
    return lines[: rule + 1], lines[rule + 1 :]


def _kind(line: str) -> Kind:
    if _FENCE.match(line):
        return Kind.CODE
    if line.lstrip().startswith("|"):
        return Kind.TABLE
    return Kind.ITEM if _ITEM.match(line) else Kind.PROSE


def _end(lines: list[str], start: int, kind: Kind) -> int:
    if kind is Kind.CODE:
        fence = lines[start].strip()[:3]
        for position in range(start + 1, len(lines)):
            if lines[position].strip().startswith(fence):
                return position + 1
        return len(lines)
    for position in range(start + 1, len(lines)):
        line = lines[position]
        if kind is Kind.ITEM and line.startswith((" ", "\t")) and _kind(line) is Kind.PROSE:
            continue  # an item's second line
        if not line.strip() or _kind(line) is not kind or kind is Kind.ITEM:
            return position
    return len(lines)
