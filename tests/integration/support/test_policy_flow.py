"""The policy at work: frustration, teams, who is called, what is stored, and why."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from bot.errors import Refused
from bot.support.clock import AlarmKind
from bot.support.inbound import Button
from bot.support.messages import Reminder, StaffCard, TicketOffer
from bot.support.models import Action, Severity
from bot.support.policy import Policy
from bot.support.replaying import Replayed, replay
from tests.desk_stage import CRASH_REPORT, POLICY_FILE, QUESTION, Stage, fresh_database
from tests.fakes import ANA, HELP, KENJI, LIN, MEI, PAPER

ANGRY = "This is the third time I ask, it still does not work!!!"
VOICE_AGENT = "I want to talk to a person: the voice agent interrupts itself"


@pytest.fixture
def stage() -> Stage:
    return Stage(fresh_database())


def kinds(stage: Stage) -> list[str]:
    return [one.kind for one in stage.decisions.since(stage.clock().replace(year=2000))]


def stored(stage: Stage, kind: str) -> list[tuple[str, str]]:
    """Actions and rules of that kind, oldest first."""
    found = stage.decisions.since(stage.clock().replace(year=2000))
    return [(one.decision.action, one.decision.rule) for one in found if one.kind == kind]


# Frustration ----------------------------------------------------------------------------------


def test_somebody_who_lost_patience_gets_a_person(stage: Stage) -> None:
    stage.ask(ANGRY)
    ticket = stage.only_ticket()
    assert ticket.paged
    assert ticket.decision.rule == "frustrated"
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert "“third time”" in card.ticket.decision.reason


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        (ANGRY, "en", "an engineer answers through a ticket"),
        ("问了好几遍了，还是不行！！！", "zh", "工程师通过工单回复"),
    ],
)
def test_on_a_plan_without_chat_the_ticket_is_offered(
    stage: Stage, text: str, language: str, said: str
) -> None:
    report = stage.ask(text, MEI, channel=PAPER)
    offer = stage.last(report).content
    assert isinstance(offer, TicketOffer)
    assert offer.language == language
    assert said in offer.reason
    assert stage.tickets.list() == []


def test_what_was_said_before_does_not_make_the_next_question_angry(stage: Stage) -> None:
    first = stage.ask(ANGRY, MEI, channel=PAPER)
    stage.ask("How do I renew the token on iOS?", MEI, channel=PAPER, thread=first.thread_ts)
    assert stored(stage, "triage") == [
        ("ticket", "frustrated_by_ticket"),
        ("answer", "documented"),
    ]


# What is stored -------------------------------------------------------------------------------


def test_every_question_and_press_leaves_one_decision(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    report = stage.ask(CRASH_REPORT, MEI, channel=PAPER)
    assert kinds(stage) == ["triage"]
    press = stage.press(Button.FILE_TICKET, stage.last(report), MEI)
    stage.desk.handle(press.id)
    stage.jobs.queued.clear()
    stage.desk.accept(press)
    assert kinds(stage) == ["triage", "triage", "route"]
    found = stage.decisions.of_ticket(stage.only_ticket().id)
    assert [one.decision for one in found][1] == stage.only_ticket().decision


def test_no_word_of_the_developer_is_stored_with_a_decision(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    secret = "Zanzibar"
    report = stage.ask(f"{CRASH_REPORT}\nOur {secret} app!!! I ask for the third time", LIN)
    stage.desk.accept(stage.form(report, summary=secret, product=f"voice {secret}"))
    stage.ask(f"I want to talk to a person about {secret}", LIN, thread=report.thread_ts)
    ticket = stage.only_ticket()
    for number, alarm in enumerate(stage.desk.alarms(ticket.id)):
        stage.desk.ring(ticket.id, alarm, key=f"clock:{number}")
    found = list(stage.decisions.since(stage.clock().replace(year=2000)))
    assert {one.kind for one in found} >= {"triage", "route", "page"}
    for one in found:
        assert secret not in one.model_dump_json()


def test_nothing_but_the_one_way_decides() -> None:
    """Triage is asked where its decision is stored, where nothing is, and where it is replayed."""
    asking = set()
    for file in Path("bot").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "bot.support.triage":
                asking |= {file.stem for one in node.names if one.name == "triage"}
    assert asking == {"deciding", "considering", "replaying"}


# Teams ----------------------------------------------------------------------------------------


def test_a_paged_ticket_calls_its_team_on_the_card(stage: Stage) -> None:
    stage.ask(VOICE_AGENT)
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert (card.team, card.team_mentions) == ("conversational_ai", (KENJI,))
    stage.press(Button.CLAIM, stage.card(), ANA, str(stage.only_ticket().id))
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert (card.team, card.team_mentions) == ("conversational_ai", ())


def test_a_ticket_that_is_not_urgent_names_its_team_and_calls_nobody(stage: Stage) -> None:
    stage.filed()
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert (card.team, card.team_mentions) == ("realtime", ())


def test_a_team_climbs_its_own_ladder_and_calls_whoever_is_on_call(stage: Stage) -> None:
    stage.ask(VOICE_AGENT)
    ticket = stage.only_ticket()
    planned = stage.desk.alarms(ticket.id)
    for number, alarm in enumerate(planned):
        stage.desk.ring(ticket.id, alarm, key=f"clock:{number}")
        stage.desk.ring(ticket.id, alarm, key=f"clock:{number}")
    reminders = [one.content for one in stage.in_staff_thread()]
    assert [one.notify for one in reminders if isinstance(one, Reminder)] == [
        (ANA,),  # by the rota: the week ends on Monday at nine in London
        (KENJI, "S0SUPPORT"),
        ("U0MGR01",),
        ("U0MGR01",),
    ]
    assert stored(stage, "page") == [("page", "ladder")] * 4


def test_who_is_on_call_is_asked_when_it_rings(stage: Stage) -> None:
    stage.ask(VOICE_AGENT)
    ticket = stage.only_ticket()
    first = stage.desk.alarms(ticket.id)[0]
    stage.clock.advance(hours=12)
    stage.desk.ring(ticket.id, first, key="clock:late")
    (reminder,) = [one.content for one in stage.in_staff_thread()]
    assert isinstance(reminder, Reminder)
    assert reminder.notify == (KENJI,)


def test_another_severity_may_be_for_another_team(stage: Stage) -> None:
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    content["routing"].insert(0, {"severity": "critical", "team": "messaging"})
    stage = Stage(fresh_database(), Policy.model_validate(content))
    _, ticket = stage.filed()
    stage.rate(ticket, Severity.CRITICAL)
    assert stored(stage, "route") == [("route", "routing.4"), ("route", "routing.1")]
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert card.team == "messaging"


def test_a_ladder_that_is_gone_rings_no_rung(stage: Stage) -> None:
    stage.ask("I want to talk to a person")
    ticket = stage.only_ticket()
    first = stage.desk.alarms(ticket.id)[0]
    assert first.kind is AlarmKind.PAGE
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    content["escalation"]["ladder"] = []
    later = Stage(stage.engine, Policy.model_validate(content))
    assert later.desk.ring(ticket.id, first, key="clock:0")
    assert stored(later, "page") == []


# Why ------------------------------------------------------------------------------------------


def test_staff_may_ask_why(stage: Stage) -> None:
    stage.ask(VOICE_AGENT)
    ticket = stage.only_ticket()
    stage.desk.ring(ticket.id, stage.desk.alarms(ticket.id)[0], key="clock:0")
    told = stage.desk.explaining.why(ticket.id, KENJI)
    for part in (
        "DS-1: new, severity",
        "Nimbus Games, enterprise plan",
        "Team: conversational_ai",
        "triage: human (rule person_wished, policy 2026-11-01)",
        "The developer asks for a person.",
        "confidence 0.9, answer from 0.6",
        "route: team conversational_ai (rule routing.1",
        f"page: called {ANA}",
        "1. Voice agent specialist (on_call): at 2026-11-23",
        f"On call now: {ANA}",
    ):
        assert part in told


def test_only_staff_may_ask_and_only_about_a_ticket(stage: Stage) -> None:
    stage.filed()
    with pytest.raises(Refused):
        stage.desk.explaining.why(1, LIN)
    with pytest.raises(Refused, match="does not exist"):
        stage.desk.explaining.why(99, KENJI)


# Replay ---------------------------------------------------------------------------------------


def replayed(stage: Stage, policy: Policy) -> list[Replayed]:
    return list(replay(stage.decisions.since(stage.clock().replace(year=2000)), policy))


def test_the_same_policy_decides_the_same(stage: Stage) -> None:
    stage.ask(QUESTION)
    stage.ask(ANGRY, LIN)
    stage.ask(VOICE_AGENT, MEI, channel=PAPER)
    found = replayed(stage, stage.policy)
    assert len(found) >= 4
    assert all(one.now == one.record.decision for one in found)
    assert not any(one.changed for one in found)


def test_a_changed_threshold_shows_what_it_would_have_changed(stage: Stage) -> None:
    stage.librarian.confidence = 0.7
    stage.ask(QUESTION)
    stage.ask("Why does it not work???", LIN)
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    content["thresholds"] |= {"answer": 0.8, "frustration": 0.5}
    found = replayed(stage, Policy.model_validate(content | {"version": "next"}))
    changes = [one.change for one in found if one.changed and one.record.kind == "triage"]
    assert changes[0] == "answer -> answer_with_caveat"
    assert changes[1].endswith("-> human")
    assert found[0].now is not None
    assert found[0].now.policy_version == "next"


def test_changed_routing_and_rotas_are_replayed_too(stage: Stage) -> None:
    stage.ask(VOICE_AGENT)
    ticket = stage.only_ticket()
    for number, alarm in enumerate(stage.desk.alarms(ticket.id)[:1]):
        stage.desk.ring(ticket.id, alarm, key=f"clock:{number}")
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    content["routing"][0]["team"] = "realtime"
    content["rotas"]["conversational_ai"]["rotation"]["people"] = ["Sam Okafor"]
    found = replayed(stage, Policy.model_validate(content))
    assert [one.change for one in found if one.changed] == [
        "conversational_ai -> realtime",
        f"{ANA} -> {KENJI}",
    ]


def test_what_cannot_be_replayed_is_said(stage: Stage) -> None:
    stage.ask(QUESTION, channel=HELP)
    (record,) = stage.decisions.since(stage.clock().replace(year=2000))
    strange = record.model_copy(update={"kind": "visit"})
    older = record.model_copy(update={"inputs": record.inputs | {"mood": 1}})
    first, second = replay([strange, older], stage.policy)
    assert (first.now, first.changed) == (None, False)
    assert "visit are not replayed" in first.why_not
    assert second.why_not == "its inputs were stored by another version (mood)"
    assert record.decision.action is Action.ANSWER
