"""Who joined a case of somebody else, and whether it was solved for them; what was said once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Engine, Insert, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage import tables
from bot.support.models import Reporter


class SqlReporters:
    """Implements support.ports.Reporters."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def join(self, reporter: Reporter) -> None:
        _insert_once(self._engine, insert(tables.ticket_reporters).values(reporter.model_dump()))

    def of_ticket(self, ticket_id: int) -> Sequence[Reporter]:
        return self._where(tables.ticket_reporters.c.ticket_id == ticket_id)

    def of_conversation(self, conversation_id: int) -> Sequence[Reporter]:
        return self._where(tables.ticket_reporters.c.conversation_id == conversation_id)

    def conclude(self, ticket_id: int, conversation_id: int, verdict: str) -> None:
        table = tables.ticket_reporters
        query = (
            update(table)
            .where(table.c.ticket_id == ticket_id, table.c.conversation_id == conversation_id)
            .values(verdict=verdict)
        )
        with self._engine.begin() as connection:
            connection.execute(query)

    def _where(self, condition: ColumnElement[bool]) -> Sequence[Reporter]:
        table = tables.ticket_reporters
        query = select(table).where(condition).order_by(table.c.joined_at, table.c.conversation_id)
        with self._engine.connect() as connection:
            return [Reporter(**row) for row in connection.execute(query).mappings()]


class SqlRemarks:
    """Implements support.ports.Remarks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def first(self, conversation_id: int, subject: str, origin: str) -> bool:
        table = tables.remarks
        key = {"conversation_id": conversation_id, "subject": subject[:200]}
        _insert_once(self._engine, insert(table).values(key | {"origin": origin}))
        query = select(table.c.origin).filter_by(**key)
        with self._engine.connect() as connection:
            return bool(connection.execute(query).scalar_one() == origin)


def _insert_once(engine: Engine, query: Insert) -> None:
    """A row that is there already stays as it is."""
    try:
        with engine.begin() as connection:
            connection.execute(query)
    except IntegrityError as error:
        if "FOREIGN KEY" in str(error).upper():
            raise
