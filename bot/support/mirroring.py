"""Tickets in the vendor's own tracker: the audit trail is told to it line by line, in order, once.

The trail is the outbox: a change and its line are stored together, so nothing that happened can be
forgotten, and `Mirrors` knows how far the tracker has heard it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from bot.errors import TrackerRefused, TrackerRejected, TrackerUnavailable
from bot.support.models import Ticket, TicketEvent
from bot.support.policy import TrackerRules
from bot.support.ports.clock import Clock
from bot.support.ports.jobs import Jobs
from bot.support.ports.tickets import Tickets
from bot.support.ports.trackers import Mirrors, Tracker
from bot.support.redaction import DEFAULT, Redactor
from bot.support.tracking import Delivery, TrailLine, case_of, change_of, is_told, key_of
from knowledge.errors import DoorstepError

log = structlog.get_logger()

_ITSELF = "doorstep"  # the actor of what nobody did


class Following:
    """Queues the telling; a ticket store calls it after each line of a trail."""

    def __init__(self, mirrors: Mirrors, jobs: Jobs, rules: TrackerRules) -> None:
        self._mirrors = mirrors
        self._jobs = jobs
        self._rules = rules

    def __call__(self, ticket_id: int) -> None:
        """Also for a line that was stored before: the process may have died in between."""
        news = untold(self._mirrors, ticket_id, self._rules)
        if news:
            self._jobs.mirror(ticket_id, origin=str(news[-1].number))

    def catch_up(self, run: str) -> int:
        """At a start: queue all that is not told, laid aside or not; returns how many tickets.

        `run` names the start: what a corrected setting allows now is tried anew.
        """
        waiting = 0
        for ticket_id in self._mirrors.behind():
            if untold(self._mirrors, ticket_id, self._rules):
                self._jobs.mirror(ticket_id, origin=f"start:{run}")
                waiting += 1
            else:  # only lines that no tracker is told
                self._mirrors.told(ticket_id, self._mirrors.trail(ticket_id)[-1].number)
        return waiting


class Mirroring:
    """Use case: tell the tracker the next thing that it does not know of a ticket."""

    def __init__(
        self,
        tracker: Tracker,
        mirrors: Mirrors,
        tickets: Tickets,
        rules: TrackerRules,
        clock: Clock,
        show: Callable[[Ticket], None],
        report: Callable[[Ticket], Sequence[str]],
        redactor: Redactor = DEFAULT,
    ) -> None:
        """`show` brings the ticket's card up to date; `report`: the messages it was filed from."""
        self._tracker = tracker
        self._mirrors = mirrors
        self._tickets = tickets
        self._rules = rules
        self._clock = clock
        self._show = show
        self._report = report
        self._redactor = redactor

    def deliver(self, ticket_id: int) -> Delivery:
        """Tell one line. What is wrong stands in the trail; for what may pass the queue waits."""
        ticket = self._tickets.get(ticket_id)
        lines = untold(self._mirrors, ticket_id, self._rules)
        if ticket is None or not lines:
            return Delivery(state="done")
        line = lines[0]
        try:
            self._tell(ticket, line)
        except TrackerUnavailable as error:
            log.warning("tracker_away", ticket=ticket.label, error=error.message)
            return Delivery(state="waits", pause=error.retry_after)
        except TrackerRejected as error:
            self._lay_aside(ticket, line, error)
            self._mirrors.told(ticket_id, line.number)  # what follows may be taken
            return Delivery(state="told")
        except TrackerRefused as error:
            self._lay_aside(ticket, line, error)
            self._mirrors.failed(ticket_id, error.message)
            self._show_quietly(ticket)
            return Delivery(state="laid_aside")
        had_problem = bool(self._mirrors.get(ticket_id).problem)
        self._mirrors.told(ticket_id, line.number)
        if had_problem:
            self._show_quietly(ticket)
        return Delivery(state="told")

    def _tell(self, ticket: Ticket, line: TrailLine) -> None:
        """Each step may be a repetition: the keys keep the tracker from showing anything twice."""
        trail = self._mirrors.trail(ticket.id)
        case = case_of(ticket, self._rules, self._redactor, report=self._report(ticket))
        link = self._mirrors.get(ticket.id).link
        if link is None:
            link = self._tracker.publish(case, key=key_of(trail[0]))
            self._mirrors.linked(ticket.id, link)
            log.info("tracker_published", ticket=ticket.label, issue=link.id)
            self._show_quietly(ticket)
        if line.number != trail[0].number:
            change = change_of(ticket, trail, line, self._rules, self._redactor)
            self._tracker.update(link, case, change, key=key_of(line))

    def _lay_aside(self, ticket: Ticket, line: TrailLine, error: DoorstepError) -> None:
        log.warning("tracker_refused", ticket=ticket.label, error=error.message)
        reason = f"{error.message} {error.remedy}".strip()
        event = TicketEvent(
            ticket_id=ticket.id,
            kind="tracker_refused",
            actor=_ITSELF,
            at=self._clock(),
            note=f"Not told to the tracker: {line.event.kind}. {reason}",
        )
        self._tickets.note(event, origin=f"tracker:{line.number}:{key_of(line)}")

    def _show_quietly(self, ticket: Ticket) -> None:
        """The link on the card: the next change draws it, should Slack be away now.

        A change that comes while we draw may be drawn over by what was before: draw once more.
        """
        try:
            for _ in range(3):
                before = self._tickets.get(ticket.id)
                self._show(ticket)
                if self._tickets.get(ticket.id) == before:
                    return
        except DoorstepError as error:
            log.warning("card_not_redrawn", ticket=ticket.label, error=error.message)


def untold(mirrors: Mirrors, ticket_id: int, rules: TrackerRules) -> Sequence[TrailLine]:
    """The lines that the tracker is still to be told, oldest first."""
    known = mirrors.get(ticket_id).told
    return [
        one
        for one in mirrors.trail(ticket_id)
        if one.number > known and is_told(one.event.kind, rules)
    ]
