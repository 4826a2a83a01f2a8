"""What the reporter's own app or project is called: labelled, or told in plain words.

Not a sample, a repository, a build tool's project or the vendor's SDK; an id is a secret, no name.
"""

import re
from collections.abc import Iterator

from bot.support.extraction.document import Document
from bot.support.extraction.failures import FAILS, GRAVE
from bot.support.extraction.models import Found
from bot.support.extraction.names import VENDOR_NAME
from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import Region, trimmed
from bot.support.extraction.vocabulary import BRANDS, BROWSERS, OS_NAMES, TOOLS, Catalogue

_NO_CATALOGUE = Catalogue()
_MOST = 5
_LONGEST = 60  # characters
_MOST_WORDS = 6

# How a name stands in a sentence: quoted, or words with capitals: MeetNow for iOS.
_QUOTED = r"[\"“‘'「『《`](?P<quoted>[^\"”’'」』》`\n]{1,60})[\"”’'」』》`]"
_WORD = r"[A-Z0-9](?:[\w&+'-]|\.(?=\w)){0,30}"
_SYSTEMS = r"iOS|iPad|Android|Web|macOS|Windows|Linux"
_CAPITALS = (
    rf"{_WORD}(?: (?:{_WORD}|iOS|iPadOS|macOS|(?:for|of|and|&)(?= (?!{_SYSTEMS})\w))){{0,5}}"
)
_ENDS = r"(?=[ ]?(?:[,.;:!?)，。；！？)]|$))"
_INNER_CAPITAL = (
    r"[A-Za-z]\w{0,20}[a-z]\w{0,20}[A-Z]\w{0,20}(?: (?:iOS|Android|Web|macOS|Windows))?"
)
_HAN = (
    r"[A-Za-z0-9一-鿿](?:[\w一-鿿&+'-]|[ ](?=[A-Za-z0-9])|\.(?=\w)){0,30}?"
    r"(?=[，,。；;！!？?、)）.]|$|[ ](?=[一-鿿])"
    r"|[ ]?的?(?:项目|应用|[aA][pP][pP](?![a-z])|产品|软件|游戏))"
)
_CALLED = cased(rf"{_QUOTED}|{_CAPITALS}|[a-z][a-z0-9_-]{{2,30}}{_ENDS}")
_NAMED = cased(rf"{_QUOTED}|{_CAPITALS}")
_PLAINLY = cased(rf"{_QUOTED}{_ENDS}|{_INNER_CAPITAL}{_ENDS}")  # "the app is blank" names none
_IN_QUOTES = cased(_QUOTED)
_IN_CHINESE = cased(rf"{_QUOTED}|{_HAN}")

_APP = r"(?:app|application|project|game|product)"
_WHOSE = (
    r"\b(?:(?:our|my|an?)(?: [\w-]{1,20}){0,3}?|(?:this|the)(?: [\w-]{1,20}){0,2}?(?= project))"
)
_OURS = r"(?:我们?|本|这个|该|咱们?)(?:公司|团队)?的?[^，。；！？\n“「《\"]{0,6}?"
_HAN_APP = r"(?:项目|应用|app(?![a-z])|产品|软件|游戏)"
# What leads to a name, and how the name has to look there.
_LEADS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (folded(rf"{_WHOSE} {_APP}(?: (?:(?:that|which) )?(?:is|was))?,? (?:called|named) "), _CALLED),
    (folded(r"\b(?:project|app|application) name(?: is|[:=]) ?"), _CALLED),
    (folded(rf"\bname of (?:our|my|the) {_APP} is "), _CALLED),
    (folded(rf"\b(?:our|my|the|this) (?:[\w-]{{1,20}} ){{0,2}}?{_APP},? "), _IN_QUOTES),
    (folded(r"\b(?:our|my|the) (?:project|app)(?: is)? "), _PLAINLY),
    (folded(rf"\b(?:our|my) {_APP}, (?=[^,\n]{{1,40}},)"), _NAMED),
    (
        folded(rf"{_OURS}{_HAN_APP}(?:的?名[称字]?)?[ ]?(?:叫做?|名为|名叫|是叫|叫作)[ ]?"),
        _IN_CHINESE,
    ),
    (folded(rf"{_OURS}{_HAN_APP}[ ]?"), _IN_QUOTES),
    (folded(r"(?:项目|应用|app)的?名[称字]?[ ]?(?:是|为|叫)[ ]?"), _IN_CHINESE),
    (
        folded(r"(?:一[款个]|做的|开发的)[^，。；！？\n“「《\"]{0,6}?(?:叫做?|名为|名叫)[ ]?"),
        _IN_CHINESE,
    ),
)
_IS_OURS = cased(
    rf"(?:^|(?<=[.!?] )){_CAPITALS}(?= is (?i:our|my) (?:[\w-]{{1,20}} ){{0,3}}?{_APP}\b)"
)

# "Xcode project", "demo app", "a fresh project": not the app that the ticket is about.
_NOT_THEIRS = folded(
    r"\b(?:demo|samples?|examples?|test(?:ing)?|tutorial|template|starter|boilerplate|blank|empty"
    r"|fresh|clean|(?:an?|the|this) new|minimal|repro\w*|quick ?start|github|open[ -]?source"
    r"|official|your|sdk"
    rf"|(?:{TOOLS})[ ]project)\b|示例|演示|官方|测试|样例|空白|新建|最小|你们|贵司|demo"
)
_SAMPLES = frozenset(
    {"demo", "demos", "sample", "samples", "example", "examples", "quickstart", "helloworld"}
    | {"hello", "test", "tests", "tutorial", "template", "starter", "boilerplate", "repro"}
    | {"playground", "untitled", "runner"}
)
_PART = cased(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NO_NAME = folded(
    r"n/?a|none|no|yes|ok|same|any|all|new|tbd|todo|unknown|x{2,20}|private|internal|confidential"
    r"|secret|it|this|that|here|what|there|which|twice|again|back|once|by|when|from|on|in|before"
    r"|after|and|latest|production|prod|staging|release|debug|native|web|mobile|desktop|server"
    r"|backend|frontend|voice|video|audio|chat|call|live|messag\w+|(?:web ?)?rtc"
    r"|app|application|project|api|sdk|ide|podfile"
    r"|无|没有|暂无|保密|不便透露|不方便说?|不清楚|未知|同上|什么|啥|以下|如下"
)
_OTHER_THING = folded(
    rf"(?:{OS_NAMES}|{BROWSERS}|{TOOLS}|{BRANDS}|SwiftUI|UIKit|AppKit|JavaScript|GitHub|GitLab"
    rf"|Slack)(?:[ /,]?(?:{OS_NAMES}|{TOOLS}|v?[\d.]{{1,12}}|app|project|项目|工程)){{0,3}}"
)
_STARTS_AMISS = folded(
    r"(?:your|the|our|my|a|an|in|on|with|using|we|i|it|please|only)\b|使用|用|是|在(?!线)|请|基于|填"
)
_SAYS_MORE = folded(
    r"\b(?:is|are|was|were|does|do|not|when|uses?|using|cannot|can|has|have|will|after|SDK)\b"
    r"|redacted|[/\\<>{}=@\#$\[\]|]|使用|集成|接入|开发|升级|出现|无法|不能|没有|问题"
    r"|示例|演示|测试|样例"
)
_AN_ID = cased(r"(?<!\w)(?:[0-9a-fA-F]{16,64}|[0-9a-fA-F]{8}-[0-9a-fA-F-]{20,30})(?!\w)")
_A_NUMBER = cased(r"[\d\s.-]+")
# Beside a label that does not speak of a name, "App: crashes on join" is a sentence.
_LOOKS_LIKE_ONE = cased(rf"\S+|{_CAPITALS}|[一-鿿][\w一-鿿]{{1,11}}[ ][A-Za-z]{{2,12}}")
_SAYS_NAME = folded(r"\bname\b|名")
_BEHIND = folded(
    r"[,，;；。]|\.(?!\S)|[ ]-[ ]|[ ]?[(（]"
)  # where a labelled name ends, and more is told


def projects(document: Document, catalogue: Catalogue) -> list[Found]:
    """Return the names of the reporter's own projects, labelled ones first."""
    regions = [*_labelled(document), *_told(document)]
    kept: dict[str, Found] = {}
    for region, rule in regions:
        value = document.text[region.start : region.end]
        if is_name(value, catalogue):
            found = Found(value=value, start=region.start, end=region.end, rule=rule)
            kept.setdefault(value.casefold(), found)
    return list(kept.values())[:_MOST]


def holds_id(value: str) -> bool:
    """Tell an App ID, or another long one, in what should be a name."""
    return _AN_ID.search(value) is not None


def is_name(value: str, catalogue: Catalogue = _NO_CATALOGUE) -> bool:
    """Tell a name that a vendor's customer gives an app from all else that stands in its place."""
    parts = {part.casefold() for part in _PART.findall(value)}
    joined = re.sub(r"[\W_]", "", value).casefold()
    products = catalogue.product_pattern()
    amiss = (
        len(value) > _LONGEST
        or len(value.split()) > _MOST_WORDS
        or len(joined) <= 1
        or not re.match(r"\w", value)
        or _SAMPLES & {joined, *parts}
        or any(one.fullmatch(value) for one in (_NO_NAME, _OTHER_THING, _A_NUMBER, VENDOR_NAME))
        or holds_id(value)
        or _STARTS_AMISS.match(value)
        or any(one.search(value) for one in (_SAYS_MORE, FAILS, GRAVE))
        or (products and products.fullmatch(value))
        or joined in {re.sub(r"[\W_]", "", sdk).casefold() for sdk in catalogue.sdks}
    )
    return not amiss


def _labelled(document: Document) -> Iterator[tuple[Region, str]]:
    view = document.affected
    for entry in document.of_kind("project"):
        value = view[entry.start : entry.end].strip()
        if "\n" in value:
            continue  # a section that tells of a project
        if behind := _BEHIND.search(view, entry.start, entry.end):
            end = behind.start()
        else:
            end = entry.end
        region = trimmed(view, entry.start, end, " \t\r\n\"'“”‘’「」『』《》`*_-.")
        name = view[region.start : region.end]
        if _SAYS_NAME.search(entry.label) or _LOOKS_LIKE_ONE.fullmatch(name):
            yield region, "project label"


def _told(document: Document) -> Iterator[tuple[Region, str]]:
    text = document.told
    for lead, shape in _LEADS:
        for match in first(lead, text):
            name = shape.match(text, match.end())
            if name and not _NOT_THEIRS.search(match[0]):
                quoted = "quoted" if name.group("quoted") is not None else 0
                yield trimmed(text, *name.span(quoted)), "project named"
    for match in first(_IS_OURS, text):
        yield Region(*match.span()), "project named"
