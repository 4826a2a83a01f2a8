"""One ingest of one source: pages go in beside the live generation, then the swap.

Order of writes, so that a kill at any point leaves the old generation serving: vectors first
(content addressed, harmless alone, noted as strays), then invisible catalogue rows batch by batch,
then one transaction that moves the source's generation, then the vectors that nobody needs any
more. Batches are embedded in the background while the next pages are read and the last ones stored.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import Connection

from knowledge import generations, untold
from knowledge.catalog import read_meta, write_meta
from knowledge.changes import Changes, moves
from knowledge.embeddings import IdentifiedEmbeddings
from knowledge.engine import Engine, driver
from knowledge.errors import KnowledgeError, ModelUnavailable
from knowledge.models import Chunk, Page, Visibility
from knowledge.vectors import Vectors, VectorStore

EPOCH = "vector_epoch"
_BATCH = 512  # chunks embedded and stored at a time: bounds memory
_AHEAD = 2  # batches that are embedded in the background
_GOES_ON = "What is embedded is kept; the next run goes on from there."


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read a source from now on; `customers` are named when the visibility says so."""

    visibility: Visibility
    customers: tuple[str, ...] = ()

    def columns(self) -> dict[str, str]:
        names = json.dumps(sorted(self.customers), ensure_ascii=False)
        return {"visibility": str(self.visibility), "customers": names}


@dataclass(frozen=True, slots=True)
class _Batch:
    """Pages on their way into the index; `keys` are the chunks whose vectors are computed."""

    pages: list[tuple[Page, str]]
    chunks: dict[str, tuple[str, Chunk]]
    keys: list[str]
    vectors: Future[Vectors]


class SourceBuild:
    """A generation of one source under construction (see `knowledge.index.Build`)."""

    def __init__(
        self,
        source: str,
        engine: Engine,
        vectors: VectorStore,
        embeddings: IdentifiedEmbeddings,
        access: Access | None = None,
        told: Callable[[int], None] | None = None,
    ) -> None:
        """`told` hears how many of the pages put so far need nothing more before the swap."""
        self._source = source
        self._engine = engine
        self._vectors = vectors
        self._embeddings = embeddings
        self._access = access
        self._told = told
        with engine.transaction() as connection:
            self._draft = generations.begin(connection, source)
        self._kept: dict[str, str] = {}  # path -> inputs
        self._written: dict[str, int] = {}  # path -> page id of the next generation
        self._waiting: dict[str, tuple[Page, str]] = {}
        self._waiting_chunks = 0
        self._background = ThreadPoolExecutor(_AHEAD, thread_name_prefix="embed")
        self._flying: deque[_Batch] = deque()
        self._embedded = 0
        self._settled = 0  # pages that were put and need nothing more

    def put(self, page: Page, inputs: str = "") -> None:
        """Add or replace a page. Texts that the index already holds are not embedded again.

        `inputs` tells what the page was made of (see `Build.inputs`). Raises ModelUnavailable
        when a text cannot be embedded.
        """
        self._kept.pop(page.path, None)
        fingerprint = page.fingerprint
        self._discard(page.path)
        if self._fits(self._draft.live, page.path, fingerprint):
            self._kept[page.path] = inputs
            self._settle(1)
        elif self._fits(self._draft.pending, page.path, fingerprint):
            self._written[page.path] = self._draft.pending[page.path][0]
            self._settle(1)
        else:
            self._waiting[page.path] = (page, inputs)
            self._waiting_chunks += len(page.chunks)
            if self._waiting_chunks >= _BATCH:
                self._send()
                self._receive(_AHEAD)

    def keep(self, path: str, inputs: str = "") -> None:
        """The live page is unchanged. Raises KnowledgeError for a page that is not live."""
        if path not in self._draft.live:
            raise KnowledgeError(f"'{path}' cannot be kept: the index does not hold it.")
        self._kept[path] = inputs

    def commit(self) -> Changes:
        """Make the build visible at once; pages neither put nor kept are removed."""
        self._send()
        self._receive(0)
        live, written = self._draft.live, self._written
        removed = live.keys() - self._kept.keys() - written.keys()
        changed = tuple(sorted(written.keys() & live.keys()))
        with self._engine.transaction() as connection:
            moved = self._moved(connection, removed)
            generations.delete_pages(connection, self._stale_drafts())
            if written or removed or self._draft.generation == 0:
                ended = [live[path][0] for path in (*changed, *removed)]
                generations.swap(connection, self._draft, ended)
                expired = generations.expired(connection, self._draft)
                generations.delete_pages(connection, expired)
                touched = dict.fromkeys(changed, False) | dict.fromkeys(removed, True)
                following = self._draft.generation + 1
                untold.owe(
                    driver(connection),
                    self._source,
                    following,
                    touched,
                    written.keys() - live.keys(),
                )
            self._declare(connection)
            chunks = generations.count_live_chunks(connection, self._draft.source_id)
            strays = generations.strays(connection)
        self._clear(strays)
        left, come = {old for old, _ in moved}, {new for _, new in moved}
        return Changes(
            added=tuple(sorted(written.keys() - live.keys() - come)),
            changed=changed,
            removed=tuple(sorted(removed - left)),
            unchanged=len(self._kept),
            chunks=chunks,
            embedded=self._embedded,
            moved=moved,
        )

    def close(self) -> None:
        """Stop embedding ahead; what is not committed stays invisible."""
        self._stop_embedding()
        self._background.shutdown()

    def _moved(self, connection: Connection, removed: set[str]) -> tuple[tuple[str, str], ...]:
        live = self._draft.live
        gone = {live[path][0]: path for path in removed}
        come = {self._written[path]: path for path in self._written.keys() - live.keys()}
        if not (gone and come):
            return ()
        said = generations.contents(connection, [*gone, *come])
        return moves(
            {path: said[page_id] for page_id, path in gone.items() if page_id in said},
            {path: said[page_id] for page_id, path in come.items() if page_id in said},
        )

    def _declare(self, connection: Connection) -> None:
        """What is true from now on, whichever generation is live."""
        if self._access is not None:
            generations.declare(connection, self._draft.source_id, self._access.columns())
        known = self._draft.inputs
        renewed = {
            self._draft.live[path][0]: inputs
            for path, inputs in self._kept.items()
            if inputs and known.get(path) != inputs
        }
        generations.renew_inputs(connection, renewed)
        if self._embedded:
            epoch = int(read_meta(connection).get(EPOCH, "0"))
            write_meta(connection, EPOCH, str(epoch + 1))

    def _clear(self, strays: list[str]) -> None:
        """Remove the vectors that no chunk needs; after a kill the next commit does it."""
        if strays:
            self._vectors.remove(strays)
            with self._engine.transaction() as connection:
                generations.forget_strays(connection)

    def _stale_drafts(self) -> list[int]:
        """Page rows of an interrupted build that this build did not take over."""
        taken = set(self._written.values())
        return [page_id for page_id, _ in self._draft.pending.values() if page_id not in taken]

    def _discard(self, path: str) -> None:
        """Undo an earlier `put` of the same path in this build."""
        if any(path == page.path for batch in self._flying for page, _ in batch.pages):
            self._receive(0)
        waiting = self._waiting.pop(path, None)
        if waiting is not None:
            self._waiting_chunks -= len(waiting[0].chunks)
        if path in self._written:
            page_id = self._written.pop(path)
            if self._draft.pending.get(path, (0, ""))[0] != page_id:
                with self._engine.transaction() as connection:
                    generations.delete_pages(connection, [page_id])

    def _send(self) -> None:
        """Have the waiting pages embedded in the background."""
        if not self._waiting:
            return
        pages = list(self._waiting.values())
        chunks = {
            generations.chunk_key(page.title, chunk): (page.title, chunk)
            for page, _ in pages
            for chunk in page.chunks
        }
        coming = {key for batch in self._flying for key in batch.keys}
        keys = self._vectors.missing([key for key in chunks if key not in coming])
        texts = [embedded_text(*chunks[key]) for key in keys]
        vectors = self._background.submit(self._embeddings.vectors, texts)
        self._flying.append(_Batch(pages, chunks, keys, vectors))
        self._waiting.clear()
        self._waiting_chunks = 0

    def _receive(self, left: int) -> None:
        """Store the oldest batches until `left` are still in the air."""
        while len(self._flying) > left:
            batch = self._flying[0]
            try:
                vectors = batch.vectors.result()
            except ModelUnavailable as error:
                self._salvage()
                remedy = f"{error.remedy} {_GOES_ON}".lstrip()
                raise ModelUnavailable(error.message, remedy) from error
            self._add_vectors(batch, vectors)
            self._store(batch)
            self._flying.popleft()
            self._settle(len(batch.pages))

    def _settle(self, pages: int) -> None:
        self._settled += pages
        if self._told is not None:
            self._told(self._settled)

    def _add_vectors(self, batch: _Batch, vectors: Vectors) -> None:
        if batch.keys:
            with self._engine.transaction() as connection:
                generations.note_strays(connection, batch.keys)
            self._vectors.add(batch.keys, vectors)
            self._embedded += len(batch.keys)

    def _salvage(self) -> None:
        """After a failure, keep what later batches have come to: it may have cost money.

        Their vectors only: their pages may share texts with the batch that failed.
        """
        self._stop_embedding()
        for batch in self._flying:
            if not batch.vectors.cancelled() and batch.vectors.exception() is None:
                self._add_vectors(batch, batch.vectors.result())

    def _stop_embedding(self) -> None:
        if self._flying:
            for batch in self._flying:
                batch.vectors.cancel()
            self._embeddings.abandon()

    def _store(self, batch: _Batch) -> None:
        with self._engine.transaction() as connection:
            ids = generations.add_chunks(connection, batch.chunks)
            for page, inputs in batch.pages:
                page_id = generations.add_page(connection, self._draft, page, inputs, ids)
                self._written[page.path] = page_id

    @staticmethod
    def _fits(pages: dict[str, tuple[int, str]], path: str, fingerprint: str) -> bool:
        return path in pages and pages[path][1] == fingerprint


def embedded_text(title: str, chunk: Chunk) -> str:
    """What the embedding model sees of a chunk."""
    return "\n".join((" > ".join((title, *chunk.heading_path)), chunk.text))
