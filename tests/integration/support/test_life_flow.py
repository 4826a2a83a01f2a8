"""A ticket's life: details that come later, waiting for the customer, ends that time brings."""

from __future__ import annotations

import pytest

from bot.support.clock import Alarm, AlarmKind, alarms
from bot.support.inbound import Button, Deed, MessageReceived, TicketLeft
from bot.support.messages import Notice, RateTicket, Reminder, StaffCard, TicketFiled, TicketOffer
from bot.support.models import Holder, Severity, Ticket, TicketStatus
from tests.desk_stage import CRASH_REPORT, Stage
from tests.fakes import KENJI, LIN, MEI, PAPER, STAFF

VAGUE = "The app crashes as soon as a call starts."


def ring(stage: Stage, ticket: Ticket, kind: AlarmKind, key: str = "clock:1") -> bool:
    alarm = Alarm(at=stage.clock(), kind=kind)
    return stage.desk.ring(ticket.id, alarm, key=key)


def notice(stage: Stage, question: object) -> str:
    content = stage.last(question).content  # type: ignore[arg-type]
    assert isinstance(content, Notice)
    return content.text


def test_missing_details_are_asked_once_with_the_ticket_and_complete_it(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    question = stage.ask("Hello", MEI, channel=PAPER)
    stage.desk.accept(stage.form(question, MEI, actual=VAGUE))
    ticket = stage.only_ticket()
    assert ticket.status is TicketStatus.NEEDS_INFO
    filed = stage.last(question).content
    assert isinstance(filed, TicketFiled)
    assert filed.ask

    stage.ask(CRASH_REPORT, MEI, channel=PAPER, thread=question.thread_ts)
    after = stage.only_ticket()
    assert after.fields.sdk_version == "4.3.1"
    assert after.fields.actual == VAGUE, "what the form said stays"
    trail = [one.kind for one in stage.tickets.events(ticket.id)]
    if after.status is TicketStatus.OPEN:
        assert trail[-1] == "open"
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert card.ticket.fields.sdk_version == "4.3.1"


def test_a_whole_report_is_a_new_ticket(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    question = stage.ask(CRASH_REPORT)
    form = stage.form(
        question,
        product="voice",
        sdk_version="4.3.1",
        platform="android",
        environment="Android 14",
        steps="1. Join",
    )
    stage.desk.accept(form)
    ticket = stage.only_ticket()
    missing = stage.desk.alarms(ticket.id)
    assert missing
    assert ticket.status in {TicketStatus.NEW, TicketStatus.NEEDS_INFO, TicketStatus.CLAIMED}


def test_asking_the_customer_waits_and_their_answer_gives_it_back(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.reply_form(ticket, "Which build is it?", waits=True))
    waiting = stage.only_ticket()
    assert (waiting.status, waiting.claimed_by) == (TicketStatus.WAITING, KENJI)
    life = stage.policy.life
    kinds = [(one.kind, one.at - stage.clock()) for one in stage.desk.alarms(ticket.id)]
    assert kinds == [
        (AlarmKind.REMIND_CUSTOMER, life.remind_waiting.as_timedelta()),
        (AlarmKind.CLOSE_WAITING, life.close_waiting.as_timedelta()),
    ]
    stage.ask("Build 77", thread=question.thread_ts)
    answered = stage.only_ticket()
    assert (answered.status, answered.claimed_by) == (TicketStatus.CLAIMED, KENJI)
    reminder = stage.in_staff_thread()[-1].content
    assert isinstance(reminder, Reminder)
    assert reminder.notify == (KENJI,)


def test_asking_before_anybody_has_it_takes_it(stage: Stage) -> None:
    _, ticket = stage.filed()
    stage.desk.accept(stage.reply_form(ticket, "Which build is it?", waits=True))
    waiting = stage.only_ticket()
    assert (waiting.status, waiting.claimed_by) == (TicketStatus.WAITING, KENJI)


def test_silence_is_reminded_of_and_ends_it(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.reply_form(ticket, "Which build is it?", waits=True))
    assert ring(stage, ticket, AlarmKind.REMIND_CUSTOMER)
    assert "5 days" in notice(stage, question)
    before = len(stage.said(question))
    assert ring(stage, ticket, AlarmKind.REMIND_CUSTOMER), "again after a crash"
    assert len(stage.said(question)) == before
    assert not ring(stage, ticket, AlarmKind.CLOSE_WAITING, "clock:2")
    assert stage.only_ticket().status is TicketStatus.CLOSED
    assert "no answer" in notice(stage, question)
    conversation = stage.conversation(question)
    assert (conversation.holder, conversation.ticket_id) == (Holder.BOT, None)
    assert stage.tickets.events(ticket.id)[-1].actor == "doorstep"


def test_an_answer_in_time_keeps_it_open(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.reply_form(ticket, "Which build is it?", waits=True))
    stage.ask("Build 77", thread=question.thread_ts)
    for kind in (AlarmKind.REMIND_CUSTOMER, AlarmKind.CLOSE_WAITING):
        assert not ring(stage, ticket, kind)
    assert stage.only_ticket().status is TicketStatus.CLAIMED


def test_a_resolved_ticket_closes_by_itself(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    (alarm,) = stage.desk.alarms(ticket.id)
    assert alarm.kind is AlarmKind.CLOSE_RESOLVED
    assert not stage.desk.ring(ticket.id, Alarm(at=alarm.at, kind=AlarmKind.PAGE), key="old clock")
    assert not ring(stage, ticket, AlarmKind.CLOSE_RESOLVED)
    assert stage.only_ticket().status is TicketStatus.CLOSED
    told, asked = (one.content for one in stage.said(question)[-2:])
    assert isinstance(told, Notice)
    assert "resolved" in told.text
    assert isinstance(asked, RateTicket)


@pytest.mark.parametrize("status", TicketStatus)
def test_every_alarm_of_a_status_means_something_there(stage: Stage, status: TicketStatus) -> None:
    _, ticket = stage.filed()
    told = ticket.model_copy(update={"status": status})
    for one in alarms(told, stage.policy, stage.clock()):
        assert status in one.kind.belongs_to


def test_staff_corrects_the_severity_and_both_are_kept(stage: Stage) -> None:
    _, ticket = stage.filed()
    after = stage.rate(ticket, Severity.CRITICAL, why="Their launch is tonight.")
    assert after.severity_reason == "Set by Kenji: Their launch is tonight."
    assert (after.severity, after.reported_severity) == (Severity.CRITICAL, Severity.MEDIUM)
    assert after.first_reply_due == ticket.first_reply_due, "what was promised stands"
    again = stage.rate(ticket, Severity.LOW)
    assert (again.severity, again.reported_severity) == (Severity.LOW, Severity.MEDIUM)
    trail = [(one.kind, one.actor) for one in stage.tickets.events(ticket.id)]
    assert trail.count(("severity", KENJI)) == 2
    notes = [one.note for one in stage.tickets.events(ticket.id) if one.kind == "severity"]
    assert notes[0] == "critical: Set by Kenji: Their launch is tonight."


@pytest.mark.parametrize(("user", "severity"), [(LIN, Severity.CRITICAL), (KENJI, None)])
def test_others_and_nonsense_change_no_severity(
    stage: Stage, user: str, severity: Severity | None
) -> None:
    _, ticket = stage.filed()
    stage.do(Deed.RATE, ticket, user, severity=severity)
    assert stage.only_ticket().severity is ticket.severity
    assert stage.messenger.whispers


def test_tickets_are_found_by_words(stage: Stage) -> None:
    _, ticket = stage.filed()
    stage.tickets.amend(
        ticket.id,
        fields=ticket.fields.model_copy(update={"error_codes": "1109", "summary": "频道掉线 100%"}),
    )
    for words in (["1109"], ["频道"], ["掉线", "nimbus"], ["100%"]):
        assert [one.id for one in stage.tickets.search(words, 10)] == [ticket.id]
    for words in (["1108"], ["1109", "nowhere"], ["100_"], ["sdk_version"], ["summary"]):
        assert stage.tickets.search(words, 10) == []


def test_tickets_are_found_by_what_was_written_about_them(stage: Stage) -> None:
    question, ticket = stage.filed()
    stage.ask("It is the Harbor build 774512", thread=question.ts, addressed=False)
    stage.ask("asked Ravi", KENJI, channel=STAFF, thread=stage.card().ts, addressed=False)
    stage.desk.accept(stage.reply_form(ticket, "Try the nightly build"))
    stage.tickets.amend(ticket.id, log_digest="call.log: 4 lines; first error 110-42")
    words = ("harbor 774512", "RAVI", "nightly", "110-42", f"ds-{ticket.id}", LIN, "renew token")
    for one in words:
        assert [found.id for found in stage.tickets.search(one.split(), 10)] == [ticket.id], one
    assert stage.tickets.search([f"DS-{ticket.id}1"], 10) == []
    assert stage.tickets.search(["documentation"], 10) == [], "why it was filed is no find"


# Drafts ------------------------------------------------------------------------------------------


def offered(stage: Stage) -> tuple[MessageReceived, int, tuple[Alarm, ...]]:
    """A problem that became an offered ticket, and the clock of the draft."""
    stage.librarian.confidence = 0.1
    question = stage.ask(CRASH_REPORT, MEI, channel=PAPER)
    (started,) = stage.jobs.drafts
    number = stage.conversation(question).id
    assert started == (number, question.id)
    return question, number, stage.desk.drafts.alarms(number)


def test_a_draft_that_is_left_is_shown_again_and_put_aside(stage: Stage) -> None:
    question, number, (remind, close) = offered(stage)
    stage.clock.now = remind.at
    assert stage.desk.drafts.ring(number, remind, key="d:0")
    shown = stage.last(question).content
    assert isinstance(shown, TicketOffer)
    assert shown.fields.sdk_version == "4.3.1"
    stage.clock.now = close.at
    assert not stage.desk.drafts.ring(number, close, key="d:1")
    assert "put the draft aside" in notice(stage, question)
    stage.press(Button.FILE_TICKET, stage.said(question)[-2], MEI)
    assert stage.only_ticket().fields.sdk_version == "4.3.1", "even then nothing was lost"


def left(question: MessageReceived) -> TicketLeft:
    return TicketLeft(
        id=f"left:{question.id}",
        user=question.user,
        channel=question.channel,
        thread_ts=question.thread_ts,
    )


def test_a_form_that_is_closed_leaves_a_draft_with_one_reminder(stage: Stage) -> None:
    question, number, (remind, close) = offered(stage)
    stage.desk.accept(left(question))
    assert [one[0] for one in stage.jobs.drafts] == [number, number]
    assert "not filed" in str(stage.messenger.whispers[-1])
    before = len(stage.said(question))
    stage.clock.now = remind.at
    for key in ("d:0", "other:0"):  # the offer's clock and that of the form
        assert stage.desk.drafts.ring(number, remind, key=key)
    assert len(stage.said(question)) == before + 1
    stage.clock.now = close.at
    for key in ("d:1", "other:1"):
        assert not stage.desk.drafts.ring(number, close, key=key)
    assert len(stage.said(question)) == before + 2


def test_a_form_that_is_closed_after_the_filing_is_nothing(stage: Stage) -> None:
    question, _ = stage.filed()
    stage.desk.accept(left(question))
    assert stage.jobs.drafts == []
    unknown = stage.message("nobody stored this")
    stage.desk.accept(left(unknown))
    assert stage.jobs.drafts == []


def test_a_draft_that_went_on_is_left_alone(stage: Stage) -> None:
    question, number, (remind, close) = offered(stage)
    stage.clock.advance(hours=2)
    stage.ask("It is also on iOS", MEI, channel=PAPER, thread=question.thread_ts)
    before = len(stage.said(question))
    stage.clock.now = close.at
    for alarm in (remind, close):
        assert not stage.desk.drafts.ring(number, alarm, key="d:0")
    assert len(stage.said(question)) == before


def test_a_filed_ticket_is_no_draft(stage: Stage) -> None:
    question, number, alarms_ = offered(stage)
    assert stage.desk.drafts.needs_clock(number)
    stage.press(Button.FILE_TICKET, stage.last(question), MEI)
    assert not stage.desk.drafts.needs_clock(number)
    assert not stage.desk.drafts.ring(number, alarms_[0], key="d:0")
