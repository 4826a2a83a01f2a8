"""Staff corrects how bad a case is; what was reported first is kept beside it."""

from __future__ import annotations

from bot.errors import Refused
from bot.support.desk import Desk
from bot.support.inbound import ButtonPressed
from bot.support.models import Severity
from bot.support.phrases import say, say_severity
from bot.support.staff_side import STAFF, StaffSide


class Rating:
    """Use case: change the severity."""

    def __init__(self, desk: Desk, side: StaffSide) -> None:
        self._desk = desk
        self._side = side

    def on_chosen(self, press: ButtonPressed) -> str:
        """Value: `ticket:severity`. The clock that runs keeps its promise to the customer."""
        self._desk.require_staff(press.user)
        number, _, chosen = press.value.partition(":")
        ticket = self._side.ticket(int(number))
        try:
            severity = Severity(chosen)
        except ValueError:
            raise Refused(say(STAFF, "no_such_severity")) from None
        who = self._desk.person(press.user).name
        reason = say(STAFF, "severity_by", who=who)
        changed = self._desk.tickets.rate(
            ticket.id, severity, actor=press.user, reason=reason, origin=press.id
        )
        if not changed:
            return "unchanged"
        text = say(
            STAFF,
            "severity_changed",
            who=who,
            before=say_severity(STAFF, ticket.severity),
            after=say_severity(STAFF, severity),
        )
        self._side.remind(ticket, text, (), key=f"{press.id}:severity")
        self._side.redraw(ticket)
        return "rated"
