"""The Slack face over HTTP: /api/<method>, uploads, downloads and response URLs."""

import asyncio
import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.playground import arguments
from bot.playground.arguments import Args, Method
from bot.playground.engine import Engine
from bot.playground.faults import Fault
from bot.playground.files import MAX_BYTES
from bot.playground.methods import METHODS
from bot.playground.shapes import Json, SlackRefusalError

TOO_MANY, SERVER_ERROR, TOO_LARGE, NOT_FOUND, BAD_REQUEST = 429, 500, 413, 404, 400

Drop = Callable[[Request], Awaitable[Response]]


class WebApi:
    """Answers the bot's calls. ``drop`` closes a request's connection without an answer."""

    def __init__(self, engine: Engine, drop: Drop, closing: asyncio.Event) -> None:
        self._engine = engine
        self._drop = drop
        self._closing = closing
        self._last_post: dict[str, float] = {}

    async def call(self, request: Request) -> Response:
        """Answer ``/api/<method>``."""
        name = request.path_params["method"]
        fault = self._engine.faults.take(name)
        if fault is not None and fault.kind in {"ratelimited", "server_error"}:
            return _failed(fault)
        if fault is not None and fault.kind == "drop_before":
            return await self._drop(request)
        if fault is not None and fault.kind == "hang":
            await self._hang(fault.seconds)
        try:
            values = await arguments.read(request)
            method = self._authorise(request, name, values)
            if wait := self._too_soon(name, values):
                return _rate_limited(wait)
            body: Json = {"ok": True, **method.run(self._engine, Args(values))}
        except SlackRefusalError as refusal:
            body = refusal.body()
        if fault is not None and fault.kind == "drop":
            return await self._drop(request)
        if fault is not None and fault.kind == "stall":
            await self._hang(fault.seconds)
        scopes = ",".join(self._engine.profile.scopes)
        return JSONResponse(body, headers={"X-OAuth-Scopes": scopes})

    def _authorise(self, request: Request, name: str, values: Json) -> Method:
        method = METHODS.get(name)
        if method is None:
            raise SlackRefusalError("unknown_method", req_method=name)
        token = _bearer(request) or str(values.pop("token", ""))
        setup = self._engine.setup
        if not token:
            if name == "api.test":
                return method
            raise SlackRefusalError("not_authed")
        if token not in {setup.bot_token, setup.app_token}:
            raise SlackRefusalError("invalid_auth")
        if (token == setup.app_token) != method.app_token and name != "api.test":
            raise SlackRefusalError("not_allowed_token_type")
        granted = self._engine.profile.scopes
        if method.scopes and not set(method.scopes) & set(granted):
            raise SlackRefusalError(
                "missing_scope", needed=method.scopes[0], provided=",".join(granted)
            )
        return method

    def _too_soon(self, name: str, values: Json) -> int:
        """Return seconds to wait when the optional rate of one post a channel is exceeded."""
        interval = self._engine.setup.post_interval
        if not interval or name != "chat.postMessage":
            return 0
        channel, now = str(values.get("channel")), self._engine.setup.clock()
        if now - self._last_post.get(channel, 0.0) < interval:
            return max(1, round(interval))
        self._last_post[channel] = now
        return 0

    async def _hang(self, seconds: float) -> None:
        """Wait, but not beyond the end of the server."""
        try:
            await asyncio.wait_for(self._closing.wait(), timeout=seconds)
        except TimeoutError:
            return

    async def upload(self, request: Request) -> Response:
        """Take the bytes for a reserved file: raw, or the first file of a multipart form."""
        if int(request.headers.get("content-length", 0)) > MAX_BYTES:
            return Response("too large", TOO_LARGE)
        if request.headers.get("content-type", "").startswith("multipart/"):
            async with request.form() as form:
                uploads = [one for one in form.values() if not isinstance(one, str)]
                content = await uploads[0].read() if uploads else b""
        else:
            content = await request.body()
        try:
            stored = self._engine.shelf.fill(request.path_params["file_id"], content)
        except SlackRefusalError:
            return Response("no such upload", NOT_FOUND)
        return Response(f"OK - {stored.size}")

    async def download(self, request: Request) -> Response:
        """Serve a file to a bearer of the bot token; others are sent to a page, as Slack does."""
        if _bearer(request) != self._engine.setup.bot_token:
            return RedirectResponse(f"{self._engine.base_url}/signin", 302)
        return file_response(self._engine, request.path_params["file_id"])

    async def sign_in(self, _request: Request) -> Response:
        """Answer a download without token: HTML with status 200, the trap that Slack sets."""
        return HTMLResponse("<!doctype html><title>Sign in</title><p>Sign in to see this file.</p>")

    async def respond(self, request: Request) -> Response:
        """Take an answer at a response URL."""
        try:
            answer = json.loads(await request.body() or b"{}")
            self._engine.answer_response_url(request.path_params["pass_id"], answer)
        except ValueError:
            return Response("invalid_payload", BAD_REQUEST)
        except SlackRefusalError as refusal:
            status = NOT_FOUND if refusal.error.endswith("_url") else BAD_REQUEST
            return JSONResponse(refusal.body(), status)
        return Response("ok")


def file_response(engine: Engine, file_id: str) -> Response:
    """Return a file's bytes so that a browser never runs them."""
    try:
        stored = engine.shelf.get(file_id)
    except SlackRefusalError:
        return Response("no such file", NOT_FOUND)
    inline = stored.mimetype.startswith("image/") and stored.mimetype != "image/svg+xml"
    disposition = "inline" if inline else "attachment"
    headers = {
        "Content-Disposition": disposition,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(stored.content or b"", media_type=stored.mimetype, headers=headers)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _failed(fault: Fault) -> Response:
    if fault.kind == "ratelimited":
        return _rate_limited(int(fault.seconds))
    return Response("Internal Server Error", SERVER_ERROR)


def _rate_limited(seconds: int) -> Response:
    headers = {"Retry-After": str(seconds)}
    return JSONResponse({"ok": False, "error": "ratelimited"}, TOO_MANY, headers=headers)
