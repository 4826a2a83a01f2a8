"""What every source gives: raw files, and the files that it had to leave out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from ingest.bounded_yaml import load_yaml
from ingest.errors import IngestError
from ingest.readers import PAGE_SUFFIXES, Unreadable, to_markdown

__all__ = ["PAGE_SUFFIXES", "RawFile", "SkippedFile", "Source", "read_file", "read_raw"]

VARIABLE_FILES = frozenset({"variables.json", "variables.yaml", "variables.yml"})
SIZE_LIMIT = 5_000_000  # bytes; a larger "page" is a dump, and no reader would page through it
PAPER_LIMIT = 30_000_000  # bytes of a PDF or Word file, which hold pictures too
_PAPERS = (".pdf", ".docx")
# C0 and C1 controls, line separators, and what turns the direction of writing.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


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
            return _variables(path, to_markdown("variables.md", raw))
        return RawFile(path, to_markdown(path, raw, content_type))
    except Unreadable as refusal:
        return SkippedFile(path, str(refusal))
    except RecursionError:
        return SkippedFile(path, "nested too deeply")
    except Exception as error:  # noqa: BLE001 - one file must not cost the others
        return SkippedFile(path, f"its reader failed: {type(error).__name__}", lost=True)


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


def read_file(file: Path, path: str, size_limit: int) -> RawFile | SkippedFile:
    """Read a file of this machine under the name `path`."""
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
        return read_raw(path, raw)
    except OSError as error:
        return SkippedFile(path, f"unreadable: {error.strerror or error}", lost=True)
