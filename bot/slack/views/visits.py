"""Visits and remote sessions: what both sides see, and the three forms."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from bot.slack.text import clamp, escape, inert
from bot.slack.views.blocks import Block, actions, button, context, plain_text, section, select
from bot.slack.views.labels import label
from bot.support.models import Place
from bot.support.visits.messages import VisitMessage
from bot.support.visits.models import Ground, Report, Visit, VisitKind, Wish
from bot.support.visits.requesting import WishForm

VISIT_FORM = "visit_form"
VISIT_REFUSAL_FORM = "visit_refusal_form"
VISIT_REPORT_FORM = "visit_report_form"

_ELSEWHERE = "elsewhere"
_INPUT_LIMIT = 3000
_REPORT = ("findings", "advice", "follow_up", "internal")


def visit_message(content: VisitMessage) -> list[Block]:
    """Where a visit stands, and the buttons that apply there."""
    lines = "\n".join(escape(clamp(line, 800)) for line in content.lines)
    blocks = [section(f"*{escape(content.title)}*" + (f"\n{lines}" if lines else ""))]
    if any(content.small):
        blocks.append(context(*(escape(one) for one in content.small)))
    if content.settled:
        return [*blocks, context(escape(content.settled))]
    elements = [
        button(inert(one.text) or "-", one.name, one.value, "primary" if one.primary else "")
        for one in content.choices
    ]
    if content.options:
        options = [(inert(text) or "-", value) for text, value in content.options]
        elements.append(select(content.options_text, content.options_name, options))
    return [*blocks, actions(*elements)] if elements else blocks


# The request form ---------------------------------------------------------------------------------


def visit_form(form: WishForm, *, opener: str = "") -> Block:
    """What should be looked at, where and when. `opener`: ts of the message with the button."""
    language, on_site = form.language, form.kind is VisitKind.ON_SITE
    blocks = [_text(language, "visit_subject", form.subject, required=True)]
    if on_site:
        blocks += _visit_inputs(form)
    longest = range(1, form.longest + 1)
    unit = "visit_days" if on_site else "visit_hours"
    lengths = [(str(number), str(number)) for number in longest]
    blocks.append(_choice(language, unit, "length", lengths, "1"))
    blocks.append(
        {
            "type": "input",
            "block_id": "earliest",
            "optional": True,
            "label": plain_text(label(language, "visit_not_before")),
            "element": {"type": "datepicker", "action_id": "value"},
        }
    )
    metadata = {
        "ticket_id": form.ticket_id,
        "kind": form.kind.value,
        "channel": form.channel,
        "thread_ts": form.thread_ts,
        "product": form.product,
        "opener": opener,
        "language": language,
    }
    title = label(language, "visit_form" if on_site else "session_form", label=form.label)
    return _modal(VISIT_FORM, title, label(language, "visit_submit"), language, metadata, blocks)


def _visit_inputs(form: WishForm) -> list[Block]:
    language = form.language
    cities = [(name, key) for key, name in form.cities]
    cities.append((label(language, "visit_other_city"), _ELSEWHERE))
    grounds = [(name, key) for key, name in form.grounds]
    return [
        _choice(language, "visit_ground", "ground", grounds, ""),
        _text(language, "visit_systems"),
        _choice(language, "visit_city", "city", cities, form.city),
        _text(language, "visit_other", multiline=False),
        _text(language, "visit_address", form.address, multiline=False),
    ]


def read_visit_form(view: dict[str, Any]) -> tuple[int, Place, Wish, str]:
    """Ticket, place, wish, and the ts of the message that opened the form."""
    metadata = json.loads(view["private_metadata"])
    values = view["state"]["values"]
    city = _selected(values, "city")
    if city in {"", _ELSEWHERE}:
        city = _typed(values, "visit_other")
    ground = _selected(values, "ground")
    earliest = (values.get("earliest", {}).get("value") or {}).get("selected_date")
    wish = Wish(
        kind=VisitKind(metadata["kind"]),
        ground=Ground(ground) if ground else None,
        product=metadata["product"],
        city=city,
        address=_typed(values, "visit_address"),
        length=int(_selected(values, "length") or 1),
        earliest=date.fromisoformat(earliest) if earliest else None,
        subject=_typed(values, "visit_subject"),
        systems=_typed(values, "visit_systems"),
    )
    place = Place(channel=metadata["channel"], thread_ts=metadata["thread_ts"])
    return int(metadata["ticket_id"]), place, wish, str(metadata["opener"])


def visit_form_errors(wish: Wish, today: date, language: str) -> dict[str, str]:
    """What cannot be sent as it is: block id -> one clear sentence."""
    errors = {}
    if wish.kind is VisitKind.ON_SITE and not wish.city:
        errors["visit_other"] = label(language, "visit_city_missing")
    if wish.earliest is not None and wish.earliest < today:
        errors["earliest"] = label(language, "visit_in_the_past")
    return errors


def form_language(view: dict[str, Any]) -> str:
    return str(json.loads(view["private_metadata"])["language"])


# The manager's no, and the engineer's report ------------------------------------------------------


def refusal_form(visit: Visit, place: Place) -> Block:
    """A manager says why a visit cannot take place."""
    text = _text("en", "visit_reason", required=True)
    title = f"Refuse {visit.label}"
    return _modal(VISIT_REFUSAL_FORM, title, "Refuse", "en", _of(visit, place), [text])


def report_form(visit: Visit, place: Place) -> Block:
    """What was found, advised, and is left to do."""
    blocks = [_text("en", f"report_{name}", required=name == "findings") for name in _REPORT]
    longest = [(str(number), str(number)) for number in range(visit.wish.length + 4)]
    unit = "report_days" if visit.kind is VisitKind.ON_SITE else "report_hours"
    blocks.append(_choice("en", unit, "length", longest, str(visit.wish.length)))
    title = f"Report {visit.label}"
    return _modal(VISIT_REPORT_FORM, title, "Send report", "en", _of(visit, place), blocks)


def read_refusal_form(view: dict[str, Any]) -> tuple[int, Place, str]:
    number, place = _read_of(view)
    return number, place, _typed(view["state"]["values"], "visit_reason")


def read_report_form(view: dict[str, Any]) -> tuple[int, Place, Report]:
    number, place = _read_of(view)
    values = view["state"]["values"]
    told = {name: _typed(values, f"report_{name}") for name in _REPORT}
    length = int(_selected(values, "length") or 1)
    return number, place, Report(**told, length=length)


def _of(visit: Visit, place: Place) -> dict[str, Any]:
    return {"visit_id": visit.id, "channel": place.channel, "thread_ts": place.thread_ts}


def _read_of(view: dict[str, Any]) -> tuple[int, Place]:
    metadata = json.loads(view["private_metadata"])
    place = Place(channel=metadata["channel"], thread_ts=metadata["thread_ts"])
    return int(metadata["visit_id"]), place


# Pieces -------------------------------------------------------------------------------------------


def _modal(
    callback_id: str,
    title: str,
    submit: str,
    language: str,
    metadata: dict[str, Any],
    blocks: list[Block],
) -> Block:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, 24),
        "submit": plain_text(submit, 24),
        "close": plain_text(label(language, "cancel"), 24),
        "private_metadata": json.dumps(metadata),
        "blocks": blocks,
    }


def _text(
    language: str, name: str, value: str = "", *, required: bool = False, multiline: bool = True
) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": multiline,
        "max_length": _INPUT_LIMIT,
    }
    if value:
        element["initial_value"] = clamp(value, _INPUT_LIMIT)
    return {
        "type": "input",
        "block_id": name,
        "optional": not required,
        "label": plain_text(label(language, name)),
        "element": element,
    }


def _choice(
    language: str, name: str, block_id: str, options: list[tuple[str, str]], chosen: str
) -> Block:
    drawn = [{"text": plain_text(text), "value": value} for text, value in options]
    element: Block = {"type": "static_select", "action_id": "value", "options": drawn}
    initial = next((one for one in drawn if one["value"] == chosen), None)
    if initial is not None:
        element["initial_option"] = initial
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label(language, name)),
        "element": element,
    }


def _typed(values: dict[str, Any], name: str) -> str:
    return str((values.get(name, {}).get("value") or {}).get("value") or "").strip()


def _selected(values: dict[str, Any], name: str) -> str:
    chosen = (values.get(name, {}).get("value") or {}).get("selected_option") or {}
    return str(chosen.get("value") or "")
