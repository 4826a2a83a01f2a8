"""kill -9 at the worst moments, once for all of them; then what each person finds in Slack.

Nothing here is timed by luck: the model stands still in the middle of its sentence, and the
workspace takes a message without answering, until the process is dead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.bootstrap.installation import SAMPLE_POLICY
from bot.bootstrap.stores import open_stores
from bot.playground import PlaygroundServer, Setup, Visitor
from bot.support.inbound import MessageReceived
from tests.e2e.bots import STAFF, BotProcess, copy_index, settings_for, wait_for
from tests.e2e.held_model import Line, held_model

Message = dict[str, Any]
HELP, NIMBUS = "C0HELP", "C0NIMBUS"
RUNGS = ("On-call specialist", "Support team", "Support manager")

LONG = (
    "Ask your server for a fresh token before the old one expires and hand it to the SDK. [1] "
    "The call goes on while the token is replaced, so nobody has to leave the channel. [1] "
    "Listen for the warning that the SDK sends ahead of time, and renew the token there. [1] "
    "If the warning was missed, join the channel again with a token that is still valid. [1]"
)
SHORT = "Ask your server for a fresh token and hand it to the SDK. [1]"
LINES = {
    "in the middle": Line(LONG, held_at=280),
    "right behind": Line(SHORT.replace("Ask", "Then ask")),
    "without a word": Line(SHORT, held_at=0),
    "right after": Line(SHORT),
    "never queued": Line(SHORT.replace("Ask", "Simply ask")),
}
ASK = "<@U0BOT01> How do I renew an expired token on Android"


@dataclass
class Aftermath:
    """The workspace after the crash and the restart."""

    maya: Visitor
    threads: dict[str, str]
    at_the_kill: dict[str, list[Message]]
    pages_at_the_kill: list[str]
    log: str

    def bot_said(self, name: str) -> list[Message]:
        return said(self.maya, self.threads[name])


def said(person: Visitor, thread: str) -> list[Message]:
    return [one for one in person.replies(HELP, thread) if one.get("bot_id")]


def text_of(message: Message) -> str:
    return "".join(one["text"] for one in message["blocks"] if one["type"] == "markdown")


def buttons_of(message: Message) -> list[str]:
    return [
        one["action_id"]
        for block in message["blocks"]
        if block["type"] == "actions"
        for one in block["elements"]
    ]


def short_ladder(folder: Path) -> Path:
    """The sample policy with a ladder of seconds."""
    policy = yaml.safe_load(SAMPLE_POLICY.read_text(encoding="utf-8"))
    for rung, wait in zip(policy["escalation"]["ladder"], ("10s", "1s", "1s"), strict=True):
        rung["wait"] = wait
    path = folder / "policy.yaml"
    path.write_text(yaml.safe_dump(policy, allow_unicode=True), encoding="utf-8")
    return path


def pages(slack: PlaygroundServer) -> list[str]:
    """What the clock said in the staff thread of the only ticket."""
    sam = slack.visitor("U0SUP01")
    cards = sam.messages(STAFF)
    return [one["text"] for one in sam.replies(STAFF, cards[0]["ts"])] if cards else []


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[Aftermath]:
    """Bring five conversations and a ticket to a bad moment, kill the bot, start it again."""
    home = copy_index(samples, tmp_path_factory.mktemp("killed"))
    policy = short_ladder(home)
    with PlaygroundServer(setup=Setup(ack_seconds=10.0)) as slack, held_model(LINES) as model:
        bot = BotProcess(
            home,
            slack,
            DOORSTEP_POLICY=str(policy),
            DOORSTEP_CHAT_MODEL="openai:held",
            DOORSTEP_MODEL_TIMEOUT="120",
            OPENAI_BASE_URL=model.url,
            OPENAI_API_KEY="unused",
        )
        bot.start()
        try:
            maya, lin = slack.visitor("U0DEV02"), slack.visitor("U0DEV01")
            threads = {
                phrase: maya.say(HELP, f"{ASK}, {phrase}?")["ts"]
                for phrase in ("in the middle", "without a word")
            }
            wait_for(lambda: set(model.held) >= set(threads), what="an answer that stands still")
            wait_for(
                lambda: any(one.get("streaming") for one in said(maya, threads["in the middle"]))
            )
            behind = maya.say(HELP, f"{ASK}, right behind?", threads["in the middle"])
            lin.say(NIMBUS, "<@U0BOT01> Production is down, every call fails. I need a human.")
            wait_for(lambda: pages(slack), what="the first page")
            # The message arrives; the bot does not live to hear of it.
            slack.faults.add("chat.postMessage", "stall", seconds=60.0)
            threads["right after"] = maya.say(HELP, f"{ASK}, right after?")["ts"]
            wait_for(lambda: said(maya, threads["right after"]), what="the message")
            wait_for(lambda: not slack.engine.delivery.pending, what="every acknowledgement")
            bot.kill()
            at_the_kill = {name: said(maya, ts) for name, ts in threads.items()}
            pages_at_the_kill = pages(slack)
            # Stored, and dead before it reached the queue.
            threads["never queued"] = unheard = maya.say(HELP, "hello")["ts"]
            stores = open_stores(settings_for(home, slack))
            stores.inbox.add(
                MessageReceived(
                    id="Ev0NEVERQUEUED",
                    user="U0DEV02",
                    channel=HELP,
                    thread_ts=unheard,
                    ts=unheard,
                    text="How do I renew an expired token on Android, never queued?",
                    addressed=True,
                )
            )
            slack.faults.clear()
            model.gate.set()
            bot.start()
            wait_for(lambda: not stores.inbox.unfinished(), what="the end of the work")
            wait_for(lambda: "at its end" in "".join(pages(slack)), what="the end of the ladder")
            stores.engine.dispose()
            threads["right behind"] = behind["thread_ts"]
            bot.stop()
            yield Aftermath(maya, threads, at_the_kill, pages_at_the_kill, bot.log)
        finally:
            bot.bury()


def test_the_moments_were_the_bad_ones(aftermath: Aftermath) -> None:
    """Guards the tests below: each state before the kill was the one that it speaks of."""
    (growing,) = aftermath.at_the_kill["in the middle"]
    assert growing["streaming"]
    assert 0 < len(text_of(growing)) < len(LONG)
    assert aftermath.at_the_kill["without a word"] == []
    assert len(aftermath.at_the_kill["right after"]) == 1


def test_killed_in_the_middle_of_a_streamed_answer(aftermath: Aftermath) -> None:
    first, second = aftermath.bot_said("in the middle")
    assert first["ts"] == aftermath.at_the_kill["in the middle"][0]["ts"], "the half was finished"
    for message, text in ((first, LONG), (second, LINES["right behind"].text)):
        assert text_of(message) == text
        assert buttons_of(message)[:2] == ["answer_solved", "answer_not_solved"]
        assert not message.get("streaming")


@pytest.mark.parametrize("name", ["without a word", "right after", "never queued"])
def test_exactly_one_answer(aftermath: Aftermath, name: str) -> None:
    """Killed before the first word; after the post, before its record; before it was queued."""
    (message,) = aftermath.bot_said(name)
    assert text_of(message) == LINES[name].text
    assert len(buttons_of(message)) == 4


def test_the_clock_pages_each_rung_once(aftermath: Aftermath) -> None:
    said = "\n".join(aftermath.pages_at_the_kill)
    assert RUNGS[0] in said
    assert RUNGS[2] not in said, "the ladder was not at its end when the bot died"
    later = "\n".join(pages_of(aftermath))
    assert [later.count(f". {rung}, please") for rung in RUNGS] == [1, 1, 1]
    assert later.count("at its end") == 1


def pages_of(aftermath: Aftermath) -> list[str]:
    cards = aftermath.maya.messages(STAFF)
    return [one["text"] for one in aftermath.maya.replies(STAFF, cards[0]["ts"])]


def test_no_traceback_was_shown(aftermath: Aftermath) -> None:
    assert "Traceback" not in aftermath.log
