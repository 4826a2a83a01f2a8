"""The reporter's build machine: tool dumps whose systems and versions are nobody's device."""

from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region

_HOST_LINE = cased(
    # flutter doctor: "[✓] Android toolchain - develop for Android devices (Android SDK version 33)"
    r"^[ \t>]{0,8}\[[✓√!✗☠xX]\][ \t](?!Flutter)[^\n]{0,300}$"
    r"|^[ \t]{0,12}[•\u2022][ \t](?![^\n]{0,120}\b(?:mobile|emulator|simulator)\b)[^\n]{0,300}$"
    # react-native info, expo diagnostics
    r"|^[ \t]{0,8}(?:CPU|Memory|Shell|Binaries|Node|Yarn|npm|Watchman|Managers|CocoaPods|SDKs|IDEs"
    r"|Android Studio|Languages|Java|Python|Ruby|Platforms|API Levels|Build Tools|System Images"
    r"|Android NDK|npmGlobalPackages|Homebrew|pnpm|(?:iOS|Android) SDK)[ \t]{0,4}:[^\n]{0,300}$"
    r"|^[ \t>]{0,8}(?:Doctor summary|Flutter assets will be downloaded)[^\n]{0,300}$"
    r"|^[ \t]{2,12}[X!✗][ ][^\n]{0,300}$"
    r"|^[ \t]{0,8}Xcode:[ \t]\d[\d.]{0,8}/[^\n]{0,120}$"
)
# The first line of a doctor's report names the tool and, behind "on", the machine.
_HOST_SYSTEM = folded(
    r"\bon (?:macOS|Mac OS X|Microsoft Windows|Windows|Linux|Ubuntu)\b[^\n)]{0,120}"
)
_RN_SYSTEM = cased(r"^[ \t]{0,8}System:[ \t]{0,4}\n[ \t]{1,12}OS:[^\n]{0,120}$")
# In running text: "built on a Mac mini, macOS 14", "Build machine Windows 11", 用 macOS 打包.
_DESKTOP = (
    r"(?:mac ?OS(?: X)?|OS X|(?:microsoft )?windows|win(?=[ -]?(?:7|8|10|11)\b)|linux|ubuntu|debian"
    r"|fedora|mac ?book(?: pro| air)?|mac ?mini|i?mac\b)"
)
_DESKTOP_TOLD = (
    rf"{_DESKTOP}(?:[ ,(]{{0,3}}(?:{_DESKTOP}|M[1-4]\b|intel|pro|air|home|LTS|version"
    r"|\d[\d.]{0,12})){0,6}"
)
_BUILT_ON = folded(
    r"\b(?:built|building|compiled|develop(?:ed|ing)?|packaged|cross-?compiled) (?:\w{1,12} ){0,3}?"
    rf"(?:on|under|from|with) (?:an? |my |our |the )?{_DESKTOP_TOLD}"
    r"|\b(?:build|development|dev|ci|host) (?:machine|host|pc|computer|laptop|server|system|os)"
    rf"(?: is| was| runs|[:：=])?(?: an?| on)?[ ]?{_DESKTOP_TOLD}"
    rf"|(?:用|使用|在|通过)[ ]?{_DESKTOP_TOLD}"
    r"[ ]?(?:系统|电脑|环境|机器|上|下|里|中)?[ ]?(?:来|进行)?"
    r"(?:打包|编译|构建|开发|出包)(?!后?[^\n，。]{0,4}(?:失败|报错|出错|错误|不过|异常|不了))"
)
_FLUTTER = cased(r"Flutter \(Channel[^\n]{0,300}")


# An Apple crash report's head tells of the app and of the modem; its other lines are as labelled.
_CRASH_HEAD = cased(
    r"^[ \t>]{0,8}(?:Version|Baseband Version|Report Version|AppStoreTools|AppVariant|Code Type"
    r"|Parent Process|Coalition|Release Type|Identifier|Path):[ \t]{2,24}[^\n]{0,200}$"
)
_CRASH_MARK = cased(r"^[ \t>]{0,8}(?:Incident Identifier|CrashReporter Key|Exception Type):")


# GitHub's own form asks for both. Who names a phone, and no browser on the desktop, builds there.
_DESKTOP_AND_PHONE = folded(
    r"^[ \t*#_]{0,8}desktop\b[^\n]{0,80}\n(?P<desktop>(?:[ \t]{0,8}(?:[-*][^\n]{0,200})?\n){1,10})"
    r"[ \t*#_]{0,8}(?:smart|mobile )?phone\b[^\n]{0,80}\n"
    r"(?P<phone>(?:[ \t]{0,8}(?:[-*][^\n]{0,200})?(?:\n|\Z)){1,10})"
)
_BUILT_THERE = folded(rf"\bos\W{{1,6}}{_DESKTOP}")
_BROWSER_GIVEN = folded(r"browser\W{1,6}(?!e\.?g)\w")
_PHONE_GIVEN = folded(r"(?:\bos|device)\W{1,6}(?!e\.?g)\w")


def build_host(text: str) -> tuple[Region, ...]:
    """Return the stretches that describe the machine on which the app was built."""
    told = [Region(*match.span()) for match in first(_BUILT_ON, text)]
    found = [Region(*match.span()) for match in _RN_SYSTEM.finditer(text)]
    for line in _FLUTTER.finditer(text):
        found += [
            Region(*match.span()) for match in _HOST_SYSTEM.finditer(text, line.start(), line.end())
        ]
    if found or "Doctor summary" in text or "flutter doctor" in text:
        found += [Region(*match.span()) for match in _HOST_LINE.finditer(text)]
    if _CRASH_MARK.search(text):
        found += [Region(*match.span()) for match in _CRASH_HEAD.finditer(text)]
    for match in _DESKTOP_AND_PHONE.finditer(text):
        built = _BUILT_THERE.search(match["desktop"]) and not _BROWSER_GIVEN.search(
            match["desktop"]
        )
        if built and _PHONE_GIVEN.search(match["phone"]):
            found.append(Region(*match.span("desktop")))
    return (*told, *found)
