"""Text of documents, fit for one line of a page or a terminal."""

import unicodedata

_HIDDEN = {"Cc", "Cs", "Zl", "Zp"}  # control characters, lone surrogates, line separators
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """Text of a document on one line, without characters that steer a terminal or turn the line.

    Such characters become U+FFFD, so that somebody sees that a name is not what it seems.
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    hidden = unicodedata.category(character) in _HIDDEN or character in _TURNING
    return "\ufffd" if hidden else character
