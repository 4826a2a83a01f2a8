"""Business time: the calendar's laws, and the days on which a week is not like another."""

from __future__ import annotations

import time as wall_clock
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.support.business_time import BusinessHours
from bot.support.public_holidays import exceptions
from bot.support.spans import Span

WORK: Any = ("mon", "tue", "wed", "thu", "fri")
WEEK: Any = (*WORK, "sat", "sun")
ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]
# In each of the zones the clocks change around one of these.
CHANGES = [
    datetime(2026, month, day, tzinfo=UTC)
    for month, day in ((3, 8), (3, 29), (4, 4), (10, 3), (10, 25), (11, 1))
]
minutes = st.integers(0, 23 * 60).map(lambda number: time(number // 60, number % 60))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
calendars = st.builds(
    lambda zone, week, start, end, holidays, closed, opened: BusinessHours(
        time_zone=zone,
        days=tuple(week),
        start=min(start, end),
        end=max(start, end),
        holidays=holidays,
        closed=frozenset(closed - opened),
        open=frozenset(opened),
    ),
    st.sampled_from(ZONES),
    st.sets(st.sampled_from(WORK), min_size=1).map(sorted),
    minutes,
    minutes.map(lambda one: one.replace(second=30)),
    st.sampled_from(["", "CN", "US-CA", "DE-BY"]),
    st.sets(days, max_size=3),
    st.sets(days, max_size=3),
)
moments = st.one_of(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - in UTC
    st.builds(
        lambda change, later: change + later,
        st.sampled_from(CHANGES),
        st.timedeltas(timedelta(hours=-30), timedelta(hours=30)),
    ),
)
passings = st.timedeltas(timedelta(seconds=1), timedelta(hours=90))


@settings(max_examples=80)
@given(calendars, moments, passings)
def test_as_much_time_passes_as_was_asked_for(
    hours: BusinessHours, start: datetime, passing: timedelta
) -> None:
    assert hours.between(start, hours.advance(start, passing)) == passing


@settings(max_examples=80)
@given(calendars, moments, passings, passings)
def test_two_lengths_are_as_long_as_their_sum(
    hours: BusinessHours, start: datetime, one: timedelta, other: timedelta
) -> None:
    assert hours.advance(hours.advance(start, one), other) == hours.advance(start, one + other)


@settings(max_examples=80)
@given(calendars, moments, st.timedeltas(timedelta(0), timedelta(days=12)), passings)
def test_later_starts_end_later(
    hours: BusinessHours, start: datetime, later: timedelta, passing: timedelta
) -> None:
    assert start < hours.advance(start, passing) <= hours.advance(start + later, passing)


@settings(max_examples=80)
@given(
    calendars,
    moments,
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.timedeltas(timedelta(0), timedelta(days=9)),
)
def test_time_adds_up_and_never_passes_faster_than_the_clock(
    hours: BusinessHours, start: datetime, one: timedelta, other: timedelta
) -> None:
    middle, end = start + one, start + one + other
    parts = hours.between(start, middle), hours.between(middle, end)
    assert sum(parts, timedelta(0)) == hours.between(start, end)
    assert timedelta(0) <= parts[0] <= one
    assert hours.between(end, start) == timedelta(0)


@settings(max_examples=80)
@given(calendars, moments, passings)
def test_it_ends_while_it_is_open(
    hours: BusinessHours, start: datetime, passing: timedelta
) -> None:
    end = hours.advance(start, passing)
    assert hours.is_open(end - timedelta(microseconds=1))


@settings(max_examples=80)
@given(calendars, moments, st.timedeltas(timedelta(minutes=1), timedelta(hours=30)))
def test_no_time_passes_while_it_is_closed(
    hours: BusinessHours, start: datetime, later: timedelta
) -> None:
    """What passes is what a watch would count that is stopped whenever the door is closed."""
    step = timedelta(minutes=7)
    counted, moment, end = timedelta(0), start, start + later
    while moment < end:
        counted += step if hours.is_open(moment) else timedelta(0)
        moment += step
    edges = 2 * (later // timedelta(hours=12) + 3)  # each opening and closing may cost a step
    assert abs(counted - hours.between(start, end)) <= edges * step


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-02-13", True),  # the Friday before the Spring Festival
        ("2026-02-14", True),  # a Saturday that is worked
        ("2026-02-15", False),  # a Sunday
        ("2026-02-17", False),  # the Spring Festival, a Tuesday
        ("2026-02-23", False),  # a Monday that the Saturday is worked for
        ("2026-02-28", True),  # another Saturday that is worked
        ("2026-03-07", False),  # a Saturday like any other
        ("2026-01-04", True),  # a Sunday that is worked
    ],
)
def test_the_working_saturdays_of_china(day: str, *, expected: bool) -> None:
    hours = in_china()
    noon = datetime.combine(date.fromisoformat(day), time(12), ZoneInfo("Asia/Shanghai"))
    assert hours.is_open(noon) is expected


def test_two_business_days_over_the_spring_festival() -> None:
    """Saturday 14 February is worked; then it is closed until Tuesday the 24th."""
    zone = ZoneInfo("Asia/Shanghai")
    friday = datetime(2026, 2, 13, 15, 0, tzinfo=zone)
    end = in_china().after(friday, Span(amount=2, unit="bd"))
    assert end.astimezone(zone) == datetime(2026, 2, 24, 15, 0, tzinfo=zone)


def test_the_policys_own_days_win() -> None:
    hours = in_china(closed=[date(2026, 2, 14)], open=[date(2026, 2, 17)])
    zone = ZoneInfo("Asia/Shanghai")
    assert not hours.is_open(datetime(2026, 2, 14, 12, tzinfo=zone))
    assert hours.is_open(datetime(2026, 2, 17, 12, tzinfo=zone))


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    day = date(2026, 3, 31)  # Cesar Chavez Day
    assert day in exceptions("US-CA", 2026).holidays
    assert day not in exceptions("US", 2026).holidays


def in_china(**more: Any) -> BusinessHours:
    return BusinessHours(
        time_zone="Asia/Shanghai", days=WORK, start=time(9), end=time(18), holidays="CN", **more
    )


@pytest.mark.parametrize(
    ("zone", "day", "start", "end", "length"),
    [
        # the hour from 2:00 is skipped
        ("America/New_York", date(2026, 3, 8), time(1, 30), time(4, 0), "1:30:00"),
        ("America/New_York", date(2026, 3, 8), time(2, 30), time(4, 0), "1:00:00"),
        ("America/New_York", date(2026, 3, 8), time(1, 30), time(2, 30), "0:30:00"),
        ("America/New_York", date(2026, 3, 8), time(2, 10), time(2, 30), "0:00:00"),
        # the hour from 1:00 comes twice
        ("America/New_York", date(2026, 11, 1), time(0, 30), time(4, 0), "4:30:00"),
        ("America/New_York", date(2026, 11, 1), time(0, 30), time(1, 30), "1:00:00"),
        # half an hour is skipped, or comes twice
        ("Australia/Lord_Howe", date(2026, 10, 4), time(1, 0), time(4, 0), "2:30:00"),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 0), time(4, 0), "3:30:00"),
        ("Europe/Berlin", date(2026, 3, 29), time(0, 0), time(5, 0), "4:00:00"),
    ],
)
def test_opening_hours_across_a_change_of_the_clocks(
    zone: str, day: date, start: time, end: time, length: str
) -> None:
    hours = BusinessHours(time_zone=zone, days=WEEK, start=start, end=end)
    midnight = datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)
    assert str(hours.between(midnight, midnight + timedelta(hours=20))) == length


def test_a_year_is_counted_at_once() -> None:
    began = wall_clock.perf_counter()
    start = datetime(2026, 1, 1, tzinfo=UTC)
    end = in_china().after(start, Span(amount=250, unit="bd"))
    assert in_china().between(start, end) == timedelta(hours=250 * 9)
    assert wall_clock.perf_counter() - began < 2.0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"holidays": "XX"}, "public holidays of 'XX' are not known"),
        ({"holidays": "US-ZZ"}, "public holidays of 'US-ZZ' are not known"),
        ({"holidays": "china"}, "write a country code such as CN"),
        ({"holidays": False}, "in quotes for Norway"),
        ({"closed": [date(2026, 1, 5) + week * timedelta(7) for week in range(160)]}, "never open"),
        ({"closed": ["2026-05-01"], "open": ["2026-05-01"]}, "both open and closed"),
        ({"start": "18:00"}, "must be before"),
    ],
)
def test_calendars_that_are_refused(changes: dict[str, Any], sentence: str) -> None:
    usual = {"time_zone": "UTC", "days": ["mon"], "start": "09:00", "end": "18:00"}
    with pytest.raises(ValidationError, match=sentence):
        BusinessHours.model_validate(usual | changes)


def test_the_opening_of_a_day_knows_what_day_it_is() -> None:
    hours = in_china()
    saturday = date(2026, 2, 14)  # worked for the Spring Festival
    assert hours.opening(saturday) == hours.usual(saturday)
    assert hours.opening(date(2026, 2, 17)) is None
    assert hours.opening(date(2026, 2, 21)) is None, "a Saturday like another"
