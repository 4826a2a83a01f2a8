"""The alarms of a visit: in order, none that is past, and none of a visit that stands elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.clock import AlarmKind
from bot.support.visits.clock import still_means, visit_alarms
from bot.support.visits.models import Slot, Verdict, Visit, VisitKind, VisitStatus, Wish
from bot.support.visits.rules import VisitRules

RULES = VisitRules()
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SPEAKING = {
    VisitStatus.OFFERED,
    VisitStatus.PROPOSED,
    VisitStatus.CONFIRMED,
    VisitStatus.REPORTED,
}


def a_visit(status: VisitStatus, ahead: timedelta = timedelta(days=3)) -> Visit:
    """A visit that came to stand so just now, and begins `ahead` from now."""
    start = NOW + ahead
    return Visit(
        id=1,
        ticket_id=1,
        conversation_id=1,
        kind=VisitKind.REMOTE,
        status=status,
        requester="U",
        account="",
        plan="basic",
        language="en",
        wish=Wish(kind=VisitKind.REMOTE),
        verdict=Verdict(eligible=True, rule="eligible", reason="", phrase="session_offer"),
        slot=Slot(start=start, end=start + timedelta(hours=1), engineer="U0SUP01"),
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (VisitStatus.OFFERED, [(timedelta(days=7), AlarmKind.VISIT_EXPIRE)]),
        (VisitStatus.PROPOSED, [(timedelta(days=7), AlarmKind.VISIT_EXPIRE)]),
        (
            VisitStatus.CONFIRMED,
            [
                (timedelta(days=2), AlarmKind.VISIT_REMIND),
                (timedelta(days=3, hours=-2), AlarmKind.VISIT_REMIND),
                (timedelta(days=3, hours=3), AlarmKind.VISIT_REPORT),
            ],
        ),
        (VisitStatus.REPORTED, [(timedelta(days=5), AlarmKind.VISIT_CLOSE)]),
    ],
)
def test_when_it_is_spoken_of(
    status: VisitStatus, expected: list[tuple[timedelta, AlarmKind]]
) -> None:
    found = visit_alarms(a_visit(status), RULES)
    assert [(one.at - NOW, one.kind) for one in found] == expected


@pytest.mark.parametrize("status", [one for one in VisitStatus if one not in SPEAKING])
def test_nothing_is_said_of_a_visit_that_waits_for_staff_or_is_over(status: VisitStatus) -> None:
    assert visit_alarms(a_visit(status), RULES) == ()


@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_time_that_is_near_is_not_reminded_of_late(ahead: timedelta) -> None:
    found = visit_alarms(a_visit(VisitStatus.CONFIRMED, ahead), RULES)
    moments = [one.at for one in found]
    assert moments == sorted(moments)
    assert all(one > NOW for one in moments)
    reminders = [one for one in RULES.remind if one.as_timedelta() < ahead]
    assert len(found) == len(reminders) + 1


@pytest.mark.parametrize("status", sorted(SPEAKING))
def test_an_alarm_means_the_visit_only_while_it_stands_so(status: VisitStatus) -> None:
    visit = a_visit(status)
    moved = visit.model_copy(
        update={
            "updated_at": NOW + timedelta(hours=1),
            "slot": a_visit(status, timedelta(days=4)).slot,
        }
    )
    for alarm in visit_alarms(visit, RULES):
        assert still_means(alarm, visit)
        assert not still_means(alarm, moved)
