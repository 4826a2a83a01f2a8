"""A doc maintainer's day in Slack: an ingest asked for, one by webhook, one that is killed -9."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.bootstrap.installation import SAMPLE_DOCS
from bot.playground import PlaygroundServer, Setup, Visitor
from tests.e2e.bots import PATIENCE, BotProcess, copy_index, wait_for
from tests.e2e.test_http_mode import free_port

DOCS, HELP = "C0DOCS", "C0HELP"
SECRET = "hook secret"
CATALOGUE = """
sources:
  brightwire:
    type: folder
    location: {folder}
    link: https://docs.brightwire.example/{{path_without_ext}}
"""


class Desk:
    """The bot as a process, its documentation, and the people who look at it."""

    def __init__(self, home: Path, samples: Path, slack: PlaygroundServer) -> None:
        copy_index(samples, home)
        self.docs = home / "docs"
        shutil.copytree(SAMPLE_DOCS, self.docs)
        catalogue = CATALOGUE.format(folder=self.docs)
        (home / "sources.yaml").write_text(catalogue, encoding="utf-8")
        self.port = free_port()
        self.bot = BotProcess(
            home,
            slack,
            DOORSTEP_MAINTAINERS_CHANNEL=DOCS,
            DOORSTEP_WEBHOOK_SECRET=SECRET,
            DOORSTEP_HTTP_PORT=str(self.port),
        )
        self.ines: Visitor = slack.visitor("U0DOC01")
        self.lin: Visitor = slack.visitor("U0DEV01")

    def reports(self) -> list[str]:
        """The messages of the maintainers' channel, as they stand."""
        return [_text(one) for one in self.ines.messages(DOCS) if one.get("bot_id")]

    def reported(self, number: int, said: str) -> str:
        def look() -> str | None:
            found = self.reports()
            return found[-1] if len(found) == number and said in found[-1] else None

        try:
            return wait_for(look, what=f"a report with {said!r}")
        except AssertionError as error:
            error.add_note(
                f"The channel shows {self.reports()}; the log ends {self.bot.log[-2000:]}"
            )
            raise


def _text(message: dict[str, Any]) -> str:
    return json.dumps(message["blocks"], ensure_ascii=False)


@pytest.fixture
def desk(tmp_path: Path, samples: Path) -> Iterator[Desk]:
    with PlaygroundServer(setup=Setup()) as slack:
        found = Desk(tmp_path / "home", samples, slack)
        found.bot.start()
        yield found
        found.bot.bury()


def test_asked_by_webhook_and_across_a_kill(desk: Desk) -> None:
    # A developer is answered from a page; then that page is changed, and another vanishes.
    thread = desk.lin.say(HELP, "<@U0BOT01> How do I renew an expired token on Android?")["ts"]
    told = desk.lin.wait_for_reply(HELP, thread, "actions", PATIENCE)
    cited = next(
        path
        for path in sorted(desk.docs.rglob("*.md*"))
        if f"/{path.relative_to(desk.docs).with_suffix('')}" in _text(told)
    )
    cited.write_text(cited.read_text(encoding="utf-8") + "\n\nWatch the Zanzibar flag.\n", "utf-8")

    desk.lin.command(HELP, "/doorstep", "ingest brightwire")
    desk.ines.command(DOCS, "/doorstep", "ingest brightwire")
    report = desk.reported(1, "changed")
    assert "1 changed" in report
    assert "Past answers and open tickets" in report
    assert "renew an expired token" in report
    assert "Asked for by Ines" in report
    zanzibar = desk.lin.say(HELP, "<@U0BOT01> What about the Zanzibar flag of a token?")["ts"]
    assert "Zanzibar flag" in _text(desk.lin.wait_for_reply(HELP, zanzibar, "actions", PATIENCE))

    # The docs repository calls the hook; the same delivery comes twice.
    body = b"{}"
    signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    url = f"http://127.0.0.1:{desk.port}/hooks/ingest/brightwire"
    headers = {"X-Hub-Signature-256": signature, "X-GitHub-Delivery": "d1"}
    first, again = (httpx.post(url, content=body, headers=headers).status_code for _ in range(2))
    assert first == 202
    assert again in {200, 202}  # 200: so fast that it was done already
    assert "Started by webhook" in desk.reported(2, "nothing changed")

    # Killed while the next one runs: the restarted bot ends it, in the same message.
    # Short texts: where they are embedded, everything else on the machine goes first.
    for number in range(200):
        words = f"# Entry {number}\n\nWhat entry {number} says of rooms and calls.\n"
        (desk.docs / f"entry-{number}.md").write_text(words, encoding="utf-8")
    desk.ines.command(DOCS, "/doorstep", "ingest brightwire")
    wait_for(lambda: len(desk.reports()) == 3)
    desk.bot.kill()
    desk.bot.start()
    desk.reported(3, "200 added")
    desk.bot.stop()
