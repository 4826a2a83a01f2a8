"""Clauses that say what works, so that it is not taken for what is broken."""

from collections.abc import Iterator

from bot.support.extraction.patterns import folded
from bot.support.extraction.regions import Region

# Chinese text also ends a clause with a space: 旧版没问题 新版崩溃.
_CLAUSE = folded(
    r"(?:[^\n,，.。;；!！?？ ]|[.。,](?=\w)|(?<![一-鿿])[ ]|(?<=[和与跟及或的在用])[ ]){1,400}"
)
_TURN = folded(
    r"\b(?:but|however|while|whereas|though|although)\b|但是?|不过|可是|然而|而(?![且已])"
)
_HEALTHY = folded(
    r"\b(?:works?|worked|working|runs?|behaves?|is|are|was|were|all|it'?s|been|plays?) "
    r"(?:perfectly |just |very |totally |all |still )?(?:fine|ok(?:ay)?|well|good|normal(?:ly)?"
    r"|correct(?:ly)?|perfect(?:ly)?|as expected|properly|smooth(?:ly)?|great)\b"
    r"|\b(?:works?|worked|(?<!am )(?<!'m )(?<!are )(?<!'re )working) (?:\w{1,12} ){0,2}"
    r"(?:on|in|with|for|under|using|until|before|up to)\b"
    r"|\bno (?:such )?(?:problems?|issues?|crash(?:es)?|errors?)\b|\bnot (?:affected"
    r"|reproducible)\b"
    r"|\b(?:it|this|issue|problem|bug|crash|error|same)(?: \w{1,12}){0,2} (?:does|did|do)(?: not"
    r"|n'?t) "
    r"(?:\w{1,12} )?(?:happen|occur|appear|exist|crash|reproduce)\b"
    r"|\b(?:do|does|did|can|could)(?: ?not|n'?t) (?:experience|reproduce|face|have (?:it|this"
    r"|the issue))\b"
    r"|\bunaffected\b|\bfixed (?:in|by|with)\b|\b(?:downgrad|roll)\w{0,5} (?:back )?(?:to|it)\b"
    r"|\brevert(?:ed|ing)? (?:back )?to\b|\blast (?:working|good)\b"
    r"|没(?:有|啥|什么)?(?:此|这个?|该|任何|出现|发现|遇到)?(?:问题|毛病|崩溃|异常|报错)"
    r"|(?:是|都|很|一切|能|可以|就|却|均|表现)正常|正常(?:的|使用|运行|显示|播放|工作)?[ ]{0,8}$"
    r"|(?:版本|上|端|机|手机|系统|ios|android|安卓|苹果|(?<![\d.])[\d.]{1,12})[ ]?正常"
    r"|可以[ ]{0,8}$|没事"
    r"|不会(?:出现|崩|有|发生)|不(?:崩溃|受影响|存在)|未(?:发现|出现|复现)"
    r"|降(?:级|到|回)|回退|退回|建议.{0,12}版本为"
)
_NEGATED = folded(
    r"\b(?:not|never|no longer|stop(?:s|ped)?|fails? to|only|hardly)\b(?: \w{1,12}){0,2} "
    r"(?:work|run|fine|well|good|ok|correct|proper|perfect|as expected|normal)"
    r"|n'?t (?:\w{1,12} ){0,2}(?:work|run|fine|well|ok|correct|proper|normal)"
    r"|\bnot work|不(?:能|是|太|再)?正常|无法正常|未正常|没有?正常|不可以"
)
# "On Edge, it is fine": a clause that only says "it is fine" speaks about the one before.
_TAIL = folded(
    r"\s*(?:it|this|that|they|there|everything|all|works?|no|the (?:issue|problem))\b"
    r"|\s*(?:都|均|则|就|却|一切|没|是|这个|也|无|运行|表现|不会|正常|可以)"
)


def healthy(text: str) -> tuple[Region, ...]:
    """Return the clauses that tell of something that works: "4.1.0 is fine", "iOS 正常"."""
    found: list[Region] = []
    before: Region | None = None
    for clause in _clauses(text):
        said = text[clause.start : clause.end]
        if _HEALTHY.search(said) and not _NEGATED.search(said):
            if before is not None and text[before.end] in ",， " and _TAIL.match(said):
                found.append(before)
            found.append(clause)
        before = clause
    return tuple(found)


def _clauses(text: str) -> Iterator[Region]:
    for match in _CLAUSE.finditer(text):
        start = match.start()
        for turn in _TURN.finditer(match[0]):
            if turn.start():
                yield Region(start, match.start() + turn.start())
            start = match.start() + turn.start()
        yield Region(start, match.end())
