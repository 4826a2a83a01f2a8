"""The migrations lead to the schema that the code expects, on every database."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, make_url, text

from bot.errors import StorageError
from bot.storage.database import _alembic, migrate, open_database, require_current
from bot.storage.tables import metadata


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found: list[object] = compare_metadata(context, metadata)
        return found


def test_a_migrated_sqlite_file_is_what_the_code_expects(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(engine)
    assert differences(engine) == []
    require_current(engine)
    migrate(engine)
    engine.dispose()


def test_a_migrated_postgres_is_what_the_code_expects(postgres_database: Engine) -> None:
    assert differences(postgres_database) == []
    require_current(postgres_database)


def test_an_old_database_is_refused_with_the_remedy(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(StorageError, match="at revision 0000") as raised:
        require_current(engine)
    assert "doorstep migrate" in raised.value.remedy
    engine.dispose()


def test_an_empty_database_is_refused_and_stays_empty(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(StorageError, match="at revision none"):
        require_current(engine)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("These are my notes. " * 100)
    engine = open_database(f"sqlite:///{tmp_path / 'notes.db'}")
    for attempt in (migrate, require_current):
        with pytest.raises(StorageError, match="cannot be reached") as raised:
            attempt(engine)
        assert raised.value.remedy
    engine.dispose()


def test_a_server_that_is_away_is_named_without_its_password() -> None:
    engine = open_database("postgresql+psycopg://me:hunter2@127.0.0.1:9/doorstep?connect_timeout=2")
    for attempt in (migrate, require_current):
        with pytest.raises(StorageError, match=r"127\.0\.0\.1:9") as raised:
            attempt(engine)
        assert "hunter2" not in raised.value.message + raised.value.remedy
    engine.dispose()


@pytest.mark.parametrize(
    "address", ["no address", "mysql://x/y", "nosuchdb://x", "postgresql+x://"]
)
def test_an_address_that_cannot_be_used_is_refused(address: str) -> None:
    with pytest.raises(StorageError, match="DATABASE_URL") as raised:
        open_database(address)
    assert "postgresql://" in raised.value.remedy


@pytest.fixture(params=["file", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where there is no schema yet."""
    if request.param == "file":
        return f"sqlite:///{tmp_path / 'wishes.db'}"
    server: str = request.getfixturevalue("postgres")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE wishes"))
    admin.dispose()
    return make_url(server).set(database="wishes").render_as_string(hide_password=False)


def migrate_to(engine: Engine, revision: str) -> None:
    with _alembic() as config, engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def required(engine: Engine, table: str, **given: object) -> dict[str, object]:
    """A row with something in every column that must be filled."""
    row = dict(given)
    for column in inspect(engine).get_columns(table):
        name, kind = column["name"], str(column["type"]).upper()
        if name in row or column["nullable"] or name == "id":
            continue
        plain = {"INTEGER": 0, "BOOLEAN": False, "JSON": "{}", "FLOAT": 0.0}
        moment = "2026-11-23 02:00:00+00:00" if "TIME" in kind else "x"
        row[name] = plain.get(kind, moment)
    return row


def insert_row(engine: Engine, table: str, **given: object) -> None:
    row = required(engine, table, **given)
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)  # noqa: S608


def test_a_wish_noted_before_visits_were_booked_stays_in_the_trail(address: str) -> None:
    engine = open_database(address)
    migrate_to(engine, "0010")
    insert_row(engine, "conversations", id=1)
    insert_row(engine, "tickets", id=7, conversation_id=1)
    wish = {"origin": "Ev1", "ticket_id": 7, "requester": "U0DEV01", "reason": "来现场 'x' %s"}
    insert_row(engine, "visits", **wish)
    migrate(engine)
    with engine.connect() as connection:
        query = "SELECT origin, ticket_id, kind, actor, note FROM ticket_events"
        lines = [tuple(row) for row in connection.execute(text(query))]
        left = connection.execute(text("SELECT count(*) FROM visits")).scalar_one()
    assert lines == [("Ev1-visit_wish", 7, "visit_wish", "U0DEV01", "来现场 'x' %s")]
    assert left == 0
    assert differences(engine) == []
    engine.dispose()
