"""Secrets and personal data that must not enter the index with somebody's question."""

from __future__ import annotations

import re

from knowledge.privacy import find, replaced

_MENTION = re.compile(r"(?<![\w`/.@])@(?=[A-Za-z\d])[A-Za-z\d-]{1,39}(?![\w/@-]|\(|\.\w)")
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)


def without_personal_data(text: str) -> str:
    """Take off secrets, mail addresses and numbers everywhere, and names of accounts in prose.

    >>> without_personal_data("@lin wrote from lin@example.com")
    '@someone wrote from [e-mail removed]'
    """
    text = replaced(text, find(text), lambda kind, _: f"[{kind} removed]")
    parts = _CODE.split(text)  # in code an @ is an annotation or a decorator
    parts[::2] = [_MENTION.sub("@someone", part) for part in parts[::2]]
    return "".join(parts)
