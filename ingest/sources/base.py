"""What every source gives: raw files, and the files that it had to leave out."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, runtime_checkable

import yaml

from ingest.bounded_yaml import load_yaml
from ingest.errors import IngestError
from ingest.readers import PAGE_SUFFIXES, Unreadable, to_markdown
from ingest.readers.text import text_of

__all__ = ["PAGE_SUFFIXES", "RawFile", "SkippedFile", "Source", "read_file", "read_raw"]

VARIABLE_FILES = frozenset({"variables.json", "variables.yaml", "variables.yml"})
SIZE_LIMIT = 5_000_000  # bytes; a larger "page" is a dump, and no reader would page through it
CODE_LIMIT = 200_000  # bytes of a file that a page shows as code
PAPER_LIMIT = 30_000_000  # bytes of a PDF or Word file, which hold pictures too
_PAPERS = (".pdf", ".docx")
_SETTLED = (
    2_000_000_000  # ns: the coarsest clock of a file system (FAT); others tick 100 times faster
)
Stamps = Mapping[str, str]  # path -> how the file looked from outside when it was last read
NO_STAMPS: Stamps = MappingProxyType({})
# C0 and C1 controls, line separators, and what turns the direction of writing.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file of a source, as Markdown: `path` is POSIX and relative to the source's root.

    `stamp` is how the file looked from outside when it was read; "" when that cannot tell its next
    edit (see `stamp_of`).
    """

    path: str
    text: str
    stamp: str = field(default="", compare=False)


class FileChanged(Exception):  # noqa: N818 - not an error: the ingest begins anew
    """A file was edited after the ingest had taken it for unchanged."""


@dataclass(frozen=True, slots=True)
class SameFile:
    """A file that still carries the stamp of last time, so that it was not opened."""

    path: str
    stamp: str
    read: Callable[[], RawFile | SkippedFile] = field(compare=False)

    @property
    def text(self) -> str:
        """Open it after all. Raises FileChanged when it is no longer what it was."""
        found = self.read()
        if not isinstance(found, RawFile) or found.stamp != self.stamp:
            raise FileChanged(self.path)
        return found.text


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that was left out, and why, in words for the maintainer.

    `lost` says that it could not be fetched or read at all, so that what the source holds there is
    unknown: the load is incomplete, and nothing may be deleted because of it. `kept` says that
    this page alone is unknown: it stays as it was, and all others are as the source says.
    """

    path: str
    reason: str
    lost: bool = False
    kept: bool = False


class Source(Protocol):
    """Named documentation. Iterating `files` reads lazily, in a stable order."""

    @property
    def name(self) -> str:
        """Prefix of every page path of this source; safe to use in paths and collection names."""
        ...

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SameFile | SkippedFile]:
        """Pages, fragments and variable files, and whatever had to be left out.

        A source of files of this machine opens none that carries the stamp it has in `seen`.
        """
        ...


@runtime_checkable
class CodeSource(Protocol):
    """A source that holds other files beside its pages, which these may show as code."""

    def code(self, path: str, stamp: str = "") -> RawFile | SameFile | SkippedFile | None:
        """A text file as it is; None when there is none of that path.

        It is not opened while it carries `stamp`. Nothing outside of the source and nothing
        hidden is given.
        """
        ...


def source_name(written: str) -> str:
    """Bring a name to letters, digits, ``-``, ``_`` and ``.``; Chinese letters stay.

    >>> source_name("easemob-zh"), source_name("My Docs/2")
    ('easemob-zh', 'My-Docs-2')
    """
    name = re.sub(r"[^\w.-]+", "-", written).strip("-._")
    if not name:
        raise IngestError(
            f"{written!r} leaves no usable source name.", "Name the source with --source."
        )
    return name[:100]


def read_raw(path: str, raw: bytes, content_type: str = "") -> RawFile | SkippedFile:
    """Turn a file's bytes into its Markdown, or say why that cannot be."""
    try:
        if path.rpartition("/")[2] in VARIABLE_FILES:
            return _variables(path, to_markdown("variables.md", raw))
        return RawFile(path, to_markdown(path, raw, content_type))
    except Unreadable as refusal:
        return SkippedFile(path, str(refusal))
    except RecursionError:
        return SkippedFile(path, "nested too deeply")
    except Exception as error:  # noqa: BLE001 - one file must not cost the others
        return SkippedFile(path, f"its reader failed: {type(error).__name__}", lost=True)


def read_code(path: str, raw: bytes) -> RawFile | SkippedFile:
    """Take a file's text as it is, to be shown."""
    try:
        return RawFile(path, text_of(raw))
    except Unreadable as refusal:
        return SkippedFile(path, str(refusal))


def unfit_name(path: str) -> SkippedFile | None:
    """Refuse a path that could be neither stored nor shown; the report names it in escapes."""
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    if shown != path:
        return SkippedFile(escaped(shown), "its name is not UTF-8")
    if _CONTROL.search(path):
        return SkippedFile(escaped(path), "control characters in its name")
    return None


def escaped(path: str) -> str:
    """Write control characters, which could forge a line of the report, as escapes."""
    return _CONTROL.sub(lambda m: m[0].encode("unicode_escape").decode(), path)


def _variables(path: str, text: str) -> RawFile | SkippedFile:
    try:
        load_yaml(text)
    except (yaml.YAMLError, ValueError) as error:
        problem = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
        return SkippedFile(path, f"not readable as variables: {problem}")
    return RawFile(path, text)


def stamp_of(status: os.stat_result) -> str:
    """How a file looks from outside: inode, size, and when its content and the rest last changed.

    Nobody but the file system can set the last of them, so that an edit which keeps size and
    modification time shows too. "" on Windows, which does not keep it.
    """
    if os.name == "nt":
        return ""
    return f"{status.st_ino}:{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}"


def is_same(file: str, stamp: str) -> bool:
    """Whether a file still carries a stamp; a link never does, nor does what is away."""
    try:
        return bool(stamp) and stamp_of(os.lstat(file)) == stamp
    except OSError:
        return False


def read_file(
    file: Path,
    path: str,
    size_limit: int,
    read: Callable[[str, bytes], RawFile | SkippedFile] = read_raw,
) -> RawFile | SkippedFile:
    """Read a file of this machine under the name `path`."""
    now = time.time_ns()
    try:
        if not os.path.lexists(file):
            return SkippedFile(path, "vanished while it was read", lost=True)
        if not file.is_file():
            return SkippedFile(path, "not a regular file")
        limit = max(size_limit, PAPER_LIMIT) if file.suffix.lower() in _PAPERS else size_limit
        with file.open("rb") as opened:
            before = os.fstat(opened.fileno())
            size = before.st_size
            if size > limit:
                reason = f"{size / 1e6:.1f} MB, over the {limit / 1e6:.1f} MB limit"
                return SkippedFile(path, reason)
            raw = opened.read(limit + 1)
            after = os.fstat(opened.fileno())
        if (len(raw), after.st_mtime_ns) != (size, before.st_mtime_ns):
            return SkippedFile(path, "changed while it was read", lost=True)  # half a page
    except OSError as error:
        return SkippedFile(path, f"unreadable: {error.strerror or error}", lost=True)
    found = read(path, raw)
    # The next edit within the same tick of the clock would leave no trace.
    settled = max(before.st_mtime_ns, before.st_ctime_ns) < now - _SETTLED
    if settled and isinstance(found, RawFile):
        return replace(found, stamp=stamp_of(before))
    return found
