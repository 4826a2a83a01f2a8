"""Blocks become chunks: at headings first, then by size, at borders that a reader would choose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.markdown import Block, Kind
from ingest.pieces import LIMIT, TARGET, Piece, pieces_of
from ingest.readers.release_notes import Release, entries, release_of
from knowledge.models import Chunk

SHORT = 300  # characters; a chunk is not closed below this while its next piece still fits
TINY = 80  # characters; a section this short is read with its neighbour
LEAD_IN = 200  # characters of a sentence that may move along with the code it announces
_LABEL = re.compile(r"\*\*[^*\n]+\*\*")


class Layout(StrEnum):
    """How a page is arranged: running text, an entry a version, or an entry a section."""

    PROSE = "prose"
    RELEASES = "releases"
    ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class _Section:
    """Text under one heading, for one set of platforms."""

    path: tuple[str, ...]
    anchor: str
    platforms: frozenset[str] | None
    release: Release | None = None
    pieces: tuple[Piece, ...] = ()

    @property
    def size(self) -> int:
        return sum(len(piece.text) for piece in self.pieces)

    def reads_into(self, other: _Section) -> bool:
        """Whether `other` stands below this section or beside it."""
        same = self.platforms == other.platforms and self.release == other.release
        return same and other.path[: len(self.path) - 1] == self.path[:-1]

    @property
    def lists_codes(self) -> bool:
        """Whether rows of an error-code table are in it, which stay entries of their own."""
        return any(piece.heading for piece in self.pieces)

    def below(self, path: tuple[str, ...]) -> tuple[Piece, ...]:
        """Return the pieces, with the headings written out that `path` does not name."""
        extra = self.path[len(path) :]
        lines = (f"{'#' * min(6, len(path) + n + 2)} {text}" for n, text in enumerate(extra))
        heading = tuple(piece for line in lines for piece in pieces_of(Block(Kind.TEXT, line)))
        return heading + self.pieces


def split(blocks: Iterable[Block], *, layout: Layout = Layout.PROSE) -> tuple[Chunk, ...]:
    """Split a page's blocks (its title left out) into chunks of at most `LIMIT` characters.

    The same blocks give the same chunks. A chunk never mixes platforms, nor, in release notes,
    versions. A fence or a table is cut only when it alone is too long, at its lines, and each part
    gets its own fence or header; a row of an error-code table is a chunk.
    """
    releases = layout is Layout.RELEASES
    sections = list(_sections(entries(list(blocks)) if releases else blocks, releases=releases))
    apart = layout is Layout.ENTRIES
    return tuple(
        _chunk(section, text, heading)
        for section in (_kept_apart(sections) if apart else _merged(sections))
        for text, heading in _packed(section.pieces)
    )


def _chunk(section: _Section, text: str, heading: str) -> Chunk:
    return Chunk(
        text,
        (*section.path, heading) if heading else section.path,
        section.anchor,
        tuple(sorted(section.platforms or ())),
        version=section.release.version if section.release else "",
        updated=section.release.updated if section.release else None,
    )


def _sections(blocks: Iterable[Block], *, releases: bool) -> Iterator[_Section]:
    shared: tuple[Block, ...] = ()  # headings above that hold for every platform
    current: tuple[Block, ...] = ()  # headings above, as the current scope has them
    section = _Section((), "", None)
    pieces: list[Piece] = []
    for block in blocks:
        heading = block.kind is Kind.HEADING
        if not heading and block.platforms == section.platforms:
            pieces += pieces_of(block)
            continue
        yield replace(section, pieces=tuple(pieces))
        if block.platforms != section.platforms:
            # A heading inside one platform's text says nothing about the text after it.
            current = shared
        if heading:
            current = (*(above for above in current if above.level < block.level), block)
            shared = current if block.platforms is None else shared
        pieces = [] if heading else list(pieces_of(block))
        path = tuple(above.text for above in current)
        anchor = current[-1].anchor if current else ""
        section = _Section(path, anchor, block.platforms, _release(path) if releases else None)
    yield replace(section, pieces=tuple(pieces))


def _release(path: tuple[str, ...]) -> Release | None:
    """Innermost version that the headings name."""
    return next((found for text in reversed(path) if (found := release_of(text))), None)


def _merged(sections: list[_Section]) -> Iterator[_Section]:
    """Give tiny sections to the one after them, or else to the one before."""
    done: _Section | None = None
    for section in _without_named(sections):
        if done is None:
            done = section
            continue
        joined = _join(done, section)
        if joined is None:
            yield from _said(done)
        done = joined or section
    if done is not None:
        yield from _said(done)


def _kept_apart(sections: list[_Section]) -> Iterator[_Section]:
    for section in _without_named(sections):
        yield from _said(section)


def _without_named(sections: list[_Section]) -> Iterator[_Section]:
    """Leave out a bare heading when the section after it names it in its path."""
    for section, after in zip(sections, [*sections[1:], None], strict=True):
        named = after is not None and after.path[: len(section.path)] == section.path
        if section.pieces or (section.path and not named):
            yield section


def _join(first: _Section, second: _Section) -> _Section | None:
    """Join two neighbours when one of them is too short to stand alone."""
    inside = second.path[: len(first.path)] == first.path
    if not first.reads_into(second) or first.size + second.size > TARGET - 2 * TINY:
        return None
    if inside and first.size < TINY <= second.size:
        return replace(second, pieces=first.pieces + second.pieces)
    if min(_weight(first), _weight(second)) >= TINY or first.lists_codes or second.lists_codes:
        return None
    path = _shared_path(first.path, second.path)
    pieces = first.below(path) + second.below(path)
    return _Section(path, first.anchor, first.platforms, first.release, pieces)


def _weight(section: _Section) -> int:
    return section.size + len(section.path[-1] if section.path else "")


def _shared_path(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    same = 0
    while same < min(len(first), len(second)) and first[same] == second[same]:
        same += 1
    return first[:same]


def _said(section: _Section) -> Iterator[_Section]:
    """A heading with no text under it is text itself; an empty intro is nothing."""
    if section.pieces:
        yield section
    elif section.path:
        parent = section.path[:-1]
        yield replace(section, path=parent, pieces=section.below(parent))


def _packed(pieces: Iterable[Piece]) -> Iterator[tuple[str, str]]:
    """Fill chunks up to `TARGET`; a short one may go on to `LIMIT` rather than end early.

    Gives each chunk's text and, when it is an entry of its own, its name.
    """
    waiting: list[str] = []
    size = 0  # of what waits, joined
    for piece in pieces:
        full = size + len(piece.text) > TARGET and (size >= SHORT or size + len(piece.text) > LIMIT)
        joins = not piece.alone or _joins(waiting, size, piece)
        if waiting and (full or not joins):
            lead = _lead_in(waiting, piece)
            yield "\n\n".join(waiting[: len(waiting) - len(lead)]), ""
            waiting, size = lead, sum(len(text) + 2 for text in lead)
        waiting.append(piece.text)
        size += len(piece.text) + 2
        if piece.alone:
            yield "\n\n".join(waiting), piece.heading
            waiting, size = [], 0
    if waiting:
        yield "\n\n".join(waiting), ""


def _joins(waiting: list[str], size: int, piece: Piece) -> bool:
    """Whether what waits belongs to a piece of its own: an entry takes only what announces it."""
    fits = size <= LEAD_IN and size + len(piece.text) <= LIMIT
    return fits and (not piece.heading or (len(waiting) == 1 and _announces(waiting[0])))


def _announces(text: str) -> bool:
    """``Add the following:``, or a tab's label."""
    return text.rstrip("* ").endswith((":", "：")) or _LABEL.fullmatch(text) is not None


def _lead_in(waiting: list[str], piece: Piece) -> list[str]:
    """What announces the next piece goes with it."""
    last = waiting[-1]
    fits = len(last) <= LEAD_IN and len(last) + len(piece.text) + 2 <= LIMIT
    return [last] if fits and len(waiting) > 1 and _announces(last) else []
