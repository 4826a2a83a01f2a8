"""The few blocks that Doorstep uses, each clamped to Slack's limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.slack.text import clamp

Block = dict[str, Any]

SECTION_LIMIT = 3000
MARKDOWN_LIMIT = 11_000  # Slack takes 12,000; the rest of the message needs room too
_CONTEXT_LIMIT = 2000
_MESSAGE_LIMIT = 13_000  # of all texts together; Slack refuses a message from about 13,200 on
_LEFT = 400  # characters that a text keeps, however long the others are


def section(mrkdwn: str, *, accessory: Block | None = None) -> Block:
    block: Block = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": clamp(mrkdwn, SECTION_LIMIT) or " "},
    }
    if accessory is not None:
        block["accessory"] = accessory
    return block


def fields(pairs: Sequence[tuple[str, str]]) -> Block:
    """Two columns of *label* and value; at most ten, the empty ones left out."""
    shown = [(label, value) for label, value in pairs if value][:10]
    return {
        "type": "section",
        "fields": [
            {"type": "mrkdwn", "text": clamp(f"*{label}*\n{value}", 2000)} for label, value in shown
        ],
    }


def field_blocks(pairs: Sequence[tuple[str, str]]) -> list[Block]:
    """The same for any number of pairs: ten in a block."""
    shown = [(label, value) for label, value in pairs if value]
    return [fields(shown[at : at + 10]) for at in range(0, len(shown), 10)]


def markdown(text: str) -> Block:
    return {"type": "markdown", "text": clamp(text, MARKDOWN_LIMIT) or " "}


def header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": clamp(text, 150)}}


def context(*mrkdwn: str) -> Block:
    elements = [{"type": "mrkdwn", "text": clamp(one, _CONTEXT_LIMIT)} for one in mrkdwn if one]
    return {"type": "context", "elements": elements[:10]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)[:25]}


def button(text: str, action_id: str, value: str, style: str = "") -> Block:
    block: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": clamp(text, 75)},
        "action_id": action_id,
        "value": clamp(value, 2000),
    }
    if style:
        block["style"] = style
    return block


def select(placeholder: str, action_id: str, options: Sequence[tuple[str, str]]) -> Block:
    """A choice among (text, value); at most a hundred."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain_text(placeholder, 150),
        "options": [{"text": plain_text(text), "value": value} for text, value in options[:100]],
    }


def overflow(action_id: str, options: Sequence[tuple[str, str]]) -> Block:
    """A menu behind three dots, of (text, value); at most five. Unlike a select, it forgets."""
    return {
        "type": "overflow",
        "action_id": action_id,
        "options": [{"text": plain_text(text), "value": value} for text, value in options[:5]],
    }


def confirmed(element: Block, title: str, text: str, confirm: str) -> Block:
    """The same button, with a question before it acts."""
    dialog = {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(confirm, 30),
        "deny": plain_text("Cancel", 30),
    }
    return element | {"confirm": dialog}


def fit(blocks: list[Block]) -> list[Block]:
    """The blocks of a message, the longest texts cut until Slack takes it."""
    texts = list(_texts(blocks))
    while (excess := sum(len(one["text"]) for one in texts) - _MESSAGE_LIMIT) > 0:
        longest = max(texts, key=lambda one: len(one["text"]))
        length = len(longest["text"])
        if length <= _LEFT:
            break
        longest["text"] = clamp(longest["text"], max(length - excess, length // 2, _LEFT))
    return blocks


def _texts(tree: Any) -> Iterator[Block]:
    """Every object that holds a text, as Slack counts them."""
    if isinstance(tree, list):
        for one in tree:
            yield from _texts(one)
    elif isinstance(tree, dict):
        if isinstance(tree.get("text"), str):
            yield tree
        for one in tree.values():
            yield from _texts(one)


def plain_text(text: str, limit: int = 75) -> Block:
    return {"type": "plain_text", "text": clamp(text, limit)}


def quote(text: str, limit: int = SECTION_LIMIT) -> str:
    """Escaped text as a mrkdwn quote, clamped before the quote marks are added."""
    marks = text.count("\n") + 1
    return "\n".join(f">{line}" for line in clamp(text, limit - marks).split("\n"))
