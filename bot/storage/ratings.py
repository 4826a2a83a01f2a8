"""What people said of answers and tickets, one row for each subject and person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage import tables
from bot.support.satisfaction import Opinion, Subject


class SqlRatings:
    """Implements support.ports.Ratings."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ask(self, opinion: Opinion) -> None:
        row = opinion.model_dump() | {"kind": opinion.kind.value}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(tables.ratings).values(row))
        except IntegrityError:  # they were asked before
            if self.get(opinion.kind, opinion.subject, opinion.person) is None:
                raise

    def rate(self, kind: Subject, subject: str, person: str, score: int, at: datetime) -> bool:
        return self._change(_is(kind, subject, person), score=score, rated_at=at)

    def explain(self, kind: Subject, subject: str, person: str, reason: str) -> bool:
        rated = tables.ratings.c.score.is_not(None)
        return self._change(_is(kind, subject, person) & rated, reason=reason)

    def get(self, kind: Subject, subject: str, person: str) -> Opinion | None:
        return next(iter(self._where(_is(kind, subject, person))), None)

    def of(self, kind: Subject, subject: str) -> Sequence[Opinion]:
        table = tables.ratings
        return self._where((table.c.kind == kind.value) & (table.c.subject == subject))

    def last_asked(self, person: str, *, but: str) -> datetime | None:
        table = tables.ratings
        query = select(func.max(table.c.asked_at)).where(
            table.c.kind == Subject.TICKET.value, table.c.person == person, table.c.subject != but
        )
        with self._engine.connect() as connection:
            found: datetime | None = connection.execute(query).scalar_one()
            return found

    def since(self, moment: datetime) -> Sequence[Opinion]:
        table = tables.ratings
        return self._where(table.c.score.is_not(None) & (table.c.rated_at >= moment))

    def _change(self, condition: ColumnElement[bool], **values: object) -> bool:
        with self._engine.begin() as connection:
            query = update(tables.ratings).where(condition).values(**values)
            return bool(connection.execute(query).rowcount)

    def _where(self, condition: ColumnElement[bool]) -> Sequence[Opinion]:
        table = tables.ratings
        query = select(table).where(condition).order_by(table.c.asked_at, table.c.subject)
        with self._engine.connect() as connection:
            return [Opinion(**row) for row in connection.execute(query).mappings()]


def _is(kind: Subject, subject: str, person: str) -> ColumnElement[bool]:
    table = tables.ratings
    return (table.c.kind == kind.value) & (table.c.subject == subject) & (table.c.person == person)
