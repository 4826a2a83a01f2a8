"""What reached us, and what we said: stored, so that a crash loses and repeats nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.support.inbound import AnyInbound, EarlyChange, MessageReceived
from bot.support.messages import Content


class Inbox(Protocol):
    """What reached us, stored before it is acknowledged."""

    def add(self, inbound: AnyInbound, *, twin: str = "") -> bool:
        """Store; False when the id, or another event about the same thing (`twin`), is known."""
        ...

    def get(self, inbound_id: str) -> AnyInbound | None: ...

    def of_twin(self, twin: str) -> AnyInbound | None:
        """The stored event about the same thing."""
        ...

    def finish(self, inbound_id: str, outcome: str) -> None: ...

    def finished(self, inbound_id: str) -> bool:
        """True once it was handled to the end."""
        ...

    def reword(self, message: MessageReceived) -> bool:
        """Keep a message as it was edited; False when a newer edit, or its deletion, is known."""
        ...

    def withdraw(self, inbound_id: str) -> None:
        """Forget the words and files of a message, and that it waits to be handled."""
        ...

    def hold(self, change: EarlyChange) -> None:
        """Keep for a day what became of a message that has not come; the latest word stays."""
        ...

    def held(self, twin: str) -> EarlyChange | None: ...

    def release(self, twin: str) -> None:
        """Forget what was held for the message."""
        ...

    def unfinished(self) -> Sequence[AnyInbound]:
        """Stored but not handled to the end, oldest first."""
        ...


class OutboxEntry(Protocol):
    """A message of ours. `ts` is "" while nobody knows whether Slack has it."""

    @property
    def key(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def thread_ts(self) -> str: ...
    @property
    def ts(self) -> str: ...
    @property
    def content(self) -> Content: ...
    @property
    def done(self) -> bool: ...
    @property
    def created_at(self) -> datetime: ...


class Outbox(Protocol):
    """What we said or were about to say, so that a crash repeats nothing."""

    def reserve(
        self, key: str, channel: str, thread_ts: str, content: Content
    ) -> tuple[OutboxEntry, bool]:
        """Note the intent; the flag is True when the key was new."""
        ...

    def record(self, key: str, ts: str, *, done: bool = True) -> None:
        """Slack has it, under `ts`; `done` is False while it still grows."""
        ...

    def replace(self, channel: str, ts: str, content: Content) -> None: ...

    def at(self, channel: str, ts: str) -> OutboxEntry | None: ...

    def of_key(self, key: str) -> OutboxEntry | None: ...

    def known_ts(self, channel: str) -> frozenset[str]:
        """Every ts in the channel that belongs to a message of ours."""
        ...
