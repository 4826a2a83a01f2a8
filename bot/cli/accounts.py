"""`doorstep accounts`: list, show, import, export, remove, who."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
import yaml
from rich.markup import escape
from rich.table import Table

from bot.bootstrap.installation import policy_path
from bot.bootstrap.rules import open_accounts, open_policy
from bot.bootstrap.stores import Stores, open_stores
from bot.cli.console import out, print_json, settings
from bot.errors import AccountsError, ConfigError
from bot.storage.accounts import Imported
from bot.storage.accounts_file import read_accounts, to_yaml
from bot.support.account_changes import Changes, compare, written
from bot.support.account_rows import NotRows, write_rows
from bot.support.accounts import Account, Identity, clash_of, rank
from bot.support.known_accounts import KnownAccounts
from bot.support.policy import Policy

app = typer.Typer(
    help="Customers under contract: who they are, and what their contract says.",
    no_args_is_help=True,
)
_POLICY = "the policy"


class Format(StrEnum):
    """Export formats."""

    YAML = "yaml"
    CSV = "csv"


class _Room(NamedTuple):
    """What the commands work with."""

    stores: Stores
    policy: Policy

    @property
    def known(self) -> KnownAccounts:
        return open_accounts(self.stores, self.policy)

    def sources(self) -> dict[str, Imported]:
        """The imported ones, by key."""
        return {one.account.key: one for one in self.stores.accounts.imported()}


@contextmanager
def _opened() -> Iterator[_Room]:
    config = settings()
    policy = open_policy(config)
    stores = open_stores(config)
    try:
        yield _Room(stores, policy)
    finally:
        stores.engine.dispose()


JsonOption = Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")]


@app.command("list")
def list_accounts(*, as_json: JsonOption = False) -> None:
    """List the accounts: those that were imported, and those that the policy lists."""
    with _opened() as room:
        accounts, sources = room.known.all(), room.sources()
    if as_json:
        print_json([_row(one, sources) for one in accounts])
        return
    if not accounts:
        out.print("No accounts. `doorstep accounts import FILE` brings them in.")
        return
    table = Table(box=None, pad_edge=False)
    for column in ("account", "plan", "offices", "known by", "from"):
        table.add_column(column)
    for one in accounts:
        cities = ", ".join(office.city for office in one.offices)
        plan = f"{one.plan} (strategic)" if one.strategic else one.plan
        values = (one.name, plan, cities, _known_by(one), _row(one, sources)["source"])
        table.add_row(*(escape(str(value)) for value in values))
    out.print(table)


@app.command("show")
def show_account(
    name: Annotated[str, typer.Argument(help="The account's name, in any case.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Show one account, with its contract and offices."""
    with _opened() as room:
        account, sources = room.known.named(name), room.sources()
    if account is None:
        raise _unknown(name)
    if as_json:
        print_json(_row(account, sources))
        return
    text = yaml.safe_dump(written(account), allow_unicode=True, sort_keys=False, width=100)
    out.print(text.rstrip(), markup=False, soft_wrap=True)
    source = _row(account, sources)
    at = f", imported {source['imported_at'][:16]} UTC" if source["imported_at"] else ""
    out.print(f"# from {source['source']}{at}", markup=False, soft_wrap=True)


@app.command("import")
def import_accounts(
    file: Annotated[Path, typer.Argument(help="A YAML list, or CSV with one account a row.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Remove the accounts that the file does not name.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Bring accounts in: all of the file or nothing. Says what is new, changed and gone."""
    with _opened() as room:
        given = read_accounts(file, room.policy.plans)
        changes = compare(room.stores.accounts.all(), given)
        gone = changes.missing if replace else ()
        kept = () if replace else changes.missing
        if clash := clash_of((*kept, *given)):
            raise AccountsError(f"{clash}.", "Nothing was imported. Correct one of them.")
        if not dry_run:
            names = [one.name for one in gone]
            room.stores.accounts.change(changes.put, names, source=file.name)
    if as_json:
        print_json(_told(changes, removed=replace, done=not dry_run))
        return
    _show_changes(changes, removed=replace)
    done = "Imported." if changes.put or gone else "Nothing to change."
    out.print("Nothing was written (--dry-run)." if dry_run else done)


@app.command("export")
def export_accounts(
    form: Annotated[Format, typer.Option("--format", help="YAML says everything.")] = Format.YAML,
) -> None:
    """Write every account to stdout, as `import` reads it."""
    with _opened() as room:
        accounts = room.known.all()
    if form is Format.YAML:
        sys.stdout.write(to_yaml(accounts))
        return
    try:
        sys.stdout.write(write_rows(accounts))
    except NotRows as refusal:
        raise AccountsError(f"{refusal}.") from None


@app.command("remove")
def remove_account(
    name: Annotated[str, typer.Argument(help="The account's name, in any case.")],
) -> None:
    """Remove an imported account; its tickets stay, and its people get the default plan."""
    with _opened() as room:
        account = room.stores.accounts.named(name)
        if account is None and room.known.named(name) is not None:
            path = policy_path(settings())
            raise ConfigError(
                f"{name} is listed in the policy.", f"Remove it from `customers` in {path}."
            )
        if account is None:
            raise _unknown(name)
        room.stores.accounts.change((), [account.name])
    out.print(f"Removed {account.name}.", markup=False, soft_wrap=True)


@app.command("who")
def who_is_it(
    *,
    channel: Annotated[str, typer.Option(help="Where they ask (C…).")] = "",
    user: Annotated[str, typer.Option(help="Who asks (U…).")] = "",
    team: Annotated[str, typer.Option(help="Their workspace (T…).")] = "",
    email: Annotated[str, typer.Option(help="Their address; it is not kept.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Say which account somebody would be recognised as, and by what."""
    who = Identity(channel=channel, user=user, team=team, email=email)
    if not who.claims:
        raise ConfigError(
            "Nobody is described.", "Give --channel, --user, --team or --email, or several."
        )
    with _opened() as room:
        account, policy = room.known.find(who), room.policy
    place = rank(account, who) if account else None
    by = who.claims[place] if place is not None else None
    plan = policy.plan_name(account.plan if account else "")
    if as_json:
        told = {"way": by.way.value, "value": by.value} if by else None
        print_json({"account": account.name if account else None, "by": told, "plan": plan})
    elif account and by:
        line = f"{account.name}, by the {by.way.value} {by.value}; plan {plan}."
        out.print(line, markup=False, soft_wrap=True)
    else:
        out.print(f"Nobody that is known; plan {plan}.", markup=False, soft_wrap=True)


def _unknown(name: str) -> ConfigError:
    return ConfigError(f"There is no account {name!r}.", "`doorstep accounts list` shows them.")


def _row(account: Account, sources: dict[str, Imported]) -> dict[str, Any]:
    """An account as JSON, with where it came from."""
    found = sources.get(account.key)
    return written(account) | {
        "source": found.source if found else _POLICY,
        "imported_at": found.at.isoformat() if found else "",
    }


def _known_by(account: Account) -> str:
    """2 channels, 1 domain."""
    counts = {
        ("channel", "channels"): len(account.channels),
        ("person", "people"): len(account.members),
        ("team", "teams"): len(account.teams),
        ("domain", "domains"): len(account.domains),
    }
    return ", ".join(
        f"{count} {one if count == 1 else many}" for (one, many), count in counts.items() if count
    )


def _show_changes(changes: Changes, *, removed: bool) -> None:
    lines = [f"new        {one.name} ({one.plan})" for one in changes.new]
    for changed in changes.changed:
        lines.append(f"changed    {changed.account.name}")
        lines += [f"             {field}" for field in changed.fields]
    lines += [f"unchanged  {one.name}" for one in changes.unchanged]
    note = "" if removed else " (not in the file; kept, --replace removes it)"
    lines += [f"{'removed' if removed else 'kept':<9}  {one.name}{note}" for one in changes.missing]
    gone = len(changes.missing)
    lines.append(
        f"{len(changes.new)} new, {len(changes.changed)} changed, "
        f"{len(changes.unchanged)} unchanged, {gone} {'removed' if removed else 'kept'}."
    )
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


def _told(changes: Changes, *, removed: bool, done: bool) -> dict[str, Any]:
    names = [one.name for one in changes.missing]
    return {
        "new": [one.name for one in changes.new],
        "changed": [
            {
                "name": one.account.name,
                "fields": [
                    {"field": field.field, "before": field.before, "after": field.after}
                    for field in one.fields
                ],
            }
            for one in changes.changed
        ],
        "unchanged": [one.name for one in changes.unchanged],
        "removed": names if removed else [],
        "kept": [] if removed else names,
        "written": done,
    }
