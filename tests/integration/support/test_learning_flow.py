"""A resolved ticket becomes a reviewed entry, and goes when its page tells it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import Refused
from bot.support.entries import Entry, EntryStatus, LearningRules
from bot.support.inbound import Button, EntrySubmitted
from bot.support.messages import EntriesWaiting, EntryReview, GapsNews, Reminder
from bot.support.models import IngestOrder, Ticket
from knowledge.errors import KnowledgeError
from knowledge.models import Visibility
from tests.desk_stage import QUESTION, Stage, fresh_database, sample_policy
from tests.fakes import ANA, DOCS, INES, KENJI, LIN, MEI, OMAR, PAPER, Post, an_outcome

PAGE = "brightwire/token.md"
ORDER = IngestOrder(source="brightwire", run="r1", why="command")


def resolved(
    stage: Stage, text: str = "Kenji says: renew the token. See lin@nimbus.example"
) -> Ticket:
    _, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket).model_copy(update={"text": text}))
    return stage.only_ticket()


def hand_in(stage: Stage, ticket: Ticket, user: str = KENJI, **changes: Any) -> Entry:
    """The form, sent as it is pre-filled but for the changes."""
    text = stage.desk.learning.draft(ticket.id, user).model_copy(update=changes)
    form = EntrySubmitted(
        id=f"view:{user}:{stage._tick()}",
        user=user,
        channel=ticket.place.channel,
        thread_ts=ticket.place.thread_ts,
        ticket_id=ticket.id,
        text=text,
    )
    stage.desk.accept(form)
    found = stage.entries.of_ticket(ticket.id)
    assert found
    return found


def review(stage: Stage) -> Post:
    (post,) = [one for one in stage.messenger.posts if one.content.type == "entry_review"]
    assert post.channel == DOCS
    return post


def shown(stage: Stage) -> EntryReview:
    content = review(stage).content
    assert isinstance(content, EntryReview)
    return content


def press(stage: Stage, name: str, user: str, entry: Entry) -> None:
    stage.press(name, review(stage), user, f"{entry.id}:{entry.revision}")


def published(stage: Stage, **changes: Any) -> Entry:
    entry = hand_in(stage, resolved(stage), **changes)
    press(stage, Button.PUBLISH_ENTRY, INES, entry)
    found = stage.entries.get(entry.id)
    assert found
    assert found.status is EntryStatus.PUBLISHED
    return found


def test_drafted_without_people_reviewed_by_another_and_ingested(stage: Stage) -> None:
    ticket = resolved(stage)
    entry = hand_in(stage, ticket, question="Lin of Nimbus Games asks <@U0DEV01>")
    assert entry.status is EntryStatus.IN_REVIEW
    assert entry.answer == "[name removed] says: renew the token. See [e-mail removed]"
    assert entry.question == "[name removed] of [customer removed] asks [name removed]"
    assert entry.visibility is Visibility.CUSTOMER
    assert shown(stage).removed == ("[name removed]", "[customer removed]", "[e-mail removed]")
    assert stage.jobs.ingests == []

    press(stage, Button.PUBLISH_ENTRY, INES, entry)
    after = shown(stage)
    assert (after.entry.status, after.reviewer_name) == (EntryStatus.PUBLISHED, INES)
    source = "learned-customer-Nimbus Games"
    assert [(one.source, one.why) for one in stage.jobs.ingests] == [(source, "learning")]
    told = stage.in_staff_thread()[-1].content
    assert isinstance(told, Reminder)
    assert "published KE-1" in told.text


def test_the_author_does_not_review_alone(stage: Stage) -> None:
    entry = hand_in(stage, resolved(stage), INES)
    press(stage, Button.PUBLISH_ENTRY, INES, entry)
    assert shown(stage).entry.status is EntryStatus.IN_REVIEW
    assert stage.messenger.whispers[-1][1] == INES
    press(stage, Button.PUBLISH_ENTRY, OMAR, entry)
    assert shown(stage).entry.status is EntryStatus.PUBLISHED


def test_unless_the_policy_says_so() -> None:
    rules = LearningRules(review_by_author=True)
    stage = Stage(fresh_database(), sample_policy().model_copy(update={"learning": rules}))
    entry = hand_in(stage, resolved(stage), INES)
    press(stage, Button.PUBLISH_ENTRY, INES, entry)
    assert shown(stage).entry.status is EntryStatus.PUBLISHED


@pytest.mark.parametrize("user", [LIN, MEI, KENJI, ANA])
def test_others_decide_nothing(stage: Stage, user: str) -> None:
    entry = hand_in(stage, resolved(stage))
    for name in (Button.PUBLISH_ENTRY, Button.REJECT_ENTRY, Button.WITHDRAW_ENTRY):
        press(stage, name, user, entry)
        assert stage.messenger.whispers[-1][1] == user
    assert shown(stage).entry.status is EntryStatus.IN_REVIEW


@pytest.mark.parametrize("user", [LIN, MEI])
def test_customers_make_no_entries(stage: Stage, user: str) -> None:
    ticket = resolved(stage)
    with pytest.raises(Refused):
        stage.desk.learning.draft(ticket.id, user)
    text = stage.desk.learning.draft(ticket.id, KENJI)
    place: dict[str, Any] = {"channel": ticket.place.channel, "thread_ts": ticket.place.thread_ts}
    form = EntrySubmitted(id="view:x", user=user, ticket_id=ticket.id, text=text, **place)
    stage.desk.accept(form)
    assert stage.entries.list() == []


def test_a_ticket_without_an_end_makes_no_entry(stage: Stage) -> None:
    _, ticket = stage.claimed()
    with pytest.raises(Refused, match="not resolved yet"):
        stage.desk.learning.draft(ticket.id, KENJI)


def test_nobody_publishes_what_they_did_not_see(stage: Stage) -> None:
    ticket = resolved(stage)
    seen = hand_in(stage, ticket)
    changed = hand_in(stage, ticket, answer="Renew it an hour before.")
    assert (changed.id, changed.revision) == (seen.id, 2)
    press(stage, Button.PUBLISH_ENTRY, INES, seen)
    assert stage.entries.get(seen.id) == changed
    assert "changed meanwhile" in str(stage.messenger.whispers[-1][2])
    press(stage, Button.PUBLISH_ENTRY, INES, changed)
    press(stage, Button.PUBLISH_ENTRY, OMAR, changed)
    assert len(stage.jobs.ingests) == 1


def test_a_rejected_entry_is_written_anew(stage: Stage) -> None:
    ticket = resolved(stage)
    entry = hand_in(stage, ticket)
    press(stage, Button.REJECT_ENTRY, INES, entry)
    assert shown(stage).entry.status is EntryStatus.REJECTED
    told = stage.in_staff_thread()[-1].content
    assert isinstance(told, Reminder)
    assert told.notify == (KENJI,)
    anew = hand_in(stage, ticket, ANA, answer="Better.")
    assert (anew.status, anew.author, anew.reviewer) == (EntryStatus.IN_REVIEW, ANA, "")
    assert stage.desk.learning.editable(anew.id, ANA) == anew
    with pytest.raises(Refused):
        stage.desk.learning.editable(anew.id, KENJI)


def test_a_published_entry_is_withdrawn_before_it_changes(stage: Stage) -> None:
    entry = published(stage)
    with pytest.raises(Refused, match="Withdraw it first"):
        stage.desk.learning.draft(entry.ticket_id, KENJI)
    with pytest.raises(Refused, match="Withdraw it first"):
        stage.desk.learning.editable(entry.id, INES)
    stage.press(Button.WITHDRAW_ENTRY, review(stage), INES, str(entry.id))
    assert shown(stage).entry.status is EntryStatus.WITHDRAWN
    assert [one.source for one in stage.jobs.ingests] == [entry.source] * 2
    assert hand_in(stage, stage.only_ticket()).status is EntryStatus.IN_REVIEW


def test_a_declaration_that_cannot_be_read_keeps_it_in_review(stage: Stage) -> None:
    entry = hand_in(stage, resolved(stage))
    stage.documentation.failure = KnowledgeError("sources.yaml, line 3: no.")
    press(stage, Button.PUBLISH_ENTRY, INES, entry)
    assert shown(stage).entry.status is EntryStatus.IN_REVIEW
    assert "line 3" in str(stage.messenger.whispers[-1][2])


# Its page is fixed --------------------------------------------------------------------------------


def ingested(stage: Stage) -> Post | None:
    """An ingest that changed the page, as the desk reports it; the message on waiting entries."""
    stage.entries.page_changed([PAGE], stage.clock())
    maintaining = stage.desk.maintaining
    news = maintaining.carry_out(ORDER, lambda: None)
    for _ in range(2):  # again after a crash
        maintaining.report(news.model_copy(update={"outcome": an_outcome("brightwire")}))
    found = [one for one in stage.messenger.posts if one.content.type == "entries_waiting"]
    return found[-1] if found else None


def waiting(post: Post | None) -> EntriesWaiting:
    assert post
    assert isinstance(post.content, EntriesWaiting)
    return post.content


def test_a_changed_page_asks_whether_to_withdraw(stage: Stage) -> None:
    entry = published(stage, page=PAGE)
    post = ingested(stage)
    assert post
    assert [one.status for one in waiting(post).entries] == [EntryStatus.PUBLISHED]
    value = f"{entry.id}:page"
    stage.press(Button.WITHDRAW_ENTRY, post, KENJI, value)
    assert stage.messenger.whispers[-1][1] == KENJI
    stage.press(Button.WITHDRAW_ENTRY, post, INES, value)
    assert [one.status for one in waiting(post).entries] == [EntryStatus.WITHDRAWN]
    assert shown(stage).entry.status is EntryStatus.WITHDRAWN
    assert len([one for one in stage.messenger.posts if one.content.type == "entries_waiting"]) == 1


def test_what_is_kept_is_asked_about_at_the_next_change(stage: Stage) -> None:
    entry = published(stage, page=PAGE)
    post = ingested(stage)
    assert post
    stage.press(Button.KEEP_ENTRY, post, INES, f"{entry.id}:page")
    assert waiting(post).kept == (entry.id,)
    assert stage.entries.get(entry.id) == entry
    stage.clock.advance(days=1)
    again = ingested(stage)
    assert again is not post
    assert waiting(again).kept == ()


def test_a_policy_may_withdraw_by_itself() -> None:
    rules = LearningRules(withdraw="auto")
    stage = Stage(fresh_database(), sample_policy().model_copy(update={"learning": rules}))
    entry = published(stage, page=PAGE)
    assert [one.status for one in waiting(ingested(stage)).entries] == [EntryStatus.WITHDRAWN]
    assert stage.entries.events(entry.id)[-1].actor == "doorstep"
    assert [one.source for one in stage.jobs.ingests] == [entry.source] * 2
    stage.messenger.posts.clear()
    stage.desk.learning.after_ingest()
    assert stage.messenger.posts == [], "what is over is not told of again"


def test_other_pages_ask_nothing(stage: Stage) -> None:
    published(stage, page="brightwire/calls.md")
    assert ingested(stage) is None


# Gaps ---------------------------------------------------------------------------------------------


def test_maintainers_are_told_what_was_not_answered(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    for user in (LIN, MEI):
        stage.ask("Can I record calls to my own S3 bucket?", user, channel=PAPER)
    stage.librarian.confidence = 0.9
    stage.ask(QUESTION)
    for _ in range(2):
        stage.desk.maintaining.tell_gaps("gaps:1")
    (post,) = [one for one in stage.messenger.posts if one.content.type == "gaps"]
    assert isinstance(post.content, GapsNews)
    (gap,) = post.content.gaps
    assert (post.channel, gap.people, gap.asked, gap.wordings) == (
        DOCS,
        2,
        2,
        ("Can I record calls to my own S3 bucket?",),
    )
