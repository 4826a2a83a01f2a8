"""A small web server on loopback that behaves as badly as it is told to."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Handler = BaseHTTPRequestHandler


@dataclass
class Site:
    """Pages by path: HTML text, or a function that answers by itself. `asked` lists requests."""

    pages: dict[str, str | Callable[[Handler], None]] = field(default_factory=dict)
    robots: str = ""
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    address: str = ""

    def times(self, path: str) -> int:
        return self.asked.count(path)


def respond(handler: Handler, body: bytes, status: int = 200, **headers: str) -> None:
    """Send a whole answer; ``content_type`` becomes ``Content-Type``."""
    handler.send_response(status)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in ({"content-type": "text/html; charset=utf-8"} | given).items():
        handler.send_header(name, value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def redirect(target: str, status: int = 302) -> Callable[[Handler], None]:
    return lambda handler: respond(handler, b"", status, location=target)


def failing(status: int) -> Callable[[Handler], None]:
    return lambda handler: respond(handler, b"sorry", status)


def dripping(seconds: float) -> Callable[[Handler], None]:
    """Keep the reader waiting with a letter now and then, first in the headers."""

    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass

    return drip


def bomb(size: int) -> Callable[[Handler], None]:
    packed = gzip.compress(b"<p>" + b"a" * size)
    return lambda handler: respond(handler, packed, content_encoding="gzip")


def tagged(body: str, tag: str) -> Callable[[Handler], None]:
    """A page with an ETag, sent only to those who have not got it."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == tag:
            respond(handler, b"", 304)
        else:
            respond(handler, body.encode(), ETag=tag)

    return answer


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """Serve a site until the block ends."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.headers.append(dict(self.headers))
            if self.path == "/robots.txt" and site.robots:
                respond(self, site.robots.encode(), content_type="text/plain")
                return
            page = site.pages.get(self.path)
            if page is None:
                respond(self, b"no such page", 404)
            elif isinstance(page, str):
                kind = "application/xml" if self.path.endswith(".xml") else "text/html"
                respond(self, page.replace("{site}", site.address).encode(), content_type=kind)
            else:
                page(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
