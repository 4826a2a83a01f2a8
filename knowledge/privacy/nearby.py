"""Values that stand near a secret's name without a sign between: prose, Chinese, the next line.

The looser the joint, the surer the value must be: `is_certain`.
"""

from __future__ import annotations

import re

from knowledge.privacy.kinds import Kind
from knowledge.privacy.values import is_certain, is_certain_password, is_strong_password, trimmed

_SAID = (
    "is|was|are|be|been|has|have|had|use|used|using|like|number|value|here|primary|secondary|changed"
    "|change|set|reset|updated|to|as|now|which|that|this|it|I|we|my|our|the|new|old|temp|temporary"
    "|below|follows|String|NSString|str|string"
)
_SAID_IN_CHINESE = (
    "就是|都是|是|为|改成了?|改为|换成了?|设为|设置为|设成|重置为|填的?|用的?|写的?|如下|等于"
    "|一直|都|我们|我|的|现在|目前"
)
_SIGNS = (
    r"[ \t:：=,，;；“”「」『』《》()（）【】\[\]\"'`*_–—>→|@\\\u2190-\u27bf\U0001f300-\U0001faff-]"
)
_VALUE = r"(?P<value>[^\s\"'`<>|\\\x7f-\uffff]{6,1024})"
_AFTER = re.compile(
    rf"{_SIGNS}{{0,8}}(?:(?:(?<![A-Za-z])(?:{_SAID})(?![A-Za-z])|{_SAID_IN_CHINESE}){_SIGNS}{{0,4}}){{0,6}}"
    rf"{_VALUE}"
)
# What was taken already (NULs) ends the search: its length is another in the redacted text.
# Some words between, and a sign that presents the value: "the password we got (…)", 证书我发：….
_FAR = re.compile(
    r"(?P<between>[^\0\n.!?。！？;；,，:：()（）\"“「`]{1,48})(?:\\?[:：(（\"“「『`][ ]?){1,2}"
    rf"{_VALUE}"
)
_OF_ANOTHER = re.compile(
    r"room|channel|call|trace|session|uid|user|hash|md5|sha|commit|build|request|version|file|path|url"
    r"|频道|房间|用户|会话|版本|文件|路径|请求",
    re.IGNORECASE,
)
_BREAK = r"(?:\r?\n|(?:\\r)?\\n)"
_BELOW = re.compile(
    rf"[`*_)\]>]{{0,4}}[ \t]{{0,4}}(?P<colon>\\?[\"']?[ ]?[:：=]|\\{{0,3}}\"(?=[ ]{{0,2}}\r?\n))?"
    rf"[\"'`*_ \t]{{0,8}}"
    rf"(?:{_BREAK}[ \t>|*+\"'`]{{0,16}}){{1,3}}{_VALUE}"
    rf"(?=[ \t\"'`|]{{0,8}}(?:{_BREAK}|\Z)|\\?\"[ ]?[,}}\]])"
)
# "I use … as the app id", 用…作为密码; what may stand between is the rest of the name.
_IN_FRONT = re.compile(
    rf"{_VALUE}[\"'`」”』》）)*]{{0,2}}[ \t]{{0,2}}"
    r"(?:(?:(?P<as>as)|is|was)(?:[ \t]{1,2}(?:the|my|our|an?)){1,2}"
    r"(?:[ \t]{1,2}(?!of|for|with|in|build|commit|version)[A-Za-z]{1,16}){0,4}"
    r"|(?:(?P<used>作为|当作|当成|做)|是)[ \t]?(?:我们?的?|项目的?|这个)?"
    r"[A-Za-z\u4e00-\u9fff ]{0,12})[ \t]{0,2}\Z"
)
_JOINT = re.compile(r"\b(?:as|is|was) |作为|当作|当成|做|是")
_LOOKED_BACK, _NAME = 320, 48
_ACCOUNT = re.compile(
    r"(?:账号|帐号|账户|用户名?|登录名|user ?name|user|account|login|id)[ \t/、和与&+,，-]{0,3}"
    r"(?:and |or )?\Z",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"[ \t:：=]{0,4}(?:(?:is|are|是|为)[ \t:：]{0,3})?(?P<name>[A-Za-z0-9][\w.@+-]{0,64})"
    r"[ \t]{0,3}(?:[/:,，、| \t])[ \t]{0,3}"
    r"(?P<value>[!-~]{4,128})",
    re.ASCII,
)
_DIGITS = re.compile(r"[ 「『“（(【】」,，:：=]{0,3}(?P<value>\d{6,12})(?![ ]?\d)")
# A Chinese name ends by itself, and 32 hex digits begin by themselves: appid05fc….
_NAMED = frozenset(Kind) - {Kind.APP_ID, Kind.APP_CERTIFICATE}
_UNIT = re.compile(r"[ \t]?[位次个年月日分秒天人元条点号]|[\d.:-]")


def value_nearby(text: str, start: int, end: int, kind: Kind) -> tuple[int, int] | None:
    """Where the value of the name at `start`..`end` stands, if one is sure."""
    return (
        _glued(text, end, kind)
        or _after(text, end, kind)
        or _below(text, end, kind)
        or _in_front(text, start, kind)
        or _far(text, end, kind)
    )


def _after(text: str, end: int, kind: Kind) -> tuple[int, int] | None:
    match = _AFTER.match(text, end)
    if match is None or (
        match.start("value") == end and text[end - 1].isascii() and kind in _NAMED
    ):
        return None
    return _taken(match, kind)


def _far(text: str, end: int, kind: Kind) -> tuple[int, int] | None:
    match = _FAR.match(text, end)
    if match is None or _OF_ANOTHER.search(match["between"]):
        return None
    if kind is Kind.PASSWORD and not is_strong_password(match["value"].rstrip(")）.")):
        return None
    return _taken(match, kind)


def paired_password(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The second of two after "account/password"; both, where the first may be one too."""
    if not _ACCOUNT.search(text[max(0, start - 16) : start]):
        return None
    pair = _PAIR.match(text, end)
    found = _taken(pair, Kind.PASSWORD)
    if pair is None or found is None:
        return None
    return (pair.start("name"), found[1]) if is_certain_password(pair["name"]) else found


def _below(text: str, end: int, kind: Kind) -> tuple[int, int] | None:
    """Alone on the next line, or the one after that."""
    match = _BELOW.match(text, end)
    if match is None:
        return None
    if kind is Kind.PASSWORD:
        value = match["value"]
        if match["colon"] is None and value.isalnum():
            return None
        if value.isdigit():
            return match.span("value")
    return _taken(match, kind)


def _in_front(text: str, start: int, kind: Kind) -> tuple[int, int] | None:
    at = max(0, start - _LOOKED_BACK)
    if not _JOINT.search(text, max(at, start - _NAME), start):
        return None
    match = _IN_FRONT.search(text[at:start])
    if match is None:
        return None
    numeric = kind is Kind.PASSWORD and match["value"].isdigit() and (match["as"] or match["used"])
    found = match.span("value") if numeric else _taken(match, kind)
    return None if found is None else (found[0] + at, found[1] + at)


def _glued(text: str, end: int, kind: Kind) -> tuple[int, int] | None:
    """密码123456: digits alone, right after a Chinese name."""
    if kind is not Kind.PASSWORD or text[end - 1].isascii():
        return None
    match = _DIGITS.match(text, end)
    if match is None or _UNIT.match(text, match.end()):
        return None
    return match.span("value")


def _taken(match: re.Match[str] | None, kind: Kind) -> tuple[int, int] | None:
    if match is None:
        return None
    start, value = match.start("value"), match["value"]
    bare = trimmed(value.lstrip("([{"), kind)
    start += len(value) - len(value.lstrip("([{"))
    sure = is_certain_password(bare) if kind is Kind.PASSWORD else is_certain(bare, kind)
    return (start, start + len(bare)) if sure else None
