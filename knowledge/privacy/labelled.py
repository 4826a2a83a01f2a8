"""Secrets that a name announces: `password=…`, `"appCertificate": "…"`, `--token …`, 密码：…."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.privacy.kinds import Kind, Secret
from knowledge.privacy.labels import STEMS, is_of_app, kind_of
from knowledge.privacy.nearby import paired_password, value_nearby
from knowledge.privacy.told import told_password
from knowledge.privacy.values import (
    STRONG,
    is_bare_secret,
    is_cookie,
    is_credential,
    is_quoted_secret,
    trimmed,
)

_NAME_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$-"
_NAME_LENGTH = 64
_STEM = re.compile("|".join(re.escape(stem) for stem in sorted(STEMS, key=len, reverse=True)))
_NAME_RIGHT = re.compile(r"(?:[A-Za-z0-9_.$-]|(?:密码|口令|密钥|秘钥|令牌|证书)){0,64}")
# appid05fc…, 应用ID05fc…证书…: the last 32 or 64 digits, for a name may end with an e too.
_HEX_GLUED = re.compile(
    r"[0-9a-f]*?((?:[0-9a-f]{32}){1,2})(?![0-9A-Za-z_])|[0-9A-F]*?((?:[0-9A-F]{32}){1,2})(?![0-9A-Za-z_])"
)
_WORDS_BACKWARD = re.compile(r"[A-Za-z\u4e00-\u9fff \t_-]*")  # over the text in front, reversed
_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff]+")

# From the name to the value; the group that matched says how much it takes to believe the value.
_GLUE = r"[`*_]{0,3}"
_BREAK = r"(?:\r?\n|(?:\\r)?\\n)"  # in a JSON string a line end is written \n
_TYPE = (
    r"(?:String|string|NSString|(?:&(?:'static )?)?str|char|CharSequence)[?!]?"
    r"(?:[ ]\|[ ](?:null|undefined|None))?"
)
_SEPARATOR = re.compile(
    rf"""(?:
      (?P<pair>\\{{0,7}}["']\s*,\s*\\{{0,7}}["']value\\{{0,7}}["']\s*:\s*  # {{"name":…, "value":…}}
      |\\{{0,7}}["']\s+(?:android:)?value\s*=\s*                  # <entry key="…" value="…"/>
      |\\{{0,7}}["']\s*\{{\s*[^{{}}]{{0,200}}?\bdefault\s*=\s*             # Terraform
      |\\{{0,7}}["']?[ \t]*{_BREAK}[ \t]*value:[ \t]*)              # - name: …, then value: …
    | (?P<argument>\\{{0,7}}["'][ \t]{{0,2}},[ \t]{{0,2}}(?=\\?["'`]))     # addHeader("…", "…")
    | (?P<plist></key>\s*(?:\\[nrt]\s*)*<string>|\\{{0,7}}["']?>(?=[^\s<>]|<!\[CDATA))  # XML
    | (?P<strong>[ \t]{{0,2}}\{{[^{{}}\n]{{0,40}}\}}[ \t]{{0,4}}=[ \t]{{0,4}}  # {{ get; }} =
      |[ \t]{{0,2}}:[ \t]{{0,2}}{_TYPE}[ \t]{{0,4}}=[ \t]{{0,4}}
      |\\?["'`*_\]}})]{{0,3}}[ \t]{{0,8}}(?:==?>|:=|->|=(?![=~])|%3[Dd])[ \t]{{0,8}}@?
      |\\{{0,7}}["'][ \t]{{0,8}}:[ \t]{{0,8}})
    | (?P<block>[ \t]*:[ \t]*[|>][+-]?[ \t]*{_BREAK}[ \t]+)                  # YAML
    | (?P<colon>(?:[ \t](?:for|of)[ \t][\w@.'-]{{1,40}}(?=:))?
      [`*_"']{{0,3}}[ \t]{{0,4}}[:：]{_GLUE}[ \t]{{0,4}}@?
      (?:{_BREAK}[ \t]{{0,8}}(?=[0-9a-fA-F]{{32}}))?)
    | (?P<table>[`*_]{{0,2}}[ \t]{{0,20}}[|｜][ \t]{{0,4}})
    | (?P<bracket>[ \t]{{0,2}}[(（【\[])
    | (?P<prose>[ \t]{{1,4}}(?:is|was|are|of)[ \t:：]{{1,4}}
      |[ \t]{{0,2}}(?:是|为|改成|设为|填的)[ \t:：]{{0,4}})
    | (?P<space>[ \t]{{1,8}}(?:@(?=\\{{0,7}}["']))?)
    )""",
    re.VERBOSE,
)
_QUOTED = re.compile(
    r"""(?P<quote>\\{0,7}["'`])(?P<value>(?:(?!(?P=quote))(?:\\.|[^\\\n])){1,4096}+)(?P=quote)"""
)
# "\"abc\"": a string in a string, of which the inner one is the value.
_OUTER_QUOTE = re.compile(r"\\{0,3}[\"'`](?=\\{1,7}[\"'`][^\s\"'`\\])")
_WRAPPING = re.compile(r"<!\[CDATA\[|(?:Optional(?:\.of)?|Some|Just|SecretStr)\((?=\\{0,3}[\"'])")
_KEY_OF_JSON = re.compile(r"\\{0,3}[\"'][\w.-]{1,64}\\{0,3}[\"'][ \t]?:")
_BARE = re.compile(r"[^\s\"'`<>|,;&，。；、）】「」\u4e00-\u9fff]{1,4096}")
_BARE_PASSWORD = re.compile(r"[^\s\"'`<>，。；、）】\u4e00-\u9fff]{1,256}")
_BYTES = re.compile(
    r"[^;\n]{0,60}?[{(\[=:]\s{0,8}"
    r"(?P<value>(?:(?:\(byte\)\s?)?0x[0-9a-fA-F]{1,2}\s{0,8},?\s{0,8}){8,128})"
)
_SCHEME = re.compile(
    r"(?:(?:Bearer|Basic|Digest|Token|Negotiate|AWS4-HMAC-SHA256|HMAC|agora token=|key=)[ ]?)",
    re.IGNORECASE,
)
_HEADER = re.compile(r"[^\n\"'`\\]{4,8192}")
_LINE = re.compile(r"[^\n]{4,8192}")  # Digest username="…", response="…"
_BEFORE_HEADER = re.compile(r"[\"'`\\\[]*")
_AFTER_SCHEME = re.compile(r"[ \"]*")
_HEADERS = ("cookie", "authorization")
_HEADER_JOINTS = STRONG | {"colon", "space", "argument"}
_NO_CONSTANT = re.compile(r"@?(?:\\{0,7}[\"'`]){1,2}[^\"'`\n]*[a-z0-9]")
_LOOSE = frozenset({"next to", "argument"})
_CONNECTED = frozenset("?&")


def labelled_secrets(text: str) -> Iterator[Secret]:
    """Yield the values that stand beside a name for a secret; the names stay."""
    folded = _ascii_lower(text)
    at = 0
    for stem in _STEM.finditer(folded):
        if stem.start() < at:  # inside a name or value that was read already
            continue
        start, end = _name_around(text, stem.start(), stem.end())
        found = _beside(text, start, end)
        at = end if found is None else found.end
        if found is not None:
            yield found


def _ascii_lower(text: str) -> str:
    """Lower case of the same length; a few capitals (İ) become two characters."""
    lowered = text.lower()
    return (
        lowered
        if len(lowered) == len(text)
        else "".join(one.lower() if one.isascii() else one for one in text)
    )


def _name_around(text: str, start: int, end: int) -> tuple[int, int]:
    left = text[max(0, start - _NAME_LENGTH) : start]
    # A Chinese label ends by itself: App证书05fc…
    right = _NAME_RIGHT.match(text, end) if text[end - 1].isascii() else None
    begin = start - len(left) + len(left.rstrip(_NAME_CHARACTERS))
    if right is None:
        return begin, end
    glued = _HEX_GLUED.search(text, end, right.end())
    return begin, glued.start(glued.lastindex or 0) if glued else right.end()


def _words_before(text: str, at: int) -> list[str]:
    """Up to three words right in front, on the same line."""
    backward = _WORDS_BACKWARD.match(text[max(0, at - 40) : at][::-1])
    return _WORD.findall(backward[0][::-1])[-3:] if backward else []


def _beside(text: str, start: int, end: int) -> Secret | None:
    name = text[start:end].rstrip(".-")
    end = start + len(name)
    before = _words_before(text, start)
    kind = kind_of(name, before)
    if kind is None:
        return None
    if kind in {Kind.APP_ID, Kind.APP_CERTIFICATE}:
        found = _bytes(text, end, name) or value_nearby(text, start, end, kind)
        if found is not None:
            return Secret(kind, *found)
        if name.lower().endswith(("cert", "certificate", "证书")) and not is_of_app(name, before):
            return None  # of TLS, perhaps
    pair = paired_password(text, start, end) if kind is Kind.PASSWORD else None
    if pair is not None:
        return Secret(kind, *pair)
    joined = _joined(text, start, end, kind, before)
    if joined is not None:
        return joined
    nearby = value_nearby(text, start, end, kind)
    return None if nearby is None else Secret(kind, *nearby)


def _joined(text: str, start: int, end: int, kind: Kind, before: Sequence[str]) -> Secret | None:
    name = text[start:end]
    separator = _SEPARATOR.match(text, end)
    if separator is None:
        return None
    how = str(separator.lastgroup)
    if how == "argument" and _KEY_OF_JSON.match(text, separator.end()):
        return None  # the next entry of an object, not what the name is given
    if how == "space" and not text.startswith("--", max(0, start - 2)) and name[:2] != "--":
        how = "next to"
    if how in _LOOSE and name.isupper() and _NO_CONSTANT.match(text, separator.end()):
        how = "strong"  # #define DB_PASSWORD "…", define('DB_PASSWORD', '…')
    if kind is Kind.PASSWORD:
        told = told_password(text, separator.end(), how, before)
        if told is not None:
            return Secret(kind, *told)
    if kind in {Kind.COOKIE, Kind.CREDENTIALS} and name.lower().endswith(_HEADERS):
        return _header(text, separator.end(), kind, how)
    return _value(text, separator.end(), kind, how, in_query=text[start - 1 : start] in _CONNECTED)


def _bytes(text: str, at: int, name: str) -> tuple[int, int] | None:
    found = _BYTES.match(text, at) if "sign" in name.lower() else None
    return None if found is None else found.span("value")


def _header(text: str, at: int, kind: Kind, how: str) -> Secret | None:
    """A header's value: to the end of the line or of the string; the scheme's name stays."""
    if how not in _HEADER_JOINTS:
        return None
    at = _past(_BEFORE_HEADER, text, at)
    scheme = _SCHEME.match(text, at)
    at = _past(_AFTER_SCHEME, text, scheme.end() if scheme else at)
    digest = scheme is not None and scheme[0].lower().startswith("digest")
    match = (_LINE if digest else _HEADER).match(text, at)
    if match is None or not match[0].strip():
        return None
    value = match[0].rstrip()
    if kind is Kind.COOKIE:
        accepted = is_cookie(value)
    else:
        value = value if scheme and "," in value else value.split(maxsplit=1)[0]
        accepted = is_credential(value, scheme=scheme is not None)
    return Secret(kind, at, at + len(value)) if accepted else None


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _value(text: str, at: int, kind: Kind, how: str, *, in_query: bool) -> Secret | None:
    at = _past(_OUTER_QUOTE, text, _past(_WRAPPING, text, at))
    quoted = _QUOTED.match(text, at)
    if quoted is not None:
        accepted = is_quoted_secret(quoted["value"], kind, how)
        return Secret(kind, *quoted.span("value")) if accepted else None
    pattern = _BARE_PASSWORD if kind is Kind.PASSWORD and not in_query else _BARE
    bare = pattern.match(text, at)
    if bare is None:
        return None
    value = trimmed(bare[0], kind)
    end = at + len(value)
    accepted = is_bare_secret(value, kind, how, text[end : end + 12], in_query=in_query)
    return Secret(kind, at, end) if accepted and value else None
