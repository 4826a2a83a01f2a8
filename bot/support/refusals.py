"""What people tried without the role for it: logged, and in the trail of the ticket."""

from __future__ import annotations

import structlog

from bot.support.desk import Desk
from bot.support.inbound import AnyInbound, ButtonPressed
from bot.support.models import Place, TicketEvent

log = structlog.get_logger()

REFUSED = "refused"  # the kind of the line in the trail


class Refusals:
    """Use case: note a refused staff action. Never what was written."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def note(self, inbound: AnyInbound) -> None:
        """A refused press, form or message."""
        action = inbound.name if isinstance(inbound, ButtonPressed) else inbound.kind
        self.note_action(inbound.user, action, self._ticket_of(inbound))

    def note_action(self, user: str, action: str, ticket_id: int | None) -> None:
        """`ticket_id` None = the action concerns no ticket. One line a person and action."""
        log.warning("staff_action_refused", user=user, action=action, ticket=ticket_id)
        if ticket_id is None:
            return
        event = TicketEvent(
            ticket_id=ticket_id, kind=REFUSED, actor=user, at=self._desk.clock(), note=action
        )
        self._desk.tickets.note(event, origin=f"{REFUSED}:{ticket_id}:{user}:{action}")

    def _ticket_of(self, inbound: AnyInbound) -> int | None:
        """By the form, else by the thread: the staff's or the developer's."""
        numbered = getattr(inbound, "ticket_id", None)
        if numbered is not None:
            ticket = self._desk.tickets.get(int(numbered))
            return ticket.id if ticket else None
        place = Place(channel=inbound.channel, thread_ts=inbound.thread_ts)
        ticket = self._desk.tickets.of_staff_thread(place)
        if ticket is not None:
            return ticket.id
        conversation = self._desk.conversations.at(place)
        return conversation.ticket_id if conversation else None
