"""What staff do with a case, deed by deed; every one of them is for support staff alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.support.assigning import Assigning
from bot.support.desk import Desk
from bot.support.edits import Edits
from bot.support.escalating import Escalating
from bot.support.inbound import Deed, StaffDeed
from bot.support.messages import Notice
from bot.support.models import Place
from bot.support.phrases import say
from bot.support.rating import Rating
from bot.support.snoozing import Snoozing
from bot.support.staff_side import STAFF, StaffSide
from bot.support.visits.visit_desk import VisitDesk


class Casework:
    """Use case: do a deed, and tell who asked for it when they see no card."""

    def __init__(
        self,
        desk: Desk,
        side: StaffSide,
        assigning: Assigning,
        snoozing: Snoozing,
        edits: Edits,
        visits: VisitDesk,
    ) -> None:
        self._desk = desk
        self._side = side
        self._deeds: Mapping[Deed, Callable[[StaffDeed], str]] = {
            Deed.CLAIM: assigning.on_claim,
            Deed.ASSIGN: assigning.on_assign,
            Deed.TAKE_OVER: assigning.on_assign,
            Deed.RELEASE: assigning.on_release,
            Deed.HAND_BACK: assigning.on_hand_back,
            Deed.SNOOZE: snoozing.on_snooze,
            Deed.WAKE: snoozing.on_wake,
            Deed.ESCALATE: Escalating(desk, side).on_escalate,
            Deed.RATE: Rating(desk, side).on_rated,
            Deed.OFFER_SESSION: visits.on_offered,
            Deed.OFFER_VISIT: visits.on_offered,
            Deed.AMEND: edits.on_amend,
            Deed.RETRACT: edits.on_retract,
        }

    def on_deed(self, deed: StaffDeed) -> str:
        self._desk.require_staff(deed.user)
        outcome = self._deeds[deed.deed](deed)
        if deed.answer:
            ticket = self._side.ticket(deed.ticket_id)
            who = self._desk.person(ticket.claimed_by).name if ticket.claimed_by else "nobody"
            status = ticket.status.value.replace("_", " ")
            text = say(STAFF, "deed_done", label=ticket.label, status=status, who=who)
            place = Place(channel=deed.channel, thread_ts=deed.thread_ts)
            self._desk.messenger.whisper(place, deed.user, Notice(language=STAFF, text=text))
        return outcome
