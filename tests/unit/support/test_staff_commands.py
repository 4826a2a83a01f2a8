"""Orders after `/doorstep`, and when a sleeping ticket wakes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.commands import Command, Verb, parse
from bot.support.snoozing import wake_time

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("claim DS-12", Command(verb=Verb.CLAIM, ticket_id=12)),
        ("状态 ds-7", Command(verb=Verb.STATUS, ticket_id=7)),
        ("assign DS-1 <@U1|ana>", Command(verb=Verb.ASSIGN, ticket_id=1, person="U1")),
        ("snooze DS-1 4h", Command(verb=Verb.SNOOZE, ticket_id=1, rest="4h")),
        ("queue", Command(verb=Verb.QUEUE)),
        ("search 1109 nimbus", Command(verb=Verb.SEARCH, rest="1109 nimbus")),
        ("搜索", Command(verb=Verb.SEARCH, missing="search WORDS")),
        ("release", Command(verb=Verb.RELEASE, missing="release DS-12")),
    ],
)
def test_orders(text: str, expected: Command) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text", ["claim check fails with 1109?", "status 1109", "queue is full?", "claim DS-1 now", "x"]
)
def test_a_question_stays_a_question(text: str) -> None:
    assert parse(text) is None


@given(st.text())
def test_whatever_is_typed_nothing_breaks(text: str) -> None:
    for verb in ("", "claim ", "assign DS-1 ", "snooze DS-1 "):
        parse(verb + text)
    until = wake_time(text, NOW, "Asia/Shanghai")
    assert until is None or until > NOW


def test_tomorrow_is_nine_in_the_morning_of_the_person() -> None:
    expected = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    assert wake_time("tomorrow", NOW, "Asia/Shanghai") == expected
    assert wake_time("2026-11-24", NOW, "Asia/Shanghai") == expected
    assert wake_time("2020-01-01", NOW, "UTC") is None
