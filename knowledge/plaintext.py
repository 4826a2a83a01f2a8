r"""Text as a reader sees it, so that the checks see the same: no look-alikes, nothing hidden.

A model may write ``s\u200buperJoin``, ``super**Join**``, ``&#101;vil.com`` or full-width digits.
What is checked and what is shown has to be one text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

_UNUSUAL = re.compile(r"[^\n\x20-\x7e\u3001-\u303f\u4e00-\u9fff\uff0c\uff1a\uff1b\uff01\uff1f]")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_PLAIN_FORMS = frozenset("._/@-")  # a full-width form of these makes an address or a name
_DASHES = frozenset("\u2010\u2011\u2212\ufe63")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{}~])")  # not `\|`, which keeps a table's cells apart
_SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_LOOSE_MARK = re.compile(r"(?<=[0-9A-Za-z])[\u0300-\u036f\u0483-\u0489\u20d0-\u20f0]+")
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|</?(?:a|abbr|b|base|big|blockquote|body|br|button|center|code|dd|del|details|div|dl|dt|em|"
    r"embed|font|form|frame|h[1-6]|head|hr|html|i|iframe|img|input|ins|kbd|label|li|link|mark|"
    r"meta|object|ol|p|picture|pre|q|s|script|section|small|source|span|strike|strong|style|sub|"
    r"summary|sup|svg|table|tbody|td|textarea|th|thead|title|tr|tt|u|ul|video)\b[^>]*(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_SLACK_COMMAND = re.compile(r"<[!@#][^>\n]{0,200}>?")
_EMPHASIS = re.compile(r"\*+|~~|`+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")


def clean(text: str) -> str:
    """Look-alikes become plain characters, invisible ones go. Piece by piece or at once."""
    return _UNUSUAL.sub(lambda found: _plain(found[0]), text)


def settled(text: str) -> str:
    """A whole sentence with entities, escapes, tags and stray accents resolved, code aside."""
    return _outside_code(text, _resolved)


def flat(text: str) -> str:
    """`text` without emphasis and code marks: words that a reader sees as one are one."""
    return _EMPHASIS.sub("", text)


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    parts: list[str] = []
    position = 0
    for span in _SPAN.finditer(text):
        parts += [change(text[position : span.start()]), span[0]]
        position = span.end()
    return "".join((*parts, change(text[position:])))


def _resolved(text: str) -> str:
    for _ in range(3):  # `&amp;amp;#46;`
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    text = unicodedata.normalize("NFC", clean(text))
    text = _SLACK_COMMAND.sub("", _TAG.sub("", _LOOSE_MARK.sub("", text)))
    return _ESCAPE.sub(r"\1", text)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _DASHES:
        return "-"
    if char == "\t":
        return " "
    kind = unicodedata.category(char)
    if char in _INVISIBLE or kind in {"Cc", "Cf", "Cn", "Co", "Cs"} or _selects_a_form(char):
        return ""
    if kind in {"Zl", "Zp"}:
        return "\n"
    if kind == "Zs":
        return " "
    if kind == "Nd":
        return str(unicodedata.digit(char))
    folded = unicodedata.normalize("NFKC", char)
    if kind != "No" and len(folded) == 1 and folded.isascii():
        return folded if folded.isalnum() or folded in _PLAIN_FORMS else char
    return char


def _selects_a_form(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
