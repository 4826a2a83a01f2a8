"""What a source holds now, opening only the files that do not look as they did last time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata

from ingest import facts
from ingest.facts import FileFacts
from ingest.library import Library
from ingest.readers import PAGE_SUFFIXES
from ingest.reuse import SHOWN_KEY, digest, own_code, shown_key
from ingest.sources import CodeSource, RawFile, SameFile, SkippedFile, Source
from knowledge.seen import SeenFile

_TEXT = tuple(PAGE_SUFFIXES)
_SHOWN = "as it is"  # in the place of the reader of a file that is shown as it is
_NOTHING = SeenFile("", "", _SHOWN)  # none was found where one was to be shown
# What these make of a file may change with their version.
_LIBRARIES = ("lxml", "mammoth", "pypdf", "PyYAML", "trafilatura")


@dataclass(frozen=True, slots=True)
class Load:
    """The files of a source; `now` is how each was found, `before` how it was last time.

    `code` are files beside the pages, as far as a page shows them.
    """

    source: Source
    files: list[RawFile | SameFile] = field(default_factory=list)
    skipped: list[SkippedFile] = field(default_factory=list)
    now: dict[str, SeenFile] = field(default_factory=dict)
    before: Mapping[str, SeenFile] = field(default_factory=dict)
    _code: dict[str, RawFile | SameFile | SkippedFile | None] = field(default_factory=dict)

    def code(self, path: str) -> RawFile | SameFile | SkippedFile | None:
        """A file that a page shows as it is; None when there is none."""
        if path in self._code:
            return self._code[path]
        key = shown_key(path)
        before = self.before.get(key, _NOTHING)
        if not isinstance(self.source, CodeSource):
            return SkippedFile(path, "only the files of a folder or repository can be shown")
        found = self._code[path] = self.source.code(path, before.stamp)
        if isinstance(found, SameFile):
            self.now[key] = before
        elif isinstance(found, RawFile):
            self.now[key] = SeenFile(found.stamp, digest(found.text), _SHOWN)
        return found

    def leave_out_unshown(self, library: Library) -> None:
        """Forget the files that a page showed last time and none shows any more."""
        for path in self._code.keys() - library.shown.keys():
            self.now.pop(shown_key(path), None)

    @property
    def marks(self) -> dict[str, str]:
        """The hash of each file's text."""
        return {path: file.mark for path, file in self.now.items()}

    @property
    def changed(self) -> int:
        """How many files are new or have another text."""
        last = {path: file.mark for path, file in self.before.items()}
        return sum(last.get(path) != file.mark for path, file in self.now.items())

    @property
    def lost(self) -> list[SkippedFile]:
        """Files that could not be had, so that the load is not whole."""
        return [file for file in self.skipped if file.lost]

    def known_facts(self, kept: Mapping[str, tuple[SeenFile, str]]) -> dict[str, FileFacts]:
        """Facts of the files whose text is what it was when they were kept."""
        found: dict[str, FileFacts] = {}
        for path, (file, written) in kept.items():
            now = self.now.get(path)
            if now is None or (now.mark, now.reader) != (file.mark, file.reader):
                continue
            told = facts.from_json(written)
            if told is not None:
                found[path] = told
        return found

    def restamped(self) -> dict[str, SeenFile]:
        """Files that look different from outside though their text is the same."""
        return {
            path: file
            for path, file in self.now.items()
            if path in self.before and file != self.before[path]
        }

    def news(self, library: Library) -> dict[str, tuple[SeenFile, str]]:
        """What the index should keep of the files that differ from last time.

        Also the places where a file to be shown was not found: once it is there, it is news.
        """
        absent = {
            key: (_NOTHING, "")
            for key in map(shown_key, library.absent)
            if self.before.get(key) != _NOTHING
        }
        return absent | {
            path: (file, facts.to_json(library.facts[path]) if path in library.facts else "")
            for path, file in self.now.items()
            if file != self.before.get(path)
        }

    def gone(self, library: Library) -> list[str]:
        """Files that are no more, as far as the load is whole."""
        kept = {file.path for file in self.skipped if file.kept}
        absent = set(map(shown_key, library.absent))
        left = self.before.keys() - self.now.keys() - absent - kept
        return [] if self.lost else sorted(left)


def load(
    source: Source, before: Mapping[str, SeenFile], progress: Callable[[str, int, int], None]
) -> Load:
    """Take up the files of a source; those that carry their stamp of `before` are not opened."""
    found = Load(source, before=before)
    stamps = {path: one.stamp for path, one in before.items() if one.reader == _reader(path)}
    for file in source.files(stamps):
        if isinstance(file, SkippedFile):
            found.skipped.append(file)
            continue
        found.files.append(file)
        found.now[file.path] = (
            before[file.path]
            if isinstance(file, SameFile)
            else SeenFile(file.stamp, digest(file.text), _reader(file.path))
        )
        progress("read", len(found.files), 0)
    for key in before:
        if key.startswith(SHOWN_KEY):
            found.code(key.removeprefix(SHOWN_KEY))
    return found


def _reader(path: str) -> str:
    """Our code that reads a file, and for a format of others their libraries."""
    is_text = path.lower().endswith(_TEXT)
    return own_code() if is_text else _with_libraries()


@cache
def _with_libraries() -> str:
    return digest(own_code(), *(f"{name} {_version(name)}" for name in _LIBRARIES))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
