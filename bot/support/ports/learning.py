"""What is learnt from tickets and from what people say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.support.entries import Entry, EntryEvent, EntryStatus, EntryText
from bot.support.gaps import Unanswered
from bot.support.models import (
    Ticket,
)
from bot.support.satisfaction import Opinion, Subject


class Entries(Protocol):
    """Knowledge entries and their trail."""

    def put(self, ticket: Ticket, text: EntryText, *, author: str, origin: str) -> Entry | None:
        """Keep the text as the ticket's entry: a draft, or one in review that goes on with it.

        None when the entry is published. The same origin writes once; it answers the same again.
        """
        ...

    def get(self, entry_id: int) -> Entry | None: ...

    def of_ticket(self, ticket_id: int) -> Entry | None: ...

    def list(self, statuses: Sequence[EntryStatus] = (), *, source: str = "") -> Sequence[Entry]:
        """In the order in which they were made; of one source only when it is named."""
        ...

    def move(
        self,
        entry_id: int,
        to: EntryStatus,
        *,
        actor: str,
        note: str = "",
        origin: str,
        revision: int | None = None,
        source: str = "",
    ) -> bool:
        """Follow ENTRY_TRANSITIONS atomically; False when it is not where it may move from.

        `revision`: only while the text is still this one. `source`: where it is published. The
        same origin moves once and answers True again.
        """
        ...

    def page_changed(self, pages: Sequence[str], at: datetime) -> Sequence[Entry]:
        """Note it on the published entries that wait for one of the pages; returns them."""
        ...

    def waiting_for(self, pages: Sequence[str]) -> Sequence[Entry]:
        """The published entries that wait for one of the pages."""
        ...

    def keep(self, entry_id: int) -> None:
        """Forget that the page changed."""
        ...

    def events(self, entry_id: int) -> Sequence[EntryEvent]: ...


class Ratings(Protocol):
    """What people said of answers and tickets; one opinion for each subject and person."""

    def ask(self, opinion: Opinion) -> None:
        """Note that the person is asked; what is there already stays."""
        ...

    def rate(self, kind: Subject, subject: str, person: str, score: int, at: datetime) -> bool:
        """Keep the score instead of an earlier one; False when the person was not asked."""
        ...

    def explain(self, kind: Subject, subject: str, person: str, reason: str) -> bool:
        """Keep why; False when the person has not rated it."""
        ...

    def get(self, kind: Subject, subject: str, person: str) -> Opinion | None: ...

    def of(self, kind: Subject, subject: str) -> Sequence[Opinion]: ...

    def last_asked(self, person: str, *, but: str) -> datetime | None:
        """When the person was last asked of a ticket, `but` that one."""
        ...

    def since(self, moment: datetime) -> Sequence[Opinion]:
        """Those with a score since then."""
        ...


class Failures(Protocol):
    """Questions that the documentation failed."""

    def since(self, moment: datetime, caveat: float, low: int) -> Sequence[Unanswered]:
        """Asked since then; `caveat` as in the policy's thresholds, `low` as in satisfaction."""
        ...
