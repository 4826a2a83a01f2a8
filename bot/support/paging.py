"""The clock's voice: who is called while nobody has claimed a ticket."""

from __future__ import annotations

from bot.support.calling import Ring
from bot.support.clock import Alarm, AlarmKind
from bot.support.deciding import routed, rung_called
from bot.support.desk import Desk
from bot.support.models import Severity, Ticket
from bot.support.patience import Patience
from bot.support.phrases import say, say_severity, say_span
from bot.support.policy import Mode, Rung
from bot.support.staff_side import STAFF, StaffSide

_OF_THE_LADDER = {AlarmKind.DUE_SOON, AlarmKind.PAGE, AlarmKind.LADDER_DONE}


class Paging:
    """Use case: ring."""

    def __init__(self, desk: Desk, side: StaffSide, patience: Patience) -> None:
        self._patience = patience
        self._desk = desk
        self._side = side

    def ring(self, ticket_id: int, alarm: Alarm, *, key: str) -> bool:
        """Speak of a ticket, or end it; False when it needs no more alarms of this clock."""
        ticket = self._desk.tickets.get(ticket_id)
        if ticket is None or ticket.status not in alarm.kind.belongs_to:
            return False
        if alarm.kind not in _OF_THE_LADDER:
            return self._patience.ring(ticket, alarm, key=key)
        team = routed(self._desk, ticket)
        if ticket.snoozed_until is not None:
            return False  # a clock of its own begins when it wakes
        ladder = self._desk.policy.ladder_of(team)
        notify: tuple[str, ...] = ()
        due = f"{ticket.first_reply_due:%Y-%m-%d %H:%M}"
        if alarm.kind is AlarmKind.DUE_SOON:
            text = say(STAFF, "due_soon", label=ticket.label, due=due)
        elif alarm.kind is AlarmKind.PAGE and ladder:
            number = min(alarm.rung, len(ladder) - 1)  # of the ladder as it is now
            rung = ladder[number]
            notify = self._called(ticket, team, number, rung, key)
            text = say(
                STAFF,
                "page_rung",
                label=ticket.label,
                severity=say_severity(STAFF, ticket.severity),
                rung=rung.name,
                wait=say_span(STAFF, rung.wait),
            )
        else:
            text = self._end_of_ladder(ticket)
            if ladder:
                notify = self._called(ticket, team, len(ladder) - 1, ladder[-1], key)
        self._side.remind(ticket, text, notify, key=key)
        self._side.note(ticket, alarm.kind.value, "doorstep", text, key)
        return True

    def _called(
        self, ticket: Ticket, team: str, number: int, rung: Rung, key: str
    ) -> tuple[str, ...]:
        """Whom the rung reaches now: nobody while the ticket's incident calls people already."""
        if not self._side.may_page(ticket):
            return ()
        at = self._desk.clock()
        ring = Ring(rung=number, name=rung.name, notify=rung.notify, team=team, at=at)
        return rung_called(self._desk, ticket, ring, origin=key)

    def _end_of_ladder(self, ticket: Ticket) -> str:
        text = say(STAFF, "ladder_done", label=ticket.label)
        policy = self._desk.policy
        offer_visit = (
            policy.escalation.on_site_after_ladder
            and policy.plan(ticket.plan).includes(Mode.ON_SITE)
            and ticket.severity.rank >= Severity.HIGH.rank
        )
        return f"{text} {say(STAFF, 'suggest_visit')}" if offer_visit else text
