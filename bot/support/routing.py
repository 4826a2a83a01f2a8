"""Which specialist group a ticket belongs to: pure, from its facts and the policy's rules."""

from __future__ import annotations

from bot.support.models import Action, Decision, Model, Severity, Ticket
from bot.support.policy import Policy
from bot.support.signals import Symptom, read_signals
from bot.support.teams import ProductLine, RoutingRule, line_of, product_named

NO_TEAM = "no_team"


class Facts(Model):
    """What routing looks at. `word`: the word of the policy that the product line stands on."""

    product: ProductLine | None = None
    word: str = ""
    language: str
    plan: str
    severity: Severity


class Routed(Model):
    """`team` is "" when no rule fits; `rule` counts the policy's rules from 1, 0 = none."""

    team: str = ""
    rule: int = 0
    reason: str


def facts_of(ticket: Ticket, policy: Policy) -> Facts:
    """The ticket as routing sees it: its product line is what it says, else what it is about."""
    found = _product(ticket, policy)
    return Facts(
        product=found[0] if found else None,
        word=found[1] if found else "",
        language=ticket.language,
        plan=policy.plan_name(ticket.plan),
        severity=ticket.severity,
    )


def route(facts: Facts, policy: Policy) -> Routed:
    """The first rule that fits decides."""
    for number, rule in enumerate(policy.routing, start=1):
        if _fits(rule, facts):
            reason = f"Routing rule {number} gives {_said(rule)} to the team {rule.team}."
            return Routed(team=rule.team, rule=number, reason=reason)
    reason = "No routing rule fits." if policy.routing else "The policy has no routing rules."
    return Routed(reason=reason)


def team_of(ticket: Ticket, policy: Policy) -> str:
    """The team's name, "" for none. It follows the ticket: what changes there may change it."""
    return route(facts_of(ticket, policy), policy).team


def decided(facts: Facts, policy: Policy) -> Decision:
    """The routing as a decision that can be stored and explained."""
    routed = route(facts, policy)
    known = f"“{facts.word}”" if facts.word else "nothing that it says"
    product = facts.product.value.replace("_", " ") if facts.product else ""
    about = f" It is about {product}, by {known}." if product else " Its product line is unknown."
    return Decision(
        action=Action.ROUTE,
        rule=f"routing.{routed.rule}" if routed.rule else NO_TEAM,
        reason=routed.reason + about,
        figures={
            "team": routed.team,
            "product": facts.product.value if facts.product else "",
            "language": facts.language,
            "plan": facts.plan,
            "severity": facts.severity.value,
        },
        policy_version=policy.version,
    )


def _product(ticket: Ticket, policy: Policy) -> tuple[ProductLine, str] | None:
    words, fields = policy.words_of_products(), ticket.fields
    told = line_of(fields.product, words)
    if told is not None:
        return told
    text = f"{fields.summary}\n{fields.actual}\n{fields.steps}"
    if read_signals(text).symptom is Symptom.MESSAGING:
        return ProductLine.MESSAGING, "messages"
    return product_named(text, words)


def _fits(rule: RoutingRule, facts: Facts) -> bool:
    return (
        (not rule.product or facts.product in rule.product)
        and (not rule.language or facts.language == rule.language)
        and (not rule.plan or facts.plan in rule.plan)
        and (rule.severity is None or facts.severity.rank >= rule.severity.rank)
    )


def _said(rule: RoutingRule) -> str:
    """For example: voice or video, in zh, on enterprise, high or worse."""
    parts = [
        " or ".join(one.value.replace("_", " ") for one in rule.product),
        f"in {rule.language}" if rule.language else "",
        f"on {' or '.join(rule.plan)}" if rule.plan else "",
        f"{rule.severity.value} or worse" if rule.severity else "",
    ]
    return ", ".join(filter(None, parts)) or "everything else"
