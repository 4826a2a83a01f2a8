"""The SDK's version, among the versions of everything else that a report names."""

import re
from itertools import pairwise

from bot.support.extraction.builds import dependencies
from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region, covers
from bot.support.extraction.template import Entry
from bot.support.extraction.version_shapes import (
    OWN_SDK,
    PLAIN_VERSION,
    SDK_FOR,
    Candidate,
    candidates,
    is_sdk_for,
    plausible_os,
)
from bot.support.extraction.vocabulary import (
    BRANDS,
    BROWSERS,
    COMMON_PACKAGES,
    FRAMEWORK_PACKAGES,
    OS_NAMES,
    TOOLS,
    VENDORS,
    Catalogue,
)

MAX_VERSIONS = 12
# Who names more versions in running text quotes release notes; the first one is what is asked.
MAX_TOLD = 4
# A log names many versions: the SDK's says so, or stands alone on its line behind "Ver:".
_SDK_IN_LOG = folded(
    r"sdk[^\n:=]{0,40}\b(?:version|ver)\b(?:[ ]is)?[^\n\w]{0,6}\Z|sdk[ _-]?version\W{0,6}\Z"
    r"|(?<!android )(?<!ios )(?<!target )(?<!compile )\bsdk[ ]\Z"
    r"|(?:^|[^\w \t][ \t]{0,4})ver(?:sion)?[:=][ \t]{0,4}v?\Z"
)
_ENGINE = folded(r"(?:^|[-_/])(?:lib)?webrtc$")
# What changes the project when it is built is no part of the SDK.
_BUILD_STEP = folded(r"config-plugins?|(?:babel|webpack|vite|gradle|eslint)-plugin|/types$|@types/")
_COMMON = folded(rf"(?:{COMMON_PACKAGES})")
_VERSION_WORD = folded(r"[_-]?version$")
# Rules that read a form or a build file, not running text.
_WRITTEN_DOWN = frozenset({"version label", "dependency"})
_FRAMEWORK = folded(rf"(?:{FRAMEWORK_PACKAGES})")
# The version that an upgrade left behind: it worked, or it is no longer the question.
_LEFT = folded(
    r"(?:(?:upgrad|updat|bump|migrat|switch|mov|regress|chang)\w{0,6}\b[^\n.,]{0,40}?\bfrom"
    rf"|\(from)[ ](?:the )?(?:sdk |version ){{0,2}}(?P<en>{PLAIN_VERSION})"
    rf"|(?:从|由)[ ]?(?:sdk|版本)?[ ]?(?P<zh>{PLAIN_VERSION})[ ]?(?:版本?)?[ ]?(?:直接)?"
    rf"(?:升|更新|换"
    rf"|(?:到|至)(?![ ]?{PLAIN_VERSION}[ ]?(?:版本?)?了?\s?(?:还|都|一直|依然|仍|均)))"
    rf"|(?P<arrow>{PLAIN_VERSION})[ ]?(?:-+>|=>|→)[ ]?{PLAIN_VERSION}"
    rf"|(?P<bare>{PLAIN_VERSION})[ ]?(?:版本?)?[ ]?升级?[到至]"
    rf"|(?:原本|原来|原先|之前|以前|此前|旧|老)(?:(?![没无])[^\n。\d】：:]){{0,10}}(?P<before>{PLAIN_VERSION})"
    rf"|(?:\b(?:not|instead of|rather than)|而?不是)[ ](?:the )?(?:version[ ]"
    rf"|sdk[ ])?(?P<instead>{PLAIN_VERSION})"
    rf"|\b(?:previous(?:ly)?|older?|earlier)\b[^\n.,\d]{{0,16}}[ ](?P<older>{PLAIN_VERSION})"
    # asked for, not in use: "please upgrade to 5.1.0", 能否升级到 5.1.0
    rf"|(?:\b(?:please|could you|can you|should|when will)\b|请|希望|能否|可否|建议|麻烦)"
    rf"[^\n。？?]{{0,60}}?(?:(?:updat|upgrad|bump|support)\w{{0,4}}\b[^\n。\d]{{0,24}}[ ]"
    rf"|(?:升级?|更新|支持)[到至为]?[^\n。，\d]{{0,20}})(?P<asked>{PLAIN_VERSION})"
    rf"|(?P<since>{PLAIN_VERSION})[ ]?(?:版本?)?(?:之后|以后)?(?:起|开始)?(?:才|新增|支持)"
    rf"|\bto (?:version |v)?{PLAIN_VERSION} from (?:version |v)?(?P<upgraded>{PLAIN_VERSION})"
    rf"|\b(?:downgrad|roll|revert|switch|mov|went"
    rf"|going)\w{{0,5}} (?:back )?from (?:version )?{PLAIN_VERSION}"
    rf"(?: back)? to (?:version )?(?P<back>{PLAIN_VERSION})"
    rf"|(?:降级?|回退|退回?)[到成至回][ ]?(?P<down>{PLAIN_VERSION})"
)
# What parts a number from the name before it: the end of a sentence, or "no".
_PARTED = folded(r"[。；;!?！？]|\.[ ]|\b(?:no|not|without)\b")
# "Android SDK version 33.0.0" is Google's.
_ANDROID_SDK = folded(r"android[ ]sdk[ ]?(?:version)?\W{0,3}$")
_PLATFORM_SDK = cased(r"(?:1[5-9]|[23]\d)(?:\.0){1,2}(?:-rc\d)?")
_NUMBERS = cased(r"\d{1,4}(?:\.\d{1,6}){2,3}")
_LIST_GLUE = folded(r"\s{1,4}|[ ]?(?:[,，、&/]|and|or|和|或)[ ]?(?:v(?=\d))?")
_VERSION_BEHIND = folded(
    r"[ ]?(?:版本|(?:version|release|sdk)\b"
    r"|of (?:the |your )?(?:\w{2,20} ){0,2}(?:sdk|library|plug-?in|package)\b)"
)
_IN_USE = folded(
    r"(?:(?:\b(?:am|was|were|i'm|we're|are) (?:still |now |currently )?(?:on|at|using)|\busing|\brunning"
    r"|\btested (?:on|with|using)|目前|当前|现在|使用|用)[的是为了:： ]{0,4}(?:v(?=\d))?\Z)"
    r"|(?:最新(?:的|版本?|发布的?)?|(?:latest|newest|current)(?: (?:release|one))?)[ ,(]{0,2}\Z"
)
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


def sdk_versions(document: Document, catalogue: Catalogue, taken: list[Found]) -> list[Found]:
    """Return the SDK versions reported as affected; `taken` are the spans of OS and tool versions.

    Labels and build files speak first; running text is asked only for what they leave open.
    """
    own, foreign = _dependencies(document, catalogue, taken)
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
    told = _in_prose(document, owner, free)
    found += told if len({one.value for one in told}) <= MAX_TOLD else told[:1]
    found = found or _lone(document, owner, free) or _loaded(document, catalogue)
    return _distinct(_without_healthy(document, found))


def _left_behind(document: Document) -> list[Region]:
    """Return where versions stand that an upgrade left behind, or to which one went back."""
    return [Region(*match.span(match.lastgroup or 0)) for match in first(_LEFT, document.told)]


def _of_tools(document: Document) -> list[Region]:
    return [
        Region(entry.start, entry.end)
        for entry in document.of_kind("host", "version")
        if "\n" not in document.text[entry.start : entry.end]
        and (entry.kind == "host" or document.owner_of(entry))
    ]


def _labelled(document: Document, free: list[Candidate], others: set[str]) -> list[Found]:
    found: list[Found] = []
    for entry in document.of_kind("sdk_version", "named_version", "version"):
        if entry.kind == "version" and document.owner_of(entry):
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


def _without_healthy(document: Document, found: list[Found]) -> list[Found]:
    """Return the versions without those that prose names and elsewhere calls healthy.

    "Fails after 7.4.1 … 7.4.1 was the last one without it": the other version is the affected one.
    """
    healthy = {
        one.number
        for one in candidates(document.told)
        if not document.affected[one.start : one.end].strip()
    }
    kept = [
        one for one in found if one.rule in _WRITTEN_DOWN or one.value.lstrip("vV") not in healthy
    ]
    return kept or found


def _dependencies(
    document: Document, catalogue: Catalogue, taken: list[Found]
) -> tuple[list[Found], list[Region]]:
    """Return the SDK's versions in build files, and where the versions of other packages stand."""
    stem = catalogue.sdk_pattern()
    title = document.text[document.title.start : document.title.end].lower()
    own: list[Found] = []
    engines: list[Found] = []
    unknown: list[Found] = []
    foreign: list[Region] = []
    for one in dependencies(document.filled):
        start, end = one.version_at
        framework = _FRAMEWORK.fullmatch(_VERSION_WORD.sub("", one.name))
        if framework or _BUILD_STEP.search(one.whole) or _COMMON.match(one.whole.lstrip("'\"(")):
            foreign.append(one.version_at)
            continue
        in_title = one.name.lower() in title and start >= document.title.end
        named = stem.search(one.whole) or in_title
        number = one.version.lstrip("^~<>= v")
        tool = any(other.start <= start < other.end or number in other.value for other in taken)
        if not named or tool:
            quoted = document.text[start - 1] in "'\"@"
            if quoted and not tool and one.name.lower() not in {"sdk", "version"}:
                unknown.append(Found(value=one.version, start=start, end=end, rule="dependency"))
            if _PACKAGE_LIKE.search(document.text[max(0, start - 24) : start]):
                foreign.append(one.version_at)
            continue
        if not document.affected[start:end].strip():  # said to work
            continue
        engine = _ENGINE.search(one.name) is not None
        (engines if engine else own).append(
            Found(value=one.version, start=start, end=end, rule="dependency")
        )
    # An SDK brings its WebRTC along, in a package of its own; alone, that is what is asked about.
    if own:
        foreign += [Region(one.start, one.end) for one in engines]
    # The one package of a build file that is nobody else's is what the report is about.
    own = own or engines or (unknown if len(unknown) == 1 else [])
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
    products = "|".join(re.escape(name) for name in catalogue.products)
    own = f"|(?<![A-Za-z])(?:{products})(?![A-Za-z])" if products else ""
    return folded(
        rf"(?P<limit>(?:min|target|compile)[ _]?\w{{0,8}}(?:sdk|api)\w{{0,8}}|API level)"
        rf"|(?P<os>(?<![A-Za-z])(?:{OS_NAMES})(?![a-z])|系统)"
        rf"|(?P<sdk>SDK|(?<![A-Za-z])(?:{VENDORS})(?![a-z])|{catalogue.sdk_pattern().pattern}{own}"
        rf"|(?<![A-Za-z])(?:library|libraries|plugin|engine|version|ver)"
        rf"|(?<![A-Za-z])(?:NuGet|npm|pod|maven)(?: package|[ ]?包)?[ ][A-Za-z@][\w.@/-]{{2,40}}"
        rf"|(?<!\w)@(?!angular|types|babel|vue|react)[\w-]{{2,30}}/[\w.-]{{2,40}}|插件|版本)"
        rf"|(?P<tool>(?<![A-Za-z_@/-])(?:{TOOLS}|{BROWSERS}|bluetooth|蓝牙|OpenGL|HTTP|TLS|SSL|USB"
        rf"|app(?:lication)?(?=[ _-]?(?:version|ver)?[ :：v(（\"']{{0,4}}\Z)|应用"
        rf"|(?:app|游戏|小程序|内核|工具|后台)(?=[ ]?版本)|php|spring(?: boot)?|django|laravel|qq"
        rf"|charles|fiddler|wireshark|postman|openwrt|vpn|obs|vlc|glibc|mariadb|postgres(?:ql)?"
        rf"|sqlite|openssl|boringssl|ffmpeg|opencv|protobuf|curl|kernel|firmware|固件|driver"
        rf"|webview|mysql"
        rf"|redis|mongo(?:db)?|kafka|docker|nginx|kubernetes|k8s|protocol|协议|schema|db)"
        rf"(?:[_-]?version)?(?![A-Za-z_]))"
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
    if _PARTED.search(before, last.end()):
        return _unowned(document, one, before)
    if last.lastgroup in {"tool", "os"} and SDK_FOR.search(before, 0, last.start()):
        return "beside the SDK name"
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
    if word not in {"version", "ver", "版本", "sdk"}:
        return False
    if word == "sdk" and not OWN_SDK.fullmatch(other[0]):
        return False
    return not before[other.end() : generic.start()].strip(" \t-_`*:：")


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
    if one.number.count(".") >= 2 and _IN_USE.search(before):  # noqa: PLR2004
        return "said to be in use"
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


def _loaded(document: Document, catalogue: Catalogue) -> list[Found]:
    """Return the version in the address of a script: ".../acme-rtc/4.2.1/index.js"."""
    script = folded(
        rf"{catalogue.sdk_pattern().pattern}[\w.@/-]{{0,40}}?[-_@/](?P<version>\d{{1,2}}(?:\.\d{{1,5}}){{2,3}})"
        r"(?:[/.-][\w.-]{1,30})?\.js\b"
    )
    return [
        Found(value=at["version"], start=at.start("version"), end=at.end("version"), rule="script")
        for at in first(script, document.filled)
    ][:1]


def _found(one: Candidate, rule: str) -> Found:
    return Found(value=one.literal, start=one.start, end=one.end, rule=rule)


def _distinct(found: list[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for one in found:
        kept.setdefault(one.value.lstrip("^~<>= vV").lower(), one)
    # "6.4" is how people say 6.4.2207 where they have written that.
    return [
        one
        for plain, one in kept.items()
        if one.rule == "version label"
        or not any(other.startswith(f"{plain.removesuffix('.x')}.") and other != plain for other in kept)
    ][:MAX_VERSIONS]
