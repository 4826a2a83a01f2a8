"""What goes out to a tracker, and what never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.models import Severity, TicketEvent, TicketStatus
from bot.support.policy import TrackerRules
from bot.support.redaction import RedactionRules, Redactor, scope_of
from bot.support.tracking import (
    TrackedState,
    TrailLine,
    case_of,
    change_of,
    clean,
    is_told,
    key_of,
    state_of,
)
from tests.sample_contents import NOW, a_ticket

STRICT = TrackerRules()
OPEN_HANDED = TrackerRules(internal_notes=True, customer_name=True)
SECRET = "the customer is about to leave us"


def a_line(number: int, kind: str, note: str = "") -> TrailLine:
    event = TicketEvent(ticket_id=142, kind=kind, actor="U0SUP01", at=NOW, note=note)
    return TrailLine(number=number, origin=f"Ev{number}:{kind}", event=event)


@pytest.mark.parametrize("status", list(TicketStatus))
def test_a_status_is_told_with_its_state(status: TicketStatus) -> None:
    trail = [a_line(1, "filed"), a_line(2, status.value, SECRET)]
    change = change_of(a_ticket(), trail, trail[1], STRICT)
    assert is_told(status.value, STRICT)
    assert change.before is TrackedState.OPEN
    assert change.after is state_of(status)
    assert change.ends is status.over


def test_no_status_and_unknown_ones_are_open() -> None:
    trail = [a_line(1, "filed"), a_line(2, "resolved"), a_line(3, "pondered"), a_line(4, "open")]
    assert state_of(None) is TrackedState.OPEN
    assert not is_told("pondered", OPEN_HANDED)
    change = change_of(a_ticket(), trail, trail[3], STRICT)
    assert change.reopens
    assert (change.before, change.after) == (TrackedState.RESOLVED, TrackedState.OPEN)


@pytest.mark.parametrize("kind", ["claimed", "waiting", "closed", "severity", "escalated", "note"])
def test_why_staff_did_it_stays_here(kind: str) -> None:
    trail = [a_line(1, "filed"), a_line(2, kind, SECRET)]
    strict = change_of(a_ticket(), trail, trail[1], STRICT)
    told = change_of(a_ticket(), trail, trail[1], OPEN_HANDED)
    assert SECRET not in strict.model_dump_json()
    assert SECRET in told.model_dump_json()


def test_notes_and_replies_are_not_told() -> None:
    assert [is_told(one, STRICT) for one in ("note", "replied", "joined")] == [False] * 3
    assert [is_told(one, OPEN_HANDED) for one in ("note", "replied", "joined")] == [
        True,
        False,
        False,
    ]


def test_the_resolution_is_told_as_the_customer_was() -> None:
    trail = [a_line(1, "filed"), a_line(2, "resolved", "Update to 4.3.2.")]
    (fact,) = change_of(a_ticket(), trail, trail[1], STRICT).facts
    assert (fact.name, fact.text) == ("Resolution", "Update to 4.3.2.")


def test_nobody_and_no_customer_is_named_unless_the_policy_says_so() -> None:
    ticket = a_ticket(customer="Nimbus Games", reporter="U0DEV01", claimed_by="U0SUP01")
    strict = case_of(ticket, STRICT).model_dump_json()
    for hidden in ("Nimbus", "U0DEV01", "U0SUP01", ticket.place.channel, "enterprise"):
        assert hidden not in strict
    assert "Nimbus Games" in case_of(ticket, OPEN_HANDED).model_dump_json()


def test_a_secret_that_came_so_far_goes_no_further() -> None:
    token = "xoxb-" + "1234567890-abcdefghij"
    ticket = a_ticket(f"my token is {token}")
    assert token not in case_of(ticket, OPEN_HANDED).model_dump_json()


def test_what_is_taken_out_is_the_policys_choice() -> None:
    by_policy = Redactor(RedactionRules(phones=False, ips=True).wanted, b"of this installation")
    ticket = a_ticket("10.20.30.41 drops; call +86 138 1234 5678", log_digest="10.20.30.41 refused")
    told = case_of(ticket, STRICT, by_policy).model_dump_json()
    assert "10.20.30.41" not in told
    assert "138 1234 5678" in told
    mark = by_policy.redact("10.20.30.41", scope_of(ticket.place))
    assert mark in told, "the mark that people know from the conversation"
    trail = [
        a_line(1, "filed"),
        a_line(2, "resolved", "10.20.30.41 is open now."),
        a_line(3, "amended"),
    ]
    for line in trail[1:]:
        change = change_of(ticket, trail, line, STRICT, by_policy).model_dump_json()
        assert mark in change
        assert "10.20.30.41" not in change


def test_a_changed_severity_is_told_as_it_is_now() -> None:
    trail = [a_line(1, "filed"), a_line(2, "severity", "critical: launch")]
    change = change_of(a_ticket(severity=Severity.CRITICAL), trail, trail[1], STRICT)
    assert change.severity is Severity.CRITICAL
    assert "critical" in change.headline


def test_keys_are_stable_and_each_their_own() -> None:
    one, two = a_line(1, "filed"), a_line(2, "claimed")
    assert key_of(one) == key_of(a_line(1, "filed"))
    assert key_of(one) != key_of(two)
    assert one.origin not in key_of(one)


@given(st.text())
def test_any_text_can_be_sent(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert clean(cleaned) == cleaned
    assert not {"\x00", "\x1b", "\r", "\u202e"} & set(cleaned)


def test_the_report_is_told_and_all_facts_together_fit() -> None:
    case = case_of(a_ticket("long words " * 400), STRICT, report=["The report.", "An answer."])
    assert sum(len(one.text) for one in case.facts) <= 28_000
    case = case_of(a_ticket(), STRICT, report=["The report.", "An answer."])
    assert case.facts[-1].name == "Report"
    assert case.facts[-1].text == "The report.\n\nAn answer."
