"""Cases and their audit trail. Every change of state is one compare-and-set with its event."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    case,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.errors import StorageError
from bot.storage import tables
from bot.storage.ticket_search import holds
from bot.support.models import (
    TRANSITIONS,
    UNCLAIMED,
    Decision,
    Holder,
    Place,
    Severity,
    Ticket,
    TicketEvent,
    TicketFields,
    TicketStatus,
)
from bot.support.ports.clock import Clock

_TOLD = {"fields", "assumed", "attachments", "log_digest"}  # what a ticket tells of its problem
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class SqlTickets:
    """Implements support.ports.Tickets."""

    def __init__(self, engine: Engine, clock: Clock, *on_event: Callable[[int], None]) -> None:
        """`on_event` are called with the ticket's id once a line of its trail is stored.

        Also when it was stored before: what calls it for the second time may have died in between.
        """
        self._engine = engine
        self._clock = clock
        self._listeners = on_event

    def file(self, ticket: Ticket, *, origin: str) -> Ticket:
        row = ticket.model_dump(mode="json", exclude={"id", "place"}) | {
            "origin": origin,
            "channel": ticket.place.channel,
            "thread_ts": ticket.place.thread_ts,
            "first_reply_due": ticket.first_reply_due,
            "first_replied_at": ticket.first_replied_at,
            "snoozed_until": ticket.snoozed_until,
            "next_reply_due": ticket.next_reply_due,
            "resolve_due": ticket.resolve_due,
            "created_at": ticket.created_at,
            "updated_at": ticket.updated_at,
        }
        try:
            with self._engine.begin() as connection:
                result = connection.execute(insert(tables.tickets).values(row))
                number = int(result.inserted_primary_key[0])  # type: ignore[index]
                _write_event(
                    connection,
                    TicketEvent(
                        ticket_id=number,
                        kind="filed",
                        actor=ticket.reporter,
                        at=ticket.created_at,
                        note=ticket.decision.reason,
                    ),
                    f"{origin}:filed",
                )
        except IntegrityError:
            known = self.of_origin(origin)
            if known is None:
                raise
            self._on_event(known.id)
            return known
        self._on_event(number)
        return self._require(number)  # with what the listeners made of it

    def get(self, ticket_id: int) -> Ticket | None:
        query = select(tables.tickets).where(tables.tickets.c.id == ticket_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _ticket(dict(row))

    def of_origin(self, origin: str) -> Ticket | None:
        query = select(tables.tickets).where(tables.tickets.c.origin == origin)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _ticket(dict(row))

    def of_staff_thread(self, place: Place) -> Ticket | None:
        table = tables.tickets
        query = select(table).where(
            table.c.staff_channel == place.channel, table.c.staff_ts == place.thread_ts
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _ticket(dict(row))

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
            return [_ticket(dict(row)) for row in connection.execute(query).mappings()]

    def move(
        self,
        ticket_id: int,
        to: TicketStatus,
        *,
        actor: str,
        note: str = "",
        origin: str,
        only_from: Collection[TicketStatus] = tuple(TicketStatus),
        held_by: str | None = None,
    ) -> bool:
        table = tables.tickets
        now = self._clock()
        values: dict[str, object] = {"status": to.value, "snoozed_until": None}
        if to is TicketStatus.CLAIMED:
            # Who waited for the customer still has it, whoever ended the waiting.
            waited = table.c.status == TicketStatus.WAITING.value
            values["claimed_by"] = case((waited, table.c.claimed_by), else_=actor)
        elif to.unclaimed:
            values["claimed_by"] = ""
        elif to is TicketStatus.RESOLVED:
            values["resolution"] = note
        allowed = [
            one.value
            for one, following in TRANSITIONS.items()
            if to in following and one in only_from
        ]
        condition: ColumnElement[bool] = table.c.status.in_(allowed)
        if held_by is not None:
            condition &= table.c.claimed_by == held_by
        event = TicketEvent(ticket_id=ticket_id, kind=to.value, actor=actor, at=now, note=note)
        holder = Holder.PERSON if to is TicketStatus.CLAIMED else None
        return self._change_once(event, origin, condition, values, holder)

    def assign(self, ticket_id: int, user: str, *, held_by: str, actor: str, origin: str) -> bool:
        table = tables.tickets
        free = table.c.status.in_(sorted(UNCLAIMED))
        held = table.c.status.in_([TicketStatus.CLAIMED.value, TicketStatus.WAITING.value])
        condition = (held & (table.c.claimed_by == held_by)) if held_by else free
        values = {
            "claimed_by": user,
            "status": case((free, TicketStatus.CLAIMED.value), else_=table.c.status),
            "snoozed_until": None,
        }
        event = TicketEvent(
            ticket_id=ticket_id, kind="assigned", actor=actor, at=self._clock(), note=user
        )
        return self._change_once(event, origin, condition, values, Holder.PERSON)

    def snooze(self, ticket_id: int, until: datetime, *, actor: str, origin: str) -> bool:
        table = tables.tickets
        over = [one.value for one in TicketStatus if one.over]
        event = TicketEvent(
            ticket_id=ticket_id,
            kind="snoozed",
            actor=actor,
            at=self._clock(),
            note=f"until {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        )
        values = {"snoozed_until": until}
        return self._change_once(event, origin, table.c.status.not_in(over), values)

    def wake(
        self, ticket_id: int, *, actor: str, origin: str, until: datetime | None = None
    ) -> bool:
        column = tables.tickets.c.snoozed_until
        asleep = column.is_not(None) if until is None else column == until
        event = TicketEvent(ticket_id=ticket_id, kind="woken", actor=actor, at=self._clock())
        return self._change_once(event, origin, asleep, {"snoozed_until": None})

    def hand_back(self, ticket_id: int, *, actor: str, origin: str) -> bool:
        table = tables.tickets
        event = TicketEvent(ticket_id=ticket_id, kind="handed_back", actor=actor, at=self._clock())
        condition = table.c.id == ticket_id
        return self._change_once(event, origin, condition, {}, Holder.BOT)

    def rate(
        self, ticket_id: int, severity: Severity, *, actor: str, reason: str, origin: str
    ) -> bool:
        table = tables.tickets
        before = func.coalesce(table.c.reported_severity, table.c.severity)
        values = {
            "severity": severity.value,
            "severity_reason": reason,
            "reported_severity": before,
        }
        event = TicketEvent(
            ticket_id=ticket_id,
            kind="severity",
            actor=actor,
            at=self._clock(),
            note=f"{severity.value}: {reason}",
        )
        differs = table.c.severity != severity.value
        return self._change_once(event, origin, differs, values)

    def search(self, words: Sequence[str], limit: int) -> Sequence[Ticket]:
        table = tables.tickets
        query = select(table).where(*map(holds, words))
        query = query.order_by(table.c.updated_at.desc(), table.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [_ticket(dict(row)) for row in connection.execute(query).mappings()]

    def escalate(self, ticket_id: int, decision: Decision, *, origin: str) -> bool:
        table = tables.tickets
        event = TicketEvent(
            ticket_id=ticket_id,
            kind="escalated",
            actor="doorstep",
            at=self._clock(),
            note=decision.reason,
        )
        waits = table.c.status.in_(sorted(UNCLAIMED)) & table.c.paged.is_(False)
        values = {"paged": True, "decision": decision.model_dump(mode="json")}
        return self._change_once(event, origin, waits, values)

    def _change_once(
        self,
        event: TicketEvent,
        origin: str,
        condition: ColumnElement[bool],
        values: Mapping[str, object],
        holder: Holder | None = None,
    ) -> bool:
        """Compare-and-set with its event; the same origin changes once and answers True again."""
        table, key = tables.tickets, f"{origin}:{event.kind}"
        try:
            with self._engine.begin() as connection:
                # The event first: its unique origin makes a repetition fail before it changes more.
                _write_event(connection, event, key)
                changed = connection.execute(
                    update(table)
                    .where(table.c.id == event.ticket_id, condition)
                    .values(updated_at=event.at, **values)
                )
                if changed.rowcount == 0:
                    connection.rollback()
                    return False
                if holder is not None:
                    _hold(connection, event.ticket_id, holder)
        except IntegrityError:
            if not self._has_event(key):
                return False
        self._on_event(event.ticket_id)
        return True

    def _has_event(self, key: str) -> bool:
        """False when an event was refused for another reason: there is no such ticket."""
        query = select(tables.ticket_events.c.id).where(tables.ticket_events.c.origin == key)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def amend(
        self, ticket_id: int, *, fields: TicketFields | None = None, **values: object
    ) -> Ticket:
        row: dict[str, object] = {"updated_at": self._clock(), **values}
        if fields is not None:
            row["fields"] = fields.model_dump(mode="json")
        with self._engine.begin() as connection:
            connection.execute(
                update(tables.tickets).where(tables.tickets.c.id == ticket_id).values(**row)
            )
        return self._require(ticket_id)

    def of_conversation(self, conversation_id: int) -> Sequence[Ticket]:
        table = tables.tickets
        query = select(table).where(table.c.conversation_id == conversation_id).order_by(table.c.id)
        with self._engine.connect() as connection:
            return [_ticket(dict(row)) for row in connection.execute(query).mappings()]

    def revise(
        self,
        ticket_id: int,
        change: Callable[[Ticket], Ticket],
        *,
        actor: str,
        note: str,
        origin: str,
    ) -> Ticket:
        table, now = tables.tickets, self._clock()
        event = TicketEvent(ticket_id=ticket_id, kind="amended", actor=actor, at=now, note=note)
        try:
            with self._engine.begin() as connection:
                # The event first: it takes the lock under which the row is read and written.
                _write_event(connection, event, f"{origin}:amended")
                row = connection.execute(
                    select(table).where(table.c.id == ticket_id).with_for_update()
                )
                before = _ticket(dict(row.mappings().one()))
                after = change(before)
                if after == before:
                    connection.rollback()
                    return before
                values = after.model_dump(mode="json", include=_TOLD)
                connection.execute(
                    update(table).where(table.c.id == ticket_id).values(updated_at=now, **values)
                )
        except IntegrityError:
            pass  # done before a crash
        self._on_event(ticket_id)
        return self._require(ticket_id)

    def set_staff_thread(self, ticket_id: int, place: Place) -> None:
        self.amend(ticket_id, staff_channel=place.channel, staff_ts=place.thread_ts)

    def staff_thread(self, ticket_id: int) -> Place | None:
        table = tables.tickets
        query = select(table.c.staff_channel, table.c.staff_ts).where(table.c.id == ticket_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None or not row.staff_ts:
            return None
        return Place(channel=row.staff_channel, thread_ts=row.staff_ts)

    def note(self, event: TicketEvent, *, origin: str) -> None:
        try:
            with self._engine.begin() as connection:
                _write_event(connection, event, f"{origin}:{event.kind}")
        except IntegrityError:
            pass  # noted before a crash
        self._on_event(event.ticket_id)

    def reword(self, kind: str, note: str, *, origin: str) -> None:
        table = tables.ticket_events
        with self._engine.begin() as connection:
            connection.execute(
                update(table).where(table.c.origin == f"{origin}:{kind}").values(note=note)
            )

    def events(self, ticket_id: int) -> Sequence[TicketEvent]:
        table = tables.ticket_events
        columns = [table.c[name] for name in ("ticket_id", "kind", "actor", "at", "note")]
        query = select(*columns).where(table.c.ticket_id == ticket_id).order_by(table.c.id)
        with self._engine.connect() as connection:
            return [TicketEvent(**row) for row in connection.execute(query).mappings()]

    def _on_event(self, ticket_id: int) -> None:
        for listener in self._listeners:
            listener(ticket_id)

    def _require(self, ticket_id: int) -> Ticket:
        found = self.get(ticket_id)
        if found is None:
            raise StorageError(f"Ticket {ticket_id} is not in the database.")
        return found


def _hold(connection: Connection, ticket_id: int, holder: Holder) -> None:
    """Who speaks in the ticket's conversation, in the same transaction as what decides it."""
    conversation = (
        select(tables.tickets.c.conversation_id)
        .where(tables.tickets.c.id == ticket_id)
        .scalar_subquery()
    )
    table = tables.conversations
    connection.execute(update(table).where(table.c.id == conversation).values(holder=holder.value))


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


def _write_event(connection: Connection, event: TicketEvent, origin: str) -> None:
    connection.execute(insert(tables.ticket_events).values(event.model_dump() | {"origin": origin}))


def _ticket(row: dict[str, object]) -> Ticket:
    place = Place(channel=str(row.pop("channel")), thread_ts=str(row.pop("thread_ts")))
    for column in ("origin", "staff_channel", "staff_ts"):
        row.pop(column)
    return Ticket.model_validate(row | {"place": place})
