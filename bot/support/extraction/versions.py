"""The SDK's version, among the versions of everything else that a report names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import covers
from bot.support.extraction.template import Entry
from bot.support.extraction.vocabulary import (
    BRANDS,
    BROWSERS,
    FRAMEWORK_PACKAGES,
    OS_NAMES,
    TOOLS,
    VENDORS,
    Catalogue,
)

MAX_VERSIONS = 12

# A log names many versions: the SDK's says so, or stands alone on its line behind "Ver:".
_SDK_IN_LOG = folded(
    r"sdk[^\n:=]{0,40}\b(?:version|ver)\b[^\n\w]{0,6}\Z|sdk[ _-]?version\W{0,6}\Z"
    r"|(?:^|[^\w \t][ \t]{0,4})ver(?:sion)?[:=][ \t]{0,4}v?\Z"
)
_RANGE = cased(r"[ \t]{0,2}(?:[~～–—]|-(?=[ \t])|至|到)[ \t]{0,2}")
# 6.1。4 is how a Chinese keyboard writes 6.1.4.
_VERSION = cased(
    r"(?<![\d.。])(?<!\d:)(?P<mark>(?:~>[ ]?|[\^~]|[<>]=?[ ]?)?[vV]?)"
    r"(?P<number>\d{1,4}(?:[.。](?:\d{1,6}|[xX*](?!\w))){1,4}"
    r"(?:[-+](?!\d{4}[-/])[0-9A-Za-z][0-9A-Za-z.+-]{0,30}(?<![.+-])"
    r"|[_.]?(?:alpha|beta|rc|dev|SNAPSHOT|pre|hotfix)[.-]?\d{0,3})?)"
    r"(?![\d_]|[.。]\d|[A-Za-z]{2})"
)
_DATE = cased(r"(?:19|20)\d\d[.。](?:0?[1-9]|1[0-2])[.。](?:[0-2]?\d|3[01])\b")
_IP_CONTEXT = folded(
    r"(?:\bip\b|\bips\b|host|addr(?:ess)?|server|gateway|dns|bind|listen|proxy|//|@"
    r"|地址)\W{0,4}\w{0,6}\W{0,4}$"
)
# `npm i x@1.2.3`, `"x": "^1.2.3"`, `x: ^1.2.3`, `'group:x:1.2.3'`, `pod 'X', '~> 1.2'`, `x==1.2`
_DEPENDENCY = cased(
    r"(?P<name>@?[A-Za-z][\w.-]{1,60}(?:/[\w.-]{1,60})?)"
    r"(?P<glue>['\"]?[ \t]{0,4}(?::|@|==|,|=>|\()[ \t]{0,4}(?:from:[ \t]{0,4})?['\"]?)"
    r"(?P<version>(?:~>[ \t]?|[\^~]|[<>]=?[ \t]?)?v?\d{1,4}(?:\.(?:\d{1,6}|[xX+])){1,4}"
    r"(?:[-+][0-9A-Za-z][\w.+-]{0,30})?)"
)
# `environment: sdk: '>=2.19.0 <4.0.0'` in a pubspec is Dart's.
_DART_LIMIT = cased(r"^[ \t]{0,8}sdk:[ \t]{0,4}['\"]?[^'\"\n]{0,20}$")
_CHANGE_TARGET = folded(
    r"(?:upgrad|updat|bump|migrat|switch)\w{0,4}[^\n]{0,30}\bto\b[^\n]{0,16}$|(?:升级?"
    r"|更新)[到至]?[^\n]{0,8}$"
)
_OLD_ANDROID = cased(r"4\.[0-4](?:\.[1-4])?|5\.[01](?:\.[0-2])?|6\.0(?:\.1)?|7\.[01](?:\.[0-2])?"
                          r"|8\.[01](?:\.0)?|(?:9|1\d)(?:\.0){0,2}")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version-like token in its line."""

    literal: str
    number: str
    start: int
    end: int


def sdk_versions(document: Document, catalogue: Catalogue, taken: list[Found]) -> list[Found]:
    """Return the SDK versions reported as affected; `taken` are the spans of OS and tool versions.

    Labels and build files speak first; running text is asked only for what they leave open.
    """
    free = [
        candidate
        for candidate in candidates(document.affected)
        if not any(found.start <= candidate.start < found.end for found in taken)
    ]
    found = _labelled(document, free, {one.value.lower() for one in taken})
    found += _dependencies(document, catalogue)
    owner = _owner_pattern(catalogue)
    found += _in_prose(document, owner, free)
    if not found:
        found = _lone(document, owner, free)
    return _distinct(found)


def candidates(text: str) -> Iterator[Candidate]:
    """Yield what has the shape of a version, or of a range of them; no dates, no addresses."""
    last: Candidate | None = None
    for match in first(_VERSION, text):
        number = match["number"]
        if _DATE.match(number) or _is_address(text, match):
            continue
        one = Candidate(match[0], number, match.start(), match.end())
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


def plausible_os(name: str, number: str) -> bool:
    """Tell whether `number` can be a version of the system: Android 3.9.127 never was one."""
    parts = [int(part) for part in re.findall(r"\d+", number)]
    lowered = name.lower()
    if not parts:
        return False
    if "android" in lowered or "安卓" in lowered:
        return bool(_OLD_ANDROID.fullmatch(number)) or (len(parts) == 1 and parts[0] <= 30)  # noqa: PLR2004
    if lowered in {"ios", "ipados"}:
        return len(parts) <= 3 and 6 <= parts[0] <= 40 and max(parts[1:], default=0) < 30  # noqa: PLR2004
    return True


def _is_address(text: str, match: re.Match[str]) -> bool:
    parts = match["number"].split(".")
    if len(parts) != 4 or any(not part.isdigit() or int(part) > 255 for part in parts):  # noqa: PLR2004
        return False
    if match["mark"]:
        return False
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() :][:1]
    private = int(parts[0]) >= 10 or len(set(parts)) == 1  # noqa: PLR2004
    return private or after in {":", "/"} or bool(_IP_CONTEXT.search(before))


def _labelled(document: Document, free: list[Candidate], others: set[str]) -> list[Found]:
    found: list[Found] = []
    for entry in document.of_kind("sdk_version", "version"):
        if entry.kind == "version" and _is_of_another(document, entry):
            continue
        inside = [one for one in free if entry.start <= one.start < entry.end][:6]
        if entry.kind == "version":
            inside = [one for one in inside if one.number not in others]
        found += [_found(one, "version label") for one in inside]
        if not inside and entry.kind == "sdk_version":
            found += _whole_number(document, entry)
    return found


def _whole_number(document: Document, entry: Entry) -> list[Found]:
    """Return a version without dots, which only a label makes a version."""
    value = document.affected[entry.start : entry.end]
    match = re.match(r"[ \t`\[(]*([vV]?\d{1,3})(?![\d.])", value)
    api_level = "android" in entry.label.lower() and match is not None
    if match is None or api_level:
        return []
    at = entry.start + match.start(1)
    return [Found(value=match[1], start=at, end=at + len(match[1]), rule="version label")]


def _is_of_another(document: Document, entry: Entry) -> bool:
    """Tell whether a bare "Version" stands below a browser or a system and means that."""
    siblings = [
        other
        for other in document.entries
        if other.block == entry.block and other.start < entry.start and not other.heading
    ]
    return any(other.kind in {"browser", "os", "device"} for other in siblings)


def _dependencies(document: Document, catalogue: Catalogue) -> list[Found]:
    stem = catalogue.sdk_pattern()
    framework = folded(rf"(?:{FRAMEWORK_PACKAGES})")
    found: list[Found] = []
    for match in first(_DEPENDENCY, document.affected):
        group_end = match.start("name")
        name = document.affected[max(0, group_end - 60) : group_end].split()[-1:] or [""]
        whole = (name[0] if name[0].endswith(":") else "") + match["name"]
        if stem.search(whole) and not framework.fullmatch(match["name"]):
            start, end = match.span("version")
            found.append(Found(value=match["version"], start=start, end=end, rule="dependency"))
    return found


def _in_prose(document: Document, owner: re.Pattern[str], free: list[Candidate]) -> list[Found]:
    found: list[Found] = []
    for one in free:
        if covers(document.logs, one.start):
            if _SDK_IN_LOG.search(document.affected, max(0, one.start - 60), one.start):
                found.append(_found(one, "SDK version in the log"))
            continue
        if rule := _claim(document, one, _before(document, one), owner):
            found.append(_found(one, rule))
    return found


def _owner_pattern(catalogue: Catalogue) -> re.Pattern[str]:
    """Return the pattern for the names that a version can belong to, by group."""
    return folded(
        rf"(?P<limit>(?:min|target|compile)[ _]?\w{{0,8}}(?:sdk|api)\w{{0,8}}|API level|sdkversion)"
        rf"|(?P<os>(?<![A-Za-z])(?:{OS_NAMES})(?![a-z])|系统)"
        rf"|(?P<sdk>SDK|(?<![A-Za-z])(?:{VENDORS})(?![a-z])|{catalogue.sdk_pattern().pattern}"
        rf"|(?<![A-Za-z])(?:library|libraries|plugin|version|ver)|插件|版本)"
        rf"|(?P<tool>(?<![A-Za-z_@/-])(?:{TOOLS}|{BROWSERS}|bluetooth|蓝牙|OpenGL|HTTP|TLS|SSL|USB"
        rf"|app(?:lication)?|应用"
        rf"|sqlite|openssl|boringssl|ffmpeg|opencv|protobuf|curl|kernel|firmware|固件|driver"
        rf"|webview|mysql"
        rf"|redis|mongo(?:db)?|kafka|docker|nginx|kubernetes|k8s|protocol|协议|schema|db)"
        rf"(?![A-Za-z_]))"
        rf"|(?P<device>(?<![A-Za-z])(?:iPhone|iPad|{BRANDS})(?![a-z]))"
    )


def _before(document: Document, one: Candidate) -> str:
    """Return what stands before a version on its line, as far as its name can be."""
    line_start = document.affected.rfind("\n", max(0, one.start - 48), one.start) + 1
    return document.affected[max(line_start, one.start - 48) : one.start]


def _claim(document: Document, one: Candidate, before: str, owner: re.Pattern[str]) -> str:
    """Return the rule by which this version is the SDK's, or "" when it is somebody else's.

    The owner is the last name before it: "Flutter 3.3 and room-sdk 6.1".
    """
    if _DART_LIMIT.search(before):
        return ""
    names = list(owner.finditer(before))
    if not names:
        return _unowned(document, one, before)
    last = names[-1]
    if last.lastgroup == "sdk":
        others = [match for match in names if match.lastgroup != "sdk"]
        if not others or not _qualifies(others[-1], last, before):
            return "beside the SDK name"
        last = others[-1]
        return "" if plausible_os(last[0], one.number) else "beside a platform name"
    if last.lastgroup == "os" and not plausible_os(last[0], one.number):
        return "beside a platform name"
    return ""


def _qualifies(other: re.Match[str], generic: re.Match[str], before: str) -> bool:
    """Tell "iOS version 15.1" and "Flutter SDK 3.3", the system's and the tool's own versions.

    "Android SDK 4.3" is the SDK for Android, and a comma parts "on Android, SDK 4.3".
    """
    word = generic[0].lower()
    if word not in {"version", "ver", "版本", "sdk"} or (word == "sdk" and other.lastgroup == "os"):
        return False
    return not before[other.end() : generic.start()].strip(" \t-_")


def _unowned(document: Document, one: Candidate, before: str) -> str:
    """Return the rule for a version that no name stands before: the title's, or an upgrade's."""
    if re.search(r"[A-Za-z]$", before):
        return ""
    if document.title.start <= one.start < document.title.end:
        return "title"
    return "upgrade" if _CHANGE_TARGET.search(before) else ""


def _lone(document: Document, owner: re.Pattern[str], free: list[Candidate]) -> list[Found]:
    """Return the only three-part version that is told and has no owner, when there is just one."""
    values = {
        one.number: one
        for one in free
        if one.number.count(".") >= 2  # noqa: PLR2004
        and document.told[one.start : one.end].strip()
        and not owner.search(before := _before(document, one))
        and not re.search(r"[A-Za-z]$", before)
        and not _DART_LIMIT.search(before)
    }
    return [_found(one, "only version") for one in values.values()] if len(values) == 1 else []


def _found(one: Candidate, rule: str) -> Found:
    return Found(value=one.literal, start=one.start, end=one.end, rule=rule)


def _distinct(found: list[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for one in found:
        kept.setdefault(one.value.lstrip("^~<>= vV").lower(), one)
    return list(kept.values())[:MAX_VERSIONS]
