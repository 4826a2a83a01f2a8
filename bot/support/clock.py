"""When a ticket's clock rings, and what for: pure, from the ticket and the policy."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.support.models import Model, Ticket
from bot.support.policy import Policy

_WARN_AT = 0.8  # share of the response target after which staff is reminded


class AlarmKind(StrEnum):
    """What an alarm says."""

    DUE_SOON = "due_soon"
    PAGE = "page"
    LADDER_DONE = "ladder_done"


class Alarm(Model):
    """A moment at which an unclaimed ticket is spoken of. `rung` counts from 0, for pages."""

    at: datetime
    kind: AlarmKind
    rung: int = 0


def alarms(ticket: Ticket, policy: Policy, since: datetime) -> tuple[Alarm, ...]:
    """Every alarm of an unclaimed ticket, in order.

    A paged ticket climbs the ladder from `since` on. Others get a reminder while the response
    target runs out and climb when it has; one that is reopened later climbs at once.
    """
    found: list[Alarm] = []
    start = since
    if not ticket.paged and ticket.first_reply_due > since:
        start = ticket.first_reply_due
        warn = since + (start - since) * _WARN_AT
        found.append(Alarm(at=warn, kind=AlarmKind.DUE_SOON))
    for number, rung in enumerate(policy.escalation.ladder):
        found.append(Alarm(at=start, kind=AlarmKind.PAGE, rung=number))
        start += rung.wait.as_timedelta()
    found.append(Alarm(at=start, kind=AlarmKind.LADDER_DONE))
    return tuple(found)
