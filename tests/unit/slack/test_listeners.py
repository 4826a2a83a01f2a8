"""Slack's requests through the real Bolt app: stored and answered, without a network."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from slack_bolt import App, BoltRequest, BoltResponse
from structlog.testing import capture_logs

from bot.slack.app import build_app, open_client
from bot.slack.listeners.context import Context
from bot.slack.views import forms, staff_forms, visits
from bot.storage.tables import metadata
from bot.support.inbound import (
    AnyInbound,
    Button,
    MessageReceived,
    ReplySubmitted,
    ResolutionSubmitted,
    TicketSubmitted,
    VisitSubmitted,
)
from bot.support.models import Place, Setting, Severity, TicketFields, TicketStatus
from tests.desk_stage import QUESTION, Stage, fresh_database
from tests.fakes import HELP, INES, KENJI, LIN, MEI, NIMBUS, OMAR, STAFF, STRANGER, Post
from tests.visit_stage import INTEGRATION, Visits

BOT = "U0BOT01"


Call = tuple[str, dict[str, Any]]


class AgreeingSlack(ThreadingHTTPServer):
    """A Web API on loopback that notes each call and answers `ok`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.calls: list[Call] = []
        self.member = True  # whether the bot is in the channels


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        given: dict[str, Any] = (
            json.loads(raw)
            if "json" in self.headers.get("Content-Type", "")
            else dict(parse_qsl(raw))
        )
        assert isinstance(self.server, AgreeingSlack)
        method = self.path.rpartition("/")[2]
        if method != "auth.test":
            self.server.calls.append((method, given))
        me = {"user_id": BOT, "team_id": "T1", "bot_id": "B0", "url": "https://x.example/"}
        channel = {"id": "D0DEV01", "is_member": self.server.member}
        answer = json.dumps({"ok": True, "channel": channel} | me).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Stay silent."""


@pytest.fixture(scope="module")
def slack() -> Iterator[AgreeingSlack]:
    with AgreeingSlack() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


class House:
    """The app on a stage; `jobs` only collects, so that what was stored can be seen."""

    def __init__(self, stage: Stage, slack: AgreeingSlack) -> None:
        self.stage = stage
        self.calls = slack.calls
        self.calls.clear()
        client = open_client("xoxb-test", f"http://127.0.0.1:{slack.server_port}/api/")
        context = Context(
            desk=stage.desk,
            messenger=stage.messenger,  # type: ignore[arg-type]
            tickets=stage.tickets,
            bot_user_id=BOT,
            clock=stage.clock,
        )
        self.app: App = build_app(client, "", context)
        self._event = 0

    def send(self, body: dict[str, Any]) -> BoltResponse:
        return self.app.dispatch(BoltRequest(body=body, mode="socket_mode"))

    def event(self, event: dict[str, Any], event_id: str = "") -> BoltResponse:
        self._event += 1
        return self.send(
            {
                "type": "event_callback",
                "team_id": "T1",
                "event_id": event_id or f"Ev9{self._event}",
                "event": event,
            }
        )

    def message(self, text: str, **changes: Any) -> dict[str, Any]:
        self._event += 1
        return {
            "type": "message",
            "user": LIN,
            "channel": NIMBUS,
            "channel_type": "channel",
            "ts": f"5.{self._event}",
            "text": text,
        } | changes

    def press(self, name: str, post: Post, user: str = LIN, value: str = "") -> BoltResponse:
        self._event += 1
        return self.send(
            {
                "type": "block_actions",
                "team": {"id": "T1"},
                "user": {"id": user},
                "trigger_id": "T.1",
                "container": {
                    "type": "message",
                    "channel_id": post.channel,
                    "message_ts": post.ts,
                    "thread_ts": post.thread_ts or None,
                },
                "channel": {"id": post.channel},
                "actions": [
                    {
                        "type": "button",
                        "block_id": "b",
                        "action_id": name,
                        "value": value,
                        "action_ts": f"8.{self._event}",
                    }
                ],
            }
        )

    def submit(self, view: dict[str, Any], values: dict[str, Any], user: str = LIN) -> BoltResponse:
        shaped = {
            name: {"value": value if isinstance(value, dict) else {"value": value}}
            for name, value in values.items()
        }
        return self.send(
            {
                "type": "view_submission",
                "team": {"id": "T1"},
                "user": {"id": user},
                "view": view | {"id": "V1", "state": {"values": shaped}},
            }
        )

    def shortcut(self, callback_id: str, message: dict[str, Any] | None, user: str) -> BoltResponse:
        body: dict[str, Any] = {
            "type": "message_action" if message else "shortcut",
            "team": {"id": "T1"},
            "callback_id": callback_id,
            "trigger_id": "T.1",
            "action_ts": "7.7",
            "user": {"id": user},
        }
        if message:
            body |= {"message": message, "channel": {"id": message["channel"]}}
        return self.send(body)

    def command(self, text: str, user: str = LIN) -> BoltResponse:
        body = {"command": "/doorstep", "text": text, "user_id": user, "channel_id": HELP}
        return self.send(body | {"trigger_id": "T.1", "team_id": "T1"})

    def opened(self) -> list[dict[str, Any]]:
        """The views that were opened, as dicts."""
        views = [given["view"] for name, given in self.calls if name == "views.open"]
        return [json.loads(one) if isinstance(one, str) else one for one in views]

    def stored(self) -> list[AnyInbound]:
        return list(self.stage.inbox.unfinished())


@pytest.fixture
def house(slack: AgreeingSlack) -> House:
    return House(Stage(fresh_database()), slack)


@pytest.fixture
def quiet(house: House) -> House:
    """Nothing is handled: what listeners stored can be looked at."""
    house.stage.jobs.handler = None
    return house


def test_a_mention_is_stored_before_it_is_acknowledged(quiet: House) -> None:
    answer = quiet.event(quiet.message(f"<@{BOT}> {QUESTION}"), "Ev77")
    assert answer.status == 200
    (stored,) = quiet.stored()
    assert isinstance(stored, MessageReceived)
    assert (stored.id, stored.text, stored.addressed) == ("Ev77", QUESTION, True)
    assert quiet.stage.jobs.queued == ["Ev77"]


def test_the_twin_events_of_a_mention_are_one(quiet: House) -> None:
    message = quiet.message(f"<@{BOT}> {QUESTION}")
    quiet.event(message)
    quiet.event(message | {"type": "app_mention"})
    assert len(quiet.stored()) == 1


def test_channel_talk_is_acknowledged_and_not_stored(quiet: House) -> None:
    assert quiet.event(quiet.message("Lunch?")).status == 200
    assert quiet.event(quiet.message("joined", subtype="channel_join")).status == 200
    assert quiet.event(quiet.message(f"<@{BOT}> hi", bot_id="B1")).status == 200
    assert quiet.stored() == []


def test_what_cannot_be_stored_is_not_acknowledged(quiet: House) -> None:
    quiet.stage.fuse.blows_at = 1
    assert quiet.event(quiet.message(f"<@{BOT}> {QUESTION}")).status == 500
    quiet.stage.fuse.mend()
    assert quiet.stored() == []


def test_a_deleted_message_is_withdrawn(quiet: House) -> None:
    message = quiet.message(f"<@{BOT}> {QUESTION}")
    quiet.event(message, "Ev5")
    deletion = {"subtype": "message_deleted", "deleted_ts": message["ts"], "ts": "6.6"}
    answer = quiet.event({"type": "message", "channel": NIMBUS, **deletion})
    assert answer.status == 200
    kept = quiet.stage.inbox.get("Ev5")
    assert isinstance(kept, MessageReceived)
    assert kept.withdrawn


@pytest.mark.parametrize(
    "name",
    [
        Button.SOLVED,
        Button.NOT_SOLVED,
        Button.FILE_TICKET,
        Button.TALK_TO_PERSON,
        Button.CLAIM,
        Button.PUBLISH,
        Button.CONFIRM_SOLVED,
        Button.REOPEN,
    ],
)
def test_a_press_is_stored(quiet: House, name: str) -> None:
    post = Post(NIMBUS, "1.1", "1.2", "", None)  # type: ignore[arg-type]
    assert quiet.press(name, post, value="7").status == 200
    (stored,) = quiet.stored()
    assert (stored.kind, stored.name, stored.value) == ("button", name, "7")  # type: ignore[union-attr]


def test_open_a_ticket_shows_the_form_filled_from_the_thread(house: House) -> None:
    question = house.stage.ask("Error 1109 with SDK 4.3.1")
    assert house.press(Button.OPEN_TICKET, house.stage.last(question)).status == 200
    (view,) = house.opened()
    values = {one["block_id"]: one["element"].get("initial_value") for one in view["blocks"]}
    assert values["summary"] == "Error 1109 with SDK 4.3.1"
    assert values["sdk_version"] == "4.3.1"


def test_a_stranger_gets_a_whisper_instead_of_the_form(house: House) -> None:
    question = house.stage.ask(QUESTION)
    house.press(Button.OPEN_TICKET, house.stage.last(question), STRANGER)
    assert house.opened() == []
    ((_, user, _),) = house.stage.messenger.whispers
    assert user == STRANGER


@pytest.mark.parametrize(
    ("name", "callback"),
    [
        (Button.REPLY, staff_forms.REPLY_FORM),
        (Button.ASK, staff_forms.QUESTION_FORM),
        (Button.RESOLVE, staff_forms.RESOLUTION_FORM),
    ],
)
def test_staff_forms_are_for_staff(house: House, name: str, callback: str) -> None:
    _, ticket = house.stage.filed()
    card = house.stage.card()
    for user in (STRANGER, LIN):
        with capture_logs() as logs:
            house.press(name, card, user, str(ticket.id))
        assert house.opened() == []
        assert house.stage.messenger.whispers[-1][1] == user
        (told,) = [one for one in logs if one["event"] == "staff_action_refused"]
        assert (told["user"], told["action"], told["ticket"]) == (user, name, ticket.id)
    trail = house.stage.tickets.events(ticket.id)
    refused = [(one.actor, one.note) for one in trail if one.kind == "refused"]
    assert refused == [(STRANGER, name), (LIN, name)]
    house.press(name, card, KENJI, str(ticket.id))
    (view,) = house.opened()
    assert view["callback_id"] == callback
    house.press(name, card, KENJI, "4711")
    assert len(house.opened()) == 1
    assert house.stage.messenger.whispers[-1][1] == KENJI


def test_a_severity_is_set_with_a_reason_by_staff_alone(house: House) -> None:
    _, ticket = house.stage.filed()
    value = f"{ticket.id}:critical"
    house.press(Button.SEVERITY, house.stage.card(), LIN, value)
    assert house.opened() == []
    house.press(Button.SEVERITY, house.stage.card(), KENJI, value)
    (view,) = house.opened()
    assert house.stage.only_ticket().severity is ticket.severity
    house.submit(view, {"text": "Their launch is tonight; password: hunter2hunter2"}, KENJI)
    after = house.stage.only_ticket()
    assert after.severity is Severity.CRITICAL
    assert "Their launch is tonight" in after.severity_reason
    assert "hunter2" not in after.severity_reason


def ticket_view(thread_ts: str = "1.1") -> dict[str, Any]:
    place = Place(channel=NIMBUS, thread_ts=thread_ts)
    return forms.ticket_form("zh", TicketFields(), Severity.LOW, place)


def test_a_submitted_form_is_stored_without_secrets(quiet: House) -> None:
    values = {
        "summary": "Calls drop",
        "steps": "password: hunter2hunter2",
        "severity": {"selected_option": {"value": "high"}},
        "files": {"files": [{"id": "F1", "name": "a.log", "url_private": "https://x"}]},
    }
    answer = quiet.submit(ticket_view(), values)
    assert (answer.status, answer.body) == (200, "")
    (stored,) = quiet.stored()
    assert isinstance(stored, TicketSubmitted)
    assert stored.fields.summary == "Calls drop"
    assert "hunter2" not in stored.model_dump_json()
    assert stored.severity is Severity.HIGH
    assert [one.name for one in stored.attachments] == ["a.log"]


def test_a_closed_form_is_noted_where_it_has_a_thread(quiet: House) -> None:
    body = {"type": "view_closed", "team": {"id": "T1"}, "user": {"id": LIN}, "is_cleared": False}
    for thread in ("1.1", ""):
        view = ticket_view(thread) | {"id": f"V{thread}"}
        assert view["notify_on_close"]
        assert quiet.send(body | {"view": view}).status == 200
    (stored,) = quiet.stored()
    assert (stored.kind, stored.thread_ts, stored.user) == ("ticket_left", "1.1", LIN)


def test_nonsense_keeps_the_form_open_and_names_the_field(quiet: House) -> None:
    answer = quiet.submit(ticket_view(), {"summary": "??", "sdk_version": "latest"})
    body = json.loads(answer.body)
    assert body["response_action"] == "errors"
    assert set(body["errors"]) == {"summary", "sdk_version"}
    assert quiet.stored() == []


def test_a_form_that_cannot_be_stored_keeps_its_text(quiet: House) -> None:
    quiet.stage.fuse.blows_at = 1
    answer = quiet.submit(ticket_view(), {"summary": "Calls drop"})
    assert "still here" in json.loads(answer.body)["errors"]["summary"]


def test_a_reply_and_a_resolution_are_stored(house: House) -> None:
    _, ticket = house.stage.filed()
    house.stage.jobs.handler = None
    house.submit(staff_forms.reply_form(ticket.id, "en", "Nimbus"), {"text": "Try 4.3.2"}, KENJI)
    (reply,) = house.stored()
    assert isinstance(reply, ReplySubmitted)
    assert (reply.ticket_id, reply.text, reply.user) == (ticket.id, "Try 4.3.2", KENJI)
    house.stage.inbox.finish(reply.id, "x")
    view = staff_forms.resolution_form(ticket.id)
    body = {"type": "view_submission", "user": {"id": KENJI}, "team": {"id": "T1"}}
    state = {"values": {"text": {"value": {"value": "Fixed"}}}}
    house.send(body | {"view": view | {"id": "V2", "state": state}})
    (resolution,) = house.stored()
    assert isinstance(resolution, ResolutionSubmitted)


@pytest.mark.parametrize("text", ["", "help", " HELP ", "帮助"])
def test_the_command_explains_itself(quiet: House, text: str) -> None:
    answer = quiet.command(text)
    assert "/doorstep ticket" in answer.body
    assert quiet.stored() == []


@pytest.mark.parametrize("text", ["ticket", "工单"])
def test_the_command_opens_the_form(quiet: House, text: str) -> None:
    assert quiet.command(text).status == 200
    (view,) = quiet.opened()
    assert view["callback_id"] == forms.TICKET_FORM


def test_the_command_ingests_for_maintainers_only(quiet: House) -> None:
    with capture_logs() as logs:
        assert "doc maintainers" in quiet.command("ingest guides").body
    (told,) = [one for one in logs if one["event"] == "staff_action_refused"]
    assert (told["user"], told["action"], told["ticket"]) == (LIN, "/doorstep ingest", None)
    assert quiet.stage.jobs.ingests == []
    assert "guides" in quiet.command("ingest guides", INES).body
    (order,) = quiet.stage.jobs.ingests
    assert (order.source, order.by, order.run) == ("guides", INES, "command:T.1")
    assert "guides" in quiet.command("Ingest", INES).body  # which there are
    quiet.command("ingest of recordings: how does it work?")
    assert len(quiet.stored()) == 1


def test_the_command_tells_staff_why(house: House) -> None:
    house.stage.ask("I want to talk to a person: the voice agent interrupts itself")
    told = house.command("why DS-1", KENJI).body
    assert "rule person_wished" in told
    assert "conversational_ai" in told
    assert "On call now: <@U0SUP02>" in told
    assert "<!subteam^S0SUPPORT>" in told
    assert told == house.command("为什么 1", KENJI).body
    assert "person_wished" not in house.command("why DS-1", LIN).body
    assert "does not exist" in house.command("why DS-99", KENJI).body


def test_staff_searches_tickets_and_nobody_else_does(house: House) -> None:
    house.stage.filed()
    told = house.command("search renew DS-1", KENJI).body
    assert "DS-1" in told
    assert "Calls drop" in told
    assert "DS-1" in house.command(f"搜索 <@{LIN}|lin>", KENJI).body
    assert "No ticket" in house.command("search elephants", KENJI).body
    assert "search WORDS" in house.command("search", KENJI).body
    house.stage.jobs.handler = None
    house.command("search renew DS-1", LIN)
    (asked,) = house.stored()
    assert isinstance(asked, MessageReceived), "to a developer it is a question"
    assert asked.text == "search renew DS-1"


def test_of_many_finds_the_latest_are_listed(house: House) -> None:
    question, ticket = house.stage.filed()
    for number in range(20):
        house.stage.tickets.file(ticket, origin=f"copy:{number}")
    told = house.command("search drop", KENJI).body
    assert told.count("Calls drop") == 15
    assert "there are more" in told
    assert question.text not in told


def test_a_question_that_begins_with_why_is_asked(quiet: House) -> None:
    quiet.command("why does it crash?", KENJI)
    assert len(quiet.stored()) == 1


def test_the_command_asks(quiet: House) -> None:
    quiet.command(QUESTION)
    (stored,) = quiet.stored()
    assert isinstance(stored, MessageReceived)
    assert (stored.text, stored.channel, stored.thread_ts) == (QUESTION, HELP, "")


def test_a_ticket_from_a_message(quiet: House) -> None:
    message = {"ts": "3.3", "user": LIN, "text": "Error 1109 &amp; more", "channel": HELP}
    quiet.shortcut("ticket_from_message", message, LIN)
    (view,) = quiet.opened()
    assert view["blocks"][0]["element"]["initial_value"] == "Error 1109 & more"
    assert forms.form_place(view)[0] == Place(channel=HELP, thread_ts="3.3")


def test_a_ticket_from_a_message_brings_its_files(quiet: House) -> None:
    file = {"id": "F1", "name": "call.log", "size": 10, "url_private": "https://x"}
    message = {"ts": "3.3", "user": LIN, "text": "It crashes", "channel": HELP, "files": [file]}
    quiet.shortcut("ticket_from_message", message, LIN)
    conversation = quiet.stage.conversations.at(Place(channel=HELP, thread_ts="3.3"))
    assert conversation is not None
    (turn,) = quiet.stage.conversations.turns(conversation.id)
    assert [one.name for one in turn.attachments] == ["call.log"]


def test_the_form_from_nowhere_shows_what_is_remembered(quiet: House) -> None:
    setting = Setting(platform="ios", version="4.3.1", product="Voice Kit")
    quiet.stage.conversations.remember(LIN, setting)
    quiet.command("ticket")
    quiet.shortcut("new_ticket", None, LIN)
    for view in quiet.opened():
        values = {one["block_id"]: one["element"].get("initial_value") for one in view["blocks"]}
        assert (values["platform"], values["sdk_version"]) == ("iOS", "4.3.1")
        assert values["product"] == "Voice Kit"
    assert len(quiet.opened()) == 2


def test_a_stranger_makes_no_ticket_of_anothers_message(quiet: House) -> None:
    message = {"ts": "3.3", "user": LIN, "text": "Error 1109", "channel": HELP}
    quiet.shortcut("ticket_from_message", message, STRANGER)
    assert quiet.opened() == []
    assert quiet.stage.messenger.whispers[-1][1] == STRANGER


def test_a_ticket_from_anywhere_lives_in_direct_messages(quiet: House) -> None:
    quiet.shortcut("new_ticket", None, LIN)
    (view,) = quiet.opened()
    assert forms.form_place(view)[0] == Place(channel="D0DEV01", thread_ts="")


def test_a_note_is_published_by_shortcut(house: House) -> None:
    question, _ = house.stage.claimed()
    thread = house.stage.card().ts
    note = house.message("Bug 77", user=KENJI, channel=STAFF, thread_ts=thread)
    house.event(note)
    for _ in range(2):
        house.shortcut("publish_note", note, KENJI)
    texts = [getattr(post.content, "text", "") for post in house.stage.said(question)]
    assert texts.count("Bug 77") == 1


@pytest.mark.parametrize("user", [STRANGER, LIN])
def test_a_note_is_published_by_nobody_else(house: House, user: str) -> None:
    question, ticket = house.stage.claimed()
    thread = house.stage.card().ts
    note = house.message("Bug 77", user=KENJI, channel=STAFF, thread_ts=thread)
    house.event(note)
    house.shortcut("publish_note", note, user)
    assert "Bug 77" not in str([post.content for post in house.stage.said(question)])
    assert [
        one.actor for one in house.stage.tickets.events(ticket.id) if one.kind == "refused"
    ] == [user]


def home_of(house: House, user: str) -> dict[str, Any]:
    house.event({"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1"})
    name, given = house.calls[-1]
    assert (name, given["user_id"]) == ("views.publish", user)
    view: dict[str, Any] = given["view"]
    return json.loads(view) if isinstance(view, str) else view


def test_home_is_the_queue_for_staff_and_the_own_tickets_for_others(house: House) -> None:
    house.stage.filed()
    assert "Queue" in str(home_of(house, KENJI))
    own = str(home_of(house, LIN))
    assert "Your tickets" in own
    assert "DS-" in own
    with capture_logs() as logs:
        for user in (STRANGER, MEI, INES):
            assert "DS-" not in str(home_of(house, user))
    assert not [one for one in logs if one["event"] == "staff_action_refused"], "looking is no try"


def test_the_messages_tab_suggests_what_to_ask(house: House) -> None:
    house.event({"type": "app_home_opened", "user": LIN, "tab": "messages", "channel": "D1"})
    name, given = house.calls[-1]
    assert name == "assistant.threads.setSuggestedPrompts"
    assert given["channel_id"] == "D1"


def test_the_whole_story_through_the_app(house: House) -> None:
    message = house.message(f"<@{BOT}> {QUESTION}")
    house.event(message)
    question = house.stage.message("").model_copy(update={"thread_ts": message["ts"]})
    house.press(Button.NOT_SOLVED, house.stage.last(question))
    house.press(Button.FILE_TICKET, house.stage.last(question))
    ticket = house.stage.only_ticket()
    house.press(Button.CLAIM, house.stage.card(), KENJI, str(ticket.id))
    assert house.stage.only_ticket().status is TicketStatus.CLAIMED
    house.submit(
        staff_forms.resolution_form(ticket.id), {"cause": "A race", "fix": "Update."}, KENJI
    )
    house.press(Button.CONFIRM_SOLVED, house.stage.last(question), LIN, str(ticket.id))
    assert house.stage.only_ticket().status is TicketStatus.CLOSED
    assert house.stored() == []


def test_the_command_says_where_the_bot_is_not_invited(quiet: House, slack: AgreeingSlack) -> None:
    slack.member = False
    try:
        answer = quiet.command(QUESTION)
    finally:
        slack.member = True
    assert "/invite" in str(answer.body)
    assert quiet.stored() == []


SECRET = "xoxb-1234567890-abcdefghij"


def everything(house: House) -> str:
    """All that a desk keeps, says, or asks an index with."""
    with house.stage.engine.connect() as connection:
        rows = [
            connection.execute(table.select()).all() for table in reversed(metadata.sorted_tables)
        ]
    posts, whispers = house.stage.messenger.posts, house.stage.messenger.whispers
    return str((rows, posts, whispers, house.stage.librarian.asked, house.calls))


def test_no_way_in_lets_a_secret_pass(house: House) -> None:
    message = house.message(
        f"<@{BOT}> it fails with token={SECRET} and password=hunter2hunter2",
        files=[{"id": "F1", "name": f"{SECRET}.log", "title": SECRET, "url_private": "https://x"}],
    )
    house.event(message)
    house.event(house.message(f"edited {SECRET}", subtype="message_changed"))
    house.event(house.message(f"and {SECRET}", thread_ts=message["ts"]))
    house.command(f"why does {SECRET} fail?")
    lone = {"text": f"see {SECRET}", "ts": "9.9", "user": LIN, "channel": NIMBUS}
    house.shortcut("ticket_from_message", lone, LIN)
    fields = ("summary", "steps", "expected", "actual", "environment", "tried")
    form = dict.fromkeys(fields, f"Calls drop with {SECRET}")
    house.submit(ticket_view(message["ts"]), form)
    ticket = house.stage.tickets.list()[0]
    house.submit(staff_forms.reply_form(ticket.id, "en", ""), {"text": f"use {SECRET}"}, KENJI)
    staff = house.stage.tickets.staff_thread(ticket.id)
    assert staff is not None
    note = house.message(f"their key is {SECRET}", user=KENJI, channel=STAFF)
    house.event(note | {"thread_ts": staff.thread_ts})
    house.submit(
        staff_forms.resolution_form(ticket.id),
        {"cause": f"leaked {SECRET}", "fix": "Rotate it."},
        KENJI,
    )
    kept = everything(house)
    assert "1234567890-abcdefghij" not in kept
    assert "hunter2" not in kept
    assert "[redacted Slack token" in kept


def test_a_secret_has_one_mark_in_a_conversation(house: House) -> None:
    message = house.message(f"<@{BOT}> token={SECRET}")
    house.event(message)
    house.event(house.message(f"again token={SECRET}", thread_ts=message["ts"]))
    house.event(house.message(f"<@{BOT}> token={SECRET} elsewhere"))
    first, second, other = (
        re.findall(r"\[redacted [^\]]+\]", one.text)[0] for one in house.stage.librarian.asked
    )
    assert first == second != other


# Visits -------------------------------------------------------------------------------------------


def test_the_form_of_a_visit_opens_for_the_party_alone(house: House) -> None:
    stage = Visits(house.stage)
    post = house.stage.last(stage.question)
    for user in (STRANGER, INES):
        house.press(Button.ASK_VISIT, post, user, str(stage.ticket.id))
        assert house.opened() == []
        assert house.stage.messenger.whispers[-1][1] == user
    house.press(Button.ASK_VISIT, post, LIN, str(stage.ticket.id))
    (view,) = house.opened()
    assert view["callback_id"] == visits.VISIT_FORM


def test_a_wish_is_stored_without_secrets(house: House) -> None:
    stage = Visits(house.stage)
    house.press(Button.ASK_SESSION, house.stage.last(stage.question), LIN, str(stage.ticket.id))
    (view,) = house.opened()
    secret = "xoxb-" + "123456789012-123456789012-abcdefghijklmnopqrstuvwx"
    house.stage.jobs.handler = None
    given = {
        "visit_subject": f"It fails with {secret}",
        "length": {"selected_option": {"value": "2"}},
    }
    assert house.submit(view, given).body in {"", None}
    stored = house.stored()[-1]
    assert isinstance(stored, VisitSubmitted)
    assert secret not in stored.wish.subject
    assert (stored.wish.length, stored.ticket_id) == (2, stage.ticket.id)


def test_a_day_that_is_over_is_said_in_the_form(house: House) -> None:
    stage = Visits(house.stage)
    house.press(Button.ASK_SESSION, house.stage.last(stage.question), LIN, str(stage.ticket.id))
    (view,) = house.opened()
    given = {"visit_subject": "x", "earliest": {"selected_date": "2020-01-01"}}
    assert json.loads(house.submit(view, given).body)["errors"] == {"earliest": "That day is over."}


def test_the_forms_about_a_visit_are_for_who_may_decide(house: House) -> None:
    stage = Visits(house.stage)
    accepted = stage.press(Button.ACCEPT_TERMS, stage.offered(INTEGRATION))
    card = stage.card(accepted)
    for user in (STRANGER, LIN, KENJI):
        house.press(Button.REFUSE_VISIT, card, user, str(accepted.id))
    house.press(Button.REPORT_VISIT, card, KENJI, str(accepted.id))  # it was not held
    assert house.opened() == []
    house.press(Button.REFUSE_VISIT, card, OMAR, str(accepted.id))
    (view,) = house.opened()
    house.submit(view, {"visit_reason": "No engineer is free."}, OMAR)
    assert stage.now(accepted).status.value == "refused"
    assert "No engineer is free." in stage.said()
