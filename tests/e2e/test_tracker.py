"""The real bot and a tracker: killed between the tracker's deed and its answer, it tells once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from bot.playground import PlaygroundServer, Setup, Visitor
from tests.e2e.bots import STAFF, BotProcess, copy_index, wait_for
from tests.tracker_servers import TOKEN, GitHubServer, serving

NIMBUS = "C0NIMBUS"


def card(sam: Visitor) -> str:
    """All that the only triage card shows."""
    return json.dumps(sam.messages(STAFF)[:1])


def test_killed_while_the_tracker_answers(tmp_path: Path, samples: Path) -> None:
    home = copy_index(samples, tmp_path / "home")
    github = GitHubServer(now=datetime.now(UTC))
    github.faults.held = True
    with PlaygroundServer(setup=Setup()) as slack, serving(github):
        bot = BotProcess(
            home,
            slack,
            DOORSTEP_TRACKER="github",
            DOORSTEP_TRACKER_URL=github.url,
            DOORSTEP_TRACKER_PROJECT="acme/support",
            DOORSTEP_TRACKER_TOKEN=TOKEN,
        )
        bot.start()
        try:
            lin, sam = slack.visitor("U0DEV01"), slack.visitor("U0SUP01")
            lin.say(NIMBUS, "<@U0BOT01> Production is down, every call fails. I need a human.")
            wait_for(lambda: github.holding, what="the issue whose answer is held back")
            bot.kill()
            github.faults.held = False
            assert len(github.issues) == 1
            bot.start()
            wait_for(lambda: "issues/1" in card(sam), what="the link on the card")
            bot.stop()
        finally:
            bot.bury()
    (issue,) = github.issues
    assert "DS-1" in issue["title"]
    assert TOKEN not in bot.log
