"""Where an import leads inside a source."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.readers import PAGE_SUFFIXES

# Aliases that documentation sites give to their root. `@site` is the folder above `docs/`.
_ROOT_ALIASES = ("@docs/", "@/", "~/", "/")
_SITE_ALIAS = "@site/"
_CODE_FOLDERS = frozenset(["src", "components", "component", "theme", "lib", "utils", "hooks"])
_RAW = re.compile(r"!*raw-loader!(.+)|(.+)\?raw", re.DOTALL)  # webpack's way, and Vite's
_INDEX_NAMES = (".mdx", ".md", "/index.mdx", "/index.md")


@dataclass(frozen=True, slots=True)
class Missing:
    """An import of documentation text that cannot be followed, and why."""

    reason: str


def resolve_import(importer: str, target: str, paths: Collection[str]) -> str | Missing | None:
    """Find the file of the source that `target` means, seen from the file `importer`.

    None when the import is no documentation text: a package, a component, a style sheet.
    """
    written = _candidates(importer, target)
    suffix = PurePosixPath(target).suffix.lower()
    if not written or (suffix and suffix not in PAGE_SUFFIXES and _is_other_file(suffix)):
        return None
    inside = [path for path in map(posixpath.normpath, written) if not path.startswith("..")]
    for path in inside:
        if path in paths:
            return path
        for ending in _INDEX_NAMES:
            if path + ending in paths:
                return path + ending
    if suffix not in PAGE_SUFFIXES and (inside or _is_code(target)):
        return None
    return Missing("no such file" if inside else "leads out of the source")


def shown_file(target: str) -> str:
    """The file that is imported to be shown as it is, "" when `target` imports something else.

    >>> shown_file("!!raw-loader!./Main.kt"), shown_file("./main.ts?raw"), shown_file("./Card.jsx")
    ('./Main.kt', './main.ts', '')
    """
    match = _RAW.fullmatch(target)
    return (match[1] or match[2]) if match else ""


def shown_paths(importer: str, file: str) -> list[str]:
    """Where in the source a file to be shown may lie; [] when it is outside."""
    named = _candidates(importer, file)
    if not named and not file.startswith("@"):
        named = [posixpath.join(posixpath.dirname(importer), file)]
    return [path for path in map(posixpath.normpath, named) if not path.startswith("..")]


def _candidates(importer: str, target: str) -> list[str]:
    if target.startswith(_SITE_ALIAS):
        path = target.removeprefix(_SITE_ALIAS)
        return [path, path.partition("/")[2] or path]
    for alias in _ROOT_ALIASES:
        if target.startswith(alias):
            return [target.removeprefix(alias).lstrip("/")]
    if target.startswith("@"):
        return []  # a package of the site's framework
    if target.startswith(".") or PurePosixPath(target).suffix.lower() in PAGE_SUFFIXES:
        return [posixpath.join(posixpath.dirname(importer), target)]
    return []


def _is_code(target: str) -> bool:
    """``../../src/components/Card`` lies beside the documentation and holds none."""
    return not _CODE_FOLDERS.isdisjoint(PurePosixPath(target.lower()).parts)


def _is_other_file(suffix: str) -> bool:
    """``./v4.2`` has no suffix, ``./Tabs.jsx`` has one."""
    return suffix.lstrip(".").isalpha()
