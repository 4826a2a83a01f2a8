"""Findings of an ingest as lines that a doc maintainer reads: one kind of finding, one function."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from ingest.report import Affected, IngestReport

_PAGES_OF_A_TEXT = 20  # a report names no more of them; see `ingest.findings`
_NO_HEADING = "(above the first heading)"

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


def counted(number: int, word: str) -> str:
    """``1 page``, ``2,000 pages``."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


# To act on ---------------------------------------------------------------------------------------


def affected(report: IngestReport, at: At) -> Iterator[Row]:
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


def refused(report: IngestReport, at: At) -> Iterator[Row]:
    del at
    if report.refused:
        yield Row(report.refused, prose=True)


def incomplete(report: IngestReport, at: At) -> Iterator[Row]:
    lost = [file for file in report.skipped if file.lost]
    for file in lost:
        yield Row(at(file.path), note=file.reason)
    if report.incomplete and not lost:
        yield Row(report.source, note=report.incomplete)


def kept(report: IngestReport, at: At) -> list[Row]:
    return [Row(at(file.path), note=file.reason) for file in report.skipped if file.kept]


def skipped(report: IngestReport, at: At) -> Iterator[Row]:
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


def broken_imports(report: IngestReport, at: At) -> Iterator[Row]:
    reasons = {(one.path, one.target): one.reason for one in report.broken_imports}
    for row, first in _by_target(reasons, at, "import it", "imports it"):
        yield replace(row, note=reasons[first])


def broken_links(report: IngestReport, at: At) -> Iterator[Row]:
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


def front_matter(report: IngestReport, at: At) -> Iterator[Row]:
    for file in report.invalid_front_matter:
        yield Row(at(file.path), note=file.reason.removeprefix("invalid front matter: "))


def _most_first(groups: dict[str, list[_T]]) -> list[tuple[str, list[_T]]]:
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


# Changes -----------------------------------------------------------------------------------------


def changed(report: IngestReport, at: At) -> Iterator[Row]:
    headings = dict(report.changes.headings)
    for path in report.changes.changed:
        under = tuple(one or _NO_HEADING for one in headings.get(path, ()))
        yield Row(at(path), label=counted(len(under), "section") if under else "", under=under)


def moved(report: IngestReport, at: At) -> Iterator[Row]:
    for old, new in report.changes.moved:
        yield Row(at(old), target=at(new))


# To know -----------------------------------------------------------------------------------------


def lagging(report: IngestReport, at: At) -> Iterator[Row]:
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


def duplicates(report: IngestReport, at: At) -> Iterator[Row]:
    for shared in report.duplicates.top if report.duplicates else ():
        more = " or more" if len(shared.pages) >= _PAGES_OF_A_TEXT else ""
        label = f"on {len(shared.pages)}{more} pages"
        pages = tuple(map(at, shared.pages))
        yield Row(shared.heading or "(no heading)", label=label, under=pages, prose=True)


def redirects(report: IngestReport, at: At) -> Iterator[Row]:
    for one in sorted(report.redirects, key=lambda one: (bool(one.page), one.path)):
        if one.page:
            yield Row(at(one.path), target=at(one.page))
        else:
            yield Row(at(one.path), target=one.target, note="not in this source")


def paths(of: Callable[[IngestReport], Iterable[str]]) -> Callable[[IngestReport, At], list[Row]]:
    return lambda report, at: [Row(at(path)) for path in of(report)]
