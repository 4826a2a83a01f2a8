"""When business time passes: opening days and hours in a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field as Setting
from pydantic import field_validator, model_validator

from bot.support.models import Model
from bot.support.spans import Span

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BusinessHours(Model):
    """When business time passes. Public holidays are not known here yet."""

    time_zone: str
    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = Setting(
        min_length=1
    )
    start: time
    end: time

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            msg = f"{value!r} is not a time zone; write for example Asia/Shanghai"
            raise ValueError(msg) from None
        return value

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.start >= self.end:
            msg = "business_hours.start must be before business_hours.end"
            raise ValueError(msg)
        return self

    def after(self, start: datetime, span: Span) -> datetime:
        """The moment (UTC, aware) when `span` has passed since `start` (aware)."""
        if not span.in_business_time:
            return start + span.as_timedelta()
        zone = ZoneInfo(self.time_zone)
        left = timedelta(hours=span.amount) if span.unit == "bh" else span.amount * self._day_length
        day = start.astimezone(zone).date()
        while True:
            opens = datetime.combine(day, self.start, zone).astimezone(start.tzinfo)
            closes = datetime.combine(day, self.end, zone).astimezone(start.tzinfo)
            begin = max(opens, start)
            if _DAYS[day.weekday()] in self.days and begin < closes:
                if closes - begin >= left:
                    return begin + left
                left -= closes - begin
            day += timedelta(days=1)

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """When the desk opens and closes on a day, in UTC; None on a day off."""
        return self.usual(day) if _DAYS[day.weekday()] in self.days else None

    def usual(self, day: date) -> tuple[datetime, datetime]:
        """The opening hours as they would be on that day, in UTC, were it a working day."""
        zone = ZoneInfo(self.time_zone)
        opens = datetime.combine(day, self.start, zone).astimezone(UTC)
        return opens, datetime.combine(day, self.end, zone).astimezone(UTC)

    @property
    def _day_length(self) -> timedelta:
        day = date.min
        return datetime.combine(day, self.end) - datetime.combine(day, self.start)
