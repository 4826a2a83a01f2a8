"""Serving the Bolt app: Socket Mode when there is an app token, signed HTTP events otherwise."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from slack_bolt import App

from bot.config import Settings
from bot.errors import ConfigError, SlackUnavailable
from bot.slack.app import http_app, socket_mode

_START_SECONDS = 10.0


@contextmanager
def serving(app: App, settings: Settings) -> Iterator[str]:
    """Serve until the block ends; yields a description for people."""
    app_token = settings.slack_app_token.get_secret_value()
    if app_token:
        with _socket(app, app_token):
            yield "Socket Mode"
    else:
        with _http(app, settings.http_host, settings.http_port) as address:
            yield address


@contextmanager
def _socket(app: App, app_token: str) -> Iterator[None]:
    handler = socket_mode(app, app_token)
    try:
        handler.connect()  # type: ignore[no-untyped-call]
    except Exception as error:
        raise SlackUnavailable(
            "Socket Mode could not connect.",
            "Check SLACK_APP_TOKEN (it needs the scope connections:write) and the network.",
        ) from error
    try:
        yield
    finally:
        # What arrives now cannot be acknowledged and comes again; the SDK would print tracebacks.
        handler.client.logger.setLevel(logging.CRITICAL)
        with suppress(AttributeError):  # the SDK may close its socket at the same moment
            handler.close()  # type: ignore[no-untyped-call]


@contextmanager
def _http(app: App, host: str, port: int) -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(http_app(app), host=host, port=port, log_level="warning", lifespan="off")
    )
    thread = threading.Thread(target=server.run, name="http", daemon=True)
    thread.start()
    deadline = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise ConfigError(
                f"Port {port} on {host} cannot be used.",
                "Another program has it: set DOORSTEP_HTTP_PORT to a free one.",
            )
        time.sleep(0.02)
    try:
        yield f"http://{host}:{port}/slack/events"
    finally:
        server.should_exit = True
        thread.join(timeout=5)
