"""From pages back to the people who were told something from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Engine, Select, select

from bot.storage import tables
from bot.support.models import Citing, TicketStatus, ticket_label

_BATCH = 500  # paths in one query
_MOST = 500  # of each kind: more than anybody will read
_OVER = tuple(one.value for one in TicketStatus if one.over)


class SqlCitations:
    """Answers, and open tickets, that stand on pages."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, paths: Sequence[str]) -> Sequence[Citing]:
        """Open tickets first, then answers, each latest first; `paths` as they were cited."""
        found = list(dict.fromkeys(self._rows(paths)))  # several answers, one ticket
        found.sort(key=lambda one: (not one.ticket, -one.at.timestamp(), one.path))
        tickets = [one for one in found if one.ticket]
        return [*tickets[:_MOST], *(one for one in found if not one.ticket)][: 2 * _MOST]

    def _rows(self, paths: Sequence[str]) -> Iterator[Citing]:
        for start in range(0, len(paths), _BATCH):
            batch = list(paths[start : start + _BATCH])
            with self._engine.connect() as connection:
                for row in connection.execute(_answers(batch)):
                    yield Citing(path=row.path, said=row.question, at=row.at)
                for case in connection.execute(_tickets(batch)):
                    label, summary = ticket_label(case.id), str(case.fields.get("summary", ""))
                    yield Citing(path=case.path, said=summary, at=case.at, ticket=label)


def _answers(paths: list[str]) -> Select[tuple[str, str, object]]:
    answers, citations = tables.answers, tables.citations
    return (
        select(citations.c.path, answers.c.question, answers.c.at)
        .join(answers, answers.c.id == citations.c.answer_id)
        .where(citations.c.path.in_(paths))
        .order_by(answers.c.at.desc())
        .limit(_MOST)
    )


def _tickets(paths: list[str]) -> Select[tuple[str, int, object, object]]:
    answers, citations, tickets = tables.answers, tables.citations, tables.tickets
    return (
        select(citations.c.path, tickets.c.id, tickets.c.fields, tickets.c.created_at.label("at"))
        .join(answers, answers.c.id == citations.c.answer_id)
        .join(tickets, tickets.c.conversation_id == answers.c.conversation_id)
        .where(citations.c.path.in_(paths), tickets.c.status.notin_(_OVER))
        .order_by(tickets.c.created_at.desc())
        .limit(_MOST)
    )
