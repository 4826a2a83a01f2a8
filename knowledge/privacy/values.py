"""Whether a value beside a secret's name is the secret: not a word, not a name of code, no mask."""

from __future__ import annotations

import re

from knowledge.privacy.kinds import Kind
from knowledge.privacy.placeholders import is_placeholder

# How the name and the value are joined. These signs stand in code, configuration and logs.
STRONG = frozenset({"strong", "pair", "plist"})
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
_LOWER_PATH = re.compile(r"[a-z0-9_.-]*[a-z](?:/[a-z0-9_.-]+)+")
_NUMERIC = re.compile(r"[<>=~^ ]*[\d.,:/TZ+-]+")
_SELECTOR = re.compile(r"[A-Za-z]+:(?:[A-Za-z]|\])")  # joinRoom:password:role:completion:
_ORG_AND_APP = re.compile(r"[\w-]{2,60}#[\w-]{2,60}")
_WORD_FOLLOWS = re.compile(r"[ \t]+[a-z]")
_HEX = re.compile(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{64}")
_WORDS_AND_NUMBERS = re.compile(r"(?:[A-Za-z]+|\d+)(?:[_.-](?:[A-Za-z]+|\d+))+")  # lobby-2026-11
_VERSION_OR_SIZE = re.compile(r"v?\d+(?:[.:~-]|[A-Za-z]{1,3}(?![A-Za-z0-9]))|[A-Za-z]+[ /]?\d+\.\d")
_NO_SIGN = re.compile(r"[\w.,:;/=&?()\[\]{}|<>\"'+-]*")
_CERTAIN = 16  # characters
_SHORTEST, _PASSWORD_IN_PROSE, _RANDOM, _LONG = 3, 6, 8, 20  # characters
_SHORT_OF_STRONG = frozenset({"next to", "prose", "table", "bracket"})


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
    if _is_none(value) or value[0] == " ":
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
    return len(value) < _SHORTEST or is_placeholder(value)


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
        return digits > 1 or len(value) >= (_CERTAIN if value.isalnum() else _LONG)
    return len(value) >= _LONG and _mixed(value)


def is_certain(value: str, kind: Kind) -> bool:
    """A value that is one whatever joins it to its name: 16 or more of base64, or hex of an app."""
    if kind in {Kind.APP_ID, Kind.APP_CERTIFICATE}:
        return _HEX.fullmatch(value) is not None
    digits = sum(one.isdigit() for one in value)
    return (
        len(value) >= _CERTAIN
        and digits < len(value)
        and (digits > 1 or _mixed(value))
        and is_opaque(value)
        and not _is_something_else(value)
        and not is_of_words(value)
    )


def is_of_words(value: str) -> bool:
    """`lobby-2026-11`: words and numbers that somebody put together."""
    return _WORDS_AND_NUMBERS.fullmatch(value) is not None


def is_certain_password(value: str) -> bool:
    """Letters and digits, and no version, size, file or range."""
    return (
        len(value) >= _PASSWORD_IN_PROSE
        and _has_digit(value)
        and any(one.isalpha() for one in value)
        and not _is_something_else(value)
        and not _VERSION_OR_SIZE.match(value)
        and not _CALL.match(value)
    )


def is_strong_password(value: str) -> bool:
    """Letters, digits and a sign that stands in no name: what people are made to choose."""
    return is_certain_password(value) and not _NO_SIGN.fullmatch(value)


def _is_something_else(value: str) -> bool:
    """A placeholder, a file, a host, an address, a number, a link of Markdown."""
    if "://" in value or value.startswith(("./", "[", "(", "{", "<")) or is_placeholder(value):
        return True
    return any(one.fullmatch(value) for one in (_FILE_OR_HOST, _NUMERIC, _LOWER_PATH))


def _has_digit(value: str) -> bool:
    return any(one.isdigit() for one in value)


def _mixed(value: str) -> bool:
    """Capitals in odd places: base64, not camelCase."""
    return len(value) / 3 < sum(one.isupper() for one in value) < len(value) * 2 / 3


def trimmed(value: str, kind: Kind) -> str:
    """Without the punctuation of the sentence or code around it; a password may end with a !."""
    marks = ".,;:\\" if kind is Kind.PASSWORD else ".,;:!?\\"
    while value and (value[-1] in marks or (value[-1] in ")]}" and not _opened(value))):
        value = value[:-1]
    return value


def _opened(value: str) -> bool:
    return any(one in value for one in "([{")
