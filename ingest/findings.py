"""What a maintainer should know of a source as a whole: languages that lag, and pages grown old."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath

from ingest.links import bare
from ingest.metadata import language_of_folder
from knowledge.live import Repeated

STALE_AFTER = timedelta(days=2 * 365)
REPEATED = 20  # identical texts that a report names, and pages of each
_TWINS = 0.2  # share of a language's pages that must have a twin before the others count as missing


@dataclass(frozen=True, slots=True)
class Lagging:
    """A page that another language has (`path`) and `language` has not, or has older (`twin`)."""

    language: str
    path: str
    twin: str = ""


@dataclass(frozen=True, slots=True)
class SharedText:
    """A text that stands on several pages, with its innermost heading."""

    heading: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """`texts` distinct texts stand on more than one page, `copies` times more than needed."""

    texts: int
    copies: int
    top: tuple[SharedText, ...]


def stale_pages(
    updated: Mapping[str, date | None], today: date, after: timedelta = STALE_AFTER
) -> tuple[str, ...]:
    """Pages whose own date is older than `after`, oldest first."""
    old = [(day, path) for path, day in updated.items() if day and today - day > after]
    return tuple(path for _, path in sorted(old))


def lagging_languages(updated: Mapping[str, date | None]) -> tuple[Lagging, ...]:
    """Compare the language trees (``en/…`` beside ``zh/…``) page by page.

    A source whose languages share hardly any page is no translation, and nothing lags in it.
    """
    trees: dict[str, dict[str, str]] = {}  # language -> path without language -> page
    for path in updated:
        place = _place(path)
        if place:
            trees.setdefault(place[0], {})[place[1]] = path
    found = [
        one
        for language, tree in sorted(trees.items())
        for other, theirs in sorted(trees.items())
        if other != language
        for one in _behind(language, tree, theirs, updated)
    ]
    return tuple(dict.fromkeys(found))


def _behind(
    language: str,
    tree: Mapping[str, str],
    theirs: Mapping[str, str],
    updated: Mapping[str, date | None],
) -> Iterator[Lagging]:
    both = tree.keys() & theirs.keys()
    if len(both) < _TWINS * min(len(tree), len(theirs)) or not both:
        return
    for place, path in sorted(theirs.items()):
        twin = tree.get(place)
        if twin is None:
            yield Lagging(language, path)
            continue
        own, other = updated[twin], updated[path]
        if own and other and own < other:
            yield Lagging(language, path, twin)


def _place(path: str) -> tuple[str, str] | None:
    """Language of the outermost language folder, and the path as it would be in any language."""
    parts = PurePosixPath(path).parts
    for at, folder in enumerate(parts[:-1]):
        language = language_of_folder(folder)
        if language:
            return language, bare("/".join([*parts[:at], "*", *parts[at + 1 :]]))
    return None


def duplicates(found: Repeated) -> Duplicates:
    """What the index says of texts on several pages."""
    top = tuple(SharedText(one.heading, one.pages) for one in found.top)
    return Duplicates(found.texts, found.copies, top)
