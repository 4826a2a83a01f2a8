"""Who can come and when: nothing outside hours, nothing twice, and the same every time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.accounts import Account, Contract
from bot.support.business_time import BusinessHours
from bot.support.texts import Text
from bot.support.visits.engineers import fitting, propose
from bot.support.visits.models import (
    Ground,
    Slot,
    Verdict,
    Visit,
    VisitKind,
    VisitStatus,
    Wish,
    cells,
)
from bot.support.visits.rules import Absence, Busy, Engineer, GroundRules, VisitRules

BOTH = Text(en="x", zh="x")
ANYWHERE = {"cities": {"shanghai": {"name": {"en": "Shanghai", "zh": "上海"}}}}
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ZONES = ("Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")


def hours(zone: str = "Asia/Shanghai") -> BusinessHours:
    return BusinessHours(
        time_zone=zone,
        days=("mon", "tue", "wed", "thu", "fri"),
        start=time(9, 0),
        end=time(18, 0),
    )


def rules(*engineers: Engineer, any_day: bool = False) -> VisitRules:
    grounds = {Ground.EMERGENCY: GroundRules(name=BOTH, any_day=any_day)}
    given_ = ANYWHERE | {"engineers": engineers, "grounds": grounds}
    return VisitRules.model_validate(given_)


def a_visit(wish: Wish, earliest: datetime = NOW) -> Visit:
    return Visit(
        id=1,
        ticket_id=1,
        conversation_id=1,
        kind=wish.kind,
        status=VisitStatus.APPROVED,
        requester="U",
        account="",
        plan="enterprise",
        language="en",
        wish=wish,
        verdict=Verdict(
            eligible=True, rule="eligible", reason="", phrase="visit_offer", earliest=earliest
        ),
        created_at=NOW,
        updated_at=NOW,
    )


KENJI = Engineer(user="U0SUP01", cities=("shanghai",), products=("voice",), languages=("en",))
ANA = Engineer(user="U0SUP02", cities=("shanghai",), languages=("zh",))
REMOTE_ONLY = Engineer(user="U0SUP03")
SESSION = Wish(kind=VisitKind.REMOTE, product="voice")
VISIT = Wish(kind=VisitKind.ON_SITE, ground=Ground.EMERGENCY, city="Shanghai", product="voice")


@pytest.mark.parametrize(
    ("wish", "language", "users"),
    [
        (SESSION, "en", ["U0SUP01", "U0SUP03", "U0SUP02"]),
        (SESSION, "zh", ["U0SUP03", "U0SUP02", "U0SUP01"]),
        (SESSION.model_copy(update={"product": "video"}), "zh", ["U0SUP03", "U0SUP02"]),
        (VISIT, "en", ["U0SUP01", "U0SUP02"]),
        (VISIT.model_copy(update={"city": "Oslo"}), "en", ["U0SUP01", "U0SUP02"]),
    ],
)
def test_who_fits_best_first(wish: Wish, language: str, users: list[str]) -> None:
    found = fitting(wish, language, rules(KENJI, ANA, REMOTE_ONLY))
    assert [one.user for one in found] == users


def test_the_technical_manager_of_the_account_comes_first() -> None:
    contract = Contract(technical_manager="U0SUP02")
    account = Account(name="X", plan="strategic", contract=contract)
    assert fitting(VISIT, "en", rules(KENJI, ANA), account)[0].user == "U0SUP02"


def test_days_off_and_busy_times_are_kept_free() -> None:
    away = KENJI.model_copy(
        update={
            "absences": (Absence(start=date(2026, 11, 24), end=date(2026, 11, 24)),),
            "busy": (
                Busy(
                    start=datetime(2026, 11, 25, 1, 0, tzinfo=UTC),
                    end=datetime(2026, 11, 25, 9, 30, tzinfo=UTC),
                ),
            ),
        }
    )
    slots = propose(a_visit(VISIT), [away], {}, rules(away), hours(), NOW)
    days = [one.start.astimezone(ZoneInfo("Asia/Shanghai")).date() for one in slots]
    assert days == [date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)]


def test_an_emergency_comes_on_a_weekend_too() -> None:
    friday = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    for any_day, day in ((False, date(2026, 11, 30)), (True, date(2026, 11, 28))):
        slots = propose(
            a_visit(VISIT, friday), [KENJI], {}, rules(KENJI, any_day=any_day), hours(), friday
        )
        assert slots[0].start.astimezone(ZoneInfo("Asia/Shanghai")).date() == day


def test_several_days_are_days_in_a_row() -> None:
    wish = VISIT.model_copy(update={"length": 3})
    slots = propose(a_visit(wish), [KENJI], {}, rules(KENJI), hours(), NOW)
    zone = ZoneInfo("Asia/Shanghai")
    for slot in slots:
        first, last = slot.start.astimezone(zone), slot.end.astimezone(zone)
        assert (last.date() - first.date()).days == 2
        assert first.weekday() + 2 == last.weekday() <= 4
        assert (first.time(), last.time()) == (time(9, 0), time(18, 0))


@given(
    zone=st.sampled_from(ZONES),
    now=st.datetimes(
        min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis wants them naive
        max_value=datetime(2027, 12, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    length=st.integers(1, 4),
    ahead=st.integers(0, 72),
    taken=st.frozensets(st.integers(0, 400), max_size=80),
)
def test_sessions_keep_to_the_rules(
    zone: str, now: datetime, length: int, ahead: int, taken: frozenset[int]
) -> None:
    open_, earliest = hours(zone), now + timedelta(hours=ahead)
    wish = SESSION.model_copy(update={"length": length})
    first = int(now.timestamp()) // 1800
    busy = {KENJI.user: frozenset(first + one for one in taken)}
    visit = a_visit(wish, earliest)
    slots = propose(visit, [KENJI], busy, rules(KENJI), open_, now)
    assert slots == propose(visit, [KENJI], busy, rules(KENJI), open_, now)
    assert len(slots) == 3
    days = []
    for slot in slots:
        day = slot.start.astimezone(ZoneInfo(zone)).date()
        opening = open_.opening(day)
        assert opening is not None
        assert max(opening[0], earliest) <= slot.start < slot.end <= opening[1]
        assert slot.end - slot.start == timedelta(hours=length)
        assert not busy[KENJI.user].intersection(cells(slot))
        days.append(day)
    assert max(days.count(one) for one in days) <= 2
    assert list(slots) == sorted(slots, key=lambda one: one.start)


MOMENTS = st.integers(0, 200).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(MOMENTS, st.integers(1, 90), MOMENTS, st.integers(1, 90))
def test_slots_that_overlap_share_a_cell(
    one: datetime, one_long: int, other: datetime, other_long: int
) -> None:
    """The key of a booking is never laxer than the times; a shared half hour may be stricter."""
    first = Slot(start=one, end=one + timedelta(minutes=one_long), engineer="U")
    second = Slot(start=other, end=other + timedelta(minutes=other_long), engineer="U")
    overlap = first.start < second.end and second.start < first.end
    shared = set(cells(first)) & set(cells(second))
    assert not overlap or shared


@given(st.integers(0, 20), st.integers(1, 6), st.integers(0, 20), st.integers(1, 6))
def test_on_the_half_hour_they_share_one_exactly_when_they_overlap(
    one: int, one_long: int, other: int, other_long: int
) -> None:
    half = timedelta(minutes=30)
    first = Slot(start=NOW + one * half, end=NOW + (one + one_long) * half, engineer="U")
    second = Slot(start=NOW + other * half, end=NOW + (other + other_long) * half, engineer="U")
    overlap = first.start < second.end and second.start < first.end
    assert bool(set(cells(first)) & set(cells(second))) is overlap
