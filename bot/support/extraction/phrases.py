"""Clauses that say what works, so that it is not taken for what is broken."""


from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.regions import Region

_CLAUSE = cased(r"(?:[^\n,，.。;；!！?？]|[.。,](?=\w)){1,400}")
_HEALTHY = folded(
    r"\b(?:works?|worked|working|runs?|behaves?|is|are|was|were|all|it'?s|been|plays?) "
    r"(?:perfectly |just |very |totally |all |still )?(?:fine|ok(?:ay)?|well|good|normal(?:ly)?"
    r"|correct(?:ly)?|perfect(?:ly)?|as expected|properly|smooth(?:ly)?|great)\b"
    r"|\b(?:works?|worked|working) (?:on|in|with|for|under|using|until|before|up to)\b"
    r"|\bno (?:such )?(?:problems?|issues?|crash(?:es)?|errors?)\b|\bnot? (?:affected|reproducible)\b"
    r"|\b(?:do|does|did|can|could)(?: not|n'?t|not) (?:\w+ )?(?:experience|happen|occur|reproduce|see"
    r"|have|crash|get|appear|exist)\b"
    r"|\bunaffected\b|\bfixed (?:in|by|with)\b|\b(?:downgrad|roll)\w* (?:back )?(?:to|it)\b"
    r"|\brevert(?:ed|ing)? (?:back )?to\b|\blast (?:working|good)\b"
    r"|没(?:有|啥|什么)?(?:此|这个?|该|任何|出现|发现|遇到)?(?:问题|毛病|崩溃|异常|报错)|(?:是|都|很|一切|能|可以|就|却|均|表现)正常"
    r"|正常(?:的|使用|运行|显示|播放|工作)?$|(?:版本|上|端|机|手机|系统|ios|android|安卓|苹果)正常|都?可以$|没事"
    r"|不会(?:出现|崩|有|发生)|不(?:崩溃|受影响|存在)|未(?:发现|出现|复现)"
    r"|降(?:级|到|回)|回退|退回|建议.{0,12}版本为"
)
_NEGATED = folded(
    r"\b(?:not|n'?t|never|no longer|doesn'?t|stop(?:s|ped)?|fails? to|only|hardly|isn'?t|wasn'?t)\b"
    r"(?: \w+){0,2} (?:work|run|fine|well|ok|correct|proper|as expected|normal)"
    r"|不(?:能|是|太|再)?正常|无法正常|未正常|没有?正常|不能正常|不可以"
)
# "On Chrome, it's fine": a clause that only says "it is fine" speaks about the one before.
_TAIL = folded(
    r"\s*(?:it|this|that|they|there|everything|all|works?|no|the (?:issue|problem))\b"
    r"|\s*(?:都|均|则|就|却|一切|没|是|这个|也|无|运行|表现|不会)"
)


def healthy(text: str) -> tuple[Region, ...]:
    """Return the clauses that tell of something that works: "2.10.2 is fine", "iOS 正常"."""
    found: list[Region] = []
    before: Region | None = None
    for match in _CLAUSE.finditer(text):
        clause = Region(*match.span())
        if _HEALTHY.search(match[0]) and not _NEGATED.search(match[0]):
            joined = before is not None and "\n" not in text[before.end : clause.start]
            if (
                before is not None
                and joined
                and _TAIL.match(match[0])
                and text[before.end] in ",，"
            ):
                found.append(before)
            found.append(clause)
        before = clause
    return tuple(found)
