"""How was the help? One row of buttons, and a small form for the reason."""

from __future__ import annotations

import json
from typing import Any

from bot.slack.text import clamp, escape
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    plain_text,
    quote,
    section,
    select,
)
from bot.slack.views.labels import label
from bot.support.inbound import Button
from bot.support.messages import AnswerReply, RateTicket
from bot.support.models import ticket_label
from bot.support.phrases import say
from bot.support.satisfaction import LEAST, MOST, Reason

RATING_FORM = "rating_form"

_LONGEST_VALUE = 150  # of an option; Slack refuses longer ones
_LONGEST = 1000  # characters of a reason


def rate_ticket(content: RateTicket) -> list[Block]:
    """Asks; after a press, says what was said, and lets it be changed or explained."""
    language, number = content.language, str(content.ticket_id)
    name = ticket_label(content.ticket_id)
    asked = label(language, "rate_question", label=name)
    if content.score is not None:
        asked = label(language, "rate_said", label=name, score=content.score)
    blocks = [section(asked)]
    if content.reason:
        blocks.append(section(quote(escape(clamp(content.reason, _LONGEST)))))
    buttons = [
        button(_score(language, score), name_, f"{number}:{score}", _style(content, score))
        for score, name_ in enumerate(Button.RATE, start=LEAST)
    ]
    if content.settled:
        return [*blocks, context(escape(content.settled))]
    blocks.append(actions(*buttons))
    if content.score is not None:
        more = label(language, "rate_change_reason" if content.reason else "rate_add_reason")
        blocks.append(actions(button(more, Button.RATE_REASON, number)))
    return blocks


def why_not_solved(content: AnswerReply) -> list[Block]:
    """The optional reason, beside what was pressed."""
    options = [
        (
            _sentence(say(content.language, f"reason_{one.value}")),
            f"{content.answer_id}:{one.value}",
        )
        for one in Reason
    ]
    if not (content.ask_why and content.answer_id):
        return []
    if any(len(value) > _LONGEST_VALUE for _, value in options):
        return []
    return [actions(select(label(content.language, "why"), Button.WHY_NOT_SOLVED, options))]


def rating_form(ticket_id: int, language: str, reason: str, message_ts: str) -> Block:
    """Why, in their own words."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": True,
        "max_length": _LONGEST,
    }
    if reason:
        element["initial_value"] = clamp(reason, _LONGEST)
    return {
        "type": "modal",
        "callback_id": RATING_FORM,
        "title": plain_text(label(language, "rate_form", label=ticket_label(ticket_id)), 24),
        "submit": plain_text(label(language, "send"), 24),
        "close": plain_text(label(language, "cancel"), 24),
        "private_metadata": json.dumps({"ticket_id": ticket_id, "message_ts": message_ts}),
        "blocks": [
            {
                "type": "input",
                "block_id": "text",
                "label": plain_text(label(language, "rate_prompt")),
                "element": element,
            }
        ],
    }


def read_rating_form(view: dict[str, Any]) -> tuple[int, str, str]:
    """Ticket number, text, and the ts of the message that asked."""
    metadata = json.loads(view["private_metadata"])
    text = view["state"]["values"].get("text", {}).get("value", {}).get("value") or ""
    return int(metadata["ticket_id"]), str(text).strip(), str(metadata["message_ts"])


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _score(language: str, score: int) -> str:
    """Only the ends are named: the numbers between speak for themselves."""
    ends = {LEAST: "rate_least", MOST: "rate_most"}
    return f"{score} · {label(language, ends[score])}" if score in ends else str(score)


def _style(content: RateTicket, score: int) -> str:
    return "primary" if content.score == score else ""
