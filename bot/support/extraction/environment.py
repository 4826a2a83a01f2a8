"""The versions of the systems that a report names."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region, trimmed
from bot.support.extraction.template import Entry
from bot.support.extraction.version_shapes import is_sdk_for, plausible_os
from bot.support.extraction.vocabulary import BRANDS, BROWSERS, OS_NAMES, TOOLS, VENDORS

MAX_VALUES = 12
NUMBER = r"[vV]?\d{1,4}(?:\.\d{1,4}){0,3}"
# A build or an API level, no remark: "(API 34)", "(22A5342f)", not "(real device)".
_DETAIL = (
    r"(?:[ ]?\((?!(?i:[^)\n]{0,30}(?:device|phone|pad\b|real|simul|emul|latest|only|works?"
    rf"|newest|(?<![A-Za-z])(?:{BRANDS})(?![a-z]))))"
    r"[\w .:/-]{1,30}\))?"
)
_OS = folded(
    rf"(?<![A-Za-z@_-])(?P<name>{OS_NAMES})"
    r"(?P<glue>(?:[ \t/:：=_>≥-]|系统|手机|版本|模拟器|真机|升级|更新|[到至]"
    r"|\b(?:version|ver|OS|NT|simulator|emulator|(?:up(?:dated?|graded?) )?to)\b){0,6})"
    # "V12.5.6.0.RKACNXM": makers end theirs with letters
    rf"(?P<number>{NUMBER}(?:\.x|[A-Z](?![A-Za-z])|(?-i:\.[A-Z]{{5,9}}))?(?![\d_]|[.]\d|[A-Za-z]{{2}}))"
    # "Android 10、11" is one answer, "Android 9 ~ Android 13" one range
    r"(?P<more>(?:,\d{1,2}(?![\d.]))*(?:[ ]?[、/&和-][ ]?\d{1,2}(?![\d.A-Za-z]|[ ](?:pro|users?"
    r"|times?|calls?|min|sec))){0,4}\+?"
    rf"(?:[ ]?(?:[~～–—至到-]|\bto\b)[ ]?(?:{OS_NAMES})?"
    rf"[ ]?\d{{1,2}}(?:\.\d{{1,2}}){{0,2}}(?![\d.]\d"
    rf"|[A-Za-z]))?)"
    rf"(?P<edition>[ ](?:pro|home|enterprise|LTS|server)\b)?(?P<detail>{_DETAIL})"
)
_BRACKETED = folded(
    rf"(?<![A-Za-z@_-])(?P<name>{OS_NAMES})[ ]?[(（\[][ ]?(?P<number>{NUMBER})[ ]?[)）\]]"
)
# "Android 10, 11 and 12": the further numbers of systems that count in whole ones.
_NEXT_WHOLE = cased(
    r"[ ]?(?:,[ ]?(?:and[ ]|or[ ])?|[、，/][ ]?|[ ](?:and|or)[ ]|[ ]?[和或][ ]?)"
    r"(?P<number>[4-9]|[1-3]\d)(?![\w%:]|[.]\d|[ ]?(?:[次个台秒分天人条]|(?:user|device|phone"
    r"|time|call|member"
    r"|people|second|sec|minute|min|hour|day|year|percent|frame|fps|ms)))"
)
NEXT_NUMBER = cased(
    r"[ ]?(?:[,，、/]|and|or|和|[,，] and)[ ]?(?P<number>\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)(?![\w]"
    r"|[.]\d)"
)
_SYSTEM_NUMBER = folded(
    r"(?:(?<!操作)系统(?:版本)?号?(?:升级|更新)?[ ：:为是到至了]{0,3}"
    r"|(?<![A-Za-z])(?<!mac )(?<!pad )(?<!phone )os(?: version)?[ :]{1,3})"
    r"(?P<number>(?:[4-9]|[1-3]\d)(?:\.\d{1,2}){1,2})(?![\w.]\d)"
)
# As a program prints it: "osVersion":"11"
_PRINTED = folded(
    r"(?<![a-z])(?:os"
    r"|system)_?version[\"']?[ ]?[:=][ ]?[\"'](?P<number>\d{1,2}(?:\.\d{1,2}){0,2})[\"']"
)
_BEHIND_APPLE = folded(
    r"iPhone[ ]?(?:\w{1,3}(?:,\d)?)?(?:[ ](?:Pro ?Max|Pro|Plus|Max|mini))?"
    r"(?:[ ,，/:：(（]{1,4}|[ ](?:on|running|with)[ ])(?P<number>(?:[6-9]"
    r"|[1-3]\d)\.\d{1,2}(?:\.\d{1,2})?)(?![\w]|[.]\d)"
)
_DISTRIBUTION = folded(
    r"(?:Manjaro|Arch(?: Linux)?|Linux Mint|openSUSE|Debian|Fedora|Ubuntu|CentOS|Kylin"
    r"|Deepin)(?: \([\w ./-]{1,24}\))?"
)
_ALL_RELEASES = folded(
    rf"(?:{OS_NAMES})[ ]?(?:all versions?|(?:全|所有)(?:部)?版本)|all (?:{OS_NAMES}) versions?"
)
# "Android Q": the letters of Android 9 to 15; "API 29" where a form asks for the system.
_LETTER = cased(r"(?<![A-Za-z])(?:Android|android|安卓)[ -]?[P-V](?![A-Za-z0-9_'.])")
_API_LEVEL = folded(
    r"(?<![A-Za-z])(?:Android )?API(?: level)?[ ]?(?:2[1-9]|3\d)"
    r"(?=[ \t]*(?:$|[)\]`,，、。.;；]|emulator|simulator|模拟器))"
)
_DESKTOP = folded(r"mac|os x|windows|win|linux|ubuntu")
_PHONE = folded(r"android|ios|ipados|安卓|harmony|鸿蒙")
_BUILDS = folded(
    r"xcode|android studio|flutter|gradle|\bnode\b|build|compil|macbook|\bM[1-4]\b|intel|编译|打包"
)
# In the same clause, before the system: where the other side of the connection runs.
_SERVES = folded(
    r"\b(?:server|backend|docker|kubernetes|k8s|nginx|deployed|hosted)\b(?:[^\n.;]|\.(?=\d))*\Z"
    r"|(?:服务器|服务端|后台|部署)[^\n。；，]*\Z"
)
# In a field for the device a dotted number is the system's, unless it is one of these.
_OF_ANOTHER = folded(
    rf"(?<![A-Za-z])(?:sdk|app|lib\w*|plug-?in|version|inch|寸|款|{TOOLS}|{BROWSERS}|{VENDORS})(?![a-z])"
)
_PAD_SIZE = folded(r"ipad[^\n]{0,30}?[ (（](?:7\.9|8\.3|9\.7|10\.[259]|11\.0|12\.9|13\.0)\Z")
_DESKTOP_NAME = folded(r"(?:mac(?: ?os)?|windows?|win|linux)")
_ASKS_FOR_SYSTEM = folded(r"operating|操作系统|version|版本")
# "Deployment target: iOS 14.0" is the least that the app runs on.
_LEAST = folded(r"(?:deployment[ ]?target|\bmin(?:imum)?|最低)[\w =:：']{0,12}\Z")
_NAME = folded(OS_NAMES)
_BARE = cased(rf"(?<![\w.])(?<!\d:){NUMBER}(?![\w]|[.:]\d|[.)、][ ])")
_LONGEST_LEAD = 60
# The number leads its part of the field: "Version 14.2, 15", not "google pixel 7".
_LEADS = folded(
    rf"(?:^|[,，、/;；&和:：]|\b(?:and|or|on)\b)(?:{OS_NAMES}|version|ver|系统|版本"
    r"|[^A-Za-z\n一-鿿,，])*\Z"
)
_SYSTEM_WITH_DETAIL = folded(rf"(?:{OS_NAMES})[ ]?\([\w ./-]{{1,20}}\)")
_NAMED_RELEASE = folded(
    r"(?<![A-Za-z])(?:(?:mac ?OS|OS X)[ ](?:High Sierra|El Capitan|Big Sur|Monterey|Ventura|Sonoma"
    r"|Sequoia|Tahoe|Catalina|Mojave)"
    r"|Android[ ](?:KitKat|Lollipop|Marshmallow|Nougat|Oreo|Pie))(?![A-Za-z])"
    rf"(?:[ ]{NUMBER})?"
)


def os_versions(document: Document) -> list[Found]:
    """Return OS versions as written: with the system's name where it stands beside the number."""
    found = [
        one
        for entry in document.of_kind("os", "device_os")
        for one in _in_os_field(document, entry)
    ]  # fmt: skip
    found += [
        one
        for entry in document.of_kind("version")
        if (of := document.owner_of(entry)) is not None
        and of.kind == "os"
        and not re.search(r"\d", document.filled[of.start : of.end])
        for one in _bare(document, entry, "version of the system above", dotted=False)
    ]
    found += [
        found_at(document, Region(*match.span()), "Android by its letter")
        for match in first(_LETTER, document.affected)
    ]
    for match in first(_OS, document.affected):
        number = match["number"].lstrip("vV")
        if plausible_os(match["name"], number) and not _is_sdk(document, match):
            found.append(found_at(document, Region(*match.span()), "OS name and number"))
            found += _listed(document, match)
    found += [
        found_at(document, Region(*match.span()), "OS name and number in brackets")
        for match in first(_BRACKETED, document.affected)
        if plausible_os(match["name"], match["number"].lstrip("vV"))
    ]
    found += [
        found_at(document, Region(*match.span()), "API level")
        for match in first(_API_LEVEL, document.told)
        if document.affected[match.start() : match.end()].strip()
    ]
    found += [
        found_at(document, Region(*match.span("number")), "system and number")
        for pattern in (_SYSTEM_NUMBER, _PRINTED, _BEHIND_APPLE)
        for match in first(pattern, document.affected)
    ]
    found += [
        found_at(document, Region(*match.span()), "named OS release")
        for match in first(_NAMED_RELEASE, document.affected)
    ]
    for entry in document.of_kind("device"):
        if not entry.heading:
            found += _bare(document, entry, "bare number in the device field", dotted=True)
    return distinct([one for one in found if not _is_build_machine(document, one, found)])


def _is_build_machine(document: Document, one: Found, found: list[Found]) -> bool:
    """Tell whether a desktop system is the server's, or stands beside a phone's and build tools."""
    desktop = _DESKTOP.match(one.value) and one.rule in {"OS name and number", "named OS release"}
    line = document.text[max(0, one.start - 60) : one.start].rpartition("\n")[2]
    if desktop and len(found) > 1 and _SERVES.search(line):
        return True
    phone = any(_PHONE.match(other.value) for other in found)
    around = document.text[max(0, one.start - 40) : one.end + 40]
    return bool(desktop and phone and _BUILDS.search(around))


def _listed(document: Document, match: re.Match[str]) -> list[Found]:
    """Return the further versions of "iOS 16.1, 16.2 and 17": each stands for itself."""
    found: list[Found] = []
    end = match.end()
    while len(found) < MAX_VALUES:
        tried = (one.match(document.affected, end) for one in (NEXT_NUMBER, _NEXT_WHOLE))
        after = next((one for one in tried if one), None)
        if after is None:
            break
        found.append(found_at(document, Region(*after.span("number")), "OS version listed"))
        end = after.end()
    return found


def _in_os_field(document: Document, entry: Entry) -> list[Found]:
    value = document.affected[entry.start : entry.end]
    if entry.heading and value.count("\n") > 4:  # noqa: PLR2004
        return []
    if match := _SYSTEM_WITH_DETAIL.search(value) or _ALL_RELEASES.search(value):
        region = Region(entry.start + match.start(), entry.start + match.end())
        return [found_at(document, region, "system and detail")]
    if match := _API_LEVEL.search(value):
        region = Region(entry.start + match.start(), entry.start + match.end())
        return [found_at(document, region, "API level in the OS field")]
    named = _DISTRIBUTION.fullmatch(value.strip()) or (
        _DESKTOP_NAME.fullmatch(value.strip()) and _ASKS_FOR_SYSTEM.search(entry.label)
    )
    if entry.kind == "os" and named:
        return [found_at(document, Region(entry.start, entry.end), "system named")]
    return _bare(document, entry, "bare number in the OS field", dotted=entry.kind == "device_os")


def _bare(document: Document, entry: Entry, rule: str, *, dotted: bool) -> list[Found]:
    """Return numbers without a name, which only their field makes OS versions."""
    name = next(iter(_NAME.findall(entry.label)), "")
    return [
        found_at(document, Region(*match.span()), rule)
        for match in first(_BARE, document.affected, entry.start, entry.end)
        if ("." in match[0] or not dotted)
        and plausible_os(name or "any", match[0].lstrip("vV"))
        and not _inside_another(document, entry, match.start())
        and _is_systems(entry, _lead(document, entry, match.start()), match[0])
    ][:4]


def _is_systems(entry: Entry, lead: str, number: str) -> bool:
    """Tell whether a number in a field is the system's, by what stands before it there."""
    if entry.kind == "device":
        part = re.split(r"[,，;；\n]", lead)[-1]
        if not 4 <= int(number.lstrip("vV").split(".")[0]) <= 40:  # noqa: PLR2004
            return False
        return not (_OF_ANOTHER.search(part) or _PAD_SIZE.search(lead + number))
    return _LEADS.search(lead) is not None


def _lead(document: Document, entry: Entry, place: int) -> str:
    """Return what stands before a place in its field, of a long one only the last characters."""
    start = max(entry.start, place - _LONGEST_LEAD)
    return ("x" if start > entry.start else "") + document.affected[start:place]


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
    if _LEAST.search(text, max(0, name - 32), name):
        return True
    if "sdk" in text[match.end("name") : match.start("number")].lower():
        return True
    return is_sdk_for(text[max(0, name - 12) : name], match["name"], match["number"])


def found_at(document: Document, region: Region, rule: str) -> Found:
    region = trimmed(document.text, region.start, region.end)
    value = document.text[region.start : region.end]
    return Found(value=value, start=region.start, end=region.end, rule=rule)


def distinct(found: list[Found]) -> list[Found]:
    """Return the values in reading order, each once, without those inside another's span.

    Of "windows11" and "Windows 11" the one is kept that is written out.
    """
    kept: dict[str, Found] = {}
    reach = 0
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= reach:
            plain = re.sub(r"iphone (?=os)", "i", one.value.lower())
            plain = re.sub(r"[\s:：]|(?<=expo) sdk|\s*\(.*", "", plain)
            best = max(kept.get(plain, one), one, key=lambda same: same.value.count(" "))
            kept[plain] = best
        reach = max(reach, one.end)
    # "Xcode 16" is how people say Xcode 16.1 where they have written that.
    return [
        one
        for plain, one in kept.items()
        if not any(other.startswith(f"{plain}.") for other in kept)
    ][:MAX_VALUES]
