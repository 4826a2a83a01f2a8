"""What the chat model may cost in a day, and what it has cost.

The worst case of a request is set aside before it is sent and corrected when its usage is known.
So the cap holds, also when many ask at once and when the process dies in between.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from knowledge.errors import OverBudget

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one request."""

    read: int
    written: int


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens."""

    read: float
    written: float

    def of(self, usage: Usage) -> float:
        return (usage.read * self.read + usage.written * self.written) / _MILLION


class Ledger(Protocol):
    """Keeps the sum of each day; days are UTC."""

    def reserve(self, day: date, dollars: float, cap: float) -> bool:
        """Add to the day's sum unless it would exceed `cap`; whether it was added. Atomic."""
        ...

    def settle(self, day: date, dollars: float, usage: Usage) -> None:
        """Correct the sum by `dollars` (negative: less than set aside) and count the usage."""
        ...

    def spent(self, day: date) -> float:
        """US dollars."""
        ...


class MemoryLedger:
    """Implements Ledger for one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: dict[date, float] = {}
        self.usage: list[Usage] = []

    def reserve(self, day: date, dollars: float, cap: float) -> bool:
        with self._lock:
            if self._sums.get(day, 0.0) + dollars > cap:
                return False
            self._sums[day] = self._sums.get(day, 0.0) + dollars
            return True

    def settle(self, day: date, dollars: float, usage: Usage) -> None:
        with self._lock:
            self._sums[day] = self._sums.get(day, 0.0) + dollars
            self.usage.append(usage)

    def spent(self, day: date) -> float:
        return self._sums.get(day, 0.0)


def today() -> date:
    return datetime.now(UTC).date()


class Budget:
    """A day's budget in US dollars."""

    def __init__(
        self, ledger: Ledger, prices: Prices, cap: float, *, day: Callable[[], date] = today
    ) -> None:
        self._ledger = ledger
        self._prices = prices
        self._cap = cap
        self._day = day

    def spent(self) -> float:
        """US dollars today."""
        return self._ledger.spent(self._day())

    def reserve(self, worst: Usage) -> Reservation:
        """Raises OverBudget when the day's budget does not cover the worst case."""
        day, dollars = self._day(), self._prices.of(worst)
        if not self._ledger.reserve(day, dollars, self._cap):
            raise OverBudget(
                "Today's budget for the chat model is used up.",
                "Wait for tomorrow (UTC), or raise DOORSTEP_MODEL_BUDGET.",
            )
        return Reservation(self, day, dollars)

    def settle(self, day: date, reserved: float, usage: Usage) -> None:
        self._ledger.settle(day, self._prices.of(usage) - reserved, usage)


@dataclass(frozen=True, slots=True)
class Reservation:
    """Money set aside for one request."""

    budget: Budget
    day: date
    dollars: float

    def settle(self, usage: Usage) -> None:
        """The request cost this much, whatever was set aside."""
        self.budget.settle(self.day, self.dollars, usage)
