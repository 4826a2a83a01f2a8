"""A circuit breaker: who failed again and again is left alone for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_FAILURES = 3  # in a row
_FIRST_PAUSE = 30.0  # seconds; doubled each time the trial fails too
_LONGEST_PAUSE = 300.0


class Breaker:
    """Closed, open after `failures` in a row, then one trial at a time. Threads may share it."""

    def __init__(
        self,
        failures: int = _FAILURES,
        pause: float = _FIRST_PAUSE,
        *,
        longest: float = _LONGEST_PAUSE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures = failures
        self._first = self._pause = pause
        self._longest = longest
        self._clock = clock
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._shut_until = 0.0

    def admits(self) -> bool:
        """Whether to try now. While open, one caller is let through after each pause."""
        with self._lock:
            if self._in_a_row < self._failures:
                return True
            if self._clock() < self._shut_until:
                return False
            self._shut_until = self._clock() + self._pause  # the others wait for this trial
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._in_a_row = 0
            self._pause = self._first

    def failed(self) -> None:
        with self._lock:
            self._in_a_row += 1
            if self._in_a_row < self._failures:
                return
            if self._in_a_row > self._failures:
                self._pause = min(2 * self._pause, self._longest)
            self._shut_until = self._clock() + self._pause
