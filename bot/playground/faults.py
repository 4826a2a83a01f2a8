"""Faults to order: what Slack does on a bad day, for the next N calls of a method."""

import threading
from dataclasses import dataclass, replace
from typing import Literal, get_args

FaultKind = Literal["ratelimited", "server_error", "hang", "stall", "drop", "drop_before"]
KINDS: tuple[str, ...] = get_args(FaultKind)


@dataclass(frozen=True)
class Fault:
    """One order.

    ``kind``: ``ratelimited`` (429, ``seconds`` is Retry-After), ``server_error`` (500),
    ``hang`` (carried out and answered after ``seconds``), ``stall`` (carried out at once, answered
    after ``seconds``), ``drop`` (the call is carried out, then the connection closes without an
    answer), ``drop_before`` (the connection closes, nothing is carried out).
    ``method`` may be ``*``.
    """

    method: str
    kind: FaultKind
    times: int = 1
    seconds: float = 1.0


class Faults:
    """The orders still open. Safe to use from any thread, so that tests can order in process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[Fault] = []
        self.ack_delay = 0.0

    def add(self, method: str, kind: FaultKind, times: int = 1, seconds: float = 1.0) -> None:
        """Order a fault for the next ``times`` calls of ``method``."""
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is not a fault; there are: {', '.join(KINDS)}")
        with self._lock:
            self._orders.append(Fault(method, kind, times, seconds))

    def take(self, method: str) -> Fault | None:
        """Use up one call of the first order that fits ``method``."""
        with self._lock:
            for index, order in enumerate(self._orders):
                if order.method not in {method, "*"}:
                    continue
                if order.times > 1:
                    self._orders[index] = replace(order, times=order.times - 1)
                else:
                    del self._orders[index]
                return order
        return None

    @property
    def waiting(self) -> int:
        """Tell how many calls are still to fail."""
        with self._lock:
            return sum(order.times for order in self._orders)

    def clear(self) -> None:
        """Forget every order and the acknowledgement delay."""
        with self._lock:
            self._orders.clear()
            self.ack_delay = 0.0
