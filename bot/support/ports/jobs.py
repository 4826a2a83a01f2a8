"""Durable work."""

from __future__ import annotations

from typing import Protocol

from bot.support.inbound import AnyInbound
from bot.support.models import (
    IngestOrder,
)


class Jobs(Protocol):
    """Durable work."""

    def handle(self, inbound: AnyInbound) -> None:
        """Have the desk handle it, once, in its lane's order."""
        ...

    def watch(self, ticket_id: int, *, origin: str) -> None:
        """Start the ticket's clock; once per origin (the filing, an escalation, a reopening)."""
        ...

    def watch_snooze(self, ticket_id: int, *, origin: str) -> None:
        """Start the clock that wakes a ticket; once per origin (the snooze)."""
        ...

    def watch_targets(self, ticket_id: int, *, origin: str) -> None:
        """Start the clock of what was promised; once per origin (a plan of its alarms)."""
        ...

    def watch_draft(self, conversation_id: int, *, origin: str) -> None:
        """Start the clock of a ticket that was offered or asked about; once per origin."""
        ...

    def wake(self, ticket_id: int) -> None:
        """Tell the clock that the ticket changed."""
        ...

    def watch_visit(self, visit_id: int, *, origin: str) -> None:
        """Start the clock of a visit that came to stand somewhere; once per origin."""
        ...

    def ingest(self, order: IngestOrder) -> None:
        """Have a source ingested, once per run, after those that wait already."""
        ...

    def mirror(self, ticket_id: int, *, origin: str) -> None:
        """Have the tracker told what it does not know of the ticket yet; once per origin."""
        ...
