"""What the index asks of a database, in one wording; SQLite and Postgres implement it.

Statements are written once: `?` is a value, ``ids(?)`` a list of numbers and ``words(?)`` one of
texts, both tables with a column ``value``. A list travels as one parameter, so that a statement is
compiled once a connection; SQLAlchemy's expanded ``IN`` lists cost more than the queries.

    Engine     connections: a transaction for SQLAlchemy, a snapshot on the bare driver, one writer
    Session    the driver's connection in either of them, with the full text of the chunks
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import Connection

from knowledge.errors import KnowledgeError

Fields = tuple[list[str], list[str], list[str]]  # the terms of title, headings and body


class Rows(Protocol):
    """The answer to a statement."""

    def __iter__(self) -> Iterator[Any]: ...
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Session(Protocol):
    """The driver's connection inside one transaction."""

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        """Run a statement in the common wording; a list among the values is one parameter."""
        ...

    def executemany(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement for each row of values."""
        ...

    def index_words(self, rows: Iterable[tuple[int, Fields]]) -> None:
        """Let chunks (id, terms) be found by their terms."""
        ...

    def forget_words(self, chunk_ids: list[int]) -> None:
        """Undo `index_words`."""
        ...

    def matching(
        self, groups: Sequence[Sequence[str]], worth: Mapping[str, float], limit: int
    ) -> list[tuple[int, float]]:
        """The best `limit` chunks that hold all terms of any group: (id, score > 0), best first.

        `worth` is what each term counts, for a database that has no measure of its own.
        """
        ...


class Engine(Protocol):
    """The catalogue's database. What it raises for a server that is away is a KnowledgeError."""

    place: str  # where the tables are, for a person: a folder, or a schema of a database

    def transaction(self) -> AbstractContextManager[Connection]:
        """One commit."""
        ...

    def snapshot(self) -> AbstractContextManager[Session]:
        """One consistent state for reads, on the bare driver: what a search goes through."""
        ...

    def alone(self, connection: Connection) -> None:
        """Begin anew, and keep others from changing the tables' shape until the commit."""
        ...

    def version(self, connection: Connection) -> int:
        """Of the tables (`knowledge.schema.VERSION`); 0 = there are none."""
        ...

    def set_version(self, connection: Connection, version: int) -> None: ...

    def create_words(self, connection: Connection) -> None:
        """Create what `Session.matching` searches, unless it is there."""
        ...

    def writing(self, wait: float = 0.0) -> AbstractContextManager[None]:
        """Only one writer, across processes; it ends with the process, however that ends.

        `wait`: seconds to wait for another writer before KnowledgeError.
        """
        ...

    def close(self) -> None: ...


SESSION = "session"  # where a pooled connection keeps its Session


def driver(connection: Connection) -> Session:
    """The driver's connection under one of SQLAlchemy's, inside the same transaction."""
    session: Session = connection.info[SESSION]
    return session


def take(lock: Callable[[], bool], wait: float) -> None:
    """Try for a lock until it is ours. Raises KnowledgeError after `wait` seconds."""
    deadline = time.monotonic() + wait
    while not lock():
        if time.monotonic() >= deadline:
            raise KnowledgeError(
                "Another ingest is writing to this index.",
                "Try again when it is done, or wait for it: `doorstep ingest --wait SECONDS`.",
            )
        time.sleep(min(0.1, max(0.0, deadline - time.monotonic())))
