"""Slack's limits: a payload that Slack would refuse is refused here, under Slack's error name.

Pure. Sources: docs.slack.dev/reference/block-kit, the method pages, and for the sum over all
blocks the measured figure of about 13,200 characters.
"""

import json
from typing import Any

from bot.playground.blockkit import MARKDOWN, check_block
from bot.playground.inspection import ID_LIMIT, PLAIN, Inspection
from bot.playground.shapes import Json, SlackRefusalError

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_TEXT, UPDATE_TEXT = 40_000, 4_000
BLOCKS_TEXT = 13_200
ATTACHMENTS = 100
VIEW_TITLE, PRIVATE_METADATA, VIEW_BYTES = 24, 3_000, 250_000
METADATA_BYTES = 8_000
PROMPTS, LOADING_MESSAGES = 4, 10


def block_complaints(blocks: object, surface: str, pointer: str = "/blocks") -> list[str]:
    """Return what Slack would complain of; empty when the blocks are fine.

    ``surface`` is ``message``, ``modal`` or ``home``.
    """
    see = Inspection(surface)
    limit = MESSAGE_BLOCKS if surface == "message" else VIEW_BLOCKS
    if not isinstance(blocks, list):
        see.complain(pointer, "must provide an array")
        return see.complaints
    if len(blocks) > limit:
        see.complain(pointer, f"no more than {limit} items allowed")
    for index, block in enumerate(blocks):
        check_block(see, block, f"{pointer}/{index}")
    tables = [b for b in blocks if isinstance(b, dict) and b.get("type") == "table"]
    if len(tables) > 1:
        see.complain(pointer, "only one table block is allowed")
    if see.focus > 1:
        see.complain(pointer, "only one element may have focus_on_load")
    return see.complaints


def visible_length(value: object) -> int:
    """Count the characters of every text in a tree of blocks."""
    if isinstance(value, list):
        return sum(visible_length(one) for one in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(
        visible_length(one) for key, one in value.items() if key != "text" or isinstance(one, dict)
    )


def check_message(
    text: object, blocks: object, attachments: object = None, text_limit: int = MESSAGE_TEXT
) -> None:
    """Raise what Slack answers for a message it would not post."""
    if not text and not blocks and not attachments:
        raise SlackRefusalError("no_text")
    if isinstance(text, str) and len(text) > text_limit:
        raise SlackRefusalError("msg_too_long")
    if blocks:
        check_blocks(blocks)
    if attachments:
        check_attachments(attachments)


def check_blocks(blocks: object, pointer: str = "/blocks") -> None:
    """Raise ``invalid_blocks`` or ``msg_blocks_too_long`` for blocks of a message."""
    complaints = block_complaints(blocks, "message", pointer)
    if complaints:
        raise SlackRefusalError("invalid_blocks", complaints)
    markdown = sum(len(b["text"]) for b in _dicts(blocks) if b.get("type") == "markdown")
    if markdown > MARKDOWN or visible_length(blocks) > BLOCKS_TEXT:
        raise SlackRefusalError("msg_blocks_too_long")


def check_attachments(attachments: object) -> None:
    """Raise for attachments that are too many or carry bad blocks."""
    if not isinstance(attachments, list):
        raise SlackRefusalError("invalid_attachments")
    if len(attachments) > ATTACHMENTS:
        raise SlackRefusalError("too_many_attachments")
    for index, one in enumerate(_dicts(attachments)):
        if one.get("blocks"):
            check_blocks(one["blocks"], f"/attachments/{index}/blocks")


def check_markdown_text(markdown: object, text: object, blocks: object) -> None:
    """Raise for a ``markdown_text`` argument that is too long or not alone."""
    if not isinstance(markdown, str):
        raise SlackRefusalError("invalid_arguments", ["[ERROR] must be a string"])
    if text or blocks:
        raise SlackRefusalError("markdown_text_conflict")
    if len(markdown) > MARKDOWN:
        raise SlackRefusalError("msg_too_long")


def check_metadata(metadata: object) -> None:
    """Raise for message metadata without type and payload, or over 8 KB."""
    if metadata in (None, {}):
        return
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise SlackRefusalError("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise SlackRefusalError("metadata_too_large")


def check_view(view: object, types: tuple[str, ...]) -> Json:
    """Return the view, or raise what ``views.*`` answer for one that Slack would refuse.

    ``types`` are the view types that the calling method accepts.
    """
    if not isinstance(view, dict):
        raise SlackRefusalError("invalid_arguments", ["[ERROR] missing required field: view"])
    kind = view.get("type")
    see = Inspection(str(kind))
    if kind not in types:
        see.complain("/view/type", f"must be a valid enum value: {', '.join(types)}")
    if kind == "modal":
        _check_modal(see, view)
    see.string(view, "private_metadata", "/view", PRIVATE_METADATA)
    see.string(view, "callback_id", "/view", ID_LIMIT)
    see.string(view, "external_id", "/view", ID_LIMIT)
    see.complaints += block_complaints(view.get("blocks"), str(kind), "/view/blocks")
    if see.complaints:
        raise SlackRefusalError("invalid_arguments", see.complaints)
    if len(json.dumps(view)) > VIEW_BYTES:
        raise SlackRefusalError("view_too_large")
    return view


def _check_modal(see: Inspection, view: Json) -> None:
    see.text(view, "title", "/view", VIEW_TITLE, kinds=PLAIN, required=True)
    see.text(view, "submit", "/view", VIEW_TITLE, kinds=PLAIN)
    see.text(view, "close", "/view", VIEW_TITLE, kinds=PLAIN)
    inputs = any(block.get("type") == "input" for block in _dicts(view.get("blocks")))
    if inputs and view.get("submit") is None:
        see.complain("/view", "missing required field: submit")


def _dicts(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
