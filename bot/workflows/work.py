"""Work in progress: how often it is tried, and what a stop waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from functools import wraps
from typing import ParamSpec, TypeVar

TRIES = 4
LONGEST_PAUSE = 300.0  # seconds between rounds of tries while Slack itself is away
_LAST_WORDS = 5.0  # seconds that a stop waits for work in progress

P = ParamSpec("P")
R = TypeVar("R")


def outside_any_workflow(function: Callable[P, None]) -> Callable[P, None]:
    """Run without DBOS's context: a use case inside a step may start and wake other workflows.

    That is safe to repeat, because every workflow has an id of its own.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        Context().run(function, *args, **kwargs)

    return run


class Work:
    """What is being done at the moment, by all workflows of this process."""

    def __init__(self) -> None:
        self.stopped = False
        self._busy = 0
        self._idle = threading.Condition()

    def do(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        with self.going_on():
            return work(*args, **kwargs)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """A stop waits for what is done meanwhile. Refuses threads that outlived their stop."""
        with self._idle:
            if self.stopped:
                raise RuntimeError("The desk has stopped.")
            self._busy += 1
        try:
            yield
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()

    def require_going_on(self) -> None:
        if self.stopped:
            raise RuntimeError("The desk has stopped.")

    def wait(self) -> None:
        """Wait for what is being done, but not for long."""
        with self._idle:
            self._idle.wait_for(lambda: not self._busy, timeout=_LAST_WORDS)
