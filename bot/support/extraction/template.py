"""Issue templates: what the form asked, what was filled in, what is only the form's own text."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import trimmed
from bot.support.extraction.version_shapes import plausible_os
from bot.support.extraction.vocabulary import BROWSERS, OS_NAMES, TOOLS

# What a label asks for; the first that matches wins, so the narrow ones stand first.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, folded(pattern))
    for kind, pattern in (
        ("regression", r"(?:之前|以前|上个|旧|历史)\S{0,4}版本|regression|previous version"),
        ("healthy", (r"\bwork(?:s|ed|ing)?\b.{0,20}version|last (?:known )?good"
                    r"|正常(?:的)?(?:版本|机型)"
                    r"|\b(?:do(?:es)?|did|is|are) ?(?:not|n['’]?t) (?:be )?(?:reproduc|affect)"
                    r"|\bunaffected"
                    r"|(?:不|无法|未)复现的?(?:机型|设备|版本)")),
        ("steps", (r"(?:to|how to|steps?\W{0,2}to) re-?produce|reproduc(?:e|tion|ing)|repro\b"
                  r"|复现|重现|操作步骤|^steps$|^步骤$")),
        ("expected", r"expect|预期|期望|正确结果"),
        ("actual", r"actual|current (?:behaviou?r|result)|observed|实际|当前现象|what happen"),
        ("logs", r"\blogs?\b|console|stack ?trace|screen ?shot|日志|截图|堆栈|crash report|附件"),
        ("tried", r"tried|workaround|attempted|尝试|排查"),
        ("frequency", r"frequen|how often|reproducib|频率|概率|必现|复现率"),
        ("impact", r"impact|launch|影响|上线"),
        ("browser", (rf"^(?![^\n]*\bsdk\b)[^\n]*(?:browser|浏览器)"
                     rf"|^(?:{BROWSERS})(?:[ ]?(?:version|版本))?$")),
        ("build_host", (r"开发环境|开发机|编译环境|编译机|开发(?:操作)?系统"
                       r"|\bbuild (?:machine|host|environment)"
                       r"|\b(?:development|dev|host) (?:machine|os|environment|platform|system)")),
        # "Unity plugin version" is the SDK's, "Flutter SDK version" is Flutter's.
        ("host", (rf"^(?:framework|框架|开发框架|cli|flutter sdk|{TOOLS})"
                 r"(?:[ /,&_-]{0,3}(?:and|or|cli|engine"
                 rf"|framework|platform|doctor|output|info|environment|versions?|ver|版本号?"
                 rf"|{TOOLS}|{OS_NAMES}"
                 r"|\([^\n]{0,30}))*[ *_:：()（）]*$")),
        ("api_level", r"(?:min|target|compile)\w{0,8} ?(?:sdk|api)|sdk ?int"),
        ("sdk_version", (r"(?:sdk|librar|plug-?in|package|server|client|engine|集成包|插件|服务端"
                        r"|im|rtc|chat)\S{0,12}[ _-]?(?:version|版本|ver\b)|\bversions? of\b"
                        r"|affected version|使用版本|^当前版本")),
        ("device_os", (r"(?:devices?|phone|emulator|机型|设备).{0,24}?(?:\band|[/&+,，、和及])"
                      r".{0,8}?"
                      r"(?:\bos\b|operating system|系统)")),
        ("os", (r"\b(?:os|operating system|system(?! error))\b|系统"
                r"|^(?:iphone|ipad)\b[^\n]{0,16}\b(?:version|版本)$"
                r"|^(?:android )?api (?:level|version)$|^(?:device|phone|设备|手机"
                r"|机型)[ ]?(?:android|ios)[ ]?(?:version|版本)|^(?:android|ios|ipados|harmonyos"
                r"|macos"
                r"|miui"
                r"|windows|安卓|鸿蒙)(?![a-z])(?![^\n]*(?:device|phone|model|机型|设备))"
                r"[ /\w]{0,20}(?:version|版本|系统)?$")),
        ("device", r"\bdevices?\b|\bphone\b|\bmodel\b|机型|设备|型号|手机|hardware"),
        ("sdk", r"^(?:sdk|集成包|package|library|plugin|product|产品|组件)(?![a-z])"),
        ("version", r"^(?:version|版本|版本号|ver)(?![a-z])"),
        ("project", (r"^(?:(?:your|our|my|console) )*(?:project|app(?:lication)?)"
                    r"(?:[ ]?(?:/|or|and)[ ]?(?:project|app(?:lication)?))?(?:[ -]?name)?"
                    r"(?:[ ]?[(（].*)?$|^name of (?:the |your |our )?(?:project|app(?:lication)?)$"
                    r"|^(?:控制台)?(?:项目|应用|app)(?:[ ]?[/或][ ]?(?:项目|应用|app))?"
                    r"(?:(?:名称?|名字)为?)?(?:[ ]?[(（].*)?$")),
        ("platform", r"platform|平台|^(?:客户端|终端|端)$"),
        ("description", r"describe|description|summary|bug\b|问题描述|问题现象|现象|描述|问题"),
    )
)  # fmt: skip
_LABEL = cased(
    r"^[ \t>]{0,8}(?:"
    r"\#{1,6}[ \t]{1,8}(?P<heading>[^\n]{1,160})$"
    r"|(?:[-+*]{1,2}"
    r"|\d{1,2}[.)、])?[ \t]{0,4}\*\*(?P<bold>[^*\n]{1,100})\*\*[ \t]{0,4}[:：]?(?P<after_bold>)"
    r"|[-+*]{0,2}[ \t]{0,4}【(?P<square>[^】\n]{1,60})】[ \t]{0,4}[:：]?(?P<after_square>)"
    r"|(?:\|[ \t]{0,8})?(?P<cell>[^|\n:：]{1,60})\|(?P<after_cell>)"
    # GitHub's own form, filled in without its brackets: "- OS: iOS", "- Version 14.6"
    r"|[-*][ \t]{1,2}(?P<item>OS|Browser|Version|Device)(?=[ \t]{1,2}[\[vV\d])(?P<after_item>)"
    r"|(?:[-+*•]|\d{1,2}[.、)])?[ \t]{0,4}(?P<plain>[^:：\n|`'\"{}]{1,60}?)[ \t]{0,4}[:：](?!//)"
    r"(?P<after_plain>)"
    r")"
)
# "harbor-map-kit version": a name that is no system, tool, browser or app is the SDK's.
# The head of a form of its own: "【iOS】-【4.6.10】【crash】".
_SLOT = folded(
    r"^[ \t]{0,4}(?P<of>【[^】\n]{1,24}】)[ ]?[-—–][ ]?【(?P<version>[ ]?v?\d[^】\n]{1,30})】"
)
_SDK_STATED = folded(r"sdk[^\n\d]{0,6}\d{1,2}\.\d")
_NAMED_VERSION = folded(
    rf"^(?!.{{0,40}}(?:(?<![a-z])(?:{OS_NAMES}|{BROWSERS}|(?:{TOOLS})(?=[ _-]?(?:ver|版本))"
    rf"|app|application|api|os|compiler|protocol"
    r"|firmware|kernel|driver|min|target|minimum|last|previous|report|file|format|other|what"
    r"|which)(?![a-z])|应用|系统|固件|客户端"
    r"|浏览器|正常|之前|旧|老版|新版))"
    r"[\w@./ -]{2,40}?[ _-]?(?:version|版本号?)[ *_:：()（）]*$"
)
_VAGUE = frozenset({"description", "platform", "device"})
_ANY_KIND = folded("|".join(f"(?:{kind.pattern})" for _, kind in _KINDS))
# A second label on the same line: "SDK 版本：4.2.1 机型：小米 10".
_INLINE = folded(
    r"[\s,;，；。、|](?P<label>(?:sdk|系统|os|system|device|platform|手机|设备|browser|浏览器)"
    r"[ \t]?(?:version|版本|型号|model|name|ver)?|机型|版本号?|平台"
    r"|(?:expected|actual|期望|预期|实际)(?: ?(?:results?|behaviou?r|结果|现象|表现))?)"
    r"[ \t]{0,3}[:：]"
)
# "- Model:" with "- System: ..." on the next line has nothing below it.
_NEXT_ITEM = cased(r"^([ \t>]{0,8}[-*+•][ \t][^\n]{0,200}\n)[ \t>]{0,8}[-*+•][ \t]")
_COMMA = cased(r"[，。；;]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A label and its value; `block` numbers the heading above, so that siblings share it."""

    kind: str
    label: str
    at: int  # where the label itself begins
    start: int
    end: int
    heading: bool
    block: int


@dataclass(frozen=True, slots=True)
class _Label:
    text: str
    kind: str
    start: int
    value_start: int
    # "line": its value stands beside it. "weak": below it, up to the next known label.
    # "part": inside a line of prose, up to the comma.
    # "strong": a marked heading, its value runs to the next marked heading.
    reach: str


def kind_of(label: str) -> str:
    """Return what a label asks for, or "" when it is no label that we know."""
    plain = label.strip(" \t*_#[]【】-:：()（）")
    if not _ANY_KIND.search(plain):
        return "named_version" if _NAMED_VERSION.search(plain) else ""
    kind = next(kind for kind, pattern in _KINDS if pattern.search(plain))
    return "named_version" if kind in _VAGUE and _NAMED_VERSION.search(plain) else kind


def entries(text: str) -> tuple[Entry, ...]:
    """Return the filled and unfilled labels of a form, in order, with the place of their values."""
    labels = _labels(text)
    strong = [label.start for label in labels if label.reach == "strong"]
    known = [label.start for label in labels if label.kind or label.reach == "strong"]
    found: list[Entry] = []
    for label in labels:
        if not label.kind:
            continue
        stops = strong if label.reach == "strong" else known
        later = bisect_right(stops, label.start)
        stop = stops[later] if later < len(stops) else len(text)
        if label.reach in {"line", "part"}:
            stop = min(stop, _line_end(text, label.value_start))
        if label.reach == "weak" and (item := _NEXT_ITEM.search(text, label.start, stop)):
            stop = min(stop, item.end(1))
        if label.reach == "part" and (comma := _COMMA.search(text, label.value_start, stop)):
            stop = comma.start()
        start, end = trimmed(text, label.value_start, max(stop, label.value_start), " \t\r\n*|")
        block = bisect_right(strong, label.start)
        found.append(
            Entry(
                label.kind,
                label.text.strip(),
                label.start,
                start,
                end,
                label.reach not in {"line", "part"},
                block,
            )
        )
    slots = [_slot(text, at) for at in first(_SLOT, text)]
    taken = {slot.at for slot in slots}
    return (*slots, *(one for one in found if one.at not in taken))


def _slot(text: str, head: re.Match[str]) -> Entry:
    """Return the second slot of a form's head: the SDK's, or the system's beside a stated SDK."""
    of = head["of"].strip("【】 ")
    system = plausible_os(of, head["version"]) and _SDK_STATED.search(text, head.end())
    kind = "os" if system and re.fullmatch(OS_NAMES, of, re.IGNORECASE) else "sdk_version"
    return Entry(kind, of, head.start(), *head.span("version"), heading=False, block=0)


def _labels(text: str) -> list[_Label]:
    labels: list[_Label] = []
    for match in first(_LABEL, text):
        name = (match.lastgroup or "").removeprefix("after_")
        value_start, line_end = match.end(), _line_end(text, match.end())
        label = match[name]
        marked = name in {"heading", "bold"}
        if name == "heading" and (colon := re.search(r"[:：]", label)):
            value_start = match.start(name) + colon.end()
            label = label[: colon.start()]
        at = match.start()
        if comma := name == "plain" and label.rfind("，") + 1:
            at, label = match.start(name) + comma, label[comma:]
        beside = text[value_start:line_end].strip(" \t\r*:：-|")
        reach = "part" if comma else "line" if beside else "strong" if marked else "weak"
        kind = kind_of(label) if name not in {"plain", "cell"} or _is_short(label) else ""
        labels.append(_Label(label, kind, at, value_start, reach))
        if reach in {"line", "part"}:
            labels += [
                _Label(inner["label"], kind_of(inner["label"]), inner.start(), inner.end(), "part")
                for inner in first(_INLINE, text, value_start, line_end)
            ]
    return labels


def _is_short(label: str) -> bool:
    """Tell a label from the start of a sentence: "Then do this on the other device:" is none."""
    return len(label.split()) <= 5 and len(re.findall(r"[一-鿿]", label)) <= 9  # noqa: PLR2004


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end
