"""Cookies where a list or a map of them stands: `"cookies": [{"name": …, "value": …}]` of a HAR."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.privacy.kinds import Kind, Secret
from knowledge.privacy.placeholders import is_placeholder

_HINT = "ookie"
_LIST = re.compile(
    r"(?:[Cc]ookies?|COOKIES?)\\{0,7}[\"'][ \t]{0,2}:\s{0,8}"
    r"(?:\[(?P<list>[^\[\]]{0,40000})|\{(?P<map>[^{}]{0,20000}))"
)
_QUOTE = r"\\{0,7}[\"']"
_VALUE = re.compile(
    rf"(?<=value){_QUOTE}\s{{0,8}}:\s{{0,8}}{_QUOTE}(?P<value>[^\"'\\]{{6,4096}})"
    rf"|{_QUOTE}(?P<pair>[\w.-]{{1,64}}=[^\"'\\]{{4,4096}})"
)
_OF_MAP = re.compile(rf":\s{{0,8}}{_QUOTE}(?P<value>[^\"'\\]{{6,4096}})")
# A Cookie header that was folded: its other pairs stand in the lines below, indented.
_FOLDED = re.compile(
    r"[Cc]ookie:[^\n:]{1,4096};[ \t]*\r?\n"
    r"(?P<value>(?:[ \t]+[\w.-]{1,64}=[^\n\"'\\]{1,4096}\n?){1,60})"
)


def listed_cookies(text: str) -> Iterator[Secret]:
    """Yield the values, and the pairs of a header that goes on in the next lines."""
    if _HINT not in text and "OOKIE" not in text:
        return
    for found in _LIST.finditer(text):
        group = found.lastgroup or "list"
        pattern = _VALUE if group == "list" else _OF_MAP
        for match in pattern.finditer(text, *found.span(group)):
            if not is_placeholder(match[match.lastgroup or 0]):
                yield Secret(Kind.COOKIE, *match.span(match.lastgroup or 0))
    for match in _FOLDED.finditer(text):
        start, value = match.start("value"), match["value"]
        start += len(value) - len(value.lstrip())
        yield Secret(Kind.COOKIE, start, match.start("value") + len(value.rstrip()))
