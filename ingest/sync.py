"""Bring the index up to a source: read, compare, put what changed; refuse what looks wrong."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from ingest.errors import IngestError
from ingest.library import BrokenImport, Library
from ingest.pages import Contents, contents, read_page
from ingest.report import IngestReport
from ingest.sources import RawFile, SkippedFile, Source
from knowledge.index import Build, WritableIndex
from knowledge.models import Page, PageStatus


class Progress(Protocol):
    """Told how far a stage is. `total` is 0 while it is unknown."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Stages, in order: ``read``, ``pages``, ``commit``."""
        ...


@dataclass(frozen=True, slots=True)
class Guard:
    """When a load is too small to be believed.

    `least_share` is the share of last time's pages that must still be there.
    """

    least_share: float = 0.5
    allow_shrink: bool = False

    def check(self, source: str, found: int, before: int) -> None:
        """Raise IngestError for an empty load, and for one that lost too many pages."""
        if found == 0:
            kept = f" The {before} pages in the index are as they were." if before else ""
            raise IngestError(
                f"{source} holds no page with text.{kept}",
                "Check the path: pages are .md and .mdx files.",
            )
        if found < before * self.least_share and not self.allow_shrink:
            raise IngestError(
                f"{source} has {found} pages, {before} last time; nothing was changed.",
                "If so many pages were really removed, run again with --allow-shrink.",
            )


@dataclass(slots=True)
class _Run:
    """Findings of one run, gathered on the way."""

    source: str
    skipped: list[SkippedFile]
    library: Library
    contents: Contents
    broken: dict[BrokenImport, None]
    without_text: list[str]
    languages: Counter[str]
    archived: int = 0
    pages: int = 0


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def ingest_source(
    source: Source,
    index: WritableIndex,
    *,
    link: str = "",
    progress: Progress = _silent,
    guard: Guard | None = None,
) -> IngestReport:
    """Read a source and make the index hold exactly its pages.

    Only changed pages are put; the index embeds only texts that it does not hold yet. Raises
    IngestError, with the index as it was, when the load is empty or has shrunk too far.
    """
    guard = guard or Guard()
    started = time.monotonic()
    run = _read(source, progress)
    live = index.fingerprints(source.name)
    guard.check(source.name, len(run.contents.pages), len(live))
    with index.build(source.name) as build:
        for done, page in enumerate(_pages(run, link), start=1):
            _place(build, page, live)
            progress("pages", done, len(run.contents.pages))
        guard.check(source.name, run.pages, len(live))
        progress("commit", 0, 1)
        changes = build.commit()
        progress("commit", 1, 1)
    return IngestReport(
        source=source.name,
        changes=changes,
        pages=run.pages,
        fragments=len(run.contents.fragments),
        unused=run.contents.unused,
        skipped=tuple(run.skipped),
        broken_imports=tuple(run.broken),
        invalid_front_matter=tuple(_invalid_front_matter(run.library)),
        without_text=tuple(run.without_text),
        archived=run.archived,
        languages=dict(run.languages.most_common()),
        seconds=round(time.monotonic() - started, 3),
    )


def _read(source: Source, progress: Progress) -> _Run:
    files: list[RawFile] = []
    skipped: list[SkippedFile] = []
    for file in source.files():
        if isinstance(file, RawFile):
            files.append(file)
        else:
            skipped.append(file)
        progress("read", len(files), 0)
    library = Library(files)
    broken = dict.fromkeys(one for file in library.files.values() for one in file.broken)
    return _Run(source.name, skipped, library, contents(library), broken, [], Counter())


def _pages(run: _Run, link: str) -> Iterator[Page]:
    """Render the pages one by one; a page without text is noted and still counts as seen."""
    for path in run.contents.pages:
        read = read_page(run.library, path, run.source, link)
        run.broken |= dict.fromkeys(read.broken)
        if read.page.chunks:
            run.pages += 1
            run.languages[read.page.language] += 1
            run.archived += read.page.status is PageStatus.ARCHIVED
        else:
            run.without_text.append(path)
        yield read.page


def _place(build: Build, page: Page, live: Mapping[str, str]) -> None:
    if not page.chunks:
        return
    if live.get(page.path) == page.fingerprint:
        build.keep(page.path)
    else:
        build.put(page)


def _invalid_front_matter(library: Library) -> Iterator[SkippedFile]:
    for file in library.files.values():
        if file.front_matter.problem:
            yield SkippedFile(file.path, file.front_matter.problem)
