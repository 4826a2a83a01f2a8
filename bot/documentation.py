"""The documentation of an installation: its declared sources, and bringing the index up to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import ConfigError, Refused
from bot.shelves import Solved, admitted, shelf_among, unlisted
from bot.support.entries import EntryStatus
from bot.support.models import Citing, Finding, IngestOutcome, Schedule
from bot.support.ports.learning import Entries
from ingest.catalogue import Kind, SourceEntry, load_catalogue, open_source
from ingest.guard import Guard, LoadRefused
from ingest.report import Affected, IngestReport
from ingest.sync import Progress, ingest_source
from knowledge.changes import Changes
from knowledge.index import KnowledgeIndex
from knowledge.models import Visibility
from knowledge.spending import Estimate, priced

log = structlog.get_logger()

_EXAMPLES = 3  # of each finding in a message
_LONGEST_WAIT = 6 * 3600.0  # seconds that a scheduled ingest waits for another writer


@dataclass(frozen=True, slots=True)
class Spending:
    """What embedding costs: the provider's model ("" = it runs here, free) and our limits.

    `price`: US dollars for a million tokens, None = as published; `budget`: US dollars for one
    ingest.
    """

    model: str = ""
    price: float | None = None
    budget: float = 0.0


@dataclass(frozen=True, slots=True)
class Order:
    """How to ingest. `will_cost` hears what embedding will cost before anything is spent.

    `may_spend` is asked when the budget does not cover it.
    """

    dry_run: bool = False
    allow_shrink: bool = False
    wait: float = 0.0
    will_cost: Callable[[Estimate], None] = field(default=lambda _: None)
    may_spend: Callable[[Estimate], bool] = field(default=lambda _: False)


@dataclass(frozen=True, slots=True)
class Documentation:
    """Implements support.ports.Documentation.

    `open_index` opens the index for writing; `citing` finds what was answered from pages (full
    paths); `entries` are the knowledge entries that a source of type tickets is made of. Both are
    None while the database is out of reach.
    """

    catalogue_file: Path
    cache: Path
    reports: Path
    open_index: Callable[[], KnowledgeIndex]
    citing: Callable[[Sequence[str]], Sequence[Citing]] | None
    clock: Callable[[], datetime]
    entries: Entries | None = None
    spending: Spending = field(default_factory=Spending)

    def declared(self) -> tuple[SourceEntry, ...]:
        """Read sources.yaml. Raises IngestError with the lines to correct."""
        return load_catalogue(self.catalogue_file)

    def entry(self, name: str) -> SourceEntry:
        """A declared source, or one of our own for knowledge entries. Raises ConfigError."""
        own = self._own(name)
        if own is not None and not self.catalogue_file.exists():
            return own
        declared = self.declared()
        for entry in declared:
            if entry.name == name:
                return entry
        if own is not None:
            return own
        known = ", ".join(one.name for one in declared)
        raise ConfigError(f"There is no source '{name}'.", f"Declared are: {known}.")

    def has_own(self, names: Iterable[str]) -> bool:
        """Whether all of these are sources of ours for knowledge entries."""
        return all(self._own(name) is not None for name in names)

    def _own(self, name: str) -> SourceEntry | None:
        return unlisted(name, self.entries.list(source=name) if self.entries else ())

    def names(self) -> tuple[str, ...]:
        """The declared sources; () without a sources.yaml."""
        if not self.catalogue_file.exists():
            return ()
        return tuple(entry.name for entry in self.declared())

    def schedules(self) -> tuple[Schedule, ...]:
        """When which source is ingested by itself; () without a sources.yaml."""
        if not self.catalogue_file.exists():
            return ()
        return tuple(
            Schedule(source=entry.name, cron=entry.schedule)
            for entry in self.declared()
            if entry.schedule
        )

    def shelf(self, visibility: Visibility, customer: str) -> str:
        """The source of entries for these readers: a declared one of type tickets, else our own."""
        declared = self.declared() if self.catalogue_file.exists() else ()
        return shelf_among(declared, visibility, customer)

    def ingest(self, source: str, progress: Progress) -> IngestOutcome:
        """Ingest a declared source with nobody to ask: what exceeds the budget is refused.

        Raises DoorstepError with the index as it was.
        """
        return outcome(self.bring_up(self.entry(source), progress, Order(wait=_LONGEST_WAIT)))

    def bring_up(self, entry: SourceEntry, progress: Progress, order: Order) -> IngestReport:
        """Make the index hold what the source holds now; report what changed and what it means.

        Answers and tickets that rest on changed pages are told of once: also those of an earlier
        ingest that was ended before its report, or could not read the database.
        """
        with self._index() as index:
            if self.spending.model and not order.dry_run:
                self._agree_on_cost(index, entry, progress, order)
            try:
                report = self._ingest(index, entry, progress, order, dry_run=order.dry_run)
            except LoadRefused as refused:
                if not order.dry_run:
                    self._keep(refused.report)
                raise
            if order.dry_run:
                return replace(
                    report, affected=self._affected(entry.name, _touched(report.changes))
                )
            untold = index.untold(entry.name)
            affected = self._tell(entry.name, untold.pages)
            report = replace(report, affected=affected or ())
            self._keep(report)
            if affected is not None:
                index.settle(entry.name, untold)
        return report

    def _tell(self, source: str, touched: Mapping[str, bool]) -> tuple[Affected, ...] | None:
        """Who hangs on these pages, which their entries hear of; None while nobody can be asked."""
        if self.citing is None:
            return None
        try:
            affected = self._affected(source, touched)
            if self.entries:
                self.entries.page_changed(_whole(source, touched), self.clock())
        except SQLAlchemyError as error:  # what is ingested is ingested
            log.warning("past_answers_not_read", source=source, error=type(error).__name__)
            return None
        return affected

    @contextmanager
    def _index(self) -> Iterator[KnowledgeIndex]:
        index = self.open_index()
        try:
            yield index
        finally:
            index.close()

    def _agree_on_cost(
        self, index: KnowledgeIndex, entry: SourceEntry, progress: Progress, order: Order
    ) -> None:
        """Raise Refused unless the budget, or a person, agrees with what embedding will cost."""
        planned = self._ingest(index, entry, progress, order, dry_run=True).changes
        if not planned.embedded:
            return
        cost = self.cost_of(planned)
        order.will_cost(cost)
        if cost.dollars is not None and cost.dollars <= self.spending.budget:
            return
        if not order.may_spend(cost):
            raise Refused(
                f"{entry.name}: embedding would cost {cost_text(cost)}; nothing was spent.",
                "Agree with --yes, or set DOORSTEP_EMBEDDING_BUDGET (US dollars for one ingest).",
            )

    def cost_of(self, planned: Changes) -> Estimate:
        """What the changes of a dry run will cost to embed."""
        model, price = self.spending.model, self.spending.price
        return priced(planned.embedded, planned.tokens, model, price)

    def _ingest(
        self,
        index: KnowledgeIndex,
        entry: SourceEntry,
        progress: Progress,
        order: Order,
        *,
        dry_run: bool,
    ) -> IngestReport:
        ours = entry.type is Kind.TICKETS  # our own database: that it gives nothing can be true
        guard = Guard(allow_shrink=order.allow_shrink or ours, may_be_empty=ours)
        return ingest_source(
            open_source(entry, self.cache, lambda: self._solved(entry)),
            index,
            link=entry.link,
            progress=progress,
            guard=guard,
            dry_run=dry_run,
            visibility=entry.readers,
            customers=entry.customers,
            defaults=entry.defaults,
            wait=order.wait,
        )

    def _solved(self, entry: SourceEntry) -> Iterable[Solved]:
        """The published entries of a source. Raises ConfigError when they cannot be read."""
        if self.entries is None:
            raise ConfigError("The database of tickets cannot be read.")
        published = self.entries.list([EntryStatus.PUBLISHED], source=entry.name)
        return [Solved.of(one) for one in admitted(published, entry)]

    def _affected(self, source: str, touched: Mapping[str, bool]) -> tuple[Affected, ...]:
        """Answers, open tickets and entries that hang on pages (path -> whether it vanished)."""
        pages = _whole(source, touched)
        waiting = self.entries.waiting_for(pages) if self.entries else ()
        citing = self.citing(pages) if self.citing is not None else ()
        return tuple(
            Affected(
                kind="entry",
                said=f"{one.label} {one.headline}",
                page=one.page.removeprefix(f"{source}/"),
                vanished=touched.get(one.page.removeprefix(f"{source}/"), False),
                asked=one.created_at.date().isoformat(),
            )
            for one in waiting
        ) + tuple(
            Affected(
                kind="ticket" if one.ticket else "answer",
                said=f"{one.ticket} {one.said}".strip(),
                page=one.path.removeprefix(f"{source}/"),
                vanished=touched.get(one.path.removeprefix(f"{source}/"), False),
                asked=one.at.date().isoformat(),
                link=one.url,
            )
            for one in citing
        )

    def _keep(self, report: IngestReport) -> None:
        """The last report of each source, as a page and as JSON."""
        from ingest.report_page import report_page  # noqa: PLC0415 - loads a template engine

        self.reports.mkdir(parents=True, exist_ok=True)
        self.page_of(report.source).write_text(
            report_page([report], self.clock()), encoding="utf-8"
        )
        (self.reports / f"{report.source}.json").write_text(report.to_json(), encoding="utf-8")

    def page_of(self, source: str) -> Path:
        """Where the page of a source's last ingest lies."""
        return self.reports / f"{source}.html"


def _touched(changes: Changes) -> dict[str, bool]:
    """The pages that changed or vanished: path -> whether it vanished."""
    vanished = (*changes.removed, *(old for old, _ in changes.moved))
    return dict.fromkeys(changes.changed, False) | dict.fromkeys(vanished, True)


def _whole(source: str, paths: Iterable[str]) -> tuple[str, ...]:
    """Paths as answers cite them."""
    return tuple(f"{source}/{path}" for path in paths)


def readers_of(visibility: Visibility, customers: Iterable[str]) -> str:
    """`public`, `customer: Acme, Beta`."""
    named = ", ".join(sorted(customers))
    return f"{visibility}: {named}" if named else str(visibility)


def cost_text(cost: Estimate) -> str:
    """`about $0.06 (3,120,000 tokens in 12,345 texts)`."""
    dollars = "an unknown sum" if cost.dollars is None else f"about ${cost.dollars:,.2f}"
    return f"{dollars} ({cost.tokens:,} tokens in {cost.texts:,} texts)"


def undeclared(location: str, name: str = "", link: str = "") -> SourceEntry:
    """A source that is named on the command line instead of in sources.yaml.

    A web address is a site or, with ``.git``, a repository; a folder is a folder; a file is itself.
    """
    from ingest.sources.base import source_name  # noqa: PLC0415
    from ingest.sources.openapi import looks_like_description  # noqa: PLC0415

    path = Path(location)
    if location.startswith(("https://", "http://")):
        kind = Kind.GIT if location.endswith(".git") else Kind.SITE
        usual = location.partition("://")[2].rstrip("/").removesuffix(".git")
    elif path.is_file():
        kind = Kind.OPENAPI if looks_like_description(path) else Kind.FILES
        usual = path.stem
    else:
        kind, usual = Kind.FOLDER, path.resolve().name
    return SourceEntry.model_validate(
        {"name": source_name(name or usual), "type": kind, "location": (location,), "link": link}
    )


def outcome(report: IngestReport) -> IngestOutcome:
    """A report in the few figures and findings that fit a message, what to act on first."""
    changes = report.changes
    return IngestOutcome(
        source=report.source,
        pages=report.pages,
        added=len(changes.added),
        changed=len(changes.changed),
        moved=len(changes.moved),
        removed=len(changes.removed),
        unchanged=changes.unchanged,
        chunks=changes.chunks,
        embedded=changes.embedded,
        seconds=report.seconds,
        incomplete=report.incomplete,
        findings=tuple(_findings(report)),
    )


def _findings(report: IngestReport) -> Iterator[Finding]:
    named: tuple[tuple[str, Iterable[str]], ...] = (
        (
            "affected",
            (
                f"{one.said} ({'gone' if one.vanished else 'changed'}: {one.page})"
                for one in report.affected
            ),
        ),
        ("skipped", (f"{one.path}: {one.reason}" for one in report.skipped)),
        ("broken_imports", (f"{one.path}: {one.target}" for one in report.broken_imports)),
        ("broken_links", (f"{one.path}: {one.target}" for one in report.broken_links)),
        ("front_matter", (f"{one.path}: {one.reason}" for one in report.invalid_front_matter)),
        ("without_text", report.without_text),
        ("stale", report.stale),
        ("lagging", (f"{one.path} ({one.language})" for one in report.lagging)),
    )
    for kind, found in named:
        lines = tuple(found)
        if lines:
            yield Finding(kind=kind, count=len(lines), examples=lines[:_EXAMPLES])
