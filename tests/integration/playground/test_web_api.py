"""The Web API against the real clients of slack_sdk."""

import asyncio
import json
import time
import urllib.error
import urllib.request
from http.client import RemoteDisconnected
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.models.messages.chunk import MarkdownTextChunk, PlanUpdateChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import AppProfile, PlaygroundServer, Setup, Visitor

HELP = "C0HELP"


@pytest.fixture
def slack(shared_slack: PlaygroundServer) -> PlaygroundServer:
    """Return a workspace without a past."""
    shared_slack.reset()
    return shared_slack


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def fails(error: str) -> Any:
    return pytest.raises(SlackApiError, match=f"'error': '{error}'")


def get(url: str, token: str = "") -> tuple[int, bytes, str]:
    request = urllib.request.Request(url)  # noqa: S310 - the address of our own server
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
        return response.status, response.read(), response.headers.get_content_type()


def test_auth(slack: PlaygroundServer, client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"]) == ("U0BOT01", "B0DOOR01")
    assert "chat:write" in str(answer.headers["x-oauth-scopes"])
    with fails("invalid_auth"):
        WebClient("xoxb-other", base_url=slack.api_url).auth_test()
    with fails("not_authed"):
        WebClient(base_url=slack.api_url).auth_test()
    with fails("not_allowed_token_type"):
        WebClient("xapp-playground", base_url=slack.api_url).auth_test()
    with fails("unknown_method"):
        client.api_call("chat.shout")


def test_messages_are_posted_changed_and_removed(client: WebClient) -> None:
    root = client.chat_postMessage(channel=HELP, text="one", blocks=[section("one")])
    ts = root["ts"]
    assert root["message"]["blocks"][0]["block_id"]
    reply = client.chat_postMessage(
        channel="#sdk-help",
        markdown_text="**two**",
        thread_ts=ts,
        metadata={"event_type": "answer", "event_payload": {"id": "q1"}},
    )
    client.chat_update(channel=HELP, ts=ts, text="uno", blocks=[section("uno")])
    thread = client.conversations_replies(channel=HELP, ts=ts)["messages"]
    assert [one["text"] for one in thread] == ["uno", "**two**"]
    assert thread[0]["edited"]["user"] == "U0BOT01"
    assert "metadata" not in thread[1]
    full = client.conversations_replies(channel=HELP, ts=ts, include_all_metadata=True)
    assert full["messages"][1]["metadata"]["event_payload"] == {"id": "q1"}
    link = client.chat_getPermalink(channel=HELP, message_ts=reply["ts"])["permalink"]
    assert f"thread_ts={ts}" in link
    client.chat_delete(channel=HELP, ts=reply["ts"])
    assert client.conversations_history(channel=HELP)["messages"][0].get("reply_count") is None


def test_an_update_keeps_what_it_does_not_name(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=HELP, text="one", blocks=[section("one")])["ts"]
    kept = client.chat_update(channel=HELP, ts=ts, text="two")["message"]
    assert kept["blocks"][0]["text"]["text"] == "one"
    bare = client.chat_update(channel=HELP, ts=ts, text="two", blocks=[])["message"]
    assert "blocks" not in bare


def test_refusals_have_slacks_names(slack: PlaygroundServer, client: WebClient) -> None:
    lin = slack.visitor("U0DEV01")
    theirs = lin.say(HELP, "mine")["ts"]
    with fails("channel_not_found"):
        client.chat_postMessage(channel="C0NOWHERE", text="x")
    with fails("no_text"):
        client.api_call("chat.postMessage", json={"channel": HELP, "blocks": []})
    with fails("cant_update_message"):
        client.chat_update(channel=HELP, ts=theirs, text="x")
    with fails("cant_delete_message"):
        client.chat_delete(channel=HELP, ts=theirs)
    with fails("message_not_found"):
        client.chat_update(channel=HELP, ts="1.0", text="x")
    with fails("thread_not_found"):
        client.conversations_replies(channel=HELP, ts="1.0")
    with fails("user_not_in_channel"):
        client.chat_postEphemeral(channel="C0STAFF", user="U0DEV01", text="x")
    with fails("invalid_blocks_format"):
        client.chat_postMessage(channel=HELP, blocks="[{", text="x")
    with fails("msg_too_long"):
        ts = client.chat_postMessage(channel=HELP, text="x")["ts"]
        client.chat_update(channel=HELP, ts=ts, text="x" * 4001)
    with fails("invalid_arguments"):
        client.api_call("chat.postMessage", json={"text": "x"})


def test_invalid_blocks_say_where(client: WebClient) -> None:
    with fails("invalid_blocks") as caught:
        client.chat_postMessage(channel=HELP, text="x", blocks=[section("x" * 3001)])
    messages = caught.value.response["response_metadata"]["messages"]
    assert messages == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_every_encoding_is_understood(slack: PlaygroundServer) -> None:
    blocks = json.dumps([section("x")])
    form = {"token": "xoxb-playground", "channel": HELP, "text": "x", "blocks": blocks}
    url = f"{slack.api_url}chat.postMessage"
    for body in (None, urlencode(form).encode()):
        address = url if body else f"{url}?{urlencode(form)}"
        with urllib.request.urlopen(address, data=body, timeout=5) as response:  # noqa: S310
            assert json.load(response)["message"]["blocks"][0]["type"] == "section"


def test_the_async_client_reads_with_get(slack: PlaygroundServer) -> None:
    async def talk() -> None:
        client = AsyncWebClient("xoxb-playground", base_url=slack.api_url)
        posted = await client.chat_postMessage(channel=HELP, text="x", blocks=[section("x")])
        found = await client.conversations_replies(channel=HELP, ts=str(posted["ts"]), limit=5)
        assert [one["text"] for one in found["messages"]] == ["x"]
        user = await client.users_info(user="U0DEV01", include_locale=True)
        assert user["user"]["locale"] == "zh-CN"
        uploaded = await client.files_upload_v2(content="log", filename="a.log", channel=HELP)
        assert uploaded["file"]["name"] == "a.log"
        with fails("users_not_found"):
            await client.users_lookupByEmail(email="nobody@x.example")

    asyncio.run(talk())


def test_history_pages(client: WebClient) -> None:
    for number in range(5):
        client.chat_postMessage(channel=HELP, text=str(number))
    seen: list[str] = []
    for page in client.conversations_history(channel=HELP, limit=2):
        seen += [one["text"] for one in page["messages"]]
    assert seen == ["4", "3", "2", "1", "0"]
    middle = client.conversations_history(channel=HELP)["messages"][2]["ts"]
    newer = client.conversations_history(channel=HELP, oldest=middle)["messages"]
    assert [one["text"] for one in newer] == ["4", "3"]
    closed = client.conversations_history(channel=HELP, oldest=middle, inclusive=True)["messages"]
    assert len(closed) == 3
    with fails("invalid_cursor"):
        client.conversations_history(channel=HELP, cursor="?")


def test_people_and_places(client: WebClient) -> None:
    assert client.users_info(user="U0SUP01")["user"]["profile"]["email"].startswith("sam")
    assert len(client.users_list()["members"]) == 7
    assert client.users_lookupByEmail(email="priya.nair@brightwire.example")["user"]["id"]
    assert client.conversations_open(users="U0DEV01")["channel"]["id"] == "D0DEV01"
    assert client.conversations_info(channel="D0DEV01")["channel"]["is_im"]
    assert client.conversations_info(channel="C0STAFF")["channel"]["is_private"]
    assert "U0BOT01" in client.conversations_members(channel=HELP)["members"]
    kinds = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert len(kinds) == 5
    groups = client.usergroups_list(include_users=True)["usergroups"]
    assert {one["id"] for one in groups} == {"S0SUPPORT", "S0DOCS", "S0MGR"}
    found = client.usergroups_users_list(usergroup="S0SUPPORT")["users"]
    assert found == ["U0SUP01", "U0SUP02", "U0MGR01"]
    assert client.team_info()["team"]["id"] == "T0DOOR01"
    assert client.bots_info(bot="B0DOOR01")["bot"]["user_id"] == "U0BOT01"
    assert client.api_test()["ok"]


def test_reactions(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=HELP, text="x")["ts"]
    client.reactions_add(channel=HELP, timestamp=ts, name="eyes")
    with fails("already_reacted"):
        client.reactions_add(channel=HELP, timestamp=ts, name="eyes")
    found = client.reactions_get(channel=HELP, timestamp=ts)["message"]["reactions"]
    assert found == [{"name": "eyes", "users": ["U0BOT01"], "count": 1}]
    client.reactions_remove(channel=HELP, timestamp=ts, name="eyes")


def test_files_come_and_go(client: WebClient, lin: Visitor) -> None:
    root = lin.say(HELP, "log?")
    answer = client.files_upload_v2(
        content="line one", filename="a.log", channel=HELP, thread_ts=root["ts"], title="Log"
    )
    file = answer["file"]
    assert (file["mimetype"], file["title"], file["size"]) == ("text/plain", "Log", 8)
    reply = lin.replies(HELP, root["ts"])[0]
    assert reply["files"][0]["id"] == file["id"]
    assert client.files_info(file=file["id"])["file"]["name"] == "a.log"
    for url in (file["url_private"], file["url_private_download"]):
        assert get(url, "xoxb-playground") == (200, b"line one", "text/plain")
    # Without the token Slack answers 200 with a sign-in page.
    status, _, kind = get(file["url_private"])
    assert (status, kind) == (200, "text/html")


def test_a_stream_grows_and_settles(client: WebClient, lin: Visitor) -> None:
    root = lin.say(HELP, "q")
    stream = client.chat_stream(
        channel=HELP,
        thread_ts=root["ts"],
        recipient_user_id="U0DEV01",
        recipient_team_id="T0NIMBUS",
        task_display_mode="plan",
        buffer_size=1,
    )
    stream.append(markdown_text="One ")
    growing = lin.replies(HELP, root["ts"])[0]
    assert (growing["text"], growing["streaming"]) == ("One ", True)
    with fails("streaming_state_conflict"):
        client.chat_update(channel=HELP, ts=growing["ts"], text="x")
    stream.append(
        chunks=[
            PlanUpdateChunk(title="Look it up"),
            TaskUpdateChunk(id="1", title="Search", status="in_progress", details="a"),
            TaskUpdateChunk(id="1", title="Search", status="complete", details="b"),
            MarkdownTextChunk(text="two"),
        ]
    )
    stream.stop(blocks=[section("sources")], metadata={"event_type": "t", "event_payload": {}})
    settled = lin.replies(HELP, root["ts"])[0]
    assert settled["text"] == "One two"
    assert "streaming" not in settled
    assert [one["type"] for one in settled["blocks"]] == ["plan", "markdown", "section"]
    plan = settled["blocks"][0]
    assert (plan["title"], plan["tasks"][0]["status"]) == ("Look it up", "complete")
    assert plan["tasks"][0]["details"]["elements"][0]["elements"][0]["text"] == "ab"
    with fails("message_not_in_streaming_state"):
        client.chat_appendStream(channel=HELP, ts=settled["ts"], markdown_text="x")


def test_a_stream_has_limits() -> None:
    now = [time.time()]
    with PlaygroundServer(setup=Setup(clock=lambda: now[0])) as slack:
        client = WebClient("xoxb-playground", base_url=slack.api_url)
        root = slack.visitor("U0DEV01").say(HELP, "q")["ts"]
        with fails("missing_recipient_user_id"):
            client.chat_startStream(channel=HELP, thread_ts=root)
        with fails("missing_recipient_team_id"):
            client.chat_startStream(channel=HELP, thread_ts=root, recipient_user_id="U0DEV01")
        direct = slack.visitor("U0DEV01").say("D0DEV01", "q")["ts"]
        ts = client.chat_startStream(channel="D0DEV01", thread_ts=direct)["ts"]
        client.chat_appendStream(channel="D0DEV01", ts=ts, markdown_text="x" * 12_000)
        with fails("msg_too_long"):
            client.chat_appendStream(channel="D0DEV01", ts=ts, markdown_text="x")
        now[0] += 301
        with fails("message_not_in_streaming_state"):
            client.chat_stopStream(channel="D0DEV01", ts=ts)
        client.chat_update(channel="D0DEV01", ts=ts, text="rolled over")


def test_the_assistants_signs_of_life(client: WebClient, lin: Visitor) -> None:
    root = lin.say(lin.direct, "q")["ts"]
    client.assistant_threads_setStatus(
        channel_id=lin.direct, thread_ts=root, status="is reading", loading_messages=["a", "b"]
    )
    client.chat_postMessage(channel=lin.direct, thread_ts=root, text="done")
    assert [one["status"] for one in lin.pushes("status")] == ["is reading", ""]
    prompts = [{"title": "t", "message": "m"}]
    client.assistant_threads_setSuggestedPrompts(channel_id=lin.direct, prompts=prompts, title="T")
    assert lin.pushes("prompts")[0]["prompts"] == prompts
    client.assistant_threads_setTitle(channel_id=lin.direct, thread_ts=root, title="Token")
    with fails("invalid_arguments"):
        client.assistant_threads_setStatus(
            channel_id=lin.direct, thread_ts=root, status="x", loading_messages=["x"] * 11
        )
    with fails("invalid_thread_ts"):
        client.assistant_threads_setStatus(channel_id=lin.direct, thread_ts="1.0", status="x")


def test_an_ephemeral_message_reaches_one_person(client: WebClient, lin: Visitor) -> None:
    client.chat_postEphemeral(channel=HELP, user="U0DEV01", text="psst")
    assert lin.pushes("ephemeral")[0]["message"]["text"] == "psst"
    assert lin.messages(HELP) == []


def test_homes_are_published_with_a_hash(client: WebClient, lin: Visitor) -> None:
    view: dict[str, Any] = {"type": "home", "blocks": [section("queue")]}
    first = client.views_publish(user_id="U0DEV01", view=view)["view"]
    home = lin.home()
    assert home
    assert home["id"] == first["id"]
    client.views_publish(user_id="U0DEV01", view=view, hash=first["hash"])
    with fails("hash_conflict"):
        client.views_publish(user_id="U0DEV01", view=view, hash=first["hash"])


def test_a_token_without_the_scope_is_refused() -> None:
    profile = AppProfile(scopes=("chat:write",))
    with PlaygroundServer(setup=Setup(profile=profile)) as slack:
        client = WebClient("xoxb-playground", base_url=slack.api_url)
        client.chat_postMessage(channel=HELP, text="x")
        with fails("missing_scope") as caught:
            client.users_list()
        assert caught.value.response["needed"] == "users:read"


def test_ordered_faults(slack: PlaygroundServer, client: WebClient, lin: Visitor) -> None:
    client.retry_handlers = []
    slack.faults.add("chat.postMessage", "ratelimited", seconds=3)
    with fails("ratelimited") as caught:
        client.chat_postMessage(channel=HELP, text="x")
    assert caught.value.response.headers["retry-after"] == "3"
    slack.faults.add("chat.postMessage", "server_error")
    with pytest.raises(SlackApiError, match="Internal Server Error"):
        client.chat_postMessage(channel=HELP, text="x")
    slack.faults.add("chat.postMessage", "drop_before")
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        client.chat_postMessage(channel=HELP, text="x")
    assert lin.messages(HELP) == []
    slack.faults.add("chat.postMessage", "drop")
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        client.chat_postMessage(channel=HELP, text="posted all the same")
    assert [one["text"] for one in lin.messages(HELP)] == ["posted all the same"]
    slack.faults.add("chat.postMessage", "hang", seconds=30)
    impatient = WebClient("xoxb-playground", base_url=slack.api_url, timeout=1)
    impatient.timeout = 0.05  # type: ignore[assignment]
    impatient.retry_handlers = []
    with pytest.raises(TimeoutError):
        impatient.chat_postMessage(channel=HELP, text="late")


def test_the_rate_of_one_post_a_second_can_be_switched_on() -> None:
    with PlaygroundServer(setup=Setup(post_interval=1.0)) as slack:
        client = WebClient("xoxb-playground", base_url=slack.api_url)
        client.chat_postMessage(channel=HELP, text="x")
        with fails("ratelimited"):
            client.chat_postMessage(channel=HELP, text="y")
        client.chat_postMessage(channel="C0PAPER", text="elsewhere")


def test_a_taken_port_is_said_at_once(slack: PlaygroundServer) -> None:
    with pytest.raises(OSError, match="in use"):
        PlaygroundServer(port=slack.port)
    idle = PlaygroundServer()
    with pytest.raises(RuntimeError, match="not started"):
        _ = idle.engine
    idle.stop()
