"""Error codes: signed numbers beside a word for error, constants, signals."""

import re
from collections.abc import Iterator

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, first, folded
from bot.support.extraction.regions import covers

MAX_CODES = 20

_WORD = (
    r"(?:err(?:or)?(?:[ _-]?(?:codes?|no|num(?:ber)?s?|id))?|errors(?=[ ]?[:：#]?[ ]?(?:[-−]\d"
    r"|\d{3}))"
    r"|(?:closed|disconnected|onclose)(?=[ ]?[(（:：=][ ]?\d{4,5}\b)|hresult|fail(?:ed|ure"
    r"|s)?(?=[ ]?[(（:：][ ]?(?:[-−]\d|\d{3}))|(?:ret|osstatus)(?=[ ]?[=:]?[ ]?[-−]\d)"
    r"|(?:result|reason|res|what|extra)(?=[ ]?[:=][ ]?[-−]\d)"
    r"|(?:result|reason)(?=[ :=]{1,3}\d{3,7}\b)|status(?:code)?(?=[\"' ]{0,2}[:=][ ]?[3-5]\d\d\b)"
    r"|(?:status|return|result|reason|close|ret|response)"
    r"[ _-]?code|codes?|errno|错误码|错误代码|错误编号|错误号|状态码|返回码|返回值|报错码?"
    r"|错误|返回"
    r"|异常码|异常代码|异常(?=[ :：=]{0,2}[-−]\d)|失败码|err码|(?:提示|抛出|弹出)(?=(?:了"
    r"|错误)?[ :：]{0,2}(?:[-−]\d|\d{3}))"
    r"|(?<![播通海预汇上举日周电情警简填呈])报(?=[了出]?[ ]?(?:[-−]\d|\d{3})))"
)
_NUMERIC = folded(
    # the first letters once more: a log is long, and most places start no such word
    rf"(?<![A-Za-z])(?=[cdefhorsw错状返异失提抛弹报])(?P<word>{_WORD})"
    rf"(?P<glue>(?:[ \t]|[\"'`:：=,，(（\[{{#是为了出值]|\bis\b|\bof\b"
    rf"|\bwith\b|\boccurred\b|\breturned\b|\breturns\b|\bwas\b|\bare\b"
    r"|\bcode\b|->|=>){0,8})"
    r"(?P<code>[-−]?(?:0x[0-9A-Fa-f]{1,10}|\d{1,10})|\d{1,2}-\d{3,5}|(?-i:[A-Z]{1,6}[-_]?)\d{3,6})"
    r"(?![\d.]\d|[\w%]|:\d|[-/]\d)"
)
# The further codes of a list: "errors 101, 102 and 103", 错误码 1001、1002.
_MORE = folded(
    r"(?P<glue>[ ]?(?:[,，、/&]|\band\b|\bor\b|和|或|及|与)[ ]?)(?P<code>[-−]?\d{1,10})"
    r"(?![\d.]\d|[\w%]|:\d|[-/]\d)"
)
# What people say of a call that failed; a positive number needs a clause that ends with it.
_SAID_NEGATIVE = folded(
    r"(?<![A-Za-z])(?:return(?:s|ed|ing)?|g[eo]t(?:s|ting)?|g[ia]ves?|throws?|threw|receiv(?:es?"
    r"|ed|ing)"
    r"|reject(?:s|ed)|fail(?:s|ed|ing)?|失败|出现|收到|得到|回调)"
    r"(?: (?:with|by|as|in|an?|the|value|code|error|result|me|us|back))*"
    r"[ ,，:：(（`=]{0,3}(?P<code>[-−]\d{1,10})(?![\d.]\d|[\w%]|:\d|[-/]\d)"
)
_SAID = folded(
    r"(?<![A-Za-z])(?:(?:fail(?:s|ed|ing)?|reject(?:s|ed)|clos(?:es|ed)|disconnect(?:s|ed)?"
    r"|kicked|abort(?:s|ed)?"
    r"|error(?:s|ed)|exit(?:s|ed)|end(?:s|ed)|refused)(?: \w{1,16}){0,2}? with"
    r"|\bon\w{0,30}(?:Error|Fail\w{0,4})\w{0,12}[`()]{0,3} (?:returns?|gives?|reports?|says?|with"
    r"|is)"
    r"|(?:returns?|returned|reports?|reported|get|gets|getting|got)(?= ?`?\d{3,6}\b))"
    r"(?: (?:an?|the|code|error|status|reason))* ?`?(?P<code>\d{3,6})`?"
    r"(?=[ ]{0,2}(?:$|[,.;:)(，。；!?！？]|(?:and|when|on|after|if|every|each|as|from|while|but"
    r"|because)\b"
    r"|(?-i:[A-Z]\w{2,60}(?:Error|Exception))))(?![.:]\d)"
)
# "HTTP 403", "502 Bad Gateway"
_HTTP = folded(
    r"(?=[hs45])(?:(?:(?<![A-Za-z])HTTPS?(?:/\d(?:\.\d)?)?[ ](?:(?:error|status"
    r"|code)[ :]{1,2}){0,2}"
    r"|server response:? )"
    r"(?P<code>[45]\d\d)(?![\w.])"
    r"|(?<![\w.:/-])(?P<named>[45]\d\d) (?:\(?)(?:Forbidden|Unauthori[sz]ed|Not Found|Bad Request"
    r"|Bad Gateway|Internal Server Error|Service Unavailable|Gateway Time-?out|Too Many Requests))"
)
# A symbol in quotes or brackets beside its word: "error":"room.closed", [auth/invalid-token].
# Flutter writes PlatformException(code, message, details).
_SYMBOL = folded(
    r"[\"'](?:error|err|errcode|errorcode|code|reason)[\"'][ ]?:[ ]?[\"']"
    r"(?P<code>[a-z]\w{2,40}(?:[.-]\w{2,40}){1,4}"
    r"|(?-i:[A-Z][A-Z0-9]{2,20}(?:_[A-Z0-9]{2,20}){0,5}))[\"']"
    r"|(?:error|exception)[^\n\[(]{0,24}[\[(](?P<path>[a-z_]{3,30}/[a-z][a-z-]{2,40})[\])]"
    r"|PlatformException\((?!error,|null,)(?P<flutter>[a-z][\w./-]{2,60}),[ ]"
)
_NEGATIVE = cased(r"(?<![\w.)\]】-])-\d{1,6}(?![\w.%-]|[ ]?[~到至-])")
# "It quits -100018": a negative number that ends what is said, and neither a range nor a sum.
_LONE_NEGATIVE = cased(
    r"(?:(?<=[^\d\s][ \t])|(?<=[一-鿿，。：；！]))-\d{4,7}"
    r"(?=[ \t]*(?:$|[，。；！？,;!?)）]|\.(?!\d)))"
)
_BEFORE_WORD = folded(
    r"(?<![\w.:/+-])(?P<code>[-−]\d{1,6}|\d{3,7})[ \t]{0,2}(?:的)?(?:错误码?|报错|错误|请求超时"
    r"|超时|异常码"
    r"|\berrors?\b(?! messages))"
)
# "返回 3 条消息", "error 2 times", "error 3 days ago": a count, not a code.
_COUNTED = folded(
    r"[ ]?(?:条|个|次|秒|分钟?|小时|天|周|月|年|名|行|元|块|人|台|遍|倍|毫秒|帧|字节|of \d"
    r"|(?:times?|users?|tests?|lines?|messages?|calls?|rooms?|people|devices?|attempts?|frames?"
    r"|bytes?|pixels?"
    r"|ms|m?secs?|seconds?|mins?|minutes?|hours?|hrs?|days?|weeks?|months?|years?|fps|kbps|mb|kb"
    r"|px|percent)\b)"
)
_IDLE_CODE = frozenset({"0", "-0", "200"})
# What calls itself a code or a reason, and says that all is well: ERR_OK, LinkReason.linkReasonOk
_IDLE_SYMBOL = cased(
    r"\w*(?:NO_?ERROR|NoError|(?:_|(?<=[a-z]))(?i:ok|none|success))|OK|NONE|SUCCESS"
)
# How a process ended is no code of an SDK: "exit code 1".
_EXIT = folded(r"\bexit(?:ed)?(?: \w{1,8}){0,2}[ _-]?\Z")
_SIGNAL = cased(
    r"(?=[ESsc])(?:"
    r"EXC_[A-Z_]{4,20} \(SIG[A-Z]{2,6}\)|(?<![A-Za-z_(])SIG[A-Z]{3,4} \(code -?\d{1,3}\)"
    r"|\bsignal \d{1,2} \(SIG[A-Z]{2,6}\)|\bcode -?\d{1,3} \((?:SEGV|BUS|ILL|FPE|TRAP"
    r"|SI)_[A-Z]{2,12}\)"
    r"|(?<![A-Za-z_])SIG(?:SEGV|ABRT|BUS|ILL|FPE|TRAP|KILL|PIPE|SYS)(?![A-Za-z_])"
    r"|(?<![A-Za-z_])EXC_(?:BAD_ACCESS|BAD_INSTRUCTION|BREAKPOINT|CRASH|RESOURCE|GUARD"
    r"|ARITHMETIC)\b)"
)
_CONSTANT = cased(
    r"(?<![\w.])(?=[A-Zk])(?:(?:[A-Z][A-Z0-9]{1,20}_){0,5}(?:[A-Z0-9]{0,12}(?:ERR|ERROR)|ERRCODE|EXCEPTION"
    r"|FAILED|FAILURE)"
    r"(?:_[A-Z0-9]{1,24}){1,6}(?![A-Za-z])"
    r"|(?:[A-Z][A-Z0-9]{1,20}_){1,6}(?:ERR|ERROR|FAILED|FAILURE|INVALID|TIMEOUT|DENIED"
    r"|REJECTED)"
    r"(?![\w])"
    r"|ERR_[A-Z0-9_]{2,60}|k[A-Z]\w{2,40}Err(?:or)?(?:_\w{2,40}|[A-Z]\w{2,40}))"
)
# PlatformException(403, ...), TwilioError 53405, onJoinFailed: -3
_TYPED = cased(
    r"(?<![\w.])[A-Za-z]\w{1,40}(?:Error|Exception|Err[Cc]ode|ErrorCode|ErrorDomain|Failed|Failure)"
    r"[ \t]?[:：(=]?[ \t]?(?P<code>[-−]\d{1,7}|0x[0-9A-Fa-f]{4,8}|\d{2,7})(?![\w%]|[.:/]\d)"
)
# The number that ends a message: LinkException, "no route to the room (7305)".
_CLOSING = cased(
    r"(?:Error|Exception|错误(?:信息|提示|描述)?|报错)[:：][^\n(（]{1,120}[(（](?:code[:= ]{1,2})?"
    r"(?P<code>[-−]?\d{3,7})[)）]"
)
_NAMED_ERROR = cased(
    r"(?:[Ee]rror(?: code)?|[Cc]ode(?=[ ]?[:：=])|(?:with|the) code|[Rr]eturn(?:s|ed)|[Tt]hrows"
    r"|[Rr]ejects with"
    r"|[Ff]ail(?:s|ed)(?: with)?|[Rr]eason|[Rr]ejected|ERROR|错误(?:码|信息"
    r"|提示)?)[ :：=\[(]{1,4}"
    r"(?P<code>[A-Z][A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20}){1,6})(?![\w.(])"
)
_IN_BRACKETS = cased(r"[ ]?[(（][ ]?(?P<code>[-−]?\d{1,7})[ ]?[)）]")
# An enumeration's failure in Dart, Swift or Kotlin: LinkState.lost, LinkError.timeout
# Windows' status of a failed process or call: 0xC0000005, 0x80070005
_STATUS = folded(r"(?<![0-9A-Za-z])0x(?:C0000|80070|80004)[0-9A-F]{3}(?![0-9A-Za-z])")
_ENUM = cased(
    r"(?<![\w.])(?<!\bat )[A-Z]\w{1,60}(?:Err(?:or)?|Reason)(?:Code"
    r"|Type)?\.[a-zA-Z]\w{2,50}(?![\w(])"
    r"|(?<![\w.])[A-Z]\w{1,60}(?:State|Status|Result)(?:Code|Type)?\.(?i:\w{0,30}(?:disconnected|fail|error"
    r"|lost|timeout"
    r"|invalid|rejected|banned|kicked|aborted)\w{0,20})(?![\w(])"
)
# "signal 11 (SIGSEGV), code 1": the second number is a detail of the first.
_AFTER_SIGNAL = cased(r"(?:signal \d{1,2} \(SIG[A-Z]{2,6}\)|EXC_[A-Z_]{4,20})[^\n]{0,24}$")
_QR_OR_SOURCE = folded(
    r"(?<![A-Za-z])(?:qr|bar|zip|post|area|country|invite|source|verification|postal|pass|room"
    r"|meeting"
    r"|access|pin|security|sms|dial(?:ing)?|key|char|version|build|promo|v|h|en)[ _-]?$"
)
_EXCEPTION = cased(
    r"(?<![\w.$])(?:[A-Za-z]\w{0,30}\.){0,8}[A-Z]\w{2,60}(?:Exception|Error)"
    # in Dart the message stands in brackets
    r"(?:(?![\w(.])|(?=\([A-Z]\w*[ ]\w))"
)
# Names of the language's own mistakes, and of types that only carry the error.
_GENERAL_ERROR = cased(
    r"(?:Type|Reference|Syntax|Range|Eval|Assertion|Runtime|Name|Key|Value|Index|Import|Attribute"
    r"|NS|JS|On)Error|NullPointerException|NullReferenceException"
    r"|(?:DOM|On|Runtime|Unhandled|Uncaught|Fatal|Swift|My|Custom|API|Api|Network)(?:Error"
    r"|Exception)|\w*RTCError"
)
# In code an exception is handled or declared, not met.
_IN_CODE = cased(
    r"(?:\bcatch[ ]?\([\w ]{0,12}|\)[ ]throws[ ]|\b(?:on|new|import|extends|instanceof|is|as"
    r"|class)[ ]|[(,][ ]?)\Z"
)


# What is a code as it stands, or in its named group.
_WHOLE = (
    (_SIGNAL, "signal"),
    (_STATUS, "Windows status"),
    (_ENUM, "error enumeration"),
    (_HTTP, "HTTP status"),
    (_SYMBOL, "symbol beside a word for error"),
)
# What may have its number in brackets behind it.
_SYMBOLS = ((_CONSTANT, "error constant"), (_NAMED_ERROR, "named SDK error"))
_WITH_NUMBER = (
    (_NUMERIC, "number beside a word for error"),
    (_BEFORE_WORD, "number before a word for error"),
    (_TYPED, "number of a named error"),
    (_CLOSING, "number that closes an error's message"),
)


def error_codes(document: Document) -> list[Found]:
    """Return each error code once, as written, in reading order."""
    kept: list[Found] = []
    every = [*codes_in(document.whole), *_said(document.whole), *_alone(document)]
    for one in sorted(every, key=lambda found: (found.start, -found.end)):
        repeated = any(one.value == other.value for other in kept)
        # SIGSEGV says nothing beyond "signal 11 (SIGSEGV)".
        implied = any(one.value in other.value and one.value.isalpha() for other in kept)
        inside = bool(kept) and one.start < kept[-1].end
        if not (repeated or implied or inside):
            kept.append(one)
        if len(kept) >= MAX_CODES:
            break
    return kept or _exception(document)


def _alone(document: Document) -> Iterator[Found]:
    """Yield negative numbers that are codes whatever stands beside them: in the title, and last."""
    for match in first(_NEGATIVE, document.text, *document.title):
        yield Found(value=match[0], start=match.start(), end=match.end(), rule="code in the title")
    for match in first(_LONE_NEGATIVE, document.told):
        yield Found(value=match[0], start=match.start(), end=match.end(), rule="code on its own")


def _said(text: str) -> Iterator[Found]:
    """Yield what people say of a failed call: "got -17", "fails with 7305 LinkLostError"."""
    for match in _SAID_NEGATIVE.finditer(text):
        yield from _numbers(text, match, "number that came back")
    for match in _SAID.finditer(text):
        yield from _numbers(text, match, "number that came back")
        if named := _EXCEPTION.match(text, match.end() + 1):
            start, end = named.span()
            yield Found(value=named[0], start=start, end=end, rule="error named with its number")


def _exception(document: Document) -> list[Found]:
    """Return the exception that a report without any code names first: it is what one looks up."""
    for found in exceptions_in(document.whole):
        told = document.told[found.start : found.end].strip()
        message = document.text.startswith(": ", found.end)
        if told or message or covers(document.logs, found.start):
            return [found]
    return []


def codes_in(text: str) -> Iterator[Found]:
    """Yield every error code in `text`, once for each time that it stands there."""
    for pattern, rule in (*_WHOLE, *_SYMBOLS):
        for match in pattern.finditer(text):
            start, end = match.span(match.lastgroup or 0)
            if _IDLE_SYMBOL.fullmatch(text[start:end].rpartition(".")[2]):
                continue
            yield Found(value=text[start:end], start=start, end=end, rule=rule)
            if (pattern, rule) in _SYMBOLS:
                yield from _its_number(text, match)
    for pattern, rule in _WITH_NUMBER:
        for match in pattern.finditer(text):
            yield from _numbers(text, match, rule)


def exceptions_in(text: str) -> Iterator[Found]:
    """Yield the exceptions and errors that are named by class, but for the language's own."""
    for match in first(_EXCEPTION, text):
        before = text[max(0, match.start() - 24) : match.start()]
        name = match[0].rpartition(".")[2]
        if not (_GENERAL_ERROR.fullmatch(name) or _IN_CODE.search(before)):
            yield Found(value=match[0], start=match.start(), end=match.end(), rule="exception")


def _its_number(text: str, match: re.Match[str]) -> Iterator[Found]:
    """Yield the number in brackets behind a symbol: "INVALID_TOKEN (40140)"."""
    if number := _IN_BRACKETS.match(text, match.end()):
        start, end = number.span("code")
        yield Found(value=number["code"], start=start, end=end, rule="number of a symbol")


def _numbers(text: str, match: re.Match[str], rule: str) -> Iterator[Found]:
    """Yield the number of a match and those that follow it in a list."""
    if not _counts(text, match):
        return
    start, end = match.span("code")
    yield Found(value=match["code"], start=start, end=end, rule=rule)
    while (more := _MORE.match(text, end)) and _belongs(match["code"], more):
        if not _counts(text, more):
            return
        start, end = more.span("code")
        yield Found(value=more["code"], start=start, end=end, rule=f"{rule}, in a list")


def _belongs(code: str, more: re.Match[str]) -> bool:
    """Tell whether a number behind a code is a code as well: of its kind and about its length."""
    other = more["code"]
    if other[0] in "-−":
        return True
    alike = code.isdigit() and abs(len(code) - len(other)) <= 1
    return alike and (len(other) > 2 or more["glue"].strip() not in {",", "，", "/"})  # noqa: PLR2004


def _counts(text: str, match: re.Match[str]) -> bool:
    code = match["code"]
    word = match.groupdict().get("word") or ""
    named = re.search(r"code|码", word, re.IGNORECASE)
    if code in _IDLE_CODE or (code.isdigit() and len(code) > (9 if named else 8)):
        return False  # an id or a time
    before = text[max(0, match.start() - 56) : match.start()]
    logcat_tag = text.startswith("):", match.end()) and text[match.start("code") - 1] == "("
    if logcat_tag or _AFTER_SIGNAL.search(before):
        return False
    if word.lower() == "code" and _QR_OR_SOURCE.search(before):
        return False
    if code.isdigit() and len(code) <= 2 and _EXIT.search(before):  # noqa: PLR2004
        return False
    told = named and re.search(r"err|错误", word, re.IGNORECASE)  # it counts no frames, then
    return told is not None or not _COUNTED.match(text, match.end("code"))
