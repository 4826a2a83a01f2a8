"""A running workspace, and the real Bolt app in Socket Mode against it."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.playground import PlaygroundServer, Setup, Visitor

Connect = Callable[[App], SocketModeHandler]


SETUP = Setup(retry_schedule=(0, 0.05, 0.1), ack_seconds=1.0)


@pytest.fixture
def slack() -> Iterator[PlaygroundServer]:
    """Return a workspace whose retries and timeouts are short."""
    with PlaygroundServer(setup=SETUP) as server:
        yield server


@pytest.fixture(scope="module")
def shared_slack() -> Iterator[PlaygroundServer]:
    """Return a workspace for a whole module, whose tests reset it: a stop costs 0.2 s."""
    with PlaygroundServer(setup=SETUP) as server:
        yield server


@pytest.fixture
def client(slack: PlaygroundServer) -> WebClient:
    return WebClient("xoxb-playground", base_url=slack.api_url)


@pytest.fixture
def lin(slack: PlaygroundServer) -> Visitor:
    return slack.visitor("U0DEV01")


@pytest.fixture
def app(client: WebClient) -> App:
    return App(client=client)


@pytest.fixture
def connect(slack: PlaygroundServer) -> Iterator[Connect]:
    """Connect a Bolt app; its socket is closed from here first.

    The builtin client's own close waits until its blocking read ends, up to three seconds.
    """
    handlers: list[SocketModeHandler] = []

    def start(app: App) -> SocketModeHandler:
        handler = SocketModeHandler(app, "xapp-playground", ping_interval=1)
        handler.connect()  # type: ignore[no-untyped-call]
        handlers.append(handler)
        return handler

    yield start
    for handler in handlers:
        assert handler.client
        handler.client.auto_reconnect_enabled = False
        handler.client.default_auto_reconnect_enabled = False
    slack.drop_sockets()
    deadline = time.monotonic() + 2
    for handler in handlers:
        assert handler.client
        while handler.client.is_connected() and time.monotonic() < deadline:
            time.sleep(0.005)
        # Wakes the client's message thread, which else waits out its second.
        handler.client.closed = True
        handler.client.message_queue.put(None)
        with suppress(AttributeError):  # the SDK may close its socket at the same moment
            handler.close()  # type: ignore[no-untyped-call]
