"""Visits and their bookings. Every change of state is one compare-and-set with its event."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import StorageError
from bot.storage import tables
from bot.support.models import TicketEvent
from bot.support.ports.clock import Clock
from bot.support.visits.models import TRANSITIONS, Slot, Visit, VisitStatus, cells


class SqlVisits:
    """Implements support.ports.Visits."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def file(self, visit: Visit, *, origin: str) -> Visit:
        values = {name: getattr(visit, name) for name in Visit.model_fields if name != "id"}
        row = _row(values) | {"origin": origin}
        try:
            with self._engine.begin() as connection:
                result = connection.execute(insert(tables.visits).values(row))
                number = int(result.inserted_primary_key[0])  # type: ignore[index]
                filed = visit.model_copy(update={"id": number})
                event = _event(filed, visit.status, visit.requester, visit.verdict.reason)
                _write(connection, event, f"{origin}:visit")
        except IntegrityError:
            known = self.of_origin(origin)
            if known is None:
                raise
            return known
        return filed

    def get(self, visit_id: int) -> Visit | None:
        return self._first(select(tables.visits).where(tables.visits.c.id == visit_id))

    def of_origin(self, origin: str) -> Visit | None:
        return self._first(select(tables.visits).where(tables.visits.c.origin == origin))

    def of_ticket(self, ticket_id: int) -> Sequence[Visit]:
        table = tables.visits
        return self._all(select(table).where(table.c.ticket_id == ticket_id).order_by(table.c.id))

    def of_account(self, account: str) -> Sequence[Visit]:
        table = tables.visits
        return self._all(select(table).where(table.c.account == account).order_by(table.c.id))

    def list(self, statuses: Sequence[VisitStatus] = ()) -> Sequence[Visit]:
        table = tables.visits
        query = select(table).order_by(table.c.id)
        if statuses:
            query = query.where(table.c.status.in_([one.value for one in statuses]))
        return self._all(query)

    def move(
        self,
        visit_id: int,
        to: VisitStatus,
        *,
        actor: str,
        note: str = "",
        origin: str,
        since: Collection[VisitStatus] = (),
        **values: object,
    ) -> bool:
        visit = self._require(visit_id)
        key = f"{origin}:visit_{to.value}"
        try:
            with self._engine.begin() as connection:
                _lock(connection, visit_id)
                # The event first: its unique origin makes a repetition fail before it changes more.
                event = _event(visit, to, actor, note, self._clock())
                _write(connection, event, key)
                if not self._moved(connection, visit_id, to, values, since):
                    connection.rollback()
                    return False
                connection.execute(
                    delete(tables.visit_cells).where(tables.visit_cells.c.visit_id == visit_id)
                )
        except IntegrityError:
            return self._has_event(key)
        return True

    def book(self, visit_id: int, slot: Slot, *, actor: str, origin: str) -> bool:
        visit = self._require(visit_id)
        key = f"{origin}:visit_{VisitStatus.CONFIRMED.value}"
        values = {
            "slot": slot,
            "engineer": slot.engineer,
            "proposals": (),
            "bookings": tables.visits.c.bookings
            + 1,  # counted in the database: nobody counts twice
        }
        taken = [
            {"engineer": slot.engineer, "cell": cell, "visit_id": visit_id} for cell in cells(slot)
        ]
        try:
            with self._engine.begin() as connection:
                _lock(connection, visit_id)
                note = f"{slot.start:%Y-%m-%d %H:%M} UTC"
                event = _event(visit, VisitStatus.CONFIRMED, actor, note, self._clock())
                _write(connection, event, key)
                if not self._moved(connection, visit_id, VisitStatus.CONFIRMED, values, ()):
                    connection.rollback()
                    return False
                connection.execute(insert(tables.visit_cells), taken)
        except IntegrityError:  # booked before a crash; or somebody was faster with the engineer
            return self._has_event(key)
        return True

    def amend(self, visit_id: int, **values: object) -> Visit:
        with self._engine.begin() as connection:
            connection.execute(
                update(tables.visits).where(tables.visits.c.id == visit_id).values(**_row(values))
            )
        return self._require(visit_id)

    def taken(self, engineers: Sequence[str]) -> Mapping[str, frozenset[int]]:
        table = tables.visit_cells
        query = select(table.c.engineer, table.c.cell).where(table.c.engineer.in_(engineers))
        found: dict[str, set[int]] = {one: set() for one in engineers}
        with self._engine.connect() as connection:
            for engineer, cell in connection.execute(query):
                found[engineer].add(cell)
        return {engineer: frozenset(taken) for engineer, taken in found.items()}

    def _moved(
        self,
        connection: Connection,
        visit_id: int,
        to: VisitStatus,
        values: Mapping[str, object],
        since: Collection[VisitStatus],
    ) -> bool:
        table = tables.visits
        allowed = [
            one.value
            for one, following in TRANSITIONS.items()
            if to in following and (not since or one in since)
        ]
        row = _row(values) | {"status": to.value, "updated_at": self._clock()}
        changed = connection.execute(
            update(table).where(table.c.id == visit_id, table.c.status.in_(allowed)).values(**row)
        )
        return changed.rowcount > 0

    def _has_event(self, key: str) -> bool:
        query = select(tables.ticket_events.c.id).where(tables.ticket_events.c.origin == key)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def _first(self, query: Any) -> Visit | None:
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _visit(dict(row))

    def _all(self, query: Any) -> Sequence[Visit]:
        with self._engine.connect() as connection:
            return [_visit(dict(row)) for row in connection.execute(query).mappings()]

    def _require(self, visit_id: int) -> Visit:
        found = self.get(visit_id)
        if found is None:
            raise StorageError(f"Visit {visit_id} is not in the database.")
        return found


def _event(
    visit: Visit, to: VisitStatus, actor: str, note: str, at: datetime | None = None
) -> TicketEvent:
    """A line in the trail of the visit's ticket."""
    return TicketEvent(
        ticket_id=visit.ticket_id,
        kind=f"visit_{to.value}",
        actor=actor,
        at=at or visit.created_at,
        note=f"{visit.label} {note}".strip(),
    )


def _lock(connection: Connection, visit_id: int) -> None:
    """Others wait from here on: the trail's lines stand in the order in which they took effect."""
    table = tables.visits
    connection.execute(select(table.c.id).where(table.c.id == visit_id).with_for_update())


def _write(connection: Connection, event: TicketEvent, origin: str) -> None:
    connection.execute(insert(tables.ticket_events).values(event.model_dump() | {"origin": origin}))


def _row(values: Mapping[str, object]) -> dict[str, Any]:
    """Models, alone or in a row, as JSON; moments and plain values as they are."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: object) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _visit(row: dict[str, Any]) -> Visit:
    row.pop("origin")
    return Visit.model_validate(row)
