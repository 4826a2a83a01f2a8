"""Fetching from a web server that owes us nothing: limits on address, time, size and redirects.

On http.client rather than a larger library, because every limit here lies below what those offer:
the address is checked at the connection (a name may lead to another one by then), one deadline
covers the whole answer however slowly it drips, and compressed bodies are unpacked only up to the
limit.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit, urlunsplit

AGENT = "DoorstepBot/1.0 (documentation reader; +https://pypi.org/project/doorstep/)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BLOCK = 65_536
_PORTS = {"http": 80, "https": 443}
_BUSY = frozenset({429, 503})
_TRIES = 3  # of one request, when the server asks for patience
_LONGEST_WAIT = 60.0  # seconds before one of them
_PATIENCE = 900.0  # seconds of such waits in one visit


class FetchFailed(Exception):  # noqa: N818 - it becomes a reason in the report
    """Nothing came that could be read. `passing` says that a later try may fare better."""

    def __init__(self, reason: str, *, passing: bool = True) -> None:
        """`reason` is in words for the maintainer."""
        super().__init__(reason)
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a server's time and ours one answer may take."""

    connect: float = 10.0  # seconds
    total: float = 30.0  # seconds, from the connection to the last byte
    size: int = 10_000_000  # bytes, unpacked
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; `url` is where, after redirects. Header names are lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Line:
    """A connection that can be cut from another thread, which wakes whoever reads from it."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.late = False

    def encrypt(self, host: str) -> None:
        context = ssl.create_default_context()
        encrypted = context.wrap_socket(
            self.socket, server_hostname=host, do_handshake_on_connect=False
        )
        self.socket = encrypted
        encrypted.do_handshake()

    def cut(self) -> None:
        self.late = True
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


@dataclass(slots=True)
class Web:
    """Requests to one host, one after the other, `delay` seconds apart."""

    host: str
    delay: float = 0.0
    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    patience: float = _PATIENCE
    _private: bool | None = None
    _last: float = 0.0

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        allowed: Callable[[str], bool] = lambda _: True,
    ) -> Answer:
        """Fetch, following redirects within the host as `allowed` lets. Raises FetchFailed."""
        seen: list[str] = []
        while len(seen) <= self.limits.redirects:
            seen.append(url)
            answer = self._patiently(url, headers or {})
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                return answer
            url = self._redirected(url, target, seen)
            if not allowed(url):
                raise FetchFailed(f"redirects to {url}, which robots.txt closes", passing=False)
        raise FetchFailed("redirects without end", passing=False)

    def _patiently(self, url: str, headers: Mapping[str, str]) -> Answer:
        """Ask again when the server is busy and says when to come back."""
        for _ in range(_TRIES - 1):
            answer = self._once(url, headers)
            wait = retry_after(answer)
            if wait is None or wait > min(_LONGEST_WAIT, self.patience):
                return answer
            self.patience -= wait
            self.sleep(wait)
        return self._once(url, headers)

    def _redirected(self, url: str, target: str, seen: list[str]) -> str:
        following = clean_url(joined(url, target))
        if not following or not same_host(following, url):
            raise FetchFailed(f"redirects to another host ({target[:200]})", passing=False)
        if following in seen:
            raise FetchFailed("redirects in a circle", passing=False)
        return following

    def _once(self, url: str, headers: Mapping[str, str]) -> Answer:
        waited = time.monotonic() - self._last
        if self._last and waited < self.delay:
            self.sleep(self.delay - waited)
        self._last = time.monotonic()
        try:
            return self._exchange(url, headers)
        except ssl.SSLError as error:
            raise FetchFailed(f"no trusted connection: {error.reason}") from None
        except TimeoutError:
            raise FetchFailed(f"no answer within {self.limits.total:g} s") from None
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
            raise FetchFailed(f"no answer: {error or type(error).__name__}"[:200]) from None

    def _exchange(self, url: str, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        line = _Line(self._connected(host, port))
        deadline = threading.Timer(self.limits.total, line.cut)
        deadline.daemon = True
        deadline.start()
        try:
            if parts.scheme == "https":
                line.encrypt(host)
            return self._answer(url, line, headers)
        except (OSError, http.client.HTTPException):
            if line.late:
                raise TimeoutError from None
            raise
        finally:
            deadline.cancel()
            line.socket.close()

    def _answer(self, url: str, line: _Line, headers: Mapping[str, str]) -> Answer:
        parts = urlsplit(url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection: http.client.HTTPConnection = kind(parts.hostname or "", parts.port)
        connection.sock = line.socket
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        sent = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close"}
        connection.request("GET", target, headers={**sent, **headers})
        with connection.getresponse() as response:
            received = {name.lower(): value for name, value in response.getheaders()}
            body = b"" if response.status in _REDIRECTS else self._body(response, received)
        if line.late:
            raise TimeoutError
        return Answer(url, response.status, received, body)

    def _body(self, response: http.client.HTTPResponse, headers: Mapping[str, str]) -> bytes:
        packed = headers.get("content-encoding", "").lower() in ("gzip", "x-gzip", "deflate")
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if packed else None
        body = bytearray()
        while block := response.read1(_BLOCK):
            try:
                body += unpack.decompress(block, self.limits.size + 1) if unpack else block
            except zlib.error:
                raise FetchFailed("a broken compressed answer") from None
            if len(body) > self.limits.size:
                limit = self.limits.size / 1e6
                raise FetchFailed(f"over the {limit:.1f} MB limit", passing=False)
        expected = headers.get("content-length", "")
        if unpack is None and expected.isdigit() and len(body) < int(expected):
            raise FetchFailed("the answer broke off")
        if unpack is not None and not unpack.eof and body:
            raise FetchFailed("the answer broke off")
        return bytes(body)

    def _connected(self, host: str, port: int) -> socket.socket:
        """Connect to an address that was looked at; a public site must not lead inside."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        private = [not is_public(str(address[4][0])) for address in found]
        if self._private is None:
            self._private = all(private)  # the start itself is inside
        looked_at = zip(found, private, strict=True)
        fit = [one for one, inside in looked_at if self._private or not inside]
        if not fit:
            raise FetchFailed(f"{host} leads to a private address", passing=False)
        family, kind, protocol, _, address = fit[0]
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(self.limits.connect)
            connection.connect(address)
            connection.settimeout(self.limits.total)
        except OSError:
            connection.close()
            raise
        return connection


def retry_after(answer: Answer) -> float | None:
    """Seconds after which a busy server wants to be asked again; None when it does not say."""
    written = answer.headers.get("retry-after", "").strip()
    if answer.status not in _BUSY or not written:
        return None
    if written.isascii() and written.isdigit():
        return float(written[:9])
    try:
        named = parsedate_to_datetime(written)
        return max(0.0, named.timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        return ip.ipv4_mapped.is_global
    return ip.is_global


def clean_url(url: str) -> str:
    """Write an http(s) address without fragment and default port; "" for any other."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in _PORTS or not host or parts.username or any(c.isspace() for c in url):
        return ""
    named = f"[{host}]" if ":" in host else host
    shown = named if port in (None, _PORTS[parts.scheme]) else f"{named}:{port}"
    path = "".join(c if c.isascii() else _quoted(c) for c in parts.path or "/")
    query = "".join(c if c.isascii() else _quoted(c) for c in parts.query)
    return urlunsplit((parts.scheme, shown, path, query, ""))


def joined(base: str, target: str) -> str:
    """Address that a link means on a page; "" when it is none."""
    try:
        return urljoin(base, target)
    except ValueError:
        return ""


def same_host(url: str, other: str) -> bool:
    """Whether both lie on one host and port; http and https of a host count as one."""
    first, second = urlsplit(url), urlsplit(other)
    ports = {first.port or _PORTS.get(first.scheme), second.port or _PORTS.get(second.scheme)}
    return first.hostname == second.hostname and (len(ports) == 1 or ports == {80, 443})


def _quoted(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())
