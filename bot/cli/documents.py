"""`doorstep ingest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import bootstrap
from bot.cli.console import err, out, print_json, progress_bar, settings
from ingest.report import IngestReport

_NAMED = 8  # files that the report names of each kind


def ingest(
    path: Annotated[Path, typer.Argument(help="Folder of Markdown and MDX files.")],
    source: Annotated[
        str, typer.Option("--source", help="Name of the source; default: the folder's name.")
    ] = "",
    link: Annotated[
        str,
        typer.Option(
            help="Template of a page's public address, for example "
            "`https://docs.example.com/{path_without_ext}`."
        ),
    ] = "",
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Accept a load that lost most of its pages.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON on stdout.")] = False,
) -> None:
    """Read a folder of documentation into the index.

    Only what changed is embedded. A load that is empty, or lost more than half of its pages, is
    refused and the index stays as it was.
    """
    from ingest.sources import FolderSource  # noqa: PLC0415
    from ingest.sync import Guard, ingest_source  # noqa: PLC0415

    config = settings()
    index = bootstrap.open_index(config, workers=2)
    try:
        with progress_bar() as progress:
            report = ingest_source(
                FolderSource(path, source),
                index,
                link=link,
                progress=progress,
                guard=Guard(allow_shrink=allow_shrink),
            )
    finally:
        index.close()
    if as_json:
        print_json(report.as_dict())
    else:
        show_report(report)


def show_report(report: IngestReport) -> None:
    """First what somebody must act on, then what happened."""
    for title, names in (
        ("Files that were skipped", [f"{one.path}: {one.reason}" for one in report.skipped]),
        (
            "Imports that lead nowhere",
            [f"{one.path}: {one.target} ({one.reason})" for one in report.broken_imports],
        ),
        ("Pages without text", list(report.without_text)),
        (
            "Front matter that is not valid",
            [f"{one.path}: {one.reason}" for one in report.invalid_front_matter],
        ),
    ):
        if names:
            err.print(f"{title} ({len(names)}):", style="yellow", markup=False)
            for name in names[:_NAMED]:
                err.print(f"  {name}", markup=False, soft_wrap=True)
            if len(names) > _NAMED:
                err.print(f"  … and {len(names) - _NAMED} more; --json lists all.", markup=False)
    changes = report.changes
    out.print(
        f"{report.source}: {report.pages} pages ({len(changes.added)} added, "
        f"{len(changes.changed)} changed, {len(changes.removed)} removed, "
        f"{changes.unchanged} unchanged), {changes.chunks} chunks, {changes.embedded} embedded, "
        f"{report.seconds:.1f} s",
        markup=False,
        soft_wrap=True,
    )
