"""Lengths of time as the policy writes them: 30m, 4h, 2d, and 4bh or 1bd in business time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator
from pydantic import Field as Setting

from bot.support.models import Model

_DURATION = re.compile(r"(\d+)\s*(s|m|h|d|bh|bd)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = 10_000  # units of a span; more would be a slip of the hand


class Span(Model):
    """A length of time: around the clock (s, m, h, d) or in business time (bh, bd)."""

    amount: int = Setting(ge=0, le=_LONGEST)
    unit: Literal["s", "m", "h", "d", "bh", "bd"]

    @property
    def in_business_time(self) -> bool:
        return self.unit in {"bh", "bd"}

    def as_timedelta(self) -> timedelta:
        """Seconds around the clock. Business spans are counted by a business calendar."""
        if self.in_business_time:
            raise ValueError(f"{self} is business time")
        return timedelta(seconds=self.amount * _UNITS[self.unit])

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


def parse_span(value: object) -> object:
    """`30m` -> Span. Anything that is not such a text is left for pydantic to judge."""
    if not isinstance(value, str):
        return value
    match = _DURATION.fullmatch(value.strip())
    if match is None:
        msg = f"{value!r} is not a duration; write for example 30m, 4h, 2d, 4bh or 1bd"
        raise ValueError(msg)
    return {"amount": int(match[1]), "unit": match[2]}


Duration = Annotated[Span, BeforeValidator(parse_span)]
