"""Cutting one block into pieces that fit a chunk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.markdown import Block, Kind

TARGET = 900  # characters; a chunk is closed when the next piece would take it past this
LIMIT = 1_500  # characters; no chunk is longer
ROWS = 450  # characters of rows that a piece of a table has at least, whatever its header takes
_ENTRIES = 3_000  # rows of an error-code table that are entries; a longer one is a dump
_FENCE_SHARE = 200  # characters; a longer fence line is no fence worth repeating

_BORDERS = (
    re.compile(r"(?<=\n)"),
    re.compile(r"(?<=[。！？；…])|(?<=[.!?;])(?=\s)"),
    re.compile(r"(?<=[，、：,:])"),
    re.compile(r"(?<=\s)"),
)
_CELL_BORDER = re.compile(r"(?<!\\)\|")
_CODE_HEADER = re.compile(
    r"\b(?:(?:error|status|return|result|response|reason)[\s_-]*)?codes?\b|\berr(?:or|no|code)?\b"
    r"|错误|状态码|返回码|响应码|异常码|业务码",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"-?\d{1,10}|0[xX][0-9a-fA-F]+|k?[A-Z][A-Za-z]*(?:_[A-Z0-9]+)+|[A-Z]{1,6}-?\d{2,8}"
    r"|[1-5]\d\d [A-Z][A-Za-z' -]{1,40}"  # an HTTP status with its words
    r"|\w{1,60}\s?=\s?-?\d{1,10}"  # a constant with its value
)
_MARKS = " *`_'\"()[]#"


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of at most `LIMIT` characters.

    `alone` keeps it from sharing a chunk; `heading` names it below the headings of its section.
    """

    text: str
    alone: bool = False
    heading: str = ""


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
    codes = error_codes(header, rows)
    if codes and room >= LIMIT // 2:
        for row, code in zip(rows, codes, strict=True):
            if len(row) > room:
                yield from _long_row(header, row, code)
            elif row.strip(" |"):
                yield Piece(f"{header}\n{rule}\n{row}", alone=True, heading=code)
    elif len(text) <= TARGET:
        yield Piece(text)
    elif room < LIMIT // 2:
        yield from (Piece(part) for part in cut(text, TARGET))
    else:
        size = min(room, max(ROWS, TARGET - len(header) - len(rule)))
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


def error_codes(header: str, rows: list[str]) -> list[str]:
    """Name each row of an error-code table by its code and its constant; [] for other tables.

    The table has a column headed "code", "错误码" or the like, whose cells mostly are codes.
    """
    names = _cells(header)
    columns = [n for n, name in enumerate(names) if _CODE_HEADER.search(name.strip(_MARKS))]
    if not columns or not 0 < len(rows) <= _ENTRIES:
        return []
    table = [_cells(row) for row in rows]
    for column in columns:
        coded = sum(1 for cells in table if _is_code(cells, column))
        if coded * 2 > len(rows):
            order = [column, *(n for n in range(len(names)) if n != column)]
            return [_named(cells, order, column) for cells in table]
    return []


def _is_code(cells: list[str], column: int) -> bool:
    return column < len(cells) and _CODE.fullmatch(_bare(cells[column])) is not None


def _bare(cell: str) -> str:
    """A cell without its marks, which may also stand around a part of it: ```404` Not Found``."""
    return cell.replace("`", "").strip(_MARKS)


def _named(cells: list[str], order: list[int], column: int) -> str:
    found = [_bare(cells[n]) for n in order if n == column or _is_code(cells, n)]
    # Two codes are a number and its constant; more are a table of something else.
    return " ".join(dict.fromkeys(filter(None, found[:2] if len(found) > 1 else found)))[:80]


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in _CELL_BORDER.split(row.strip().strip("|"))]


def _long_row(header: str, row: str, heading: str = "") -> Iterator[Piece]:
    """A row that no chunk can hold is written as one line a cell, each named by its column."""
    names, cells = (_CELL_BORDER.split(line.strip().strip("|")) for line in (header, row))
    named = [
        f"**{names[n].strip()}**: {cell.strip()}" if n < len(names) else cell.strip()
        for n, cell in enumerate(cells)
    ]
    named += [name.strip() for name in names[len(cells) :]]
    parts = cut("\n".join(named), TARGET)
    yield from (Piece(part, alone=True, heading=heading) for part in parts)
