"""The .ics file: what any calendar reads back, also when it replaces an earlier one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.support.visits.calendar_file import Appointment, calendar_file
from bot.support.visits.models import Slot, Verdict, Visit, VisitKind, VisitStatus, Wish

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SLOT = Slot(start=NOW + timedelta(days=1), end=NOW + timedelta(days=1, hours=2), engineer="U")


def a_visit(bookings: int = 1) -> Visit:
    return Visit(
        id=12,
        ticket_id=1,
        conversation_id=1,
        kind=VisitKind.REMOTE,
        status=VisitStatus.CONFIRMED,
        requester="U",
        account="",
        plan="basic",
        language="en",
        wish=Wish(kind=VisitKind.REMOTE),
        verdict=Verdict(eligible=True, rule="eligible", reason="", phrase="session_offer"),
        bookings=bookings,
        created_at=NOW,
        updated_at=NOW,
    )


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200)


@given(WORDS, WORDS, WORDS)
def test_whatever_is_written_is_read_back(summary: str, description: str, place: str) -> None:
    words = Appointment(summary=summary, description=f"{description}\n{description}", place=place)
    content = calendar_file(a_visit(), SLOT, words, NOW)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["SUMMARY"]) == summary
    assert str(event["DESCRIPTION"]) == words.description
    assert str(event["LOCATION"]) == place
    assert event.decoded("DTSTART") == SLOT.start
    assert event.decoded("DTEND") == SLOT.end


@pytest.mark.parametrize(
    ("bookings", "cancelled", "sequence", "status", "method"),
    [
        (1, False, 0, "CONFIRMED", "PUBLISH"),
        (1, True, 1, "CANCELLED", "CANCEL"),
        (2, False, 2, "CONFIRMED", "PUBLISH"),
        (2, True, 3, "CANCELLED", "CANCEL"),
    ],
)
def test_a_later_version_replaces_the_earlier(
    bookings: int, sequence: int, status: str, method: str, *, cancelled: bool
) -> None:
    words = Appointment(summary="Remote session V-12")
    content = calendar_file(a_visit(bookings), SLOT, words, NOW, cancelled=cancelled)
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == ("v-12@doorstep", sequence)
    assert (str(event["STATUS"]), str(calendar["METHOD"])) == (status, method)
    assert bool(calendar.walk("VALARM")) is not cancelled
