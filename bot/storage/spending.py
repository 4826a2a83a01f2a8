"""What the chat model costs, kept where a restart and another replica find it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.storage.tables import model_spending as table
from knowledge.budget import Usage


class SqlLedger:
    """Implements knowledge.budget.Ledger: one row a day."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def reserve(self, day: date, dollars: float, cap: float) -> bool:
        self._begin(day)
        query = (
            update(table)
            .where(table.c.day == day.isoformat(), table.c.dollars + dollars <= cap)
            .values(dollars=table.c.dollars + dollars)
        )
        with self._engine.begin() as connection:
            return connection.execute(query).rowcount == 1

    def settle(self, day: date, dollars: float, usage: Usage) -> None:
        self._begin(day)
        query = (
            update(table)
            .where(table.c.day == day.isoformat())
            .values(
                dollars=table.c.dollars + dollars,
                tokens_read=table.c.tokens_read + usage.read,
                tokens_written=table.c.tokens_written + usage.written,
            )
        )
        with self._engine.begin() as connection:
            connection.execute(query)

    def spent(self, day: date) -> float:
        query = select(table.c.dollars).where(table.c.day == day.isoformat())
        with self._engine.connect() as connection:
            return max(0.0, float(connection.execute(query).scalar_one_or_none() or 0.0))

    def _begin(self, day: date) -> None:
        row = {"day": day.isoformat(), "dollars": 0.0, "tokens_read": 0, "tokens_written": 0}
        with self._engine.connect() as connection:
            known = select(table.c.day).where(table.c.day == row["day"])
            if connection.execute(known).first():
                return
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(table).values(row))
        except IntegrityError:
            return  # another replica was first
