"""Reproduction steps, expected and actual result, and whether the steps say anything."""

from collections.abc import Iterator

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.regions import Region, trimmed

_NUMBERED = folded(r"^[ \t>*-]{0,8}(?:step ?)?\(?\d{1,2}[.、)）:：][^\n]{3,}$")
_BULLET = cased(r"^[ \t]{0,8}[-*•][ \t]+[^\n]{6,}$")
# A section that is filled in only to say that there are no steps.
_NO_STEPS = folded(
    r"^\W{0,6}(?:n/?a|none|no|nothing|unknown|not sure|idk|无|没有|暂无|未知|不清楚|不详)\W*$"
    r"|\bno steps\b|\b(?:sudden(?:ly)?|random(?:ly)?|sporadic(?:ally)?|intermittent(?:ly)?)\b"
    r"|\b(?:can ?not|can'?t|could ?n[o']t|couldn'?t|unable to|not able to|don'?t know how to|hard to|difficult to"
    r"|haven'?t been able to)\b.{0,16}\brepro"
    r"|not (?:sure how to )?reproduc|no (?:clear|known|reliable|idea how)"
    r"|(?:无法|没法|不能|未能|难以|没有?|不知道?(?:如何|怎么)?)(?:稳定)?(?:本地)?(?:复现|重现)|偶现|随机出现"
    r"|未(?:发现|复现|能复现)"
)
# Words by which a narrator ties the failure to something done.
_ACTION = folded(
    r"\b(?:when(?:ever)?|after|while|once|before|if|upon|during|as soon as|every time|by (?:using|calling|\w+ing)"
    r"|try(?:ing)?|tried|call(?:s|ed|ing)?|us(?:e|es|ed|ing)|click\w*|tap\w*|press\w*|open\w*|join\w*|start\w*"
    r"|run(?:ning)?|set(?:ting)?|switch\w*|enabl\w*|disabl\w*|creat\w*|initiali[sz]\w*|send\w*|sent|receiv\w*"
    r"|connect\w*|upgrad\w*|updat\w*|install\w*|build\w*|import\w*|add(?:ed|ing)?|implement\w*|publish\w*"
    r"|subscrib\w*|leav\w*|return\w*|works? (?:the same|as|like))\b"
    r"|调用|使用|用了|点击|点开|进入|打开|退出|切换|登录|登陆|发送|接收|加入|离开|升级|更新|安装|初始化|设置|开启"
    r"|关闭|拉取|获取|集成|导入|引入|打包|运行|编译|连接|重连|接听|拨打|挂断|推送|上传|下载|订阅|推流|拉流|会出现"
    r"|的时候|之后|以后|时[,，候 ]|后[,，]|后|如果|一旦|每次"
)
_SENTENCE = cased(r"[^\n。！？!?]{4,600}")


def reproduction_steps(document: Document) -> list[Found]:
    """Return the text that tells how to get there: a steps section, or else a numbered list."""
    for entry in document.of_kind("steps"):
        region = trimmed(document.filled, entry.start, entry.end)
        value = document.text[region.start : region.end]
        if not _is_empty(document.told[region.start : region.end]):
            return [Found(value=value, start=region.start, end=region.end, rule="steps section")]
    numbered = [match.span() for match in _NUMBERED.finditer(document.told)]
    if len(numbered) >= 2:  # noqa: PLR2004 - one numbered line is no list
        start, end = numbered[0][0], numbered[-1][1]
        region = trimmed(document.text, start, end)
        value = document.text[region.start : region.end]
        return [Found(value=value, start=region.start, end=region.end, rule="numbered list")]
    return []


def repro_steps_present(document: Document, steps: list[Found]) -> list[Found]:
    """Return the evidence that the report tells how the failure comes about.

    A developer who narrates ("after login, X") has told it; a bare stack trace has not, and a
    steps section that says "random" has said that there are none.
    """
    if steps:
        return [_evidence(document, steps[0].start, steps[0].end, "steps told")]
    asked = document.of_kind("steps")
    if any(_is_empty(document.told[one.start : one.end]) for one in asked):
        return []
    for start, end in _narration(document):
        if _ACTION.search(document.told, start, end):
            return [_evidence(document, start, end, "narrated")]
    return []


def results(document: Document, kind: str) -> list[Found]:
    """Return what stands under "expected" or "actual"."""
    found: list[Found] = []
    for entry in document.of_kind(kind):
        region = trimmed(document.filled, entry.start, entry.end)
        value = document.text[region.start : region.end]
        found.append(Found(value=value, start=region.start, end=region.end, rule=f"{kind} section"))
    return found[:3]


def _narration(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the sentences of running text: no log, no code, no expected result, no form field."""
    skipped = [
        Region(one.start, one.end)
        for one in document.entries
        if one.kind in _NOT_NARRATION and one.end > one.start
    ]
    for match in _SENTENCE.finditer(document.told):
        if not match[0].strip() or _NO_STEPS.search(match[0]):
            continue
        if any(region.start <= match.start() < region.end for region in skipped[:40]):
            continue
        yield match.span()


_NOT_NARRATION = frozenset(
    {"expected", "sdk_version", "os", "device", "logs", "sdk", "version", "platform", "browser",
     "host", "regression", "healthy", "api_level"}
)  # fmt: skip


def _is_empty(value: str) -> bool:
    plain = value.strip()
    listed = len(_NUMBERED.findall(plain)) >= 2 or len(_BULLET.findall(plain)) >= 2  # noqa: PLR2004
    return len(plain) < 4 or (not listed and len(plain) < 200 and bool(_NO_STEPS.search(plain)))  # noqa: PLR2004


def _evidence(document: Document, start: int, end: int, rule: str) -> Found:
    region = trimmed(document.text, start, end)
    line = document.text[region.start : region.end].split("\n", 1)[0]
    return Found(value=line[:160], start=region.start, end=region.end, rule=rule)
