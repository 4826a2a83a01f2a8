"""The clocks of a ticket, from its trail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.support.accounts import Account, Contract, Targets
from bot.support.business_time import BusinessHours
from bot.support.clock import target_alarms
from bot.support.models import Severity, Ticket, TicketEvent, TicketStatus
from bot.support.policy import EscalationRules, FirstResponse
from bot.support.targets import Course, Target, TargetClock, course_of
from bot.support.terms import Terms, terms_of
from tests.desk_stage import sample_policy
from tests.sample_contents import a_ticket

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
HOUR = timedelta(hours=1)
TERMS = Terms(
    first_response=FirstResponse(critical="2h", high="2h", medium="2h", low="2h"),  # type: ignore[arg-type]
    next_response=Targets(high="4h"),  # type: ignore[arg-type]
    resolution=Targets(critical="10h", high="20h"),  # type: ignore[arg-type]
    hours=sample_policy().business_hours,
)


def trail(*lines: tuple[str, float]) -> list[TicketEvent]:
    """(kind, hours since the filing)."""
    return [
        TicketEvent(ticket_id=142, kind=kind, actor="U", at=NOW + HOUR * hours)
        for kind, hours in lines
    ]


def filed(**changes: Any) -> Ticket:
    usual: dict[str, Any] = {
        "first_reply_due": NOW + 2 * HOUR,
        "status": TicketStatus.CLAIMED,
    }
    return a_ticket(**(usual | changes))


def course(*lines: tuple[str, float], terms: Terms = TERMS, **changes: Any) -> Course:
    last = [kind for kind, _ in lines if kind in set(TicketStatus)]
    status = TicketStatus(last[-1]) if last else TicketStatus.NEW
    return course_of(filed(**({"status": status} | changes)), trail(*lines), terms, 0.5)


def clock(found: Course, target: Target) -> TargetClock | None:
    return next((one for one in found.clocks if one.target is target), None)


def hours_of(found: Course, target: Target) -> float | None:
    due = found.due(target)
    return None if due is None else (due - NOW) / HOUR


WROTE, REPLIED, CLAIMED, WAITING = "customer_wrote", "replied", "claimed", "waiting"
RESOLVED, REOPENED = "resolved", "reopened"


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        ([], None),
        ([(WROTE, 1)], None),  # the first reply is still to come, and answers it
        ([(WROTE, 1), (REPLIED, 2)], None),
        ([(CLAIMED, 1), (REPLIED, 1), (WROTE, 2)], 6),
        ([(CLAIMED, 1), (REPLIED, 1), (WROTE, 2), (WROTE, 3)], 6),  # the oldest unanswered one
        ([(CLAIMED, 1), (REPLIED, 1), (WROTE, 2), (REPLIED, 3)], None),
        ([(CLAIMED, 1), (REPLIED, 1), (WROTE, 2), (REPLIED, 3), (WROTE, 5)], 9),
        ([(CLAIMED, 1), (REPLIED, 1), (WROTE, 2), (WAITING, 3)], None),
        ([(CLAIMED, 1), (REPLIED, 1), (WAITING, 1), (WROTE, 5), (CLAIMED, 5)], 9),
        ([(CLAIMED, 1), (REPLIED, 1), (WAITING, 1), (WROTE, 5)], None),  # a colleague of theirs
        ([(CLAIMED, 1), (REPLIED, 1), (WAITING, 1), (WROTE, 5), (CLAIMED, 7)], 11),
        ([(CLAIMED, 1), (REPLIED, 1), (RESOLVED, 2), (WROTE, 3)], None),  # "thank you"
        ([(CLAIMED, 1), (RESOLVED, 2), (REOPENED, 6)], 10),  # not solved: to be answered
    ],
)
def test_when_the_next_reply_is_due(lines: list[tuple[str, float]], due: float | None) -> None:
    assert hours_of(course(*lines), Target.NEXT_REPLY) == due


@pytest.mark.parametrize(
    ("lines", "due"),
    [
        ([], 20),
        ([(CLAIMED, 1)], 20),
        ([(CLAIMED, 1), (WAITING, 5)], None),
        ([(CLAIMED, 1), (WAITING, 5), (CLAIMED, 12)], 27),
        ([(CLAIMED, 1), (WAITING, 5), (CLAIMED, 12), (WAITING, 13), (CLAIMED, 14)], 28),
        ([(CLAIMED, 1), (RESOLVED, 5)], None),
        ([(CLAIMED, 1), (RESOLVED, 5), (REOPENED, 8)], 23),
        ([(CLAIMED, 1), (WAITING, 5), ("closed", 9), (REOPENED, 15)], 30),
        ([("open", 1), ("needs_info", 2), ("open", 3)], 20),
    ],
)
def test_when_the_resolution_is_due(lines: list[tuple[str, float]], due: float | None) -> None:
    assert hours_of(course(*lines), Target.RESOLUTION) == due


def test_what_broke_before_a_pause_stays_broken() -> None:
    late = clock(course((CLAIMED, 1), (WAITING, 25)), Target.RESOLUTION)
    assert late is not None
    assert late.paused
    assert late.due == NOW + 20 * HOUR
    assert late.breached(NOW + 25 * HOUR)


def test_what_is_met_too_late_is_broken_and_in_time_is_not() -> None:
    for hour, broken in ((19, False), (21, True)):
        found = clock(course((CLAIMED, 1), (RESOLVED, hour)), Target.RESOLUTION)
        assert found is not None
        assert found.met_at == NOW + hour * HOUR
        assert found.breached(NOW + 99 * HOUR) is broken


def test_the_first_reply_keeps_the_promise_of_its_day() -> None:
    found = clock(course(("severity", 1), severity=Severity.LOW), Target.FIRST_REPLY)
    assert found is not None
    assert found.due == NOW + 2 * HOUR
    assert found.warn_at == NOW + HOUR


def test_no_promise_no_clock() -> None:
    assert [one.target for one in course(severity=Severity.LOW).clocks] == [Target.FIRST_REPLY]


def test_a_pause_in_business_time() -> None:
    """Five hours from Monday 10:00; one is used, then the customer has the word until Tuesday."""
    terms = TERMS.model_copy(update={"resolution": Targets(high="5bh")})  # type: ignore[arg-type]
    found = course((CLAIMED, 0), (WAITING, 1), (CLAIMED, 25), terms=terms)
    assert hours_of(found, Target.RESOLUTION) == 29
    # Resolved on Monday, reopened on Saturday: it goes on on the next Monday at 9:00.
    found = course((CLAIMED, 0), (RESOLVED, 1), (REOPENED, 5 * 24), terms=terms)
    assert hours_of(found, Target.RESOLUTION) == 7 * 24 + 3


events = st.lists(
    st.tuples(
        st.sampled_from([CLAIMED, WAITING, RESOLVED, REOPENED, WROTE, REPLIED]), st.floats(0.1, 6)
    ),
    max_size=12,
)


@settings(max_examples=100)
@given(events)
def test_a_pause_never_brings_a_breach_nearer(steps: list[tuple[str, float]]) -> None:
    hour, lines = 0.0, []
    for kind, later in steps:
        hour += later
        lines.append((kind, hour))
    found = course(*lines)
    due = found.due(Target.RESOLUTION)
    assert due is None or due >= NOW + 20 * HOUR
    for one in found.clocks:
        assert one.due is None or one.warn_at is None or one.warn_at <= one.due


# Terms -------------------------------------------------------------------------------------------


def test_a_contract_wins_over_the_plan_field_by_field() -> None:
    policy = sample_policy()
    berlin = BusinessHours(time_zone="Europe/Berlin", days=("mon",), start="09:00", end="17:00")  # type: ignore[arg-type]
    contract = Contract(
        first_response=Targets(high="10m"),  # type: ignore[arg-type]
        resolution=Targets(low="30bd"),  # type: ignore[arg-type]
        hours=berlin,
    )
    terms = terms_of(policy, "enterprise", Account(name="A", plan="enterprise", contract=contract))
    assert str(terms.first_response.high) == "10m"
    assert terms.first_response.critical == policy.plan("enterprise").first_response.critical
    assert str(terms.resolution.low) == "30bd"
    assert terms.resolution.high == policy.plan("enterprise").resolution.high
    assert terms.hours == berlin


def test_a_stranger_has_what_the_plan_says() -> None:
    policy = sample_policy()
    terms = terms_of(policy, "no such plan", None)
    assert terms.first_response == policy.plan("basic").first_response
    assert terms.hours == policy.business_hours


# Alarms ------------------------------------------------------------------------------------------


def alarms(*lines: tuple[str, float], **changes: Any) -> list[tuple[float, str, str, int]]:
    found = course(*lines, **changes)
    last = [kind for kind, _ in lines if kind in set(TicketStatus)]
    ticket = filed(**({"status": TicketStatus(last[-1]) if last else TicketStatus.NEW} | changes))
    return [
        ((one.at - NOW) / HOUR, one.kind.value, one.target.value if one.target else "", one.rung)
        for one in target_alarms(ticket, found, sample_policy())
    ]


def test_a_warning_then_the_rungs() -> None:
    planned = alarms((CLAIMED, 0.5), (REPLIED, 0.5), (WROTE, 3), severity=Severity.HIGH)
    assert [one[1:] for one in planned] == [
        ("target_soon", "next_reply", 0),
        ("breach", "next_reply", 0),
        ("breach", "next_reply", 1),
        ("breach", "next_reply", 2),
        ("target_soon", "resolution", 0),
        ("breach", "resolution", 0),
        ("breach", "resolution", 1),
        ("breach", "resolution", 2),
    ]
    assert [one[0] for one in planned[:3]] == [5, 7, 7 + 5 / 60]


def test_nobody_has_it_so_the_ladder_calls_for_the_first_reply() -> None:
    assert {target for _, _, target, _ in alarms()} == {"resolution"}
    assert {target for _, _, target, _ in alarms((CLAIMED, 0.5))} == {"first_reply", "resolution"}


@pytest.mark.parametrize("end", [WAITING, RESOLVED, "closed"])
def test_nothing_rings_while_it_waits_or_is_over(end: str) -> None:
    assert alarms((CLAIMED, 0.5), (REPLIED, 1), (WROTE, 1), (end, 2)) == []


def test_what_was_due_before_the_claim_was_told_before_it() -> None:
    planned = alarms(("severity", 1), (CLAIMED, 20.1), first_replied_at=NOW)
    assert planned == [(20.25, "breach", "resolution", 2)]


def test_a_higher_severity_that_breaks_a_promise_calls_from_then_on() -> None:
    planned = alarms((CLAIMED, 1), (REPLIED, 1), ("severity", 15), severity=Severity.CRITICAL)
    assert [(at, kind) for at, kind, _, _ in planned][1:3] == [
        (15, "breach"),
        (15 + 5 / 60, "breach"),
    ]


def test_without_a_ladder_the_breach_is_still_told() -> None:
    policy = sample_policy().model_copy(update={"escalation": EscalationRules()})
    found = course((CLAIMED, 1), (REPLIED, 1))
    planned = target_alarms(filed(), found, policy)
    assert [one.kind.value for one in planned] == ["target_soon", "breach"]
