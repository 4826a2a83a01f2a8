"""What the stores promise, on every database that they run on."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot.errors import StorageError
from bot.storage.citations import SqlCitations
from bot.storage.conversations import SqlConversations
from bot.storage.files import FolderFiles
from bot.storage.inbox import SqlInbox, SqlOutbox
from bot.storage.tickets import SqlTickets
from bot.support.inbound import (
    AnyInbound,
    ButtonPressed,
    EarlyChange,
    MessageReceived,
    ReplySubmitted,
    ResolutionSubmitted,
    TicketSubmitted,
)
from bot.support.messages import Notice
from bot.support.models import (
    TRANSITIONS,
    AnswerRecord,
    Conversation,
    Holder,
    Place,
    Setting,
    Severity,
    Ticket,
    TicketEvent,
    TicketFields,
    TicketStatus,
    Turn,
)
from tests.desk_stage import a_file
from tests.fakes import FakeClock
from tests.sample_contents import a_decision, a_page, a_ticket, contents

PLACE = Place(channel="C0NIMBUS", thread_ts="1700000000.000001")
AWKWARD = "令牌 🎉 'quoted' \"double\" \\ %s {x} --; DROP TABLE tickets"


def a_message(number: int = 1, text: str = AWKWARD) -> MessageReceived:
    return MessageReceived(
        id=f"Ev{number}",
        user="U0DEV01",
        channel="C0NIMBUS",
        thread_ts="1.1",
        ts=f"1.{number}",
        text=text,
        addressed=True,
        attachments=(a_file(),),
    )


COMMON: dict[str, Any] = {"user": "U0DEV01", "channel": "C0NIMBUS", "thread_ts": "1.1"}
INBOUNDS: list[AnyInbound] = [
    a_message(),
    ButtonPressed(id="p", name="ticket_claim", value="1", message_ts="1.2", **COMMON),
    TicketSubmitted(id="t", fields=TicketFields(), severity=Severity.LOW, **COMMON),
    ReplySubmitted(id="r", ticket_id=1, text=AWKWARD, **COMMON),
    ResolutionSubmitted(id="s", ticket_id=1, text=AWKWARD, **COMMON),
]


@pytest.fixture
def inbox(engine: Engine, clock: FakeClock) -> SqlInbox:
    return SqlInbox(engine, clock)


@pytest.fixture
def outbox(engine: Engine, clock: FakeClock) -> SqlOutbox:
    return SqlOutbox(engine, clock)


@pytest.fixture
def conversations(engine: Engine, clock: FakeClock) -> SqlConversations:
    return SqlConversations(engine, clock)


@pytest.fixture
def tickets(engine: Engine, clock: FakeClock) -> SqlTickets:
    return SqlTickets(engine, clock)


@pytest.fixture
def thread(conversations: SqlConversations, clock: FakeClock) -> Conversation:
    started = Conversation(id=0, place=PLACE, asker="U0DEV01", started_at=clock())
    return conversations.begin(started)


@pytest.fixture
def ticket(tickets: SqlTickets, thread: Conversation) -> Ticket:
    return tickets.file(a_ticket(AWKWARD, conversation_id=thread.id), origin="o1")


# Inbox -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inbound", INBOUNDS, ids=lambda one: one.kind)
def test_what_reaches_us_comes_back_as_it_was(inbox: SqlInbox, inbound: AnyInbound) -> None:
    assert inbox.add(inbound)
    assert inbox.get(inbound.id) == inbound
    assert not inbox.add(inbound)


def test_twins_are_known_by_what_they_are_about(inbox: SqlInbox) -> None:
    assert inbox.add(a_message(1), twin="message:C:1.1")
    assert not inbox.add(a_message(2), twin="message:C:1.1")
    assert inbox.get("Ev2") is None
    assert inbox.of_twin("message:C:1.1") == a_message(1)
    assert inbox.of_twin("message:C:9.9") is None


def test_events_without_a_twin_do_not_meet(inbox: SqlInbox) -> None:
    assert inbox.add(a_message(1))
    assert inbox.add(a_message(2))


def test_unfinished_are_oldest_first(inbox: SqlInbox, clock: FakeClock) -> None:
    for number in (3, 1, 2):
        clock.advance(seconds=1)
        inbox.add(a_message(number))
    inbox.finish("Ev1", "answer")
    assert [one.id for one in inbox.unfinished()] == ["Ev3", "Ev2"]
    assert [inbox.finished(one) for one in ("Ev1", "Ev2", "nothing")] == [True, False, False]


EARLY = [
    EarlyChange(twin="t", text="two", edited="1800000000.000002"),
    EarlyChange(twin="t", text=AWKWARD, edited="1800000000.000003"),
    EarlyChange(twin="t", withdrawn=True),
]


@pytest.mark.parametrize("order", list(permutations(EARLY)), ids=str)
def test_of_early_changes_the_last_word_is_held(
    inbox: SqlInbox, order: Sequence[EarlyChange]
) -> None:
    seen: list[EarlyChange] = []
    for one in order:
        inbox.hold(one)
        seen.append(one)
        held = inbox.held("t")
        assert held == max(seen, key=lambda change: (change.withdrawn, change.edited))
    assert inbox.held("u") is None
    inbox.release("t")
    assert inbox.held("t") is None


def test_what_is_held_is_forgotten_after_a_day(inbox: SqlInbox, clock: FakeClock) -> None:
    inbox.hold(EARLY[0])
    clock.advance(hours=25)
    inbox.hold(EarlyChange(twin="u", text="x", edited="1"))
    assert inbox.held("t") is None
    assert inbox.held("u") is not None


def test_withdrawn_words_are_gone(inbox: SqlInbox) -> None:
    inbox.add(a_message())
    inbox.withdraw("Ev1")
    inbox.withdraw("never stored")
    kept = inbox.get("Ev1")
    assert isinstance(kept, MessageReceived)
    assert (kept.text, kept.attachments, kept.withdrawn) == ("", (), True)


# Outbox ------------------------------------------------------------------------------------------


def test_a_key_is_reserved_once(outbox: SqlOutbox) -> None:
    first, new = outbox.reserve("k", "C", "1.1", Notice(text="one"))
    assert (new, first.ts, first.done) == (True, "", False)
    second, new = outbox.reserve("k", "C", "1.1", Notice(text="two"))
    assert (new, second.content) == (False, Notice(text="one"))
    outbox.record("k", "5.5", done=False)
    assert outbox.reserve("k", "C", "1.1", Notice(text="x"))[0].done is False
    outbox.record("k", "5.5")
    found = outbox.at("C", "5.5")
    assert found is not None
    assert (found.key, found.thread_ts, found.done) == ("k", "1.1", True)
    assert outbox.known_ts("C") == {"5.5"}
    assert outbox.known_ts("D") == frozenset()
    assert outbox.at("C", "6.6") is None


def test_every_content_survives_and_can_be_replaced(outbox: SqlOutbox) -> None:
    for number, content in enumerate(contents(AWKWARD, "zh")):
        outbox.reserve(f"k{number}", "C", "1.1", content)
        outbox.record(f"k{number}", f"5.{number}")
        found = outbox.at("C", f"5.{number}")
        assert found is not None
        assert found.content == content
        outbox.replace("C", f"5.{number}", Notice(text="settled"))
        again = outbox.at("C", f"5.{number}")
        assert again is not None
        assert again.content == Notice(text="settled")


# Conversations -----------------------------------------------------------------------------------


def test_a_thread_begins_once(conversations: SqlConversations, thread: Conversation) -> None:
    other = thread.model_copy(update={"asker": "U0OTHER", "id": 0})
    assert conversations.begin(other) == thread
    assert conversations.at(PLACE) == thread
    assert conversations.get(thread.id) == thread
    assert conversations.at(Place(channel="C", thread_ts="9.9")) is None
    with pytest.raises(StorageError):
        conversations.get(4711)


def test_a_thread_changes(conversations: SqlConversations, thread: Conversation) -> None:
    conversations.hold(thread.id, Holder.PERSON)
    changed = conversations.change(thread.id, language="zh", ticket_id=5)
    assert (changed.holder, changed.language, changed.ticket_id) == (Holder.PERSON, "zh", 5)


def test_a_turn_is_kept_once_and_forgotten_with_its_answer(
    conversations: SqlConversations, thread: Conversation, clock: FakeClock
) -> None:
    turn = Turn(
        id="Ev1",
        conversation_id=thread.id,
        author="U0DEV01",
        text=AWKWARD,
        at=clock(),
        attachments=(a_file(),),
    )
    conversations.add_turn(turn)
    conversations.add_turn(turn.model_copy(update={"text": "other"}))
    later = turn.model_copy(update={"id": "Ev0", "at": clock() + timedelta(seconds=1)})
    conversations.add_turn(later)
    assert conversations.turns(thread.id) == [turn, later]
    record = AnswerRecord(
        id="Ev1",
        conversation_id=thread.id,
        question=AWKWARD,
        decision=a_decision(),
        confidence=0.5,
        pages=(a_page(),),
        at=clock(),
    )
    conversations.add_answer(record)
    conversations.add_answer(record.model_copy(update={"confidence": 0.9}))
    assert conversations.answer("Ev1") == record
    assert conversations.answers(thread.id) == [record]
    assert conversations.answer("Ev9") is None
    conversations.forget_turn("Ev1")
    assert conversations.turns(thread.id) == [later]
    assert conversations.answers(thread.id) == [record.model_copy(update={"question": ""})]


def test_pages_lead_back_to_what_was_told_from_them(
    conversations: SqlConversations,
    tickets: SqlTickets,
    thread: Conversation,
    clock: FakeClock,
    engine: Engine,
) -> None:
    def told(answer: str, *paths: str) -> None:
        record = AnswerRecord(
            id=answer,
            conversation_id=thread.id,
            question=f"{AWKWARD} {answer}",
            decision=a_decision(),
            confidence=0.5,
            at=clock(),
        )
        conversations.add_answer(record)
        cited = [a_page().model_copy(update={"path": path}) for path in paths]
        for _ in range(2):
            conversations.finish_answer(answer, "text", cited)
        clock.advance(minutes=1)

    told("Ev1", "docs/a.md", "docs/a.md", "docs/b.md")
    told("Ev2", "docs/a.md")
    told("Ev3", "docs/c.md")
    citations = SqlCitations(engine)
    found = citations.of(["docs/a.md", "docs/nothing.md", *(f"x{n}" for n in range(1200))])
    assert [(one.path, one.said[-3:], one.ticket) for one in found] == [
        ("docs/a.md", "Ev2", ""),
        ("docs/a.md", "Ev1", ""),
    ]
    assert citations.of([]) == []
    case = tickets.file(a_ticket(conversation_id=thread.id), origin="o1")
    assert [(one.path, one.ticket) for one in citations.of(["docs/a.md", "docs/b.md"])][:2] == [
        ("docs/a.md", case.label),
        ("docs/b.md", case.label),
    ]
    tickets.move(case.id, TicketStatus.RESOLVED, actor="U0SUP01", origin="m")
    assert not any(one.ticket for one in citations.of(["docs/a.md"]))


def test_what_a_developer_uses_is_remembered(conversations: SqlConversations) -> None:
    assert conversations.remembered("U0DEV01") == Setting()
    conversations.remember("U0DEV01", Setting(platform="android", version="4.2"))
    conversations.remember("U0DEV01", Setting(version="4.3", product="voice"))
    conversations.remember("U0DEV02", Setting(platform="ios"))
    known = Setting(platform="android", version="4.3", product="voice")
    assert conversations.remembered("U0DEV01") == known


def test_a_developers_projects_are_remembered_the_last_one_first(
    conversations: SqlConversations,
) -> None:
    assert conversations.projects("U0DEV01") == ()
    for name in ("MeetNow", "Tiny Paws", "meetnow", "A1", "B2", "C3", "D4"):
        conversations.remember("U0DEV01", Setting(project=name))
    conversations.remember("U0DEV01", Setting(platform="ios"))
    assert conversations.remembered("U0DEV01") == Setting(platform="ios", project="D4")
    assert conversations.projects("U0DEV01") == ("D4", "C3", "B2", "A1", "meetnow")
    assert conversations.projects("U0DEV02") == ()


def test_who_still_has_a_file(
    conversations: SqlConversations, tickets: SqlTickets, thread: Conversation, clock: FakeClock
) -> None:
    kept = a_file().model_copy(update={"path": "ab/c_d"})
    for one in ("Ev1", "Ev2"):
        conversations.add_turn(
            Turn(
                id=one,
                conversation_id=thread.id,
                author="U",
                text="",
                at=clock(),
                attachments=(kept,),
            )
        )
    assert conversations.has_file("ab/c_d", but=["Ev1"])
    assert not conversations.has_file("ab/c_d", but=["Ev1", "Ev2"])
    assert not conversations.has_file("ab/cxd", but=[])
    assert not conversations.has_file("b/c_d", but=[])
    filed = a_ticket(conversation_id=thread.id, attachments=(kept,))
    tickets.file(filed, origin="o")
    assert conversations.has_file("ab/c_d", but=["Ev1", "Ev2"])


def test_feedback_counts_once_for_each_press(
    conversations: SqlConversations, thread: Conversation
) -> None:
    for press, solved in (("a", False), ("a", False), ("b", False), ("c", True)):
        conversations.add_feedback(press, thread.id, solved=solved)
    assert conversations.unsolved(thread.id) == 2


def test_a_turn_of_no_conversation_is_a_mistake(
    conversations: SqlConversations, clock: FakeClock
) -> None:
    with pytest.raises(IntegrityError):
        conversations.add_turn(Turn(id="x", conversation_id=99, author="U", text="", at=clock()))


def test_times_come_back_aware_and_equal(conversations: SqlConversations) -> None:
    shanghai = timezone(timedelta(hours=8))
    started = datetime(2026, 11, 23, 10, 0, 0, 123456, tzinfo=shanghai)
    begun = conversations.begin(
        Conversation(id=0, place=PLACE, asker="U0DEV01", started_at=started)
    )
    assert begun.started_at == started
    assert begun.started_at.tzinfo is UTC


# Tickets -----------------------------------------------------------------------------------------


def test_a_ticket_comes_back_as_it_was_filed(tickets: SqlTickets, ticket: Ticket) -> None:
    assert tickets.get(ticket.id) == ticket
    assert tickets.of_origin("o1") == ticket
    assert tickets.get(4711) is None
    assert tickets.of_origin("o2") is None


def test_the_same_origin_files_once(tickets: SqlTickets, ticket: Ticket) -> None:
    again = tickets.file(ticket.model_copy(update={"customer": "Other"}), origin="o1")
    assert again == ticket
    assert [one.kind for one in tickets.events(ticket.id)] == ["filed"]


def test_numbers_rise(tickets: SqlTickets, ticket: Ticket) -> None:
    second = tickets.file(ticket, origin="o2")
    assert second.id > ticket.id


def test_tickets_of_no_conversation_are_a_mistake(tickets: SqlTickets) -> None:
    with pytest.raises(IntegrityError):
        tickets.file(a_ticket(conversation_id=99), origin="o9")


def test_the_clock_that_breaks_first_stands_on_top(tickets: SqlTickets, ticket: Ticket) -> None:
    sooner = ticket.model_copy(
        update={"first_reply_due": ticket.first_reply_due - timedelta(hours=1)}
    )
    second = tickets.file(sooner, origin="o2")
    tickets.move(ticket.id, TicketStatus.CLAIMED, actor="U0SUP01", origin="m")
    assert [one.id for one in tickets.list()] == [second.id, ticket.id]
    assert [one.id for one in tickets.list([TicketStatus.CLAIMED])] == [ticket.id]


def test_the_order_is_that_of_the_next_breach(tickets: SqlTickets, ticket: Ticket) -> None:
    base, hour = ticket.first_reply_due, timedelta(hours=1)
    rows: list[dict[str, object]] = [
        {},
        {"first_replied_at": base},
        {"first_replied_at": base, "next_reply_due": base - hour},
        {"first_replied_at": base, "resolve_due": base + hour},
        {"resolve_due": base - 2 * hour, "next_reply_due": base + 2 * hour},
        {"first_replied_at": base, "resolve_due": base, "next_reply_due": base + 3 * hour},
    ]
    for number, row in enumerate(rows):
        tickets.file(ticket.model_copy(update=row), origin=f"n{number}")
    over = tickets.file(ticket, origin="over")
    tickets.move(over.id, TicketStatus.RESOLVED, actor="U0SUP01", note="fix", origin="m")
    found = tickets.list()
    never = datetime(9999, 1, 1, tzinfo=UTC)
    assert [one.id for one in found] == [
        one.id for one in sorted(found, key=lambda one: (one.next_breach or never, one.id))
    ]
    assert found[-1].next_breach is None


def test_what_a_move_leaves(tickets: SqlTickets, ticket: Ticket, clock: FakeClock) -> None:
    clock.advance(minutes=3)
    assert tickets.move(ticket.id, TicketStatus.CLAIMED, actor="U0SUP01", origin="a")
    claimed = tickets.get(ticket.id)
    assert claimed is not None
    assert (claimed.claimed_by, claimed.updated_at) == ("U0SUP01", clock())
    assert tickets.move(ticket.id, TicketStatus.RESOLVED, actor="U0SUP01", note="fix", origin="b")
    assert tickets.move(ticket.id, TicketStatus.REOPENED, actor="U0DEV01", origin="c")
    reopened = tickets.get(ticket.id)
    assert reopened is not None
    assert (reopened.claimed_by, reopened.resolution) == ("", "fix")
    trail = [(one.kind, one.actor, one.note) for one in tickets.events(ticket.id)]
    assert trail[1:] == [
        ("claimed", "U0SUP01", ""),
        ("resolved", "U0SUP01", "fix"),
        ("reopened", "U0DEV01", ""),
    ]


@pytest.mark.parametrize("to", TicketStatus)
@pytest.mark.parametrize("start", TicketStatus)
def test_only_what_may_follow_follows(
    tickets: SqlTickets, ticket: Ticket, start: TicketStatus, to: TicketStatus
) -> None:
    tickets.amend(ticket.id, status=start.value)
    assert tickets.move(ticket.id, to, actor="U", origin="m") is (to in TRANSITIONS[start])
    found = tickets.get(ticket.id)
    assert found is not None
    assert found.status is (to if to in TRANSITIONS[start] else start)


def test_a_ticket_that_does_not_exist_does_not_move(tickets: SqlTickets) -> None:
    assert not tickets.move(4711, TicketStatus.CLAIMED, actor="U", origin="m")
    assert not tickets.escalate(4711, a_decision(), origin="m")
    with pytest.raises(StorageError):
        tickets.amend(4711, paged=True)


def test_an_escalation_happens_once(tickets: SqlTickets, ticket: Ticket) -> None:
    assert tickets.escalate(ticket.id, a_decision("worse"), origin="e1")
    assert tickets.escalate(ticket.id, a_decision("worse"), origin="e1")
    assert not tickets.escalate(ticket.id, a_decision("again"), origin="e2")
    found = tickets.get(ticket.id)
    assert found is not None
    assert (found.paged, found.decision.rule) == (True, "worse")
    assert [one.kind for one in tickets.events(ticket.id)] == ["filed", "escalated"]


def test_what_somebody_has_is_not_escalated(tickets: SqlTickets, ticket: Ticket) -> None:
    tickets.move(ticket.id, TicketStatus.CLAIMED, actor="U0SUP01", origin="m")
    assert not tickets.escalate(ticket.id, a_decision(), origin="e")


def test_a_ticket_is_found_by_its_values_and_by_what_people_wrote(
    tickets: SqlTickets, conversations: SqlConversations, ticket: Ticket, clock: FakeClock
) -> None:
    def found(*words: str) -> list[int]:
        return [one.id for one in tickets.search(words, 10)]

    fields = TicketFields(summary="频道掉线 100%", steps='1. press "Join"', ids="channel room_8841")
    tickets.amend(ticket.id, fields=fields)
    turn = Turn(
        id="Ev77",
        conversation_id=ticket.conversation_id,
        author="U0DEV01",
        text="The Harbor build",
        at=clock(),
    )
    conversations.add_turn(turn)
    note = TicketEvent(ticket_id=ticket.id, kind="note", actor="U0SUP01", at=clock(), note="Ravi")
    tickets.note(note, origin="Ev78")
    for words in (("掉线", "100%"), ('"join"',), ("ROOM_8841",), ("harbor", "ravi"), ("ds-1",)):
        told = [f"DS-{ticket.id}"] if words == ("ds-1",) else list(words)
        assert found(*told) == [ticket.id]
    for missing in ("steps", "environment", "100_", "harbour", f"DS-{ticket.id + 1}"):
        assert found(missing) == []


def test_what_a_ticket_tells_is_revised_once_with_its_line(
    tickets: SqlTickets, ticket: Ticket
) -> None:
    def longer(now: Ticket) -> Ticket:
        files = (*now.attachments, a_file("new.log", "F9"))
        update = {"attachments": files, "assumed": ("platform",), "log_digest": AWKWARD}
        update |= {"pictured": ("error_codes",)}
        return now.model_copy(update=update | {"status": TicketStatus.CLOSED})

    for _ in range(2):
        found = tickets.revise(ticket.id, longer, actor="U", note="1 file", origin="m")
    assert [one.id for one in found.attachments] == [*(one.id for one in ticket.attachments), "F9"]
    assert (found.assumed, found.log_digest) == (("platform",), AWKWARD)
    assert found.pictured == ("error_codes",)
    assert found.status is ticket.status, "only what it tells"
    assert [(one.kind, one.note) for one in tickets.events(ticket.id)][1:] == [
        ("amended", "1 file")
    ]
    (same,) = tickets.of_conversation(ticket.conversation_id)
    assert same == found
    assert tickets.of_conversation(99) == []


def test_fields_files_thread_notes_and_visits(tickets: SqlTickets, ticket: Ticket) -> None:
    amended = tickets.amend(ticket.id, fields=TicketFields(summary=AWKWARD), severity="low")
    assert (amended.fields.summary, amended.severity) == (AWKWARD, Severity.LOW)
    assert tickets.staff_thread(ticket.id) is None
    tickets.set_staff_thread(ticket.id, Place(channel="C0STAFF", thread_ts="8.8"))
    assert tickets.staff_thread(ticket.id) == Place(channel="C0STAFF", thread_ts="8.8")
    of_thread = tickets.of_staff_thread(Place(channel="C0STAFF", thread_ts="8.8"))
    assert of_thread is not None
    assert of_thread.id == ticket.id
    assert tickets.of_staff_thread(Place(channel="C0STAFF", thread_ts="7.7")) is None
    note = TicketEvent(
        ticket_id=ticket.id, kind="note", actor="U", at=ticket.created_at, note=AWKWARD
    )
    for _ in range(2):
        tickets.note(note, origin="n")
    assert tickets.events(ticket.id)[1:] == [note]


def test_of_many_who_claim_at_once_exactly_one_wins(
    request: pytest.FixtureRequest, tickets: SqlTickets, ticket: Ticket
) -> None:
    if "memory" in request.node.name:
        pytest.skip("SQLite in memory is one connection: nothing happens at once there")
    people = [f"U{number}" for number in range(8)]
    start = threading.Barrier(len(people))
    winners: list[str] = []

    def claim(person: str) -> None:
        start.wait()
        if tickets.move(ticket.id, TicketStatus.CLAIMED, actor=person, origin=person):
            winners.append(person)

    workers = [threading.Thread(target=claim, args=(person,)) for person in people]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = tickets.get(ticket.id)
    assert found is not None
    assert winners == [found.claimed_by]
    assert [one.actor for one in tickets.events(ticket.id)][1:] == winners


def test_of_one_claim_delivered_many_times_at_once_one_line_is_left(
    request: pytest.FixtureRequest, tickets: SqlTickets, ticket: Ticket
) -> None:
    if "memory" in request.node.name:
        pytest.skip("SQLite in memory is one connection: nothing happens at once there")
    start = threading.Barrier(6)
    answers: list[bool] = []

    def claim() -> None:
        start.wait()
        answers.append(tickets.move(ticket.id, TicketStatus.CLAIMED, actor="U", origin="one"))

    workers = [threading.Thread(target=claim) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert answers == [True] * 6
    assert [one.kind for one in tickets.events(ticket.id)] == ["filed", "claimed"]


# Values that only a strict database refuses ------------------------------------------------------


def test_values_as_long_as_people_make_them_fit(
    conversations: SqlConversations, thread: Conversation, tickets: SqlTickets
) -> None:
    long = "4.3.1-" + "令" * 3000
    fields = TicketFields(**dict.fromkeys(TicketFields.model_fields, long))
    filed = tickets.file(
        a_ticket(long, customer="Nimbus", conversation_id=thread.id, fields=fields), origin="long"
    )
    assert tickets.get(filed.id) == filed
    conversations.change(thread.id, platform="android", version="4.3.1")


def test_a_file_is_kept_under_a_name_of_ours(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "files")
    kept = files.keep(a_file("../../etc/passwd"), b"secret log")
    assert files.keep(a_file("other"), b"secret log").path == kept.path
    assert files.read(kept) == b"secret log"
    assert kept.size == 10
    found = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert [one.relative_to(tmp_path / "files").as_posix() for one in found] == [kept.path]


def test_a_file_that_is_removed_is_gone(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "files")
    kept = files.keep(a_file(), b"secret log")
    for _ in range(2):
        files.remove(kept)
    files.remove(a_file())  # was never kept
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
