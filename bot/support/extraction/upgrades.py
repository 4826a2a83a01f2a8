"""The versions that a report left behind, went back to, asks for or only quotes."""

from bot.support.extraction.document import Document
from bot.support.extraction.patterns import first, folded
from bot.support.extraction.regions import Region
from bot.support.extraction.version_shapes import (
    PLAIN_VERSION,
)

# The version that an upgrade left behind: it worked, or it is no longer the question.
_LEFT = folded(
    r"(?:(?:upgrad|updat|bump|migrat|switch|mov|regress|chang)\w{0,6}\b[^\n.,]{0,40}?\bfrom"
    rf"|\(from)[ ](?:the )?(?:sdk |version ){{0,2}}(?P<en>{PLAIN_VERSION})"
    rf"|(?:从|由)[ ]?(?:sdk|版本)?[ ]?(?P<zh>{PLAIN_VERSION})[ ]?(?:版本?)?[ ]?(?:直接)?"
    rf"(?:升|更新|换"
    rf"|(?:到|至)(?![ ]?{PLAIN_VERSION}[ ]?(?:版本?)?了?\s?(?:还|都|一直|依然|仍|均)))"
    rf"|(?P<arrow>{PLAIN_VERSION})[ ]?(?:-+>|=>|→)[ ]?{PLAIN_VERSION}"
    rf"|(?P<bare>{PLAIN_VERSION})[ ]?(?:版本?)?[ ]?升级?[到至]"
    rf"|(?:原本|原来|原先|之前|以前|此前|旧|老)(?:(?![没无])[^\n。\d】：:]){{0,10}}(?P<before>{PLAIN_VERSION})"
    rf"|(?:\b(?:not|instead of|rather than)|而?不是)[ ](?:the )?(?:version[ ]"
    rf"|sdk[ ])?(?P<instead>{PLAIN_VERSION})"
    rf"|\b(?:previous(?:ly)?|older?|earlier)\b[^\n.,\d]{{0,16}}[ ](?P<older>{PLAIN_VERSION})"
    # asked for, not in use: "please upgrade to 5.1.0", 能否升级到 5.1.0
    rf"|(?:\b(?:please|could you|can you|should|when will)\b|请|希望|能否|可否|建议|麻烦)"
    rf"[^\n。？?]{{0,60}}?(?:(?:updat|upgrad|bump|support)\w{{0,4}}\b[^\n。\d]{{0,24}}[ ]"
    rf"|(?:升级?|更新|支持)[到至为]?[^\n。，\d]{{0,20}})(?P<asked>{PLAIN_VERSION})"
    rf"|(?P<since>{PLAIN_VERSION})[ ]?(?:版本?)?(?:之后|以后)?(?:起|开始)?(?:才|新增|支持)"
    rf"|\bto (?:version |v)?{PLAIN_VERSION} from (?:version |v)?(?P<upgraded>{PLAIN_VERSION})"
    rf"|\b(?:downgrad|roll|revert|switch|mov|went"
    rf"|going)\w{{0,5}} (?:back )?from (?:version )?{PLAIN_VERSION}"
    rf"(?: back)? to (?:version )?(?P<back>{PLAIN_VERSION})"
    rf"|(?:降级?|回退|退回?)[到成至回][ ]?(?P<down>{PLAIN_VERSION})"
)


def left_behind(document: Document) -> list[Region]:
    """Return where versions stand that an upgrade left behind, or to which one went back."""
    return [Region(*match.span(match.lastgroup or 0)) for match in first(_LEFT, document.told)]
