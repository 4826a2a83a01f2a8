"""One ingest of one source: pages go in beside the live generation, then the swap.

Order of writes, so that a kill at any point leaves the old generation serving: vectors first
(content addressed, harmless alone), then invisible catalogue rows batch by batch, then one
transaction that moves the source's generation, then the vectors that nobody needs any more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge import generations
from knowledge.catalog import Catalog, read_meta, write_meta
from knowledge.embeddings import IdentifiedEmbeddings
from knowledge.errors import KnowledgeError
from knowledge.models import Chunk, Page
from knowledge.vectors import VectorStore

EPOCH = "vector_epoch"
_BATCH = 512  # chunks embedded and stored at a time: bounds memory


@dataclass(frozen=True, slots=True)
class Changes:
    """What one ingest of a source did: page paths (relative to the source), and chunk counts."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    chunks: int  # live chunks of the source after the commit (placements)
    embedded: int  # vectors that had to be computed


class SourceBuild:
    """A generation of one source under construction (see `knowledge.index.Build`)."""

    def __init__(
        self,
        source: str,
        catalog: Catalog,
        vectors: VectorStore,
        embeddings: IdentifiedEmbeddings,
    ) -> None:
        self._catalog = catalog
        self._vectors = vectors
        self._embeddings = embeddings
        with catalog.transaction() as connection:
            self._draft = generations.begin(connection, source)
        self._kept: set[str] = set()
        self._written: dict[str, int] = {}  # path -> page id of the next generation
        self._waiting: dict[str, Page] = {}
        self._waiting_chunks = 0
        self._embedded = 0

    def put(self, page: Page) -> None:
        """Add or replace a page. Texts that the index already holds are not embedded again.

        Raises ModelUnavailable when a text cannot be embedded.
        """
        self._kept.discard(page.path)
        fingerprint = page.fingerprint
        if self._fits(self._draft.live, page.path, fingerprint):
            self._discard(page.path)
            self._kept.add(page.path)
        elif self._fits(self._draft.pending, page.path, fingerprint):
            self._discard(page.path)
            self._written[page.path] = self._draft.pending[page.path][0]
        else:
            self._discard(page.path)
            self._waiting[page.path] = page
            self._waiting_chunks += len(page.chunks)
            if self._waiting_chunks >= _BATCH:
                self._flush()

    def keep(self, path: str) -> None:
        """The live page is unchanged. Raises KnowledgeError for a page that is not live."""
        if path not in self._draft.live:
            raise KnowledgeError(f"'{path}' cannot be kept: the index does not hold it.")
        self._kept.add(path)

    def commit(self) -> Changes:
        """Make the build visible at once; pages neither put nor kept are removed."""
        self._flush()
        live = self._draft.live
        added = tuple(sorted(path for path in self._written if path not in live))
        changed = tuple(sorted(path for path in self._written if path in live))
        removed = tuple(sorted(live.keys() - self._kept - self._written.keys()))
        stale = self._stale_drafts()
        gone: list[str] = []
        with self._catalog.transaction() as connection:
            if stale:
                gone += generations.delete_pages(connection, stale)
            if added or changed or removed or self._draft.generation == 0:
                ended = [live[path][0] for path in (*changed, *removed)]
                generations.swap(connection, self._draft, ended)
                gone += generations.delete_pages(
                    connection, generations.expired(connection, self._draft)
                )
            if self._embedded:
                epoch = int(read_meta(connection).get(EPOCH, "0"))
                write_meta(connection, EPOCH, str(epoch + 1))
            chunks = generations.count_live_chunks(connection, self._draft.source_id)
        self._vectors.remove(gone)
        return Changes(added, changed, removed, len(self._kept), chunks, self._embedded)

    def _stale_drafts(self) -> list[int]:
        """Page rows of an interrupted build that this build did not take over."""
        taken = set(self._written.values())
        return [page_id for page_id, _ in self._draft.pending.values() if page_id not in taken]

    def _discard(self, path: str) -> None:
        """Undo an earlier `put` of the same path in this build."""
        waiting = self._waiting.pop(path, None)
        if waiting is not None:
            self._waiting_chunks -= len(waiting.chunks)
        if path in self._written:
            page_id = self._written.pop(path)
            if self._draft.pending.get(path, (0, ""))[0] != page_id:
                with self._catalog.transaction() as connection:
                    generations.delete_pages(connection, [page_id])

    def _flush(self) -> None:
        pages = list(self._waiting.values())
        chunks = {
            generations.chunk_key(page.title, chunk): (page.title, chunk)
            for page in pages
            for chunk in page.chunks
        }
        self._embed(chunks)
        with self._catalog.transaction() as connection:
            ids = generations.add_chunks(connection, chunks.values())
            for page in pages:
                self._written[page.path] = generations.add_page(connection, self._draft, page, ids)
        self._waiting.clear()
        self._waiting_chunks = 0

    def _embed(self, chunks: dict[str, tuple[str, Chunk]]) -> None:
        keys = self._vectors.missing(list(chunks))
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            texts = [embedded_text(*chunks[key]) for key in batch]
            self._vectors.add(batch, self._embeddings.vectors(texts))
            self._embedded += len(batch)

    @staticmethod
    def _fits(pages: dict[str, tuple[int, str]], path: str, fingerprint: str) -> bool:
        return path in pages and pages[path][1] == fingerprint


def embedded_text(title: str, chunk: Chunk) -> str:
    """What the embedding model sees of a chunk."""
    return "\n".join((" > ".join((title, *chunk.heading_path)), chunk.text))


@contextmanager
def writer_lock(file: Path) -> Iterator[None]:
    """Only one writer, across processes; the system releases the lock when the process dies.

    A SQLite file held in an exclusive transaction: works wherever SQLite does.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise KnowledgeError(
                "Another ingest is writing to this index.", "Wait until it is done and try again."
            ) from error
        yield
    finally:
        connection.close()
