"""Knowledge entries: what solved one ticket, told without the people, reviewed, then searched.

An entry is one page of a source of its own. `ENTRY_TRANSITIONS` says what may follow what; only a
published entry is read by an ingest.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field as Setting
from pydantic import field_validator

from bot.support.models import Model
from bot.support.spans import Duration, Span
from knowledge.models import Visibility

_CRON = re.compile(r"[\d*/,\-]+(?:\s+[\w*/,\-]+){4}")


class EntryStatus(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"  # written, not handed in
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # it was published; its page tells it now
    REJECTED = "rejected"


ENTRY_TRANSITIONS: dict[EntryStatus, frozenset[EntryStatus]] = {
    EntryStatus.DRAFT: frozenset({EntryStatus.IN_REVIEW, EntryStatus.REJECTED}),
    EntryStatus.IN_REVIEW: frozenset({EntryStatus.PUBLISHED, EntryStatus.REJECTED}),
    EntryStatus.PUBLISHED: frozenset({EntryStatus.WITHDRAWN}),
    # Written anew, it is reviewed anew.
    EntryStatus.REJECTED: frozenset({EntryStatus.DRAFT}),
    EntryStatus.WITHDRAWN: frozenset({EntryStatus.DRAFT}),
}
REWRITABLE = frozenset(EntryStatus) - {EntryStatus.PUBLISHED}


class EntryText(Model):
    """What a person writes and another reviews. `page`: the documentation page that will tell it.

    `platforms` and `versions` are lists with commas; `page` is a full path (`my-sdk/token.md`).
    """

    title: str
    question: str = ""
    answer: str
    product: str = ""
    platforms: str = ""
    versions: str = ""
    language: str = "en"
    page: str = ""
    visibility: Visibility = Visibility.INTERNAL


class Entry(EntryText):
    """A knowledge entry as it is kept; one ticket has one at most.

    `customer` is whose ticket it was, for entries that this customer alone may read. `source` is
    the source that it was published in. `revision` counts the texts: what was reviewed is what is
    published. `page_changed_at`: an ingest changed the page that the entry waits for.
    """

    id: int
    ticket_id: int
    customer: str = ""
    status: EntryStatus = EntryStatus.DRAFT
    source: str = ""
    author: str
    reviewer: str = ""
    revision: int = 1
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    page_changed_at: datetime | None = None

    @property
    def label(self) -> str:
        """How people name it: KE-3."""
        return entry_label(self.id)

    @property
    def text(self) -> EntryText:
        return EntryText(**self.model_dump(include=set(EntryText.model_fields)))

    @property
    def headline(self) -> str:
        """The title of its page, which answers cite."""
        before = "已解决案例：" if self.language == "zh" else "Solved case: "
        return f"{before}{self.title}"


class EntryEvent(Model):
    """A line of an entry's trail."""

    entry_id: int
    kind: str  # "written", or the status that it came to
    actor: str
    at: datetime
    note: str = ""


class LearningRules(Model):
    """The policy's `learning`.

    `likeness` (0 to 1): how alike two questions are that are told as one gap. `gaps`: when the
    maintainers' channel is told of the gaps of the last `window`, a cron text; "" = never.
    """

    review_by_author: bool = False  # True: who wrote an entry may also publish it
    withdraw: Literal["ask", "auto"] = "ask"
    likeness: float = Setting(default=0.35, gt=0, le=1)
    gaps: str = ""
    window: Duration = Span(amount=7, unit="d")

    @field_validator("gaps")
    @classmethod
    def _a_cron_text(cls, value: str) -> str:
        if value and not _CRON.fullmatch(value.strip()):
            msg = "no cron text of five fields, for example '0 9 * * mon'"
            raise ValueError(msg)
        return value.strip()

    @field_validator("window")
    @classmethod
    def _around_the_clock(cls, span: Span) -> Span:
        if span.in_business_time:
            msg = "learning.window must be s, m, h or d"
            raise ValueError(msg)
        return span


def entry_label(entry_id: int) -> str:
    """KE-3 for 3."""
    return f"KE-{entry_id}"


def may_stand_in(entry: Entry, visibility: Visibility, customers: tuple[str, ...]) -> bool:
    """Whether everybody who may read a source may read the entry."""
    if visibility is Visibility.INTERNAL or entry.visibility is Visibility.PUBLIC:
        return True
    if entry.visibility is Visibility.INTERNAL or visibility is Visibility.PUBLIC:
        return False
    own = entry.customer.strip().casefold()
    return bool(own) and {one.strip().casefold() for one in customers} == {own}
