"""What an engineer looks up in the backend: channel, user and call ids, and when it happened."""

import re

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, first, folded

MAX_VALUES = 8

# Behind a colon, or in quotes, or with a digit in it: channel "room_8841", uid 774512.
_VALUE = (
    r"(?:[ \t]{0,3}(?:[:：=]|是|为|\bis\b)[ \t]{0,3}[\"'`“「\[]?"
    r"|[ \t]{0,2}[\"“「](?=[\w@.:+-]{1,64}[\"”」])"
    r"|[ \t]{1,2}(?=[A-Za-z_-]{0,40}\d)(?=[\w-]{3}))(?P<value>[A-Za-z0-9_][\w@.:+-]{0,63})"
)
_ID = r"[\"'`]?(?:[ _-]?(?:id|name|no|号码?|名称?|编号)[\"'`]?)"
_IDENTIFIERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, folded(rf"(?<![A-Za-z]){pattern}{_VALUE}"))
    for kind, pattern in (
        ("channel_ids", (rf"(?:(?:channel|room|conference|meeting|group|chat|stream"
                        rf"|频道|房间|会议|群组?|直播间){_ID}"
                        r"|cname|channel[\"'`]?(?=[ \t]?[:：=\"“]|[ ]\w{1,40}_\w)|频道|房间)")),
        ("user_ids", (rf"(?:(?:user|member|account|peer|remote|local|用户|账号|主播|观众){_ID}"
                     r"|u(?:ser)?id[\"'`]?|userid[ab12]?|账号|openid|imei)")),
        ("call_ids", (rf"(?:(?:call|session|trace|request|task|通话|呼叫|会话|任务){_ID}"
                     r"|(?:[crv])?sid[\"'`]?)")),
    )
)  # fmt: skip
_NO_VALUE = folded(
    r"null|nil|none|undefined|true|false|string|int|integer|long|number|not|the|a|an|empty"
    r"|n/?a|x{2,20}"
    r"|self|this|your\w*|my\w*|[a-z]*uid|[a-z]*id"
)
_TIME = cased(
    r"(?<!\d)20\d\d[-/.年][01]?\d[-/.月][0-3]?\d日?"
    r"(?:[ T]{0,2}(?:[上下]午|AM"
    r"|PM)?[ ]?[0-2]?\d[:：点时][0-5]?\d分?(?:[:：][0-5]\d(?:[.,]\d{1,6})?)?"
    r"(?:[ ]?(?:Z|UTC|GMT|CST)?(?:[+-]\d\d:?\d\d)?)?)?(?!\d|[abfp]\d)"
    r"|(?<![\d:.])[0-2]?\d:[0-5]\d(?::[0-5]\d)?[ ]?(?:(?:AM|PM|am|pm|UTC|GMT|CST|PST|EST)\b)"
    # logcat leaves the year out
    r"|(?<![\d-])[01]\d-[0-3]\d[ ]{1,2}[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?!\d)"
)


def identifiers(document: Document, kind: str) -> list[Found]:
    """Return the ids of one kind, `channel_ids`, `user_ids` or `call_ids`, each once."""
    pattern = dict(_IDENTIFIERS)[kind]
    kept: dict[str, Found] = {}
    for match in first(pattern, document.filled):
        value = match["value"].rstrip(".:-")
        start = match.start("value")
        if value and not _NO_VALUE.fullmatch(value):
            found = Found(value=value, start=start, end=start + len(value), rule="labelled id")
            kept.setdefault(value, found)
    return list(kept.values())[:MAX_VALUES]


def timestamps(document: Document) -> list[Found]:
    """Return the first days and times that the report names; a long log only starts with them."""
    kept: dict[str, Found] = {}
    for match in first(_TIME, document.filled):
        value = match[0].rstrip()
        start = match.start()
        found = Found(value=value, start=start, end=start + len(value), rule="day or time")
        kept.setdefault(value, found)
    return list(kept.values())[:MAX_VALUES]
