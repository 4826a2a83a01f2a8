"""What `doorstep ingest` shows: what to act on, and what happened or would happen."""

from __future__ import annotations

from rich.text import Text

from bot.cli.console import err, out
from ingest.report import IngestReport
from ingest.report_rows import Row
from ingest.report_sections import (
    Section,
    changes_of,
    to_act_on,
    to_know,
    what_happened,
)
from ingest.report_text import printable

_NAMED = 8  # names of each kind
_UNDER = 3  # headings of a changed page
_STYLES = {"+": "green", "~": "yellow", "→": "cyan", "-": "red"}


def show_report(report: IngestReport) -> None:
    """First what somebody must act on (on stderr), then what happened in one line."""
    _show_findings(report)
    changes = report.changes
    moved = f"{len(changes.moved)} moved, " if changes.moved else ""
    _line(
        f"{report.source}: {report.pages} pages ({len(changes.added)} added, "
        f"{len(changes.changed)} changed, {moved}{len(changes.removed)} removed, "
        f"{changes.unchanged} unchanged), {changes.chunks} chunks, {changes.embedded} embedded, "
        f"{report.seconds:.1f} s"
    )
    if report.languages:
        mix = sorted(report.languages.items(), key=lambda one: (-one[1], one[0]))
        _line(f"Languages: {', '.join(f'{name} {pages:,}' for name, pages in mix)}", style="dim")


def show_refused(report: IngestReport) -> None:
    """What was left out of a load that was not believed; its error says the rest."""
    _show_findings(report, but="refused")


def show_changes(report: IngestReport) -> None:
    """Show a dry run, in place of `show_report`: like a diff, by page, then the figures."""
    _show_findings(report)
    for section in changes_of([report]):
        for row in section.rows[:_NAMED]:
            _show_change(row, section.mark)
        if len(section.rows) > _NAMED:
            _line(f"{section.mark} {_more(section)}", style=_STYLES[section.mark])
    _line(f"{report.source}: {what_happened([report], dry_run=True)}")


def _show_findings(report: IngestReport, but: str = "") -> None:
    for section in (one for one in to_act_on([report]) if one.key != but):
        _note(f"{section.title} ({section.count:,}):", style="red" if section.urgent else "yellow")
        for row in section.rows[:_NAMED]:
            _note(f"  {_named(row)}")
        if len(section.rows) > _NAMED:
            _note(f"  {_more(section)}")
    known = [f"{section.title.lower()} ({section.count:,})" for section in to_know([report])]
    if known:
        _note(f"Also: {', '.join(known)}; --json lists them.", style="dim")


def _more(section: Section) -> str:
    return f"… and {len(section.rows) - _NAMED:,} more; --json lists all."


def _named(row: Row) -> str:
    """A finding in one line; of what stands under it only the first name."""
    note = f" ({row.note})" if row.note else ""
    if not row.under:
        return f"{row.text}{note}"
    if len(row.under) == 1:
        return f"{row.text}{note}: {row.under[0]}"
    return f"{row.text}{note}: {row.label}, first {row.under[0]}"


def _show_change(row: Row, mark: str) -> None:
    leads = f" → {row.target}" if row.target else ""
    _line(f"{mark} {row.text}{leads}", style=_STYLES[mark])
    for heading in row.under[:_UNDER]:
        _line(f"    {heading}")
    if len(row.under) > _UNDER:
        _line(f"    … and {len(row.under) - _UNDER:,} more", style="dim")


def _line(text: str, style: str = "") -> None:
    # As `Text`, brackets and :names: of a document are no markup and no emoji.
    out.print(Text(printable(text), style), soft_wrap=True)


def _note(text: str, style: str = "") -> None:
    err.print(Text(printable(text), style), soft_wrap=True)
