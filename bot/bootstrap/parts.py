"""The parts of a desk that serves Slack, opened in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.bootstrap.index import open_documentation, open_librarian
from bot.bootstrap.installation import now
from bot.bootstrap.models import ChatModels
from bot.bootstrap.rules import open_accounts, open_policy, open_redactor
from bot.bootstrap.stores import Stores, open_stores
from bot.config import Settings
from bot.documentation import Documentation
from bot.librarian import LazyLibrarian
from bot.storage.tickets import SqlTickets
from bot.support.deadlines import Deadlines
from bot.support.mirroring import Following
from bot.support.policy import Policy
from bot.support.ports.trackers import Tracker
from bot.support.redaction import Redactor

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.slack.messenger import SlackMessenger
    from bot.workflows import DurableJobs


@dataclass(frozen=True, slots=True)
class Parts:
    """What a desk is made of. `me`: Slack's answer to who the bot is."""

    settings: Settings
    policy: Policy
    stores: Stores
    client: WebClient
    me: Mapping[str, Any]
    models: ChatModels
    librarian: LazyLibrarian
    messenger: SlackMessenger
    jobs: DurableJobs
    tracker: Tracker | None
    following: Following | None  # where tickets are mirrored in a tracker
    deadlines: Deadlines
    documentation: Documentation
    redactor: Redactor


def open_parts(settings: Settings, leaving: ExitStack, *, retry_seconds: float) -> Parts:
    """Open them all; `leaving` closes them.

    Raises ConfigError, PolicyError, StorageError or SlackUnavailable.
    """
    from bot.slack import app as slack  # noqa: PLC0415 - nothing else needs Slack
    from bot.slack.messenger import SlackMessenger  # noqa: PLC0415
    from bot.trackers.opening import open_tracker  # noqa: PLC0415
    from bot.workflows import DurableJobs  # noqa: PLC0415

    policy = open_policy(settings)
    stores = open_stores(settings)
    leaving.callback(stores.engine.dispose)
    client = slack.open_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    me = slack.identify(client)
    models = ChatModels(settings, stores)
    librarian = open_librarian(settings, models)
    librarian.warm_up()
    leaving.callback(librarian.close)
    jobs = DurableJobs(
        settings.workflow_database, executor_id=settings.executor_id, retry_seconds=retry_seconds
    )
    tracker = open_tracker(settings)
    if tracker:
        leaving.callback(tracker.close)
    tickets, accounts = SqlTickets(stores.engine, now), open_accounts(stores, policy)
    return Parts(
        settings=settings,
        policy=policy,
        stores=stores,
        client=client,
        me=me,
        models=models,
        librarian=librarian,
        messenger=SlackMessenger(
            client, stores.outbox, team_id=me["team_id"], bot_user_id=me["user_id"]
        ),
        jobs=jobs,
        tracker=tracker,
        following=Following(stores.mirrors, jobs, policy.tracker) if tracker else None,
        deadlines=Deadlines(tickets, jobs, policy, accounts),
        documentation=open_documentation(settings, stores),
        redactor=open_redactor(settings, policy),
    )
