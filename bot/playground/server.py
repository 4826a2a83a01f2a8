"""The local workspace as a server on this machine, in a background thread."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.playground.application import create_app
from bot.playground.engine import Engine, Setup
from bot.playground.faults import Faults
from bot.playground.snapshot import Snapshot
from bot.playground.visitor import Visitor
from bot.playground.workspace import Workspace

HOST = "127.0.0.1"
START_SECONDS = 10.0
T = TypeVar("T")


class PlaygroundServer:
    """A Slack-compatible workspace at ``url``; the bot's clients use ``api_url``.

    ``port`` 0 takes a free one, known at once. ``folder`` keeps the conversation between runs.
    ``setup`` holds tokens, the app's profile, retry times and the inspector. Use as a context
    manager, or call start() and stop(). Raises OSError when the port is taken.
    """

    def __init__(
        self, port: int = 0, setup: Setup | None = None, folder: Path | None = None
    ) -> None:
        self.setup = setup or Setup()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((HOST, port))
        except OSError:
            self._socket.close()
            raise
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        self.api_url = f"{self.url}/api/"
        self._snapshot = Snapshot(folder, self.url) if folder else None
        on_change = self._snapshot.changed if self._snapshot else lambda: None
        self._engine_of: Callable[[], Engine] = lambda: Engine(self.setup, self.url, on_change)
        self._engine: Engine | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    @property
    def engine(self) -> Engine:
        """Return the running engine; change it through ``run`` only."""
        if self._engine is None:
            raise RuntimeError("The playground is not started.")
        return self._engine

    @property
    def workspace(self) -> Workspace:
        """Return the state, to read."""
        return self.engine.workspace

    @property
    def faults(self) -> Faults:
        """Return the faults to order (from any thread)."""
        return self.engine.faults

    def start(self) -> Self:
        """Start serving; return when the address answers."""
        self._thread = threading.Thread(target=self._run, name="playground", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not (self._server and self._server.started):
            if self._failure is not None or time.monotonic() > deadline:
                raise RuntimeError("The playground did not start.") from self._failure
            time.sleep(0.002)
        return self

    def stop(self) -> None:
        """Stop serving and write the state a last time."""
        if self._loop is not None and self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 10.0) -> T:
        """Run a coroutine on the server's loop from another thread and return its result."""
        if self._loop is None:
            raise RuntimeError("The playground is not started.")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def visitor(self, user: str) -> Visitor:
        """Return a person to write and press in tests, in process."""
        return Visitor(self.engine, user, self.run)

    def use_http(self, request_url: str) -> None:
        """Deliver to a bot in HTTP mode at ``request_url``, after the handshake with it."""
        self.run(self.engine.use_http(request_url))

    def refresh_sockets(self) -> None:
        """Ask the bot to replace its sockets."""
        self.run(self.engine.sockets.refresh())

    def drop_sockets(self) -> None:
        """Close the bot's sockets without notice."""
        self.run(self.engine.sockets.drop())

    def reset(self) -> None:
        """Forget every message, file and view."""

        async def reset() -> None:
            self.engine.reset()

        self.run(reset())

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:  # noqa: BLE001 - start() raises it in the caller's thread
            self._failure = failure

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        self._engine = self._engine_of()
        if self._snapshot:
            self._snapshot.restore(self._engine.workspace)
        connections = Connections()
        config = uvicorn.Config(
            create_app(self._engine, connections.drop, self._closing),
            http=connections.protocol(),
            ws="websockets-sansio",
            lifespan="on",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        await self._server.serve(sockets=[self._socket])
        if self._snapshot:
            self._snapshot.flush()


class Connections:
    """The open HTTP connections, so that a fault can cut one without an answer."""

    def __init__(self) -> None:
        self._transports: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[asyncio.Protocol]:
        """Return uvicorn's HTTP protocol, noting who connects."""
        transports = self._transports

        class NotedProtocol(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                transports[transport.get_extra_info("peername")[:2]] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                transports.pop(self.transport.get_extra_info("peername")[:2], None)
                super().connection_lost(exc)

        return NotedProtocol

    async def drop(self, request: Request) -> Response:
        """Cut the connection of a request; the response returned goes nowhere."""
        client = request.client
        transport = self._transports.get((client.host, client.port)) if client else None
        if transport is not None:
            transport.abort()
            await request.receive()
        return Response(status_code=500)
