"""What is allowed in a policy and still likely a mistake: gaps, dead ends, people nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.support.models import Model, Role, Severity
from bot.support.policy import Mode, Policy, Rung
from bot.support.rota import ends, gaps, strangers
from bot.support.routing import Facts, route
from bot.support.teams import ON_CALL, TEAM, ProductLine

HORIZON = timedelta(days=30)  # how far ahead gaps of a rota are looked for
_SHOWN = 3  # gaps of one rota

Path = tuple[int | str, ...]


class Doubt(Model):
    """A place in the policy, and what is doubtful about it."""

    path: tuple[int | str, ...]
    message: str


def review(policy: Policy, now: datetime) -> tuple[Doubt, ...]:
    """Every doubt, in the order of the file's sections."""
    found = (_plans(policy), _routing(policy), _rotas(policy, now), _ladders(policy))
    return tuple(Doubt(path=path, message=said) for part in found for path, said in part)


def _plans(policy: Policy) -> Iterator[tuple[Path, str]]:
    """Plans that promise a person where there is nobody to come."""
    staff = policy.roles.holders(Role.SUPPORT) or policy.roles.holders(Role.MANAGER)
    if not staff:
        yield ("roles",), "nobody is support staff: no ticket can be claimed"
    for name, plan in policy.plans.items():
        path: Path = ("plans", name)
        if plan.pages and not policy.escalation.ladder:
            yield (*path, "pages"), f"the plan {name} pages, but escalation.ladder is empty"
        if plan.pages and not plan.includes(Mode.CHAT_PHONE):
            yield (*path, "pages"), f"the plan {name} pages for severe problems without chat_phone"


def _routing(policy: Policy) -> Iterator[tuple[Path, str]]:
    """Rules that no ticket reaches, and teams that no rule names."""
    reached = {
        route(facts, policy).rule
        for product in (None, *ProductLine)
        for language in ("en", "zh")
        for plan in policy.plans
        for severity in Severity
        for facts in (Facts(product=product, language=language, plan=plan, severity=severity),)
    }
    for number, rule in enumerate(policy.routing):
        if number + 1 not in reached:
            message = f"no ticket reaches this rule for {rule.team}: the rules above take them all"
            yield ("routing", number), message
    named = {rule.team for rule in policy.routing}
    for name in policy.teams:
        if name not in named:
            yield ("teams", name), f"no routing rule gives tickets to the team {name}"


def _rotas(policy: Policy, now: datetime) -> Iterator[tuple[Path, str]]:
    used = {team.rota for team in policy.teams.values()} | {policy.escalation.rota}
    for name, written in policy.rotas.items():
        path: Path = ("rotas", name)
        rota = written.model_copy(update={"people": policy.people | written.people})
        where = f" (in {rota.file})" if rota.file else ""
        if name not in used:
            yield path, f"no team uses the rota {name}"
        until = now + HORIZON
        for stranger in strangers(rota, now, until):
            yield path, f"the rota {name}{where} names {stranger!r}, who is not in `people`"
        found = gaps(rota, now, until)
        for gap in found[:_SHOWN]:
            span = f"{gap.start:%Y-%m-%d %H:%M} to {gap.end:%Y-%m-%d %H:%M} UTC"
            yield path, f"the rota {name}{where} has nobody on call from {span}"
        if len(found) > _SHOWN:
            yield path, f"and {len(found) - _SHOWN} more gaps of {name} in the next 30 days"
        end = ends(rota, now)
        if end is not None:
            over = "ended" if end <= now else "ends"
            yield path, f"the rota {name}{where} {over} on {end:%Y-%m-%d}; nobody is on call then"


def _ladders(policy: Policy) -> Iterator[tuple[Path, str]]:
    """Rungs whose words stand for nobody, for any team that climbs them."""
    climbing = {name: team.ladder for name, team in policy.teams.items()} | {"": ""}
    ladders: dict[str, tuple[Path, tuple[Rung, ...]]] = {
        "": (("escalation", "ladder"), policy.escalation.ladder)
    }
    for name, rungs in policy.escalation.ladders.items():
        ladders[name] = (("escalation", "ladders", name), rungs)
        if name not in climbing.values():
            yield ("escalation", "ladders", name), f"no team climbs the ladder {name}"
    for name, (path, rungs) in ladders.items():
        teams = [team for team, climbed in climbing.items() if climbed == name]
        for number, rung in enumerate(rungs):
            for problem in _dead_ends(rung, teams, policy):
                yield (*path, number), f"the rung {rung.name!r} {problem}"


def _dead_ends(rung: Rung, teams: list[str], policy: Policy) -> Iterator[str]:
    without_rota = [team or "tickets of no team" for team in teams if not policy.rota_of(team)]
    if ON_CALL in rung.notify and without_rota:
        others = "; others of the rung" if len(rung.notify) > 1 else "; the team or all of support"
        yield f"calls on_call, and there is no rota for {', '.join(without_rota)}{others} is called"
    if rung.notify == (TEAM,) and "" in teams:
        yield "calls the team, and tickets of no team have none; all of support is called"
