"""A screenshot on the local workspace: the desk as it is served, a model over HTTP beside it."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import SecretStr

from bot.bootstrap.desk import running_desk
from bot.playground import PlaygroundServer
from tests.e2e.bots import PATIENCE, STAFF, settings_for, wait_for
from tests.openai_server import openai_server
from tests.picture_samples import png

NIMBUS = "C0NIMBUS"
UNREAD = "`again.png`: it is a picture: kept for the support team, but I could not read it"
DIALOG = ["Join failed", "Error code 1109: the token has expired", "Bright RTC Android SDK 4.3.1"]


def test_a_screenshot_is_read_and_one_that_cannot_be_is_named(
    home: Path, slack: PlaygroundServer
) -> None:
    lin, sam = slack.visitor("U0DEV01"), slack.visitor("U0SUP01")
    with openai_server() as model:
        settings = settings_for(
            home,
            slack,
            vision_model="seer",
            openai_base_url=model.url,
            openai_api_key=SecretStr("sk-test"),
            chat_model="",
        )
        with running_desk(settings, retry_seconds=0.01):
            model.text = json.dumps({"lines": DIALOG})
            shot = lin.upload("shot.png", png())
            call = "<@U0BOT01> Production is down, every call fails. I need a human."
            read = lin.say(NIMBUS, call, files=[shot])["ts"]
            lin.wait_for_reply(NIMBUS, read, "I read the text in `shot.png`", PATIENCE)
            wait_for(lambda: sam.messages(STAFF))
            (card,) = sam.messages(STAFF)
            assert "1109 (read in a picture by a model)" in str(card)
            shown = sam.wait_for_reply(STAFF, card["ts"], "Read by a model", PATIENCE)
            assert DIALOG[1] in str(shown)
            model.mode = "refused"
            other = lin.upload("again.png", png(shade=1))
            lin.say(NIMBUS, "It happens again, see here", read, files=[other])
            wait_for(lambda: UNREAD in str(lin.pushes("ephemeral")), what="the whisper")
            model.mode = "ok"
