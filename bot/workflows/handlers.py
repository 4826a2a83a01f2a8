"""What the workflows call: the use cases, and nothing else of the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.support.clock import Alarm
from bot.support.messages import IngestNews
from bot.support.models import IngestOrder
from bot.support.tracking import Delivery


class Timed(Protocol):
    """What has a clock: tickets, and drafts of tickets, by number."""

    def alarms(self, number: int, /) -> tuple[Alarm, ...]: ...
    def ring(self, number: int, alarm: Alarm, /, *, key: str) -> bool: ...
    def needs_clock(self, number: int, /) -> bool: ...


class Handler(Timed, Protocol):
    """What the workflows call; implemented by support.service.SupportDesk."""

    @property
    def drafts(self) -> Timed: ...
    @property
    def visits(self) -> Timed: ...
    @property
    def snoozing(self) -> Timed: ...
    @property
    def targets(self) -> Timed: ...

    def handle(self, inbound_id: str) -> str: ...
    def give_up(self, inbound_id: str) -> None: ...
    def abandon(self, inbound_id: str) -> None: ...


class IngestHandler(Protocol):
    """Implemented by support.maintaining.Maintaining."""

    def announce(self, order: IngestOrder) -> None: ...
    def carry_out(self, order: IngestOrder, go_on: Callable[[], None]) -> IngestNews: ...
    def report(self, news: IngestNews) -> None: ...
    def tell_gaps(self, run: str) -> None: ...


class MirrorHandler(Protocol):
    """Implemented by support.mirroring.Mirroring."""

    def deliver(self, ticket_id: int) -> Delivery: ...
