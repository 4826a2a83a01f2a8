"""The lexical index: SQLite FTS5 over terms that `knowledge.terms` cut, ranked by BM25.

FTS5 splits on spaces only; the row id is the chunk's id. Rows live in the catalogue's database, so
that they change in the catalogue's transactions. FTS5 finds candidates; how often each term stands
in which field of a chunk is kept beside it, packed, for the finer ranking in `knowledge.ranking`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from knowledge.terms import terms

_WEIGHTS = (2.0, 1.5, 1.0)  # title, heading, body in FTS5's first pass
_TABLES = (
    (
        "CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5("
        "title, heading, body, tokenize=\"unicode61 remove_diacritics 0 tokenchars '-_.'\")"
    ),
    "INSERT INTO lexical(lexical, rank) VALUES('rank', 'bm25({}, {}, {})')".format(*_WEIGHTS),
    # In how many chunks a term stands: FTS5 would walk a term's posting list to count it.
    "CREATE TABLE terms (id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE, docs INTEGER NOT NULL)",
    # `packed`: _PACKED records of a chunk, one a term; `length`: terms in the body.
    "CREATE TABLE chunk_terms (chunk_id INTEGER PRIMARY KEY, length INTEGER, packed BLOB)",
    "DROP TABLE IF EXISTS lexical_terms",  # of an older Doorstep
)
_COUNT = (
    "INSERT INTO terms (term, docs) VALUES (?, ?)"
    " ON CONFLICT (term) DO UPDATE SET docs = docs + excluded.docs"
)
_PACKED = np.dtype([("term", "<u4"), ("title", "u1"), ("heading", "u1"), ("body", "<u2")])
_BATCH = 1000

Fields = tuple[list[str], list[str], list[str]]  # the terms of title, headings and body


@dataclass(frozen=True, slots=True)
class Entry:
    """How often terms stand in a chunk: term -> (title, heading, body); terms in the body."""

    length: int
    counts: dict[str, tuple[int, int, int]] = field(default_factory=dict)


def create_tables(connection: sqlite3.Connection) -> None:
    """Create what is missing; writes nothing when all is there, so that opening never waits."""
    there = "SELECT 1 FROM sqlite_master WHERE name = 'chunk_terms'"
    if connection.execute(there).fetchone():
        return
    connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")  # another process may be at it
    if connection.execute(there).fetchone():
        return
    for statement in _TABLES:
        connection.execute(statement)
    last = 0
    query = "SELECT rowid, title, heading, body FROM lexical WHERE rowid > ? ORDER BY rowid LIMIT ?"
    while rows := connection.execute(query, (last, _BATCH)).fetchall():  # an older index's
        _count(
            connection, {row[0]: (row[1].split(), row[2].split(), row[3].split()) for row in rows}
        )
        last = rows[-1][0]


def add(
    connection: sqlite3.Connection, rows: Iterable[tuple[int, str, Sequence[str], str]]
) -> None:
    """Index chunks: (chunk id, page title, heading path, text)."""
    cut: dict[int, Fields] = {
        chunk_id: (terms(title), terms(" \n".join(headings)), terms(body))
        for chunk_id, title, headings, body in rows
    }
    connection.executemany(
        "INSERT INTO lexical(rowid, title, heading, body) VALUES (?, ?, ?, ?)",
        [(chunk_id, *(" ".join(part) for part in fields)) for chunk_id, fields in cut.items()],
    )
    _count(connection, cut)


def remove(connection: sqlite3.Connection, chunk_ids: Sequence[int]) -> None:
    query = "SELECT packed FROM chunk_terms WHERE chunk_id IN (SELECT value FROM json_each(?))"
    rows = connection.execute(query, (json.dumps(list(chunk_ids)),))
    lost: Counter[int] = Counter()
    for (packed,) in rows:
        lost.update(np.frombuffer(packed, _PACKED)["term"].tolist())
    gone = [(chunk_id,) for chunk_id in chunk_ids]
    connection.executemany("DELETE FROM lexical WHERE rowid = ?", gone)
    connection.executemany("DELETE FROM chunk_terms WHERE chunk_id = ?", gone)
    connection.executemany(
        "UPDATE terms SET docs = docs - ? WHERE id = ?", [(n, term) for term, n in lost.items()]
    )


def clear(connection: sqlite3.Connection) -> None:
    for table in ("lexical", "terms", "chunk_terms"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names


def size(connection: sqlite3.Connection) -> int:
    """How many chunks are indexed, live or not."""
    return int(connection.execute("SELECT count(*) FROM chunks").fetchone()[0])


def frequencies(connection: sqlite3.Connection, wanted: Sequence[str]) -> dict[str, int]:
    """In how many chunks each term stands; terms that stand nowhere are left out."""
    query = (
        "SELECT term, docs FROM terms WHERE term IN (SELECT value FROM json_each(?)) AND docs > 0"
    )
    return dict(connection.execute(query, (json.dumps(list(wanted)),)))


def search(
    connection: sqlite3.Connection, wanted: Sequence[Sequence[str]], limit: int
) -> list[tuple[int, float]]:
    """The best `limit` chunks that hold all terms of any group: (chunk id, BM25 > 0), best first.

    The cost is the number of chunks that match: FTS5 computes BM25 for each.
    """
    if not wanted:
        return []
    match = " OR ".join("({})".format(" AND ".join(f'"{term}"' for term in g)) for g in wanted)
    query = "SELECT rowid, rank FROM lexical WHERE lexical MATCH ? ORDER BY rank LIMIT ?"
    return [(row[0], -row[1]) for row in connection.execute(query, (match, limit))]


def entries(
    connection: sqlite3.Connection, chunk_ids: Iterable[int], wanted: Iterable[str]
) -> dict[int, Entry]:
    """How often the wanted terms stand in each of the chunks."""
    query = (
        "SELECT chunk_id, length, packed FROM chunk_terms"
        " WHERE chunk_id IN (SELECT value FROM json_each(?))"
    )
    rows = connection.execute(query, (json.dumps(list(chunk_ids)),)).fetchall()
    found = {row[0]: Entry(row[1]) for row in rows}
    names = {number: term for term, number in _numbers(connection, wanted).items()}
    held = np.frombuffer(b"".join(row[2] for row in rows), _PACKED)
    sizes = [len(row[2]) // _PACKED.itemsize for row in rows]
    owner = np.repeat(np.array([row[0] for row in rows], dtype=np.int64), sizes)
    hits = np.flatnonzero(np.isin(held["term"], np.array([*names], dtype=np.uint32)))
    for chunk_id, (term, *counts) in zip(owner[hits].tolist(), held[hits].tolist(), strict=True):
        found[chunk_id].counts[names[term]] = (counts[0], counts[1], counts[2])
    return found


def _count(connection: sqlite3.Connection, cut: Mapping[int, Fields]) -> None:
    """Keep the chunks' terms packed, and in how many chunks each term stands."""
    docs: Counter[str] = Counter()
    for fields in cut.values():
        docs.update(set().union(*fields))
    connection.executemany(_COUNT, sorted(docs.items()))
    numbers = _numbers(connection, docs)
    connection.executemany(
        "INSERT INTO chunk_terms (chunk_id, length, packed) VALUES (?, ?, ?)",
        [
            (chunk_id, len(fields[2]), _pack(fields, numbers).tobytes())
            for chunk_id, fields in cut.items()
        ],
    )


def _pack(fields: Fields, numbers: Mapping[str, int]) -> npt.NDArray[np.void]:
    title, heading, body = (Counter(part) for part in fields)
    rows = [
        (numbers[t], min(title[t], 255), min(heading[t], 255), min(body[t], 65535))
        for t in {**title, **heading, **body}
    ]
    return np.array(rows, dtype=_PACKED)


def _numbers(connection: sqlite3.Connection, wanted: Iterable[str]) -> dict[str, int]:
    query = "SELECT term, id FROM terms WHERE term IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(query, (json.dumps(list(wanted)),)))
