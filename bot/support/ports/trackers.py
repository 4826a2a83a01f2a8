"""The vendor's own tracker, and what it knows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.support.tracking import (
    Mirrored,
    TrackedCase,
    TrackedChange,
    TrackerLink,
    TrailLine,
)


class Tracker(Protocol):
    """The vendor's own issue tracker.

    `key` names what is told: however often it is told, the tracker shows it once, also when an
    answer was lost. Raises TrackerUnavailable when it may work later, TrackerRefused when a setting
    is wrong, TrackerRejected when only this cannot be told.
    """

    def check(self) -> str:
        """What is there, for `doorstep doctor`."""
        ...

    def publish(self, case: TrackedCase, *, key: str) -> TrackerLink:
        """Make an issue of it; the one that was made under the key before, if there is one."""
        ...

    def update(
        self, link: TrackerLink, case: TrackedCase, change: TrackedChange, *, key: str
    ) -> None:
        """Say what happened, and open or close the issue if that is what happened."""
        ...


class Mirrors(Protocol):
    """What one tracker knows of the tickets."""

    def get(self, ticket_id: int) -> Mirrored:
        """A ticket that the tracker never heard of is Mirrored without a link."""
        ...

    def trail(self, ticket_id: int) -> Sequence[TrailLine]:
        """The ticket's audit trail, oldest first."""
        ...

    def behind(self) -> Sequence[int]:
        """Tickets with lines that the tracker may not know.

        Those that are over and unknown to it are left alone.
        """
        ...

    def linked(self, ticket_id: int, link: TrackerLink) -> None: ...

    def told(self, ticket_id: int, number: int) -> None:
        """The tracker knows the trail up to this line; there is no problem."""
        ...

    def failed(self, ticket_id: int, problem: str) -> None:
        """What keeps it from being told."""
        ...
