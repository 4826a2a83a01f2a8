"""Cases that wait for their customer: a reminder, then the end; and those that were resolved."""

from __future__ import annotations

from bot.support.clock import Alarm, AlarmKind
from bot.support.csat import Csat
from bot.support.desk import Desk
from bot.support.messages import Notice
from bot.support.models import Conversation, Holder, Ticket, TicketStatus
from bot.support.phrases import say, say_span
from bot.support.staff_side import StaffSide

_ITSELF = "doorstep"  # who acts when time does


class Patience:
    """Use cases of time: remind the customer, close what nobody answers."""

    def __init__(self, desk: Desk, side: StaffSide, csat: Csat) -> None:
        self._desk = desk
        self._side = side
        self._csat = csat

    def ring(self, ticket: Ticket, alarm: Alarm, *, key: str) -> bool:
        """True while another alarm may follow."""
        conversation = self._desk.conversations.get(ticket.conversation_id)
        if alarm.kind is AlarmKind.REMIND_CUSTOMER:
            life = self._desk.policy.life
            left = life.close_waiting.as_timedelta() - life.remind_waiting.as_timedelta()
            days = max(1, round(left.total_seconds() / 86_400))
            self._tell(ticket, conversation, "waiting_reminder", key, days=str(days))
            self._side.note(ticket, alarm.kind.value, _ITSELF, "", key)
            return True
        phrase = "closed_waiting" if alarm.kind is AlarmKind.CLOSE_WAITING else "closed_resolved"
        span = getattr(self._desk.policy.life, alarm.kind.value)
        self._close(ticket, conversation, phrase, say_span(conversation.language, span), key)
        return False

    def _close(
        self, ticket: Ticket, conversation: Conversation, phrase: str, after: str, key: str
    ) -> None:
        desk = self._desk
        note = say("en", phrase, label=ticket.label, after=after)
        moved = desk.tickets.move(
            ticket.id,
            TicketStatus.CLOSED,
            actor=_ITSELF,
            note=note,
            origin=key,
            only_from={ticket.status},
        )
        if not moved:
            return  # the customer was faster
        desk.conversations.change(conversation.id, holder=Holder.BOT.value, ticket_id=None)
        self._tell(ticket, conversation, phrase, key, after=after)
        self._side.redraw(ticket)
        if phrase == "closed_resolved":
            self._csat.ask(ticket)

    def _tell(
        self, ticket: Ticket, conversation: Conversation, phrase: str, key: str, **facts: str
    ) -> None:
        language = conversation.language
        text = say(language, phrase, label=ticket.label, **facts)
        self._desk.messenger.post(
            conversation.place, Notice(language=language, text=text), key=f"{key}:told"
        )
