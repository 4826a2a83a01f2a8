"""Reproduction steps, expected and actual result, and whether the steps say anything."""

from collections.abc import Iterator
from itertools import islice

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.regions import Region, blank, trimmed

_NUMBERED = folded(r"^[ \t>*-]{0,8}(?:step ?)?\(?\d{1,2}[.、)）:：][^\n]{3}[^\n]{0,600}")
_BULLET = cased(r"^[ \t]{0,8}[-*•][ \t][^\n]{6}")
# A section that is filled in only to say that there are no steps.
_NO_STEPS = folded(
    r"^\W{0,6}(?:n/?a|none|no|nothing|unknown|not sure|idk|无|没有|暂无|未知|不清楚|不详)\W*$"
    r"|\bno steps\b|\bby chance\b|\b(?:sudden(?:ly)?|random(?:ly)?|sporadic(?:ally)?"
    r"|intermittent(?:ly)?)\b"
    r"|\b(?:can ?not|can'?t|could ?n[o']t|couldn'?t|unable to|not able to|don'?t know how to"
    r"|hard to|difficult to"
    r"|haven'?t been able to)\b.{0,16}\brepro"
    r"|not (?:sure how to )?reproduc|no (?:clear|known|reliable|idea how)"
    r"|(?:无法|没法|不能|未能|难以|没有?|不知道?(?:如何|怎么)?)(?:稳定)?(?:本地)?(?:复现|重现)"
    r"|偶现|随机出现"
    r"|未(?:发现|复现|能复现)"
)
# Words by which a narrator ties the failure to something done.
_ACTION = folded(
    r"\b(?:when(?:ever)?|after|while|once|before|if|upon|during|as soon as|every time"
    r"|try(?:ing)?|tried"
    r"|by \w{3,12}ing|calling|us(?:e|es|ing)|(?:i|we) (?:call|open|join|click|tap|press|start"
    r"|run|set|send"
    r"|enable|disable|switch|connect|create|leave|add|publish|subscribe|install|upgrade|update"
    r"|build)(?:ed|d)?"
    r"|reproduc(?:e[sd]?|ible) (?:on|in|by|with|using|it|this)|works? (?:the same|as|like))\b"
    r"|按照|按(?:文档|说明|教程)|调用|使用|用了|点击|点开|进入|打开|退出|切换|登录|登陆|发送"
    r"|接收|加入|离开|升级|更新|安装"
    r"|初始化|设置|开启"
    r"|关闭|拉取|获取|集成|导入|引入|打包|运行|编译|连接|重连|接听|拨打|挂断|推送|上传|下载|订阅"
    r"|推流|拉流|会出现|杀(?:掉|死|进程|后台)|[通会]话中"
    r"|的时候|之后|以后|时[,，候 ]|后|如果|一旦|每次"
)
# What a title needs to tell it by itself: a short one only names the problem.
_WHEN = folded(
    r"\b(?:when(?:ever)?|after|while|once|if|upon|during|as soon as|every time)\b"
    r"|的时候|之后|以后|时|后|过程中|期间|如果|一旦|每次|调用|使用"
)
_SHORT_TITLE = 16
# "I have already set the key": what was done right, not how it breaks.
_ALREADY = folded(
    r"^\W*(?:i|we)(?:'ve| have)? already\b|^\W*(?:i|we) (?:get|got|see) (?:the|this) following"
)
# "Pixel 8. Steps: 1. open 2. join", "the steps: first join, then …" in the middle of a line.
_BESIDE = folded(
    r"(?:(?<!next )\b(?:repro(?:duction)? )?steps(?: to reproduce)?|步骤(?:如下|是)?)[ \t]?[:：]"
    r"(?P<steps>[^\n]{4,600})"
)
_MOST_NARRATED = 6  # sentences
_SENTENCE = cased(r"[^\n。！？!?]{4,600}")


def reproduction_steps(document: Document) -> list[Found]:
    """Return the text that tells how to get there: a steps section, a list, or a line of them."""
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
    beside = _BESIDE.search(document.told)
    if beside is None or _is_empty(beside["steps"]):
        return []
    region = trimmed(document.text, *beside.span("steps"))
    value = document.text[region.start : region.end]
    return [Found(value=value, start=region.start, end=region.end, rule="steps beside")]


def repro_steps_present(document: Document, steps: list[Found]) -> list[Found]:
    """Return the evidence that the report tells how the failure comes about.

    A developer who narrates ("after login, X") has told it; a bare stack trace has not, and a
    steps section that says "random" has said that there are none.
    """
    if steps:
        return [_evidence(document, steps[0].start, steps[0].end, "steps told")]
    asked = [document.told[one.start : one.end] for one in document.of_kind("steps")]
    if any(_NO_STEPS.search(answer) for answer in asked):
        return []
    narrated = islice(_narration(document), _MOST_NARRATED)
    return [_evidence(document, *one, "narrated") for one in narrated]


def results(document: Document, kind: str) -> list[Found]:
    """Return what stands under "expected" or "actual"."""
    found: list[Found] = []
    for entry in document.of_kind(kind):
        region = trimmed(document.filled, entry.start, entry.end)
        value = document.text[region.start : region.end]
        found.append(Found(value=value, start=region.start, end=region.end, rule=f"{kind} section"))
    return found[:3]


def _narration(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the sentences of running text: no log, no code, no expected result, no form field.

    The title names the problem; it narrates only when it also says when ("crash after login").
    """
    labels = [Region(one.at, one.start) for one in document.entries]
    silent = [
        Region(one.at, one.end)
        for one in document.entries
        if one.kind in _NOT_NARRATION and one.at >= document.title.end
    ]
    narrated = blank(document.told, [one for one in (*labels, *silent) if one.end > one.start])
    for match in _SENTENCE.finditer(narrated):
        said = match[0].strip()
        in_title = match.start() < document.title.end
        names_only = in_title and len(said) < _SHORT_TITLE
        if not said or names_only or _NO_STEPS.search(said) or _ALREADY.search(said):
            continue
        if (_WHEN if in_title else _ACTION).search(said):
            yield match.span()


_NOT_NARRATION = frozenset(
    {"expected", "sdk_version", "os", "device", "logs", "sdk", "version", "named_version",
     "platform", "browser", "host", "regression", "healthy", "api_level"}
)  # fmt: skip


def _is_empty(value: str) -> bool:
    plain = value.strip()
    listed = len(_NUMBERED.findall(plain)) >= 2 or len(_BULLET.findall(plain)) >= 2  # noqa: PLR2004
    return len(plain) < 4 or (not listed and len(plain) < 200 and bool(_NO_STEPS.search(plain)))  # noqa: PLR2004


def _evidence(document: Document, start: int, end: int, rule: str) -> Found:
    region = trimmed(document.text, start, end)
    line = document.text[region.start : region.end].split("\n", 1)[0]
    return Found(value=line[:160], start=region.start, end=region.end, rule=rule)
