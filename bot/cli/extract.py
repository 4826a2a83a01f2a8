"""`doorstep extract`: ticket fields found in a text, and how well they are found."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich.markup import escape
from rich.table import Table

from bot.cli.ask import read_records
from bot.cli.console import out, print_json, print_line, settings
from bot.errors import ConfigError

if TYPE_CHECKING:
    from bot.support.extraction.models import Extraction
    from bot.support.extraction.scoring import Fields, Scores

Reader = Callable[[str], "Extraction"]
Triple = tuple[str, "Fields", "Fields"]


def extract_fields(
    file: Annotated[
        Path | None, typer.Argument(help="A report, as text; default: stdin.", dir_okay=False)
    ] = None,
    batch: Annotated[
        Path | None, typer.Option(help="JSONL file with `id` and `text` a line; - is stdin.")
    ] = None,
    score: Annotated[
        Path | None, typer.Option(help="JSONL file with `text` and `expected` a line; - is stdin.")
    ] = None,
    folds: Annotated[
        int, typer.Option(min=1, max=50, help="With --score: also each of so many parts.")
    ] = 1,
    misses: Annotated[bool, typer.Option(help="With --score: list what differs.")] = False,
    policy: Annotated[
        Path | None,
        typer.Option("--policy", help="A policy file with your products; else the one in force."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """Find the ticket fields in a report: SDK, version, platform, error codes, steps, severity.

    `--json` shows the span that each value came from. `--batch` writes `{id, fields}` a line.
    `--score` compares with annotated reports, per field. The products and packages that the policy
    names are recognised. A screenshot is read where DOORSTEP_VISION_MODEL names a model for it.
    """
    if sum(given is not None for given in (file, batch, score)) > 1:
        raise ConfigError("Give one of: a report, --batch, --score.")
    extract = _reader(policy)
    if score is not None:
        _score(extract, score, folds, misses=misses, as_json=as_json)
    elif batch is not None:
        for record in read_records(batch):
            fields = extract(str(record.get("text") or "")).fields()
            print_line({"id": record.get("id"), "fields": fields})
    else:
        report = _read(file)
        found = extract(report.text)
        # The keys of a batch are fixed; a single report is shown with all that a ticket gets.
        fields = found.fields() | {"project": [one.value for one in found.project]}
        if as_json:
            spans = [span.model_dump() for span in found.spans]
            told: dict[str, Any] = {"fields": fields, "spans": spans}
            if report.reader:  # the spans are places in what it read
                told["picture"] = {"read_by": report.reader, "text": report.text}
            print_json(told)
            return
        table = _table("field", "value")
        for name, value in fields.items():
            shown = ", ".join(value) if isinstance(value, list) else str(value)
            table.add_row(name, escape(shown or "-"))
        out.print(table)
        if report.reader:
            out.print(f"Read in a picture by {report.reader}, which may misread it.", markup=False)


def _reader(policy: Path | None) -> Reader:
    """Return the reading of one text. Raises PolicyError when the policy cannot be read."""
    from bot.bootstrap.installation import policy_path  # noqa: PLC0415
    from bot.config import load_settings  # noqa: PLC0415
    from bot.storage.policy_file import load_policy  # noqa: PLC0415
    from bot.support.extraction.extract import extract  # noqa: PLC0415

    catalogue = load_policy(policy or policy_path(load_settings())).catalogue
    return lambda text: extract(text, catalogue=catalogue)


def _score(extract: Reader, file: Path, folds: int, *, misses: bool, as_json: bool) -> None:
    from bot.support.extraction import scoring  # noqa: PLC0415

    triples, rated = _triples(extract, file)
    scores, at_desk = scoring.score(triples), scoring.score(rated)
    parts = scoring.folds(triples, folds) if folds > 1 else []
    if as_json:
        told = _plain(scores)
        told["folds"] = [_plain(part) for part in parts]
        told["desk"] = {
            "severity": round(at_desk.accuracy["severity"], 4),
            "critical_below_high": at_desk.critical_below_high,
        }
        told["misses"] = [miss.model_dump() for miss in scores.misses]
        print_json(told)
        return
    out.print(_scored(scores, parts))
    out.print(
        f"{scores.reports} reports; critical cases rated below high: {scores.critical_below_high}"
    )
    out.print(
        f"As the desk rates them: severity {at_desk.accuracy['severity']:.3f}, "
        f"critical cases rated below high: {at_desk.critical_below_high}"
    )
    if misses:
        table = _table("report", "field", "expected", "found")
        for miss in scores.misses:
            cells = (miss.id, miss.field, ", ".join(miss.wanted), ", ".join(miss.found))
            table.add_row(*(escape(cell or "-") for cell in cells))
        out.print(table)


def _triples(extract: Reader, file: Path) -> tuple[list[Triple], list[Triple]]:
    """Return (id, expected, found) of each record, and the same with the desk's severity.

    At the desk a text may also be a mere question. Raises ConfigError naming the record.
    """
    from bot.support.extraction.scoring import problem  # noqa: PLC0415
    from bot.support.reading import rated  # noqa: PLC0415
    from bot.support.signals import read_signals  # noqa: PLC0415

    triples: list[Triple] = []
    at_desk: list[Triple] = []
    for number, record in enumerate(read_records(file), start=1):
        name, text = str(record.get("id") or number), str(record.get("text") or "")
        if wrong := problem(record.get("expected")):
            raise ConfigError(f"Record {name} of {file}: {wrong}.")
        extraction = extract(text)
        found = extraction.fields()
        severity, _ = rated(extraction, read_signals(text))
        triples.append((name, record["expected"], found))
        at_desk.append((name, record["expected"], found | {"severity": severity.value}))
    if not triples:
        raise ConfigError(f"{file} holds no records.")
    return triples, at_desk


def _scored(scores: Scores, parts: list[Scores]) -> Table:
    table = _table("field", "measure", "score", *(["parts"] if parts else []))
    for name, of in scores.lists.items():
        spread = _spread([part.lists[name].f1 for part in parts])
        told = f"{of.f1:.3f}  (precision {of.precision:.3f}, recall {of.recall:.3f})"
        table.add_row(name, "F1", told, *spread)
    for name, share in scores.accuracy.items():
        spread = _spread([part.accuracy[name] for part in parts])
        table.add_row(name, "accuracy", f"{share:.3f}", *spread)
    return table


def _spread(values: list[float]) -> list[str]:
    return [f"{min(values):.3f} to {max(values):.3f}"] if values else []


def _plain(scores: Scores) -> dict[str, Any]:
    lists = {
        name: {
            "f1": round(of.f1, 4),
            "precision": round(of.precision, 4),
            "recall": round(of.recall, 4),
            "found": of.found,
            "expected": of.wanted,
        }
        for name, of in scores.lists.items()
    }
    return {
        "reports": scores.reports,
        "fields": lists,
        "accuracy": {name: round(share, 4) for name, share in scores.accuracy.items()},
        "critical_below_high": scores.critical_below_high,
        "severity_confusion": scores.confusion,
    }


def _table(*columns: str) -> Table:
    table = Table(show_header=True, box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, style="bold" if column == "field" else None)
    return table


class _Report(NamedTuple):
    """What is to be read; `reader` is the model that read it in a picture, "" for a text."""

    text: str
    reader: str = ""


def _read(file: Path | None) -> _Report:
    """The report, in whatever encoding it was written; of a picture what a model reads in it."""
    from bot.support.attachments.encodings import decode  # noqa: PLC0415
    from bot.support.attachments.kinds import FileKind, kind_of  # noqa: PLC0415

    if file is None or str(file) == "-":
        if sys.stdin.isatty():
            raise ConfigError(
                "Give a file, or pipe a text in.", "Try `doorstep extract report.md`."
            )
        name, raw = "The input", sys.stdin.buffer.read()
    else:
        name = str(file)
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise ConfigError(f"{file} cannot be read: {error.strerror}.") from None
        if not raw.strip():
            raise ConfigError(f"{file} is empty.")
    if kind_of(raw) is FileKind.PICTURE:
        return _read_in_picture(name, raw)
    decoded = decode(raw)
    if decoded is None:
        raise ConfigError(f"{name} is not a text.", "Give a report or a log as plain text.")
    return _Report(decoded.text)


def _read_in_picture(name: str, raw: bytes) -> _Report:
    """Raises ConfigError where no model can read it, ModelUnavailable where it fails."""
    from bot.bootstrap.models import ChatModels, open_picture_reader  # noqa: PLC0415
    from bot.bootstrap.rules import open_policy, open_redactor  # noqa: PLC0415
    from bot.support.attachments.pictures import mimetype_of  # noqa: PLC0415
    from bot.support.attachments.problems import Unreadable  # noqa: PLC0415

    config = settings()
    reader = open_picture_reader(config, ChatModels(config))
    if reader is None:
        raise ConfigError(
            f"{name} is a picture, and no model is chosen to read pictures.",
            "Set DOORSTEP_VISION_MODEL, or give its text.",
        )
    try:
        mimetype = mimetype_of(raw)
    except Unreadable:
        raise ConfigError(
            f"{name} is a picture that no model is shown: damaged, too large or of another kind.",
            "Give a PNG, JPEG, WebP or GIF of up to 5 MB and 8,000 pixels a side.",
        ) from None
    redactor = open_redactor(config, open_policy(config))
    return _Report(redactor.redact(reader.read(raw, mimetype)), config.vision)
