"""One person at the local workspace's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

OpenPage = Callable[..., Page]
PATIENCE_MS = 40_000


@dataclass
class Seat:
    """One person at the page, with the words for what they see and do."""

    page: Page

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)

    @property
    def thread(self) -> Locator:
        return self.page.get_by_test_id("thread-messages")

    def row(self, words: str | re.Pattern[str], *, inside: str = "#thread") -> Locator:
        """The newest message that contains the words."""
        rows = self.page.locator(f'{inside} [data-testid="message"]')
        return rows.filter(has_text=words).last

    def write(self, text: str, *, thread: bool = False) -> None:
        box = self.page.locator("#thread textarea" if thread else "#main textarea")
        box.fill(text)
        box.press("Enter")

    def open_thread(self, words: str) -> None:
        self.row(words, inside="#main").get_by_test_id("replies").click()
        expect(self.thread).to_be_visible()

    def press(self, row: Locator, label: str) -> None:
        row.get_by_role("button", name=label, exact=True).click()

    def choose(self, row: Locator, label: str) -> None:
        """Something of the card's menu."""
        row.locator('[data-action-id="ticket_more"]').select_option(label=label)

    def buttons(self, row: Locator) -> Locator:
        return row.locator("button[data-action-id]")

    def bot_rows(self) -> Locator:
        return self.page.locator('#thread [data-testid="message"][data-user="U0BOT01"]')
