"""The modals: ticket, reply, resolution. `private_metadata` carries where they belong."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.slack.text import clamp
from bot.slack.views.blocks import Block, plain_text
from bot.slack.views.labels import label, platform_names
from bot.support.models import Place, Severity, TicketFields
from bot.support.reading import has_words

TICKET_FORM = "ticket_form"
REPLY_FORM = "reply_form"
QUESTION_FORM = "question_form"
RESOLUTION_FORM = "resolution_form"

_INPUT_LIMIT = 3000
_LINE_LIMIT = 300  # of what is filled in for them; a whole view must stay below 250 KB
_MAX_FILES = 10
_LANGUAGES = {"en": "English", "zh": "Chinese"}
_SHORTEST_SUMMARY = 4  # characters; shorter says nothing
_MULTILINE = {"steps", "expected", "actual", "tried"}
_ORDER = (
    "summary",
    "product",
    "sdk_version",
    "platform",
    "environment",
    "error_codes",
    "steps",
    "expected",
    "actual",
    "tried",
)
_VERSION = re.compile(r"\d|unknown|不清楚|未知|不知道", re.IGNORECASE)


def ticket_form(
    language: str, fields: TicketFields, severity: Severity, place: Place, *, opener: str = ""
) -> Block:
    """The ticket form, filled with what the thread already told.

    `opener`: ts of the message whose button opens it, so that its buttons can go when it is sent.
    """
    blocks = [_text_input(language, name, getattr(fields, name)) for name in _ORDER]
    blocks.insert(1, _severity_input(language, severity))
    blocks.append(
        {
            "type": "input",
            "block_id": "files",
            "optional": True,
            "label": plain_text(label(language, "logs")),
            "element": {"type": "file_input", "action_id": "value", "max_files": _MAX_FILES},
        }
    )
    metadata = {
        "channel": place.channel,
        "thread_ts": place.thread_ts,
        "language": language,
        "opener": opener,
    }
    return {
        "type": "modal",
        "callback_id": TICKET_FORM,
        "title": plain_text(label(language, "form_title"), 24),
        "submit": plain_text(label(language, "submit"), 24),
        "close": plain_text(label(language, "cancel"), 24),
        "private_metadata": json.dumps(metadata),
        "blocks": blocks,
    }


def read_ticket_form(view: dict[str, Any]) -> tuple[TicketFields, Severity, list[dict[str, Any]]]:
    """The values of a submitted form: fields, severity, Slack file objects."""
    values = view["state"]["values"]
    given = {name: (_value(values, name).get("value") or "").strip() for name in _ORDER}
    chosen = _value(values, "severity").get("selected_option") or {}
    severity = Severity(chosen.get("value", Severity.MEDIUM))
    return TicketFields(**given), severity, list(_value(values, "files").get("files") or [])


def ticket_form_errors(fields: TicketFields, language: str) -> dict[str, str]:
    """What cannot be filed as it is: block id -> one clear sentence."""
    errors = {}
    if not has_words(fields.summary) or len(fields.summary.strip()) < _SHORTEST_SUMMARY:
        errors["summary"] = label(language, "summary_nonsense")
    if fields.sdk_version and not _VERSION.search(fields.sdk_version):
        errors["sdk_version"] = label(language, "version_nonsense")
    return errors


def reply_form(ticket_id: int, language: str, customer: str, *, waits: bool = False) -> Block:
    """A staff member writes to the customer; what stands here is exactly what they will see.

    `waits`: the ticket waits for their answer afterwards.
    """
    language = _LANGUAGES.get(language, language)
    return _one_text_form(
        QUESTION_FORM if waits else REPLY_FORM,
        title=f"{'Ask' if waits else 'Reply'} · DS-{ticket_id}",
        submit=label("en", "send_and_wait" if waits else "send"),
        prompt=f"{customer or 'The customer'} sees exactly this (they write {language})",
        ticket_id=ticket_id,
    )


def resolution_form(ticket_id: int) -> Block:
    """Cause and fix, in the words that the developer will read."""
    return _one_text_form(
        RESOLUTION_FORM,
        title=f"Resolve · DS-{ticket_id}",
        submit=label("en", "resolve"),
        prompt="Cause and fix, as the customer will read it",
        ticket_id=ticket_id,
    )


def read_one_text_form(view: dict[str, Any]) -> tuple[int, str]:
    """Ticket number and text of a reply or resolution."""
    metadata = json.loads(view["private_metadata"])
    text = (_value(view["state"]["values"], "text").get("value") or "").strip()
    return int(metadata["ticket_id"]), text


def form_place(view: dict[str, Any]) -> tuple[Place, str]:
    """Where a ticket form belongs, and its language."""
    metadata = json.loads(view["private_metadata"])
    place = Place(channel=metadata["channel"], thread_ts=metadata["thread_ts"])
    return place, metadata["language"]


def form_opener(view: dict[str, Any]) -> str:
    """The ts of the message whose button opened a ticket form; "" for none."""
    return str(json.loads(view["private_metadata"]).get("opener", ""))


def _text_input(language: str, name: str, value: str) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": name in _MULTILINE,
        "max_length": _INPUT_LIMIT,
    }
    if name == "platform":
        value = platform_names(value)
    if name not in _MULTILINE:
        value = clamp(" ".join(value.split()), _LINE_LIMIT)
    if value:
        element["initial_value"] = clamp(value, _INPUT_LIMIT)
    hint = {"summary": "summary_hint", "sdk_version": "version_hint"}.get(name)
    if hint is not None:
        element["placeholder"] = plain_text(label(language, hint), 150)
    return {
        "type": "input",
        "block_id": name,
        "optional": name != "summary",
        "label": plain_text(label(language, name)),
        "element": element,
    }


def _severity_input(language: str, severity: Severity) -> Block:
    options = [
        {"text": plain_text(label(language, one.value)), "value": one.value} for one in Severity
    ]
    return {
        "type": "input",
        "block_id": "severity",
        "label": plain_text(label(language, "severity")),
        "element": {
            "type": "static_select",
            "action_id": "value",
            "options": options,
            "initial_option": options[severity.rank],
        },
    }


def _one_text_form(
    callback_id: str, *, title: str, submit: str, prompt: str, ticket_id: int
) -> Block:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, 24),
        "submit": plain_text(submit, 24),
        "close": plain_text(label("en", "cancel"), 24),
        "private_metadata": json.dumps({"ticket_id": ticket_id}),
        "blocks": [
            {
                "type": "input",
                "block_id": "text",
                "label": plain_text(prompt, 2000),
                "element": {
                    "type": "plain_text_input",
                    "action_id": "value",
                    "multiline": True,
                    "min_length": 2,
                    "max_length": _INPUT_LIMIT,
                },
            }
        ],
    }


def _value(values: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = values.get(name, {}).get("value", {})
    return found
