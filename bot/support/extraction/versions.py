"""The SDK's version, among the versions of everything else that a report names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.support.extraction.builds import dependencies
from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region, covers
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
    r"sdk[^\n:=]{0,40}\b(?:version|ver)\b(?:[ ]is)?[^\n\w]{0,6}\Z|sdk[ _-]?version\W{0,6}\Z"
    r"|(?<!android )(?<!ios )(?<!target )(?<!compile )\bsdk[ ]\Z"
    r"|(?:^|[^\w \t][ \t]{0,4})ver(?:sion)?[:=][ \t]{0,4}v?\Z"
)
_RANGE = cased(r"[ \t]{0,2}(?:[~～–—]|-(?=[ \t])|至|到)[ \t]{0,2}")
# 6.1。4 is how a Chinese keyboard writes 6.1.4.
_VERSION = cased(
    r"(?<![\d.。])(?<!\d:)(?P<mark>(?:~>[ ]?|[\^~]|(?<![\w\"'/?-])[<>]=?[ ]?)?[vV]?)"
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
_FRAMEWORK = folded(rf"(?:{FRAMEWORK_PACKAGES})")
_PLAIN = r"v?\d{1,4}(?:\.(?:\d{1,6}|[xX])){1,4}(?:-[0-9A-Za-z.]{1,20})?"
# The version that an upgrade left behind: it worked, or it is no longer the question.
_LEFT = folded(
    r"(?:(?:upgrad|updat|bump|migrat|switch|mov|regress|chang)\w{0,6}\b[^\n.,]{0,40}?\bfrom"
    rf"|\(from)[ ](?:the )?(?:sdk |version ){{0,2}}(?P<en>{_PLAIN})"
    rf"|(?:从|由)[ ]?(?:sdk|版本)?[ ]?(?P<zh>{_PLAIN})[ ]?(?:版本?)?[ ]?(?:直接)?(?:升|更新|换"
    rf"|到|至)"
    rf"|(?P<arrow>{_PLAIN})[ ]?(?:-+|=)>[ ]?{_PLAIN}"
    rf"|(?P<bare>{_PLAIN})[ ]?(?:版本?)?[ ]?升级?[到至]"
    rf"|(?:原本|原来|原先|之前|以前|此前|旧|老)[^\n。\d】：:]{{0,10}}(?P<before>{_PLAIN})"
    rf"|\b(?:previous(?:ly)?|older?|earlier)\b[^\n.,\d]{{0,16}}[ ](?P<older>{_PLAIN})"
    rf"|(?:降级?|回退|退回?)[到成至回][ ]?(?P<down>{_PLAIN})"
)
# Two parts and a unit, a scale or a chapter: "12.5 MB", "volume from 1.0 to 0.5", "section 4.2".
_UNIT_AFTER = folded(
    rf"(?:[ ]?(?:to|-|~|到)[ ]?{_PLAIN})?[ ]?(?:%|[kmg]i?b(?:ps)?\b|bps\b|m?s\b|sec|min(?:s"
    rf"|ute)|hours?"
    r"|fps\b|k?hz\b|db\b|px\b|x\b|times\b|秒|毫秒|分钟?|小时|倍|兆|米|元|万)"
)
_QUANTITY_BEFORE = folded(
    r"(?:section|chapter|step|figure|table|item|rate|scale|ratio|factor|value|volume|speed"
    r"|gain|score|size|音量|倍速|比例|缩放|速度|章|节|设[置为]{1,2}|调[到整至为]{1,2}|改[成为])"
    r"[^\n\d]{0,10}(?:\d\.\d[ ]?(?:to|到|调到|-|~)[ ]?)?$"
)
# "Android SDK version 33.0.0" is Google's.
_ANDROID_SDK = folded(r"android[ ]sdk[ ]?(?:version)?\W{0,3}$")
_PLATFORM_SDK = cased(r"(?:1[5-9]|[23]\d)(?:\.0){1,2}(?:-rc\d)?")
_NUMBERS = cased(r"\d{1,4}(?:\.\d{1,6}){2,3}")
_LIST_GLUE = folded(r"[ ]?(?:[,，、&/]|and|or|和|或)[ ]?(?:v(?=\d))?")
_VERSION_BEHIND = folded(r"[ ]?(?:版本|(?:version|release|sdk)\b)")
_SAID_TO_FAIL = folded(
    r"[ ]?(?:版本?)?(?:的)?[ ]?(?:上|中|里|下|就|会|都|却|则|依然|仍然?|还是){0,2}"
    r"(?:报错|崩|闪退|有(?:这个|此)?问题|失败|无法|不能|不行|没有?(?:声音|画面|反应|回调)"
    r"|收不到|异常)"
    r"|[ ](?:\w{2,12} ){0,2}(?:crash|fail|is broken|does ?n[o']t|doesn'?t|has the (?:problem"
    r"|issue|bug))"
)
# Where "Version" is the build file's own word, a package's version is not the SDK's.
_PACKAGE_LIKE = cased(r"Version=\"$|<version>$|\"version\":[ ]?\"$")
# `environment: sdk: '>=2.19.0 <4.0.0'` in a pubspec is Dart's.
_DART_LIMIT = cased(r"^[ \t]{0,8}sdk:[ \t]{0,4}['\"]?[^'\"\n]{0,20}$")
_CHANGE_TARGET = folded(
    r"(?:upgrad|updat|bump|migrat|switch)\w{0,4}[^\n]{0,30}\bto\b[^\n]{0,16}$|(?:升级?"
    r"|更新)[到至]?[^\n]{0,8}$"
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


def sdk_versions(document: Document, catalogue: Catalogue, taken: list[Found]) -> list[Found]:
    """Return the SDK versions reported as affected; `taken` are the spans of OS and tool versions.

    Labels and build files speak first; running text is asked only for what they leave open.
    """
    own, foreign = _dependencies(document, catalogue)
    left = _left_behind(document)
    others = [*foreign, *left, *_of_tools(document)]
    others += [Region(one.start, one.end) for one in taken]
    free = [
        candidate
        for candidate in candidates(document.affected)
        if not any(other.start <= candidate.start < other.end for other in others)
    ]
    found = _labelled(document, free, {one.value.lower() for one in taken})
    found += own
    # A number that is a tool's or a system's where it is named is not the SDK's where it is not.
    known = {document.text[one.start : one.end].lstrip("vV") for one in left}
    known |= {number for one in taken for number in _NUMBERS.findall(one.value)}
    free = [one for one in free if one.number not in known]
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
        if _DATE.match(number) or _is_address(text, match) or _is_quantity(text, match):
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


def is_sdk_for(before: str, name: str, number: str) -> bool:
    """Tell "BrightRTC Android 4.4.1", an SDK, from "Android 4.4.1", a system of 2013.

    Only Android's old numbers look like an SDK's. `before`: what stands before the system's name.
    """
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


def _left_behind(document: Document) -> list[Region]:
    """Return where versions stand that an upgrade left behind, or to which one went back."""
    return [Region(*match.span(match.lastgroup or 0)) for match in first(_LEFT, document.told)]


def _of_tools(document: Document) -> list[Region]:
    return [
        Region(entry.start, entry.end)
        for entry in document.of_kind("host")
        if "\n" not in document.text[entry.start : entry.end]
    ]


def _labelled(document: Document, free: list[Candidate], others: set[str]) -> list[Found]:
    found: list[Found] = []
    for entry in document.of_kind("sdk_version", "named_version", "version"):
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


def _dependencies(document: Document, catalogue: Catalogue) -> tuple[list[Found], list[Region]]:
    """Return the SDK's versions in build files, and where the versions of other packages stand."""
    stem = catalogue.sdk_pattern()
    title = document.text[document.title.start : document.title.end].lower()
    own: list[Found] = []
    foreign: list[Region] = []
    for one in dependencies(document.filled):
        start, end = one.version_at
        named = stem.search(one.whole) or one.name.lower() in title
        if not named or _FRAMEWORK.fullmatch(one.name):
            if _PACKAGE_LIKE.search(document.text[max(0, start - 24) : start]):
                foreign.append(one.version_at)
            continue
        if not document.affected[start:end].strip():  # said to work
            continue
        own.append(Found(value=one.version, start=start, end=end, rule="dependency"))
    mine = {one.start for one in own}
    return own, [region for region in foreign if region.start not in mine]


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
        rf"|app(?:lication)?(?=[ _-]?(?:version|ver)?[ :：v]{{0,4}}\Z)|应用"
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
    googles = _ANDROID_SDK.search(before) and _PLATFORM_SDK.fullmatch(one.number)
    if googles or _DART_LIMIT.search(before):
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
    if last.lastgroup == "os" and (
        not plausible_os(last[0], one.number)
        or is_sdk_for(before[: last.start()], last[0], one.number)
    ):
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
    told = document.affected[one.end : one.end + 40]
    if one.number.count(".") >= 2 and _SAID_TO_FAIL.match(told):  # noqa: PLR2004
        return "said to fail"
    if _VERSION_BEHIND.match(told):
        return "called a version"
    return "upgrade" if _CHANGE_TARGET.search(before) else ""


def _lone(document: Document, owner: re.Pattern[str], free: list[Candidate]) -> list[Found]:
    """Return the only three-part version, or list of them, that is told and has no owner."""
    values = {
        one.number: one
        for one in free
        if one.number.count(".") >= 2  # noqa: PLR2004
        and document.told[one.start : one.end].strip()
        and not owner.search(before := _before(document, one))
        and not re.search(r"[A-Za-z]$", before)
        and not _DART_LIMIT.search(before)
    }
    listed = list(values.values())
    if len(listed) > 1 and not all(
        _LIST_GLUE.fullmatch(document.affected, one.end, other.start)
        for one, other in pairwise(listed)
    ):
        return []
    return [_found(one, "only version") for one in listed]


def _found(one: Candidate, rule: str) -> Found:
    return Found(value=one.literal, start=one.start, end=one.end, rule=rule)


def _distinct(found: list[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for one in found:
        kept.setdefault(one.value.lstrip("^~<>= vV").lower(), one)
    return list(kept.values())[:MAX_VERSIONS]
