"""`doorstep ingest`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot.bootstrap.index import leave_report, open_documentation, posts_reports
from bot.bootstrap.installation import now
from bot.bootstrap.stores import open_stores
from bot.cli.console import ShowProgress, err, out, print_json, progress_bar, settings
from bot.cli.ingest_output import show_changes, show_refused, show_report
from bot.config import Settings
from bot.documentation import Documentation, Order, cost_text, undeclared
from bot.errors import ConfigError, StorageError
from ingest.catalogue import SourceEntry
from ingest.guard import LoadRefused
from ingest.report import IngestReport
from knowledge.errors import DoorstepError
from knowledge.spending import Estimate


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
    post: Annotated[
        bool,
        typer.Option(
            "--post/--no-post",
            help="Have the desk post the report in the maintainers' channel, if it changes "
            "anything.",
        ),
    ] = True,
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
    _give_way(config.ingest_nice)
    with _documentation(config) as documentation:
        entries = _chosen(documentation, path, source or [], link)
        order = Order(
            dry_run=dry_run,
            allow_shrink=allow_shrink,
            wait=wait,
            will_cost=_tell_cost,
            may_spend=lambda _: yes or _agreed(),
        )
        reports, failures = _ingest_each(documentation, entries, order)
    _show(documentation, reports, html, dry_run=dry_run, as_json=as_json)
    if post and not dry_run and posts_reports(config):
        _post(config, [report for report in reports if report.tells])
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


def _give_way(nice: int) -> None:
    """A desk that answers on the same machine comes first."""
    if hasattr(os, "setpriority") and os.getpriority(os.PRIO_PROCESS, 0) < nice:
        os.setpriority(os.PRIO_PROCESS, 0, nice)


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

        page = report_page(reports, now(), dry_run=dry_run)
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


def _post(config: Settings, reports: list[IngestReport]) -> None:
    """An ingest that is done stays done, also where nobody can be told of it."""
    try:
        for report in reports:
            leave_report(config, report)
    except StorageError as error:
        said = f"The report is not posted in Slack: {error.message}"
        err.print(said, markup=False, soft_wrap=True, style="yellow")


def _tell_cost(cost: Estimate) -> None:
    err.print(f"Embedding will cost {cost_text(cost)}.", markup=False, soft_wrap=True)


def _agreed() -> bool:
    if not (err.is_terminal and typer.get_text_stream("stdin").isatty()):
        return False
    return typer.confirm("Go on?", err=True)


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
        stores = open_stores(config)
    except StorageError as error:
        text = f"Past answers and tickets are not looked at: {error.message} {error.remedy}"
        err.print(text, markup=False, soft_wrap=True, style="yellow")
    try:
        yield open_documentation(config, stores)
    finally:
        if stores is not None:
            stores.engine.dispose()
