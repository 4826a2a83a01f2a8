"""How the desk is reached: Socket Mode or HTTP for Slack, HTTP for the ingest hook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from bot.bootstrap.installation import now
from bot.config import Settings
from bot.documentation import Documentation
from bot.errors import ConfigError

if TYPE_CHECKING:
    from slack_bolt import App
    from starlette.routing import BaseRoute

    from bot.workflows import DurableJobs


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


def hook_routes(
    settings: Settings, documentation: Documentation, jobs: DurableJobs
) -> Sequence[BaseRoute]:
    """Where a repository says that its documentation changed; nowhere without a secret."""
    from bot import web  # noqa: PLC0415 - only where something is served

    secret = settings.webhook_secret.get_secret_value()
    if not secret:
        return ()
    return web.hook_routes(secret, documentation.names, jobs.ingest_unless_done, now)


@contextmanager
def serving(settings: Settings, app: App, hooks: Sequence[BaseRoute]) -> Iterator[str]:
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
