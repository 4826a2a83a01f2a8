"""Cases and their audit trail. Every change of state is one compare-and-set with its event."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    case,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.storage import tables
from bot.storage.ticket_queries import TicketQueries, ticket_of
from bot.support.models import (
    TRANSITIONS,
    UNCLAIMED,
    Decision,
    Holder,
    Judged,
    Place,
    Severity,
    Ticket,
    TicketEvent,
    TicketFields,
    TicketStatus,
)
from bot.support.ports.clock import Clock

# What a ticket tells of its problem.
_TOLD = {"fields", "assumed", "pictured", "attachments", "log_digest"}

_OVER = [one.value for one in TicketStatus if one.over]


class SqlTickets(TicketQueries):
    """Implements support.ports.Tickets."""

    def __init__(self, engine: Engine, clock: Clock, *on_event: Callable[[int], None]) -> None:
        """`on_event` are called with the ticket's id once a line of its trail is stored.

        Also when it was stored before: what calls it for the second time may have died in between.
        """
        super().__init__(engine)
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
        event = TicketEvent(
            ticket_id=ticket_id,
            kind="snoozed",
            actor=actor,
            at=self._clock(),
            note=f"until {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        )
        values = {"snoozed_until": until}
        return self._change_once(event, origin, table.c.status.not_in(_OVER), values)

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
        event = self._severity_event(ticket_id, severity, actor, reason)
        differs = table.c.severity != severity.value
        return self._change_once(event, origin, differs, values)

    def judge(
        self, ticket_id: int, severity: Severity, *, reason: str, origin: str
    ) -> Judged | None:
        table = tables.tickets
        before = func.coalesce(table.c.rule_severity, table.c.reported_severity, table.c.severity)
        worse = before.in_(_milder(severity)) & table.c.status.not_in(_OVER)
        read = {"rule_severity": severity.value, "rule_reason": reason}
        event = self._severity_event(ticket_id, severity, "doorstep", reason)
        whole = read | {"severity": severity.value, "severity_reason": reason}
        if self._change_once(event, origin, worse & _may_worsen(severity), whole):
            return Judged.RAISED
        noted = event.model_copy(update={"kind": "judged"})
        return Judged.NOTED if self._change_once(noted, origin, worse, read) else None

    def worsen(
        self, ticket_id: int, severity: Severity, *, actor: str, reason: str, origin: str
    ) -> bool:
        event = self._severity_event(ticket_id, severity, actor, reason)
        values = {"severity": severity.value, "severity_reason": reason}
        return self._change_once(event, origin, _may_worsen(severity), values)

    def _severity_event(
        self, ticket_id: int, severity: Severity, actor: str, reason: str
    ) -> TicketEvent:
        return TicketEvent(
            ticket_id=ticket_id,
            kind="severity",
            actor=actor,
            at=self._clock(),
            note=f"{severity.value}: {reason}",
        )

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
                before = ticket_of(dict(row.mappings().one()))
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

    def _on_event(self, ticket_id: int) -> None:
        for listener in self._listeners:
            listener(ticket_id)


def _milder(severity: Severity) -> list[str]:
    return [one.value for one in Severity if one.rank < severity.rank]


def _may_worsen(severity: Severity) -> ColumnElement[bool]:
    """It is not as bad yet, nobody on the staff has set it, and it is not over."""
    table = tables.tickets
    return (
        table.c.severity.in_(_milder(severity))
        & table.c.reported_severity.is_(None)
        & table.c.status.not_in(_OVER)
    )


def _hold(connection: Connection, ticket_id: int, holder: Holder) -> None:
    """Who speaks in the ticket's conversation, in the same transaction as what decides it."""
    conversation = (
        select(tables.tickets.c.conversation_id)
        .where(tables.tickets.c.id == ticket_id)
        .scalar_subquery()
    )
    table = tables.conversations
    connection.execute(update(table).where(table.c.id == conversation).values(holder=holder.value))


def _write_event(connection: Connection, event: TicketEvent, origin: str) -> None:
    connection.execute(insert(tables.ticket_events).values(event.model_dump() | {"origin": origin}))
