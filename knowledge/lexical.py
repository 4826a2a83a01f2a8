"""The lexical index: SQLite FTS5 over terms that `knowledge.terms` cut, ranked by BM25.

FTS5 splits on spaces only; the row id is the chunk's id. Rows live in the catalogue's database, so
that they change in the catalogue's transactions. FTS5 finds candidates; their terms come back for
the finer ranking in `knowledge.ranking`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, text

from knowledge.terms import terms

_WEIGHTS = (2.0, 1.5, 1.0)  # title, heading, body in FTS5's first pass
_CREATE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5("
    "title, heading, body, tokenize=\"unicode61 remove_diacritics 0 tokenchars '-_.'\")"
)
_CREATE_TERMS = "CREATE VIRTUAL TABLE IF NOT EXISTS lexical_terms USING fts5vocab(lexical, 'row')"


@dataclass(frozen=True, slots=True)
class Entry:
    """The terms of one chunk, by field, in order."""

    title: list[str]
    heading: list[str]
    body: list[str]


def create_tables(connection: Connection) -> None:
    """Create what is missing; writes nothing when all is there, so that opening never waits."""
    there = text("SELECT count(*) FROM sqlite_master WHERE name = 'lexical_terms'")
    if connection.scalar(there):
        return
    connection.execute(text(_CREATE))
    connection.execute(text(_CREATE_TERMS))
    ranking = "bm25({}, {}, {})".format(*_WEIGHTS)
    connection.execute(
        text("INSERT INTO lexical(lexical, rank) VALUES('rank', :rank)"), {"rank": ranking}
    )


def add(connection: Connection, rows: Iterable[tuple[int, str, Sequence[str], str]]) -> None:
    """Index chunks: (chunk id, page title, heading path, text)."""
    values = [
        {
            "id": chunk_id,
            "title": " ".join(terms(title)),
            "heading": " ".join(terms(" \n".join(headings))),
            "body": " ".join(terms(body)),
        }
        for chunk_id, title, headings, body in rows
    ]
    if values:
        connection.execute(
            text(
                "INSERT INTO lexical(rowid, title, heading, body)"
                " VALUES (:id, :title, :heading, :body)"
            ),
            values,
        )


def remove(connection: Connection, chunk_ids: Sequence[int]) -> None:
    if chunk_ids:
        connection.execute(
            text("DELETE FROM lexical WHERE rowid = :id"), [{"id": i} for i in chunk_ids]
        )


def clear(connection: Connection) -> None:
    connection.execute(text("DELETE FROM lexical"))


def size(connection: Connection) -> int:
    """How many chunks are indexed, live or not."""
    return int(connection.scalar(text("SELECT count(*) FROM chunks")) or 0)


def frequencies(connection: Connection, wanted: Sequence[str]) -> dict[str, int]:
    """In how many chunks each term stands; terms that stand nowhere are left out."""
    query = text("SELECT term, doc FROM lexical_terms WHERE term IN :terms").bindparams(
        bindparam("terms", expanding=True)
    )
    return {row.term: row.doc for row in connection.execute(query, {"terms": list(wanted)})}


def search(connection: Connection, wanted: Sequence[str], limit: int) -> list[tuple[int, float]]:
    """The best `limit` chunks that hold any of the terms: (chunk id, BM25 > 0), best first."""
    if not wanted:
        return []
    match = " OR ".join(f'"{term}"' for term in wanted)
    query = text(
        "SELECT rowid, rank FROM lexical WHERE lexical MATCH :match ORDER BY rank LIMIT :limit"
    )
    found = connection.execute(query, {"match": match, "limit": limit})
    return [(row[0], -row[1]) for row in found]


def entries(connection: Connection, chunk_ids: Sequence[int]) -> Mapping[int, Entry]:
    """The terms of the chunks as they were indexed."""
    query = text("SELECT rowid, title, heading, body FROM lexical WHERE rowid IN :ids").bindparams(
        bindparam("ids", expanding=True)
    )
    return {
        row[0]: Entry(row[1].split(), row[2].split(), row[3].split())
        for row in connection.execute(query, {"ids": list(chunk_ids)})
    }
