"""The support desk: one entrance for everything that reaches it, routed to a use case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from bot.errors import NotAllowed, Refused
from bot.support.answering import Answering
from bot.support.arrival import Arrival
from bot.support.assigning import Assigning
from bot.support.casework import Casework
from bot.support.clock import TICKING, Alarm, alarms
from bot.support.conversing import Conversing
from bot.support.csat import Csat
from bot.support.deadlines import Breaching
from bot.support.desk import Desk, Muted
from bot.support.drafting import Draft, Drafting
from bot.support.drafts import Drafts
from bot.support.edits import Edits
from bot.support.explaining import Explaining
from bot.support.filing import Filing
from bot.support.handoff import HandOff
from bot.support.inbound import (
    AnyInbound,
    ButtonPressed,
    DraftWished,
    EntrySubmitted,
    Inbound,
    MessageEdited,
    MessageReceived,
    MessageWithdrawn,
    RatingReasonSubmitted,
    ReplySubmitted,
    ResolutionSubmitted,
    StaffDeed,
    TicketLeft,
    TicketSubmitted,
    VisitRefused,
    VisitReported,
    VisitSubmitted,
)
from bot.support.joining import Joining
from bot.support.learning import Learning
from bot.support.lookalikes import Lookalikes
from bot.support.maintaining import Maintaining
from bot.support.messages import FormReturned, NoAnswer, Notice
from bot.support.models import Attachment, Holder, Place, Ticket
from bot.support.paging import Paging
from bot.support.patience import Patience
from bot.support.phrases import say
from bot.support.pressing import Pressing
from bot.support.refusals import Refusals
from bot.support.rejudging import Rejudging
from bot.support.relay import Relay
from bot.support.snoozing import Snoozing
from bot.support.staff_side import StaffSide
from bot.support.suggesting import Suggesting
from bot.support.targets import Target
from bot.support.threads import Threads
from bot.support.ticketing import Ticketing
from bot.support.visits.visit_desk import VisitDesk
from knowledge.errors import KnowledgeError

log = structlog.get_logger()


class SupportDesk:
    """Facade over the use cases. Every method may be repeated: each effect happens once per id."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._side = StaffSide(desk)
        self._threads = Threads(desk)
        self.csat = Csat(desk, self._side)
        self._handoff = HandOff(desk, self._side, self.csat)
        self.snoozing = Snoozing(desk, self._side)
        rejudging = Rejudging(desk, self._side, self._handoff)
        self._edits = Edits(desk, self._side, rejudging)
        self._arrival = Arrival(desk, self._edits)
        self._relay = Relay(desk, self._side, self._handoff, self.snoozing, self._edits, rejudging)
        assigning = Assigning(desk, self._side, self._handoff)
        self._suggesting = Suggesting(desk, self._side, Lookalikes(desk))
        self._paging = Paging(desk, self._side, Patience(desk, self._side, self.csat))
        self.refusals = Refusals(desk)
        self.learning = Learning(desk, self._side)
        self.maintaining = Maintaining(desk, self.learning)
        self.explaining = Explaining(desk)
        self.drafting = Drafting(desk)
        filing = Filing(desk, self._side, self._relay, self.drafting)
        joining = Joining(desk, self._side)
        self.visits = VisitDesk(desk, self._side, filing)
        self._casework = Casework(
            desk, self._side, assigning, self.snoozing, self._edits, self.visits
        )
        self._ticketing = Ticketing(
            desk, self._handoff, self._relay, filing, joining, self.visits, self.drafting
        )
        answering = Answering(desk, self._ticketing, self.drafting)
        self._conversing = Conversing(desk, self._threads, self._relay, joining, answering)
        self._pressing = Pressing(
            desk,
            self._threads,
            self._ticketing,
            handoff=self._handoff,
            relay=self._relay,
            assigning=assigning,
            learning=self.learning,
            csat=self.csat,
            visits=self.visits,
        )
        self.drafts = Drafts(desk, self._ticketing)
        self.targets = Breaching(desk, self._side)
        self._routes = self._direct()

    def _direct(self) -> Mapping[type[Inbound], Callable[[Any], str]]:
        """What needs no conversation: straight to its use case."""
        return {
            ReplySubmitted: self._relay.on_reply_form,
            ResolutionSubmitted: self._handoff.on_resolution,
            MessageEdited: self._edits.on_edited,
            MessageWithdrawn: self._edits.on_withdrawn,
            StaffDeed: self._casework.on_deed,
            DraftWished: self._suggesting.on_wished,
            TicketLeft: self.drafts.on_left,
            EntrySubmitted: self.learning.on_form,
            RatingReasonSubmitted: self.csat.on_reason,
            VisitSubmitted: self.visits.on_form,
            VisitRefused: self.visits.on_form,
            VisitReported: self.visits.on_form,
        }

    # Arrival ------------------------------------------------------------------------------------

    def accept(self, inbound: AnyInbound, *, twin: str = "") -> bool:
        """Store, then queue. Called before the messenger is told that we have it."""
        return self._arrival.accept(inbound, twin=twin)

    def withdraw(self, withdrawal: MessageWithdrawn) -> None:
        """The message was deleted: forget its words now, do not answer it, then its copies go."""
        self._arrival.withdraw(withdrawal)

    def reword(self, edit: MessageEdited, text: str, edited: str) -> None:
        """The message was edited: its words change now, then its copies follow."""
        self._arrival.reword(edit, text, edited)

    def concerns_us(self, message: MessageReceived | MessageEdited | MessageWithdrawn) -> bool:
        """False for channel talk that is none of our business; such messages are not stored."""
        return self._arrival.concerns_us(message)

    def resume(self) -> int:
        """Queue again what was stored but not finished before a stop; returns how many."""
        return self._arrival.resume()

    # Handling -----------------------------------------------------------------------------------

    def handle(self, inbound_id: str) -> str:
        """Do the work of one stored event; returns the outcome's name.

        Raises what may pass (SlackUnavailable, StorageError, KnowledgeError of a model) so that the
        queue tries again. A refusal is told to the person and counts as done.
        """
        inbound = self._desk.inbox.get(inbound_id)
        if inbound is None:
            return "unknown"
        if self._desk.inbox.finished(inbound_id):
            return "done_before"
        if isinstance(inbound, MessageReceived):
            inbound = self._edits.caught_up(inbound)
        inbound = self._threads.anchored(inbound)
        try:
            outcome = self._route(inbound)
        except Refused as refusal:
            if isinstance(refusal, NotAllowed):
                self.refusals.note(inbound)
            self._refuse(inbound, refusal.message)
            outcome = "refused"
        except Muted:
            outcome = "muted"
        except KnowledgeError as error:
            log.warning("knowledge_unavailable", inbound=inbound_id, error=error.message)
            outcome = "no_knowledge"
        self._desk.inbox.finish(inbound_id, outcome)
        return outcome

    def give_up(self, inbound_id: str) -> None:
        """All tries failed: tell the person, keep the event."""
        inbound = self._desk.inbox.get(inbound_id)
        if inbound is None:
            return
        place = Place(channel=inbound.channel, thread_ts=inbound.thread_ts)
        conversation = self._desk.conversations.at(place)
        language = conversation.language if conversation else "en"
        text = say(language, "failed", reference=inbound_id[-12:])
        if isinstance(inbound, StaffDeed | DraftWished):  # nobody else's business
            self._threads.whisper(inbound, text)
        elif conversation is None:
            self._desk.messenger.post(
                place, Notice(language=language, text=text), key=f"{inbound_id}:failed"
            )
        elif conversation.holder is Holder.BOT:
            content = NoAnswer(
                language=language, conversation_id=conversation.id, down=True, apology=text
            )
            self._desk.messenger.post(place, content, key=f"{inbound_id}:failed")
        else:
            self._threads.whisper(inbound, text)
        self._desk.inbox.finish(inbound_id, "failed")

    def abandon(self, inbound_id: str) -> None:
        """Nobody can be told, now or later: the event stays in the database as undeliverable."""
        self._desk.inbox.finish(inbound_id, "undeliverable")

    def _route(self, inbound: AnyInbound) -> str:
        match inbound:
            case MessageReceived(withdrawn=True):
                return "withdrawn"
            case MessageReceived():
                return self._conversing.on_message(inbound)
            case ButtonPressed():
                return self._pressing.on_press(inbound)
            case TicketSubmitted():
                return self._ticketing.on_form(inbound, self._threads.of(inbound))
            case _:
                return self._routes[type(inbound)](inbound)

    def _refuse(self, inbound: AnyInbound, text: str) -> None:
        """Say why nothing came of it; a form that is gone gives its text back."""
        if not isinstance(inbound, TicketSubmitted):
            self._threads.whisper(inbound, text)
            return
        place = Place(channel=inbound.channel, thread_ts=inbound.thread_ts)
        language = self._desk.person(inbound.user).language
        returned = FormReturned(language=language, text=text, fields=inbound.fields)
        self._desk.messenger.whisper(place, inbound.user, returned)

    # What listeners ask before they open a form -------------------------------------------------

    def draft(
        self,
        place: Place,
        user: str,
        *,
        text: str,
        author: str,
        attachments: Sequence[Attachment] = (),
        opener: str = "",
    ) -> Draft:
        """Values for the ticket form; begins a conversation where there is none yet.

        `text` and `attachments` are what it begins with, `opener` the ts of the message whose
        button opens the form.
        """
        conversation = self._desk.conversations.at(place)
        if conversation is None:
            self._threads.require_party(user, author, self._desk.person(user).language)
            conversation = self._threads.begin_with(place, author, text, attachments)
        self._threads.require_party(user, conversation.asker, conversation.language)
        return self._ticketing.draft(conversation, opener)

    def require_ticket(self, ticket_id: int) -> Ticket:
        """Raise Refused when there is no such ticket."""
        return self._side.ticket(ticket_id)

    def staff_place(self, ticket_id: int) -> Place | None:
        """The thread of the ticket's card."""
        return self._desk.staff_place(ticket_id)

    def draw_card(self, ticket: Ticket) -> None:
        """Bring the card in the staff channel up to date."""
        self._side.draw_card(ticket)

    def require_staff(self, user: str) -> None:
        """Raise NotAllowed unless the person is support staff."""
        self._desk.require_staff(user)

    # The clock ----------------------------------------------------------------------------------

    def alarms(self, ticket_id: int) -> tuple[Alarm, ...]:
        """The alarms of a ticket from now on; computed once per clock and kept by it."""
        ticket = self._desk.tickets.get(ticket_id)
        if ticket is None:
            return ()
        first = next(
            (one for one in self._desk.course(ticket).clocks if one.target is Target.FIRST_REPLY),
            None,
        )
        warn_at = first.warn_at if first is not None else None
        return alarms(ticket, self._desk.policy, self._desk.clock(), warn_at)

    def ring(self, ticket_id: int, alarm: Alarm, *, key: str) -> bool:
        """Speak of the ticket; False when the clock may stop."""
        return self._paging.ring(ticket_id, alarm, key=key)

    def needs_clock(self, ticket_id: int) -> bool:
        """True while time decides something about the ticket."""
        ticket = self._desk.tickets.get(ticket_id)
        return ticket is not None and ticket.status in TICKING
