"""Who can come, and when: engineers by product, city, language and calendar. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.support.accounts import Account
from bot.support.business_time import BusinessHours
from bot.support.visits.models import Slot, Visit, VisitKind, Wish, cells
from bot.support.visits.rules import Engineer, VisitRules

_STEP = timedelta(hours=1)  # sessions begin on the hour
_A_DAY = 2  # times of one day that are offered for a session
Taken = Mapping[str, frozenset[int]]  # the half hours of an engineer that are booked


def fitting(
    wish: Wish, language: str, rules: VisitRules, account: Account | None = None
) -> tuple[Engineer, ...]:
    """Who may come, best first: the account's own technical manager, then who knows the product."""
    own = account.contract.technical_manager if account else ""
    found = [one for one in rules.engineers if _fits(one, wish, rules)]
    return tuple(sorted(found, key=lambda one: _distance(one, wish, language, own)))


def _fits(engineer: Engineer, wish: Wish, rules: VisitRules) -> bool:
    if wish.kind is VisitKind.ON_SITE and not engineer.cities:
        return False
    city = rules.city_key(wish.city)
    if wish.kind is VisitKind.ON_SITE and city and city not in engineer.cities:
        return False
    return not engineer.products or not wish.product or _knows(engineer, wish.product)


def _knows(engineer: Engineer, product: str) -> bool:
    return product.casefold() in {one.casefold() for one in engineer.products}


def _distance(
    engineer: Engineer, wish: Wish, language: str, own: str
) -> tuple[bool, bool, bool, int]:
    """Smaller is better. Who speaks another language is a last resort, not refused."""
    return (
        engineer.user != own,
        bool(engineer.languages) and language not in engineer.languages,
        not _knows(engineer, wish.product),
        len(engineer.cities),  # who can go everywhere is kept for where nobody else goes
    )


def propose(
    visit: Visit,
    engineers: Sequence[Engineer],
    taken: Taken,
    rules: VisitRules,
    hours: BusinessHours,
    now: datetime,
) -> tuple[Slot, ...]:
    """The first times at which an engineer is free, best engineer first; () = nobody is.

    Sessions are offered on the hour, two a day at most; visits as whole days in a row. Times that
    were offered before and passed over are not offered again while there are others.
    """
    earliest = max(visit.verdict.earliest or now, now)
    latest = now + rules.horizon.as_timedelta()
    for engineer in engineers:
        starts = _starts(visit.wish, rules, hours, earliest, latest)
        free = (
            Slot(start=start, end=end, engineer=engineer.user)
            for start, end in starts
            if is_free(engineer, start, end, taken.get(engineer.user, frozenset()))
        )
        found = _spread(free, visit.kind, hours, rules.proposals, visit.proposals)
        if found:
            return found
    return ()


def is_free(engineer: Engineer, start: datetime, end: datetime, taken: frozenset[int]) -> bool:
    """Neither booked nor away nor taken by their own calendar."""
    slot = Slot(start=start, end=end, engineer=engineer.user)
    if taken.intersection(cells(slot)):
        return False
    days = {(start + timedelta(hours=n)).date() for n in range(0, _whole_hours(start, end) + 1, 12)}
    days |= {start.date(), end.date()}
    if any(one.start <= day <= one.end for one in engineer.absences for day in days):
        return False
    return not any(one.start < end and start < one.end for one in engineer.busy)


def _whole_hours(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 3600)


def _starts(
    wish: Wish, rules: VisitRules, hours: BusinessHours, earliest: datetime, latest: datetime
) -> Iterator[tuple[datetime, datetime]]:
    if wish.kind is VisitKind.REMOTE:
        return _session_times(wish.length, hours, earliest, latest)
    ground = rules.grounds.get(wish.ground) if wish.ground else None
    any_day = ground is not None and ground.any_day
    return _visit_times(wish.length, hours, earliest, latest, any_day=any_day)


def _session_times(
    length: int, hours: BusinessHours, earliest: datetime, latest: datetime
) -> Iterator[tuple[datetime, datetime]]:
    for day in _days(hours, earliest, latest):
        opening = hours.opening(day)
        if opening is None:
            continue
        start, closes = opening
        while start + length * _STEP <= closes:
            if start >= earliest:
                yield start, start + length * _STEP
            start += _STEP


def _visit_times(
    length: int,
    hours: BusinessHours,
    earliest: datetime,
    latest: datetime,
    *,
    any_day: bool,
) -> Iterator[tuple[datetime, datetime]]:
    """Runs of days; a run that would cross a day off begins after it."""
    for day in _days(hours, earliest, latest):
        run = [
            _opened(hours, day + timedelta(days=number), any_day=any_day)
            for number in range(length)
        ]
        opened = [one for one in run if one is not None]
        if len(opened) < length or opened[0][0] < earliest:
            continue
        yield opened[0][0], opened[-1][1]


def _opened(hours: BusinessHours, day: date, *, any_day: bool) -> tuple[datetime, datetime] | None:
    return hours.opening(day) or (hours.usual(day) if any_day else None)


def _days(hours: BusinessHours, earliest: datetime, latest: datetime) -> Iterator[date]:
    zone = ZoneInfo(hours.time_zone)
    day, last = earliest.astimezone(zone).date(), latest.astimezone(zone).date()
    while day <= last:
        yield day
        day += timedelta(days=1)


def _spread(
    free: Iterable[Slot],
    kind: VisitKind,
    hours: BusinessHours,
    wanted: int,
    offered: Sequence[Slot],
) -> tuple[Slot, ...]:
    """The first ones, not all of one day, and new ones before those that were passed over."""
    zone = ZoneInfo(hours.time_zone)
    passed = {one.start for one in offered}
    chosen: list[Slot] = []
    again: list[Slot] = []
    for slot in free:
        day = slot.start.astimezone(zone).date()
        same = [one for one in chosen if one.start.astimezone(zone).date() == day]
        if kind is VisitKind.REMOTE and len(same) >= _A_DAY:
            continue
        (again if slot.start in passed else chosen).append(slot)
        if len(chosen) >= wanted:
            break
    return tuple(sorted([*chosen, *again][:wanted], key=lambda one: one.start))
