"""The index in Postgres: a schema of its own, shared by all replicas; full text by a GIN index.

GIN tells which chunks hold a term, not how well. That is said by what it holds: a chunk's `words`
are its terms and, once more with a ``^``, those that stand out in it. The summed worth of what
matches brings up the candidates that BM25 would, and no row's words are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

import psycopg
from psycopg.types.string import StrDumper
from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from knowledge.engine import SESSION, Fields, Rows, take
from knowledge.errors import KnowledgeError

SCHEMA = "doorstep_index"

_WRITER = 0x646F6F7273746570  # advisory locks, in a name space of the whole database
_SHAPE = _WRITER + 1
_KEEPALIVES = {"keepalives_idle": 60, "keepalives_interval": 10, "keepalives_count": 6}
# A search looks a few hundred rows up by their keys, and its statements join in the right order as
# they are written. With the statistics of a moment ago, or none, the planner would read all tables.
_SNAPSHOT = """
    BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    SET LOCAL join_collapse_limit = 1;
    SET LOCAL enable_hashjoin = off;
    SET LOCAL enable_mergejoin = off;
    SET LOCAL enable_seqscan = off;
    SET LOCAL max_parallel_workers_per_gather = 0;
    SET LOCAL jit = off
"""
_LISTS = {"ids": "bigint", "words": "text"}
_VERSION = "schema_version"
# What a term counts in a chunk, as in `knowledge.ranking`; with `_STANDS_OUT` it stands out. Of a
# term's worth, the term and its ``^`` get these shares. Measured by how many of the best chunks of
# all are among 200 candidates: as many as with FTS5.
_TITLE = 1.5
_USUAL = 60  # terms in a body; those of a longer one count less
_STANDS_OUT = 2.0
_SHARES = {"": 0.9, "^": 0.65}
_WORDS = (
    "CREATE TABLE IF NOT EXISTS lexical (chunk_id INTEGER PRIMARY KEY, words TSVECTOR NOT NULL)",
    # Without a list of pending entries, which every search would have to read.
    (
        "CREATE INDEX IF NOT EXISTS lexical_by_word ON lexical"
        " USING gin (words) WITH (fastupdate = off)"
    ),
)
_MATCHING = """
    SELECT l.chunk_id, sum(q.worth) AS score
    FROM unnest(?::tsquery[], ?::float8[]) AS q(query, worth)
    JOIN lexical AS l ON l.words @@ q.query
    GROUP BY l.chunk_id ORDER BY score DESC, l.chunk_id LIMIT ?
"""


class PostgresSession:
    """Implements `knowledge.engine.Session`."""

    __slots__ = ("_connection",)

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[object] = ()) -> Rows:
        return self._connection.execute(_worded(statement), values, binary=True)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_worded(statement), rows)

    def index_words(self, rows: Iterable[tuple[int, Fields]]) -> None:
        self.executemany(
            "INSERT INTO lexical (chunk_id, words) VALUES (?, array_to_tsvector(?))",
            [(chunk_id, _lexemes(fields)) for chunk_id, fields in rows],
        )

    def forget_words(self, chunk_ids: list[int]) -> None:
        self.execute("DELETE FROM lexical WHERE chunk_id IN ids(?)", (chunk_ids,))

    def matching(
        self, groups: Sequence[Sequence[str]], worth: Mapping[str, float], limit: int
    ) -> list[tuple[int, float]]:
        """The cost is the number of rows that match: GIN finds them, none of the words are read."""
        asked = [(group, mark) for mark in _SHARES for group in groups]
        queries = [" & ".join(f"'{mark}{term}'" for term in group) for group, mark in asked]
        shares = [_SHARES[mark] * sum(worth[term] for term in group) for group, mark in asked]
        return [tuple(row) for row in self.execute(_MATCHING, (queries, shares, limit))]


class PostgresEngine:
    """Implements `knowledge.engine.Engine`."""

    def __init__(self, url: str) -> None:
        """`url` as SQLAlchemy or libpq write it. Nothing is connected yet."""
        try:
            parsed = make_url(url).set(drivername="postgresql+psycopg")
        except ArgumentError as error:
            raise KnowledgeError(
                "DATABASE_URL is not a database address that can be used.",
                "Write for example postgresql://user:password@host/doorstep; empty means SQLite.",
            ) from error
        self._engine = create_engine(parsed, pool_pre_ping=True, connect_args=_KEEPALIVES)
        self.place = f"the schema {SCHEMA} of {parsed.render_as_string(hide_password=True)}"
        event.listen(self._engine, "connect", _connected)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        with self._reaching(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSession]:
        with self._reaching(), self._commanded() as raw:
            raw.execute(_SNAPSHOT, prepare=False)  # many in one
            try:
                yield PostgresSession(raw)
            finally:
                raw.execute("ROLLBACK")

    def alone(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SHAPE})")
        there = connection.exec_driver_sql(f"SELECT to_regnamespace('{SCHEMA}')").scalar_one()
        if there is None:
            connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")

    def version(self, connection: Connection) -> int:
        there = f"SELECT to_regclass('{SCHEMA}.meta')"
        if connection.exec_driver_sql(there).scalar_one() is None:
            return 0
        query = "SELECT value FROM meta WHERE key = %s"
        return int(connection.exec_driver_sql(query, (_VERSION,)).scalar() or 0)

    def set_version(self, connection: Connection, version: int) -> None:
        connection.exec_driver_sql(
            "INSERT INTO meta (key, value) VALUES (%s, %s)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (_VERSION, str(version)),
        )

    def create_words(self, connection: Connection) -> None:
        for statement in _WORDS:
            connection.exec_driver_sql(statement)

    @contextmanager
    def writing(self, wait: float = 0.0) -> Iterator[None]:
        """A lock of the server's; it ends with its connection, which is none of the pool's."""
        with self._reaching(), psycopg.connect(**self._arguments(), autocommit=True) as held:
            take(lambda: _locked(held), wait)
            try:
                yield
            finally:  # at once; the server is a moment late to see that a connection was closed
                held.execute("SELECT pg_advisory_unlock_all()")

    def close(self) -> None:
        self._engine.dispose()

    def _arguments(self) -> dict[str, Any]:
        _, arguments = self._engine.dialect.create_connect_args(self._engine.url)
        return {**arguments, **_KEEPALIVES}

    @contextmanager
    def _commanded(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection of the pool on which we say BEGIN ourselves."""
        pooled = self._engine.raw_connection()
        try:
            raw = cast("psycopg.Connection[Any]", pooled.driver_connection)
            raw.autocommit = True
            try:
                yield raw
            finally:
                if not raw.closed:
                    raw.autocommit = False
        finally:
            pooled.close()

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """The driver's errors as ours."""
        try:
            yield
        except (DBAPIError, psycopg.Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            if isinstance(cause, psycopg.errors.InsufficientPrivilege):
                raise KnowledgeError(
                    f"The database refuses {self.place}.",
                    f"Let an administrator run CREATE SCHEMA {SCHEMA} AUTHORIZATION and the user.",
                ) from error
            if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
                raise KnowledgeError(
                    f"The index in {self.place} cannot be reached.",
                    "Check DATABASE_URL and that the server runs, then try again.",
                ) from error
            raise


class _WithoutNul(StrDumper):
    """Postgres keeps no NUL in a text, SQLite does; a document that has one is not refused."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\0", "") if "\0" in obj else obj)


def _connected(connection: psycopg.Connection[Any], record: ConnectionPoolEntry) -> None:
    connection.autocommit = True
    connection.execute(f"SET search_path TO {SCHEMA}")
    connection.autocommit = False
    connection.adapters.register_dumper(str, _WithoutNul)
    record.info[SESSION] = PostgresSession(connection)


def _locked(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", (_WRITER,)).fetchone()
    return bool(row and row[0])


@cache
def _worded(statement: str) -> bytes:
    """Lists travel as arrays. As bytes, which the driver takes for a statement that is ours."""
    for name, kind in _LISTS.items():
        statement = statement.replace(f"{name}(?)", f"(SELECT unnest(?::{kind}[]) AS value)")
    return statement.replace("?", "%s").encode()


def _lexemes(fields: Fields) -> list[str]:
    title, heading, body = (Counter(part) for part in fields)
    longer = 0.5 + 0.5 * len(fields[2]) / _USUAL
    held = {**title, **heading, **body}
    return [
        *held,
        *(
            f"^{term}"
            for term in held
            if _TITLE * title[term] + heading[term] + body[term] / longer >= _STANDS_OUT
        ),
    ]
