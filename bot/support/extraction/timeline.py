"""When things happened in a log: its times, in any of the forms that logs write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.support.extraction.models import Gap

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})(?:[.,:](?P<fraction>\d{1,9}))?"
_STAMP = re.compile(
    rf"(?:(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})[T _]{{1,2}}"  # ISO
    rf"|(?P<us_month>\d{{1,2}})/(?P<us_day>\d{{1,2}})/(?P<us_year>\d{{2,4}}) "  # SDK logs
    rf"|(?P<log_month>\d{{1,2}})-(?P<log_day>\d{{1,2}}) "  # logcat
    rf"|(?P<name>[A-Z][a-z]{{2}}) {{1,2}}(?P<name_day>\d{{1,2}}) )?(?<!\d)(?<!\d:){_CLOCK}(?!:?\d)"
)
_EPOCH = re.compile(
    r"(?:^[\[( ]{0,3}|\"(?:ts|t|time|timestamp|@timestamp)\" ?: ?\"?)"
    r"(?P<value>1[5-9]\d{8})(?:(?P<milli>\d{3})|\.(?P<fraction>\d{1,9}))?(?!\d)"
)
_HEAD = 160  # characters in which a line says when it was written
_GAP_SECONDS = 10.0
_GAPS = 3
_DAY = 86_400.0
_DATELESS_YEAR = 2000  # logcat writes no year
_SHORT_YEAR = 2  # digits


@dataclass(frozen=True, slots=True)
class Moment:
    """`written` is the time of day as the line writes it; `at` orders the lines of one log."""

    written: str
    at: float
    dated: bool
    day: str = ""

    @property
    def clock(self) -> str:
        """To the second: 10:42:07."""
        return self.written[:8]


@dataclass(slots=True)
class Timeline:
    """Told line by line; keeps the ends and the longest silences."""

    first: Moment | None = None
    last: Moment | None = None
    gaps: list[Gap] = field(default_factory=list)
    _days: float = 0.0

    def add(self, line: str, number: int) -> Moment | None:
        """The line's own time, if it has one."""
        moment = moment_of(line)
        if moment is None:
            return None
        at = moment.at + self._days
        if self.last is not None:
            passed = at - self.last.at
            if not moment.dated and passed < -_DAY / 2:  # past midnight
                self._days += _DAY
                at, passed = at + _DAY, passed + _DAY
            if passed < 0:  # threads write a little out of order
                return moment
            if passed >= _GAP_SECONDS:
                self._note(Gap(line=number, after=self.last.clock, seconds=round(passed, 3)))
        self.last = Moment(moment.written, at, moment.dated, moment.day)
        self.first = self.first or self.last
        return moment

    @property
    def seconds(self) -> float | None:
        """From the first to the last line that says when it was written."""
        if self.first is None or self.last is None:
            return None
        return round(self.last.at - self.first.at, 3)

    def _note(self, gap: Gap) -> None:
        self.gaps = sorted([*self.gaps, gap], key=lambda one: -one.seconds)[:_GAPS]


def moment_of(line: str) -> Moment | None:
    """When the line was written, if it says so near its beginning."""
    head = line[:_HEAD]
    match = _STAMP.search(head)
    if match is not None:
        return _from_clock(match)
    epoch = _EPOCH.search(line[:400])
    return _from_epoch(epoch) if epoch is not None else None


def _from_clock(match: re.Match[str]) -> Moment | None:
    hour, minute, second = (int(match[one]) for one in ("hour", "minute", "second"))
    date = _date_of(match)
    try:
        moment = datetime(*(date or (_DATELESS_YEAR, 1, 1)), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    fraction = float(f"0.{match['fraction']}") if match["fraction"] else 0.0
    written = f"{hour:02d}:{minute:02d}:{second:02d}"
    if match["fraction"]:
        written += match[0][match.end("second") - match.start() :]
    at = moment.timestamp() + fraction
    return Moment(written, at, date is not None, _day(date))


def _date_of(match: re.Match[str]) -> tuple[int, int, int] | None:
    if match["year"]:
        return int(match["year"]), int(match["month"]), int(match["day"])
    if match["us_year"]:
        year = int(match["us_year"])
        full = year + _DATELESS_YEAR * (len(match["us_year"]) <= _SHORT_YEAR)
        return full, int(match["us_month"]), int(match["us_day"])
    if match["log_month"]:
        return _DATELESS_YEAR, int(match["log_month"]), int(match["log_day"])
    if match["name"] and match["name"].lower() in _MONTHS:
        return _DATELESS_YEAR, _MONTHS.index(match["name"].lower()) + 1, int(match["name_day"])
    return None


def _day(date: tuple[int, int, int] | None) -> str:
    if date is None:
        return ""
    year, month, day = date
    return f"{month:02d}-{day:02d}" if year == _DATELESS_YEAR else f"{year}-{month:02d}-{day:02d}"


def _from_epoch(match: re.Match[str]) -> Moment:
    seconds = float(match["value"]) + float(f"0.{match['milli'] or match['fraction'] or 0}")
    moment = datetime.fromtimestamp(seconds, UTC)
    return Moment(f"{moment:%H:%M:%S}", seconds, dated=True, day=f"{moment:%Y-%m-%d}")
