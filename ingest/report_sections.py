"""What a report says and in which order, in words for the doc maintainer.

The page and the terminal show the same sections: first what somebody must act on, then the changes,
then what is good to know. Paths carry the source's name when there are several reports.
"""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ingest.report import Affected, IngestReport
from knowledge.changes import Changes

_PAGES_OF_A_TEXT = 20  # a report names no more of them; see `ingest.findings`
_NO_HEADING = "(above the first heading)"
_HIDDEN = {"Cc", "Cs", "Zl", "Zp"}  # control characters, lone surrogates, line separators
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_T = TypeVar("_T")
At = Callable[[str], str]  # a path of one source -> as the reader should see it


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `text`, where it leads (`target`), why (`note`), and what stands `under` it.

    `label` says in words what stands under it. `prose` tells a sentence from a path or an address;
    `count` is how many findings the line stands for.
    """

    text: str
    note: str = ""
    target: str = ""
    label: str = ""
    under: tuple[str, ...] = ()
    link: str = ""
    prose: bool = False
    count: int = 1


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


def counted(number: int, word: str) -> str:
    """``1 page``, ``2,000 pages``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def printable(text: str) -> str:
    """Text of a document on one line, without characters that steer a terminal or turn the line.

    Such characters become U+FFFD, so that somebody sees that a name is not what it seems.
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    hidden = unicodedata.category(character) in _HIDDEN or character in _TURNING
    return "\ufffd" if hidden else character


def _place(report: IngestReport, reports: Sequence[IngestReport]) -> At:
    prefix = f"{report.source}/" if len(reports) > 1 else ""
    return lambda path: prefix + path


def _filled(reports: Sequence[IngestReport], kinds: Iterable[_Kind]) -> tuple[Section, ...]:
    sections = (kind.section(reports) for kind in kinds)
    return tuple(section for section in sections if section.rows)


# To act on ---------------------------------------------------------------------------------------


def _affected(report: IngestReport, at: At) -> Iterator[Row]:
    # Tickets are still open, and what vanished can no longer be true: those come first.
    newest = sorted(report.affected, key=lambda one: one.asked, reverse=True)
    for one in sorted(newest, key=lambda one: (one.kind != "ticket", not one.vanished)):
        yield Row(
            one.said,
            note=_why_affected(one, at),
            link=one.link if one.link.startswith(("https://", "http://")) else "",
            prose=True,
        )


def _why_affected(one: Affected, at: At) -> str:
    happened = "is gone" if one.vanished else "changed"
    asked = f", asked {one.asked}" if one.asked else ""
    return f"{one.kind}: {at(one.page)} {happened}{asked}"


def _refused(report: IngestReport, at: At) -> Iterator[Row]:
    del at
    if report.refused:
        yield Row(report.refused, prose=True)


def _incomplete(report: IngestReport, at: At) -> Iterator[Row]:
    lost = [file for file in report.skipped if file.lost]
    for file in lost:
        yield Row(at(file.path), note=file.reason)
    if report.incomplete and not lost:
        yield Row(report.source, note=report.incomplete)


def _kept(report: IngestReport, at: At) -> list[Row]:
    return [Row(at(file.path), note=file.reason) for file in report.skipped if file.kept]


def _skipped(report: IngestReport, at: At) -> Iterator[Row]:
    pages: dict[str, list[str]] = {}
    for file in report.skipped:
        if not (file.lost or file.kept):
            pages.setdefault(file.reason, []).append(at(file.path))
    for reason, paths in _most_first(pages):
        if len(paths) == 1:
            yield Row(paths[0], note=reason)
        else:
            label = counted(len(paths), "file")
            yield Row(reason, label=label, under=tuple(paths), prose=True, count=len(paths))


def _broken_imports(report: IngestReport, at: At) -> Iterator[Row]:
    reasons = {(one.path, one.target): one.reason for one in report.broken_imports}
    for row, first in _by_target(reasons, at, "import it", "imports it"):
        yield replace(row, note=reasons[first])


def _broken_links(report: IngestReport, at: At) -> Iterator[Row]:
    links = dict.fromkeys((one.path, one.target) for one in report.broken_links)
    alone: dict[str, list[str]] = {}  # page -> targets that no other page links to
    for row, (path, target) in _by_target(links, at, "link to it", "links to it"):
        if len(row.under) == 1:
            alone.setdefault(path, []).append(target)
        else:
            yield row
    for path, targets in _most_first(alone):
        label = counted(len(targets), "link")
        yield Row(at(path), label=label, under=tuple(targets), count=len(targets))


def _by_target(
    pairs: Iterable[tuple[str, str]], at: At, many: str, one: str
) -> Iterator[tuple[Row, tuple[str, str]]]:
    """Rows of targets with the pages that name them, and a pair of each; most pages first."""
    named: dict[str, list[tuple[str, str]]] = {}
    for path, target in pairs:
        named.setdefault(_resolved(path, target), []).append((path, target))
    for place, found in _most_first(named):
        written = {target for _, target in found}
        pages = tuple(at(path) for path in dict.fromkeys(path for path, _ in found))
        label = f"{counted(len(pages), 'page')} {one if len(pages) == 1 else many}"
        text = min(written) if len(written) == 1 else place
        yield Row(text, label=label, under=pages, count=len(found)), found[0]


def _resolved(path: str, target: str) -> str:
    """What a relative target means, so that `../a` on two pages is not taken for one thing."""
    if target.startswith(("/", "@")):
        return target
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def _front_matter(report: IngestReport, at: At) -> Iterator[Row]:
    for file in report.invalid_front_matter:
        yield Row(at(file.path), note=file.reason.removeprefix("invalid front matter: "))


def _most_first(groups: dict[str, list[_T]]) -> list[tuple[str, list[_T]]]:
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


# Changes -----------------------------------------------------------------------------------------


def _changed(report: IngestReport, at: At) -> Iterator[Row]:
    headings = dict(report.changes.headings)
    for path in report.changes.changed:
        under = tuple(one or _NO_HEADING for one in headings.get(path, ()))
        yield Row(at(path), label=counted(len(under), "section") if under else "", under=under)


def _moved(report: IngestReport, at: At) -> Iterator[Row]:
    for old, new in report.changes.moved:
        yield Row(at(old), target=at(new))


# To know -----------------------------------------------------------------------------------------


def _lagging(report: IngestReport, at: At) -> Iterator[Row]:
    missing: dict[str, list[str]] = {}
    older: dict[str, list[str]] = {}
    for one in report.lagging:
        kind = older if one.twin else missing
        kind.setdefault(one.language, []).append(at(one.twin or one.path))
    for language in sorted({*missing, *older}):
        for kind, means in ((missing, "lacks"), (older, "is older on")):
            pages = tuple(dict.fromkeys(kind.get(language, ())))
            if pages:
                label = f"{means} {counted(len(pages), 'page')}"
                yield Row(at(language), label=label, under=pages, count=len(pages))


def _duplicates(report: IngestReport, at: At) -> Iterator[Row]:
    for shared in report.duplicates.top if report.duplicates else ():
        more = " or more" if len(shared.pages) >= _PAGES_OF_A_TEXT else ""
        label = f"on {len(shared.pages)}{more} pages"
        pages = tuple(map(at, shared.pages))
        yield Row(shared.heading or "(no heading)", label=label, under=pages, prose=True)


def _redirects(report: IngestReport, at: At) -> Iterator[Row]:
    for one in sorted(report.redirects, key=lambda one: (bool(one.page), one.path)):
        if one.page:
            yield Row(at(one.path), target=at(one.page))
        else:
            yield Row(at(one.path), target=one.target, note="not in this source")


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


def _paths(of: Callable[[IngestReport], Iterable[str]]) -> Callable[[IngestReport, At], list[Row]]:
    return lambda report, at: [Row(at(path)) for path in of(report)]


_ACT = (
    _Kind(
        "refused",
        "Refused load",
        "Too little was left of the source, so the index is as it was.",
        _refused,
        urgent=True,
    ),
    _Kind(
        "affected",
        "Past answers and open tickets",
        "They rest on pages that changed or are gone. Check whether what was said still holds.",
        _affected,
        urgent=True,
    ),
    _Kind(
        "incomplete",
        "Incomplete load",
        "These could not be fetched or read, so nothing is deleted. "
        "Check the source, then ingest again.",
        _incomplete,
        urgent=True,
    ),
    _Kind(
        "kept",
        "Pages that could not be fetched",
        "What the index has of them stays as it was.",
        _kept,
        urgent=True,
    ),
    _Kind("skipped", "Skipped files", "They are not in the index.", _skipped),
    _Kind(
        "broken-imports",
        "Imports that lead nowhere",
        "Their text is missing from the pages. Grouped by what is missing.",
        _broken_imports,
    ),
    _Kind(
        "broken-links",
        "Links that lead nowhere",
        "No page of the source answers them. Targets of several pages come first.",
        _broken_links,
    ),
    _Kind(
        "front-matter",
        "Front matter that is not valid",
        "Only its plain lines were read; a title, version or product may be lost.",
        _front_matter,
    ),
    _Kind(
        "without-text",
        "Pages without text",
        "They are not in the index, so nobody finds them.",
        _paths(lambda report: report.without_text),
    ),
)
_CHANGES = (
    _Kind("added", "Added", "", _paths(lambda report: report.changes.added), mark="+"),
    _Kind("changed", "Changed", "", _changed, mark="~"),
    _Kind("moved", "Moved", "", _moved, mark="→"),
    _Kind("removed", "Removed", "", _paths(lambda report: report.changes.removed), mark="-"),
)
_KNOW = (
    _Kind(
        "lagging",
        "Languages that lag",
        "Another language has these pages, or has them newer.",
        _lagging,
    ),
    _Kind(
        "stale",
        "Stale pages",
        "Their own date is more than two years old. The oldest come first.",
        _paths(lambda report: report.stale),
    ),
    _Kind(
        "archived",
        "Archived pages",
        "They stay in the index and rank below current pages.",
        _paths(lambda report: report.archived_pages),
    ),
    _Kind("duplicates", "Texts on several pages", "", _duplicates),
    _Kind(
        "redirects",
        "Pages that only point to another one",
        "Those that point out of the source come first.",
        _redirects,
    ),
    _Kind(
        "unused",
        "Fragments that nothing imports",
        "Their text is on no page.",
        _paths(lambda report: report.unused),
    ),
)
