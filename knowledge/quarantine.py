"""Text in a passage that speaks to a language model instead of to readers.

Sources may hold other people's words (resolved tickets, issues). A paragraph that orders a model
about is no evidence and is not quoted. What merely writes *about* models and prompts stays:
quoted words, code and descriptions of a `system` role are no orders.
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r"`[^`\n]*`|\"[^\"\n]*\"|“[^”\n]*”|「[^」\n]*」|'[^'\n]{8,}'")
_START = (
    r"(?:^|[.!?:;,>*#\]\-。！？：；，]|\b(?:please|now|and|then|must|should|to|ai|assistant)\b)\s*"
)
_ORDERS = re.compile(
    rf"{_START}(?:ignore|disregard|forget|bypass)\s+(?:\w+\s+){{0,5}}"
    r"(?:instructions?|rules?|prompts?|guidelines?|directions?)\b"
    r"|<\|?(?:im_start|im_end|system|endoftext)\|?>|\[/?INST\]|<</?SYS>>"
    r"|(?:^|\n)\W*(?:begin |end |new )?system (?:prompt|message|override)\s*[:：]"
    rf"|{_START}you are now (?:a|an|in|the)\b"
    r"|(?:忽略|无视|忘记|忘掉|不要遵守|不再遵守)[^。！？\n]{0,12}?(?:指令|规则|提示词|系统提示|设定)"
    r"|你现在(?:是一个|扮演|的身份是)",
    re.IGNORECASE | re.MULTILINE,
)
_FENCED = re.compile(r"(^\s*(?:```|~~~).*?(?:^\s*(?:```|~~~)\s*$|\Z))", re.MULTILINE | re.DOTALL)
_GAP = re.compile(r"(\n\s*\n)")


def trusted(text: str) -> str:
    """`text` without the paragraphs that order a model about; code blocks stay as they are."""
    if not _ORDERS.search(text):
        return text
    parts = _FENCED.split(text)
    kept = [part if number % 2 else "".join(_paragraphs(part)) for number, part in enumerate(parts)]
    return "".join(kept).strip("\n")


def _paragraphs(prose: str) -> list[str]:
    return ["" if _ORDERS.search(_QUOTED.sub(" ", one)) else one for one in _GAP.split(prose)]
