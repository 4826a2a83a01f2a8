"""`doorstep learning`: knowledge entries, and what the documentation does not answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from bot.bootstrap.index import open_documentation
from bot.bootstrap.installation import now
from bot.bootstrap.rules import open_policy
from bot.bootstrap.stores import open_stores
from bot.cli.console import out, print_json, print_line, settings
from bot.cli.since import Since, moment
from bot.documentation import Order
from bot.errors import ConfigError
from bot.storage.entries import SqlEntries
from bot.support.entries import Entry, EntryStatus
from bot.support.gaps import Gap, gaps

AsJson = Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")]
Number = Annotated[str, typer.Argument(help="KE-3, or 3.")]

_LONGEST_NUMBER = 9  # digits that every database keeps as an integer
_WAIT = 600.0  # seconds for another ingest to end
_BY = "command line"

app = typer.Typer(
    help="Knowledge entries made of resolved tickets, and gaps of the documentation.",
    no_args_is_help=True,
)


@app.command("list")
def list_entries(
    status: Annotated[
        list[EntryStatus] | None, typer.Option(help="Only these; repeatable.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the entries; `page changed` means that the page they wait for is perhaps fixed."""
    found = open_stores(settings()).entries.list(status or ())
    if as_json:
        print_json([flat(one) for one in found])
        return
    if not found:
        out.print("No entries.")
        return
    table = Table(box=None, pad_edge=False)
    columns = ("entry", "ticket", "status", "readers", "source", "waits for page", "title")
    for column in columns:
        table.add_column(column)
    for one in found:
        changed = " (changed)" if one.page_changed_at else ""
        table.add_row(
            one.label,
            f"DS-{one.ticket_id}",
            one.status.value.replace("_", " "),
            one.visibility.value,
            escape(one.source or "-"),
            escape(f"{one.page or '-'}{changed}"),
            escape(one.title[:60]),
        )
    out.print(table)


@app.command("show")
def show_entry(entry: Number, as_json: AsJson = False) -> None:
    """Show one entry and its trail: who wrote, reviewed, withdrew it, and when."""
    entries = open_stores(settings()).entries
    found = _entry(entries, entry)
    events = [one.model_dump(mode="json") for one in entries.events(found.id)]
    if as_json:
        print_json(flat(found) | {"events": events})
        return
    for name, value in flat(found).items():
        if value:
            out.print(f"{name:>16}  {value}", markup=False, soft_wrap=True)
    out.print()
    for event in events:
        line = f"{event['at'][:19]}  {event['kind']:<12} {event['actor']:<12} {event['note']}"
        out.print(line.rstrip(), markup=False, soft_wrap=True)


@app.command("withdraw")
def withdraw_entry(entry: Number) -> None:
    """Withdraw a published entry: no answer cites it any more."""
    config = settings()
    stores = open_stores(config)
    found = _entry(stores.entries, entry)
    origin = f"cli:{found.id}:{found.revision}:{now().isoformat()}"
    moved = stores.entries.move(found.id, EntryStatus.WITHDRAWN, actor=_BY, origin=origin)
    if not moved:
        status = found.status.value.replace("_", " ")
        raise ConfigError(f"{found.label} is {status}.", "Only a published entry is withdrawn.")
    documentation = open_documentation(config, stores)
    source = documentation.entry(found.source)
    documentation.bring_up(source, lambda *_: None, Order(wait=_WAIT))
    out.print(f"{found.label} is withdrawn from {found.source}.", markup=False)


@app.command("export")
def export_entries(as_json: AsJson = False) -> None:
    """Write every entry to stdout, one JSON object a line; with --json one array."""
    rows = [flat(one) for one in open_stores(settings()).entries.list()]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print_line(row)


@app.command("gaps")
def show_gaps(since: Since = "30d", as_json: AsJson = False) -> None:
    """What the documentation did not answer: alike questions together, most people first."""
    config = settings()
    policy = open_policy(config)
    failed = open_stores(config).failures.since(
        moment(since), policy.thresholds.caveat, policy.satisfaction.low
    )
    found = gaps(failed, policy.learning.likeness)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    _show_gaps(found, since)


def _show_gaps(found: Sequence[Gap], since: str) -> None:
    if not found:
        out.print(f"No question of the last {since} was left unanswered.")
        return
    for gap in found:
        about = [f"{gap.people} people", f"{gap.customers} customers", f"asked {gap.asked} times"]
        about += [*gap.products[:3], *gap.platforms[:3]]
        about += [f"{name.replace('_', ' ')} {count}" for name, count in gap.failures.items()]
        about += [f"{name.replace('_', ' ')} {count}" for name, count in gap.reasons.items()]
        out.print(" · ".join(about), markup=False, soft_wrap=True, style="bold")
        for one in gap.wordings:
            out.print(f"  “{' '.join(one.split())[:300]}”", markup=False, soft_wrap=True)
        for page in gap.pages:
            out.print(
                f"  near: {page.title}  {page.url or page.path}", markup=False, soft_wrap=True
            )
        out.print()


def _entry(entries: SqlEntries, written: str) -> Entry:
    number = written.upper().removeprefix("KE-")
    fits = number.isdecimal() and len(number) <= _LONGEST_NUMBER
    found = entries.get(int(number)) if fits else None
    if found is None:
        raise ConfigError(f"There is no entry {written}.", "`doorstep learning list` shows them.")
    return found


def flat(entry: Entry) -> dict[str, Any]:
    """An entry as one row of plain values."""
    return {"entry": entry.label, "ticket": f"DS-{entry.ticket_id}"} | entry.model_dump(mode="json")
