"""What the chat model costs is kept by the day, through restarts and by several processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.storage.database import migrate, open_database
from bot.storage.spending import SqlLedger
from knowledge.budget import Budget, Ledger, MemoryLedger, Prices, Usage
from knowledge.errors import OverBudget

DAY, NEXT = date(2026, 11, 25), date(2026, 11, 26)
PRICES = Prices(read=1.0, written=10.0)
WORST = Usage(read=100_000, written=10_000)  # 0.20 US dollars


@pytest.fixture(params=["sql", "memory"])
def ledger(request: pytest.FixtureRequest, engine: Engine) -> Ledger:
    return SqlLedger(engine) if request.param == "sql" else MemoryLedger()


def test_a_day_holds_what_was_set_aside_and_corrected(ledger: Ledger) -> None:
    assert ledger.spent(DAY) == 0.0
    assert ledger.reserve(DAY, 0.2, 1.0)
    assert ledger.spent(DAY) == pytest.approx(0.2)
    ledger.settle(DAY, -0.15, Usage(10, 1))
    assert ledger.spent(DAY) == pytest.approx(0.05)
    assert ledger.spent(NEXT) == 0.0


def test_a_budget_refuses_what_it_does_not_cover(ledger: Ledger) -> None:
    day = [DAY]
    budget = Budget(ledger, PRICES, 0.5, day=lambda: day[0])
    first, _ = budget.reserve(WORST), budget.reserve(WORST)
    with pytest.raises(OverBudget):
        budget.reserve(WORST)
    first.settle(Usage(read=1000, written=100))
    assert budget.spent() == pytest.approx(0.202)
    budget.reserve(WORST)
    day[0] = NEXT
    first.settle(Usage(0, 0))  # belongs to the day on which it began
    assert budget.spent() == 0.0


def test_a_budget_of_nothing_refuses_everything(ledger: Ledger) -> None:
    with pytest.raises(OverBudget):
        Budget(ledger, PRICES, 0.0, day=lambda: DAY).reserve(WORST)


def test_of_many_at_once_no_more_pass_than_are_paid_for(
    request: pytest.FixtureRequest, ledger: Ledger
) -> None:
    if "memory-sql" in request.node.name or "sql-memory" in request.node.name:
        pytest.skip("SQLite in memory is one connection: nothing happens at once there")
    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(lambda _: ledger.reserve(DAY, 0.1, 0.55), range(24)))
    assert passed.count(True) == 5
    assert ledger.spent(DAY) == pytest.approx(0.5)


def test_a_restart_keeps_the_days_sum(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'doorstep.db'}"
    for expected in (0.0, 0.2):
        engine = open_database(address)
        migrate(engine)
        budget = Budget(SqlLedger(engine), PRICES, 1.0, day=lambda: DAY)
        assert budget.spent() == pytest.approx(expected)
        budget.reserve(WORST)  # and the process dies: what was set aside stays counted
        engine.dispose()
