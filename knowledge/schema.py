"""The catalogue's tables.

A page version is immutable; it is live while ``gen_from <= generation and (gen_to is null or
gen_to > generation)`` of its source. A chunk row is a distinct (title, headings, text): `key` is
the hash of that and also the id of its vector, `hash` leaves the title out and tells identical
passages. Placements say where a chunk stands.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, Table, Text, and_, or_
from sqlalchemy.sql.elements import ColumnElement

METADATA = MetaData()

META = Table("meta", METADATA, Column("key", Text, primary_key=True), Column("value", Text))

SOURCES = Table(
    "sources",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("generation", Integer, nullable=False),  # 0 = nothing live yet
    Column("oldest", Integer, nullable=False),  # rollback may go back to here
    Column("updated_at", Text, nullable=False, default=""),
)

PAGES = Table(
    "pages",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("platforms", Text, nullable=False),  # comma-separated
    Column("version", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("updated", Text),  # ISO date
    Column("gen_from", Integer, nullable=False),
    Column("gen_to", Integer),
    Index("pages_by_path", "source_id", "path"),
    Index("pages_by_end", "source_id", "gen_to"),
    Index("pages_by_start", "source_id", "gen_from"),
)

CHUNKS = Table(
    "chunks",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("headings", Text, nullable=False),  # JSON list
    Column("text", Text, nullable=False),
)

PLACEMENTS = Table(
    "placements",
    METADATA,
    Column("page_id", ForeignKey("pages.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("chunk_id", ForeignKey("chunks.id"), nullable=False),
    Column("anchor", Text, nullable=False),
    Column("platforms", Text, nullable=False),
    Index("placements_by_chunk", "chunk_id"),
)

LIVE: ColumnElement[bool] = and_(
    PAGES.c.gen_from <= SOURCES.c.generation,
    or_(PAGES.c.gen_to.is_(None), PAGES.c.gen_to > SOURCES.c.generation),
)
