"""Personal data: mail addresses, telephone numbers, identity and card numbers, IP addresses."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from datetime import date

from knowledge.privacy.kinds import Kind, Secret
from knowledge.privacy.phones import phone_numbers

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])(?P<local>[A-Za-z0-9._%+'-]{1,64})@"
    r"(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}\.(?P<top>[A-Za-z]{2,24}))"
    r"(?![A-Za-z0-9_@(-]|\.[A-Za-z0-9])"
)
# What looks like an address in code, in file names and in stack frames.
_NO_LOCAL = frozenset({"git", "this", "super", "return", "break", "continue", "self", "hg", "svn"})
_FILE_ENDINGS = (
    "js mjs cjs ts tsx jsx vue html css dart kt java swift py rb go rs php so dylib dll exe jar aar"
    " png jpg jpeg gif svg webp mp4 mp3 wav json xml yaml yml txt log md zip gz tgz framework lock"
    " tar local"
)
_NO_TOP = frozenset(_FILE_ENDINGS.split())
_USERINFO = re.compile(r"://[^/?#]*\Z")
_RUN_BEFORE = re.compile(r"[^\s\"'<>]{0,128}\Z")
_CN_ID = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![0-9A-Za-z])")
_CN_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CN_ID_CHECKS = "10X98765432"
_HK_ID = re.compile(r"(?<![0-9A-Za-z])[A-Z]{1,2}\d{6}\([\dA]\)")
_LABELLED_ID = re.compile(
    r"(?:ssn|social security(?: number| no\.?)?|身份证(?:号码?)?|证件号码?"
    r"|passport(?: number| no\.?)?|护照(?:号码?)?|id ?card(?: number| no\.?)?|national id)"
    r"[\"']?[ \t]{0,4}(?:[:：=]|is|是|为)?[ \t]{0,4}[\"']?"
    r"(?P<value>[A-Z]{0,2}\d[\d -]{4,18}[\dXx])(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ID_HINTS = ("ssn", "social", "证", "护照", "passport", "card", "national")
_CARD = re.compile(r"(?<![\w.-])[3-6]\d{3}(?P<gap>[ -])\d{4}(?P=gap)\d{4}(?P=gap)\d{1,4}(?![\w-])")
_CARD_LABELLED = re.compile(
    r"(?:card(?: ?number| ?no\.?)?|银行卡(?:号)?|卡号)[\"']?[ \t]{0,4}(?:[:：=]|is|是|为)?"
    r"[ \t]{0,4}[\"']?(?P<value>[3-6]\d{12,18})(?!\d)",
    re.IGNORECASE,
)
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)", re.ASCII)
_IPV6 = re.compile(
    r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}|:):[0-9A-Fa-f:]{1,39}(?:\.\d{1,3}){0,3}(?![\w:.]*\w)", re.ASCII
)
_VERSION_BEFORE = re.compile(
    r"(?:\bv|\bver(?:sion)?|\bsdk|\bbuild|\brelease|\btag|版本|升级到|[A-Za-z]/|[\w-]@|==|[~^]|\b[A-Z]\w{2,20})"
    r"[\"'` :：=]{0,3}\Z",
    re.IGNORECASE,
)
_ADDRESS_BEFORE = re.compile(
    r"(?:\bip|addr(?:ess)?|host|server|peer|edge|from|to|connect(?:ed|ing)?|dns|ping|remote|local|//"
    r"|udp/|tcp/|tls/|地址|服务器)[\"'` :：=(\[]{0,3}\Z",
    re.IGNORECASE,
)
_LARGEST_PART, _GROUPS = 255, 3
_SMALL_PART = 40  # a version seldom has a part as large as most addresses have


def personal_numbers(text: str) -> Iterator[Secret]:
    """Yield identity and payment card numbers; their check digits must be right."""
    for match in _CN_ID.finditer(text):
        if _is_chinese_id(match[0]):
            yield Secret(Kind.ID_NUMBER, *match.span())
    for match in _HK_ID.finditer(text) if "(" in text else ():
        yield Secret(Kind.ID_NUMBER, *match.span())
    folded = text.lower()
    for match in _LABELLED_ID.finditer(text) if any(one in folded for one in _ID_HINTS) else ():
        yield Secret(Kind.ID_NUMBER, *match.span("value"))
    for match in _CARD.finditer(text):
        if _passes_luhn(match[0]):
            yield Secret(Kind.CARD_NUMBER, *match.span())
    for match in _CARD_LABELLED.finditer(text) if "card" in folded or "卡" in text else ():
        if _passes_luhn(match["value"]):
            yield Secret(Kind.CARD_NUMBER, *match.span("value"))


def email_addresses(text: str) -> Iterator[Secret]:
    """Yield mail addresses, not what code and file names write with an @."""
    if "@" not in text:
        return
    for match in _EMAIL.finditer(text):
        if match["local"].lower() in _NO_LOCAL or match["top"].lower() in _NO_TOP:
            continue
        run = _RUN_BEFORE.search(text[max(0, match.start() - 128) : match.start()])
        if run is not None and _USERINFO.search(run[0]):
            continue  # user:password@host, which `labelled` reads
        yield Secret(Kind.EMAIL, *match.span())


def phones(text: str) -> Iterator[Secret]:
    """Yield telephone numbers of any country."""
    for start, end in phone_numbers(text):
        yield Secret(Kind.PHONE, start, end)


def ip_addresses(text: str) -> Iterator[Secret]:
    """Yield IPv4 and IPv6 addresses; versions of four parts and this machine's own are left."""
    for match in _IPV4.finditer(text):
        if _is_ipv4(text, match):
            yield Secret(Kind.IP_ADDRESS, *match.span())
    if text.count(":") > 1:
        for match in _IPV6.finditer(text):
            if _is_ipv6(match[0]):
                yield Secret(Kind.IP_ADDRESS, *match.span())


def _is_chinese_id(value: str) -> bool:
    try:
        date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return False
    total = sum(int(one) * weight for one, weight in zip(value, _CN_ID_WEIGHTS, strict=False))
    return _CN_ID_CHECKS[total % 11] == value[17].upper()


def _passes_luhn(value: str) -> bool:
    digits = [int(one) for one in value if one.isdigit()]
    doubled = (sum(divmod(2 * one, 10)) for one in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_ipv4(text: str, match: re.Match[str]) -> bool:
    parts = match[0].split(".")
    if any(int(one) > _LARGEST_PART or (one != "0" and one.startswith("0")) for one in parts):
        return False
    if parts[0] in {"0", "127", "255"} or parts[1:] == ["0", "0", "0"]:
        return False
    before = text[max(0, match.start() - 24) : match.start()]
    if _ADDRESS_BEFORE.search(before):
        return True
    if _VERSION_BEFORE.search(before):
        return False
    return (
        text[match.end() : match.end() + 1] == ":"
        or any(int(one) >= _SMALL_PART for one in parts[:2])
        or parts[0] == "10"
    )


def _is_ipv6(value: str) -> bool:
    value = value.rstrip(":") if not value.endswith("::") else value
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return False
    groups = [one for one in value.split(":") if one]
    named = len(groups) >= _GROUPS and any(one.isdigit() for one in value)
    return named and not address.is_loopback
