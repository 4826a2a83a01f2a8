"""An index in memory: what ingest needs of the real one, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from knowledge.changes import Changes
from knowledge.index import Told
from knowledge.live import Made, Repeated, RepeatedText
from knowledge.models import Page, Visibility
from knowledge.seen import SeenFile


@dataclass
class FakeIndex:
    """Implements `knowledge.index.WritableIndex`; `embedded` holds every text ever embedded."""

    pages: dict[str, dict[str, Page]] = field(default_factory=dict)
    embedded: set[str] = field(default_factory=set)
    puts: list[str] = field(default_factory=list)
    commits: int = 0
    inputs: dict[tuple[str, str], str] = field(default_factory=dict)
    reports: dict[str, tuple[str, str]] = field(default_factory=dict)
    access: dict[str, tuple[Visibility, tuple[str, ...]]] = field(default_factory=dict)
    kept: dict[str, dict[str, tuple[SeenFile, str]]] = field(default_factory=dict)
    expected: list[int] = field(default_factory=list)

    def fingerprints(self, source: str) -> Mapping[str, str]:
        live = self.pages.get(source, {})
        return {path: page.fingerprint for path, page in live.items()}

    def expect(self, texts: int) -> None:
        self.expected.append(texts)

    @contextmanager
    def build(
        self,
        source: str,
        *,
        visibility: Visibility | None = None,
        customers: Sequence[str] = (),
        told: Told | None = None,
        wait: float = 0.0,
    ) -> Iterator[FakeBuild]:
        del wait
        if visibility is not None:
            self.access[source] = (visibility, tuple(customers))
        yield FakeBuild(self, source, told=told)

    def made(self, source: str) -> Mapping[str, Made]:
        return {
            path: Made(
                page.fingerprint, self.inputs.get((source, path), ""), page.language, page.status
            )
            for path, page in self.pages.get(source, {}).items()
        }

    def repeated(self, source: str, most: int) -> Repeated:
        standing: dict[str, dict[str, str]] = {}
        for path, page in sorted(self.pages.get(source, {}).items()):
            for chunk in page.chunks:
                heading = (chunk.heading_path or (page.title,))[-1]
                standing.setdefault(chunk.content_hash, {}).setdefault(path, heading)
        found = [pages for pages in standing.values() if len(pages) > 1]
        top = [RepeatedText(next(iter(pages.values())), tuple(pages)[:most]) for pages in found]
        return Repeated(len(found), sum(len(pages) - 1 for pages in found), tuple(top[:most]))

    def recall(self, source: str, inputs: str) -> str:
        known, report = self.reports.get(source, ("", ""))
        return report if known == inputs else ""

    def remember(self, source: str, inputs: str, report: str) -> None:
        self.reports[source] = (inputs, report)

    def seen(self, source: str) -> Mapping[str, SeenFile]:
        return {path: file for path, (file, _) in self.kept.get(source, {}).items()}

    def facts(self, source: str) -> Mapping[str, tuple[SeenFile, str]]:
        return dict(self.kept.get(source, {}))

    def note(
        self, source: str, read: Mapping[str, tuple[SeenFile, str]], gone: Iterable[str] = ()
    ) -> None:
        rows = self.kept.setdefault(source, {})
        rows.update(read)
        for path in gone:
            rows.pop(path, None)

    def restamp(self, source: str, read: Mapping[str, SeenFile]) -> None:
        rows = self.kept.get(source, {})
        for path, file in read.items():
            if path in rows:
                rows[path] = (file, rows[path][1])

    def compare(self, source: str) -> FakeBuild:
        return FakeBuild(replace(self, pages=dict(self.pages), embedded=set(self.embedded)), source)


@dataclass
class FakeBuild:
    """Implements `knowledge.index.Build`."""

    index: FakeIndex
    source: str
    put_pages: dict[str, Page] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    told: Told | None = None

    def put(self, page: Page, inputs: str = "") -> None:
        self.index.inputs[self.source, page.path] = inputs
        self.put_pages[page.path] = page
        self.index.puts.append(page.path)

    def keep(self, path: str, inputs: str = "") -> None:
        self.index.inputs[self.source, path] = inputs
        self.kept.add(path)

    def commit(self) -> Changes:
        before = self.index.pages.get(self.source, {})
        after = {path: before[path] for path in self.kept} | self.put_pages
        texts = {chunk.content_hash for page in self.put_pages.values() for chunk in page.chunks}
        fresh = texts - self.index.embedded
        self.index.embedded |= fresh
        self.index.pages[self.source] = after
        self.index.commits += 1
        if self.told is not None:
            self.told(len(self.put_pages))
        return Changes(
            added=tuple(sorted(self.put_pages.keys() - before.keys())),
            changed=tuple(sorted(self.put_pages.keys() & before.keys())),
            removed=tuple(sorted(before.keys() - after.keys())),
            unchanged=len(self.kept),
            chunks=sum(len(page.chunks) for page in after.values()),
            embedded=len(fresh),
        )
