"""What arrives: stored, then queued; and what its writer changes before it is handled."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.support.desk import Desk
from bot.support.edits import Edits, twin_of
from bot.support.inbound import (
    AnyInbound,
    EarlyChange,
    MessageEdited,
    MessageReceived,
    MessageWithdrawn,
)
from bot.support.models import Place


class Arrival:
    """Called before the messenger is told that we have it."""

    def __init__(self, desk: Desk, edits: Edits) -> None:
        self._desk = desk
        self._edits = edits

    def accept(self, inbound: AnyInbound, *, twin: str = "") -> bool:
        """Store, then queue. Called before the messenger is told that we have it."""
        new = self._desk.inbox.add(inbound, twin=twin)
        if not new and self._desk.inbox.get(inbound.id) is None:
            return False  # the other event about the same message came first
        self._desk.jobs.handle(inbound)  # again for a redelivery: the queue knows the id
        return new

    def withdraw(self, withdrawal: MessageWithdrawn) -> None:
        """The message was deleted: forget its words now, do not answer it, then its copies go."""
        twin = twin_of(withdrawal.channel, withdrawal.ts)
        forget = partial(self._edits.forget, withdrawal)
        if self._followed(withdrawal, EarlyChange(twin=twin, withdrawn=True), forget):
            self.accept(withdrawal, twin=f"withdrawn:{withdrawal.channel}:{withdrawal.ts}")

    def reword(self, edit: MessageEdited, text: str, edited: str) -> None:
        """The message was edited: its words change now, then its copies follow."""
        twin = twin_of(edit.channel, edit.ts)
        reword = partial(self._edits.reword, edit.channel, edit.ts, text, edited)
        if self._followed(edit, EarlyChange(twin=twin, text=text, edited=edited), reword):
            self.accept(edit, twin=f"edited:{edit.channel}:{edit.ts}:{edited}")

    def _followed(
        self,
        event: MessageEdited | MessageWithdrawn,
        change: EarlyChange,
        follow: Callable[[], bool],
    ) -> bool:
        """Follow it now, or hold it until its message comes."""
        if follow():
            return True
        if self._edits.knows(event) or not self.concerns_us(event):
            return False
        self._desk.inbox.hold(change)
        came = follow()  # at this very moment
        if came:
            self._desk.inbox.release(change.twin)
        return came

    def concerns_us(self, message: MessageReceived | MessageEdited | MessageWithdrawn) -> bool:
        """False for channel talk that is none of our business; such messages are not stored."""
        if message.addressed:
            return True
        place = Place(channel=message.channel, thread_ts=message.thread_ts)
        if self._desk.conversations.at(place) is not None:
            return True
        return self._desk.tickets.of_staff_thread(place) is not None

    def resume(self) -> int:
        """Queue again what was stored but not finished before a stop; returns how many."""
        waiting = self._desk.inbox.unfinished()
        for inbound in waiting:
            self._desk.jobs.handle(inbound)
        return len(waiting)
