"""Triage: one pure function from what is known to what happens next, with its reason.

The rules stand in the order in which they are asked; the first that applies decides.
"""

from __future__ import annotations

from bot.support.models import Action, Decision, Model, Severity
from bot.support.policy import Mode, Policy
from bot.support.signals import Signals


class Case(Model):
    """What triage looks at. `confidence` is None when no search was made (a press, a form)."""

    plan: str
    confidence: float | None
    severity: Severity
    signals: Signals
    missing: tuple[str, ...] = ()  # details that an engineer would need, by the policy
    asked_details: bool = False  # they were asked for once already
    unsolved: int = 0  # "not solved" presses in this conversation
    reports_problem: bool = False  # a filled form or a press that stands for a problem


def triage(case: Case, policy: Policy) -> Decision:
    """Decide. The reason is for staff, in English; the figures are what the rule compared."""
    plan = policy.plan(case.plan)
    asked = (
        _visit(case, policy)
        or _person(case, policy)
        or _severe(case, policy)
        or _unsolved(case, policy)
        or _frustrated(case, policy)
        or _documented(case, policy)
        or _problem(case)
    )
    action, rule, reason = asked or (
        Action.UNKNOWN,
        "no_evidence",
        "The documentation does not answer this with enough confidence.",
    )
    return Decision(
        action=action,
        rule=rule,
        reason=reason,
        policy_version=policy.version,
        figures={
            "confidence": -1.0 if case.confidence is None else round(case.confidence, 3),
            "answer_from": policy.thresholds.answer,
            "caveat_from": policy.thresholds.caveat,
            "severity": case.severity.value,
            "symptom": case.signals.symptom.value,
            "unsolved": case.unsolved,
            "frustration": case.signals.frustration,
            "frustrated_from": policy.thresholds.frustration,
            "missing": ", ".join(case.missing),
            "plan": policy.plan_name(case.plan),
            "plan_pages": plan.pages,
        },
    )


Outcome = tuple[Action, str, str]


def _visit(case: Case, policy: Policy) -> Outcome | None:
    if not case.signals.wants_visit:
        return None
    if policy.plan(case.plan).includes(Mode.ON_SITE):
        return (
            Action.ON_SITE,
            "visit_wished",
            "The developer asks for a visit; the plan includes it.",
        )
    return (
        Action.DECLINE_VISIT,
        "visit_not_in_plan",
        f"The developer asks for a visit; the {policy.plan_name(case.plan)} plan has none.",
    )


def _person(case: Case, policy: Policy) -> Outcome | None:
    if not case.signals.wants_person:
        return None
    if policy.plan(case.plan).includes(Mode.CHAT_PHONE):
        return Action.HUMAN, "person_wished", "The developer asks for a person."
    return (
        Action.TICKET,
        "person_by_ticket",
        "The developer asks for a person; on this plan a person answers through a ticket.",
    )


def _severe(case: Case, policy: Policy) -> Outcome | None:
    """Critical problems do not wait for documents; reported ones page from `page_severity` on."""
    critical = case.severity is Severity.CRITICAL and case.signals.is_problem
    reported = case.reports_problem and (case.severity.rank >= policy.thresholds.page_severity.rank)
    if not (critical or reported):
        return None
    if policy.plan(case.plan).pages:
        return (
            Action.HUMAN,
            "severe",
            f"Severity is {case.severity.value} and the plan pages for it.",
        )
    if case.confidence is not None and case.confidence >= policy.thresholds.answer:
        return None  # without paging, a documented answer helps faster than a ticket
    return (
        Action.TICKET,
        "severe_by_ticket",
        f"Severity is {case.severity.value}; without paging in the plan it joins the queue.",
    )


def _unsolved(case: Case, policy: Policy) -> Outcome | None:
    if case.unsolved < policy.thresholds.unsolved_answers:
        return None
    reason = f"{case.unsolved} answers did not solve it."
    if policy.plan(case.plan).includes(Mode.CHAT_PHONE):
        return Action.HUMAN, "unsolved", reason
    return Action.TICKET, "unsolved_by_ticket", f"{reason} On this plan a person answers a ticket."


def _frustrated(case: Case, policy: Policy) -> Outcome | None:
    """Somebody who has lost patience gets a person, not another page."""
    signals = case.signals
    if signals.frustration < policy.thresholds.frustration:
        return None
    seen = ", ".join(f"“{mark}”" for mark in signals.frustration_marks) or "no mark named"
    reason = f"The developer sounds frustrated ({signals.frustration:.0%}: {seen})."
    if policy.plan(case.plan).includes(Mode.CHAT_PHONE):
        return Action.HUMAN, "frustrated", reason
    return (
        Action.TICKET,
        "frustrated_by_ticket",
        f"{reason} On this plan a person answers a ticket.",
    )


def _documented(case: Case, policy: Policy) -> Outcome | None:
    if case.confidence is None:
        return None
    percent = f"{case.confidence:.0%}"
    if case.confidence >= policy.thresholds.answer:
        return Action.ANSWER, "documented", f"The documentation answers this ({percent})."
    if case.confidence >= policy.thresholds.caveat:
        return (
            Action.ANSWER_WITH_CAVEAT,
            "perhaps_documented",
            f"The documentation may answer this ({percent}).",
        )
    return None


def _problem(case: Case) -> Outcome | None:
    if not (case.signals.is_problem or case.reports_problem):
        return None
    if case.unsolved:
        return Action.TICKET, "answer_did_not_help", "The answer did not solve it."
    if case.missing and not case.asked_details:
        return (
            Action.ASK_DETAILS,
            "details_missing",
            f"No page answers this problem; missing: {', '.join(case.missing)}.",
        )
    return (
        Action.TICKET,
        "problem_not_documented",
        "A problem that the documentation does not answer; its details are known or asked for.",
    )
