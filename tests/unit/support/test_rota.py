"""Who is on call when: rotations, shifts, calendars, overrides; over changes of the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.support.rota import Rota, Rotation, Shift, ends, gaps, on_call, strangers
from tests.fakes import ANA, KENJI, OMAR

PEOPLE = {"Kenji": KENJI, "Ana": ANA, "ana@example.com": ANA, "王伟": OMAR}


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def weekly(zone: str = "Europe/Berlin", handover: time = time(9, 0), every: str = "1w") -> Rota:
    rotation = Rotation(
        start=date(2026, 10, 19),  # a Monday
        every=every,
        people=("Kenji", "Ana"),
        time_zone=zone,
        handover=handover,
    )
    return Rota(rotation=rotation, people=PEOPLE)


@pytest.mark.parametrize(
    ("moment", "person"),
    [
        ("2026-10-19T08:59:59", ()),  # not yet begun
        ("2026-10-19T09:00:00", (KENJI,)),
        ("2026-10-25T12:00:00", (KENJI,)),  # the day of 25 hours
        ("2026-10-26T08:59:59", (KENJI,)),  # nine o'clock stays nine o'clock
        ("2026-10-26T09:00:00", (ANA,)),
        ("2026-11-02T09:00:00", (KENJI,)),
        ("2027-03-29T08:59:59", (KENJI,)),  # after the day of 23 hours
        ("2027-03-29T09:00:00", (ANA,)),  # week 23
    ],
)
def test_turns_change_at_the_handover_of_the_clock_on_the_wall(
    moment: str, person: tuple[str, ...]
) -> None:
    assert on_call(weekly(), at(moment, "Europe/Berlin")) == person


def test_a_handover_at_an_hour_that_does_not_exist_or_comes_twice() -> None:
    """In Berlin 2:30 comes twice on 25 October 2026, and never on 28 March 2027."""
    rota = weekly(handover=time(2, 30), every="1d")
    first = at("2026-10-25T00:30:00")  # the first 2:30
    assert on_call(rota, first - timedelta(seconds=1)) == (ANA,)
    assert on_call(rota, first) == on_call(rota, first + timedelta(hours=1)) == (KENJI,)
    lost = at("2027-03-28T01:30:00")
    changes = {on_call(rota, lost + timedelta(minutes=10 * number)) for number in range(-6, 7)}
    assert changes == {(KENJI,), (ANA,)}


@pytest.mark.parametrize("every", ["0d", "1", "w", "2h", "1bd", ""])
def test_a_turn_is_of_whole_days(every: str) -> None:
    with pytest.raises(ValidationError, match="no turn of a rotation"):
        weekly(every=every)


ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]
rotations = st.builds(
    Rotation,
    start=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    every=st.builds(lambda n, unit: f"{n}{unit}", st.integers(1, 9), st.sampled_from("dw")),
    people=st.lists(st.sampled_from(["Kenji", "Ana", OMAR]), min_size=1, max_size=4).map(tuple),
    time_zone=st.sampled_from(ZONES),
    handover=st.times().map(lambda one: one.replace(second=0, microsecond=0)),
)
later = st.timedeltas(timedelta(0), timedelta(days=900))


@given(rotations, later)
def test_every_moment_after_the_start_has_exactly_one_on_call(
    rotation: Rotation, after: timedelta
) -> None:
    rota = Rota(rotation=rotation, people=PEOPLE)
    assert len(on_call(rota, rotation.begins + after)) == 1
    assert on_call(rota, rotation.begins - timedelta(seconds=1)) == ()


@given(rotations, st.integers(0, 60))
def test_turns_follow_the_list(rotation: Rotation, turns: int) -> None:
    """At noon of the days after each handover: whoever's turn it is by counting."""
    days = {"d": 1, "w": 7}[rotation.every[-1]] * int(rotation.every[:-1])
    zone = ZoneInfo(rotation.time_zone)
    day = rotation.start + timedelta(days=days * turns)
    moment = datetime.combine(day, rotation.handover, zone) + timedelta(seconds=30)
    expected = rotation.people[turns % len(rotation.people)]
    assert rotation.turn(moment.astimezone(UTC)) == expected


@settings(max_examples=40)
@given(rotations, later, st.timedeltas(timedelta(hours=1), timedelta(days=40)))
def test_a_rotation_has_no_gap_and_no_end(
    rotation: Rotation, after: timedelta, length: timedelta
) -> None:
    rota = Rota(rotation=rotation, people=PEOPLE)
    since = rotation.begins + after
    assert gaps(rota, since, since + length) == ()
    assert ends(rota, since) is None
    (gap,) = gaps(rota, rotation.begins - length, rotation.begins + length)
    assert (gap.start, gap.end) == (rotation.begins - length, rotation.begins)


def shift(start: str, end: str, *people: str) -> Shift:
    return Shift(start=at(start), end=at(end), people=people)


def test_an_override_wins_for_its_time() -> None:
    swap = shift("2026-10-20T00:00:00", "2026-10-21T00:00:00", "Ana", "王伟")
    later_swap = shift("2026-10-20T12:00:00", "2026-10-21T00:00:00", OMAR)
    rota = weekly().model_copy(update={"overrides": (swap, later_swap)})
    assert on_call(rota, at("2026-10-19T23:59:59")) == (KENJI,)
    assert on_call(rota, at("2026-10-20T00:00:00")) == (ANA, OMAR)
    assert on_call(rota, at("2026-10-20T12:00:00")) == (OMAR,)
    assert on_call(rota, at("2026-10-21T00:00:00")) == (KENJI,)


def test_shifts_have_gaps_and_an_end() -> None:
    rota = Rota(
        people=PEOPLE,
        shifts=(
            shift("2026-11-01T00:00:00", "2026-11-02T00:00:00", "Kenji"),
            shift("2026-11-01T12:00:00", "2026-11-03T00:00:00", "Ana"),
            shift("2026-11-04T00:00:00", "2026-11-05T00:00:00", "Kenji"),
        ),
    )
    assert on_call(rota, at("2026-11-01T13:00:00")) == (KENJI, ANA)
    found = gaps(rota, at("2026-10-31T00:00:00"), at("2026-11-06T00:00:00"))
    assert [(f"{one.start:%d %H}", f"{one.end:%d %H}") for one in found] == [
        ("31 00", "01 00"),
        ("03 00", "04 00"),
        ("05 00", "06 00"),
    ]
    assert ends(rota, at("2026-11-01T00:00:00")) == at("2026-11-05T00:00:00")


def test_a_name_that_stands_for_nobody_leaves_a_gap() -> None:
    rota = Rota(shifts=(shift("2026-11-01T00:00:00", "2026-11-02T00:00:00", "Zoe"),))
    window = (at("2026-11-01T00:00:00"), at("2026-11-02T00:00:00"))
    assert on_call(rota, window[0]) == ()
    assert len(gaps(rota, *window)) == 1
    assert strangers(rota, *window) == ("Zoe",)


def test_what_says_nothing_is_no_rota() -> None:
    for nothing in ({}, {"people": PEOPLE}, {"overrides": ()}):
        with pytest.raises(ValidationError, match="a rota needs"):
            Rota.model_validate(nothing)
    with pytest.raises(ValidationError, match="must end after it starts"):
        shift("2026-11-02T00:00:00", "2026-11-02T00:00:00", "Ana")
    with pytest.raises(ValidationError, match="is not a time zone"):
        weekly(zone="Mars/Base")


# Calendars ------------------------------------------------------------------------------------


def calendar(*events: str, zone: str = "Asia/Shanghai") -> Rota:
    told = "".join(f"BEGIN:VEVENT\nUID:{n}\n{one}\nEND:VEVENT\n" for n, one in enumerate(events))
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//t//EN\n{told}END:VCALENDAR\n"
    return Rota(calendar=text, people=PEOPLE, time_zone=zone)


DAILY = (
    "DTSTART;TZID=Europe/Berlin:20261019T090000\nDTEND;TZID=Europe/Berlin:20261019T210000\n"
    "RRULE:FREQ=DAILY\nEXDATE;TZID=Europe/Berlin:20261026T090000\nSUMMARY:On call: Kenji"
)


@pytest.mark.parametrize(
    ("moment", "people"),
    [
        ("2026-10-24T08:59:59", ()),
        ("2026-10-24T09:00:00", (KENJI,)),
        ("2026-10-25T08:59:59", ()),  # winter time; still nine on the wall
        ("2026-10-25T09:00:00", (KENJI,)),
        ("2026-10-26T12:00:00", ()),  # EXDATE
        ("2027-06-01T20:59:59", (KENJI,)),  # and for ever
        ("2027-06-01T21:00:00", ()),
    ],
)
def test_repeated_entries_with_exceptions_in_their_zone(
    moment: str, people: tuple[str, ...]
) -> None:
    assert on_call(calendar(DAILY), at(moment, "Europe/Berlin")) == people


def test_a_whole_day_is_a_day_of_the_rotas_zone() -> None:
    rota = calendar("DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261227\nSUMMARY:Ana")
    assert on_call(rota, at("2026-12-24T23:59:59", "Asia/Shanghai")) == ()
    assert on_call(rota, at("2026-12-25T00:00:00", "Asia/Shanghai")) == (ANA,)
    assert on_call(rota, at("2026-12-26T23:59:59", "Asia/Shanghai")) == (ANA,)
    assert on_call(rota, at("2026-12-27T00:00:00", "Asia/Shanghai")) == ()
    single = calendar("DTSTART;VALUE=DATE:20261225\nSUMMARY:Ana", zone="UTC")
    assert ends(single, at("2026-01-01T00:00:00")) == at("2026-12-26T00:00:00")


@pytest.mark.parametrize(
    ("who", "people"),
    [
        ("SUMMARY:Ana", (ANA,)),
        ("SUMMARY:Kenji and ana", (KENJI, ANA)),
        ("SUMMARY:Anatol", ()),
        ("SUMMARY:王伟值班", (OMAR,)),
        (f"SUMMARY:Primary {OMAR}", (OMAR,)),
        ("SUMMARY:Primary\nATTENDEE:mailto:ana@example.com", (ANA,)),
        ("SUMMARY:Kenji\nATTENDEE;CN=Ana:mailto:a@b.example", (ANA,)),  # who attends is on call
        ("SUMMARY:Kenji\nATTENDEE:mailto:nobody@b.example", (KENJI,)),
        ("SUMMARY:x\nATTENDEE;CN=Ana:mailto:x@y.z\nATTENDEE;CN=Kenji:mailto:y@y.z", (ANA, KENJI)),
        ("SUMMARY:Ana\nSTATUS:CANCELLED", ()),
        ("DESCRIPTION:no title", ()),
    ],
)
def test_whom_an_entry_names(who: str, people: tuple[str, ...]) -> None:
    rota = calendar(f"DTSTART:20261101T000000Z\nDTEND:20261102T000000Z\n{who}")
    assert on_call(rota, at("2026-11-01T12:00:00")) == people


def test_a_calendar_has_gaps_strangers_and_an_end() -> None:
    rota = calendar(
        "DTSTART:20261101T000000Z\nDTEND:20261102T000000Z\nRRULE:FREQ=WEEKLY;COUNT=3\nSUMMARY:Ana",
        "DTSTART:20261105T000000Z\nDURATION:P1D\nSUMMARY:Team lunch",
    )
    since, until = at("2026-11-01T00:00:00"), at("2026-11-10T00:00:00")
    assert [(one.start.day, one.end.day) for one in gaps(rota, since, until)] == [(2, 8), (9, 10)]
    assert strangers(rota, since, until) == ("Team lunch",)
    assert ends(rota, since) == at("2026-11-16T00:00:00")
    assert ends(calendar(DAILY), since) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: "hello\n" + text, "line 1: the file holds no calendar"),
        (lambda text: text.replace("UID:0", "nonsense here"), "line 5: not a line of a calendar"),
        (lambda text: text.replace("20261019T090000", "2026x", 1), "line 6: DTSTART"),
        (lambda text: text.replace("FREQ=DAILY", "FREQ=SOMETIMES"), "line 8: RRULE"),
        (lambda text: text.replace("DTSTART", "X-START"), "line 4: an entry without DTSTART"),
        (lambda text: text.replace("END:VCALENDAR\n", ""), "not a calendar"),
    ],
)
def test_the_line_that_is_no_calendar_is_named(change: Callable[[str], str], expected: str) -> None:
    with pytest.raises(ValidationError, match=expected):
        Rota(calendar=change(calendar(DAILY).calendar))


starts = st.integers(0, 24 * 14).map(lambda hour: at("2026-11-01T00:00:00") + timedelta(hours=hour))
shifts = st.lists(
    st.builds(
        lambda start, length, who: Shift(
            start=start, end=start + timedelta(hours=length), people=(who,)
        ),
        starts,
        st.integers(1, 60),
        st.sampled_from(["Ana", "Kenji"]),
    ),
    min_size=1,
    max_size=6,
).map(tuple)


@settings(max_examples=50)
@given(shifts, starts)
def test_a_moment_is_in_a_gap_or_has_somebody_on_call(
    given_shifts: tuple[Shift, ...], moment: datetime
) -> None:
    rota = Rota(shifts=given_shifts, people=PEOPLE)
    found = gaps(rota, at("2026-11-01T00:00:00"), at("2026-11-20T00:00:00"))
    in_gap = any(one.start <= moment < one.end for one in found)
    assert in_gap == (on_call(rota, moment) == ())
    assert all(one.end < two.start for one, two in pairwise(found))
