"""A Bolt app in HTTP mode: signed events, retries, interactions and commands."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.playground import PlaygroundServer, Setup, Visitor
from bot.playground.delivery import NotDeliveredError
from bot.playground.signed import signature

HELP = "C0HELP"
SECRET = Setup().signing_secret


class HttpBot:
    """A tiny web app around Bolt; ``failures`` are statuses to answer before Bolt is asked."""

    def __init__(self, app: App) -> None:
        self._handler = SlackRequestHandler(app)
        self.failures: list[int] = []
        self.headers: list[dict[str, str]] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/slack/events"
        route = Route("/slack/events", self._events, methods=["POST"])
        config = uvicorn.Config(Starlette(routes=[route]), log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))

    async def _events(self, request: Request) -> Response:
        self.headers.append(dict(request.headers))
        if self.failures:
            await request.body()
            headers = {"X-Slack-No-Retry": "1"} if self.failures[0] == 501 else {}
            return Response("no", self.failures.pop(0), headers=headers)
        await request.body()
        return await self._handler.handle(request)

    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.002)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


@pytest.fixture
def bot(client: WebClient) -> Iterator[tuple[HttpBot, App]]:
    app = App(client=client, signing_secret=SECRET)
    bot = HttpBot(app)
    bot.start()
    yield bot, app
    bot.stop()


def test_events_interactions_and_commands_arrive_signed(
    slack: PlaygroundServer, bot: tuple[HttpBot, App], lin: Visitor
) -> None:
    web, app = bot

    @app.event("app_mention")
    def answer(event: dict[str, Any], say: Any) -> None:
        element = {"type": "button", "action_id": "go", "value": "1"}
        element["text"] = {"type": "plain_text", "text": "Go"}  # type: ignore[assignment]
        blocks = [{"type": "actions", "elements": [element]}]
        say(text="hi", thread_ts=event["ts"], blocks=blocks)

    @app.event("message")
    def accept() -> None:
        return

    @app.action("go")
    def go(ack: Any, body: dict[str, Any]) -> None:
        field = {"type": "plain_text_input", "action_id": "a"}
        label = {"type": "plain_text", "text": "T"}
        blocks = [{"type": "input", "block_id": "b", "label": label, "element": field}]
        ack()
        app.client.views_open(
            trigger_id=body["trigger_id"],
            view={
                "type": "modal",
                "callback_id": "cb",
                "title": label,
                "submit": label,
                "blocks": blocks,
            },
        )

    @app.view("cb")
    def submitted(ack: Any) -> None:
        ack(response_action="errors", errors={"b": "no"})

    @app.command("/desk")
    def desk(ack: Any) -> None:
        ack("here")

    slack.use_http(web.url)
    assert slack.engine.connected
    said = lin.say(HELP, "<@U0BOT01> hi")
    reply = lin.wait_for_reply(HELP, said["ts"])
    lin.press(reply, "go")
    view = lin.wait_for(lin.views)[0]
    refused = lin.submit(view, {"b": {"a": {"value": "x"}}})
    assert refused == {"response_action": "errors", "errors": {"b": "no"}}
    lin.command(HELP, "/desk")
    assert lin.pushes("ephemeral")[-1]["message"]["text"] == "here"


def test_failures_are_retried_with_slacks_headers(
    slack: PlaygroundServer, bot: tuple[HttpBot, App], lin: Visitor
) -> None:
    web, app = bot

    @app.event("message")
    def accept() -> None:
        return

    slack.use_http(web.url)
    web.headers.clear()
    web.failures += [500, 503]
    lin.say(HELP, "x")
    lin.wait_for(lambda: len(web.headers) == 3)
    retries = [
        (one.get("x-slack-retry-num"), one.get("x-slack-retry-reason")) for one in web.headers
    ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert all(one["x-slack-signature"].startswith("v0=") for one in web.headers)
    lin.wait_for(lambda: slack.engine.delivery.pending == 0)
    assert slack.engine.delivery.history[-1].outcome == "acknowledged"


def test_a_bot_can_decline_retries(
    slack: PlaygroundServer, bot: tuple[HttpBot, App], lin: Visitor
) -> None:
    web, _ = bot
    slack.use_http(web.url)
    web.headers.clear()
    web.failures.append(501)
    lin.say(HELP, "x")
    lin.wait_for(lambda: slack.engine.delivery.history)
    lin.wait_for(lambda: slack.engine.delivery.pending == 0)
    assert len(web.headers) == 1


def test_a_request_url_known_from_the_start_needs_no_handshake(bot: tuple[HttpBot, App]) -> None:
    web, _ = bot
    with PlaygroundServer(setup=Setup(request_url=web.url)) as server:
        assert server.engine.connected
        assert web.headers == []
        web.failures.append(501)
        server.visitor("U0DEV01").say(HELP, "x")
        server.visitor("U0DEV01").wait_for(lambda: web.headers)


def test_nobody_listens_at_the_request_url(slack: PlaygroundServer) -> None:
    with pytest.raises(NotDeliveredError, match="connection_failed"):
        slack.use_http("http://127.0.0.1:9/slack/events")


def test_the_signature_is_slacks() -> None:
    # The worked example of docs.slack.dev/authentication/verifying-requests-from-slack.
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands"
        b"%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    assert signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body) == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )
