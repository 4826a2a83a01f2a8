"""What is seen of knowledge entries: the form, the review, a changed page; and of gaps."""

from __future__ import annotations

import json
from typing import Any

from bot.slack.text import clamp, escape, inert, link
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    fields,
    header,
    plain_text,
    quote,
    section,
)
from bot.slack.views.labels import label, platform_names
from bot.support.entries import Entry, EntryStatus, EntryText
from bot.support.gaps import Gap
from bot.support.inbound import Button
from bot.support.messages import EntriesWaiting, EntryReview, GapsNews
from bot.support.models import ticket_label
from knowledge.models import Visibility

ENTRY_FORM = "entry_form"

_INPUTS = (  # name, label, several lines, optional, longest
    ("title", "Title, as answers will cite it", False, False, 150),
    ("question", "Question or symptom", True, True, 3000),
    ("answer", "Cause and fix", True, False, 3000),
    ("product", "Product", False, True, 100),
    ("platforms", "Platforms", False, True, 100),
    ("versions", "SDK versions", False, True, 100),
    ("page", "Documentation page that will tell it", False, True, 300),
)
_READERS = {
    Visibility.PUBLIC: "Everybody",
    Visibility.CUSTOMER: "The customer of this ticket",
    Visibility.INTERNAL: "Staff only",
}
_STATES = {
    EntryStatus.DRAFT: "being written",
    EntryStatus.IN_REVIEW: "waits for review",
    EntryStatus.PUBLISHED: ":white_check_mark: published by {who}",
    EntryStatus.REJECTED: ":no_entry_sign: rejected by {who}",
    EntryStatus.WITHDRAWN: ":file_folder: withdrawn",
}
_LINE = 160
_SHOWN = 20  # entries of one message
_FAILURES = {"no_evidence": "nothing found", "not_solved": "not solved", "low_rating": "rated low"}


def entry_form(ticket_id: int, text: EntryText, *, customer: bool, page_hint: str = "") -> Block:
    """The entry as it would be, to be corrected.

    `customer`: whether the ticket has one; `page_hint`: a page that could be the one to be fixed.
    """
    blocks = [_input(name, text) for name, *_ in _INPUTS]
    example = label("en", "entry_page_hint", page=page_hint or "my-sdk/guides/token.md")
    blocks[-1]["element"]["placeholder"] = plain_text(example, 150)
    blocks.insert(3, _readers(text.visibility, customer=customer))
    note = (
        "Names, ids, addresses and numbers were taken out; `[… removed]` shows where. Please take "
        "out what else tells who it was."
    )
    return {
        "type": "modal",
        "callback_id": ENTRY_FORM,
        "title": plain_text(f"Entry · {ticket_label(ticket_id)}", 24),
        "submit": plain_text("Send to review", 24),
        "close": plain_text(label("en", "cancel"), 24),
        "private_metadata": json.dumps({"ticket_id": ticket_id, "language": text.language}),
        "blocks": [context(note), *blocks],
    }


def read_entry_form(view: dict[str, Any]) -> tuple[int, EntryText]:
    """Ticket number and text."""
    metadata, values = json.loads(view["private_metadata"]), view["state"]["values"]
    given = {
        name: (values.get(name, {}).get("value", {}).get("value") or "").strip()
        for name, *_ in _INPUTS
    }
    chosen = values.get("visibility", {}).get("value", {}).get("selected_option") or {}
    visibility = Visibility(chosen.get("value") or Visibility.INTERNAL)
    text = EntryText(**given, language=str(metadata["language"]), visibility=visibility)
    return int(metadata["ticket_id"]), text


def entry_review(content: EntryReview) -> list[Block]:
    """The text as it will be found, what was taken out of it, and what may be done now."""
    entry = content.entry
    state = _STATES[entry.status].format(who=escape(content.reviewer_name) or "a reviewer")
    ticket = link(content.ticket_link, ticket_label(entry.ticket_id))
    blocks = [
        header(f"{entry.label} · {inert(clamp(entry.title, 110))}"),
        section(f"*{state}* · written by {escape(content.author_name)} · from {ticket}"),
        section(quote(escape(clamp(entry.question, 1200)))),
        section(quote(escape(clamp(entry.answer, 2400)))),
        fields(_facts(entry)),
    ]
    if content.removed:
        marks = escape(clamp(", ".join(content.removed), 400))
        blocks.append(context(f":mag: *Taken out of it:* {marks}. Is anybody still to be known?"))
    return [*blocks, *_choices(entry)]


def entries_waiting(content: EntriesWaiting) -> list[Block]:
    """One line for each entry that waits for the page, with its button."""
    page = escape(clamp(content.page, 300))
    blocks = [
        section(f":pencil2: *`{page}` changed.* Does it tell now what these entries tell?"),
    ]
    for one in content.entries[:_SHOWN]:
        blocks.append(section(f"*{one.label}* {escape(clamp(one.title, _LINE))}"))
        if one.status is EntryStatus.WITHDRAWN:
            blocks.append(context("Withdrawn: no answer cites it any more."))
        elif one.id in content.kept:
            blocks.append(context("Kept until the page changes again."))
        else:
            value = f"{one.id}:page"
            blocks.append(
                actions(
                    button("Withdraw", Button.WITHDRAW_ENTRY, value, "primary"),
                    button("Keep", Button.KEEP_ENTRY, value),
                )
            )
    rest = len(content.entries) - _SHOWN
    if rest > 0:
        blocks.append(context(f"and {rest} more: `doorstep learning list`"))
    return blocks


def gaps_news(content: GapsNews) -> list[Block]:
    """What to write next, by how many people asked."""
    if not content.gaps:
        return [section(f"No question of the last {content.days} days was left unanswered.")]
    blocks = [section(f"*What the documentation did not answer* in the last {content.days} days")]
    blocks += [section(_gap(one)) for one in content.gaps[:_SHOWN]]
    if content.more:
        blocks.append(context(f"and {content.more} more: `doorstep learning gaps`"))
    return blocks


def _gap(gap: Gap) -> str:
    about = [f"{gap.people} people", f"asked {gap.asked} times", *gap.products[:2]]
    about += [platform_names(one) for one in gap.platforms[:3]]
    about += [f"{_FAILURES.get(name, name)} {count}" for name, count in gap.failures.items()]
    said = "\n".join(quote(escape(clamp(" ".join(one.split()), 300))) for one in gap.wordings)
    pages = ", ".join(link(one.url, clamp(one.title, 80)) for one in gap.pages)
    near = f"\nNearest: {pages}" if pages else ""
    return f"*{escape(clamp(' · '.join(about), 300))}*\n{said}{near}"


def _facts(entry: Entry) -> list[tuple[str, str]]:
    pairs = [
        ("Readers", _READERS[entry.visibility]),
        ("Product", entry.product),
        ("Platforms", platform_names(entry.platforms)),
        ("SDK versions", entry.versions),
        ("Waits for page", entry.page),
        ("Source", entry.source),
    ]
    return [(name, escape(clamp(value, 300))) for name, value in pairs if value]


def _choices(entry: Entry) -> list[Block]:
    """The buttons that apply; `entry:revision`, so that nobody publishes what they did not see."""
    seen, number = f"{entry.id}:{entry.revision}", str(entry.id)
    if entry.status is EntryStatus.IN_REVIEW:
        return [
            actions(
                button("Publish", Button.PUBLISH_ENTRY, seen, "primary"),
                button("Edit", Button.EDIT_ENTRY, number),
                button("Reject", Button.REJECT_ENTRY, seen),
            )
        ]
    if entry.status is EntryStatus.PUBLISHED:
        return [actions(button("Withdraw", Button.WITHDRAW_ENTRY, number))]
    return [actions(button("Edit", Button.EDIT_ENTRY, number))]


def _input(name: str, text: EntryText) -> Block:
    _, shown, lines, optional, longest = next(one for one in _INPUTS if one[0] == name)
    value = str(getattr(text, name))
    if not lines:
        value = " ".join(value.split())
    element: Block = {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": lines,
        "max_length": longest,
    }
    if value.strip():
        element["initial_value"] = clamp(value, longest)
    return {
        "type": "input",
        "block_id": name,
        "optional": optional,
        "label": plain_text(shown),
        "element": element,
    }


def _readers(chosen: Visibility, *, customer: bool) -> Block:
    offered = [one for one in Visibility if customer or one is not Visibility.CUSTOMER]
    options = [{"text": plain_text(_READERS[one]), "value": one.value} for one in offered]
    initial = offered.index(chosen) if chosen in offered else offered.index(Visibility.INTERNAL)
    return {
        "type": "input",
        "block_id": "visibility",
        "label": plain_text("Who may read it"),
        "element": {
            "type": "static_select",
            "action_id": "value",
            "options": options,
            "initial_option": options[initial],
        },
    }
