"""Error codes: signed numbers beside a word for error, constants, signals."""

import re
from collections.abc import Iterator

from bot.support.extraction.document import Document
from bot.support.extraction.models import Found
from bot.support.extraction.patterns import cased, folded

MAX_CODES = 20

_WORD = (
    r"(?:err(?:or)?(?:[ _-]?(?:code|no|num(?:ber)?|id))?|hresult|fail(?:ed|ure"
    r"|s)?(?=[ ]?[(（:：][ ]?(?:[-−]\d|\d{3}))|ret(?=[ ]?[=:][ ]?[-−])"
    r"|result(?=[ :=]{1,3}[-−]?\d{3,7}\b)"
    r"|(?:status|return|result|reason|close|ret|response)"
    r"[ _-]?code|code|errno|错误码|错误代码|错误号|状态码|返回码|返回值|报错|错误|返回|异常码"
    r"|失败码)"
)
_NUMERIC = folded(
    rf"(?<![A-Za-z])(?P<word>{_WORD})(?P<glue>(?:[ \t]|[\"'`:：=,，(（\[{{#是为了]|\bis\b|\bof\b"
    rf"|\bwith\b|\boccurred\b|\breturned\b|\bwas\b"
    r"|\bcode\b|->|=>){0,8})"
    r"(?P<code>[-−]?(?:0x[0-9A-Fa-f]{1,10}|\d{1,10}))(?![\d.]\d|[\w%]|:\d|[-/]\d)"
)
_BEFORE_WORD = folded(
    r"(?<![\w.:/-])(?P<code>[-−]\d{1,6}|\d{3,7})[ \t]{0,2}(?:的)?(?:错误码?|报错|错误|请求超时"
    r"|超时|异常码"
    r"|\berrors?\b(?! messages))"
)
_IDLE_CODE = frozenset({"0", "-0", "200"})
_SIGNAL = cased(
    r"\bsignal \d{1,2} \(SIG[A-Z]{2,6}\)|\bcode -?\d{1,3} \((?:SEGV|BUS|ILL|FPE|TRAP"
    r"|SI)_[A-Z]{2,12}\)"
    r"|(?<![A-Za-z_])SIG(?:SEGV|ABRT|BUS|ILL|FPE|TRAP|KILL|PIPE|SYS)(?![A-Za-z_])"
    r"|(?<![A-Za-z_])EXC_(?:BAD_ACCESS|BAD_INSTRUCTION|BREAKPOINT|CRASH|RESOURCE|GUARD"
    r"|ARITHMETIC)\b"
)
_CONSTANT = cased(
    r"(?<![\w.])(?:[A-Z][A-Z0-9]{1,20}_){0,5}(?:[A-Z0-9]{0,12}ERR|ERROR|ERRCODE|EXCEPTION"
    r"|FAILED|FAILURE)"
    r"(?:_[A-Z0-9]{1,24}){1,6}(?![A-Za-z])"
    r"|(?<![\w.])(?:[A-Z][A-Z0-9]{1,20}_){1,6}(?:ERR|ERROR|FAILED|FAILURE|INVALID|TIMEOUT|DENIED"
    r"|REJECTED)"
    r"(?![\w])"
    r"|(?<![\w.])ERR_[A-Z0-9_]{2,60}"
)
# PlatformException(403, ...), TwilioError 53405, onJoinFailed: -3
_TYPED = cased(
    r"(?<![\w.])[A-Za-z]\w{1,40}(?:Error|Exception|Err[Cc]ode|ErrorCode|Failed|Failure)"
    r"[ \t]?[:：(=]?[ \t]?(?P<code>[-−]?\d{2,7})(?![\w%]|[.:/]\d)"
)
_NAMED_ERROR = cased(
    r"(?:Error(?: code)?|[Ff]ailed|[Rr]eason|[Rr]ejected|ERROR|错误(?:码|信息"
    r"|提示)?)[ :：=\[(]{1,4}"
    r"(?P<code>[A-Z][A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20}){1,6})(?![\w.(])"
)
# An enumeration's failure in Dart, Swift or Kotlin: LinkState.lost, LinkError.timeout
_ENUM = cased(
    r"(?<![\w.])[A-Z]\w{2,60}(?:Error|ErrorCode|ErrorType|ErrCode"
    r"|Reason)\.[a-zA-Z]\w{2,50}(?![\w(])"
    r"|(?<![\w.])[A-Z]\w{2,60}(?:State|Status|Result)\.(?i:\w{0,30}(?:disconnected|fail|error"
    r"|lost|timeout"
    r"|invalid|rejected|banned|kicked|aborted)\w{0,20})(?![\w(])"
)
# "signal 11 (SIGSEGV), code 1": the second number is a detail of the first.
_AFTER_SIGNAL = cased(r"(?:signal \d{1,2} \(SIG[A-Z]{2,6}\)|EXC_[A-Z_]{4,20})[^\n]{0,24}$")
_QR_OR_SOURCE = folded(
    r"(?<![A-Za-z])(?:qr|bar|zip|post|area|country|invite|source|verification|postal|pass"
    r"|promo|v|h|en)[ _-]?$"
)
_EXCEPTION = cased(
    r"(?<![\w.])(?:[a-z][\w]{0,30}\.){1,8}[A-Z]\w{2,60}(?:Exception|Error)\b"
    r"|(?<![\w.])(?:NS[A-Z]\w{2,50}Exception|[A-Z]\w{2,50}Exception)\b"
)


def error_codes(document: Document) -> list[Found]:
    """Return each error code once, as written, in reading order."""
    kept: list[Found] = []
    for one in sorted(codes_in(document.whole), key=lambda found: (found.start, -found.end)):
        repeated = any(one.value == other.value for other in kept)
        # SIGSEGV says nothing beyond "signal 11 (SIGSEGV)".
        implied = any(one.value in other.value and one.value.isalpha() for other in kept)
        inside = bool(kept) and one.start < kept[-1].end
        if not (repeated or implied or inside):
            kept.append(one)
        if len(kept) >= MAX_CODES:
            break
    return kept


def codes_in(text: str) -> Iterator[Found]:
    """Yield every error code in `text`, once for each time that it stands there."""
    for match in _SIGNAL.finditer(text):
        yield Found(value=match[0], start=match.start(), end=match.end(), rule="signal")
    for match in _ENUM.finditer(text):
        yield Found(value=match[0], start=match.start(), end=match.end(), rule="error enumeration")
    for match in _CONSTANT.finditer(text):
        yield Found(value=match[0], start=match.start(), end=match.end(), rule="error constant")
    for pattern, rule in (
        (_NUMERIC, "number beside a word for error"),
        (_BEFORE_WORD, "number before a word for error"),
        (_TYPED, "number of a named error"),
        (_NAMED_ERROR, "named SDK error"),
    ):
        for match in pattern.finditer(text):
            if _counts(text, match):
                start, end = match.span("code")
                yield Found(value=match["code"], start=start, end=end, rule=rule)


def exceptions_in(text: str) -> Iterator[Found]:
    """Yield exception class names: evidence for staff and severity, no code of the SDK."""
    for match in _EXCEPTION.finditer(text):
        yield Found(value=match[0], start=match.start(), end=match.end(), rule="exception")


def _counts(text: str, match: re.Match[str]) -> bool:
    code = match["code"]
    if code in _IDLE_CODE or (code.isdigit() and len(code) > 8):  # noqa: PLR2004 - an id or a time
        return False
    before = text[max(0, match.start() - 56) : match.start()]
    logcat_tag = text.startswith("):", match.end()) and text[match.start("code") - 1] == "("
    if logcat_tag or _AFTER_SIGNAL.search(before):
        return False
    word = match.groupdict().get("word") or ""
    if word.lower() == "code" and _QR_OR_SOURCE.search(before):
        return False
    # "返回 3 条消息", "error 2 times": a count, not a code.
    after = text[match.end() : match.end() + 8]
    return not re.match(
        r"[ ]?(?:条|个|次|秒|分钟|天|名|行|times?\b|users?\b|tests?\b|seconds?\b|ms\b)", after
    )
