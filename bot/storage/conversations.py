"""Threads with developers: who holds them, what was said, decided and shown."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    Text,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.errors import StorageError
from bot.storage import tables
from bot.support.models import AnswerRecord, CitedPage, Conversation, Holder, Place, Setting, Turn
from bot.support.ports.clock import Clock

_MOST_PROJECTS = 5  # of a developer that are remembered


class SqlConversations:
    """Implements support.ports.Conversations."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def at(self, place: Place) -> Conversation | None:
        table = tables.conversations
        query = select(table).where(
            table.c.channel == place.channel, table.c.thread_ts == place.thread_ts
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _conversation(dict(row))

    def get(self, conversation_id: int) -> Conversation:
        query = select(tables.conversations).where(tables.conversations.c.id == conversation_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise StorageError(f"Conversation {conversation_id} is not in the database.")
        return _conversation(dict(row))

    def begin(self, conversation: Conversation) -> Conversation:
        row = conversation.model_dump(exclude={"id", "place"})
        row |= {"channel": conversation.place.channel, "thread_ts": conversation.place.thread_ts}
        self._insert_once(tables.conversations, row)
        found = self.at(conversation.place)
        if found is None:  # the row was just stored or already there
            raise StorageError("A conversation could not be stored.")
        return found

    def change(self, conversation_id: int, **values: object) -> Conversation:
        query = (
            update(tables.conversations)
            .where(tables.conversations.c.id == conversation_id)
            .values(**values)
        )
        with self._engine.begin() as connection:
            connection.execute(query)
        return self.get(conversation_id)

    def hold(self, conversation_id: int, holder: Holder) -> None:
        self.change(conversation_id, holder=holder.value)

    def remember(self, user: str, setting: Setting) -> None:
        table, now = tables.profiles, self._clock()
        nothing = Setting().model_dump(exclude={"project"})
        self._insert_once(table, {"user": user, "updated_at": now, "projects": [], **nothing})
        mine = table.c.user == user
        with self._engine.begin() as connection:
            # Written first: it takes the lock under which the row is read.
            connection.execute(update(table).where(mine).values(updated_at=now))
            known, projects = _profile(connection, user)
            whole = setting.completed_by(known).model_dump(exclude={"project"})
            new = _with_last(projects, setting.project)
            connection.execute(update(table).where(mine).values(projects=new, **whole))

    def remembered(self, user: str) -> Setting:
        with self._engine.connect() as connection:
            setting, projects = _profile(connection, user)
        return setting.model_copy(update={"project": next(iter(projects), "")})

    def projects(self, user: str) -> tuple[str, ...]:
        with self._engine.connect() as connection:
            return tuple(_profile(connection, user)[1])

    def add_turn(self, turn: Turn) -> None:
        self._insert_once(
            tables.turns, turn.model_dump(exclude={"attachments"}) | _attachments(turn)
        )

    def forget_turn(self, turn_id: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(tables.turns).where(tables.turns.c.id == turn_id))
            connection.execute(
                update(tables.answers).where(tables.answers.c.id == turn_id).values(question="")
            )

    def reword_turn(self, turn_id: str, text: str) -> None:
        turns, answers = tables.turns, tables.answers
        with self._engine.begin() as connection:
            connection.execute(update(turns).where(turns.c.id == turn_id).values(text=text))
            connection.execute(update(answers).where(answers.c.id == turn_id).values(question=text))

    def turns(self, conversation_id: int) -> Sequence[Turn]:
        table = tables.turns
        query = (
            select(table)
            .where(table.c.conversation_id == conversation_id)
            .order_by(table.c.at, table.c.id)
        )
        with self._engine.connect() as connection:
            return [Turn(**row) for row in connection.execute(query).mappings()]

    def has_file(self, path: str, *, but: Collection[str]) -> bool:
        turns, tickets = tables.turns, tables.tickets
        holders = (
            select(turns.c.id).where(turns.c.id.not_in(but), _holds(turns, path)),
            select(tickets.c.id).where(_holds(tickets, path)),
        )
        with self._engine.connect() as connection:
            return any(connection.execute(one.limit(1)).first() for one in holders)

    def add_feedback(self, inbound_id: str, conversation_id: int, *, solved: bool) -> None:
        self._insert_once(
            tables.feedback,
            {
                "id": inbound_id,
                "conversation_id": conversation_id,
                "solved": solved,
                "at": self._clock(),
            },
        )

    def unsolved(self, conversation_id: int) -> int:
        table = tables.feedback
        query = (
            select(func.count())
            .select_from(table)
            .where(table.c.conversation_id == conversation_id, table.c.solved.is_(False))
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def add_answer(self, record: AnswerRecord) -> None:
        self._insert_once(tables.answers, record.model_dump(mode="json") | {"at": record.at})

    def finish_answer(self, record_id: str, text: str, cited: Sequence[CitedPage]) -> None:
        query = (
            update(tables.answers)
            .where(tables.answers.c.id == record_id)
            .values(text=text, cited=[one.model_dump(mode="json") for one in cited])
        )
        paths = {one.path for one in cited}
        earlier = tables.citations.c.answer_id == record_id
        with self._engine.begin() as connection:
            connection.execute(query)
            connection.execute(delete(tables.citations).where(earlier))
            if paths:
                rows = [{"answer_id": record_id, "path": path} for path in sorted(paths)]
                connection.execute(insert(tables.citations), rows)

    def answer(self, record_id: str) -> AnswerRecord | None:
        query = select(tables.answers).where(tables.answers.c.id == record_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else AnswerRecord(**row)

    def answers(self, conversation_id: int) -> Sequence[AnswerRecord]:
        table = tables.answers
        query = (
            select(table)
            .where(table.c.conversation_id == conversation_id)
            .order_by(table.c.at, table.c.id)
        )
        with self._engine.connect() as connection:
            return [AnswerRecord(**row) for row in connection.execute(query).mappings()]

    def _insert_once(self, table: Table, row: dict[str, object]) -> None:
        """A row that is there already stays as it is: handling may be repeated after a crash."""
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(table).values(row))
        except IntegrityError as error:
            if "FOREIGN KEY" in str(error).upper():
                raise


def _profile(connection: Connection, user: str) -> tuple[Setting, list[str]]:
    table = tables.profiles
    query = select(table.c.platform, table.c.version, table.c.product, table.c.projects)
    row = connection.execute(query.where(table.c.user == user)).mappings().first()
    if row is None:
        return Setting(), []
    told = dict(row)
    projects = told.pop("projects")
    return Setting(**told), projects


def _with_last(projects: list[str], last: str) -> list[str]:
    """The last one first; the same name in other letters is the same project."""
    others = [one for one in projects if one.casefold() != last.casefold()]
    return [last, *others][:_MOST_PROJECTS] if last else projects


def _holds(table: Table, path: str) -> ColumnElement[bool]:
    written = f'"path": {json.dumps(path)}'  # as JSON columns keep it
    return cast(table.c.attachments, Text).contains(written, autoescape=True)


def _attachments(turn: Turn) -> dict[str, object]:
    return {"attachments": [one.model_dump(mode="json") for one in turn.attachments]}


def _conversation(row: dict[str, object]) -> Conversation:
    place = Place(channel=str(row.pop("channel")), thread_ts=str(row.pop("thread_ts")))
    return Conversation.model_validate(row | {"place": place})
