"""From the bot to a person and back: the card, the claim, speech both ways, the end."""

from __future__ import annotations

from bot.errors import Refused
from bot.support.clock import Alarm, AlarmKind
from bot.support.desk import Desk
from bot.support.inbound import (
    ButtonPressed,
    MessageReceived,
    ReplySubmitted,
    ResolutionSubmitted,
)
from bot.support.messages import (
    Notice,
    PublishOffer,
    Relayed,
    Reminder,
    ResolvedNotice,
    StaffCard,
)
from bot.support.models import (
    Conversation,
    Decision,
    Holder,
    Place,
    Role,
    Severity,
    Ticket,
    TicketEvent,
    TicketStatus,
)
from bot.support.phrases import say, say_severity, say_span
from bot.support.policy import Mode

_STAFF = "en"  # the language of the staff channel; cards quote the customer in theirs


class HandOff:
    """Use cases: escalate, claim, reply, resolve, confirm."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # The card -----------------------------------------------------------------------------------

    def announce(
        self, ticket: Ticket, conversation: Conversation, missing: tuple[str, ...], *, origin: str
    ) -> None:
        """Put the triage card into the staff channel; its thread is the staff's side."""
        card = self._card(ticket, conversation, missing)
        ts = self._desk.messenger.open_thread(
            self._desk.staff_channel, card, key=f"{origin}:staff_card"
        )
        place = Place(channel=self._desk.staff_channel, thread_ts=ts)
        self._desk.tickets.set_staff_thread(ticket.id, place)

    def redraw(self, ticket: Ticket) -> None:
        """Bring the card up to date with the row."""
        place = self._desk.tickets.staff_thread(ticket.id)
        if place is None:
            return
        conversation = self._desk.conversations.get(ticket.conversation_id)
        card = self._card(self._fresh(ticket), conversation, ())
        self._desk.messenger.redraw(place.channel, place.thread_ts, card)

    def escalate(self, ticket: Ticket, decision: Decision, *, origin: str) -> None:
        """An open case that now needs a person at once: page, if nobody has it yet."""
        if self._desk.tickets.escalate(ticket.id, decision, origin=origin):
            self._desk.jobs.watch(ticket.id, origin=origin)
            self.redraw(ticket)

    def _card(
        self, ticket: Ticket, conversation: Conversation, missing: tuple[str, ...]
    ) -> StaffCard:
        desk = self._desk
        answers = desk.conversations.answers(conversation.id)
        last = answers[-1] if answers else None
        turns = [
            turn
            for turn in desk.conversations.turns(conversation.id)
            if turn.author == conversation.asker
        ]
        return StaffCard(
            language=_STAFF,
            ticket=ticket,
            plan_name=desk.policy.plan(ticket.plan).name.in_language(_STAFF),
            reporter_name=desk.person(ticket.reporter).name,
            claimer_name=desk.person(ticket.claimed_by).name if ticket.claimed_by else "",
            question=turns[-1].text if turns else ticket.fields.summary,
            tried=last.pages[:3] if last else (),
            confidence=last.confidence if last else None,
            log_digest=ticket.log_digest,
            missing=missing,
            source_link=desk.messenger.link(
                conversation.place.channel, conversation.place.thread_ts
            ),
            visit=bool(desk.tickets.visits(ticket.id)),
        )

    # The claim ----------------------------------------------------------------------------------

    def on_claim(self, press: ButtonPressed) -> str:
        """A staff member takes the case; the bot falls silent in the developer's thread."""
        self._desk.require_staff(press.user)
        ticket = self.ticket(int(press.value))
        if not self.claim(ticket, press.user, origin=press.id):
            raise self._already(self._fresh(ticket), press.user)
        return "claimed"

    def claim(self, ticket: Ticket, user: str, *, origin: str) -> bool:
        """Compare-and-set; False when somebody else was faster."""
        desk = self._desk
        if not desk.tickets.move(ticket.id, TicketStatus.CLAIMED, actor=user, origin=origin):
            return False
        desk.conversations.hold(ticket.conversation_id, Holder.PERSON)
        desk.jobs.wake(ticket.id)
        conversation = desk.conversations.get(ticket.conversation_id)
        who = desk.person(user).name
        text = say(conversation.language, "claimed", who=who, label=ticket.label)
        desk.messenger.post(
            conversation.place,
            Notice(language=conversation.language, text=text),
            key=f"{origin}:claimed",
        )
        self.redraw(ticket)
        return True

    def take_over(self, message: MessageReceived, conversation: Conversation) -> str:
        """Staff wrote in the developer's thread: a person has it now."""
        self._desk.conversations.hold(conversation.id, Holder.PERSON)
        ticket = self._of(conversation)
        if ticket is None:
            return "taken_over"
        self.claim(ticket, message.user, origin=message.id)  # unless somebody has it
        self._first_reply(ticket)
        self._to_staff(message, ticket)
        return "taken_over"

    # Speech in both directions ------------------------------------------------------------------

    def from_developer(self, message: MessageReceived, conversation: Conversation) -> bool:
        """Carry the developer's words to the staff thread; False when there is no case.

        The message that a case was filed from stands on its card already.
        """
        ticket = self._of(conversation)
        if ticket is None or self._desk.tickets.of_origin(message.id):
            return False
        self._to_staff(message, ticket)
        if message.attachments:
            self._desk.tickets.attach(ticket.id, self._desk.keep(message.attachments))
            self.redraw(ticket)
        return True

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
        if not self._desk.has_role(message.user, Role.SUPPORT):
            return "note_by_guest"
        prefix = self._desk.policy.publish_prefix
        if message.text.lower().startswith(prefix.lower()):
            text = message.text[len(prefix) :].strip()
            self.publish(ticket, message.user, text, message, origin=message.id)
            return "published"
        self._note(ticket, "note", message.user, message.text, message.id)
        place = Place(channel=message.channel, thread_ts=message.thread_ts)
        offer = PublishOffer(
            language=_STAFF,
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
        # The note's own id is the origin: a second press publishes nothing more.
        self.publish(ticket, press.user, note.text, note, origin=note.id)
        text = say(_STAFF, "published", who=self._desk.person(press.user).name)
        self._desk.messenger.whisper(place, press.user, Notice(language=_STAFF, text=text))
        return "published"

    def on_reply_form(self, form: ReplySubmitted) -> str:
        """Words for the customer, written in the form; the staff thread keeps a copy."""
        self._desk.require_staff(form.user)
        ticket = self.ticket(form.ticket_id)
        self.publish(ticket, form.user, form.text, None, origin=form.id)
        place = self._desk.tickets.staff_thread(ticket.id)
        if place is not None:
            copy = Relayed(
                language=_STAFF,
                author=say(_STAFF, "published_copy", who=self._desk.person(form.user).name),
                text=form.text,
                to_staff=True,
                published=True,
            )
            self._desk.messenger.post(place, copy, key=f"{form.id}:copy")
        return "published"

    def publish(
        self, ticket: Ticket, user: str, text: str, message: MessageReceived | None, *, origin: str
    ) -> None:
        """Say it in the developer's thread under the person's name; whoever speaks has the case."""
        if not text and not (message and message.attachments):
            raise Refused("There is nothing to send: the reply is empty.")
        if ticket.status is TicketStatus.CLOSED:
            raise self._cannot(ticket)  # nobody would carry the developer's reply
        self.claim(ticket, user, origin=origin)  # unless somebody has it
        self._desk.conversations.hold(ticket.conversation_id, Holder.PERSON)
        conversation = self._desk.conversations.get(ticket.conversation_id)
        self._desk.messenger.post(
            conversation.place,
            Relayed(
                language=conversation.language,
                author=self._desk.person(user).name,
                text=text,
                attachments=message.attachments if message else (),
                to_staff=False,
            ),
            key=f"{origin}:published",
        )
        self._first_reply(ticket)
        self._note(ticket, "replied", user, text, origin)

    def _to_staff(self, message: MessageReceived, ticket: Ticket) -> None:
        place = self._desk.tickets.staff_thread(ticket.id)
        if place is None:
            return
        self._desk.messenger.post(
            place,
            Relayed(
                language=_STAFF,
                author=self._desk.person(message.user).name,
                text=message.text,
                attachments=message.attachments,
                to_staff=True,
            ),
            key=f"{message.id}:relayed",
        )

    def _first_reply(self, ticket: Ticket) -> None:
        """Stop the clock, on the card too: drawn each time, for a crash may lie in between."""
        if ticket.first_replied_at is None:
            self._desk.tickets.amend(ticket.id, first_replied_at=self._desk.clock())
        self.redraw(ticket)

    # The end ------------------------------------------------------------------------------------

    def on_resolution(self, form: ResolutionSubmitted) -> str:
        """Staff says that it is solved; the developer is asked."""
        desk = self._desk
        desk.require_staff(form.user)
        ticket = self.ticket(form.ticket_id)
        moved = desk.tickets.move(
            ticket.id, TicketStatus.RESOLVED, actor=form.user, note=form.text, origin=form.id
        )
        if not moved:
            raise self._cannot(ticket)
        desk.conversations.hold(ticket.conversation_id, Holder.PERSON)
        desk.jobs.wake(ticket.id)
        conversation = desk.conversations.get(ticket.conversation_id)
        desk.messenger.post(
            conversation.place,
            ResolvedNotice(
                language=conversation.language,
                ticket_id=ticket.id,
                by=desk.person(form.user).name,
                text=form.text,
            ),
            key=f"{form.id}:resolved",
        )
        self._first_reply(ticket)
        return "resolved"

    def on_verdict(self, press: ButtonPressed, *, solved: bool) -> str:
        """The developer confirms or reopens."""
        desk = self._desk
        ticket = self.ticket(int(press.value))
        conversation = desk.conversations.get(ticket.conversation_id)
        language = conversation.language
        if press.user not in {conversation.asker, ticket.reporter} and not desk.has_role(
            press.user, Role.SUPPORT
        ):
            raise Refused(say(language, "not_yours"))
        to = TicketStatus.CLOSED if solved else TicketStatus.OPEN
        if not desk.tickets.move(ticket.id, to, actor=press.user, origin=press.id):
            raise self._cannot(ticket)
        who = desk.person(press.user).name
        phrase = "closed_line" if solved else "reopened_line"
        line = say(language, phrase, who=who, label=ticket.label)
        desk.messenger.settle(press.channel, press.message_ts, line)
        if solved:
            desk.conversations.change(
                conversation.id, holder=Holder.BOT.value, solved=True, ticket_id=None
            )
        else:
            desk.jobs.watch(ticket.id, origin=press.id)
        self._remind(
            ticket,
            say(
                _STAFF,
                "customer_confirmed" if solved else "customer_reopened",
                who=who,
                label=ticket.label,
            ),
            () if solved else self._last_claimer(ticket),
            key=f"{press.id}:verdict",
        )
        self.redraw(ticket)
        return "closed" if solved else "reopened"

    def _last_claimer(self, ticket: Ticket) -> tuple[str, ...]:
        """Who had the case, from its trail: reopening takes it from them."""
        trail = reversed(self._desk.tickets.events(ticket.id))
        return tuple(one.actor for one in trail if one.kind == TicketStatus.CLAIMED)[:1]

    # The clock ----------------------------------------------------------------------------------

    def ring(self, ticket_id: int, alarm: Alarm, *, key: str) -> bool:
        """Speak of an unclaimed ticket in the staff thread; False when it needs no more alarms."""
        ticket = self._desk.tickets.get(ticket_id)
        if ticket is None or ticket.status is not TicketStatus.OPEN:
            return False
        ladder = self._desk.policy.escalation.ladder
        notify: tuple[str, ...] = ()
        due = f"{ticket.first_reply_due:%Y-%m-%d %H:%M}"
        if alarm.kind is AlarmKind.DUE_SOON:
            text = say(_STAFF, "due_soon", label=ticket.label, due=due)
        elif alarm.kind is AlarmKind.PAGE:
            rung = ladder[min(alarm.rung, len(ladder) - 1)]
            notify = rung.notify
            text = say(
                _STAFF,
                "page_rung",
                label=ticket.label,
                severity=say_severity(_STAFF, ticket.severity),
                rung=rung.name,
                wait=say_span(_STAFF, rung.wait),
            )
        else:
            text = self._end_of_ladder(ticket)
            notify = ladder[-1].notify if ladder else ()
        self._remind(ticket, text, notify, key=key)
        self._note(ticket, alarm.kind.value, "doorstep", text, key)
        return True

    def _end_of_ladder(self, ticket: Ticket) -> str:
        text = say(_STAFF, "ladder_done", label=ticket.label)
        policy = self._desk.policy
        offer_visit = (
            policy.escalation.on_site_after_ladder
            and policy.plan(ticket.plan).includes(Mode.ON_SITE)
            and ticket.severity.rank >= Severity.HIGH.rank
        )
        return f"{text} {say(_STAFF, 'suggest_visit')}" if offer_visit else text

    # Shared -------------------------------------------------------------------------------------

    def _remind(self, ticket: Ticket, text: str, notify: tuple[str, ...], *, key: str) -> None:
        place = self._desk.tickets.staff_thread(ticket.id)
        if place is not None:
            reminder = Reminder(language=_STAFF, ticket_id=ticket.id, text=text, notify=notify)
            self._desk.messenger.post(place, reminder, key=key)

    def _note(self, ticket: Ticket, kind: str, actor: str, note: str, origin: str) -> None:
        event = TicketEvent(
            ticket_id=ticket.id, kind=kind, actor=actor, at=self._desk.clock(), note=note
        )
        self._desk.tickets.note(event, origin=origin)

    def _of(self, conversation: Conversation) -> Ticket | None:
        if conversation.ticket_id is None:
            return None
        return self._desk.tickets.get(conversation.ticket_id)

    def ticket(self, ticket_id: int) -> Ticket:
        """Raise Refused when there is no such ticket."""
        ticket = self._desk.tickets.get(ticket_id)
        if ticket is None:
            raise Refused("This ticket does not exist.")
        return ticket

    def _fresh(self, ticket: Ticket) -> Ticket:
        return self.ticket(ticket.id)

    def _already(self, ticket: Ticket, user: str) -> Refused:
        if ticket.status is not TicketStatus.CLAIMED:
            return self._cannot(ticket)
        who = "you" if ticket.claimed_by == user else self._desk.person(ticket.claimed_by).name
        return Refused(say(_STAFF, "already_claimed", label=ticket.label, who=who))

    def _cannot(self, ticket: Ticket) -> Refused:
        status = self._fresh(ticket).status.value
        return Refused(say(_STAFF, "cannot_now", label=ticket.label, status=status))
