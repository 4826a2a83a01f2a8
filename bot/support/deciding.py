"""The one way in which the desk decides: by triage, stored with what it looked at."""

from __future__ import annotations

from bot.support.calling import Ring, called, people_in
from bot.support.decisions import Kind
from bot.support.desk import Desk
from bot.support.models import Conversation, Decision, Ticket
from bot.support.routing import decided, facts_of
from bot.support.triage import Case, triage


def decide(desk: Desk, case: Case, conversation: Conversation, *, origin: str) -> Decision:
    """Triage, once per origin: what was decided before a crash stands."""
    return desk.decisions.record(
        Kind.TRIAGE,
        case,
        triage(case, desk.policy),
        conversation_id=conversation.id,
        ticket_id=conversation.ticket_id,
        origin=origin,
    )


def routed(desk: Desk, ticket: Ticket) -> str:
    """The ticket's team, "" for none. Stored once for each set of facts and each policy."""
    facts = facts_of(ticket, desk.policy)
    decision = decided(facts, desk.policy)
    told = "/".join(str(value) for value in facts.model_dump(mode="json").values())
    desk.decisions.record(
        Kind.ROUTE,
        facts,
        decision,
        conversation_id=ticket.conversation_id,
        ticket_id=ticket.id,
        origin=f"ticket:{ticket.id}:{decision.policy_version}:{told}"[:220],
    )
    return str(decision.figures["team"])


def rung_called(desk: Desk, ticket: Ticket, ring: Ring, *, origin: str) -> tuple[str, ...]:
    """Whom the rung reaches, stored once per origin."""
    decision = desk.decisions.record(
        Kind.PAGE,
        ring,
        called(ring, desk.policy),
        conversation_id=ticket.conversation_id,
        ticket_id=ticket.id,
        origin=origin,
    )
    return people_in(decision)
