"""What has the shape of a version: no date, no address, no quantity."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.support.extraction.patterns import cased, first, folded

_RANGE = cased(r"[ \t]{0,2}(?:[~～–—]|-(?=[ \t])|至|到)[ \t]{0,2}")
# 6.1。4 is how a Chinese keyboard writes 6.1.4.
_VERSION = cased(
    r"(?<![\d.。])(?<!\d:)(?P<mark>(?:~>[ ]?|[\^~]"
    r"|(?<![\w\"'/?-])[<>]=?[ ]?)?(?:[vV](?:\.(?=\d))?)?)"
    r"(?P<number>\d{1,4}(?:[.。](?:\d{1,6}|[xX*](?!\w))){1,4}"
    r"(?:[-+](?!\d{4}[-/])[0-9A-Za-z][0-9A-Za-z.+-]{0,30}(?<![.+-])"
    r"|[_.]?(?:alpha|beta|rc|dev|SNAPSHOT|pre|hotfix)[.-]?\d{0,3})?)"
    r"(?![\d_]|[.。]\d|[A-Za-z]{2})"
)
_DATE = cased(
    r"(?:19|20)\d\d[.。](?:0?[1-9]|1[0-2])[.。](?:[0-2]?\d|3[01])\b"
    r"|(?:[0-2]?\d|3[01])[.](?:[0-2]?\d|3[01])[.]20[0-3]\d\b"
)
# How Chrome and its kin count: 108.0.5359.94.
_BROWSER_NUMBER = cased(r"(?:[4-9]\d|1\d\d)\.0\.\d{4}\.\d{1,3}")
_IP_CONTEXT = folded(
    r"(?:\bip\b|\bips\b|host|addr(?:ess)?|server|gateway|dns|bind|listen|proxy|//|@"
    r"|地址)\W{0,4}\w{0,6}\W{0,4}$"
)
PLAIN_VERSION = r"v?\d{1,4}(?:\.(?:\d{1,6}|[xX])){1,4}(?:-[0-9A-Za-z.]{1,20})?"
# Two parts and a unit, a scale or a chapter: "12.5 MB", "volume from 1.0 to 0.5", "section 4.2".
_UNIT_AFTER = folded(
    rf"(?:[ ]?(?:to|-|~|到)[ ]?{PLAIN_VERSION})?[ ]?(?:%|[kmg]i?b(?:ps)?\b|bps\b|m?s\b|sec|min(?:s"
    rf"|ute)|hours?"
    r"|fps\b|k?hz\b|db\b|px\b|x\b|times\b|秒|毫秒|分钟?|小时|倍|兆|米|元|万)"
)
_QUANTITY_BEFORE = folded(
    r"(?:section|chapter|paragraph|profile|ticket|clause|hops|step|figure|table|item|rate|scale|ratio|factor|value|volume|speed"
    r"|gain|score|size|音量|倍速|比例|缩放|速度|章|节|设[置为]{1,2}|调[到整至为]{1,2}|改[成为])"
    r"[^\n\d]{0,10}(?:\d\.\d[ ]?(?:to|到|调到|-|~)[ ]?)?$"
)
_SDK_BEFORE = folded(r"(?:SDK|RTC|RTM)(?: for)?[ -]{0,3}\Z")
_OLD_ANDROID = cased(r"4\.[0-4](?:\.[1-4])?|5\.[01](?:\.[0-2])?|6\.0(?:\.1)?|7\.[01](?:\.[0-2])?"
                          r"|8\.[01](?:\.0)?|(?:9|1\d)(?:\.0){0,2}")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version-like token in its line."""

    literal: str
    number: str
    start: int
    end: int


def candidates(text: str) -> Iterator[Candidate]:
    """Yield what has the shape of a version, or of a range of them; no dates, no addresses."""
    last: Candidate | None = None
    for match in first(_VERSION, text):
        number = match["number"]
        if (
            _DATE.match(number)
            or _BROWSER_NUMBER.fullmatch(number)
            or _is_address(text, match)
            or _is_quantity(text, match)
        ):
            continue
        start = match.start("number") if match["mark"].endswith(".") else match.start()
        one = Candidate(text[start : match.end()], number, start, match.end())
        if last and _is_range(text, last, one):
            whole = text[last.start : one.end]
            yield Candidate(whole, last.number, last.start, one.end)
            last = None
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _is_range(text: str, low: Candidate, high: Candidate) -> bool:
    """Tell "1.2 ~ 1.5" from "升级从 1.2 到 1.5", which names two versions."""
    change = "从" in text[max(0, low.start - 6) : low.start]
    return not change and _RANGE.fullmatch(text, low.end, high.start) is not None


_WINDOWS = frozenset({7, 8, 10, 11})
_WINDOWS_NT = frozenset({(6, 0), (6, 1), (6, 2), (6, 3), (10, 0)})


def plausible_os(name: str, number: str) -> bool:
    """Tell whether `number` can be a version of the system: Android 3.9.127 never was one."""
    parts = [int(part) for part in re.findall(r"\d+", number)]
    lowered = name.lower()
    if not parts:
        return False
    if "android" in lowered or "安卓" in lowered:
        return bool(_OLD_ANDROID.fullmatch(number)) or (len(parts) == 1 and 4 <= parts[0] <= 40)  # noqa: PLR2004
    if lowered in {"ios", "ipados"}:
        return len(parts) <= 3 and 6 <= parts[0] <= 40 and max(parts[1:], default=0) < 30  # noqa: PLR2004
    if lowered.startswith("win"):  # as it is sold, of a year, or as it counts itself
        sold = parts[0] in _WINDOWS and len(parts) <= 2  # noqa: PLR2004
        return sold or parts[0] > 2000 or tuple(parts[:2]) in _WINDOWS_NT  # noqa: PLR2004
    return True


# What calls itself an SDK; "Electron SDK 2.9" is a vendor's SDK for Electron.
OWN_SDK = folded(r"Flutter|Dart|Expo|Android Studio|\.NET|Java|iPhone|iPad|Fuchsia")
# "Harbor SDK for Unity v4.2.6": the SDK's version, not the tool's.
SDK_FOR = folded(r"(?:SDK|plug-?in|library|client|RTC|RTM)[ ]for[ ]\Z")


def is_sdk_for(before: str, name: str, number: str) -> bool:
    """Tell "BrightRTC Android 4.4.1", an SDK, from "Android 4.4.1", a system of 2013.

    Only Android's old numbers look like an SDK's. `before`: what stands before the system's name.
    """
    if SDK_FOR.search(before):
        return number.count(".") > 1
    return "android" in name.lower() and number.count(".") > 1 and bool(_SDK_BEFORE.search(before))


def _is_address(text: str, match: re.Match[str]) -> bool:
    parts = match["number"].split(".")
    if len(parts) != 4 or any(not part.isdigit() or int(part) > 255 for part in parts):  # noqa: PLR2004
        return False
    if match["mark"]:
        return False
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() :][:1]
    private = int(parts[0]) >= 10 or len(set(parts)) == 1  # noqa: PLR2004
    return private or after in {":", "/"} or bool(_IP_CONTEXT.search(before))


def _is_quantity(text: str, match: re.Match[str]) -> bool:
    """Tell "3.2 s" and "section 4.2" from a version; three parts are never a quantity."""
    if match["mark"] or match["number"].count(".") != 1:
        return False
    before = text[max(0, match.start() - 32) : match.start()].rsplit("\n", 1)[-1]
    return bool(_UNIT_AFTER.match(text, match.end()) or _QUANTITY_BEFORE.search(before))
