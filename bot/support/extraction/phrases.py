"""Clauses that say what works, so that it is not taken for what is broken."""

from collections.abc import Iterator

from bot.support.extraction.patterns import cased, folded
from bot.support.extraction.regions import Region, blank
from bot.support.extraction.vocabulary import BRANDS, BROWSERS, OS_NAMES

# Chinese text also ends a clause with a space: 旧版没问题 新版崩溃.
_CLAUSE = folded(
    r"(?:[(（][^()（）\n]{0,80}[)）]|[^\n,，.。;；!！?？ ]|\.(?=\w)|(?<=\d)[。,](?=\d)"
    r"|(?<![一-鿿])[ ]"
    r"|(?<=[和与跟及或的在用])[ ]){1,400}"
)
_TURN = folded(
    r"\b(?:but|however|while|whereas|though|although)\b|但是?|不过|可是|然而|而(?![且已])"
    r"|[ ][-–—][ ]"
)
_HEALTHY = folded(
    r"\b(?:works?|worked|working|runs?|behaves?|is|are|was|were|all|it'?s|been|plays?) "
    r"(?:perfectly |completely |absolutely |entirely |just |very |totally |all |both "
    r"|still )?(?:fine|ok(?:ay)?|well|good|normal(?:ly)?"
    r"|correct(?:ly)?|perfect(?:ly)?|as expected|properly|smooth(?:ly)?|great)\b"
    r"|\b(?:works?|worked|(?<!am )(?<!'m )(?<!are )(?<!'re )working) (?:\w{1,12} ){0,2}"
    r"(?:on|in|with|for|under|using|until|before|up to)\b"
    r"|\bcan be (?:run|used|built|played|opened|debugged)\b[^\n]{0,24} (?:on|in|with)\b"
    r"|\bno (?:such )?(?:problems?|issues?|crash(?:es)?|errors?)\b|\bnot (?:affected"
    r"|reproducible)\b|\bwithout (?:the|this|that) (?:problem|issue|crash|error|bug)"
    r"|\b(?:fine|ok|okay|flawless(?:ly)?) (?:on|in|with|for|under|using)\b|\blike a charm\b"
    r"|(?<=[\w)]) (?:is )?ok(?:ay)?[ ]{0,4}$"
    r"|\b(?:go|going|went|goes|roll(?:ed|ing)?|switch(?:ed|ing)?|mov(?:ed|ing)|chang(?:ed"
    r"|ing)) back to"
    r" (?:the )?(?:sdk |version |v)?\d"
    r"|\b(?:makes?|made) (?:it|this|the (?:problem|issue|crash|error)) (?:go away|disappear|vanish)"
    r"|\b(?:it|this|that|issue|problem|bug|crash|error|same|app|sdk|everything)(?: \w{1,12}){0,2}"
    r" (?:does|did|do)(?: not|n'?t) "
    r"(?:(?:seem|appear) to |\w{1,12} )?(?:happen|occur|appear|exist|crash|reproduce|be (?:there"
    r"|present))\b"
    r"|\b(?:do|does|did) not\W{0,6}$"
    r"|\b(?:do|does|did|have|has)(?: not|n'?t) (?:get|see|have|find|notice) (?:any|such|this|the) "
    r"(?:\w+ )?(?:crash(?:es)?|errors?|problems?|issues?|bugs?)\b"
    r"|\b(?:do|does|did|will|would)(?: not|n'?t) (?:cause|lead to|trigger|produce)\b"
    r"|\b(?:do|does|did|can|could)(?: ?not|n'?t) (?:experience|reproduce|face|have (?:it|this"
    r"|the issue))\b"
    r"|\b(?:ios|android|iphone|ipad|web|chrome|safari|firefox|edge|windows|mac(?:os)?|simulator"
    r"|emulator)"
    r"(?: (?:version|app|one|side|client|users?|devices?))? (?:works?|is working"
    r"|are working)[ ]{0,4}$"
    r"|\b(?:not|n't)(?: been)? (?:tested|tried|checked)\b|[没未](?:有|经)?(?:测试?|试)过?(?!通)"
    r"|^\s{0,8}not (?:in|on|with) |\bunaffected\b"
    r"|\bfixed (?:in|by|with)\b|\b(?:downgrad|roll)\w{0,5} (?:back )?(?:to|it)\b"
    r"|\brevert(?:ed|ing)? (?:back )?to\b|\blast (?:working|good)\b"
    r"|没(?:有|啥|什么)?(?:此|这个?|该|任何|出现|发现|遇到)?(?:问题|毛病|崩溃|异常|报错)"
    r"|(?:是|都|很|一切|能|可以|就|却|均|表现)正常|正常(?:的|使用|运行|显示|播放|工作)?[ ]{0,8}$"
    r"|(?:版本|上|下|端|机|手机|系统|ios|android|安卓|苹果|(?<![\d.])[\d.]{1,12})[ ]?正常"
    r"|(?:\d|版本|之前|以前)(?:都|是|就)?没有?[ ]{0,4}$"
    r"|可以[ ]{0,8}$|没事|就(?:跑通|好|行|解决|消失|恢复)了?[ ]{0,8}$|跑通了"
    r"|(?:已经?|都|是|均)成功|(?<![不只仅])(?:可以?|能够?)(?:正常|很?(?:稳定|流畅)[的地]?)?(?:收到|收|获取|用|使用|运行|播放"
    r"|登[录陆]|连接|接收|推送|显示|打开|听到|看到|工作)"
    r"(?!了?(?:多久|吗|么))"
    r"|不会(?:再)?(?:出现|崩|有|发生|造成|照成|导致|引起|闪退|卡|黑屏|报错)|不(?:崩|闪退|黑屏|受影响|存在)|未(?:发现|出现|复现)"
    r"|降(?:级|到|回)|回退|退回|建议.{0,12}版本为"
)
_NEGATED = folded(
    r"\b(?:not|never|no longer|stop(?:s|ped)?|fails? to|only|hardly)\b(?: \w{1,12}){0,2} "
    r"(?:work|run|fine|well|good|ok|correct|proper|perfect|as expected|normal)"
    r"|(?:n't|\b(?:do|does|did|is|are|was|were|ca|could|wo|would|should|has|have)nt) "
    r"(?:\w{1,12} ){0,2}(?:work|run|fine|well|ok|correct|proper|normal)"
    r"|\b(?:not|never|n't)(?: (?:yet|been|really)){0,2} (?:fixed|solved|resolved)|[没未](?:有|能"
    r"|被)?(?:修复|解决)"
    r"|\bnot work|不(?:能|是|太|再)?正常|无法正常|未正常|没有?正常|不可以|不能|无法|如何"
    r"|怎[么样]|是否|才(?:能|可以)|需要"
)
# "On Edge, it is fine": a clause that only says "it is fine" speaks about the one before.
_TAIL = folded(
    r"\s*(?:it|this|that|they|there|everything|all|works?|no|the (?:issue|problem))\b"
    r"|\s*(?:都|均|则|就|却|一切|没|是|这个|也|无|运行|表现|不会|正常|可以|能)"
)
_TOPIC = folded(r"\s*(?:但是?|不过|而|but)[^\n]{0,40}\d")
# "iOS 除了文字能正常发": what works is only what stands behind it.
_BESIDES = folded(r"除了?(?=[^\n，。]{1,40}(?:正常|可以|没问题|能))")
# "(fine on iOS)" speaks of its own subject, "(works fine)" of what stands before it.
_ASIDE = cased(r"[(（][^()（）\n]{4,80}[)）]")
_BELOW = cased(r"[ \t]{0,8}\n(?:[ \t>]{0,8}[^\s\#][^\n]{0,300}(?:\n|\Z)){1,20}")
# What a clause can be about: with one of its own, it says nothing about the clause before.
_SUBJECT = folded(rf"\d|(?<![a-z])(?:{OS_NAMES}|{BROWSERS}|{BRANDS})(?![a-z])")


def healthy(text: str) -> tuple[Region, ...]:
    """Return the clauses that tell of something that works: "4.1.0 is fine", "iOS 正常"."""
    found = [
        Region(*aside.span())
        for aside in _ASIDE.finditer(text)
        if _SUBJECT.search(aside[0]) and _HEALTHY.search(aside[0]) and not _NEGATED.search(aside[0])
    ]
    text = blank(text, found)
    before: Region | None = None
    for clause in _clauses(text):
        if besides := _BESIDES.search(text, *clause):
            clause = Region(besides.start(), clause.end)  # noqa: PLW2901
        said = text[clause.start : clause.end]
        if _HEALTHY.search(said) and not _NEGATED.search(said):
            tail = _TAIL.match(said) and not _SUBJECT.search(said)
            # "但 4.1 的代码，编译后可以": the turned clause only names what the next one judges
            bare = not _SUBJECT.search(said)
            topic = bare and before and _TOPIC.match(text, before.start, before.end)
            if before is not None and (tail or topic) and text[before.end] in ",， ":
                found.append(before)
            found.append(clause)
            if said.rstrip().endswith((":", "：")):
                found.append(_listed_below(text, clause.start + len(said.rstrip())))
        before = clause
    return tuple(found)


def _listed_below(text: str, place: int) -> Region:
    """Return the lines below "No crash on:", up to the blank line that ends them."""
    if not (below := _BELOW.match(text, place)):
        return Region(place, place)
    return Region(*below.span())


def _clauses(text: str) -> Iterator[Region]:
    for match in _CLAUSE.finditer(text):
        start = match.start()
        for turn in _TURN.finditer(match[0]):
            if turn.start():
                yield Region(start, match.start() + turn.start())
            start = match.start() + turn.start()
        yield Region(start, match.end())
