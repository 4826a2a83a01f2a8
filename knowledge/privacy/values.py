"""Whether a value beside a secret's name is the secret: not a word, not a name of code, no mask."""

from __future__ import annotations

import re

from knowledge.privacy.kinds import Kind

# How the name and the value are joined. These signs stand in code, configuration and logs.
STRONG = frozenset({"strong", "pair", "plist"})
_NOT_A_VALUE = re.compile(
    r"(?:null|nil|none|true|false|undefined|void|nan|string|str|char|bool(?:ean)?|int(?:eger)?|text"
    r"|bytes?|object|any|empty|required|optional|invalid|wrong|incorrect|expired?|missing|errors?"
    r"|failed|failure|success|ok|yes|no|not|is|was|and|or|the|a|an|for|from|in|on|of|to|with|has|will"
    r"|change_?me|redacted|hidden|masked|removed|omitted|secret|secrets|password|passwd|pwd|token"
    r"|tokens|key|value|values|example|sample|test|demo|todo|n/?a|unset|default|cert(?:ificate)?"
    r"|[x*•.#_?-]+|\d{1,3}"
    r"|\[?(?:redacted|filtered|hidden|masked|removed)\b.*"
    r"|<.*|\{.*|\$.*|%.*|@.*|\(.*|(?:your|my|the|this|our|some|new|old|test|fake|dummy)[_ .-]?.*"
    r"|.*\*{3,}.*|\[.*|.*(?:_here|-here)|/.*|https?:.*|wss?:.*)",
    re.IGNORECASE | re.DOTALL,
)
_YOUR = re.compile(r"(?:your|my|the|this|our|some|new|old|test|fake|dummy)[_ .-]", re.IGNORECASE)
_IDENTIFIER = re.compile(
    r"[A-Za-z_$][\w$]*(?:(?:\?\.|!\.|\.|::|->)[A-Za-z_$][\w$]*)*[!?]?", re.ASCII
)
_CALL = re.compile(r"[A-Za-z_$][\w$.?!:]*[(\[{]", re.ASCII)
_WORDS_OF_CODE = (
    "token tokens pass password passwd pwd secret key keys input value text controller config env"
    " param params arg args cert certificate user field data info resp response result self this"
    " auth cred creds get build gen generate callback string type app id new"
)
_NAMED_WORDS = frozenset(_WORDS_OF_CODE.split())
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MESSAGE = re.compile(
    r"\b(?:is|are|be|must|should|required|invalid|incorrect|wrong|enter|please|cannot|failed"
    r"|expired|your|not|the)\b|请|不能|错误|失败|无效|过期|输入",
    re.IGNORECASE,
)
_APP_ID = re.compile(r"[0-9a-fA-F]{32}|\d{8,11}")
_OPAQUE = re.compile(r"[A-Za-z0-9+/=._~%-]{12,}")
_PARAMETERS = re.compile(r"[A-Za-z]{2,24}=")  # Digest username="…", AWS4 Credential=…
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_FILE_OR_HOST = re.compile(r"[\w.$-]+\.[A-Za-z]{1,6}(?::\d+)*")
_NUMERIC = re.compile(r"[\d.,:/TZ+-]+")
_SELECTOR = re.compile(r"[A-Za-z]+:(?:[A-Za-z]|\])")  # joinRoom:password:role:completion:
_ORG_AND_APP = re.compile(r"[\w-]{2,60}#[\w-]{2,60}")
_WORD_FOLLOWS = re.compile(r"[ \t]+[a-z]")
_SHORTEST, _PASSWORD_IN_PROSE, _RANDOM, _LONG = 3, 6, 8, 20  # characters
_SHORT_OF_STRONG = frozenset({"next to", "prose", "table", "bracket"})


def is_placeholder(value: str) -> bool:
    """`<your token>`, `null`, `****`, a plain word such as `required`."""
    return _NOT_A_VALUE.fullmatch(value) is not None


def is_cookie(value: str) -> bool:
    """`name=value` pairs."""
    return "=" in value and not _CALL.match(value) and not is_placeholder(value)


def is_credential(value: str, *, scheme: bool) -> bool:
    """What stands in an Authorization header, after the scheme's name if it has one."""
    return is_opaque(value) or (scheme and _PARAMETERS.match(value) is not None)


def is_opaque(value: str) -> bool:
    """One run of base64 and the like, and no word."""
    if not _OPAQUE.fullmatch(value):
        return False
    return _has_digit(value) or _mixed(value)


def is_quoted_secret(value: str, kind: Kind, how: str) -> bool:
    """A value in quotation marks; `how` is the group of the separator before it."""
    if _is_none(value) or value[0] in " +":
        return False
    if kind is Kind.APP_ID:
        return _APP_ID.fullmatch(value) is not None
    if how in {"argument", "next to"}:  # it may as well be a list of names, or a sentence
        return is_random(value) or (kind is Kind.PASSWORD and _has_digit(value))
    if kind not in {Kind.PASSWORD, Kind.SECRET, Kind.APP_CERTIFICATE}:
        return is_random(value) or (kind is Kind.APP_KEY and "#" in value)
    if " " in value or not value.isascii():
        return not _MESSAGE.search(value)
    return not _IDENTIFIER.fullmatch(value) or not _names_something(value)


def is_bare_secret(value: str, kind: Kind, how: str, rest: str, *, in_query: bool) -> bool:
    """A value without quotation marks; `rest` is what follows it."""
    if _is_none(value) or _CALL.match(value) or "](" in value or rest.startswith(("(", "[")):
        return False
    match kind:
        case Kind.APP_ID:
            return how not in {"next to", "table"} and _APP_ID.fullmatch(value) is not None
        case Kind.PASSWORD:
            return _is_bare_password(value, how, rest)
        case Kind.APP_KEY:
            return is_random(value) or _ORG_AND_APP.fullmatch(value) is not None
        case Kind.SECRET | Kind.APP_CERTIFICATE if how in STRONG and not in_query:
            return is_random(value) or _is_plain_secret(value)
    return is_random(value)


def _is_none(value: str) -> bool:
    return len(value) < _SHORTEST or (is_placeholder(value) and not is_random(value))


def _is_plain_secret(value: str) -> bool:
    """Digits alone, or lower case that names nothing in code."""
    if len(value) < _RANDOM:
        return False
    return value.isdigit() or (value.islower() and not _names_something(value))


def _is_bare_password(value: str, how: str, rest: str) -> bool:
    is_name = _IDENTIFIER.fullmatch(value) is not None
    odd = not value.isalnum() and not is_name
    if how in _SHORT_OF_STRONG:
        return _is_password_in_prose(value, how, odd=odd)
    if _SELECTOR.match(value):
        return False
    if _has_digit(value) or odd:
        return True
    if is_name and (_names_something(value) or (not value.islower() and how != "strong")):
        return False
    # "password: at least eight characters" is a sentence.
    return how in STRONG or how == "space" or _WORD_FOLLOWS.match(rest) is None


def _is_password_in_prose(value: str, how: str, *, odd: bool) -> bool:
    if len(value) < _PASSWORD_IN_PROSE:
        return False
    if how == "prose":
        return _has_digit(value) or (odd and value.isascii())
    return _has_digit(value) and not value.isdigit()


def _names_something(value: str) -> bool:
    """`config.token`, `userInput`: a name of code, not a value."""
    if "." in value or "::" in value or "->" in value:
        return True
    parts = [part.lower() for part in _PARTS.findall(value)]
    return not any(part.isdigit() for part in parts) and not _NAMED_WORDS.isdisjoint(parts)


def is_random(value: str) -> bool:
    """A value that nobody would write by hand: letters and digits mixed, or long and mixed case."""
    if len(value) < _RANDOM or not _PRINTABLE.fullmatch(value) or _is_something_else(value):
        return False
    digits = sum(one.isdigit() for one in value)
    if "." in value and _IDENTIFIER.fullmatch(value) and digits * 8 < len(value):
        return False  # a.qualified.Name2
    if digits and digits < len(value):
        return digits > 1 or len(value) >= _LONG
    return len(value) >= _LONG and _mixed(value)


def _is_something_else(value: str) -> bool:
    """A placeholder, a file, a host, an address, a number, a link of Markdown."""
    if "://" in value or value.startswith(("/", "./", "[", "(", "{", "<")):
        return True
    return any(one.fullmatch(value) for one in (_FILE_OR_HOST, _NUMERIC)) or bool(
        _YOUR.match(value)
    )


def _has_digit(value: str) -> bool:
    return any(one.isdigit() for one in value)


def _mixed(value: str) -> bool:
    """Capitals in odd places: base64, not camelCase."""
    return len(value) / 3 < sum(one.isupper() for one in value) < len(value) * 2 / 3
