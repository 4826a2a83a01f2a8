"""Links between the pages of a source: what a file links to, and which of it leads nowhere.

Sites map paths to addresses in their own ways, so a link counts as broken only when no page of the
source could be meant by it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from ingest.readers import DOCUMENT_SUFFIXES

_FENCES = ("```", "~~~")
_CODE_SPAN = re.compile(r"`[^`\n]*`")
_INLINE = re.compile(r"""\]\(\s*<?([^()\s<>"'{}\\]+)""")  # [words](target
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n^]{1,200}\]:[ \t]+<?([^\s<>{}]+)", re.MULTILINE)
_ATTRIBUTE = re.compile(r"""(?<=\s)(?:href|to)=(?:\{\s*)?["'`]([^"'`{}\s]+)["'`]""")
_ELSEWHERE = re.compile(r"[a-z][\w+.-]*:|//|#|\?|@|!", re.IGNORECASE)
_REDIRECTS = ("pageUri", "redirect_to", "redirectTo", "redirect")
_INDEX = ("index", "readme")
_MADE = frozenset({".html", ".htm"})
_LEAST_TAIL = 2  # parts of a path that must agree


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link on a page (or fragment) that no page of the source answers."""

    path: str
    target: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """A page that only points to another one; `page` is "" when it is not in the source."""

    path: str
    target: str
    page: str = ""


def links_in(text: str) -> tuple[str, ...]:
    """Targets inside the site that a text links to, without anchors, each once."""
    patterns = [
        pattern
        for mark, pattern in (("](", _INLINE), ("]:", _DEFINITION), ("=", _ATTRIBUTE))
        if mark in text
    ]
    prose = _without_code(text) if patterns else ""
    found: dict[str, None] = {}
    for pattern in patterns:
        for target in pattern.findall(prose):
            if not _ELSEWHERE.match(target):
                found[re.split(r"[#?]", target, maxsplit=1)[0]] = None
    return tuple(found)


def _without_code(text: str) -> str:
    if not any(mark in text for mark in ("`", "~~~")):
        return text
    kept: list[str] = []
    opened = ""
    for line in text.split("\n"):
        start = line.lstrip(" \t>")[:3]
        if opened:
            opened = "" if start == opened else opened
        elif start in _FENCES:
            opened = start
        else:
            kept.append(line)
    return _CODE_SPAN.sub("", "\n".join(kept))


def redirect_target(values: object) -> str:
    """Where a page's front matter sends its readers, "" for a page of its own."""
    if not isinstance(values, dict):
        return ""
    written = (values.get(key) for key in _REDIRECTS)
    return next((one for one in written if isinstance(one, str) and one.strip()), "").strip()


class Addresses:
    """The pages of a source by every way in which a link may name them."""

    def __init__(self, paths: Iterable[str], slugs: Iterable[str] = ()) -> None:
        """`slugs`: addresses that pages declare for themselves."""
        self._paths = set(paths)
        self._tails: dict[str, str] = {}
        self._inside = {str(up) for path in self._paths for up in PurePosixPath(path).parents}
        self._names = {PurePosixPath(folder).name.lower() for folder in self._inside}
        self._folders = {path.partition("/")[0].lower() for path in self._paths if "/" in path}
        for path in sorted(self._paths):
            for tail in _tails(bare(path)):
                self._tails.setdefault(tail, path)
        for slug in slugs:
            self._tails.setdefault(bare(slug.strip("/")), slug)

    def find(self, page: str, target: str) -> str:
        """Path that a link on `page` leads to, "" when there is none."""
        target = unquote(target)
        if target.startswith("/"):
            near = target.lstrip("/")
        else:
            near = posixpath.normpath(posixpath.join(posixpath.dirname(page), target))
        if near in self._paths:
            return near
        parts = [part for part in bare(near).split("/") if part not in ("", "..", ".")]
        for at in range(max(1, len(parts) - _LEAST_TAIL + 1)):
            found = self._tails.get("/".join(parts[at:]))
            if found is not None:
                return found
        return ""

    def _folder_of(self, page: str, target: str) -> str:
        near = posixpath.join("" if target.startswith("/") else posixpath.dirname(page), target)
        return posixpath.dirname(posixpath.normpath(unquote(near).lstrip("/"))) or "."

    def is_broken(self, page: str, target: str) -> bool:
        """Whether a link ought to lead to a page of the source and does not."""
        suffix = PurePosixPath(target).suffix.lower()
        is_page = suffix in DOCUMENT_SUFFIXES or not suffix or not suffix[1:].isalpha()
        if not target.strip("/. ") or not is_page or self.find(page, target):
            return False
        if suffix in _MADE and self._folder_of(page, target) not in self._inside:
            return False  # a generated reference beside the documentation
        top, _, rest = re.sub(r"^(?:\.\./|/)+", "", target).partition("/")
        if target.startswith("/"):
            return top.lower() in self._folders
        # Fragments are read from many places, so where a climb ends is told by its first name.
        return not (target.startswith("../") and rest) or unquote(top).lower() in self._names


def bare(path: str) -> str:
    """Path as an address has it: lower case, no suffix of ours, no final ``index``."""
    pure = PurePosixPath(path.lower())
    known = pure.suffix in DOCUMENT_SUFFIXES
    name = str(pure.with_suffix("")) if known and pure.name else str(pure)
    folder, _, last = name.rpartition("/")
    return folder if last in _INDEX and folder else name


def _tails(path: str) -> Iterator[str]:
    parts = path.split("/")
    for at in range(len(parts) - 1):
        yield "/".join(parts[at:])
    if len(parts) == 1:
        yield path
