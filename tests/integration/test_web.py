"""The hook over real HTTP: only who knows the secret orders, and one delivery orders once."""

from __future__ import annotations

import hashlib
import hmac
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.errors import ConfigError, StorageError
from bot.support.models import IngestOrder
from bot.web import hook_routes, serving_http

SECRET = "a long secret"
BODY = b'{"ref": "refs/heads/main"}'


class Ordered:
    """Collects the orders."""

    def __init__(self) -> None:
        self.orders: list[IngestOrder] = []
        self.failure: StorageError | None = None
        self.now = datetime(2026, 11, 25, 9, 0, 20, tzinfo=UTC)

    def __call__(self, order: IngestOrder) -> bool:
        if self.failure:
            raise self.failure
        known = order in self.orders
        self.orders.append(order)
        return not known


@pytest.fixture
def ordered() -> Ordered:
    return Ordered()


@pytest.fixture
def address(ordered: Ordered) -> Iterator[str]:
    routes = hook_routes(SECRET, lambda: ["guides"], ordered, lambda: ordered.now)
    with serving_http(routes, "127.0.0.1", _free_port()) as found:
        yield found


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def post(
    address: str,
    source: str = "guides",
    body: bytes = BODY,
    *,
    secret: str = SECRET,
    **headers: str,
) -> httpx.Response:
    signed = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    url = f"{address}/hooks/ingest/{source}"
    return httpx.post(url, content=body, headers={"X-Hub-Signature-256": signed} | named)


def test_a_signed_delivery_orders_an_ingest(address: str, ordered: Ordered) -> None:
    answer = post(address, X_GitHub_Delivery="d-1")
    assert (answer.status_code, answer.json()) == (202, {"queued": "guides"})
    again = post(address, X_GitHub_Delivery="d-1")
    assert (again.status_code, again.json()) == (200, {"already_done": "guides"})
    post(address, X_GitHub_Delivery="d-2")
    post(address)
    runs = [one.run for one in ordered.orders]
    assert runs[:3] == ["hook:guides:d-1", "hook:guides:d-1", "hook:guides:d-2"]
    assert runs[3].startswith("hook:guides:")
    assert {one.why for one in ordered.orders} == {"webhook"}


def test_a_job_that_always_posts_the_same_body_is_heard_each_time(
    address: str, ordered: Ordered
) -> None:
    assert post(address).status_code == 202
    assert post(address).json() == {"already_done": "guides"}, "sent twice in a minute"
    ordered.now += timedelta(days=1)
    assert post(address).status_code == 202
    assert len({one.run for one in ordered.orders}) == 2


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"secret": "another"}, 401, "signature"),
        ({"X_Hub_Signature_256": ""}, 401, "signature"),
        ({"X_Hub_Signature_256": "sha256=%C3%A9"}, 401, "signature"),
        ({"source": "nowhere"}, 404, "nowhere"),
        ({"body": b"x" * 1_000_001}, 413, "1 MB"),
    ],
)
def test_what_is_refused_says_why(
    address: str, ordered: Ordered, changes: dict[str, str], status: int, said: str
) -> None:
    answer = post(address, **changes)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert said in answer.json()["error"]
    assert ordered.orders == []


def test_what_cannot_be_stored_is_not_acknowledged(address: str, ordered: Ordered) -> None:
    ordered.failure = StorageError("The database cannot be reached.")
    answer = post(address)
    assert answer.status_code == 503
    assert "database" in answer.json()["error"]


def test_other_doors_are_closed(address: str) -> None:
    assert httpx.get(f"{address}/healthz").text == "ok"
    assert httpx.get(f"{address}/hooks/ingest/guides").status_code == 405
    assert httpx.post(f"{address}/hooks/ingest/").status_code == 404


def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with pytest.raises(ConfigError, match=str(port)), serving_http([], "127.0.0.1", port):
            pass
