"""Keeps other web sites out: a page elsewhere must not write here through the visitor's browser."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
FORBIDDEN = 403
POLICY_VIOLATION = 1008
STRANGER = "This workspace takes no requests from other web sites."
LINKED = ("/archives/", "/playground/file/")
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def is_loopback(host: str) -> bool:
    """Tell whether a Host header (or the part of an origin after ``//``) names this machine."""
    return urlsplit(f"//{host}").hostname in LOOPBACK


def refusal(scope: Scope) -> str | None:
    """Return why a request is refused, or None.

    The Host check stops DNS rebinding; the Origin check stops cross-site posts and sockets. The
    bot sends no Origin, so both faces share the rule.
    """
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if not is_loopback(host):
        return "This workspace answers to this machine's own address only."
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return STRANGER
    if headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        # A link may lead here, but only to what is read; /api/ writes even on GET.
        follows_link = headers.get("sec-fetch-mode") == "navigate" and scope["method"] == "GET"
        if not (follows_link and (scope["path"] == "/" or scope["path"].startswith(LINKED))):
            return STRANGER
    return None


class LoopbackGuard:
    """ASGI middleware: refuses what is not from here, adds the page's policy."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        why = refusal(scope)
        if why is not None:
            if scope["type"] == "websocket":
                await WebSocketClose(POLICY_VIOLATION, why)(scope, receive, send)
            else:
                response = JSONResponse({"ok": False, "error": why}, FORBIDDEN)
                await response(scope, receive, send)
            return

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_policy(message)
            await send(message)

        await self._app(scope, receive, send_with_policy)


def _add_policy(message: Message) -> None:
    known = {name.lower() for name, _ in message["headers"]}
    for name, value in (
        (b"content-security-policy", PAGE_POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cache-control", b"no-store"),
    ):
        if name not in known:
            message["headers"] = [*message["headers"], (name, value)]
