"""Decisions are stored once, found by ticket and by time, and read piece by piece."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.storage import decisions as module
from bot.storage.conversations import SqlConversations
from bot.storage.decisions import SqlDecisions
from bot.storage.tickets import SqlTickets
from bot.support.decisions import Kind
from bot.support.models import Conversation, Decision, Severity, Ticket
from bot.support.signals import Signals
from bot.support.triage import Case, triage
from tests.desk_stage import sample_policy
from tests.fakes import FakeClock
from tests.sample_contents import a_ticket

CASE = Case(
    plan="basic",
    confidence=0.5,
    severity=Severity.LOW,
    signals=Signals(frustration=0.5, frustration_marks=("还是不行",)),
    missing=("steps",),
)
DECISION = triage(CASE, sample_policy())


@pytest.fixture
def decisions(engine: Engine, clock: FakeClock) -> SqlDecisions:
    return SqlDecisions(engine, clock)


@pytest.fixture
def ticket(engine: Engine, clock: FakeClock) -> Ticket:
    """Filed in the first of two conversations."""
    conversations = SqlConversations(engine, clock)
    first = a_ticket("x")
    for thread in ("1.1", "2.2"):
        place = first.place.model_copy(update={"thread_ts": thread})
        conversations.begin(Conversation(id=0, place=place, asker="U1", started_at=clock()))
    found = conversations.at(first.place.model_copy(update={"thread_ts": "1.1"}))
    assert found is not None
    filed = first.model_copy(update={"conversation_id": found.id, "created_at": clock()})
    return SqlTickets(engine, clock).file(filed, origin="file")


def record(
    decisions: SqlDecisions,
    origin: str,
    *,
    conversation: int | None = None,
    ticket: int | None = None,
    kind: str = Kind.TRIAGE,
    decision: Decision = DECISION,
) -> Decision:
    return decisions.record(
        kind, CASE, decision, conversation_id=conversation, ticket_id=ticket, origin=origin
    )


def test_what_was_stored_comes_back(
    decisions: SqlDecisions, ticket: Ticket, clock: FakeClock
) -> None:
    assert record(decisions, "Ev1", conversation=ticket.conversation_id) == DECISION
    (found,) = decisions.of_ticket(ticket.id)
    assert (found.kind, found.at, found.policy_version) == (
        "triage",
        clock(),
        sample_policy().version,
    )
    assert found.decision == DECISION
    assert Case.model_validate(found.inputs) == CASE


def test_the_first_decision_of_an_event_stands(decisions: SqlDecisions, ticket: Ticket) -> None:
    record(decisions, "Ev1", ticket=ticket.id)
    other = DECISION.model_copy(update={"rule": "another"})
    assert record(decisions, "Ev1", ticket=ticket.id, decision=other) == DECISION
    assert record(decisions, "Ev1", ticket=ticket.id, decision=other, kind="visit") == other
    assert [one.kind for one in decisions.of_ticket(ticket.id)] == ["triage", "visit"]


def test_a_ticket_has_its_own_and_its_conversations_decisions(
    decisions: SqlDecisions, ticket: Ticket
) -> None:
    other = ticket.conversation_id + 1
    record(decisions, "before", conversation=ticket.conversation_id)
    record(decisions, "its own", conversation=ticket.conversation_id, ticket=ticket.id)
    record(decisions, "another thread", conversation=other)
    record(decisions, "nobody's")
    found = decisions.of_ticket(ticket.id)
    assert [(one.conversation_id, one.ticket_id) for one in found] == [
        (ticket.conversation_id, None),
        (ticket.conversation_id, ticket.id),
    ]
    assert decisions.of_ticket(ticket.id + 1) == []


def test_since_a_moment_oldest_first_in_pieces(
    decisions: SqlDecisions, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAGE", 2)
    began = clock()
    for number in range(7):
        record(decisions, f"Ev{number}", kind=f"kind{number}")
        clock.advance(minutes=1)
    since = [one.kind for one in decisions.since(began + timedelta(minutes=2))]
    assert since == [f"kind{number}" for number in range(2, 7)]
    assert list(decisions.since(clock())) == []


def test_a_decision_about_nothing_that_exists_is_refused(decisions: SqlDecisions) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        record(decisions, "Ev1", ticket=999)
