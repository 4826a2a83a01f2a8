"""How bad a filed case is, judged again when more is told of it.

A ticket only becomes worse by it. What reads as milder is often what a worse sentence was answered
with ("it works again after a restart"), and a promise that was given is not taken back by a rule:
staff may lower it, with a reason.
"""

from __future__ import annotations

from bot.support.desk import Desk
from bot.support.handoff import HandOff
from bot.support.inbound import TicketSubmitted
from bot.support.judging import Judging
from bot.support.models import Action, Conversation, Judged, Ticket
from bot.support.phrases import say, say_severity
from bot.support.reading import Reading, rated
from bot.support.staff_side import STAFF, StaffSide


class Rejudging:
    """Use cases: what came later makes a case worse. Who calls them draws the card afterwards."""

    def __init__(self, desk: Desk, side: StaffSide, handoff: HandOff) -> None:
        self._desk = desk
        self._side = side
        self._handoff = handoff
        self._judging = Judging(desk)

    def chosen(self, form: TicketSubmitted, ticket: Ticket, conversation: Conversation) -> None:
        """The developer sent the form again and chose what is worse than the ticket is."""
        desk, origin = self._desk, f"{form.id}:chosen"
        reason = f"{form.severity.value.capitalize()} was chosen in the form."
        if not desk.tickets.worsen(
            ticket.id, form.severity, actor=form.user, reason=reason, origin=origin
        ):
            return
        facts = {"label": ticket.label, "severity": say_severity(STAFF, form.severity)}
        text = say(STAFF, "severity_chosen", who=desk.person(form.user).name, **facts)
        notify = (ticket.claimed_by,) if ticket.claimed_by else ()
        self._side.remind(ticket, text, notify, key=origin)
        self._call(ticket, conversation, self._judging.read_again(conversation, ticket), origin)

    def judge(self, ticket: Ticket, conversation: Conversation, *, origin: str) -> None:
        """By all that is known now; once per origin. What staff set by hand stays."""
        desk, ticket = self._desk, self._side.ticket(ticket.id)
        reading = self._judging.read_again(conversation, ticket)
        severity, reason = rated(reading.extraction, reading.signals, ticket.attachments)
        judged = desk.tickets.judge(ticket.id, severity, reason=reason, origin=origin)
        facts = {"label": ticket.label, "severity": say_severity(STAFF, severity), "why": reason}
        notify = (ticket.claimed_by,) if ticket.claimed_by else ()
        if judged is Judged.RAISED:
            text = say(STAFF, "severity_raised", **facts)
            self._side.remind(ticket, text, notify, key=f"{origin}:judged")
            self._call(ticket, conversation, reading, f"{origin}:judged")
        elif judged is Judged.NOTED and severity.rank > ticket.severity.rank:
            text = say(STAFF, "severity_beside", **facts)
            self._side.remind(ticket, text, notify, key=f"{origin}:judged")

    def _call(
        self, ticket: Ticket, conversation: Conversation, reading: Reading, origin: str
    ) -> None:
        """Call people, where the policy does for a report that is as bad as this one is now."""
        ticket = self._side.ticket(ticket.id)
        # A wish for a visit is answered where it is said; here it would hide how bad it is.
        signals = reading.signals.model_copy(update={"wants_visit": False})
        reading = reading.model_copy(update={"signals": signals})
        decision = self._judging.report(conversation, ticket.severity, reading, origin)
        if decision.action is Action.HUMAN:
            self._handoff.escalate(ticket, decision, origin=origin)
