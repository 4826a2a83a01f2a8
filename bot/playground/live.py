"""The page's live socket: what happens is pushed to the people who may see it."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.people import Channel
from bot.playground.shapes import Json

BACKLOG = 1000
REMEMBERED = 1000
TOO_SLOW = 1013


@dataclass(eq=False)
class Viewer:
    """One open page."""

    user: str
    socket: WebSocket
    queue: asyncio.Queue[Json | None] = field(default_factory=lambda: asyncio.Queue(BACKLOG))


class Live:
    """Open pages, and the last pushes (tests read them as ``(user, push)``)."""

    def __init__(self) -> None:
        self._viewers: list[Viewer] = []
        self.history: deque[tuple[str, Json]] = deque(maxlen=REMEMBERED)

    async def serve(self, socket: WebSocket, user: str) -> None:
        """Run one page's socket until it ends."""
        await socket.accept()
        viewer = Viewer(user, socket)
        self._viewers.append(viewer)
        writer = asyncio.get_running_loop().create_task(self._write(viewer))
        try:
            while True:
                await socket.receive_text()
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._viewers.remove(viewer)
            writer.cancel()

    async def _write(self, viewer: Viewer) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while (push := await viewer.queue.get()) is not None:
                await viewer.socket.send_json(push)
            await viewer.socket.close(TOO_SLOW)

    def push(self, users: Iterable[str], message: Json) -> None:
        """Push to every open page of these people."""
        audience = set(users)
        self.history.extend((user, message) for user in sorted(audience))
        for viewer in self._viewers:
            if viewer.user not in audience:
                continue
            try:
                viewer.queue.put_nowait(message)
            except asyncio.QueueFull:
                # A page that stopped reading is cut off; it reloads its state when it returns.
                while not viewer.queue.empty():
                    viewer.queue.get_nowait()
                viewer.queue.put_nowait(None)

    def push_channel(self, channel: Channel, message: Json) -> None:
        """Push to the members of a channel."""
        self.push(channel.members, message)

    def push_everyone(self, message: Json) -> None:
        """Push to every open page."""
        self.push({viewer.user for viewer in self._viewers}, message)
