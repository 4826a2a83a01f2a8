"""Engineers' calendars: .ics files beside the policy, with what repeats in them unfolded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.errors import PolicyError
from bot.support.policy import Policy
from bot.support.visits.rules import Busy

_AHEAD = timedelta(days=400)  # of what repeats without an end
_FREE = {"TRANSPARENT", "CANCELLED"}


def with_calendars(policy: Policy, folder: Path, now: datetime) -> Policy:
    """With what the engineers' calendar files say; they lie beside the policy."""
    zone = policy.business_hours.time_zone
    engineers = tuple(
        one.model_copy(update={"busy": busy_times(folder / one.calendar, now, zone)})
        if one.calendar
        else one
        for one in policy.visits.engineers
    )
    visits = policy.visits.model_copy(update={"engineers": engineers})
    return policy.model_copy(update={"visits": visits})


def busy_times(file: Path, now: datetime, time_zone: str) -> tuple[Busy, ...]:
    """What the calendar takes from a day ago on. Entries without a zone are in `time_zone`.

    Entries that are marked free or cancelled take nothing. Raises PolicyError.
    """
    # Only where there is a calendar: they take a while to import.
    import recurring_ical_events  # type: ignore[import-untyped] # noqa: PLC0415
    from icalendar import Calendar  # noqa: PLC0415

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
