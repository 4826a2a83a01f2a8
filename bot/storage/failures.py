"""Questions that the documentation failed: nothing found, not solved, or rated low."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from bot.storage import tables
from bot.support.gaps import Failure, Unanswered, found_nothing
from bot.support.models import AnswerRecord
from bot.support.satisfaction import Opinion, Subject

_MOST = 5_000  # answers that are looked at, the latest
_ASKED = ("asker", "customer", "product", "platform", "version")
_NEAREST = 3  # pages of an answer


class SqlFailures:
    """Implements support.ports.Failures."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def since(self, moment: datetime, caveat: float, low: int) -> Sequence[Unanswered]:
        rows = self._answers(moment)
        rated = self._rated(moment)
        pressed = self._not_solved(rows, moment)
        unhappy = self._unhappy(low)
        found: list[Unanswered] = []
        for row in rows:
            record = AnswerRecord(**{name: row[name] for name in AnswerRecord.model_fields})
            opinion = rated.get((record.id, str(row["asker"])))
            failure = None
            if found_nothing(record, caveat):
                failure = Failure.NO_EVIDENCE
            elif (opinion.score or 0) <= low if opinion else record.id in pressed:
                failure = Failure.NOT_SOLVED
            elif record.conversation_id in unhappy:
                failure = Failure.LOW_RATING
            if failure is not None:
                found.append(_unanswered(row, record, failure, opinion))
        return found

    def _answers(self, moment: datetime) -> Sequence[Mapping[str, Any]]:
        answers, threads = tables.answers, tables.conversations
        query = (
            select(answers, *(threads.c[name] for name in _ASKED))
            .join(threads, threads.c.id == answers.c.conversation_id)
            .where(answers.c.at >= moment)
            .order_by(answers.c.at.desc(), answers.c.id)
            .limit(_MOST)
        )
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _rated(self, moment: datetime) -> dict[tuple[str, str], Opinion]:
        """By answer and person; what was answered since then was rated since then."""
        table = tables.ratings
        query = select(table).where(
            table.c.kind == Subject.ANSWER.value,
            table.c.score.is_not(None),
            table.c.asked_at >= moment,
        )
        with self._engine.connect() as connection:
            found = [Opinion(**row) for row in connection.execute(query).mappings()]
        return {(one.subject, one.person): one for one in found}

    def _not_solved(self, rows: Sequence[Mapping[str, Any]], moment: datetime) -> set[str]:
        """Ids of the answers after which "not solved" was pressed, by whoever pressed it."""
        table = tables.feedback
        query = select(table.c.conversation_id, table.c.at).where(
            table.c.solved.is_(False), table.c.at >= moment
        )
        with self._engine.connect() as connection:
            presses = connection.execute(query).all()
        threads: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows:  # the latest first
            threads[row["conversation_id"]].append(row)
        found = set()
        for thread, at in presses:
            last = next((one for one in threads[thread] if one["at"] <= at), None)
            if last is not None:
                found.add(str(last["id"]))
        return found

    def _unhappy(self, low: int) -> set[int]:
        """Conversations whose ticket got a low score."""
        ratings, tickets = tables.ratings, tables.tickets
        scored = select(ratings.c.subject).where(
            ratings.c.kind == Subject.TICKET.value, ratings.c.score <= low
        )
        with self._engine.connect() as connection:
            numbers = [int(one) for one in connection.execute(scored).scalars()]
            query = select(tickets.c.conversation_id).where(tickets.c.id.in_(numbers))
            return set(connection.execute(query).scalars())


def _unanswered(
    row: Mapping[str, Any], record: AnswerRecord, failure: Failure, opinion: Opinion | None
) -> Unanswered:
    return Unanswered(
        question=record.question,
        person=row["asker"],
        customer=row["customer"],
        product=row["product"],
        platform=row["platform"],
        version=row["version"],
        at=record.at,
        failure=failure,
        reason=opinion.reason if opinion else "",
        pages=record.pages[:_NEAREST],
    )
