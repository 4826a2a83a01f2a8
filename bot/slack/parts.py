"""An answer that is longer than a message: the same words, in several messages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.support.messages import AnswerPart, AnswerReply, Content

PART_LIMIT = 10_000  # characters; Slack takes 12,000, and the sources need room below the last
_FENCE = re.compile(r"^[ \t]*```([A-Za-z0-9+#-]*)", re.MULTILINE)
_BREAKS = ("\n\n", "\n", "。", ". ", " ")  # the best place to cut first


def part_key(key: str, number: int) -> str:
    """The outbox key of a message's part; the first one has the message's own."""
    return f"{key}:part{number + 1}" if number else key


def parts(content: Content, streamed: Sequence[str] = ()) -> list[Content]:
    """The messages that say `content`; the last one carries sources and buttons.

    `streamed`: what stands in the messages that grew full already. The cuts stay there, so that
    nothing jumps before the reader's eyes, unless the final words are others.
    """
    if not isinstance(content, AnswerReply):
        return [content]
    texts = _pieces(content.text, streamed)
    if len(texts) == 1:
        return [content]
    first, *middle = texts[:-1]
    language = content.language
    return [
        AnswerPart(language=language, text=first, caveat=content.caveat),
        *(AnswerPart(language=language, text=text) for text in middle),
        content.model_copy(update={"text": texts[-1], "caveat": False}),
    ]


def _pieces(text: str, streamed: Sequence[str]) -> list[str]:
    found: list[str] = []
    for seen in streamed:
        at = _end_of(seen, text)
        if not at or not text[at:].strip():
            break
        found += _short(text[:at].strip())
        text = text[at:].lstrip()
    return [*found, *_short(text)]


def _end_of(seen: str, text: str) -> int:
    """Where `text` has said what was seen, spacing aside; 0 = it begins otherwise."""
    wanted = re.sub(r"[\s\u200b]", "", seen)
    at = 0
    for char in wanted:
        while at < len(text) and (text[at].isspace() or text[at] == "\u200b"):
            at += 1
        if at == len(text) or text[at] != char:
            return 0
        at += 1
    return at


def _short(text: str) -> list[str]:
    """Pieces within the limit; a code block that has to be cut is closed and opened again."""
    found: list[str] = []
    while len(text) > PART_LIMIT:
        at = _cut(text)
        head, text = text[:at].rstrip(), text[at:].lstrip("\n")
        fences = _FENCE.findall(head)
        if len(fences) % 2:
            head, text = f"{head}\n```", f"```{fences[-1]}\n{text}"
        found.append(head)
    return [*found, text]


def _cut(text: str) -> int:
    for mark in _BREAKS:
        at = text.rfind(mark, PART_LIMIT // 2, PART_LIMIT)
        if at > 0:
            return at + len(mark)
    return PART_LIMIT
