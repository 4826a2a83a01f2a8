"""Every block and element drawn in the page, pressed, filled in and submitted."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.playground import PlaygroundServer

pytestmark = pytest.mark.browser

Block = dict[str, Any]
Connect = Callable[[App], SocketModeHandler]
OpenPage = Callable[..., Page]

CHANNEL = "C0NIMBUS"
LIN = "U0DEV01"
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs="
LATER = 1_790_000_000  # 2026-09-21 14:13:20 UTC, 22:13 in Shanghai


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def options(*names: str) -> list[Block]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def button(name: str, **more: object) -> Block:
    return {
        "type": "button",
        "action_id": name.lower(),
        "text": plain(name),
        "value": "v",
        **more,
    }


RICH_TEXT: Block = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "bold", "style": {"bold": True}},
                {"type": "text", "text": " code", "style": {"code": True}},
                {"type": "text", "text": " gone", "style": {"strike": True}},
                {"type": "user", "user_id": LIN},
                {"type": "channel", "channel_id": CHANNEL},
                {"type": "link", "url": "https://docs.example/a", "text": "the page"},
                {"type": "emoji", "name": "rocket"},
                {"type": "date", "timestamp": LATER, "format": "{time}", "fallback": "later"},
                {"type": "color", "value": "#0d6e63"},
                {"type": "broadcast", "range": "here"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "first"}]},
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "second"}]},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 1,
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "deeper"}]}
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "a quote"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1\ny = 2"}]},
    ],
}

MARKDOWN = """# Title

Some **bold**, *slanted*, ~~gone~~ and `code`. 中文**加粗**也行。 [a page](https://docs.example/b)

1. one
2. two
   - nested

> quoted

```kotlin
rtc.renewToken(fresh)
```

| Code | Meaning |
| --- | ---: |
| 1109 | expired |
"""

TABLE: Block = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Plan"}, {"type": "raw_text", "text": "Minutes"}],
        [{"type": "raw_text", "text": "Enterprise"}, {"type": "raw_text", "text": "30"}],
    ],
}

CONTENT: list[Block] = [
    {"type": "header", "text": plain("A header :rocket:")},
    {
        "type": "section",
        "text": mrkdwn("*Bold* _slanted_ ~gone~ `code` &lt;b&gt; <https://docs.example|page>"),
        "accessory": {"type": "image", "image_url": DOT, "alt_text": "a dot"},
    },
    {"type": "section", "fields": [mrkdwn("*Account*\nNimbus"), plain("Enterprise")]},
    {"type": "divider"},
    {
        "type": "context",
        "elements": [
            {"type": "image", "image_url": "https://elsewhere.example/x.png", "alt_text": "logo"},
            mrkdwn(f"due <!date^{LATER}^{{date_num}} {{time}}|later> :warning: :no_such_sign:"),
        ],
    },
    {"type": "image", "image_url": DOT, "alt_text": "a picture", "title": plain("Picture title")},
    RICH_TEXT,
    {"type": "markdown", "text": MARKDOWN},
    TABLE,
]

NEWER: list[Block] = [
    {
        "type": "plan",
        "title": "The plan",
        "tasks": [
            {"type": "task_card", "task_id": "1", "title": "Search the docs", "status": "complete"},
            {"type": "task_card", "task_id": "2", "title": "Write", "status": "in_progress"},
        ],
    },
    {"type": "task_card", "task_id": "3", "title": "A task alone", "status": "pending"},
    {"type": "card", "title": mrkdwn("*A card*"), "body": mrkdwn("its body")},
    {"type": "alert", "level": "warning", "text": plain("Mind the gap")},
    {"type": "hologram", "text": plain("from the future")},
    {"type": "video", "title": plain("not drawn")},
]

PRESSABLE: list[Block] = [
    {
        "type": "actions",
        "elements": [
            button("Solved", style="primary"),
            button("Docs", url="https://docs.example/"),
            button(
                "Drop",
                style="danger",
                confirm={
                    "title": plain("Drop it?"),
                    "text": plain("It is gone then."),
                    "confirm": plain("Drop it"),
                    "deny": plain("Keep it"),
                    "style": "danger",
                },
            ),
            {"type": "overflow", "action_id": "over", "options": options("Why", "Mute")},
            {
                "type": "static_select",
                "action_id": "pick",
                "placeholder": plain("Severity"),
                "option_groups": [
                    {"label": plain("Bad"), "options": options("High")},
                    {"label": plain("Fine"), "options": options("Low")},
                ],
            },
            {"type": "users_select", "action_id": "who", "placeholder": plain("Who")},
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-24"},
        ],
    },
    {
        "type": "section",
        "text": mrkdwn("Platforms"),
        "accessory": {
            "type": "multi_static_select",
            "action_id": "many",
            "placeholder": plain("Platforms"),
            "options": options("Android", "iOS", "Web"),
        },
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "feedback",
                "positive_button": {"text": plain("👍"), "value": "good"},
                "negative_button": {"text": plain("👎"), "value": "bad"},
            }
        ],
    },
]


def field(block_id: str, element: Block, **more: object) -> Block:
    label = plain(block_id.replace("_", " ").capitalize())
    named = {"action_id": "a", **element}
    return {"type": "input", "block_id": block_id, "label": label, "element": named, **more}


VIEW: Block = {
    "type": "modal",
    "callback_id": "ticket",
    "title": plain("Open a ticket"),
    "submit": plain("File it"),
    "close": plain("Not now"),
    "private_metadata": "secret",
    "blocks": [
        field("summary", {"type": "plain_text_input"}, hint=plain("One line.")),
        field("steps", {"type": "plain_text_input", "multiline": True, "initial_value": "1."}),
        field("platform", {"type": "static_select", "options": options("Android", "iOS")}),
        field("seen_on", {"type": "multi_static_select", "options": options("Phone", "Tablet")}),
        field("plan", {"type": "radio_buttons", "options": options("Basic", "Enterprise")}),
        field(
            "agree",
            {"type": "checkboxes", "options": options("Logs", "Dumps")},
            optional=True,
        ),
        field("day", {"type": "datepicker"}),
        field("hour", {"type": "timepicker"}),
        field("moment", {"type": "datetimepicker", "initial_date_time": LATER}),
        field("engineer", {"type": "users_select"}, optional=True),
        field("room", {"type": "conversations_select"}, optional=True),
        field("mail", {"type": "email_text_input"}),
        field("page", {"type": "url_text_input"}, optional=True),
        field("sessions", {"type": "number_input", "is_decimal_allowed": False, "max_value": "99"}),
        field("log", {"type": "file_input", "filetypes": ["txt"], "max_files": 2}, optional=True),
    ],
}


def post(client: WebClient, blocks: list[Block]) -> str:
    answer = client.chat_postMessage(channel=CHANNEL, text="fallback", blocks=blocks)
    return str(answer["ts"])


def message(page: Page, ts: str) -> Locator:
    return page.locator(f'#main [data-testid="message"][data-ts="{ts}"]')


def eventually(check: Callable[[], bool], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_content_blocks_are_drawn(page: Page, client: WebClient) -> None:
    row = message(page, post(client, CONTENT))

    expect(row.get_by_role("heading", name="A header 🚀")).to_be_visible()
    section = row.get_by_test_id("block-section").first
    for tag, words in {"strong": "Bold", "em": "slanted", "s": "gone", "code": "code"}.items():
        expect(section.locator(tag)).to_have_text(words)
    expect(section).to_contain_text("<b>")
    link = section.get_by_role("link", name="page")
    expect(link).to_have_attribute("href", "https://docs.example/")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(section.get_by_alt_text("a dot")).to_be_visible()
    expect(row.locator(".bk-field")).to_have_text(
        ["Account\nNimbus", "Enterprise"], use_inner_text=True
    )
    expect(row.locator(".bk-divider hr")).to_have_count(1)
    expect(row.get_by_role("img", name="logo")).to_be_visible()
    expect(row.get_by_test_id("block-context")).to_contain_text(
        "due 2026-09-21 22:13 ⚠️ :no_such_sign:"
    )
    expect(row.get_by_alt_text("a picture")).to_be_visible()
    expect(row.get_by_text("Picture title")).to_be_visible()


def test_rich_text_is_drawn(page: Page, client: WebClient) -> None:
    rich = message(page, post(client, [RICH_TEXT])).get_by_test_id("block-rich_text")

    expect(rich.locator("strong")).to_have_text("bold")
    expect(rich.locator("s")).to_have_text(" gone")
    expect(rich.locator(".mention")).to_have_text(["@Lin Wei", "#nimbus-games", "@here"])
    expect(rich.get_by_role("link", name="the page")).to_be_visible()
    expect(rich).to_contain_text("🚀22:13#0d6e63")
    expect(rich.locator("ol > li")).to_have_text(["first", "second"])
    expect(rich.locator("ul.indent-1 > li")).to_have_text("deeper")
    expect(rich.locator("blockquote")).to_have_text("a quote")
    expect(rich.locator("pre")).to_have_text("x = 1\ny = 2", use_inner_text=True)


def test_markdown_and_tables_are_drawn(page: Page, client: WebClient) -> None:
    row = message(page, post(client, [{"type": "markdown", "text": MARKDOWN}, TABLE]))
    text = row.get_by_test_id("block-markdown")

    expect(text.get_by_role("heading", name="Title")).to_be_visible()
    expect(text.locator("strong")).to_have_text(["bold", "加粗"])
    expect(text.locator("em")).to_have_text("slanted")
    expect(text.locator("ol > li").nth(1).locator("ul > li")).to_have_text("nested")
    expect(text.locator("blockquote")).to_have_text("quoted")
    expect(text.locator(".pre-lang")).to_have_text("kotlin")
    expect(text.locator("pre")).to_have_text("rtc.renewToken(fresh)")
    expect(text.get_by_role("cell", name="expired")).to_be_visible()
    table = row.get_by_test_id("block-table")
    expect(table.get_by_role("columnheader")).to_have_text(["Plan", "Minutes"])
    expect(table.get_by_role("cell", name="30")).to_have_class("align-right nowrap")


def test_newer_and_unknown_blocks_degrade(page: Page, slack: PlaygroundServer) -> None:
    async def whisper() -> None:
        channel = slack.workspace.channel(CHANNEL)
        slack.engine.conversation.whisper(channel, LIN, {"text": "x", "blocks": NEWER})

    slack.run(whisper())
    row = page.get_by_test_id("message").last

    expect(row).to_contain_text("Only visible to you")
    expect(row.get_by_role("img", name="Done")).to_be_visible()
    for words in ("The plan", "Search the docs", "A task alone", "A card", "its body"):
        expect(row.get_by_text(words)).to_be_visible()
    expect(row.get_by_role("note", name="Warning")).to_contain_text("Mind the gap")
    expect(row.get_by_text("from the future")).to_be_visible()
    expect(row.get_by_text("not drawn")).to_have_count(0)


def test_markup_in_texts_stays_text(page: Page, client: WebClient) -> None:
    evil = '<img src=x onerror="document.title=1">'
    row = message(
        page,
        post(
            client,
            [
                {"type": "markdown", "text": f"{evil} [run](javascript:alert(1))"},
                {"type": "header", "text": plain(evil)},
                {"type": "section", "text": mrkdwn("<javascript:alert(1)|run> &lt;i&gt;")},
            ],
        ),
    )

    expect(row.get_by_role("heading", name=evil)).to_be_visible()
    expect(row.locator("img:not([alt=''])")).to_have_count(0)
    expect(row.locator("a")).to_have_count(0)


def test_elements_send_their_actions(page: Page, client: WebClient, connect: Connect) -> None:
    seen: dict[str, Block] = {}
    app = App(client=client)

    @app.action(re.compile("."))
    def note(ack: Ack, action: Block) -> None:
        ack()
        seen[action["action_id"]] = action

    connect(app)
    row = message(page, post(client, PRESSABLE))

    row.get_by_role("button", name="Solved").click()
    row.get_by_role("button", name="Drop").click()
    page.get_by_test_id("confirm-deny").click()
    row.get_by_test_id("action-over").click()
    page.get_by_role("menuitem", name="Mute").click()
    row.get_by_test_id("action-pick").select_option("low")
    row.get_by_test_id("action-who").select_option("U0SUP01")
    row.get_by_test_id("action-day").fill("2026-12-01")
    row.get_by_test_id("action-many").click()
    page.get_by_role("option", name="Android").click()
    page.get_by_role("option", name="Web").click()
    page.keyboard.press("Escape")
    row.get_by_role("button", name="Bad answer").click()
    eventually(lambda: "feedback" in seen and "many" in seen)

    assert seen["solved"]["value"] == "v"
    assert "drop" not in seen
    assert seen["over"]["selected_option"]["value"] == "mute"
    assert seen["pick"]["selected_option"]["value"] == "low"
    assert seen["who"]["selected_user"] == "U0SUP01"
    assert seen["day"]["selected_date"] == "2026-12-01"
    assert [one["value"] for one in seen["many"]["selected_options"]] == ["android", "web"]
    assert seen["feedback"]["value"] == "bad"
    expect(row.get_by_role("button", name="Bad answer")).to_have_attribute("aria-pressed", "true")

    row.get_by_role("button", name="Drop").click()
    with page.expect_response("**/playground/action"):  # else the socket may go before its answer
        page.get_by_test_id("confirm-confirm").click()
    assert "drop" in seen


def test_a_modal_is_filled_in_and_submitted(
    page: Page, client: WebClient, connect: Connect
) -> None:
    submitted: list[Block] = []
    app = App(client=client)

    @app.action("open")
    def open_view(ack: Ack, body: Block) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=VIEW)

    @app.view("ticket")
    def submit(ack: Ack, view: Block) -> None:
        submitted.append(view)
        if len(submitted) == 1:
            ack(response_action="errors", errors={"summary": "Say what breaks."})
        else:
            ack()

    connect(app)
    opener = [{"type": "actions", "elements": [button("Open")]}]
    message(page, post(client, opener)).get_by_role("button", name="Open").click()
    modal = page.get_by_role("dialog", name="Open a ticket")
    expect(modal).to_be_visible()
    expect(modal.get_by_label("Summary")).to_be_focused()

    modal.get_by_role("button", name="File it").click()
    expect(modal.get_by_test_id("field-error")).to_have_count(8)
    _fill(page, modal)
    modal.get_by_role("button", name="File it").click()
    expect(modal.get_by_test_id("field-error")).to_have_text("Say what breaks.")
    expect(modal.get_by_label("Summary")).to_have_value("It breaks")
    modal.get_by_label("Summary").fill("It breaks on leave")
    modal.get_by_role("button", name="File it").click()
    expect(modal).to_have_count(0)

    values = {block: held["a"] for block, held in submitted[-1]["state"]["values"].items()}
    assert submitted[-1]["private_metadata"] == "secret"
    assert values["summary"] == {"type": "plain_text_input", "value": "It breaks on leave"}
    assert values["platform"]["selected_option"]["value"] == "ios"
    assert [one["value"] for one in values["seen_on"]["selected_options"]] == ["tablet"]
    assert values["plan"]["selected_option"]["value"] == "enterprise"
    assert [one["value"] for one in values["agree"]["selected_options"]] == ["logs"]
    assert values["day"]["selected_date"] == "2026-11-30"
    assert values["hour"]["selected_time"] == "09:30"
    assert values["moment"]["selected_date_time"] == LATER // 60 * 60 + 3600
    assert values["engineer"]["selected_user"] == "U0SUP01"
    assert values["room"]["selected_conversation"] == "C0HELP"
    assert values["mail"]["value"] == "lin@nimbus.example"
    assert values["page"]["value"] is None
    assert values["sessions"]["value"] == "42"
    assert [one["name"] for one in values["log"]["files"]] == ["crash.txt"]


def _fill(page: Page, modal: Locator) -> None:
    modal.get_by_label("Summary").fill("It breaks")
    modal.get_by_label("Platform").select_option("ios")
    modal.get_by_label("Seen on").click()
    page.get_by_role("option", name="Tablet").click()
    page.keyboard.press("Escape")
    modal.get_by_role("radio", name="Enterprise").check()
    modal.get_by_role("checkbox", name="Logs").check()
    modal.get_by_label("Day").fill("2026-11-30")
    modal.get_by_label("Hour").fill("09:30")
    expect(modal.get_by_label("Moment")).to_have_value("2026-09-21T22:13")
    modal.get_by_label("Moment").fill("2026-09-21T23:13")
    modal.get_by_label("Engineer").select_option("U0SUP01")
    modal.get_by_label("Room").select_option("C0HELP")
    modal.get_by_label("Mail").fill("lin@nimbus.example")
    modal.get_by_label("Sessions").fill("42")
    modal.get_by_test_id("file-input").set_input_files(
        {"name": "crash.txt", "mimeType": "text/plain", "buffer": b"boom"}
    )
    expect(modal.get_by_test_id("file-chosen")).to_contain_text("crash.txt")


def test_views_stack_update_and_close(page: Page, slack: PlaygroundServer) -> None:
    def view(title: str, *blocks: Block) -> Block:
        return {
            "type": "modal",
            "title": plain(title),
            "blocks": list(blocks),
            "close": plain("Close"),
        }

    note = field("note", {"type": "plain_text_input"})

    async def open_two() -> str:
        first: str = slack.engine.modals.open(LIN, view("First", note))["id"]
        return first

    first = slack.run(open_two())
    page.get_by_label("Note").fill("kept")

    async def stack() -> None:
        slack.engine.modals.push(LIN, view("Second", {"type": "section", "text": plain("on top")}))

    slack.run(stack())
    expect(page.get_by_role("dialog", name="Second")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="First")).to_be_visible()

    async def update() -> None:
        slack.engine.modals.update(view("Changed", note), view_id=first)

    slack.run(update())
    expect(page.get_by_role("dialog", name="Changed").get_by_label("Note")).to_have_value("kept")
    page.get_by_test_id("modal-close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert slack.visitor(LIN).views() == []


def test_the_home_is_drawn(open_page: OpenPage, client: WebClient) -> None:
    blocks = [{"type": "header", "text": plain("Queue")}, *PRESSABLE[:2]]
    client.views_publish(user_id="U0SUP01", view={"type": "home", "blocks": blocks})
    page = open_page("U0SUP01/D0SUP01/home")

    expect(page.get_by_test_id("home").get_by_role("heading", name="Queue")).to_be_visible()
    page.get_by_role("tab", name="Messages").click()
    expect(page.get_by_test_id("composer")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_overflows_sideways(open_page: OpenPage, client: WebClient, width: int) -> None:
    ts = post(client, [*CONTENT, *PRESSABLE])
    page = open_page(width=width, height=844, dark=width == 390)
    expect(message(page, ts)).to_be_visible()

    wide = page.evaluate(
        "() => [...document.querySelectorAll('.messages, body, .msg')]"
        ".filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.className)"
    )
    assert wide == []
