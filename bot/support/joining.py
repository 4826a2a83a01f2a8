"""Joining a case that somebody else reported: from the press to the word that it is resolved."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.support.amending import Amending
from bot.support.desk import Desk
from bot.support.inbound import ButtonPressed, MessageReceived
from bot.support.messages import Notice, Relayed
from bot.support.models import Attachment, Conversation, Reporter, Ticket, TicketStatus
from bot.support.phrases import say
from bot.support.staff_side import STAFF, StaffSide

SOLVED, UNSOLVED = "solved", "unsolved"


class Joining:
    """Use cases: join, add to a joined case, say whether it is solved."""

    def __init__(self, desk: Desk, side: StaffSide) -> None:
        self._desk = desk
        self._side = side
        self._amending = Amending(desk)

    def join(self, press: ButtonPressed, conversation: Conversation, report: str) -> str:
        """The developer has the same problem as the ticket. Value: `conversation:ticket`."""
        desk, language = self._desk, conversation.language
        ticket = self._side.ticket(int(press.value.rpartition(":")[2]))
        if ticket.status.over and not self._joined(conversation, ticket.id):
            raise Refused(say(language, "already_over", label=ticket.label))
        desk.reporters.join(
            Reporter(
                ticket_id=ticket.id,
                conversation_id=conversation.id,
                reporter=conversation.asker,
                customer=conversation.customer,
                joined_at=desk.clock(),
            )
        )
        turns = desk.conversations.turns(conversation.id)
        files = [
            file for one in turns if one.author == conversation.asker for file in one.attachments
        ]
        self._take(files, ticket, conversation, press.deed)
        line = say(language, "joined_line", label=ticket.label)
        desk.messenger.settle(press.channel, press.message_ts, line)
        who = self._name(conversation)
        text = say(STAFF, "also_has_it", who=who, label=ticket.label)
        self._side.note(ticket, "joined", conversation.asker, text, press.deed)
        self._to_staff(ticket, text, report, files, f"{press.deed}:joined")
        self._side.redraw(ticket)  # tells them at once, if it was resolved in this very moment
        self._side.consider_incident(ticket)
        return "joined"

    def carry(self, message: MessageReceived, conversation: Conversation) -> bool:
        """Carry the developer's words to the staff of the joined case; False without one."""
        ticket = self.current(conversation)
        if ticket is None or message.user != conversation.asker:
            return False
        files, who = message.attachments, self._name(conversation)
        self._take(files, ticket, conversation, message.id)
        self._to_staff(ticket, who, message.text, files, f"{message.id}:relayed")
        if files:
            self._side.redraw(ticket)
        return True

    def _take(
        self, files: Sequence[Attachment], ticket: Ticket, conversation: Conversation, origin: str
    ) -> None:
        """Their logs may hold what the first reporter's do not."""
        self._amending.by_joiner(files, ticket, actor=conversation.asker, origin=origin)

    def tell_added(self, conversation: Conversation, user: str) -> bool:
        """Where a case was joined, say that its people see the message; else False."""
        ticket = self.current(conversation)
        if ticket is None:
            return False
        language = conversation.language
        text = say(language, "added", label=ticket.label, who=say(language, "support_team"))
        self._desk.messenger.whisper(conversation.place, user, Notice(language=language, text=text))
        return True

    def current(self, conversation: Conversation) -> Ticket | None:
        """The joined case that is still worked on."""
        for one in reversed(self._desk.reporters.of_conversation(conversation.id)):
            ticket = None if one.verdict else self._desk.tickets.get(one.ticket_id)
            if ticket is not None and not ticket.status.over:
                return ticket
        return None

    def on_verdict(self, press: ButtonPressed, conversation: Conversation, *, solved: bool) -> str:
        """Whether the joined problem is solved for them too. Value: the ticket's number.

        Others' cases stay as they are: staff is told, and decides.
        """
        desk = self._desk
        ticket = self._side.ticket(int(press.value))
        if not self._joined(conversation, ticket.id):
            raise Refused(say(conversation.language, "not_yours"))
        desk.reporters.conclude(ticket.id, conversation.id, SOLVED if solved else UNSOLVED)
        if solved:
            desk.conversations.change(conversation.id, solved=True)
        phrase = "joined_solved_line" if solved else "joined_unsolved_line"
        line = say(conversation.language, phrase, who=desk.person(press.user).name)
        desk.messenger.settle(press.channel, press.message_ts, line)
        text = say(
            STAFF,
            "solved_for" if solved else "unsolved_for",
            who=self._name(conversation),
            label=ticket.label,
        )
        self._side.note(ticket, "joined_verdict", press.user, text, press.deed)
        notify = () if solved else self._claimers(ticket)
        self._side.remind(ticket, text, notify, key=f"{press.deed}:verdict")
        return SOLVED if solved else UNSOLVED

    def _to_staff(
        self, ticket: Ticket, author: str, text: str, files: Sequence[Attachment], key: str
    ) -> None:
        place = self._desk.staff_place(ticket.id)
        if place is not None:
            shown = tuple(one.bare for one in files)
            words = Relayed(
                language=STAFF, author=author, text=text, attachments=shown, to_staff=True
            )
            self._desk.messenger.post(place, words, key=key)

    def _claimers(self, ticket: Ticket) -> tuple[str, ...]:
        """Who had the case last."""
        trail = reversed(self._desk.tickets.events(ticket.id))
        return tuple(one.actor for one in trail if one.kind == TicketStatus.CLAIMED)[:1]

    def _joined(self, conversation: Conversation, ticket_id: int) -> bool:
        reporters = self._desk.reporters.of_conversation(conversation.id)
        return any(one.ticket_id == ticket_id for one in reporters)

    def _name(self, conversation: Conversation) -> str:
        """Lin (Nimbus Games), for staff."""
        name = self._desk.person(conversation.asker).name
        return f"{name} ({conversation.customer})" if conversation.customer else name
