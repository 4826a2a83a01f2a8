"""Secrets in a table: the name stands in the head, the value some lines below, in its column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.privacy.kinds import Kind, Secret
from knowledge.privacy.labels import kind_of
from knowledge.privacy.values import is_certain_password, is_random

_TABLE = re.compile(
    r"^[ \t>]{0,8}\|(?P<head>[^\n]{3,400})\n[ \t>]{0,8}\|[ \t]{0,4}:?-[-| :\t]{1,400}\n"
    r"(?P<rows>(?:[ \t>]{0,8}\|[^\n]{1,2000}(?:\n|\Z)){1,200})",
    re.MULTILINE,
)
_ROW = re.compile(r"[^\n]+")
_CELL = re.compile(r"[^|\n]*")
_MARKS = " \t\r`*_\"'"


def tabled_secrets(text: str) -> Iterator[Secret]:
    """Yield the cells below a head such as `| user | password |`."""
    for table in _TABLE.finditer(text) if "|" in text else ():
        kinds = [kind_of(cell.strip(_MARKS)) for cell in table["head"].split("|")]
        if not any(kinds):
            continue
        for row in _ROW.finditer(text, *table.span("rows")):
            at = text.find("|", row.start()) + 1
            for kind in kinds:
                cell = _CELL.match(text, at, row.end())
                if cell is None:
                    break
                value = cell[0].strip(_MARKS)
                if kind is not None and _is_value(value, kind):
                    start = cell.start() + cell[0].index(value)
                    yield Secret(kind, start, start + len(value))
                at = cell.end() + 1


def _is_value(value: str, kind: Kind) -> bool:
    if " " in value or not value.isascii():
        return False
    return is_certain_password(value) if kind is Kind.PASSWORD else is_random(value)
