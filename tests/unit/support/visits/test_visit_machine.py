"""Whatever people press in whatever order: a visit goes where it may, no time is taken twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.storage.conversations import SqlConversations
from bot.storage.tickets import SqlTickets
from bot.storage.visits import SqlVisits
from bot.support.models import Conversation, Place
from bot.support.visits.models import (
    TRANSITIONS,
    Slot,
    Verdict,
    Visit,
    VisitKind,
    VisitStatus,
    Wish,
    cells,
)
from tests.desk_stage import fresh_database
from tests.fakes import FakeClock
from tests.sample_contents import a_ticket

PEOPLE = st.sampled_from(["U1", "U2"])
WHICH = st.integers(0, 1)
NINE = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
SLOTS = st.builds(
    lambda half, long, who: Slot(
        start=NINE + half * timedelta(minutes=30),
        end=NINE + (half + long) * timedelta(minutes=30),
        engineer=who,
    ),
    st.integers(0, 3),
    st.integers(1, 3),
    st.sampled_from(["E1", "E2"]),
)


class VisitMachine(RuleBasedStateMachine):
    """The real store, two visits at once, against what a reader of TRANSITIONS would expect."""

    @initialize(start=st.sampled_from([VisitStatus.OFFERED, VisitStatus.ACCEPTED]))
    def file(self, start: VisitStatus) -> None:
        engine, clock = fresh_database(), FakeClock()
        place = Place(channel="C0NIMBUS", thread_ts="1.1")
        thread = SqlConversations(engine, clock).begin(
            Conversation(id=0, place=place, asker="U", started_at=clock())
        )
        self.tickets = SqlTickets(engine, clock)
        ticket = self.tickets.file(a_ticket(conversation_id=thread.id), origin="o")
        self.store = SqlVisits(engine, clock)
        kind = VisitKind.REMOTE
        blank = Visit(
            id=0,
            ticket_id=ticket.id,
            conversation_id=thread.id,
            kind=kind,
            status=start,
            requester="U",
            account="",
            plan="basic",
            language="en",
            wish=Wish(kind=kind),
            verdict=Verdict(eligible=True, rule="eligible", reason="", phrase="session_offer"),
            created_at=clock(),
            updated_at=clock(),
        )
        self.ids = [self.store.file(blank, origin=f"v{number}").id for number in range(2)]
        self.status = [start, start]
        self.held: list[Slot | None] = [None, None]
        self.number = 0

    def origin(self) -> str:
        self.number += 1
        return f"origin{self.number}"

    @rule(which=WHICH, to=st.sampled_from(VisitStatus), person=PEOPLE)
    def move(self, which: int, to: VisitStatus, person: str) -> None:
        allowed = to in TRANSITIONS[self.status[which]]
        origin = self.origin()
        for _ in range(2):  # a crash repeats it
            assert self.store.move(self.ids[which], to, actor=person, origin=origin) is allowed
        if allowed:
            self.status[which], self.held[which] = to, None

    @rule(which=WHICH, slot=SLOTS, person=PEOPLE)
    def book(self, which: int, slot: Slot, person: str) -> None:
        other = self.held[1 - which]
        taken = other is not None and (
            other.engineer == slot.engineer and set(cells(other)) & set(cells(slot))
        )
        may = VisitStatus.CONFIRMED in TRANSITIONS[self.status[which]] and not taken
        origin = self.origin()
        for _ in range(2):
            assert self.store.book(self.ids[which], slot, actor=person, origin=origin) is may
        if may:
            self.status[which], self.held[which] = VisitStatus.CONFIRMED, slot

    @invariant()
    def stands_as_expected(self) -> None:
        for number, visit_id in enumerate(self.ids):
            found = self.store.get(visit_id)
            assert found is not None
            assert found.status is self.status[number]
            if self.held[number]:
                assert found.slot == self.held[number]

    @invariant()
    def exactly_what_is_held_is_taken(self) -> None:
        found = self.store.taken(["E1", "E2"])
        for engineer, taken in found.items():
            mine = [one for one in self.held if one is not None and one.engineer == engineer]
            assert taken == {cell for one in mine for cell in cells(one)}
            assert len(taken) == sum(len(cells(one)) for one in mine)


TestVisitMachine = VisitMachine.TestCase
TestVisitMachine.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


def test_every_status_is_reached_and_every_end_is_an_end() -> None:
    reached = {VisitStatus.OFFERED, VisitStatus.DECLINED}
    for _ in VisitStatus:
        reached |= {to for one in reached for to in TRANSITIONS[one]}
    assert reached == set(VisitStatus)
    ends = {one for one in VisitStatus if one.over}
    assert ends == {
        VisitStatus.DECLINED,
        VisitStatus.REFUSED,
        VisitStatus.CLOSED,
        VisitStatus.WITHDRAWN,
        VisitStatus.CANCELLED,
        VisitStatus.EXPIRED,
    }
