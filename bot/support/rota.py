"""Who is on call when: pure, from a rotation, written shifts or a calendar, and a moment."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, field_validator, model_validator
from pydantic import Field as Setting

from bot.support.models import Model
from bot.support.rota_calendar import Entry, entries, last_end, read_calendar
from bot.support.zones import known_zone

_EVERY = re.compile(r"(\d{1,3})\s*([dw])")
_DAYS = {"d": 1, "w": 7}
_SLACK_ID = re.compile(r"[SUW][A-Z0-9]{5,}")


class Shift(Model):
    """From `start` until just before `end`, these people are on call."""

    start: AwareDatetime
    end: AwareDatetime
    people: tuple[str, ...] = Setting(min_length=1)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Shift:
        if self.end <= self.start:
            msg = "a shift must end after it starts"
            raise ValueError(msg)
        return self

    def covers(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


class Rotation(Model):
    """People take turns of `every` (1w, 2d), changing at `handover` in their time zone."""

    start: dt.date
    every: str = "1w"
    people: tuple[str, ...] = Setting(min_length=1)
    time_zone: str = "UTC"
    handover: time = time(9, 0)

    @field_validator("every")
    @classmethod
    def _whole_days(cls, value: str) -> str:
        match = _EVERY.fullmatch(value.strip())
        if match is None or int(match[1]) == 0:
            msg = f"{value!r} is no turn of a rotation; write for example 1d or 1w"
            raise ValueError(msg)
        return value

    @field_validator("time_zone")
    @classmethod
    def _exists(cls, value: str) -> str:
        return known_zone(value)

    @property
    def begins(self) -> datetime:
        """The first handover."""
        return self._handover(self.start)

    def turn(self, moment: datetime) -> str:
        """Whose turn it is; "" before the first handover."""
        if moment < self.begins:
            return ""
        day = moment.astimezone(ZoneInfo(self.time_zone)).date()
        if self._handover(day) > moment:
            day -= timedelta(days=1)
        return self.people[(day - self.start).days // self._days % len(self.people)]

    @property
    def _days(self) -> int:
        match = _EVERY.fullmatch(self.every.strip())
        return int(match[1]) * _DAYS[match[2]] if match else 1  # validated

    def _handover(self, day: dt.date) -> datetime:
        """In UTC, so that days of 23 and 25 hours are told apart from those of 24."""
        local = datetime.combine(day, self.handover, ZoneInfo(self.time_zone))
        return local.astimezone(dt.UTC)


class Rota(Model):
    """All that says who is on call. `overrides` win; shifts, the calendar and the rotation add up.

    `calendar` is the text of an .ics file; `people` gives names their Slack ids; `file` is where
    the rota was read from.
    """

    rotation: Rotation | None = None
    shifts: tuple[Shift, ...] = ()
    overrides: tuple[Shift, ...] = ()
    calendar: str = Setting(default="", repr=False)
    time_zone: str = "UTC"  # of a calendar's entries that name none
    people: dict[str, str] = Setting(default_factory=dict)
    file: str = ""

    @field_validator("time_zone")
    @classmethod
    def _exists(cls, value: str) -> str:
        return known_zone(value)

    @field_validator("calendar")
    @classmethod
    def _is_a_calendar(cls, value: str) -> str:
        if value:
            read_calendar(value)
        return value

    @model_validator(mode="after")
    def _says_something(self) -> Rota:
        if not (self.rotation or self.shifts or self.calendar):
            msg = "a rota needs a rotation, shifts or a file"
            raise ValueError(msg)
        return self


def on_call(rota: Rota, moment: datetime) -> tuple[str, ...]:
    """Slack ids of who is on call, each once; () in a gap."""
    return _at(rota, _entries(rota, moment, moment + timedelta(seconds=1)), moment)


def _at(rota: Rota, calendar: tuple[Entry, ...], moment: datetime) -> tuple[str, ...]:
    overriding = [one for one in rota.overrides if one.covers(moment)]
    if overriding:  # what was written last was decided last
        return _ids(rota, overriding[-1].people)
    named = [name for one in rota.shifts if one.covers(moment) for name in one.people]
    for entry in calendar:
        if entry.start <= moment < entry.end:
            named += _people_of(rota, entry)
    turn = rota.rotation.turn(moment) if rota.rotation else ""
    return _ids(rota, [*named, turn] if turn else named)


class Gap(Model):
    """From `start` until `end` nobody is on call."""

    start: datetime
    end: datetime


def gaps(rota: Rota, since: datetime, until: datetime) -> tuple[Gap, ...]:
    """Every stretch in between in which nobody is on call, oldest first."""
    edges, calendar = {since, until}, _entries(rota, since, until)
    edges |= {edge for one in (*rota.shifts, *rota.overrides) for edge in (one.start, one.end)}
    edges |= {edge for one in calendar for edge in (one.start, one.end)}
    if rota.rotation is not None:
        edges.add(rota.rotation.begins)
    moments = sorted(edge for edge in edges if since <= edge <= until)
    found: list[Gap] = []
    for start, end in itertools.pairwise(moments):
        if _at(rota, calendar, start):
            continue
        joined = found and found[-1].end == start
        found.append(Gap(start=found.pop().start if joined else start, end=end))
    return tuple(found)


def ends(rota: Rota, after: datetime) -> datetime | None:
    """When the last shift ends; None when the rota goes on without end."""
    if rota.rotation is not None:
        return None
    known = [one.end for one in (*rota.shifts, *rota.overrides)]
    if rota.calendar:
        last = last_end(rota.calendar, rota.time_zone, after)
        if last is None:
            return None
        known.append(last)
    return max(known)


def strangers(rota: Rota, since: datetime, until: datetime) -> tuple[str, ...]:
    """Names and titles that stand for nobody in Slack: neither an id nor in `people`."""
    written = [*rota.shifts, *rota.overrides, *((rota.rotation,) if rota.rotation else ())]
    named = [name for one in written for name in one.people if not _id(rota, name)]
    titles = [one.title for one in _entries(rota, since, until) if not _people_of(rota, one)]
    return tuple(dict.fromkeys([*named, *titles]))


def _entries(rota: Rota, since: datetime, until: datetime) -> tuple[Entry, ...]:
    return entries(rota.calendar, rota.time_zone, since, until) if rota.calendar else ()


def _people_of(rota: Rota, entry: Entry) -> list[str]:
    """Whom an entry names: its attendees, else whoever its title names."""
    attending = [found for one in entry.attendees if (found := _id(rota, one))]
    if attending:
        return attending
    written = _SLACK_ID.findall(entry.title)
    title = entry.title.casefold()
    named = [id_ for name, id_ in rota.people.items() if _stands_in(name.casefold(), title)]
    return [*written, *named]


def _stands_in(name: str, title: str) -> bool:
    """Whole words: Ana is not in Anatol. Chinese knows no spaces."""
    if not name.isascii():
        return name in title
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", title) is not None


def _id(rota: Rota, name: str) -> str:
    known = {key.casefold(): value for key, value in rota.people.items()}
    return known.get(name.casefold(), name if _SLACK_ID.fullmatch(name) else "")


def _ids(rota: Rota, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for name in names if (found := _id(rota, name))))
