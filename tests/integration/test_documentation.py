"""Bringing the index up with a model that costs money: nobody pays without having agreed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.documentation import Documentation, Order, Spending, undeclared
from bot.errors import Refused
from bot.support.models import Citing
from ingest.catalogue import SourceEntry
from knowledge.embeddings import open_embeddings
from knowledge.index import KnowledgeIndex
from knowledge.spending import Estimate
from tests.openai_server import OpenAIServer, openai_server

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
MODEL = "openai:text-embedding-3-small"


def silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


class Shelf:
    """A folder of two pages, an index beside it, and a provider that counts what it is sent."""

    def __init__(self, folder: Path, provider: OpenAIServer) -> None:
        self.folder = folder
        self.provider = provider
        self.told: list[Citing] = []
        self.docs = folder / "docs"
        self.docs.mkdir()
        for name in ("token", "calls"):
            self.write(name, f"What the page on {name} says. " * 20)

    def write(self, name: str, text: str) -> None:
        (self.docs / f"{name}.md").write_text(f"# {name}\n\n{text}\n", encoding="utf-8")

    def entry(self) -> SourceEntry:
        return undeclared(str(self.docs), "docs")

    def citing(self, paths: Sequence[str]) -> Sequence[Citing]:
        return [one for one in self.told if one.path in paths]

    def documentation(self, budget: float = 0.0, price: float | None = None) -> Documentation:
        def opened() -> KnowledgeIndex:
            model = open_embeddings(MODEL, base_url=self.provider.url, api_key="sk-test")
            return KnowledgeIndex(self.folder / "index", model)

        return Documentation(
            catalogue_file=self.folder / "sources.yaml",
            cache=self.folder / "cache",
            reports=self.folder / "reports",
            open_index=opened,
            citing=self.citing,
            clock=lambda: NOW,
            spending=Spending(MODEL, price, budget),
        )


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    with openai_server() as provider:
        yield Shelf(tmp_path, provider)


def test_nothing_is_sent_before_somebody_agreed(shelf: Shelf) -> None:
    asked: list[Estimate] = []

    def no(cost: Estimate) -> bool:
        asked.append(cost)
        return False

    with pytest.raises(Refused, match=r"about \$0\.00 \([\d,]+ tokens in 2 texts\)") as refused:
        shelf.documentation().bring_up(shelf.entry(), silent, Order(may_spend=no))
    assert "DOORSTEP_EMBEDDING_BUDGET" in refused.value.remedy
    assert shelf.provider.texts == 0
    assert asked[0].texts == 2
    assert asked[0].dollars == pytest.approx(asked[0].tokens * 0.02 / 1e6)


def test_a_budget_agrees_up_to_its_end(shelf: Shelf) -> None:
    dear = 10_000.0  # dollars for a million tokens: two pages cost about three dollars
    with pytest.raises(Refused):
        shelf.documentation(1.0, dear).bring_up(shelf.entry(), silent, Order())
    shelf.documentation(5.0, dear).bring_up(shelf.entry(), silent, Order())
    assert shelf.provider.texts == 2
    again = shelf.documentation(0.0, dear).bring_up(shelf.entry(), silent, Order())
    assert again.changes.embedded == 0
    assert shelf.provider.texts == 2


def test_the_cost_is_told_before_it_is_spent_whoever_agrees(shelf: Shelf) -> None:
    for budget, may in ((5.0, False), (0.0, True)):
        told: list[tuple[int, int]] = []  # texts of the estimate, texts sent until then

        def will_cost(cost: Estimate, told: list[tuple[int, int]] = told) -> None:
            told.append((cost.texts, shelf.provider.texts))

        def may_spend(cost: Estimate, may: bool = may) -> bool:
            return may and cost.texts > 0

        order = Order(will_cost=will_cost, may_spend=may_spend)
        before = shelf.provider.texts
        shelf.documentation(budget).bring_up(shelf.entry(), silent, order)
        assert told == [(2, before)]
        assert shelf.provider.texts == before + 2
        shelf.documentation(budget).bring_up(shelf.entry(), silent, order)
        assert len(told) == 1, "what costs nothing is not talked about"
        for name in ("token", "calls"):
            shelf.write(name, f"What the page on {name} says now. " * 20)


def test_a_dry_run_costs_nothing_and_keeps_no_report(shelf: Shelf) -> None:
    documentation = shelf.documentation()
    report = documentation.bring_up(shelf.entry(), silent, Order(dry_run=True))
    assert documentation.cost_of(report.changes).texts == 2
    assert shelf.provider.texts == 0
    assert not documentation.page_of("docs").exists()


def test_what_was_told_from_a_changed_page_is_named(shelf: Shelf) -> None:
    documentation = shelf.documentation(5.0)
    documentation.bring_up(shelf.entry(), silent, Order())
    shelf.told = [
        Citing(path="docs/token.md", said="How long is a token valid?", at=NOW),
        Citing(path="docs/calls.md", said="Calls drop", at=NOW, ticket="DS-7"),
        Citing(path="docs/other.md", said="Never mind", at=NOW),
    ]
    shelf.write("token", "It says something else now. " * 20)
    (shelf.docs / "calls.md").unlink()
    report = documentation.bring_up(shelf.entry(), silent, Order())
    assert {(one.kind, one.said, one.vanished) for one in report.affected} == {
        ("answer", "How long is a token valid?", False),
        ("ticket", "DS-7 Calls drop", True),
    }
    page = documentation.page_of("docs").read_text(encoding="utf-8")
    assert "DS-7 Calls drop" in page


def a_changed_page(shelf: Shelf) -> Documentation:
    """Ingested, cited in a ticket, then changed."""
    documentation = shelf.documentation(5.0)
    documentation.bring_up(shelf.entry(), silent, Order())
    shelf.told = [Citing(path="docs/calls.md", said="Calls drop", at=NOW, ticket="DS-7")]
    shelf.write("calls", "It says something else now. " * 20)
    return documentation


def test_who_was_not_told_because_of_a_kill_is_told_by_the_next_ingest(shelf: Shelf) -> None:
    documentation = a_changed_page(shelf)

    def killed(paths: Sequence[str]) -> Sequence[Citing]:
        del paths
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace(documentation, citing=killed).bring_up(shelf.entry(), silent, Order())
    shelf.write("calls", "It says something else now. " * 20)  # the same: nothing changes
    report = documentation.bring_up(shelf.entry(), silent, Order())
    assert report.changes.changed == ()
    assert [(one.said, one.page, one.vanished) for one in report.affected] == [
        ("DS-7 Calls drop", "calls.md", False)
    ]
    assert documentation.bring_up(shelf.entry(), silent, Order()).affected == (), "told once"


def test_a_stop_at_any_sign_of_life_loses_no_report(shelf: Shelf) -> None:
    documentation = a_changed_page(shelf)
    told = 0
    for stop_at in range(50):
        calls = 0

        def stopping(stage: str, done: int, total: int, at: int = stop_at) -> None:
            nonlocal calls
            calls += 1
            if calls > at:
                raise RuntimeError(stage, done, total)

        try:
            told += len(documentation.bring_up(shelf.entry(), stopping, Order()).affected)
        except RuntimeError:
            continue
        break
    assert told == 1


def test_what_the_database_could_not_be_asked_for_is_told_later(shelf: Shelf) -> None:
    documentation = a_changed_page(shelf)
    away = replace(documentation, citing=None)
    assert away.bring_up(shelf.entry(), silent, Order()).affected == ()
    (shelf.docs / "calls.md").unlink()
    assert away.bring_up(shelf.entry(), silent, Order()).changes.removed == ("calls.md",)
    (told,) = documentation.bring_up(shelf.entry(), silent, Order()).affected
    assert (told.said, told.vanished) == ("DS-7 Calls drop", True)


def test_a_database_that_goes_away_meanwhile_costs_no_ingest(shelf: Shelf) -> None:
    documentation = a_changed_page(shelf)

    def gone(paths: Sequence[str]) -> Sequence[Citing]:
        raise OperationalError("SELECT", paths, ConnectionError("gone"))

    with capture_logs() as logs:
        report = replace(documentation, citing=gone).bring_up(shelf.entry(), silent, Order())
    assert report.changes.changed == ("calls.md",)
    assert [one["event"] for one in logs] == ["past_answers_not_read"]
    assert len(documentation.bring_up(shelf.entry(), silent, Order()).affected) == 1


def test_a_page_that_came_back_is_no_longer_gone(shelf: Shelf) -> None:
    documentation = a_changed_page(shelf)
    away = replace(documentation, citing=None)
    (shelf.docs / "calls.md").unlink()
    away.bring_up(shelf.entry(), silent, Order())
    shelf.write("calls", "It says something new again. " * 20)
    (told,) = documentation.bring_up(shelf.entry(), silent, Order()).affected
    assert not told.vanished
