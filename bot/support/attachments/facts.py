"""What a log tells of itself: its digest, and the fields that count as known from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from bot.support.extraction.digests import (
    APPLE_CRASH,
    LONGEST_LINE,
    TOMBSTONE,
    LogReader,
    without_app,
)
from bot.support.extraction.errors import codes_in
from bot.support.extraction.extract import extract
from bot.support.extraction.models import Extraction, LogDigest
from bot.support.models import LogFacts

_SAMPLE_LINES = 250  # a log says in its first lines where it runs
_LINE = 500
_PLATFORMS = {
    "logcat": "android",
    TOMBSTONE: "android",
    APPLE_CRASH: "ios",
    "browser console": "web",
    "HAR": "web",
}
_WINDOW = 4_000  # characters: a file on one line is read in stretches
# 'google/shiba/shiba:14/UQ1A…': the Android version of who wrote the tombstone.
_FINGERPRINT = re.compile(
    r"^Build fingerprint: '[^':\n]{3,120}:(\d{1,2}(?:\.\d){0,2})/", re.MULTILINE
)
_LOOKS_LIKE_LOG = 3  # lines


def lines_of(text: str) -> Iterator[str]:
    """The lines one by one; a line beyond all measure comes in stretches."""
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if end - at <= LONGEST_LINE:
            yield text[at:end]
            at = end + 1
            continue
        cut = max(text.rfind(sign, at, at + _WINDOW) for sign in ("},", "\\n", "; ", ", ", " "))
        cut = cut + 1 if cut > at else min(at + _WINDOW, end)
        yield text[at:cut]
        at = cut


def longest_line(text: str) -> int:
    """In characters."""
    return max((len(line) for line in text.split("\n")), default=0)


def digest_of(text: str) -> LogDigest | None:
    """The digest of one log, or None when nothing is written in it."""
    reader = LogReader(lambda part: (found.value for found in codes_in(part)))
    return reader.read(lines_of(text)).digest()


def facts_of(text: str, digest: LogDigest) -> LogFacts:
    """What counts as known: versions, platform, system, device, error codes."""
    head = [line[:_LINE] for line in islice(lines_of(text), _SAMPLE_LINES)]
    around = [one.text for one in digest.around]
    sample = "\n".join([*head, *around])
    found = extract("", [without_app(sample) if digest.format == APPLE_CRASH else sample])
    sdk = digest.sdk_version
    versions = _distinct(found, "sdk_version")
    systems = _distinct(found, "os_version")
    platform = _PLATFORMS.get(digest.format, "")
    return LogFacts(
        sdk_version=(sdk,) if sdk else versions[:1],
        platform=_distinct(found, "platform")[:1] or ((platform,) if platform else ()),
        os_version=_android(sample, digest)
        or tuple(one for one in systems if not sdk or sdk not in one)[:1],
        device=_distinct(found, "device")[:1],
        error_codes=tuple(code for code, _ in digest.error_codes[:5]),
    )


def _android(sample: str, digest: LogDigest) -> tuple[str, ...]:
    fingerprint = _FINGERPRINT.search(sample) if digest.format == TOMBSTONE else None
    return (f"Android {fingerprint[1]}",) if fingerprint else ()


def is_a_log(digest: LogDigest, found: LogFacts) -> bool:
    """Times, a format or a failure make a text a log; a licence or a source file is none."""
    return bool(
        digest.format
        or digest.first_error
        or (digest.first_time and digest.lines >= _LOOKS_LIKE_LOG)
        or found.error_codes
    )


def _distinct(found: Extraction, field: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.value for one in found.found(field)))
