"""Bring the index up to a source: read, compare, put what changed; refuse what looks wrong."""

from __future__ import annotations

import gc
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from ingest.errors import IngestError
from ingest.facts import FileFacts
from ingest.findings import TextCount, lagging_languages, stale_pages
from ingest.library import BrokenImport, Library
from ingest.loading import Load, load
from ingest.metadata import NO_DEFAULTS, PageFacts
from ingest.pages import Contents, contents, read_page
from ingest.report import IngestReport
from ingest.reuse import Inputs, unchanged_report
from ingest.sources import FileChanged, SkippedFile, Source
from knowledge.changes import Changes
from knowledge.index import Build, WritableIndex
from knowledge.live import Made
from knowledge.models import PageStatus, Visibility
from knowledge.seen import SeenFile

_NEW_OBJECTS = 50_000  # after which the collector runs; 700 unless somebody says otherwise


class Progress(Protocol):
    """Told how far a stage is. `total` is 0 while it is unknown."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Stages: ``read``, ``pages``, ``commit``; between them ``embed``, whose total grows."""
        ...


@dataclass(frozen=True, slots=True)
class Guard:
    """When a load is too small to be believed.

    `least_share` is the share of last time's pages that must still be there.
    """

    least_share: float = 0.5
    allow_shrink: bool = False
    may_be_empty: bool = False  # nothing is a whole load too, if it was read without a failure

    def check(
        self, source: str, found: int, before: int, incomplete: str = "", skipped: str = ""
    ) -> None:
        """Raise IngestError for an empty load, and for one that lost too many pages.

        An incomplete load (`incomplete` says why) deletes nothing, so that only emptiness counts.
        `skipped` names files that were left out.
        """
        if found == 0 and self.may_be_empty and not incomplete:
            return
        if found == 0:
            kept = f" The {before} pages in the index are as they were." if before else ""
            why = incomplete or skipped
            raise IngestError(
                f"{source} gave no page with text{f': {why}' if why else ''}.{kept}",
                "Check that the source can be reached, and try again."
                if incomplete
                else "Check the path: pages are .md, .mdx, .html, .pdf and .docx files.",
            )
        if found < before * self.least_share and not (self.allow_shrink or incomplete):
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
    static: frozenset[BrokenImport]  # those that the files show without being rendered
    broken: dict[BrokenImport, None]
    without_text: list[str] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    archived: list[str] = field(default_factory=list)
    texts: TextCount = field(default_factory=TextCount)
    rendered: int = 0  # of the pages with text; the others are known from last time
    pages: int = 0

    @property
    def incomplete(self) -> str:
        """Why the load is not whole, "" when it is."""
        return _named([file for file in self.skipped if file.lost])

    def count(self, path: str, language: str, status: PageStatus) -> None:
        """A page with text."""
        self.pages += 1
        self.languages[language] += 1
        if status is PageStatus.ARCHIVED:
            self.archived.append(path)


def _named(files: Sequence[SkippedFile]) -> str:
    """The first of them with its reason, and how many more there are."""
    more = f" (and {len(files) - 1} more)" if len(files) > 1 else ""
    return f"{files[0].path}: {files[0].reason}{more}" if files else ""


@dataclass(frozen=True, slots=True)
class _Making:
    """What decides how a page looks besides its files; see `read_page`."""

    link: str
    defaults: Mapping[str, Any]


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def ingest_source(
    source: Source,
    index: WritableIndex,
    *,
    link: str = "",
    progress: Progress = _silent,
    guard: Guard | None = None,
    dry_run: bool = False,
    visibility: Visibility | None = None,
    customers: Sequence[str] = (),
    defaults: Mapping[str, Any] = NO_DEFAULTS,
    wait: float = 0.0,
) -> IngestReport:
    """Read a source and make the index hold exactly its pages.

    Only changed pages are made and put; the index embeds only texts that it does not hold yet.
    `dry_run` writes nothing and reports what would change. `visibility` None leaves it as it is;
    `defaults` say of all pages what they do not say themselves (product, platform, version,
    language); `wait`: seconds to wait for another writer. A load that is incomplete deletes
    nothing. Raises IngestError, with the index as it was, when the load is empty or has shrunk too
    far.
    """
    told_of_all = json.dumps(dict(defaults), sort_keys=True, default=str)
    order = _Order(
        source,
        index,
        _Making(link, defaults),
        progress,
        guard or Guard(),
        dry_run=dry_run,
        visibility=visibility,
        customers=tuple(customers),
        wait=wait,
        settings=(source.name, link, told_of_all, str(visibility), *customers),
        started=time.monotonic(),
    )
    with _seldom_collected():
        try:
            return _carry_out(order, index.seen(source.name))
        except FileChanged:  # after it had been taken for unchanged
            return _carry_out(order, {})


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """The trees of all files live through the run, and Python's collector would walk them often."""
    usual = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked of one ingest; see `ingest_source`."""

    source: Source
    index: WritableIndex
    making: _Making
    progress: Progress
    guard: Guard
    dry_run: bool
    visibility: Visibility | None
    customers: tuple[str, ...]
    wait: float
    settings: tuple[str, ...]
    started: float

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.started, 3)

    def build(self) -> AbstractContextManager[Build]:
        if self.dry_run:
            return nullcontext(self.index.compare(self.source.name))

        def told(done: int, known: int) -> None:
            self.progress("embed", done, known)

        return self.index.build(
            self.source.name,
            visibility=self.visibility,
            customers=self.customers,
            told=told,
            wait=self.wait,
        )


def _carry_out(order: _Order, seen: Mapping[str, SeenFile]) -> IngestReport:
    """Do it, with the files `seen` last time opened only where it matters.

    Raises FileChanged, with the index as it was, when one of them turns out to be different.
    """
    index, name = order.index, order.source.name
    loaded = load(order.source, seen, order.progress)
    inputs = Inputs(loaded.marks, loaded.skipped, order.settings)
    if not order.dry_run and (last := index.recall(name, inputs.whole)):
        same = unchanged_report(last, order.seconds)
        if same is not None:
            if restamped := loaded.restamped():
                index.restamp(name, restamped)
            return same
    if not order.dry_run and (coming := loaded.changed):
        index.expect(coming)
    run = _read(name, loaded, loaded.known_facts(index.facts(name)) if seen else {})
    live = index.made(name)
    pages, left_out = len(run.contents.pages), _named(loaded.skipped)
    order.guard.check(name, pages, len(live), run.incomplete, left_out)
    with order.build() as build:
        _fill(build, run, live, inputs, order.making, order.progress)
        order.guard.check(name, run.pages, len(live), run.incomplete, left_out)
        order.progress("commit", 0, 1)
        changes = build.commit()
        report = _report(run, changes, order.seconds)
        if not order.dry_run:
            index.note(name, loaded.news(run.library), loaded.gone())
        if not order.dry_run and not run.incomplete:
            index.remember(name, inputs.whole, report.to_json())
    return report


def _report(run: _Run, changes: Changes, seconds: float) -> IngestReport:
    values = ((path, run.library.files[path].front_matter.values) for path in run.contents.pages)
    updated = {path: PageFacts(path, declared).updated for path, declared in values}
    return IngestReport(
        source=run.source,
        changes=changes,
        pages=run.pages,
        fragments=len(run.contents.fragments),
        unused=run.contents.unused,
        skipped=tuple(run.skipped),
        broken_imports=tuple(run.broken),
        invalid_front_matter=tuple(_invalid_front_matter(run.library)),
        without_text=tuple(run.without_text),
        archived=len(run.archived),
        languages=dict(run.languages.most_common()),
        seconds=seconds,
        broken_links=tuple(run.library.broken_links()),
        redirects=tuple(run.library.redirects),
        # Pages that were not made again have not shown their texts.
        duplicates=run.texts.duplicates() if run.rendered == run.pages else None,
        stale=stale_pages(updated, datetime.now(UTC).date()),
        archived_pages=tuple(run.archived),
        lagging=lagging_languages(updated),
        incomplete=run.incomplete,
    )


def _read(source: str, loaded: Load, known: Mapping[str, FileFacts]) -> _Run:
    library = Library(loaded.files, known)
    broken = dict.fromkeys(one for file in library.files.values() for one in file.broken)
    return _Run(source, loaded.skipped, library, contents(library), frozenset(broken), broken)


def _fill(
    build: Build,
    run: _Run,
    live: Mapping[str, Made],
    inputs: Inputs,
    making: _Making,
    progress: Progress,
) -> None:
    """Render the pages one by one, except those that are made of the same as the live ones."""
    placed: set[str] = set()
    marks = inputs.of_pages(run.library, run.contents.pages)
    for done, path in enumerate(run.contents.pages, start=1):
        known = live.get(path)
        if known is not None and known.inputs == marks[path]:
            run.count(path, known.language, PageStatus(known.status))
            build.keep(path, marks[path])
            placed.add(path)
        elif _render(build, run, path, known, marks[path], making):
            placed.add(path)
        progress("pages", done, len(run.contents.pages))
    if run.incomplete:
        for path in live.keys() - placed:
            build.keep(path)  # what was not seen may still be there


def _render(
    build: Build, run: _Run, path: str, known: Made | None, mark: str, making: _Making
) -> bool:
    """Place a page; one without text is only noted (False)."""
    read = read_page(run.library, path, run.source, making.link, making.defaults)
    if not run.static >= set(read.broken):
        mark = ""  # its findings are its own: render it next time too
    run.broken |= dict.fromkeys(read.broken)
    page = read.page
    if not page.chunks:
        run.without_text.append(path)
        return False
    run.count(path, page.language, page.status)
    run.rendered += 1
    run.texts.add(
        path,
        (
            (one.content_hash, one.heading_path[-1] if one.heading_path else page.title)
            for one in page.chunks
        ),
    )
    if known is not None and known.fingerprint == page.fingerprint:
        build.keep(path, mark)
    else:
        build.put(page, mark)
    return True


def _invalid_front_matter(library: Library) -> Iterator[SkippedFile]:
    for file in library.files.values():
        if file.front_matter.problem:
            yield SkippedFile(file.path, file.front_matter.problem)
