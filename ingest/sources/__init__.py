"""Where documentation comes from. A source gives files as Markdown; the rest is not its job."""

from ingest.sources.base import (
    NO_STAMPS,
    PAGE_SUFFIXES,
    SIZE_LIMIT,
    VARIABLE_FILES,
    CodeSource,
    FileChanged,
    RawFile,
    SameFile,
    SkippedFile,
    Source,
    Stamps,
    read_raw,
    source_name,
)
from ingest.sources.files import FilesSource
from ingest.sources.folder import FolderSource

__all__ = [
    "NO_STAMPS",
    "PAGE_SUFFIXES",
    "SIZE_LIMIT",
    "VARIABLE_FILES",
    "CodeSource",
    "FileChanged",
    "FilesSource",
    "FolderSource",
    "RawFile",
    "SameFile",
    "SkippedFile",
    "Source",
    "Stamps",
    "read_raw",
    "source_name",
]
