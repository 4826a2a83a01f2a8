"""Whom a rung of the ladder reaches at a moment: `on_call` and `team` become people. Pure."""

from __future__ import annotations

from datetime import datetime

from bot.support.models import Action, Decision, Model, Role
from bot.support.policy import Policy
from bot.support.rota import on_call
from bot.support.teams import ON_CALL, TEAM


class Ring(Model):
    """A rung that is about to be notified; what is stored of a page."""

    rung: int  # from 0
    name: str
    notify: tuple[str, ...]
    team: str = ""
    at: datetime


def called(ring: Ring, policy: Policy) -> Decision:
    """Who is called, as a decision; its figure `called` lists ids. Somebody always is.

    A gap of the rota is filled by the rung's other people, then the team, then all of support.
    """
    members = policy.teams[ring.team].members if ring.team in policy.teams else ()
    rota = policy.rota_of(ring.team)
    turn = on_call(rota, ring.at) if rota else ()
    words = {ON_CALL: turn, TEAM: members}
    people = tuple(dict.fromkeys(one for name in ring.notify for one in words.get(name, (name,))))
    reason = f"Rung {ring.rung + 1}, {ring.name}."
    if ON_CALL in ring.notify:
        said = f"on call: {', '.join(turn)}" if turn else "nobody is on call"
        reason = f"{reason} By the rota, {said}."
    if not people:
        people = members or policy.roles.holders(Role.SUPPORT)
        reason = f"{reason} Instead, {'the team' if members else 'all of support'} is called."
    return Decision(
        action=Action.PAGE,
        rule="ladder",
        reason=reason,
        figures={"called": ", ".join(people), "rung": ring.rung + 1, "team": ring.team},
        policy_version=policy.version,
    )


def people_in(decision: Decision) -> tuple[str, ...]:
    """The ids that such a decision calls."""
    return tuple(filter(None, str(decision.figures.get("called", "")).split(", ")))
