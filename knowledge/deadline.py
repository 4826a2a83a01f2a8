"""A stream that may not take for ever, however its server behaves.

A read timeout ends a silent connection, not one that drips keep-alives. So the pieces are fetched
on a thread of their own, and whoever waits for them stops waiting in time.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from typing import TypeVar

from knowledge.errors import ModelTooSlow

T = TypeVar("T")
_END = object()


def within(seconds: float, pieces: Iterator[T]) -> Iterator[T]:
    """The pieces that come within `seconds`, then ModelTooSlow. Errors come through as they are.

    The thread that is left behind ends with its connection.
    """
    found: queue.SimpleQueue[object] = queue.SimpleQueue()
    stopped = threading.Event()

    def fetch() -> None:
        try:
            for piece in pieces:
                found.put(piece)
                if stopped.is_set():
                    break
            found.put(_END)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            found.put(_Failure(error))
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()

    threading.Thread(target=fetch, name="chat-model", daemon=True).start()
    until = time.monotonic() + seconds
    try:
        yield from _until(until, found)
    finally:
        stopped.set()


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error


def _until(until: float, found: queue.SimpleQueue[object]) -> Iterator[T]:
    while True:
        try:
            piece = found.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            raise ModelTooSlow("The chat model took too long.", "Allow a longer timeout.") from None
        if piece is _END:
            return
        if isinstance(piece, _Failure):
            raise piece.error
        yield piece  # type: ignore[misc]
