"""`doorstep satisfaction`: what people said of answers and tickets."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from bot.bootstrap.stores import open_stores
from bot.cli.console import out, print_json, settings
from bot.cli.since import Since, moment
from bot.support.satisfaction import Subject, shares

_COMMENTS = 20  # of tickets that are shown


def satisfaction(
    since: Since = "30d",
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """Ratings by kind, plan, team and product: how many, the mean, the share of 4 and 5."""
    opinions = open_stores(settings()).ratings.since(moment(since))
    found = shares(opinions)
    comments = [one for one in opinions if one.kind is Subject.TICKET and one.reason]
    if as_json:
        told = [
            {"ticket": f"DS-{one.subject}", "score": one.score, "reason": one.reason}
            for one in comments
        ]
        print_json({"groups": [one.model_dump(mode="json") for one in found], "comments": told})
        return
    if not found:
        out.print(f"Nobody rated anything in the last {since}.")
        return
    table = Table(box=None, pad_edge=False)
    for column in ("by", "name", "ratings", "mean", "satisfied", "why not"):
        table.add_column(column)
    for one in found:
        why = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in one.reasons.items())
        row = (one.by, one.name, str(one.count), f"{one.mean:.2f}", f"{one.satisfied:.0%}", why)
        table.add_row(*map(escape, row))
    out.print(table)
    for said in comments[-_COMMENTS:]:
        line = f"DS-{said.subject}  {said.score}: {' '.join(said.reason.split())}"
        out.print(line, markup=False, soft_wrap=True)
