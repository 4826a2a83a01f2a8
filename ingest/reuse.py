"""What need not be made again: a source, or a page, whose files are what they were last time.

A page is made of its own file, of the files that it imports, and of what holds for the whole
source: variables, the platforms that are scoped anywhere, the link template, and our own code.
"""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.library import Library
from ingest.report import IngestReport
from ingest.sources import VARIABLE_FILES, SkippedFile
from knowledge.changes import Changes

_READING = ("ingest", "knowledge/models.py", "knowledge/platforms.py", "knowledge/language.py")

SHOWN_KEY = "//"  # begins the name of a file that is shown as it is; no path of a source does


def shown_key(path: str) -> str:
    """Name of a file that is shown as it is, apart from the page that the same file may be."""
    return f"{SHOWN_KEY}{path}"


class Inputs:
    """Identities of a source's files, and of what its pages are made of."""

    def __init__(
        self, files: Mapping[str, str], skipped: Iterable[SkippedFile], settings: Sequence[str]
    ) -> None:
        """`files`: path -> hash of its text.

        `settings`: whatever else decides how pages look, for example the link template.
        """
        self._files = files
        self._settings = (own_code(), *settings)
        named = sorted(f"{path} {mark}" for path, mark in self._files.items())
        left_out = [f"{file.path} {file.reason}" for file in skipped]
        self.whole = digest(*self._settings, *named, "", *left_out)

    def of_pages(self, library: Library, paths: Iterable[str]) -> dict[str, str]:
        """What each page is made of, as one mark; equal marks make equal pages."""
        shared = digest(
            *self._settings,
            *sorted(library.platforms),
            "",
            *sorted(library.products),
            *(
                f"{path} {mark}"
                for path, mark in self._files.items()
                if posixpath.basename(path) in VARIABLE_FILES
            ),
        )
        return {path: digest(shared, path, *self._closure(library, path)) for path in paths}

    def _closure(self, library: Library, path: str) -> list[str]:
        seen = {path}
        waiting = [path]
        while waiting:
            file = library.files[waiting.pop()]
            found = {*file.imports.values(), *file.constants.values()} - seen
            seen |= found
            waiting += found
        # An import that led nowhere may lead somewhere once a file is added.
        missing = {one.target for one_path in seen for one in library.files[one_path].broken}
        named = (one for one_path in seen for one in library.files[one_path].shown.values() if one)
        shown = {key if (key := shown_key(one)) in self._files else one for one in named}
        return [f"{one} {self._files[one]}" for one in sorted(seen | shown)] + sorted(missing)


def unchanged_report(stored: str, seconds: float) -> IngestReport | None:
    """Last time's report as this time's, when nothing changed; None when it cannot be read."""
    try:
        report = _kept_reports().validate_json(stored)
    except ValidationError:
        return None
    changes = Changes((), (), (), report.pages, report.changes.chunks, 0)
    return replace(report, changes=changes, seconds=seconds)


def digest(*parts: str) -> str:
    """One hash of several texts: 32 hex digits."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        state.update(part.encode("utf-8", "surrogatepass"))
        state.update(b"\0")
    return state.hexdigest()


@cache
def _kept_reports() -> TypeAdapter[IngestReport]:
    return TypeAdapter(IngestReport)


@cache
def own_code() -> str:
    """Our own code that reads pages: after an update, pages are made again."""
    root = Path(__file__).resolve().parents[1]
    files: list[Path] = []
    for name in _READING:
        files += sorted((root / name).rglob("*.py")) if (root / name).is_dir() else [root / name]
    return digest(*(file.read_text(encoding="utf-8") for file in files))
