"""The knowledge index: catalogue, lexical index and vectors as one, with atomic generations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection

from knowledge import catalog, generations, lexical
from knowledge.build import EPOCH, Changes, SourceBuild, writer_lock
from knowledge.catalog import Catalog, Source, read_meta, write_meta
from knowledge.embeddings import IdentifiedEmbeddings
from knowledge.errors import IndexMismatch, IndexMissing
from knowledge.models import Page
from knowledge.schema import CHUNKS
from knowledge.terms import TOKENISER
from knowledge.vectors import Vectors, VectorStore

__all__ = ["Build", "Changes", "KnowledgeIndex", "Source", "WritableIndex"]

_MODEL = "embedding_model"
_TOKENISER = "tokeniser"
_BATCH = 1000


class Build(Protocol):
    """A generation of one source under construction; readers do not see it before `commit`."""

    def put(self, page: Page) -> None:
        """Add or replace a page. Texts that the index already holds are not embedded again."""
        ...

    def keep(self, path: str) -> None:
        """The live page is unchanged."""
        ...

    def commit(self) -> Changes:
        """Make the build visible at once; pages neither put nor kept are removed."""
        ...


class WritableIndex(Protocol):
    """What ingest needs of the index."""

    def fingerprints(self, source: str) -> Mapping[str, str]:
        """Live pages of a source: path (relative) -> Page.fingerprint."""
        ...

    def build(self, source: str) -> AbstractContextManager[Build]:
        """Leaving the context without commit discards the build."""
        ...


class KnowledgeIndex:
    """Pages by source in `folder`; vectors beside it, or on the Chroma server at `chroma_url`.

    Safe for readers in many threads and processes and one writer (others are refused).
    """

    def __init__(
        self, folder: Path, embeddings: IdentifiedEmbeddings, chroma_url: str = ""
    ) -> None:
        """Opens (and creates) the index. Raises IndexMismatch when another model built it."""
        self._folder = folder
        self.embeddings = embeddings
        self._catalog = Catalog(folder / "catalogue.db")
        self._vectors = VectorStore(folder / "chroma", embeddings.identity, chroma_url)
        with self._catalog.transaction() as connection:
            lexical.create_tables(connection)
            meta = read_meta(connection)
        self._seen_epoch = meta.get(EPOCH, "0")
        self._check_model(meta)

    def sources(self) -> list[Source]:
        """Every source that has been ingested, with its live pages and chunks."""
        with self._catalog.transaction() as connection:
            return catalog.live_sources(connection)

    def require(self) -> None:
        """Raises IndexMissing when nothing has been ingested yet."""
        with self._catalog.transaction() as connection:
            served = catalog.serves(connection)
        if not served:
            raise IndexMissing(
                "No documentation has been ingested yet.", "Run `doorstep ingest PATH` first."
            )

    def stats(self) -> dict[str, int]:
        """Counts: sources, live pages and placements, distinct chunks held, vectors held."""
        sources = self.sources()
        with self._catalog.transaction() as connection:
            distinct = lexical.size(connection)
        return {
            "sources": len(sources),
            "pages": sum(source.pages for source in sources),
            "chunks": sum(source.chunks for source in sources),
            "distinct": distinct,
            "vectors": self._vectors.count(),
        }

    def fingerprints(self, source: str) -> Mapping[str, str]:
        """Live pages of a source: path (relative) -> Page.fingerprint."""
        with self._catalog.transaction() as connection:
            return generations.fingerprints(connection, source)

    @contextmanager
    def build(self, source: str) -> Iterator[Build]:
        """Leaving the context without commit changes nothing that a reader sees.

        What was embedded until then is kept for the next build of the source, which takes over
        or clears away the rest. Raises KnowledgeError when another writer is at work.
        """
        with self._writing():
            self._vectors.refresh()
            yield SourceBuild(source, self._catalog, self._vectors, self.embeddings)
            self._note_epoch()

    def remove_source(self, source: str) -> bool:
        """Forget a source; False when there was none of that name."""
        with self._writing():
            known = any(held.name == source for held in self.sources())
            with self._catalog.transaction() as connection:
                gone = generations.delete_source(connection, source)
            self._vectors.remove(gone)
        return known

    def roll_back(self, source: str) -> bool:
        """Make the source's previous generation live again; False when none is kept."""
        with self._writing(), self._catalog.transaction() as connection:
            return generations.roll_back(connection, source)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent snapshot of the catalogue and the lexical index."""
        with self._catalog.transaction() as connection:
            yield connection

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Keys of the chunks whose vectors are nearest, with their cosine similarity."""
        with self._catalog.transaction() as connection:
            epoch = read_meta(connection).get(EPOCH, "0")
        if epoch != self._seen_epoch:
            self._vectors.refresh()
            self._seen_epoch = epoch
        return self._vectors.nearest(vector, limit)

    def close(self) -> None:
        """Release files and connections."""
        self._vectors.close()
        self._catalog.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with writer_lock(self._folder / "writer.lock"):
            with self._catalog.transaction() as connection:
                meta = read_meta(connection)
                self._check_model(meta)
                if _MODEL not in meta:
                    write_meta(connection, _MODEL, self.embeddings.identity)
                if meta.get(_TOKENISER) != TOKENISER:
                    _rebuild_lexical(connection)
                    write_meta(connection, _TOKENISER, TOKENISER)
            yield

    def _note_epoch(self) -> None:
        """This process has seen what it wrote itself."""
        with self._catalog.transaction() as connection:
            self._seen_epoch = read_meta(connection).get(EPOCH, "0")

    def _check_model(self, meta: Mapping[str, str]) -> None:
        built_with = meta.get(_MODEL, self.embeddings.identity)
        if built_with != self.embeddings.identity:
            raise IndexMismatch(
                f"The index was built with the embedding model '{built_with}',"
                f" but '{self.embeddings.identity}' is configured.",
                f"Configure '{built_with}' again, or delete {self._folder} and ingest anew.",
            )


def _rebuild_lexical(connection: Connection) -> None:
    """Index every chunk's terms again, after the tokeniser changed."""
    lexical.clear(connection)
    last = 0
    while rows := connection.execute(
        CHUNKS.select().where(CHUNKS.c.id > last).order_by(CHUNKS.c.id).limit(_BATCH)
    ).all():
        texts = catalog.chunk_texts(connection, [row.id for row in rows])
        lexical.add(connection, ((row.id, row.title, *texts[row.id]) for row in rows))
        last = rows[-1].id
