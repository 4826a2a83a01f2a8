"""Telling those who joined a case that it is over."""

from __future__ import annotations

import structlog

from bot.errors import Undeliverable
from bot.support.access import may_tell
from bot.support.desk import Desk
from bot.support.messages import JoinedResolved
from bot.support.models import Reporter, Ticket, TicketStatus

log = structlog.get_logger()


class Telling:
    """Use case: tell each in their own thread and language."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def tell(self, ticket: Ticket) -> None:
        """Once for each end of the case; those who said that it is solved hear no more of it."""
        if not ticket.status.over:
            return
        ends = sum(
            one.kind == TicketStatus.REOPENED for one in self._desk.tickets.events(ticket.id)
        )
        for one in self._desk.reporters.of_ticket(ticket.id):
            if not one.verdict:
                key = f"joined:{ticket.id}:{one.conversation_id}:{ends}"
                self._tell_one(ticket, one, key)

    def _tell_one(self, ticket: Ticket, reporter: Reporter, key: str) -> None:
        conversation = self._desk.conversations.get(reporter.conversation_id)
        private = self._desk.is_private(conversation)
        content = JoinedResolved(
            language=conversation.language,
            ticket_id=ticket.id,
            text=ticket.resolution if may_tell(ticket, conversation, private=private) else "",
        )
        try:
            self._desk.messenger.post(conversation.place, content, key=key)
        except Undeliverable as error:  # the others are told all the same
            log.warning("joined_not_told", ticket=ticket.id, error=error.message)
