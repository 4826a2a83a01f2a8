"""Staff corrects how bad a case is and says why; what was reported first is kept beside it."""

from __future__ import annotations

from bot.errors import Refused
from bot.support.desk import Desk
from bot.support.inbound import StaffDeed
from bot.support.phrases import say, say_severity
from bot.support.staff_side import STAFF, StaffSide


class Rating:
    """Use case: change the severity."""

    def __init__(self, desk: Desk, side: StaffSide) -> None:
        self._desk = desk
        self._side = side

    def on_rated(self, deed: StaffDeed) -> str:
        """To `severity`, for the reason in `text`. The clock that runs keeps its promise."""
        if deed.severity is None:
            raise Refused(say(STAFF, "no_such_severity"))
        ticket = self._side.ticket(deed.ticket_id)
        who = self._desk.person(deed.user).name
        reason = say(STAFF, "severity_by", who=who, why=deed.text)
        changed = self._desk.tickets.rate(
            ticket.id, deed.severity, actor=deed.user, reason=reason, origin=deed.id
        )
        if not changed:
            return "unchanged"
        text = say(
            STAFF,
            "severity_changed",
            who=who,
            before=say_severity(STAFF, ticket.severity),
            after=say_severity(STAFF, deed.severity),
            why=deed.text,
        )
        self._side.remind(ticket, text, (), key=f"{deed.id}:severity")
        self._side.redraw(ticket)
        return "rated"
