"""What the store of tracker links promises, on every database that it runs on."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from bot.storage.conversations import SqlConversations
from bot.storage.mirrors import SqlMirrors, all_links, all_mirrors
from bot.storage.tickets import SqlTickets
from bot.support.models import Conversation, Place, TicketEvent, TicketStatus
from bot.support.tracking import TrackerLink
from tests.fakes import FakeClock
from tests.sample_contents import NOW, a_ticket

LINK = TrackerLink(id="#7", url="https://tracker.example/7")


@pytest.fixture
def told() -> list[int]:
    """What the ticket store says that it stored a line for."""
    return []


@pytest.fixture
def tickets(engine: Engine, clock: FakeClock, told: list[int]) -> SqlTickets:
    return SqlTickets(engine, clock, told.append)


@pytest.fixture
def mirrors(engine: Engine) -> SqlMirrors:
    return SqlMirrors(engine, "github:acme/support")


def filed(engine: Engine, tickets: SqlTickets, clock: FakeClock, number: int = 1) -> int:
    place = Place(channel="C0NIMBUS", thread_ts=f"1.{number}")
    thread = Conversation(id=0, place=place, asker="U0DEV01", started_at=clock())
    conversation = SqlConversations(engine, clock).begin(thread)
    ticket = a_ticket(conversation_id=conversation.id)
    return tickets.file(ticket, origin=f"o{number}").id


def move(tickets: SqlTickets, ticket: int, to: TicketStatus, origin: str = "m") -> bool:
    return tickets.move(ticket, to, actor="U0SUP01", origin=origin)


def test_a_new_ticket_is_unknown_to_the_tracker(
    engine: Engine, tickets: SqlTickets, mirrors: SqlMirrors, clock: FakeClock
) -> None:
    ticket = filed(engine, tickets, clock)
    known = mirrors.get(ticket)
    assert (known.link, known.told, known.problem) == (None, 0, "")
    assert mirrors.behind() == [ticket]
    (line,) = mirrors.trail(ticket)
    assert (line.event.kind, line.origin) == ("filed", "o1:filed")


def test_what_was_told_is_remembered(
    engine: Engine, tickets: SqlTickets, mirrors: SqlMirrors, clock: FakeClock
) -> None:
    ticket = filed(engine, tickets, clock)
    mirrors.failed(ticket, "It refuses.")
    assert mirrors.get(ticket).problem == "It refuses."
    mirrors.linked(ticket, LINK)
    mirrors.told(ticket, mirrors.trail(ticket)[-1].number)
    known = mirrors.get(ticket)
    assert (known.link, known.problem) == (LINK, "")
    assert mirrors.behind() == []
    move(tickets, ticket, TicketStatus.CLAIMED)
    assert mirrors.behind() == [ticket]
    numbers = [one.number for one in mirrors.trail(ticket)]
    assert numbers == sorted(numbers)


def test_what_is_over_and_unknown_is_left_alone(
    engine: Engine, tickets: SqlTickets, mirrors: SqlMirrors, clock: FakeClock
) -> None:
    unknown, known = (filed(engine, tickets, clock, number) for number in (1, 2))
    mirrors.linked(known, LINK)
    for ticket in (unknown, known):
        move(tickets, ticket, TicketStatus.CLOSED, f"m{ticket}")
    assert mirrors.behind() == [known]


def test_another_tracker_begins_anew(
    engine: Engine, tickets: SqlTickets, mirrors: SqlMirrors, clock: FakeClock
) -> None:
    ticket = filed(engine, tickets, clock)
    mirrors.linked(ticket, LINK)
    mirrors.told(ticket, 1)
    other = SqlMirrors(engine, "jira:acme/SUP")
    assert other.get(ticket).link is None
    other.linked(ticket, TrackerLink(id="SUP-1"))
    assert [one.tracker for one in all_mirrors(engine, ticket)] == [
        "github:acme/support",
        "jira:acme/SUP",
    ]
    assert all_links(engine) == {ticket: ("https://tracker.example/7", "SUP-1")}


def test_each_stored_line_is_announced_also_when_it_was_stored_before(
    engine: Engine, tickets: SqlTickets, told: list[int], clock: FakeClock
) -> None:
    ticket = filed(engine, tickets, clock)
    repeated: list[Any] = [
        lambda: tickets.file(a_ticket(conversation_id=1), origin="o1"),
        lambda: move(tickets, ticket, TicketStatus.CLAIMED),
        lambda: tickets.note(
            TicketEvent(ticket_id=ticket, kind="note", actor="U", at=NOW), origin="n"
        ),
    ]
    for repeat in repeated:
        told.clear()
        repeat()
        repeat()
        assert told == [ticket, ticket]
    told.clear()
    assert not move(tickets, ticket, TicketStatus.REOPENED, "not allowed")
    assert told == []
