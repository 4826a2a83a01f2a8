"""Secrets that a construct announces, not a name: `Bearer …`, `scheme://user:…@host`."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from knowledge.privacy.commands import COMMANDS, on_one_line
from knowledge.privacy.kinds import Kind, Secret
from knowledge.privacy.labels import kind_of
from knowledge.privacy.placeholders import is_placeholder
from knowledge.privacy.values import is_certain_password, is_of_words, is_strong_password

_BEARER = re.compile(
    r"(?<![A-Za-z])(?:[Bb]earer|BEARER)(?:[ \t]+|(?:\\{0,3}[\"'])?[ ]?[:=,][ ]?(?:\\{0,3}[\"'])?)"
    r"(?P<value>[\w.~+/-]{12,4096}={0,2})(?![\w=])",
    re.ASCII,
)
_BASIC = re.compile(r"(?<![A-Za-z])(?:[Bb]asic|BASIC)[ \t]+(?P<value>[A-Za-z0-9+/]{8,1024}={0,2})")
_USERINFO = re.compile(r"://(?:[^\s/:@\"'<>?#]{0,128}):(?P<value>[^\s/?\"'<>]{1,256})@(?=[\w\[.-])")
# https://<public key>@o1.ingest.sentry.io, https://<token>@github.com
_USER_ALONE = re.compile(r"://(?P<value>[\w-]{20,256})@(?=[\w\[.-])", re.ASCII)
# Whoever knows the address may post: the path after "hook", or its key.
_HOOK = re.compile(
    r"://[^\s\"'<>?#]{3,120}?hooks?(?:b2)?/(?P<value>[\w@/.-]{16,400}(?<![.]))"
    r"|://[^\s\"'<>?#]{3,120}?hook/[\w/-]{0,40}\?key=(?P<key>[\w-]{16,128})",
    re.ASCII,
)
_QUERY_KEY = re.compile(r"[?&]key=(?P<value>[A-Za-z0-9-]{16,128})(?![\w.%/:])")
# "login: admin / …", "credentials are admin:…", 登录 admin …: no name of a password stands there.
_ACCOUNTS = ("login", "Login", "log in", "account", "Account", "redentials", "账号", "帐号", "登录")
_ACCOUNT = re.compile(
    r"s?(?![a-z])[\u4e00-\u9fff]{0,6}?"
    r"(?P<says>(?:[ ]?(?:are|is|with|as|using|[:：=是为用])){0,2})[ ]{0,2}"
    r"[A-Za-z][\w.@+-]{1,40}[ ]?(?P<beside>[/:|,，]|(?<=[ ]))[ ]?(?P<value>[!-~]{6,128})",
    re.IGNORECASE | re.ASCII,
)
# "login: google / oauth2", "account: iOS 17 / Android14": letters and digits that name a thing.
_THING = re.compile(
    r"(?:oauth|http|https|ipv|base|android|ios|ipad|iphone|win(?:dows)?|mac(?:os)?|node|python|java"
    r"|vue|react|web|api|sdk|es|sha|md|h|vp|av|utf|usb|room|user|uid|group|channel|test|app|v)"
    r"[ _-]?[\d.]+|\d.*",
    re.IGNORECASE,
)
_LONG_PART = 15  # characters
# The value stands before its name.
_VALUE_FIRST = (
    (
        '"value"',
        re.compile(
            r"\"value\"\s{0,8}:\s{0,8}\"(?P<value>(?:[^\"\\]|\\.){1,4096})\"\s{0,20},\s{0,20}"
            r"\"(?:name|key)\"\s{0,8}:\s{0,8}\"(?P<name>[\w-]{3,48})\""
        ),
    ),
    (
        "forHTTPHeaderField",
        re.compile(
            r"@?\\?\"(?P<value>[^\"\\\n]{8,4096})\\?\"[ ,]{0,4}forHTTPHeaderField:[ ]?"
            r"@?\\?\"(?P<name>[\w-]{3,48})\\?\""
        ),
    ),
)
# Addresses of databases. A password with a slash is read here only: elsewhere a path begins.
_DATABASE = re.compile(
    r"(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|amqps?)://[^\s/:@\"'<>?#]{0,128}:"
    r"(?P<value>(?!\d{1,5}/)[^\s\"'<>?]{1,256})@(?=[\w\[.-])"
)
_DSN = re.compile(
    r"(?<![\w/.-])[\w.-]{1,64}:(?P<value>(?!port@|pass@)[^\s@\"'`]{1,128})@(?:tcp|udp|unix)\("
    r"|jdbc:oracle:\w{1,8}:[\w.-]{1,64}/(?P<oracle>[^\s@\"'`]{1,128})@"
    r"|:5432:[\w*-]{1,64}:[\w.-]{1,64}:(?P<pgpass>[^\s:\"']{3,128})"
)
_NETRC = re.compile(
    r"\bmachine\s{1,8}[\w-]{1,120}\.[\w.-]{1,120}\s{1,8}login\s{1,8}\S{1,64}"
    r"\s{1,8}password\s{1,8}(?P<value>\S{3,128})"
)
_RELAY = re.compile(
    r"\bturns?:[^\n]{0,200}?\bcredential\\{0,3}[\"']?[ ]?:[ ]?"
    r"\\{0,3}[\"'](?P<value>[^\"'\\\n]{3,128})"
)
# The short names of Huawei, Qiniu and Baidu: "sk" alone.
_SK = re.compile(
    r"[sS][kK](?<![A-Za-z\d]..)\\{0,3}[\"']?[ ]{0,2}[:：=是为][ ]{0,2}\\{0,3}[\"']?"
    r"(?P<value>[A-Za-z0-9+/=_-]{30,64})(?![A-Za-z0-9+/=_-])"
)
# CREATE USER … IDENTIFIED BY '…', AUTH PLAIN …, WIFI:S:…;P:…;
_GIVEN = re.compile(
    r"\b(?:IDENTIFIED BY|identified by)[ ]['\"](?P<sql>[^'\"\n]{3,128})['\"]"
    r"|\bAUTH PLAIN (?P<plain>[A-Za-z0-9+/]{12,400}={0,2})"
    r"|\bWIFI:[^\n]{0,120}?\bP:(?P<wifi>[^;\n]{3,128})(?=;)"
)
# login("lin", "…"), join("<app id>", "lobby", "<token>"): the place in the call tells.
_Q = r"\\{0,3}[\"']"
_LOGIN_CALL = re.compile(
    rf"\blog[iI]n\w{{0,24}}\([ ]?{_Q}[^\"'\n]{{1,64}}{_Q},[ ]?{_Q}"
    rf"(?P<value>[^\"'\\\n]{{6,128}}){_Q}"
)
_JOIN_CALL = re.compile(
    rf"\bjoin\([ ]?{_Q}[^\"'\n]{{0,64}}{_Q},[^,\n]{{1,80}},[ ]?{_Q}"
    rf"(?P<value>[\w+/=-]{{24,4000}}){_Q}"
)
# Of a password, as systems keep it: $2b$12$…, $6$salt$…, $argon2id$…
_CRYPT = re.compile(
    r"\$(?:2[abxy]\$\d\d|[156y]|argon2(?:id|i|d))\$(?P<value>[A-Za-z0-9./$=,+-]{20,200})"
)
_HEX = r"\\{0,3}[\"'](?P<value>[0-9a-f]{32})\\{0,3}[\"']"
_CREATE = re.compile(
    r"(?:\b(?:[Cc]reate|[Ii]nit|[Bb]uild|[Gg]enerate|sharedEngine|RtcEngine)\w{0,24}"
    rf"\([^\n\"']{{0,80}}|\bjoin\([ ]?){_HEX}"
)
_BUILD_TOKEN = re.compile(
    r"Token\w{0,24}\([^\n)]{0,80}?[\"'][0-9a-f]{32}[\"'],[ ]{0,2}(?:\w{1,24}[:=][ ]?)?"
    rf"{_HEX}"
)


def constructed_secrets(text: str) -> Iterator[Secret]:
    """Yield them; a hint that is found as plain text spares the pattern."""
    text = on_one_line(text)
    for kind, hints, pattern, accepts in _CONSTRUCTS:
        if any(hint in text for hint in hints):
            for match in pattern.finditer(text):
                group = match.lastgroup or "value"
                if accepts(match[group]):
                    yield Secret(kind, *match.span(group))
    yield from _beside_accounts(text)
    for hint, pattern in _VALUE_FIRST:
        for match in pattern.finditer(text) if hint in text else ():
            named = kind_of(match["name"])
            if named is not None and not is_placeholder(match["value"]):
                yield Secret(named, *match.span("value"))


def _beside_accounts(text: str) -> Iterator[Secret]:
    for word in _ACCOUNTS:
        at = text.find(word)
        while at >= 0:
            match = _ACCOUNT.match(text, at + len(word))
            value = match["value"].rstrip(".,;)]\"'") if match else ""
            if match and (is_strong_password(value) or _is_told(match, value)):
                yield Secret(Kind.PASSWORD, match.start("value"), match.start("value") + len(value))
            at = text.find(word, at + len(word))


def _is_told(match: re.Match[str], value: str) -> bool:
    """`is bob / hunter2`: presented as a pair, and nothing follows but the sentence."""
    told = match["says"] and match["beside"] in "/:|"
    return (
        bool(told)
        and value.replace("_", "").isalnum()
        and is_certain_password(value)
        and not _THING.fullmatch(value)
    )


def _has_digit(value: str) -> bool:
    return any(one.isdigit() for one in value)


def _is_basic(value: str) -> bool:
    try:
        decoded = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return b":" in decoded and decoded.isascii()


def _is_token(value: str) -> bool:
    """A part of a path or the name of a key that nobody would write by hand."""
    parts = re.split("[/@.]", value)
    return any(
        len(part) > _LONG_PART and _has_digit(part) and not is_of_words(part) for part in parts
    )


def _is_mixed(value: str) -> bool:
    return _has_digit(value) and not value.replace("-", "").isdigit()


def _is_given(value: str) -> bool:
    return not is_placeholder(value)


def _always(value: str) -> bool:
    return bool(value)


_CONSTRUCTS: tuple[tuple[Kind, tuple[str, ...], re.Pattern[str], Callable[[str], bool]], ...] = (
    (Kind.CREDENTIALS, ("earer", "EARER"), _BEARER, _has_digit),
    (Kind.CREDENTIALS, ("asic", "ASIC"), _BASIC, _is_basic),
    (Kind.PASSWORD, ("://",), _USERINFO, _is_given),
    (Kind.TOKEN, ("://",), _USER_ALONE, _has_digit),
    (Kind.TOKEN, ("hook",), _HOOK, _is_token),
    (Kind.API_KEY, ("key=",), _QUERY_KEY, _is_mixed),
    (Kind.PASSWORD, ("://",), _DATABASE, _is_given),
    (Kind.PASSWORD, ("@tcp(", "@udp(", "@unix(", "jdbc:oracle:", ":5432:"), _DSN, _is_given),
    (Kind.PASSWORD, ("machine",), _NETRC, _is_given),
    (Kind.PASSWORD, ("turn:", "turns:"), _RELAY, _is_given),
    (Kind.PASSWORD, ("$2", "$1$", "$5$", "$6$", "$y$", "$argon2"), _CRYPT, _has_digit),
    (Kind.SECRET, ("sk", "SK"), _SK, _is_token),
    (Kind.PASSWORD, ("BY ", "by ", "AUTH PLAIN", "WIFI:"), _GIVEN, _is_given),
    (Kind.PASSWORD, ("ogin(",), _LOGIN_CALL, is_certain_password),
    (Kind.TOKEN, ("join(",), _JOIN_CALL, _is_token),
    *((kind, hints, pattern, _is_given) for kind, hints, pattern in COMMANDS),
    (Kind.APP_ID, ("(",), _CREATE, _always),
    (Kind.APP_CERTIFICATE, ("Token",), _BUILD_TOKEN, _always),
)
