"""The running desk: its parts put together, its durable work started, Slack served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

import structlog

from bot.bootstrap.installation import now
from bot.bootstrap.models import open_picture_reader, open_suggester, open_writer
from bot.bootstrap.parts import Parts, open_parts
from bot.bootstrap.rules import open_accounts
from bot.bootstrap.serving import hook_routes, require_slack, serving
from bot.config import Settings
from bot.storage.files import FolderFiles
from bot.storage.tickets import SqlTickets
from bot.support.desk import Desk
from bot.support.mirroring import Mirroring
from bot.support.report import report_of
from bot.support.service import SupportDesk

if TYPE_CHECKING:
    from slack_bolt import App

log = structlog.get_logger()


@contextmanager
def running_desk(settings: Settings, *, retry_seconds: float = 2.0) -> Iterator[str]:
    """Serve Slack until the block ends; yields how (`Socket Mode` or an address).

    `retry_seconds`: the wait before the second try of what failed; it doubles from try to try.
    Raises ConfigError, PolicyError, StorageError or SlackUnavailable before anything is served.
    """
    require_slack(settings)
    with ExitStack() as leaving:
        parts = open_parts(settings, leaving, retry_seconds=retry_seconds)
        desk = _desk(parts)
        mirroring = _mirroring(parts, desk)
        app = _app(parts, desk)
        leaving.callback(parts.jobs.stop)
        _start(parts, desk, mirroring)
        _catch_up(parts, desk)
        hooks = hook_routes(settings, parts.documentation, parts.jobs)
        yield leaving.enter_context(serving(settings, app, hooks))


def _desk(parts: Parts) -> SupportDesk:
    """The desk over its stores; it follows tickets into a tracker where there is one."""
    settings, policy, stores = parts.settings, parts.policy, parts.stores
    following = (parts.following,) if parts.following else ()
    return SupportDesk(
        Desk(
            policy=policy,
            staff_channel=settings.staff_channel,
            maintainers_channel=settings.maintainers_channel,
            accounts=open_accounts(stores, policy),
            inbox=stores.inbox,
            conversations=stores.conversations,
            tickets=SqlTickets(stores.engine, now, parts.deadlines, *following),
            visits=stores.visits,
            similar=stores.similar,
            reporters=stores.reporters,
            incidents=stores.incidents,
            remarks=stores.remarks,
            entries=stores.entries,
            ratings=stores.ratings,
            failures=stores.failures,
            decisions=stores.decisions,
            release_notes=parts.librarian,
            files=FolderFiles(settings.files_folder),
            picture_texts=stores.picture_texts,
            librarian=parts.librarian,
            documentation=parts.documentation,
            writer=open_writer(settings, parts.models),
            messenger=parts.messenger,
            jobs=parts.jobs,
            clock=now,
            suggester=open_suggester(settings, parts.models),
            picture_reader=open_picture_reader(settings, parts.models),
            mirrors=stores.mirrors if parts.following else None,
            redactor=parts.redactor,
        )
    )


def _mirroring(parts: Parts, desk: SupportDesk) -> Mirroring | None:
    """What tells the tracker of tickets, where there is one."""
    if not parts.tracker:
        return None
    return Mirroring(
        parts.tracker,
        parts.stores.mirrors,
        parts.stores.tickets,
        parts.policy.tracker,
        now,
        desk.draw_card,
        partial(report_of, parts.stores.conversations),
        parts.redactor,
    )


def _app(parts: Parts, desk: SupportDesk) -> App:
    """Slack's listeners over the desk."""
    from bot.slack.app import build_app  # noqa: PLC0415 - nothing else needs Slack
    from bot.slack.listeners.context import Context  # noqa: PLC0415

    context = Context(
        desk=desk,
        messenger=parts.messenger,
        tickets=parts.stores.tickets,
        bot_user_id=parts.me["user_id"],
        redactor=parts.redactor,
        clock=now,
    )
    secret = parts.settings.slack_signing_secret.get_secret_value()
    return build_app(parts.client, secret, context)


def _start(parts: Parts, desk: SupportDesk, mirroring: Mirroring | None) -> None:
    """The durable work: what was interrupted goes on, and the schedules are kept."""
    parts.jobs.start(
        desk,
        desk.maintaining,
        parts.documentation.schedules(),
        parts.policy.business_hours.time_zone,
        mirroring,
        gaps=parts.policy.learning.gaps,
    )


def _catch_up(parts: Parts, desk: SupportDesk) -> None:
    """Queue what was stored, but not queued, before the last stop."""
    resumed = desk.resume()
    parts.deadlines.catch_up()
    if parts.following:
        parts.following.catch_up(now().isoformat())
    log.info("desk_started", team=parts.me.get("team"), resumed=resumed)
