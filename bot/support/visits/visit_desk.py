"""Everything about visits behind one door: buttons, forms, and the clock."""

from __future__ import annotations

from collections.abc import Callable

from bot.support.clock import Alarm
from bot.support.desk import Desk
from bot.support.filing import Filing
from bot.support.inbound import (
    Button,
    ButtonPressed,
    StaffDeed,
    VisitRefused,
    VisitReported,
    VisitSubmitted,
)
from bot.support.models import Ticket
from bot.support.staff_side import StaffSide
from bot.support.visits.arranging import Arranging
from bot.support.visits.clock import visit_alarms
from bot.support.visits.holding import Holding
from bot.support.visits.models import Visit, VisitKind, VisitStatus
from bot.support.visits.requesting import Requesting, WishForm
from bot.support.visits.telling import Telling


class VisitDesk:
    """Facade over the use cases; implements workflows.Timed for visits."""

    def __init__(self, desk: Desk, side: StaffSide, filing: Filing) -> None:
        self._desk = desk
        telling = Telling(desk, side)
        self._requesting = Requesting(desk, telling)
        self._arranging = Arranging(desk, telling)
        self._holding = Holding(desk, telling, filing)
        self._on_press: dict[str, Callable[[ButtonPressed], str]] = {
            Button.ACCEPT_TERMS: self._on_accept,
            Button.WITHDRAW_VISIT: self._requesting.on_withdraw,
            Button.APPROVE_VISIT: self._arranging.on_approve,
            Button.ASSIGN_ENGINEER: self._arranging.on_engineer,
            Button.OTHER_SLOTS: self._arranging.on_other_slots,
            Button.RESCHEDULE_VISIT: self._arranging.on_reschedule,
            Button.CANCEL_VISIT: self._arranging.on_cancel,
            Button.NO_SHOW: self._holding.on_no_show,
            Button.CLOSE_VISIT: self._holding.on_close,
        }

    # What listeners ask before they open a form ---------------------------------------------------

    def form(self, ticket_id: int, kind: VisitKind, user: str) -> WishForm:
        """What the request form shows. Raises Refused for strangers to the case."""
        return self._requesting.form(ticket_id, kind, user)

    def require_reportable(self, visit_id: int, user: str) -> Visit:
        """Raises Refused unless the user is staff and a report is due."""
        return self._holding.require_reportable(visit_id, user)

    def require_refusable(self, visit_id: int, user: str) -> Visit:
        """Raises Refused unless the user is a manager and the visit waits for one."""
        return self._arranging.require_refusable(visit_id, user)

    # What arrives ---------------------------------------------------------------------------------

    def invite(self, ticket: Ticket, *, origin: str) -> None:
        """Offer the customer the request form of a visit."""
        self._requesting.invite(ticket, VisitKind.ON_SITE, origin=origin)

    def on_offered(self, deed: StaffDeed) -> str:
        """Staff offers the customer a session or a visit."""
        return self._requesting.on_offered(deed)

    def on_button(self, press: ButtonPressed) -> str | None:
        """None for buttons that are not about visits."""
        if press.name.startswith(f"{Button.CHOOSE_SLOT}_"):
            return self._arranging.on_slot(press)
        use_case = self._on_press.get(press.name)
        return None if use_case is None else use_case(press)

    def on_form(self, form: VisitSubmitted | VisitRefused | VisitReported) -> str:
        match form:
            case VisitSubmitted():
                return self._requesting.on_form(form)
            case VisitRefused():
                return self._arranging.on_refusal(form)
            case VisitReported():
                return self._holding.on_report(form)

    def _on_accept(self, press: ButtonPressed) -> str:
        reached = self._requesting.on_accept(press)
        if reached is VisitStatus.APPROVED:
            self._arranging.arrange(int(press.value), origin=press.deed)
        return reached.value

    # workflows.Timed ------------------------------------------------------------------------------

    def alarms(self, visit_id: int, /) -> tuple[Alarm, ...]:
        """The alarms of a visit as it stands."""
        visit = self._desk.visits.get(visit_id)
        if visit is None:
            return ()
        return visit_alarms(visit, self._desk.policy.visits)

    def needs_clock(self, visit_id: int, /) -> bool:
        """False once nothing can happen to it any more."""
        visit = self._desk.visits.get(visit_id)
        return visit is not None and not visit.status.over

    def ring(self, visit_id: int, alarm: Alarm, /, *, key: str) -> bool:
        """Speak of the visit; False when the clock may stop."""
        return self._holding.ring(visit_id, alarm, key=key)
