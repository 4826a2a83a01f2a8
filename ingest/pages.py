"""A source's files become pages: which files are pages, and what each page says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from ingest.library import BrokenImport, Library, ParsedFile
from ingest.markdown import Block, Kind, clean_text
from ingest.metadata import NO_DEFAULTS, PageFacts
from ingest.readers import API_PAGE
from ingest.readers.release_notes import is_release_notes
from ingest.splitter import Layout, split
from knowledge.models import Page

# Folders that hold fragments, provided that a page does import from them.
_FRAGMENT_FOLDERS = frozenset(
    ["shared", "snippets", "snippet", "partials", "includes", "fragments", "reuse", "reusable"]
)
_TITLE_LIMIT = 300
_OPENING = 3  # blocks in which a description may stand word for word


@dataclass(frozen=True, slots=True)
class Contents:
    """Files of a library by their part: `unused` are fragments that no page imports."""

    pages: tuple[str, ...]
    fragments: tuple[str, ...]
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page and what went wrong while it was read."""

    page: Page
    broken: tuple[BrokenImport, ...]


def contents(library: Library) -> Contents:
    """Tell pages from fragments.

    A file is a fragment when it or a folder above it begins with ``_``; when it lies in a
    ``shared``-like folder that others import from and has no front matter title; or when it is
    imported and has neither front matter nor a title of its own. Drafts count as fragments. All
    others are pages.
    """
    imported = {
        target
        for file in library.files.values()
        if file.redirect is None  # what it shows stays a page of its own
        for target in (*file.imports.values(), *file.constants.values())
        if target != file.path
    }
    folders = {folder for path in imported for folder in _fragment_folders(path)}
    pages: list[str] = []
    fragments: list[str] = []
    for path, file in library.files.items():
        is_fragment = _is_fragment(file, imported=path in imported, folders=folders)
        (fragments if is_fragment else pages).append(path)
    reached = _reached(library, pages)
    unused = tuple(path for path in fragments if path not in reached)
    return Contents(tuple(pages), tuple(fragments), unused)


def _reached(library: Library, pages: list[str]) -> set[str]:
    """Files that a page imports, or that such a file imports, and so on."""
    seen = set(pages)
    waiting = list(pages)
    while waiting:
        file = library.files[waiting.pop()]
        found = {*file.imports.values(), *file.constants.values()} - seen
        seen |= found
        waiting += found
    return seen


def _is_fragment(file: ParsedFile, *, imported: bool, folders: set[str]) -> bool:
    if file.path.startswith("_") or "/_" in file.path:
        return True
    if file.front_matter.values.get("draft") is True:
        return True  # not published, so nobody may cite it
    if file.front_matter.values.get("title"):
        return False
    if any(folder in folders for folder in _fragment_folders(file.path)):
        return True
    return imported and not file.front_matter.present and not file.titled


def _fragment_folders(path: str) -> Iterator[str]:
    parts = path.split("/")[:-1]
    return (
        "/".join(parts[: at + 1])
        for at, folder in enumerate(parts)
        if folder.lower() in _FRAGMENT_FOLDERS
    )


def read_page(
    library: Library,
    path: str,
    source: str,
    link: str = "",
    defaults: Mapping[str, Any] = NO_DEFAULTS,
) -> ReadPage:
    """Render, describe and split one page.

    `link` is the template of its public address; `defaults` say of the whole source what the page
    itself does not (product, platform, version, language).
    """
    front_matter = library.files[path].front_matter.values
    product = PageFacts(path, front_matter, defaults).product
    rendered = library.render(path, product=product)
    facts = PageFacts(path, {**_declared(rendered.metadata), **front_matter}, defaults)
    blocks = rendered.blocks
    if library.files[path].redirect and front_matter.get("title"):
        blocks = [block for block in blocks if not _is_top_heading(block)]  # the other page's
    title, body = _title(front_matter, blocks, path)
    served = list(_served(body, facts.excluded_platforms))
    _describe(served, library.words(path, str(front_matter.get("description") or "")))
    chunks = split(served, layout=_layout(path, title, str(front_matter.get("type") or ""), served))
    page = Page(
        path=path,
        title=title,
        chunks=chunks,
        language=facts.language("\n".join([title, *(chunk.text for chunk in chunks[:8])])),
        url=facts.url(link, source),
        product=facts.product,
        platforms=facts.platforms,
        version=facts.version,
        status=facts.status,
        updated=facts.updated,
    )
    return ReadPage(page, rendered.broken)


def _layout(path: str, title: str, kind: str, blocks: list[Block]) -> Layout:
    if kind == API_PAGE:
        return Layout.ENTRIES
    return Layout.RELEASES if is_release_notes(path, title, kind, blocks) else Layout.PROSE


def _describe(blocks: list[Block], description: str) -> None:
    """Let a description open the first section: as a chunk of its own it would outrank the text."""
    if not description or any(description in block.text for block in blocks[:_OPENING]):
        return
    at = next((n for n, block in enumerate(blocks) if block.kind is not Kind.HEADING), 0)
    platforms = blocks[at].platforms if blocks else None
    blocks.insert(at, Block(Kind.TEXT, description, platforms=platforms))


def _declared(metadata: Mapping[str, str]) -> dict[str, Any]:
    """What a component declares; its ``date`` or ``title`` would be its own, not the page's."""
    return {key: metadata[key] for key in ("language", "platform", "product") if key in metadata}


def _title(
    front_matter: Mapping[str, Any], blocks: list[Block], path: str
) -> tuple[str, list[Block]]:
    """Front matter title, else the first top heading, else the file's name; and the rest."""
    first = next((n for n, block in enumerate(blocks) if _is_top_heading(block)), None)
    given = clean_text(str(front_matter.get("title") or "")).strip()
    if first is not None and _letters(given) in ("", _letters(blocks[first].text)):
        return (given or blocks[first].text)[:_TITLE_LIMIT], blocks[:first] + blocks[first + 1 :]
    stem = PurePosixPath(path)
    name = stem.parent.name if stem.stem.lower() in ("index", "readme") else stem.stem
    return (given or re.sub(r"[-_]+", " ", name or stem.stem))[:_TITLE_LIMIT], blocks


def _letters(title: str) -> str:
    """A title without its punctuation, in which front matter and heading often differ."""
    return re.sub(r"[\W_]+", "", title).lower()


def _is_top_heading(block: Block) -> bool:
    return block.kind is Kind.HEADING and block.level == 1


def _served(blocks: list[Block], excluded: frozenset[str]) -> Iterator[Block]:
    """Leave out text for platforms that the page does not serve."""
    for block in blocks:
        if block.platforms is None:
            yield block
        elif block.platforms - excluded:
            yield replace(block, platforms=block.platforms - excluded)
