"""From a resolved ticket to an answer that cites it, and out again: the real index and sources."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.documentation import Documentation, Order
from bot.errors import ConfigError
from bot.support.entries import EntryStatus, EntryText
from bot.support.inbound import Button, EntrySubmitted
from bot.support.messages import AnswerReply, EntriesWaiting
from bot.support.models import CitedPage, Ticket
from bot.support.service import SupportDesk
from knowledge.index import KnowledgeIndex
from knowledge.models import STAFF, Audience, Evidence, Query, Visibility
from knowledge.quoting import QuotingWriter
from knowledge.retrieval import Retriever
from tests.desk_stage import Stage, fresh_database
from tests.fakes import INES, KENJI, LIN, MEI, NIMBUS, PAPER
from tests.fakes_models import FakeEmbeddings

NIMBUS_GAMES, PAPER_KITE = (
    Audience(customers=("Nimbus Games",)),
    Audience(customers=("Paper Kite",)),
)
TROUBLE = "Why does the whiteboard flicker after rotating the tablet?"
FIX = "The whiteboard flickers because its surface is kept. Call resetSurface after rotating."


class Confident:
    """The real search, always sure: what is tested here is what it finds."""

    def __init__(self, house: House) -> None:
        self.house = house

    def find(self, query: Query) -> Evidence:
        return replace(self.house.find(query), confidence=0.9)


class House:
    """A desk over a real index, with a folder of documentation and ingests that run at once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.docs = folder, folder / "docs"
        self.docs.mkdir()
        self.write("token", "How to renew a token before it expires, and what ends a call.")
        self.write("calls", "How calls are joined and left, and what the codes of them mean.")
        self.declare("")
        self.stage = Stage(fresh_database())
        self.documentation = Documentation(
            catalogue_file=folder / "sources.yaml",
            cache=folder / "cache",
            reports=folder / "reports",
            open_index=self.index,
            citing=lambda _: (),
            clock=self.stage.clock,
            entries=self.stage.entries,
        )
        parts = replace(
            self.stage.desk._desk,
            documentation=self.documentation,
            librarian=Confident(self),
            writer=QuotingWriter(),
        )
        self.stage.desk = SupportDesk(parts)
        self.stage.jobs.handler = self.stage.desk.handle
        self.done = 0
        self.bring_up("docs")

    def index(self) -> KnowledgeIndex:
        return KnowledgeIndex(self.folder / "index", FakeEmbeddings())

    def find(self, query: Query) -> Evidence:
        index = self.index()
        try:
            return Retriever(index).find(query)
        finally:
            index.close()

    def declare(self, more: str) -> None:
        text = f"sources:\n  docs: {{type: folder, location: docs}}\n{more}"
        (self.folder / "sources.yaml").write_text(text, encoding="utf-8")

    def write(self, name: str, text: str) -> None:
        (self.docs / f"{name}.md").write_text(f"# {name}\n\n{text}\n", encoding="utf-8")

    def bring_up(self, source: str) -> None:
        self.documentation.ingest(source, lambda *_: None)

    def run_ingests(self) -> None:
        """What the durable queue would do."""
        maintaining = self.stage.desk.maintaining
        orders = self.stage.jobs.ingests[self.done :]
        self.done += len(orders)
        for order in orders:
            maintaining.announce(order)
            news = maintaining.carry_out(order, lambda: None)
            assert news.outcome, news.problem
            maintaining.report(news)

    def resolved(self) -> Ticket:
        _, ticket = self.stage.claimed()
        form = self.stage.resolution(ticket)
        self.stage.desk.accept(form.model_copy(update={"text": FIX}))
        return self.stage.only_ticket()

    def publish(self, visibility: Visibility = Visibility.PUBLIC, page: str = "") -> int:
        """Through the form and the review."""
        stage, ticket = self.stage, self.resolved()
        text = EntryText(
            title="Whiteboard flickers after rotating",
            question=TROUBLE,
            answer=FIX,
            page=page,
            visibility=visibility,
        )
        place: dict[str, Any] = {
            "channel": ticket.place.channel,
            "thread_ts": ticket.place.thread_ts,
        }
        stage.desk.accept(
            EntrySubmitted(id="view:e", user=KENJI, ticket_id=ticket.id, text=text, **place)
        )
        (review,) = [one for one in stage.messenger.posts if one.content.type == "entry_review"]
        stage.press(Button.PUBLISH_ENTRY, review, INES, "1:1")
        self.run_ingests()
        return 1

    def withdraw(self) -> None:
        stage = self.stage
        (review,) = [one for one in stage.messenger.posts if one.content.type == "entry_review"]
        stage.press(Button.WITHDRAW_ENTRY, review, INES, "1")
        self.run_ingests()

    def cited(self, user: str = MEI, channel: str = PAPER) -> list[CitedPage]:
        """The pages that the answer to the question stands on."""
        question = self.stage.ask(TROUBLE, user, channel=channel)
        content = self.stage.last(question).content
        return list(content.pages) if isinstance(content, AnswerReply) else []


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def learned(pages: list[CitedPage]) -> list[tuple[str, str]]:
    return [(one.path, one.title) for one in pages if one.path.startswith("learned")]


def test_a_published_entry_is_cited_and_a_withdrawn_one_is_gone(house: House) -> None:
    assert learned(house.cited()) == []
    house.publish()
    assert learned(house.cited()) == [
        ("learned/KE-1.md", "Solved case: Whiteboard flickers after rotating")
    ]
    house.withdraw()
    assert house.stage.entries.list([EntryStatus.PUBLISHED]) == []
    assert learned(house.cited()) == [], "also when it was the only one"
    index = house.index()
    assert {one.name: one.pages for one in index.sources()} == {"docs": 2, "learned": 0}
    index.close()


def test_resolved_tickets_alone_are_in_no_index(house: House) -> None:
    house.declare("  cases: {type: tickets, visibility: public}\n")
    house.resolved()
    house.bring_up("cases")
    assert learned(house.cited()) == []
    assert all("resetSurface" not in one.text for one in house.find(Query(TROUBLE)).passages)


def test_only_its_customer_is_answered_from_a_customers_entry(house: House) -> None:
    house.publish(Visibility.CUSTOMER)
    (path,) = [path for path, _ in learned(house.cited(LIN, NIMBUS))]
    assert path.startswith("learned-Nimbus-Games-")
    assert learned(house.cited(MEI, PAPER)) == []
    for audience, seen in ((NIMBUS_GAMES, True), (PAPER_KITE, False), (STAFF, True)):
        found = house.find(Query(TROUBLE, audience=audience)).passages
        assert any(one.path.startswith("learned") for one in found) is seen


def test_staffs_own_entries_are_told_to_no_customer(house: House) -> None:
    house.publish(Visibility.INTERNAL)
    assert learned(house.cited(LIN, NIMBUS)) == []
    found = house.find(Query(TROUBLE, audience=STAFF)).passages
    assert any(one.path.startswith("learned-internal/") for one in found)


def test_a_declared_source_for_these_readers_is_used_with_its_link(house: House) -> None:
    link = "https://help.example/{path_without_ext}"
    house.declare(f"  cases: {{type: tickets, visibility: public, link: '{link}'}}\n")
    house.publish()
    (page,) = [one for one in house.cited() if one.path.startswith("cases/")]
    assert page.url == "https://help.example/KE-1"
    house.declare("  cases: {type: tickets, visibility: public}\n  other: {type: tickets}\n")
    assert house.documentation.shelf(Visibility.INTERNAL, "") == "other"


def test_a_declaration_that_opens_a_source_opens_no_entry(house: House) -> None:
    house.declare("  cases: {type: tickets}\n")
    house.publish(Visibility.INTERNAL)
    house.declare("  cases: {type: tickets, visibility: public}\n")
    house.bring_up("cases")
    assert all(not one.path.startswith("cases/") for one in house.cited())


def test_a_fixed_page_is_reported_and_asks_to_withdraw(house: House) -> None:
    house.publish(page="docs/token.md")
    house.write("calls", "Other words about calls.")
    house.bring_up("docs")
    assert not house.stage.entries.list()[0].page_changed_at
    house.write("token", "Rotating the tablet needs resetSurface.")
    dry = house.documentation.bring_up(
        house.documentation.entry("docs"), lambda *_: None, Order(dry_run=True)
    )
    assert [(one.kind, one.page) for one in dry.affected] == [("entry", "token.md")]
    assert not house.stage.entries.list()[0].page_changed_at, "nothing happened yet"
    report = house.documentation.bring_up(
        house.documentation.entry("docs"), lambda *_: None, Order()
    )
    (one,) = report.affected
    assert one.said == "KE-1 Solved case: Whiteboard flickers after rotating"
    house.stage.desk.maintaining.report(
        house.stage.desk.maintaining.carry_out(house.stage.jobs.ingests[0], lambda: None)
    )
    (post,) = [
        one for one in house.stage.messenger.posts if isinstance(one.content, EntriesWaiting)
    ]
    house.stage.press(Button.WITHDRAW_ENTRY, post, INES, "1:page")
    house.run_ingests()
    assert learned(house.cited()) == []


def test_our_own_sources_are_known_without_a_declaration(house: House) -> None:
    house.publish()
    (house.folder / "sources.yaml").unlink()
    assert house.documentation.has_own(["learned"])
    assert not house.documentation.has_own(["learned", "docs"])
    house.bring_up("learned")
    blind = replace(house.documentation, entries=None)
    house.declare("")
    with pytest.raises(ConfigError, match="There is no source 'learned'"):
        blind.entry("learned")
