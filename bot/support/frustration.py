"""How frustrated a message sounds, read by plain rules, with the marks that it stands on.

Rules and not a model: whoever is called must be able to see why. What is found is named by the words
of this file, never by the developer's own, so that it can be stored beside the decision.
"""

from __future__ import annotations

import re

from bot.support.models import Model


class Frustration(Model):
    """`score` is between 0 (calm) and 1; `marks` are what it stands on, strongest first."""

    score: float = 0.0
    marks: tuple[str, ...] = ()


_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
# A line of a log, of a trace or of code: its signs and its "still failing" are not a person's.
_MACHINE = re.compile(
    r"^\s*(?:\d{4}-\d\d-\d\d|\d\d[:-]\d\d[: ]|\[?(?:ERROR|WARN|INFO|DEBUG|FATAL)\b|at\s+\w+[.(]"
    r"|[EWIDV]/\w|[A-Z]\w*(?:Error|Exception)\b|>|//|#include|.*[;{}]\s*$)",
    re.MULTILINE,
)
_URL = re.compile(r"https?://\S+")

_STRONG, _PLAIN, _WEAK = 0.7, 0.5, 0.3
# What people ask about such things ("how do I show a third time zone") is no mood of theirs.
_MARKS: tuple[tuple[str, float, str], ...] = (
    ("this is ridiculous", _STRONG, (r"\b(?:this|it)(?:'s|\s+is)\s+(?:just\s+|so\s+|absolutely\s+)?"
     r"(?:ridiculous|unacceptable|a\s+joke|insane|a\s+disgrace|outrageous)\b")),
    ("fed up", _STRONG, (r"\b(?:fed\s+up|sick\s+of|sick\s+and\s+tired|had\s+enough\s+of|losing\s+(?:my\s+)?patience"
     r"|(?:so|really|very|extremely)\s+frustrat(?:ed|ing)|i(?:'m|\s+am)\s+frustrated)\b")),
    ("useless", _STRONG, (r"\b(?:you(?:r\s+\w+)?|this|the)\s+(?:bot|support|answers?|docs?|documentation|sdk)?\s*"
     r"(?:is|are)\s+(?:completely\s+|totally\s+|absolutely\s+)?useless\b")),
    ("waste of time", _STRONG, r"\bwast(?:e|ed|ing)\s+(?:of\s+)?(?:my|our|your)?\s*(?:time|days|hours)\b"),
    ("third time", _STRONG, (r"\b(?:(?:this|that|it)(?:'s|\s+is|\s+was)\s+(?:already\s+|now\s+)?(?:the|my|our)"
     r"|(?:ask|asked|asking|tell|told|telling|report\w*|writ\w+|post\w*|say\w*|said|explain\w*)\b[^.?!\n]{0,30})"
     r"\s+(?:third|3rd|fourth|4th|fifth|5th|umpteenth|hundredth)\s+time\b(?!\s*(?:zone|out|stamp))")),
    ("how many times", _STRONG, r"\bhow\s+many\s+(?:more\s+)?times\s+(?:do|must|should|will)\s+(?:i|we)\s+(?:have\s+to|need\s+to|must|say|ask|tell|explain)"),
    ("nobody answers", _STRONG, (r"\b(?:nobody|no\s+one|no-one)\s+(?:is\s+)?(?:answers?|answering|replies|replied|replying|responds?|responding|helps?|helping|cares)\b"
     r"(?!\s+(?:the\s+)?(?:call|invite|invitation|phone|ring))")),
    ("still not working", _PLAIN, r"\bstill\s+(?:(?:does|do|is|are)(?:n't|\s+not)\s+work\w*|not\s+working|no\s+(?:answer|reply|response|help|solution|fix)|broken|waiting\s+for\s+(?:an?\s+)?(?:answer|reply|response|help))\b"),
    ("for days", _PLAIN, (r"\b(?:been\s+(?:waiting|stuck|asking|trying)\b[^.?!\n]{0,30}\b(?:for|since)"
     r"|(?:waiting|stuck)\s+for)\s+(?:\w+\s+)?(?:days|weeks|hours|months|yesterday|last\s+week)\b")),
    ("already said that", _PLAIN, r"\b(?:i|we)(?:'ve|\s+have)?\s+(?:already|just)\s+(?:told|said|explained|answered|tried)\s+(?:you\s+|all\s+)?(?:that|this|so|it|everything)\b"),
    ("again and again", _PLAIN, (r"\b(?:again\s+and\s+again|over\s+and\s+over|yet\s+again|once\s+again\s+the\s+same)\b"
     r"(?=[^.?!\n]{0,40}(?:[!?]|\b(?:fail|break|same|ask|crash|wrong)))")),
    ("swearing", _STRONG, r"\b(?:wtf|ffs|damn\s+(?:it|thing|sdk)|(?:this|your|the)\s+(?:\w+\s+)?(?:crap|shit|bullshit))\b"),
    ("第三次", _STRONG, r"(?:第[三四五六七八九十]|第\s?[3-9]\s?|好几|无数)次(?:了|问|反馈|提问|遇到|找你|联系)"),
    ("问了很多遍", _STRONG, r"(?:问|说|反馈|讲|提)(?:了|过)(?:很多|好多|多少|好几|无数|[三四五六七八九十几])(?:遍|次)"),
    ("没人理", _STRONG, (r"没(?:有)?人(?:理会?|管|搭理)(?:我|了|啊|吗|[，。！？!?\s]|$)|没(?:有)?人(?:回复|答复|回应|帮)我"
     r"|(?:一直|怎么|为什么|都|还是|还)(?:都)?没(?:有)?人(?:回复?|答复|处理|解决|响应|跟进)")),
    ("太离谱", _STRONG, r"太离谱|离谱|太差(?:劲|了)|什么(?:破|垃圾|烂)|垃圾(?:sdk|产品|文档|服务|客服)|受不了|(?:真|太|实在|很)无语|无语了|忍无可忍|气死|我(?:真的?|都|快)?要?崩溃了|坑爹|浪费(?:我|我们|大家)?(?:的)?时间"),
    ("太慢了", _PLAIN, r"(?:回复|响应|处理|客服|支持|你们)[^。？！\n]{0,6}太慢|太慢了吧|等了(?:好久|很久|半天|[一二三两几\d]+\s?(?:个)?(?:天|小时|星期|周|月))"),
    ("还是不行", _PLAIN, r"(?:还是|依然|仍然|依旧|照样)(?:不行|不能用|用不了|没用|不好使|没解决|没有解决|解决不了|没反应|报同样)(?!时|的话|的时候|的情况)"),
    ("到底", _WEAK, r"到底[^。\n]{0,20}(?:[？?]{2,}|[！!]|吗|啊|呢|能不能|行不行|有没有人|怎么回事)"),
    ("urgent tone", _WEAK, r"\b(?:seriously|come\s+on)\s*[?!]{1,}|\bplease\b[^.?!\n]{0,30}\b(?:anyone|somebody|someone)\b[^.\n]{0,20}[?!]"),
)  # fmt: skip
_READ = tuple((name, weight, re.compile(seen, re.IGNORECASE)) for name, weight, seen in _MARKS)
_SIGNS = re.compile(r"[!?！？]{2,}(?![\w.(\[)\]])")  # not `map[key]!!.size`
_SHOUTED = re.compile(r"\b[A-Z]{2,}(?:'[A-Z]+)?\b(?:[ ,]+\b[A-Z]{2,}(?:'[A-Z]+)?\b){3,}")
_SAID_ALOUD = re.compile(
    r"\b(?:WHY|STILL|NOT|THE|THIS|PLEASE|HELP|YOU|YOUR|MY|CAN'T|DOESN'T|NOBODY)\b"
)
_MANY_SIGNS = 3  # in a row
_LONGEST = 20_000  # characters that are read


def read_frustration(text: str) -> Frustration:
    """Read one message, English or Chinese. Marks add up: two plain ones weigh as a strong one."""
    said = _own_words(text[:_LONGEST])
    found = [(weight, name) for name, weight, seen in _READ if seen.search(said)]
    found += _signs(said)
    found.sort(key=lambda mark: -mark[0])
    calm = 1.0
    for weight, _ in found:
        calm *= 1 - weight
    return Frustration(score=round(1 - calm, 3), marks=tuple(name for _, name in found))


def _own_words(text: str) -> str:
    """The text without code, addresses and lines that a machine wrote."""
    text = _URL.sub(" ", _CODE.sub(" ", text))
    return "\n".join(line for line in text.splitlines() if not _MACHINE.match(line))


def _signs(text: str) -> list[tuple[float, str]]:
    """`!!!`, `???`, `?!` and words in capitals; one pair of signs alone says little."""
    found: list[tuple[float, str]] = []
    runs = [match[0] for match in _SIGNS.finditer(text)]
    if any(len(run) >= _MANY_SIGNS for run in runs) or len(runs) > 1:
        found.append((_PLAIN, "!!!" if any("!" in run or "！" in run for run in runs) else "???"))
    elif runs:
        found.append((_WEAK, "?!" if len(set(runs[0])) > 1 else runs[0][0] * 2))
    shouted = _SHOUTED.search(text)
    if shouted and _SAID_ALOUD.search(shouted[0]):
        found.append((_PLAIN, "capitals"))
    return found
