"""Tickets by what they are known by, so that a report's like is found without reading them all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from bot.storage import tables
from bot.support.similar import Frequencies, Kept, Traits

_RECENT = 5_000  # latest tickets in which keys are counted
_POSTINGS = 1_000  # of the chosen keys, latest first, that are looked at
_READ = 30  # candidates whose traits are read


class SqlSimilarTickets:
    """Implements support.ports.SimilarTickets."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def index(self, ticket_id: int, traits: Traits, filed_at: datetime) -> None:
        if self._traits(ticket_id) == traits:
            return  # most changes of a ticket leave what it is known by
        kept, terms = tables.ticket_traits, tables.ticket_terms
        row = {
            "ticket_id": ticket_id,
            "traits": traits.model_dump(mode="json"),
            "filed_at": filed_at,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(terms).where(terms.c.ticket_id == ticket_id))
                connection.execute(delete(kept).where(kept.c.ticket_id == ticket_id))
                connection.execute(insert(kept).values(row))
                rows = [{"term": key, "ticket_id": ticket_id} for key in sorted(traits.keys)]
                if rows:
                    connection.execute(insert(terms), rows)
        except IntegrityError:
            if self._traits(ticket_id) is None:  # else somebody else writes the same right now
                raise

    def frequencies(self, keys: Collection[str]) -> Frequencies:
        terms = tables.ticket_terms
        with self._engine.connect() as connection:
            newest = self._newest(connection)
            floor = max(0, newest - _RECENT)
            query = (
                select(terms.c.term, func.count())
                .where(terms.c.term.in_(sorted(keys)), terms.c.ticket_id > floor)
                .group_by(terms.c.term)
            )
            counts = {term: count for term, count in connection.execute(query)}  # noqa: C416 - rows
        return Frequencies(total=newest - floor, counts=counts)

    def holding(self, keys: Sequence[str], since: datetime) -> Sequence[Kept]:
        terms, kept = tables.ticket_terms, tables.ticket_traits
        if not keys:
            return ()
        oldest = (
            select(kept.c.ticket_id)
            .where(kept.c.filed_at >= since)
            .order_by(kept.c.filed_at)
            .limit(1)
        )
        with self._engine.connect() as connection:
            floor = connection.execute(oldest).scalar()
            if floor is None:
                return ()
            postings = (
                select(terms.c.ticket_id, terms.c.term)
                .where(terms.c.term.in_(list(keys)), terms.c.ticket_id >= floor)
                .order_by(terms.c.ticket_id.desc())
                .limit(_POSTINGS)
            )
            worth = {key: len(keys) - rank for rank, key in enumerate(keys)}
            points: dict[int, int] = {}
            for ticket_id, term in connection.execute(postings):
                points[ticket_id] = points.get(ticket_id, 0) + worth[term]
            best = sorted(points, key=lambda one: (-points[one], -one))[:_READ]
            query = select(kept).where(kept.c.ticket_id.in_(best), kept.c.filed_at >= since)
            return [
                Kept(row.ticket_id, Traits.model_validate(row.traits), row.filed_at)
                for row in connection.execute(query)
            ]

    def _newest(self, connection: Connection) -> int:
        newest = connection.execute(select(func.max(tables.ticket_traits.c.ticket_id))).scalar()
        return int(newest or 0)

    def _traits(self, ticket_id: int) -> Traits | None:
        kept = tables.ticket_traits
        query = select(kept.c.traits).where(kept.c.ticket_id == ticket_id)
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else Traits.model_validate(found)
