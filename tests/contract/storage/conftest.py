"""The same stores on SQLite in memory, SQLite in a file, and Postgres."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from bot.storage.database import migrate, open_database
from tests.desk_stage import fresh_database, wipe
from tests.fakes import FakeClock


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


@pytest.fixture(scope="session")
def file_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A migrated SQLite file."""
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'doorstep.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["memory", "file", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty database."""
    if request.param == "memory":
        return fresh_database()
    engine: Engine = request.getfixturevalue(f"{request.param}_database")
    wipe(engine)
    return engine


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()
