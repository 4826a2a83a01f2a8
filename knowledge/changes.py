"""What an ingest does to a source, in words of pages; and which pages only moved."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Changes:
    """What one ingest of a source did, or would do: page paths relative to the source.

    A page that stands under another path with the same content is in `moved` (old, new), and
    neither in `added` nor in `removed`. `headings` (changed page -> headings whose text differs),
    `characters` and `tokens` (to embed; tokens are estimated, see `knowledge.spending`) are filled
    by a comparison only.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    chunks: int  # live chunks of the source after the commit (placements)
    embedded: int  # vectors that had to be computed
    moved: tuple[tuple[str, str], ...] = ()
    headings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    characters: int = 0
    tokens: int = 0


def moves(
    gone: Mapping[str, Hashable], come: Mapping[str, Hashable]
) -> tuple[tuple[str, str], ...]:
    """Pairs (old path, new path) of equal content; among equals the same file name goes first."""
    waiting: dict[Hashable, list[str]] = {}
    for path in sorted(gone):
        waiting.setdefault(gone[path], []).append(path)
    pairs: list[tuple[str, str]] = []
    for same_name in (True, False):
        settled = {new for _, new in pairs}
        for new in sorted(come.keys() - settled):
            candidates = waiting.get(come[new], [])
            name = PurePosixPath(new).name
            fitting = [
                old for old in candidates if not same_name or PurePosixPath(old).name == name
            ]
            if fitting:
                candidates.remove(fitting[0])
                pairs.append((fitting[0], new))
    return tuple(sorted(pairs))


def _name(path: str) -> str:
    return PurePosixPath(path).name
