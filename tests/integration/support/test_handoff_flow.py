"""From the bot to a person and back."""

from __future__ import annotations

import pytest

from bot.support.clock import Alarm, AlarmKind
from bot.support.inbound import Button, MessageReceived
from bot.support.inspection import Inspector
from bot.support.messages import (
    AnswerReply,
    Notice,
    PublishOffer,
    Relayed,
    Reminder,
    ResolvedNotice,
    StaffCard,
)
from bot.support.models import Holder, Ticket, TicketStatus
from tests.desk_stage import QUESTION, Stage, a_file
from tests.fakes import ANA, KENJI, LIN, MEI, OMAR, STAFF, STRANGER


def note(stage: Stage, text: str, user: str = KENJI) -> MessageReceived:
    """A message in the staff thread of the only card."""
    return stage.ask(text, user, channel=STAFF, thread=stage.card().ts, addressed=False)


def told(stage: Stage) -> str:
    """The last whisper's words."""
    content = stage.messenger.whispers[-1][2]
    assert isinstance(content, Notice)
    return content.text


def test_a_claim_is_told_to_both_sides_and_silences_the_bot(stage: Stage) -> None:
    question, ticket = stage.claimed()
    assert (ticket.status, ticket.claimed_by) == (TicketStatus.CLAIMED, KENJI)
    assert "Kenji" in stage.last(question).content.text  # type: ignore[union-attr]
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert card.claimer_name == "Kenji"
    assert stage.jobs.woken == [ticket.id]
    before = len(stage.said(question))
    stage.ask("Are you there?", thread=question.thread_ts)
    assert len(stage.said(question)) == before
    relayed = stage.in_staff_thread()[-1].content
    assert isinstance(relayed, Relayed)
    assert (relayed.author, relayed.text) == ("Lin", "Are you there?")


@pytest.mark.parametrize("user", [ANA, OMAR])
def test_group_members_and_managers_may_claim(stage: Stage, user: str) -> None:
    _, ticket = stage.filed()
    stage.press(Button.CLAIM, stage.card(), user, str(ticket.id))
    assert stage.only_ticket().claimed_by == user


@pytest.mark.parametrize("user", [LIN, STRANGER])
def test_others_may_not_claim(stage: Stage, user: str) -> None:
    _, ticket = stage.filed()
    stage.press(Button.CLAIM, stage.card(), user, str(ticket.id))
    assert stage.only_ticket().status.unclaimed
    assert told(stage) == "Only support staff can do this."


def test_the_second_to_claim_hears_who_was_faster(stage: Stage) -> None:
    _, ticket = stage.claimed(KENJI)
    stage.press(Button.CLAIM, stage.card(), ANA, str(ticket.id))
    assert stage.only_ticket().claimed_by == KENJI
    assert told(stage) == f"{ticket.label} is already claimed by Kenji."
    stage.press(Button.CLAIM, stage.card(), KENJI, str(ticket.id))
    assert told(stage) == f"{ticket.label} is already claimed by you."


def test_a_resolved_case_cannot_be_claimed(stage: Stage) -> None:
    _, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    stage.press(Button.CLAIM, stage.card(), ANA, str(ticket.id))
    assert "resolved now" in told(stage)


def test_a_claim_of_a_ticket_that_does_not_exist_is_refused(stage: Stage) -> None:
    stage.filed()
    stage.press(Button.CLAIM, stage.card(), KENJI, "4711")
    assert told(stage) == "This ticket does not exist."


def test_a_note_stays_private_and_can_be_published_by_its_button(stage: Stage) -> None:
    question, ticket = stage.claimed()
    before = len(stage.said(question))
    written = note(stage, "Looks like bug 77")
    assert len(stage.said(question)) == before
    place, user, offer = stage.messenger.whispers[-1]
    assert (place.channel, user) == (STAFF, KENJI)
    assert isinstance(offer, PublishOffer)
    assert (offer.note_ts, offer.text) == (written.ts, "Looks like bug 77")
    for _ in range(2):
        stage.press(Button.PUBLISH, stage.card(), KENJI, f"{ticket.id}:{written.ts}")
    published = [post.content for post in stage.said(question)[before:]]
    (relayed,) = published
    assert isinstance(relayed, Relayed)
    assert (relayed.author, relayed.text, relayed.to_staff) == ("Kenji", "Looks like bug 77", False)


def test_the_publisher_sees_that_it_was_sent(stage: Stage) -> None:
    _, ticket = stage.claimed()
    written = note(stage, "Looks like bug 77")
    stage.press(Button.PUBLISH, stage.card(), KENJI, f"{ticket.id}:{written.ts}")
    assert told(stage) == "Sent to the customer by Kenji."


@pytest.mark.parametrize("prefix", ["reply:", "Reply: ", "REPLY:"])
def test_the_prefix_publishes_without_itself(stage: Stage, prefix: str) -> None:
    question, _ = stage.claimed()
    note(stage, f"{prefix}Please update to 4.3.2")
    relayed = stage.last(question).content
    assert isinstance(relayed, Relayed)
    assert relayed.text == "Please update to 4.3.2"
    assert stage.only_ticket().first_replied_at is not None


def test_an_empty_reply_is_refused_but_a_file_alone_is_sent(stage: Stage) -> None:
    question, _ = stage.claimed()
    before = len(stage.said(question))
    note(stage, "reply:  ")
    assert "reply is empty" in told(stage)
    stage.ask(
        "reply:", KENJI, channel=STAFF, thread=stage.card().ts, addressed=False, files=[a_file()]
    )
    (sent,) = stage.said(question)[before:]
    assert [one.name for one in sent.content.attachments] == ["call.log"]  # type: ignore[union-attr]


def test_a_reply_by_form_leaves_a_copy_in_the_staff_thread(stage: Stage) -> None:
    question, ticket = stage.claimed()
    form = stage.reply_form(ticket, "Please update")
    stage.desk.accept(form)
    stage.desk.handle(form.id)
    assert stage.last(question).content.text == "Please update"  # type: ignore[union-attr]
    (copy,) = [post for post in stage.in_staff_thread() if post.content.type == "relayed"]
    assert isinstance(copy.content, Relayed)
    assert copy.content.published


def test_a_reply_by_form_is_for_staff_only(stage: Stage) -> None:
    question, ticket = stage.claimed()
    before = len(stage.said(question))
    stage.desk.accept(stage.reply_form(ticket, "Hello", STRANGER))
    assert len(stage.said(question)) == before
    assert told(stage) == "Only support staff can do this."


def test_whoever_replies_first_has_the_case(stage: Stage) -> None:
    question, _ = stage.filed()
    note(stage, "reply: On it", ANA)
    assert stage.only_ticket().claimed_by == ANA
    assert [post.content.type for post in stage.said(question)[-2:]] == ["notice", "relayed"]
    assert stage.conversation(question).holder is Holder.PERSON


def test_a_guest_in_the_staff_thread_publishes_nothing(stage: Stage) -> None:
    question, _ = stage.claimed()
    before = len(stage.said(question))
    note(stage, "reply: hello from a guest", STRANGER)
    assert len(stage.said(question)) == before


def test_a_deleted_note_cannot_be_published(stage: Stage) -> None:
    stage.messenger.files = {"F1": b"log"}
    question, ticket = stage.claimed()
    before = len(stage.said(question))
    written = stage.ask(
        "secret", KENJI, channel=STAFF, thread=stage.card().ts, addressed=False, files=[a_file()]
    )
    stage.delete(written)
    stage.press(Button.PUBLISH, stage.card(), KENJI, f"{ticket.id}:{written.ts}")
    assert len(stage.said(question)) == before
    assert stage.messenger.whispers[-1][1] == KENJI


def test_only_notes_of_a_staff_thread_can_be_published(stage: Stage) -> None:
    question, ticket = stage.claimed()
    before = len(stage.messenger.posts)
    stage.press(Button.PUBLISH, stage.last(question), KENJI, f"{ticket.id}:{question.ts}")
    stage.press(Button.PUBLISH, stage.card(), KENJI, f"{ticket.id}:9.9")
    stage.press(Button.PUBLISH, stage.card(), STRANGER, f"{ticket.id}:9.9")
    assert len(stage.messenger.posts) == before
    assert len(stage.messenger.whispers) == 3


def test_staff_writing_in_the_developers_thread_takes_over(stage: Stage) -> None:
    question, ticket = stage.filed()
    stage.ask("Hi Lin, I look into it", KENJI, thread=question.thread_ts, addressed=False)
    assert stage.only_ticket().claimed_by == KENJI
    assert stage.only_ticket().first_replied_at is not None
    before = len(stage.said(question))
    stage.ask("Thanks!", thread=question.thread_ts)
    assert len(stage.said(question)) == before
    texts = [post.content.text for post in stage.in_staff_thread()]  # type: ignore[union-attr]
    assert texts == ["Hi Lin, I look into it", "Thanks!"]
    trail = [one.kind for one in stage.tickets.events(ticket.id)]
    assert trail == ["filed", "claimed", "replied", "customer_wrote"]


def test_staff_writing_where_there_is_no_case_silences_the_bot_too(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    stage.ask("Let me help", KENJI, thread=question.thread_ts, addressed=False)
    stage.ask("Great, how?", thread=question.thread_ts, addressed=False)
    assert len(stage.said(question)) == 1


def test_a_second_engineer_in_the_thread_does_not_take_the_case_away(stage: Stage) -> None:
    question, _ = stage.claimed(KENJI)
    stage.ask("May I add something?", ANA, thread=question.thread_ts, addressed=False)
    assert stage.only_ticket().claimed_by == KENJI


def test_staff_asking_the_bot_itself_is_answered(stage: Stage) -> None:
    question = stage.ask(QUESTION, LIN)
    stage.ask("And what do the docs say about iOS?", KENJI, thread=question.thread_ts)
    assert isinstance(stage.last(question).content, AnswerReply)
    assert stage.conversation(question).holder is Holder.BOT


def resolved(stage: Stage) -> tuple[MessageReceived, Ticket]:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    return question, stage.only_ticket()


def test_resolving_asks_the_developer(stage: Stage) -> None:
    question, ticket = resolved(stage)
    assert (ticket.status, ticket.resolution) == (TicketStatus.RESOLVED, "Update to 4.3.2.")
    asked = stage.last(question).content
    assert isinstance(asked, ResolvedNotice)
    assert (asked.by, asked.text) == ("Kenji", "Update to 4.3.2.")
    stage.ask("I try it", thread=question.thread_ts)
    assert stage.last(question).content is asked, "the bot stays silent until it is confirmed"


def test_confirming_closes_and_gives_the_thread_back_to_the_bot(stage: Stage) -> None:
    question, ticket = resolved(stage)
    asked = stage.last(question)
    stage.press(Button.CONFIRM_SOLVED, asked, value=str(ticket.id))
    assert stage.only_ticket().status is TicketStatus.CLOSED
    assert asked.content.settled == f"Confirmed by Lin. {ticket.label} is closed."
    assert "confirms" in stage.in_staff_thread()[-1].content.text  # type: ignore[union-attr]
    stage.ask("How do I renew on iOS?", thread=question.thread_ts, addressed=False)
    assert isinstance(stage.last(question).content, AnswerReply)


def test_reopening_starts_the_clock_again_and_keeps_the_bot_silent(stage: Stage) -> None:
    question, ticket = resolved(stage)
    stage.press(Button.REOPEN, stage.last(question), value=str(ticket.id))
    again = stage.only_ticket()
    assert (again.status, again.claimed_by) == (TicketStatus.REOPENED, "")
    assert len(stage.jobs.watched) == 3
    reminder = stage.in_staff_thread()[-1].content
    assert isinstance(reminder, Reminder)
    assert reminder.notify == (KENJI,)
    before = len(stage.said(question))
    stage.ask("It still fails", thread=question.thread_ts)
    assert len(stage.said(question)) == before
    relayed = [one.content for one in stage.in_staff_thread() if isinstance(one.content, Relayed)]
    assert relayed[-1].text == "It still fails"


def test_a_stranger_gives_no_verdict(stage: Stage) -> None:
    question, ticket = resolved(stage)
    stage.press(Button.CONFIRM_SOLVED, stage.last(question), MEI, str(ticket.id))
    assert stage.only_ticket().status is TicketStatus.RESOLVED
    assert "Only the person who asked" in told(stage)


def test_a_second_verdict_no_longer_applies(stage: Stage) -> None:
    question, ticket = resolved(stage)
    asked = stage.last(question)
    stage.press(Button.CONFIRM_SOLVED, asked, value=str(ticket.id))
    stage.press(Button.CONFIRM_SOLVED, asked, value=str(ticket.id))
    assert "closed now" in told(stage)


def test_only_staff_resolves_and_only_once(stage: Stage) -> None:
    _, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket, LIN))
    assert stage.only_ticket().status is TicketStatus.CLAIMED
    stage.desk.accept(stage.resolution(ticket))
    stage.desk.accept(stage.resolution(ticket, ANA))
    assert "resolved now" in told(stage)


def test_nothing_is_published_into_a_closed_case(stage: Stage) -> None:
    question, ticket = resolved(stage)
    stage.press(Button.CONFIRM_SOLVED, stage.last(question), value=str(ticket.id))
    before = len(stage.said(question))
    note(stage, "reply: One more thing")
    assert len(stage.said(question)) == before
    assert stage.conversation(question).holder is Holder.BOT
    assert "closed now" in told(stage)


def test_staff_in_the_thread_of_a_resolved_case_leaves_it_resolved(stage: Stage) -> None:
    question, _ = resolved(stage)
    stage.ask("Glad to help", KENJI, thread=question.thread_ts, addressed=False)
    assert stage.only_ticket().status is TicketStatus.RESOLVED


def test_the_clock_pages_the_ladder_and_stops_at_the_claim(stage: Stage) -> None:
    question = stage.ask("I want to talk to a person")
    ticket = stage.only_ticket()
    planned = stage.desk.alarms(ticket.id)
    assert [one.kind for one in planned] == [AlarmKind.PAGE] * 3 + [AlarmKind.LADDER_DONE]
    for number, alarm in enumerate(planned):
        assert stage.desk.needs_clock(ticket.id)
        assert stage.desk.ring(ticket.id, alarm, key=f"clock:{number}")
        assert stage.desk.ring(ticket.id, alarm, key=f"clock:{number}")
    reminders = [post.content for post in stage.in_staff_thread()]
    assert [one.notify for one in reminders if isinstance(one, Reminder)] == [
        ("U0SUP02",),
        ("S0SUPPORT",),
        ("U0MGR01",),
        ("U0MGR01",),
    ]
    stage.press(Button.CLAIM, stage.card(), KENJI, str(ticket.id))
    assert not stage.desk.needs_clock(ticket.id)
    assert not stage.desk.ring(ticket.id, planned[0], key="clock:late")
    assert len(stage.said(question)) == 2


def test_the_end_of_the_ladder_suggests_a_visit_only_where_it_fits(stage: Stage) -> None:
    _, ticket = stage.filed()
    done = Alarm(at=stage.clock(), kind=AlarmKind.LADDER_DONE)
    stage.desk.ring(ticket.id, done, key="a")
    assert "visit" not in stage.in_staff_thread()[-1].content.text  # type: ignore[union-attr]
    stage.tickets.amend(ticket.id, severity="critical")
    stage.desk.ring(ticket.id, done, key="b")
    assert "visit" in stage.in_staff_thread()[-1].content.text  # type: ignore[union-attr]


def test_a_clock_for_a_ticket_that_is_gone_stops(stage: Stage) -> None:
    alarm = Alarm(at=stage.clock(), kind=AlarmKind.DUE_SOON)
    assert stage.desk.alarms(99) == ()
    assert not stage.desk.needs_clock(99)
    assert not stage.desk.ring(99, alarm, key="x")


def test_a_page_says_who_what_and_how_long(stage: Stage) -> None:
    _, ticket = stage.filed()
    page = Alarm(at=stage.clock(), kind=AlarmKind.PAGE, rung=0)
    stage.desk.ring(ticket.id, page, key="p")
    text = stage.in_staff_thread()[-1].content.text  # type: ignore[union-attr]
    assert f"{ticket.label} (medium)" in text
    assert "On-call specialist" in text
    assert "5 minutes" in text
    kinds = [one.kind for one in stage.tickets.events(ticket.id)]
    assert kinds == ["filed", "page"]


def test_what_happened_can_be_read_from_both_threads(stage: Stage) -> None:
    question, _ = stage.filed()
    inspector = Inspector(stage.conversations, stage.tickets, stage.policy, stage.clock)
    seen = inspector.thread(question.channel, question.thread_ts)
    assert [one["kind"] for one in seen] == ["event", "passages", "decision", "ticket", "clock"]
    assert inspector.thread(STAFF, stage.card().ts) == seen
    assert inspector.thread("C0X", "1.1") == []
