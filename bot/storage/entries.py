"""Knowledge entries: one for a ticket, moved by compare-and-set together with their trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.errors import StorageError
from bot.storage import tables
from bot.support.entries import (
    ENTRY_TRANSITIONS,
    REWRITABLE,
    Entry,
    EntryEvent,
    EntryStatus,
    EntryText,
)
from bot.support.models import Ticket
from bot.support.ports.clock import Clock

_BATCH = 500  # pages in one query
_BACK_TO_DRAFT = frozenset({EntryStatus.REJECTED, EntryStatus.WITHDRAWN})


class SqlEntries:
    """Implements support.ports.Entries."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def put(self, ticket: Ticket, text: EntryText, *, author: str, origin: str) -> Entry | None:
        known = self.of_ticket(ticket.id)
        if known is None:
            known = self._begin(ticket, text, author, origin)
        if self._done(origin, known.id):
            return known
        values: dict[str, object] = text.model_dump(mode="json")
        values["revision"] = tables.entries.c.revision + 1
        if known.status in _BACK_TO_DRAFT:  # reviewed anew, as the work of who wrote it now
            values |= {"status": EntryStatus.DRAFT.value, "author": author, "reviewer": ""}
        condition = tables.entries.c.status == known.status.value
        allowed = known.status in REWRITABLE
        if not (allowed and self._change(known.id, condition, values, "written", author, origin)):
            return None
        return self._require(known.id)

    def get(self, entry_id: int) -> Entry | None:
        return next(iter(self._where(tables.entries.c.id == entry_id)), None)

    def of_ticket(self, ticket_id: int) -> Entry | None:
        return next(iter(self._where(tables.entries.c.ticket_id == ticket_id)), None)

    def list(self, statuses: Sequence[EntryStatus] = (), *, source: str = "") -> Sequence[Entry]:
        table = tables.entries
        conditions: list[ColumnElement[bool]] = []
        if statuses:
            conditions.append(table.c.status.in_([one.value for one in statuses]))
        if source:
            conditions.append(table.c.source == source)
        return self._where(*conditions)

    def move(
        self,
        entry_id: int,
        to: EntryStatus,
        *,
        actor: str,
        note: str = "",
        origin: str,
        revision: int | None = None,
        source: str = "",
    ) -> bool:
        table = tables.entries
        if self._done(origin, entry_id):
            return True
        allowed = [one.value for one, following in ENTRY_TRANSITIONS.items() if to in following]
        condition: ColumnElement[bool] = table.c.status.in_(allowed)
        if revision is not None:
            condition = condition & (table.c.revision == revision)
        values: dict[str, object] = {"status": to.value}
        if to is EntryStatus.PUBLISHED:
            values |= {"published_at": self._clock(), "withdrawn_at": None, "reviewer": actor}
            values |= {"source": source, "page_changed_at": None}
        elif to is EntryStatus.REJECTED:
            values["reviewer"] = actor
        elif to is EntryStatus.WITHDRAWN:
            values["withdrawn_at"] = self._clock()
        return self._change(entry_id, condition, values, to.value, actor, origin, note)

    def page_changed(self, pages: Sequence[str], at: datetime) -> Sequence[Entry]:
        table = tables.entries
        waiting = self.waiting_for(pages)
        if waiting:
            ids = [one.id for one in waiting]
            with self._engine.begin() as connection:
                query = update(table).where(table.c.id.in_(ids)).values(page_changed_at=at)
                connection.execute(query)
        return [self._require(one.id) for one in waiting]

    def waiting_for(self, pages: Sequence[str]) -> Sequence[Entry]:
        table = tables.entries
        published = table.c.status == EntryStatus.PUBLISHED.value
        wanted = [one for one in pages if one]
        found: list[Entry] = []
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            found += self._where(published, table.c.page.in_(batch))
        return found

    def keep(self, entry_id: int) -> None:
        table = tables.entries
        with self._engine.begin() as connection:
            query = update(table).where(table.c.id == entry_id).values(page_changed_at=None)
            connection.execute(query)

    def events(self, entry_id: int) -> Sequence[EntryEvent]:
        table = tables.entry_events
        names = [table.c[name] for name in EntryEvent.model_fields]
        query = select(*names).where(table.c.entry_id == entry_id).order_by(table.c.id)
        with self._engine.connect() as connection:
            return [EntryEvent(**row) for row in connection.execute(query).mappings()]

    def _begin(self, ticket: Ticket, text: EntryText, author: str, origin: str) -> Entry:
        """The first text of a ticket; of two at once, the other's."""
        now = self._clock()
        row: dict[str, object] = text.model_dump(mode="json") | {
            "ticket_id": ticket.id,
            "customer": ticket.customer,
            "status": EntryStatus.DRAFT.value,
            "source": "",
            "author": author,
            "reviewer": "",
            "revision": 1,
            "created_at": now,
            "updated_at": now,
        }
        try:
            with self._engine.begin() as connection:
                made = connection.execute(insert(tables.entries).values(row))
                number = int(made.inserted_primary_key[0])  # type: ignore[index]
                _note(connection, number, "written", author, now, "", origin)
        except IntegrityError as error:
            if "FOREIGN KEY" in str(error).upper():
                raise
        found = self.of_ticket(ticket.id)
        if found is None:  # it was just stored, or there already
            raise StorageError("A knowledge entry could not be stored.")
        return found

    def _change(
        self,
        entry_id: int,
        condition: ColumnElement[bool],
        values: dict[str, object],
        kind: str,
        actor: str,
        origin: str,
        note: str = "",
    ) -> bool:
        """Row and trail together; False when the row is not as it must be."""
        table, now = tables.entries, self._clock()
        query = update(table).where(table.c.id == entry_id, condition)
        try:
            with self._engine.begin() as connection:
                if not connection.execute(query.values(updated_at=now, **values)).rowcount:
                    return False
                _note(connection, entry_id, kind, actor, now, note, origin)
        except IntegrityError:  # the same was done meanwhile, and this is taken back
            return self._done(origin, entry_id)
        return True

    def _done(self, origin: str, entry_id: int) -> bool:
        table = tables.entry_events
        query = select(table.c.id).where(table.c.origin == origin, table.c.entry_id == entry_id)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def _require(self, entry_id: int) -> Entry:
        found = self.get(entry_id)
        if found is None:
            raise StorageError(f"Knowledge entry {entry_id} is not in the database.")
        return found

    def _where(self, *conditions: ColumnElement[bool]) -> Sequence[Entry]:
        query = select(tables.entries).where(*conditions).order_by(tables.entries.c.id)
        with self._engine.connect() as connection:
            return [Entry(**row) for row in connection.execute(query).mappings()]


def _note(
    connection: Connection,
    entry_id: int,
    kind: str,
    actor: str,
    at: datetime,
    note: str,
    origin: str,
) -> None:
    event = EntryEvent(entry_id=entry_id, kind=kind, actor=actor, at=at, note=note)
    connection.execute(insert(tables.entry_events).values(event.model_dump() | {"origin": origin}))
