"""Engineers' calendars: .ics files beside the policy, with what repeats in them unfolded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from bot.errors import PolicyError
from bot.support.visits.rules import Busy

_AHEAD = timedelta(days=400)  # of what repeats without an end
_FREE = {"TRANSPARENT", "CANCELLED"}


def busy_times(file: Path, now: datetime, time_zone: str) -> tuple[Busy, ...]:
    """What the calendar takes from a day ago on. Entries without a zone are in `time_zone`.

    Entries that are marked free or cancelled take nothing. Raises PolicyError.
    """
    try:
        calendar = Calendar.from_ical(file.read_bytes())
        since = now - timedelta(days=1)
        events = recurring_ical_events.of(calendar).between(since, now + _AHEAD)
    except (OSError, ValueError) as error:
        raise PolicyError(
            f"The calendar {file} cannot be read: {error}.",
            "Correct `calendar` of the engineer in the policy, or export the file again.",
        ) from None
    zone = ZoneInfo(time_zone)
    taken = [
        Busy(start=_moment(one.start, zone), end=_moment(one.end, zone))
        for one in events
        if not {str(one.get("TRANSP", "")), str(one.get("STATUS", ""))} & _FREE
    ]
    return tuple(sorted(taken, key=lambda one: one.start))


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):  # a whole day
        value = datetime.combine(value, time.min, zone)
    elif value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return value.astimezone(UTC)
