"""The bot over signed HTTP events: the same app, another door."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.bootstrap.desk import running_desk
from bot.bootstrap.stores import Stores, open_stores
from bot.playground import PlaygroundServer, Setup, Visitor
from bot.playground.signed import signature
from tests.e2e.bots import PATIENCE, STAFF, copy_index, settings_for, wait_for

HELP = "C0HELP"
ASK = "<@U0BOT01> How do I renew an expired token on Android?"


@dataclass
class Scene:
    slack: PlaygroundServer
    address: str
    stores: Stores

    def __post_init__(self) -> None:
        self.maya: Visitor = self.slack.visitor("U0DEV02")

    def settled(self) -> None:
        delivery = self.slack.engine.delivery
        wait_for(lambda: not delivery.pending and not self.stores.inbox.unfinished())

    def answered(self) -> tuple[str, dict[str, Any]]:
        thread = self.maya.say(HELP, ASK)["ts"]
        return thread, self.maya.wait_for_reply(HELP, thread, "actions", PATIENCE)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[Scene]:
    home = copy_index(samples, tmp_path_factory.mktemp("http") / "home")
    setup = Setup(retry_schedule=(0, 0.05, 30.0), ack_seconds=3.0)
    with PlaygroundServer(setup=setup) as slack:
        settings = settings_for(
            home,
            slack,
            slack_app_token=SecretStr(""),
            slack_signing_secret=SecretStr(setup.signing_secret),
            http_port=free_port(),
        )
        with running_desk(settings) as address:
            slack.use_http(address)
            stores = open_stores(settings)
            yield Scene(slack, address, stores)
            stores.engine.dispose()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def post(address: str, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(address, body, headers)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            status: int = answer.status
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code
    return status


def signed(body: bytes, *, at: float | None = None, secret: str = "") -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    mark = signature(secret or Setup().signing_secret, stamp, body)
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": mark,
    }


def mention(event_id: str, ts: str) -> bytes:
    event = {"type": "app_mention", "user": "U0DEV02", "channel": HELP, "ts": ts, "text": ASK}
    return json.dumps({"type": "event_callback", "event_id": event_id, "event": event}).encode()


def test_a_question_a_button_and_a_form(scene: Scene) -> None:
    thread, answer = scene.answered()
    assert "token" in str(answer["blocks"]).lower()
    scene.maya.press(answer, "answer_not_solved")
    offer = scene.maya.wait_for_reply(HELP, thread, "ticket_file", PATIENCE)
    scene.maya.press(offer, "ticket_open")
    (view,) = wait_for(scene.maya.views)
    nonsense = {"summary": {"value": {"value": "?!"}}}
    refused = scene.maya.submit(view, nonsense)
    assert refused["response_action"] == "errors"
    assert list(refused["errors"]) == ["summary"]
    good = {"summary": {"value": {"value": "The token cannot be renewed"}}}
    assert "errors" not in scene.maya.submit(view, good)
    filed = scene.maya.wait_for_reply(HELP, thread, "Ticket DS-1", PATIENCE)
    assert "The token cannot be renewed" in str(filed["blocks"])
    scene.settled()
    assert "The token cannot be renewed" in scene.maya.messages(STAFF)[-1]["text"]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"secret": "a stranger's"}, id="another secret"),
        pytest.param({"at": 1_000_000.0}, id="an old request, sent again"),
    ],
)
def test_a_bad_signature_is_refused(scene: Scene, headers: dict[str, Any]) -> None:
    ts = scene.maya.say(HELP, "no question")["ts"]
    body = mention(f"Ev0FORGED{len(headers)}", ts)
    assert post(scene.address, body, signed(body, **headers)) == 401
    assert post(scene.address, body, {"Content-Type": "application/json"}) == 401
    scene.settled()
    assert scene.maya.replies(HELP, ts) == []


def test_retries_are_handled_once(scene: Scene) -> None:
    """Slack did not get our acknowledgement and sends the event again, three times."""
    ts = scene.maya.say(HELP, "asked by hand below")["ts"]
    body = mention("Ev0RETRIED", ts)
    for number in range(4):
        retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"}
        assert post(scene.address, body, signed(body) | (retry if number else {})) == 200
    scene.maya.wait_for_reply(HELP, ts, "actions", PATIENCE)
    scene.settled()
    assert len(scene.maya.replies(HELP, ts)) == 1


def test_health(scene: Scene) -> None:
    with urllib.request.urlopen(scene.address.replace("/slack/events", "/healthz")) as answer:  # noqa: S310
        assert answer.read() == b"ok"
