"""What reached us, and what we said: the two ends of "never twice, never lost"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.tables import early_changes
from bot.storage.tables import inbound as inbound_table
from bot.storage.tables import outbox as outbox_table
from bot.support.inbound import INBOUND, AnyInbound, EarlyChange, MessageReceived
from bot.support.messages import CONTENT, Content
from bot.support.ports.clock import Clock

_HELD = timedelta(days=1)  # Slack tries again for an hour
WAITING = ""  # outcome of a row that is not handled yet


class SqlInbox:
    """Implements support.ports.Inbox."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, inbound: AnyInbound, *, twin: str = "") -> bool:
        row = {
            "id": inbound.id,
            "twin": twin or None,
            "payload": INBOUND.dump_python(inbound, mode="json"),
            "received_at": self._clock(),
            "outcome": WAITING,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(inbound_table).values(row))
        except IntegrityError:
            return False
        return True

    def get(self, inbound_id: str) -> AnyInbound | None:
        query = select(inbound_table.c.payload).where(inbound_table.c.id == inbound_id)
        with self._engine.connect() as connection:
            payload = connection.execute(query).scalar_one_or_none()
        return None if payload is None else INBOUND.validate_python(payload)

    def of_twin(self, twin: str) -> AnyInbound | None:
        query = select(inbound_table.c.payload).where(inbound_table.c.twin == twin)
        with self._engine.connect() as connection:
            payload = connection.execute(query).scalar_one_or_none()
        return None if payload is None else INBOUND.validate_python(payload)

    def reword(self, message: MessageReceived) -> bool:
        table = inbound_table
        known = select(table.c.payload).where(table.c.id == message.id).with_for_update()
        with self._engine.begin() as connection:
            payload = connection.execute(known).scalar_one_or_none()
            if payload is None or payload["withdrawn"]:
                return False
            if payload.get("edited", "") >= message.edited:
                return bool(payload["edited"] == message.edited)
            connection.execute(
                update(table)
                .where(table.c.id == message.id)
                .values(payload=INBOUND.dump_python(message, mode="json"))
            )
        return True

    def withdraw(self, inbound_id: str) -> None:
        table = inbound_table
        with self._engine.begin() as connection:
            payload = connection.execute(
                select(table.c.payload).where(table.c.id == inbound_id).with_for_update()
            ).scalar_one_or_none()
            if payload is None:
                return
            connection.execute(
                update(table)
                .where(table.c.id == inbound_id)
                .values(payload=payload | {"text": "", "attachments": [], "withdrawn": True})
            )

    def hold(self, change: EarlyChange) -> None:
        table, now = early_changes, self._clock()
        row = change.model_dump() | {"received_at": now}
        older: list[ColumnElement[bool]] = [table.c.withdrawn.is_(False)]
        if not change.withdrawn:
            older.append(table.c.edited < change.edited)
        try:
            with self._engine.begin() as connection:
                connection.execute(delete(table).where(table.c.received_at < now - _HELD))
                connection.execute(insert(table).values(row))
        except IntegrityError:
            query = update(table).where(table.c.twin == change.twin, *older).values(row)
            with self._engine.begin() as connection:
                connection.execute(query)

    def held(self, twin: str) -> EarlyChange | None:
        table = early_changes
        query = select(table.c.twin, table.c.edited, table.c.text, table.c.withdrawn)
        with self._engine.connect() as connection:
            row = connection.execute(query.where(table.c.twin == twin)).mappings().first()
        return None if row is None else EarlyChange(**row)

    def release(self, twin: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(early_changes).where(early_changes.c.twin == twin))

    def finish(self, inbound_id: str, outcome: str) -> None:
        query = (
            update(inbound_table).where(inbound_table.c.id == inbound_id).values(outcome=outcome)
        )
        with self._engine.begin() as connection:
            connection.execute(query)

    def finished(self, inbound_id: str) -> bool:
        query = select(inbound_table.c.outcome).where(inbound_table.c.id == inbound_id)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none() not in {None, WAITING}

    def unfinished(self) -> Sequence[AnyInbound]:
        query = (
            select(inbound_table.c.payload)
            .where(inbound_table.c.outcome == WAITING)
            .order_by(inbound_table.c.received_at)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).scalars().all()
        return [INBOUND.validate_python(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Entry:
    """Implements support.ports.OutboxEntry."""

    key: str
    channel: str
    thread_ts: str
    ts: str
    content: Content
    done: bool
    created_at: datetime


class SqlOutbox:
    """Implements support.ports.Outbox."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def reserve(
        self, key: str, channel: str, thread_ts: str, content: Content
    ) -> tuple[Entry, bool]:
        row: dict[str, Any] = {
            "key": key,
            "channel": channel,
            "thread_ts": thread_ts,
            "ts": "",
            "done": False,
            "content": CONTENT.dump_python(content, mode="json"),
            "created_at": self._clock(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(outbox_table).values(row))
        except IntegrityError:
            with self._engine.connect() as connection:
                found = connection.execute(
                    select(outbox_table).where(outbox_table.c.key == key)
                ).one()
            return _entry(found), False
        return Entry(key, channel, thread_ts, "", content, False, row["created_at"]), True

    def record(self, key: str, ts: str, *, done: bool = True) -> None:
        query = update(outbox_table).where(outbox_table.c.key == key).values(ts=ts, done=done)
        with self._engine.begin() as connection:
            connection.execute(query)

    def replace(self, channel: str, ts: str, content: Content) -> None:
        query = (
            update(outbox_table)
            .where(outbox_table.c.channel == channel, outbox_table.c.ts == ts)
            .values(content=CONTENT.dump_python(content, mode="json"))
        )
        with self._engine.begin() as connection:
            connection.execute(query)

    def at(self, channel: str, ts: str) -> Entry | None:
        query = select(outbox_table).where(
            outbox_table.c.channel == channel, outbox_table.c.ts == ts
        )
        with self._engine.connect() as connection:
            found = connection.execute(query).first()
        return None if found is None else _entry(found)

    def of_key(self, key: str) -> Entry | None:
        with self._engine.connect() as connection:
            found = connection.execute(
                select(outbox_table).where(outbox_table.c.key == key)
            ).first()
        return None if found is None else _entry(found)

    def known_ts(self, channel: str) -> frozenset[str]:
        query = select(outbox_table.c.ts).where(
            outbox_table.c.channel == channel, outbox_table.c.ts != ""
        )
        with self._engine.connect() as connection:
            return frozenset(connection.execute(query).scalars())


def _entry(row: object) -> Entry:
    values = row._mapping  # type: ignore[attr-defined]  # noqa: SLF001 - SQLAlchemy's documented name
    return Entry(
        key=values["key"],
        channel=values["channel"],
        thread_ts=values["thread_ts"],
        ts=values["ts"],
        content=CONTENT.validate_python(values["content"]),
        done=values["done"],
        created_at=values["created_at"],
    )
