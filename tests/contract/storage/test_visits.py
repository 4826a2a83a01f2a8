"""What the store of visits promises, on every database: above all, that nothing is booked twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from bot.storage import tables
from bot.storage.conversations import SqlConversations
from bot.storage.tickets import SqlTickets
from bot.storage.visits import SqlVisits
from bot.support.models import Conversation, Place, Ticket
from bot.support.visits.models import (
    TRANSITIONS,
    Report,
    Slot,
    Verdict,
    Visit,
    VisitKind,
    VisitStatus,
    Wish,
)
from tests.fakes import FakeClock
from tests.sample_contents import a_ticket

NINE = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def visits(engine: Engine, clock: FakeClock) -> SqlVisits:
    return SqlVisits(engine, clock)


@pytest.fixture
def ticket(engine: Engine, clock: FakeClock) -> Ticket:
    place = Place(channel="C0NIMBUS", thread_ts="1.1")
    started = Conversation(id=0, place=place, asker="U0DEV01", started_at=clock())
    thread = SqlConversations(engine, clock).begin(started)
    return SqlTickets(engine, clock).file(a_ticket(conversation_id=thread.id), origin="o1")


def a_slot(start: datetime = NINE, hours: float = 1, engineer: str = "U0SUP01") -> Slot:
    return Slot(start=start, end=start + timedelta(hours=hours), engineer=engineer)


def a_visit(ticket: Ticket, status: VisitStatus = VisitStatus.OFFERED) -> Visit:
    return Visit(
        id=0,
        ticket_id=ticket.id,
        conversation_id=ticket.conversation_id,
        kind=VisitKind.REMOTE,
        status=status,
        requester="U0DEV01",
        account="Nimbus Games",
        plan="enterprise",
        language="zh",
        wish=Wish(kind=VisitKind.REMOTE, subject="消息丢失 'x' %s"),
        verdict=Verdict(eligible=True, rule="eligible", reason="Allowed.", phrase="session_offer"),
        created_at=ticket.created_at,
        updated_at=ticket.created_at,
    )


def proposed(visits: SqlVisits, ticket: Ticket, origin: str, *slots: Slot) -> Visit:
    visit = visits.file(a_visit(ticket, VisitStatus.APPROVED), origin=origin)
    to = VisitStatus.PROPOSED
    assert visits.move(visit.id, to, actor="x", origin=origin, proposals=slots or (a_slot(),))
    return visit


def now(visits: SqlVisits, visit: Visit) -> Visit:
    found = visits.get(visit.id)
    assert found is not None
    return found


@pytest.fixture
def concurrent(request: pytest.FixtureRequest) -> None:
    if "memory" in request.node.name:
        pytest.skip("SQLite in memory is one connection: nothing happens at once there")


def at_once(*works: Callable[[], bool]) -> list[bool]:
    """Let all of them begin in the same moment; what each returned."""
    start, found = threading.Barrier(len(works)), [False] * len(works)

    def run(number: int) -> None:
        start.wait()
        found[number] = works[number]()

    workers = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return found


def booked(engine: Engine) -> int:
    with engine.connect() as connection:
        query = select(func.count()).select_from(tables.visit_cells)
        return connection.execute(query).scalar_one()


def test_a_wish_is_filed_once_and_comes_back_whole(visits: SqlVisits, ticket: Ticket) -> None:
    filed = visits.file(a_visit(ticket), origin="v1")
    assert visits.file(a_visit(ticket), origin="v1") == filed
    assert visits.get(filed.id) == filed == visits.of_origin("v1")
    assert visits.of_ticket(ticket.id) == visits.of_account("Nimbus Games") == [filed]
    assert visits.list([VisitStatus.CLOSED]) == []
    assert visits.get(99) is None


@pytest.mark.parametrize("start", VisitStatus)
def test_it_goes_only_where_it_may(visits: SqlVisits, ticket: Ticket, start: VisitStatus) -> None:
    for number, to in enumerate(VisitStatus):
        visit = visits.file(a_visit(ticket, start), origin=f"{start}{number}")
        moved = visits.move(visit.id, to, actor="U1", origin=f"m{start}{number}")
        assert moved is (to in TRANSITIONS[start])
        assert now(visits, visit).status is (to if moved else start)


def test_the_same_origin_moves_once_and_answers_yes_again(
    visits: SqlVisits, ticket: Ticket, engine: Engine, clock: FakeClock
) -> None:
    visit = visits.file(a_visit(ticket), origin="v")
    for _ in range(2):
        assert visits.move(visit.id, VisitStatus.ACCEPTED, actor="U1", origin="m")
    assert not visits.move(visit.id, VisitStatus.ACCEPTED, actor="U1", origin="other")
    kinds = [one.kind for one in SqlTickets(engine, clock).events(ticket.id)]
    assert kinds == ["filed", "visit_offered", "visit_accepted"]


def test_since_narrows_where_it_may_come_from(visits: SqlVisits, ticket: Ticket) -> None:
    visit = visits.file(a_visit(ticket, VisitStatus.APPROVED), origin="v")
    to, since = VisitStatus.PROPOSED, [VisitStatus.CONFIRMED]
    assert not visits.move(visit.id, to, actor="U1", origin="m", since=since)
    assert visits.move(visit.id, to, actor="U1", origin="m", since=[VisitStatus.APPROVED])


def test_a_booking_takes_the_time_and_a_move_gives_it_back(
    visits: SqlVisits, ticket: Ticket, engine: Engine
) -> None:
    visit = proposed(visits, ticket, "v")
    for _ in range(2):
        assert visits.book(visit.id, a_slot(), actor="U1", origin="b")
    held = now(visits, visit)
    assert (held.slot, held.engineer, held.bookings) == (a_slot(), "U0SUP01", 1)
    assert len(visits.taken(["U0SUP01", "U0SUP02"])["U0SUP01"]) == 2
    assert visits.taken(["U0SUP02"])["U0SUP02"] == frozenset()
    assert visits.move(visit.id, VisitStatus.CANCELLED, actor="U1", origin="c")
    assert booked(engine) == 0


@pytest.mark.parametrize("minutes", [0, 30, -30])
def test_an_engineer_is_not_booked_twice(
    visits: SqlVisits, ticket: Ticket, engine: Engine, minutes: int
) -> None:
    first, second = proposed(visits, ticket, "v1"), proposed(visits, ticket, "v2")
    near = a_slot(NINE + timedelta(minutes=minutes))
    assert visits.book(first.id, a_slot(), actor="U1", origin="b1")
    assert not visits.book(second.id, near, actor="U1", origin="b2")
    assert now(visits, second).status is VisitStatus.PROPOSED
    assert booked(engine) == 2
    later = a_slot(NINE + timedelta(hours=1))
    assert visits.book(second.id, later, actor="U1", origin="b3")


def test_another_engineer_may_be_booked_for_the_same_time(
    visits: SqlVisits, ticket: Ticket
) -> None:
    first, second = proposed(visits, ticket, "v1"), proposed(visits, ticket, "v2")
    assert visits.book(first.id, a_slot(), actor="U1", origin="b1")
    assert visits.book(second.id, a_slot(engineer="U0SUP02"), actor="U1", origin="b2")


def test_a_report_is_kept(visits: SqlVisits, ticket: Ticket) -> None:
    visit = visits.file(a_visit(ticket, VisitStatus.CONFIRMED), origin="v")
    report = Report(findings="代理丢包", follow_up="x", length=0)
    to = VisitStatus.REPORTED
    assert visits.move(visit.id, to, actor="U1", origin="r", report=report)
    assert now(visits, visit).report == report
    assert visits.amend(visit.id, panel_ts="1.2").panel_ts == "1.2"


# Concurrent people --------------------------------------------------------------------------------


@pytest.mark.parametrize("round_", range(3))
@pytest.mark.usefixtures("concurrent")
def test_of_two_approvals_one_counts(visits: SqlVisits, ticket: Ticket, round_: int) -> None:
    visit = visits.file(a_visit(ticket, VisitStatus.ACCEPTED), origin=f"v{round_}")
    to = VisitStatus.APPROVED
    found = at_once(
        lambda: visits.move(visit.id, to, actor="U0MGR01", origin="a"),
        lambda: visits.move(visit.id, to, actor="U0MGR02", origin="b"),
    )
    assert sorted(found) == [False, True]


@pytest.mark.parametrize("round_", range(3))
@pytest.mark.usefixtures("concurrent")
def test_an_approval_and_a_withdrawal_do_not_both_happen(
    visits: SqlVisits, ticket: Ticket, engine: Engine, clock: FakeClock, round_: int
) -> None:
    visit = visits.file(a_visit(ticket, VisitStatus.ACCEPTED), origin=f"v{round_}")
    approved, withdrawn = at_once(
        lambda: visits.move(visit.id, VisitStatus.APPROVED, actor="U0MGR01", origin="a"),
        lambda: visits.move(visit.id, VisitStatus.WITHDRAWN, actor="U0DEV01", origin="w"),
    )
    assert withdrawn or approved
    kinds = [one.kind for one in SqlTickets(engine, clock).events(ticket.id)]
    if now(visits, visit).status is VisitStatus.WITHDRAWN and approved:
        assert kinds[-2:] == ["visit_approved", "visit_withdrawn"]  # in this order alone
    else:
        assert approved is not withdrawn


@pytest.mark.parametrize("round_", range(3))
@pytest.mark.usefixtures("concurrent")
def test_of_two_visits_that_want_the_same_time_one_gets_it(
    visits: SqlVisits, ticket: Ticket, engine: Engine, round_: int
) -> None:
    pair = [proposed(visits, ticket, f"{round_}:{number}") for number in range(2)]
    found = at_once(
        *(
            lambda one=one: visits.book(one.id, a_slot(), actor="U1", origin=f"b{one.id}")
            for one in pair
        )
    )
    assert sorted(found) == [False, True]
    assert booked(engine) == 2


@pytest.mark.parametrize("round_", range(3))
@pytest.mark.usefixtures("concurrent")
def test_of_two_times_of_one_visit_one_is_booked(
    visits: SqlVisits, ticket: Ticket, engine: Engine, round_: int
) -> None:
    late = a_slot(NINE + timedelta(hours=3))
    visit = proposed(visits, ticket, f"v{round_}", a_slot(), late)
    found = at_once(
        lambda: visits.book(visit.id, a_slot(), actor="U1", origin="b1"),
        lambda: visits.book(visit.id, late, actor="U2", origin="b2"),
    )
    assert sorted(found) == [False, True]
    assert booked(engine) == 2
