"""Incidents: a burst of one symptom becomes one message for staff, and one page."""

from __future__ import annotations

from datetime import timedelta

from bot.support.bursts import Incident, Report, is_burst, lead
from bot.support.decisions import Kind
from bot.support.desk import Desk
from bot.support.lookalikes import Lookalikes
from bot.support.messages import IncidentCard, IncidentLine
from bot.support.models import Action, Decision, Model, Place, Ticket
from bot.support.similar import traits_of_ticket

_LANGUAGE = "en"  # of the staff channel
_STILL_ON = timedelta(days=1)  # a ticket this much younger than another may belong to its incident
_RULE = "incident"


class Burst(Model):
    """What a call for an incident looks at."""

    incident: int
    tickets: tuple[int, ...]
    people: int


class Raising:
    """Use cases: raise an incident, keep its message up to date, page for it once."""

    def __init__(self, desk: Desk, lookalikes: Lookalikes) -> None:
        self._desk = desk
        self._lookalikes = lookalikes

    def consider(self, ticket: Ticket) -> Ticket | None:
        """A ticket was filed or joined. Returns the ticket that people are called by, to redraw."""
        incident = self._desk.incidents.of_ticket(ticket.id) or self._found(ticket)
        if incident is None:
            return None
        if not incident.ts:
            self._page(incident)
        self._show(incident)
        # Also when it was paged before: a crash may lie between that and its card.
        paged = (one for one in self._tickets(incident) if one.decision.rule == _RULE)
        return next(paged, None)

    def refresh(self, ticket: Ticket) -> None:
        """The ticket changed: so does what is said of its incident, if it has one."""
        incident = self._desk.incidents.of_ticket(ticket.id)
        if incident is not None and incident.ts:
            self._show(incident)

    def may_page(self, ticket: Ticket) -> bool:
        """False while another ticket of the same incident calls people, or somebody has it."""
        incident = self._desk.incidents.of_ticket(ticket.id)
        if incident is None or incident.closed_at is not None:
            return True
        first = lead([one for one in self._tickets(incident) if not one.status.over])
        return first is None or first.id == ticket.id

    def _found(self, ticket: Ticket) -> Incident | None:
        """The incident that the ticket belongs to from now on."""
        desk, rules = self._desk, self._desk.policy.incident
        since = min(ticket.created_at, desk.clock()) - _STILL_ON
        like = self._lookalikes.of(traits_of_ticket(ticket), since, rules.likeness, {ticket.id})
        within = rules.within.as_timedelta()
        burst = [ticket]
        for one in like:
            incident = desk.incidents.of_ticket(one.ticket_id)
            if incident is not None and incident.closed_at is None:
                desk.incidents.add(incident.id, ticket.id)
                return incident
            other = desk.tickets.get(one.ticket_id)
            near = one.filed_at >= desk.clock() - within
            if incident is None and near and other is not None and not other.status.over:
                burst.append(other)
        reports = [report for one in burst for report in self._reports(one)]
        if not is_burst(reports, rules.reports, within):
            return None
        return desk.incidents.begin([one.id for one in burst], desk.clock())

    def _reports(self, ticket: Ticket) -> list[Report]:
        joined = self._desk.reporters.of_ticket(ticket.id)
        return [
            Report(by=ticket.reporter, at=ticket.created_at),
            *(Report(by=one.reporter, at=one.joined_at) for one in joined),
        ]

    def _page(self, incident: Incident) -> None:
        """Call people for the first ticket, unless one of them did already or somebody has one."""
        tickets = self._tickets(incident)
        called = any(one.paged and one.decision.rule != _RULE for one in tickets)
        taken = any(not one.status.unclaimed for one in tickets)
        if not tickets or not self._desk.policy.incident.page or called or taken:
            return
        first, origin = tickets[0], f"incident:{incident.id}"
        people = {report.by for one in tickets for report in self._reports(one)}
        decision = Decision(
            action=Action.HUMAN,
            rule=_RULE,
            reason=f"{len(people)} people reported the same: incident {incident.id}.",
            figures={"incident": incident.id, "reports": len(people)},
            policy_version=self._desk.policy.version,
        )
        burst = Burst(
            incident=incident.id, tickets=tuple(one.id for one in tickets), people=len(people)
        )
        decision = self._desk.decisions.record(
            Kind.INCIDENT,
            burst,
            decision,
            conversation_id=first.conversation_id,
            ticket_id=first.id,
            origin=origin,
        )
        if self._desk.tickets.escalate(first.id, decision, origin=origin):
            self._desk.jobs.watch(first.id, origin=origin)

    def _show(self, incident: Incident) -> None:
        desk, tickets = self._desk, self._tickets(incident)
        closed = all(one.status.over for one in tickets)
        if closed != (incident.closed_at is not None):
            desk.incidents.set_closed(incident.id, desk.clock() if closed else None)
        card = IncidentCard(
            language=_LANGUAGE,
            number=incident.id,
            opened_at=incident.opened_at,
            closed=closed,
            lines=tuple(self._line(one) for one in tickets),
        )
        ts = incident.ts or desk.messenger.open_thread(
            desk.staff_channel, card, key=f"incident:{incident.id}"
        )
        if not incident.ts:
            place = Place(channel=desk.staff_channel, thread_ts=ts)
            desk.incidents.set_place(incident.id, place)
        desk.messenger.redraw(incident.channel or desk.staff_channel, ts, card)

    def _line(self, ticket: Ticket) -> IncidentLine:
        desk = self._desk
        place = desk.staff_place(ticket.id)
        return IncidentLine(
            label=ticket.label,
            summary=ticket.fields.summary,
            customer=ticket.customer,
            severity=ticket.severity,
            status=ticket.status,
            claimer_name=desk.person(ticket.claimed_by).name if ticket.claimed_by else "",
            joined=len(desk.reporters.of_ticket(ticket.id)),
            link=desk.messenger.link(place.channel, place.thread_ts) if place else "",
        )

    def _tickets(self, incident: Incident) -> list[Ticket]:
        members = self._desk.incidents.members(incident.id)
        return [one for one in map(self._desk.tickets.get, members) if one is not None]
