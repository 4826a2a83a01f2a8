"""What was decided and why, once for each event that made it be decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, insert, or_, select
from sqlalchemy.exc import IntegrityError

from bot.errors import StorageError
from bot.storage.tables import decisions as table
from bot.storage.tables import tickets
from bot.support.decisions import DecisionRecord
from bot.support.models import Decision, Model
from bot.support.ports.clock import Clock

_PAGE = 500  # rows that are read at a time


class SqlDecisions:
    """Implements support.ports.Decisions."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def record(
        self,
        kind: str,
        inputs: Model,
        decision: Decision,
        *,
        conversation_id: int | None,
        ticket_id: int | None,
        origin: str,
    ) -> Decision:
        row = {
            "origin": f"{origin}:{kind}",
            "kind": str(kind),
            "conversation_id": conversation_id,
            "ticket_id": ticket_id,
            "at": self._clock(),
            "policy_version": decision.policy_version,
            "inputs": inputs.model_dump(mode="json"),
            "decision": decision.model_dump(mode="json"),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(table).values(row))
        except IntegrityError as error:
            if "FOREIGN KEY" in str(error).upper():
                raise
            return self._standing(str(row["origin"]))
        return decision

    def since(self, moment: datetime) -> Iterator[DecisionRecord]:
        last = 0
        while rows := self._read(and_(table.c.at >= moment, table.c.id > last), _PAGE):
            last = rows[-1].id
            yield from rows

    def of_ticket(self, ticket_id: int) -> Sequence[DecisionRecord]:
        conversation = select(tickets.c.conversation_id).where(tickets.c.id == ticket_id)
        before = and_(
            table.c.ticket_id.is_(None), table.c.conversation_id == conversation.scalar_subquery()
        )
        return self._read(or_(table.c.ticket_id == ticket_id, before))

    def _read(
        self, condition: ColumnElement[bool], limit: int | None = None
    ) -> Sequence[DecisionRecord]:
        columns = [table.c[name] for name in DecisionRecord.model_fields]
        query = select(*columns).where(condition).order_by(table.c.id).limit(limit)
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(query).mappings()]

    def _standing(self, origin: str) -> Decision:
        query = select(table.c.decision).where(table.c.origin == origin)
        with self._engine.connect() as connection:
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise StorageError("A decision could not be stored.")
        return Decision.model_validate(found)


def _record(row: Mapping[Any, Any]) -> DecisionRecord:
    return DecisionRecord.model_validate(dict(row))
