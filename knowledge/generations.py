"""Writes to the catalogue: page versions come, generations swap, what nobody needs goes.

Functions over an open transaction; `knowledge.build` decides when. After an interrupted build its
rows (`gen_from` beyond the source's generation) are invisible; the next build of the source takes
over those that still fit and deletes the rest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection, Insert, delete, func, insert, select, update

from knowledge import lexical
from knowledge.catalog import chunks_by_key
from knowledge.models import Chunk, Page
from knowledge.schema import CHUNKS, LIVE, PAGES, PLACEMENTS, SOURCES

_BATCH = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Draft:
    """Where a build of a source starts: the live pages and what an interrupted build left."""

    source_id: int
    generation: int  # the live one; 0 = none
    live: dict[str, tuple[int, str]]  # path -> (page id, fingerprint)
    pending: dict[str, tuple[int, str]]


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
    pages = select(PAGES.c.path, PAGES.c.id, PAGES.c.fingerprint).where(PAGES.c.source_id == row.id)
    live = pages.join(SOURCES, SOURCES.c.id == PAGES.c.source_id).where(LIVE)
    return Draft(
        row.id,
        row.generation,
        {p.path: (p.id, p.fingerprint) for p in connection.execute(live)},
        {
            p.path: (p.id, p.fingerprint)
            for p in connection.execute(pages.where(PAGES.c.gen_from > row.generation))
        },
    )


def add_chunks(connection: Connection, chunks: Iterable[tuple[str, Chunk]]) -> dict[str, int]:
    """Store (title, chunk) pairs that are new, lexical rows included; ids of all by key."""
    wanted = {chunk_key(title, chunk): (title, chunk) for title, chunk in chunks}
    ids: dict[str, int] = {}
    for batch in _batches(list(wanted)):
        known = chunks_by_key(connection, batch)
        new = [key for key in batch if key not in known]
        if new:
            rows = [_chunk_row(key, *wanted[key]) for key in new]
            connection.execute(insert(CHUNKS), rows)
            known = chunks_by_key(connection, batch)
            lexical.add(
                connection,
                (
                    (known[k], wanted[k][0], wanted[k][1].heading_path, wanted[k][1].text)
                    for k in new
                ),
            )
        ids.update(known)
    return ids


def add_page(connection: Connection, draft: Draft, page: Page, ids: dict[str, int]) -> int:
    """Store a page version of the next generation; returns its id."""
    row = insert(PAGES).values(
        source_id=draft.source_id,
        path=page.path,
        title=page.title,
        fingerprint=page.fingerprint,
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
        }
        for ordinal, chunk in enumerate(page.chunks)
    ]
    if placed:
        connection.execute(insert(PLACEMENTS), placed)
    return page_id


def swap(connection: Connection, draft: Draft, ended: Sequence[int]) -> None:
    """Make the next generation live; the live pages `ended` are not part of it."""
    following = draft.generation + 1
    for batch in _batches(list(ended)):
        connection.execute(update(PAGES).where(PAGES.c.id.in_(batch)).values(gen_to=following))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.execute(
        update(SOURCES)
        .where(SOURCES.c.id == draft.source_id)
        .values(generation=following, oldest=max(draft.generation, 1), updated_at=now)
    )


def expired(connection: Connection, draft: Draft) -> list[int]:
    """Page versions that ended before the generation which `swap` replaced."""
    ended = (PAGES.c.source_id == draft.source_id, PAGES.c.gen_to <= draft.generation)
    return list(connection.scalars(select(PAGES.c.id).where(*ended)))


def delete_pages(connection: Connection, page_ids: Sequence[int]) -> list[str]:
    """Delete page versions and the chunks that then stand nowhere; returns those chunks' keys."""
    touched: set[int] = set()
    for batch in _batches(list(page_ids)):
        on_pages = PLACEMENTS.c.page_id.in_(batch)
        touched.update(connection.scalars(select(PLACEMENTS.c.chunk_id).where(on_pages)))
        connection.execute(delete(PLACEMENTS).where(on_pages))
        connection.execute(delete(PAGES).where(PAGES.c.id.in_(batch)))
    keys: list[str] = []
    for chunk_ids in _batches(sorted(touched)):
        standing = select(PLACEMENTS.c.chunk_id).where(PLACEMENTS.c.chunk_id.in_(chunk_ids))
        still = set(connection.scalars(standing))
        gone = [chunk_id for chunk_id in chunk_ids if chunk_id not in still]
        keys.extend(connection.scalars(select(CHUNKS.c.key).where(CHUNKS.c.id.in_(gone))))
        connection.execute(delete(CHUNKS).where(CHUNKS.c.id.in_(gone)))
        lexical.remove(connection, gone)
    return keys


def delete_source(connection: Connection, source: str) -> list[str]:
    """Forget a source with all its versions; keys of the chunks that then stand nowhere."""
    source_id = connection.scalar(select(SOURCES.c.id).where(SOURCES.c.name == source))
    page_ids = connection.scalars(select(PAGES.c.id).where(PAGES.c.source_id == source_id))
    keys = delete_pages(connection, list(page_ids))
    connection.execute(delete(SOURCES).where(SOURCES.c.id == source_id))
    return keys


def roll_back(connection: Connection, source: str) -> bool:
    """Make the previous generation live again; False when there is none to go back to."""
    row = connection.execute(select(SOURCES).where(SOURCES.c.name == source)).first()
    if row is None or row.generation <= max(row.oldest, 1):
        return False
    previous = update(SOURCES).where(SOURCES.c.id == row.id).values(generation=row.generation - 1)
    connection.execute(previous)
    return True


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
