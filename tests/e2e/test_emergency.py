"""The ladder to its top in the browser: an emergency that ends with an engineer on site."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from bot.bootstrap.demo import demo_settings, running_demo
from bot.bootstrap.installation import SAMPLE_POLICY
from tests.e2e.bots import copy_index, settings_of, wait_for
from tests.e2e.seats import OpenPage, Seat

pytestmark = pytest.mark.browser

CRY = (
    "@Doorstep Our launch is tomorrow and messages are lost for all users: total message loss "
    "since this morning, on Android with SDK 4.3.1. Steps: 1. Log in 2. Send a message 3. Nobody "
    "receives it. We read the documentation, it does not help."
)


@dataclass(frozen=True)
class Address:
    """Where the page is; takes the workspace's place in `open_page`."""

    url: str


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[Address]:
    """The demo with the sample policy, whose rungs wait seconds instead of minutes."""
    home = tmp_path_factory.mktemp("emergency")
    text = SAMPLE_POLICY.read_text(encoding="utf-8")
    impatient = re.sub(r"wait: (5|10|15)m", "wait: 3s", text)
    assert impatient != text
    policy = home / "policy.yaml"
    policy.write_text(impatient, encoding="utf-8")
    given = settings_of(home).model_copy(update={"policy_file": policy})
    settings = demo_settings(given, fresh=True)
    copy_index(samples, settings.home)
    with running_demo(settings, 0) as url:
        wait_for(lambda: "warm-up" not in [one.name for one in threading.enumerate()])
        yield Address(url)


@dataclass
class Emergency:
    """What each of the three does, act by act."""

    lin: Seat  # developer at Nimbus Games, Enterprise
    sam: Seat  # support
    priya: Seat  # support manager

    def nobody_answers(self) -> Locator:
        """A critical ticket; the specialist who is called stays silent, so others are called."""
        self.lin.write(CRY)
        self.lin.open_thread("Our launch is tomorrow")
        expect(self.lin.row("Support has your case DS-1")).to_be_visible()
        card = self.sam.row("DS-1 · ", inside="#main")
        expect(card).to_contain_text("Critical")
        self.sam.open_thread("DS-1")
        first = self.sam.row("On-call specialist, please take it")
        expect(first.locator(".mention")).to_have_text("@Chen Yu")
        second = self.sam.row("Support team, please take it")
        expect(second.locator(".mention")).to_have_text("@support")
        return card

    def claimed(self, card: Locator) -> None:
        self.sam.press(card, "Claim")
        expect(self.lin.row("Sam Okafor has your case DS-1")).to_be_visible()

    def session(self, card: Locator) -> None:
        self.sam.choose(card, "Offer a remote session")
        self.lin.press(self.lin.row("A remote session can be booked"), "Book a remote session")
        modal = self.lin.page.get_by_role("dialog", name="Session for DS-1")
        modal.get_by_role("button", name="Send").click()
        offer = self.lin.row("Remote session V-1")
        expect(offer).to_contain_text("included in your contract")
        self.lin.press(offer, "Accept the terms")
        self._choose_time("V-1")
        self._report("V-1", "A proxy in their office drops long polls.")
        report = self.lin.row("Remote session V-1: report by Sam Okafor")
        expect(report).to_contain_text("A proxy in their office drops long polls.")
        self.lin.press(report, "That is right")
        expect(report).to_contain_text("Remote session V-1 is closed.")

    def visit(self, card: Locator) -> None:
        self.sam.choose(card, "Offer a visit")
        self.lin.press(self.lin.row("A visit can be requested for DS-1"), "Request a visit")
        modal = self.lin.page.get_by_role("dialog", name="Visit for DS-1")
        modal.get_by_label("Why on site?").select_option("emergency")
        modal.get_by_label("City", exact=True).select_option("shanghai")
        modal.get_by_label("Address").fill("88 Century Avenue")
        modal.get_by_role("button", name="Send").click()
        offer = self.lin.row("On-site visit V-2")
        expect(offer).to_contain_text("Estimate: USD")
        expect(offer).to_contain_text("changes to your code stay with your team")
        self.lin.press(offer, "Accept the terms")
        expect(offer).to_contain_text("A manager looks at it")

        expect(self._card("V-2", self.sam)).to_contain_text("waiting for approval")
        self.priya.open_thread("DS-1")
        self.priya.press(self._card("V-2", self.priya), "Approve")
        self._choose_time("V-2")
        self._report("V-2", "The proxy was replaced.", follow_up="Watch the delivery for a week")
        report = self.lin.row("On-site visit V-2: report by Sam Okafor")
        expect(report).to_contain_text("Watch the delivery for a week (DS-2)")
        self.lin.press(report, "That is right")
        expect(report).to_contain_text("On-site visit V-2 is closed.")
        expect(self.lin.page.locator("#main")).to_contain_text("Follow-up to On-site visit V-2")
        expect(card).to_contain_text("Remote session V-1: closed; On-site visit V-2: closed")

    def closed(self, card: Locator) -> None:
        self.sam.press(card, "Resolve")
        modal = self.sam.page.get_by_role("dialog", name="Resolve · DS-1")
        modal.get_by_label("Cause, as the customer").fill("A proxy dropped long polls.")
        modal.get_by_label("Fix, as the customer").fill("It was replaced.")
        modal.get_by_role("button", name="Resolve").click()
        self.lin.press(self.lin.row("Is it solved for you?"), "Yes, it is solved")
        expect(card).to_contain_text("Closed")

    def _choose_time(self, label: str) -> None:
        times = self.lin.row(re.compile(rf"{label}.*(which time suits you|Which time suits you)"))
        times.locator('button[data-action-id="visit_slot_0"]').click()
        agreed = self.lin.row(f"{label} is agreed")
        expect(agreed).to_contain_text("Engineer: ")
        expect(self.lin.row(f"{label}-1.ics")).to_be_visible()
        expect(self._card(label, self.sam)).to_contain_text("agreed")

    def _report(self, label: str, findings: str, *, follow_up: str = "") -> None:
        self.sam.press(self._card(label, self.sam), "Write the report")
        modal = self.sam.page.get_by_role("dialog", name=f"Report {label}")
        modal.get_by_label("What was found?").fill(findings)
        if follow_up:
            modal.get_by_label("What is left to do?").fill(follow_up)
        modal.get_by_role("button", name="Send report").click()
        expect(modal).to_have_count(0)

    def _card(self, label: str, seat: Seat) -> Locator:
        return seat.row(re.compile(rf"{label} · Nimbus Games"))


def test_an_emergency_ends_with_an_engineer_on_site(open_page: OpenPage) -> None:
    story = Emergency(
        lin=Seat(open_page("U0DEV01/C0NIMBUS")),
        sam=Seat(open_page("U0SUP01/C0STAFF")),
        priya=Seat(open_page("U0MGR01/C0STAFF")),
    )
    card = story.nobody_answers()
    story.claimed(card)
    story.session(card)
    story.visit(card)
    story.closed(card)


def test_a_basic_plan_is_declined_kindly_with_alternatives(open_page: OpenPage) -> None:
    maya = Seat(open_page("U0DEV02/C0PAPER"))
    maya.write("@Doorstep Please send an engineer on-site to our office next week.")
    maya.open_thread("Please send an engineer")
    no = maya.row("A visit is not part of your plan")
    expect(no).to_contain_text("What helps fastest now")
    expect(maya.buttons(no)).to_have_text(["Open a ticket", "Talk to a person"])
    maya.press(no, "Open a ticket")
    expect(maya.page.get_by_role("dialog", name="Open a ticket")).to_be_visible()
