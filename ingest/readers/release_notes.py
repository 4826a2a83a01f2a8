"""Release notes: which pages are, and what version and day a heading of theirs names.

An entry a version: its sections stay together as far as they fit, and never run into the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from ingest.markdown import Block, Kind
from ingest.metadata import day_of

_WHOLE = 1_200  # characters of an entry whose sections need no chunks of their own
_LEAST = 2  # version headings; a guide that mentions one release is no list of them
_NAMED = re.compile(
    r"release[\s_-]*(?:notes?|history|log)|releasenotes?|change[\s_-]*log|(?:^|[/_-])release(?:[_./-]|$)"
    r"|what[\s'’_-]*s[\s_-]*new|version[\s_-]history|发版说明|发布说明|更新日志|版本说明|更新说明|版本记录|更新记录",
    re.IGNORECASE,
)
_NUMBER = r"\d{1,4}(?:\.(?:\d{1,4}|x)){1,4}(?:[-+.]?(?:alpha|beta|rc|preview|dev)[\w.]*)?"
_ABOUT = r"(?:[A-Za-z]+ )*(?:since|from|to|in|with|of|for|after|before|than) "  # another subject
_AMOUNT = r"\s*(?:million|billion|GB|MB|%|秒|万)"
_VERSION = re.compile(
    rf"^(?:[^\w\s]|\s)*(?:(?!{_ABOUT})[A-Za-z一-鿿 ]{{1,40}}?\s)?(?:version|release|ver\.?|版本)?"
    rf"[\s:：]*[\[(]?[vV]?(?P<version>{_NUMBER})\b(?!{_AMOUNT})"
)


@dataclass(frozen=True, slots=True)
class Release:
    """A version and the day it came out (None = its heading does not say)."""

    version: str
    updated: date | None = None


def is_release_notes(path: str, title: str, kind: str, blocks: Iterable[Block]) -> bool:
    """By front matter type, title or file name; and by headings that are versions."""
    name = PurePosixPath(path)
    told = _NAMED.search(kind) or _NAMED.search(title)
    if not (told or _NAMED.search(name.stem) or _NAMED.search(name.parent.name)):
        return False
    headings = (block for block in blocks if block.kind is Kind.HEADING)
    found = {release.version for block in headings if (release := release_of(block.text))}
    return len(found) >= _LEAST


def release_of(heading: str) -> Release | None:
    """Version that a heading names: ``4.3.2``, ``v4.3 (2026-01-31)``, ``## [4.3.2] - 2026-01-31``.

    >>> release_of("3.3.2 版"), release_of("Known issues of 3 devices")
    (Release(version='3.3.2', updated=None), None)
    """
    match = _VERSION.match(heading)
    return Release(match["version"], day_of(heading)) if match else None


def entries(blocks: list[Block]) -> Iterator[Block]:
    """Write the headings inside a short entry as text, so that it stays one piece."""
    entry: list[Block] = []
    for block in blocks:
        starts = block.kind is Kind.HEADING and (
            release_of(block.text) is not None or not entry or block.level <= entry[0].level
        )
        if starts:
            yield from _entry(entry)
            entry = []
        entry.append(block)
    yield from _entry(entry)


def _entry(blocks: list[Block]) -> Iterator[Block]:
    short = sum(len(block.text) for block in blocks) <= _WHOLE
    if not blocks or not short or release_of(blocks[0].text) is None:
        yield from blocks
        return
    yield blocks[0]
    for block in blocks[1:]:
        if block.kind is Kind.HEADING:
            marks = "#" * min(6, block.level)
            yield replace(block, kind=Kind.TEXT, text=f"{marks} {block.text}", level=0, anchor="")
        else:
            yield block
