"""The modals of support staff: what they say to a customer, and what they do with a case.

`private_metadata` carries the ticket, and whatever the person saw when they opened the form.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from bot.slack.text import clamp, escape, inert, link
from bot.slack.views.blocks import Block, context, plain_text, section
from bot.slack.views.labels import label
from bot.support.messages import ReplyDraft, SimilarTicket
from bot.support.models import Category, Severity, Ticket, ticket_label

REPLY_FORM = "reply_form"
QUESTION_FORM = "question_form"
RESOLUTION_FORM = "resolution_form"
ASSIGN_FORM = "assign_form"
SNOOZE_FORM = "snooze_form"
ESCALATE_FORM = "escalate_form"
HAND_BACK_FORM = "hand_back_form"
SEVERITY_FORM = "severity_form"
AMEND_FORM = "amend_form"
DRAFTING = "drafting"  # shown while a reply is drafted; nothing is sent from it

_INPUT_LIMIT = 3000
_LANGUAGES = {"en": "English", "zh": "Chinese"}
_CATEGORIES = {
    Category.DOCUMENTATION: "Documentation missing or wrong",
    Category.DEFECT: "Defect in the product",
    Category.USAGE: "Usage",
    Category.CONFIGURATION: "Configuration",
    Category.OTHER: "Other",
}
SNOOZES = {"1h": "1 hour", "4h": "4 hours", "tomorrow": "Until tomorrow morning", "date": "Until…"}
QUEUE, BOT, BOT_AND_CLOSE = "queue", "bot", "bot_and_close"
_BACK = {
    QUEUE: "To the queue: a colleague takes it",
    BOT: "To the bot: it answers again, the ticket stays",
    BOT_AND_CLOSE: "To the bot, and close the ticket",
}


def reply_form(ticket_id: int, language: str, customer: str, *, waits: bool = False) -> Block:
    """A staff member writes to the customer; what stands here is exactly what they will see.

    `waits`: the ticket waits for their answer afterwards.
    """
    return _form(
        QUESTION_FORM if waits else REPLY_FORM,
        f"{'Ask' if waits else 'Reply'} · DS-{ticket_id}",
        label("en", "send_and_wait" if waits else "send"),
        {"ticket_id": ticket_id},
        [_text("text", _prompt(customer, language))],
    )


def drafting_form(ticket_id: int) -> Block:
    """What stands in the modal until the draft is there."""
    return {
        "type": "modal",
        "callback_id": DRAFTING,
        "title": plain_text(f"Reply · DS-{ticket_id}", 24),
        "close": plain_text(label("en", "cancel"), 24),
        "private_metadata": json.dumps({"ticket_id": ticket_id}),
        "blocks": [section("Drafting a reply from the documentation…")],
    }


def drafted_reply_form(draft: ReplyDraft) -> Block:
    """The reply form with our draft in it, and what the draft stands on."""
    notes = []
    if draft.text:
        notes.append(
            "*A suggestion by the bot.* Check it, change it; nothing is sent until you press Send."
        )
    if draft.problem:
        notes.append(f":warning: {escape(draft.problem)}")
    below = []
    if draft.pages:
        below.append(f"*From:* {', '.join(link(one.url, one.title) for one in draft.pages)}")
    below += [f"*Solved before:* {_solved(one)}" for one in draft.similar]
    blocks = [
        *([context(*notes)] if notes else []),
        _text("text", _prompt(draft.customer, draft.customer_language), draft.text),
        *([context(*below)] if below else []),
    ]
    metadata = {"ticket_id": draft.ticket_id, "draft": _print(draft.text) if draft.text else ""}
    title = f"Reply · DS-{draft.ticket_id}"
    return _form(REPLY_FORM, title, label("en", "send"), metadata, blocks)


def resolution_form(ticket_id: int) -> Block:
    """Cause and fix, in the words that the developer will read, and what kind of cause it was."""
    options = [_option(text, one.value) for one, text in _CATEGORIES.items()]
    category = _input(
        "category",
        "Kind of cause (not shown to the customer)",
        {"type": "static_select", "options": options},
        optional=True,
    )
    return _form(
        RESOLUTION_FORM,
        f"Resolve · DS-{ticket_id}",
        label("en", "resolve"),
        {"ticket_id": ticket_id},
        [
            _text("cause", "Cause, as the customer will read it"),
            _text("fix", "Fix, as the customer will read it"),
            category,
        ],
    )


def assign_form(ticket: Ticket) -> Block:
    element = {"type": "users_select", "placeholder": plain_text("Somebody on the support team")}
    return _deed_form(
        ASSIGN_FORM, "Assign", ticket, "Assign", [_input("person", "Who takes it?", element)]
    )


def snooze_form(ticket: Ticket) -> Block:
    options = [_option(text, value) for value, text in SNOOZES.items()]
    choice = {"type": "radio_buttons", "options": options, "initial_option": options[0]}
    return _deed_form(
        SNOOZE_FORM,
        "Snooze",
        ticket,
        "Snooze",
        [
            _input("until", "Out of the queue for", choice),
            _input("date", "Until which day?", {"type": "datepicker"}, optional=True),
            context("The time promised to the customer runs on. When they write, it comes back."),
        ],
    )


def escalate_form(ticket: Ticket) -> Block:
    reason = _text("text", "Why does it need more people now?")
    return _deed_form(ESCALATE_FORM, "Escalate", ticket, "Call the next step", [reason])


def severity_form(ticket: Ticket, severity: Severity) -> Block:
    """The severity was chosen on the card; why, the trail is to say."""
    return _form(
        SEVERITY_FORM,
        f"Severity · {ticket.label}",
        f"Set to {severity.value}",
        {"ticket_id": ticket.id, "severity": severity.value},
        [_text("text", f"Why is it {severity.value} and not {ticket.severity.value}?")],
    )


def hand_back_form(ticket: Ticket) -> Block:
    options = [_option(text, value) for value, text in _BACK.items()]
    choice = {"type": "radio_buttons", "options": options, "initial_option": options[0]}
    return _deed_form(
        HAND_BACK_FORM, "Hand back", ticket, "Hand back", [_input("to", "To whom?", choice)]
    )


def amend_form(ticket: Ticket, reply: str, text: str) -> Block:
    """A reply that was sent, to be worded otherwise."""
    return _form(
        AMEND_FORM,
        f"Edit · {ticket.label}",
        "Save",
        {"ticket_id": ticket.id, "reply": reply},
        [_text("text", _prompt(ticket.customer, ticket.language), text)],
    )


# Reading what was submitted -----------------------------------------------------------------------


def metadata_of(view: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(view["private_metadata"])
    return found


def text_of(view: dict[str, Any], name: str = "text") -> str:
    return (_value(view, name).get("value") or "").strip()


def choice_of(view: dict[str, Any], name: str) -> str:
    """The value of a select, of radio buttons, of a date or of a person; "" for none."""
    value = _value(view, name)
    chosen = (value.get("selected_option") or {}).get("value")
    return str(chosen or value.get("selected_user") or value.get("selected_date") or "")


def use_of_draft(view: dict[str, Any]) -> str:
    """How our draft was sent: "unchanged" or "edited"; "" where there was none."""
    draft = metadata_of(view).get("draft", "")
    if not draft:
        return ""
    return "unchanged" if draft == _print(text_of(view)) else "edited"


# Parts --------------------------------------------------------------------------------------------


def _deed_form(
    callback_id: str, verb: str, ticket: Ticket, submit: str, blocks: Sequence[Block]
) -> Block:
    """Carries who had the case when the form was opened, so that nothing newer is overruled."""
    metadata = {"ticket_id": ticket.id, "held_by": ticket.claimed_by}
    return _form(callback_id, f"{verb} · {ticket.label}", submit, metadata, blocks)


def _form(
    callback_id: str, title: str, submit: str, metadata: dict[str, Any], blocks: Sequence[Block]
) -> Block:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, 24),
        "submit": plain_text(submit, 24),
        "close": plain_text(label("en", "cancel"), 24),
        "private_metadata": json.dumps(metadata),
        "blocks": list(blocks),
    }


def _text(name: str, prompt: str, value: str = "") -> Block:
    element: Block = {
        "type": "plain_text_input",
        "multiline": True,
        "min_length": 2,
        "max_length": _INPUT_LIMIT,
    }
    if value:
        element["initial_value"] = clamp(value, _INPUT_LIMIT)
    return _input(name, prompt, element)


def _input(name: str, prompt: str, element: Block, *, optional: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": plain_text(prompt, 2000),
        "element": element | {"action_id": "value"},
    }


def _option(text: str, value: str) -> Block:
    return {"text": plain_text(text), "value": value}


def _prompt(customer: str, language: str) -> str:
    language = _LANGUAGES.get(language, inert(language))
    return (
        f"{inert(clamp(customer, 200)) or 'The customer'} sees exactly this (they write {language})"
    )


def _solved(one: SimilarTicket) -> str:
    who = f" ({one.who})" if one.who else ""
    resolution = clamp(one.resolution, 200)
    return f"{ticket_label(one.ticket_id)}{escape(who)}: {escape(resolution)}"


def _print(text: str) -> str:
    """Knows a text again, spacing aside, in few characters."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def _value(view: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = view["state"]["values"].get(name, {}).get("value", {})
    return found
