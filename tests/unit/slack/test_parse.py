"""Slack's payloads in, the desk's words out."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack import parse
from bot.slack.views import forms, staff_forms
from bot.support.models import Place, Severity, TicketFields

BOT = "U0BOT01"
EVENT: dict[str, Any] = {
    "type": "message",
    "user": "U0DEV01",
    "channel": "C0NIMBUS",
    "channel_type": "channel",
    "ts": "1.1",
    "text": f"<@{BOT}> How &amp; why?",
}


def test_a_mention_begins_a_thread() -> None:
    found = parse.message(EVENT, "Ev1", BOT)
    assert (found.id, found.text, found.thread_ts) == ("Ev1", "How & why?", "1.1")
    assert found.addressed
    assert found.starts_thread
    assert not found.direct
    assert found.lane == "C0NIMBUS:1.1"


@pytest.mark.parametrize(
    ("text", "kind", "addressed"),
    [
        (f"<@{BOT}> hi", "channel", True),
        (f"<@{BOT}|doorstep> hi", "channel", True),
        (f"<@{BOT}2> hi", "channel", False),
        ("hi", "channel", False),
        ("hi", "im", True),
        (None, "im", True),
    ],
)
def test_whom_a_message_addresses(text: str | None, kind: str, addressed: bool) -> None:
    event = EVENT | {"text": text, "channel_type": kind}
    assert parse.message(event, "Ev1", BOT).addressed is addressed


def test_a_reply_belongs_to_its_thread() -> None:
    found = parse.message(EVENT | {"thread_ts": "0.5"}, "Ev1", BOT)
    assert (found.thread_ts, found.ts, found.starts_thread) == ("0.5", "1.1", False)


def test_secrets_are_gone_before_anything_is_stored() -> None:
    event = EVENT | {
        "text": "my token is xoxb-1234567890-abcdefghij",
        "files": [{"id": "F1", "name": "xoxb-1234567890-abcdefghij.log"}],
    }
    assert "xoxb-1234567890" not in parse.message(event, "Ev1", BOT).model_dump_json()


def test_a_very_long_message_is_cut() -> None:
    found = parse.message(EVENT | {"text": "x" * 150_000}, "Ev1", BOT)
    assert len(found.text) == 100_000


@pytest.mark.parametrize(
    ("file", "name", "url", "size"),
    [
        ({"id": "F1"}, "F1", "", 0),
        ({"id": "F1", "title": "t", "size": None, "url_private": "https://x"}, "t", "https://x", 0),
        (
            {
                "id": "F1",
                "name": "n",
                "title": "t",
                "size": 5,
                "url_private": "https://x",
                "url_private_download": "https://y",
            },
            "n",
            "https://y",
            5,
        ),
    ],
)
def test_files(file: dict[str, Any], name: str, url: str, size: int) -> None:
    found = parse.attachment(file)
    assert (found.name, found.url, found.size) == (name, url, size)


@pytest.mark.parametrize(
    ("change", "spoken"),
    [
        ({}, True),
        ({"subtype": "file_share"}, True),
        ({"subtype": "thread_broadcast"}, True),
        ({"subtype": "message_changed"}, False),
        ({"subtype": "channel_join"}, False),
        ({"subtype": "bot_message"}, False),
        ({"bot_id": "B1"}, False),
        ({"user": None}, False),
    ],
)
def test_what_people_say(change: dict[str, Any], spoken: bool) -> None:
    assert parse.is_spoken(EVENT | change) is spoken


@pytest.mark.parametrize(
    ("before", "now", "kind", "addressed"),
    [
        ("Why?", "Why not?", "channel", False),
        (f"<@{BOT}> why?", "Why?", "channel", True),
        ("Why?", f"<@{BOT}|doorstep> why?", "channel", True),
        ("Why?", "Why not?", "im", True),
    ],
)
@pytest.mark.parametrize("deleted", [False, True])
def test_a_change_addresses_us_if_the_message_does_or_did(
    before: str, now: str, kind: str, addressed: bool, deleted: bool
) -> None:
    written = {"user": "U0DEV01", "ts": "1.1", "text": before}
    event = {"channel": "C0NIMBUS", "channel_type": kind, "previous_message": written}
    if deleted:
        event |= {"subtype": "message_deleted", "deleted_ts": "1.1"}
        addressed = addressed and now != f"<@{BOT}|doorstep> why?"
    else:
        edited = {"text": now, "edited": {"ts": "2.2"}}
        event |= {"subtype": "message_changed", "message": written | edited}
    found = parse.edit(event, "Ev1", BOT)
    assert found is not None
    change = found.event if isinstance(found, parse.Edit) else found
    assert change.addressed is addressed


def test_a_press() -> None:
    body = {
        "user": {"id": "U0DEV01"},
        "container": {"channel_id": "C0NIMBUS", "message_ts": "1.2"},
        "message": {"thread_ts": "1.1"},
        "actions": [{"action_id": "answer_solved", "action_ts": "9.9", "value": "7"}],
    }
    found = parse.press(body)
    assert (found.thread_ts, found.message_ts, found.value) == ("1.1", "1.2", "7")
    again = parse.press(body | {"actions": [{"action_id": "answer_solved", "action_ts": "9.8"}]})
    assert found.id != again.id
    assert found.deed == again.deed
    assert again.value == ""


FULL = TicketFields(**{name: f"my {name} 1" for name in TicketFields.model_fields})


def state_of(view: dict[str, Any]) -> dict[str, Any]:
    """What Slack would send when the form is submitted as it was opened."""
    values = {}
    for block in view["blocks"]:
        element = block["element"]
        values[block["block_id"]] = {
            element["action_id"]: {
                "value": element.get("initial_value"),
                "selected_option": element.get("initial_option"),
                "files": [{"id": "F1", "name": "a.log"}]
                if element["type"] == "file_input"
                else None,
            }
        }
    return {"values": values}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("severity", Severity)
def test_a_form_that_is_sent_as_it_was_opened_says_the_same(
    language: str, severity: Severity
) -> None:
    place = Place(channel="C0NIMBUS", thread_ts="1.1")
    view = forms.ticket_form(language, FULL, severity, place)
    submitted = view | {"state": state_of(view)}
    fields, chosen, files = forms.read_ticket_form(submitted)
    assert (fields.with_unasked(FULL), chosen) == (FULL, severity)
    assert [one["id"] for one in files] == ["F1"]
    assert forms.form_place(submitted) == (place, language)
    assert forms.ticket_form_errors(fields, language) == {}


def test_an_empty_form_is_read_and_refused() -> None:
    fields, severity, files = forms.read_ticket_form({"state": {"values": {}}})
    assert (fields, severity, files) == (TicketFields(), Severity.MEDIUM, [])
    assert set(forms.ticket_form_errors(fields, "en")) == {"summary"}


@pytest.mark.parametrize(
    ("summary", "version", "wrong"),
    [
        ("Calls drop", "", set()),
        ("Calls drop", "4.3.1", set()),
        ("Calls drop", "unknown", set()),
        ("频道崩溃", "不知道", set()),
        ("🎉🎉🎉🎉", "", {"summary"}),
        ("abc", "", {"summary"}),
        ("????????", "latest", {"summary", "sdk_version"}),
        ("Calls drop", "the newest one", {"sdk_version"}),
    ],
)
def test_nonsense_in_a_form_is_named_at_its_field(
    summary: str, version: str, wrong: set[str]
) -> None:
    fields = TicketFields(summary=summary, sdk_version=version)
    for language in ("en", "zh"):
        errors = forms.ticket_form_errors(fields, language)
        assert set(errors) == wrong
        assert all(errors.values())


@pytest.mark.parametrize(
    ("project", "wrong"),
    [
        ("MeetNow", set()),
        ("项目一", set()),
        ("9f8e7d6c5b4a39281706f5e4d3c2b1a0", {"project"}),
        ("MeetNow 9f8e7d6c5b4a39281706f5e4d3c2b1a0", {"project"}),
        ("2f1c9a80-7d1e-4b61-9d1c-0a1b2c3d4e5f", {"project"}),
    ],
)
def test_an_id_is_no_project_and_is_not_stored(project: str, wrong: set[str]) -> None:
    fields = TicketFields(summary="Calls drop", project=project)
    for language in ("en", "zh"):
        assert set(forms.ticket_form_errors(fields, language)) == wrong


def test_what_is_filled_in_as_usual_is_said_to_be_so() -> None:
    fields = TicketFields(platform="ios", project="MeetNow", product="Voice")
    place = Place(channel="C", thread_ts="1.1")
    names = ["MeetNow", "Tiny Paws", "会议通"]
    view = forms.ticket_form(
        "zh", fields, Severity.LOW, place, assumed=("platform", "project"), projects=names
    )
    hints = {one["block_id"]: one["hint"]["text"] for one in view["blocks"] if "hint" in one}
    assert hints == {
        "platform": "按以往信息填写，如果这次不同请修改。",
        "project": "按以往信息填写，如果这次不同请修改。你提到过的其他项目：Tiny Paws、会议通。",
    }
    empty = forms.ticket_form("en", TicketFields(), Severity.LOW, place, assumed=("platform",))
    assert not any("hint" in one for one in empty["blocks"])


@pytest.mark.parametrize(
    "view", [staff_forms.reply_form(7, "zh", "Nimbus"), staff_forms.resolution_form(7)]
)
def test_forms_of_staff(view: dict[str, Any]) -> None:
    sent = view | {"state": {"values": {"text": {"value": {"value": " Update. "}}}}}
    assert (staff_forms.metadata_of(sent)["ticket_id"], staff_forms.text_of(sent)) == (7, "Update.")
