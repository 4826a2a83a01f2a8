"""The catalogue: which page versions exist, which are live, and what stands on them (SQL).

A page version is immutable. A changed page is a new row whose `gen_from` is the next generation of
its source; the old row gets `gen_to`. Both are invisible until the source's `generation` moves, in
one transaction: readers, also in other processes, see one generation or the other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, exists, func, select

from knowledge.models import PageStatus
from knowledge.schema import CHUNKS, LIVE, META, METADATA, PAGES, PLACEMENTS, SOURCES


@dataclass(frozen=True, slots=True)
class Place:
    """A live page on which a chunk stands.

    `path` is ``source/path``; platforms are the chunk's own where it has some, else the page's.
    """

    chunk_id: int
    page_id: int
    path: str
    title: str
    language: str
    url: str
    product: str
    platforms: tuple[str, ...]
    version: str
    status: PageStatus
    updated: date | None
    anchor: str
    ordinal: int


@dataclass(frozen=True, slots=True)
class Source:
    """What the index holds of one source, live."""

    name: str
    generation: int
    pages: int
    chunks: int  # placements: a text under ten pages counts ten times
    updated_at: str  # ISO time of the last commit, UTC


class Catalog:
    """Connections to the catalogue and the reads of what is live."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(f"sqlite:///{file}")
        event.listen(self._engine, "connect", _set_pragmas)
        event.listen(self._engine, "begin", _begin)
        METADATA.create_all(self._engine)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One snapshot for reads; one commit for writes."""
        with self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()


def live_chunks(
    connection: Connection, chunk_ids: Sequence[int], sources: Sequence[str] = ()
) -> set[int]:
    """Those of `chunk_ids` that stand on a live page (of `sources`; empty = any)."""
    standing = (
        select(PLACEMENTS.c.page_id)
        .join(PAGES, PAGES.c.id == PLACEMENTS.c.page_id)
        .join(SOURCES, SOURCES.c.id == PAGES.c.source_id)
        .where(PLACEMENTS.c.chunk_id == CHUNKS.c.id, LIVE)
    )
    if sources:
        standing = standing.where(SOURCES.c.name.in_(sources))
    query = select(CHUNKS.c.id).where(CHUNKS.c.id.in_(chunk_ids), exists(standing))
    return set(connection.scalars(query))


def chunks_by_key(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Chunk ids of the keys that the catalogue knows."""
    query = select(CHUNKS.c.key, CHUNKS.c.id).where(CHUNKS.c.key.in_(keys))
    return {row.key: row.id for row in connection.execute(query)}


def chunk_hashes(connection: Connection, chunk_ids: Sequence[int]) -> dict[int, str]:
    """The content hash of each chunk: equal hashes are the same passage."""
    query = select(CHUNKS.c.id, CHUNKS.c.hash).where(CHUNKS.c.id.in_(chunk_ids))
    return {row.id: row.hash for row in connection.execute(query)}


def chunk_texts(
    connection: Connection, chunk_ids: Sequence[int]
) -> dict[int, tuple[tuple[str, ...], str]]:
    """Heading path and text of each chunk."""
    query = select(CHUNKS.c.id, CHUNKS.c.headings, CHUNKS.c.text).where(CHUNKS.c.id.in_(chunk_ids))
    return {
        row.id: (tuple(json.loads(row.headings)), row.text) for row in connection.execute(query)
    }


def places(
    connection: Connection, chunk_ids: Sequence[int], sources: Sequence[str] = ()
) -> list[Place]:
    """Every live place of the chunks."""
    query = (
        select(
            PLACEMENTS.c.chunk_id,
            PAGES.c.id,
            SOURCES.c.name,
            PAGES.c.path,
            PAGES.c.title,
            PAGES.c.language,
            PAGES.c.url,
            PAGES.c.product,
            PLACEMENTS.c.platforms,
            PAGES.c.platforms,
            PAGES.c.version,
            PAGES.c.status,
            PAGES.c.updated,
            PLACEMENTS.c.anchor,
            PLACEMENTS.c.ordinal,
        )
        .join(PAGES, PAGES.c.id == PLACEMENTS.c.page_id)
        .join(SOURCES, SOURCES.c.id == PAGES.c.source_id)
        .where(PLACEMENTS.c.chunk_id.in_(chunk_ids), LIVE)
    )
    if sources:
        query = query.where(SOURCES.c.name.in_(sources))
    return [
        Place(
            chunk_id=row[0],
            page_id=row[1],
            path=f"{row[2]}/{row[3]}",
            title=row[4],
            language=row[5],
            url=row[6],
            product=row[7],
            platforms=_split(row[8]) or _split(row[9]),
            version=row[10],
            status=PageStatus(row[11]),
            updated=date.fromisoformat(row[12]) if row[12] else None,
            anchor=row[13],
            ordinal=row[14],
        )
        for row in connection.execute(query)
    ]


def serves(connection: Connection) -> bool:
    """Whether any source has a live generation."""
    return bool(connection.scalar(select(SOURCES.c.id).where(SOURCES.c.generation > 0).limit(1)))


def live_sources(connection: Connection) -> list[Source]:
    """All sources that have a live generation, by name."""
    counted = (
        select(
            PAGES.c.source_id,
            func.count(func.distinct(PAGES.c.id)).label("pages"),
            func.count(PLACEMENTS.c.chunk_id).label("chunks"),
        )
        .join(SOURCES, SOURCES.c.id == PAGES.c.source_id)
        .join(PLACEMENTS, PLACEMENTS.c.page_id == PAGES.c.id, isouter=True)
        .where(LIVE)
        .group_by(PAGES.c.source_id)
        .subquery()
    )
    query = (
        select(SOURCES, counted.c.pages, counted.c.chunks)
        .join(counted, counted.c.source_id == SOURCES.c.id, isouter=True)
        .where(SOURCES.c.generation > 0)
        .order_by(SOURCES.c.name)
    )
    return [
        Source(row.name, row.generation, row.pages or 0, row.chunks or 0, row.updated_at)
        for row in connection.execute(query)
    ]


def read_meta(connection: Connection) -> dict[str, str]:
    """Identity of the index: embedding model, tokeniser, vector epoch."""
    return {row.key: row.value for row in connection.execute(select(META))}


def write_meta(connection: Connection, key: str, value: str) -> None:
    connection.execute(META.delete().where(META.c.key == key))
    connection.execute(META.insert().values(key=key, value=value))


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()


def _set_pragmas(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves: reads get one snapshot too
    cursor = dbapi_connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=20000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
