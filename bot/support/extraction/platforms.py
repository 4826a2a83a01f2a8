"""Which platform a report is about: what is told, else what only a program writes."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region, blank
from bot.support.extraction.vocabulary import BROWSERS

_PLATFORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, folded(pattern))
    for name, pattern in (
        ("android", r"(?<![A-Za-z])android(?!x\b)(?![ -]studio)|安卓"),
        ("ios", r"(?<![A-Za-z])(?:iOS(?![a-z])|iPadOS|iPhone|iPad)|苹果(?:手机|端|系统|机)"),
        ("miniprogram", (r"小程序|基础库|微信开发者工具|mini[ -]?(?:program|app)(?!\w)|wechat mini"
                        r"|wx[-_ ]?mini|wx\.\w|\(env: \w{3,12},mp,")),
        ("web", (r"(?<![A-Za-z-])(?:web(?:[ -]?(?:app|site|sdk|page|im|端|版))?(?![a-z-])"
                r"|H5(?![\d])"
                r"|browsers?(?![a-z]))|网页|浏览器|(?<![A-Za-z])(?:Google )?(?:Chrome|Firefox"
                r"|Safari)(?![a-z])|(?<![A-Za-z])(?<!Motorola )(?<!Moto )(?:Edge"
                r"|Opera)(?=[ ]?(?:\d|browser|浏览器))")),
        ("windows", (r"(?<![A-Za-z])windows?(?=[下端版平])|(?<![A-Za-z])windows(?![a-z])(?!\.)"
                    r"|(?<![A-Za-z])win(?:7|10|11|32|64)(?!\w)")),
        ("harmonyos", r"Harmony(?:OS)? NEXT|OpenHarmony|鸿蒙"),
        ("macos", (r"(?<![A-Za-z])mac ?OS(?![a-z])|(?<![A-Za-z])mac ?(?:端|系统|下|上)"
                   r"|\b(?:on|in|for) (?:an? |my |the )?mac\b")),
        ("linux", r"(?<![A-Za-z])linux(?![a-z])|ubuntu"),
    )
)  # fmt: skip
PLATFORM_NAMES = frozenset(name for name, _ in _PLATFORMS)
# What only a program writes: traces, packages, build files.
_TRACES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, cased(pattern))
    for name, pattern in (
        ("android", (r"(?:^|[ \t])[VDIWEFA]/[\w .-]{1,60}(?:\( ?\d{2,6}\))?:"
                    r"|^\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {1,6}\d{1,6} {1,6}\d{1,6} [VDIWEF] "
                    r"|\bat (?:java|androidx?|kotlinx?)\.[\w.$]{3,80} ?\("
                    r"|(?:^|[ \t])A/DEBUG|\.so\b[^\n]{0,40}\(|/data/app/"
                    r"|com\.android\.|android\.(?:os|app|view|content)\."
                    r"|AndroidRuntime|logcat|dalvik|java\.lang\.\w{1,60}(?:Exception|Error)"
                    r"|lib/arm(?:64|eabi)|\bAAR\b|implementation ['\"(]|AndroidManifest")),
        ("ios", (r"EXC_BAD_ACCESS|[-+]\[[A-Z]\w{2,60} \w|UIKitCore|CoreFoundation"
                r"|libsystem_\w{1,40}\.dylib|NSException|objc_msgSend"
                r"|libdispatch|\b(?i:Xcode|CocoaPods)(?![A-Za-z])|\bpod ['\"]|Podfile"
                r"|\bUIViewController\b|AVAudioSession|(?<![A-Za-z])CallKit")),
        ("windows", (r"(?<![A-Za-z])[A-Za-z]:\\[\w ]|(?<![A-Za-z])Win32(?![A-Za-z])"
                     r"|\w\.(?:dll|exe)(?![\w])")),
        ("web", (r"Mozilla/5\.0|\.js:\d{1,7}[:)]|webpack-internal|getUserMedia"
                 r"|navigator\.mediaDevices")),
        # Code is the last to speak: people also quote what runs elsewhere.
        ("android", (r"(?<![a-z])(?:\w{1,40}Activity|Activity)(?![A-Za-z])|\bfindViewById"
                     r"|\bR\.(?:id|layout)\.|\.apk(?![\w])|(?<![A-Za-z])(?:aar|jar)(?![A-Za-z])"
                     r"|\bV2TIMCallback\b"
                     r"|\b(?:Log\.[dewiv]|runOnUiThread)\(|\bcompileSdk|\bGradle\b"
                     r"|Android Studio|\blib\w{2,40}\.so\b")),
        ("ios", (r"\((?:BOOL|void|NSInteger|instancetype|id)\) ?\w"
                 r"|\bNS(?:String|Log|Array|Dictionary"
                 r"|URL|Data|Error|Object)\b|@(?:interface|implementation|property|selector)\b"
                 r"|\[\[?\w{2,40} \w{2,60}[\]:]|\bAppDelegate\b|\.(?:mm?|swift):\d"
                 r"|\.(?:ipa|xcframework)(?![\w])")),
    )
)  # fmt: skip
_SDK_FOR = folded(
    r"(?<![A-Za-z])\w{2,20}-(?:sdk-)?(?P<android>android)\b|\w{2,20}-(?P<ios>ios|swift)\b"
    r"|\w{2,20}[-_](?P<web>web|js|javascript)(?:[-_]\w{2,12})?\b"
)
# The page of the documentation that was followed: .../docs/android/start
_DOCS_FOR = folded(
    r"https?://[^\s/]{3,60}/(?:[^\s/]{1,40}/){0,5}"
    r"(?:(?P<android>android)|(?P<ios>ios|swift)|(?P<web>web|javascript))(?=[/\#?)\s]|$)"
)
_WEB_TOOL = folded(
    r"(?P<web>(?<![\w-])(?:vue(?:\.?js)?(?![a-z-])|react(?:\.?js)?(?![a-z]|[ -]?native)|angular"
    r"|next\.?js"
    r"|nuxt|svelte|vite|webpack)(?![a-z]))"
)
# These build apps out of what a page is built of.
_WRAPPED = folded(
    r"uni-?app|HBuilder|taro|electron|react[ -]?native|capacitor|ionic|小程序|nvue|app-plus"
)
_BROWSER = folded(BROWSERS)
_APPLE_PHONE = folded(r"(?<![A-Za-z])i(?:Phone|Pad)(?![A-Za-z])")
_PHONE_SYSTEM = r"(?:iOS|iPadOS|iPhone|iPad|Android|安卓|苹果)"
_BROWSER_NAME = r"(?:safari|chrome|firefox|edge|browsers?|浏览器|网页|H5)"
_BROWSER_ON = folded(
    rf"(?<![A-Za-z]){_PHONE_SYSTEM}(?:(?!\b(?:and|or|to|with|app)\b|[和与跟及])(?:[^\n,，.。;；、/&]"
    rf"|\.(?=\d))){{0,20}}?"
    rf"(?<![A-Za-z]){_BROWSER_NAME}|{_BROWSER_NAME}[^\n,，.。;；]{{0,12}}?(?:\b(?:on|for)\b|[(（])"
    rf"[ ]?(?:an? |the |my )?{_PHONE_SYSTEM}"
)
# Who builds with these on a desktop builds for phones.
_PHONE_TOOL = folded(r"(?<![a-z])(?:react[ -]?native|expo|cordova|ionic)(?![a-z])")
# "We support iOS, Android and Web": a list of all is no answer where one of them is named apart.
_EACH = r"(?:Android|iOS|Web|H5|Windows|mac ?OS|Linux|Harmony(?:OS)?|安卓|苹果|小程序|鸿蒙|网页)"
# What a form offers: "iOS 还是 Android", "(android/ios)".
_EVERY = folded(
    rf"{_EACH}[ ]?还是[ ]?{_EACH}|[(（]{_EACH}(?:/{_EACH}){{1,5}}[)）]|"
    rf"{_EACH}(?:[ ]?(?:[,，、/&|]|[,，]? ?\b(?:and|or)\b|和|或)[ ]?{_EACH}){{2,8}}"
)
# What is shared or opened from the app: 分享微信小程序
_SHARED = folded(r"(?:分享|转发|跳转|打开|拉起|唤起|调起)[^\n，。]{0,8}小程序")
# Makers and systems of Android phones alone; Huawei's may run HarmonyOS.
_ANDROID_ONLY = folded(
    r"(?<![a-z])(?:MIUI|ColorOS|HyperOS|MagicOS|OriginOS|One ?UI|Flyme|Samsung|Galaxy|SM-|Xiaomi"
    r"|Redmi"
    r"|POCO|OPPO|Realme|vivo|iQOO|One ?Plus|Pixel|Nexus|Moto)|三星|小米|红米|魅族|一加|真我"
)
_SERVER_FORM = folded(r"operating system and cpu|deployment method|server version")


def platforms(document: Document, systems: list[Found], phones: list[Found]) -> list[Found]:
    """Return the platforms affected, normalised; what is told decides before what a trace shows."""
    # The system in a server's form is the server's, and says nothing about the app.
    server = _SERVER_FORM.search(document.filled) is not None
    told = blank(document.spoken, _system_fields(document)) if server else document.spoken
    chosen = blank(
        told, [Region(*match.span()) for one in (_EVERY, _SHARED) for match in first(one, told)]
    )
    if _mentions(chosen, tuple(PLATFORM_NAMES)):
        told = chosen
    found = _mentions(told, ("android", "ios", "miniprogram", "web", "windows", "harmonyos"))
    browser = next(iter(document.of_kind("browser")), None)
    if browser and not found:
        found = [Found(value="web", start=browser.start, end=browser.end, rule="browser field")]
    if web := [one for one in found if one.value == "web"]:
        told = blank(told, _under_browsers(document))
        found = _mentions(told, tuple(one.value for one in found if one.value != "web"))
        found += _mentions(document.spoken, ("web",)) or web
    if not found and not server and not _PHONE_TOOL.search(document.filled):
        found = _mentions(told, ("macos", "linux"))
    if not found and not server:
        found = [
            Found(value=name, start=one.start, end=one.end, rule="OS version")
            for one in systems
            for name, pattern in _PLATFORMS
            if name in {"android", "ios"} and pattern.search(one.value)
        ][:1]
    if not found:
        found = [
            Found(value="android", start=one.start, end=one.end, rule="Android phone")
            for one in (*systems, *phones)
            if _ANDROID_ONLY.search(one.value)
        ][:1]
    found = found or _traces(document)
    # A page that runs in a browser is a web app, whatever system the browser stands on.
    hosted: set[str] = set()
    if any(one.value == "web" for one in found):
        hosted = {"windows", "macos", "linux"}
    if any(one.value == "miniprogram" for one in found):
        hosted = {"windows", "macos", "linux", "harmonyos"}
    return [one for one in found if one.value not in hosted]


def _mentions(told: str, names: tuple[str, ...]) -> list[Found]:
    return [
        Found(value=name, start=match.start(), end=match.end(), rule="platform named")
        for name, pattern in _PLATFORMS
        if name in names and (match := pattern.search(told))
    ]


def _system_fields(document: Document) -> list[Region]:
    return [
        Region(one.start, one.end)
        for one in document.of_kind("os", "device_os")
        if "\n" not in document.filled[one.start : one.end]
    ]


def _under_browsers(document: Document) -> list[Region]:
    """Return where a system is named only as what a browser runs on: "Safari on iOS 12"."""
    found = [Region(*match.span()) for match in first(_BROWSER_ON, document.spoken)]
    if found:  # then a phone's name tells no more than the phone
        found += [Region(*match.span()) for match in first(_APPLE_PHONE, document.spoken)]
    browsers = (document.affected[one.start : one.end] for one in document.of_kind("browser"))
    if any(_BROWSER.search(value) for value in browsers):
        found += _system_fields(document)
    return found


def _traces(document: Document) -> list[Found]:
    for name, pattern in _TRACES:
        if match := pattern.search(document.filled):
            return [Found(value=name, start=match.start(), end=match.end(), rule="trace")]
    for pattern, rule in ((_SDK_FOR, "SDK name"), (_DOCS_FOR, "address"), (_WEB_TOOL, "web tool")):
        if rule == "web tool" and _WRAPPED.search(document.filled):
            continue
        if match := pattern.search(document.filled if rule == "address" else document.affected):
            value = (match.lastgroup or "").rstrip("_")
            return [Found(value=value, start=match.start(), end=match.end(), rule=rule)]
    return []
