"""A ticket's fields out of what was read: nothing that the developer told gets lost."""

from __future__ import annotations

import pytest

from bot.support.extraction.extract import extract
from bot.support.models import UNASKED, TicketFields
from bot.support.told import told_fields


def told(text: str) -> TicketFields:
    return told_fields(extract(text), text)


def test_what_surrounds_the_failure_is_told_in_the_developers_words() -> None:
    fields = told(
        "No audio on Android 14, SDK 4.3.1, Flutter 3.22.\n\n"
        "It worked with version 4.2.0.\n\nEvery time, about 500 users are affected.\n\n"
        "channel: room_8841, uid: 774512, at 2026-11-24 10:42:07"
    )
    assert fields.framework == "Flutter 3.22"
    assert fields.frequency == "Every time"
    assert "500 users" in fields.impact
    assert "4.2.0" in fields.regression
    assert fields.occurred == "2026-11-24 10:42:07"
    assert fields.ids == "channel room_8841, user 774512"


def test_a_frequency_stays_as_it_was_written() -> None:
    assert told("通话没声音，偶现，大概 200 个用户反馈").frequency == "偶现"


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("No sound\n\nafter bluetooth is on", "after bluetooth is on"),
        ("Choppy audio\n\nthe steps: first join, then bluetooth", "first join, then bluetooth"),
        ("Echo, SDK 4.3.1, Pixel 8. Steps: 1. open 2. join", "1. open 2. join"),
        ("通话没声音\n\n步骤如下：先进频道，再连蓝牙", "先进频道，再连蓝牙"),
        ("No sound\n\nnext steps: I will look at it", ""),
        ("No sound\n\nSteps: unknown", ""),
    ],
)
def test_steps_told_in_prose_are_steps(text: str, steps: str) -> None:
    assert told(text).steps == steps


def test_a_list_of_steps_wins_over_what_is_told_around_it() -> None:
    fields = told("It crashes when I leave.\n\nSteps:\n1. Join a channel\n2. Leave it")
    assert fields.steps == "1. Join a channel\n2. Leave it"


def test_who_is_hit_is_no_step() -> None:
    fields = told("No sound\n\nafter bluetooth is on\n\nevery time, about 500 users are affected")
    assert fields.steps == "after bluetooth is on"
    assert told("No sound\n\nIt happens every time, about 500 users are affected").steps == ""


def test_what_no_form_asks_for_survives_the_form() -> None:
    known = TicketFields(**dict.fromkeys(UNASKED, "read"), tried="read")
    fields = TicketFields(summary="Calls drop").with_unasked(known)
    assert [getattr(fields, name) for name in UNASKED] == ["read"] * len(UNASKED)
    assert fields.tried == ""


def test_a_ticket_of_an_earlier_version_loads() -> None:
    assert TicketFields.model_validate({"summary": "Calls drop", "tried": "x"}).frequency == ""
