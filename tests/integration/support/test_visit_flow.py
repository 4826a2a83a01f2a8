"""The life of a visit and of a session on a whole desk, from the wish to the follow-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from icalendar import Calendar

from bot.support.clock import Alarm, AlarmKind
from bot.support.inbound import Button
from bot.support.messages import StaffCard, VisitDeclined
from bot.support.models import Severity, TicketStatus
from bot.support.policy import Policy
from bot.support.spans import Span
from bot.support.visits.messages import VisitMessage
from bot.support.visits.models import Visit, VisitStatus
from tests.desk_stage import Stage, fresh_database, sample_policy
from tests.fakes import ANA, KENJI, LIN, MEI, OMAR, STRANGER
from tests.visit_stage import EMERGENCY, INTEGRATION, SESSION, Visits


@pytest.fixture
def visits() -> Visits:
    return Visits(Stage(fresh_database()))


def names(message: VisitMessage) -> list[str]:
    return [one.name for one in message.choices]


def whispered(visits: Visits) -> str:
    return str(visits.stage.messenger.whispers[-1][2])


# The whole way ------------------------------------------------------------------------------------


def test_a_session_is_booked_held_and_reported(visits: Visits) -> None:
    offered = visits.offered()
    shown = visits.shown(offered)
    assert "1 hour included in your contract" in shown.lines
    assert "No charge" in shown.lines
    assert names(shown) == [Button.ACCEPT_TERMS, Button.WITHDRAW_VISIT]

    proposed = visits.press(Button.ACCEPT_TERMS, offered)
    assert proposed.status is VisitStatus.PROPOSED  # a session needs no manager
    assert len(proposed.proposals) == 3
    shown = visits.shown(proposed)
    assert names(shown)[:3] == [f"{Button.CHOOSE_SLOT}_{n}" for n in range(3)]
    assert shown.choices[0].text == "Mon 23 Nov 12:00-13:00"  # asked after 10:00, an hour ahead

    agreed = visits.press(f"{Button.CHOOSE_SLOT}_0", proposed, LIN, visits.slot(proposed))
    assert agreed.status is VisitStatus.CONFIRMED
    assert agreed.engineer == KENJI  # knows messaging
    assert "Engineer: Kenji" in visits.shown(agreed).lines
    sent = list(visits.stage.messenger.sent.values())
    assert [name for _, name, _, _ in sent] == ["V-1-1.ics", "V-1-1.ics"]
    (event,) = Calendar.from_ical(sent[0][2]).walk("VEVENT")
    assert agreed.slot is not None
    assert event.decoded("DTSTART") == agreed.slot.start

    visits.stage.clock.now = agreed.slot.end
    visits.stage.desk.accept(
        visits.report(agreed, advice="Raise the proxy's time-out.", internal="x")
    )
    reported = visits.now(agreed)
    assert reported.status is VisitStatus.REPORTED
    shown = visits.shown(reported)
    assert "Found: The proxy drops long polls." in shown.lines
    assert "Advice: Raise the proxy's time-out." in shown.lines
    assert "Internal: x" not in visits.said()
    assert "Internal: x" in visits.on_card(reported).lines
    closed = visits.press(Button.CLOSE_VISIT, reported)
    assert closed.status is VisitStatus.CLOSED


def test_an_emergency_visit_comes_after_a_session(visits: Visits) -> None:
    declined = visits.offered(EMERGENCY)
    assert (declined.status, declined.verdict.rule) == (VisitStatus.DECLINED, "remote_first")
    assert names(visits.shown(declined)) == [Button.ASK_SESSION]

    visits.held(SESSION)
    visits.stage.clock.advance(hours=1)
    offered = visits.offered(EMERGENCY)
    assert offered.status is VisitStatus.OFFERED
    assert offered.verdict.fee is not None
    assert offered.verdict.fee.total == 1800
    assert "A visit diagnoses and advises" in visits.shown(offered).small[0]

    accepted = visits.press(Button.ACCEPT_TERMS, offered)
    assert accepted.status is VisitStatus.ACCEPTED
    assert names(visits.on_card(accepted)) == [Button.APPROVE_VISIT, Button.REFUSE_VISIT]
    called = visits.stage.in_staff_thread()[-1].content
    assert getattr(called, "notify", ()) == ("S0MGR",)

    approved = visits.press(Button.APPROVE_VISIT, accepted, OMAR)
    assert approved.status is VisitStatus.PROPOSED
    agreed = visits.press(f"{Button.CHOOSE_SLOT}_0", approved, LIN, visits.slot(approved))
    assert agreed.slot is not None
    visits.stage.clock.now = agreed.slot.end
    report = visits.report(agreed, follow_up="Check the new proxy settings in a week")
    visits.stage.desk.accept(report)
    reported = visits.now(agreed)
    assert reported.follow_up_id is not None
    follow_up = visits.stage.tickets.get(reported.follow_up_id)
    assert follow_up is not None
    assert follow_up.fields.summary == "Check the new proxy settings in a week"
    assert follow_up.decision.reason == "Follow-up of V-3 (DS-1)."
    assert follow_up.place != visits.ticket.place
    assert follow_up.label in " ".join(visits.shown(reported).lines)
    card = visits.stage.messenger.posts
    cards = [one.content for one in card if isinstance(one.content, StaffCard)]
    assert cards[0].visits == (
        "On-site visit V-1: declined",
        "Remote session V-2: reported",
        "On-site visit V-3: reported",
    )


def test_a_wish_in_words_brings_the_form_where_the_plan_has_visits() -> None:
    stage = Stage(fresh_database())
    question = stage.ask("Please send an engineer on-site to our office tomorrow")
    invited = stage.last(question).content
    assert isinstance(invited, VisitMessage)
    assert names(invited) == [Button.ASK_VISIT, Button.ASK_SESSION]
    ticket = stage.only_ticket()
    assert ticket.paged
    form = stage.desk.visits.form(ticket.id, SESSION.kind, LIN)
    assert form.label == ticket.label
    assert form.longest == 4


def test_a_basic_plan_is_told_no_kindly() -> None:
    stage = Stage(fresh_database())
    question = stage.ask("我们需要上门服务", MEI, channel="C0PAPER")
    declined = stage.last(question).content
    assert isinstance(declined, VisitDeclined)
    assert declined.alternatives
    assert stage.visits.list() == []


def test_everything_is_said_in_chinese_to_who_writes_chinese() -> None:
    stage = Stage(fresh_database())
    question = stage.ask("明天上线，消息大量丢失，所有用户都收不到消息", LIN)
    ticket = stage.only_ticket()
    stage.press(Button.CLAIM, stage.card(), KENJI, str(ticket.id))
    visits = Visits.__new__(Visits)
    visits.stage, visits.question, visits.ticket = stage, question, ticket
    visits._number = 0
    offered = visits.offered()
    assert "远程协助 V-1" in visits.shown(offered).title
    proposed = visits.press(Button.ACCEPT_TERMS, offered)
    assert "11月23日（周一）" in visits.shown(proposed).choices[0].text
    assert [one.text for one in visits.shown(proposed).choices[-2:]] == ["其他时间", "撤回"]


# Changes ------------------------------------------------------------------------------------------


def test_another_time_frees_the_first(visits: Visits) -> None:
    agreed = visits.confirmed()
    assert visits.stage.visits.taken([KENJI])[KENJI]
    moved = visits.press(Button.RESCHEDULE_VISIT, agreed)
    assert moved.status is VisitStatus.PROPOSED
    assert not visits.stage.visits.taken([KENJI])[KENJI]
    assert agreed.slot not in moved.proposals
    again = visits.press(f"{Button.CHOOSE_SLOT}_1", moved, LIN, visits.slot(moved, 1))
    assert again.bookings == 2
    name, content = list(visits.stage.messenger.sent.values())[-1][1:3]
    assert name == "V-1-2.ics"
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["SEQUENCE"] == 2


def test_other_times_are_later_ones(visits: Visits) -> None:
    first = visits.proposed()
    second = visits.press(Button.OTHER_SLOTS, first)
    assert min(one.start for one in second.proposals) > max(one.start for one in first.proposals)


def test_cancelling_late_costs_and_frees_the_engineer(visits: Visits) -> None:
    visits.held(SESSION)
    visits.stage.clock.advance(hours=1)
    agreed = visits.confirmed(EMERGENCY)
    cancelled = visits.press(Button.CANCEL_VISIT, agreed)
    assert cancelled.status is VisitStatus.CANCELLED
    assert "USD 900" in visits.said()
    assert not visits.stage.visits.taken([KENJI])[KENJI]
    content = list(visits.stage.messenger.sent.values())[-1][2]
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"


def test_a_colleague_of_the_customer_pays_for_a_late_no_as_well() -> None:
    policy = sample_policy()
    nimbus = next(one for one in policy.customers if one.name == "Nimbus Games")
    both = nimbus.model_copy(update={"members": (*nimbus.members, "U0DEV09")})
    others = tuple(one for one in policy.customers if one is not nimbus)
    stage = Stage(fresh_database(), policy.model_copy(update={"customers": (both, *others)}))
    visits = Visits(stage)
    visits.held(SESSION)
    stage.clock.advance(hours=1)
    cancelled = visits.press(Button.CANCEL_VISIT, visits.confirmed(EMERGENCY), "U0DEV09")
    assert cancelled.status is VisitStatus.CANCELLED
    assert "USD 900" in visits.said()


def test_cancelling_by_staff_costs_nothing(visits: Visits) -> None:
    visits.held(SESSION)
    visits.stage.clock.advance(hours=1)
    agreed = visits.confirmed(EMERGENCY)
    visits.press(Button.CANCEL_VISIT, agreed, KENJI)
    assert "USD 900" not in visits.said()


def test_a_customer_who_was_not_there_may_choose_again(visits: Visits) -> None:
    agreed = visits.confirmed()
    visits.press(Button.NO_SHOW, agreed, KENJI)
    assert visits.now(agreed).status is VisitStatus.CONFIRMED  # it has not begun
    assert agreed.slot is not None
    visits.stage.clock.now = agreed.slot.start + timedelta(minutes=30)
    missed = visits.press(Button.NO_SHOW, agreed, KENJI)
    assert missed.status is VisitStatus.NO_SHOW
    assert visits.press(Button.RESCHEDULE_VISIT, missed).status is VisitStatus.PROPOSED


def test_a_manager_refuses_with_a_reason(visits: Visits) -> None:
    accepted = visits.press(Button.ACCEPT_TERMS, visits.offered(INTEGRATION))
    visits.stage.desk.accept(visits.refusal(accepted, KENJI))
    assert visits.now(accepted).status is VisitStatus.ACCEPTED  # no manager
    visits.stage.desk.accept(visits.refusal(accepted))
    assert visits.now(accepted).status is VisitStatus.REFUSED
    assert "All engineers are bound that week." in visits.said()


def test_staff_chooses_another_engineer(visits: Visits) -> None:
    proposed = visits.proposed()
    assert visits.on_card(proposed).options == (("Ana", f"{proposed.id}:{ANA}"),)
    changed = visits.press(Button.ASSIGN_ENGINEER, proposed, KENJI, f"{proposed.id}:{ANA}")
    assert {one.engineer for one in changed.proposals} == {ANA}


# Who may, and what comes too late -----------------------------------------------------------------


@pytest.mark.parametrize("user", [STRANGER, MEI])
def test_strangers_to_the_case_change_nothing(visits: Visits, user: str) -> None:
    offered = visits.offered()
    for name in (Button.ACCEPT_TERMS, Button.WITHDRAW_VISIT, Button.CANCEL_VISIT):
        assert visits.press(name, offered, user).status is VisitStatus.OFFERED
    visits.stage.desk.accept(visits.submitted(SESSION, user))
    assert len(visits.stage.visits.list()) == 1


@pytest.mark.parametrize("user", [LIN, KENJI, STRANGER])
def test_only_a_manager_approves(visits: Visits, user: str) -> None:
    accepted = visits.press(Button.ACCEPT_TERMS, visits.offered(INTEGRATION))
    assert visits.press(Button.APPROVE_VISIT, accepted, user).status is VisitStatus.ACCEPTED


def test_staff_does_not_accept_terms_for_the_customer(visits: Visits) -> None:
    offered = visits.offered()
    assert visits.press(Button.ACCEPT_TERMS, offered, KENJI).status is VisitStatus.OFFERED


def test_an_approval_after_the_withdrawal_is_refused(visits: Visits) -> None:
    accepted = visits.press(Button.ACCEPT_TERMS, visits.offered(INTEGRATION))
    withdraw = visits.stage.pressed(
        Button.WITHDRAW_VISIT, visits.panel(accepted), LIN, str(accepted.id)
    )
    approve = visits.pressed(Button.APPROVE_VISIT, accepted, OMAR)
    visits.stage.desk.accept(withdraw)
    visits.stage.desk.accept(approve)
    assert visits.now(accepted).status is VisitStatus.WITHDRAWN
    assert "withdrawn" in whispered(visits)
    assert names(visits.on_card(accepted)) == []


def test_a_time_that_was_just_taken_is_replaced(visits: Visits) -> None:
    first, second = visits.proposed(), visits.proposed()
    assert first.proposals[0].start == second.proposals[0].start
    visits.press(f"{Button.CHOOSE_SLOT}_0", first, LIN, visits.slot(first))
    late = visits.press(f"{Button.CHOOSE_SLOT}_0", second, LIN, visits.slot(second))
    assert late.status is VisitStatus.PROPOSED
    assert first.proposals[0] not in late.proposals
    assert visits.shown(late).title == "That time has just been taken. These are free:"


def test_nobody_free_is_told_to_the_customer_and_the_managers() -> None:
    policy = sample_policy()
    nobody = policy.visits.model_copy(update={"engineers": ()})
    visits = Visits(Stage(fresh_database(), policy.model_copy(update={"visits": nobody})))
    visit = visits.press(Button.ACCEPT_TERMS, visits.offered())
    assert visit.status is VisitStatus.APPROVED
    assert "We look for an engineer" in visits.shown(visit).title
    assert "no engineer fits" in str(visits.stage.in_staff_thread()[-1].content)


# What a contract includes -------------------------------------------------------------------------


def test_included_hours_run_out(visits: Visits) -> None:
    long = SESSION.model_copy(update={"length": 4})
    for _ in range(2):
        visits.held(long, length=4)
        visits.stage.clock.advance(hours=1)
    third = visits.offered(long)
    assert third.verdict.fee is not None
    assert [(one.phrase, one.facts, one.amount) for one in third.verdict.fee.items] == [
        ("fee_hours_included", {"count": "2"}, 0),
        ("fee_hours", {"count": "2"}, 300),
    ]


# The clock ----------------------------------------------------------------------------------------


def ring(visits: Visits, visit: Visit, kind: AlarmKind) -> bool:
    """Let the first alarm of that kind ring, at its time."""
    alarm = next(one for one in visits.stage.desk.visits.alarms(visit.id) if one.kind is kind)
    visits.stage.clock.now = max(visits.stage.clock.now, alarm.at)
    return visits.stage.desk.visits.ring(visit.id, alarm, key=f"visit:{visit.id}:{kind.value}")


def test_both_sides_are_reminded(visits: Visits) -> None:
    agreed = visits.confirmed(INTEGRATION)
    assert (agreed.id, f"{agreed.id}:confirmed:1") in visits.stage.jobs.visits
    assert ring(visits, agreed, AlarmKind.VISIT_REMIND)
    assert "begins" in str(visits.stage.last(visits.question).content)
    reminder = visits.stage.in_staff_thread()[-1].content
    assert getattr(reminder, "notify", ()) == (agreed.engineer,)


def test_an_alarm_of_an_earlier_time_stays_silent(visits: Visits) -> None:
    agreed = visits.confirmed(INTEGRATION)
    old = visits.stage.desk.visits.alarms(agreed.id)[0]
    visits.press(Button.RESCHEDULE_VISIT, agreed)
    before = len(visits.stage.messenger.posts)
    assert not visits.stage.desk.visits.ring(agreed.id, old, key="late")
    assert len(visits.stage.messenger.posts) == before


@pytest.mark.parametrize(
    ("stands", "kind"),
    [
        (Visits.offered, AlarmKind.VISIT_EXPIRE),
        (Visits.proposed, AlarmKind.VISIT_EXPIRE),
        (lambda one: one.confirmed(INTEGRATION), AlarmKind.VISIT_REMIND),
        (Visits.confirmed, AlarmKind.VISIT_REPORT),
        (Visits.held, AlarmKind.VISIT_CLOSE),
    ],
)
def test_a_policy_with_other_times_silences_no_clock(
    visits: Visits, stands: Callable[[Visits], Visit], kind: AlarmKind
) -> None:
    visit = stands(visits)
    before = visits.stage
    alarm = next(one for one in before.desk.visits.alarms(visit.id) if one.kind is kind)
    week = Span(amount=7, unit="d")
    times = {"remind": (week,), "offer_open": Span(amount=1, unit="h")}
    times |= {"report_due": week, "close_reported": week}
    policy = before.policy.model_copy(
        update={"visits": before.policy.visits.model_copy(update=times)}
    )
    restarted = Stage(before.engine, policy)
    restarted.clock.now = alarm.at
    restarted.desk.visits.ring(visit.id, alarm, key="clock")
    said = [one.key for one in restarted.messenger.posts]
    ended = restarted.visits.get(visit.id)
    assert ended is not None
    assert ended.status.over or any(one.startswith("clock:") for one in said)


def test_a_report_is_asked_for(visits: Visits) -> None:
    agreed = visits.confirmed()
    assert not ring(visits, agreed, AlarmKind.VISIT_REPORT)
    assert "please write its report" in str(visits.stage.in_staff_thread()[-1].content)


def test_what_nobody_answers_runs_out(visits: Visits) -> None:
    offered = visits.offered()
    assert not ring(visits, offered, AlarmKind.VISIT_EXPIRE)
    assert visits.now(offered).status is VisitStatus.EXPIRED
    assert "has run out" in visits.shown(offered).settled
    assert visits.press(Button.ACCEPT_TERMS, offered).status is VisitStatus.EXPIRED


def test_a_report_that_nobody_confirms_closes(visits: Visits) -> None:
    reported = visits.held()
    assert not ring(visits, reported, AlarmKind.VISIT_CLOSE)
    assert visits.now(reported).status is VisitStatus.CLOSED
    assert not visits.stage.desk.visits.needs_clock(reported.id)


def test_an_alarm_of_no_visit_is_harmless(visits: Visits) -> None:
    alarm = Alarm(at=visits.stage.clock.now, kind=AlarmKind.VISIT_CLOSE)
    assert not visits.stage.desk.visits.ring(99, alarm, key="k")
    assert visits.stage.desk.visits.alarms(99) == ()


def test_the_visit_leaves_the_ticket_as_it_is(visits: Visits) -> None:
    visits.held()
    ticket = visits.stage.tickets.get(visits.ticket.id)
    assert ticket is not None
    assert ticket.status is TicketStatus.CLAIMED
    kinds = [one.kind for one in visits.stage.tickets.events(ticket.id)]
    assert [one for one in kinds if one.startswith("visit_")] == [
        "visit_offered",
        "visit_approved",
        "visit_proposed",
        "visit_confirmed",
        "visit_reported",
    ]


Wanted = Callable[[Policy], Policy]


def test_a_milder_ticket_gets_no_emergency_visit() -> None:
    visits = Visits(Stage(fresh_database()), Severity.HIGH)
    visits.held(SESSION)
    declined = visits.offered(EMERGENCY)
    assert declined.verdict.rule == "severity"
    assert declined.verdict.inputs["severity"] == "high"
    assert declined.verdict.policy_version == sample_policy().version
