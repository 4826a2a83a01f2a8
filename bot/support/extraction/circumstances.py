"""What stands around a failure: since when, how often, who is hit, what was tried."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import folded
from bot.support.extraction.regions import trimmed

_SENTENCE_END = "。;；!！?？\n"

_REGRESSION = folded(
    r"\b(?:after|since|when) (?:i |we |the )?(?:upgrad|updat|mov|migrat|switch)\w*|\bregression\b"
    r"|\b(?:used to|previously|before(?: this| the)? (?:version|update|release))\b.{0,20}\bwork"
    r"|\bwork(?:s|ed|ing)? (?:\w+ )?(?:on|in|with|using|until|before) (?:the )?(?:version |v"
    r"|sdk |previous |older? )"
    r"?(?:version|release|v?\d{1,3}\.)|\b(?:stopped|no longer) work|\bdowngrad\w+"
    r"|升级[^\n。]{0,24}(?:后|之后|以后)|更新[^\n。]{0,16}(?:后|之后)[^\n。]{0,20}(?:不|无法|崩"
    r"|失败|报错)"
    r"|(?:之前|以前|旧|老|上个)(?:的)?版?本?[^\n。]{0,16}(?:没有?(?:此|这个|该)?问题|正常|没问题"
    r"|可以)|降级|回退"
)
_FREQUENCY: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, folded(pattern))
    for name, pattern in (
        ("always", (r"\b(?:always|every ?time|100 ?%|consistently|each time|all (?:the )?time)\b"
                   r"|必现|每次|一直|总是"
                   r"|百分(?:之)?百|100%")),
        ("rarely", (r"\b(?:rarely|seldom|once in a while|hard to reproduce|only once)\b|极少|很少"
                   r"|极低概率|极个别")),
        ("sometimes", (r"\b(?:some ?times|occasional(?:ly)?|intermittent(?:ly)?|random(?:ly)?"
                      r"|sporadic(?:ally)?"
                      r"|now and then|(?<!\d)\d{1,6} (?:times? )?(?:out of|of|in) \d{1,6})\b"
                      r"|偶现|偶尔|偶发|有时|间歇|概率"
                      r"|随机")),
    )
)  # fmt: skip
_LAUNCHES = (
    r"\b(?:launch(?:es|ing)?|go(?:es|ing)?[ -]live|roll(?:s|ing)? ?out|ship(?:s|ping)?"
    r"|releas(?:e|es|ing)|deadline|demo|events?)\b"
)
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_SOON = (
    r"\b(?:today|tonight|tomorrow|(?:next|this|coming) (?:week(?:end)?|month|quarter"
    rf"|{_DAYS})|{_DAYS}|in (?:\d{{1,3}}|an?|one|two|three|a few) (?:minutes?|hours?|days?"
    rf"|weeks?))\b"
)
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}"
# After a word for a launch only, so that no other date and no version is taken for one.
_DATE = (
    rf"\b(?:on|by|at|is|for)[ :]{{1,2}}(?:the )?(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}/\d{{1,2}}"
    rf"|{_MONTHS}\.? \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTHS})"
)
_IMPACT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, folded(pattern))
    for name, pattern in (
        ("launch", (rf"{_LAUNCHES}[^\n.。]{{0,24}}(?:{_SOON}|{_DATE})"
                   rf"|(?:{_SOON})[^\n.。]{{0,24}}{_LAUNCHES}"
                   r"|(?:明天|今天|今晚|明早|后天|[这本]周|下下?周|周[一二三四五六日天]|下个?月|月底|马上|即将|就要"
                   r"|(?<!\d)\d{1,2}[号日])[^\n。]{0,8}(?:上线|发布|发版|开服|演示|交付)"
                   r"|(?:上线|发版|开服|发布)[^\n。，]{0,4}(?:在即|前夕|(?:时间"
                   r"|日期)?[是定在为：: ]{1,3}\d)")),
        ("users", (r"\b(?:all|many|most|some|several|lots of"
                  r"|(?<!\d)\d[\d,]{0,9}k?\+?(?: ?%(?: of)?)?) (?:of )?(?:our )?(?:the )?"
                  r"(?:users|customers|clients)\b[^\n.。]{0,24}\b(?:are|can'?t|cannot|report\w*"
                  r"|complain\w*|affected|hit"
                  r"|see|experienc\w*|unable|lost|los(?:e|ing)|fail\w*|get|can|have)\b"
                  r"|\b(?:report|complain)\w* (?:from|by) "
                  r"(?:our |many |several |some )?(?:users|customers)|\bin production\b"
                  r"|\bproduction (?:app|users|environment|env)\b"
                  r"|(?:大量|很多|许多|部分|所有|全部|多个|(?<!\d)\d{1,9}多?(?:个|名"
                  r"|万)?%?(?:的)?)(?:线上)?(?:用户|客户)"
                  r"|线上(?:环境|用户|事故|项目)|生产环境|投诉|上报(?:比较|很|较)?多")),
    )
)  # fmt: skip
_TRIED = folded(
    r"\b(?:(?:i|we)(?:'ve| have)?(?: also| already)? (?:tried|tested|attempted|checked"
    r"|reinstalled|updated|upgraded)|already (?:tried|updated|upgraded|checked))\b[^\n.。]{3,300}"
    r"|(?:已经?|也|都)?(?:尝试|试过|试了|排查过|检查过|已更新|已升级)[^\n。]{2,200}"
)


def regression(document: Document) -> list[Found]:
    """Return the words that tell of an older version that worked."""
    match = _REGRESSION.search(document.told)
    found = [_from(document, match, "older version named")] if match else []
    found += [
        _span(document, entry.start, entry.end, "working version label")
        for entry in document.of_kind("healthy")
    ]
    return found[:3]


def frequency(document: Document) -> list[Found]:
    """Return `always`, `sometimes` or `rarely`, with the words that say so."""
    for name, pattern in _FREQUENCY:
        if match := pattern.search(document.told):
            start, end = match.span()
            return [Found(value=name, start=start, end=end, rule="frequency word")]
    return []


def impact(document: Document) -> list[Found]:
    """Return the sentences that name a launch date or the users hit."""
    return [
        _from(document, match, f"impact: {name}")
        for name, pattern in _IMPACT
        if (match := pattern.search(document.told))
    ]


def tried(document: Document) -> list[Found]:
    """Return what the reporter has already tried."""
    found = [
        _span(document, entry.start, entry.end, "tried section")
        for entry in document.of_kind("tried")
    ]
    if not found:
        matches = list(_TRIED.finditer(document.told))[:3]
        found = [_span(document, *match.span(), "told as tried") for match in matches]
    return found


def _from(document: Document, match: re.Match[str], rule: str) -> Found:
    """Return the sentence around a match, cut to what fits a card."""
    text = document.text
    start, end = match.span()
    floor, ceiling = max(0, start - 120), min(len(text), end + 120)
    while start > floor and not _ends(text, start - 1):
        start -= 1
    while end < ceiling and not _ends(text, end):
        end += 1
    return _span(document, start, end, rule)


def _ends(text: str, place: int) -> bool:
    """Tell whether a sentence ends here; the full stop inside 4.2.0 ends none."""
    if text[place] == ".":
        return not text[place + 1 : place + 2].strip()
    return text[place] in _SENTENCE_END


def _span(document: Document, start: int, end: int, rule: str) -> Found:
    region = trimmed(document.text, start, end)
    value = document.text[region.start : region.end]
    return Found(value=value, start=region.start, end=region.end, rule=rule)
