"""Cutting one block into pieces that fit a chunk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.markdown import Block, Kind

TARGET = 900  # characters; a chunk is closed when the next piece would take it past this
LIMIT = 1_500  # characters; no chunk is longer
ROWS = 450  # characters of rows in one piece of an error-code table
WHOLE = 600  # characters up to which an error-code table is one piece
_FENCE_SHARE = 200  # characters; a longer fence line is no fence worth repeating

_BORDERS = (
    re.compile(r"(?<=\n)"),
    re.compile(r"(?<=[。！？；…])|(?<=[.!?;])(?=\s)"),
    re.compile(r"(?<=[，、：,:])"),
    re.compile(r"(?<=\s)"),
)
_CELL_BORDER = re.compile(r"(?<!\\)\|")
_ERROR_HEADER = re.compile(r"\berror|\bcode\b|\bstatus\b|错误|状态码|返回码|异常", re.IGNORECASE)
_ERROR_CODE = re.compile(r"^\W*(?:-?\d{1,8}|0x[0-9a-fA-F]+|[A-Z][A-Za-z]*(?:_[A-Z0-9]+)+)\b")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of at most `LIMIT` characters; `alone` keeps it from sharing a chunk."""

    text: str
    alone: bool = False


def pieces_of(block: Block) -> list[Piece]:
    """Cut a block at the best borders it has. Only a word longer than `LIMIT` is cut in two."""
    if block.kind is Kind.TABLE:
        return list(_table(block.text))
    if block.kind is Kind.CODE:
        return [Piece(text) for text in _code(block.text)]
    return [Piece(text) for text in cut(block.text, TARGET)]


def cut(text: str, size: int, borders: tuple[re.Pattern[str], ...] = _BORDERS) -> list[str]:
    """Cut prose into parts of at most `size`: at lines, then sentences, clauses, words, letters."""
    parts = _parts(text, size, borders)
    return [part.strip("\n").rstrip() for part in parts if part.strip()]


def _parts(text: str, size: int, borders: tuple[re.Pattern[str], ...]) -> list[str]:
    """Cut with nothing taken off: joined again, the parts are the text."""
    if len(text) <= size:
        return [text]
    if not borders:
        return [text[at : at + size] for at in range(0, len(text), size)]
    parts: list[str] = []
    filled = ""
    for part in borders[0].split(text):
        if len(filled) + len(part) <= size:
            filled += part
        elif len(part) <= size:
            parts.append(filled)
            filled = part
        else:  # too long in itself: fill up what is begun with its first sentences
            *whole, filled = _parts(filled + part, size, borders[1:])
            parts += whole
    return [*parts, filled]


def _code(text: str) -> Iterator[str]:
    if len(text) <= LIMIT:
        yield text
        return
    opening, *body, closing = text.split("\n")
    room = TARGET - len(opening) - len(closing) - 2
    if len(opening) > _FENCE_SHARE:
        yield from cut("\n".join(body), TARGET)
        return
    for part in _line_groups((piece for line in body for piece in _short(line, room)), room):
        yield "\n".join([opening, *part, closing])


def _short(line: str, size: int) -> list[str]:
    """Cut an over-long line at spaces, else anywhere."""
    return cut(line, size, _BORDERS[-1:]) if len(line) > size else [line]


def _line_groups(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    group: list[str] = []
    filled = 0
    for line in lines:
        if group and filled + len(line) > size:
            yield group
            group, filled = [], 0
        group.append(line)
        filled += len(line) + 1
    if any(line.strip() for line in group):
        yield group


def _table(text: str) -> Iterator[Piece]:
    header, rule, *rows = text.split("\n")
    room = LIMIT - len(header) - len(rule) - 2
    errors = _lists_errors(header, rows)
    if len(text) <= (WHOLE if errors else TARGET):
        yield Piece(text)
    elif room < LIMIT // 2:
        yield from (Piece(part) for part in cut(text, TARGET))
    else:
        size = min(room, ROWS if errors else max(ROWS, TARGET - len(header) - len(rule)))
        for group in _row_groups(rows, size, room):
            if len(group) == 1 and len(group[0]) > room:
                yield from _long_row(header, group[0])
            else:
                yield Piece("\n".join([header, rule, *group]), alone=True)


def _row_groups(rows: list[str], size: int, room: int) -> list[list[str]]:
    """Group rows; a last row or two would say little alone and stay with those before."""
    groups = list(_line_groups(rows, size))
    if len(groups) > 1 and len("\n".join(groups[-1])) < size // 3:
        joined = groups[-2] + groups[-1]
        if len("\n".join(joined)) <= room:
            groups[-2:] = [joined]
    return groups


def _lists_errors(header: str, rows: list[str]) -> bool:
    if not _ERROR_HEADER.search(header):
        return False
    coded = sum(1 for row in rows if _ERROR_CODE.match(row))
    return coded * 2 >= len(rows)


def _long_row(header: str, row: str) -> Iterator[Piece]:
    """A row that no chunk can hold is written as one line a cell, each named by its column."""
    names, cells = (_CELL_BORDER.split(line.strip().strip("|")) for line in (header, row))
    named = [
        f"**{names[n].strip()}**: {cell.strip()}" if n < len(names) else cell.strip()
        for n, cell in enumerate(cells)
    ]
    named += [name.strip() for name in names[len(cells) :]]
    yield from (Piece(part, alone=True) for part in cut("\n".join(named), TARGET))
