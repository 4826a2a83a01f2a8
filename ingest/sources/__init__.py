"""Where documentation comes from. A source gives files as Markdown; the rest is not its job."""

from ingest.sources.base import (
    PAGE_SUFFIXES,
    SIZE_LIMIT,
    VARIABLE_FILES,
    RawFile,
    SkippedFile,
    Source,
    read_raw,
    source_name,
)
from ingest.sources.files import FilesSource
from ingest.sources.folder import FolderSource

__all__ = [
    "PAGE_SUFFIXES",
    "SIZE_LIMIT",
    "VARIABLE_FILES",
    "FilesSource",
    "FolderSource",
    "RawFile",
    "SkippedFile",
    "Source",
    "read_raw",
    "source_name",
]
