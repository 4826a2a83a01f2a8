"""What the stores of similar tickets, joined reporters, incidents and remarks promise."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from bot.storage import tables
from bot.storage.conversations import SqlConversations
from bot.storage.incidents import SqlIncidents
from bot.storage.reporters import SqlRemarks, SqlReporters
from bot.storage.similar import SqlSimilarTickets
from bot.storage.tickets import SqlTickets
from bot.support.models import Conversation, Place, Reporter
from bot.support.similar import Traits, finding_keys, likeness
from tests.fakes import FakeClock
from tests.sample_contents import a_ticket

MANY = 10_000
MOST_SECONDS = 0.05


@pytest.fixture
def thread(engine: Engine, clock: FakeClock) -> Conversation:
    place = Place(channel="C0NIMBUS", thread_ts="1.1")
    started = Conversation(id=0, place=place, asker="U0DEV01", started_at=clock())
    return SqlConversations(engine, clock).begin(started)


@pytest.fixture
def file(engine: Engine, clock: FakeClock, thread: Conversation) -> Callable[[str], int]:
    """File a ticket, give its number."""
    tickets = SqlTickets(engine, clock)
    return lambda origin: tickets.file(a_ticket(conversation_id=thread.id), origin=origin).id


# Similar tickets ---------------------------------------------------------------------------------


def test_what_a_ticket_is_known_by_is_found_and_replaced(
    engine: Engine, clock: FakeClock, file: Callable[[str], int]
) -> None:
    store, now = SqlSimilarTickets(engine), clock()
    first, second = file("a"), file("b")
    crash = Traits(
        keys=frozenset({"w:crash", "w:令牌"}),
        symptom="crash",
        platforms=frozenset({"ios"}),
        version="4.3",
        product=frozenset({"voice"}),
    )
    for _ in range(2):
        store.index(first, crash, now)
    store.index(second, Traits(keys=frozenset({"w:crash"})), now + timedelta(days=9))
    found = store.holding(["w:令牌", "w:crash"], now - timedelta(days=10))
    assert {one.ticket_id for one in found} == {first, second}
    (whole,) = store.holding(["w:令牌"], now - timedelta(days=10))
    assert (whole.traits, whole.filed_at) == (crash, now)
    assert [one.ticket_id for one in store.holding(["w:crash"], now + timedelta(days=1))] == [
        second
    ]
    counted = store.frequencies({"w:crash", "w:令牌", "w:new"})
    assert counted.counts == {"w:crash": 2, "w:令牌": 1}
    assert counted.total >= 2
    store.index(first, Traits(keys=frozenset({"w:echo"})), now)
    assert store.frequencies({"w:crash", "w:令牌", "w:echo"}).counts == {"w:crash": 1, "w:echo": 1}


def test_nothing_is_found_where_nothing_is(engine: Engine, clock: FakeClock) -> None:
    store = SqlSimilarTickets(engine)
    assert store.frequencies({"w:crash"}).counts == {}
    assert list(store.holding(["w:crash"], clock())) == []
    assert list(store.holding([], clock())) == []


def test_what_no_ticket_has_is_not_kept(engine: Engine, clock: FakeClock) -> None:
    with pytest.raises(IntegrityError):
        SqlSimilarTickets(engine).index(4711, Traits(keys=frozenset({"w:x"})), clock())


def test_among_ten_thousand_tickets_the_like_is_found_at_once(
    engine: Engine, clock: FakeClock, thread: Conversation
) -> None:
    known = fill(engine, clock, thread)
    store = SqlSimilarTickets(engine)
    asked = Traits(keys=known[4711].keys, symptom="crash")
    taken = []
    for _ in range(5):
        started = time.perf_counter()
        frequencies = store.frequencies(asked.keys)
        since = clock() - timedelta(days=180)
        found = store.holding(finding_keys(asked.keys, frequencies), since)
        scored = {one.ticket_id: likeness(asked, one.traits, frequencies) for one in found}
        taken.append(time.perf_counter() - started)
    assert max(scored, key=lambda one: scored[one]) == 4711
    assert scored[4711] > 0.9
    assert len(scored) <= 100
    assert min(taken) < MOST_SECONDS, taken


def fill(engine: Engine, clock: FakeClock, thread: Conversation) -> dict[int, Traits]:
    """Tickets whose words are as unevenly common as those of real reports."""
    random = Random(7)  # noqa: S311 - no secret
    words = [f"w:word{number}" for number in range(4_000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    known: dict[int, Traits] = {}
    row = a_ticket(conversation_id=thread.id).model_dump(mode="json", exclude={"id", "place"})
    row |= {name: clock() for name in ("first_reply_due", "created_at", "updated_at")}
    row |= {"channel": "C", "thread_ts": "1", "first_replied_at": None}
    for number in range(1, MANY + 1):
        keys = set(random.choices(words, weights, k=28)) | {f"c:{random.randrange(1000, 1200)}"}
        known[number] = Traits(keys=frozenset(keys), symptom="crash")
    terms = [
        {"term": key, "ticket_id": number} for number, one in known.items() for key in one.keys
    ]
    traits = [
        {
            "ticket_id": number,
            "filed_at": clock() - timedelta(minutes=MANY - number),
            "traits": one.model_dump(mode="json"),
        }
        for number, one in known.items()
    ]
    with engine.begin() as connection:
        rows = [row | {"id": number, "origin": f"o{number}"} for number in known]
        connection.execute(insert(tables.tickets), rows)
        connection.execute(insert(tables.ticket_traits), traits)
        connection.execute(insert(tables.ticket_terms), terms)
    return known


# Reporters and remarks ---------------------------------------------------------------------------


def test_who_joined_is_kept_once_with_their_verdict(
    engine: Engine, clock: FakeClock, thread: Conversation, file: Callable[[str], int]
) -> None:
    store, number = SqlReporters(engine), file("a")
    mei = Reporter(
        ticket_id=number,
        conversation_id=thread.id,
        reporter="U0DEV02",
        customer="纸鸢 'x'",
        joined_at=clock(),
    )
    store.join(mei)
    store.conclude(number, thread.id, "unsolved")
    store.join(mei)  # repeated after a crash: what was said since stays
    expected = [mei.model_copy(update={"verdict": "unsolved"})]
    assert store.of_ticket(number) == expected
    assert store.of_conversation(thread.id) == expected
    assert store.of_ticket(4711) == []
    with pytest.raises(IntegrityError):
        store.join(mei.model_copy(update={"ticket_id": 4711}))


def test_a_remark_is_first_for_one_event_only(engine: Engine, thread: Conversation) -> None:
    store = SqlRemarks(engine)
    assert store.first(thread.id, "version:4.3.1", "Ev1")
    assert store.first(thread.id, "version:4.3.1", "Ev1"), "the same event, repeated"
    assert not store.first(thread.id, "version:4.3.1", "Ev2")
    assert store.first(thread.id, "version:4.4.0", "Ev2")
    long = "version:" + "9" * 900
    assert store.first(thread.id, long, "Ev3")
    assert not store.first(thread.id, long, "Ev4")


# Incidents ---------------------------------------------------------------------------------------


def test_a_ticket_belongs_to_one_incident(
    engine: Engine, clock: FakeClock, file: Callable[[str], int]
) -> None:
    store = SqlIncidents(engine)
    first, second, third = file("a"), file("b"), file("c")
    incident = store.begin([second, first], clock())
    assert store.members(incident.id) == [first, second]
    assert store.of_ticket(first) == incident
    assert store.of_ticket(third) is None
    # Two handlers see the burst at once: one incident, with what both saw.
    assert store.begin([third, first], clock()).id == incident.id
    assert store.members(incident.id) == [first, second, third]
    store.add(incident.id, third)
    other = store.begin([file("d")], clock())
    store.add(other.id, third)
    assert store.members(other.id) != [third]
    place = Place(channel="C0STAFF", thread_ts="8.8")
    store.set_place(incident.id, place)
    store.set_closed(incident.id, clock())
    closed = store.of_ticket(third)
    assert closed is not None
    assert (closed.id, closed.channel, closed.ts, closed.closed_at) == (
        incident.id,
        "C0STAFF",
        "8.8",
        clock(),
    )
    store.set_closed(incident.id, None)
    reopened = store.of_ticket(third)
    assert reopened is not None
    assert reopened.closed_at is None


def test_an_incident_of_tickets_that_do_not_exist_is_a_mistake(
    engine: Engine, clock: FakeClock
) -> None:
    with pytest.raises(Exception, match="incident"):
        SqlIncidents(engine).begin([4711], clock())
