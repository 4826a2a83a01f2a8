"""An on-call calendar (.ics): its entries in a stretch of time, repetitions unrolled. Pure."""

from __future__ import annotations

import datetime as dt
import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar, Component

from bot.support.models import Model

_CONTENT_LINE = re.compile(r"[A-Za-z0-9-]+[;:]|[ \t]|$")
_TRIED = datetime(2026, 1, 1, tzinfo=dt.UTC)  # some day: rules that cannot be unrolled show it
_MARGIN = timedelta(days=2)  # days of other time zones begin earlier and end later


class Entry(Model):
    """One shift of the calendar; `attendees` are addresses and names, as they are written."""

    start: datetime
    end: datetime
    title: str
    attendees: tuple[str, ...] = ()


class BadCalendar(ValueError):  # noqa: N818 - said of a text
    """The text is no calendar; `line` counts from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@lru_cache(maxsize=16)
def read_calendar(text: str) -> Calendar:
    """Raises BadCalendar."""
    lines = text.splitlines()
    if not lines or lines[0].strip().lstrip("\ufeff").upper() != "BEGIN:VCALENDAR":
        raise BadCalendar(1, "the file holds no calendar; it begins with BEGIN:VCALENDAR")
    for number, line in enumerate(lines, start=1):
        if not _CONTENT_LINE.match(line.lstrip("\ufeff")):
            raise BadCalendar(number, f"not a line of a calendar: {line[:40]!r}")
    try:
        calendar = Calendar.from_ical(text)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        problem = str(error).splitlines()[0][:120] if str(error) else "it ends too early"
        raise BadCalendar(len(lines), f"not a calendar: {problem}") from None
    starts = [number for number, line in enumerate(lines, 1) if line.upper() == "BEGIN:VEVENT"]
    for start, event in zip(starts, calendar.walk("VEVENT"), strict=False):
        _require_sound(event, start, lines)
    try:
        recurring_ical_events.of(calendar).between(_TRIED, _TRIED + timedelta(days=1))
    except (ValueError, TypeError, ArithmeticError) as error:
        raise BadCalendar(1, f"an entry cannot be repeated: {error}") from None
    return calendar


def _require_sound(event: Component, start: int, lines: list[str]) -> None:
    """What the parser passed over silently is told, with its line."""
    for name, problem in event.errors:
        rest = enumerate(lines[start - 1 :], start)
        named = (number for number, line in rest if line.upper().startswith(str(name).upper()))
        raise BadCalendar(next(named, start), f"{name}: {problem}")
    if "DTSTART" not in event:
        raise BadCalendar(start, "an entry without DTSTART")


@lru_cache(maxsize=256)
def entries(text: str, time_zone: str, since: datetime, until: datetime) -> tuple[Entry, ...]:
    """Entries that overlap the stretch, in order. Cancelled ones are left out."""
    found = recurring_ical_events.of(read_calendar(text)).between(since - _MARGIN, until + _MARGIN)
    all_of_them = (_entry(one, ZoneInfo(time_zone)) for one in found if _stands(one))
    near = (one for one in all_of_them if one.start < until and one.end > since)
    return tuple(sorted(near, key=lambda one: (one.start, one.end, one.title)))


def last_end(text: str, time_zone: str, after: datetime) -> datetime | None:
    """When the last entry ends, `after` if there is none; None when one repeats without end."""
    calendar, zone = read_calendar(text), ZoneInfo(time_zone)
    for event in calendar.walk("VEVENT"):
        rules = event.get("RRULE", ())
        for rule in rules if isinstance(rules, list) else [rules]:
            if rule and not ("UNTIL" in rule or "COUNT" in rule):
                return None
    found = [_entry(one, zone) for one in recurring_ical_events.of(calendar).all() if _stands(one)]
    return max((one.end for one in found), default=after)


def line_of_title(text: str, title: str) -> int:
    """The line of the entry with this title, from 1."""
    wanted = f"SUMMARY:{title}".upper()
    lines = text.splitlines()
    return next((n for n, line in enumerate(lines, 1) if line.upper() == wanted), 1)


def _stands(event: Component) -> bool:
    return str(event.get("STATUS", "")).upper() != "CANCELLED"


def _entry(event: Component, zone: ZoneInfo) -> Entry:
    start = event.decoded("DTSTART")
    end = event.decoded("DTEND", None)
    if end is None:
        length = event.decoded("DURATION", None)
        end = start + (length or (timedelta() if isinstance(start, datetime) else timedelta(1)))
    attending = event.get("ATTENDEE", ())
    attendees = attending if isinstance(attending, list) else [attending]
    names = [
        name
        for one in attendees
        for name in (str(one).removeprefix("mailto:").removeprefix("MAILTO:"), _called(one))
    ]
    return Entry(
        start=_moment(start, zone),
        end=_moment(end, zone),
        title=str(event.get("SUMMARY", "")),
        attendees=tuple(filter(None, names)),
    )


def _called(attendee: object) -> str:
    return str(getattr(attendee, "params", {}).get("CN", ""))


def _moment(value: dt.date | datetime, zone: ZoneInfo) -> datetime:
    """A whole day begins at midnight of the rota's zone; a time without a zone is of it too."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, dt.time())
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(dt.UTC)
