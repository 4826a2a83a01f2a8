"""Where it happens: platform, framework or browser, OS version."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region, trimmed
from bot.support.extraction.template import Entry
from bot.support.extraction.versions import is_sdk_for, plausible_os
from bot.support.extraction.vocabulary import BROWSERS, OS_NAMES, TOOLS

MAX_VALUES = 12

_NUMBER = r"[vV]?\d{1,4}(?:\.\d{1,4}){0,3}"
# A build or an API level, no remark: "(API 34)", "(22A5342f)", not "(real device)".
_DETAIL = (
    r"(?:[ ]?\((?!(?i:[^)\n]{0,30}(?:device|phone|pad\b|real|simul|emul|latest|only|works?"
    r"|newest)))"
    r"[\w .:/-]{1,30}\))?"
)
_OS = folded(
    rf"(?<![A-Za-z@_-])(?P<name>{OS_NAMES})"
    r"(?P<glue>(?:[ \t/:：=_-]|系统|手机|版本|\b(?:version|ver|OS)\b){0,6})"
    rf"(?P<number>{_NUMBER}(?:\.x)?(?![\d_]|[.]\d|[A-Za-z]{{2}}))"
    # "Android 10、11" is one answer, "Android 9 ~ Android 13" one range
    r"(?P<more>(?:,\d{1,2}(?![\d.]))*(?:[ ]?[、/&和-][ ]?\d{1,2}(?![\d.]|[ ]?[A-Za-z])){0,4}\+?"
    rf"(?:[ ]?[~～–—至到-][ ]?(?:{OS_NAMES})?[ ]?\d{{1,2}}(?:\.\d{{1,2}}){{0,2}}(?![\d.]\d"
    rf"|[A-Za-z]))?)"
    rf"(?P<edition>[ ](?:pro|home|enterprise|LTS|server)\b)?(?P<detail>{_DETAIL})"
)
_NEXT = cased(
    r"[ ]?(?:[,，、/]|and|or|和|[,，] and)[ ]?(?P<number>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)(?![\w]"
    r"|[.]\d)"
)
_SYSTEM_NUMBER = folded(
    r"(?<!操作)系统(?:版本)?号?[ ：:为是]{0,3}(?P<number>\d{1,2}(?:\.\d{1,2}){1,2})(?![\w.]\d)"
)
_BEHIND_APPLE = folded(
    r"iPhone[ ]?(?:\w{1,3}(?:,\d)?)?(?:[ ](?:Pro ?Max|Pro|Plus|Max|mini))?"
    r"[ ,，/:：]{1,4}(?P<number>(?:[6-9]|[1-3]\d)\.\d{1,2}(?:\.\d{1,2})?)(?![\w]|[.]\d)"
)
_ALL_RELEASES = folded(
    rf"(?:{OS_NAMES})[ ]?(?:all versions?|(?:全|所有)(?:部)?版本)|all (?:{OS_NAMES}) versions?"
)
_DESKTOP = folded(r"mac|os x|windows|win|linux|ubuntu")
_PHONE = folded(r"android|ios|ipados|安卓|harmony|鸿蒙")
_BUILDS = folded(
    r"xcode|android studio|flutter|gradle|\bnode\b|build|compil|macbook|\bM[1-4]\b|intel|编译|打包"
)
_NAME = folded(OS_NAMES)
_BARE = cased(rf"(?<![\w.]){_NUMBER}(?![\w]|[.]\d)")
_SYSTEM_WITH_DETAIL = folded(rf"(?:{OS_NAMES})[ ]?\([\w ./-]{{1,20}}\)")
_NAMED_RELEASE = folded(
    r"(?<![A-Za-z])(?:mac ?OS|OS X)[ ](?:Big Sur|Monterey|Ventura|Sonoma|Sequoia|Catalina|Mojave)"
    rf"(?:[ ]{_NUMBER})?"
)
_TOOL = folded(
    rf"(?<![A-Za-z0-9_@/.-])(?P<name>{TOOLS}|{BROWSERS})(?![A-Za-z_])"
    r"(?P<glue>(?:[ \t:：=@^~\"'/-]|版本|[为是]|\b(?:version|ver"
    r"|sdk)\b){0,8}(?:\(Channel \w{1,10}, )?)"
    rf"(?P<number>{_NUMBER}(?:-[\w.]{{1,20}})?)(?![\d_]|[.]\d)"
)

_PLATFORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, folded(pattern))
    for name, pattern in (
        ("android", r"(?<![A-Za-z])android(?!x\b)|安卓"),
        ("ios", r"(?<![A-Za-z])(?:iOS(?![a-z])|iPadOS|iPhone|iPad)|苹果(?:手机|端|系统|机)"),
        ("miniprogram", r"小程序|基础库|微信开发者工具|mini[ -]?program|wechat mini|wx\.\w"),
        ("web", (r"(?<![A-Za-z])(?:web(?:[ -]?(?:app|site|sdk|page|im|端|版))?(?![a-z-])|H5(?![\d])"
                r"|browsers?(?![a-z]))|网页|浏览器|(?<![A-Za-z])(?:Google )?(?:Chrome|Firefox"
                r"|Safari)(?![a-z])")),
        ("windows", (r"(?<![A-Za-z])windows?(?=[下端版平])|(?<![A-Za-z])windows(?![a-z])(?!\.)"
                    r"|(?<![A-Za-z])win(?:7|10|11|32|64)(?!\w)")),
        ("harmonyos", r"HarmonyOS NEXT|OpenHarmony|鸿蒙"),
        ("macos", r"(?<![A-Za-z])mac ?OS(?![a-z])|mac ?端"),
        ("linux", r"(?<![A-Za-z])linux(?![a-z])|ubuntu"),
    )
)  # fmt: skip
PLATFORM_NAMES = frozenset(name for name, _ in _PLATFORMS)
# What only a program writes: traces, packages, build files.
_TRACES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, cased(pattern))
    for name, pattern in (
        ("android", (r"(?:^|[ \t])[VDIWEFA]/[\w .-]{1,60}(?:\( ?\d{2,6}\))?:"
                    r"|(?:^|[ \t])A/DEBUG|\.so\b[^\n]{0,40}\(|/data/app/"
                    r"|com\.android\.|android\.(?:os|app|view|content)\."
                    r"|AndroidRuntime|logcat|dalvik|java\.lang\.\w{1,60}(?:Exception|Error)"
                    r"|lib/arm(?:64|eabi)|\bAAR\b|implementation ['\"(]|AndroidManifest")),
        ("ios", (r"EXC_BAD_ACCESS|UIKitCore|CoreFoundation|libsystem_\w{1,40}\.dylib|NSException"
                r"|objc_msgSend"
                r"|libdispatch|\b(?i:Xcode|CocoaPods)(?![A-Za-z])|\bpod ['\"]|Podfile"
                r"|\bUIViewController\b|AVAudioSession|CallKit")),
        ("web", (r"Mozilla/5\.0|\.js:\d{1,7}[:)]|webpack-internal|getUserMedia"
                 r"|navigator\.mediaDevices")),
    )
)  # fmt: skip
_SDK_FOR = folded(
    r"(?<![A-Za-z])\w{2,20}-(?:sdk-)?(?P<android>android)\b|\w{2,20}-(?P<ios>ios|swift)\b"
)
_SERVER_FORM = folded(r"operating system and cpu|deployment method|server version")


def os_versions(document: Document) -> list[Found]:
    """Return OS versions as written: with the system's name where it stands beside the number."""
    found = [
        one
        for entry in document.of_kind("os")
        for one in _in_os_field(document, entry)
    ]  # fmt: skip
    for match in first(_OS, document.affected):
        number = match["number"].lstrip("vV")
        if plausible_os(match["name"], number) and not _is_sdk(document, match):
            found.append(_found(document, Region(*match.span()), "OS name and number"))
            found += _listed(document, match)
    found += [
        _found(document, Region(*match.span("number")), "system and number")
        for pattern in (_SYSTEM_NUMBER, _BEHIND_APPLE)
        for match in first(pattern, document.affected)
    ]
    found += [
        _found(document, Region(*match.span()), "named OS release")
        for match in first(_NAMED_RELEASE, document.affected)
    ]
    for entry in document.of_kind("device"):
        if not entry.heading:
            found += _bare(document, entry, "bare number in the device field", dotted=True)
    return _distinct([one for one in found if not _is_build_machine(document, one, found)])


def _is_build_machine(document: Document, one: Found, found: list[Found]) -> bool:
    """Tell whether a desktop system stands beside a phone's and beside the tools that build."""
    desktop = _DESKTOP.match(one.value) and one.rule in {"OS name and number", "named OS release"}
    phone = any(_PHONE.match(other.value) for other in found)
    around = document.text[max(0, one.start - 40) : one.end + 40]
    return bool(desktop and phone and _BUILDS.search(around))


def frameworks(document: Document) -> list[Found]:
    """Return frameworks, build tools and browsers with their versions."""
    found: list[Found] = []
    for match in first(_TOOL, document.affected):
        found.append(_tool(document, match))
        if after := _NEXT.match(document.affected, match.end()):
            value = f"{match['name']} {after['number']}"
            start, end = after.span("number")
            listed = Found(value=value, start=match.start(), end=end, rule="tool version listed")
            found.append(listed.model_copy(update={"start": start}))
    for entry in document.of_kind("browser", "host"):
        region = trimmed(document.affected, entry.start, entry.end, " \t\r\n[]*`-")
        value = document.affected[region.start : region.end]
        inside = any(region.start <= one.start < region.end for one in found)
        named = entry.kind == "browser" or re.search(rf"\d|{TOOLS}", value, re.IGNORECASE)
        if not value or inside or not named or "\n" in value or len(value) > 60:  # noqa: PLR2004
            continue
        found.append(_labelled_tool(document, entry, region))
    return _distinct(found)


def _tool(document: Document, match: re.Match[str]) -> Found:
    """Return "React 18.2.0" for `"react": "18.2.0"`, and the text itself where it reads well."""
    found = _found(document, Region(*match.span()), "tool and version")
    if re.fullmatch(r"[ /]?", match["glue"]):
        return found
    return found.model_copy(update={"value": f"{match['name']} {match['number']}"})


def platforms(document: Document, systems: list[Found]) -> list[Found]:
    """Return the platforms affected, normalised; what is told decides before what a trace shows."""
    client = ("android", "ios", "miniprogram", "web")
    # The system in a server's form is the server's, and says nothing about the app.
    server = _SERVER_FORM.search(document.filled) is not None
    found = _mentions(document, client if server else (*client, "windows", "harmonyos"))
    if not found and not server:
        found = _mentions(document, ("macos", "linux"))
    if not found and not server:
        found = [
            Found(value=name, start=one.start, end=one.end, rule="OS version")
            for one in systems
            for name, pattern in _PLATFORMS
            if name in {"android", "ios"} and pattern.search(one.value)
        ][:1]
    found = found or _traces(document)
    # A page that runs in a browser is a web app, whatever system the browser stands on.
    web = any(one.value == "web" for one in found)
    return [one for one in found if not (web and one.value in {"windows", "macos", "linux"})]


def _mentions(document: Document, names: tuple[str, ...]) -> list[Found]:
    return [
        Found(value=name, start=match.start(), end=match.end(), rule="platform named")
        for name, pattern in _PLATFORMS
        if name in names and (match := pattern.search(document.spoken))
    ]


def _traces(document: Document) -> list[Found]:
    for name, pattern in _TRACES:
        if match := pattern.search(document.filled):
            return [Found(value=name, start=match.start(), end=match.end(), rule="trace")]
    if match := _SDK_FOR.search(document.affected):
        value = "android" if match["android"] else "ios"
        return [Found(value=value, start=match.start(), end=match.end(), rule="SDK name")]
    return []


def _listed(document: Document, match: re.Match[str]) -> list[Found]:
    """Return the further versions of "iOS 16.1, 16.2 and 17": each stands for itself."""
    found: list[Found] = []
    after = _NEXT.match(document.affected, match.end())
    while after and len(found) < MAX_VALUES:
        found.append(_found(document, Region(*after.span("number")), "OS version listed"))
        after = _NEXT.match(document.affected, after.end())
    return found


def _in_os_field(document: Document, entry: Entry) -> list[Found]:
    value = document.affected[entry.start : entry.end]
    if entry.heading and value.count("\n") > 4:  # noqa: PLR2004
        return []
    if match := _SYSTEM_WITH_DETAIL.search(value) or _ALL_RELEASES.search(value):
        region = Region(entry.start + match.start(), entry.start + match.end())
        return [_found(document, region, "system and detail")]
    return _bare(document, entry, "bare number in the OS field", dotted=False)


def _bare(document: Document, entry: Entry, rule: str, *, dotted: bool) -> list[Found]:
    """Return numbers without a name, which only their field makes OS versions."""
    name = next(iter(_NAME.findall(entry.label)), "")
    return [
        _found(document, Region(*match.span()), rule)
        for match in first(_BARE, document.affected, entry.start, entry.end)
        if ("." in match[0] or not dotted)
        and plausible_os(name or "any", match[0].lstrip("vV"))
        and not _inside_another(document, entry, match.start())
        and not document.affected[max(0, match.start() - 8) : match.start()]
        .lower()
        .endswith("sdk ")
    ][:4]


def _inside_another(document: Document, entry: Entry, place: int) -> bool:
    """Tell whether a place below a heading belongs to a label of its own."""
    return any(
        other.start <= place < other.end
        for other in document.entries
        if other.at > entry.at and other.kind != "os"
    )


def _is_sdk(document: Document, match: re.Match[str]) -> bool:
    """Tell whether "Android SDK 30" or "iOS SDK 4.2" stands here rather than a system."""
    text, name = document.affected, match.start("name")
    if "sdk" in text[match.end("name") : match.start("number")].lower():
        return True
    return is_sdk_for(text[max(0, name - 12) : name], match["name"], match["number"])


def _labelled_tool(document: Document, entry: Entry, region: Region) -> Found:
    value = document.affected[region.start : region.end]
    name = re.match(rf"(?:{TOOLS})", entry.label, re.IGNORECASE)
    number = re.match(rf"{_NUMBER}(?:f\d{{1,2}})?(?=$|[ ]?[(,])", value)
    if name and number:
        # The name stands in the label, the number below it: the span runs over both.
        label = document.text.rfind(name[0], max(0, entry.start - 80), entry.start)
        if label >= 0:
            joined = f"{name[0]} {number[0]}"
            return Found(value=joined, start=label, end=region.end, rule="tool label")
    return _found(document, region, "browser or tool field")


def _found(document: Document, region: Region, rule: str) -> Found:
    region = trimmed(document.text, region.start, region.end)
    value = document.text[region.start : region.end]
    return Found(value=value, start=region.start, end=region.end, rule=rule)


def _distinct(found: list[Found]) -> list[Found]:
    """Return the values in reading order, each once, without those inside another's span."""
    kept: dict[str, Found] = {}
    reach = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= reach:
            kept.setdefault(re.sub(r"\s", "", one.value.lower()), one)
        reach = max(reach, one.end)
    return list(kept.values())[:MAX_VALUES]
