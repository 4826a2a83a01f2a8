"""What stands where a secret would: `null`, `<your token>`, `${TOKEN}`, `my-app-secret`, `****`."""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"(?:null|nil|none|true|false|undefined|void|nan|string|str|char|bool(?:ean)?|int(?:eger)?|text"
    r"|bytes?|object|any|empty|required|optional|invalid|wrong|incorrect|expired?|missing|errors?"
    r"|failed|failure|success|enabled|disabled|off|ok|yes|no|not|is|was|and|or|the|a|an|for|from|in|on|of|to|with|has|will"
    r"|change_?me|redacted|hidden|masked|removed|omitted|secret|secrets|password|passwd|pwd|token"
    r"|tokens|key|value|values|example|sample|test|demo|todo|n/?a|unset|default|cert(?:ificate)?"
    r"|await|async|new|self|this|function|typeof|yield|throw|raise|return|lambda"
    r"|(?:sha|md|aes|rsa|hs|rs|es|pbkdf|argon|oauth|base|v)-?\d{1,4}"
    r"|[x*•.#_?-]+|\d{1,3}|.*\*{3,}.*|.*(?:_here|-here)|(?:https?|wss?):.*)",
    re.IGNORECASE | re.DOTALL,
)
# What begins like a variable, a path, a tag or a list, and goes on like one. A password may begin
# with the same sign: it goes on otherwise.
_CODE = re.compile(
    r"\[(?:\0.*|[\"'].*|(?:redacted|filtered|hidden|masked|removed)\b.*|[A-Za-z_ ,.*…]*\]?)"
    r"|<[A-Za-z_][\w .:/=-]*>?|<[/!?%].*|<+(?=[^<>]*[_\s])[^<>]*>+"
    r"|\{+[^{}]*\}+|\{[^}]*"
    r"|\$(?:[({].*|\d|[A-Z_][A-Z0-9_]*|[A-Za-z_]+(?:(?:\[|->|\.).*)?"
    r"|(?=\w*(?:pass|pwd|token|secret|key))\w+)"
    r"|%(?:[-#0-9.]*[sdiufxvqp@]\W?|[A-Za-z_]\w*%|[({<].*)"
    r"|@(?:[\w.]+[/(].*|[A-Za-z_]+|[{\"'].*)"
    r"|\([A-Za-z_ ,.:*]*\)?"
    r"|(?:~|\.{1,2})?/(?:[a-z_.-]*|[A-Z][a-z]+)(?:/.*)?"
    r"|[+&.] ?[A-Za-z_][A-Za-z_.()\[\]]*(?: ?[+&] ?[A-Za-z_.\"'()\[\] +&]*)?",
    re.DOTALL,
)
# your-token, MY_APP_SECRET, the-256-bit-secret: words, and one of them names what is missing.
_SPOKEN = re.compile(
    r"(?:your|my|the|this|our|some|new|old|test|fake|dummy|example|sample|insert|enter|put)"
    r"(?:(?<=your)(?=[a-z])|[_ .-])(?:[a-z]+|\d{1,3})(?:[_ .-](?:[a-z]+|\d{1,3}))*",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"token|pass(?:word|wd|phrase)?\b|pwd|secret|key|cert|id\b|sign|credential|value|here|string",
    re.IGNORECASE,
)


def is_placeholder(value: str) -> bool:
    """Whether a value is none: a word such as `required`, a variable, a mask, an invitation."""
    return (
        _WORDS.fullmatch(value) is not None or _CODE.fullmatch(value) is not None or invites(value)
    )


def invites(value: str) -> bool:
    """`your_token_here`, and no password that happens to begin with `my` or `new`."""
    if not _SPOKEN.fullmatch(value):
        return False
    return _NAMES.search(value.replace("_", " ")) is not None
