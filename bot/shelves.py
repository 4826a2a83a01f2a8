"""Where knowledge entries stand in the index: which source holds which, and as what pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.support.entries import Entry, may_stand_in
from ingest.catalogue import Kind, SourceEntry
from ingest.sources.base import source_name
from knowledge.models import Visibility

_OWN = "learned"  # how the names of our own sources begin


@dataclass(frozen=True, slots=True)
class Solved:
    """An entry as `ingest.sources.tickets` reads it."""

    id: str
    title: str
    problem: str
    resolution: str
    product: str
    platform: str
    version: str
    resolved: date | None

    @classmethod
    def of(cls, entry: Entry) -> Solved:
        return cls(
            id=entry.label,
            title=entry.headline,
            problem=entry.question,
            resolution=entry.answer,
            product=entry.product,
            platform=entry.platforms,
            version=entry.versions,
            resolved=entry.published_at.date() if entry.published_at else None,
        )


def shelf_among(declared: Sequence[SourceEntry], visibility: Visibility, customer: str) -> str:
    """The declared source of type tickets for exactly these readers, else the name of our own."""
    wanted = {customer.strip().casefold()} if visibility is Visibility.CUSTOMER else set()
    for one in declared:
        named = {each.strip().casefold() for each in one.customers}
        if one.type is Kind.TICKETS and (one.readers, named) == (visibility, wanted):
            return one.name
    if visibility is Visibility.PUBLIC:
        return _OWN
    if visibility is Visibility.INTERNAL:
        return f"{_OWN}-internal"
    mark = hashlib.blake2b(customer.strip().casefold().encode(), digest_size=3).hexdigest()
    return source_name(f"{_OWN}-{customer[:60]}-{mark}")


def unlisted(name: str, entries: Iterable[Entry]) -> SourceEntry | None:
    """One of our own sources, known by the entries that are or were in it; None = no such."""
    for one in entries:
        if shelf_among((), one.visibility, one.customer) == name:
            customers = (one.customer,) if one.visibility is Visibility.CUSTOMER else ()
            return SourceEntry(
                name=name, type=Kind.TICKETS, visibility=one.visibility, customers=customers
            )
    return None


def admitted(entries: Iterable[Entry], source: SourceEntry) -> Iterator[Entry]:
    """Those that every reader of the source may read, whatever was declared since."""
    for one in entries:
        if may_stand_in(one, source.readers, source.customers):
            yield one
