"""Reads of what is live: the hot path of every search, in the wording of `knowledge.engine`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.engine import Session
from knowledge.models import Audience, PageStatus, Visibility

_LIVE = "g.gen_from <= s.generation AND (g.gen_to IS NULL OR g.gen_to > s.generation)"
_LIVE_CHUNKS = f"""
    SELECT wanted.value FROM ids(?) AS wanted WHERE EXISTS (
        SELECT 1 FROM placements AS p
        JOIN pages AS g ON g.id = p.page_id
        JOIN sources AS s ON s.id = g.source_id
        WHERE p.chunk_id = wanted.value AND {_LIVE}
          AND s.id IN ids(?))
"""  # noqa: S608 - constants of this module
_PLACES = f"""
    SELECT p.chunk_id, g.id, s.name || '/' || g.path, g.title, g.language, g.url, g.product,
           CASE p.platforms WHEN '' THEN g.platforms ELSE p.platforms END,
           CASE p.version WHEN '' THEN g.version ELSE p.version END,
           g.status, coalesce(p.updated, g.updated), p.anchor, p.ordinal, p.version <> ''
    FROM ids(?) AS wanted
    CROSS JOIN placements AS p
    JOIN pages AS g ON g.id = p.page_id
    JOIN sources AS s ON s.id = g.source_id
    WHERE p.chunk_id = wanted.value AND {_LIVE} AND s.id IN ids(?)
"""  # noqa: S608
_RELEASES = f"""
    SELECT p.version, p.updated, g.title, g.language, g.url, p.anchor, g.product,
           CASE p.platforms WHEN '' THEN g.platforms ELSE p.platforms END
    FROM pages AS g
    JOIN sources AS s ON s.id = g.source_id
    JOIN placements AS p ON p.page_id = g.id
    WHERE p.version <> '' AND {_LIVE} AND s.id IN ids(?) AND NOT EXISTS (
        SELECT 1 FROM placements AS q
        WHERE q.page_id = p.page_id AND q.version = p.version AND q.ordinal < p.ordinal)
    ORDER BY g.id, p.ordinal
"""  # noqa: S608
_MADE = f"""
    SELECT g.path, g.fingerprint, g.inputs, g.language, g.status
    FROM pages AS g JOIN sources AS s ON s.id = g.source_id WHERE s.name = ? AND {_LIVE}
"""  # noqa: S608

_REPEATED = f"""
    SELECT c.hash, count(DISTINCT g.id)
    FROM pages AS g
    JOIN sources AS s ON s.id = g.source_id
    JOIN placements AS p ON p.page_id = g.id
    JOIN chunks AS c ON c.id = p.chunk_id
    WHERE s.name = ? AND {_LIVE}
    GROUP BY c.hash HAVING count(DISTINCT g.id) > 1
"""  # noqa: S608
_STANDS_ON = f"""
    SELECT c.hash, g.path, c.headings, g.title
    FROM words(?) AS wanted
    JOIN chunks AS c ON c.hash = wanted.value
    JOIN placements AS p ON p.chunk_id = c.id
    JOIN pages AS g ON g.id = p.page_id
    JOIN sources AS s ON s.id = g.source_id
    WHERE s.name = ? AND {_LIVE}
    ORDER BY g.path, p.ordinal
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Place:
    """A live page on which a chunk stands.

    `path` is ``source/path``; platforms, version and `updated` are the chunk's own where it has
    some, else the page's.
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
    release: bool = False  # an entry of release notes

    @property
    def source(self) -> str:
        """The name of the source that holds the page."""
        return self.path.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Released:
    """An entry of release notes: the version, its own day if it names one, and where it stands."""

    version: str
    updated: date | None
    title: str
    language: str
    url: str
    anchor: str
    product: str
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A live page: what it says and what it was made of ("" = unknown), as hashes."""

    fingerprint: str
    inputs: str
    language: str
    status: str


@dataclass(frozen=True, slots=True)
class RepeatedText:
    """A passage with its innermost heading (else its page's title), and pages that hold it."""

    heading: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """`texts` passages stand on several pages of a source, `copies` times more than needed."""

    texts: int = 0
    copies: int = 0
    top: tuple[RepeatedText, ...] = ()


@dataclass(frozen=True, slots=True)
class Texts:
    """What a chunk says. Equal hashes are the same passage."""

    hash: str
    heading_path: tuple[str, ...]
    text: str


def serves(connection: Session) -> bool:
    """Whether any source has a live generation."""
    return connection.execute("SELECT 1 FROM sources WHERE generation > 0").fetchone() is not None


def meta(connection: Session, key: str) -> str:
    """A mark of the index, or ""."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def readable(connection: Session, audience: Audience, names: Sequence[str] = ()) -> list[int]:
    """Ids of the live sources that the audience may read (of `names`; empty = any)."""
    rows = connection.execute(
        "SELECT id, name, visibility, customers FROM sources WHERE generation > 0"
    )
    return [
        source_id
        for source_id, name, visibility, customers in rows
        if (not names or name in names)
        and audience.may_read(Visibility(visibility), json.loads(customers))
    ]


def made(connection: Session, source: str) -> dict[str, Made]:
    """Live pages of a source by path, with what they were made of."""
    return {row[0]: Made(*row[1:]) for row in connection.execute(_MADE, (source,))}


def repeated(connection: Session, source: str, most: int) -> Repeated:
    """Passages on several live pages; the `most` frequent are named, with so many pages each."""
    counts = {row[0]: int(row[1]) for row in connection.execute(_REPEATED, (source,))}
    if not counts:
        return Repeated()
    first = sorted(counts, key=lambda mark: (-counts[mark], mark))[:most]
    headings: dict[str, str] = {}
    pages: dict[str, dict[str, None]] = {mark: {} for mark in first}
    for mark, path, written, title in connection.execute(_STANDS_ON, (first, source)):
        headings.setdefault(mark, (json.loads(written) or [title])[-1])
        pages[mark][path] = None
    top = tuple(RepeatedText(headings[mark], tuple(pages[mark])[:most]) for mark in first)
    return Repeated(len(counts), sum(counts.values()) - len(counts), top)


def report(connection: Session, source: str, inputs: str) -> str:
    """The report that was kept with the same inputs, or ""."""
    row = connection.execute(
        "SELECT report FROM sources WHERE name = ? AND inputs = ? AND inputs != ''",
        (source, inputs),
    ).fetchone()
    return str(row[0]) if row else ""


def live_chunks(connection: Session, chunk_ids: Iterable[int], sources: Sequence[int]) -> set[int]:
    """Those of `chunk_ids` that stand on a live page of the sources."""
    wanted = (list(chunk_ids), list(sources))
    return {row[0] for row in connection.execute(_LIVE_CHUNKS, wanted)}


def chunks_by_key(connection: Session, keys: Sequence[str]) -> dict[str, int]:
    """Chunk ids of the keys that the catalogue knows."""
    query = "SELECT key, id FROM chunks WHERE key IN words(?)"
    return dict(connection.execute(query, (list(keys),)))


def chunk_texts(connection: Session, chunk_ids: Iterable[int]) -> dict[int, Texts]:
    """Hash, heading path and text of each chunk."""
    query = "SELECT id, hash, headings, text FROM chunks WHERE id IN ids(?)"
    return {
        row[0]: Texts(row[1], tuple(json.loads(row[2])), row[3])
        for row in connection.execute(query, (list(chunk_ids),))
    }


def places(connection: Session, chunk_ids: Iterable[int], sources: Sequence[int]) -> list[Place]:
    """Every live place of the chunks in the sources."""
    wanted = (list(chunk_ids), list(sources))
    return [
        Place(
            chunk_id=row[0],
            page_id=row[1],
            path=row[2],
            title=row[3],
            language=row[4],
            url=row[5],
            product=row[6],
            platforms=_split(row[7]),
            version=row[8],
            status=PageStatus(row[9]),
            updated=date.fromisoformat(row[10]) if row[10] else None,
            anchor=row[11],
            ordinal=row[12],
            release=bool(row[13]),
        )
        for row in connection.execute(_PLACES, wanted)
    ]


def releases(connection: Session, sources: Sequence[int]) -> list[Released]:
    """The entries of release notes on live pages of the sources, one for each page and version."""
    rows = connection.execute(_RELEASES, (list(sources),))
    return [
        Released(
            version=row[0],
            updated=date.fromisoformat(row[1]) if row[1] else None,
            title=row[2],
            language=row[3],
            url=row[4],
            anchor=row[5],
            product=row[6],
            platforms=_split(row[7]),
        )
        for row in rows
    ]


def state(connection: Session) -> str:
    """Changes whenever what is live, or who may read it, does."""
    query = "SELECT name, generation, visibility, customers FROM sources ORDER BY name"
    return json.dumps([list(row) for row in connection.execute(query)])


def _split(joined: str) -> tuple[str, ...]:
    return tuple(joined.split(",")) if joined else ()
