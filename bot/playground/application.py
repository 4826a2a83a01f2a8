"""The web application: the Slack face, the page face, and the control of faults."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from bot.playground.engine import Engine
from bot.playground.guard import LoopbackGuard
from bot.playground.page_face import PageFace
from bot.playground.webapi import Drop, WebApi

PAGE = Path(__file__).parent / "page"
BAD_REQUEST = 400


def create_app(engine: Engine, drop: Drop, closing: asyncio.Event) -> Starlette:
    """Build the application around a running engine."""
    api = WebApi(engine, drop, closing)
    page = PageFace(engine)
    control = Control(engine)
    both = ["GET", "POST"]
    routes: list[BaseRoute] = [
        Route("/", _index),
        Mount("/static", StaticFiles(directory=PAGE, check_dir=False)),
        Route("/api/{method:path}", api.call, methods=both),
        WebSocketRoute("/link", engine.sockets.serve),
        Route("/upload/{file_id}", api.upload, methods=["POST", "PUT"]),
        Route("/files-pri/{file_id}/{name}", api.download),
        Route("/signin", api.sign_in),
        Route("/response/{pass_id}", api.respond, methods=["POST"]),
        Route("/archives/{channel}/{place}", _permalink),
        Route("/playground/fault", control.fault, methods=["POST"]),
        Route("/playground/reset", control.reset, methods=["POST"]),
        *page.routes(),
    ]

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await engine.close()

    return Starlette(routes=routes, middleware=[Middleware(LoopbackGuard)], lifespan=lifespan)


class Control:
    """What tests order over HTTP."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def fault(self, request: Request) -> Response:
        """Order a fault.

        ``{method, kind, times?, seconds?}`` for calls, ``{sockets: "refresh"|"drop"}``,
        ``{ack_delay: seconds}``, or ``{clear: true}``.
        """
        try:
            order = json.loads(await request.body())
            if order.get("clear"):
                self._engine.faults.clear()
            if "ack_delay" in order:
                self._engine.faults.ack_delay = float(order["ack_delay"])
            if order.get("sockets") == "refresh":
                await self._engine.sockets.refresh()
            elif order.get("sockets") == "drop":
                await self._engine.sockets.drop()
            if "method" in order:
                self._engine.faults.add(
                    order["method"],
                    order["kind"],
                    int(order.get("times", 1)),
                    float(order.get("seconds", 1.0)),
                )
        except (ValueError, KeyError, AttributeError) as error:
            sentence = f"This is not a fault that can be ordered: {error}."
            return JSONResponse({"ok": False, "error": sentence}, BAD_REQUEST)
        return JSONResponse({"ok": True})

    async def reset(self, _request: Request) -> Response:
        """Forget every message, file and view."""
        self._engine.reset()
        return JSONResponse({"ok": True})


async def _index(_request: Request) -> Response:
    index = PAGE / "index.html"
    if not index.exists():
        return HTMLResponse("<!doctype html><title>Playground</title><p>The page is not built.</p>")
    return FileResponse(index)


async def _permalink(request: Request) -> Response:
    digits = request.path_params["place"].removeprefix("p")
    ts = f"{digits[:-6]}.{digits[-6:]}"
    thread = request.query_params.get("thread_ts", "")
    place = f"{request.path_params['channel']}/{thread or ts}"
    return RedirectResponse(f"/#{place}" + (f"/{ts}" if thread else ""), 302)
