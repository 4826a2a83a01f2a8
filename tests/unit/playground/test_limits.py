"""What Slack would refuse is refused here, under Slack's error names."""

import json
from typing import Any

import pytest

from bot.playground import limits
from bot.playground.shapes import Json, SlackRefusalError


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "a", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain("Go"), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(value: str = "v", text: str = "t") -> Json:
    return {"text": plain(text), "value": value}


def select(count: int, **more: Any) -> Json:
    options = [option(str(n)) for n in range(count)]
    return {"type": "static_select", "action_id": "s", "options": options, **more}


def labelled(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("L"), "element": element, **more}


def text_input(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "i", **more}


def modal(*blocks: Json, **more: Any) -> Json:
    view = {"type": "modal", "title": plain("T"), "submit": plain("S"), "blocks": list(blocks)}
    return {**view, **more}


def table(rows: int, columns: int) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "c"}] * columns] * rows}


FEEDBACK = {
    "type": "context_actions",
    "elements": [
        {
            "type": "feedback_buttons",
            "action_id": "f",
            "positive_button": {"text": plain("Good"), "value": "1"},
            "negative_button": {"text": plain("Bad"), "value": "0"},
        }
    ],
}
FINE = {
    "section": section("x" * 3000),
    "section with fields": {"type": "section", "fields": [mrkdwn("x" * 1000)] * 10},
    "section with a menu": section(accessory=select(100)),
    "divider": {"type": "divider"},
    "header": {"type": "header", "text": plain("x" * 150)},
    "markdown": {"type": "markdown", "text": "x" * 12000},
    "actions": actions(*[button(f"a{n}", value="x" * 2000) for n in range(25)]),
    "context": {"type": "context", "elements": [mrkdwn("x")] * 10},
    "feedback": FEEDBACK,
    "input": labelled(text_input(max_length=3000), hint=plain("h"), optional=True),
    "table": table(100, 20),
    "rich text": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
    },
    "image": {"type": "image", "image_url": "https://x.example/i.png", "alt_text": "i"},
    "task card": {"type": "task_card", "task_id": "1", "title": "t", "status": "complete"},
    "plan": {"type": "plan", "title": "p", "tasks": []},
    "alert": {"type": "alert", "text": mrkdwn("x"), "level": "warning"},
    "card": {"type": "card", "title": mrkdwn("x"), "actions": [button()]},
    "carousel": {"type": "carousel", "elements": [{"type": "card", "body": mrkdwn("x")}]},
    "container": {"type": "container", "title": plain("x"), "child_blocks": [section()]},
}


@pytest.mark.parametrize("name", FINE)
def test_what_stays_within_the_limits_passes(name: str) -> None:
    limits.check_message("", [FINE[name]])


REFUSED: dict[str, tuple[Json, str]] = {
    "unknown type": (
        {"type": "sekshun"},
        "unsupported type: sekshun [json-pointer:/blocks/0/type]",
    ),
    "section text": (section("x" * 3001), "must be less than 3001 characters"),
    "empty text": (section(""), "must be more than 0 characters"),
    "section without text": ({"type": "section"}, "missing required field: text or fields"),
    "eleven fields": ({"type": "section", "fields": [mrkdwn("x")] * 11}, "no more than 10 items"),
    "long field": ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "less than 2001"),
    "text as a string": ({"type": "section", "text": "x"}, "must provide an object"),
    "unknown key": (section(colour="red"), "additional properties: colour"),
    "header of mrkdwn": ({"type": "header", "text": mrkdwn("x")}, "valid enum value: plain_text"),
    "long header": ({"type": "header", "text": plain("x" * 151)}, "less than 151"),
    "long markdown": ({"type": "markdown", "text": "x" * 12001}, "less than 12001"),
    "26 buttons": (actions(*[button(f"a{n}") for n in range(26)]), "no more than 25 items"),
    "no buttons": (actions(), "must provide at least 1 items"),
    "long button value": (actions(button(value="x" * 2001)), "less than 2001"),
    "long button text": (actions(button(text=plain("x" * 76))), "less than 76"),
    "button of mrkdwn": (actions(button(text=mrkdwn("x"))), "elements/0/text/type"),
    "button style": (actions(button(style="green")), "primary or danger"),
    "same action id": (actions(button("a"), button("a")), '`action_id` "a" already exists'),
    "input in actions": (actions(text_input()), "unsupported type: plain_text_input"),
    "eleven in context": ({"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10"),
    "button in context": ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    "101 options": (section(accessory=select(101)), "no more than 100 items"),
    "empty menu": (section(accessory=select(0)), "must provide at least 1 items"),
    "option not offered": (
        section(accessory=select(2, initial_option=option("9"))),
        "must exactly match a provided option",
    ),
    "same option twice": (
        section(accessory={"type": "overflow", "options": [option(), option()]}),
        "option values must be unique",
    ),
    "long option": (
        labelled({"type": "radio_buttons", "action_id": "r", "options": [option("v" * 151)]}),
        "less than 151",
    ),
    "long option text": (
        labelled({"type": "radio_buttons", "action_id": "r", "options": [option("v", "t" * 76)]}),
        "less than 76",
    ),
    "eleven checkboxes": (
        labelled({**select(11), "type": "checkboxes"}),
        "no more than 10 items",
    ),
    "input length": (labelled(text_input(max_length=3001)), "integer of 0 to 3000"),
    "lengths crossed": (labelled(text_input(min_length=9, max_length=3)), "more than max_length"),
    "input without label": ({"type": "input", "element": text_input()}, "field: label"),
    "input without element": ({"type": "input", "label": plain("L")}, "field: element"),
    "number without decimals flag": (
        labelled({"type": "number_input", "action_id": "n"}),
        "is_decimal_allowed",
    ),
    "101 rows": (table(101, 1), "no more than 100 items"),
    "21 columns": (table(1, 21), "no more than 20 items"),
    "empty cell": ({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}, "more than 0"),
    "image without alt": ({"type": "image", "image_url": "https://x"}, "field: alt_text"),
    "task state": (
        {"type": "task_card", "task_id": "1", "title": "t", "status": "done"},
        "/blocks/0/status",
    ),
    "file input in a message": (
        labelled({"type": "file_input", "action_id": "f"}),
        "unsupported type: file_input",
    ),
    "long confirm": (
        actions(button(confirm={"title": plain("x" * 101), "text": plain("x")})),
        "less than 101",
    ),
    "rich text part": (
        {"type": "rich_text", "elements": [{"type": "text", "text": "x"}]},
        "elements/0/type",
    ),
    "not an object": ("section", "must provide an object"),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_breaks_a_limit_is_named(name: str) -> None:
    block, complaint = REFUSED[name]
    with pytest.raises(SlackRefusalError) as refused:
        limits.check_message("t", [block])
    assert refused.value.error == "invalid_blocks"
    assert complaint in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([section(block_id="b"), section(block_id="b")], '`block_id` "b" already exists'),
        ([section(block_id="b" * 256)], "less than 256"),
        ([table(1, 1), table(1, 1)], "only one table"),
        ({"type": "section"}, "must provide an array"),
    ],
)
def test_limits_over_all_blocks(blocks: object, complaint: str) -> None:
    with pytest.raises(SlackRefusalError, match="invalid_blocks") as refused:
        limits.check_message("t", blocks)
    assert complaint in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("text", "blocks", "error"),
    [
        ("", None, "no_text"),
        ("", [], "no_text"),
        ("x" * 40_001, None, "msg_too_long"),
        ("", [section("x" * 3000)] * 5, "msg_blocks_too_long"),
        ("", [{"type": "markdown", "text": "x" * 6001}] * 2, "msg_blocks_too_long"),
    ],
)
def test_limits_of_a_whole_message(text: str, blocks: object, error: str) -> None:
    with pytest.raises(SlackRefusalError, match=error):
        limits.check_message(text, blocks)


def test_the_same_action_id_in_two_blocks_is_fine() -> None:
    limits.check_message("t", [actions(button("a")), actions(button("a"))])


@pytest.mark.parametrize(
    ("attachments", "error"),
    [
        ([{"text": "x"}] * 101, "too_many_attachments"),
        ("x", "invalid_attachments"),
        ([{"blocks": [section("")]}], "invalid_blocks"),
    ],
)
def test_attachments(attachments: object, error: str) -> None:
    with pytest.raises(SlackRefusalError, match=error):
        limits.check_message("t", None, attachments)


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal(section(), title=plain("x" * 25)), "/view/title/text"),
        (modal(section(), title=None), "missing required field: title"),
        (modal(section(), submit=plain("x" * 25)), "/view/submit/text"),
        (modal(section(), close=plain("x" * 25)), "/view/close/text"),
        (modal(section(), private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(section(), callback_id="x" * 256), "/view/callback_id"),
        (modal(labelled(text_input()), submit=None), "missing required field: submit"),
        (modal(*[{"type": "divider"}] * 101), "no more than 100 items"),
        (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
        (modal(FEEDBACK), "unsupported type: context_actions"),
        ({"type": "home", "blocks": []}, "valid enum value: modal"),
        (
            modal(
                labelled(text_input(focus_on_load=True)), labelled(text_input(focus_on_load=True))
            ),
            "only one element may have focus_on_load",
        ),
    ],
)
def test_views(view: Json, complaint: str) -> None:
    with pytest.raises(SlackRefusalError, match="invalid_arguments") as refused:
        limits.check_view(view, ("modal",))
    assert complaint in " ".join(refused.value.messages)


def test_a_view_that_fits_passes_and_a_heavy_one_does_not() -> None:
    file_input = {"type": "file_input", "action_id": "f", "max_files": 10}
    limits.check_view(modal(labelled(file_input)), ("modal",))
    limits.check_view({"type": "home", "blocks": [section()] * 100}, ("home",))
    heavy = {"type": "home", "blocks": [section("x" * 2999)] * 99}
    assert len(json.dumps(heavy)) > 250_000
    with pytest.raises(SlackRefusalError, match="view_too_large"):
        limits.check_view(heavy, ("home",))
    with pytest.raises(SlackRefusalError, match="invalid_arguments"):
        limits.check_view(None, ("modal",))


def test_markdown_text_stands_alone() -> None:
    limits.check_markdown_text("x" * 12_000, "", None)
    with pytest.raises(SlackRefusalError, match="markdown_text_conflict"):
        limits.check_markdown_text("x", "y", None)
    with pytest.raises(SlackRefusalError, match="msg_too_long"):
        limits.check_markdown_text("x" * 12_001, "", None)


def test_metadata_needs_type_and_payload() -> None:
    limits.check_metadata({"event_type": "t", "event_payload": {}})
    limits.check_metadata({})
    with pytest.raises(SlackRefusalError, match="invalid_metadata_format"):
        limits.check_metadata({"event_type": "t"})
    with pytest.raises(SlackRefusalError, match="metadata_too_large"):
        limits.check_metadata({"event_type": "t", "event_payload": {"x": "y" * 8000}})
