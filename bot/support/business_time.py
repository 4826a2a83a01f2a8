"""When business time passes: opening days and hours in a time zone, and the days that differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field as Setting
from pydantic import field_validator, model_validator

from bot.support.models import Model
from bot.support.public_holidays import exceptions, require_known
from bot.support.spans import Span
from bot.support.zones import known_zone

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_A_DAY = timedelta(days=1)
_LONGEST_CLOSED = 1100  # days in a row; a calendar that is closed for longer is a mistake
_SAMPLE = date(2026, 1, 1)  # any day, to see whether a calendar opens at all


class BusinessHours(Model):
    """When business time passes, by the wall clock of `time_zone`.

    A public holiday of `holidays` (CN, US-CA) is closed, a weekend day that the same country works
    in return is open; `closed` and `open` win over both, and over `days`.
    Where the clocks change, hours are real hours: a day may be an hour shorter or longer. A time of
    opening or closing that is skipped falls on the skip, one that comes twice is the first.
    """

    time_zone: str
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Setting(
        min_length=1
    )
    start: time
    end: time
    holidays: str = ""
    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return known_zone(value)

    @field_validator("holidays", mode="before")
    @classmethod
    def _known_country(cls, value: object) -> object:
        if value is False:  # so YAML reads NO
            msg = 'write "NO" in quotes for Norway, or leave `holidays` out for none'
            raise ValueError(msg)
        if isinstance(value, str) and value:
            require_known(value)
        return value

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.start >= self.end:
            msg = "business_hours.start must be before business_hours.end"
            raise ValueError(msg)
        both = sorted(self.open & self.closed)
        if both:
            msg = f"{both[0]} is both open and closed"
            raise ValueError(msg)
        next(self._windows(_SAMPLE))
        return self

    def is_open(self, moment: datetime) -> bool:
        """Whether business time passes at the moment (aware)."""
        day = moment.astimezone(ZoneInfo(self.time_zone)).date()
        opens, closes = self.usual(day)
        return self._is_open_day(day) and opens <= moment < closes

    def after(self, start: datetime, span: Span) -> datetime:
        """The moment (UTC, aware) when `span` has passed since `start` (aware)."""
        if not span.in_business_time:
            return start + span.as_timedelta()
        return self.advance(start, self.length(span))

    def advance(self, start: datetime, passing: timedelta) -> datetime:
        """The first moment (UTC, aware), in opening hours, when so much time has passed."""
        begin, left = start.astimezone(UTC), passing
        for opens, closes in self._windows(self._day_of(start)):
            begin = max(opens, begin)
            if begin < closes:
                if closes - begin >= left:
                    return begin + left
                left -= closes - begin
        raise AssertionError("windows do not end")  # pragma: no cover

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much business time passes; none when `end` is before `start`."""
        total, day, last = timedelta(0), self._day_of(start), self._day_of(end)
        while day <= last:
            if self._is_open_day(day):
                opens, closes = self.usual(day)
                total += max(min(closes, end) - max(opens, start), timedelta(0))
            day += _A_DAY
        return total

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """When the desk opens and closes on a day, in UTC; None on a day off."""
        return self.usual(day) if self._is_open_day(day) else None

    def usual(self, day: date) -> tuple[datetime, datetime]:
        """The opening hours as they would be on that day, in UTC, were it a working day."""
        zone = ZoneInfo(self.time_zone)
        return _instant(day, self.start, zone), _instant(day, self.end, zone)

    def length(self, span: Span) -> timedelta:
        """How much time has to pass for a span; a business day is as long as it usually is."""
        if span.unit == "bh":
            return timedelta(hours=span.amount)
        return span.amount * self._day_length if span.unit == "bd" else span.as_timedelta()

    def _windows(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The opening times (UTC) from the day on. Raises ValueError when it never opens."""
        closed = 0
        while closed < _LONGEST_CLOSED:
            closed += 1
            if self._is_open_day(day):
                opens, closes = self.usual(day)
                if opens < closes:  # else the clocks skip all of it
                    closed = 0
                    yield opens, closes
            day += _A_DAY
        msg = f"these business hours are never open: {', '.join(self.days)} {self.holidays}"
        raise ValueError(msg.rstrip())

    def _is_open_day(self, day: date) -> bool:
        if day in self.open or day in self.closed:
            return day in self.open
        usual = _DAYS[day.weekday()] in self.days
        if not self.holidays:
            return usual
        differs = exceptions(self.holidays, day.year)
        return (usual or day in differs.worked_weekends) and day not in differs.holidays

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def _day_length(self) -> timedelta:
        day = date.min
        return datetime.combine(day, self.end) - datetime.combine(day, self.start)


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """When (UTC) the wall clock shows the time for the first time; if it skips it, the skip."""
    local = datetime.combine(day, wall, zone)
    late = local.astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None, fold=0) == local.replace(tzinfo=None):
        return late
    early = local.replace(fold=1).astimezone(UTC)  # the skip lies between the two
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late
