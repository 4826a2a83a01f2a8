"""How texts are shared out to requests, and when a request is worth repeating."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.embeddings import portions
from knowledge.patience import pause, too_large


@given(st.lists(st.text(max_size=30)), st.integers(1, 9), st.integers(1, 60))
def test_portions_keep_order_and_limits(texts: list[str], most: int, characters: int) -> None:
    parts = portions(texts, most, characters)
    assert [text for part in parts for text in part] == texts
    for part in parts:
        assert 0 < len(part) <= most
        assert len(part) == 1 or sum(map(len, part)) <= characters


@dataclass
class Response:
    status_code: int
    headers: dict[str, str] = field(default_factory=dict)


class VendorError(Exception):
    def __init__(self, status: int, code: str = "", **headers: str) -> None:
        super().__init__("refused")
        self.response = Response(status, {k.replace("_", "-"): v for k, v in headers.items()})
        self.code = code


class APIConnectionError(Exception):
    """As OpenAI's is called."""


class APITimeoutError(APIConnectionError):
    pass


@pytest.mark.parametrize(
    ("error", "attempt", "expected"),
    [
        (VendorError(429), 0, 0.5),
        (VendorError(429), 2, 2.0),
        (VendorError(429), 11, 8.0),
        (VendorError(429, retry_after="7"), 11, 7.0),
        (VendorError(429, retry_after="soon"), 0, 0.5),
        (VendorError(429, retry_after="Wed, 01 Jan 2020 00:00:00 GMT"), 0, 0.0),
        (VendorError(429, code="insufficient_quota"), 0, None),
        (VendorError(429, x_should_retry="false"), 0, None),
        (VendorError(503), 3, 4.0),
        (VendorError(503), 4, None),
        (APITimeoutError(), 0, 0.5),
        (TimeoutError(), 4, None),
        (VendorError(401), 0, None),
        (VendorError(400), 0, None),
        (ValueError(), 0, None),
    ],
)
def test_pauses(error: Exception, attempt: int, expected: float | None) -> None:
    assert pause(error, attempt) == expected


def test_which_refusals_a_smaller_request_may_escape() -> None:
    statuses = (400, 401, 413, 422, 429, 500)
    assert [one for one in statuses if too_large(VendorError(one))] == [400, 413, 422]
    assert not too_large(ValueError())
