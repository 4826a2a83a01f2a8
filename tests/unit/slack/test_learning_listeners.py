"""Entries and ratings through the real Bolt app: who may open which form, and what is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.slack.views import learning, satisfaction
from bot.support.inbound import Button, ButtonPressed, EntrySubmitted, RatingReasonSubmitted
from bot.support.models import Ticket
from knowledge.models import Visibility
from tests.fakes import INES, KENJI, LIN, NIMBUS, STRANGER, Post
from tests.unit.slack.test_listeners import House, house, quiet, slack

__all__ = ["house", "quiet", "slack"]  # fixtures


def resolved(house: House) -> Ticket:
    _, ticket = house.stage.claimed()
    house.stage.desk.accept(house.stage.resolution(ticket))
    return house.stage.only_ticket()


def entry_values(**changes: Any) -> dict[str, Any]:
    values = {
        "title": "Calls drop",
        "question": "they drop",
        "answer": "Mail lin@nimbus.example to update.",
        "product": "",
        "platforms": "android",
        "versions": "4.3.1",
        "page": "guides/token.md",
        "visibility": {"selected_option": {"value": "public"}},
    }
    return values | changes


@pytest.mark.parametrize(
    "name",
    [
        Button.WHY_NOT_SOLVED,
        *Button.RATE,
        Button.PUBLISH_ENTRY,
        Button.REJECT_ENTRY,
        Button.WITHDRAW_ENTRY,
        Button.KEEP_ENTRY,
    ],
)
def test_a_press_is_stored(quiet: House, name: str) -> None:
    post = Post(NIMBUS, "1.1", "1.2", "", None)  # type: ignore[arg-type]
    assert quiet.press(name, post, value="7:1").status == 200
    (stored,) = quiet.stored()
    assert isinstance(stored, ButtonPressed)
    assert (stored.name, stored.value) == (name, "7:1")


def test_an_entry_from_form_to_store(house: House) -> None:
    ticket = resolved(house)
    card = house.stage.card()
    house.press(Button.MAKE_ENTRY, card, LIN, str(ticket.id))
    assert house.opened() == []
    assert house.stage.messenger.whispers[-1][1] == LIN
    house.press(Button.MAKE_ENTRY, card, KENJI, str(ticket.id))
    (view,) = house.opened()
    assert view["callback_id"] == learning.ENTRY_FORM
    shown = {one["block_id"]: one["element"] for one in view["blocks"] if one["type"] == "input"}
    assert shown["title"]["initial_value"] == "Calls drop"
    assert shown["answer"]["initial_value"] == "Update to 4.3.2."
    assert "brightwire/token.md" in shown["page"]["placeholder"]["text"]
    assert shown["visibility"]["initial_option"]["value"] == "customer"

    refused = house.submit(view, entry_values(title=" ", answer="", page="nowhere/x.md"), KENJI)
    assert set(json.loads(refused.body)["errors"]) == {"title", "answer", "page"}
    house.stage.jobs.handler = None
    assert house.submit(view, entry_values(), KENJI).status == 200
    (form,) = house.stored()
    assert isinstance(form, EntrySubmitted)
    assert "lin@" not in form.text.answer
    assert (form.text.visibility, form.text.page) == (Visibility.PUBLIC, "guides/token.md")
    house.stage.desk.handle(form.id)
    (review,) = [one for one in house.stage.messenger.posts if one.content.type == "entry_review"]
    house.press(Button.EDIT_ENTRY, review, STRANGER, "1")
    assert len(house.opened()) == 1
    house.press(Button.EDIT_ENTRY, review, INES, "1")
    assert house.opened()[1]["callback_id"] == learning.ENTRY_FORM


def test_a_reason_for_a_rating(house: House) -> None:
    ticket = resolved(house)
    stage = house.stage
    stage.press(Button.CONFIRM_SOLVED, stage.messenger.posts[-1], LIN, str(ticket.id))
    post = next(one for one in stage.messenger.posts if one.content.type == "rate_ticket")
    house.press(Button.RATE[3], post, LIN, f"{ticket.id}:4")
    house.press(Button.RATE_REASON, post, KENJI, str(ticket.id))
    assert house.opened() == []
    house.press(Button.RATE_REASON, post, LIN, str(ticket.id))
    (view,) = house.opened()
    assert view["callback_id"] == satisfaction.RATING_FORM
    stage.jobs.handler = None
    assert house.submit(view, {"text": "Mail me: lin@nimbus.example"}).status == 200
    (form,) = house.stored()
    assert isinstance(form, RatingReasonSubmitted)
    assert "lin@" not in form.text
    assert (form.message_ts, form.ticket_id) == (post.ts, ticket.id)
