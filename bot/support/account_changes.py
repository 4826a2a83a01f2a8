"""Accounts as people write them, and what an import would change: pure, for reviewers to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from enum import Enum
from typing import Any

from pydantic import BaseModel

from bot.support.accounts import Account
from bot.support.spans import Span


def written(value: BaseModel) -> dict[str, Any]:
    """As it stands in a file: durations as `30m`, and what is as usual left out."""
    return {
        name: _plain(getattr(value, name))
        for name, field in type(value).model_fields.items()
        if getattr(value, name) != field.get_default(call_default_factory=True)
    }


def _plain(value: Any) -> Any:
    match value:
        case Span():
            return str(value)
        case BaseModel():
            return written(value)
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case Enum():
            return value.value
        case float() if value.is_integer():
            return int(value)
        case tuple() | list():
            return [_plain(one) for one in value]
        case dict():
            return {_plain(name): _plain(one) for name, one in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class FieldChange:
    """`field` is dotted: contract.first_response.high. None = not said."""

    field: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if isinstance(self.before or [], list) and isinstance(self.after or [], list):
            before, after = self.before or [], self.after or []
            added = [f"+ {_said(one)}" for one in after if one not in before]
            taken = [f"- {_said(one)}" for one in before if one not in after]
            return f"{self.field}: {', '.join([*added, *taken]) or 'in another order'}"
        return f"{self.field}: {_said(self.before)} -> {_said(self.after)}"


@dataclass(frozen=True, slots=True)
class Changed:
    """An account that an import makes different."""

    account: Account
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import does. `missing` are known accounts that the file does not name."""

    new: tuple[Account, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[Account, ...]
    missing: tuple[Account, ...]

    @property
    def put(self) -> tuple[Account, ...]:
        """What has to be stored."""
        return (*self.new, *(one.account for one in self.changed))


def compare(known: Sequence[Account], given: Sequence[Account]) -> Changes:
    """`given` against what is known, in the order of the file."""
    before = {one.key: one for one in known}
    named = {one.key for one in given}
    changed = [
        Changed(one, tuple(_differences(before[one.key], one)))
        for one in given
        if one.key in before and one != before[one.key]
    ]
    return Changes(
        new=tuple(one for one in given if one.key not in before),
        changed=tuple(changed),
        unchanged=tuple(one for one in given if before.get(one.key) == one),
        missing=tuple(one for one in known if one.key not in named),
    )


def _differences(before: Account, after: Account) -> Iterator[FieldChange]:
    old, new = (dict(_flat(written(one))) for one in (before, after))
    for field in dict.fromkeys((*old, *new)):
        if old.get(field) != new.get(field):
            yield FieldChange(field, old.get(field), new.get(field))


def _flat(values: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _said(value: Any) -> str:
    match value:
        case None:
            return "(not said)"
        case bool():
            return "yes" if value else "no"
        case dict():
            return " ".join(str(one) for one in value.values())
        case list():
            return ", ".join(_said(one) for one in value)
    return str(value)
