"""Socket Mode: tickets, connections, envelopes and their acknowledgements."""

import asyncio
import contextlib
import itertools
import json
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.delivery import Attempt, NotDeliveredError
from bot.playground.faults import Faults
from bot.playground.people import APP_ID
from bot.playground.shapes import Json

MAX_CONNECTIONS = 10
REFRESH_SECONDS = 10.0
UNKNOWN_TICKET = 4001
GOING_AWAY = 1001


@dataclass(eq=False)
class Link:
    """One connection of the bot; ``pending`` maps envelope ids to who waits for the answer."""

    socket: WebSocket
    leaving: bool = False
    pending: dict[str, asyncio.Future[Json]] = field(default_factory=dict)


class SocketHub:
    """All Socket Mode connections: each envelope goes to one of them. A Transport."""

    def __init__(self, faults: Faults, on_presence: Callable[[bool], None]) -> None:
        self._faults = faults
        self._on_presence = on_presence
        self._tickets: set[str] = set()
        self._links: list[Link] = []
        self._turn = itertools.count()
        self._closers: set[asyncio.Task[None]] = set()

    @property
    def connected(self) -> bool:
        """Tell whether a connection can take an envelope."""
        return any(not link.leaving for link in self._links)

    @property
    def connections(self) -> int:
        """Return how many connections are open."""
        return len(self._links)

    def issue_ticket(self) -> str:
        """Return a ticket that opens one connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, socket: WebSocket) -> None:
        """Run one connection until it ends."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets or len(self._links) >= MAX_CONNECTIONS:
            await socket.close(UNKNOWN_TICKET)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        link = Link(socket)
        try:
            await socket.send_json(self._hello())
            self._links.append(link)
            self._on_presence(True)
            self._retire()
            while True:
                self._acknowledge(link, await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            # RuntimeError: starlette's word for a socket that our own side has closed.
            pass
        finally:
            self._forget(link)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._links) + 1,
            "connection_info": {"app_id": APP_ID},
            "debug_info": {
                "host": "playground",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }

    def _forget(self, link: Link) -> None:
        if link in self._links:
            self._links.remove(link)
        for waiting in link.pending.values():
            if not waiting.done():
                waiting.set_exception(NotDeliveredError("connection_failed"))
        link.pending.clear()
        self._on_presence(self.connected)

    def _acknowledge(self, link: Link, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            # The builtin client may send its own ping text; Slack ignores what is not an answer.
            return
        if not isinstance(answer, dict):
            return
        waiting = link.pending.get(answer.get("envelope_id", ""))
        if waiting is None:
            return
        payload = answer.get("payload")
        settled: Json = payload if isinstance(payload, dict) else {}
        if self._faults.ack_delay:
            loop = asyncio.get_running_loop()
            loop.call_later(self._faults.ack_delay, _settle, waiting, settled)
        else:
            _settle(waiting, settled)

    async def send(self, kind: str, payload: Json, attempt: Attempt, seconds: float) -> Json:
        """Send an envelope to one connection and wait for its acknowledgement."""
        ready = [link for link in self._links if not link.leaving]
        if not ready:
            raise NotDeliveredError("connection_failed")
        link = ready[next(self._turn) % len(ready)]
        envelope_id = str(uuid.uuid4())
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        link.pending[envelope_id] = waiting
        try:
            await link.socket.send_json(_envelope(envelope_id, kind, payload, attempt))
            return await asyncio.wait_for(waiting, timeout=seconds)
        except TimeoutError:
            raise NotDeliveredError("timeout") from None
        except (WebSocketDisconnect, RuntimeError):
            raise NotDeliveredError("connection_failed") from None
        finally:
            link.pending.pop(envelope_id, None)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be replaced, as Slack does from time to time."""
        links = self._leave()
        for link in links:
            note = {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
            with contextlib.suppress(WebSocketDisconnect, RuntimeError):
                await link.socket.send_json(note)
            self._close_later(link, REFRESH_SECONDS)

    def _retire(self) -> None:
        """Close what was asked to leave, now that a replacement is there."""
        for link in self._links:
            if link.leaving:
                self._close_later(link, 0)

    def _close_later(self, link: Link, seconds: float) -> None:
        async def close() -> None:
            await asyncio.sleep(seconds)
            await self._close(link)

        closer = asyncio.get_running_loop().create_task(close())
        self._closers.add(closer)
        closer.add_done_callback(self._closers.discard)

    async def drop(self) -> None:
        """Close every connection without notice."""
        for link in self._leave():
            await self._close(link)

    def _leave(self) -> list[Link]:
        """Take every connection out of use; what comes now waits for a new one."""
        links = list(self._links)
        for link in links:
            link.leaving = True
        self._on_presence(False)
        return links

    async def _close(self, link: Link) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await link.socket.close(GOING_AWAY)

    async def close(self) -> None:
        """Close everything; the workspace shuts."""
        for closer in list(self._closers):
            closer.cancel()
        await self.drop()


def _settle(waiting: asyncio.Future[Json], payload: Json) -> None:
    if not waiting.done():
        waiting.set_result(payload)


def _envelope(envelope_id: str, kind: str, payload: Json, attempt: Attempt) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        envelope |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason}
    return envelope
