"""Bring the index up to a source: read, compare, put what changed; refuse what looks wrong."""

from __future__ import annotations

import gc
import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from ingest.facts import FileFacts
from ingest.findings import REPEATED, duplicates, lagging_languages, stale_pages
from ingest.guard import Guard, LoadRefused, named
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
        """Stages: ``read``, then ``pages``, of those that must be made: done when stored.

        What it raises ends the ingest with the index as it was; after the swap it is not called.
        """
        ...


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
    pages: int = 0

    @property
    def incomplete(self) -> str:
        """Why the load is not whole, "" when it is."""
        return named([file for file in self.skipped if file.lost], most=1)

    def unseen(self, live: Collection[str]) -> set[str]:
        """Pages of last time that may still be there although they were not read."""
        if self.incomplete:
            return set(live) - self.library.files.keys()
        return {file.path for file in self.skipped if file.kept} & set(live)

    def count(self, path: str, language: str, status: PageStatus) -> None:
        """A page with text."""
        self.pages += 1
        self.languages[language] += 1
        if status is PageStatus.ARCHIVED:
            self.archived.append(path)


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
    nothing. Raises LoadRefused, with the index as it was, when the load is empty or has shrunk too
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

    def build(self, told: Callable[[int], None]) -> AbstractContextManager[Build]:
        if self.dry_run:
            return nullcontext(self.index.compare(self.source.name))
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
    known, live = loaded.known_facts(index.facts(name)) if seen else {}, index.made(name)
    if not order.dry_run and (coming := loaded.changed):
        # Not before these: SQLite hands each row over through Python's lock, which is taken then.
        index.expect(coming)
    run = _read(name, loaded, known)
    loaded.leave_out_unshown(run.library)
    inputs = Inputs(loaded.marks, loaded.skipped, order.settings)  # now with the files it shows
    marks = inputs.of_pages(run.library, run.contents.pages)
    new = [path for path in run.contents.pages if not _same(live.get(path), marks[path])]
    done = _Done(order.progress, len(new), at_once=order.dry_run)
    _believe(order, run, len(run.contents.pages), live)
    with order.build(done.stored) as build:
        _fill(build, run, live, marks, order.making, done)
        _believe(order, run, run.pages, live)
        changes = build.commit()
        report = _report(run, changes, order.seconds, live)
        if not order.dry_run:
            report = replace(report, duplicates=duplicates(index.repeated(name, REPEATED)))
            index.note(name, loaded.news(run.library), loaded.gone(run.library))
        if not order.dry_run and not run.incomplete:
            index.remember(name, inputs.whole, report.to_json())
    return report


def _believe(order: _Order, run: _Run, found: int, live: Mapping[str, Made]) -> None:
    """Raise LoadRefused for a load that is too small."""
    refused = order.guard.refusal(run.source, found, live.keys(), run.skipped)
    if refused is not None:
        message, remedy = refused
        nothing = Changes((), (), (), len(live), 0, 0)
        report = _report(run, nothing, order.seconds, live)
        raise LoadRefused(message, remedy, replace(report, pages=found, refused=message))


def _report(run: _Run, changes: Changes, seconds: float, live: Collection[str]) -> IngestReport:
    values = ((path, run.library.files[path].front_matter.values) for path in run.contents.pages)
    updated = {path: PageFacts(path, declared).updated for path, declared in values}
    unread = {file.path for file in run.skipped if file.lost or file.kept}
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
        broken_links=tuple(run.library.broken_links(unread | run.unseen(live))),
        redirects=tuple(run.library.redirects),
        stale=stale_pages(updated, datetime.now(UTC).date()),
        archived_pages=tuple(run.archived),
        lagging=lagging_languages(updated),
        incomplete=run.incomplete,
    )


def _read(source: str, loaded: Load, known: Mapping[str, FileFacts]) -> _Run:
    library = Library(loaded.files, known, loaded.code)
    broken = dict.fromkeys(one for file in library.files.values() for one in file.broken)
    return _Run(source, loaded.skipped, library, contents(library), frozenset(broken), broken)


@dataclass(slots=True)
class _Done:
    """Tells how many of the pages that must be made need nothing more."""

    progress: Progress
    total: int
    at_once: bool  # nothing is stored: a page is done when it was looked at
    _settled: int = 0  # without text, or as they were
    _stored: int = 0

    def begin(self) -> None:
        self._tell()

    def looked_at(self, *, stays_out: bool) -> None:
        self._settled += self.at_once or stays_out
        self._tell()

    def stored(self, pages: int) -> None:
        """`pages` of those that were put are embedded and stored."""
        self._stored = pages
        self._tell()

    def _tell(self) -> None:
        if self.total:
            done = min(self._settled + self._stored, self.total)
            self.progress("pages", done, self.total)


def _same(known: Made | None, mark: str) -> bool:
    return known is not None and known.inputs == mark


def _fill(
    build: Build,
    run: _Run,
    live: Mapping[str, Made],
    marks: Mapping[str, str],
    making: _Making,
    done: _Done,
) -> None:
    """Render the pages one by one, except those that are made of the same as the live ones."""
    placed: set[str] = set()
    done.begin()
    for path in run.contents.pages:
        known = live.get(path)
        if known is not None and _same(known, marks[path]):
            run.count(path, known.language, PageStatus(known.status))
            build.keep(path, marks[path])
            placed.add(path)
            continue
        put = _render(build, run, path, known, marks[path], making)
        placed |= {path} if put is not None else set()
        done.looked_at(stays_out=not put)
    stay = live.keys() if run.incomplete else run.unseen(live.keys())
    for path in stay - placed:
        build.keep(path)  # what was not seen may still be there


def _render(
    build: Build, run: _Run, path: str, known: Made | None, mark: str, making: _Making
) -> bool | None:
    """Place a page: True = put, False = kept as it is live, None = only noted: it has no text."""
    read = read_page(run.library, path, run.source, making.link, making.defaults)
    if not run.static >= set(read.broken):
        mark = ""  # its findings are its own: render it next time too
    run.broken |= dict.fromkeys(read.broken)
    page = read.page
    if not page.chunks:
        run.without_text.append(path)
        return None
    run.count(path, page.language, page.status)
    if known is not None and known.fingerprint == page.fingerprint:
        build.keep(path, mark)
        return False
    build.put(page, mark)
    return True


def _invalid_front_matter(library: Library) -> Iterator[SkippedFile]:
    for file in library.files.values():
        if file.front_matter.problem:
            yield SkippedFile(file.path, file.front_matter.problem)
