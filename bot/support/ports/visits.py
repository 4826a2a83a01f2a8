"""Visits and remote sessions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from bot.support.visits.models import Slot, Visit, VisitStatus


class Visits(Protocol):
    """Visits and remote sessions, and the time that engineers promised."""

    def file(self, visit: Visit, *, origin: str) -> Visit:
        """Number and store it, as it stands; the same origin files once."""
        ...

    def get(self, visit_id: int) -> Visit | None: ...

    def of_origin(self, origin: str) -> Visit | None: ...

    def of_ticket(self, ticket_id: int) -> Sequence[Visit]:
        """In the order in which they were asked for."""
        ...

    def of_account(self, account: str) -> Sequence[Visit]: ...

    def list(self, statuses: Sequence[VisitStatus] = ()) -> Sequence[Visit]: ...

    def move(
        self,
        visit_id: int,
        to: VisitStatus,
        *,
        actor: str,
        note: str = "",
        origin: str,
        since: Collection[VisitStatus] = (),
        **values: object,
    ) -> bool:
        """Follow TRANSITIONS atomically; False when the visit is not where it may move from.

        `since` narrows where it may come from; `values` change with it. What was booked is free
        again. The same origin moves once and answers True again.
        """
        ...

    def book(self, visit_id: int, slot: Slot, *, actor: str, origin: str) -> bool:
        """Confirm a time; False when the visit has none to choose, or the engineer is taken.

        The same origin books once and answers True again.
        """
        ...

    def amend(self, visit_id: int, **values: object) -> Visit: ...

    def taken(self, engineers: Sequence[str]) -> Mapping[str, frozenset[int]]:
        """The half hours (visits.models.cells) that each of them has promised."""
        ...
