"""Cases that change hands, sleep and come back: one winner each time, on every database."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.storage.conversations import SqlConversations
from bot.storage.tickets import SqlTickets
from bot.support.models import Conversation, Holder, Judged, Place, Severity, Ticket, TicketStatus
from tests.fakes import FakeClock
from tests.sample_contents import a_ticket


@pytest.fixture
def tickets(engine: Engine, clock: FakeClock) -> SqlTickets:
    return SqlTickets(engine, clock)


@pytest.fixture
def ticket(engine: Engine, clock: FakeClock, tickets: SqlTickets) -> Ticket:
    place = Place(channel="C0NIMBUS", thread_ts="1.1")
    started = Conversation(id=0, place=place, asker="U0DEV01", started_at=clock())
    thread = SqlConversations(engine, clock).begin(started)
    filed = tickets.file(a_ticket(conversation_id=thread.id), origin="o1")
    assert tickets.move(filed.id, TicketStatus.CLAIMED, actor="U1", origin="c")
    return now(tickets, filed)


def now(tickets: SqlTickets, ticket: Ticket) -> Ticket:
    found = tickets.get(ticket.id)
    assert found is not None
    return found


def holder(engine: Engine, clock: FakeClock, ticket: Ticket) -> Holder:
    return SqlConversations(engine, clock).get(ticket.conversation_id).holder


def test_a_case_is_given_only_by_who_has_it(tickets: SqlTickets, ticket: Ticket) -> None:
    given = {"held_by": "U9", "actor": "U2", "origin": "a"}
    assert not tickets.assign(ticket.id, "U2", **given)
    for _ in range(2):
        assert tickets.assign(ticket.id, "U2", **(given | {"held_by": "U1"}))
    assert now(tickets, ticket).claimed_by == "U2"
    kinds = [one.kind for one in tickets.events(ticket.id)]
    assert len(kinds) == 3


def test_a_claim_silences_the_bot_and_handing_back_lets_it_speak(
    tickets: SqlTickets, ticket: Ticket, engine: Engine, clock: FakeClock
) -> None:
    assert holder(engine, clock, ticket) is Holder.PERSON
    for _ in range(2):
        assert tickets.hand_back(ticket.id, actor="U1", origin="h")
    assert holder(engine, clock, ticket) is Holder.BOT


def test_a_nap_ends_once(tickets: SqlTickets, ticket: Ticket, clock: FakeClock) -> None:
    until = clock() + timedelta(hours=4)
    for _ in range(2):
        assert tickets.snooze(ticket.id, until, actor="U1", origin="s")
    assert now(tickets, ticket).snoozed_until == until
    assert tickets.wake(ticket.id, actor="U1", origin="w")
    assert now(tickets, ticket).snoozed_until is None
    assert not tickets.wake(ticket.id, actor="U2", origin="w2")


def test_of_many_who_take_over_at_once_one_has_it(
    request: pytest.FixtureRequest, tickets: SqlTickets, ticket: Ticket
) -> None:
    if "memory" in request.node.name:
        pytest.skip("SQLite in memory is one connection: nothing happens at once there")
    people = [f"U{number}" for number in range(2, 10)]
    start = threading.Barrier(len(people))
    winners: list[str] = []

    def take_over(person: str) -> None:
        start.wait()
        if tickets.assign(ticket.id, person, held_by="U1", actor=person, origin=person):
            winners.append(person)

    workers = [threading.Thread(target=take_over, args=(person,)) for person in people]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert winners == [now(tickets, ticket).claimed_by]


def test_the_rules_raise_a_severity_once_and_stand_beside_what_staff_set(
    tickets: SqlTickets, ticket: Ticket
) -> None:
    mild = a_ticket(conversation_id=ticket.conversation_id, severity=Severity.MEDIUM)
    ticket = tickets.file(mild, origin="o2")
    assert tickets.judge(ticket.id, Severity.MEDIUM, reason="same", origin="j0") is None
    for _ in range(2):
        judged = tickets.judge(ticket.id, Severity.HIGH, reason="it fails", origin="j1")
        assert judged is Judged.RAISED
    raised = now(tickets, ticket)
    assert (raised.severity, raised.severity_reason) == (Severity.HIGH, "it fails")
    assert (raised.rule_severity, raised.reported_severity) == (Severity.HIGH, None)
    assert tickets.rate(ticket.id, Severity.LOW, actor="U1", reason="a test", origin="r")
    for _ in range(2):
        judged = tickets.judge(ticket.id, Severity.CRITICAL, reason="it crashes", origin="j2")
        assert judged is Judged.NOTED
    beside = now(tickets, ticket)
    assert (beside.severity, beside.severity_reason) == (Severity.LOW, "a test")
    assert (beside.rule_severity, beside.rule_reason) == (Severity.CRITICAL, "it crashes")
    assert tickets.judge(ticket.id, Severity.HIGH, reason="milder", origin="j3") is None
    kinds = [one.kind for one in tickets.events(ticket.id)]
    assert kinds == ["filed", "severity", "severity", "judged"]


def test_a_person_who_rates_at_the_same_moment_has_the_last_word(
    request: pytest.FixtureRequest, tickets: SqlTickets, ticket: Ticket
) -> None:
    if "memory" in request.node.name:
        pytest.skip("SQLite in memory is one connection: nothing happens at once there")
    start = threading.Barrier(2)

    def rate() -> None:
        start.wait()
        tickets.rate(ticket.id, Severity.LOW, actor="U1", reason="a test", origin="r")

    def judge() -> None:
        start.wait()
        tickets.judge(ticket.id, Severity.CRITICAL, reason="it crashes", origin="j")

    workers = [threading.Thread(target=rate), threading.Thread(target=judge)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    left = now(tickets, ticket)
    assert (left.severity, left.rule_severity) == (Severity.LOW, Severity.CRITICAL)
