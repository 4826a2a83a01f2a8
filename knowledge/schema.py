"""The catalogue's tables.

A page version is immutable; it is live while ``gen_from <= generation and (gen_to is null or
gen_to > generation)`` of its source. A chunk row is a distinct (title, headings, text): `key` is
the hash of that and also the id of its vector, `hash` leaves the title out and tells identical
passages. Placements say where a chunk stands, and what version and day the text names there.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    and_,
    or_,
)
from sqlalchemy.sql.elements import ColumnElement

from knowledge import lexical
from knowledge.engine import Engine, driver
from knowledge.errors import IndexMismatch

VERSION = 6  # of the schema below, kept in the database
_UPGRADES = {
    2: (
        "ALTER TABLE sources ADD COLUMN visibility TEXT NOT NULL DEFAULT 'public'",
        "ALTER TABLE sources ADD COLUMN customers TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE sources ADD COLUMN inputs TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE sources ADD COLUMN report TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE pages ADD COLUMN inputs TEXT NOT NULL DEFAULT ''",
    ),
    3: (
        "ALTER TABLE placements ADD COLUMN version TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE placements ADD COLUMN updated TEXT",
        # The files may be as they were, yet what was read from them was not kept whole: the next
        # ingest reads them again. `Page.fingerprint` tells which pages it then has to store.
        "UPDATE pages SET inputs = ''",
        "UPDATE sources SET inputs = ''",
    ),
    4: ("DROP TABLE IF EXISTS lexical_terms",),
    5: (),  # the table `files` is new
    6: (),  # the table `untold` is new
}

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
    Column("visibility", Text, nullable=False, server_default="public"),
    Column("customers", Text, nullable=False, server_default="[]"),  # JSON list
    Column("inputs", Text, nullable=False, server_default=""),  # of the last ingest; "" = unknown
    Column("report", Text, nullable=False, server_default=""),  # of that ingest
)

PAGES = Table(
    "pages",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("inputs", Text, nullable=False, server_default=""),  # hash of the files it is made of
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
    Column("version", Text, nullable=False, server_default=""),  # the text's own; "" = the page's
    Column("updated", Text),  # ISO date, the text's own; null = the page's
    Index("placements_by_chunk", "chunk_id"),
)

# Vectors that may have no chunk: noted before they are written and when their chunk goes, struck
# out when a build is complete. A kill in between leaves the note, and a later build clears up.
STRAYS = Table("strays", METADATA, Column("key", Text, primary_key=True))

# The files of a source as they were last read, see `knowledge.seen`.
FILES = Table(
    "files",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("stamp", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("facts", Text, nullable=False),
)

# Pages whose change nobody was told of yet, see `knowledge.untold`.
UNTOLD = Table(
    "untold",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("generation", Integer, nullable=False),  # in which it changed last
    Column("vanished", Integer, nullable=False),  # 1 = the page is gone
)

# In how many chunks a term stands; the term "" stands in every chunk.
TERMS = Table(
    "terms",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("term", Text, nullable=False, unique=True),
    Column("docs", Integer, nullable=False),
)

CHUNK_TERMS = Table(
    "chunk_terms",
    METADATA,
    Column("chunk_id", Integer, primary_key=True, autoincrement=False),
    Column("length", Integer),  # terms in the body
    Column("packed", LargeBinary),  # one record a term, see `knowledge.lexical`
)

LIVE: ColumnElement[bool] = and_(
    PAGES.c.gen_from <= SOURCES.c.generation,
    or_(PAGES.c.gen_to.is_(None), PAGES.c.gen_to > SOURCES.c.generation),
)


def prepare(engine: Engine) -> None:
    """Create the tables, or bring those of an older Doorstep up to date, in one transaction.

    Raises IndexMismatch for those of a newer Doorstep. What is up to date is only read.
    """
    with engine.transaction() as connection:
        if engine.version(connection) == VERSION:
            return
        engine.alone(connection)  # another process may be at it
        found = engine.version(connection)
        if found > VERSION:
            raise IndexMismatch(
                "The index was written by a newer Doorstep.",
                "Install that version, or ingest anew.",
            )
        for version in range(found + 1, VERSION + 1) if found else ():
            for statement in _UPGRADES[version]:
                connection.exec_driver_sql(statement)
        METADATA.create_all(connection)
        engine.create_words(connection)
        lexical.complete(driver(connection))
        engine.set_version(connection, VERSION)
