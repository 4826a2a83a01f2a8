"""The product in the browser, as its three users meet it: the whole story, and the guided ones."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.bootstrap.demo import demo_settings, running_demo
from tests.e2e.bots import copy_index, settings_of, wait_for
from tests.e2e.seats import PATIENCE_MS, OpenPage, Seat

pytestmark = pytest.mark.browser

LOG = """\
2026-11-23 10:42:01.118 BrightwireRTC 4.3.1 (build 20260502.4) Android 14 Pixel 8
2026-11-23 10:42:07.530 E bw_auth  token rejected code=1109
2026-11-23 10:42:07.611 W bw_sess  leaving channel reason=1109
"""
QUESTION = (
    "@Doorstep How do I renew the token before it expires? What does error 1109 after a day "
    "mean? Android, brightwire-rtc 4.3.1."
)


@dataclass(frozen=True)
class Address:
    """Where the demo's page is; takes the workspace's place in `open_page`."""

    url: str


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[Address]:
    """Return the running demo: the local workspace and the real bot over Socket Mode."""
    home = tmp_path_factory.mktemp("story")
    settings = demo_settings(settings_of(home), fresh=True)
    copy_index(samples, settings.home)
    with running_demo(settings, 0) as url:
        # Loading the index beside the first clicks would, on a busy machine, cost Slack's 3 s.
        wait_for(lambda: "warm-up" not in [one.name for one in threading.enumerate()])
        yield Address(url)


@dataclass
class Story:
    """The whole story, act by act."""

    lin: Seat
    sam: Seat

    def question_and_answer(self) -> None:
        self.lin.write(QUESTION)
        self.lin.open_thread("How do I renew the token")
        answer = self.lin.bot_rows().first
        expect(self.lin.buttons(answer)).to_have_text(
            ["Solved", "Not solved", "Open a ticket", "Talk to a person"]
        )
        expect(answer.get_by_test_id("block-markdown")).to_contain_text("[1]")
        source = answer.get_by_test_id("block-context").get_by_role("link").first
        expect(source).to_have_attribute("href", re.compile(r"^https://docs\.brightwire\.example/"))

    def not_solved(self) -> None:
        answer = self.lin.bot_rows().first
        self.lin.press(answer, "Not solved")
        expect(answer).to_contain_text("Marked as not solved by Lin Wei")
        expect(self.lin.buttons(answer)).to_have_count(0)

    def form(self) -> Locator:
        offer = self.lin.row("this is what I would file")
        self.lin.press(offer, "Edit first")
        modal = self.lin.page.get_by_role("dialog", name="Open a ticket")
        expect(modal.get_by_label("SDK version")).to_have_value("4.3.1")
        expect(modal.get_by_label("Error codes")).to_have_value("1109")
        modal.get_by_label("Summary").fill("Everybody is thrown out after a day, error 1109")
        modal.get_by_label("Steps to reproduce").fill("1. Join\n2. Wait 24 hours\n3. Thrown out")
        modal.get_by_label("Severity").select_option("critical")
        modal.locator("input[type=file]").set_input_files(
            {"name": "voice.log", "mimeType": "text/plain", "buffer": LOG.encode()}
        )
        expect(modal.get_by_test_id("file-chosen")).to_contain_text("voice.log")
        return modal

    def filed(self, modal: Locator) -> None:
        modal.get_by_role("button", name="File ticket").click()
        expect(modal).to_have_count(0)
        ticket = self.lin.row("Ticket DS-1")
        expect(ticket).to_contain_text("Support has your case DS-1. Enterprise plan")
        expect(ticket).to_contain_text("voice.log")
        offer = self.lin.row("this is what I would file")
        expect(self.lin.buttons(offer)).to_have_count(0)

    def escalated(self) -> Locator:
        card = self.sam.row("DS-1 · Everybody is thrown out", inside="#main")
        for words in ("Critical", "Nimbus Games", "Enterprise plan", "Lin Wei", "voice.log"):
            expect(card).to_contain_text(words)
        expect(card).to_contain_text("token rejected code=1109")
        self.sam.open_thread("DS-1 · Everybody is thrown out")
        page = self.sam.row("On-call specialist, please take it")
        expect(page.locator(".mention")).to_have_text("@Chen Yu")
        return card

    def claimed(self, card: Locator) -> None:
        self.sam.press(card, "Claim")
        expect(card).to_contain_text("Claimed by Sam Okafor")
        expect(self.sam.buttons(card)).to_have_text(
            ["Reply to customer", "Ask customer", "Resolve", "Take over"]
        )
        expect(self.lin.row("Sam Okafor has your case DS-1")).to_be_visible()

    def two_people_talk(self) -> None:
        self.sam.write("stale token cache, I think", thread=True)
        expect(self.sam.row("Kept private")).to_be_visible()
        self.sam.write("reply: Which device shows it?", thread=True)
        expect(self.lin.row("Which device shows it?")).to_contain_text("Sam Okafor")
        before = self.lin.bot_rows().count()
        self.lin.write("A Pixel 8. How do I renew the token by hand meanwhile?", thread=True)
        expect(self.sam.row("A Pixel 8. How do I renew")).to_contain_text("Lin Wei")
        self.sam.write("reply: Call renewToken in onTokenWillExpire.", thread=True)
        expect(self.lin.row("Call renewToken")).to_be_visible()
        expect(self.lin.bot_rows()).to_have_count(before + 1)
        expect(self.lin.thread).not_to_contain_text("stale token cache")

    def resolved(self, card: Locator) -> None:
        self.sam.press(card, "Resolve")
        modal = self.sam.page.get_by_role("dialog", name="Resolve · DS-1")
        modal.get_by_label("Cause, as the customer").fill("The token was cached.")
        modal.get_by_label("Fix, as the customer").fill("Fixed in 4.3.2.")
        modal.get_by_role("button", name="Resolve").click()
        expect(card).to_contain_text("waiting for the customer")
        ask = self.lin.row("Is it solved for you?")
        expect(ask).to_contain_text("The token was cached.")
        expect(ask).to_contain_text("Fixed in 4.3.2.")

    def confirmed(self, card: Locator) -> None:
        ask = self.lin.row("Is it solved for you?")
        self.lin.press(ask, "Yes, it is solved")
        expect(ask).to_contain_text("Confirmed by Lin Wei. DS-1 is closed.")
        expect(self.lin.buttons(ask)).to_have_count(0)
        expect(card).to_contain_text("Closed")
        expect(card).to_contain_text("How do I renew the token before it expires?")
        expect(self.sam.buttons(card)).to_have_text(["Make an entry"])

    def rated(self, card: Locator) -> None:
        asked = self.lin.row("How was the help with DS-1?")
        self.lin.press(asked, "4")
        expect(asked).to_contain_text("You said 4 of 5")
        expect(card).to_contain_text("Rated 4")

    def learned(self, card: Locator, ines: Seat) -> None:
        """The case becomes an entry that a doc maintainer publishes."""
        self.sam.press(card, "Make an entry")
        modal = self.sam.page.get_by_role("dialog", name="Entry · DS-1")
        fix = modal.get_by_label("Cause and fix")
        expect(fix).to_have_value(re.compile("The token was cached"))
        fix.fill("Sam Okafor found: the token was cached. Fixed in 4.3.2.")
        modal.get_by_role("button", name="Send to review").click()
        review = ines.row("KE-1", inside="#main")
        expect(review).to_contain_text("[name removed] found: the token was cached.")
        ines.press(review, "Publish")
        expect(review).to_contain_text("published by Ines")
        expect(ines.row("1 pages, 1 added", inside="#main")).to_be_visible()


def test_the_whole_story(open_page: OpenPage) -> None:
    story = Story(Seat(open_page("U0DEV01/C0NIMBUS")), Seat(open_page("U0SUP01/C0STAFF")))
    story.question_and_answer()
    story.not_solved()
    story.filed(story.form())
    card = story.escalated()
    story.claimed(card)
    story.two_people_talk()
    story.resolved(card)
    story.confirmed(card)
    story.rated(card)
    story.learned(card, Seat(open_page("U0DOC01/C0DOCS")))


class Guide:
    """A newcomer who clicks through a guided story: the bright button, and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.page.set_default_timeout(PATIENCE_MS)
        self.steps: list[str] = []

    def play(self, story: str, on_step: Callable[[str], None] = lambda _: None) -> list[str]:
        self.page.get_by_test_id(story).click()
        box = self.page.locator("#guide")
        while "finished" not in box.inner_text():
            where = box.locator(".guide-where").inner_text()
            assert where not in self.steps, f"the story stands still at {where}"
            self.steps.append(where)
            title = box.locator("strong").inner_text().strip()
            box.locator(".btn-primary").click()
            if title == "Sam resolves it.":
                self._write_cause()
            expect(box.locator(".guide-where")).not_to_have_text(where, timeout=PATIENCE_MS)
            on_step(where)
        return self.steps

    def _write_cause(self) -> None:
        modal = self.page.get_by_role("dialog")
        modal.get_by_label("Cause, as the customer").fill("A routing change.")
        modal.get_by_label("Fix, as the customer").fill("It was rolled back.")
        modal.get_by_test_id("modal-submit").click()


@pytest.mark.parametrize(
    ("story", "steps", "last_words"),
    [
        ("story-token", 4, "Marked as solved by Lin Wei"),
        ("story-token-zh", 4, "Lin Wei 已标记为已解决"),
        ("story-crash", 5, "EXC_BAD_ACCESS"),
        ("story-emergency", 7, "Confirmed by Lin Wei"),
        ("story-emergency-zh", 7, "Lin Wei 已确认"),
    ],
)
def test_a_guided_story(open_page: OpenPage, story: str, steps: int, last_words: str) -> None:
    page = open_page("", first_run=True)
    assert len(Guide(page).play(story)) == steps
    expect(page.locator("body")).to_contain_text(last_words)
