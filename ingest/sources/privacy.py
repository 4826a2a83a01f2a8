"""Personal data that must not enter the index with somebody's question."""

from __future__ import annotations

import re

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[A-Za-z]{2,24}\b")
_MENTION = re.compile(r"(?<![\w`/.@])@(?=[A-Za-z\d])[A-Za-z\d-]{1,39}(?![\w/@-]|\(|\.\w)")
_PHONE = re.compile(
    r"(?<![\w.-])(?:\+\d{1,3}[ -]?)(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}(?![\w.-])"
    r"|(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"
)
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)


def without_personal_data(text: str) -> str:
    """Take off mail addresses and telephone numbers everywhere, and names of accounts in prose.

    >>> without_personal_data("@lin wrote from lin@example.com")
    '@someone wrote from [e-mail removed]'
    """
    text = _PHONE.sub("[number removed]", _MAIL.sub("[e-mail removed]", text))
    parts = _CODE.split(text)  # in code an @ is an annotation or a decorator
    parts[::2] = [_MENTION.sub("@someone", part) for part in parts[::2]]
    return "".join(parts)
