"""The ladder of triage: every rule, their order, the edges of the thresholds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.models import Action, Severity
from bot.support.signals import Signals, Symptom
from bot.support.triage import Case, triage
from tests.desk_stage import sample_policy

HIGH_ENOUGH, PERHAPS, TOO_LOW = 0.60, 0.35, 0.34
PROBLEM = Signals(symptom=Symptom.ERROR)
QUESTION = Signals()
PERSON = Signals(wants_person=True)
VISIT = Signals(wants_visit=True)
FURIOUS = Signals(frustration=0.7, frustration_marks=("third time",))
IMPATIENT = Signals(frustration=0.69, frustration_marks=("!!!",))


def case(
    plan: str = "enterprise",
    *,
    confidence: float | None = TOO_LOW,
    severity: Severity = Severity.MEDIUM,
    signals: Signals = QUESTION,
    missing: tuple[str, ...] = (),
    asked_details: bool = False,
    unsolved: int = 0,
    reports_problem: bool = False,
) -> Case:
    return Case(
        plan=plan,
        confidence=confidence,
        severity=severity,
        signals=signals,
        missing=missing,
        asked_details=asked_details,
        unsolved=unsolved,
        reports_problem=reports_problem,
    )


CRITICAL = Severity.CRITICAL
TABLE = [
    # a visit
    ("visit_wished", Action.ON_SITE, case(signals=VISIT)),
    ("visit_wished", Action.ON_SITE, case("strategic", signals=VISIT)),
    ("visit_not_in_plan", Action.DECLINE_VISIT, case("advanced", signals=VISIT)),
    ("visit_not_in_plan", Action.DECLINE_VISIT, case("basic", signals=VISIT)),
    ("visit_not_in_plan", Action.DECLINE_VISIT, case("no such plan", signals=VISIT)),
    # a person
    ("person_wished", Action.HUMAN, case("advanced", signals=PERSON)),
    ("person_by_ticket", Action.TICKET, case("basic", signals=PERSON)),
    # severe
    ("severe", Action.HUMAN, case(signals=PROBLEM, severity=CRITICAL)),
    ("severe", Action.HUMAN, case(signals=PROBLEM, severity=CRITICAL, confidence=1.0)),
    ("severe", Action.HUMAN, case(reports_problem=True, severity=Severity.HIGH)),
    ("severe_by_ticket", Action.TICKET, case("basic", signals=PROBLEM, severity=CRITICAL)),
    (
        "severe_by_ticket",
        Action.TICKET,
        case("basic", reports_problem=True, severity=Severity.HIGH, confidence=None),
    ),
    (
        "documented",
        Action.ANSWER,
        case("basic", signals=PROBLEM, severity=CRITICAL, confidence=HIGH_ENOUGH),
    ),
    # high alone, told in a message, does not page; and a critical question is only a question
    ("documented", Action.ANSWER, case(signals=PROBLEM, severity=Severity.HIGH, confidence=1.0)),
    ("no_evidence", Action.UNKNOWN, case(signals=QUESTION, severity=CRITICAL)),
    # unsolved
    ("unsolved", Action.HUMAN, case(unsolved=2)),
    ("unsolved", Action.HUMAN, case(unsolved=2, confidence=1.0)),
    ("unsolved", Action.HUMAN, case(unsolved=3, confidence=None)),
    ("unsolved_by_ticket", Action.TICKET, case("basic", unsolved=2)),
    ("documented", Action.ANSWER, case(unsolved=1, confidence=1.0)),
    # frustrated
    ("frustrated", Action.HUMAN, case(signals=FURIOUS)),
    ("frustrated", Action.HUMAN, case("advanced", signals=FURIOUS, confidence=1.0)),
    ("frustrated_by_ticket", Action.TICKET, case("basic", signals=FURIOUS, confidence=1.0)),
    ("documented", Action.ANSWER, case(signals=IMPATIENT, confidence=1.0)),
    ("unsolved", Action.HUMAN, case(signals=FURIOUS, unsolved=2)),
    # documented
    ("documented", Action.ANSWER, case(confidence=HIGH_ENOUGH)),
    ("perhaps_documented", Action.ANSWER_WITH_CAVEAT, case(confidence=HIGH_ENOUGH - 0.001)),
    ("perhaps_documented", Action.ANSWER_WITH_CAVEAT, case(confidence=PERHAPS)),
    ("no_evidence", Action.UNKNOWN, case(confidence=TOO_LOW)),
    ("documented", Action.ANSWER, case(signals=PROBLEM, missing=("steps",), confidence=0.9)),
    # a problem without a page
    ("details_missing", Action.ASK_DETAILS, case(signals=PROBLEM, missing=("steps",))),
    (
        "problem_not_documented",
        Action.TICKET,
        case(signals=PROBLEM, missing=("steps",), asked_details=True),
    ),
    ("problem_not_documented", Action.TICKET, case(signals=PROBLEM)),
    (
        "details_missing",
        Action.ASK_DETAILS,
        case(reports_problem=True, confidence=None, missing=("logs",)),
    ),
    ("problem_not_documented", Action.TICKET, case(reports_problem=True, confidence=None)),
    # nothing known
    ("no_evidence", Action.UNKNOWN, case(confidence=0.0)),
    ("no_evidence", Action.UNKNOWN, case(confidence=None, missing=("steps",))),
]


@pytest.mark.parametrize(("rule", "action", "given_case"), TABLE)
def test_each_rule(rule: str, action: Action, given_case: Case) -> None:
    decision = triage(given_case, sample_policy())
    assert (decision.rule, decision.action) == (rule, action)


EVERYTHING = case(
    signals=Signals(wants_visit=True, wants_person=True, symptom=Symptom.CRASH),
    severity=CRITICAL,
    unsolved=5,
    confidence=1.0,
    missing=("steps",),
)
WITHOUT = [
    ("visit_wished", {}),
    ("person_wished", {"wants_visit": False}),
    ("severe", {"wants_visit": False, "wants_person": False}),
]


@pytest.mark.parametrize(("rule", "less"), WITHOUT)
def test_the_first_rule_that_applies_decides(rule: str, less: dict[str, bool]) -> None:
    signals = EVERYTHING.signals.model_copy(update=less)
    decision = triage(EVERYTHING.model_copy(update={"signals": signals}), sample_policy())
    assert decision.rule == rule


def test_severity_comes_before_unsolved_and_unsolved_before_the_documentation() -> None:
    severe = case(signals=PROBLEM, severity=CRITICAL, unsolved=5, confidence=1.0)
    assert triage(severe, sample_policy()).rule == "severe"
    milder = severe.model_copy(update={"severity": Severity.HIGH})
    assert triage(milder, sample_policy()).rule == "unsolved"
    first = milder.model_copy(update={"unsolved": 0})
    assert triage(first, sample_policy()).rule == "documented"


def test_the_figures_name_what_the_rule_compared() -> None:
    decision = triage(case("gold", confidence=0.4567, missing=("steps", "logs")), sample_policy())
    assert decision.policy_version == sample_policy().version
    assert decision.figures == {
        "confidence": 0.457,
        "answer_from": 0.6,
        "caveat_from": 0.35,
        "severity": "medium",
        "symptom": "how_to",
        "unsolved": 0,
        "frustration": 0.0,
        "frustrated_from": 0.7,
        "missing": "steps, logs",
        "plan": "basic",
        "plan_pages": False,
    }


def test_the_reason_names_what_was_heard() -> None:
    reason = triage(case(signals=FURIOUS), sample_policy()).reason
    assert reason == "The developer sounds frustrated (70%: “third time”)."


cases = st.builds(
    Case,
    plan=st.sampled_from([*sample_policy().plans, "unknown"]),
    confidence=st.none() | st.floats(0, 1),
    severity=st.sampled_from(Severity),
    signals=st.builds(
        Signals,
        wants_person=st.booleans(),
        wants_visit=st.booleans(),
        symptom=st.sampled_from(Symptom),
        frustration=st.floats(0, 1),
    ),
    missing=st.sampled_from([(), ("steps",), ("steps", "logs")]),
    asked_details=st.booleans(),
    unsolved=st.integers(0, 4),
    reports_problem=st.booleans(),
)


@given(cases)
def test_there_is_always_a_decision_with_a_reason(any_case: Case) -> None:
    decision = triage(any_case, sample_policy())
    assert decision.reason.endswith(".")
    assert decision.rule
    assert triage(any_case, sample_policy()) == decision


# From best to worst for somebody whose question has a page: an answer beats every detour.
_WORSE = {Action.ANSWER: 0, Action.ANSWER_WITH_CAVEAT: 1}


@given(cases, st.floats(0, 1), st.floats(0, 1))
def test_more_confidence_never_leads_to_a_worse_action(
    any_case: Case, one: float, other: float
) -> None:
    lower, higher = sorted((one, other))
    before, after = (
        triage(any_case.model_copy(update={"confidence": confidence}), sample_policy()).action
        for confidence in (lower, higher)
    )
    assert after == before or _WORSE.get(after, 2) <= _WORSE.get(before, 2)


_SEVERER = {Action.HUMAN: 1, Action.ON_SITE: 1}


@given(cases, st.sampled_from(Severity), st.sampled_from(Severity))
def test_a_person_who_comes_for_less_comes_for_worse(
    any_case: Case, one: Severity, other: Severity
) -> None:
    milder, worse = sorted((one, other), key=lambda severity: severity.rank)
    before, after = (
        triage(any_case.model_copy(update={"severity": severity}), sample_policy()).action
        for severity in (milder, worse)
    )
    assert _SEVERER.get(after, 0) >= _SEVERER.get(before, 0)
