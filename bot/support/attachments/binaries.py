"""Secrets out of what is no text: overwritten where they stand, so that the file keeps its form."""

from __future__ import annotations

import re

from bot.support.redaction import Redactor
from knowledge.privacy import replaced

# Windows and Java write words with a zero between the letters.
_WIDE = re.compile(rb"(?:[\t\n\r\x20-\x7e]\0){8,}")
# What stands in no text parts one from the next: control characters, and bytes that are no UTF-8.
_NO_TEXT = dict.fromkeys((*range(9), *range(14, 32), 127, *range(0xDC80, 0xDD00)), "\n")


def overwritten(content: bytes, redactor: Redactor) -> bytes:
    """As many bytes, with asterisks over each secret that stands in them as plain text."""
    narrow = _overwritten(content, redactor, "utf-8")
    return _WIDE.sub(lambda run: _overwritten(run[0], redactor, "utf-16-le"), narrow)


def _overwritten(content: bytes, redactor: Redactor, encoding: str) -> bytes:
    text = content.decode(encoding, "surrogateescape")
    width = len("*".encode(encoding))

    def asterisks(value: str) -> str:
        return "*" * (len(value.encode(encoding, "surrogateescape")) // width)

    found = redactor.find(text.translate(_NO_TEXT))
    hidden = replaced(text, found, lambda _, value: asterisks(value))
    return hidden.encode(encoding, "surrogateescape")
