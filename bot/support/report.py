"""The report that a ticket was filed from: the developer's own messages, redacted as stored."""

from __future__ import annotations

from bot.support.models import Ticket
from bot.support.ports.conversations import Conversations


def report_of(conversations: Conversations, ticket: Ticket) -> tuple[str, ...]:
    """What the developer wrote up to the filing, oldest first; what they deleted is not there.

    What came later stands in the ticket's threads.
    """
    asker = conversations.get(ticket.conversation_id).asker
    return tuple(
        turn.text.strip()
        for turn in conversations.turns(ticket.conversation_id)
        if turn.author == asker and turn.at <= ticket.created_at and turn.text.strip()
    )
