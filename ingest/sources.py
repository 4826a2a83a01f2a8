"""Where documentation comes from. A source names raw files; reading them is somebody else's job."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from ingest.errors import IngestError

PAGE_SUFFIXES = frozenset({".md", ".mdx", ".markdown"})
VARIABLE_FILES = frozenset({"variables.json", "variables.yaml", "variables.yml"})
SIZE_LIMIT = 5_000_000  # bytes; a larger "page" is a dump, and no reader would page through it
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv", "dist"})


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file of a source: `path` is POSIX and relative to the source's root."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that was left out, and why, in words for the maintainer."""

    path: str
    reason: str


class Source(Protocol):
    """Named documentation. Iterating `files` reads lazily, in a stable order."""

    @property
    def name(self) -> str:
        """Prefix of every page path of this source; safe to use in paths and collection names."""
        ...

    def files(self) -> Iterator[RawFile | SkippedFile]:
        """Pages, fragments and variable files, and whatever had to be left out."""
        ...


@dataclass(frozen=True, slots=True)
class FolderSource:
    """A folder of Markdown and MDX on this machine."""

    root: Path
    name: str = ""
    size_limit: int = field(default=SIZE_LIMIT)

    def __post_init__(self) -> None:
        if not self.root.exists():
            raise IngestError(f"There is no folder {self.root}.", "Check the path.")
        if not self.root.is_dir():
            raise IngestError(f"{self.root} is not a folder.", "Give the folder that holds it.")
        object.__setattr__(self, "name", source_name(self.name or self.root.resolve().name))

    def files(self) -> Iterator[RawFile | SkippedFile]:
        """Walk the tree, sorted, without following links out of it."""
        root = self.root.resolve()
        for path in _walk(root):
            relative = path.relative_to(root).as_posix()
            yield self._read(path, root, relative)

    def _read(self, path: Path, root: Path, relative: str) -> RawFile | SkippedFile:
        try:
            if path.is_symlink() and not path.resolve().is_relative_to(root):
                return SkippedFile(relative, "a link that leaves the folder")
            if not path.is_file():
                return SkippedFile(relative, "not a regular file")
            size = path.stat().st_size
            if size > self.size_limit:
                limit = self.size_limit / 1e6
                return SkippedFile(relative, f"{size / 1e6:.1f} MB, over the {limit:.1f} MB limit")
            return decode(relative, path.read_bytes())
        except OSError as error:
            return SkippedFile(relative, f"unreadable: {error.strerror or error}")


def decode(path: str, raw: bytes) -> RawFile | SkippedFile:
    """Turn bytes into a file's text, or refuse binary content and other encodings."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return RawFile(path, _clean(raw.decode("utf-16")))
        except UnicodeDecodeError:
            return SkippedFile(path, "not text: broken UTF-16")
    if b"\0" in raw:
        return SkippedFile(path, "binary content behind a text name")
    try:
        return RawFile(path, _clean(raw.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        return SkippedFile(path, f"not UTF-8 text (byte {error.start})")


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


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):  # os.walk does not follow linked folders
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in sorted(names):
            if name.startswith("."):
                continue
            if PurePosixPath(name).suffix.lower() in PAGE_SUFFIXES or name in VARIABLE_FILES:
                yield Path(folder) / name


def _hidden(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED_FOLDERS
