"""What a message asks for, read by plain rules: a person, a visit, or help with which symptom.

Rules and not a model: they must be explainable to the person who was (not) escalated, and hold
without a model. Each list is short on purpose; a miss still leaves the buttons.
"""

from __future__ import annotations

import re
from enum import StrEnum

from bot.support.extraction.asking import failing, reports_problem
from bot.support.extraction.document import Document
from bot.support.extraction.document import read as read_document
from bot.support.extraction.patterns import folded
from bot.support.extraction.symptoms import CRASH
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
# The first that is told names the kind; a problem of no kind here is a DEFECT.
_SYMPTOMS: tuple[tuple[Symptom, re.Pattern[str]], ...] = (
    (Symptom.CRASH, CRASH),
    (
        Symptom.MESSAGING,
        folded(
            r"\b(?:messages?|push(?:es)?|notifications?)\b[^.?!\n]{0,40}\b(?:lost|missing|twice|late"
            r"|delayed|duplicate[sd]?|(?:not|n't|never) (?:being )?(?:receiv|deliver|arriv|sent"
            r"|show)\w*"
            r"|disappear\w*|vanish\w*)\b"
            r"|\b(?:lost|missing|losing|lose|no|duplicate|(?:not|n't|never) (?:receiv|get"
            r"|deliver)\w*)"
            r"\b[^.?!\n]{0,20}\b(?:messages?|push(?:es)?|notifications?)\b"
            r"|(?:消息|推送)[^。？！\n]{0,12}(?:丢|收不到|没收到|没有收到|不到达|延迟|重复)"
            r"|(?:丢失|收不到|没收到|重复)[^。？！\n]{0,6}(?:消息|推送)"
        ),
    ),
    (
        Symptom.CONNECTION,
        folded(
            r"\b(?:disconnect\w*|reconnect\w*|connection (?:is |was )?(?:lost|drop\w*|fail\w*))\b"
            r"|\b(?:can(?:'?t|not| not)|fail(?:s|ed)?(?: to)?|unable to|could(?:n't| not)"
            r"|not able to) (?:connect|join|log ?in|sign ?in)\b"
            r"|\b(?:connect\w*|join\w*|login|log in)\b[^.?!\n]{0,16}\b(?:fails?|failed|failing"
            r"|times? out)"
            r"|掉线|断线|断连|(?:[连登进]|登[录陆]|连接)不[上进了]|[登录连接入进]{2}(?:频道|房间|服务器)?[^。？！\n，]{0,4}失败"
            r"|(?:无法|不能)(?:加入|登录|登陆|连接|进入)|重连"
        ),
    ),
    (
        Symptom.QUALITY,
        folded(
            r"\b(?:no (?:audio|sound|video|voice|picture)|(?:black|white|blank|green) screen|frozen"
            r"|freez\w+|stutter\w*|choppy|echo\w*|nois[ey]|lag(?:s|gy|ging)?|out of sync|blurry"
            r"|flicker\w*|artifacts?|latency|(?:video|screen|preview|picture) (?:is|goes|went"
            r"|stays)"
            r" (?:\w+ )?(?:black|blank|white|green)|(?:can'?t|cannot|can not|n't) (?:hear|see))\b"
            r"|[黑白花绿]屏|卡顿|没有?声音|没有?画面|无声|[听看]不到|回声|杂音|噪[音声]|音画不同步|模糊|延迟"
        ),
    ),
    (
        Symptom.ERROR,
        folded(
            r"\berr(?:or)?s?\b|\berr(?:or)? ?(?:code)? ?[:=#]? ?-?\d{2,}|\bexceptions?\b"
            r"|\bERR_[A-Z_]+\b"
            r"|\b(?:get|gets|got|returns?|with|code)\b[^\n.]{0,12} -?\d{2,5}\b"
            r"|报错|错误|异常|失败|返回 ?[-−]?\d{2}"
        ),
    ),
)


def read_signals(text: str) -> Signals:
    """Read one message, English or Chinese."""
    mood = read_frustration(text)
    return Signals(
        wants_person=bool(_PERSON.search(text)),
        wants_visit=bool(_VISIT.search(text)) and not _ABOUT_VISITS.search(text),
        symptom=_symptom(read_document(text)),
        frustration=mood.score,
        frustration_marks=mood.marks,
    )


def _symptom(document: Document) -> Symptom:
    """Which kind of problem is reported; a text that only asks, or tells of none, is HOW_TO."""
    if not reports_problem(document):
        return Symptom.HOW_TO
    said = failing(document, document.filled)
    return next((kind for kind, seen in _SYMPTOMS if seen.search(said)), Symptom.DEFECT)
