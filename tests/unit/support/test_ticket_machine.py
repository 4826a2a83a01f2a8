"""Whatever people press in whatever order: a ticket goes only where it may, and leaves a trail."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.storage.conversations import SqlConversations
from bot.storage.tickets import SqlTickets
from bot.support.models import (
    TRANSITIONS,
    Conversation,
    Judged,
    Place,
    Severity,
    Ticket,
    TicketStatus,
)
from tests.desk_stage import fresh_database
from tests.fakes import FakeClock
from tests.sample_contents import a_decision, a_ticket

PEOPLE = st.sampled_from(["U1", "U2", "U3"])


class TicketMachine(RuleBasedStateMachine):
    """The real store against what a reader of TRANSITIONS would expect."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock()
        self.engine = fresh_database()
        self.tickets = SqlTickets(self.engine, self.clock)
        self.number = 0

    @initialize()
    def file(self) -> None:
        thread = SqlConversations(self.engine, self.clock).begin(
            Conversation(
                id=0,
                place=Place(channel="C", thread_ts="1.1"),
                asker="U",
                started_at=self.clock(),
            )
        )
        self.origin = "o"
        self.ticket = self.tickets.file(a_ticket(conversation_id=thread.id), origin="o")
        self.status, self.claimer, self.paged = TicketStatus.NEW, "", False
        self.trail = ["filed"]
        self.moves: list[tuple[TicketStatus, str, str]] = []

    def fresh(self) -> Ticket:
        found = self.tickets.get(self.ticket.id)
        assert found is not None
        return found

    @rule(to=st.sampled_from(TicketStatus), person=PEOPLE)
    def move(self, to: TicketStatus, person: str) -> None:
        self.number += 1
        origin = f"{self.origin}:{self.number}"
        allowed = to in TRANSITIONS[self.status]
        assert self.tickets.move(self.ticket.id, to, actor=person, origin=origin) is allowed
        if not allowed:
            return
        waited = self.status is TicketStatus.WAITING
        self.status = to
        self.trail.append(to.value)
        self.moves.append((to, person, origin))
        if to is TicketStatus.CLAIMED and not waited:
            self.claimer = person
        elif to.unclaimed:
            self.claimer = ""

    @rule(which=st.integers(0, 50))
    def repeat_a_move(self, which: int) -> None:
        """The same press again, at any later time: it is done already, and nothing happens."""
        if self.moves:
            to, person, origin = self.moves[which % len(self.moves)]
            assert self.tickets.move(self.ticket.id, to, actor=person, origin=origin)

    @rule()
    def escalate(self) -> None:
        self.number += 1
        origin = f"{self.origin}:{self.number}"
        allowed = self.status.unclaimed and not self.paged
        assert self.tickets.escalate(self.ticket.id, a_decision(), origin=origin) is allowed
        if allowed:
            self.paged = True
            self.trail.append("escalated")

    @rule(severity=st.sampled_from(Severity), person=PEOPLE)
    def rate(self, severity: Severity, person: str) -> None:
        self.number += 1
        before = self.fresh()
        origin = f"{self.origin}:{self.number}"
        changed = self.tickets.rate(
            self.ticket.id, severity, actor=person, reason="seen", origin=origin
        )
        assert changed is (severity is not before.severity)
        if changed:
            self.trail.append("severity")
            reported = before.reported_severity or before.severity
            assert self.fresh().reported_severity is reported

    @rule(severity=st.sampled_from(Severity), person=PEOPLE)
    def worsen(self, severity: Severity, person: str) -> None:
        """A form that is sent again only raises, and not over the hand of staff."""
        self.number += 1
        before = self.fresh()
        expected = (
            severity.rank > before.severity.rank
            and before.reported_severity is None
            and not self.status.over
        )
        told = {"actor": person, "reason": "chosen", "origin": f"{self.origin}:{self.number}"}
        assert self.tickets.worsen(self.ticket.id, severity, **told) is expected
        assert self.fresh().severity is (severity if expected else before.severity)
        if expected:
            self.trail.append("severity")

    @rule(severity=st.sampled_from(Severity))
    def judge(self, severity: Severity) -> None:
        """The rules only raise, never over a person's hand, and remember the worst they read."""
        self.number += 1
        before = self.fresh()
        read = before.rule_severity or before.reported_severity or before.severity
        worse = severity.rank > read.rank and not self.status.over
        raised = worse and before.reported_severity is None and severity.rank > before.severity.rank
        expected = Judged.RAISED if raised else Judged.NOTED if worse else None
        origin = f"{self.origin}:{self.number}"
        for _ in range(2):  # the second is the same event after a crash
            judged = self.tickets.judge(self.ticket.id, severity, reason="read", origin=origin)
            assert judged is expected
        after = self.fresh()
        assert after.severity is (severity if raised else before.severity)
        assert after.rule_severity is (severity if worse else before.rule_severity)
        if worse:
            self.trail.append("severity" if raised else "judged")

    @rule()
    def file_again(self) -> None:
        assert self.tickets.file(self.ticket, origin=self.origin).id == self.ticket.id

    @invariant()
    def the_row_and_its_trail_tell_the_same_story(self) -> None:
        found = self.fresh()
        assert (found.status, found.claimed_by, found.paged) == (
            self.status,
            self.claimer,
            self.paged,
        )
        assert [one.kind for one in self.tickets.events(self.ticket.id)] == self.trail


TestTicketMachine = TicketMachine.TestCase
TestTicketMachine.settings = settings(max_examples=15, stateful_step_count=15)
