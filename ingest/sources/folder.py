"""A folder of documentation on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from ingest.errors import IngestError
from ingest.readers import DOCUMENT_SUFFIXES
from ingest.sources.base import (
    CODE_LIMIT,
    NO_STAMPS,
    SIZE_LIMIT,
    VARIABLE_FILES,
    RawFile,
    SameFile,
    SkippedFile,
    Stamps,
    is_same,
    read_code,
    read_file,
    source_name,
    unfit_name,
)
from ingest.sources.openapi import looks_like_description

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv", "dist"})
_DESCRIPTIONS = frozenset({".json", ".yaml", ".yml"})


@dataclass(frozen=True, slots=True)
class FolderSource:
    """Markdown, MDX, HTML, PDF, Word and API descriptions in a folder of this machine."""

    root: Path
    name: str = ""
    size_limit: int = field(default=SIZE_LIMIT)

    def __post_init__(self) -> None:
        if not self.root.exists():
            raise IngestError(f"There is no folder {self.root}.", "Check the path.")
        if not self.root.is_dir():
            raise IngestError(f"{self.root} is not a folder.", "Give the folder that holds it.")
        object.__setattr__(self, "name", source_name(self.name or self.root.resolve().name))

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SameFile | SkippedFile]:
        """Walk the tree, sorted, without following links out of it."""
        root = self.root.resolve()
        unread: list[SkippedFile] = []

        def failed(error: OSError) -> None:
            where = Path(error.filename or root)
            shown = where.relative_to(root).as_posix() if where.is_relative_to(root) else "."
            named = unfit_name(shown)
            shown = named.path if named else shown
            unread.append(SkippedFile(shown, f"unreadable: {error.strerror}", lost=True))

        for folder, folders, names in os.walk(root, onerror=failed):
            folders[:] = sorted(name for name in folders if not _hidden(name))
            within = os.path.relpath(folder, root)
            above = "" if within == os.curdir else f"{within}/".replace(os.sep, "/")
            for name in folders:  # os.walk does not follow them
                if Path(folder, name).is_symlink():
                    named = unfit_name(above + name)
                    shown = named.path if named else above + name
                    yield SkippedFile(shown, "a link to a folder, which is not followed")
            for name in sorted(names):
                relative, whole = above + name, f"{folder}{os.sep}{name}"
                if is_same(whole, seen.get(relative, "")):
                    yield SameFile(
                        relative, seen[relative], partial(self._read, whole, relative, root)
                    )
                elif _is_documentation(name, whole):
                    yield self._read(whole, relative, root)
        yield from unread

    def code(self, path: str, stamp: str = "") -> RawFile | SameFile | SkippedFile | None:
        """A text file of the folder as it is; see `CodeSource`."""
        root = self.root.resolve()
        if (refused := unfit_name(path)) is not None:
            return refused
        file = root / path
        if not os.path.lexists(file):
            return None
        try:
            real = file.resolve()
        except (OSError, RuntimeError):  # until Python 3.13 a loop is no OSError
            return SkippedFile(path, "a link that leads to itself")
        if not real.is_relative_to(root):
            return SkippedFile(path, "leads out of the source")
        if any(map(_hidden, (*PurePosixPath(path).parts, *real.relative_to(root).parts))):
            return SkippedFile(path, "in a hidden place")
        if is_same(str(file), stamp):
            return SameFile(path, stamp, partial(read_file, file, path, CODE_LIMIT, read_code))
        return read_file(file, path, CODE_LIMIT, read_code)

    def _read(self, whole: str, relative: str, root: Path) -> RawFile | SkippedFile:
        path = Path(whole)
        if (refused := unfit_name(relative)) is not None:
            return refused
        if path.is_symlink():
            try:
                inside = path.resolve().is_relative_to(root)
            except (OSError, RuntimeError):  # until Python 3.13 a loop is no OSError
                return SkippedFile(relative, "a link that leads to itself")
            if not inside:
                return SkippedFile(relative, "a link that leaves the folder")
        return read_file(path, relative, self.size_limit)


def _is_documentation(name: str, whole: str) -> bool:
    if name.startswith("."):
        return False
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in DOCUMENT_SUFFIXES or name in VARIABLE_FILES:
        return True
    path = Path(whole)
    return suffix in _DESCRIPTIONS and not path.is_symlink() and looks_like_description(path)


def _hidden(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED_FOLDERS
