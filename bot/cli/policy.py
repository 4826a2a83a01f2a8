"""`doorstep policy`: check, explain, replay, on-call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from bot.bootstrap.installation import now, policy_path
from bot.bootstrap.rules import open_accounts, open_policy
from bot.bootstrap.stores import open_stores
from bot.cli.console import err, out, print_json, settings
from bot.errors import ConfigError
from bot.storage.policy_file import check_policy, load_policy
from bot.support.explaining import explain, say_explanation, ticket_number
from bot.support.models import ticket_label
from bot.support.replaying import Replayed, replay
from bot.support.rota import on_call
from bot.support.terms import terms_of

_SHOWN = 50  # changed decisions that are listed for people; --json lists all

app = typer.Typer(
    help="Check the support policy, ask why a ticket went where it did, and try a change.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
AsJson = Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", help="A policy file; else the one that is in force.")
]


@app.command()
def check(
    file: Annotated[
        Path | None, typer.Argument(help="A policy file; else the one that is in force.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check a policy file: errors and doubts, each with its line.

    An **error** keeps Doorstep from starting. A **warning** is allowed and likely a mistake: a rota
    with a gap in the next 30 days or a file that ends, a rule that no ticket reaches, a team that
    nobody routes to, a rung whose `on_call` is nobody, a plan that pages without a ladder.

    Ends with 0 when there are no errors, and with 1 otherwise.

    Example: `doorstep policy check my-policy.yaml`
    """
    path = file or policy_path(settings())
    found = check_policy(path, now())
    if as_json:
        print_json(
            {
                "file": str(path),
                "version": found.policy.version if found.policy else None,
                "errors": found.errors,
                "warnings": found.warnings,
            }
        )
    else:
        for problem in found.errors:
            out.print(f"error    {problem}", markup=False, soft_wrap=True)
        for doubt in found.warnings:
            out.print(f"warning  {doubt}", markup=False, soft_wrap=True)
        if found.policy is not None:
            count = len(found.warnings)
            said = f"{count} warning{'' if count == 1 else 's'}" if count else "nothing to say"
            out.print(f"ok       {path}, version {found.policy.version}: {said}.", markup=False)
    if found.errors:
        raise typer.Exit(1)


@app.command("explain")
def explain_ticket(
    ticket: Annotated[str, typer.Argument(help="DS-142, or 142.")], as_json: AsJson = False
) -> None:
    """Tell why a ticket went where it did.

    Every stored decision with what it looked at, its rule, reason and policy version; the plan; the
    ladder with its times; who was called, and who is on call. Staff ask the same in Slack with
    `/doorstep why DS-142`.

    Example: `doorstep policy explain DS-142`
    """
    config = settings()
    policy, stores = open_policy(config), open_stores(config)
    number = ticket_number(ticket)
    found = None if number is None else stores.tickets.get(number)
    if found is None:
        raise ConfigError(f"There is no ticket {ticket}.", "`doorstep tickets list` shows them.")
    decisions, trail = stores.decisions.of_ticket(found.id), stores.tickets.events(found.id)
    account = open_accounts(stores, policy).named(found.customer)
    terms = terms_of(policy, found.plan, account)
    told = explain(found, decisions, trail, policy, terms, now())
    if as_json:
        print_json(told.model_dump(mode="json"))
    else:
        out.print(say_explanation(told), markup=False, soft_wrap=True)


@dataclass
class _Tally:
    """What a replay found: counts of everything, the list of what changed."""

    seen: int = 0
    same: int = 0
    changes: dict[str, Counter[str]] = field(default_factory=dict)  # by kind
    not_replayed: Counter[str] = field(default_factory=Counter)
    cases: list[dict[str, Any]] = field(default_factory=list)

    def add(self, one: Replayed) -> None:
        self.seen += 1
        if one.now is None:
            self.not_replayed[one.why_not] += 1
        elif one.changed:
            self.changes.setdefault(one.record.kind, Counter())[one.change] += 1
            self.cases.append(_case(one))
        else:
            self.same += 1


@app.command("replay")
def replay_decisions(
    since: Annotated[
        datetime, typer.Option(help="Decisions from this moment on (UTC unless it says a zone).")
    ],
    policy_file: PolicyFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what a policy would have decided: nothing is changed and nobody is told.

    Triage, routing and calls are decided again over the inputs that were stored with them. Change a
    threshold in a copy of your policy and see whom it would have called:

    `doorstep policy replay --since 2026-11-01 --policy changed.yaml`

    prints counts such as `triage: answer -> human: 3`, and each of those cases. What was said in a
    thread after such a change cannot be replayed: each decision is judged by itself.
    """
    config = settings()
    policy = load_policy(policy_file or policy_path(config))
    stores = open_stores(config)
    start = since if since.tzinfo else since.replace(tzinfo=UTC)
    tally = _Tally()
    for one in replay(stores.decisions.since(start), policy):
        tally.add(one)
    if as_json:
        print_json(
            {
                "since": start.isoformat(),
                "policy": policy.version,
                "seen": tally.seen,
                "same": tally.same,
                "changes": {kind: dict(found) for kind, found in tally.changes.items()},
                "not_replayed": dict(tally.not_replayed),
                "cases": tally.cases,
            }
        )
        return
    _show_replay(tally, policy.version, start)


def _show_replay(tally: _Tally, version: str, start: datetime) -> None:
    changed = tally.seen - tally.same - sum(tally.not_replayed.values())
    out.print(
        f"{tally.seen} decisions since {start:%Y-%m-%d %H:%M} UTC, under policy {version}: "
        f"{tally.same} the same, {changed} different.",
        markup=False,
        soft_wrap=True,
    )
    for kind, found in tally.changes.items():
        for change, count in found.most_common():
            out.print(f"  {kind}: {change}: {count}", markup=False, soft_wrap=True)
    for why, count in tally.not_replayed.items():
        out.print(f"  not replayed: {count}, {why}", markup=False, soft_wrap=True)
    if not tally.cases:
        return
    table = Table(box=None, pad_edge=False)
    for column in ("at (UTC)", "ticket", "conversation", "decision", "change", "reason now"):
        table.add_column(column)
    for case in tally.cases[:_SHOWN]:
        names = ("at", "ticket", "conversation", "kind", "change", "reason")
        table.add_row(*(escape(str(case[name] or "-")) for name in names))
    out.print(table)
    if len(tally.cases) > _SHOWN:
        err.print(f"And {len(tally.cases) - _SHOWN} more; --json lists all.")


def _case(one: Replayed) -> dict[str, Any]:
    record, now = one.record, one.now
    return {
        "at": f"{record.at:%Y-%m-%d %H:%M:%S}",
        "kind": record.kind,
        "ticket": ticket_label(record.ticket_id) if record.ticket_id else None,
        "conversation": record.conversation_id,
        "change": one.change,
        "rule_before": record.decision.rule,
        "rule": now.rule if now else "",
        "reason": now.reason if now else "",
        "policy_before": record.policy_version,
    }


@app.command("on-call")
def show_on_call(
    at: Annotated[
        datetime | None,
        typer.Option(help="A moment (UTC unless it says a zone), e.g. 2026-12-24T10:00; else now."),
    ] = None,
    policy_file: PolicyFile = None,
    as_json: AsJson = False,
) -> None:
    """Show who is on call, for every rota.

    Example: `doorstep policy on-call --at 2026-12-24T10:00`
    """
    policy = load_policy(policy_file or policy_path(settings()))
    moment = at or now()
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    names = {id_: name for name, id_ in policy.people.items()}
    found = {
        name: on_call(rota.model_copy(update={"people": policy.people | rota.people}), moment)
        for name, rota in policy.rotas.items()
    }
    if as_json:
        print_json({"at": moment.isoformat(), "on_call": {n: list(p) for n, p in found.items()}})
        return
    out.print(f"At {moment:%Y-%m-%d %H:%M} UTC:" if found else "The policy has no rotas.")
    for name, people in found.items():
        said = ", ".join(f"{names[one]} ({one})" if one in names else one for one in people)
        out.print(f"  {name}: {said or 'nobody'}", markup=False, soft_wrap=True)
