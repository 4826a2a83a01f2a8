"""When a ticket's clocks ring, and what for: pure, from the ticket and the policy."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.support.models import UNCLAIMED, Model, Ticket, TicketStatus
from bot.support.policy import Policy
from bot.support.routing import team_of
from bot.support.targets import Course, Target


class AlarmKind(StrEnum):
    """What an alarm says."""

    DUE_SOON = "due_soon"
    PAGE = "page"
    LADDER_DONE = "ladder_done"
    REMIND_CUSTOMER = "remind_customer"
    CLOSE_WAITING = "close_waiting"
    CLOSE_RESOLVED = "close_resolved"
    REMIND_DRAFT = "remind_draft"
    CLOSE_DRAFT = "close_draft"
    VISIT_REMIND = "visit_remind"
    VISIT_REPORT = "visit_report"
    VISIT_EXPIRE = "visit_expire"
    VISIT_CLOSE = "visit_close"
    WAKE = "wake"
    TARGET_SOON = "target_soon"
    BREACH = "breach"

    @property
    def belongs_to(self) -> frozenset[TicketStatus]:
        """The statuses in which it still means something."""
        return _MEANT_FOR.get(self.value, UNCLAIMED)


_MEANT_FOR = {
    "remind_customer": frozenset({TicketStatus.WAITING}),
    "close_waiting": frozenset({TicketStatus.WAITING}),
    "close_resolved": frozenset({TicketStatus.RESOLVED}),
}
TICKING = UNCLAIMED.union(*_MEANT_FOR.values())  # the statuses that have a clock


class Alarm(Model):
    """A moment at which a ticket is spoken of. `rung` counts from 0, for pages and breaches.

    `target` is what is about to break, or broke. `since` is when a visit came to stand so that the
    alarm means something.
    """

    at: datetime
    kind: AlarmKind
    rung: int = 0
    target: Target | None = None
    since: datetime | None = None


def alarms(
    ticket: Ticket, policy: Policy, since: datetime, warn_at: datetime | None = None
) -> tuple[Alarm, ...]:
    """Every alarm of a ticket as it stands, in order; `since`: when it came to stand so.

    `warn_at` is when staff is told that the first reply is due soon.
    """
    if ticket.status is TicketStatus.WAITING:
        return (
            Alarm(at=since + policy.life.remind_waiting.as_timedelta(), kind=_REMIND),
            Alarm(at=since + policy.life.close_waiting.as_timedelta(), kind=_CLOSE_WAITING),
        )
    if ticket.status is TicketStatus.RESOLVED:
        closes = since + policy.life.close_resolved.as_timedelta()
        return (Alarm(at=closes, kind=AlarmKind.CLOSE_RESOLVED),)
    return _unclaimed(ticket, policy, since, warn_at) if ticket.status.unclaimed else ()


_REMIND, _CLOSE_WAITING = AlarmKind.REMIND_CUSTOMER, AlarmKind.CLOSE_WAITING


def _unclaimed(
    ticket: Ticket, policy: Policy, since: datetime, warn_at: datetime | None
) -> tuple[Alarm, ...]:
    """Until somebody takes it.

    A paged ticket climbs the ladder from `since` on. Others get a reminder while the response
    target runs out and climb when it has; one that is reopened later climbs at once.
    """
    found: list[Alarm] = []
    start = since
    if not ticket.paged and ticket.first_reply_due > since:
        start = ticket.first_reply_due
        warn = warn_at or since + (start - since) * policy.escalation.warn_at
        found.append(Alarm(at=max(warn, since), kind=AlarmKind.DUE_SOON))
    for number, rung in enumerate(policy.ladder_of(team_of(ticket, policy))):
        found.append(Alarm(at=start, kind=AlarmKind.PAGE, rung=number))
        start += rung.wait.as_timedelta()
    found.append(Alarm(at=start, kind=AlarmKind.LADDER_DONE))
    return tuple(found)


def target_alarms(ticket: Ticket, course: Course, policy: Policy) -> tuple[Alarm, ...]:
    """The alarms of what was promised, in order: a warning, then one rung after another.

    Replies to a ticket that nobody has are not among them: there the ladder calls people anyway.
    What was due before the ticket came to its status was told then.
    """
    if ticket.status.over or ticket.snoozed_until is not None:
        return ()
    ladder = policy.ladder_of(team_of(ticket, policy))
    found: list[Alarm] = []
    for clock in course.clocks:
        called_for = clock.target is not Target.RESOLUTION and ticket.status.unclaimed
        if not clock.running or called_for or clock.due is None or clock.warn_at is None:
            continue
        found.append(Alarm(at=clock.warn_at, kind=AlarmKind.TARGET_SOON, target=clock.target))
        # A severity that is raised may break a promise that was not given before.
        at = max(clock.due, course.rated_at or clock.due)
        for number, rung in enumerate(ladder):
            found.append(Alarm(at=at, kind=AlarmKind.BREACH, rung=number, target=clock.target))
            at += rung.wait.as_timedelta()
        if not ladder:
            found.append(Alarm(at=at, kind=AlarmKind.BREACH, target=clock.target))
    return tuple(sorted((one for one in found if one.at >= course.since), key=lambda one: one.at))
