"""Opening the database and bringing it up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.errors import StorageError


def open_database(url: str) -> Engine:
    """Connect (nothing is created but an SQLite file). Raises StorageError with the remedy."""
    try:
        parsed = make_url(url)
        options: dict[str, Any] = {"pool_pre_ping": True}
        if parsed.get_backend_name() == "sqlite":
            options = {"connect_args": {"timeout": 30}}
            if parsed.database in (None, "", ":memory:"):
                # One connection for all threads: every new one would be an empty database.
                options["connect_args"]["check_same_thread"] = False
                options["poolclass"] = StaticPool
        engine = create_engine(parsed, **options)
    except (ArgumentError, ModuleNotFoundError, SQLAlchemyError) as error:
        raise StorageError(
            "DATABASE_URL is not a database address that can be used.",
            "Write for example postgresql://user:password@host/doorstep; empty means SQLite.",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
    return engine


def migrate(engine: Engine) -> None:
    """Bring the schema to the newest revision. Raises StorageError when the server is away."""
    try:
        with _alembic() as config, engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DatabaseError as error:
        raise _unreachable(engine) from error


def require_current(engine: Engine) -> None:
    """Raise StorageError when the schema is behind (or ahead of) this version's migrations."""
    try:
        with _alembic() as config, engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            wanted = ScriptDirectory.from_config(config).get_current_head()
    except DatabaseError as error:
        raise _unreachable(engine) from error
    if found != wanted:
        raise StorageError(
            f"The database is at revision {found or 'none'}; this version needs {wanted}.",
            "Run `doorstep migrate`, after a backup.",
        )


@contextmanager
def _alembic() -> Iterator[Config]:
    """Alembic's configuration, from files inside the installed package."""
    with as_file(files("bot.storage") / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        yield config


def _configure_sqlite(connection: Any, record: object) -> None:
    del record
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _unreachable(engine: Engine) -> StorageError:
    return StorageError(
        f"The database at {engine.url.render_as_string(hide_password=True)} cannot be reached.",
        "Check DATABASE_URL and that the server runs, then try again.",
    )
