"""Telephone numbers: candidates by rule, judged by phonenumbers. Its only import.

phonenumbers (Google's metadata as plain Python) is data, not a service: no I/O, no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

_INTERNATIONAL = re.compile(
    r"(?<![\w.+-])(?:\+|00(?=[1-9]))[1-9]\d{0,3}(?:[ ().-]{0,2}\d{1,6}){2,7}(?![\w-]|\.\d)",
    re.ASCII,
)
# A pattern that begins with a digit of its own is found many times faster than one that looks back
# first; what stands before a number is looked at behind that digit.
_MOBILE = r"[3-9]\d(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}(?![\w]|[.:/-]\d)"
_CHINESE_MOBILE = re.compile(rf"1(?<![\w.]1)(?<!\d[-:/]1){_MOBILE}", re.ASCII)
_CHINESE_MOBILE_86 = re.compile(rf"86(?<![\w.]86)(?<!\d[-:/]86)[ -]?1{_MOBILE}", re.ASCII)
_CHINESE_LANDLINE = re.compile(
    r"(?<![\w.:/-])[(（]?0\d{2,3}[)）]?[ -]\d{7,8}"
    r"(?:[ -]?(?:转|ext\.?)[ ]?\d{1,5})?(?![\w]|[.:/-]\d)",
    re.ASCII,
)
_AMERICAN = re.compile(
    r"(?<![\w.:/+-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}-)[2-9]\d{2}-\d{4}(?![\w]|[.:/-]\d)",
    re.ASCII,
)
_AMERICAN_END = re.compile(r"-(?<=\d{3}-)\d{4}(?!\w)")
_NAMED = re.compile(
    r"(?:(?<![A-Za-z])(?:phone|tel(?:ephone)?|mobile|cell|whats ?app|call me(?: at| on)?|contact"
    r"(?: me)?(?: at| on)?|hotline|fax|phone_?number|mobile_?(?:phone|number)|msisdn)"
    r"|电话(?:号码)?|手机(?:号码?)?|联系方式|座机|热线|致电)"
    r"(?:[ \t]*(?:no\.?|number|#))?[\"']?[ \t]{0,4}(?:[:：=是为]|is|->|at|on)?[ \t]{0,4}[\"']?"
    r"(?P<value>[+(（]?\d(?:[ ()（）.-]{0,2}\d){6,16})(?![\w]|\.\d)",
    re.IGNORECASE | re.ASCII,
)
_NAMES = (
    "phone",
    "tel",
    "mobile",
    "cell",
    "whats",
    "call me",
    "contact",
    "hotline",
    "fax",
    "msisdn",
    "电话",
    "手机",
    "联系",
    "座机",
    "热线",
    "致电",
)
# The name in front of a number: `"roomId": `, "uid is ", 订单号：, and of a list: `uids: [1, `.
_LABEL = re.compile(
    r"(?P<name>(?:[A-Za-z\u4e00-\u9fff]+[ _.-]{0,2}){1,4})"
    r"(?:\\{0,3}[\"'`])?[ \t]{0,2}(?:[:：=#>]|->|\bis\b|(?<=[是为]))?[ \t]{0,2}\[?"
    r"(?:[\"'`]?\d{5,12}[\"'`]?,[ ]?){0,3}(?:\\{0,3}[\"'`(#])?\Z"
)
_NAME_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\u4e00-\u9fff]+")
# By the last word of its name: an amount, a time, a count, a place, whatever sign it has.
_NO_PHONES = (
    "order room build version code trace seq sequence time timestamp ts pts dts epoch elapsed"
    " uptime size bytes length duration offset delta count total channel cname pid tid ssrc"
    " stream task job invoice line frame block index serial sn imei iccid hash nonce port track"
)
_OTHER_NUMBERS = frozenset(_NO_PHONES.split())
_OTHER_CHINESE = (
    *("订单", "订单号", "房间", "房间号", "编号", "单号", "序列", "序列号", "时间戳", "大小"),
    *("字节", "频道", "频道号", "频道名", "流水", "流水号", "构建", "构建号", "版本号", "设备号"),
    *("工单号", "错误码"),
)
# Digits alone after one of these are an id; written like a telephone number, they are one.
_IDS = re.compile(r"(?:[a-z]{0,8}(?:uid|userid|openid)|(?!paid|said|void)[a-z]{0,4}id)s?")
_REACHED_BY = ("wechat", "weixin", "whatsapp", "telegram", "微信", "支付宝", "手机", "电话")
_NUMBERED = frozenset({"no", "num", "number", "name", "号", "是", "为", "is"})
_EXTENSION = re.compile(r"[ -]?(?:转|ext)")
_UNIT = re.compile(r" ?(?:bytes|[KMG]?B|ms|us|ns|μs|毫秒|字节)(?![A-Za-z])")
_SPACED = re.compile(r"\+\d{1,3}[ -]\(?\d{2,5}\)?[ -]\d{3,6}")
_FREE = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.SHARED_COST, PhoneNumberType.PREMIUM_RATE}
)
# Where a number without its country may be from; the desk speaks English and Chinese.
_REGIONS = ("CN", "US", "GB", "HK", "TW", "SG", "IN", "JP", "KR", "DE", "FR", "AU", "BR")
_CONTEXT = 56


def phone_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of telephone numbers; free hotlines belong to nobody and stay."""
    if "+" in text or "00" in text:
        yield from _judged(text, _INTERNATIONAL, (None,))
    yield from _judged(text, _CHINESE_MOBILE, ("CN",))
    yield from _judged(text, _CHINESE_MOBILE_86, ("CN",))
    yield from _judged(text, _CHINESE_LANDLINE, ("CN",))
    if _AMERICAN_END.search(text):
        yield from _judged(text, _AMERICAN, ("US",))
    folded = text.lower()
    for match in _NAMED.finditer(text) if any(one in folded for one in _NAMES) else ():
        if _is_number(match["value"], _REGIONS):
            yield match.span("value")


def _judged(
    text: str, pattern: re.Pattern[str], regions: tuple[str | None, ...]
) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - _CONTEXT) : match.start()]
        if _UNIT.match(text, match.end()) or _is_of_another(before, match[0]):
            continue
        if _is_number(match[0], regions):
            yield match.start() - (before[-1:] == "+"), match.end()


def _is_of_another(before: str, written: str) -> bool:
    """Whether the name in front of a number says that it is none to call."""
    label = _LABEL.search(before)
    words = _NAME_WORDS.findall(label["name"]) if label else []
    while words and words[-1].lower() in _NUMBERED:
        words.pop()
    if not words:
        return False
    last = words[-1].lower()
    if last in _OTHER_NUMBERS or last.rstrip("是为").endswith(_OTHER_CHINESE):
        return True
    reached = any(one in word.lower() for word in words for one in _REACHED_BY)
    return written.isdigit() and not reached and _IDS.fullmatch(last) is not None


def _is_number(written: str, regions: tuple[str | None, ...]) -> bool:
    written = _EXTENSION.split(written)[0]
    if written.startswith("00"):
        written = f"+{written[2:]}"
    return any(_is_number_of(written, region) for region in regions)


@lru_cache(maxsize=1024)  # a log names the same number on every line
def _is_number_of(written: str, region: str | None) -> bool:
    try:
        number = phonenumbers.parse(written, region)
    except NumberParseException:
        return False
    if not phonenumbers.is_valid_number(number):
        # Ranges that nobody was given yet, or that films use: written like a number, it is one.
        return _SPACED.match(written) is not None and phonenumbers.is_possible_number(number)
    return phonenumbers.number_type(number) not in _FREE
