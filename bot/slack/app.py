"""One stock Bolt app, served over Socket Mode or signed HTTP events."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.errors import ConfigError, SlackUnavailable
from bot.slack.listeners import register_all
from bot.slack.listeners.context import Context

log = structlog.get_logger()

_TIMEOUT = 10  # seconds for one Web API call
_PING = 3  # seconds; the SDK takes five pings to notice a socket that broke without a word


def open_client(token: str, api_url: str) -> WebClient:
    """A Web API client that waits when Slack says so, and never repeats a post on its own.

    The SDK's default retries a broken connection, which can post a message twice; the messenger
    looks first instead.
    """
    return WebClient(
        token=token,
        base_url=api_url,
        timeout=_TIMEOUT,
        retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=3)],
    )


def identify(client: WebClient) -> Mapping[str, Any]:
    """`auth.test`: team_id, user_id, bot_id… Raises ConfigError for a bad token."""
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        raise ConfigError(
            f"Slack does not accept SLACK_BOT_TOKEN: {error.response['error']}.",
            "Copy the Bot User OAuth Token from your app's page, OAuth & Permissions.",
        ) from error
    except (SlackClientError, OSError) as error:
        raise SlackUnavailable(
            "Slack cannot be reached.", "Check the network and SLACK_API_URL."
        ) from error
    return dict(answer.data) | {"headers": dict(answer.headers)}  # type: ignore[arg-type]


def build_app(client: WebClient, signing_secret: str, context: Context) -> App:
    """The Bolt app with every listener; nothing runs yet."""
    logger = logging.getLogger("doorstep.bolt")
    logger.addFilter(_no_word_of_the_token)
    app = App(
        client=client,
        signing_secret=signing_secret or "unused in socket mode",
        process_before_response=True,
        token_verification_enabled=False,
        logger=logger,
    )

    @app.error
    def on_error(error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Not acknowledged: Slack delivers an event again, and shows a form's sender a warning."""
        log.error("listener_failed", type=body.get("type"), exc_info=error)
        return BoltResponse(status=500, body="")

    register_all(app, context)
    return app


def _no_word_of_the_token(record: logging.LogRecord) -> bool:
    """Bolt finds SLACK_BOT_TOKEN in the environment by itself and warns that it has two."""
    return "`token` will be unused" not in record.getMessage()


def socket_mode(app: App, app_token: str) -> SocketModeHandler:
    """Serves the app over Slack's WebSocket; `connect()` starts it, `close()` ends it."""
    logger = logging.getLogger("doorstep.socket")
    logger.setLevel(logging.NOTSET)  # an earlier stop in this process may have silenced it
    return SocketModeHandler(app, app_token, logger=logger, ping_interval=_PING)


def http_routes(app: App) -> list[BaseRoute]:
    """Serve the app as signed HTTP events at /slack/events."""

    async def slack_events(request: Request) -> Response:
        body = (await request.body()).decode("utf-8", "replace")
        bolt_request = BoltRequest(
            body=body, query=request.url.query, headers=dict(request.headers)
        )
        answer = await run_in_threadpool(app.dispatch, bolt_request)
        headers = answer.first_headers_without_set_cookie()
        return Response(answer.body, status_code=answer.status, headers=headers)

    return [Route("/slack/events", slack_events, methods=["POST"])]


def check_app_token(app_token: str, api_url: str) -> str:
    """Whether Socket Mode would connect. Raises ConfigError with the remedy."""
    try:
        open_client("", api_url).apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        raise ConfigError(
            f"Slack does not accept SLACK_APP_TOKEN: {error.response['error']}.",
            "Make one with the scope connections:write: Basic Information, App-Level Tokens.",
        ) from error
    except (SlackClientError, OSError) as error:
        raise SlackUnavailable("Slack cannot be reached.", "Check SLACK_API_URL.") from error
    return "Socket Mode"


def check_channel(client: WebClient, channel: str, setting: str) -> str:
    """Whether the bot can post there. Raises ConfigError with the remedy."""
    try:
        found = client.conversations_info(channel=channel)["channel"]
    except SlackApiError as error:
        raise ConfigError(
            f"The channel {channel} cannot be used: {error.response['error']}.",
            f"Put the channel's id into {setting} and invite the bot to it.",
        ) from error
    if not found.get("is_member"):
        raise ConfigError(
            f"The bot is not in #{found.get('name')}.", "Invite it there: /invite @Doorstep."
        )
    return f"#{found.get('name')}"
