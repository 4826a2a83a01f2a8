"""A staff member calls the next rung of the ladder, whoever has the case."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.support.calling import Ring
from bot.support.deciding import routed, rung_called
from bot.support.desk import Desk
from bot.support.inbound import StaffDeed
from bot.support.models import TicketEvent
from bot.support.phrases import say, say_severity
from bot.support.policy import Rung
from bot.support.staff_side import STAFF, StaffSide

CALLED = "called"  # the event of a rung that a person called
_CALLS = frozenset({CALLED, "page", "breach"})


def next_rung(events: Sequence[TicketEvent], ladder: Sequence[Rung]) -> int:
    """The first rung that neither a clock nor a person called since it was last reopened.

    At the end of the ladder its last rung is called again.
    """
    called = 0
    for event in events:
        if event.kind in _CALLS:
            called += 1
        elif event.kind == "reopened":
            called = 0
    return min(called, len(ladder) - 1)


class Escalating:
    """Use case: escalate by hand. Each press calls once; the clock's own ladder goes on."""

    def __init__(self, desk: Desk, side: StaffSide) -> None:
        self._desk = desk
        self._side = side

    def on_escalate(self, deed: StaffDeed) -> str:
        desk, ticket = self._desk, self._side.ticket(deed.ticket_id)
        if ticket.status.over:
            raise self._side.cannot(ticket)
        team = routed(desk, ticket)
        ladder = desk.policy.ladder_of(team)
        if not ladder:
            raise Refused(say(STAFF, "no_ladder"))
        number = next_rung(desk.tickets.events(ticket.id), ladder)
        rung = ladder[number]
        ring = Ring(rung=number, name=rung.name, notify=rung.notify, team=team, at=desk.clock())
        notify = rung_called(desk, ticket, ring, origin=f"{deed.id}:called")
        text = say(
            STAFF,
            "called",
            label=ticket.label,
            severity=say_severity(STAFF, ticket.severity),
            who=desk.person(deed.user).name,
            reason=deed.text.rstrip("."),
            rung=rung.name,
        )
        self._side.remind(ticket, text, notify, key=f"{deed.id}:called")
        self._side.note(ticket, CALLED, deed.user, f"{rung.name}: {deed.text}", deed.id)
        self._side.redraw(ticket)
        return "escalated"
