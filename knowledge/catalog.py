"""The catalogue: which page versions exist and which are live (SQL).

A page version is immutable. A changed page is a new row whose `gen_from` is the next generation of
its source; the old row gets `gen_to`. Both are invisible until the source's `generation` moves, in
one transaction: readers, also in other processes, see one generation or the other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from knowledge.engine import Engine
from knowledge.models import Visibility
from knowledge.schema import LIVE, META, PAGES, PLACEMENTS, SOURCES
from knowledge.sqlite import SqliteEngine


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


def open_engine(folder: Path, database_url: str) -> Engine:
    """Postgres when the address is one of Postgres; else SQLite in the folder."""
    if database_url.startswith("postgres"):
        from knowledge.postgres import PostgresEngine  # noqa: PLC0415 - loads the driver

        return PostgresEngine(database_url)
    return SqliteEngine(folder)


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
