"""The page's side over HTTP and its live socket."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bot.playground import AppProfile, PlaygroundServer, Setup

HELP = "C0HELP"
LIN = "U0DEV01"


class Page:
    """Calls the page's endpoints as one person."""

    def __init__(self, url: str, client: httpx.Client, user: str = LIN) -> None:
        self.url = url
        self.user = user
        self.client = client

    def other(self, user: str) -> "Page":
        return Page(self.url, self.client, user)

    def get(self, name: str, /, **query: str) -> Any:
        params = {"as": self.user, **query}
        return self.client.get(f"{self.url}/playground/{name}", params=params).json()

    def post(self, name: str, /, **body: Any) -> Any:
        given = {"as": self.user, **body}
        return self.client.post(f"{self.url}/playground/{name}", json=given).json()

    def upload(self, name: str, content: bytes) -> Any:
        url = f"{self.url}/playground/upload?as={self.user}"
        return self.client.post(url, files={"file": (name, content)}).json()

    def live(self, origin: Any = None) -> ClientConnection:
        address = self.url.replace("http", "ws", 1)
        live = f"{address}/playground/live?as={self.user}"
        return connect(live, proxy=None, origin=origin)


@pytest.fixture
def slack(shared_slack: PlaygroundServer) -> PlaygroundServer:
    """Return a workspace without a past."""
    shared_slack.reset()
    return shared_slack


@pytest.fixture(scope="module")
def browser() -> Iterator[httpx.Client]:
    # Nothing here is TLS; building a context of certificates takes longer than a test.
    with httpx.Client(trust_env=False, verify=False) as client:  # noqa: S501
        yield client


@pytest.fixture
def page(slack: PlaygroundServer, browser: httpx.Client) -> Page:
    return Page(slack.url, browser)


def test_the_state_shows_what_a_person_may_see(page: Page) -> None:
    state = page.get("state")
    assert state["ok"]
    assert state["team"]["name"] == "Brightwire Community"
    names = [(one["id"], one["kind"]) for one in state["channels"]]
    assert names == [("C0NIMBUS", "channel"), (HELP, "channel"), ("D0DEV01", "im")]
    assert (state["connected"], state["inspector"]) == (False, False)
    assert next(one for one in state["users"] if one["is_bot"])["id"] == "U0BOT01"
    assert state["bot"]["user_id"] == "U0BOT01"


def test_messages_are_written_changed_and_seen_live(page: Page) -> None:
    with page.live() as socket:
        root = page.post("message", channel=HELP, text="a < b")["message"]
        assert root["text"] == "a &lt; b"
        assert json.loads(socket.recv(2))["message"]["ts"] == root["ts"]
        page.post("message", channel=HELP, text="more", thread_ts=root["ts"])
        kinds = [json.loads(socket.recv(2))["type"] for _ in range(2)]
        assert kinds == ["message", "message_changed"]
        page.post("edit", channel=HELP, ts=root["ts"], text="c")
        page.post("react", channel=HELP, ts=root["ts"], name="eyes")
        changed = [json.loads(socket.recv(2))["message"] for _ in range(2)]
        assert changed[1]["reactions"][0]["users"] == [LIN]
        thread = page.get("thread", channel=HELP, ts=root["ts"])["messages"]
        assert [one["text"] for one in thread] == ["c", "more"]
        page.post("delete", channel=HELP, ts=thread[1]["ts"])
        gone = json.loads(socket.recv(2))
        assert (gone["type"], gone["thread_ts"]) == ("message_deleted", root["ts"])
    assert len(page.get("messages", channel=HELP)["messages"]) == 1
    sam = page.other("U0SUP01")
    refused = sam.post("edit", channel=HELP, ts=root["ts"], text="x")
    assert refused == {"ok": False, "error": "Only the author can change a message."}


def test_pushes_go_only_to_those_who_may_see(page: Page, slack: PlaygroundServer) -> None:
    client = WebClient("xoxb-playground", base_url=slack.api_url)
    with page.live() as socket:
        client.chat_postMessage(channel="C0STAFF", text="internal")
        client.chat_postEphemeral(channel=HELP, user="U0DEV02", text="for Maya")
        client.chat_postMessage(channel=HELP, text="public")
        assert json.loads(socket.recv(2))["message"]["text"] == "public"


def test_a_file_is_uploaded_shown_and_never_run(page: Page) -> None:
    file = page.upload("../a.html", b"<script>x</script>")["file"]
    assert (file["name"], file["size"]) == ("a.html", 18)
    message = page.post("message", channel=HELP, text="", files=[file["id"]])["message"]
    assert message["files"][0]["url_private"] == f"/playground/file/{file['id']}/a.html"
    answer = page.client.get(page.url + message["files"][0]["url_private"])
    assert answer.content == b"<script>x</script>"
    assert answer.headers["content-disposition"] == "attachment"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_modal_goes_round_over_http(
    page: Page, app: App, connect: Callable[[App], SocketModeHandler]
) -> None:
    label = {"type": "plain_text", "text": "T"}
    element = {"type": "plain_text_input", "action_id": "a"}
    blocks = [{"type": "input", "block_id": "b", "label": label, "element": element}]
    view = {"type": "modal", "callback_id": "cb", "title": label, "submit": label}

    @app.command("/ask")
    def ask(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view={**view, "blocks": blocks})

    @app.view("cb")
    def submitted(ack: Any, view: dict[str, Any]) -> None:
        text = view["state"]["values"]["b"]["a"]["value"]
        ack(response_action="errors", errors={"b": f"not {text}"})

    @app.event("app_home_opened")
    def home() -> None:
        return

    connect(app)
    with page.live() as socket:
        assert page.post("command", channel=HELP, command="/ask", text="") == {"ok": True}
        opened = json.loads(socket.recv(2))
    assert opened["type"] == "view_open"
    view_id = opened["view"]["id"]
    assert page.get("state")["views"][0]["id"] == view_id
    values = {"b": {"a": {"type": "plain_text_input", "value": "x"}}}
    answer = page.post("view_submit", view_id=view_id, values=values)
    assert answer == {"ok": True, "response_action": "errors", "errors": {"b": "not x"}}
    assert page.post("view_close", view_id=view_id) == {"ok": True}
    assert page.post("view_close", view_id=view_id)["ok"] is False
    assert page.post("home", tab="home") == {"ok": True, "view": None}


def test_a_button_is_pressed_over_http(page: Page, slack: PlaygroundServer) -> None:
    client = WebClient("xoxb-playground", base_url=slack.api_url)
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    posted = client.chat_postMessage(
        channel=HELP, text="x", blocks=[{"type": "actions", "block_id": "r", "elements": [button]}]
    )
    container = {"type": "message", "channel": HELP, "ts": posted["ts"]}
    action = {"type": "button", "block_id": "r", "action_id": "go"}
    answer = page.post("action", container=container, action=action)
    assert answer == {"ok": False, "error": "No bot is connected to this workspace."}


def test_what_cannot_be_done_is_said_in_a_sentence(page: Page) -> None:
    cases = [
        (page.post("message", channel="C0STAFF", text="x"), "You are not in this channel."),
        (page.post("message", channel="C0", text="x"), "There is no such channel."),
        (page.post("message", channel=HELP, text=" "), "A message needs some text or a file."),
        (page.post("message", text="x"), "The request needs “channel”."),
        (page.post("edit", channel=HELP, ts="1.0", text="x"), "There is no such message."),
        (page.get("messages", channel="C0STAFF"), "You are not in this channel."),
        (page.other("U0NOBODY").get("state"), "There is no such person."),
    ]
    assert [answer["error"] for answer, _ in cases] == [sentence for _, sentence in cases]
    bot = page.other("U0BOT01").post("message", channel=HELP, text="x")
    assert "through its API" in bot["error"]


def test_other_web_sites_are_kept_out(page: Page) -> None:
    evil = {"Origin": "https://evil.example"}
    body = {"as": LIN, "channel": HELP, "text": "x"}
    message = f"{page.url}/playground/message"
    assert page.client.post(message, json=body, headers=evil).status_code == 403
    form = {"token": "xoxb-playground", "channel": HELP, "text": "x"}
    call = f"{page.url}/api/chat.postMessage"
    assert page.client.post(call, data=form, headers=evil).status_code == 403
    rebound = page.client.get(f"{page.url}/playground/state", headers={"Host": "evil.example"})
    assert rebound.status_code == 403
    index = page.client.get(page.url)
    assert "default-src 'self'" in index.headers["content-security-policy"]
    assert page.get("messages", channel=HELP)["messages"] == []
    with pytest.raises(InvalidStatus):
        page.live(origin="https://evil.example")


def test_the_inspector_and_the_profile_reach_the_page(
    tmp_path: Path, browser: httpx.Client
) -> None:
    entry = {"at": "10:00", "kind": "decision", "title": "Answered", "detail": "score 0.9"}
    setup = Setup(
        profile=AppProfile(prompts=({"title": "t", "message": "m"},)),
        inspector=lambda channel, ts: [{**entry, "data": {"channel": channel, "ts": ts}}],
    )
    with PlaygroundServer(setup=setup, folder=tmp_path) as server:
        page = Page(server.url, browser)
        assert page.get("state")["inspector"] is True
        assert page.get("state")["bot"]["suggested_prompts"] == [{"title": "t", "message": "m"}]
        entries = page.get("inspect", channel=HELP, ts="1.0")["entries"]
        assert entries[0]["data"] == {"channel": HELP, "ts": "1.0"}
        page.post("message", channel=HELP, text="kept")
        port = server.port
    with PlaygroundServer(port=port, folder=tmp_path) as server:
        page = Page(server.url, browser)
        assert page.get("messages", channel=HELP)["messages"][0]["text"] == "kept"
        page.post("reset")
        assert page.get("messages", channel=HELP)["messages"] == []


def test_faults_are_ordered_over_http(page: Page, slack: PlaygroundServer) -> None:
    ordered = page.post("fault", method="auth.test", kind="server_error", times=2, ack_delay=1)
    assert ordered == {"ok": True}
    taken = slack.faults.take("auth.test")
    assert taken
    assert taken.kind == "server_error"
    assert slack.faults.ack_delay == 1
    for order in ({"clear": True}, {"sockets": "refresh"}, {"sockets": "drop"}):
        assert page.post("fault", **order) == {"ok": True}
    assert slack.faults.take("auth.test") is None
    assert page.post("fault", method="x", kind="sulk")["ok"] is False
    assert page.post("fault", method="x")["ok"] is False


def test_permalinks_lead_to_the_page(slack: PlaygroundServer, browser: httpx.Client) -> None:
    client = WebClient("xoxb-playground", base_url=slack.api_url)
    ts = client.chat_postMessage(channel=HELP, text="x")["ts"]
    link = str(client.chat_getPermalink(channel=HELP, message_ts=ts)["permalink"])
    assert browser.get(link).headers["location"] == f"/#{HELP}/{ts}"
