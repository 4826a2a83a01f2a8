"""Speech between the two threads of a case: the developer's words in, staff's chosen words out."""

from __future__ import annotations

from bot.errors import Refused
from bot.support.amending import Amending
from bot.support.desk import Desk
from bot.support.edits import Edits, marked, without_mark
from bot.support.handoff import HandOff
from bot.support.inbound import ButtonPressed, MessageReceived, ReplySubmitted, TicketSubmitted
from bot.support.messages import Notice, PublishOffer, Relayed
from bot.support.models import Conversation, Holder, Place, Role, Ticket, TicketStatus
from bot.support.phrases import say
from bot.support.reading import read, still_missing
from bot.support.rejudging import Rejudging
from bot.support.snoozing import Snoozing
from bot.support.staff_side import STAFF, StaffSide
from bot.support.targets import CUSTOMER_WROTE, REPLIED


class Relay:
    """Use cases: carry, note, publish, take over by speaking."""

    def __init__(
        self,
        desk: Desk,
        side: StaffSide,
        handoff: HandOff,
        snoozing: Snoozing,
        edits: Edits,
        rejudging: Rejudging,
    ) -> None:
        self._desk = desk
        self._rejudging = rejudging
        self._side = side
        self._handoff = handoff
        self._snoozing = snoozing
        self._edits = edits
        self._amending = Amending(desk)

    def take_over(self, message: MessageReceived, conversation: Conversation) -> str:
        """Staff wrote in the developer's thread: a person has it now."""
        self._desk.conversations.hold(conversation.id, Holder.PERSON)
        ticket = self._side.of(conversation)
        if ticket is None:
            return "taken_over"
        self._handoff.claim(ticket, message.user, origin=message.id)  # unless somebody has it
        # Their words stand in the thread; the trail keeps that they were said.
        self._side.note(ticket, REPLIED, message.user, "", message.id)
        self._side.first_reply(ticket)
        self._to_staff(message, ticket)
        return "taken_over"

    def from_developer(self, message: MessageReceived, conversation: Conversation) -> bool:
        """Carry the developer's words to the staff thread; False when there is no case.

        The message that a case was filed from stands on its card already.
        """
        ticket = self._side.of(conversation)
        if ticket is None or self._desk.tickets.of_origin(message.id):
            return False
        self._to_staff(message, ticket)
        ticket = self._amending.by_message(message, conversation, ticket)
        self._side.show_logs(ticket, message.attachments, origin=message.id)
        self._desk.tell_unread(message.attachments, conversation, message.user)
        if message.user == conversation.asker or message.attachments:
            self._rejudging.judge(ticket, conversation, origin=message.id)
        if self._is_customer(message.user, conversation):
            self._side.note(ticket, CUSTOMER_WROTE, message.user, "", message.id)
        if message.user == conversation.asker:
            self._hear(message.user, conversation, ticket, origin=message.id)
        self._side.redraw(ticket)
        return True

    def from_form(self, form: TicketSubmitted, conversation: Conversation, ticket: Ticket) -> None:
        """The form was sent again. From the customer it answers, completes or reopens the case."""
        ticket = self._amending.by_form(form, conversation, ticket)
        sent = {one.id for one in form.attachments}
        files = [one for one in ticket.attachments if one.id in sent]
        self._side.show_logs(ticket, files, origin=form.id)
        if self._is_customer(form.user, conversation):
            self._side.note(ticket, CUSTOMER_WROTE, form.user, "", form.id)
            self._hear(form.user, conversation, ticket, origin=form.id)
            self._handoff.reopen(ticket, form.user, origin=form.id)
            self._rejudging.chosen(form, ticket, conversation)
        self._rejudging.judge(ticket, conversation, origin=form.id)
        self._side.redraw(ticket)

    def _is_customer(self, user: str, conversation: Conversation) -> bool:
        return user == conversation.asker or not self._desk.has_role(user, Role.SUPPORT)

    def _hear(self, user: str, conversation: Conversation, ticket: Ticket, *, origin: str) -> None:
        """What the customer wrote may be what the case waits for, or sleeps for."""
        self._snoozing.customer_wrote(ticket, user, origin=origin)
        self._answered(ticket, user, origin)
        if ticket.status is TicketStatus.NEEDS_INFO:
            self._completed(user, conversation, ticket, origin)

    def _answered(self, ticket: Ticket, user: str, origin: str) -> None:
        desk = self._desk
        waits = {TicketStatus.WAITING}
        if desk.tickets.move(
            ticket.id, TicketStatus.CLAIMED, actor=user, origin=origin, only_from=waits
        ):
            text = say(STAFF, "answer_came", who=desk.person(user).name, label=ticket.label)
            self._side.remind(ticket, text, (ticket.claimed_by,), key=f"{origin}:answered")
            desk.jobs.wake(ticket.id)

    def _completed(
        self, user: str, conversation: Conversation, ticket: Ticket, origin: str
    ) -> None:
        """With nothing missing any more, the ticket is open."""
        desk = self._desk
        turns = [
            turn
            for turn in desk.conversations.turns(conversation.id)
            if turn.author == conversation.asker
        ]
        latest = turns[-1].text if turns else ""
        reading = read(conversation, turns, latest, desk.policy)
        if not still_missing(reading, ticket.fields, ticket.attachments):
            text = say(STAFF, "details_complete", label=ticket.label)
            self._side.remind(ticket, text, (), key=f"{origin}:completed")
            desk.tickets.move(ticket.id, TicketStatus.OPEN, actor=user, note=text, origin=origin)

    def tell_added(self, ticket: Ticket, conversation: Conversation, user: str) -> None:
        """Whisper to the developer that their words reached the people who have the case."""
        language = conversation.language
        who = say(language, "support_team")
        if ticket.claimed_by:
            who = self._desk.person(ticket.claimed_by).name
        text = say(language, "added", label=ticket.label, who=who)
        self._desk.messenger.whisper(conversation.place, user, Notice(language=language, text=text))

    def on_staff_message(self, message: MessageReceived, ticket: Ticket) -> str:
        """A reply in the staff thread: a private note, unless it starts with the publish prefix."""
        prefix = self._desk.policy.publish_prefix
        publishes = marked(message.text, prefix) and not message.unmarked
        if publishes:
            self._desk.require_staff(message.user)
        if not self._desk.has_role(message.user, Role.SUPPORT):
            return "note_by_guest"
        if publishes:
            text = without_mark(message.text, prefix)
            self.publish(ticket, message.user, text, message, origin=message.id)
            return "published"
        self._side.note(ticket, "note", message.user, message.text, message.id)
        place = Place(channel=message.channel, thread_ts=message.thread_ts)
        offer = PublishOffer(
            language=STAFF,
            ticket_id=ticket.id,
            note_ts=message.ts,
            text=message.text,
            prefix=prefix,
        )
        self._desk.messenger.whisper(place, message.user, offer)
        return "note"

    def on_publish_pressed(self, press: ButtonPressed) -> str:
        """The author sends a private note to the customer after all. Value: `ticket:note id`."""
        self._desk.require_staff(press.user)
        _, _, note_ts = press.value.partition(":")
        note = self._desk.inbox.of_twin(f"message:{press.channel}:{note_ts}")
        place = Place(channel=press.channel, thread_ts=press.thread_ts)
        ticket = self._desk.tickets.of_staff_thread(place)
        if ticket is None or not isinstance(note, MessageReceived) or note.withdrawn:
            raise Refused("This is not a note in a ticket's staff thread.")
        # The note's own id is the origin: a second press publishes nothing more than an edit.
        said = without_mark(note.text, self._desk.policy.publish_prefix)
        if not self._edits.publish_again(note, said):
            self.publish(ticket, press.user, said, note, origin=note.id)
        text = say(STAFF, "published", who=self._desk.person(press.user).name)
        self._desk.messenger.whisper(place, press.user, Notice(language=STAFF, text=text))
        return "published"

    def on_reply_form(self, form: ReplySubmitted) -> str:
        """Words for the customer, written in the form; the staff thread keeps a copy."""
        self._desk.require_staff(form.user)
        ticket = self._side.ticket(form.ticket_id)
        self.publish(ticket, form.user, form.text, None, origin=form.id)
        if form.waits:
            self._wait(ticket, form)
        place = self._desk.tickets.staff_thread(ticket.id)
        if place is not None:
            copy = Relayed(
                language=STAFF,
                author=say(STAFF, "published_copy", who=self._desk.person(form.user).name),
                text=form.text,
                to_staff=True,
                published=True,
                ticket_id=ticket.id,
                reply=form.id,
            )
            self._desk.messenger.post(place, copy, key=f"{form.id}:copy")
        if form.drafted:
            self._side.note(ticket, "suggestion_used", form.user, form.drafted, form.id)
        return "published"

    def _wait(self, ticket: Ticket, form: ReplySubmitted) -> None:
        """The customer has the word; the clock reminds them, and ends it when they stay silent."""
        moved = self._desk.tickets.move(
            ticket.id, TicketStatus.WAITING, actor=form.user, note=form.text, origin=form.id
        )
        if not moved:
            raise self._side.cannot(ticket)
        self._desk.jobs.watch(ticket.id, origin=f"{form.id}:waiting")
        self._side.redraw(ticket)

    def publish(
        self, ticket: Ticket, user: str, text: str, message: MessageReceived | None, *, origin: str
    ) -> None:
        """Say it in the developer's thread under the person's name; whoever speaks has the case."""
        if not text and not (message and message.attachments):
            raise Refused("There is nothing to send: the reply is empty.")
        if ticket.status is TicketStatus.CLOSED:
            raise self._side.cannot(ticket)  # nobody would carry the developer's reply
        self._handoff.claim(ticket, user, origin=origin)  # unless somebody has it
        self._desk.conversations.hold(ticket.conversation_id, Holder.PERSON)
        conversation = self._desk.conversations.get(ticket.conversation_id)
        self._desk.messenger.post(
            conversation.place,
            Relayed(
                language=conversation.language,
                author=self._desk.person(user).name,
                text=text,
                attachments=tuple(one.bare for one in message.attachments) if message else (),
                to_staff=False,
            ),
            key=f"{origin}:published",
        )
        self._side.note(ticket, REPLIED, user, text, origin)
        self._side.first_reply(ticket)

    def _to_staff(self, message: MessageReceived, ticket: Ticket) -> None:
        place = self._desk.tickets.staff_thread(ticket.id)
        if place is None:
            return
        self._desk.messenger.post(
            place,
            Relayed(
                language=STAFF,
                author=self._desk.person(message.user).name,
                text=message.text,
                attachments=tuple(one.bare for one in message.attachments),
                to_staff=True,
            ),
            key=f"{message.id}:relayed",
        )
