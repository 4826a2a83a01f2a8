"""When reports of one symptom are so many at once that they are an incident. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.support.models import Model, Ticket


class Report(Model):
    """Somebody who has the problem, by a ticket of their own or by joining one."""

    by: str
    at: datetime


class Incident(Model):
    """A burst of one symptom. `channel` and `ts` are of its message; "" before it is posted."""

    id: int
    opened_at: datetime
    closed_at: datetime | None = None
    channel: str = ""
    ts: str = ""


def is_burst(reports: Iterable[Report], least: int, within: timedelta) -> bool:
    """Whether some stretch of `within` holds reports of at least so many different people."""
    ordered = sorted(reports, key=lambda one: one.at)
    start = 0
    for end, last in enumerate(ordered):
        while last.at - ordered[start].at > within:
            start += 1
        if len({one.by for one in ordered[start : end + 1]}) >= least:
            return True
    return False


def lead(tickets: Sequence[Ticket]) -> Ticket | None:
    """The ticket that speaks for an incident: the first that was paged, else the first."""
    ordered = sorted(tickets, key=lambda one: one.id)
    return next((one for one in ordered if one.paged), ordered[0] if ordered else None)
