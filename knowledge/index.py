"""The knowledge index: catalogue, lexical index and vectors as one, with atomic generations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from knowledge import catalog, generations, lexical, live, seen, untold
from knowledge.build import EPOCH, Access, SourceBuild
from knowledge.catalog import Source, open_engine, read_meta, write_meta
from knowledge.changes import Changes
from knowledge.compare import Comparison
from knowledge.embeddings import IdentifiedEmbeddings
from knowledge.engine import Session, driver
from knowledge.errors import IndexMismatch, IndexMissing
from knowledge.live import Made, Released, Repeated
from knowledge.models import Audience, Page, Visibility
from knowledge.schema import prepare
from knowledge.seen import SeenFile
from knowledge.terms import TOKENISER
from knowledge.untold import Untold
from knowledge.vectors import Vectors, VectorStore

__all__ = ["Build", "Changes", "KnowledgeIndex", "Source", "WritableIndex"]

_MODEL = "embedding_model"
_TOKENISER = "tokeniser"
_AUDIENCES = 100  # of which what they may read is remembered

Told = Callable[[int], None]


class Build(Protocol):
    """A generation of one source under construction; readers do not see it before `commit`."""

    def put(self, page: Page, inputs: str = "") -> None:
        """Add or replace a page. Texts that the index already holds are not embedded again.

        `inputs` identifies everything that the page was made of ("" = unknown); while it stays
        the same, the page need not be made again (see `WritableIndex.inputs`).
        """
        ...

    def keep(self, path: str, inputs: str = "") -> None:
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

    def made(self, source: str) -> Mapping[str, Made]:
        """Live pages of a source: path (relative) -> what it is and what it was made of."""
        ...

    def repeated(self, source: str, most: int) -> Repeated:
        """Passages on several live pages; the `most` frequent are named, with so many pages."""
        ...

    def recall(self, source: str, inputs: str) -> str:
        """The report that `remember` kept, if the source has the same inputs since; else ""."""
        ...

    def remember(self, source: str, inputs: str, report: str) -> None:
        """Note, while building, what the live generation was made of, and the report on it."""
        ...

    def seen(self, source: str) -> Mapping[str, SeenFile]:
        """The files of a source as they were last read."""
        ...

    def facts(self, source: str) -> Mapping[str, tuple[SeenFile, str]]:
        """The same with what `note` kept of each."""
        ...

    def note(
        self, source: str, read: Mapping[str, tuple[SeenFile, str]], gone: Iterable[str] = ()
    ) -> None:
        """Keep files with what was found in them, any text; forget those that are gone."""
        ...

    def restamp(self, source: str, read: Mapping[str, SeenFile]) -> None:
        """The same files look different from outside; what was found in them still holds."""
        ...

    def expect(self, texts: int) -> None:
        """At least so many texts are coming: their embedding may get ready meanwhile."""
        ...

    def build(
        self,
        source: str,
        *,
        visibility: Visibility | None = None,
        customers: Sequence[str] = (),
        told: Told | None = None,
        wait: float = 0.0,
    ) -> AbstractContextManager[Build]:
        """Leaving the context without commit discards the build."""
        ...

    def compare(self, source: str) -> Build:
        """A build that writes nothing: its `commit` says what a real one would change."""
        ...


class KnowledgeIndex:
    """Pages by source in `folder`, or in the Postgres database at `database_url`.

    Vectors are in the folder, or on the Chroma server at `chroma_url`.
    Safe for readers in many threads and processes and one writer (others are refused).
    """

    def __init__(
        self,
        folder: Path,
        embeddings: IdentifiedEmbeddings,
        chroma_url: str = "",
        database_url: str = "",
    ) -> None:
        """Opens (and creates) the index. Raises IndexMismatch when another model built it.

        A `database_url` that is not one of Postgres is left to others: the pages are in the folder.
        """
        self.embeddings = embeddings
        self._engine = open_engine(folder, database_url)
        self._vectors = VectorStore(folder / "chroma", embeddings.identity, chroma_url)
        try:
            prepare(self._engine)
            with self._engine.transaction() as connection:
                meta = read_meta(connection)
            self._check_model(meta)
        except BaseException:
            self._engine.close()
            raise
        self._seen_epoch = meta.get(EPOCH, "0")
        self._releases: dict[tuple[str, tuple[int, ...]], Sequence[Released]] = {}

    def sources(self) -> list[Source]:
        """Every source that has been ingested, with its live pages and chunks."""
        with self._engine.transaction() as connection:
            return catalog.live_sources(connection)

    def require(self) -> None:
        """Raises IndexMissing when nothing has been ingested yet."""
        with self._engine.snapshot() as connection:
            served = live.serves(connection)
        if not served:
            raise IndexMissing(
                "No documentation has been ingested yet.", "Run `doorstep ingest PATH` first."
            )

    def stats(self) -> dict[str, int]:
        """Counts: sources, live pages and placements, distinct chunks held, vectors held."""
        sources = self.sources()
        with self._engine.snapshot() as connection:
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
        with self._engine.transaction() as connection:
            return generations.fingerprints(connection, source)

    def made(self, source: str) -> Mapping[str, Made]:
        """Live pages of a source: path (relative) -> what it is and what it was made of."""
        with self._engine.snapshot() as connection:
            return live.made(connection, source)

    def repeated(self, source: str, most: int) -> Repeated:
        """Passages on several live pages; the `most` frequent are named, with so many pages."""
        with self._engine.snapshot() as connection:
            return live.repeated(connection, source, most)

    def recall(self, source: str, inputs: str) -> str:
        """The report that `remember` kept, if the source has the same inputs since; else ""."""
        with self._engine.snapshot() as connection:
            return live.report(connection, source, inputs)

    def remember(self, source: str, inputs: str, report: str) -> None:
        """Note, while building, what the live generation was made of, and the report on it."""
        with self._engine.transaction() as connection:
            generations.remember(connection, source, inputs, report)

    def seen(self, source: str) -> Mapping[str, SeenFile]:
        """The files of a source as they were last read."""
        with self._engine.snapshot() as connection:
            return seen.files(connection, source)

    def facts(self, source: str) -> Mapping[str, tuple[SeenFile, str]]:
        """The same with what `note` kept of each."""
        with self._engine.snapshot() as connection:
            return seen.facts(connection, source)

    def note(
        self, source: str, read: Mapping[str, tuple[SeenFile, str]], gone: Iterable[str] = ()
    ) -> None:
        """Keep files with what was found in them, any text; forget those that are gone."""
        with self._engine.transaction() as connection:
            seen.note(driver(connection), source, read, gone)

    def restamp(self, source: str, read: Mapping[str, SeenFile]) -> None:
        """The same files look different from outside; what was found in them still holds."""
        with self._engine.transaction() as connection:
            seen.restamp(driver(connection), source, read)

    def untold(self, source: str) -> Untold:
        """Pages that changed or vanished, as long as `settle` was not called for them."""
        with self._engine.snapshot() as connection:
            return untold.owed(connection, source)

    def settle(self, source: str, told: Untold) -> None:
        """Whoever was told something from these pages is known by now."""
        with self._engine.transaction() as connection:
            untold.settle(driver(connection), source, told.generation)

    def expect(self, texts: int) -> None:
        """At least so many texts are coming: their embedding may get ready meanwhile."""
        self.embeddings.expect(texts)

    @contextmanager
    def build(
        self,
        source: str,
        *,
        visibility: Visibility | None = None,
        customers: Sequence[str] = (),
        told: Told | None = None,
        wait: float = 0.0,
    ) -> Iterator[Build]:
        """Leaving the context without commit changes nothing that a reader sees.

        What was embedded until then is kept for the next build of the source, which takes over
        or clears away the rest. `visibility` None leaves it as it is (public at first); `told`
        hears how many of the pages put so far are embedded and stored; `wait`: seconds to wait
        for another writer. Raises KnowledgeError when it is still at work then.
        """
        access = Access(visibility, tuple(customers)) if visibility is not None else None
        with self._writing(wait):
            self._vectors.refresh()
            build = SourceBuild(source, self._engine, self._vectors, self.embeddings, access, told)
            try:
                yield build
            finally:
                build.close()
            self._note_epoch()

    def compare(self, source: str) -> Build:
        """A build that writes nothing: its `commit` says what a real one would change."""
        self._vectors.refresh()
        return Comparison(source, self._engine, self._vectors, self.embeddings)

    def remove_source(self, source: str) -> bool:
        """Forget a source; False when there was none of that name."""
        with self._writing():
            known = any(held.name == source for held in self.sources())
            with self._engine.transaction() as connection:
                generations.delete_source(connection, source)
                strays = generations.strays(connection)
            self._vectors.remove(strays)
            with self._engine.transaction() as connection:
                generations.forget_strays(connection)
        return known

    def roll_back(self, source: str) -> bool:
        """Make the source's previous generation live again; False when none is kept."""
        with self._writing(), self._engine.transaction() as connection:
            return generations.roll_back(connection, source)

    def releases(self, audience: Audience) -> Sequence[Released]:
        """Entries of release notes that the audience may read; read anew when an ingest changes."""
        with self._engine.snapshot() as connection:
            state = live.state(connection)
            sources = live.readable(connection, audience)
            key = (state, tuple(sources))
            if key not in self._releases:
                if len(self._releases) >= _AUDIENCES or any(
                    one != state for one, _ in self._releases
                ):
                    self._releases = {}
                self._releases = {**self._releases, key: live.releases(connection, sources)}
            return self._releases[key]

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent snapshot of the catalogue and the lexical index."""
        with self._engine.snapshot() as connection:
            yield connection

    def nearest(self, vector: Vectors, limit: int) -> list[tuple[str, float]]:
        """Keys of the chunks whose vectors are nearest, with their cosine similarity."""
        with self._engine.snapshot() as connection:
            epoch = live.meta(connection, EPOCH) or "0"
        if epoch != self._seen_epoch:
            self._vectors.renew()
            self._seen_epoch = epoch
        return self._vectors.nearest(vector, limit)

    def close(self) -> None:
        """Release files and connections."""
        self._vectors.close()
        self._engine.close()

    @contextmanager
    def _writing(self, wait: float = 0.0) -> Iterator[None]:
        with self._engine.writing(wait):
            with self._engine.transaction() as connection:
                meta = read_meta(connection)
                self._check_model(meta)
                if _MODEL not in meta:
                    write_meta(connection, _MODEL, self.embeddings.identity)
                if meta.get(_TOKENISER) != TOKENISER:
                    lexical.rebuild(driver(connection))
                    write_meta(connection, _TOKENISER, TOKENISER)
            yield

    def _note_epoch(self) -> None:
        """This process has seen what it wrote itself."""
        with self._engine.transaction() as connection:
            self._seen_epoch = read_meta(connection).get(EPOCH, "0")

    def _check_model(self, meta: Mapping[str, str]) -> None:
        built_with = meta.get(_MODEL, self.embeddings.identity)
        if built_with != self.embeddings.identity:
            raise IndexMismatch(
                f"The index was built with the embedding model '{built_with}',"
                f" but '{self.embeddings.identity}' is configured.",
                f"Configure '{built_with}' again, or delete {self._engine.place} and ingest anew.",
            )
