"""An index in memory: what ingest needs of the real one, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from knowledge.index import Changes
from knowledge.models import Page


@dataclass
class FakeIndex:
    """Implements `knowledge.index.WritableIndex`; `embedded` holds every text ever embedded."""

    pages: dict[str, dict[str, Page]] = field(default_factory=dict)
    embedded: set[str] = field(default_factory=set)
    puts: list[str] = field(default_factory=list)
    commits: int = 0

    def fingerprints(self, source: str) -> Mapping[str, str]:
        live = self.pages.get(source, {})
        return {path: page.fingerprint for path, page in live.items()}

    @contextmanager
    def build(self, source: str) -> Iterator[FakeBuild]:
        yield FakeBuild(self, source)


@dataclass
class FakeBuild:
    """Implements `knowledge.index.Build`."""

    index: FakeIndex
    source: str
    put_pages: dict[str, Page] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def put(self, page: Page) -> None:
        self.put_pages[page.path] = page
        self.index.puts.append(page.path)

    def keep(self, path: str) -> None:
        self.kept.add(path)

    def commit(self) -> Changes:
        before = self.index.pages.get(self.source, {})
        after = {path: before[path] for path in self.kept} | self.put_pages
        texts = {chunk.content_hash for page in self.put_pages.values() for chunk in page.chunks}
        fresh = texts - self.index.embedded
        self.index.embedded |= fresh
        self.index.pages[self.source] = after
        self.index.commits += 1
        return Changes(
            added=tuple(sorted(self.put_pages.keys() - before.keys())),
            changed=tuple(sorted(self.put_pages.keys() & before.keys())),
            removed=tuple(sorted(before.keys() - after.keys())),
            unchanged=len(self.kept),
            chunks=sum(len(page.chunks) for page in after.values()),
            embedded=len(fresh),
        )
