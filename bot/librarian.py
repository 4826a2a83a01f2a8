"""Who looks things up for the desk, from the moment it starts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence

import structlog

from bot.support.discretion import DiscreetLibrarian
from bot.support.releases import Release, parse
from knowledge.errors import KnowledgeError
from knowledge.index import KnowledgeIndex
from knowledge.live import Released
from knowledge.models import Audience, Evidence, Query
from knowledge.rewriting import Finder

log = structlog.get_logger()


class LazyLibrarian:
    """Implements support.ports.Librarian; opens the index at the first question, or `warm_up`.

    A desk must start, take tickets and call people while the index is missing or out of reach.
    """

    def __init__(self, open_index: Callable[[], tuple[KnowledgeIndex, Finder]]) -> None:
        self._open_index = open_index
        self._lock = threading.Lock()
        self._index: KnowledgeIndex | None = None
        self._finder: Finder | None = None
        self._warming: threading.Thread | None = None
        self._released: tuple[Sequence[Released], Sequence[Release]] = ((), ())

    def find(self, query: Query) -> Evidence:
        return DiscreetLibrarian(self._open()).find(query)

    def releases(self, audience: Audience) -> Sequence[Release]:
        """Implements support.ports.ReleaseNotes; () while the index cannot serve."""
        try:
            self._open()
        except KnowledgeError:
            return ()
        entries = self._index.releases(audience) if self._index else ()
        if self._released[0] is not entries:  # the index gives the same until it changes
            self._released = (entries, as_releases(entries))
        return self._released[1]

    def warm_up(self) -> None:
        """Load index, embeddings and tokenizers in the background: seconds on a busy machine."""
        self._warming = threading.Thread(target=self._rehearse, name="warm-up", daemon=True)
        self._warming.start()

    @property
    def is_warm(self) -> bool:
        """Whether the next question is served at once."""
        return self._finder is not None and not (self._warming and self._warming.is_alive())

    def close(self) -> None:
        if self._warming is not None:
            self._warming.join()
        if self._index is not None:
            self._index.close()

    def _rehearse(self) -> None:
        try:
            self.find(Query(text="How do I renew a token? 怎么更新 Token？"))
        except KnowledgeError as error:  # said again, to the person, at the first question
            log.warning("knowledge_unavailable", error=error.message, remedy=error.remedy)

    def _open(self) -> Finder:
        with self._lock:
            if self._finder is None:
                self._index, self._finder = self._open_index()
            return self._finder


def as_releases(entries: Iterable[Released]) -> Sequence[Release]:
    """Entries of release notes as the desk compares them; those without a number are left out."""
    return [
        Release(
            version=one.version,
            product=one.product,
            platforms=one.platforms,
            date=one.updated,
            page=f"{one.url}#{one.anchor}" if one.url and one.anchor else one.url,
            title=f"{one.title} › {one.version}",
            language=one.language,
        )
        for one in entries
        if parse(one.version)
    ]
