"""Slack is away for longer than all tries, across a stop and a start of the desk as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.bootstrap.desk import running_desk
from bot.bootstrap.index import open_librarian
from bot.bootstrap.stores import open_stores
from bot.playground import PlaygroundServer, Visitor
from tests.e2e.bots import PATIENCE, settings_for, wait_for

Message = dict[str, Any]
HELP = "C0HELP"
ASK = "<@U0BOT01> How do I renew an expired token on Android?"
FEW, ALWAYS = 4, 10_000  # the tries of one round; more than any test makes


def answers(person: Visitor, thread: str) -> list[Message]:
    return [one for one in person.replies(HELP, thread) if one.get("bot_id")]


def test_an_outage_of_slack(home: Path, slack: PlaygroundServer) -> None:
    """One home, three days: told of a failure; answered when Slack is back; after a restart."""
    settings = settings_for(home, slack)
    maya = slack.visitor("U0DEV02")
    stores = open_stores(settings)
    with running_desk(settings, retry_seconds=0.01):
        # Posting fails in every try, and then works: the person is told.
        slack.faults.add("chat.startStream", "server_error")
        slack.faults.add("chat.postMessage", "server_error", times=FEW)
        told = maya.say(HELP, ASK)["ts"]
        apology = maya.wait_for_reply(HELP, told, "It is kept as", PATIENCE)
        assert "ticket_open" in str(apology), "and can go on from there"
        wait_for(lambda: not stores.inbox.unfinished())
        # Nothing at all works for a while: nobody can be told, so the answer waits.
        slack.faults.add("*", "drop_before", times=ALWAYS)
        late = maya.say(HELP, ASK)["ts"]
        wait_for(lambda: slack.faults.waiting < ALWAYS - 5 * FEW)
        assert answers(maya, late) == []
        slack.faults.clear()
        maya.wait_for_reply(HELP, late, "actions", PATIENCE)
        # The desk stops in the middle of another outage.
        slack.faults.add("*", "drop_before", times=ALWAYS)
        lost = maya.say(HELP, ASK)["ts"]
        wait_for(lambda: slack.faults.waiting < ALWAYS - 5 * FEW)
    assert [one.thread_ts for one in stores.inbox.unfinished()] == [lost]
    slack.faults.clear()
    with running_desk(settings, retry_seconds=0.01):
        maya.wait_for_reply(HELP, lost, "actions", PATIENCE)
        wait_for(lambda: not stores.inbox.unfinished())
    stores.engine.dispose()
    assert [len(answers(maya, thread)) for thread in (told, late, lost)] == [1, 1, 1]


def test_the_index_is_open_before_the_first_question(home: Path, slack: PlaygroundServer) -> None:
    librarian = open_librarian(settings_for(home, slack))
    librarian.warm_up()
    wait_for(lambda: librarian.is_warm)
    librarian.close()
