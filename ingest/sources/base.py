"""What every source gives: raw files, and the files that it had to leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingest.errors import IngestError
from ingest.readers import PAGE_SUFFIXES, Unreadable, to_markdown

__all__ = ["PAGE_SUFFIXES", "RawFile", "SkippedFile", "Source", "read_file", "read_raw"]

VARIABLE_FILES = frozenset({"variables.json", "variables.yaml", "variables.yml"})
SIZE_LIMIT = 5_000_000  # bytes; a larger "page" is a dump, and no reader would page through it
PAPER_LIMIT = 30_000_000  # bytes of a PDF or Word file, which hold pictures too
_PAPERS = (".pdf", ".docx")


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file of a source, as Markdown: `path` is POSIX and relative to the source's root."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that was left out, and why, in words for the maintainer.

    `lost` says that it could not be fetched or read at all, so that what the source holds there is
    unknown: the load is incomplete, and nothing may be deleted because of it.
    """

    path: str
    reason: str
    lost: bool = False


class Source(Protocol):
    """Named documentation. Iterating `files` reads lazily, in a stable order."""

    @property
    def name(self) -> str:
        """Prefix of every page path of this source; safe to use in paths and collection names."""
        ...

    def files(self) -> Iterator[RawFile | SkippedFile]:
        """Pages, fragments and variable files, and whatever had to be left out."""
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
            return RawFile(path, to_markdown("variables.md", raw))
        return RawFile(path, to_markdown(path, raw, content_type))
    except Unreadable as refusal:
        return SkippedFile(path, str(refusal))


def read_file(file: Path, path: str, size_limit: int) -> RawFile | SkippedFile:
    """Read a file of this machine under the name `path`."""
    try:
        if not file.is_file():
            return SkippedFile(path, "not a regular file")
        size = file.stat().st_size
        limit = max(size_limit, PAPER_LIMIT) if file.suffix.lower() in _PAPERS else size_limit
        if size > limit:
            return SkippedFile(path, f"{size / 1e6:.1f} MB, over the {limit / 1e6:.1f} MB limit")
        return read_raw(path, file.read_bytes())
    except OSError as error:
        return SkippedFile(path, f"unreadable: {error.strerror or error}", lost=True)
