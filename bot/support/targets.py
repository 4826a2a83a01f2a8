"""The clocks of a ticket: pure, from its row, its trail and what the customer was promised.

First reply, next reply and resolution. What counts, and when a clock pauses: docs/clocks.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.support.models import Model, Ticket, TicketEvent, TicketStatus
from bot.support.spans import Span
from bot.support.terms import Terms

REPLIED = "replied"  # kinds of the trail's lines: staff's words to the customer,
CUSTOMER_WROTE = "customer_wrote"  # and the customer's to staff

_SLEEP = frozenset({"snoozed", "woken"})  # the time goes on, the alarms do not
_STATUSES = set(TicketStatus)
_PAUSES = frozenset({TicketStatus.WAITING, TicketStatus.RESOLVED, TicketStatus.CLOSED})


class Target(StrEnum):
    """What was promised."""

    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"


class TargetClock(Model):
    """One promise: when it began to count, and when it breaks.

    `due` and `warn_at` are None while a pause keeps them open; `met_at` is None until it is kept.
    """

    target: Target
    started: datetime
    due: datetime | None
    warn_at: datetime | None = None
    paused: bool = False
    met_at: datetime | None = None

    def breached(self, now: datetime) -> bool:
        """Whether it was broken: by now, or before it was met after all."""
        return self.due is not None and self.due <= (self.met_at or now)

    @property
    def running(self) -> bool:
        return self.met_at is None and not self.paused


class Course(Model):
    """How a ticket stands with its promises, in the order of `Target`.

    `since` is when it came to its status, `rated_at` when its severity was last changed; `moves`
    counts both, and each falling asleep and waking: it tells two stretches of a clock apart.
    """

    clocks: tuple[TargetClock, ...] = ()
    since: datetime
    rated_at: datetime | None = None
    moves: int = 0

    def due(self, target: Target) -> datetime | None:
        """When a clock that still runs breaks; None while there is none."""
        return next((one.due for one in self.clocks if one.target is target and one.running), None)


def course_of(ticket: Ticket, trail: Sequence[TicketEvent], terms: Terms, share: float) -> Course:
    """The clocks of a ticket. `share` of a target has passed when staff is warned (0 to 1)."""
    told = _told(ticket, trail)
    clocks = [_first_reply(ticket, told, terms, share)]
    next_response = terms.next_response.for_severity(ticket.severity)
    if next_response and told.asked_at and ticket.status not in _PAUSES:
        pace = _Pace(terms, next_response)
        stretches: list[_Stretch] = [(told.asked_at, None)]
        clocks.append(
            TargetClock(
                target=Target.NEXT_REPLY,
                started=told.asked_at,
                due=pace.reached(stretches, 1),
                warn_at=pace.reached(stretches, share),
            )
        )
    resolution = terms.resolution.for_severity(ticket.severity)
    if resolution is not None:
        pace = _Pace(terms, resolution)
        clocks.append(
            TargetClock(
                target=Target.RESOLUTION,
                started=ticket.created_at,
                due=pace.reached(told.stretches, 1),
                warn_at=pace.reached(told.stretches, share),
                paused=ticket.status is TicketStatus.WAITING,
                met_at=told.since if ticket.status.over else None,
            )
        )
    return Course(
        clocks=tuple(one for one in clocks if one is not None),
        since=told.since,
        rated_at=told.rated_at,
        moves=told.moves,
    )


def _first_reply(ticket: Ticket, told: _Told, terms: Terms, share: float) -> TargetClock | None:
    """What was promised at the filing stands, whatever the severity or the terms became."""
    met_at = ticket.first_replied_at or told.replied_at
    if met_at is None and ticket.status.over:
        return None  # it ended without a word; nobody owes one now
    pace = _Pace(terms, terms.first_response.for_severity(ticket.severity))
    started, due = ticket.created_at, ticket.first_reply_due
    warn_at = min(pace.advance(started, pace.passed(started, due) * share), due)
    return TargetClock(
        target=Target.FIRST_REPLY, started=started, due=due, warn_at=warn_at, met_at=met_at
    )


_Stretch = tuple[datetime, datetime | None]  # a time that counts; None: it goes on


@dataclass
class _Told:
    """What the trail tells."""

    since: datetime
    stretches: list[_Stretch] = field(default_factory=list)  # while nobody waits for the customer
    replied_at: datetime | None = None  # for the first time
    asked_at: datetime | None = None  # the customer's oldest words that nobody answered
    rated_at: datetime | None = None
    moves: int = 0


def _told(ticket: Ticket, trail: Sequence[TicketEvent]) -> _Told:
    told = _Told(since=ticket.created_at, stretches=[(ticket.created_at, None)])
    over = False
    for event in trail:
        if event.kind in _STATUSES:
            status = TicketStatus(event.kind)
            _move(told, status, event.at)
            over = status.over
        elif event.kind == REPLIED:
            told.replied_at = told.replied_at or event.at
            told.asked_at = None
        elif event.kind == CUSTOMER_WROTE and not over:
            first = told.replied_at or ticket.first_replied_at
            if first is not None and first <= event.at:
                told.asked_at = told.asked_at or event.at
        elif event.kind in _SLEEP:
            told.moves += 1
        elif event.kind == "severity":
            told.rated_at = event.at
            told.moves += 1
    return told


def _move(told: _Told, to: TicketStatus, at: datetime) -> None:
    told.since = at
    told.moves += 1
    began, ended = told.stretches[-1]
    if to in _PAUSES:
        told.asked_at = None
        if ended is None:
            told.stretches[-1] = (began, at)
    elif ended is not None:
        told.stretches.append((at, None))
        told.asked_at = told.asked_at and at  # what was written in a pause counts from its end
    if to is TicketStatus.RESOLVED:
        told.replied_at = told.replied_at or at  # the customer was told the solution
    if to is TicketStatus.REOPENED and told.replied_at is not None:
        told.asked_at = at  # they say that it is not solved: that is to be answered


@dataclass(frozen=True)
class _Pace:
    """How time passes for a target: around the clock, or in the hours of the terms."""

    terms: Terms
    span: Span

    def passed(self, start: datetime, end: datetime) -> timedelta:
        if self.span.in_business_time:
            return self.terms.hours.between(start, end)
        return max(end - start, timedelta(0))

    def advance(self, start: datetime, passing: timedelta) -> datetime:
        if self.span.in_business_time:
            return self.terms.hours.advance(start, passing)
        return start + passing

    def reached(self, stretches: Sequence[_Stretch], share: float) -> datetime | None:
        """When that share of the span has passed; None while a pause keeps it open."""
        left = self.terms.hours.length(self.span) * share
        for began, ended in stretches:
            if ended is None:
                return self.advance(began, left)
            passed = self.passed(began, ended)
            if passed >= left:
                return self.advance(began, left)
            left -= passed
        return None
