"""The ticket form. `private_metadata` carries where it belongs; staff_forms has the others."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from typing import Any

from bot.slack.text import clamp
from bot.slack.views.blocks import Block, plain_text
from bot.slack.views.labels import label, platform_names
from bot.support.extraction.projects import holds_id
from bot.support.models import Place, Severity, TicketFields
from bot.support.reading import has_words

TICKET_FORM = "ticket_form"

_INPUT_LIMIT = 3000
_LINE_LIMIT = 300  # of what is filled in for them; a whole view must stay below 250 KB
_HINT_LIMIT = 300
_MAX_FILES = 10
_SHORTEST_SUMMARY = 4  # characters; shorter says nothing
_MULTILINE = {"impact", "steps", "expected", "actual", "tried"}
_ORDER = (
    "summary",
    "product",
    "project",
    "sdk_version",
    "platform",
    "environment",
    "error_codes",
    "frequency",
    "impact",
    "steps",
    "expected",
    "actual",
    "tried",
)
_PLACEHOLDERS = {
    "summary": "summary_hint",
    "project": "project_hint",
    "sdk_version": "version_hint",
}
_VERSION = re.compile(r"\d|unknown|不清楚|未知|不知道", re.IGNORECASE)


def ticket_form(
    language: str,
    fields: TicketFields,
    severity: Severity,
    place: Place,
    *,
    opener: str = "",
    assumed: Collection[str] = (),
    projects: Sequence[str] = (),
) -> Block:
    """The ticket form, filled with what the thread already told.

    `opener`: ts of the message whose button opens it, so that its buttons can go when it is sent.
    `assumed`: fields that are filled with what nobody said here. `projects`: all of the person's.
    """
    blocks = [_text_input(language, name, getattr(fields, name)) for name in _ORDER]
    for block in blocks:
        name = str(block["block_id"])
        others = [one for one in projects if one != fields.project] if name == "project" else []
        if hint := _hint(language, others, usual=name in assumed and bool(getattr(fields, name))):
            block["hint"] = plain_text(hint, _HINT_LIMIT)
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
        "notify_on_close": True,
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
    if holds_id(fields.project):
        errors["project"] = label(language, "project_is_id")
    return errors


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
    if name in _PLACEHOLDERS:
        element["placeholder"] = plain_text(label(language, _PLACEHOLDERS[name]), 150)
    return {
        "type": "input",
        "block_id": name,
        "optional": name != "summary",
        "label": plain_text(label(language, name)),
        "element": element,
    }


def _hint(language: str, others: Sequence[str], *, usual: bool) -> str:
    """What stands below a field that was filled for them; "" for nothing."""
    comma, space = ("、", "") if language == "zh" else (", ", " ")
    parts = [label(language, "usual_hint")] if usual else []
    if others:
        parts.append(label(language, "other_projects_hint", names=comma.join(others)))
    return space.join(parts)


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


def _value(values: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = values.get(name, {}).get("value", {})
    return found
