"""Writes to the catalogue: page versions come, generations swap, what nobody needs goes.

Functions over an open transaction; `knowledge.build` decides when. After an interrupted build its
rows (`gen_from` beyond the source's generation) are invisible; the next build of the source takes
over those that still fit and deletes the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection, Insert, delete, func, insert, select, update

from knowledge import lexical, seen, untold
from knowledge.engine import driver
from knowledge.errors import KnowledgeError
from knowledge.live import chunks_by_key
from knowledge.models import Chunk, Page
from knowledge.schema import CHUNKS, LIVE, PAGES, PLACEMENTS, SOURCES, STRAYS

_BATCH = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a build of a source starts: the live pages and what an interrupted build left."""

    source_id: int
    generation: int  # the live one; 0 = none
    live: dict[str, tuple[int, str]]  # path -> (page id, fingerprint)
    pending: dict[str, tuple[int, str]]
    inputs: dict[str, str] = field(default_factory=dict)  # path -> of the live page


def chunk_key(title: str, chunk: Chunk) -> str:
    """Identity of a chunk under a title: 32 hex digits; the id of its vector."""
    raw = f"{title}\x1f{chunk.content_hash}"
    return hashlib.blake2b(raw.encode(), digest_size=16).hexdigest()


def begin(connection: Connection, source: str) -> Draft:
    """Take up the source at its live generation, undoing marks beyond it (a rollback's rest)."""
    row = connection.execute(select(SOURCES).where(SOURCES.c.name == source)).first()
    if row is None:
        new = insert(SOURCES).values(name=source, generation=0, oldest=0, updated_at="")
        return Draft(_inserted(connection, new), 0, {}, {})
    beyond = (PAGES.c.source_id == row.id, PAGES.c.gen_to > row.generation)
    connection.execute(update(PAGES).where(*beyond).values(gen_to=None))
    pages = select(PAGES.c.path, PAGES.c.id, PAGES.c.fingerprint, PAGES.c.inputs).where(
        PAGES.c.source_id == row.id
    )
    joined = pages.join(SOURCES, SOURCES.c.id == PAGES.c.source_id).where(LIVE)
    live = list(connection.execute(joined))
    return Draft(
        row.id,
        row.generation,
        {p.path: (p.id, p.fingerprint) for p in live},
        {
            p.path: (p.id, p.fingerprint)
            for p in connection.execute(pages.where(PAGES.c.gen_from > row.generation))
        },
        {p.path: p.inputs for p in live},
    )


def add_chunks(connection: Connection, wanted: Mapping[str, tuple[str, Chunk]]) -> dict[str, int]:
    """Store chunks (key -> title, chunk) that are new, lexical rows included; ids of all."""
    ids: dict[str, int] = {}
    for batch in _batches(list(wanted)):
        known = chunks_by_key(driver(connection), batch)
        new = [key for key in batch if key not in known]
        if new:
            rows = [_chunk_row(key, *wanted[key]) for key in new]
            connection.execute(insert(CHUNKS), rows)
            known = chunks_by_key(driver(connection), batch)
            lexical.add(
                driver(connection),
                (
                    (known[k], wanted[k][0], wanted[k][1].heading_path, wanted[k][1].text)
                    for k in new
                ),
            )
        ids.update(known)
    return ids


def add_page(
    connection: Connection, draft: Draft, page: Page, inputs: str, ids: dict[str, int]
) -> int:
    """Store a page version of the next generation; returns its id."""
    row = insert(PAGES).values(
        source_id=draft.source_id,
        path=page.path,
        title=page.title,
        fingerprint=page.fingerprint,
        inputs=inputs,
        language=page.language,
        url=page.url,
        product=page.product,
        platforms=",".join(page.platforms),
        version=page.version,
        status=str(page.status),
        updated=page.updated.isoformat() if page.updated else None,
        gen_from=draft.generation + 1,
    )
    page_id = _inserted(connection, row)
    placed = [
        {
            "page_id": page_id,
            "ordinal": ordinal,
            "chunk_id": ids[chunk_key(page.title, chunk)],
            "anchor": chunk.anchor,
            "platforms": ",".join(chunk.platforms),
            "version": chunk.version,
            "updated": chunk.updated.isoformat() if chunk.updated else None,
        }
        for ordinal, chunk in enumerate(page.chunks)
    ]
    if placed:
        connection.execute(insert(PLACEMENTS), placed)
    return page_id


def swap(connection: Connection, draft: Draft, ended: Sequence[int]) -> None:
    """Make the next generation live; the live pages `ended` are not part of it.

    Raises KnowledgeError when another writer was faster, which a lost writer's lock would allow.
    """
    following = draft.generation + 1
    for batch in _batches(list(ended)):
        connection.execute(update(PAGES).where(PAGES.c.id.in_(batch)).values(gen_to=following))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    done = connection.execute(
        update(SOURCES)
        .where(SOURCES.c.id == draft.source_id, SOURCES.c.generation == draft.generation)
        .values(generation=following, oldest=max(draft.generation, 1), updated_at=now, inputs="")
    )
    if not done.rowcount:
        raise KnowledgeError("Another ingest changed this source meanwhile.", "Run it again.")


def expired(connection: Connection, draft: Draft) -> list[int]:
    """Page versions that ended before the generation which `swap` replaced."""
    ended = (PAGES.c.source_id == draft.source_id, PAGES.c.gen_to <= draft.generation)
    return list(connection.scalars(select(PAGES.c.id).where(*ended)))


def delete_pages(connection: Connection, page_ids: Sequence[int]) -> None:
    """Delete page versions and the chunks that then stand nowhere; their vectors become strays."""
    touched: set[int] = set()
    for batch in _batches(list(page_ids)):
        on_pages = PLACEMENTS.c.page_id.in_(batch)
        touched.update(connection.scalars(select(PLACEMENTS.c.chunk_id).where(on_pages)))
        connection.execute(delete(PLACEMENTS).where(on_pages))
        connection.execute(delete(PAGES).where(PAGES.c.id.in_(batch)))
    for chunk_ids in _batches(sorted(touched)):
        standing = select(PLACEMENTS.c.chunk_id).where(PLACEMENTS.c.chunk_id.in_(chunk_ids))
        still = set(connection.scalars(standing))
        gone = [chunk_id for chunk_id in chunk_ids if chunk_id not in still]
        note_strays(
            connection, connection.scalars(select(CHUNKS.c.key).where(CHUNKS.c.id.in_(gone)))
        )
        connection.execute(delete(CHUNKS).where(CHUNKS.c.id.in_(gone)))
        lexical.remove(driver(connection), gone)


def note_strays(connection: Connection, keys: Iterable[str]) -> None:
    """Remember vectors that may be left without a chunk."""
    rows = [(key,) for key in keys]
    driver(connection).executemany(
        "INSERT INTO strays (key) VALUES (?) ON CONFLICT DO NOTHING", rows
    )


def strays(connection: Connection) -> list[str]:
    """Keys of vectors that have no chunk; those that got one are struck off the list."""
    connection.execute(delete(STRAYS).where(STRAYS.c.key.in_(select(CHUNKS.c.key))))
    return list(connection.scalars(select(STRAYS.c.key)))


def forget_strays(connection: Connection) -> None:
    """The vectors are gone."""
    connection.execute(delete(STRAYS))


def delete_source(connection: Connection, source: str) -> None:
    """Forget a source with all its versions."""
    source_id = connection.scalar(select(SOURCES.c.id).where(SOURCES.c.name == source))
    page_ids = connection.scalars(select(PAGES.c.id).where(PAGES.c.source_id == source_id))
    delete_pages(connection, list(page_ids))
    connection.execute(delete(SOURCES).where(SOURCES.c.id == source_id))
    seen.forget(driver(connection), source)
    untold.forget(driver(connection), source)


def roll_back(connection: Connection, source: str) -> bool:
    """Make the previous generation live again; False when there is none to go back to."""
    row = connection.execute(select(SOURCES).where(SOURCES.c.name == source)).first()
    if row is None or row.generation <= max(row.oldest, 1):
        return False
    previous = update(SOURCES).where(SOURCES.c.id == row.id)
    connection.execute(previous.values(generation=row.generation - 1, inputs=""))
    return True


def contents(connection: Connection, page_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The content hashes on each page, in order: the same whatever the page is called."""
    query = (
        "SELECT p.page_id, c.hash FROM placements AS p JOIN chunks AS c ON c.id = p.chunk_id"
        " WHERE p.page_id IN ids(?) ORDER BY p.page_id, p.ordinal"
    )
    found: dict[int, list[str]] = {}
    for page_id, content in driver(connection).execute(query, (list(page_ids),)):
        found.setdefault(page_id, []).append(content)
    return {page_id: tuple(hashes) for page_id, hashes in found.items()}


def renew_inputs(connection: Connection, inputs: Mapping[int, str]) -> None:
    """The pages (by id) are unchanged although they were made of other files."""
    driver(connection).executemany(
        "UPDATE pages SET inputs = ? WHERE id = ?", [(what, page) for page, what in inputs.items()]
    )


def declare(connection: Connection, source_id: int, values: dict[str, str]) -> None:
    """Set columns of a source that are not part of its generations, such as its visibility."""
    connection.execute(update(SOURCES).where(SOURCES.c.id == source_id).values(**values))


def remember(connection: Connection, source: str, inputs: str, report: str) -> None:
    """Keep a report beside what the live generation was made of; a swap or rollback ends it."""
    of_source = update(SOURCES).where(SOURCES.c.name == source)
    connection.execute(of_source.values(inputs=inputs, report=report))


def _inserted(connection: Connection, row: Insert) -> int:
    key = connection.execute(row).inserted_primary_key
    return int(key[0]) if key else 0


def _chunk_row(key: str, title: str, chunk: Chunk) -> dict[str, str]:
    return {
        "key": key,
        "hash": chunk.content_hash,
        "title": title,
        "headings": json.dumps(chunk.heading_path, ensure_ascii=False),
        "text": chunk.text,
    }


def _batches(items: list[T]) -> Iterable[list[T]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))


def count_live_chunks(connection: Connection, source_id: int) -> int:
    """Placements on the live pages of a source."""
    query = (
        select(func.count())
        .select_from(PLACEMENTS)
        .join(PAGES, PAGES.c.id == PLACEMENTS.c.page_id)
        .join(SOURCES, SOURCES.c.id == PAGES.c.source_id)
        .where(SOURCES.c.id == source_id, LIVE)
    )
    return int(connection.scalar(query) or 0)


def fingerprints(connection: Connection, source: str) -> dict[str, str]:
    """Live pages of a source: path -> fingerprint."""
    query = (
        select(PAGES.c.path, PAGES.c.fingerprint)
        .join(SOURCES, SOURCES.c.id == PAGES.c.source_id)
        .where(SOURCES.c.name == source, LIVE)
    )
    return {row.path: row.fingerprint for row in connection.execute(query)}
