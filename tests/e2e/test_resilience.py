"""A bad day in Slack, with the bot in this process: each question still gets exactly one answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.bootstrap.desk import running_desk
from bot.bootstrap.stores import Stores, open_stores
from bot.playground import PlaygroundServer, Setup, Visitor
from bot.playground.faults import FaultKind
from tests.e2e.bots import PATIENCE, STAFF, copy_index, settings_for, wait_for
from tests.e2e.held_model import HeldModel, Line, held_model

Message = dict[str, Any]
HELP, NIMBUS = "C0HELP", "C0NIMBUS"
ASK = "<@U0BOT01> How do I renew an expired token on Android"
SHORT = Line("Ask your server for a fresh token and hand it to the SDK. [1]")
LONG = (
    "Ask your server for a fresh token before the old one expires and hand it to the SDK. [1] "
    "The call goes on while the token is replaced, so nobody has to leave the channel. [1] "
    "Listen for the warning that the SDK sends ahead of time, and renew the token there. [1] "
    "If the warning was missed, join the channel again with a token that is still valid. [1]"
)
LINES = {
    "later words": Line("Then ask your server for a fresh token. [1]"),
    "held at first": Line(SHORT.text, held_at=0),
    "held halfway": Line(LONG, held_at=280),
    "": SHORT,
}


@dataclass
class Scene:
    """A workspace with a bot, and people in it."""

    slack: PlaygroundServer
    model: HeldModel
    stores: Stores

    def __post_init__(self) -> None:
        self.lin: Visitor = self.slack.visitor("U0DEV01")
        self.maya: Visitor = self.slack.visitor("U0DEV02")
        self.sam: Visitor = self.slack.visitor("U0SUP01")

    def settled(self) -> None:
        """Wait until everything that was said is delivered, stored and handled."""
        delivery = self.slack.engine.delivery
        wait_for(lambda: not delivery.pending and not self.stores.inbox.unfinished())

    def bot_said(self, thread: str, channel: str = HELP) -> list[Message]:
        self.settled()
        return [one for one in self.maya.replies(channel, thread) if one.get("bot_id")]

    def tries(self) -> list[str]:
        """How each delivery of this test's events went."""
        history = list(self.slack.engine.delivery.history)
        return [f"{one.event_type} {one.attempt} {one.outcome}" for one in history]


def is_answer(message: Message) -> bool:
    return any(block["type"] == "actions" for block in message["blocks"]) and not message.get(
        "streaming"
    )


def only_answer(messages: list[Message]) -> Message:
    assert [is_answer(one) for one in messages] == [True]
    return messages[0]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[Scene]:
    home = copy_index(samples, tmp_path_factory.mktemp("resilience") / "home")
    setup = Setup(retry_schedule=(0, 0.05, 30.0), ack_seconds=0.4)
    with PlaygroundServer(setup=setup) as slack, held_model(LINES) as model:
        settings = settings_for(
            home,
            slack,
            chat_model="openai:held",
            openai_base_url=model.url,
            openai_api_key=SecretStr("unused"),
        )
        with running_desk(settings, retry_seconds=0.1):
            stores = open_stores(settings)
            yield Scene(slack, model, stores)
            stores.engine.dispose()


@pytest.fixture
def scene(running: Scene) -> Iterator[Scene]:
    running.model.gate.clear()
    running.model.held.clear()
    running.slack.engine.delivery.history.clear()
    yield running
    running.model.gate.set()
    running.slack.faults.clear()
    running.settled()


def test_mention_and_message_events_give_one_answer(scene: Scene) -> None:
    thread = scene.maya.say(HELP, f"{ASK}, held at first?")["ts"]
    wait_for(lambda: scene.model.held and not scene.slack.engine.delivery.pending)
    assert sorted(scene.tries()) == ["app_mention 0 acknowledged", "message 0 acknowledged"]
    scene.model.gate.set()
    only_answer(scene.bot_said(thread))


def test_redelivered_events_give_one_answer(scene: Scene) -> None:
    """The acknowledgement comes too late: Slack sends the same event again."""
    scene.slack.faults.ack_delay = 1.0
    thread = scene.maya.say(HELP, f"{ASK}?")["ts"]
    wait_for(lambda: any(" 1 " in one for one in scene.tries()), what="a redelivery")
    scene.slack.faults.ack_delay = 0.0
    only_answer(scene.bot_said(thread))
    assert any(" 0 timeout" in one for one in scene.tries())


@pytest.mark.parametrize("kind", ["ratelimited", "server_error", "drop", "drop_before"])
def test_a_post_that_slack_fails_is_made_once(scene: Scene, kind: FaultKind) -> None:
    """429, 500, an answer lost on its way back, a connection lost on its way there."""
    scene.slack.faults.add("chat.postMessage", kind, seconds=1)
    thread = scene.maya.say(HELP, f"{ASK}?")["ts"]
    only_answer(scene.bot_said(thread))
    assert not scene.slack.faults.waiting, "the fault happened"


@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.update"])
@pytest.mark.parametrize("kind", ["server_error", "drop"])
def test_a_stream_that_slack_fails_ends_as_one_answer(
    scene: Scene, method: str, kind: FaultKind
) -> None:
    scene.model.gate.set()
    scene.slack.faults.add(method, kind)
    thread = scene.maya.say(HELP, f"{ASK}, held halfway?")["ts"]
    assert LONG[-60:] in str(only_answer(scene.bot_said(thread)))


def test_dropped_sockets_lose_nothing(scene: Scene) -> None:
    scene.slack.drop_sockets()
    thread = scene.maya.say(HELP, f"{ASK}?")["ts"]
    only_answer(scene.bot_said(thread))
    assert any("connection_failed" in one for one in scene.tries())


def test_questions_of_a_thread_are_answered_in_their_order(scene: Scene) -> None:
    thread = scene.maya.say(HELP, f"{ASK}, held at first?")["ts"]
    wait_for(lambda: scene.model.held)
    scene.maya.say(HELP, f"{ASK}, later words?", thread)
    other = scene.maya.say(HELP, f"{ASK}?")["ts"]
    scene.maya.wait_for_reply(HELP, other, "actions", PATIENCE)
    said = [one for one in scene.maya.replies(HELP, thread) if one.get("bot_id")]
    assert said == [], "the second question waits for the first; another thread does not"
    scene.model.gate.set()
    first, second = scene.bot_said(thread)
    assert "Ask your server" in str(first)
    assert "Then ask" in str(second)


def test_a_claim_silences_an_answer_in_the_middle(scene: Scene) -> None:
    thread = scene.lin.say(NIMBUS, f"{ASK}?")["ts"]
    answer = scene.lin.wait_for_reply(NIMBUS, thread, "actions", PATIENCE)
    scene.lin.press(answer, "person_request")
    scene.settled()
    card = scene.sam.messages(STAFF)[-1]
    scene.lin.say(NIMBUS, f"{ASK}, held halfway?", thread)
    growing = wait_for(
        lambda: [one for one in scene.lin.replies(NIMBUS, thread) if one.get("streaming")]
    )
    scene.sam.press(card, "ticket_claim")
    scene.lin.wait_for_reply(NIMBUS, thread, "reads along here", PATIENCE)
    scene.model.gate.set()
    said = scene.bot_said(thread, NIMBUS)
    assert growing[0]["ts"] not in [one["ts"] for one in said], "the half was taken back"
    assert not [one for one in said if "If the warning was missed" in str(one)]
    scene.lin.say(NIMBUS, "Thanks, I will wait. And how do I join a channel?", thread)
    assert scene.bot_said(thread, NIMBUS) == said, "not a word from the bot"
    carried = scene.sam.replies(STAFF, card["ts"])[-1]["text"]
    assert carried.endswith(": Thanks, I will wait. And how do I join a channel?")
