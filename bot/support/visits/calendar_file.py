"""The .ics file of an agreed time, for any calendar; and of one that was cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, vText

from bot.support.models import Model
from bot.support.visits.models import Slot, Visit

_PRODUCT = "-//Doorstep//Visits//EN"


class Appointment(Model):
    """The words of an entry, in its reader's language."""

    summary: str
    description: str = ""
    place: str = ""


def calendar_file(
    visit: Visit,
    slot: Slot,
    words: Appointment,
    now: datetime,
    *,
    cancelled: bool = False,
    remind: timedelta = timedelta(hours=2),
) -> bytes:
    """One entry, UTF-8. The same UID for every version: calendars replace the earlier one."""
    event = Event()
    event.add("uid", f"{visit.label.lower()}@doorstep")
    event.add("dtstamp", now)
    event.add("dtstart", slot.start)
    event.add("dtend", slot.end)
    event.add("sequence", max(0, visit.bookings - 1) * 2 + (1 if cancelled else 0))
    event.add("summary", words.summary)
    if words.description:
        event.add("description", words.description)
    if words.place:
        event["location"] = vText(words.place)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if not cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words.summary)
        alarm.add("trigger", -remind)
        event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
