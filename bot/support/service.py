"""The support desk: one entrance for everything that reaches it, routed to a use case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import structlog

from bot.errors import NotAllowed, Refused
from bot.support.answering import Answering
from bot.support.assigning import Assigning
from bot.support.casework import Casework
from bot.support.clock import TICKING, Alarm, alarms
from bot.support.csat import Csat
from bot.support.deadlines import Breaching
from bot.support.desk import Desk, Muted
from bot.support.drafting import Draft, Drafting
from bot.support.drafts import Drafts
from bot.support.edits import Edits, twin_of
from bot.support.explaining import Explaining
from bot.support.filing import Filing
from bot.support.handoff import HandOff
from bot.support.inbound import (
    AnyInbound,
    Button,
    ButtonPressed,
    DraftWished,
    EarlyChange,
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
from bot.support.messages import FormReturned, NoAnswer, Notice, Relayed
from bot.support.models import Attachment, Conversation, Holder, Place, Role, Ticket, Turn
from bot.support.paging import Paging
from bot.support.patience import Patience
from bot.support.phrases import say, spoken
from bot.support.refusals import Refusals
from bot.support.relay import Relay
from bot.support.snoozing import Snoozing
from bot.support.staff_side import StaffSide
from bot.support.suggesting import Suggesting
from bot.support.targets import Target
from bot.support.ticketing import Ticketing
from bot.support.visits.visit_desk import VisitDesk
from knowledge.errors import KnowledgeError
from knowledge.language import language_of

log = structlog.get_logger()


class SupportDesk:
    """Facade over the use cases. Every method may be repeated: each effect happens once per id."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._side = StaffSide(desk)
        self.csat = Csat(desk, self._side)
        self._handoff = HandOff(desk, self._side, self.csat)
        self.snoozing = Snoozing(desk, self._side)
        self._edits = Edits(desk, self._side)
        self._relay = Relay(desk, self._side, self._handoff, self.snoozing, self._edits)
        self._assigning = Assigning(desk, self._side, self._handoff)
        suggesting = Suggesting(desk, self._side, Lookalikes(desk))
        patience = Patience(desk, self._side, self.csat)
        self._paging = Paging(desk, self._side, patience)
        self.refusals = Refusals(desk)
        self.learning = Learning(desk, self._side)
        self.maintaining = Maintaining(desk, self.learning)
        self.explaining = Explaining(desk)
        self.drafting = Drafting(desk)
        filing = Filing(desk, self._side, self._relay, self.drafting)
        self._joining = Joining(desk, self._side)
        self.visits = VisitDesk(desk, self._side, filing)
        casework = Casework(
            desk, self._side, self._assigning, self.snoozing, self._edits, self.visits
        )
        self._ticketing = Ticketing(
            desk,
            self._handoff,
            self._relay,
            filing,
            self._joining,
            self.visits,
            self.drafting,
        )
        self._answering = Answering(desk, self._ticketing, self.drafting)
        self.drafts = Drafts(desk, self._ticketing)
        self._presses: Mapping[str, Callable[[ButtonPressed], str]] = {
            Button.CLAIM: self._handoff.on_claim,
            Button.PUBLISH: self._relay.on_publish_pressed,
            Button.CONFIRM_SOLVED: partial(self._handoff.on_verdict, solved=True),
            Button.REOPEN: partial(self._handoff.on_verdict, solved=False),
            Button.TAKE_OVER: self._assigning.on_take_over_pressed,
        }
        # What needs no conversation: straight to its use case.
        self._routes: Mapping[type[Inbound], Callable[[Any], str]] = {
            ReplySubmitted: self._relay.on_reply_form,
            ResolutionSubmitted: self._handoff.on_resolution,
            MessageEdited: self._edits.on_edited,
            MessageWithdrawn: self._edits.on_withdrawn,
            StaffDeed: casework.on_deed,
            DraftWished: suggesting.on_wished,
            TicketLeft: self.drafts.on_left,
            EntrySubmitted: self.learning.on_form,
            RatingReasonSubmitted: self.csat.on_reason,
            VisitSubmitted: self.visits.on_form,
            VisitRefused: self.visits.on_form,
            VisitReported: self.visits.on_form,
        }
        self.targets = Breaching(desk, self._side)

    # Arrival ------------------------------------------------------------------------------------

    def accept(self, inbound: AnyInbound, *, twin: str = "") -> bool:
        """Store, then queue. Called before the messenger is told that we have it."""
        new = self._desk.inbox.add(inbound, twin=twin)
        if not new and self._desk.inbox.get(inbound.id) is None:
            return False  # the other event about the same message came first
        self._desk.jobs.handle(inbound)  # again for a redelivery: the queue knows the id
        return new

    def withdraw(self, withdrawal: MessageWithdrawn) -> None:
        """The message was deleted: forget its words now, do not answer it, then its copies go."""
        twin = twin_of(withdrawal.channel, withdrawal.ts)
        forget = partial(self._edits.forget, withdrawal)
        if self._followed(withdrawal, EarlyChange(twin=twin, withdrawn=True), forget):
            self.accept(withdrawal, twin=f"withdrawn:{withdrawal.channel}:{withdrawal.ts}")

    def reword(self, edit: MessageEdited, text: str, edited: str) -> None:
        """The message was edited: its words change now, then its copies follow."""
        twin = twin_of(edit.channel, edit.ts)
        reword = partial(self._edits.reword, edit.channel, edit.ts, text, edited)
        if self._followed(edit, EarlyChange(twin=twin, text=text, edited=edited), reword):
            self.accept(edit, twin=f"edited:{edit.channel}:{edit.ts}:{edited}")

    def _followed(
        self,
        event: MessageEdited | MessageWithdrawn,
        change: EarlyChange,
        follow: Callable[[], bool],
    ) -> bool:
        """Follow it now, or hold it until its message comes."""
        if follow():
            return True
        if self._edits.knows(event) or not self.concerns_us(event):
            return False
        self._desk.inbox.hold(change)
        came = follow()  # at this very moment
        if came:
            self._desk.inbox.release(change.twin)
        return came

    def concerns_us(self, message: MessageReceived | MessageEdited | MessageWithdrawn) -> bool:
        """False for channel talk that is none of our business; such messages are not stored."""
        if message.addressed:
            return True
        place = Place(channel=message.channel, thread_ts=message.thread_ts)
        if self._desk.conversations.at(place) is not None:
            return True
        return self._desk.tickets.of_staff_thread(place) is not None

    def resume(self) -> int:
        """Queue again what was stored but not finished before a stop; returns how many."""
        waiting = self._desk.inbox.unfinished()
        for inbound in waiting:
            self._desk.jobs.handle(inbound)
        return len(waiting)

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
        inbound = self._anchored(inbound)
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
            self._whisper(inbound, text)
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
            self._whisper(inbound, text)
        self._desk.inbox.finish(inbound_id, "failed")

    def abandon(self, inbound_id: str) -> None:
        """Nobody can be told, now or later: the event stays in the database as undeliverable."""
        self._desk.inbox.finish(inbound_id, "undeliverable")

    def _route(self, inbound: AnyInbound) -> str:
        match inbound:
            case MessageReceived(withdrawn=True):
                return "withdrawn"
            case MessageReceived():
                return self._on_message(inbound)
            case ButtonPressed():
                return self._on_button(inbound)
            case TicketSubmitted():
                return self._ticketing.on_form(inbound, self._conversation_of(inbound))
            case _:
                return self._routes[type(inbound)](inbound)

    def _on_message(self, message: MessageReceived) -> str:
        place = Place(channel=message.channel, thread_ts=message.thread_ts)
        staff_ticket = self._desk.tickets.of_staff_thread(place)
        if staff_ticket is not None:
            return self._relay.on_staff_message(message, staff_ticket)
        conversation = self._desk.conversations.at(place)
        if conversation is None:
            if not message.addressed:
                return "not_addressed"
            conversation = self._begin(message)
        message = self._with_files(message, conversation)
        self._desk.conversations.add_turn(
            Turn(
                id=message.id,
                conversation_id=conversation.id,
                author=message.user,
                text=message.text,
                at=self._desk.clock(),
                attachments=message.attachments,
            )
        )
        return self._in_conversation(message, conversation)

    def _with_files(self, message: MessageReceived, conversation: Conversation) -> MessageReceived:
        """Its files fetched, redacted and read: what a log tells need not be asked for."""
        if not message.attachments:
            return message
        place, language = conversation.place, conversation.language
        ours = conversation.holder is Holder.BOT
        if ours:
            self._desk.messenger.status(place, language, busy=True)
        try:
            kept = self._desk.keep(message.attachments, conversation)
        finally:
            if ours:
                self._desk.messenger.status(place, language, busy=False)
        return message.model_copy(update={"attachments": kept})

    def _in_conversation(self, message: MessageReceived, conversation: Conversation) -> str:
        ours = message.user == conversation.asker
        if not ours and not message.addressed and self._desk.has_role(message.user, Role.SUPPORT):
            return self._relay.take_over(message, conversation)
        carried = self._relay.from_developer(message, conversation)
        carried = carried or self._joining.carry(message, conversation)
        if conversation.holder is Holder.PERSON:
            if message.addressed and not message.direct:
                self._whisper(message, say(conversation.language, "held"))
            return "carried" if carried else "held"
        if not (ours or message.addressed):
            return "carried" if carried else "not_addressed"
        conversation = self._in_language_of(message, conversation)
        return self._answering.answer(message, conversation)

    def _on_button(self, press: ButtonPressed) -> str:
        use_case = self._presses.get(press.name)
        if use_case is not None:
            return use_case(press)
        parts = (self.learning, self.csat, self.visits)
        told = next((one for part in parts if (one := part.on_button(press)) is not None), None)
        return self._on_developers_button(press) if told is None else told

    def _on_developers_button(self, press: ButtonPressed) -> str:
        conversation = self._conversation_of(press)
        self._require_party(press.user, conversation.asker, conversation.language)
        match press.name:
            case Button.SOLVED:
                return self._on_solved(press, conversation)
            case Button.NOT_SOLVED:
                self._desk.conversations.add_feedback(press.deed, conversation.id, solved=False)
                ask_why = self.csat.on_answer(press, conversation, solved=False)
                return self._ticketing.on_not_solved(press, conversation, ask_why=ask_why)
        outcome = self._ticketing.on_button(press, conversation)
        if outcome is None:
            log.warning("unknown_button", name=press.name)
        return outcome or "unknown_button"

    def _on_solved(self, press: ButtonPressed, conversation: Conversation) -> str:
        self._desk.conversations.add_feedback(press.deed, conversation.id, solved=True)
        self._desk.conversations.change(conversation.id, solved=True)
        self.csat.on_answer(press, conversation, solved=True)
        line = say(conversation.language, "solved", who=self._desk.person(press.user).name)
        self._desk.messenger.settle(press.channel, press.message_ts, line)
        return "solved"

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
            self._require_party(user, author, self._desk.person(user).language)
            conversation = self._begin(
                MessageReceived(
                    id=f"draft:{place.channel}:{place.thread_ts}",
                    user=author,
                    channel=place.channel,
                    thread_ts=place.thread_ts,
                    ts=place.thread_ts,
                    text=text,
                    addressed=True,
                )
            )
            if text or attachments:
                self._desk.conversations.add_turn(
                    Turn(
                        id=f"message:{place.channel}:{place.thread_ts}",
                        conversation_id=conversation.id,
                        author=author,
                        text=text,
                        at=self._desk.clock(),
                        attachments=tuple(attachments),
                    )
                )
        self._require_party(user, conversation.asker, conversation.language)
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

    # Shared -------------------------------------------------------------------------------------

    def _begin(self, message: MessageReceived) -> Conversation:
        desk = self._desk
        customer = desk.account_of(message.channel, message.user)
        setting = desk.usual_setting(message.channel, message.user)
        return desk.conversations.begin(
            Conversation(
                id=0,
                place=Place(channel=message.channel, thread_ts=message.thread_ts),
                asker=message.user,
                language=self._language(message),
                customer=customer.name if customer else "",
                plan=desk.policy.plan_name(customer.plan if customer else ""),
                platform=setting.platform,
                version=setting.version,
                product=setting.product,
                started_at=desk.clock(),
            )
        )

    def _language(self, message: MessageReceived) -> str:
        """The text's language; the person's own when the text does not tell."""
        found = language_of(message.text, default="")
        if found:
            return spoken(found)
        return self._desk.person(message.user).language

    def _in_language_of(self, message: MessageReceived, conversation: Conversation) -> Conversation:
        found = language_of(message.text, default="")
        if not found or spoken(found) == conversation.language:
            return conversation
        return self._desk.conversations.change(conversation.id, language=spoken(found))

    def _anchored(self, inbound: AnyInbound) -> AnyInbound:
        """A command or form from nowhere gets a thread of its own, at the top of its channel."""
        if inbound.thread_ts:
            return inbound
        who = self._desk.person(inbound.user).name
        match inbound:
            case MessageReceived():
                text = inbound.text
            case TicketSubmitted():
                text = inbound.fields.summary
            case _:
                return inbound
        opening = Relayed(author=who, text=text, to_staff=True)
        ts = self._desk.messenger.open_thread(inbound.channel, opening, key=f"{inbound.id}:root")
        update: dict[str, object] = {"thread_ts": ts}
        if isinstance(inbound, MessageReceived):
            update["ts"] = ts
        anchored = inbound.model_copy(update=update)
        if (
            isinstance(anchored, TicketSubmitted)
            and self._desk.conversations.at(Place(channel=anchored.channel, thread_ts=ts)) is None
        ):
            self._begin(
                MessageReceived(
                    id=f"{inbound.id}:opening",
                    user=inbound.user,
                    channel=inbound.channel,
                    thread_ts=ts,
                    ts=ts,
                    text=text,
                    addressed=True,
                )
            )
        return anchored

    def _conversation_of(self, inbound: AnyInbound) -> Conversation:
        place = Place(channel=inbound.channel, thread_ts=inbound.thread_ts)
        conversation = self._desk.conversations.at(place)
        if conversation is None:
            language = self._desk.person(inbound.user).language
            raise Refused(say(language, "not_known_any_more"))
        return conversation

    def _require_party(self, user: str, asker: str, language: str) -> None:
        """Raise Refused unless the user asked, or is support staff."""
        if user != asker and not self._desk.has_role(user, Role.SUPPORT):
            raise Refused(say(language, "not_yours"))

    def _refuse(self, inbound: AnyInbound, text: str) -> None:
        """Say why nothing came of it; a form that is gone gives its text back."""
        if not isinstance(inbound, TicketSubmitted):
            self._whisper(inbound, text)
            return
        place = Place(channel=inbound.channel, thread_ts=inbound.thread_ts)
        language = self._desk.person(inbound.user).language
        returned = FormReturned(language=language, text=text, fields=inbound.fields)
        self._desk.messenger.whisper(place, inbound.user, returned)

    def _whisper(self, inbound: AnyInbound, text: str) -> None:
        place = Place(channel=inbound.channel, thread_ts=inbound.thread_ts)
        self._desk.messenger.whisper(place, inbound.user, Notice(text=text))
