"""Costs before they arise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.spending import Estimate, estimate, price, priced, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("a", 1),
        ("abcd", 1),
        ("abcde", 2),
        ("加入频道", 4),
        ("채널", 2),
        ("チャンネル", 5),
        ("call joinChannel 加入频道", 9),  # 17 / 4 and 4
        ("канал", 3),
        ("\ud800", 1),
    ],
)
def test_tokens(text: str, expected: int) -> None:
    assert tokens(text) == expected


@given(st.text(), st.text())
def test_a_longer_text_never_costs_less_and_parts_cost_no_less_than_the_whole(
    one: str, two: str
) -> None:
    assert max(tokens(one), tokens(two)) <= tokens(one + two) <= tokens(one) + tokens(two)
    assert bool(tokens(one)) == bool(one)


def test_prices() -> None:
    assert price("bundled") == 0
    assert price("openai:text-embedding-3-small") == 0.02
    assert price("openai:text-embedding-3-large") == 0.13
    assert price("openai:text-embedding-ada-002") == 0.10
    assert price("cohere:embed-v4") is None
    assert price("cohere:embed-v4", 0.12) == 0.12
    assert price("openai:text-embedding-3-small", 0.0) == 0, "the user's own word holds"


def test_estimates() -> None:
    texts = ["a" * 4_000] * 1_000
    assert estimate(texts, "openai:text-embedding-3-small") == Estimate(1_000, 1_000_000, 0.02)
    assert estimate(texts, "local:model") == Estimate(1_000, 1_000_000, None)
    assert estimate([], "local:model", own=1.0) == Estimate(0, 0, 0.0)
    assert priced(7, 2_000_000, "openai:text-embedding-3-large").dollars == pytest.approx(0.26)
