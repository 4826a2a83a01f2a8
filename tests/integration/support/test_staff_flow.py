"""What staff do with a case: who has it, when it is spoken of, how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.support.clock import Alarm, AlarmKind
from bot.support.inbound import Button, Deed, DraftWished, ResolutionSubmitted
from bot.support.messages import AnswerReply, Notice, Reminder, ResolvedNotice, StaffCard
from bot.support.models import Category, Holder, Ticket, TicketStatus
from knowledge.errors import KnowledgeError
from tests.desk_stage import CRASH_REPORT, Stage
from tests.fakes import ANA, KENJI, LIN, MEI, OMAR, STRANGER


def told(stage: Stage) -> str:
    """The last whisper's words."""
    content = stage.messenger.whispers[-1][2]
    assert isinstance(content, Notice)
    return content.text


def reminded(stage: Stage) -> Reminder:
    content = stage.in_staff_thread()[-1].content
    assert isinstance(content, Reminder)
    return content


def kinds(stage: Stage, ticket: Ticket) -> list[str]:
    return [one.kind for one in stage.tickets.events(ticket.id)]


@pytest.mark.parametrize("deed", list(Deed))
@pytest.mark.parametrize("user", [LIN, STRANGER])
def test_every_deed_is_for_staff(stage: Stage, deed: Deed, user: str) -> None:
    question, ticket = stage.claimed()
    said, trail = len(stage.said(question)), kinds(stage, ticket)
    until = stage.clock() + timedelta(hours=1)
    after = stage.do(deed, ticket, user, person=ANA, until=until, text="x", reply="y", closes=True)
    assert after == ticket
    assert kinds(stage, ticket) == [*trail, "refused"]
    assert len(stage.said(question)) == said
    assert told(stage) == "Only support staff can do this."


# Who has it ------------------------------------------------------------------------------------


def test_assigning_tells_the_colleague_and_the_developer(stage: Stage) -> None:
    question, ticket = stage.filed()
    after = stage.do(Deed.ASSIGN, ticket, KENJI, person=ANA, held_by="")
    assert (after.status, after.claimed_by) == (TicketStatus.CLAIMED, ANA)
    assert reminded(stage).text == f"Kenji assigned {ticket.label} to Ana."
    assert reminded(stage).notify == (ANA,)
    assert "Ana has your case" in stage.last(question).content.text  # type: ignore[union-attr]
    assert stage.conversation(question).holder is Holder.PERSON


@pytest.mark.parametrize("person", [LIN, STRANGER, ""])
def test_only_support_staff_can_be_given_a_case(stage: Stage, person: str) -> None:
    _, ticket = stage.filed()
    after = stage.do(Deed.ASSIGN, ticket, KENJI, person=person, held_by="")
    assert after.status.unclaimed
    assert "not support staff" in told(stage)


def test_a_case_that_changed_hands_since_the_form_was_opened_is_left_alone(stage: Stage) -> None:
    _, ticket = stage.claimed(KENJI)
    after = stage.do(Deed.ASSIGN, ticket, OMAR, person=ANA, held_by="")
    assert after.claimed_by == KENJI
    assert told(stage) == f"{ticket.label} is already claimed by Kenji."


def test_taking_over_tells_who_had_it(stage: Stage) -> None:
    question, ticket = stage.claimed(KENJI)
    stage.press(Button.TAKE_OVER, stage.card(), ANA, f"{ticket.id}:{KENJI}")
    assert stage.only_ticket().claimed_by == ANA
    assert reminded(stage).text == f"Ana took over {ticket.label}."
    assert reminded(stage).notify == (KENJI,)
    assert "Ana" in stage.last(question).content.text  # type: ignore[union-attr]
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert card.claimer_name == "Ana"


def test_of_two_who_take_over_the_second_hears_who_was_faster(stage: Stage) -> None:
    _, ticket = stage.claimed(KENJI)
    stage.press(Button.TAKE_OVER, stage.card(), ANA, f"{ticket.id}:{KENJI}")
    stage.press(Button.TAKE_OVER, stage.card(), OMAR, f"{ticket.id}:{KENJI}")
    assert stage.only_ticket().claimed_by == ANA
    assert told(stage) == f"{ticket.label} is already claimed by Ana."


def test_a_holder_takes_nothing_over_from_themselves(stage: Stage) -> None:
    _, ticket = stage.claimed(KENJI)
    stage.press(Button.TAKE_OVER, stage.card(), KENJI, f"{ticket.id}:{KENJI}")
    assert told(stage) == f"{ticket.label} is already claimed by you."
    stage.press(Button.TAKE_OVER, stage.card(), LIN, f"{ticket.id}:{KENJI}")
    assert stage.only_ticket().claimed_by == KENJI


def test_taking_over_a_ticket_that_waits_leaves_it_waiting(stage: Stage) -> None:
    _, ticket = stage.claimed(KENJI)
    stage.desk.accept(stage.reply_form(ticket, "Which build is it?", waits=True))
    after = stage.do(Deed.TAKE_OVER, ticket, ANA, held_by=KENJI)
    assert (after.status, after.claimed_by) == (TicketStatus.WAITING, ANA)


def test_a_released_ticket_is_in_the_queue_and_its_clock_runs_again(stage: Stage) -> None:
    question, ticket = stage.claimed(KENJI)
    watched = len(stage.jobs.watched)
    after = stage.do(Deed.RELEASE, ticket, KENJI, held_by=KENJI)
    assert (after.status, after.claimed_by) == (TicketStatus.OPEN, "")
    assert after.first_reply_due == ticket.first_reply_due
    assert len(stage.jobs.watched) == watched + 1
    assert stage.conversation(question).holder is Holder.PERSON, "the bot stays silent"
    again = stage.do(Deed.RELEASE, ticket, KENJI)
    assert again == after
    assert "no longer applies" in told(stage)


def test_a_late_release_does_not_take_the_case_from_who_has_it_now(stage: Stage) -> None:
    _, ticket = stage.claimed(KENJI)
    stage.do(Deed.TAKE_OVER, ticket, ANA, held_by=KENJI)
    after = stage.do(Deed.RELEASE, ticket, KENJI, held_by=KENJI)
    assert after.claimed_by == ANA
    assert told(stage) == f"{ticket.label} is already claimed by Ana."


def test_handing_back_lets_the_bot_answer_again_and_says_so(stage: Stage) -> None:
    question, ticket = stage.claimed()
    after = stage.do(Deed.HAND_BACK, ticket, KENJI)
    assert after.status is TicketStatus.CLAIMED, "the ticket stays"
    said = stage.last(question).content
    assert isinstance(said, Notice)
    assert said.text.startswith("Kenji handed this conversation back to me")
    stage.ask("And how do I renew on iOS?", thread=question.thread_ts)
    assert isinstance(stage.last(question).content, AnswerReply)
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert card.bot_speaks


def test_a_reply_after_handing_back_silences_the_bot_again(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.do(Deed.HAND_BACK, ticket)
    stage.desk.accept(stage.reply_form(ticket, "One more thing", ANA))
    assert stage.conversation(question).holder is Holder.PERSON


def test_handing_back_may_close_the_ticket(stage: Stage) -> None:
    question, ticket = stage.claimed()
    after = stage.do(Deed.HAND_BACK, ticket, closes=True)
    assert after.status is TicketStatus.CLOSED
    conversation = stage.conversation(question)
    assert (conversation.holder, conversation.ticket_id) == (Holder.BOT, None)
    stage.do(Deed.HAND_BACK, ticket, closes=True)
    assert "closed now" in told(stage)


def test_handing_back_is_told_in_the_developers_language(stage: Stage) -> None:
    question = stage.ask("Token 过期了怎么更新？")
    stage.desk.accept(stage.form(question, summary="Token 过期"))
    ticket = stage.only_ticket()
    stage.press(Button.CLAIM, stage.card(), KENJI, str(ticket.id))
    stage.do(Deed.HAND_BACK, ticket)
    assert "交还给我" in stage.last(question).content.text  # type: ignore[union-attr]


def test_reopening_calls_who_was_given_the_case(stage: Stage) -> None:
    question, ticket = stage.claimed(KENJI)
    stage.do(Deed.ASSIGN, ticket, KENJI, person=ANA, held_by=KENJI)
    stage.desk.accept(stage.resolution(ticket, ANA))
    stage.press(Button.REOPEN, stage.last(question), value=str(ticket.id))
    assert reminded(stage).notify == (ANA,)


# Snoozing ----------------------------------------------------------------------------------------


def snoozed(stage: Stage, hours: int = 4) -> Ticket:
    _, ticket = stage.filed()
    until = stage.clock() + timedelta(hours=hours)
    return stage.do(Deed.SNOOZE, ticket, KENJI, until=until)


def test_a_sleeping_ticket_is_not_spoken_of_and_its_promise_stands(stage: Stage) -> None:
    _, ticket = stage.filed()
    asleep = stage.do(Deed.SNOOZE, ticket, until=stage.clock() + timedelta(hours=4))
    assert asleep.snoozed_until is not None
    assert asleep.first_reply_due == ticket.first_reply_due
    said = len(stage.in_staff_thread())
    page = Alarm(at=stage.clock(), kind=AlarmKind.PAGE)
    assert not stage.desk.ring(ticket.id, page, key="clock:1"), "this clock ends"
    assert len(stage.in_staff_thread()) == said


def test_it_wakes_at_its_time_and_a_clock_begins(stage: Stage) -> None:
    asleep = snoozed(stage)
    ((ticket_id, _),) = stage.jobs.snoozed
    (alarm,) = stage.desk.snoozing.alarms(ticket_id)
    assert alarm.at == asleep.snoozed_until
    watched = len(stage.jobs.watched)
    stage.clock.advance(hours=4)
    for _ in range(2):
        assert not stage.desk.snoozing.ring(ticket_id, alarm, key="snooze:1")
    awake = stage.only_ticket()
    assert awake.snoozed_until is None
    assert not stage.desk.snoozing.needs_clock(ticket_id)
    assert len(stage.jobs.watched) == watched + 1
    assert reminded(stage).text == f"{awake.label} is back: its snooze is over."
    page = Alarm(at=stage.clock(), kind=AlarmKind.PAGE)
    assert stage.desk.ring(ticket_id, page, key="clock:1")


def test_an_older_alarm_does_not_end_a_newer_sleep(stage: Stage) -> None:
    ticket = snoozed(stage, hours=1)
    (alarm,) = stage.desk.snoozing.alarms(ticket.id)
    later = stage.do(Deed.SNOOZE, ticket, until=stage.clock() + timedelta(hours=9))
    stage.clock.advance(hours=2)
    stage.desk.snoozing.ring(ticket.id, alarm, key="snooze:1")
    assert stage.only_ticket().snoozed_until == later.snoozed_until


def test_the_customers_word_wakes_it_and_calls_who_has_it(stage: Stage) -> None:
    question, ticket = stage.claimed(KENJI)
    stage.do(Deed.SNOOZE, ticket, until=stage.clock() + timedelta(days=2))
    stage.ask("It happens on iOS too", thread=question.thread_ts)
    assert stage.only_ticket().snoozed_until is None
    assert reminded(stage).text == f"{ticket.label} is back: Lin wrote."
    assert reminded(stage).notify == (KENJI,)


def test_a_claim_ends_the_sleep(stage: Stage) -> None:
    ticket = snoozed(stage)
    stage.press(Button.CLAIM, stage.card(), ANA, str(ticket.id))
    assert stage.only_ticket().snoozed_until is None


def test_waking_by_hand_works_once(stage: Stage) -> None:
    ticket = snoozed(stage)
    assert stage.do(Deed.WAKE, ticket).snoozed_until is None
    stage.do(Deed.WAKE, ticket)
    assert "is not snoozed" in told(stage)


def test_a_sleep_needs_an_end_and_a_ticket_that_is_not_over(stage: Stage) -> None:
    _, ticket = stage.claimed()
    for until in (None, stage.clock() - timedelta(hours=1)):
        assert stage.do(Deed.SNOOZE, ticket, until=until).snoozed_until is None
    stage.desk.accept(stage.resolution(ticket))
    stage.do(Deed.SNOOZE, ticket, until=stage.clock() + timedelta(hours=1))
    assert "resolved now" in told(stage)


# Escalating --------------------------------------------------------------------------------------


def test_each_press_calls_the_next_rung_once(stage: Stage) -> None:
    _, ticket = stage.claimed()
    for _ in range(2):
        deed = stage.deed(Deed.ESCALATE, ticket, text="Their launch is today.")
        stage.desk.accept(deed)
        stage.desk.handle(deed.id)
    calls = [one.content for one in stage.in_staff_thread() if one.content.type == "reminder"]
    assert [one.notify for one in calls if isinstance(one, Reminder)] == [
        ("U0SUP02",),
        ("S0SUPPORT",),
    ]
    assert "Kenji escalates" in calls[0].text
    assert "Their launch is today. " in calls[0].text
    assert kinds(stage, ticket)[-2:] == ["called", "called"]


def test_the_clocks_rungs_count_and_the_last_is_called_again(stage: Stage) -> None:
    _, ticket = stage.filed()
    stage.desk.ring(ticket.id, Alarm(at=stage.clock(), kind=AlarmKind.PAGE), key="c:0")
    for _ in range(3):
        stage.do(Deed.ESCALATE, ticket, text="Still down")
    calls = [one.content for one in stage.in_staff_thread() if one.content.type == "reminder"]
    assert [one.notify for one in calls if isinstance(one, Reminder)] == [
        ("U0SUP02",),
        ("S0SUPPORT",),
        ("U0MGR01",),
        ("U0MGR01",),
    ]


def test_what_is_over_is_not_escalated(stage: Stage) -> None:
    _, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    stage.do(Deed.ESCALATE, ticket, text="Why not")
    assert "resolved now" in told(stage)


def test_without_a_ladder_there_is_nobody_to_call(stage: Stage) -> None:
    policy = stage.policy.model_copy(
        update={"escalation": stage.policy.escalation.model_copy(update={"ladder": ()})}
    )
    bare = Stage(stage.engine, policy)
    _, ticket = bare.claimed()
    bare.do(Deed.ESCALATE, ticket, text="Down")
    assert "nobody to call" in told(bare)


# Resolving ---------------------------------------------------------------------------------------


def test_cause_fix_and_kind_are_kept_and_the_customer_reads_the_words(stage: Stage) -> None:
    question, ticket = stage.claimed()
    form = stage.resolution(ticket).model_copy(
        update={
            "text": "",
            "cause": "A race in 4.3.1.",
            "fix": "Update to 4.3.2.",
            "category": Category.DEFECT,
        }
    )
    stage.desk.accept(form)
    after = stage.only_ticket()
    assert (after.cause, after.fix) == ("A race in 4.3.1.", "Update to 4.3.2.")
    assert after.category is Category.DEFECT
    assert after.resolution == "Cause: A race in 4.3.1.\nFix: Update to 4.3.2."
    said = stage.last(question).content
    assert isinstance(said, ResolvedNotice)
    assert said.text == after.resolution


def test_a_resolution_stored_before_there_were_two_fields_is_still_read() -> None:
    old = {
        "id": "view:1",
        "user": KENJI,
        "channel": "C",
        "thread_ts": "1.1",
        "kind": "resolution_form",
        "ticket_id": 1,
        "text": "Update.",
    }
    assert ResolutionSubmitted.model_validate(old).text == "Update."


# Suggesting --------------------------------------------------------------------------------------


def wished(stage: Stage, ticket: Ticket, user: str = KENJI) -> DraftWished:
    card = stage.card()
    return DraftWished(
        id=f"draft:{len(stage.messenger.posts)}:{user}",
        user=user,
        channel=card.channel,
        thread_ts=card.ts,
        ticket_id=ticket.id,
        form_id="V1",
    )


def test_a_draft_comes_from_the_documentation_with_its_sources(stage: Stage) -> None:
    question, ticket = stage.claimed()
    said = len(stage.said(question))
    stage.desk.accept(wished(stage, ticket))
    ((form_id, draft),) = stage.messenger.filled
    assert form_id == "V1"
    assert draft.text.startswith("Call `renewToken` before the token expires.")
    assert "[1]" not in draft.text
    assert "Sources:\nToken guide https://docs.brightwire.example/brightwire/token" in draft.text
    assert [one.path for one in draft.pages] == ["brightwire/token.md"]
    assert kinds(stage, ticket)[-1] == "suggested"
    assert len(stage.said(question)) == said, "nothing is sent by itself"
    assert stage.librarian.asked[-1].audience.customers == ("Nimbus Games",)


def test_without_the_index_there_is_a_form_all_the_same(stage: Stage) -> None:
    _, ticket = stage.claimed()
    stage.librarian.failure = KnowledgeError("away")
    stage.desk.accept(wished(stage, ticket))
    ((_, draft),) = stage.messenger.filled
    assert draft.text == ""
    assert "cannot be searched" in draft.problem


def test_a_draft_is_for_staff(stage: Stage) -> None:
    _, ticket = stage.claimed()
    stage.desk.accept(wished(stage, ticket, LIN))
    assert stage.messenger.filled == []


@pytest.mark.parametrize("how", ["unchanged", "edited"])
def test_how_a_draft_was_sent_is_noted(stage: Stage, how: str) -> None:
    _, ticket = stage.claimed()
    form = stage.reply_form(ticket, "Call renewToken").model_copy(update={"drafted": how})
    stage.desk.accept(form)
    last = stage.tickets.events(ticket.id)[-1]
    assert (last.kind, last.note) == ("suggestion_used", how)


def solved_before(stage: Stage, user: str, channel: str) -> Ticket:
    """A crash report of somebody, resolved."""
    report = stage.ask(CRASH_REPORT, user, channel=channel)
    stage.desk.accept(
        stage.form(report, user, summary="Crash when joining again", error_codes="1109")
    )
    ticket = max(stage.tickets.list(), key=lambda one: one.id)
    stage.do(Deed.CLAIM, ticket, ANA)
    stage.desk.accept(
        stage.resolution(ticket, ANA).model_copy(update={"text": "Paper Kite must update."})
    )
    return stage.desk.require_ticket(ticket.id)


def test_what_another_customer_was_told_is_for_staff_only(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    other = solved_before(stage, MEI, "C0PAPER")
    own = solved_before(stage, LIN, "C0NIMBUS")
    again = stage.ask(
        "Crash when joining again, error 1109, SDK 4.3.1 Android", LIN, channel="C0NIMBUS"
    )
    stage.desk.accept(
        stage.form(again, LIN, summary="Crash when joining again", error_codes="1109")
    )
    ticket = max(stage.tickets.list(), key=lambda one: one.id)
    place = stage.desk.staff_place(ticket.id)
    assert place is not None
    wish = DraftWished(
        id="draft:1",
        user=KENJI,
        channel=place.channel,
        thread_ts=place.thread_ts,
        ticket_id=ticket.id,
        form_id="V1",
    )
    stage.desk.accept(wish)
    ((_, draft),) = stage.messenger.filled
    assert {one.ticket_id for one in draft.similar} == {other.id, own.id}
    assert f"This solved it in {own.label}" in draft.text
    assert other.label not in draft.text


# By command --------------------------------------------------------------------------------------


def test_a_command_hears_what_came_of_it(stage: Stage) -> None:
    _, ticket = stage.filed()
    after = stage.do(Deed.CLAIM, ticket, ANA, answer=True)
    assert after.claimed_by == ANA
    assert told(stage) == f"{ticket.label} is claimed now; Ana has it."
    stage.do(Deed.CLAIM, ticket, KENJI, answer=True)
    assert told(stage) == f"{ticket.label} is already claimed by Ana."


def test_a_deed_that_fails_for_good_is_told_to_nobody_else(stage: Stage) -> None:
    _, ticket = stage.filed()
    posts = len(stage.messenger.posts)
    stage.jobs.handler = None
    deed = stage.deed(Deed.CLAIM, ticket, ANA)
    stage.desk.accept(deed)
    stage.desk.give_up(deed.id)
    assert len(stage.messenger.posts) == posts
    assert "failed on our side" in told(stage)
