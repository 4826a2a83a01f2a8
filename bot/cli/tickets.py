"""`doorstep tickets`: list, show, export."""

from __future__ import annotations

import csv
import sys
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from bot.bootstrap.stores import open_stores
from bot.cli.console import out, print_json, print_line, settings
from bot.errors import ConfigError
from bot.storage.mirrors import all_links, all_mirrors
from bot.support.attachments import excerpts_for_staff, pictures_for_staff
from bot.support.extraction.extract import extract
from bot.support.models import Ticket, TicketFields, TicketStatus
from bot.support.queue import breaks_at, first_to_break
from bot.support.report import report_of
from bot.support.targets import Target

_LONGEST_NUMBER = 9  # digits that every database keeps as an integer

app = typer.Typer(help="Look at tickets.", no_args_is_help=True)


class Format(StrEnum):
    """Export formats."""

    JSONL = "jsonl"
    CSV = "csv"


@app.command("list")
def list_tickets(
    status: Annotated[
        list[TicketStatus] | None, typer.Option(help="Only these; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """List tickets; the clock that breaks first stands on top."""
    stores = open_stores(settings())
    _show_list(stores.tickets.list(status or ()), as_json=as_json)


@app.command("search")
def search_tickets(
    words: Annotated[list[str], typer.Argument(help="Words that all have to be in the ticket.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """Find tickets by what was written in and about them, DS-12, customer or reporter."""
    stores = open_stores(settings())
    _show_list(stores.tickets.search(words, limit), as_json=as_json)


def _show_list(found: Sequence[Ticket], *, as_json: bool) -> None:
    if as_json:
        print_json([flat(one) for one in found])
        return
    if not found:
        out.print("No tickets.")
        return
    table = Table(box=None, pad_edge=False)
    for column in (
        "ticket",
        "status",
        "severity",
        "customer",
        "plan",
        "due",
        "summary",
    ):
        table.add_column(column)
    for one in found:
        table.add_row(
            one.label,
            one.status.value,
            one.severity.value,
            escape(one.customer or "-"),
            escape(one.plan),
            _due(one),
            escape(one.fields.summary[:60]),
        )
    out.print(table)


def _due(ticket: Ticket) -> str:
    """The clock that breaks first: 2026-11-27 09:30 UTC reply."""
    breaks, target = breaks_at(ticket), first_to_break(ticket)
    if breaks is None or target is None:
        return "-"
    return f"{breaks:%Y-%m-%d %H:%M} UTC {_DUES[target]}"


_DUES = {
    Target.FIRST_REPLY: "first reply",
    Target.NEXT_REPLY: "reply",
    Target.RESOLUTION: "resolution",
}


@app.command("show")
def show_ticket(
    ticket: Annotated[str, typer.Argument(help="DS-142, or 142.")],
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """Show one ticket: its fields, why it was filed, and its trail."""
    config = settings()
    stores = open_stores(config)
    number = ticket.upper().removeprefix("DS-")
    fits = number.isdecimal() and len(number) <= _LONGEST_NUMBER
    found = stores.tickets.get(int(number)) if fits else None
    if found is None:
        raise ConfigError(f"There is no ticket {ticket}.", "`doorstep tickets list` shows them.")
    events = [one.model_dump(mode="json") for one in stores.tickets.events(found.id)]
    issues = all_mirrors(stores.engine, found.id)
    pasted = extract("\n\n".join(report_of(stores.conversations, found))).log_digest
    excerpts = excerpts_for_staff(found.attachments, pasted=pasted)
    if as_json:
        told = {"label": found.label, "events": events}
        trackers = [one.model_dump(mode="json", exclude={"ticket_id"}) for one in issues]
        around = {"log_excerpts": [{"log": name, "text": text} for name, text in excerpts]}
        print_json(found.model_dump(mode="json") | told | around | {"trackers": trackers})
        return
    for name, value in flat(found).items():
        if value:
            out.print(f"{name:>18}  {value}", markup=False, soft_wrap=True)
    for one in issues:
        place = (one.link.url or one.link.id) if one.link else "-"
        line = f"{place}  {one.problem}".rstrip()
        out.print(f"{'issue':>18}  {line}", markup=False, soft_wrap=True)
    for name, text in pictures_for_staff(found.attachments):
        out.print()
        out.print(f"Read by a model, which may misread it, in {name}:", markup=False)
        out.print(text, markup=False, soft_wrap=True)
    for name, lines in excerpts:
        out.print()
        out.print(f"Around the failure in {name or 'the pasted log'}:", markup=False)
        out.print(lines, markup=False, soft_wrap=True)
    out.print()
    for event in events:
        line = f"{event['at'][:19]}  {event['kind']:<12} {event['actor']:<12} {event['note']}"
        out.print(line, markup=False, soft_wrap=True)


@app.command("export")
def export_tickets(
    form: Annotated[Format, typer.Option("--format", help="One object a line, or CSV.")] = (
        Format.JSONL
    ),
) -> None:
    """Write every ticket to stdout."""
    stores = open_stores(settings())
    issues = all_links(stores.engine)
    rows = [
        flat(one) | {"issues": ", ".join(issues.get(one.id, ()))} for one in stores.tickets.list()
    ]
    if form is Format.JSONL:
        for row in rows:
            print_line(row)
        return
    names = list(flat_names())
    writer = csv.DictWriter(sys.stdout, names)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _inert(row[name]) for name in names})


def flat(ticket: Ticket) -> dict[str, Any]:
    """A ticket as one row of plain values."""
    row = ticket.model_dump(mode="json", exclude={"fields", "decision", "attachments", "place"})
    return (
        {"ticket": ticket.label}
        | row
        | ticket.fields.model_dump()
        | {
            "channel": ticket.place.channel,
            "thread_ts": ticket.place.thread_ts,
            "decision": ticket.decision.action.value,
            "reason": ticket.decision.reason,
            "policy_version": ticket.decision.policy_version,
            "assumed": ", ".join(ticket.assumed),
            "pictured": ", ".join(ticket.pictured),
            "files": ", ".join(one.name for one in ticket.attachments),
        }
    )


def flat_names() -> tuple[str, ...]:
    """Columns of the export, in order."""
    own = [
        name
        for name in Ticket.model_fields
        if name not in {"fields", "decision", "attachments", "place"}
    ]
    added = ("channel", "thread_ts", "decision", "reason", "policy_version", "files", "issues")
    return ("ticket", *own, *TicketFields.model_fields, *added)


def _inert(value: object) -> object:
    """A spreadsheet must not run what a customer wrote.

    Some trim white space first, or take full-width signs for plain ones.
    """
    first = unicodedata.normalize("NFKC", str(value).lstrip("\ufeff\x00 \u3000"))[:1]
    return f"'{value}" if first and first in "=+-@|%\t\r\n" else value
