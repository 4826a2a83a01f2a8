"""The index in SQLite: a file in a folder, full text by FTS5."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from knowledge.engine import SESSION, Fields, Rows, take

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=20000",
    "mmap_size=268435456",
    "cache_size=-16000",  # KiB
)
_WEIGHTS = (2.0, 1.5, 1.0)  # title, heading, body
_WORDS = (
    (
        "CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5("
        "title, heading, body, tokenize=\"unicode61 remove_diacritics 0 tokenchars '-_.'\")"
    ),
    "INSERT INTO lexical(lexical, rank) VALUES('rank', 'bm25({}, {}, {})')".format(*_WEIGHTS),
)


class SqliteSession:
    """Implements `knowledge.engine.Session`. FTS5 splits on spaces only and ranks by BM25."""

    __slots__ = ("_connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        given = [json.dumps(one) if isinstance(one, list) else one for one in values]
        return cast("Rows", self._connection.execute(_worded(statement), given))

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self._connection.executemany(_worded(statement), rows)

    def index_words(self, rows: Iterable[tuple[int, Fields]]) -> None:
        """The row id is the chunk's."""
        self._connection.executemany(
            "INSERT INTO lexical(rowid, title, heading, body) VALUES (?, ?, ?, ?)",
            [(chunk_id, *(" ".join(part) for part in fields)) for chunk_id, fields in rows],
        )

    def forget_words(self, chunk_ids: list[int]) -> None:
        gone = [(chunk_id,) for chunk_id in chunk_ids]
        self._connection.executemany("DELETE FROM lexical WHERE rowid = ?", gone)

    def matching(
        self, groups: Sequence[Sequence[str]], worth: Mapping[str, float], limit: int
    ) -> list[tuple[int, float]]:
        """The cost is the number of chunks that match: FTS5 computes BM25, by its own worths."""
        del worth
        match = " OR ".join("({})".format(" AND ".join(f'"{term}"' for term in g)) for g in groups)
        query = "SELECT rowid, rank FROM lexical WHERE lexical MATCH ? ORDER BY rank LIMIT ?"
        rows = self._connection.execute(query, (match, limit))
        return [(row[0], -row[1]) for row in rows]


class SqliteEngine:
    """Implements `knowledge.engine.Engine`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.place = str(folder)
        self._lock = folder / "writer.lock"
        self._engine = create_engine(f"sqlite:///{folder / 'catalogue.db'}")
        event.listen(self._engine, "connect", _connected)
        event.listen(self._engine, "begin", _begin)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[SqliteSession]:
        pooled = self._engine.raw_connection()
        try:
            session: SqliteSession = pooled.info[SESSION]
            session.execute("BEGIN")
            try:
                yield session
            finally:
                session.execute("ROLLBACK")
        finally:
            pooled.close()

    def alone(self, connection: Connection) -> None:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def version(self, connection: Connection) -> int:
        """The file's `user_version`; the first release set none."""
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        there = "SELECT 1 FROM sqlite_master WHERE name = 'pages'"
        return version or int(connection.exec_driver_sql(there).first() is not None)

    def set_version(self, connection: Connection, version: int) -> None:
        connection.exec_driver_sql(f"PRAGMA user_version = {version}")

    def create_words(self, connection: Connection) -> None:
        for statement in _WORDS:
            connection.exec_driver_sql(statement)

    @contextmanager
    def writing(self, wait: float = 0.0) -> Iterator[None]:
        """A SQLite file held in an exclusive transaction: works wherever SQLite does."""
        held = sqlite3.connect(self._lock, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            take(lambda: _locked(held), wait)
            yield
        finally:
            held.close()

    def close(self) -> None:
        self._engine.dispose()


@cache
def _worded(statement: str) -> str:
    """Lists travel as JSON."""
    for name in ("ids", "words"):
        statement = statement.replace(f"{name}(?)", "(SELECT value FROM json_each(?))")
    return statement


def _locked(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True


def _connected(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: reads get one snapshot too
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    record.info[SESSION] = SqliteSession(connection)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
