"""Whatever people press in whatever order: an entry goes only where it may, and leaves a trail."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.storage.conversations import SqlConversations
from bot.storage.entries import SqlEntries
from bot.storage.tickets import SqlTickets
from bot.support.entries import ENTRY_TRANSITIONS, REWRITABLE, Entry, EntryStatus, EntryText
from bot.support.models import Conversation, Place
from tests.desk_stage import fresh_database
from tests.fakes import FakeClock
from tests.sample_contents import a_ticket

PEOPLE = st.sampled_from(["U1", "U2", "U3"])
ANEW = {EntryStatus.REJECTED, EntryStatus.WITHDRAWN}


class EntryMachine(RuleBasedStateMachine):
    """The real store against what a reader of ENTRY_TRANSITIONS would expect."""

    @initialize()
    def begin(self) -> None:
        self.clock = FakeClock()
        engine = fresh_database()
        self.entries = SqlEntries(engine, self.clock)
        place = Place(channel="C", thread_ts="1.1")
        thread = Conversation(id=0, place=place, asker="U", started_at=self.clock())
        number = SqlConversations(engine, self.clock).begin(thread).id
        tickets = SqlTickets(engine, self.clock)
        self.ticket = tickets.file(a_ticket(conversation_id=number), origin="o")
        self.steps, self.revision, self.source = 0, 1, ""
        self.done: list[tuple[EntryStatus, str]] = []
        first = self.entries.put(self.ticket, a_text(0), author="U1", origin="w0")
        assert first is not None
        self.status, self.author, self.trail = first.status, "U1", ["written"]

    def entry(self) -> Entry:
        found = self.entries.of_ticket(self.ticket.id)
        assert found is not None
        return found

    @rule(person=PEOPLE)
    def write(self, person: str) -> None:
        self.steps += 1
        text = a_text(self.steps)
        written = self.entries.put(self.ticket, text, author=person, origin=f"w{self.steps}")
        assert (written is not None) == (self.status in REWRITABLE)
        if written is None:
            return
        assert written.text == text
        self.revision += 1
        self.trail.append("written")
        if self.status in ANEW:
            self.status, self.author = EntryStatus.DRAFT, person
        again = self.entries.put(self.ticket, text, author="U9", origin=f"w{self.steps}")
        assert again == written

    @rule(to=st.sampled_from(EntryStatus), person=PEOPLE, stale=st.booleans())
    def move(self, to: EntryStatus, person: str, *, stale: bool) -> None:
        self.steps += 1
        self.clock.advance(seconds=1)
        origin, seen = f"m{self.steps}", self.revision - stale
        moved = self.entries.move(
            self.entry().id, to, actor=person, origin=origin, revision=seen, source=f"s{self.steps}"
        )
        assert moved == (to in ENTRY_TRANSITIONS[self.status] and not stale)
        if moved:
            self.status = to
            self.trail.append(to.value)
            self.done.append((to, origin))
            if to is EntryStatus.PUBLISHED:
                self.source = f"s{self.steps}"

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """A crash repeats what was done; it changes nothing and answers as before."""
        to, origin = data.draw(st.sampled_from(self.done))
        before = self.entry()
        assert self.entries.move(before.id, to, actor="U9", origin=origin)
        assert self.entry() == before

    @invariant()
    def stands_where_it_should(self) -> None:
        entry = self.entry()
        assert (entry.status, entry.author, entry.revision, entry.source) == (
            self.status,
            self.author,
            self.revision,
            self.source,
        )
        assert [one.kind for one in self.entries.events(entry.id)] == self.trail
        assert (entry.published_at is not None) == (EntryStatus.PUBLISHED.value in self.trail)
        live = self.entries.list([EntryStatus.PUBLISHED], source=self.source)
        assert bool(live) == (self.status is EntryStatus.PUBLISHED)


def a_text(number: int) -> EntryText:
    return EntryText(title=f"Calls drop {number}", answer="Renew the token.", page="docs/token.md")


EntryMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=15)
TestEntries = EntryMachine.TestCase
