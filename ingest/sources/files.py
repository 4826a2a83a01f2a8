"""Single files, for example a manual that came by mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ingest.errors import IngestError
from ingest.sources.base import (
    NO_STAMPS,
    SIZE_LIMIT,
    RawFile,
    SameFile,
    SkippedFile,
    Stamps,
    is_same,
    read_file,
    source_name,
    unfit_name,
)


@dataclass(frozen=True, slots=True)
class FilesSource:
    """Files by their paths; each is known by its name, which must differ from the others'."""

    paths: tuple[Path, ...]
    name: str = ""
    size_limit: int = field(default=SIZE_LIMIT)

    def __post_init__(self) -> None:
        if not self.paths:
            raise IngestError("No file is named.", "Give at least one path.")
        names = [path.name for path in self.paths]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise IngestError(
                f"Two files are named {twice[0]}.", "Give them as a folder, or as two sources."
            )
        object.__setattr__(self, "name", source_name(self.name or self.paths[0].stem))

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SameFile | SkippedFile]:
        """Read them in order of their names. A missing one makes the load incomplete."""
        for path in sorted(self.paths, key=lambda path: path.name):
            if (refused := unfit_name(path.name)) is not None:
                yield refused
            elif not path.exists():
                yield SkippedFile(path.name, "no such file", lost=True)
            elif is_same(str(path), seen.get(path.name, "")):
                read = partial(read_file, path, path.name, self.size_limit)
                yield SameFile(path.name, seen[path.name], read)
            else:
                yield read_file(path, path.name, self.size_limit)
