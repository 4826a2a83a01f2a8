"""What a form shows cut comes back whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import clamp
from bot.slack.views.forms import ticket_form
from bot.support.drafting import whole
from bot.support.models import Place, Severity, TicketFields

PLACE = Place(channel="C0NIMBUS", thread_ts="1.1")


def shown(fields: TicketFields, name: str) -> str:
    """What the form shows of a field, as Slack hands it back."""
    view = ticket_form("en", fields, Severity.LOW, PLACE)
    (block,) = [one for one in view["blocks"] if one["block_id"] == name]
    return str(block["element"].get("initial_value", "")).strip()


@given(st.text("ab \n…", min_size=2_000, max_size=6_000), st.sampled_from(["steps", "summary"]))
def test_an_unchanged_field_is_what_it_was(text: str, name: str) -> None:
    text = text.strip()
    known = TicketFields(**{name: text})
    sent = TicketFields(**{name: shown(known, name)})
    told = getattr(whole(sent, known), name)
    assert " ".join(told.split()) == " ".join(text.split())


@given(st.text(max_size=400), st.text(max_size=400))
def test_what_was_not_cut_is_what_was_sent(sent: str, known: str) -> None:
    form = TicketFields(steps=sent[:200] + "…")
    assert whole(form, TicketFields(steps=known)) == form


@pytest.mark.parametrize("before", ["First of all: ", ""])
def test_a_change_before_the_cut_keeps_what_follows_it(before: str) -> None:
    known = TicketFields(steps="\n".join(f"{one}. do number {one}" for one in range(1, 400)))
    sent = TicketFields(steps=before + clamp(known.steps, 3000).replace("do number 7\n", "wait\n"))
    told = whole(sent, known).steps
    assert told.endswith("399. do number 399")
    assert told.count("\n") == known.steps.count("\n")
    assert "7. wait" in told
