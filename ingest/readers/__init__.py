"""Readers: a file of any known format becomes Markdown with front matter, for the usual pipeline.

A reader is a function from bytes to text. It raises `Unreadable` for what it refuses, and loads the
library that it needs only when it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from ingest.readers.text import API_PAGE, Unreadable, text_of

__all__ = [
    "API_PAGE",
    "DOCUMENT_SUFFIXES",
    "PAGE_SUFFIXES",
    "Unreadable",
    "suffix_for",
    "to_markdown",
]

PAGE_SUFFIXES = frozenset({".md", ".mdx", ".markdown"})
_SPECIFICATIONS = frozenset({".json", ".yaml", ".yml"})
_PAPERS = frozenset({".html", ".htm", ".xhtml", ".pdf", ".docx"})
DOCUMENT_SUFFIXES = PAGE_SUFFIXES | _PAPERS
_CONTENT_TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/plain": ".md",
    "application/json": ".json",
    "application/yaml": ".yaml",
    "application/x-yaml": ".yaml",
    "text/yaml": ".yaml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


def suffix_for(path: str, content_type: str = "") -> str:
    """Say which format a file has: by what its server said, else by its name; "" = none of ours."""
    declared = _CONTENT_TYPES.get(content_type.partition(";")[0].strip().lower(), "")
    suffix = PurePosixPath(path).suffix.lower()
    known = suffix in DOCUMENT_SUFFIXES or suffix in _SPECIFICATIONS
    if content_type and declared not in ("", ".md"):
        return declared
    if content_type and not declared:
        return ""
    return suffix if known else declared


def to_markdown(path: str, raw: bytes, content_type: str = "") -> str:
    """Read a file by its suffix and content type. Raises Unreadable with the reason."""
    reader = _reader(suffix_for(path, content_type))
    if reader is None:
        raise Unreadable(f"no reader for {content_type or PurePosixPath(path).suffix or 'it'}")
    return reader(raw, content_type)


def _reader(suffix: str) -> Callable[[bytes, str], str] | None:
    if suffix in PAGE_SUFFIXES:
        return lambda raw, _: text_of(raw)
    if suffix in (".html", ".htm", ".xhtml"):
        from ingest.readers.html import read_html  # noqa: PLC0415 - lxml and trafilatura are large

        return read_html
    if suffix == ".pdf":
        from ingest.readers.pdf import read_pdf  # noqa: PLC0415

        return lambda raw, _: read_pdf(raw)
    if suffix == ".docx":
        from ingest.readers.docx import read_docx  # noqa: PLC0415

        return lambda raw, _: read_docx(raw)
    if suffix in _SPECIFICATIONS:
        from ingest.readers.openapi import read_openapi  # noqa: PLC0415

        return lambda raw, _: read_openapi(text_of(raw))
    return None
