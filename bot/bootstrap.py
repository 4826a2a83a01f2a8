"""The composition root: the only place that builds concrete things and wires them together."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from pydantic import SecretStr
from sqlalchemy import Engine

from bot.config import Settings
from bot.documentation import Documentation, Spending, outcome
from bot.errors import ConfigError, StorageError
from bot.librarian import LazyLibrarian
from bot.storage.accounts import SqlAccounts
from bot.storage.citations import SqlCitations
from bot.storage.conversations import SqlConversations
from bot.storage.database import migrate, open_database, require_current
from bot.storage.decisions import SqlDecisions
from bot.storage.entries import SqlEntries
from bot.storage.failures import SqlFailures
from bot.storage.files import FolderFiles
from bot.storage.inbox import SqlInbox, SqlOutbox
from bot.storage.incidents import SqlIncidents
from bot.storage.mirrors import SqlMirrors
from bot.storage.policy_file import load_policy
from bot.storage.ratings import SqlRatings
from bot.storage.reporters import SqlRemarks, SqlReporters
from bot.storage.similar import SqlSimilarTickets
from bot.storage.spending import SqlLedger
from bot.storage.tickets import SqlTickets
from bot.storage.visits import SqlVisits
from bot.support.deadlines import Deadlines
from bot.support.desk import Desk
from bot.support.discretion import DiscreetWriter
from bot.support.extraction.merging import Suggester
from bot.support.inspection import Inspector
from bot.support.known_accounts import KnownAccounts
from bot.support.messages import IngestNews
from bot.support.mirroring import Following, Mirroring
from bot.support.models import IngestOrder
from bot.support.policy import Policy
from bot.support.ports.documentation import AnswerWriter
from bot.support.ports.jobs import Jobs
from bot.support.ports.messenger import Messenger
from bot.support.redaction import Redactor
from bot.support.report import report_of
from bot.support.service import SupportDesk
from ingest.report import IngestReport
from knowledge.breaker import Breaker
from knowledge.budget import Budget, Prices
from knowledge.calibration import Choice, choose
from knowledge.chat import BrokenCircuit, ChatModel, open_chat
from knowledge.embeddings import IdentifiedEmbeddings, open_embeddings
from knowledge.index import KnowledgeIndex
from knowledge.quoting import QuotingWriter
from knowledge.reranking import Reranker
from knowledge.retrieval import Retriever
from knowledge.rewriting import Finder

if TYPE_CHECKING:
    from slack_bolt import App
    from starlette.routing import BaseRoute

    from bot.workflows import DurableJobs

log = structlog.get_logger()

_REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLE_DOCS = _REPOSITORY / "examples" / "docs" / "brightwire"
SAMPLE_POLICY = _REPOSITORY / "examples" / "support-policy.yaml"
SAMPLE_LINK = "https://docs.brightwire.example/{path_without_ext}"
SAMPLE_SOURCES = _REPOSITORY / "examples" / "sources.yaml"
MANIFEST = _REPOSITORY / "manifest.json"
HURRY = 5.0  # seconds for what a model does before it answers


def now() -> datetime:
    """The clock of the real world."""
    return datetime.now(UTC)


# Knowledge ----------------------------------------------------------------------------------------


def open_embedder(settings: Settings, *, workers: int = 1) -> IdentifiedEmbeddings:
    """The configured embedding model; it is loaded, or reached, at its first use."""
    return open_embeddings(
        settings.embeddings,
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key.get_secret_value(),
        timeout=settings.model_timeout,
        workers=workers,
    )


def open_index(settings: Settings, *, workers: int = 1) -> KnowledgeIndex:
    """Raises KnowledgeError when the index was built with another model or is out of reach."""
    embeddings = open_embedder(settings, workers=workers)
    settings.index_folder.mkdir(parents=True, exist_ok=True)
    return KnowledgeIndex(settings.index_folder, embeddings, settings.chroma_url, settings.database)


def confidence_path(settings: Settings) -> Path:
    """Where `doorstep calibrate` keeps its fit."""
    return settings.home / "confidence.json"


def choose_confidence(settings: Settings, embedding_model: str) -> Choice:
    """The installation's own fit where it suits the index, else the shipped default."""
    chosen = choose(confidence_path(settings), embedding_model)
    if chosen.problem:
        log.warning("confidence_default", reason=chosen.problem)
    return chosen


def open_documentation(settings: Settings, stores: Stores | None) -> Documentation:
    """The declared sources. Without `stores` nothing is known of past answers and tickets."""
    return Documentation(
        catalogue_file=settings.catalogue_file,
        cache=settings.cache_folder,
        reports=settings.reports_folder,
        open_index=lambda: open_index(settings, workers=0),
        citing=SqlCitations(stores.engine).of if stores else None,
        clock=now,
        entries=stores.entries if stores else None,
        spending=Spending(
            model="" if settings.embeddings == "bundled" else settings.embeddings,
            price=settings.embedding_price,
            budget=settings.embedding_budget,
        ),
    )


def posts_reports(settings: Settings) -> bool:
    """Whether a desk is set up that posts reports to the maintainers."""
    return bool(settings.slack_bot_token.get_secret_value() and settings.maintainers_channel)


def leave_report(settings: Settings, report: IngestReport) -> None:
    """Leave the report on an ingest of this process for the desk to post. Raises StorageError."""
    from bot.workflows import leave_report as leave  # noqa: PLC0415 - loads the workflow engine

    run = f"command:{report.source}:{now():%Y%m%dT%H%M%S%f}"
    order = IngestOrder(source=report.source, run=run, why="the command line")
    if report.refused:
        remedy = "What the command printed names every file."
        news = IngestNews(order=order, problem=report.refused, remedy=remedy)
    else:
        news = IngestNews(order=order, outcome=outcome(report))
    leave(settings.workflow_database, news)


def open_librarian(settings: Settings, models: ChatModels | None = None) -> LazyLibrarian:
    """The index, opened at the first question; `DOORSTEP_QUERY_STEP` and a reranker included."""

    def opened() -> tuple[KnowledgeIndex, Finder]:
        index = open_index(settings)
        chosen = choose_confidence(settings, index.embeddings.identity)
        retriever = Retriever(index, chosen.confidence, reranker=open_reranker(settings))
        return index, with_query_step(settings, retriever, models or ChatModels(settings))

    return LazyLibrarian(opened)


def open_reranker(settings: Settings) -> Reranker | None:
    """A provider's, when there is an address."""
    if not settings.rerank_url:
        return None
    from knowledge.reranking import HttpReranker  # noqa: PLC0415 - only with one

    key = settings.rerank_key.get_secret_value()
    return HttpReranker(settings.rerank_url, settings.rerank_model, key)


def with_query_step(settings: Settings, retriever: Retriever, models: ChatModels) -> Finder:
    """Have the chat model word a follow-up or a long post, when that is wanted."""
    if not (settings.query_step and settings.chat):
        return retriever
    from knowledge.rewriting import RewritingFinder  # noqa: PLC0415 - only with a model

    return RewritingFinder(retriever, models.hurried())


def open_writer(settings: Settings, models: ChatModels) -> AnswerWriter:
    """A writer that quotes, or one that has a model write when one is configured."""
    if not settings.chat:
        return QuotingWriter()
    from knowledge.answerer import ModelWriter  # noqa: PLC0415 - only with a model

    return DiscreetWriter(ModelWriter(models.patient()))


def open_suggester(settings: Settings, models: ChatModels) -> Suggester | None:
    """A model that reads reports beyond the rules, when one is configured."""
    if not settings.chat:
        return None
    from knowledge.extractor import ModelExtractor  # noqa: PLC0415 - only with a model

    return ModelExtractor(models.patient())


class ChatModels:
    """The chat model for its several uses, within one budget.

    It is one provider: whoever fails with it repeatedly spares the others the wait. Without
    `stores`, the database is opened when there is a budget to keep.
    """

    def __init__(self, settings: Settings, stores: Stores | None = None) -> None:
        self._settings = settings
        self._stores = stores
        self._breaker = Breaker()

    def patient(self) -> ChatModel:
        """For what people wait to read."""
        return self._opened(2 * self._settings.model_timeout)

    def hurried(self) -> ChatModel:
        """For a step before the answer, which does without."""
        return self._opened(min(HURRY, self._settings.model_timeout), hurried=True)

    def _opened(self, deadline: float, *, hurried: bool = False) -> ChatModel:
        settings = self._settings
        chat = open_chat(
            settings.chat,
            base_url=settings.openai_base_url,
            api_key=settings.openai_api_key.get_secret_value(),
            timeout=settings.model_timeout,
            deadline=deadline,
            budget=open_budget(settings, self._stores),
        )
        return BrokenCircuit(chat, self._breaker, hurried=hurried)


def open_budget(settings: Settings, stores: Stores | None = None) -> Budget | None:
    """The chat model's budget, None without a cap. Raises StorageError."""
    price_in, price_out = settings.model_price_in, settings.model_price_out
    if settings.model_budget is None or price_in is None or price_out is None:
        return None
    ledger = SqlLedger((stores or open_stores(settings)).engine)
    return Budget(ledger, Prices(price_in, price_out), settings.model_budget)


# Policy and storage -------------------------------------------------------------------------------


def policy_path(settings: Settings) -> Path:
    """The configured file; else the installation's own; else the sample."""
    own = settings.home / "support-policy.yaml"
    return settings.policy_file or (own if own.exists() else SAMPLE_POLICY)


def open_policy(settings: Settings) -> Policy:
    """Raises PolicyError."""
    return load_policy(policy_path(settings))


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
    )


def make_home(settings: Settings) -> None:
    """Create the folder of all state, readable by its owner only."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(
            f"The folder {settings.home} cannot be created: {error.strerror}.",
            "Set DOORSTEP_HOME to a folder that you may write to.",
        ) from error


def open_redactor(settings: Settings, policy: Policy) -> Redactor:
    """Its marks are keyed by the bot's token: nobody without it can try values against a mark."""
    token = settings.slack_bot_token.get_secret_value()
    key = hashlib.blake2b(token.encode(), person=b"doorstep-marks").digest()
    return Redactor(policy.redaction.wanted, key)


def upgrade_database(settings: Settings) -> None:
    """`doorstep migrate`."""
    make_home(settings)
    engine = open_database(settings.database)
    migrate(engine)
    engine.dispose()


def open_inspector(stores: Stores, policy: Policy) -> Inspector:
    return Inspector(stores.conversations, stores.tickets, policy, now)


def open_accounts(stores: Stores, policy: Policy) -> KnownAccounts:
    """The imported accounts over those that the policy lists."""
    return KnownAccounts(stores.accounts, policy.customers)


def _exists(engine: Engine) -> bool:
    database = engine.url.database
    return (
        bool(database) and Path(str(database)).exists() and Path(str(database)).stat().st_size > 0
    )


# The running desk ---------------------------------------------------------------------------------


def require_slack(settings: Settings) -> None:
    """Raise ConfigError unless the settings are enough to serve Slack."""
    if not settings.slack_bot_token.get_secret_value():
        raise ConfigError(
            "SLACK_BOT_TOKEN is not set.",
            "Install the app from manifest.json and copy its Bot User OAuth Token into .env. "
            "To try Doorstep without Slack, run `doorstep demo`.",
        )
    if not (
        settings.slack_app_token.get_secret_value()
        or settings.slack_signing_secret.get_secret_value()
    ):
        raise ConfigError(
            "Neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP) is set.",
            "Set one of them; the README shows where Slack keeps it.",
        )
    if not settings.staff_channel:
        raise ConfigError(
            "DOORSTEP_STAFF_CHANNEL is not set: hand-offs would reach nobody.",
            "Set it to the id of the channel where your support staff works, for example C0123456.",
        )


@contextmanager
def running_desk(settings: Settings, *, retry_seconds: float = 2.0) -> Iterator[str]:
    """Serve Slack until the block ends; yields how (`Socket Mode` or an address).

    `retry_seconds`: the wait before the second try of what failed; it doubles from try to try.
    Raises ConfigError, PolicyError, StorageError or SlackUnavailable before anything is served.
    """
    from bot.slack import app as slack  # noqa: PLC0415 - nothing else needs Slack
    from bot.slack.listeners.context import Context  # noqa: PLC0415
    from bot.slack.messenger import SlackMessenger  # noqa: PLC0415
    from bot.trackers.opening import open_tracker  # noqa: PLC0415
    from bot.workflows import DurableJobs  # noqa: PLC0415

    require_slack(settings)
    policy = open_policy(settings)
    with ExitStack() as leaving:
        stores = open_stores(settings)
        leaving.callback(stores.engine.dispose)
        token = settings.slack_bot_token.get_secret_value()
        client = slack.open_client(token, settings.slack_api_url)
        me = slack.identify(client)
        models = ChatModels(settings, stores)
        librarian = open_librarian(settings, models)
        librarian.warm_up()
        leaving.callback(librarian.close)
        messenger = SlackMessenger(
            client, stores.outbox, team_id=me["team_id"], bot_user_id=me["user_id"]
        )
        jobs = DurableJobs(
            settings.workflow_database,
            executor_id=settings.executor_id,
            retry_seconds=retry_seconds,
        )
        tracker = open_tracker(settings)
        if tracker:
            leaving.callback(tracker.close)
        following = Following(stores.mirrors, jobs, policy.tracker) if tracker else None
        deadlines = Deadlines(
            SqlTickets(stores.engine, now),
            jobs,
            policy,
            open_accounts(stores, policy),
        )
        documentation = open_documentation(settings, stores)
        redactor = open_redactor(settings, policy)
        desk = _desk(
            settings,
            policy,
            stores,
            models=models,
            librarian=librarian,
            documentation=documentation,
            messenger=messenger,
            jobs=jobs,
            following=following,
            deadlines=deadlines,
            redactor=redactor,
        )
        mirroring = None
        if tracker:
            mirroring = Mirroring(
                tracker,
                stores.mirrors,
                stores.tickets,
                policy.tracker,
                now,
                desk.draw_card,
                partial(report_of, stores.conversations),
                redactor,
            )
        context = Context(
            desk=desk,
            messenger=messenger,
            tickets=stores.tickets,
            bot_user_id=me["user_id"],
            redactor=redactor,
            clock=now,
        )
        app = slack.build_app(client, settings.slack_signing_secret.get_secret_value(), context)
        leaving.callback(jobs.stop)
        time_zone = policy.business_hours.time_zone
        jobs.start(
            desk,
            desk.maintaining,
            documentation.schedules(),
            time_zone,
            mirroring,
            gaps=policy.learning.gaps,
        )
        resumed = desk.resume()
        deadlines.catch_up()
        if following:
            following.catch_up(now().isoformat())
        log.info("desk_started", team=me.get("team"), resumed=resumed)
        hooks = _hook_routes(settings, documentation, jobs)
        yield leaving.enter_context(_serving(settings, app, hooks))


def _desk(
    settings: Settings,
    policy: Policy,
    stores: Stores,
    *,
    models: ChatModels,
    librarian: LazyLibrarian,
    documentation: Documentation,
    messenger: Messenger,
    jobs: Jobs,
    following: Following | None,
    deadlines: Deadlines,
    redactor: Redactor,
) -> SupportDesk:
    """The desk over its stores; `following` where tickets are mirrored in a tracker."""
    return SupportDesk(
        Desk(
            policy=policy,
            staff_channel=settings.staff_channel,
            maintainers_channel=settings.maintainers_channel,
            accounts=open_accounts(stores, policy),
            inbox=stores.inbox,
            conversations=stores.conversations,
            tickets=SqlTickets(stores.engine, now, deadlines, *((following,) if following else ())),
            visits=stores.visits,
            similar=stores.similar,
            reporters=stores.reporters,
            incidents=stores.incidents,
            remarks=stores.remarks,
            entries=stores.entries,
            ratings=stores.ratings,
            failures=stores.failures,
            decisions=stores.decisions,
            release_notes=librarian,
            files=FolderFiles(settings.files_folder),
            librarian=librarian,
            documentation=documentation,
            writer=open_writer(settings, models),
            messenger=messenger,
            jobs=jobs,
            clock=now,
            suggester=open_suggester(settings, models),
            mirrors=stores.mirrors if following else None,
            redactor=redactor,
        )
    )


def _hook_routes(
    settings: Settings, documentation: Documentation, jobs: DurableJobs
) -> Sequence[BaseRoute]:
    """Where a repository says that its documentation changed; nowhere without a secret."""
    from bot.web import hook_routes  # noqa: PLC0415 - only where something is served

    secret = settings.webhook_secret.get_secret_value()
    if not secret:
        return ()
    return hook_routes(secret, documentation.names, jobs.ingest_unless_done, now)


@contextmanager
def _serving(settings: Settings, app: App, hooks: Sequence[BaseRoute]) -> Iterator[str]:
    """Slack's events, over Socket Mode where there is a token for it, else HTTP; and `hooks`."""
    from bot.slack.app import http_routes  # noqa: PLC0415 - only where something is served
    from bot.slack.serving import serving_socket  # noqa: PLC0415
    from bot.web import serving_http  # noqa: PLC0415

    app_token = settings.slack_app_token.get_secret_value()
    routes = [*(() if app_token else http_routes(app)), *hooks]
    with ExitStack() as leaving:
        where = "Socket Mode"
        if routes:
            http = serving_http(routes, settings.http_host, settings.http_port)
            address = leaving.enter_context(http)
            where = f"{where}; hooks at {address}/hooks" if app_token else f"{address}/slack/events"
        if app_token:
            leaving.enter_context(serving_socket(app, app_token))
        yield where


# The local workspace ------------------------------------------------------------------------------


def demo_settings(settings: Settings, *, fresh: bool) -> Settings:
    """Settings of the demo: a home of its own, the bundled model, the sample policy."""
    if not SAMPLE_DOCS.is_dir():
        raise ConfigError(
            "The sample documentation is not here.", "Run the demo from a clone of the repository."
        )
    home = settings.home / "demo"
    if fresh and home.exists():
        for name in ("doorstep.db", "workflows.db", "workspace", "files"):
            _remove(home, name)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return settings.model_copy(
        update={
            "home": home,
            "policy_file": settings.policy_file or SAMPLE_POLICY,
            "database_url": "",
            "workflow_database_url": "",
            "staff_channel": "C0STAFF",
            "maintainers_channel": "C0DOCS",
            "tracker": "",  # what is tried in the demo concerns nobody's real tracker
            "sources_file": settings.sources_file or SAMPLE_SOURCES,
        }
    )


@contextmanager
def running_demo(settings: Settings, port: int) -> Iterator[str]:
    """The desk on the local workspace, until the block ends; yields the page's address."""
    from bot.playground.engine import Setup  # noqa: PLC0415 - only the demo needs it
    from bot.playground.profile import AppProfile  # noqa: PLC0415
    from bot.playground.server import PlaygroundServer  # noqa: PLC0415

    policy = open_policy(settings)
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    with ExitStack() as leaving:
        stores = open_stores(settings)
        leaving.callback(stores.engine.dispose)
        setup = Setup(
            inspector=open_inspector(stores, policy).thread,
            profile=AppProfile.from_manifest(manifest),
        )
        try:
            workspace = PlaygroundServer(port=port, setup=setup, folder=settings.home / "workspace")
        except OSError:
            raise ConfigError(
                f"Port {port} is in use.", "Stop the other program, or give another --port."
            ) from None
        leaving.enter_context(workspace)
        connected = settings.model_copy(
            update={
                "slack_bot_token": SecretStr(setup.bot_token),
                "slack_app_token": SecretStr(setup.app_token),
                "slack_api_url": workspace.api_url,
            }
        )
        leaving.enter_context(running_desk(connected))
        yield workspace.url


def _remove(home: Path, name: str) -> None:
    target = home / name
    if target.is_dir():
        shutil.rmtree(target)
    else:
        for one in home.glob(f"{name}*"):  # SQLite keeps its journal in files beside
            one.unlink()
