"""Delivery to the bot: events with Slack's retries, interactions that wait for their answer."""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.playground.shapes import Json

log = logging.getLogger(__name__)

ACK_SECONDS = 3.0
# Slack tries at once again, then after one minute, then after five.
RETRY_SCHEDULE = (0.0, 60.0, 300.0)
REMEMBERED = 1000


class NotDeliveredError(Exception):
    """The bot did not acknowledge; ``reason`` is Slack's ``retry_reason``."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final


@dataclass(frozen=True)
class Attempt:
    """Which try this is (0 is the first) and why the one before failed."""

    number: int = 0
    reason: str = ""


class Transport(Protocol):
    """A way to the bot: Socket Mode or signed HTTP."""

    @property
    def connected(self) -> bool:
        """Tell whether a bot can be reached now."""

    async def send(self, kind: str, payload: Json, attempt: Attempt, seconds: float) -> Json:
        """Deliver one payload and return what came with the acknowledgement.

        ``kind`` is ``events_api``, ``interactive`` or ``slash_commands``. Raises
        NotDeliveredError.
        """


@dataclass(frozen=True)
class Delivered:
    """One try as it went: ``outcome`` is ``acknowledged`` or the retry reason."""

    event_id: str
    event_type: str
    attempt: int
    outcome: str


class Delivery:
    """Hands payloads to a transport and keeps at it, as Slack does. Lives on one event loop."""

    def __init__(
        self,
        transport: Transport,
        retry_schedule: Sequence[float] = RETRY_SCHEDULE,
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self.transport = transport
        self.retry_schedule = tuple(retry_schedule)
        self.ack_seconds = ack_seconds
        self.history: deque[Delivered] = deque(maxlen=REMEMBERED)
        self._online = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def pending(self) -> int:
        """Return how many events are not settled yet."""
        return len(self._tasks)

    def presence(self, connected: bool) -> None:
        """Learn that a bot came or that the last one went."""
        if connected:
            self._online.set()
        else:
            self._online.clear()

    def post_event(self, body: Json) -> None:
        """Deliver an event in the background, with retries."""
        task = asyncio.get_running_loop().create_task(self._keep_trying(body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def ask(self, kind: str, payload: Json) -> Json:
        """Deliver an interaction or a command, once; raise NotDeliveredError without an answer."""
        if not self.transport.connected:
            raise NotDeliveredError("connection_failed")
        return await self.transport.send(kind, payload, Attempt(), self.ack_seconds)

    def forget(self) -> None:
        """Give up what is on its way, and the history."""
        for task in list(self._tasks):
            task.cancel()
        self.history.clear()

    async def close(self) -> None:
        """Stop all retries."""
        self.forget()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_trying(self, body: Json) -> None:
        loop = asyncio.get_running_loop()
        gives_up = loop.time() + sum(self.retry_schedule)
        reason = ""
        for number, delay in enumerate((0.0, *self.retry_schedule)):
            if number and not await self._wait(delay, gives_up):
                break
            try:
                if not self.transport.connected:
                    # An absent bot costs the first try; the event then waits for its return.
                    raise NotDeliveredError("connection_failed")  # noqa: TRY301
                attempt = Attempt(number, reason)
                await self.transport.send("events_api", body, attempt, self.ack_seconds)
            except NotDeliveredError as failure:
                reason = failure.reason
                self._note(body, number, reason)
                if failure.final:
                    break
            else:
                self._note(body, number, "acknowledged")
                return
        log.warning("event %s was not delivered: %s", body.get("event_id"), reason)

    async def _wait(self, delay: float, gives_up: float) -> bool:
        if self.transport.connected:
            await asyncio.sleep(delay)
        if self.transport.connected:
            return True
        left = gives_up - asyncio.get_running_loop().time()
        try:
            await asyncio.wait_for(self._online.wait(), timeout=max(left, 0.001))
        except TimeoutError:
            return False
        return True

    def _note(self, body: Json, number: int, outcome: str) -> None:
        kind = body.get("event", {}).get("type", "")
        self.history.append(Delivered(body.get("event_id", ""), kind, number, outcome))
