"""The lexical index: full text over terms that `knowledge.terms` cut.

Its rows live in the catalogue's database, so that they change in the catalogue's transactions. The
database's own full text finds candidates (see `Session.matching`); how often each term stands in
which field of a chunk is kept beside it, packed, for the finer ranking in `knowledge.ranking`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

from knowledge.engine import Fields, Session
from knowledge.terms import terms

_PACKED = np.dtype([("term", "<u4"), ("title", "u1"), ("heading", "u1"), ("body", "<u2")])
_BATCH = 1000
_MOST_IN_BODY = np.iinfo(np.uint16).max

_EVERY = ""  # the term that stands in every chunk: counting rows takes Postgres milliseconds


@dataclass(frozen=True, slots=True)
class Entry:
    """How often terms stand in a chunk: term -> (title, heading, body); terms in the body."""

    length: int
    counts: dict[str, tuple[int, int, int]] = field(default_factory=dict)


def complete(session: Session) -> None:
    """Fill what a new index lacks, or one of an older Doorstep."""
    if session.execute("SELECT 1 FROM terms WHERE term = ?", (_EVERY,)).fetchone():
        return
    if session.execute("SELECT 1 FROM terms").fetchone():
        chunks = int(session.execute("SELECT count(*) FROM chunks").fetchone()[0])
        session.execute("INSERT INTO terms (term, docs) VALUES (?, ?)", (_EVERY, chunks))
    else:
        rebuild(session)


def rebuild(session: Session) -> None:
    """Index every chunk anew, as after a change of the tokeniser."""
    clear(session)
    last = 0
    query = "SELECT id, title, headings, text FROM chunks WHERE id > ? ORDER BY id LIMIT ?"
    while rows := session.execute(query, (last, _BATCH)).fetchall():
        add(session, ((row[0], row[1], json.loads(row[2]), row[3]) for row in rows))
        last = rows[-1][0]


def add(session: Session, rows: Iterable[tuple[int, str, Sequence[str], str]]) -> None:
    """Index chunks: (chunk id, page title, heading path, text)."""
    short = cache(terms)  # the chunks of a page share their title and most of their headings
    cut: dict[int, Fields] = {
        chunk_id: (short(title), short(" \n".join(headings)), terms(body))
        for chunk_id, title, headings, body in rows
    }
    session.index_words(cut.items())
    _count(session, cut)


def remove(session: Session, chunk_ids: Sequence[int]) -> None:
    query = "SELECT packed FROM chunk_terms WHERE chunk_id IN ids(?)"
    rows = session.execute(query, (list(chunk_ids),)).fetchall()
    lost: Counter[int] = Counter()
    for (packed,) in rows:
        lost.update(np.frombuffer(packed, _PACKED)["term"].tolist())
    session.forget_words(list(chunk_ids))
    session.execute("DELETE FROM chunk_terms WHERE chunk_id IN ids(?)", (list(chunk_ids),))
    session.execute("UPDATE terms SET docs = docs - ? WHERE term = ?", (len(rows), _EVERY))
    session.executemany(
        "UPDATE terms SET docs = docs - ? WHERE id = ?", [(n, term) for term, n in lost.items()]
    )


def clear(session: Session) -> None:
    for table in ("lexical", "terms", "chunk_terms"):
        session.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    session.execute("INSERT INTO terms (term, docs) VALUES (?, 0)", (_EVERY,))


def size(session: Session) -> int:
    """How many chunks are indexed, live or not."""
    return frequencies(session, [_EVERY]).get(_EVERY, 0)


def frequencies(session: Session, wanted: Sequence[str]) -> dict[str, int]:
    """In how many chunks each term stands; terms that stand nowhere are left out."""
    query = "SELECT term, docs FROM terms WHERE term IN words(?) AND docs > 0"
    return dict(session.execute(query, (list(wanted),)))


def search(
    session: Session, wanted: Sequence[Sequence[str]], limit: int, worth: Mapping[str, float]
) -> list[tuple[int, float]]:
    """The best `limit` chunks that hold all terms of any group: (chunk id, score > 0), best first.

    `worth` is what each term counts. The cost is the number of chunks that match.
    """
    return session.matching(wanted, worth, limit) if wanted else []


def entries(session: Session, chunk_ids: Iterable[int], wanted: Iterable[str]) -> dict[int, Entry]:
    """How often the wanted terms stand in each of the chunks."""
    query = "SELECT chunk_id, length, packed FROM chunk_terms WHERE chunk_id IN ids(?)"
    rows = session.execute(query, (list(chunk_ids),)).fetchall()
    found = {row[0]: Entry(row[1]) for row in rows}
    names = {number: term for term, number in _numbers(session, wanted).items()}
    held = np.frombuffer(b"".join(row[2] for row in rows), _PACKED)
    sizes = [len(row[2]) // _PACKED.itemsize for row in rows]
    owner = np.repeat(np.array([row[0] for row in rows], dtype=np.int64), sizes)
    hits = np.flatnonzero(np.isin(held["term"], np.array([*names], dtype=np.uint32)))
    for chunk_id, (term, *counts) in zip(owner[hits].tolist(), held[hits].tolist(), strict=True):
        found[chunk_id].counts[names[term]] = (counts[0], counts[1], counts[2])
    return found


def _count(session: Session, cut: Mapping[int, Fields]) -> None:
    """Keep the chunks' terms packed, and in how many chunks each term stands."""
    docs: Counter[str] = Counter({_EVERY: len(cut)})
    for fields in cut.values():
        docs.update(set().union(*fields))
    # There is one writer. An upsert would use up a number for every term that is there already.
    known = _numbers(session, docs)
    session.executemany(
        "UPDATE terms SET docs = docs + ? WHERE id = ?",
        [(docs[term], number) for term, number in known.items()],
    )
    new = sorted(docs.keys() - known.keys())
    session.executemany(
        "INSERT INTO terms (term, docs) VALUES (?, ?)", [(term, docs[term]) for term in new]
    )
    numbers = known | _numbers(session, new)
    session.executemany(
        "INSERT INTO chunk_terms (chunk_id, length, packed) VALUES (?, ?, ?)",
        [
            (chunk_id, len(fields[2]), _pack(fields, numbers).tobytes())
            for chunk_id, fields in cut.items()
        ],
    )


def _pack(fields: Fields, numbers: Mapping[str, int]) -> npt.NDArray[np.void]:
    title, heading, body = (Counter(part) for part in fields)
    every = dict.fromkeys(body) | dict.fromkeys(title) | dict.fromkeys(heading)
    packed = np.zeros(len(every), dtype=_PACKED)
    packed["term"] = [numbers[term] for term in every]
    packed["body"][: len(body)] = np.minimum([*body.values()], _MOST_IN_BODY)
    place = {term: at for at, term in enumerate(every)}
    for name, counted in (("title", title), ("heading", heading)):
        for term, times in counted.items():
            packed[name][place[term]] = min(times, 255)
    return packed


def _numbers(session: Session, wanted: Iterable[str]) -> dict[str, int]:
    query = "SELECT term, id FROM terms WHERE term IN words(?)"
    return dict(session.execute(query, (list(wanted),)))
