"""The policy's section on visits and remote sessions."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator
from pydantic import Field as Setting

from bot.support.models import Model, Severity
from bot.support.spans import Duration, Span
from bot.support.texts import Text
from bot.support.visits.models import Ground, VisitKind

_MONTH_DAY = re.compile(r"(\d{2})-(\d{2})")
_LEAP = 2024  # a year that has every day
MOST_SLOTS = 5  # times that are offered at once


def _month_day(value: object) -> object:
    """`11-05` -> (11, 5)."""
    if not isinstance(value, str):
        return value
    match = _MONTH_DAY.fullmatch(value.strip())
    if match is None:
        msg = f"{value!r} is not a day of the year; write for example 11-05"
        raise ValueError(msg)
    month, day = int(match[1]), int(match[2])
    try:
        date(_LEAP, month, day)
    except ValueError:
        msg = f"{value!r} is not a day of the year"
        raise ValueError(msg) from None
    return (month, day)


MonthDay = Annotated[tuple[int, int], BeforeValidator(_month_day)]


class GroundRules(Model):
    """What one ground for a visit asks for."""

    name: Text
    notice: Duration = Span(amount=5, unit="bd")  # booked so long ahead
    severity: Severity | None = None  # the ticket must be at least so bad
    strategic: bool = False  # for strategic accounts only
    systems: bool = False  # the customer must name their own systems
    remote_first: bool = True  # a remote session was held for the ticket before
    any_day: bool = False  # also on days on which nobody works


class City(Model):
    """Where engineers go. `surcharge` is the travel cost of one visit."""

    name: Text
    surcharge: int = Setting(default=0, ge=0)
    time_zone: str = ""


class Season(Model):
    """Days of every year on which engineers are scarce; may span the turn of the year."""

    name: Text
    start: MonthDay
    end: MonthDay
    surcharge: int = Setting(default=0, ge=0, le=500)  # percent of what is charged for the days
    closed: bool = False  # no visits at all, except for the grounds of `open_for`
    open_for: tuple[Ground, ...] = ()

    def holds(self, day: date) -> bool:
        point = (day.month, day.day)
        if self.start <= self.end:
            return self.start <= point <= self.end
        return point >= self.start or point <= self.end


class Included(Model):
    """What a plan includes in each contract year; a contract may say otherwise."""

    remote_hours: float = Setting(default=0, ge=0)
    on_site_days: float = Setting(default=0, ge=0)


class SessionRules(Model):
    """Remote sessions."""

    hour_price: int = Setting(default=150, ge=0)
    notice: Duration = Span(amount=1, unit="h")
    longest: int = Setting(default=4, ge=1)  # hours
    approval: bool = False  # by a manager


class Busy(Model):
    """A time in which an engineer cannot come; aware. From the policy or their calendar file."""

    start: datetime
    end: datetime


class Absence(Model):
    """Days off, both included."""

    start: date
    end: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            msg = "an absence must not end before it starts"
            raise ValueError(msg)
        return self


class Engineer(Model):
    """Who can be sent. Empty products or languages: all of them; empty cities: sessions only."""

    user: str
    products: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    absences: tuple[Absence, ...] = ()
    calendar: str = ""  # an .ics file beside the policy: when they are taken
    busy: tuple[Busy, ...] = ()  # what that file says


class VisitRules(Model):
    """What is offered, to whom, at what price, and by whom."""

    currency: str = "USD"
    day_price: int = Setting(default=1800, ge=0)
    longest: int = Setting(default=5, ge=1)  # days
    included: dict[str, Included] = Setting(default_factory=dict)  # by plan
    grounds: dict[Ground, GroundRules] = Setting(default_factory=dict)
    cities: dict[str, City] = Setting(default_factory=dict)
    elsewhere: City | None = None  # cities that are not named; None = nobody goes there
    seasons: tuple[Season, ...] = ()
    remote: SessionRules = SessionRules()
    engineers: tuple[Engineer, ...] = ()
    proposals: int = Setting(default=3, ge=1, le=MOST_SLOTS)
    horizon: Duration = Span(amount=60, unit="d")  # how far ahead times are offered
    remind: tuple[Duration, ...] = (Span(amount=1, unit="d"), Span(amount=2, unit="h"))
    offer_open: Duration = Span(amount=7, unit="d")  # to accept, or to choose a time
    report_due: Duration = Span(amount=2, unit="h")  # after the end
    close_reported: Duration = Span(amount=5, unit="d")
    free_cancel: Duration = Span(amount=2, unit="d")  # before the start; later it costs
    late_cancel: int = Setting(default=50, ge=0, le=100)  # percent of the fee
    terms: Text = Text(
        en="A visit diagnoses and advises; changes to your code stay with your team.",
        zh="上门服务以定位问题和给出建议为主，代码修改由贵方团队完成。",
    )

    @model_validator(mode="after")
    def _knows_its_cities(self) -> Self:
        for engineer in self.engineers:
            for city in engineer.cities:
                if city not in self.cities:
                    msg = f"{engineer.user} goes to {city!r}, which is no city of visits.cities"
                    raise ValueError(msg)
        spans = (*self.remind, self.horizon, self.offer_open, self.report_due, self.close_reported)
        if any(one.in_business_time for one in (*spans, self.free_cancel)):
            msg = "visits: only notice may be business time; write m, h or d elsewhere"
            raise ValueError(msg)
        return self

    def city(self, name: str) -> City | None:
        """The city by its key or a name, in any case; `elsewhere` for others."""
        wanted = name.strip().casefold()
        for key, city in self.cities.items():
            if wanted in {key.casefold(), city.name.en.casefold(), city.name.zh.casefold()}:
                return city
        return self.elsewhere if wanted else None

    def city_key(self, name: str) -> str:
        """The key of a city that is served by name; "" for others."""
        found = self.city(name)
        return next((key for key, city in self.cities.items() if city is found), "")

    def season(self, day: date) -> Season | None:
        return next((one for one in self.seasons if one.holds(day)), None)

    def notice(self, kind: VisitKind, ground: Ground | None) -> Span:
        """How long ahead it is booked."""
        if kind is VisitKind.REMOTE or ground is None:
            return self.remote.notice
        return self.grounds[ground].notice
