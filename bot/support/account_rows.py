"""Accounts as rows of a spreadsheet: one account a row, in columns that are named. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from bot.support.account_changes import written
from bot.support.accounts import Account
from bot.support.models import Severity

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([a-z,\- ]+?)\s+(\d\d?:\d\d)\s*-\s*(\d\d?:\d\d)\s+(\S+)", re.IGNORECASE)
_HOURS_EXAMPLE = "mon-fri 09:00-18:00 Asia/Shanghai"
_OFFICE = ("city", "address", "time_zone")
_YES, _NO = {"yes", "y", "true", "1", "是"}, {"no", "n", "false", "0", "否"}
_FORMULA = "=+-@\t\r"  # how a cell begins that a spreadsheet would run


class NotRows(Exception):  # noqa: N818 - said of a text
    """The text holds no rows of accounts; the message names lines and columns."""


@dataclass(frozen=True, slots=True)
class Row:
    """An account, and the line that it begins on."""

    line: int
    account: Account


@dataclass(frozen=True, slots=True)
class _Column:
    """`path`: where the value stands in an account. `read` raises ValueError."""

    name: str
    path: tuple[str, ...]
    read: Callable[[str], object] = str
    write: Callable[[Any], str] = str


def _list(cell: str) -> list[str]:
    return [one.strip() for one in re.split("[;；]", cell) if one.strip()]


def _flag(cell: str) -> bool:
    if cell.lower() in _YES | _NO:
        return cell.lower() in _YES
    raise ValueError(f"{cell!r} is neither yes nor no")


def _offices(cell: str) -> list[dict[str, str]]:
    found = []
    for one in _list(cell):
        parts = [part.strip() for part in re.split("[|｜]", one)]
        if len(parts) > len(_OFFICE):
            raise ValueError(f"{one!r} is not: city | address | time zone")
        found.append(dict(zip(_OFFICE, parts, strict=False)))
    return found


def _written_offices(offices: list[dict[str, str]]) -> str:
    rows = ([one.get(name, "") for name in _OFFICE] for one in offices)
    return ";".join("|".join(row).rstrip("|") for row in rows)


def _hours(cell: str) -> dict[str, object]:
    match = _HOURS.fullmatch(cell)
    if match is None:
        raise ValueError(f"{cell!r} is not such as: {_HOURS_EXAMPLE}")
    days, start, end, zone = match.groups()
    return {"days": _days(days), "start": start.zfill(5), "end": end.zfill(5), "time_zone": zone}


def _days(text: str) -> list[str]:
    """`mon-wed, sat` -> mon, tue, wed, sat."""
    found: list[str] = []
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            raise ValueError(f"{part!r} is no day; write {', '.join(_DAYS)}, or mon-fri")
        start, end = _DAYS.index(first), _DAYS.index(last or first)
        if end < start:
            raise ValueError(f"{part!r} ends before it begins")
        found += _DAYS[start : end + 1]
    return list(dict.fromkeys(found))


def _written_hours(hours: dict[str, Any]) -> str:
    days = ",".join(hours["days"])
    return f"{days} {hours['start']}-{hours['end']} {hours['time_zone']}"


def _columns() -> Iterator[_Column]:
    for name in ("name", "plan"):
        yield _Column(name, (name,))
    yield _Column("strategic", ("strategic",), _flag, lambda one: "yes" if one else "no")
    for name in ("channels", "members", "teams", "domains"):
        yield _Column(name, (name,), _list, ";".join)
    for name in ("platform", "version", "product"):
        yield _Column(name, (name,))
    yield _Column("offices", ("offices",), _offices, _written_offices)
    yield _Column("products", ("contract", "products"), _list, ";".join)
    yield _Column("technical_manager", ("contract", "technical_manager"))
    for name in ("remote_hours", "on_site_days"):
        yield _Column(name, ("contract", name))
    yield _Column("year_starts", ("contract", "year_starts"))
    yield _Column("hours", ("contract", "hours"), _hours, _written_hours)
    for target in ("first_response", "next_response", "resolution"):
        for severity in reversed(Severity):
            path = ("contract", target, severity.value)
            yield _Column(f"{target}_{severity.value}", path)


_COLUMNS = {one.name: one for one in _columns()}
COLUMNS = tuple(_COLUMNS)
_NEEDED = ("name", "plan")


def read_rows(text: str) -> list[Row]:
    """The accounts of a CSV text. Raises NotRows, with every problem's line and column.

    The cells are separated by commas, semicolons or tabs, whichever the first line has most of.
    """
    lines = _cells(text)
    _, header = next(lines, (1, []))
    names = [one.strip().lower() for one in header]
    _check_header(names)
    rows: list[Row] = []
    problems: list[str] = []
    for line, cells in lines:
        if any(one.strip() for one in cells):
            try:
                rows.append(Row(line, _account(line, names, cells)))
            except NotRows as problem:
                problems.append(str(problem))
    if problems:
        raise NotRows("\n".join(problems))
    return rows


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line that it begins on."""
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True
    )
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise NotRows(f"line {line}: {error}") from None
        yield line, cells


def _check_header(names: Sequence[str]) -> None:
    unknown = [one for one in names if one not in _COLUMNS]
    if unknown:
        known = ", ".join(COLUMNS)
        raise NotRows(f"line 1: unknown column {unknown[0]!r}; the columns are {known}")
    doubled = [one for number, one in enumerate(names) if one in names[:number]]
    if doubled:
        raise NotRows(f"line 1: the column {doubled[0]!r} stands there twice")
    missing = [one for one in _NEEDED if one not in names]
    if missing:
        raise NotRows(f"line 1: the column {missing[0]!r} is missing")


def _account(line: int, names: Sequence[str], cells: Sequence[str]) -> Account:
    """Raises NotRows."""
    if any(one.strip() for one in cells[len(names) :]):
        raise NotRows(f"line {line}: more cells than columns")
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, cell in zip(names, cells, strict=False):
        column, given = _COLUMNS[name], _active(cell.strip())
        if given:
            try:
                _put(values, column.path, column.read(given))
            except ValueError as error:
                problems.append(f"line {line}, column {name}: {error}")
    try:
        account = None if problems else Account.model_validate(values)
    except ValidationError as error:
        problems += [
            f"line {line}, column {_column_of(one['loc'])}: "
            f"{one['msg'].removeprefix('Value error, ').rstrip('.')}"
            for one in error.errors(include_url=False)
        ]
    if problems:
        raise NotRows("\n".join(problems))
    assert account is not None  # noqa: S101 - without a problem there is one
    return account


def _column_of(loc: tuple[int | str, ...]) -> str:
    """The column whose value stands at a place in an account."""
    place = tuple(map(str, loc))
    for column in _COLUMNS.values():
        if place[: len(column.path)] == column.path:
            return column.name
    return ".".join(place)


def write_rows(accounts: Sequence[Account]) -> str:
    """The same accounts as CSV. Raises NotRows for one that says more than a row can hold."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for account in accounts:
        values = written(account)
        cells = [
            "" if (value := _get(values, one.path)) is None else _inert(one.write(value))
            for one in _COLUMNS.values()
        ]
        try:
            same = _account(0, COLUMNS, cells) == account
        except NotRows:
            same = False
        if not same:
            raise NotRows(f"{account.name!r} says more than a row can hold; export it as YAML")
        writer.writerow(cells)
    return out.getvalue()


def _put(values: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for name in path[:-1]:
        values = values.setdefault(name, {})
    values[path[-1]] = value


def _get(values: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    found: Any = values
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _inert(cell: str) -> str:
    """A spreadsheet must not run what stands in a cell."""
    return f"'{cell}" if cell.startswith(tuple(_FORMULA)) else cell


def _active(cell: str) -> str:
    """What `_inert` made of it, taken back."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in _FORMULA else cell
