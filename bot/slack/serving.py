"""Receiving from Slack: Socket Mode when there is an app token, signed HTTP events otherwise."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from slack_bolt import App

from bot.errors import SlackUnavailable
from bot.slack.app import socket_mode


@contextmanager
def serving_socket(app: App, app_token: str) -> Iterator[None]:
    """Connected until the block ends. Raises SlackUnavailable."""
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
