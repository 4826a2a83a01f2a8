"""Small sites for the tests of ingest, given as a dictionary of paths and texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.library import Library
from ingest.pages import ReadPage, read_page
from ingest.sources import NO_STAMPS, RawFile, SkippedFile, Stamps


@dataclass
class FakeSource:
    """A source in memory; a value that is no text stands for a skipped file with that reason."""

    texts: Mapping[str, str | SkippedFile]
    name: str = "site"

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SkippedFile]:
        del seen
        for path, text in sorted(self.texts.items()):
            yield text if isinstance(text, SkippedFile) else RawFile(path, text)


def library(texts: Mapping[str, str]) -> Library:
    return Library(RawFile(path, text) for path, text in texts.items())


def read(path: str, texts: Mapping[str, str], link: str = "") -> ReadPage:
    return read_page(library(texts), path, "site", link)


def rendered(text: str, path: str = "page.mdx", **others: str) -> str:
    """The whole text of a page, headings written out; `others` are files beside it."""
    files = {f"{name}.mdx": other for name, other in others.items()} | {path: text}
    lines = [
        f"{'#' * block.level} {block.text}" if block.level else block.text
        for block in library(files).render(path).blocks
    ]
    return "\n\n".join(lines)
