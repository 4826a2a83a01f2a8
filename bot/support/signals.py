"""What a message asks for, read by plain rules: a person, a visit, or help with which symptom.

Rules and not a model: they must be explainable to the person who was (not) escalated, and hold
without a model. Each list is short on purpose; a miss still leaves the buttons.
"""

from __future__ import annotations

import re
from enum import StrEnum

from bot.support.frustration import read_frustration
from bot.support.models import Model


class Symptom(StrEnum):
    """The kind of problem; keys of `details` in the policy. HOW_TO needs no details."""

    HOW_TO = "how_to"
    CRASH = "crash"
    ERROR = "error"
    QUALITY = "quality"
    CONNECTION = "connection"
    MESSAGING = "messaging"
    DEFECT = "default"


class Signals(Model):
    """What the text says about the wish behind it."""

    wants_person: bool = False
    wants_visit: bool = False
    launch_at_risk: bool = False
    symptom: Symptom = Symptom.HOW_TO
    frustration: float = 0.0  # 0 to 1
    frustration_marks: tuple[str, ...] = ()  # what it stands on, in our words

    @property
    def is_problem(self) -> bool:
        return self.symptom is not Symptom.HOW_TO


_PERSON = re.compile(
    r"\b(?:talk|speak|connect|transfer|escalate|hand)\b[^.?!\n]{0,30}"
    r"\b(?:human|person|someone|agent|engineer|support|specialist)\b"
    r"|\b(?:real|actual|live)\s+(?:human|person|agent)\b"
    r"|\b(?:need|want)\s+(?:a|an|some)\s+(?:human|person|agent|engineer|specialist)\b"
    r"|人工客服|转人工|找人工|真人|(?:联系|找)(?:一下|个|位)?(?:人工|客服|技术支持|工程师)",
    re.IGNORECASE,
)
_VISIT = re.compile(
    r"\bon-?\s?site\b[^.?!\n]{0,40}\b(?:visit|support|engineer|help|specialist|service)\b"
    r"|\b(?:visit|engineer|specialist|someone)\b[^.?!\n]{0,40}\bon-?\s?site\b"
    r"|\b(?:send|dispatch)\b[^.?!\n]{0,20}\b(?:engineer|specialist|someone)\b"
    r"|\bcome\s+to\s+our\s+office\b|上门|到现场|来现场|现场支持|驻场|派(?:人|工程师)",
    re.IGNORECASE,
)
# A question about visits ("do you offer…", "how much") is answered from the pages, not booked.
_ABOUT_VISITS = re.compile(
    r"\b(?:do|does|can|could)\s+(?:you|your\s+\w+|brightwire)\s+(?:offer|provide|have|charge)\b"
    r"|\b(?:how\s+much|what|which|when|how)\b[^.?!\n]{0,40}\bon-?\s?site\b"
    r"|(?:是否|能否|有没有)(?:提供|支持)|多少钱|怎么收费|如何收费|什么是",
    re.IGNORECASE,
)
_LAUNCH = re.compile(
    r"\b(?:launch|go(?:es|ing)?\s+live|release|ship|event)\w*\b[^.?!\n]{0,30}"
    r"\b(?:today|tonight|tomorrow|this\s+week|in\s+\d+\s+(?:hours?|days?))\b"
    r"|\b(?:today|tonight|tomorrow)\b[^.?!\n]{0,30}\b(?:launch|go(?:es|ing)?\s+live|release)\w*"
    r"|(?:今天|今晚|明天|明早|本周|马上)[^。？！\n]{0,12}(?:上线|发布|开服|直播)"
    r"|(?:上线|发布|开服)[^。？！\n]{0,8}(?:在即|前夕)",
    re.IGNORECASE,
)
# A short question that opens like this asks how something is done, whatever words it mentions.
_HOW_TO = re.compile(
    r"\s*(?:hi|hello|hey)?[,\s]*(?:how\s+(?:do|can|to|should|does|long|many|much|is|are)|what(?:'s|\s+(?:is|are|does))"
    r"|where|which|is\s+(?:it|there)|are\s+there|does|do\s+you|can\s+(?:i|we|you)|could\s+(?:i|we|you))\b"
    r"|\s*(?:你好|您好|请问)?[，,\s]*(?:如何|怎么(?!.{0,12}(?:总是|老是|一直|不能|收不到))|怎样|什么是|是否|能否|可以)",
    re.IGNORECASE,
)
_SHORT = 240  # characters; a longer text that opens with "how" is usually a report

_SYMPTOMS: tuple[tuple[Symptom, re.Pattern[str]], ...] = (
    (
        Symptom.CRASH,
        re.compile(
            r"\bcrash(?:es|ed|ing)?\b|\bSIG(?:SEGV|ABRT|BUS|ILL)\b|\bANR\b|\bsegfault"
            r"|\bfatal\s+exception\b|崩溃|闪退|卡死",
            re.IGNORECASE,
        ),
    ),
    (
        Symptom.MESSAGING,
        re.compile(
            r"\bmessages?\b[^.?!\n]{0,40}\b(?:lost|missing|not\s+(?:received|delivered|arriv\w+)"
            r"|disappear\w*|never\s+arriv\w+|vanish\w*)\b"
            r"|\b(?:lost|missing|losing|lose)\b[^.?!\n]{0,20}\bmessages?\b"
            r"|消息[^。？！\n]{0,12}(?:丢|收不到|没收到|没有收到|不到达|延迟)|(?:丢失|收不到)[^。？！\n]{0,6}消息",
            re.IGNORECASE,
        ),
    ),
    (
        Symptom.CONNECTION,
        re.compile(
            r"\b(?:disconnect\w*|reconnect\w*|can(?:'t|not)\s+(?:connect|join|log\s?in))\b"
            r"|\b(?:fail(?:s|ed)?|unable)\s+to\s+(?:connect|join|log\s?in)\b"
            r"|掉线|断线|断连|连不上|连接失败|加入频道失败|无法加入|登录失败|无法登录|登录不上",
            re.IGNORECASE,
        ),
    ),
    (
        Symptom.QUALITY,
        re.compile(
            r"\b(?:no\s+(?:audio|sound|video)|black\s+screen|frozen|freez\w+|stutter\w*|choppy|echo(?:es|ing)?"
            r"|noise|nois[ey]|lag(?:s|gy|ging)?|out\s+of\s+sync|blurry)\b"
            r"|黑屏|花屏|绿屏|卡顿|没声音|没有声音|无声|听不到|看不到|回声|杂音|噪音|音画不同步|模糊",
            re.IGNORECASE,
        ),
    ),
    (
        Symptom.ERROR,
        re.compile(
            r"\berr(?:or)?(?:\s*code)?\s*[:=#]?\s*-?\d{2,}|\berror\b|\bexception\b|\bERR_[A-Z_]+\b"
            r"|报错|错误码|错误|异常|失败",
            re.IGNORECASE,
        ),
    ),
    (
        Symptom.DEFECT,
        re.compile(
            r"\b(?:does(?:n't|\s+not)|do(?:n't|\s+not)|did(?:n't|\s+not)|stopp?ed|no\s+longer|not)"
            r"\s+work\w*\b|\bfail(?:s|ed|ing)\b|\b(?:is|are|went)\s+down\b|\boutage\b|\bbug\b|\bbroken\b|\bregression\b|\bunexpected\w*\b"
            r"|不生效|无效|不起作用|用不了|不能用|有问题|不触发|没反应|没有反应",
            re.IGNORECASE,
        ),
    ),
)


def read_signals(text: str) -> Signals:
    """Read one message, English or Chinese."""
    mood = read_frustration(text)
    return Signals(
        wants_person=bool(_PERSON.search(text)),
        wants_visit=bool(_VISIT.search(text)) and not _ABOUT_VISITS.search(text),
        launch_at_risk=bool(_LAUNCH.search(text)),
        symptom=_symptom(text),
        frustration=mood.score,
        frustration_marks=mood.marks,
    )


def _symptom(text: str) -> Symptom:
    if len(text) <= _SHORT and _HOW_TO.match(text):
        return Symptom.HOW_TO
    return next((kind for kind, seen in _SYMPTOMS if seen.search(text)), Symptom.HOW_TO)
