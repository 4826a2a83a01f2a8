"""API descriptions: one file of this machine, or found among the files of a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ingest.errors import IngestError
from ingest.sources.base import (
    NO_STAMPS,
    RawFile,
    SameFile,
    SkippedFile,
    Stamps,
    is_same,
    read_file,
    source_name,
)

_HEAD = 4_000  # bytes in which a description says that it is one
_LIMIT = 20_000_000  # bytes: descriptions of large APIs are large


@dataclass(frozen=True, slots=True)
class OpenApiSource:
    """One OpenAPI or Swagger file (JSON or YAML)."""

    file: Path
    name: str = ""
    size_limit: int = field(default=_LIMIT)

    def __post_init__(self) -> None:
        if not self.file.is_file():
            raise IngestError(f"There is no file {self.file}.", "Check the path.")
        object.__setattr__(self, "name", source_name(self.name or self.file.stem))

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SameFile | SkippedFile]:
        """Give the description as one page."""
        name = self.file.name
        read = partial(read_file, self.file, name, self.size_limit)
        yield (
            SameFile(name, seen[name], read)
            if is_same(str(self.file), seen.get(name, ""))
            else read()
        )


def looks_like_description(file: Path) -> bool:
    """Whether the head of a JSON or YAML file says OpenAPI or Swagger."""
    try:
        if not file.is_file():  # opening a named pipe waits for somebody to write into it
            return False
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
    except OSError:
        return False
    return b"openapi" in head or b"swagger" in head
