"""`doorstep extract`: ticket fields found in a text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from bot.cli.ask import read_records
from bot.cli.console import out, print_json, print_line
from bot.errors import ConfigError


def extract_fields(
    file: Annotated[
        Path | None, typer.Argument(help="A report, as text; default: stdin.", dir_okay=False)
    ] = None,
    batch: Annotated[
        Path | None, typer.Option(help="JSONL file with `id` and `text` a line; - is stdin.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """Find the ticket fields in a report: SDK, version, platform, error codes, steps, severity.

    `--json` shows the span that each value came from. `--batch` writes `{id, fields}` a line.
    """
    from bot.support.extraction import extract  # noqa: PLC0415

    if batch is not None:
        for record in read_records(batch):
            fields = extract(str(record.get("text") or "")).fields()
            print_line({"id": record.get("id"), "fields": fields})
        return
    found = extract(_read(file))
    if as_json:
        spans = [span.model_dump() for span in found.spans]
        print_json({"fields": found.fields(), "spans": spans})
        return
    table = Table(show_header=True, box=None, pad_edge=False)
    table.add_column("field", style="bold")
    table.add_column("value")
    for name, value in found.fields().items():
        shown = ", ".join(value) if isinstance(value, list) else str(value)
        table.add_row(name, escape(shown or "-"))
    out.print(table)


def _read(file: Path | None) -> str:
    if file is None or str(file) == "-":
        if sys.stdin.isatty():
            raise ConfigError(
                "Give a file, or pipe a text in.", "Try `doorstep extract report.md`."
            )
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from None
    if b"\0" in raw[:4096]:
        raise ConfigError(f"{file} is not a text.", "Give a report or a log as plain text.")
    if not raw.strip():
        raise ConfigError(f"{file} is empty.")
    return raw.decode("utf-8", "replace")
