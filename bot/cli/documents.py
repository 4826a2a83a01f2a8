"""`doorstep ingest` and `doorstep sources`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.markup import escape
from rich.table import Table

from bot import bootstrap
from bot.cli.console import ShowProgress, err, out, print_json, progress_bar, settings
from bot.cli.ingest_output import show_changes, show_refused, show_report
from bot.config import Settings
from bot.documentation import Documentation, Order, cost_text, undeclared
from bot.errors import ConfigError, StorageError
from ingest.catalogue import SourceEntry
from ingest.guard import LoadRefused
from ingest.report import IngestReport
from knowledge.errors import DoorstepError
from knowledge.index import Source
from knowledge.spending import Estimate

AsJson = Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")]

sources_app = typer.Typer(help="The sources of documentation and their generations.")


def ingest(
    path: Annotated[
        str,
        typer.Argument(
            help="A folder, a file, or the address of a site or git repository. Left out: what "
            "sources.yaml declares."
        ),
    ] = "",
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            help="With PATH its name (default: the folder's). Without: only this declared source; "
            "repeatable.",
        ),
    ] = None,
    link: Annotated[
        str,
        typer.Option(
            help="With PATH: template of a page's public address, for example "
            "`https://docs.example.com/{path_without_ext}`."
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")
    ] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Accept a load that lost most of its pages.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Spend what embedding costs, without asking.")
    ] = False,
    wait: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for another ingest to end.")
    ] = 0.0,
    html: Annotated[
        Path | None, typer.Option(help="Also write the report as a page to this file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON on stdout.")] = False,
) -> None:
    """Bring the index up to the documentation: only what changed is embedded and written.

    A load that is empty, or lost more than half of its pages, is refused and the index stays as it
    was; an incomplete one removes nothing. Readers see the old state until the new one is whole.

    `doorstep ingest docs/`, `doorstep ingest --dry-run`, `doorstep ingest --source my-sdk`
    """
    config = settings()
    with _documentation(config) as documentation:
        entries = _chosen(documentation, path, source or [], link)
        order = Order(
            dry_run=dry_run,
            allow_shrink=allow_shrink,
            wait=wait,
            may_spend=lambda cost: yes or _agreed(cost),
        )
        reports, failures = _ingest_each(documentation, entries, order)
    _show(documentation, reports, html, dry_run=dry_run, as_json=as_json)
    for failure in failures[:-1]:
        err.print(f"{failure.message} {failure.remedy}", markup=False, soft_wrap=True)
    if failures:
        raise failures[-1]


def _ingest_each(
    documentation: Documentation, entries: list[SourceEntry], order: Order
) -> tuple[list[IngestReport], list[DoorstepError]]:
    """One source that fails does not keep the others from their turn."""
    reports: list[IngestReport] = []
    failures: list[DoorstepError] = []
    for entry in entries:
        try:
            with progress_bar() as progress:
                reports.append(documentation.bring_up(entry, _named(entry, progress), order))
        except DoorstepError as error:
            failures.append(error)
            if isinstance(error, LoadRefused):
                reports.append(error.report)
    return reports, failures


def _named(entry: SourceEntry, progress: ShowProgress) -> ShowProgress:
    def show(stage: str, done: int, total: int) -> None:
        progress(f"{entry.name}: {stage}", done, total)

    return show


def _show(
    documentation: Documentation,
    reports: list[IngestReport],
    html: Path | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    if html is not None:
        from ingest.report_page import report_page  # noqa: PLC0415

        page = report_page(reports, bootstrap.now(), dry_run=dry_run)
        try:
            html.write_text(page, encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"{html} cannot be written: {error.strerror}.") from None
    if as_json:
        found = [report.as_dict() for report in reports]
        print_json(found[0] if len(found) == 1 else found)
        return
    for report in reports:
        if report.refused:
            show_refused(report)
        elif dry_run:
            show_changes(report)
            if documentation.spending.model and report.changes.embedded:
                cost = documentation.cost_of(report.changes)
                said = f"Embedding would cost {cost_text(cost)}."
                out.print(said, markup=False, soft_wrap=True)
        else:
            show_report(report)
            page_file = html or documentation.page_of(report.source)
            err.print(f"All of it: {page_file}", markup=False, soft_wrap=True, style="dim")


def _agreed(cost: Estimate) -> bool:
    if not (err.is_terminal and typer.get_text_stream("stdin").isatty()):
        return False
    return typer.confirm(f"Embedding will cost {cost_text(cost)}. Go on?", err=True)


def _chosen(
    documentation: Documentation, path: str, names: list[str], link: str
) -> list[SourceEntry]:
    if path:
        if len(names) > 1:
            raise ConfigError("One PATH has one name.", "Give --source once.")
        try:
            return [undeclared(path, next(iter(names), ""), link)]
        except ValidationError as error:
            problem = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise ConfigError(f"{path} cannot be ingested: {problem}.") from None
    if link:
        raise ConfigError("--link goes with PATH.", "In sources.yaml each source has its link.")
    if names and documentation.has_own(names):
        return [documentation.entry(name) for name in names]
    if not documentation.catalogue_file.exists():
        raise ConfigError(
            f"There is no {documentation.catalogue_file}.",
            "Name what to ingest (`doorstep ingest PATH`), or copy examples/sources.yaml there.",
        )
    if names:
        return [documentation.entry(name) for name in names]
    return list(documentation.declared())


@contextmanager
def _documentation(config: Settings) -> Iterator[Documentation]:
    """With what was answered so far, when its database can be read: an ingest works without."""
    stores = None
    try:
        stores = bootstrap.open_stores(config)
    except StorageError as error:
        text = f"Past answers and tickets are not looked at: {error.message} {error.remedy}"
        err.print(text, markup=False, soft_wrap=True, style="yellow")
    try:
        yield bootstrap.open_documentation(config, stores)
    finally:
        if stores is not None:
            stores.engine.dispose()


# Sources -----------------------------------------------------------------------------------------


@sources_app.callback(invoke_without_command=True)
def list_sources(context: typer.Context, as_json: AsJson = False) -> None:
    """What is declared in sources.yaml, and what the index serves of it."""
    if context.invoked_subcommand:
        return
    config = settings()
    documentation = bootstrap.open_documentation(config, None)
    declared = {one.name: one for one in _declared(documentation)}
    index = bootstrap.open_index(config)
    try:
        live = {one.name: one for one in index.sources()}
    finally:
        index.close()
    names = list(dict.fromkeys([*declared, *live]))
    rows = [_row(name, declared.get(name), live.get(name)) for name in names]
    if as_json:
        print_json(rows)
        return
    if not rows:
        out.print(
            f"No source is declared or ingested. Copy examples/sources.yaml to "
            f"{documentation.catalogue_file}, or run `doorstep ingest PATH`.",
            markup=False,
            soft_wrap=True,
        )
        return
    table = Table(box=None, pad_edge=False)
    for column in rows[0]:
        table.add_column(column.replace("_", " "))
    for row in rows:
        table.add_row(*(escape(_cell(value)) for value in row.values()))
    out.print(table)


def _declared(documentation: Documentation) -> tuple[SourceEntry, ...]:
    return documentation.declared() if documentation.catalogue_file.exists() else ()


def _row(name: str, entry: SourceEntry | None, live: Source | None) -> dict[str, Any]:
    visibility = entry.readers if entry else live.visibility if live else ""
    return {
        "source": name,
        "type": str(entry.type) if entry else "not declared",
        "readers": str(visibility),
        "schedule": entry.schedule if entry else "",
        "pages": live.pages if live else 0,
        "chunks": live.chunks if live else 0,
        "generation": live.generation if live else 0,
        "updated": live.updated_at if live else "",
    }


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value) or "-"


@sources_app.command("rollback")
def roll_back(name: Annotated[str, typer.Argument(help="The source.")]) -> None:
    """Serve the previous generation of a source again. The next ingest goes on from there."""
    index = bootstrap.open_index(settings())
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
    index = bootstrap.open_index(settings())
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
    documentation = bootstrap.open_documentation(settings(), None)
    page = documentation.page_of(name)
    if not page.exists():
        raise ConfigError(f"There is no report on '{name}' yet.", "Run `doorstep ingest` first.")
    if as_json:
        print_json(json.loads(page.with_suffix(".json").read_text(encoding="utf-8")))
    else:
        out.print(str(page), markup=False, soft_wrap=True)


def _known(names: list[str]) -> str:
    return f"Ingested are: {', '.join(names)}." if names else "Nothing has been ingested yet."
