"""A dry run: what a build would do, found without writing anything."""

from __future__ import annotations

import json

from knowledge import spending
from knowledge.build import embedded_text
from knowledge.changes import Changes, moves
from knowledge.embeddings import IdentifiedEmbeddings
from knowledge.engine import Engine
from knowledge.errors import KnowledgeError
from knowledge.generations import chunk_key
from knowledge.models import Page
from knowledge.vectors import VectorStore

_LIVE = """
    SELECT g.path, g.id, g.fingerprint FROM pages AS g JOIN sources AS s ON s.id = g.source_id
    WHERE s.name = ? AND g.gen_from <= s.generation
      AND (g.gen_to IS NULL OR g.gen_to > s.generation)
"""
_CHUNKS = """
    SELECT c.headings, c.hash, p.anchor, p.platforms, p.version, coalesce(p.updated, '')
    FROM placements AS p
    JOIN chunks AS c ON c.id = p.chunk_id WHERE p.page_id = ? ORDER BY p.ordinal
"""

# Headings -> what stands below them: hash, anchor, platforms, version, day of each chunk.
_Section = dict[tuple[str, ...], list[tuple[str, ...]]]


class Comparison:
    """Takes pages like a build (see `knowledge.index.Build`); `commit` only reports."""

    def __init__(
        self,
        source: str,
        engine: Engine,
        vectors: VectorStore,
        embeddings: IdentifiedEmbeddings,
    ) -> None:
        """`embeddings` embeds nothing here; it tells how much of a text it would see."""
        self._engine = engine
        self._vectors = vectors
        self._embeddings = embeddings
        with engine.snapshot() as connection:
            rows = connection.execute(_LIVE, (source,))
            self._live = {path: (page_id, fingerprint) for path, page_id, fingerprint in rows}
        self._kept: set[str] = set()
        self._put: dict[str, tuple[_Section, int]] = {}
        # Chunk key -> characters and tokens that would be embedded.
        self._texts: dict[str, tuple[int, int]] = {}

    def put(self, page: Page, inputs: str = "") -> None:
        """Compare a page with the live one."""
        del inputs
        self._put.pop(page.path, None)
        self._kept.discard(page.path)
        if self._live.get(page.path, (0, ""))[1] == page.fingerprint:
            self._kept.add(page.path)
            return
        self._put[page.path] = (_sections(page), len(page.chunks))
        for chunk in page.chunks:
            text = self._embeddings.seen(embedded_text(page.title, chunk))
            self._texts[chunk_key(page.title, chunk)] = (len(text), spending.tokens(text))

    def keep(self, path: str, inputs: str = "") -> None:
        """The live page is unchanged. Raises KnowledgeError for a page that is not live."""
        del inputs
        if path not in self._live:
            raise KnowledgeError(f"'{path}' cannot be kept: the index does not hold it.")
        self._kept.add(path)

    def commit(self) -> Changes:
        """What the build would change; nothing is written."""
        live = self._live
        removed = live.keys() - self._kept - self._put.keys()
        changed = sorted(self._put.keys() & live.keys())
        before = {path: self._before(path) for path in {*removed, *changed}}
        moved = moves(
            {path: _order(before[path]) for path in removed},
            {path: _order(self._put[path][0]) for path in self._put.keys() - live.keys()},
        )
        missing = self._vectors.missing(list(self._texts))
        left, come = {old for old, _ in moved}, {new for _, new in moved}
        return Changes(
            added=tuple(sorted(self._put.keys() - live.keys() - come)),
            changed=tuple(changed),
            removed=tuple(sorted(removed - left)),
            unchanged=len(self._kept),
            chunks=sum(count for _, count in self._put.values()) + self._kept_chunks(),
            embedded=len(missing),
            moved=moved,
            headings=tuple(
                (path, _differing(before[path], self._put[path][0])) for path in changed
            ),
            characters=sum(self._texts[key][0] for key in missing),
            tokens=sum(self._texts[key][1] for key in missing),
        )

    def _before(self, path: str) -> _Section:
        sections: _Section = {}
        with self._engine.snapshot() as connection:
            for headings, *what in connection.execute(_CHUNKS, (self._live[path][0],)):
                sections.setdefault(tuple(json.loads(headings)), []).append(tuple(what))
        return sections

    def _kept_chunks(self) -> int:
        ids = [self._live[path][0] for path in self._kept]
        query = "SELECT count(*) FROM placements WHERE page_id IN ids(?)"
        with self._engine.snapshot() as connection:
            return int(connection.execute(query, (ids,)).fetchone()[0])


def _sections(page: Page) -> _Section:
    sections: _Section = {}
    for chunk in page.chunks:
        said = (
            chunk.content_hash,
            chunk.anchor,
            ",".join(chunk.platforms),
            chunk.version,
            str(chunk.updated or ""),
        )
        sections.setdefault(chunk.heading_path, []).append(said)
    return sections


def _order(sections: _Section) -> tuple[str, ...]:
    return tuple(said[0] for section in sections.values() for said in section)


def _differing(before: _Section, after: _Section) -> tuple[str, ...]:
    """Headings, outermost first, whose text, version or day was changed, added or removed."""
    paths = [path for path in (*after, *before) if before.get(path) != after.get(path)]
    return tuple(dict.fromkeys(" > ".join(path) for path in paths))
