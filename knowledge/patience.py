"""Asking a provider again: when it says to wait, or fails in passing.

The vendors' clients retry too, but sleep where nobody can wake them: an ingest that is stopped
would hang for minutes. Errors are told apart by what they carry (a status, headers, the names of
their classes), for providers have no common error class.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from knowledge.errors import ModelUnavailable

_FIRST = 0.5  # seconds; doubled each time
_LONGEST_GUESS = 8.0  # seconds, where the provider does not say how long
_RATE_LIMIT = 429
_PASSING = frozenset({408, 409})  # and every failure of the server
_SERVER_ERROR = 500
_BLIPS = 4  # retries where nobody asked us to wait: who mistyped an address need not wait long
_TOO_LARGE = frozenset({400, 413, 422})  # servers do not agree on how to say it
_UNREACHED = frozenset({"APIConnectionError", "TransportError", "ConnectionError", "TimeoutError"})
_SPENT = "insufficient_quota"  # OpenAI says 429 for this too, and no wait will help
T = TypeVar("T")


class Patience:
    """Asks up to `retries` times more. Requests that run at once share it, and wait together."""

    def __init__(self, retries: int, longest: float) -> None:
        """`longest`: seconds; a provider that wants a longer wait has refused."""
        self._retries = retries
        self._longest = longest
        self._until = 0.0  # on the monotonic clock; nobody asks before

    def ask(self, request: Callable[[], T], stop: threading.Event | None = None) -> T:
        """The answer, or the last refusal as it came. ModelUnavailable once `stop` is set."""
        stop = stop or threading.Event()
        attempt = 0
        while True:
            self._wait(stop)
            try:
                return request()
            except Exception as error:
                wait = pause(error, attempt)
                if attempt >= self._retries or wait is None or wait > self._longest:
                    raise
                self._until = max(self._until, time.monotonic() + wait)
                attempt += 1

    def _wait(self, stop: threading.Event) -> None:
        while not stop.is_set() and (left := self._until - time.monotonic()) > 0:
            stop.wait(left)  # meanwhile another request may have been told to wait longer
        if stop.is_set():
            raise ModelUnavailable("Embedding was stopped.")


def pause(error: Exception, attempt: int) -> float | None:
    """Seconds until it is worth asking again, after `attempt` retries; None = it never is."""
    headers = _headers(error)
    if _status(error) == _RATE_LIMIT:
        again = getattr(error, "code", None) != _SPENT
    else:
        again = _passing(error) and attempt < _BLIPS
    if not again or headers.get("x-should-retry") == "false":
        return None
    told = _told(headers)
    return min(_FIRST * 2**attempt, _LONGEST_GUESS) if told is None else told


def too_large(error: Exception) -> bool:
    """Whether a smaller request may pass where this one was refused."""
    return _status(error) in _TOO_LARGE


def _passing(error: Exception) -> bool:
    status = _status(error)
    if status is None:
        return any(parent.__name__ in _UNREACHED for parent in type(error).__mro__)
    return status in _PASSING or status >= _SERVER_ERROR


def _status(error: Exception) -> int | None:
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    return status if isinstance(status, int) else None


def _headers(error: Exception) -> Mapping[str, Any]:
    headers = getattr(getattr(error, "response", None), "headers", None)
    return headers if isinstance(headers, Mapping) else {}


def _told(headers: Mapping[str, Any]) -> float | None:
    """Seconds that ``Retry-After`` asks for: a number, or a date."""
    value = str(headers.get("retry-after", ""))
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())
