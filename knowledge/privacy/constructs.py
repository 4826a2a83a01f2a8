"""Secrets that a construct announces, not a name: `Bearer …`, `scheme://user:…@host`, `curl -u`."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from knowledge.privacy.kinds import Kind, Secret
from knowledge.privacy.labels import kind_of
from knowledge.privacy.values import is_placeholder

_BEARER = re.compile(
    r"(?<![A-Za-z])(?:[Bb]earer|BEARER)[ \t]+(?P<value>[\w.~+/-]{12,4096}={0,2})(?![\w=])", re.ASCII
)
_BASIC = re.compile(r"(?<![A-Za-z])(?:[Bb]asic|BASIC)[ \t]+(?P<value>[A-Za-z0-9+/]{8,1024}={0,2})")
_USERINFO = re.compile(r"://(?:[^\s/:@\"'<>?#]{0,128}):(?P<value>[^\s/?\"'<>]{1,256})@(?=[\w\[.-])")
_SSHPASS = re.compile(
    r"(?:sshpass -p|redis-cli (?:[^\n]{0,60} )?-a)[ ]?[\"']?(?P<value>[^\s\"']{1,256})"
)
_CURL_USER = re.compile(r"(?:-u|--user)[ =]?[\"']?[^\s:\"']{1,128}:(?P<value>[^\s\"']{1,256})")
_VALUE_FIRST = re.compile(
    r"\"value\"\s{0,8}:\s{0,8}\"(?P<value>(?:[^\"\\]|\\.){1,4096})\"\s{0,20},\s{0,20}"
    r"\"(?:name|key)\"\s{0,8}:\s{0,8}\"(?P<name>[\w-]{3,48})\""
)
_CREATE = re.compile(
    r"(?:\b(?:[Cc]reate|[Ii]nit|sharedEngine|RtcEngine)\w{0,24}\([^\n\"']{0,80}|\bjoin\([ ]?)"
    r"[\"'](?P<value>[0-9a-f]{32})[\"']"
)


def constructed_secrets(text: str) -> Iterator[Secret]:
    """Yield them; a hint that is found as plain text spares the pattern."""
    for kind, hints, pattern, accepts in _CONSTRUCTS:
        if any(hint in text for hint in hints):
            for match in pattern.finditer(text):
                if accepts(match["value"]):
                    yield Secret(kind, *match.span("value"))
    for match in _VALUE_FIRST.finditer(text) if '"value"' in text else ():
        named = kind_of(match["name"])
        if named is not None and not is_placeholder(match["value"]):
            yield Secret(named, *match.span("value"))


def _has_digit(value: str) -> bool:
    return any(one.isdigit() for one in value)


def _is_basic(value: str) -> bool:
    try:
        decoded = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return b":" in decoded and decoded.isascii()


def _is_given(value: str) -> bool:
    return not is_placeholder(value)


def _always(value: str) -> bool:
    return bool(value)


_CONSTRUCTS: tuple[tuple[Kind, tuple[str, ...], re.Pattern[str], Callable[[str], bool]], ...] = (
    (Kind.CREDENTIALS, ("earer", "EARER"), _BEARER, _has_digit),
    (Kind.CREDENTIALS, ("asic", "ASIC"), _BASIC, _is_basic),
    (Kind.PASSWORD, ("://",), _USERINFO, _is_given),
    (Kind.PASSWORD, ("curl ",), _CURL_USER, _always),
    (Kind.PASSWORD, ("sshpass", "redis-cli"), _SSHPASS, _always),
    (Kind.APP_ID, ("(",), _CREATE, _always),
)
