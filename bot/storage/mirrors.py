"""How far a tracker has heard each ticket's audit trail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Engine, RowMapping, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage import tables
from bot.support.models import TicketEvent, TicketStatus
from bot.support.tracking import Mirrored, TrackerLink, TrailLine

_OVER = tuple(one.value for one in TicketStatus if one.over)


class SqlMirrors:
    """Implements support.ports.Mirrors for one tracker; another one begins anew."""

    def __init__(self, engine: Engine, tracker: str) -> None:
        self._engine = engine
        self._tracker = tracker

    def get(self, ticket_id: int) -> Mirrored:
        table = tables.tracker_links
        query = select(table).where(
            table.c.ticket_id == ticket_id, table.c.tracker == self._tracker
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return _mirrored(row) if row else Mirrored(ticket_id=ticket_id, tracker=self._tracker)

    def trail(self, ticket_id: int) -> Sequence[TrailLine]:
        table = tables.ticket_events
        query = select(table).where(table.c.ticket_id == ticket_id).order_by(table.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            TrailLine(
                number=row["id"],
                origin=row["origin"],
                event=TicketEvent(**{name: row[name] for name in TicketEvent.model_fields}),
            )
            for row in rows
        ]

    def behind(self) -> Sequence[int]:
        events, links, tickets = tables.ticket_events, tables.tracker_links, tables.tickets
        ours = (links.c.ticket_id == tickets.c.id) & (links.c.tracker == self._tracker)
        query = (
            select(tickets.c.id)
            .join(events, events.c.ticket_id == tickets.c.id)
            .outerjoin(links, ours)
            .where(or_(links.c.ticket_id.is_not(None), tickets.c.status.not_in(_OVER)))
            .group_by(tickets.c.id, links.c.told)
            .having(func.max(events.c.id) > func.coalesce(links.c.told, 0))
            .order_by(tickets.c.id)
        )
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def linked(self, ticket_id: int, link: TrackerLink) -> None:
        self._set(ticket_id, issue=link.id, url=link.url)

    def told(self, ticket_id: int, number: int) -> None:
        self._set(ticket_id, told=number, problem="")

    def failed(self, ticket_id: int, problem: str) -> None:
        self._set(ticket_id, problem=problem)

    def _set(self, ticket_id: int, **values: object) -> None:
        table = tables.tracker_links
        key = {"ticket_id": ticket_id, "tracker": self._tracker}
        new = {"issue": "", "url": "", "told": 0, "problem": ""} | values
        change = update(table).filter_by(**key).values(**values)
        with self._engine.begin() as connection:
            if connection.execute(change).rowcount:
                return
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(table).values(key | new))
        except IntegrityError:  # somebody else was faster
            with self._engine.begin() as connection:
                connection.execute(change)


def all_mirrors(engine: Engine, ticket_id: int) -> Sequence[Mirrored]:
    """What every tracker, past ones too, knows of the ticket."""
    table = tables.tracker_links
    query = select(table).where(table.c.ticket_id == ticket_id).order_by(table.c.tracker)
    with engine.connect() as connection:
        return [_mirrored(row) for row in connection.execute(query).mappings()]


def all_links(engine: Engine) -> dict[int, tuple[str, ...]]:
    """The issues of every ticket that has one: addresses, or the trackers' own ids."""
    table = tables.tracker_links
    query = select(table).where(table.c.issue != "").order_by(table.c.ticket_id, table.c.tracker)
    found: dict[int, tuple[str, ...]] = {}
    with engine.connect() as connection:
        for row in connection.execute(query).mappings():
            before = found.get(row["ticket_id"], ())
            found[row["ticket_id"]] = (*before, row["url"] or row["issue"])
    return found


def _mirrored(row: RowMapping) -> Mirrored:
    link = TrackerLink(id=row["issue"], url=row["url"]) if row["issue"] else None
    return Mirrored(
        ticket_id=row["ticket_id"],
        tracker=row["tracker"],
        link=link,
        told=row["told"],
        problem=row["problem"],
    )
