"""Incidents and the tickets that belong to them; a ticket belongs to one at most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import StorageError
from bot.storage import tables
from bot.support.bursts import Incident
from bot.support.models import Place


class SqlIncidents:
    """Implements support.ports.Incidents."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of_ticket(self, ticket_id: int) -> Incident | None:
        members, incidents = tables.incident_tickets, tables.incidents
        query = (
            select(incidents)
            .join(members, members.c.incident_id == incidents.c.id)
            .where(members.c.ticket_id == ticket_id)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else Incident(**row)

    def members(self, incident_id: int) -> Sequence[int]:
        table = tables.incident_tickets
        query = select(table.c.ticket_id).where(table.c.incident_id == incident_id)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(table.c.ticket_id)).scalars())

    def begin(self, ticket_ids: Sequence[int], at: datetime) -> Incident:
        try:
            with self._engine.begin() as connection:
                result = connection.execute(insert(tables.incidents).values(opened_at=at))
                number = int(result.inserted_primary_key[0])  # type: ignore[index]
                rows = [{"ticket_id": one, "incident_id": number} for one in sorted(ticket_ids)]
                connection.execute(insert(tables.incident_tickets), rows)
        except IntegrityError:  # somebody else was faster with one of the tickets
            return self._joined(ticket_ids)
        return self._require(number)

    def add(self, incident_id: int, ticket_id: int) -> None:
        row = {"ticket_id": ticket_id, "incident_id": incident_id}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(tables.incident_tickets).values(row))
        except IntegrityError:
            if self.of_ticket(ticket_id) is None:
                raise

    def set_place(self, incident_id: int, place: Place) -> None:
        self._change(incident_id, channel=place.channel, ts=place.thread_ts)

    def set_closed(self, incident_id: int, at: datetime | None) -> None:
        self._change(incident_id, closed_at=at)

    def _joined(self, ticket_ids: Sequence[int]) -> Incident:
        found = [one for one in map(self.of_ticket, ticket_ids) if one is not None]
        if not found:
            raise StorageError("An incident could not be stored.")
        for ticket_id in ticket_ids:
            self.add(found[0].id, ticket_id)
        return found[0]

    def _change(self, incident_id: int, **values: object) -> None:
        table = tables.incidents
        query = update(table).where(table.c.id == incident_id).values(**values)
        with self._engine.begin() as connection:
            connection.execute(query)

    def _require(self, incident_id: int) -> Incident:
        query = select(tables.incidents).where(tables.incidents.c.id == incident_id)
        with self._engine.connect() as connection:
            return Incident(**connection.execute(query).mappings().one())
