"""Text, forms, passes, faults, and who may knock: the small pure rules."""

import pytest
from starlette.types import Scope

from bot.playground import forms, guard, mrkdwn
from bot.playground.faults import Faults
from bot.playground.shapes import Json, SlackRefusalError
from bot.playground.streams import parse_chunks
from bot.playground.triggers import ResponseUrls, Triggers


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("<@U0BOT01> hi", "<@U0BOT01> hi"),
        ("see https://x.example/a?b=1&c=2.", "see <https://x.example/a?b=1&amp;c=2>."),
        ("见 https://x.example/文档。谢谢", "见 <https://x.example/文档>。谢谢"),
        ("(https://x.example)", "(<https://x.example>)"),
        ("mail lin@x.example now", "mail <mailto:lin@x.example|lin@x.example> now"),
        ("<script>", "&lt;script&gt;"),
        ("<#C0HELP> and <!here>", "<#C0HELP> and <!here>"),
        ("if (a<!b) x>y", "if (a&lt;!b) x&gt;y"),
    ],
)
def test_typed_text_is_stored_as_slack_stores_it(typed: str, stored: str) -> None:
    assert mrkdwn.encode(typed) == stored


def field(kind: str, **more: object) -> Json:
    element = {"type": kind, "action_id": "a", **more}
    return {"type": "input", "block_id": "b", "label": {}, "element": element}


@pytest.mark.parametrize(
    ("block", "value", "sentence"),
    [
        (field("plain_text_input"), None, forms.REQUIRED),
        (field("plain_text_input", min_length=3), "ab", "Must be at least 3 characters."),
        (field("plain_text_input", max_length=3), "abcd", "Must be 3 characters or fewer."),
        (field("email_text_input"), "nobody", "Please enter a valid email address."),
        (field("url_text_input"), "x.example", "Please enter a valid URL."),
        (field("number_input"), "1.5", "Please enter a valid number."),
        (field("number_input", is_decimal_allowed=True), "1.5", None),
        (field("email_text_input"), "a@b.example", None),
        ({**field("plain_text_input"), "optional": True}, None, None),
    ],
)
def test_slacks_own_checks_of_a_form(block: Json, value: object, sentence: str | None) -> None:
    values = forms.merge_values([block], {"b": {"a": {"value": value}}})
    found = forms.complaints([block], values)
    assert found == ({"b": sentence} if sentence else {})


def test_state_has_every_field_even_untouched_ones() -> None:
    chosen = {"text": {}, "value": "1"}
    blocks = [
        {**field("static_select", initial_option=chosen), "block_id": "b1"},
        {**field("multi_users_select"), "block_id": "b2"},
        {**field("datepicker"), "block_id": "b3"},
        {**field("file_input"), "block_id": "b4"},
    ]
    assert forms.merge_values(blocks, {"b3": {"a": {"selected_date": "2026-01-02"}}, "z": {}}) == {
        "b1": {"a": {"type": "static_select", "selected_option": chosen}},
        "b2": {"a": {"type": "multi_users_select", "selected_users": []}},
        "b3": {"a": {"type": "datepicker", "selected_date": "2026-01-02"}},
        "b4": {"a": {"type": "file_input", "files": []}},
    }


def test_a_trigger_is_good_for_three_seconds_and_one_view() -> None:
    now = [100.0]
    triggers = Triggers(lambda: now[0])
    first, second = triggers.issue("U1"), triggers.issue("U1")
    assert triggers.exchange(first) == "U1"
    with pytest.raises(SlackRefusalError, match="exchanged_trigger_id"):
        triggers.exchange(first)
    now[0] = 103.1
    with pytest.raises(SlackRefusalError, match="expired_trigger_id"):
        triggers.exchange(second)
    with pytest.raises(SlackRefusalError, match="invalid_trigger_id"):
        triggers.exchange("x")


def test_a_response_url_has_five_uses_in_thirty_minutes() -> None:
    now = [100.0]
    urls = ResponseUrls(lambda: now[0])
    first, second = urls.issue("U1", "C1"), urls.issue("U1", "C1")
    for _ in range(5):
        assert urls.use(first).channel == "C1"
    with pytest.raises(SlackRefusalError, match="used_url"):
        urls.use(first)
    now[0] += 1801
    with pytest.raises(SlackRefusalError, match="expired_url"):
        urls.use(second)


def test_faults_are_used_up_in_order() -> None:
    faults = Faults()
    faults.add("chat.postMessage", "ratelimited", times=2, seconds=7)
    faults.add("*", "server_error")
    taken = [faults.take("chat.postMessage") for _ in range(4)]
    assert [one.kind if one else None for one in taken] == [
        "ratelimited",
        "ratelimited",
        "server_error",
        None,
    ]
    with pytest.raises(ValueError, match="is not a fault"):
        faults.add("x", "sulk")  # type: ignore[arg-type]


def knock(path: str = "/playground/message", method: str = "POST", **headers: str) -> Scope:
    pairs = {"host": "127.0.0.1:8000", **{k.replace("_", "-"): v for k, v in headers.items()}}
    raw = [(key.encode(), value.encode()) for key, value in pairs.items()]
    return {"type": "http", "method": method, "path": path, "headers": raw}


@pytest.mark.parametrize(
    ("scope", "welcome"),
    [
        (knock(), True),
        (knock(host="localhost:8000", origin="http://localhost:8000"), True),
        (knock(host="[::1]:8000"), True),
        (knock(host="127.0.0.1"), True),
        (knock(host="evil.example"), False),
        (knock(host="127.0.0.1.evil.example:8000"), False),
        (knock(origin="https://evil.example"), False),
        (knock(origin="http://127.0.0.1:9999"), False),
        (knock(origin="null"), False),
        (knock(sec_fetch_site="cross-site"), False),
        (knock("/", "GET", sec_fetch_site="cross-site", sec_fetch_mode="navigate"), True),
        (knock("/api/x", "GET", sec_fetch_site="cross-site", sec_fetch_mode="navigate"), False),
        (knock("/", "GET", sec_fetch_site="cross-site", sec_fetch_mode="no-cors"), False),
    ],
)
def test_only_this_machine_and_its_own_page_are_welcome(scope: Scope, welcome: bool) -> None:
    assert (guard.refusal(scope) is None) == welcome


@pytest.mark.parametrize(
    "chunks", ["x", [{"type": "shout"}], [{"type": "task_update", "id": "1"}], ["x"]]
)
def test_bad_chunks(chunks: object) -> None:
    with pytest.raises(SlackRefusalError, match="invalid_chunks"):
        parse_chunks("", chunks)
