"""Tickets that sleep: out of the queue and not spoken of, while the customer's clock runs on."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import Refused
from bot.support.clock import Alarm, AlarmKind
from bot.support.desk import Desk
from bot.support.inbound import StaffDeed
from bot.support.models import Ticket
from bot.support.phrases import say
from bot.support.staff_side import STAFF, StaffSide

_MORNING = time(9)
_LONGEST = timedelta(days=365)
_SPAN = re.compile(r"(\d{1,4})\s*(m|h|d)", re.IGNORECASE)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_TOMORROW = {"tomorrow", "明天"}
_ITSELF = "doorstep"


def wake_time(text: str, now: datetime, tz: str) -> datetime | None:
    """`4h`, `30m`, `2d`, `tomorrow` or `2026-12-01` as a moment (aware, in `now`'s zone).

    Days begin at 9:00 where the person is. None for other words, the past, or more than a year.
    """
    text = text.strip().lower()
    zone = _zone(tz)
    found: datetime | None = None
    if span := _SPAN.fullmatch(text):
        found = now + timedelta(**{_UNITS[span[2]]: int(span[1])})
    elif text in _TOMORROW:
        day = now.astimezone(zone).date() + timedelta(days=1)
        found = datetime.combine(day, _MORNING, zone)
    else:
        try:
            found = datetime.combine(date.fromisoformat(text), _MORNING, zone)
        except ValueError:
            return None
    if not now < found <= now + _LONGEST:
        return None
    return found.astimezone(now.tzinfo)


def _zone(tz: str) -> ZoneInfo:
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


class Snoozing:
    """Use cases: snooze, wake. Implements workflows.Timed for sleeping tickets."""

    def __init__(self, desk: Desk, side: StaffSide) -> None:
        self._desk = desk
        self._side = side

    def on_snooze(self, deed: StaffDeed) -> str:
        """It sleeps until then; a later snooze replaces this one."""
        ticket = self._side.ticket(deed.ticket_id)
        if deed.until is None or deed.until <= self._desk.clock():
            raise Refused(say(STAFF, "snooze_when"))
        if not self._desk.tickets.snooze(ticket.id, deed.until, actor=deed.user, origin=deed.id):
            raise self._side.cannot(ticket)
        self._desk.jobs.watch_snooze(ticket.id, origin=deed.id)
        self._side.redraw(ticket)
        return "snoozed"

    def on_wake(self, deed: StaffDeed) -> str:
        ticket = self._side.ticket(deed.ticket_id)
        if not self._desk.tickets.wake(ticket.id, actor=deed.user, origin=deed.id):
            raise Refused(say(STAFF, "not_asleep", label=ticket.label))
        self._awake(ticket, deed.id)
        return "woken"

    def customer_wrote(self, ticket: Ticket, user: str, *, origin: str) -> None:
        """What it slept for may have come."""
        if ticket.snoozed_until is None:
            return
        if self._desk.tickets.wake(ticket.id, actor=user, origin=origin):
            who = self._desk.person(user).name
            self._tell(ticket, say(STAFF, "woken_by", label=ticket.label, who=who), origin)
            self._awake(ticket, origin)

    # The clock ----------------------------------------------------------------------------------

    def alarms(self, ticket_id: int, /) -> tuple[Alarm, ...]:
        ticket = self._desk.tickets.get(ticket_id)
        if ticket is None or ticket.snoozed_until is None:
            return ()
        return (Alarm(at=ticket.snoozed_until, kind=AlarmKind.WAKE),)

    def needs_clock(self, ticket_id: int, /) -> bool:
        ticket = self._desk.tickets.get(ticket_id)
        return ticket is not None and ticket.snoozed_until is not None

    def ring(self, ticket_id: int, alarm: Alarm, /, *, key: str) -> bool:
        """The end of this sleep; a newer snooze has a clock of its own."""
        ticket = self._desk.tickets.get(ticket_id)
        if ticket is not None and self._desk.tickets.wake(
            ticket_id, actor=_ITSELF, origin=key, until=alarm.at
        ):
            self._tell(ticket, say(STAFF, "woken", label=ticket.label), key)
            self._awake(ticket, key)
        return False

    def _tell(self, ticket: Ticket, text: str, origin: str) -> None:
        notify = (ticket.claimed_by,) if ticket.claimed_by else ()
        self._side.remind(ticket, text, notify, key=f"{origin}:woken")

    def _awake(self, ticket: Ticket, origin: str) -> None:
        """Its reminders go on from now; what was promised to the customer stands as it was."""
        if ticket.status.unclaimed:
            self._desk.jobs.watch(ticket.id, origin=f"{origin}:woken")
        self._side.redraw(ticket)
