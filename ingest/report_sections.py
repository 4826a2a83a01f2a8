"""What a report says and in which order, in words for the doc maintainer.

The page and the terminal show the same sections: first what somebody must act on, then the changes,
then what is good to know. Paths carry the source's name when there are several reports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ingest import report_rows
from ingest.report import IngestReport
from ingest.report_rows import At, Row, counted
from knowledge.changes import Changes


@dataclass(frozen=True, slots=True)
class Section:
    """Findings of one kind. `advice` says what they mean or what to do; `mark` is a diff's sign."""

    key: str
    title: str
    advice: str
    rows: tuple[Row, ...]
    count: int
    mark: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    key: str
    title: str
    advice: str
    rows: Callable[[IngestReport, At], Iterable[Row]]
    mark: str = ""
    urgent: bool = False

    def section(self, reports: Sequence[IngestReport]) -> Section:
        rows = tuple(
            row for report in reports for row in self.rows(report, _place(report, reports))
        )
        count = sum(row.count for row in rows)
        return Section(self.key, self.title, self.advice, rows, count, self.mark, self.urgent)


def to_act_on(reports: Sequence[IngestReport]) -> tuple[Section, ...]:
    """What somebody must look at, the most pressing first; kinds without findings are left out."""
    return _filled(reports, _ACT)


def changes_of(reports: Sequence[IngestReport]) -> tuple[Section, ...]:
    """Pages added, changed (with headings), moved and removed."""
    return _filled(reports, _CHANGES)


def to_know(reports: Sequence[IngestReport]) -> tuple[Section, ...]:
    """What needs no action today."""
    return tuple(_counted(section, reports) for section in _filled(reports, _KNOW))


def what_happened(reports: Sequence[IngestReport], *, dry_run: bool = False) -> str:
    """Two or three sentences with the figures of all reports."""
    changes = [report.changes for report in reports]
    embedded = counted(sum(one.embedded for one in changes), "text")
    if dry_run:
        size = counted(sum(one.characters for one in changes), "character")
        return f"Nothing was written. {_would(changes)}. {embedded} ({size}) would be embedded."
    pages = counted(sum(report.pages for report in reports), "page")
    chunks = counted(sum(one.chunks for one in changes), "chunk")
    seconds = f"{sum(report.seconds for report in reports):,.1f}\u00a0s"
    return f"{pages}: {_done(changes)}. {chunks}, {embedded} embedded, {seconds}."


def _figures(changes: Sequence[Changes], verbs: Sequence[str]) -> list[tuple[int, str]]:
    """Numbers of pages that are not zero, each with its verb."""
    numbers = (
        sum(len(one.added) for one in changes),
        sum(len(one.changed) for one in changes),
        sum(len(one.moved) for one in changes),
        sum(len(one.removed) for one in changes),
    )
    return [(number, verb) for number, verb in zip(numbers, verbs, strict=True) if number]


def _done(changes: Sequence[Changes]) -> str:
    figures = _figures(changes, ("added", "changed", "moved", "removed"))
    same = sum(one.unchanged for one in changes)
    done = ", ".join(f"{number:,} {verb}" for number, verb in figures) or "nothing changed"
    return f"{done} and {same:,} unchanged" if figures and same else done


def _would(changes: Sequence[Changes]) -> str:
    figures = _figures(changes, ("add", "change", "move", "remove"))
    if not figures:
        return "No page would change"
    (number, verb), *others = figures
    parts = [
        f"{verb} {counted(number, 'page')}",
        *(f"{verb} {number:,}" for number, verb in others),
    ]
    same = sum(one.unchanged for one in changes)
    return f"It would {', '.join(parts)}" + (f" and leave {same:,} as they are" if same else "")


def _place(report: IngestReport, reports: Sequence[IngestReport]) -> At:
    prefix = f"{report.source}/" if len(reports) > 1 else ""
    return lambda path: prefix + path


def _filled(reports: Sequence[IngestReport], kinds: Iterable[_Kind]) -> tuple[Section, ...]:
    sections = (kind.section(reports) for kind in kinds)
    return tuple(section for section in sections if section.rows)


def _counted(section: Section, reports: Sequence[IngestReport]) -> Section:
    """Of texts on several pages a report names only the most frequent; the count is of all."""
    if section.key != "duplicates":
        return section
    found = [report.duplicates for report in reports if report.duplicates]
    texts, copies = sum(one.texts for one in found), sum(one.copies for one in found)
    advice = (
        f"{counted(copies, 'time')} more than needed. A fragment that the pages import "
        "keeps them alike. The most frequent are named."
    )
    return replace(section, count=texts, advice=advice)


# The kinds ---------------------------------------------------------------------------------------


_ACT = (
    _Kind(
        "refused",
        "Refused load",
        "Too little was left of the source, so the index is as it was.",
        report_rows.refused,
        urgent=True,
    ),
    _Kind(
        "affected",
        "Past answers and open tickets",
        "They rest on pages that changed or are gone. Check whether what was said still holds.",
        report_rows.affected,
        urgent=True,
    ),
    _Kind(
        "incomplete",
        "Incomplete load",
        "These could not be fetched or read, so nothing is deleted. "
        "Check the source, then ingest again.",
        report_rows.incomplete,
        urgent=True,
    ),
    _Kind(
        "kept",
        "Pages that could not be fetched",
        "What the index has of them stays as it was.",
        report_rows.kept,
        urgent=True,
    ),
    _Kind("skipped", "Skipped files", "They are not in the index.", report_rows.skipped),
    _Kind(
        "broken-imports",
        "Imports that lead nowhere",
        "Their text is missing from the pages. Grouped by what is missing.",
        report_rows.broken_imports,
    ),
    _Kind(
        "broken-links",
        "Links that lead nowhere",
        "No page of the source answers them. Targets of several pages come first.",
        report_rows.broken_links,
    ),
    _Kind(
        "front-matter",
        "Front matter that is not valid",
        "Only its plain lines were read; a title, version or product may be lost.",
        report_rows.front_matter,
    ),
    _Kind(
        "without-text",
        "Pages without text",
        "They are not in the index, so nobody finds them.",
        report_rows.paths(lambda report: report.without_text),
    ),
)
_CHANGES = (
    _Kind("added", "Added", "", report_rows.paths(lambda report: report.changes.added), mark="+"),
    _Kind("changed", "Changed", "", report_rows.changed, mark="~"),
    _Kind("moved", "Moved", "", report_rows.moved, mark="→"),
    _Kind(
        "removed", "Removed", "", report_rows.paths(lambda report: report.changes.removed), mark="-"
    ),
)
_KNOW = (
    _Kind(
        "lagging",
        "Languages that lag",
        "Another language has these pages, or has them newer.",
        report_rows.lagging,
    ),
    _Kind(
        "stale",
        "Stale pages",
        "Their own date is more than two years old. The oldest come first.",
        report_rows.paths(lambda report: report.stale),
    ),
    _Kind(
        "archived",
        "Archived pages",
        "They stay in the index and rank below current pages.",
        report_rows.paths(lambda report: report.archived_pages),
    ),
    _Kind("duplicates", "Texts on several pages", "", report_rows.duplicates),
    _Kind(
        "redirects",
        "Pages that only point to another one",
        "Those that point out of the source come first.",
        report_rows.redirects,
    ),
    _Kind(
        "unused",
        "Fragments that nothing imports",
        "Their text is on no page.",
        report_rows.paths(lambda report: report.unused),
    ),
)
