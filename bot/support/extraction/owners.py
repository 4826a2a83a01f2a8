"""Whose a version in running text is: the SDK's, or that of a tool, a system, a device, the app."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.version_shapes import (
    OWN_SDK,
    SDK_FOR,
    Candidate,
    is_sdk_for,
    plausible_os,
)
from bot.support.extraction.vocabulary import (
    BRANDS,
    BROWSERS,
    OS_NAMES,
    TOOLS,
    VENDORS,
    Catalogue,
)

# What parts a number from the name before it: the end of a sentence, or "no".
_PARTED = folded(r"[。；;!?！？]|\.[ ]|\b(?:no|not|without)\b")
# "Android SDK version 33.0.0" is Google's.
_ANDROID_SDK = folded(r"android[ ]sdk[ ]?(?:version)?\W{0,3}$")
_PLATFORM_SDK = cased(r"(?:1[5-9]|[23]\d)(?:\.0){1,2}(?:-rc\d)?")
_VERSION_BEHIND = folded(
    r"[ ]?(?:版本|(?:version|release|sdk)\b"
    r"|of (?:the |your )?(?:\w{2,20} ){0,2}(?:sdk|library|plug-?in|package)\b)"
)
_IN_USE = folded(
    r"(?:(?:\b(?:am|was|were|i'm|we're|are) (?:still |now |currently )?(?:on|at|using)|\busing"
    r"|\brunning"
    r"|\btested (?:on|with|using)|目前|当前|现在|使用|用)[的是为了:： ]{0,4}(?:v(?=\d))?\Z)"
    r"|(?:最新(?:的|版本?|发布的?)?|(?:latest|newest|current)(?: (?:release|one))?)[ ,(]{0,2}\Z"
)
# "server-sdk-linux 4.4": the system is a part of the name
_IN_A_NAME = cased(r"[A-Za-z0-9]-\Z")
# `environment: sdk: '>=2.19.0 <4.0.0'` in a pubspec is Dart's; a plain "sdk: 4.2.0" is not.
_DART_LIMIT = cased(r"^[ \t]{0,8}sdk:[ \t]{0,4}['\"^<>][^'\"\n]{0,20}$")


def owner_pattern(catalogue: Catalogue) -> re.Pattern[str]:
    """Return the pattern for the names that a version can belong to, by group."""
    products = "|".join(re.escape(name) for name in catalogue.products)
    own = f"|(?<![A-Za-z])(?:{products})(?![A-Za-z])" if products else ""
    return folded(
        rf"(?P<limit>(?:min|target|compile)[ _]?\w{{0,8}}(?:sdk|api)\w{{0,8}}|API level)"
        rf"|(?P<os>(?<![A-Za-z])(?:{OS_NAMES})(?![a-z])|(?<![A-Za-z])OS(?![a-z])|系统)"
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


def is_unnamed(document: Document, one: Candidate, owner: re.Pattern[str]) -> bool:
    """Tell whether nothing before a version on its line names what it belongs to."""
    before = _before(document, one)
    named = (
        owner.search(before)
        or re.search(r"[A-Za-z]$", before)
        or _DART_LIMIT.search(before + one.literal[:1])
    )
    return not named


def _before(document: Document, one: Candidate) -> str:
    """Return what stands before a version on its line, as far as its name can be.

    Alone on its line, or in a list of such lines, it belongs to what the line above names.
    """
    text = document.affected
    line_start = text.rfind("\n", max(0, one.start - 48), one.start) + 1
    before = text[max(line_start, one.start - 48) : one.start]
    if before.strip(" \t>*-+•`") or not _ENDS.match(text, one.end):
        return before
    above = reversed(text[max(0, line_start - 400) : line_start].splitlines())
    named = next((line for line in above if line.strip() and not _ALONE.fullmatch(line)), "")
    return named.rstrip(" \t*_?？:：.。")[-48:] + " "


_ENDS = cased(r"[`*]{0,2}[ \t\r]{0,8}(?:\n|\Z)")
_ALONE = cased(r"[ \t>*+•`-]{0,8}v?\d{1,4}(?:\.\d{1,6}){1,4}[ \t\r`*]{0,8}")


def claim(document: Document, one: Candidate, owner: re.Pattern[str]) -> str:
    """Return the rule by which this version is the SDK's, or "" when it is somebody else's.

    The owner is the last name before it: "Flutter 3.3 and room-sdk 6.1".
    """
    before = _before(document, one)
    googles = _ANDROID_SDK.search(before) and _PLATFORM_SDK.fullmatch(one.number)
    if googles or _DART_LIMIT.search(before + one.literal[:1]):
        return ""
    names = list(owner.finditer(before))
    if not names:
        return _unowned(document, one, before)
    last = names[-1]
    if _PARTED.search(before, last.end()):
        return _unowned(document, one, before)
    if last.lastgroup == "os" and _IN_A_NAME.search(before, 0, last.start()):
        return "beside the SDK name"
    if last.lastgroup in {"tool", "os"} and SDK_FOR.search(before, 0, last.start()):
        return "beside the SDK name"
    if last.lastgroup == "sdk":
        others = [match for match in names if match.lastgroup != "sdk"]
        if not others or not _qualifies(others[-1], last, before):
            return "beside the SDK name"
        last = others[-1]
        if last.lastgroup == "tool" and _is_for_a_tool(names, last, before):
            return "beside the SDK name"
        return "" if plausible_os(last[0], one.number) else "beside a platform name"
    if last.lastgroup == "os" and (
        not plausible_os(last[0], one.number)
        or is_sdk_for(before[: last.start()], last[0], one.number)
    ):
        return "beside a platform name"
    return ""


def _is_for_a_tool(names: list[re.Match[str]], tool: re.Match[str], before: str) -> bool:
    """Tell "100ms React Native version", an SDK's for a tool, from "React Native version"."""
    if _BROWSER.fullmatch(tool[0]):
        return False
    vendors = (one for one in names if one.lastgroup == "sdk" and one.end() <= tool.start())
    return any(before[one.end() : tool.start()] in {" ", "-", "_"} for one in vendors)


_BROWSER = folded(BROWSERS)


def _qualifies(other: re.Match[str], generic: re.Match[str], before: str) -> bool:
    """Tell "iOS version 15.1" and "Flutter SDK 3.3", the system's and the tool's own versions.

    "Android SDK 4.3" is the SDK for Android, and a comma parts "on Android, SDK 4.3".
    """
    word = generic[0].lower()
    if word not in {"version", "ver", "版本", "sdk"}:
        return False
    if word == "sdk" and not OWN_SDK.fullmatch(other[0]):
        return False
    return not before[other.end() : generic.start()].strip(" \t-_`*:：(（")


def _unowned(document: Document, one: Candidate, before: str) -> str:
    """Return the rule for a version that no name stands before: the title's, or one in use."""
    if re.search(r"[A-Za-z]$", before):
        return ""
    if document.title.start <= one.start < document.title.end:
        return "title"
    told = document.affected[one.end : one.end + 40]
    if _VERSION_BEHIND.match(told):
        return "called a version"
    in_use = one.number.count(".") >= 2 and _IN_USE.search(before)  # noqa: PLR2004
    return "said to be in use" if in_use else ""
