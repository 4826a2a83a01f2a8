"""The lexical index: SQLite FTS5 over terms that `knowledge.terms` cut, ranked by BM25.

FTS5 splits on spaces only; the row id is the chunk's id. Rows live in the catalogue's database, so
that they change in the catalogue's transactions. FTS5 finds candidates; their terms come back for
the finer ranking in `knowledge.ranking`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from knowledge.terms import terms

_WEIGHTS = (2.0, 1.5, 1.0)  # title, heading, body in FTS5's first pass
_CREATE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5("
    "title, heading, body, tokenize=\"unicode61 remove_diacritics 0 tokenchars '-_.'\")"
)
# In how many chunks a term stands: FTS5 would walk a term's whole posting list to count it.
_CREATE_COUNTS = (
    "CREATE TABLE term_counts (term TEXT PRIMARY KEY, docs INTEGER NOT NULL) WITHOUT ROWID"
)
_COUNT = (
    "INSERT INTO term_counts (term, docs) VALUES (?, ?)"
    " ON CONFLICT (term) DO UPDATE SET docs = docs + excluded.docs"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The terms of one chunk, by field, in order."""

    title: list[str]
    heading: list[str]
    body: list[str]


def create_tables(connection: Connection) -> None:
    """Create what is missing; writes nothing when all is there, so that opening never waits."""
    there = text("SELECT count(*) FROM sqlite_master WHERE name = 'term_counts'")
    if connection.scalar(there):
        return
    connection.execute(text(_CREATE))
    ranking = "bm25({}, {}, {})".format(*_WEIGHTS)
    connection.execute(
        text("INSERT INTO lexical(lexical, rank) VALUES('rank', :rank)"), {"rank": ranking}
    )
    connection.execute(text("DROP TABLE IF EXISTS lexical_terms"))  # of an older Doorstep
    connection.execute(text("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, lexical, 'row')"))
    connection.execute(text(_CREATE_COUNTS))
    connection.execute(text("INSERT INTO term_counts SELECT term, doc FROM temp.vocabulary"))
    connection.execute(text("DROP TABLE temp.vocabulary"))


def add(
    connection: sqlite3.Connection, rows: Iterable[tuple[int, str, Sequence[str], str]]
) -> None:
    """Index chunks: (chunk id, page title, heading path, text)."""
    counts: Counter[str] = Counter()
    values: list[tuple[int, str, str, str]] = []
    for chunk_id, title, headings, body in rows:
        fields = [terms(title), terms(" \n".join(headings)), terms(body)]
        counts.update(set().union(*fields))
        values.append((chunk_id, *(" ".join(field) for field in fields)))
    connection.executemany(
        "INSERT INTO lexical(rowid, title, heading, body) VALUES (?, ?, ?, ?)", values
    )
    connection.executemany(_COUNT, sorted(counts.items()))


def remove(connection: sqlite3.Connection, chunk_ids: Sequence[int]) -> None:
    counts: Counter[str] = Counter()
    for entry in entries(connection, chunk_ids).values():
        counts.subtract({*entry.title, *entry.heading, *entry.body})
    connection.executemany("DELETE FROM lexical WHERE rowid = ?", [(i,) for i in chunk_ids])
    connection.executemany(_COUNT, sorted(counts.items()))
    connection.executemany(
        "DELETE FROM term_counts WHERE term = ? AND docs <= 0", [(term,) for term in counts]
    )


def clear(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM lexical")
    connection.execute("DELETE FROM term_counts")


def size(connection: sqlite3.Connection) -> int:
    """How many chunks are indexed, live or not."""
    return int(connection.execute("SELECT count(*) FROM chunks").fetchone()[0])


def frequencies(connection: sqlite3.Connection, wanted: Sequence[str]) -> dict[str, int]:
    """In how many chunks each term stands; terms that stand nowhere are left out."""
    query = "SELECT term, docs FROM term_counts WHERE term IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(query, (json.dumps(list(wanted)),)))


def search(
    connection: sqlite3.Connection, wanted: Sequence[str], limit: int
) -> list[tuple[int, float]]:
    """The best `limit` chunks that hold any of the terms: (chunk id, BM25 > 0), best first."""
    if not wanted:
        return []
    match = " OR ".join(f'"{term}"' for term in wanted)
    query = "SELECT rowid, rank FROM lexical WHERE lexical MATCH ? ORDER BY rank LIMIT ?"
    return [(row[0], -row[1]) for row in connection.execute(query, (match, limit))]


def entries(connection: sqlite3.Connection, chunk_ids: Iterable[int]) -> dict[int, Entry]:
    """The terms of the chunks as they were indexed."""
    query = (
        "SELECT rowid, title, heading, body FROM lexical"
        " WHERE rowid IN (SELECT value FROM json_each(?))"
    )
    return {
        row[0]: Entry(row[1].split(), row[2].split(), row[3].split())
        for row in connection.execute(query, (json.dumps(list(chunk_ids)),))
    }
