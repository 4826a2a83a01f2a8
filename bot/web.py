"""HTTP in: the parts' routes, and a hook by which a docs repository asks for an ingest."""

from __future__ import annotations

import hashlib
import hmac
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.errors import ConfigError
from bot.support.models import IngestOrder
from knowledge.errors import DoorstepError

log = structlog.get_logger()

_START_SECONDS = 10.0
_LONGEST_BODY = 1_000_000  # bytes; what a push tells is not read, only verified
_LONGEST_DELIVERY = 100


def hook_routes(
    secret: str,
    names: Callable[[], Sequence[str]],
    order: Callable[[IngestOrder], bool],
    clock: Callable[[], datetime],
) -> list[BaseRoute]:
    """`POST /hooks/ingest/SOURCE`, signed as GitHub signs: HMAC-SHA256 of the body.

    The header is ``X-Hub-Signature-256: sha256=HEX``. A delivery (``X-GitHub-Delivery``) orders one
    ingest, however often it is sent, and another one if that failed. Who names no delivery, as a
    job that posts the same body each night, orders one a minute. Answered once the order is
    stored; `order` says False when that delivery was done.
    """

    async def ingest(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _refused(413, "The body is over 1 MB.")
        if not _signed(secret, body, request.headers.get("x-hub-signature-256", "")):
            log.warning("hook_refused", source=request.path_params["source"])
            return _refused(401, "The signature does not fit the secret.")
        delivery = request.headers.get("x-github-delivery", "") or _unnamed(body, clock())
        return await run_in_threadpool(accept, request.path_params["source"], delivery)

    def accept(source: str, delivery: str) -> Response:
        try:
            if source not in names():
                return _refused(404, f"There is no source '{source}'.")
            run = f"hook:{source}:{delivery[:_LONGEST_DELIVERY]}"
            queued = order(IngestOrder(source=source, run=run, why="webhook"))
        except DoorstepError as error:
            log.warning("hook_failed", source=source, error=error.message)
            return _refused(503, error.message)
        if not queued:
            return JSONResponse({"already_done": source})
        return JSONResponse({"queued": source}, status_code=202)

    return [Route("/hooks/ingest/{source}", ingest, methods=["POST"])]


def _unnamed(body: bytes, at: datetime) -> str:
    """Stands for a delivery without a name: who repeats it at once means the same one."""
    return f"{hashlib.sha256(body).hexdigest()[:32]}:{at:%Y%m%dT%H%M}"


@contextmanager
def serving_http(routes: Sequence[BaseRoute], host: str, port: int) -> Iterator[str]:
    """Serve the routes and /healthz until the block ends; yields the address.

    Raises ConfigError when the port is taken.
    """
    app = Starlette(routes=[*routes, Route("/healthz", _healthz)])
    server = uvicorn.Server(
        uvicorn.Config(app, host=host, port=port, log_level="warning", lifespan="off")
    )
    listening = _bound(host, port)
    thread = threading.Thread(target=server.run, args=([listening],), name="http", daemon=True)
    thread.start()
    deadline = time.monotonic() + _START_SECONDS
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=5)
        listening.close()


def _bound(host: str, port: int) -> socket.socket:
    """Bind ourselves: uvicorn would end the process when it cannot."""
    try:
        return socket.create_server((host, port), family=_family(host))
    except OSError as error:
        raise ConfigError(
            f"Port {port} on {host} cannot be used: {error.strerror}.",
            "Another program has it: set DOORSTEP_HTTP_PORT to a free one.",
        ) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


async def _healthz(request: Request) -> Response:
    del request
    return PlainTextResponse("ok")


async def _body(request: Request) -> bytes | None:
    """None when it is too long; the rest is then not read."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_BODY:
            return None
    return body


def _signed(secret: str, body: bytes, signature: str) -> bool:
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())


def _refused(status: int, reason: str) -> Response:
    return JSONResponse({"error": reason}, status_code=status)
