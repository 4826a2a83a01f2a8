"""Some of a source's files, by globs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ingest.sources.base import (
    NO_STAMPS,
    VARIABLE_FILES,
    CodeSource,
    RawFile,
    SameFile,
    SkippedFile,
    Source,
    Stamps,
)


@dataclass(frozen=True, slots=True)
class SelectedSource:
    """Files of a source that match `include` (empty = all) and no `exclude`.

    Variables are always read. Fragments are files too: name their folders in `include`.
    """

    source: Source
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the source."""
        return self.source.name

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SameFile | SkippedFile]:
        """Give the chosen files, and every loss: what was lost may have been one of them."""
        chosen = chooser(self.include, self.exclude)
        for file in self.source.files(seen):
            lost = isinstance(file, SkippedFile) and file.lost
            if lost or file.path.rpartition("/")[2] in VARIABLE_FILES or chosen(file.path):
                yield file

    def code(self, path: str, stamp: str = "") -> RawFile | SameFile | SkippedFile | None:
        """A file that a page shows as code, which need not be in `include`; see `CodeSource`."""
        if not isinstance(self.source, CodeSource) or not chooser((), self.exclude)(path):
            return None
        return self.source.code(path, stamp)


def chooser(include: Iterable[str], exclude: Iterable[str]) -> Callable[[str], bool]:
    """Make the question whether a path is wanted."""
    wanted, unwanted = ([_glob(one) for one in globs] for globs in (include, exclude))

    def chosen(path: str) -> bool:
        if any(glob.fullmatch(path) for glob in unwanted):
            return False
        return not wanted or any(glob.fullmatch(path) for glob in wanted)

    return chosen


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """``*`` stays inside a folder, ``**`` does not; a trailing ``/`` means all below."""
    written = pattern.removeprefix("./").removeprefix("/")
    written = f"{written}**" if written.endswith("/") else written
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", written)
    meanings = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meanings.get(part, re.escape(part)) for part in parts))
