"""What the documentation says: found, brought in, put into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.support.models import (
    IngestOutcome,
    Schedule,
)
from bot.support.releases import Release
from knowledge.models import Answer, Audience, Evidence, Query, Visibility


class Librarian(Protocol):
    """Finds passages in the documentation."""

    def find(self, query: Query) -> Evidence:
        """Best first. Raises KnowledgeError when the index cannot serve."""
        ...


class Documentation(Protocol):
    """The declared sources of documentation."""

    def names(self) -> Sequence[str]:
        """The declared sources. Raises DoorstepError when the declaration cannot be read."""
        ...

    def schedules(self) -> Sequence[Schedule]:
        """Raises DoorstepError when the declaration cannot be read."""
        ...

    def ingest(self, source: str, progress: Callable[[str, int, int], None]) -> IngestOutcome:
        """Make the index hold what the source holds now.

        `progress` is told (stage, done, total; 0 = unknown); what it raises stops the ingest with
        the index as it was. Raises DoorstepError when the source cannot be read or is refused.
        """
        ...

    def shelf(self, visibility: Visibility, customer: str) -> str:
        """The source of knowledge entries that these readers may read.

        Raises DoorstepError when the declaration cannot be read.
        """
        ...


class AnswerWriter(Protocol):
    """Turns evidence into an answer that says nothing more than it."""

    def write(
        self, query: Query, evidence: Evidence, on_text: Callable[[str], None] | None = None
    ) -> Answer:
        """`on_text` receives the text piece by piece while it is written."""
        ...


class ReleaseNotes(Protocol):
    """Releases that the ingested documentation tells of."""

    def releases(self, audience: Audience) -> Sequence[Release]:
        """Those on pages that the audience may read; () while the index cannot serve."""
        ...
