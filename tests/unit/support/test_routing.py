"""Which team a ticket goes to, and whom a rung of its ladder reaches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.support.calling import Ring, called, people_in
from bot.support.clock import AlarmKind, alarms
from bot.support.models import Action, Severity, TicketFields
from bot.support.policy import Policy
from bot.support.routing import Facts, decided, facts_of, route, team_of
from bot.support.teams import ProductLine
from tests.desk_stage import POLICY_FILE, sample_policy
from tests.fakes import ANA, KENJI, OMAR
from tests.sample_contents import a_ticket

AI, VOICE, VIDEO = ProductLine.CONVERSATIONAL_AI, ProductLine.VOICE, ProductLine.VIDEO
LIVE, MESSAGING = ProductLine.LIVE_STREAMING, ProductLine.MESSAGING
MOMENT = datetime(2026, 11, 25, tzinfo=UTC)


def policy(**changes: Any) -> Policy:
    """The sample policy with other sections."""
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    return Policy.model_validate(content | changes)


def product_of(product: str = "", summary: str = "") -> ProductLine | None:
    ticket = a_ticket("", fields=TicketFields(product=product, summary=summary))
    return facts_of(ticket, sample_policy()).product


@pytest.mark.parametrize(
    ("product", "line"),
    [
        ("voice", VOICE),
        ("Brightwire Video SDK", VIDEO),
        ("Voice Agent", AI),
        ("agent", AI),
        ("Live", LIVE),
        ("IM", MESSAGING),
        ("Chat", MESSAGING),
        ("语音通话", VOICE),
        ("即时通讯", MESSAGING),
        ("互动直播", LIVE),
        ("对话式 AI 引擎", AI),
        ("billing", None),
        ("", None),
    ],
)
def test_the_product_line_of_a_product(product: str, line: ProductLine | None) -> None:
    assert product_of(product) is line


@pytest.mark.parametrize(
    ("summary", "line"),
    [
        ("Calls drop after a minute", VOICE),
        ("The echo is terrible on Android", VOICE),
        ("Black screen when the camera is switched", VIDEO),
        ("对方黑屏，听得到声音", VIDEO),
        ("RTMP push stops after an hour", LIVE),
        ("All messages are lost since this morning", MESSAGING),
        ("消息收不到", MESSAGING),
        ("The voice agent interrupts itself", AI),
        ("We go live tomorrow and the token is refused", None),
        ("The user agent is not accepted", None),
        ("An error message about the token", None),
        ("callback never fires", None),
    ],
)
def test_the_product_line_of_a_ticket_that_names_no_product(
    summary: str, line: ProductLine | None
) -> None:
    assert product_of("", summary) is line


def test_what_the_ticket_says_its_product_is_wins_over_its_text() -> None:
    assert product_of("video", "There is an echo in every call") is VIDEO


def test_the_policys_own_words_replace_ours() -> None:
    own = policy(product_lines={"voice": ["Brightcall"]})
    ticket = a_ticket("", fields=TicketFields(product="Brightcall"))
    found = facts_of(ticket, own)
    assert (found.product, found.word) == (VOICE, "brightcall")
    assert facts_of(a_ticket("", fields=TicketFields(product="voice")), own).product is None
    assert facts_of(a_ticket("", fields=TicketFields(product="video")), own).product is VIDEO


TEAMS = {name: {"members": [KENJI]} for name in ("first", "second", "third", "rest")}


def routed(rules: list[dict[str, Any]], **facts: Any) -> str:
    given_facts: dict[str, Any] = {
        "product": VOICE,
        "language": "en",
        "plan": "basic",
        "severity": Severity.MEDIUM,
    }
    rules_policy = policy(teams=TEAMS, routing=rules)
    return route(Facts(**(given_facts | facts)), rules_policy).team


RULES: list[dict[str, Any]] = [
    {"product": "voice", "language": "zh", "team": "first"},
    {"product": ["voice", "video"], "severity": "high", "team": "second"},
    {"plan": ["enterprise", "strategic"], "team": "third"},
    {"team": "rest"},
]


@pytest.mark.parametrize(
    ("facts", "team"),
    [
        ({"language": "zh"}, "first"),
        ({"language": "zh", "severity": Severity.CRITICAL}, "first"),
        ({"severity": Severity.HIGH}, "second"),
        ({"product": VIDEO, "severity": Severity.CRITICAL}, "second"),
        ({"product": MESSAGING, "severity": Severity.CRITICAL}, "rest"),
        ({"plan": "strategic"}, "third"),
        ({"product": None}, "rest"),
    ],
)
def test_the_first_rule_that_fits_decides(facts: dict[str, Any], team: str) -> None:
    assert routed(RULES, **facts) == team


def test_without_a_rule_that_fits_there_is_no_team() -> None:
    assert routed(RULES[:3]) == ""
    found = route(
        Facts(language="en", plan="basic", severity=Severity.LOW), policy(routing=[], teams={})
    )
    assert (found.rule, found.reason) == (0, "The policy has no routing rules.")


all_facts = st.builds(
    Facts,
    product=st.none() | st.sampled_from(ProductLine),
    language=st.sampled_from(["en", "zh"]),
    plan=st.sampled_from(list(sample_policy().plans)),
    severity=st.sampled_from(Severity),
)


@given(all_facts)
def test_a_routing_says_its_rule_and_survives_storage(facts: Facts) -> None:
    decision = decided(facts, sample_policy())
    assert decision.action is Action.ROUTE
    assert (decision.rule == "no_team") == (decision.figures["team"] == "")
    assert decided(Facts.model_validate(facts.model_dump(mode="json")), sample_policy()) == decision


# Ladders and rotas of teams -------------------------------------------------------------------


def test_a_team_climbs_its_own_ladder() -> None:
    ticket = a_ticket("", fields=TicketFields(product="voice agent"), paged=True)
    assert team_of(ticket, sample_policy()) == "conversational_ai"
    found = alarms(ticket, sample_policy(), MOMENT)
    assert [one.kind for one in found] == [AlarmKind.PAGE] * 3 + [AlarmKind.LADDER_DONE]
    ladder = sample_policy().ladder_of("conversational_ai")
    assert ladder[0].name == "Voice agent specialist"
    assert sample_policy().ladder_of("realtime") == sample_policy().escalation.ladder
    assert sample_policy().ladder_of("no such team") == sample_policy().escalation.ladder


def rung(*notify: str, team: str = "") -> Ring:
    return Ring(rung=0, name="First", notify=notify, team=team, at=MOMENT)


@pytest.mark.parametrize(
    ("ring", "people"),
    [
        (rung("on_call"), (ANA,)),
        (rung("on_call", team="realtime"), (ANA,)),  # the team has no rota: the one for all
        (rung("on_call", team="conversational_ai"), (KENJI,)),
        (rung("on_call", "team", OMAR, team="realtime"), (ANA, "S0SUPPORT", OMAR)),
        (rung("team", KENJI, team="conversational_ai"), (KENJI,)),  # each once
        (rung(OMAR), (OMAR,)),
        (rung("team"), ("S0SUPPORT",)),  # nobody: all of support
        (rung(), ("S0SUPPORT",)),
    ],
)
def test_whom_a_rung_reaches(ring: Ring, people: tuple[str, ...]) -> None:
    decision = called(ring, sample_policy())
    assert people_in(decision) == people
    assert decision.action is Action.PAGE


def test_a_gap_of_the_rota_is_filled_and_said() -> None:
    gone = {"shifts": [{"start": MOMENT.replace(year=2020), "end": MOMENT.replace(year=2021),
                        "people": ["Chen Yu"]}]}  # fmt: skip
    with_gap = policy(rotas={"desk": gone, "conversational_ai": gone})
    assert people_in(called(rung("on_call", OMAR), with_gap)) == (OMAR,)
    team = called(rung("on_call", team="conversational_ai"), with_gap)
    assert people_in(team) == (KENJI,)
    assert team.reason == (
        "Rung 1, First. By the rota, nobody is on call. Instead, the team is called."
    )
    assert people_in(called(rung("on_call"), with_gap)) == ("S0SUPPORT",)
