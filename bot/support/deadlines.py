"""What was promised, kept in view: the dates on the row, the alarms, and what they say."""

from __future__ import annotations

import hashlib
from typing import Any

from bot.support.calling import Ring
from bot.support.clock import Alarm, AlarmKind, target_alarms
from bot.support.deciding import routed, rung_called
from bot.support.desk import Desk
from bot.support.escalating import next_rung
from bot.support.models import Ticket
from bot.support.phrases import say
from bot.support.policy import Policy
from bot.support.ports.accounts import Accounts
from bot.support.ports.jobs import Jobs
from bot.support.ports.tickets import Tickets
from bot.support.staff_side import STAFF, StaffSide
from bot.support.targets import Course, Target, course_of
from bot.support.terms import terms_of


class Deadlines:
    """Brings what a ticket's row says of its clocks up to date; a store calls it after each event.

    The row is for sorting and showing; the trail alone decides.
    """

    def __init__(self, tickets: Tickets, jobs: Jobs, policy: Policy, accounts: Accounts) -> None:
        self._tickets = tickets
        self._jobs = jobs
        self._policy = policy
        self._accounts = accounts

    def __call__(self, ticket_id: int) -> None:
        """Also for an event that was stored before: the process may have died in between."""
        ticket = self._tickets.get(ticket_id)
        if ticket is None:
            return
        terms = terms_of(self._policy, ticket.plan, self._accounts.named(ticket.customer))
        share = self._policy.escalation.warn_at
        course = course_of(ticket, self._tickets.events(ticket_id), terms, share)
        dues: dict[str, Any] = {
            "next_reply_due": course.due(Target.NEXT_REPLY),
            "resolve_due": course.due(Target.RESOLUTION),
        }
        if dues != {name: getattr(ticket, name) for name in dues}:
            self._tickets.amend(ticket_id, **dues)
        planned = target_alarms(ticket, course, self._policy)
        if planned:
            self._jobs.watch_targets(ticket_id, origin=_plan_name(course, planned))

    def catch_up(self) -> None:
        """At a start: the policy, a contract or a calendar may have changed meanwhile."""
        for ticket in self._tickets.list():
            if not ticket.status.over:
                self(ticket.id)


def _plan_name(course: Course, planned: tuple[Alarm, ...]) -> str:
    """The same plan is watched once; after a pause it is another, though its times be the same."""
    written = "\n".join(one.model_dump_json() for one in planned)
    return f"{course.moves}:{hashlib.sha256(written.encode()).hexdigest()[:16]}"


class Breaching:
    """Use case of time: warn before a promise breaks, call the next rung when it does.

    Implements workflows.Timed.
    """

    def __init__(self, desk: Desk, side: StaffSide) -> None:
        self._desk = desk
        self._side = side

    def alarms(self, ticket_id: int, /) -> tuple[Alarm, ...]:
        """All of them as the ticket stands; one that is past rings at once."""
        ticket = self._desk.tickets.get(ticket_id)
        return self._planned(ticket) if ticket is not None else ()

    def needs_clock(self, ticket_id: int, /) -> bool:
        """False while nothing runs: the customer's word is waited for, or the ticket sleeps."""
        return bool(self.alarms(ticket_id))

    def ring(self, ticket_id: int, alarm: Alarm, /, *, key: str) -> bool:
        """Say it, if it still holds; False when the plan has changed: another clock has the new."""
        del key  # clocks of two plans may share an alarm: it rings once
        ticket = self._desk.tickets.get(ticket_id)
        if ticket is None or alarm.target is None or alarm not in self._planned(ticket):
            return False
        due = self._desk.course(ticket).due(alarm.target)
        if alarm.kind is AlarmKind.TARGET_SOON and due is not None and due <= self._desk.clock():
            return True  # after a stop, or a sleep: the breach is told at once
        name = f"{alarm.kind.value}:{ticket_id}:{alarm.target.value}:{due}:{alarm.rung}"
        notify = (ticket.claimed_by,) if ticket.claimed_by else ()
        facts = {"label": ticket.label, "what": say(STAFF, alarm.target.value)}
        facts["due"] = f"{due:%Y-%m-%d %H:%M}"
        if alarm.kind is AlarmKind.TARGET_SOON:
            text = say(STAFF, "target_soon", **facts)
        else:
            text, rung = self._breach(ticket, facts, name)
            notify = tuple(dict.fromkeys((*notify, *rung)))
        self._side.remind(ticket, text, notify, key=name)
        self._side.note(ticket, alarm.kind.value, "doorstep", text, name)
        self._side.redraw(ticket)
        return True

    def _breach(
        self, ticket: Ticket, facts: dict[str, str], name: str
    ) -> tuple[str, tuple[str, ...]]:
        """What is said, and whom the next rung of the team's ladder calls for it."""
        desk, text = self._desk, say(STAFF, "target_missed", **facts)
        team = routed(desk, ticket)
        ladder = desk.policy.ladder_of(team)
        if not ladder or not self._side.may_page(ticket):
            return text, ()  # nobody else, or its incident calls people already
        number = next_rung(desk.tickets.events(ticket.id), ladder)
        rung = ladder[number]
        ring = Ring(rung=number, name=rung.name, notify=rung.notify, team=team, at=desk.clock())
        called = rung_called(desk, ticket, ring, origin=name)
        return f"{text} {say(STAFF, 'target_rung', rung=rung.name)}", called

    def _planned(self, ticket: Ticket) -> tuple[Alarm, ...]:
        return target_alarms(ticket, self._desk.course(ticket), self._desk.policy)
