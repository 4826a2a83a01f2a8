"""A real Bolt app in Socket Mode: events, retries, interactions, commands."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground import PlaygroundServer, Visitor
from bot.playground.shapes import SlackRefusalError, VisitorError

HELP = "C0HELP"
Connect = Callable[[App], SocketModeHandler]


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def button(action_id: str, value: str = "1") -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("Go"), "value": value}


def row(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "actions", "block_id": "row", "elements": list(elements)}]


def field(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("L"),
        "element": {"action_id": "a", **element},
        **more,
    }


def modal(callback_id: str, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [field("b", {"type": "plain_text_input"})]
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain("T"),
        "submit": plain("S"),
        "blocks": shown,
        **more,
    }


@pytest.fixture
def heard(app: App) -> list[dict[str, Any]]:
    """Return every event body the app gets, with the headers of a retry."""
    bodies: list[dict[str, Any]] = []

    @app.middleware
    def listen(body: dict[str, Any], request: Any, next: Callable[[], None]) -> None:  # noqa: A002
        bodies.append({**body, "retry": request.headers.get("x-slack-retry-num", ["0"])[0]})
        next()

    @app.event("message")
    @app.event("app_mention")
    @app.event("app_home_opened")
    @app.event("reaction_added")
    def accept() -> None:
        return

    return bodies


def test_a_mention_is_told_twice_and_the_bots_own_words_come_back(
    slack: PlaygroundServer, app: App, connect: Connect, lin: Visitor, heard: list[dict[str, Any]]
) -> None:
    connect(app)
    said = lin.say(HELP, "<@U0BOT01> 1109 < 1110?")
    lin.wait_for(lambda: len(heard) == 2)
    kinds = {one["event"]["type"]: one for one in heard}
    assert set(kinds) == {"message", "app_mention"}
    first, second = kinds["message"], kinds["app_mention"]
    assert first["event"]["ts"] == second["event"]["ts"] == said["ts"]
    assert first["event_id"] != second["event_id"]
    assert first["event"]["text"] == "<@U0BOT01> 1109 &lt; 1110?"
    assert first["event"]["channel_type"] == "channel"
    assert first["event"]["client_msg_id"]
    assert first["authorizations"][0]["user_id"] == "U0BOT01"
    app.client.chat_postMessage(channel=HELP, text="own")
    # Bolt swallows its own words; that they were sent shows in the deliveries.
    lin.wait_for(lambda: len(slack.engine.delivery.history) == 3)


def test_edits_removals_files_and_direct_messages(
    app: App, connect: Connect, lin: Visitor, heard: list[dict[str, Any]]
) -> None:
    connect(app)
    said = lin.say(HELP, "one")
    lin.edit(HELP, said["ts"], "two")
    lin.delete(HELP, said["ts"])
    lin.say(lin.direct, "", files=[lin.upload("a.log", b"log")])
    lin.open_home("messages")
    lin.wait_for(lambda: len(heard) == 5)
    by_subtype = {one["event"].get("subtype", one["event"]["type"]): one["event"] for one in heard}
    changed = by_subtype["message_changed"]
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("two", "one")
    assert by_subtype["message_deleted"]["deleted_ts"] == said["ts"]
    shared = by_subtype["file_share"]
    assert (shared["channel_type"], shared["files"][0]["name"]) == ("im", "a.log")
    assert by_subtype["app_home_opened"]["tab"] == "messages"
    assert by_subtype["app_home_opened"]["channel"] == "D0DEV01"


def test_events_without_a_bot_wait_and_come_as_retries(
    slack: PlaygroundServer,
    app: App,
    connect: Connect,
    lin: Visitor,
    heard: list[dict[str, Any]],
) -> None:
    slack.engine.delivery.retry_schedule = (0, 5, 5)
    lin.say(HELP, "first")
    lin.say(HELP, "second")
    assert heard == []
    connect(app)
    lin.wait_for(lambda: len(heard) == 2)
    assert [(one["event"]["text"], one["retry"]) for one in heard] == [
        ("first", "1"),
        ("second", "1"),
    ]


def test_what_is_not_acknowledged_is_sent_again(
    slack: PlaygroundServer,
    app: App,
    connect: Connect,
    lin: Visitor,
    heard: list[dict[str, Any]],
) -> None:
    slack.engine.delivery.ack_seconds = 0.1
    slack.faults.ack_delay = 0.2
    connect(app)
    lin.say(HELP, "slow")
    lin.wait_for(lambda: len(heard) == 2)
    slack.faults.ack_delay = 0
    lin.wait_for(lambda: slack.engine.delivery.history[-1].outcome == "acknowledged")
    assert heard[0]["event_id"] == heard[1]["event_id"]
    assert [one["retry"] for one in heard[:2]] == ["0", "1"]
    assert slack.engine.delivery.history[0].outcome == "timeout"


def test_an_event_is_given_up_after_the_schedule(slack: PlaygroundServer, lin: Visitor) -> None:
    lin.say(HELP, "nobody")
    lin.wait_for(lambda: slack.engine.delivery.pending == 0)
    assert slack.engine.delivery.history[-1].outcome == "connection_failed"


def test_sockets_are_refreshed_and_dropped_without_loss(
    slack: PlaygroundServer,
    app: App,
    connect: Connect,
    lin: Visitor,
    heard: list[dict[str, Any]],
) -> None:
    slack.engine.delivery.retry_schedule = (0, 5, 5)
    connect(app)

    def wait_for_text(text: str) -> None:
        lin.wait_for(lambda: [one for one in heard if one["event"]["text"] == text])

    for number, disturb in enumerate((slack.refresh_sockets, slack.drop_sockets)):
        disturb()
        lin.say(HELP, str(number))
        wait_for_text(str(number))
    assert slack.engine.connected


def test_several_connections_share_the_envelopes(
    slack: PlaygroundServer, client: WebClient, connect: Connect, lin: Visitor
) -> None:
    counts = [0, 0]

    def counting(index: int) -> App:
        app = App(client=client)

        @app.event("message")
        def count() -> None:
            counts[index] += 1

        return app

    connect(counting(0))
    connect(counting(1))
    assert slack.engine.sockets.connections == 2
    for number in range(4):
        lin.say(HELP, str(number))
    lin.wait_for(lambda: sum(counts) == 4)
    assert counts == [2, 2]


def test_a_ticket_opens_one_connection(slack: PlaygroundServer) -> None:
    taken = slack.engine.sockets.issue_ticket()
    assert taken != slack.engine.sockets.issue_ticket()
    app_client = WebClient("xapp-playground", base_url=slack.api_url)
    assert app_client.apps_connections_open(app_token="xapp-playground")["url"].startswith("ws://")


def test_buttons_know_their_message_and_answer_at_the_response_url(
    app: App, connect: Connect, lin: Visitor, client: WebClient
) -> None:
    bodies: list[dict[str, Any]] = []

    @app.action("solved")
    def solved(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        bodies.append(body)
        respond(text="Solved.", replace_original=True)

    @app.action("whisper")
    def whisper(ack: Any, respond: Any) -> None:
        ack()
        respond(text="psst", blocks=row(button("gone")))

    @app.action("gone")
    def gone(ack: Any, respond: Any) -> None:
        ack()
        respond(delete_original=True)

    connect(app)
    root = client.chat_postMessage(channel=HELP, text="root")["ts"]
    buttons = row(button("solved", "q1"), button("whisper"))
    client.chat_postMessage(channel=HELP, text="answer", thread_ts=root, blocks=buttons)
    answer = lin.replies(HELP, root)[0]
    lin.press(answer, "whisper")
    secret = lin.wait_for(lambda: lin.pushes("ephemeral"))[0]["message"]
    assert (secret["text"], secret["thread_ts"]) == ("psst", root)
    lin.press(secret, "gone")
    lin.wait_for(lambda: lin.pushes("message_deleted"))
    lin.press(answer, "solved")
    lin.wait_for_reply(HELP, root, "Solved.")
    body = bodies[0]
    assert body["actions"][0]["value"] == "q1"
    assert body["container"]["thread_ts"] == root
    assert body["message"]["text"] == "answer"
    assert body["user"]["id"] == "U0DEV01"
    assert "blocks" not in lin.replies(HELP, root)[0]
    with pytest.raises(VisitorError, match="no longer there"):
        lin.press({**lin.replies(HELP, root)[0], "blocks": answer["blocks"]}, "solved")


def test_feedback_and_menus_send_the_choice(
    app: App, connect: Connect, lin: Visitor, client: WebClient
) -> None:
    seen: list[dict[str, Any]] = []

    @app.action("feedback")
    @app.action("menu")
    def note(ack: Any, action: dict[str, Any]) -> None:
        ack()
        seen.append(action)

    connect(app)
    options = [{"text": plain(one), "value": one} for one in "ab"]
    feedback = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": plain("Good"), "value": "good"},
        "negative_button": {"text": plain("Bad"), "value": "bad"},
    }
    blocks = [
        {"type": "context_actions", "elements": [feedback]},
        *row({"type": "static_select", "action_id": "menu", "options": options}),
    ]
    client.chat_postMessage(channel=HELP, text="x", blocks=blocks)
    message = lin.messages(HELP)[0]
    lin.press(message, "feedback", value="bad")
    lin.press(message, "menu", selected_option=options[1])
    lin.wait_for(lambda: len(seen) == 2)
    assert seen[0]["value"] == "bad"
    assert seen[1]["selected_option"]["value"] == "b"


def test_a_form_is_refused_corrected_replaced_and_closed(
    slack: PlaygroundServer, app: App, connect: Connect, lin: Visitor
) -> None:
    states: list[dict[str, Any]] = []

    @app.shortcut("ask")
    def ask(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        files = field("f", {"type": "file_input"}, optional=True)
        text = field("b", {"type": "plain_text_input"})
        opened = client.views_open(trigger_id=body["trigger_id"], view=modal("ask", text, files))
        client.views_update(view_id=opened["view"]["id"], view=modal("ask", text, files))

    @app.view("ask")
    def submitted(ack: Any, view: dict[str, Any]) -> None:
        states.append(view["state"]["values"])
        text = view["state"]["values"]["b"]["a"]["value"]
        if text == "wrong":
            ack(response_action="errors", errors={"b": "No such version."})
        elif text == "push":
            ack(response_action="push", view=modal("ask"))
        elif text == "update":
            ack(response_action="update", view=modal("ask"))
        elif text == "clear":
            ack(response_action="clear")
        elif text == "bad":
            ack(response_action="update", view=modal("ask", title=plain("x" * 25)))
        else:
            ack()

    connect(app)
    lin.shortcut("ask")
    lin.wait_for(lambda: lin.pushes("view_update"))
    view = lin.views()[0]

    def submit(text: str, **more: Any) -> dict[str, Any]:
        return lin.submit(lin.views()[-1], {"b": {"a": {"value": text}}, **more})

    assert lin.submit(view, {})["errors"] == {"b": "Please complete this required field."}
    file_id = lin.upload("a.log", b"log")
    answer = submit("wrong", f={"a": {"files": [file_id]}})
    assert answer == {"response_action": "errors", "errors": {"b": "No such version."}}
    assert states[0]["f"]["a"]["files"][0]["name"] == "a.log"
    with pytest.raises(VisitorError, match="a view that Slack refuses"):
        submit("bad")
    assert submit("update")["view"]["id"] == view["id"]
    assert submit("push")["response_action"] == "push"
    assert len(lin.views()) == 2
    assert lin.views()[1]["previous_view_id"] == view["id"]
    assert submit("done") == {}
    assert len(lin.views()) == 1
    submit("push")
    assert submit("clear") == {"response_action": "clear"}
    assert lin.views() == []
    with pytest.raises(VisitorError, match="no longer open"):
        lin.submit(view, {})
    assert slack.engine.modals.stack("U0DEV01") == []


def test_views_stack_three_high_and_guard_against_races(
    app: App, connect: Connect, lin: Visitor, client: WebClient
) -> None:
    errors: list[str] = []
    opener = row(button("more"))[0]

    @app.action("start")
    def start(ack: Any, body: dict[str, Any]) -> None:
        ack()
        trigger = body["trigger_id"]
        client.views_open(trigger_id=trigger, view=modal("m", opener, external_id="one"))
        with pytest.raises(SlackApiError) as caught:
            client.views_open(trigger_id=trigger, view=modal("m", opener))
        errors.append(caught.value.response["error"])

    @app.action("more")
    def more(ack: Any, body: dict[str, Any]) -> None:
        ack()
        try:
            client.views_push(trigger_id=body["trigger_id"], view=modal("m", opener))
        except SlackApiError as error:
            errors.append(error.response["error"])

    closed: list[dict[str, Any]] = []

    @app.view_closed("quiet")
    def quiet(ack: Any, body: dict[str, Any]) -> None:
        ack()
        closed.append(body)

    connect(app)
    client.chat_postMessage(channel=HELP, text="x", blocks=row(button("start")))
    lin.press(lin.messages(HELP)[0], "start")
    lin.wait_for(lambda: errors == ["exchanged_trigger_id"])
    lin.press_in_view(lin.views()[-1], "more")
    lin.wait_for(lambda: len(lin.views()) == 2)
    lin.press_in_view(lin.views()[-1], "more")
    lin.wait_for(lambda: len(lin.views()) == 3)
    lin.press_in_view(lin.views()[-1], "more")
    lin.wait_for(lambda: errors[-1] == "push_limit_reached")
    first = lin.views()[0]
    stale = first["hash"]
    fresh = modal("m", opener, external_id="one")
    client.views_update(external_id="one", view=fresh, hash=stale)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(external_id="one", view=fresh, hash=stale)
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id="V0", view=fresh)
    top = lin.views()[-1]
    client.views_update(view_id=top["id"], view=modal("quiet", opener, notify_on_close=True))
    lin.close(top)
    lin.wait_for(lambda: closed)
    assert (closed[0]["is_cleared"], closed[0]["view"]["id"]) == (False, top["id"])
    assert len(lin.views()) == 2


def test_message_shortcuts_and_homes(
    app: App, connect: Connect, lin: Visitor, client: WebClient
) -> None:
    seen: list[dict[str, Any]] = []

    @app.shortcut("open_ticket")
    def ticket(ack: Any, body: dict[str, Any]) -> None:
        ack()
        seen.append(body)

    @app.event("app_home_opened")
    def home(event: dict[str, Any]) -> None:
        if event["tab"] == "home":
            view = {"type": "home", "blocks": row(button("claim", "DS-1"))}
            client.views_publish(user_id=event["user"], view=view)

    @app.action("claim")
    def claim(ack: Any, body: dict[str, Any]) -> None:
        ack()
        seen.append(body)

    connect(app)
    said = lin.say(HELP, "broken")
    lin.shortcut("open_ticket", {**said, "channel": HELP})
    assert (seen[0]["type"], seen[0]["message"]["text"]) == ("message_action", "broken")
    assert lin.open_home() is None
    published = lin.wait_for(lin.home)
    lin.press_in_view(published, "claim")
    assert seen[1]["view"]["id"] == published["id"]
    assert seen[1]["container"] == {"type": "view", "view_id": published["id"]}


def test_slash_commands(app: App, connect: Connect, lin: Visitor) -> None:
    @app.command("/desk")
    def desk(ack: Any, command: dict[str, Any], respond: Any) -> None:
        if command["text"] == "public":
            ack(text="for all", response_type="in_channel")
        elif command["text"] == "later":
            ack()
            respond("afterwards")
        elif command["text"] == "slow":
            time.sleep(1.2)
            ack()
        else:
            ack(f"for you: {command['channel_name']}")

    lin.command(HELP, "/desk", "nobody there")
    assert "dispatch_failed" in lin.pushes("ephemeral")[-1]["message"]["text"]
    connect(app)
    lin.command(HELP, "/desk")
    assert lin.pushes("ephemeral")[-1]["message"]["text"] == "for you: sdk-help"
    lin.command(HELP, "/desk", "public")
    assert lin.messages(HELP)[-1]["text"] == "for all"
    lin.command(HELP, "/desk", "later")
    lin.wait_for(lambda: lin.pushes("ephemeral")[-1]["message"]["text"] == "afterwards")
    lin.command(HELP, "/desk", "slow")
    assert "operation_timeout" in lin.pushes("ephemeral")[-1]["message"]["text"]


def test_a_silent_or_absent_bot_is_said(
    slack: PlaygroundServer, app: App, connect: Connect, lin: Visitor
) -> None:
    with pytest.raises(VisitorError, match="No bot is connected"):
        lin.shortcut("nobody")
    slack.engine.delivery.ack_seconds = 0.1
    done = threading.Event()

    @app.shortcut("slow")
    def slow(ack: Any) -> None:
        done.wait(0.3)
        ack()

    connect(app)
    with pytest.raises(VisitorError, match="did not answer"):
        lin.shortcut("slow")
    with pytest.raises(SlackRefusalError, match="not_in_channel"):
        lin.say("C0STAFF", "let me in")
