"""The ticket database and the stores in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from bot.bootstrap.installation import make_home, now
from bot.config import Settings
from bot.storage.accounts import SqlAccounts
from bot.storage.conversations import SqlConversations
from bot.storage.database import migrate, open_database, require_current
from bot.storage.decisions import SqlDecisions
from bot.storage.entries import SqlEntries
from bot.storage.failures import SqlFailures
from bot.storage.inbox import SqlInbox, SqlOutbox
from bot.storage.incidents import SqlIncidents
from bot.storage.mirrors import SqlMirrors
from bot.storage.pictures import SqlPictureTexts
from bot.storage.ratings import SqlRatings
from bot.storage.reporters import SqlRemarks, SqlReporters
from bot.storage.similar import SqlSimilarTickets
from bot.storage.tickets import SqlTickets
from bot.storage.visits import SqlVisits


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything that is kept in the ticket database."""

    engine: Engine
    inbox: SqlInbox
    outbox: SqlOutbox
    conversations: SqlConversations
    tickets: SqlTickets
    visits: SqlVisits
    mirrors: SqlMirrors
    similar: SqlSimilarTickets
    reporters: SqlReporters
    incidents: SqlIncidents
    remarks: SqlRemarks
    accounts: SqlAccounts
    entries: SqlEntries
    ratings: SqlRatings
    failures: SqlFailures
    decisions: SqlDecisions
    picture_texts: SqlPictureTexts


def open_stores(settings: Settings) -> Stores:
    """Raises StorageError when the database is away or behind its migrations.

    A new SQLite file is brought up to date at once: there is nothing in it to lose.
    """
    make_home(settings)
    engine = open_database(settings.database)
    if engine.dialect.name == "sqlite" and not _exists(engine):
        migrate(engine)
    require_current(engine)
    return Stores(
        engine=engine,
        inbox=SqlInbox(engine, now),
        outbox=SqlOutbox(engine, now),
        conversations=SqlConversations(engine, now),
        tickets=SqlTickets(engine, now),
        visits=SqlVisits(engine, now),
        mirrors=SqlMirrors(engine, settings.tracker_name),
        similar=SqlSimilarTickets(engine),
        reporters=SqlReporters(engine),
        incidents=SqlIncidents(engine),
        remarks=SqlRemarks(engine),
        accounts=SqlAccounts(engine, now),
        entries=SqlEntries(engine, now),
        ratings=SqlRatings(engine),
        failures=SqlFailures(engine),
        decisions=SqlDecisions(engine, now),
        picture_texts=SqlPictureTexts(engine),
    )


def upgrade_database(settings: Settings) -> None:
    """`doorstep migrate`."""
    make_home(settings)
    engine = open_database(settings.database)
    migrate(engine)
    engine.dispose()


def _exists(engine: Engine) -> bool:
    database = engine.url.database
    return (
        bool(database) and Path(str(database)).exists() and Path(str(database)).stat().st_size > 0
    )
