"""Names in the policy that must exist elsewhere in it; each that does not, with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from pydantic_core import InitErrorDetails, PydanticCustomError

if TYPE_CHECKING:
    from bot.support.policy import Policy

Place = tuple[int | str, ...]


def unknown_names(policy: Policy) -> list[InitErrorDetails]:
    """For pydantic: one error a name, at the place where it is written."""
    return [
        InitErrorDetails(
            type=PydanticCustomError("unknown_name", _said(kind, name, known)),
            loc=place,
            input=name,
        )
        for place, kind, name, known in _references(policy)
        if name and name not in known
    ]


def _said(kind: str, name: str, known: Collection[str]) -> str:
    there = f"there are {', '.join(sorted(known))}" if known else "there is none"
    said = f"unknown {kind} '{name}'; {there}"
    return said.replace("{", "{{").replace("}", "}}")  # pydantic fills braces in


def _references(policy: Policy) -> Iterator[tuple[Place, str, str, Collection[str]]]:
    for number, rule in enumerate(policy.routing):
        yield ("routing", number, "team"), "team", rule.team, policy.teams
        for plan in rule.plan:
            yield ("routing", number, "plan"), "plan", plan, policy.plans
    for name, team in policy.teams.items():
        yield ("teams", name, "ladder"), "ladder", team.ladder, policy.escalation.ladders
        yield ("teams", name, "rota"), "rota", team.rota, policy.rotas
    for name in policy.details:
        yield ("details", name), "symptom or product", name, policy.detailed
    yield ("escalation", "rota"), "rota", policy.escalation.rota, policy.rotas
