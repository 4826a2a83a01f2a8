"""Stretches of a text, and the masks made from them.

A mask keeps every offset: what a rule must not see becomes spaces, line breaks stay. So each rule
can read its own view of the report and still point into the original.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Region(NamedTuple):
    """A half-open stretch of characters."""

    start: int
    end: int


def merged(regions: Iterable[Region]) -> tuple[Region, ...]:
    """Return the regions in order, overlapping and touching ones joined."""
    joined: list[Region] = []
    for region in sorted(regions):
        if joined and region.start <= joined[-1].end:
            joined[-1] = Region(joined[-1].start, max(joined[-1].end, region.end))
        else:
            joined.append(region)
    return tuple(joined)


def blank(text: str, regions: Iterable[Region]) -> str:
    """Return `text` with the regions as spaces, line breaks and length kept."""
    parts: list[str] = []
    at = 0
    for start, end in merged(regions):
        parts += [text[at:start], _spaces(text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def keep(text: str, regions: Sequence[Region]) -> str:
    """Return `text` with everything outside the regions as spaces."""
    ends = [0, *(edge for region in merged(regions) for edge in region), len(text)]
    return blank(text, [Region(a, b) for a, b in zip(ends[::2], ends[1::2], strict=True)])


def trimmed(text: str, start: int, end: int, drop: str = " \t\r\n") -> Region:
    """Return the stretch without the characters of `drop` at either end."""
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip(drop))
    return Region(start + left, start + max(left, len(inner.rstrip(drop))))


def covers(regions: Sequence[Region], place: int) -> bool:
    """Tell whether a place lies in one of the regions, which are sorted and apart."""
    after = bisect_right(regions, place, key=lambda region: region.start)
    return after > 0 and place < regions[after - 1].end


def _spaces(part: str) -> str:
    return re.sub(r"[^\n]", " ", part)
