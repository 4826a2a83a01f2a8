"""An ingest's report as one HTML page that needs nothing else: no script, no request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ingest.report import IngestReport
from ingest.report_rows import counted
from ingest.report_sections import (
    changes_of,
    to_act_on,
    to_know,
    what_happened,
)
from ingest.report_text import printable

_FIRST = 20  # rows of a section that stand open; the others unfold
_MOST = 500  # rows of a section on the page
_UNDER = 50  # names under a row
_LANGUAGES = 6  # colours of the bar; rarer languages share the last one


@dataclass(frozen=True, slots=True)
class Share:
    """A language's part of the pages; `colour` counts from 1, `percent` is never 0."""

    language: str
    pages: int
    percent: float
    colour: int


@dataclass(frozen=True, slots=True)
class Mix:
    """Languages of one source, most pages first."""

    source: str
    shares: tuple[Share, ...]


def report_page(reports: Sequence[IngestReport], made: datetime, *, dry_run: bool = False) -> str:
    """HTML of one or several reports. What comes from documents is shown as text, never as HTML.

    `made` is shown in its own time zone. `dry_run`: nothing was written, and the page says so.
    """
    return (
        _environment()
        .get_template("report.html")
        .render(
            title=_title(reports, dry_run=dry_run),
            made=made,
            dry_run=dry_run,
            reports=reports,
            happened=what_happened(reports, dry_run=dry_run),
            act=to_act_on(reports),
            changes=changes_of(reports),
            know=to_know(reports),
            mixes=[mix for mix in map(_mix, reports) if mix.shares],
        )
    )


def _title(reports: Sequence[IngestReport], *, dry_run: bool) -> str:
    kind = "Dry run" if dry_run else "Ingest"
    return f"{kind}: {reports[0].source if len(reports) == 1 else counted(len(reports), 'source')}"


def _mix(report: IngestReport) -> Mix:
    ordered = sorted(report.languages.items(), key=lambda one: (-one[1], one[0]))
    total = sum(report.languages.values()) or 1
    kept, rare = ordered, []
    if len(ordered) > _LANGUAGES:
        kept, rare = ordered[: _LANGUAGES - 1], ordered[_LANGUAGES - 1 :]
        kept = [*kept, (f"{len(rare)} others", sum(pages for _, pages in rare))]
    shares = (
        Share(language or "unknown", pages, 100 * pages / total, colour)
        for colour, (language, pages) in enumerate(kept, start=1)
        if pages
    )
    return Mix(report.source, tuple(shares))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ingest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.globals.update(FIRST=_FIRST, MOST=_MOST, UNDER=_UNDER, counted=counted)
    return environment


def _finalize(value: Any) -> Any:
    """Make text from documents harmless beyond HTML: no control characters, no turned lines."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return printable(value)
    return value
