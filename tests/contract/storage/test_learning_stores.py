"""What the stores of entries, ratings and failures promise, on every database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.storage.conversations import SqlConversations
from bot.storage.entries import SqlEntries
from bot.storage.failures import SqlFailures
from bot.storage.ratings import SqlRatings
from bot.storage.tickets import SqlTickets
from bot.support.entries import Entry, EntryStatus, EntryText
from bot.support.gaps import Failure
from bot.support.models import (
    Action,
    AnswerRecord,
    Conversation,
    Decision,
    Place,
    Ticket,
)
from bot.support.satisfaction import Opinion, Subject
from knowledge.models import Visibility
from tests.fakes import FakeClock
from tests.sample_contents import a_page, a_ticket

PAGE = "docs/token.md"
TEXT = EntryText(
    title="令牌过期",
    question="onLeave",
    answer="Renew it.",
    page=PAGE,
    language="zh",
    visibility=Visibility.CUSTOMER,
)


@pytest.fixture
def entries(engine: Engine, clock: FakeClock) -> SqlEntries:
    return SqlEntries(engine, clock)


@pytest.fixture
def ratings(engine: Engine) -> SqlRatings:
    return SqlRatings(engine)


def thread(engine: Engine, clock: FakeClock, number: int = 1, **more: Any) -> Conversation:
    place = Place(channel="C0NIMBUS", thread_ts=f"1.{number}")
    begun = Conversation(id=0, place=place, asker=f"U{number}", started_at=clock(), **more)
    return SqlConversations(engine, clock).begin(begun)


def filed(engine: Engine, clock: FakeClock, number: int = 1) -> Ticket:
    ticket = a_ticket("Nimbus", conversation_id=thread(engine, clock, number).id)
    return SqlTickets(engine, clock).file(ticket, origin=f"o{number}")


def published(entries: SqlEntries, ticket: Ticket, text: EntryText = TEXT) -> Entry:
    written = entries.put(ticket, text, author="U1", origin=f"w{ticket.id}")
    assert written
    for to in (EntryStatus.IN_REVIEW, EntryStatus.PUBLISHED):
        moved = entries.move(
            written.id, to, actor="U2", origin=f"{to}{ticket.id}", source="learned"
        )
        assert moved
    found = entries.get(written.id)
    assert found
    return found


def test_an_entry_is_kept_whole(engine: Engine, entries: SqlEntries, clock: FakeClock) -> None:
    entry = published(entries, filed(engine, clock))
    assert entry.text == TEXT
    assert (entry.label, entry.customer, entry.author, entry.reviewer, entry.source) == (
        "KE-1",
        "Nimbus",
        "U1",
        "U2",
        "learned",
    )
    assert entry.published_at == clock()
    assert entries.of_ticket(entry.ticket_id) == entry
    assert entries.list([EntryStatus.PUBLISHED], source="learned") == [entry]
    assert entries.list([EntryStatus.PUBLISHED], source="other") == []
    assert entries.list([EntryStatus.DRAFT]) == []
    assert [one.actor for one in entries.events(entry.id)] == ["U1", "U2", "U2"]
    assert entries.get(99) is None


def test_a_ticket_has_one_entry(engine: Engine, entries: SqlEntries, clock: FakeClock) -> None:
    ticket = filed(engine, clock)
    first = entries.put(ticket, TEXT, author="U1", origin="a")
    other = entries.put(ticket, TEXT.model_copy(update={"title": "B"}), author="U2", origin="b")
    assert first
    assert other
    assert (other.id, other.title, other.author, other.revision) == (first.id, "B", "U1", 2)
    assert len(entries.list()) == 1


def test_what_was_seen_is_what_is_published(
    engine: Engine, entries: SqlEntries, clock: FakeClock
) -> None:
    ticket = filed(engine, clock)
    entry = entries.put(ticket, TEXT, author="U1", origin="a")
    assert entry
    assert entries.move(entry.id, EntryStatus.IN_REVIEW, actor="U1", origin="b")
    entries.put(ticket, TEXT, author="U1", origin="c")
    to = EntryStatus.PUBLISHED
    assert not entries.move(entry.id, to, actor="U2", origin="d", revision=entry.revision)
    assert entries.move(entry.id, to, actor="U2", origin="e", revision=entry.revision + 1)
    assert not entries.move(entry.id, to, actor="U3", origin="f"), "once"


def test_a_changed_page_is_noted_where_it_is_waited_for(
    engine: Engine, entries: SqlEntries, clock: FakeClock
) -> None:
    entry = published(entries, filed(engine, clock))
    other = published(
        entries, filed(engine, clock, 2), TEXT.model_copy(update={"page": "docs/calls.md"})
    )
    bare = published(entries, filed(engine, clock, 3), TEXT.model_copy(update={"page": ""}))
    pages = ["", PAGE, *(f"docs/{n}.md" for n in range(1200))]
    assert entries.waiting_for(pages) == [entry]
    (changed,) = entries.page_changed(pages, clock())
    assert (changed.id, changed.page_changed_at) == (entry.id, clock())
    for untouched in (other, bare):
        assert entries.get(untouched.id) == untouched
    entries.keep(entry.id)
    assert entries.get(entry.id) == entry
    assert entries.move(entry.id, EntryStatus.WITHDRAWN, actor="U2", origin="x")
    assert entries.page_changed([PAGE], clock()) == []


def an_opinion(clock: FakeClock, subject: str = "1", person: str = "U1", **more: Any) -> Opinion:
    values: dict[str, Any] = {"kind": Subject.TICKET} | more
    return Opinion(subject=subject, person=person, asked_at=clock(), plan="basic", **values)


def test_one_opinion_for_each_subject_and_person(ratings: SqlRatings, clock: FakeClock) -> None:
    ticket = Subject.TICKET
    assert not ratings.rate(ticket, "1", "U1", 4, clock()), "nobody asked them"
    assert not ratings.explain(ticket, "1", "U1", "why")
    ratings.ask(an_opinion(clock))
    assert not ratings.explain(ticket, "1", "U1", "why"), "they did not rate yet"
    assert ratings.since(clock() - timedelta(days=1)) == []
    assert ratings.rate(ticket, "1", "U1", 4, clock())
    assert ratings.rate(ticket, "1", "U1", 2, clock())
    assert ratings.explain(ticket, "1", "U1", "慢")
    ratings.ask(an_opinion(clock))
    found = ratings.get(ticket, "1", "U1")
    assert found
    assert (found.score, found.reason, found.plan, found.rated_at) == (2, "慢", "basic", clock())
    assert ratings.of(ticket, "1") == [found]
    assert ratings.of(Subject.ANSWER, "1") == []
    assert ratings.since(clock()) == [found]
    assert ratings.since(clock() + timedelta(seconds=1)) == []


def test_when_somebody_was_last_asked(ratings: SqlRatings, clock: FakeClock) -> None:
    assert ratings.last_asked("U1", but="1") is None
    ratings.ask(an_opinion(clock))
    ratings.ask(an_opinion(clock, "Ev1", kind=Subject.ANSWER))
    assert ratings.last_asked("U1", but="1") is None
    assert ratings.last_asked("U1", but="2") == clock()
    assert ratings.last_asked("U2", but="2") is None


def test_what_the_documentation_failed(engine: Engine, clock: FakeClock) -> None:
    conversations, ratings = SqlConversations(engine, clock), SqlRatings(engine)
    begun = clock()

    def answer(number: int, action: Action = Action.ANSWER, confidence: float = 0.9) -> str:
        clock.advance(minutes=1)
        conversation = thread(engine, clock, number, product="voice", platform="ios")
        record = AnswerRecord(
            id=f"Ev{number}",
            conversation_id=conversation.id,
            question=f"question {number}",
            decision=Decision(action=action, rule="r", reason="x"),
            confidence=confidence,
            pages=(a_page(),) * 5,
            at=clock(),
        )
        conversations.add_answer(record)
        return record.id

    def rate(number: int, score: int) -> None:
        opinion = an_opinion(clock, f"Ev{number}", f"U{number}", kind=Subject.ANSWER)
        ratings.ask(opinion)
        ratings.rate(Subject.ANSWER, f"Ev{number}", f"U{number}", score, clock())

    answer(1, Action.UNKNOWN, 0.1)
    for number in (2, 3, 4, 5, 6):
        answer(number)
    conversations.add_feedback("p2", thread(engine, clock, 2).id, solved=False)
    rate(3, 1)
    ratings.explain(Subject.ANSWER, "Ev3", "U3", "outdated")
    rate(4, 5)
    ticket = filed(engine, clock, 5)
    ratings.ask(an_opinion(clock, str(ticket.id), "U5"))
    ratings.rate(Subject.TICKET, str(ticket.id), "U5", 2, clock())

    found = SqlFailures(engine).since(begun, 0.35, 2)
    told = {one.question: (one.failure, one.reason, len(one.pages)) for one in found}
    assert told == {
        "question 1": (Failure.NO_EVIDENCE, "", 3),
        "question 2": (Failure.NOT_SOLVED, "", 3),
        "question 3": (Failure.NOT_SOLVED, "outdated", 3),
        "question 5": (Failure.LOW_RATING, "", 3),
    }
    first = found[0]
    assert (first.person, first.product, first.platform) == ("U5", "voice", "ios")
    assert SqlFailures(engine).since(clock() + timedelta(minutes=1), 0.35, 2) == []
