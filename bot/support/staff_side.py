"""The staff's side of a case: its card in the staff channel, and what is said in its thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.errors import Refused
from bot.support.advising import Advising
from bot.support.attachments import excerpts_for_staff, pictures_for_staff
from bot.support.deciding import routed
from bot.support.desk import Desk
from bot.support.extraction.models import LogDigest
from bot.support.lookalikes import Lookalikes
from bot.support.messages import ClockLine, LogExcerpt, Reminder, StaffCard
from bot.support.models import (
    Attachment,
    Conversation,
    Holder,
    Place,
    Reporter,
    Ticket,
    TicketEvent,
)
from bot.support.phrases import say
from bot.support.raising import Raising
from bot.support.report import report_of
from bot.support.satisfaction import Subject, rated_line
from bot.support.targets import Course
from bot.support.telling import Telling
from bot.support.visits.models import Visit
from bot.support.visits.words import name_of, status_of

STAFF = "en"  # the language of the staff channel; cards quote the customer in theirs


class StaffSide:
    """Card, reminders and trail of a ticket; shared by the use cases that staff see."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._advising = Advising(desk)
        self._lookalikes = Lookalikes(desk)
        self._raising = Raising(desk, self._lookalikes)
        self._telling = Telling(desk)

    def announce(
        self, ticket: Ticket, conversation: Conversation, missing: tuple[str, ...], *, origin: str
    ) -> None:
        """Put the triage card into the staff channel; its thread is the staff's side."""
        self._lookalikes.learn(ticket)
        card = self._card(ticket, conversation, missing)
        ts = self._desk.messenger.open_thread(
            self._desk.staff_channel, card, key=f"{origin}:staff_card"
        )
        place = Place(channel=self._desk.staff_channel, thread_ts=ts)
        self._desk.tickets.set_staff_thread(ticket.id, place)
        self.consider_incident(ticket)

    def show_logs(
        self,
        ticket: Ticket,
        files: Sequence[Attachment],
        pasted: LogDigest | None = None,
        *,
        origin: str,
    ) -> None:
        """The lines around each failure, and what was read in pictures, in the card's thread.

        The card itself has one line of each.
        """
        place = self._desk.tickets.staff_thread(ticket.id)
        if place is None:
            return
        for number, (name, text) in enumerate(excerpts_for_staff(files, pasted=pasted)):
            content = LogExcerpt(language=STAFF, name=name, text=text)
            self._desk.messenger.post(place, content, key=f"{origin}:log:{number}")
        for number, (name, text) in enumerate(pictures_for_staff(files)):
            content = LogExcerpt(language=STAFF, name=name, text=text, pictured=True)
            self._desk.messenger.post(place, content, key=f"{origin}:picture:{number}")

    def consider_incident(self, ticket: Ticket) -> None:
        """One more has the problem; raise an incident when it is a burst."""
        paged = self._raising.consider(ticket)
        if paged is not None:
            self.redraw(paged)

    def may_page(self, ticket: Ticket) -> bool:
        """False for a ticket of an incident that people are called for already."""
        return self._raising.may_page(ticket)

    def redraw(self, ticket: Ticket) -> None:
        """Bring the card, and what hangs on the ticket, up to date with the row."""
        ticket = self.ticket(ticket.id)
        self._lookalikes.learn(ticket)
        self._telling.tell(ticket)
        self._draw(ticket)
        self._raising.refresh(ticket)

    def draw_card(self, ticket: Ticket) -> None:
        """The card alone: nothing changed but what it shows beside the ticket."""
        self._draw(self.ticket(ticket.id))

    def _draw(self, ticket: Ticket) -> None:
        place = self._desk.tickets.staff_thread(ticket.id)
        if place is None:
            return
        conversation = self._desk.conversations.get(ticket.conversation_id)
        card = self._card(ticket, conversation, ())
        self._desk.messenger.redraw(place.channel, place.thread_ts, card)

    def _card(
        self, ticket: Ticket, conversation: Conversation, missing: tuple[str, ...]
    ) -> StaffCard:
        desk = self._desk
        mirrored = desk.mirrors.get(ticket.id) if desk.mirrors else None
        answers = desk.conversations.answers(conversation.id)
        last = answers[-1] if answers else None
        team = routed(desk, ticket)
        report = report_of(desk.conversations, ticket)
        return StaffCard(
            language=STAFF,
            ticket=ticket,
            plan_name=desk.policy.plan(ticket.plan).name.in_language(STAFF),
            reporter_name=desk.person(ticket.reporter).name,
            claimer_name=desk.person(ticket.claimed_by).name if ticket.claimed_by else "",
            bot_speaks=conversation.holder is Holder.BOT,
            question=report[0] if report else ticket.fields.summary,
            later=report[1:],
            tried=last.pages[:3] if last else (),
            confidence=last.confidence if last else None,
            log_digest=ticket.log_digest,
            missing=missing,
            source_link=desk.messenger.link(
                conversation.place.channel, conversation.place.thread_ts
            ),
            clocks=_clock_lines(desk.course(ticket), desk.clock()),
            team=team,
            team_mentions=self._mentions(ticket, team),
            visits=tuple(self._visit_line(one) for one in desk.visits.of_ticket(ticket.id)),
            version=self._advising.for_staff(ticket),
            similar=self._lookalikes.for_staff(ticket),
            joined=tuple(self._named(one) for one in desk.reporters.of_ticket(ticket.id)),
            issue=mirrored.link if mirrored else None,
            issue_problem=mirrored.problem if mirrored else "",
            rating=rated_line(desk.ratings.of(Subject.TICKET, str(ticket.id))),
        )

    def _mentions(self, ticket: Ticket, team: str) -> tuple[str, ...]:
        """Whom the card calls: the team, while a paged ticket waits for somebody."""
        due = team and ticket.paged and ticket.status.unclaimed and self.may_page(ticket)
        return self._desk.policy.teams[team].members if due else ()

    def _visit_line(self, visit: Visit) -> str:
        """Remote session V-3: agreed."""
        return f"{name_of(visit, STAFF)}: {status_of(visit.status, STAFF)}"

    def _named(self, reporter: Reporter) -> str:
        """Mei (Paper Kite)."""
        name = self._desk.person(reporter.reporter).name
        return f"{name} ({reporter.customer})" if reporter.customer else name

    def remind(self, ticket: Ticket, text: str, notify: tuple[str, ...], *, key: str) -> None:
        place = self._desk.tickets.staff_thread(ticket.id)
        if place is not None:
            reminder = Reminder(language=STAFF, ticket_id=ticket.id, text=text, notify=notify)
            self._desk.messenger.post(place, reminder, key=key)

    def note(self, ticket: Ticket, kind: str, actor: str, note: str, origin: str) -> None:
        event = TicketEvent(
            ticket_id=ticket.id, kind=kind, actor=actor, at=self._desk.clock(), note=note
        )
        self._desk.tickets.note(event, origin=origin)

    def first_reply(self, ticket: Ticket) -> None:
        """Stop the clock, on the card too: drawn each time, for a crash may lie in between."""
        if ticket.first_replied_at is None:
            self._desk.tickets.amend(ticket.id, first_replied_at=self._desk.clock())
        self.redraw(ticket)

    def of(self, conversation: Conversation) -> Ticket | None:
        if conversation.ticket_id is None:
            return None
        return self._desk.tickets.get(conversation.ticket_id)

    def ticket(self, ticket_id: int) -> Ticket:
        """Raise Refused when there is no such ticket."""
        ticket = self._desk.tickets.get(ticket_id)
        if ticket is None:
            raise Refused("This ticket does not exist.")
        return ticket

    def cannot(self, ticket: Ticket) -> Refused:
        status = self.ticket(ticket.id).status.value
        return Refused(say(STAFF, "cannot_now", label=ticket.label, status=status))


def _clock_lines(course: Course, now: datetime) -> tuple[ClockLine, ...]:
    """What is still owed, the clock that breaks first on top, a paused one last."""
    owed = [one for one in course.clocks if one.met_at is None]
    owed.sort(key=lambda one: (one.paused, one.due or datetime.max.replace(tzinfo=UTC)))
    return tuple(
        ClockLine(target=one.target, due=one.due, paused=one.paused, breached=one.breached(now))
        for one in owed
    )
