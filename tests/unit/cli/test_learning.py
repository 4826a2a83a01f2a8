"""`doorstep learning` and `doorstep satisfaction`, as people run them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.storage.conversations import SqlConversations
from bot.storage.database import migrate, open_database
from bot.storage.entries import SqlEntries
from bot.storage.ratings import SqlRatings
from bot.storage.tickets import SqlTickets
from bot.support.entries import EntryStatus, EntryText
from bot.support.models import Action, AnswerRecord, Conversation, Decision, Place
from bot.support.satisfaction import Opinion, Subject
from knowledge.models import Visibility
from tests.sample_contents import a_page, a_ticket
from tests.unit.cli.conftest import Run

TEXT = EntryText(
    title="令牌过期 [bold]",
    question="Calls end with 1109.",
    answer="Renew the token.",
    page="docs/token.md",
    visibility=Visibility.PUBLIC,
)


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def database(home: Path) -> Iterator[Engine]:
    home.mkdir(exist_ok=True)
    engine = open_database(f"sqlite:///{home / 'doorstep.db'}")
    migrate(engine)
    yield engine
    engine.dispose()


def publish(home: Path) -> None:
    """One published entry, and one in review."""
    with database(home) as engine:
        entries = SqlEntries(engine, now)
        for number in (1, 2):
            place = Place(channel="C", thread_ts=f"1.{number}")
            begun = Conversation(id=0, place=place, asker="U", started_at=now())
            thread = SqlConversations(engine, now).begin(begun)
            ticket = SqlTickets(engine, now).file(
                a_ticket(conversation_id=thread.id), origin=f"o{number}"
            )
            entry = entries.put(ticket, TEXT, author="U0SUP01", origin=f"w{number}")
            assert entry
            review = EntryStatus.IN_REVIEW
            assert entries.move(entry.id, review, actor="U0SUP01", origin=f"r{number}")
        to = EntryStatus.PUBLISHED
        assert entries.move(1, to, actor="U0DOC01", origin="p", source="learned")


def test_nothing_is_there_yet(run: Run) -> None:
    assert run("learning", "list").out == "No entries.\n"
    assert run("learning", "list", "--json").json() == []
    assert run("learning", "export").out == ""
    assert "was left unanswered" in run("learning", "gaps").out
    assert run("learning", "gaps", "--json").json() == []
    assert "Nobody rated anything" in run("satisfaction").out
    assert run("satisfaction", "--json").json() == {"groups": [], "comments": []}


def test_entries_are_listed_shown_and_exported(run: Run, home: Path) -> None:
    publish(home)
    listed = run("learning", "list", "--json").json()
    assert [(one["entry"], one["status"]) for one in listed] == [
        ("KE-1", "published"),
        ("KE-2", "in_review"),
    ]
    assert "令牌过期 [bold]" in run("learning", "list", "--status", "published").out
    for name in ("KE-1", "ke-1", "1"):
        shown = run("learning", "show", name, "--json").json()
        assert [one["kind"] for one in shown["events"]] == ["written", "in_review", "published"]
    assert "Renew the token." in run("learning", "show", "KE-1").out
    lines = [json.loads(one) for one in run("learning", "export").out.splitlines()]
    assert lines == listed == run("learning", "export", "--json").json()
    for name in ("KE-9", "x", "9" * 30, "²"):
        missing = run("learning", "show", name)
        assert (missing.code, "There is no entry" in missing.err) == (2, True)


def test_a_withdrawn_entry_is_out_of_the_index(run: Run, home: Path) -> None:
    publish(home)
    assert run("ingest", "--source", "learned").code == 0
    assert "Solved case: 令牌过期" in run("ask", "Calls end with 1109, renew the token").out
    done = run("learning", "withdraw", "KE-1")
    assert (done.code, done.out) == (0, "KE-1 is withdrawn from learned.\n")
    assert "令牌过期" not in run("ask", "Calls end with 1109, renew the token").out
    for name, status in (("KE-1", "withdrawn"), ("KE-2", "in review")):
        again = run("learning", "withdraw", name)
        assert (again.code, f"{name} is {status}" in again.err) == (2, True)


def test_gaps_and_satisfaction_tell_what_happened(run: Run, home: Path) -> None:
    with database(home) as engine:
        conversations, ratings = SqlConversations(engine, now), SqlRatings(engine)
        for number in (1, 2):
            place = Place(channel="C", thread_ts=f"1.{number}")
            begun = Conversation(
                id=0, place=place, asker=f"U{number}", product="voice", started_at=now()
            )
            thread = conversations.begin(begun)
            record = AnswerRecord(
                id=f"Ev{number}",
                conversation_id=thread.id,
                question="Can I record calls to my own S3 bucket?",
                decision=Decision(action=Action.UNKNOWN, rule="r", reason="x"),
                confidence=0.1,
                pages=(a_page(),),
                at=now(),
            )
            conversations.add_answer(record)
        for subject, score, reason in (("1", 5, "quick"), ("2", 2, "")):
            opinion = Opinion(
                kind=Subject.TICKET, subject=subject, person="U1", plan="basic", asked_at=now()
            )
            ratings.ask(opinion)
            ratings.rate(Subject.TICKET, subject, "U1", score, now())
            ratings.explain(Subject.TICKET, subject, "U1", reason)
    (gap,) = run("learning", "gaps", "--json").json()
    assert (gap["people"], gap["asked"], gap["products"]) == (2, 2, ["voice"])
    assert "“Can I record calls to my own S3 bucket?”" in run("learning", "gaps").out
    told = run("satisfaction", "--json").json()
    plan = next(one for one in told["groups"] if one["by"] == "plan")
    assert (plan["name"], plan["count"], plan["mean"], plan["satisfied"]) == ("basic", 2, 3.5, 0.5)
    assert told["comments"] == [{"ticket": "DS-1", "score": 5, "reason": "quick"}]
    assert "DS-1  5: quick" in run("satisfaction", "--since", "12h").out
    for command in (("learning", "gaps"), ("satisfaction",)):
        wrong = run(*command, "--since", "3bd")
        assert (wrong.code, "no length of time" in wrong.err) == (2, True)
        assert run(*command, "--since", "soon").code == 2
