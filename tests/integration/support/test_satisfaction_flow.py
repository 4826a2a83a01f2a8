"""Satisfaction: one click on an answer, one question after a ticket, and nobody is nagged."""

from __future__ import annotations

import pytest

from bot.support.clock import Alarm, AlarmKind
from bot.support.inbound import Button, MessageReceived, RatingReasonSubmitted
from bot.support.messages import AnswerReply, Notice, RateTicket, Reminder, StaffCard
from bot.support.models import Holder, Ticket, TicketStatus
from bot.support.satisfaction import Subject
from tests.desk_stage import QUESTION, Stage
from tests.fakes import KENJI, LIN, MEI, STRANGER, Post

ZH = "令牌过期前怎么更新？"


def answered(stage: Stage, question: MessageReceived) -> Post:
    return next(one for one in stage.said(question) if isinstance(one.content, AnswerReply))


def settled(post: Post) -> AnswerReply:
    assert isinstance(post.content, AnswerReply)
    return post.content


# Answers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "because"), [(QUESTION, "it is outdated"), (ZH, "内容过时")], ids=["en", "zh"]
)
def test_not_solved_may_be_explained(stage: Stage, text: str, because: str) -> None:
    question = stage.ask(text)
    post = answered(stage, question)
    answer = settled(post).answer_id
    value = f"{settled(post).conversation_id}:{answer}"
    stage.press(Button.NOT_SOLVED, post, LIN, value)
    assert settled(post).ask_why
    stage.press(Button.WHY_NOT_SOLVED, post, LIN, f"{answer}:outdated")
    assert because in settled(post).settled
    assert not settled(post).ask_why
    (said,) = stage.ratings.of(Subject.ANSWER, answer)
    assert (said.score, said.reason, said.person, said.plan) == (1, "outdated", LIN, "enterprise")


def test_solved_is_one_click(stage: Stage) -> None:
    post = answered(stage, stage.ask(QUESTION))
    stage.press(Button.SOLVED, post, LIN, f"{settled(post).conversation_id}")
    assert not settled(post).ask_why
    (said,) = stage.ratings.of(Subject.ANSWER, settled(post).answer_id)
    assert (said.score, said.reason) == (5, "")


def test_staff_press_for_others_but_rate_nothing(stage: Stage) -> None:
    post = answered(stage, stage.ask(QUESTION))
    stage.press(Button.NOT_SOLVED, post, KENJI, f"1:{settled(post).answer_id}")
    assert settled(post).settled
    assert not settled(post).ask_why
    stage.press(Button.WHY_NOT_SOLVED, post, KENJI, f"{settled(post).answer_id}:wrong")
    assert stage.ratings.of(Subject.ANSWER, settled(post).answer_id) == []
    assert stage.messenger.whispers[-1][1] == KENJI


@pytest.mark.parametrize("value", ["{}:terrible", "EvNoSuch:wrong", "", ":"])
def test_reasons_that_are_none_are_refused(stage: Stage, value: str) -> None:
    post = answered(stage, stage.ask(QUESTION))
    answer = settled(post).answer_id
    stage.press(Button.NOT_SOLVED, post, LIN, f"1:{answer}")
    stage.press(Button.WHY_NOT_SOLVED, post, LIN, value.format(answer))
    assert stage.ratings.of(Subject.ANSWER, answer)[0].reason == ""
    assert settled(post).ask_why, "it may still be chosen"


# Tickets ------------------------------------------------------------------------------------------


def confirmed(stage: Stage) -> tuple[MessageReceived, Ticket, Post]:
    """A ticket that its developer confirmed, and the question about the help."""
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    stage.press(Button.CONFIRM_SOLVED, stage.last(question), LIN, str(ticket.id))
    return question, ticket, stage.last(question)


def rate(stage: Stage, post: Post, ticket: Ticket, score: int, user: str = LIN) -> None:
    stage.press(Button.RATE[score - 1], post, user, f"{ticket.id}:{score}")


def reason(stage: Stage, post: Post, ticket: Ticket, text: str, user: str = LIN) -> None:
    stage.desk.accept(
        RatingReasonSubmitted(
            id=f"view:{user}:{text}",
            user=user,
            channel=post.channel,
            thread_ts=post.thread_ts,
            ticket_id=ticket.id,
            text=text,
            message_ts=post.ts,
        )
    )


def card(stage: Stage) -> StaffCard:
    content = stage.card().content
    assert isinstance(content, StaffCard)
    return content


def test_one_question_that_can_be_changed_and_explained(stage: Stage) -> None:
    question, ticket, post = confirmed(stage)
    assert post.content == RateTicket(ticket_id=ticket.id)
    rate(stage, post, ticket, 5)
    rate(stage, post, ticket, 4)
    reason(stage, post, ticket, "Quick and to the point.")
    assert post.content == RateTicket(
        ticket_id=ticket.id, score=4, reason="Quick and to the point."
    )
    assert card(stage).rating == "4: Quick and to the point."
    (said,) = stage.ratings.of(Subject.TICKET, str(ticket.id))
    assert (said.plan, said.team, said.customer) == ("enterprise", "S0SUPPORT", "Nimbus Games")
    assert len([one for one in stage.said(question) if one.content.type == "rate_ticket"]) == 1
    assert stage.desk.csat.said(ticket.id, LIN) == ("Quick and to the point.", "en")


def test_a_low_score_reaches_staff_once(stage: Stage) -> None:
    _, ticket, post = confirmed(stage)
    rate(stage, post, ticket, 2)
    rate(stage, post, ticket, 1)
    reason(stage, post, ticket, "Nobody answered for a day.")
    told = [one.content for one in stage.in_staff_thread()][-2:]
    low, why = told
    assert isinstance(low, Reminder)
    assert isinstance(why, Reminder)
    assert ("2 of 5" in low.text, low.notify) == (True, (KENJI,))
    assert "Nobody answered for a day." in why.text


def test_only_who_was_asked_can_rate(stage: Stage) -> None:
    _, ticket, post = confirmed(stage)
    for other in (MEI, STRANGER, KENJI):
        rate(stage, post, ticket, 1, other)
        assert stage.messenger.whispers[-1][1] == other
        reason(stage, post, ticket, "mine", other)
    assert stage.ratings.of(Subject.TICKET, str(ticket.id))[0].score is None
    for score in (0, 6):
        stage.press(Button.RATE[0], post, LIN, f"{ticket.id}:{score}")
    reason(stage, post, ticket, "before any score")
    (said,) = stage.ratings.of(Subject.TICKET, str(ticket.id))
    assert (said.score, said.reason) == (None, "")


def test_who_was_asked_lately_is_left_alone(stage: Stage) -> None:
    confirmed(stage)
    for days, asked in ((6, 1), (2, 2)):
        stage.clock.advance(days=days)
        question = stage.ask(QUESTION)
        stage.desk.accept(stage.form(question))
        ticket = max(stage.tickets.list(), key=lambda one: one.id)
        stage.press(Button.CLAIM, stage.last(question), KENJI, str(ticket.id))
        stage.desk.accept(stage.resolution(ticket))
        stage.press(Button.CONFIRM_SOLVED, stage.last(question), LIN, str(ticket.id))
        questions = [one for one in stage.messenger.posts if one.content.type == "rate_ticket"]
        assert len(questions) == asked


def test_a_ticket_that_closes_by_itself_is_asked_about_in_its_language(stage: Stage) -> None:
    question = stage.ask(ZH)
    stage.desk.accept(stage.form(question))
    ticket = stage.only_ticket()
    stage.press(Button.CLAIM, stage.card(), KENJI, str(ticket.id))
    stage.desk.accept(stage.resolution(ticket))
    alarm = Alarm(at=stage.clock(), kind=AlarmKind.CLOSE_RESOLVED)
    for _ in range(2):  # again after a crash
        stage.desk.ring(ticket.id, alarm, key="clock:1")
    assert stage.only_ticket().status is TicketStatus.CLOSED
    assert stage.last(question).content == RateTicket(language="zh", ticket_id=ticket.id)
    assert stage.conversation(question).holder is Holder.BOT


def test_silence_of_the_customer_is_no_reason_to_ask(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.reply_form(ticket, "Which build?", waits=True))
    alarm = Alarm(at=stage.clock(), kind=AlarmKind.CLOSE_WAITING)
    stage.desk.ring(ticket.id, alarm, key="clock:1")
    assert isinstance(stage.last(question).content, Notice)


def test_a_reopened_ticket_is_not_asked_about_twice(stage: Stage) -> None:
    question, ticket, _ = confirmed(stage)
    stage.tickets.move(ticket.id, TicketStatus.REOPENED, actor=LIN, origin="again")
    stage.desk.accept(stage.resolution(ticket))
    stage.press(Button.CONFIRM_SOLVED, stage.last(question), LIN, str(ticket.id))
    assert len([one for one in stage.said(question) if one.content.type == "rate_ticket"]) == 1
