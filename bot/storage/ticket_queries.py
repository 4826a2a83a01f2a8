"""Cases and their audit trail, as they are read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Engine, case, func, literal, select

from bot.errors import StorageError
from bot.storage import tables
from bot.storage.ticket_search import holds
from bot.support.models import Place, Ticket, TicketEvent, TicketStatus

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class TicketQueries:
    """What the tickets' store answers; it changes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, ticket_id: int) -> Ticket | None:
        query = select(tables.tickets).where(tables.tickets.c.id == ticket_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else ticket_of(dict(row))

    def of_origin(self, origin: str) -> Ticket | None:
        query = select(tables.tickets).where(tables.tickets.c.origin == origin)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else ticket_of(dict(row))

    def of_staff_thread(self, place: Place) -> Ticket | None:
        table = tables.tickets
        query = select(table).where(
            table.c.staff_channel == place.channel, table.c.staff_ts == place.thread_ts
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else ticket_of(dict(row))

    def list(
        self, statuses: Collection[TicketStatus] = (), *, reporter: str = ""
    ) -> Sequence[Ticket]:
        table = tables.tickets
        query = select(table).order_by(_next_breach(), table.c.id)
        if statuses:
            query = query.where(table.c.status.in_([status.value for status in statuses]))
        if reporter:
            query = query.where(table.c.reporter == reporter)
        with self._engine.connect() as connection:
            return [ticket_of(dict(row)) for row in connection.execute(query).mappings()]

    def search(self, words: Sequence[str], limit: int) -> Sequence[Ticket]:
        table = tables.tickets
        query = select(table).where(*map(holds, words))
        query = query.order_by(table.c.updated_at.desc(), table.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [ticket_of(dict(row)) for row in connection.execute(query).mappings()]

    def of_conversation(self, conversation_id: int) -> Sequence[Ticket]:
        table = tables.tickets
        query = select(table).where(table.c.conversation_id == conversation_id).order_by(table.c.id)
        with self._engine.connect() as connection:
            return [ticket_of(dict(row)) for row in connection.execute(query).mappings()]

    def staff_thread(self, ticket_id: int) -> Place | None:
        table = tables.tickets
        query = select(table.c.staff_channel, table.c.staff_ts).where(table.c.id == ticket_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None or not row.staff_ts:
            return None
        return Place(channel=row.staff_channel, thread_ts=row.staff_ts)

    def events(self, ticket_id: int) -> Sequence[TicketEvent]:
        table = tables.ticket_events
        columns = [table.c[name] for name in ("ticket_id", "kind", "actor", "at", "note")]
        query = select(*columns).where(table.c.ticket_id == ticket_id).order_by(table.c.id)
        with self._engine.connect() as connection:
            return [TicketEvent(**row) for row in connection.execute(query).mappings()]

    def _has_event(self, key: str) -> bool:
        """False when an event was refused for another reason: there is no such ticket."""
        query = select(tables.ticket_events.c.id).where(tables.ticket_events.c.origin == key)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def _require(self, ticket_id: int) -> Ticket:
        found = self.get(ticket_id)
        if found is None:
            raise StorageError(f"Ticket {ticket_id} is not in the database.")
        return found


def _next_breach() -> ColumnElement[datetime]:
    """Ticket.next_breach, as SQL: every database knows CASE; what has no clock stands last."""
    table, never = tables.tickets, literal(_NEVER, tables.Moment())
    owed = table.c.first_replied_at.is_(None)
    first = case((owed, table.c.first_reply_due), else_=never)
    reply = func.coalesce(table.c.next_reply_due, never)
    solved = func.coalesce(table.c.resolve_due, never)
    sooner = case((first <= reply, first), else_=reply)
    over = table.c.status.in_([one.value for one in TicketStatus if one.over])
    return case((over, never), (sooner <= solved, sooner), else_=solved)


def ticket_of(row: dict[str, object]) -> Ticket:
    place = Place(channel=str(row.pop("channel")), thread_ts=str(row.pop("thread_ts")))
    for column in ("origin", "staff_channel", "staff_ts"):
        row.pop(column)
    return Ticket.model_validate(row | {"place": place})
