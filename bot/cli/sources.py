"""`doorstep sources`: what is declared, what the index serves of it, and its generations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from bot.bootstrap.index import open_documentation, open_index
from bot.cli.console import out, print_json, settings
from bot.documentation import Documentation, readers_of
from bot.errors import ConfigError
from ingest.catalogue import SourceEntry
from knowledge.index import Source

AsJson = Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")]
_COLUMNS = ("source", "type", "readers", "schedule", "pages", "chunks", "generation", "updated")

sources_app = typer.Typer(help="The sources of documentation and their generations.")


@sources_app.callback(invoke_without_command=True)
def list_sources(context: typer.Context, as_json: AsJson = False) -> None:
    """What is declared in sources.yaml, and what the index serves of it."""
    if context.invoked_subcommand:
        return
    rows = _rows()
    if as_json:
        print_json(rows)
        return
    if not rows:
        out.print(
            f"No source is declared or ingested. Copy examples/sources.yaml to "
            f"{settings().catalogue_file}, or run `doorstep ingest PATH`.",
            markup=False,
            soft_wrap=True,
        )
        return
    table = Table(box=None, pad_edge=False)
    for column in _COLUMNS:  # in a narrow terminal words wrap, nothing is cut
        table.add_column(column, overflow="fold", min_width=9 if column == "readers" else None)
    for row in rows:
        table.add_row(*(_cell(column, row) for column in _COLUMNS))
    out.print(table)


def _rows() -> list[dict[str, Any]]:
    config = settings()
    declared = {one.name: one for one in _declared(open_documentation(config, None))}
    index = open_index(config)
    try:
        live = {one.name: one for one in index.sources()}
    finally:
        index.close()
    names = dict.fromkeys([*declared, *live])
    return [_row(name, declared.get(name), live.get(name)) for name in names]


def _declared(documentation: Documentation) -> tuple[SourceEntry, ...]:
    return documentation.declared() if documentation.catalogue_file.exists() else ()


def _row(name: str, entry: SourceEntry | None, live: Source | None) -> dict[str, Any]:
    """One source in every detail; `served` is who reads it as long as nothing is ingested."""
    served = readers_of(live.visibility, live.customers) if live else ""
    return {
        "source": name,
        "type": str(entry.type) if entry else "not declared",
        "readers": readers_of(entry.readers, entry.customers) if entry else served,
        "served": served,
        "schedule": entry.schedule if entry else "",
        "pages": live.pages if live else 0,
        "chunks": live.chunks if live else 0,
        "generation": live.generation if live else 0,
        "updated": live.updated_at if live else "",
        "location": list(entry.location) if entry else [],
        "product": entry.product if entry else "",
        "platform": list(entry.platform) if entry else [],
        "version": entry.version if entry else "",
        "language": entry.language if entry else "",
        "link": entry.link if entry else "",
    }


def _differs(row: Mapping[str, Any]) -> bool:
    return bool(row["served"]) and row["served"] != row["readers"]


def _cell(key: str, row: Mapping[str, Any]) -> Text:
    value = row[key]
    if key == "readers" and _differs(row):
        return Text(f"{value} declared, {row['served']} served: ingest it", style="bold red")
    if isinstance(value, list):
        value = ", ".join(value)
    return Text(f"{value:,}" if isinstance(value, int) else str(value) or "-")


@sources_app.command("show")
def show(name: Annotated[str, typer.Argument(help="The source.")], as_json: AsJson = False) -> None:
    """All that is declared of one source, and what the index serves of it."""
    rows = {row["source"]: row for row in _rows()}
    if name not in rows:
        known = f"There are: {', '.join(rows)}." if rows else "None is declared or ingested."
        raise ConfigError(f"There is no source '{name}'.", known)
    if as_json:
        print_json(rows[name])
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for key in rows[name]:
        table.add_row(key, _cell(key, rows[name]))
    out.print(table)


@sources_app.command("rollback")
def roll_back(name: Annotated[str, typer.Argument(help="The source.")]) -> None:
    """Serve the previous generation of a source again. The next ingest goes on from there."""
    index = open_index(settings())
    try:
        known = [one.name for one in index.sources()]
        if name not in known:
            raise ConfigError(f"There is no source '{name}'.", _known(known))
        if not index.roll_back(name):
            raise ConfigError(
                f"{name} has no previous generation to go back to.",
                "One generation is kept: after a rollback, ingest before the next.",
            )
        after = next(one for one in index.sources() if one.name == name)
    finally:
        index.close()
    out.print(
        f"{name} serves generation {after.generation} again: {after.pages:,} pages.", markup=False
    )


@sources_app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="The source.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Forget a source: its pages are not found any more. It can be ingested again."""
    index = open_index(settings())
    try:
        known = {one.name: one for one in index.sources()}
        if name not in known:
            raise ConfigError(f"There is no source '{name}'.", _known(list(known)))
        if not yes:
            typer.confirm(f"Remove {name} with {known[name].pages:,} pages?", abort=True, err=True)
        index.remove_source(name)
    finally:
        index.close()
    out.print(f"{name} is removed.", markup=False)


@sources_app.command("report")
def report(
    name: Annotated[str, typer.Argument(help="The source.")], as_json: AsJson = False
) -> None:
    """The report of a source's last ingest: where its page lies, or all of it as JSON."""
    documentation = open_documentation(settings(), None)
    page = documentation.page_of(name)
    if not page.exists():
        raise ConfigError(f"There is no report on '{name}' yet.", "Run `doorstep ingest` first.")
    if as_json:
        print_json(json.loads(page.with_suffix(".json").read_text(encoding="utf-8")))
    else:
        out.print(str(page), markup=False, soft_wrap=True)


def _known(names: list[str]) -> str:
    return f"Ingested are: {', '.join(names)}." if names else "Nothing has been ingested yet."
