"""The catalogue: which page versions exist and which are live (SQL).

A page version is immutable. A changed page is a new row whose `gen_from` is the next generation of
its source; the old row gets `gen_to`. Both are invisible until the source's `generation` moves, in
one transaction: readers, also in other processes, see one generation or the other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, create_engine, event, func, select

from knowledge.models import Visibility
from knowledge.schema import LIVE, META, PAGES, PLACEMENTS, SOURCES, prepare

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=20000",
    "mmap_size=268435456",
    "cache_size=-16000",  # KiB
)


@dataclass(frozen=True, slots=True)
class Source:
    """What the index holds of one source, live."""

    name: str
    generation: int
    pages: int
    chunks: int  # placements: a text under ten pages counts ten times
    updated_at: str  # ISO time of the last commit, UTC
    visibility: Visibility = Visibility.PUBLIC
    customers: tuple[str, ...] = ()  # who may read it, when the visibility is "customer"


class Catalog:
    """Connections to the catalogue and the reads of what is live."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_engine(f"sqlite:///{file}")
        event.listen(self._engine, "connect", _set_pragmas)
        event.listen(self._engine, "begin", _begin)
        with self.transaction() as connection:
            prepare(connection)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One snapshot for reads; one commit for writes."""
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """One snapshot for reads, on the bare driver: what a search goes through."""
        pooled = self._engine.raw_connection()
        try:
            connection = cast("sqlite3.Connection", pooled.driver_connection)
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")
        finally:
            pooled.close()

    def close(self) -> None:
        self._engine.dispose()


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
        Source(
            row.name,
            row.generation,
            row.pages or 0,
            row.chunks or 0,
            row.updated_at,
            Visibility(row.visibility),
            tuple(json.loads(row.customers)),
        )
        for row in connection.execute(query)
    ]


def read_meta(connection: Connection) -> dict[str, str]:
    """Identity of the index: embedding model, tokeniser, vector epoch."""
    return {row.key: row.value for row in connection.execute(select(META))}


def write_meta(connection: Connection, key: str, value: str) -> None:
    connection.execute(META.delete().where(META.c.key == key))
    connection.execute(META.insert().values(key=key, value=value))


def driver(connection: Connection) -> sqlite3.Connection:
    """The SQLite connection under one of SQLAlchemy's, inside the same transaction."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _set_pragmas(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves: reads get one snapshot too
    cursor = dbapi_connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
