"""Why the desk did what it did with a ticket: rules, figures, policy versions, the ladder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.errors import Refused
from bot.support.clock import AlarmKind, alarms
from bot.support.decisions import DecisionRecord, Kind
from bot.support.desk import Desk
from bot.support.models import Model, Ticket, TicketEvent
from bot.support.policy import Policy
from bot.support.rota import on_call
from bot.support.routing import team_of
from bot.support.terms import Terms

_LABEL = re.compile(r"(?:DS-)?(\d{1,9})", re.IGNORECASE)
_BEGINS = {"filed", "escalated", "reopened", "open"}  # from such an event on, the ladder is climbed


class Step(Model):
    """A stored decision as it is told. `inputs` are what the rules looked at."""

    at: datetime
    kind: str
    outcome: str
    rule: str
    reason: str
    figures: dict[str, Any]
    inputs: dict[str, Any]
    policy_version: str


class RungPlan(Model):
    """A rung of the ladder; `at`: when it rings while nobody takes the ticket, None = not."""

    name: str
    notify: tuple[str, ...]
    at: datetime | None = None


class Explanation(Model):
    """Everything that decides about a ticket. Times are UTC."""

    ticket: str
    status: str
    severity: str
    severity_reason: str
    customer: str
    plan: str
    modes: tuple[str, ...]
    first_response: str
    next_response: str = ""  # "" = no promise
    resolution: str = ""
    first_reply_due: datetime
    team: str
    policy_version: str  # of the policy that is in force
    steps: tuple[Step, ...]
    ladder: tuple[RungPlan, ...]
    on_call: tuple[str, ...]


def explain(
    ticket: Ticket,
    decisions: Sequence[DecisionRecord],
    trail: Sequence[TicketEvent],
    policy: Policy,
    terms: Terms,
    now: datetime,
) -> Explanation:
    """Pure: the stored decisions, and what the policy has in store for the ticket."""
    team = team_of(ticket, policy)
    rota = policy.rota_of(team)
    return Explanation(
        ticket=ticket.label,
        status=ticket.status.value,
        severity=ticket.severity.value,
        severity_reason=ticket.severity_reason,
        customer=ticket.customer,
        plan=policy.plan_name(ticket.plan),
        modes=tuple(mode.value for mode in policy.plan(ticket.plan).modes),
        first_response=str(terms.first_response.for_severity(ticket.severity)),
        next_response=str(terms.next_response.for_severity(ticket.severity) or ""),
        resolution=str(terms.resolution.for_severity(ticket.severity) or ""),
        first_reply_due=ticket.first_reply_due,
        team=team,
        policy_version=policy.version,
        steps=tuple(_step(one) for one in decisions),
        ladder=_ladder(ticket, trail, policy, team),
        on_call=on_call(rota, now) if rota else (),
    )


def _ladder(
    ticket: Ticket, trail: Sequence[TicketEvent], policy: Policy, team: str
) -> tuple[RungPlan, ...]:
    since = max((one.at for one in trail if one.kind in _BEGINS), default=ticket.created_at)
    rings = {
        alarm.rung: alarm.at
        for alarm in alarms(ticket, policy, since)
        if alarm.kind is AlarmKind.PAGE
    }
    return tuple(
        RungPlan(name=rung.name, notify=rung.notify, at=rings.get(number))
        for number, rung in enumerate(policy.ladder_of(team))
    )


def _step(record: DecisionRecord) -> Step:
    decision = record.decision
    outcome = decision.action.value.replace("_", " ")
    if record.kind == Kind.ROUTE:
        outcome = f"team {decision.figures.get('team') or 'none'}"
    elif record.kind == Kind.PAGE:
        outcome = f"called {decision.figures.get('called') or 'nobody'}"
    return Step(
        at=record.at,
        kind=record.kind,
        outcome=outcome,
        rule=decision.rule,
        reason=decision.reason,
        figures=dict(decision.figures),
        inputs=record.inputs,
        policy_version=record.policy_version,
    )


def say_explanation(told: Explanation) -> str:
    """The explanation as lines of plain English, for a terminal or a message to staff."""
    return "\n".join(_lines(told))


def _lines(told: Explanation) -> Iterator[str]:
    why = f" ({told.severity_reason.rstrip('.')})" if told.severity_reason else ""
    yield f"{told.ticket}: {told.status}, severity {told.severity}{why}"
    who = f"{told.customer}, " if told.customer else ""
    yield (
        f"{who}{told.plan} plan ({', '.join(told.modes)}): first reply within "
        f"{told.first_response}, due {_time(told.first_reply_due)}"
    )
    promised = [("next reply", told.next_response), ("resolution", told.resolution)]
    if any(span for _, span in promised):
        yield "Also: " + "; ".join(f"{name} within {span}" for name, span in promised if span)
    yield f"Team: {told.team or 'none'}"
    for step in told.steps:
        yield ""
        version = f"policy {step.policy_version}"
        yield f"{_time(step.at)}  {step.kind}: {step.outcome} (rule {step.rule}, {version})"
        yield f"    {step.reason}"
        if looked := _figures(step.figures):
            yield f"    Looked at: {looked}"
    if not told.steps:
        yield "No decision is stored for it: it is older than the record of decisions."
    yield ""
    yield f"Ladder, by policy {told.policy_version}:"
    for number, rung in enumerate(told.ladder, start=1):
        when = f"at {_time(rung.at)}" if rung.at else "does not ring"
        yield f"    {number}. {rung.name} ({', '.join(rung.notify)}): {when}"
    yield f"On call now: {', '.join(told.on_call) or 'nobody by a rota'}"


def _figures(figures: dict[str, Any]) -> str:
    known = ((name, value) for name, value in figures.items() if value not in {"", -1.0})
    return ", ".join(f"{name.replace('_', ' ')} {_plain(value)}" for name, value in known)


def _plain(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def ticket_number(text: str) -> int | None:
    """142 for `DS-142` or `142`; None for anything else."""
    found = _LABEL.fullmatch(text.strip())
    return int(found[1]) if found else None


class Explaining:
    """Use case: staff ask why."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def why(self, number: int, user: str) -> str:
        """The explanation of a ticket. Raises Refused for others than staff, and for no ticket."""
        desk = self._desk
        desk.require_staff(user, desk.person(user).language)
        ticket = desk.tickets.get(number)
        if ticket is None:
            raise Refused("This ticket does not exist.")
        decisions, trail = desk.decisions.of_ticket(number), desk.tickets.events(number)
        return say_explanation(
            explain(
                ticket,
                decisions,
                trail,
                desk.policy,
                desk.terms(ticket.plan, ticket.customer),
                desk.clock(),
            )
        )
