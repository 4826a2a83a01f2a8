"""Devices: what a form's device field says, and model names in running text and crash logs."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region, trimmed
from bot.support.extraction.template import Entry
from bot.support.extraction.vocabulary import BRANDS, OS_NAMES

MAX_DEVICES = 12

_APPLE = (
    r"(?<![A-Za-z])i(?:Phone|phone|PHONE)[ -]?"
    r"(?:\d{1,2},\d(?![\ds])|\d{1,2}(?:th)?|X[SRsr]?|SE\d?|Air)(?:(?=Pro|Plus|Max|mini)"
    r"|(?![A-Za-z]{3}))"
    r"(?:[ ]?(?:Pro ?Max|ProMax|Pro|Plus|plus|Max|max|mini|Mini|PM|pro ?max|pro"
    r"|s(?:[ ]?[Pp]lus)?|c|e|\((?:\dnd"
    r"|\drd)[^)]{0,16}\)))?"
    r"(?![A-Za-z])"
    r"|苹果[ ]?(?:[5-9]|1\d|X[SR]?|SE)(?![\d.]|[ ]?[次个台部人])(?:[ ]?(?:Pro ?Max|Pro|Plus|Max"
    r"|mini|PM|[Pps](?![A-Za-z])))?"
    r"|(?<![A-Za-z])iPad(?! ?OS)(?:[ ]?(?:Pro|Air|mini|Mini))?(?:\d{1,2},\d{1,2}"
    r"|[ ]?\d{1,2}(?![\d.])"
    r"|[ ](?:9\.7|10\.[259]|12\.9)(?![\d.]))?"
    r"(?:[ ]?\([^)\n]{0,30}(?:gen|inch)[^)\n]{0,16}\))?"
    r"|(?<![A-Za-z])Mac[Bb]ook(?: (?:Pro|Air))?"
    r"(?: M\d(?: (?:Pro|Max))?| (?:\(?20[12]\d(?!\d)\)?))?"
    r"|(?<![A-Za-z])Apple Watch|Apple TV"
    r"|(?:Android|iOS|安卓|iPhone|iPad)[ ]?(?:emulator|simulator|模拟器)"
)
_SUFFIX = (
    r"Pro|Plus|Ultra|Max|Lite|Mini|Note|Mate|Nova|Find|Reno|Galaxy|Tab|Fold|Flip|Edge|Neo|Turbo"
    r"|Play"
    r"|Z(?=[ ]?F)|Mi|Redmi|MIX|Nord|Ace|Civi|Power|Prime|FE|SE|XL|GT|Pad|Magic|Pura|Pocket|Phone"
    r"|Tablet|平板"
    r"|青春版|青春"
    r"|至尊纪念版|活力版|标准版|畅享|荣耀|手机"
)
# What makers call a model among themselves.
_CODE = (
    r"(?:CPH\d{4}|RMX\d{4}|XT\d{4}-\d{1,2}|PD\d{4}|V\d{4}[A-Z]{1,2}|M20\d{2}[A-Z]\w{2,6}"
    r"|2[0-6](?:0[1-9]|1[0-2])\d{1,4}[A-Z]{1,4}\d?[A-Z]?|[A-Z]{3}-(?:[ATLN][LXN0]|L\d"
    r"|W)\d{1,2}[A-Z]?)(?![\w-])"
)
# A model word: a known suffix, or letters and digits with at least one digit, never a version.
_MODEL = (
    rf"(?:SM-[A-Z]\d{{3,4}}[A-Z0-9]{{0,3}}(?![\w-])|{_CODE}|(?:{_SUFFIX})(?![A-Za-z])\+?"
    rf"|[A-Za-z]{{0,4}}-?\d{{1,4}}(?:[A-Za-z]{{1,7}}\d?)?\+?(?![\w.,]?\d))"
)
_ANDROID = (
    rf"(?<![A-Za-z0-9_])(?:{BRANDS})(?:[ \-]{{0,2}}{_MODEL}){{1,5}}"
    r"|(?<![\w-])SM-[A-Z]\d{3,4}[A-Z0-9]{0,3}(?![\w-])"
    rf"|(?<![\w-]){_CODE}"
)
_NAMED = folded(rf"{_APPLE}|{_ANDROID}")
_BRAND_MADE = folded(
    rf"(?:机型|设备|手机)[^\n,，。]{{0,6}}?(?:是|为|:|：)[ ]?(?P<after>{BRANDS})(?![A-Za-z])"
    rf"|(?<![A-Za-z0-9_])(?P<before>{BRANDS})[ ]?(?=手机|机型|系列|设备|phones?\b|devices?\b)"
)
_FINGERPRINT = folded(r"fingerprint: ?'?(?P<device>[\w.-]{2,30}/[\w.-]{2,40})(?=/)")
# "iPhone 6, 6s and 7 Plus": the further numbers are phones too.
_NEXT_APPLE = folded(
    r"[ ]?(?:[,，、/&]|and|or|和|或|及)[ ]?(?:the )?"
    r"(?P<model>(?:[5-9]|1[0-9])[sce]?(?![\w:：]|[.:]\d)"
    r"(?:[ ]?(?:Pro[ ]?Max|Pro|Plus|Max|mini))?|XR|XS(?:[ ]Max)?|SE|X(?![A-Za-z]))"
    r"(?![ ]?(?:times?|users?|minutes?|seconds?|days?|years?|people|次|个|台|秒|分钟|天|人))"
)
# A brand in one list with a model, or before 手机: "红米9和荣耀", "OPPO 和 vivo 手机".
_BRAND_LISTED = folded(
    rf"(?:[ ]?[(（][^()（）\n]{{1,30}}[)）])?[ ]?(?:[,，、/&]|and|or|和|与|及"
    rf"|或)[ ]?(?P<brand>{BRANDS})(?![A-Za-z0-9]|[ ]?\d)"
)
_BRAND_RUN = folded(
    rf"(?<![A-Za-z0-9_])(?P<run>(?:{BRANDS})(?:[ ]?(?:[,，、/&]|and|or|和|与|及"
    rf"|或)[ ]?(?:{BRANDS})){{1,8}})"
    r"(?![A-Za-z0-9])(?=[ ]?(?:手机|机型|系列|设备|等|品牌|phones?\b|devices?\b))"
)
_BRAND = folded(rf"(?<![A-Za-z0-9_])(?:{BRANDS})(?![A-Za-z0-9])")
# As a program prints it: "model":"M2101K7AG"
_PRINTED = folded(
    r"[\"'](?:device_?)?model[\"'][ ]?[:=][ ]?[\"'](?P<device>[A-Za-z][\w ,.-]{2,30})[\"']"
)
_EMULATOR = folded(
    r"(?<![A-Za-z])(?:Android |iOS )?(?:emulator|simulator)(?=(?:'s)? (?:OS|with|running|version"
    r"|API|\())"
    r"|(?<=\bmy )i(?:Phone|Pad)(?![\w ]?\d)"
    r"|(?<=[用在] )(?:模拟器)|(?<=[用在])模拟器(?=上|中|里|运行|测试)"
)
# What parts a field: "Gionee P10m Android 8.1" names a device, and then its system.
_BETWEEN = folded(
    rf"[,，、;；\n|&和]|等(?=手机|机型|品牌|设备|$)[^\n,，、]{{0,4}}"
    rf"| and | or | [/–-] |(?P<system>[ (（](?:{OS_NAMES})[ ]?v?\d[\w.]{{0,12}})"
)
# "running on Android 8.1" names no device.
_BEFORE_SYSTEM = folded(rf"\d|^(?:{BRANDS})")
_REAL = folded(r"(?:真机|实体机|(?:real|physical) (?:device|phone))[ :：]{1,3}(?=\S)")
_NUMBERED = cased(r"[ \t>]{0,8}\d{1,2}[.)、]")
_PLACEHOLDER = folded(
    r"(?:not|any|all|every|each|various|multiple|many|both|most|other)\b.*|n/?a|none|no|yes"
    r"|unknown|(?:real|physical|actual) (?:device|phone)s?|真机"
    r"|todo|-+|\.+|(?:安卓|苹果|鸿蒙)?手机|电脑|笔记本|台式机"
    r"|.*(?:部分|所有|各种|多款)(?:机型|手机)"
    r"|(?:所有|任意|全部|多个?|各种|不限|均|都|无).*|android|ios|phone|mobile|desktop|pc|web"
    r"|etc\.?|等等?"
)
_NOT_A_MODEL = folded(
    rf"(?<![A-Za-z])(?:{OS_NAMES})[ ]?\d|\bAPI[ ]?\d\d|^(?:{OS_NAMES})\b(?! ?(?:emulator"
    rf"|simulator|模拟器))|^[vV]?\d+(?:\.\d+)+|^\d{{1,2}}$"
    rf"|\b(?:version|sdk|chrome|firefox|safari|browser)\b"
    r"|版本|系统|浏览器|https?:"
)


def devices(document: Document) -> list[Found]:
    """Return device names as written, without those said to work."""
    found = [
        one
        for entry in document.of_kind("device", "device_os")
        for one in _in_field(document, entry)
    ]  # fmt: skip
    printed: list[int] = []
    for match in first(_FINGERPRINT, document.affected):
        start, end = match.span("device")
        printed.append(document.text.count("\n", 0, start))
        found.append(Found(value=match["device"], start=start, end=end, rule="build fingerprint"))
    found += [
        Found(value=match[0], start=match.start(), end=match.end(), rule="model name")
        for match in first(_NAMED, document.affected)
        # The rest of a fingerprint spells the same device once more.
        if not printed or document.text.count("\n", 0, match.start()) not in printed
    ]
    for match in first(_BRAND_MADE, document.affected):
        found.append(_at(document, match.span(match.lastgroup or 0), "brand of the phones"))
    for match in first(_PRINTED, document.affected):
        found.append(_at(document, match.span("device"), "printed by a program"))
    found += [
        _at(document, brand.span(), "brand of the phones")
        for match in first(_BRAND_RUN, document.affected)
        for brand in first(_BRAND, document.affected, *match.span("run"))
    ]
    found += _listed(document, found)
    if not found:
        found = [
            _at(document, match.span(), "emulator") for match in first(_EMULATOR, document.affected)
        ]
    return _distinct(document.text, found)


def _listed(document: Document, found: list[Found]) -> list[Found]:
    """Return what stands in one list behind a device: "iPhone 6, 6s", "红米9和荣耀"."""
    more: list[Found] = []
    for one in found:
        end = one.end
        further = [_BRAND_LISTED]
        if one.value.lower().startswith("iphone"):
            further.append(_NEXT_APPLE)
        for _ in range(MAX_DEVICES):
            tried = (pattern.match(document.affected, end) for pattern in further)
            match = next((match for match in tried if match), None)
            if match is None:
                break
            span = match.span(match.lastgroup or 0)
            more.append(_at(document, span, "listed device"))
            end = span[1]
    return more


def _at(document: Document, span: tuple[int, int], rule: str) -> Found:
    return Found(value=document.text[slice(*span)], start=span[0], end=span[1], rule=rule)


def _in_field(document: Document, entry: Entry) -> list[Found]:
    """Return the parts of a device field that are neither system, version nor placeholder."""
    nested = any(entry.start <= other.at < entry.end for other in document.entries)
    if entry.heading and (nested or document.affected.count("\n", entry.start, entry.end) > 6):  # noqa: PLR2004
        return []  # a section of prose or of further labels, not a field
    if _NUMBERED.match(document.text, entry.at) and any(
        steps.start <= entry.at < steps.end for steps in document.of_kind("steps")
    ):
        return []  # "2. Second device: join the room" is a step
    edges = [entry.start, entry.start]
    systems: list[int] = []
    for match in first(_BETWEEN, document.affected, entry.start, entry.end):
        edges += match.span()
        systems += match.span() if match["system"] else ()
    edges = [*edges[1:], entry.end]
    found: list[Found] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if start in systems:
            continue  # a remark: "Android 12 only"
        if real := _REAL.search(document.affected, start, end):
            start = real.end()  # noqa: PLW2901
        region = trimmed(document.affected, start, end, " \t\r\n[]()（）*-_`\"'.。如")
        literal = document.affected[region.start : region.end]
        if "(" in literal.rpartition(")")[2] and document.affected.startswith(")", region.end):
            region = Region(region.start, region.end + 1)  # "Moto G (2022)"
            literal = document.affected[region.start : region.end]
        if _is_model(literal) and (end not in systems or _BEFORE_SYSTEM.search(literal)):
            one = Found(value=literal, start=region.start, end=region.end, rule="device field")
            found.append(one)
    return found


def _is_model(literal: str) -> bool:
    """Tell whether an unknown name in a device field can be a device: short, and nothing else."""
    if not literal or len(literal) > 40 or len(literal.split()) > 5:  # noqa: PLR2004
        return False
    words = literal.split()
    if len(words) > 2 and literal[0].islower() and not re.search(r"\d", literal):  # noqa: PLR2004
        return False  # the end of a sentence
    if _PLACEHOLDER.fullmatch(literal) or _NAMED.search(literal) or _NOT_A_MODEL.search(literal):
        return False
    return ":" not in literal and "：" not in literal


def _distinct(text: str, found: list[Found]) -> list[Found]:
    """Return each device once, in reading order: the longest name where one contains another.

    In one list, "Spark, Spark 7", they are two devices.
    """
    kept: list[Found] = []
    for one in sorted(
        found,
        key=lambda one: (
            -len(_plain(one.value)),
            one.rule == "device field",
            -one.value.count(" "),
        ),
    ):
        name = _plain(one.value)
        if one.rule == "listed device" and name[:1].isdigit():
            known = any(name == _plain(other.value) for other in kept)
        else:
            words = _words(one.value)
            whole = bool(re.search(r"\d", words))
            known = any(
                words in _words(other.value) or (not whole and name in _plain(other.value))
                for other in kept
                if words == _words(other.value) or not _side_by_side(text, one, other)
            )
        if name and not known:
            kept.append(one)
        if len(kept) >= MAX_DEVICES:
            break
    return sorted(kept, key=lambda one: one.start)


def _side_by_side(text: str, one: Found, other: Found) -> bool:
    """Tell whether two names stand in one list with nothing between them."""
    low, high = sorted(((one.start, one.end), (other.start, other.end)))
    return _LIST_GLUE.fullmatch(text, low[1], high[0]) is not None


_LIST_GLUE = folded(r"\s?(?:[,，、/&]|and|or|和|或|及)\s?(?:and |or )?")


def _words(name: str) -> str:
    """Return the name's words between spaces: "iPhone12" is in "iPhone 12 Pro", no 6 in a 6s."""
    spaced = re.sub(
        r"(?<=[a-z])(?=\d)|(?<=[一-鿿])(?=\w)", " ", re.sub(r"[\W_]+", " ", name.lower())
    )
    return f" {spaced.strip()} "


def _plain(name: str) -> str:
    """Return the comparable name; people misspell Samsung more often than any other brand."""
    plain = re.sub(r"(?:手机|机型|\bphones?|\bdevices?)$", "", name.lower())
    return re.sub(r"s[au][nm]s[au][mn]g", "samsung", re.sub(r"[\W_]", "", plain))
