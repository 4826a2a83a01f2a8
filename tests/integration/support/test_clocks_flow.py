"""What was promised, on a whole desk: the warning, the breach, the pause, the second life."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.slack.views.staff import staff_card
from bot.support.accounts import Contract, Targets
from bot.support.clock import Alarm, AlarmKind
from bot.support.inbound import Button, MessageReceived
from bot.support.messages import Reminder, StaffCard
from bot.support.models import Severity, Ticket, TicketEvent, TicketStatus
from bot.support.targets import Target
from tests.desk_stage import Stage, fresh_database, sample_policy
from tests.fakes import KENJI, LIN, OMAR

ON_CALL = "U0SUP02"  # by the sample policy's rota


def answered(stage: Stage) -> tuple[MessageReceived, Ticket]:
    """A claimed ticket of an enterprise customer (high: next reply 4h), replied to."""
    question, ticket = stage.claimed()
    stage.rate(ticket, Severity.HIGH)
    stage.desk.accept(stage.reply_form(ticket, "I look into it."))
    return question, stage.only_ticket()


def planned(stage: Stage, target: Target = Target.NEXT_REPLY) -> list[Alarm]:
    ticket = stage.only_ticket()
    return [one for one in stage.desk.targets.alarms(ticket.id) if one.target is target]


def reminders(stage: Stage) -> list[tuple[tuple[str, ...], str]]:
    said = [one.content for one in stage.in_staff_thread()]
    return [(one.notify, one.text) for one in said if isinstance(one, Reminder)]


def ring(stage: Stage, alarm: Alarm, key: str = "targets:1") -> bool:
    stage.clock.now = max(stage.clock(), alarm.at)
    return stage.desk.targets.ring(stage.only_ticket().id, alarm, key=key)


def shown(stage: Stage) -> str:
    """The line of the card that tells the clocks."""
    place = stage.card()
    card = place.content
    assert isinstance(card, StaffCard)
    return str(staff_card(card)[1])


def test_a_customers_word_starts_the_clock_and_an_answer_stops_it(stage: Stage) -> None:
    question, ticket = answered(stage)
    assert ticket.next_reply_due is None
    assert planned(stage) == []
    asked = stage.ask("And on iOS?", thread=question.thread_ts)
    due = stage.only_ticket().next_reply_due
    assert due == stage.clock() + timedelta(hours=4)
    assert stage.only_ticket().next_breach == due
    assert "Reply due" in shown(stage)
    stage.ask("Hello?", thread=asked.thread_ts)
    assert stage.only_ticket().next_reply_due == due, "the oldest words that nobody answered count"
    stage.desk.accept(stage.reply_form(ticket, "On iOS too."))
    assert stage.only_ticket().next_reply_due is None
    assert "Answered" in shown(stage)


def test_staff_in_the_customers_thread_answers_too(stage: Stage) -> None:
    question, _ = answered(stage)
    stage.ask("And on iOS?", thread=question.thread_ts)
    stage.ask("On iOS too.", KENJI, thread=question.thread_ts, addressed=False)
    assert stage.only_ticket().next_reply_due is None


def test_the_warning_goes_to_who_has_it_and_the_breach_climbs_the_ladder(stage: Stage) -> None:
    question, ticket = answered(stage)
    stage.ask("And on iOS?", thread=question.thread_ts)
    before = len(reminders(stage))
    ladder = stage.policy.escalation.ladder
    alarms = planned(stage)
    assert [one.kind for one in alarms] == [AlarmKind.TARGET_SOON] + [AlarmKind.BREACH] * 3
    assert alarms[0].at - stage.clock() == timedelta(hours=4) * 0.8
    for alarm in alarms:
        assert ring(stage, alarm)
        assert ring(stage, alarm, "targets:other"), "another clock of the same plan, or a crash"
    told = reminders(stage)[before:]
    called = {"on_call": ON_CALL}
    assert [notify for notify, _ in told] == [
        (KENJI,),
        *((KENJI, *(called.get(one, one) for one in rung.notify)) for rung in ladder),
    ]
    assert "is due by" in told[0][1]
    assert "was due by" in told[1][1]
    assert ladder[0].name in told[1][1]
    trail = [one.kind for one in stage.tickets.events(ticket.id)]
    assert trail.count("target_soon") == 1
    assert trail.count("breach") == 3
    assert "Reply overdue since" in shown(stage)


def test_a_clock_from_before_an_answer_does_not_ring(stage: Stage) -> None:
    question, ticket = answered(stage)
    stage.ask("And on iOS?", thread=question.thread_ts)
    stale = planned(stage)
    stage.desk.accept(stage.reply_form(ticket, "On iOS too."))
    before = len(reminders(stage))
    assert not any(ring(stage, alarm) for alarm in stale)
    stage.ask("And on Windows?", thread=question.thread_ts)
    assert not any(ring(stage, alarm) for alarm in stale), "nor for the next question"
    assert len(reminders(stage)) == before


def test_each_plan_of_alarms_is_watched_once(stage: Stage) -> None:
    question, ticket = answered(stage)
    before = len(stage.jobs.targets)
    stage.ask("And on iOS?", thread=question.thread_ts)
    stage.ask("Hello?", thread=question.thread_ts)
    assert len(stage.jobs.targets) == before + 1
    stage.deadlines.catch_up()
    assert len(stage.jobs.targets) == before + 1, "a start watches nothing anew"
    stage.desk.accept(stage.reply_form(ticket, "On iOS too."))
    assert len(stage.jobs.targets) == before + 1, "what is left is what was watched before"


def test_waiting_for_the_customer_pauses_the_resolution(stage: Stage) -> None:
    question, ticket = answered(stage)
    due = stage.only_ticket().resolve_due
    assert due is not None
    stale = planned(stage, Target.RESOLUTION)
    stage.desk.accept(stage.reply_form(ticket, "Which build?", waits=True))
    waiting = stage.only_ticket()
    assert (waiting.status, waiting.resolve_due, waiting.next_breach) == (
        TicketStatus.WAITING,
        None,
        None,
    )
    assert "Resolution paused: waits for the customer" in shown(stage)
    assert not stage.desk.targets.needs_clock(ticket.id)
    assert not any(ring(stage, alarm) for alarm in stale)

    stage.ask("Build 77", thread=question.thread_ts)
    resumed = stage.only_ticket()
    assert resumed.resolve_due is not None
    assert resumed.resolve_due > due
    assert resumed.next_reply_due == stage.clock() + timedelta(hours=4)
    assert stage.desk.targets.needs_clock(ticket.id)
    assert planned(stage, Target.RESOLUTION)[0].at > stale[0].at


def test_a_reopened_ticket_goes_on_with_what_was_left(stage: Stage) -> None:
    question, ticket = answered(stage)
    due = stage.only_ticket().resolve_due
    stage.desk.accept(stage.resolution(ticket))
    assert stage.only_ticket().next_breach is None
    assert stage.desk.targets.alarms(ticket.id) == ()
    stage.clock.advance(days=7)  # a whole week: what is left is the same week's time of day
    stage.press(Button.REOPEN, stage.last(question), LIN, str(ticket.id))
    again = stage.only_ticket()
    assert again.status is TicketStatus.REOPENED
    assert due is not None
    assert again.resolve_due is not None
    assert again.resolve_due - due >= timedelta(days=7)
    assert again.next_reply_due is not None, "that it is not solved wants an answer"


def test_a_raised_severity_promises_more(stage: Stage) -> None:
    _, ticket = answered(stage)
    before = stage.only_ticket().resolve_due
    watched = len(stage.jobs.targets)
    stage.rate(ticket, Severity.CRITICAL, OMAR)
    after = stage.only_ticket()
    assert after.severity is Severity.CRITICAL
    assert before is not None
    assert after.resolve_due is not None
    assert after.resolve_due < before
    assert len(stage.jobs.targets) == watched + 1


def test_a_resolution_that_nobody_took_is_told_to_the_thread(stage: Stage) -> None:
    _, ticket = stage.filed()
    soon, breach, *_ = planned(stage, Target.RESOLUTION)
    assert ring(stage, soon)
    assert ring(stage, breach)
    (_, warned), (called, missed) = reminders(stage)[-2:]
    assert reminders(stage)[-2][0] == ()
    assert called == (ON_CALL,)
    assert ticket.label in warned
    assert ticket.label in missed


def test_the_contract_of_an_account_decides() -> None:
    policy = sample_policy()
    contract = Contract(first_response=Targets(medium="10m"), resolution=Targets(medium="1h"))  # type: ignore[arg-type]
    nimbus = policy.customers[0].model_copy(update={"contract": contract})
    stage = Stage(fresh_database(), policy.model_copy(update={"customers": (nimbus,)}))
    _, ticket = stage.filed()
    assert ticket.first_reply_due - ticket.created_at == timedelta(minutes=10)
    assert ticket.resolve_due == ticket.created_at + timedelta(hours=1)


def test_a_claimed_ticket_still_owes_its_first_reply(stage: Stage) -> None:
    _, ticket = stage.claimed()
    alarms = planned(stage, Target.FIRST_REPLY)
    assert [one.kind for one in alarms] == [AlarmKind.TARGET_SOON] + [AlarmKind.BREACH] * 3
    assert alarms[1].at == ticket.first_reply_due
    assert ring(stage, alarms[0])
    assert reminders(stage)[-1][0] == (KENJI,)
    stage.desk.accept(stage.reply_form(ticket, "Here I am."))
    assert not ring(stage, alarms[1])


def test_a_ticket_that_is_gone_has_no_clock(stage: Stage) -> None:
    alarm = Alarm(at=stage.clock(), kind=AlarmKind.BREACH, target=Target.RESOLUTION)
    assert stage.desk.targets.alarms(99) == ()
    assert not stage.desk.targets.needs_clock(99)
    assert not stage.desk.targets.ring(99, alarm, key="x")
    stage.deadlines(99)


def test_the_queue_sorts_by_the_clock_that_breaks_first(stage: Stage) -> None:
    answered(stage)
    stage.ask("I want to talk to a person")
    found = stage.tickets.list()
    never = datetime.max.replace(tzinfo=stage.clock().tzinfo)
    assert len(found) == 2
    assert list(found) == sorted(found, key=lambda one: one.next_breach or never)


def test_a_sleeping_ticket_is_told_when_it_wakes(stage: Stage) -> None:
    """The promise stands; its alarms wait, and have a clock of their own from then on."""
    question, ticket = answered(stage)
    stage.ask("And on iOS?", thread=question.thread_ts)
    due, alarms = stage.only_ticket().next_reply_due, planned(stage)
    until = stage.clock() + timedelta(hours=8)
    assert stage.tickets.snooze(ticket.id, until, actor=KENJI, origin="nap")
    assert planned(stage) == []
    assert not stage.desk.targets.needs_clock(ticket.id)
    assert not ring(stage, alarms[0])
    watched = len(stage.jobs.targets)
    stage.clock.now = until
    assert stage.tickets.wake(ticket.id, actor=KENJI, origin="morning")
    assert len(stage.jobs.targets) == watched + 1
    assert stage.only_ticket().next_reply_due == due
    soon, breach, *_ = planned(stage)
    before = len(reminders(stage))
    assert ring(stage, soon)
    assert ring(stage, breach)
    assert [text.count("was due by") for _, text in reminders(stage)[before:]] == [1]


def test_the_breach_calls_the_rung_after_those_that_were_called(stage: Stage) -> None:
    question, ticket = answered(stage)
    called = TicketEvent(ticket_id=ticket.id, kind="called", actor=KENJI, at=stage.clock())
    stage.tickets.note(called, origin="by hand")
    stage.ask("And on iOS?", thread=question.thread_ts)
    breach = planned(stage)[1]
    assert ring(stage, breach)
    assert stage.policy.escalation.ladder[1].name in reminders(stage)[-1][1]


def test_who_has_no_case_yet_is_warned_in_business_time(stage: Stage) -> None:
    """Filed late on a Friday: nobody is reminded on the Sunday."""
    stage.clock.now = datetime(2026, 10, 16, 9, tzinfo=UTC)  # 17:00 in Shanghai
    _, ticket = stage.filed()  # medium: 8bh
    warning = stage.desk.alarms(ticket.id)[0]
    assert warning.kind is AlarmKind.DUE_SOON
    monday = datetime(2026, 10, 19, 1, tzinfo=UTC)  # 9:00 in Shanghai, an hour has passed
    worked = timedelta(hours=8) * 0.8 - timedelta(hours=1)
    assert abs(warning.at - (monday + worked)) < timedelta(minutes=1)
