"""Folders of documentation as the benchmarks read them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.measure import ROOT
from ingest.library import Library
from ingest.pages import contents, read_page
from ingest.sources import NO_STAMPS, FolderSource, RawFile, SameFile, SkippedFile, Stamps
from ingest.sources.selected import chooser
from knowledge.build import embedded_text
from knowledge.models import Chunk, Page

Cuts = Sequence[tuple[str, str]]  # glob, regular expression

LANGUAGES = ("en", "zh")
SAMPLES = ROOT / "examples" / "docs" / "brightwire"
_FILLER = "more"  # the source of what is added until there are enough
_PAGE = 20  # chunks of a page of it


@dataclass(frozen=True)
class Edited:
    """A folder's files, some lines cut out, and none of a language but `language` ("" = all)."""

    folder: FolderSource
    name: str
    cuts: Cuts = ()
    language: str = ""

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SkippedFile]:
        del seen  # what is cut out is not told from outside
        cuts = [(chooser([glob], ()), re.compile(cut, re.MULTILINE)) for glob, cut in self.cuts]
        for file in self.folder.files():
            if self.language and language_of(file.path) not in {"", self.language}:
                continue
            if isinstance(file, SameFile):
                continue  # nothing was seen before, so nothing is the same
            if isinstance(file, RawFile):
                text = file.text
                for chosen, cut in cuts:
                    if chosen(f"{self.folder.name}/{file.path}"):
                        text = cut.sub("", text)
                yield RawFile(file.path, text)
            else:
                yield file


def language_of(path: str) -> str:
    """The language that a folder of the path names, or ""."""
    return next((part for part in path.split("/")[:-1] if part in LANGUAGES), "")


@dataclass(frozen=True)
class Shelf:
    """What everybody stores: the sources, and filler until there are `wanted` different texts."""

    sources: Sequence[Edited]
    wanted: int

    def pages(self) -> Iterator[tuple[str, Iterator[Page]]]:
        """The pages of each source, to be taken in order."""
        texts: set[str] = set()
        for source in self.sources:
            yield source.name, _counted(_read(source), texts)
        if len(texts) < self.wanted:
            yield _FILLER, varied(self.wanted - len(texts))


def varied(wanted: int) -> Iterator[Page]:
    """The sample documentation over and over, each time in other words, until it is enough."""
    folder = FolderSource(SAMPLES)
    read = list(_read(Edited(folder, folder.name)))
    given = [(page.title, chunk) for page in read for chunk in page.chunks]
    words = sorted({word for page in read for word in page.title.split()})
    made = 0
    for turn in itertools.count():
        for start in range(0, len(given), _PAGE):
            part = given[start : start + _PAGE]
            extra = [words[(turn * 7 + start + n) % len(words)] for n in range(len(part))]
            chunks = tuple(
                Chunk(f"{chunk.text} {word} {turn}", chunk.heading_path)
                for (_, chunk), word in zip(part, extra, strict=True)
            )
            yield Page(f"{turn}/{start}.md", part[0][0], chunks, language=read[0].language)
            made += len(chunks)
            if made >= wanted:
                return


def _read(source: Edited) -> Iterator[Page]:
    """The pages as Doorstep reads them."""
    library = Library(one for one in source.files() if isinstance(one, RawFile))
    for path in contents(library).pages:
        page = read_page(library, path, source.name).page
        if page.chunks:
            yield page


def _counted(pages: Iterator[Page], texts: set[str]) -> Iterator[Page]:
    for page in pages:
        texts |= {embedded_text(page.title, chunk) for chunk in page.chunks}
        yield page
