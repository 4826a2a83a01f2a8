"""What a messenger promises: the fake that other tests trust, and the real one on a workspace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Protocol

import pytest
from slack_sdk import WebClient

from bot.errors import Refused, SlackUnavailable
from bot.playground import PlaygroundServer, Setup
from bot.playground.engine import Engine
from bot.playground.faults import FaultKind
from bot.slack.app import open_client
from bot.slack.messenger import SlackMessenger
from bot.slack.stream import SlackStream
from bot.slack.views.draw import fallback
from bot.storage.inbox import SqlOutbox
from bot.support.messages import AnswerReply, Notice
from bot.support.models import Attachment, Person, Place
from bot.support.ports.messenger import Messenger
from tests.desk_stage import fresh_database
from tests.fakes import ANA, HELP, KENJI, LIN, OMAR, FakeClock, FakeMessenger
from tests.sample_contents import a_page, contents


class Scene(Protocol):
    """A messenger, and what people see of it."""

    @property
    def messenger(self) -> Messenger: ...

    def thread(self) -> Place:
        """A thread that Lin began in #sdk-help."""
        ...

    def texts(self, place: Place) -> list[str]:
        """The notification texts of our messages in the thread, oldest first."""
        ...

    def tops(self, channel: str) -> list[str]:
        """The same for the top level of a channel."""
        ...

    def drawn(self, place: Place) -> str:
        """All that our last message in the thread shows."""
        ...

    def whispered(self, user: str) -> list[str]: ...

    def sent(self, place: Place) -> list[str]: ...

    def upload(self, content: bytes) -> Attachment: ...


class FakeScene:
    def __init__(self) -> None:
        self.messenger = self._fake = FakeMessenger()
        self._fake.people = {
            LIN: Person(
                id=LIN,
                name="lin",
                tz="Asia/Shanghai",
                locale="zh-CN",
                team="T0NIMBUS",
                email="lin.wei@nimbus-games.example",
            )
        }
        self._fake.groups = {"S0SUPPORT": frozenset({KENJI, ANA, OMAR})}

    def thread(self) -> Place:
        return Place(channel=HELP, thread_ts="1700000000.000001")

    def texts(self, place: Place) -> list[str]:
        return [
            fallback(one.content)
            for one in self._fake.posts
            if (one.channel, one.thread_ts) == (place.channel, place.thread_ts)
        ]

    def tops(self, channel: str) -> list[str]:
        return self.texts(Place(channel=channel, thread_ts=""))

    def drawn(self, place: Place) -> str:
        del place
        return str(self._fake.posts[-1].content)

    def whispered(self, user: str) -> list[str]:
        return [fallback(content) for _, one, content in self._fake.whispers if one == user]

    def sent(self, place: Place) -> list[str]:
        return [name for where, name, _, _ in self._fake.sent.values() if where == place]

    def upload(self, content: bytes) -> Attachment:
        self._fake.files["F1"] = content
        return Attachment(id="F1", name="a.log", size=len(content), url="https://files.example/F1")


class SlackScene:
    def __init__(self, server: PlaygroundServer) -> None:
        self.server = server
        self.client: WebClient = open_client(server.setup.bot_token, server.api_url)
        self.outbox = SqlOutbox(fresh_database(), FakeClock())
        self.seconds = 0.0  # on the messenger's clock
        self.restart()
        self.lin = server.visitor(LIN)

    def restart(self) -> None:
        """A new process: nothing is remembered but the outbox."""
        me = self.client.auth_test()
        self.messenger = SlackMessenger(
            self.client,
            self.outbox,
            team_id=me["team_id"],
            bot_user_id=me["user_id"],
            clock=lambda: self.seconds,
        )

    def shown(self, place: Place) -> list[str]:
        """The Markdown of each of our messages in the thread."""
        replies = self.lin.replies(place.channel, place.thread_ts)
        return [_markdown(one) for one in replies if one.get("bot_id")]

    def buttons(self, place: Place) -> list[bool]:
        """Which of them have buttons."""
        replies = self.lin.replies(place.channel, place.thread_ts)
        return [
            any(block["type"] == "actions" for block in one["blocks"])
            for one in replies
            if one.get("bot_id")
        ]

    def left_growing(self, place: Place, key: str, text: str = "half of the words " * 20) -> None:
        """A stream that nobody will ever end, as a dead process leaves it."""
        stream = SlackStream(
            client=self.client,
            outbox=self.outbox,
            place=place,
            key=key,
            recipient=("T0NIMBUS", LIN),
            finish=lambda *_: "",
        )
        for start in range(0, len(text), 500):
            stream.append(text[start : start + 500])

    def thread(self) -> Place:
        return Place(channel=HELP, thread_ts=self.lin.say(HELP, "Help?")["ts"])

    def texts(self, place: Place) -> list[str]:
        replies = self.lin.replies(place.channel, place.thread_ts)
        return [one["text"] for one in replies if one.get("bot_id")]

    def tops(self, channel: str) -> list[str]:
        return [one["text"] for one in self.lin.messages(channel) if one.get("bot_id")]

    def drawn(self, place: Place) -> str:
        return str(self.lin.replies(place.channel, place.thread_ts)[-1])

    def whispered(self, user: str) -> list[str]:
        pushes = self.server.visitor(user).pushes("ephemeral")
        return [one["message"]["text"] for one in pushes]

    def sent(self, place: Place) -> list[str]:
        """Names of the files that we put into a thread."""
        replies = self.lin.replies(place.channel, place.thread_ts)
        return [file["name"] for one in replies for file in one.get("files", [])]

    def upload(self, content: bytes) -> Attachment:
        number = self.lin.upload("a.log", content)
        said = self.lin.say(HELP, "log", files=[number])
        (file,) = said["files"]
        url = file["url_private"]
        return Attachment(id=number, name="a.log", size=len(content), url=url)


def _markdown(message: dict[str, Any]) -> str:
    return "".join(one["text"] for one in message["blocks"] if one["type"] == "markdown")


@pytest.fixture(scope="module")
def server() -> Iterator[PlaygroundServer]:
    with PlaygroundServer(setup=Setup()) as server:
        yield server


@pytest.fixture
def slack(server: PlaygroundServer) -> SlackScene:
    server.reset()
    return SlackScene(server)


@pytest.fixture(params=["fake", "slack"])
def scene(request: pytest.FixtureRequest) -> Scene:
    if request.param == "fake":
        return FakeScene()
    found: SlackScene = request.getfixturevalue("slack")
    return found


def an_answer(text: str = "Call renewToken.") -> AnswerReply:
    return AnswerReply(conversation_id=1, text=text, pages=(a_page(),), quoted=False)


def test_a_key_is_said_once(scene: Scene) -> None:
    place = scene.thread()
    first = scene.messenger.post(place, Notice(text="one"), key="k")
    assert scene.messenger.post(place, Notice(text="two"), key="k") == first
    other = scene.messenger.post(place, Notice(text="three"), key="l")
    assert other != first
    assert scene.texts(place) == ["one", "three"]


def test_a_thread_is_opened_once_and_can_be_replied_in(scene: Scene) -> None:
    ts = scene.messenger.open_thread(HELP, Notice(text="top"), key="k")
    assert scene.messenger.open_thread(HELP, Notice(text="top"), key="k") == ts
    place = Place(channel=HELP, thread_ts=ts)
    scene.messenger.post(place, Notice(text="below"), key="l")
    assert scene.tops(HELP) == ["top"]
    assert "below" in scene.texts(place)


def test_every_content_can_be_said(scene: Scene) -> None:
    place = scene.thread()
    said = list(contents("Hello <!channel> & *you*"))
    for number, content in enumerate(said):
        scene.messenger.post(place, content, key=f"k{number}")
    assert len(scene.texts(place)) == len(said)


def test_a_message_is_redrawn(scene: Scene) -> None:
    place = scene.thread()
    ts = scene.messenger.post(place, an_answer("before"), key="k")
    scene.messenger.redraw(place.channel, ts, an_answer("after"))
    assert scene.texts(place) == ["after"]
    assert "before" not in scene.drawn(place)


def test_settling_shows_what_happened_and_keeps_the_words(scene: Scene) -> None:
    place = scene.thread()
    ts = scene.messenger.post(place, an_answer("the words"), key="k")
    scene.messenger.settle(place.channel, ts, "Marked as solved by Lin.")
    assert "Marked as solved by Lin." in scene.drawn(place)
    assert "the words" in scene.drawn(place)
    scene.messenger.settle(place.channel, "9999999999.000001", "nothing of ours")
    assert scene.texts(place) == ["the words"]


def test_a_stream_ends_as_one_message_under_its_key(scene: Scene) -> None:
    place = scene.thread()
    with scene.messenger.stream(place, key="k", recipient=LIN) as stream:
        for _ in range(40):
            stream.append("many words come ")
        ts = stream.finish(an_answer("All of it."))
    assert scene.texts(place) == ["All of it."]
    assert scene.messenger.post(place, an_answer("again"), key="k") == ts
    assert scene.texts(place) == ["All of it."]
    scene.messenger.settle(place.channel, ts, "Solved.")
    assert "All of it." in scene.drawn(place)


def test_a_stream_without_a_word_posts_its_end(scene: Scene) -> None:
    place = scene.thread()
    with scene.messenger.stream(place, key="k", recipient=LIN) as stream:
        stream.finish(an_answer("Short."))
    assert scene.texts(place) == ["Short."]


@pytest.mark.parametrize("words", [0, 1, 100])
def test_a_stream_that_breaks_off_leaves_nothing_behind(scene: Scene, words: int) -> None:
    place = scene.thread()

    def break_off() -> None:
        with scene.messenger.stream(place, key="k", recipient=LIN) as stream:
            for _ in range(words):
                stream.append("some words ")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert scene.texts(place) == []
    ts = scene.messenger.post(place, an_answer("I could not."), key="k")
    assert scene.texts(place) == ["I could not."]
    scene.messenger.settle(place.channel, ts, "Solved.")
    assert "I could not." in scene.drawn(place), "the message is kept as it was said"


def test_a_whisper_reaches_one_person(scene: Scene) -> None:
    place = scene.thread()
    scene.messenger.whisper(place, LIN, Notice(text="psst"))
    assert scene.whispered(LIN) == ["psst"]
    assert scene.whispered(KENJI) == []
    assert scene.texts(place) == []


def test_status_never_fails(scene: Scene) -> None:
    place = scene.thread()
    for busy in (True, False):
        scene.messenger.status(place, "zh", busy=busy)
    scene.messenger.status(Place(channel="C0NOWHERE", thread_ts="1.1"), "en", busy=True)
    assert scene.texts(place) == []


def test_people_are_known(scene: Scene) -> None:
    lin = scene.messenger.person(LIN)
    assert (lin.id, lin.tz) == (LIN, "Asia/Shanghai")
    assert lin.name.lower().startswith("lin")
    assert (lin.team, lin.email) == ("T0NIMBUS", "lin.wei@nimbus-games.example")
    assert "nimbus-games" not in repr(lin)
    unknown = scene.messenger.person("U0NOBODY")
    assert (unknown.team, unknown.email) == ("", "")
    assert (unknown.id, unknown.name) == ("U0NOBODY", "U0NOBODY")


def test_groups_are_known(scene: Scene) -> None:
    assert {KENJI, ANA} <= scene.messenger.members("S0SUPPORT")
    assert scene.messenger.members("S0NOBODY") == frozenset()


def test_a_message_has_an_address(scene: Scene) -> None:
    place = scene.thread()
    ts = scene.messenger.post(place, Notice(text="one"), key="k")
    assert scene.messenger.link(place.channel, ts).startswith("http")


def test_a_file_comes_as_it_was_sent(scene: Scene) -> None:
    attachment = scene.upload(b"\x00\xfflog")
    assert scene.messenger.download(attachment, 100) == b"\x00\xfflog"
    with pytest.raises(Refused, match="larger"):
        scene.messenger.download(attachment, 3)
    with pytest.raises(Refused, match="larger"):
        scene.messenger.download(attachment.model_copy(update={"size": 0}), 3)


def test_a_file_that_is_gone_is_refused(scene: Scene) -> None:
    attachment = scene.upload(b"log")
    server = "/".join(attachment.url.split("/")[:3])
    for url in (f"{server}/nothing/here", "", "ftp://files.example/F9"):
        gone = attachment.model_copy(update={"id": "F9", "url": url})
        with pytest.raises(Refused):
            scene.messenger.download(gone, 100)


# What only the real one can go through ---------------------------------------------------------


def test_a_message_that_was_sent_when_the_process_died_is_found_again(slack: SlackScene) -> None:
    place = slack.thread()
    content = an_answer("once")
    ts = slack.messenger.post(place, content, key="k")
    slack.outbox.record("k", "", done=False)  # as it stood right before the answer of Slack
    slack.restart()
    assert slack.messenger.post(place, content, key="k") == ts
    assert slack.texts(place) == ["once"]


def test_a_message_that_was_never_sent_is_sent_with_its_newest_words(slack: SlackScene) -> None:
    place = slack.thread()
    slack.outbox.reserve("k", place.channel, place.thread_ts, an_answer("first draft"))
    slack.restart()
    ts = slack.messenger.post(place, an_answer("second draft"), key="k")
    slack.messenger.settle(place.channel, ts, "Solved.")
    assert slack.texts(place) == ["second draft"]


def test_a_stream_that_was_growing_when_the_process_died_is_finished(slack: SlackScene) -> None:
    place = slack.thread()
    slack.left_growing(place, key="k")
    assert len(slack.texts(place)) == 1
    slack.restart()
    slack.messenger.post(place, an_answer("all of the words"), key="k")
    assert slack.texts(place) == ["all of the words"]
    slack.restart()
    assert slack.texts(place) == ["all of the words"]


def test_a_stream_of_which_even_the_ts_was_lost_is_found(slack: SlackScene) -> None:
    place = slack.thread()
    slack.messenger.post(place, Notice(text="earlier"), key="a")
    slack.left_growing(place, key="k")
    slack.outbox.record("k", "", done=False)
    slack.restart()
    slack.messenger.post(place, an_answer("all of it"), key="k")
    assert slack.texts(place) == ["earlier", "all of it"]


def test_a_very_long_stream_is_cut_and_ends_whole(slack: SlackScene) -> None:
    place = slack.thread()
    with slack.messenger.stream(place, key="k", recipient=LIN) as stream:
        for _ in range(200):
            stream.append("令牌 <!channel> " * 20)
        stream.finish(an_answer("The end."))
    assert slack.texts(place) == ["The end."]


@pytest.mark.parametrize("kind", ["server_error", "drop", "drop_before"])
def test_a_post_that_failed_is_there_once_after_the_next_try(
    slack: SlackScene, kind: FaultKind
) -> None:
    place = slack.thread()
    slack.server.faults.add("chat.postMessage", kind)
    with pytest.raises(SlackUnavailable):
        slack.messenger.post(place, an_answer("once"), key="k")
    ts = slack.messenger.post(place, an_answer("once"), key="k")
    assert slack.texts(place) == ["once"]
    slack.messenger.settle(place.channel, ts, "Solved.")
    assert "Solved." in slack.drawn(place)


@pytest.mark.parametrize("kind", ["server_error", "drop", "drop_before"])
def test_a_redraw_that_failed_can_be_repeated(slack: SlackScene, kind: FaultKind) -> None:
    place = slack.thread()
    ts = slack.messenger.post(place, an_answer("before"), key="k")
    slack.server.faults.add("chat.update", kind)
    with pytest.raises(SlackUnavailable):
        slack.messenger.redraw(place.channel, ts, an_answer("after"))
    slack.messenger.redraw(place.channel, ts, an_answer("after"))
    assert slack.texts(place) == ["after"]


def test_a_rate_limit_is_waited_out(slack: SlackScene) -> None:
    place = slack.thread()
    slack.server.faults.add("chat.postMessage", "ratelimited", seconds=0)
    slack.messenger.post(place, an_answer("once"), key="k")
    assert slack.texts(place) == ["once"]


@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream"])
def test_a_stream_that_slack_refuses_still_ends_whole(slack: SlackScene, method: str) -> None:
    place = slack.thread()
    slack.server.faults.add(method, "server_error", times=3)
    with slack.messenger.stream(place, key="k", recipient=LIN) as stream:
        for _ in range(100):
            stream.append("some words ")
        stream.finish(an_answer("The end."))
    while slack.server.faults.waiting:
        slack.server.faults.take(method)
    assert slack.texts(place) == ["The end."]


def test_a_stream_that_cannot_be_stopped_is_said_at_the_next_try(slack: SlackScene) -> None:
    place = slack.thread()
    slack.server.faults.add("chat.stopStream", "server_error")

    def say() -> None:
        with slack.messenger.stream(place, key="k", recipient=LIN) as stream:
            stream.append("some words " * 30)
            stream.finish(an_answer("The end."))

    with pytest.raises(SlackUnavailable):
        say()
    slack.messenger.post(place, an_answer("The end."), key="k")
    assert slack.texts(place) == ["The end."]


# Answers that take several messages -----------------------------------------------------------

LONG = "\n\n".join(f"Step {n}: pass the fresh token to `renewToken`. [1]" for n in range(520))
OTHER = "\n\n".join(f"Number {n}: ask the server for another one. [1]" for n in range(520))


def stream_it(slack: SlackScene, place: Place, text: str, final: str = "") -> str:
    with slack.messenger.stream(place, key="k", recipient=LIN) as stream:
        for paragraph in text.split("\n\n"):
            stream.append(f"{paragraph}\n\n")
        return stream.finish(an_answer(final or text))


def test_a_long_answer_rolls_over_and_keeps_every_word(slack: SlackScene) -> None:
    place = slack.thread()
    ts = stream_it(slack, place, LONG)
    shown = slack.shown(place)
    assert "\n\n".join(shown) == LONG
    assert max(map(len, shown)) < 11_000
    assert slack.buttons(place) == [False] * (len(shown) - 1) + [True]
    assert len(shown) > 2
    slack.restart()
    assert slack.messenger.post(place, an_answer(OTHER), key="k") == ts, "it was said"
    slack.messenger.settle(place.channel, ts, "Solved.")
    assert slack.buttons(place) == [False] * len(shown)
    assert "\n\n".join(slack.shown(place)) == LONG


def test_a_long_answer_without_streaming_takes_several_messages_too(slack: SlackScene) -> None:
    place = slack.thread()
    slack.messenger.post(place, an_answer(LONG), key="k")
    assert "\n\n".join(slack.shown(place)) == LONG


def test_code_that_is_cut_is_code_in_both_messages(slack: SlackScene) -> None:
    place = slack.thread()
    code = "\n".join(f"renewToken({n})" for n in range(1200))
    slack.messenger.post(place, an_answer(f"Do:\n```kotlin\n{code}\n```"), key="k")
    shown = slack.shown(place)
    assert len(shown) > 1
    assert all(one.count("```") == 2 for one in shown)
    assert all("```kotlin\n" in one for one in shown)


def test_an_old_stream_is_followed_by_a_new_message(slack: SlackScene) -> None:
    place = slack.thread()
    with slack.messenger.stream(place, key="k", recipient=LIN) as stream:
        stream.append("The first words. " * 20)
        slack.seconds += 239
        stream.append("Still the first. " * 20)
        assert len(slack.shown(place)) == 1
        slack.seconds += 2
        stream.append("The later words. " * 20)
        assert len(slack.shown(place)) == 2
        text = "".join(f"{one} " * 20 for one in ("The first words.", "Still the first."))
        stream.finish(an_answer(text + "The later words. " * 20))
    first, second = slack.shown(place)
    assert first.endswith("Still the first.")
    assert second.startswith("The later words.")


@pytest.mark.parametrize(
    ("before", "after"), [(LONG, OTHER), (LONG, "Short."), ("Word. " * 80, LONG), (LONG, LONG)]
)
@pytest.mark.parametrize("lost", [False, True])
def test_a_redelivered_answer_replaces_what_a_crash_left(
    slack: SlackScene, before: str, after: str, lost: bool
) -> None:
    place = slack.thread()
    slack.messenger.post(place, Notice(text="earlier"), key="a")
    slack.left_growing(place, "k", before)
    left = len(slack.texts(place)) - 1
    if lost:  # it died before it had noted where the last of them was
        slack.outbox.record("k" if left == 1 else f"k:part{left}", "", done=False)
    slack.restart()
    ts = stream_it(slack, place, after)
    assert "\n\n".join(slack.shown(place)[1:]) == after
    assert slack.buttons(place).count(True) == 1
    slack.restart()
    assert slack.messenger.post(place, an_answer(before), key="k") == ts
    assert "\n\n".join(slack.shown(place)[1:]) == after


@pytest.mark.parametrize("method", ["chat.update", "chat.postMessage", "chat.delete"])
@pytest.mark.parametrize("kind", ["server_error", "drop"])
def test_parts_of_two_answers_never_stand_together(
    slack: SlackScene, method: str, kind: FaultKind
) -> None:
    place = slack.thread()
    slack.left_growing(place, "k", LONG[:12_000])
    slack.restart()
    slack.server.faults.add(method, kind)
    final = "Short." if method == "chat.delete" else LONG
    with pytest.raises(SlackUnavailable):
        stream_it(slack, place, LONG, final)
    slack.restart()
    slack.messenger.post(place, an_answer(OTHER), key="k")
    assert "\n\n".join(slack.shown(place)) == OTHER


def test_a_long_stream_that_is_abandoned_goes_as_a_whole(slack: SlackScene) -> None:
    place = slack.thread()

    def break_off() -> None:
        with slack.messenger.stream(place, key="k", recipient=LIN) as stream:
            for paragraph in LONG.split("\n\n"):
                stream.append(paragraph)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert slack.shown(place) == []
    slack.messenger.post(place, an_answer("I could not."), key="k")
    assert slack.shown(place) == ["I could not."]


def test_where_slack_does_not_stream_the_message_grows_by_updates(slack: SlackScene) -> None:
    place = slack.thread()
    with slack.messenger.stream(place, key="k", recipient="U0NOBODY") as stream:
        stream.append("The first words. " * 20)
        stream.append("Too soon to show. " * 20)
        assert "Too soon" not in slack.shown(place)[0]
        slack.seconds += 5
        stream.append("The later words. " * 20)
        (growing,) = slack.shown(place)
        assert growing.endswith("The later words. ")
        stream.finish(an_answer("All of it."))
    assert slack.shown(place) == ["All of it."]


def test_a_stream_that_slack_ended_goes_on_by_updates(slack: SlackScene) -> None:
    place = slack.thread()
    with slack.messenger.stream(place, key="k", recipient=LIN) as stream:
        stream.append("The first words. " * 20)
        (growing,) = [one for one in slack.lin.replies(HELP, place.thread_ts) if one.get("bot_id")]
        slack.client.chat_stopStream(channel=HELP, ts=growing["ts"])
        slack.seconds += 5
        stream.append("The later words. " * 20)
        assert "The later words." in slack.shown(place)[0]
        stream.finish(an_answer("All of it."))
    assert slack.shown(place) == ["All of it."]


def test_a_file_has_a_name_in_any_language(slack: SlackScene) -> None:
    number = slack.lin.upload("日志 #1?.log", b"log")
    (file,) = slack.lin.say(HELP, "log", files=[number])["files"]
    server = slack.server.api_url.removesuffix("/api/")
    for url in (file["url_private"], f"{server}/files-pri/{number}/日志.log"):
        attachment = Attachment(id=number, name="日志.log", size=3, url=url)
        assert slack.messenger.download(attachment, 100) == b"log"


def test_a_page_for_signing_in_is_no_log(slack: SlackScene) -> None:
    attachment = slack.upload(b"log")
    slack.client.token = "xoxb-of-somebody-else"
    with pytest.raises(Refused, match="does not let me read it"):
        slack.messenger.download(attachment, 1000)


def test_the_token_goes_nowhere_but_to_slack(slack: SlackScene) -> None:
    for url in (
        "https://evil.example/F1",
        "https://evilslack.com/F1",
        "http://files.slack.com/F1",
        "https://files.slack.com.evil.example/F1",
    ):
        with pytest.raises(Refused, match="outside Slack"):
            slack.messenger.download(Attachment(id="F1", name="a", url=url), 100)


def test_a_whisper_that_slack_refuses_is_lost_quietly(slack: SlackScene) -> None:
    slack.messenger.whisper(Place(channel="C0NOWHERE", thread_ts="1.1"), LIN, Notice(text="x"))
    assert slack.whispered(LIN) == []


def test_a_channel_that_does_not_exist_is_an_error(slack: SlackScene) -> None:
    with pytest.raises(SlackUnavailable, match="channel_not_found"):
        slack.messenger.post(Place(channel="C0NOWHERE", thread_ts="1.1"), Notice(text="x"), key="k")


def test_who_was_known_stays_known_while_slack_does_not_answer(slack: SlackScene) -> None:
    known = slack.messenger.person(LIN)
    slack.seconds += 301
    slack.server.faults.add("users.info", "server_error")
    assert slack.messenger.person(LIN) == known
    slack.server.faults.add("users.info", "server_error")
    assert slack.messenger.person(KENJI).name == KENJI
    assert slack.messenger.person(KENJI).name == "Sam Okafor", "asked again, not remembered"


def test_who_leaves_a_group_is_known_to_be_gone_within_a_minute(slack: SlackScene) -> None:
    assert KENJI in slack.messenger.members("S0SUPPORT")

    def leave(engine: Engine) -> None:
        group = engine.workspace.usergroups["S0SUPPORT"]
        left = tuple(one for one in group.users if one != KENJI)
        engine.workspace.usergroups["S0SUPPORT"] = replace(group, users=left)

    leave(slack.server.engine)
    slack.seconds += 61
    assert KENJI not in slack.messenger.members("S0SUPPORT")
    assert ANA in slack.messenger.members("S0SUPPORT")


def test_a_group_that_slack_fails_to_tell_of_is_asked_for_again(slack: SlackScene) -> None:
    slack.server.faults.add("usergroups.users.list", "server_error")
    with pytest.raises(SlackUnavailable):
        slack.messenger.members("S0SUPPORT")


def test_a_file_is_sent_once(scene: Scene) -> None:
    place = scene.thread()
    for _ in range(2):
        scene.messenger.send_file(place, "V-1-1.ics", b"BEGIN", "For your calendar:", key="k")
    scene.messenger.send_file(place, "V-1-2.ics", b"BEGIN", "For your calendar:", key="l")
    assert scene.sent(place) == ["V-1-1.ics", "V-1-2.ics"]


def test_a_file_that_was_sent_when_the_process_died_is_not_sent_again(slack: SlackScene) -> None:
    place = slack.thread()
    slack.messenger.send_file(place, "V-1-1.ics", b"BEGIN", "For your calendar:", key="k")
    slack.outbox.record("k", "", done=False)  # the upload was not recorded any more
    slack.messenger.send_file(place, "V-1-1.ics", b"BEGIN", "For your calendar:", key="k")
    assert slack.sent(place) == ["V-1-1.ics"]


def test_a_file_is_never_taken_for_a_message_that_was_lost(slack: SlackScene) -> None:
    place = slack.thread()
    slack.outbox.reserve("m", place.channel, place.thread_ts, Notice(text="lost"))
    slack.messenger.send_file(place, "V-1-1.ics", b"BEGIN", "For your calendar:", key="k")
    slack.messenger.post(place, Notice(text="lost"), key="m")
    assert slack.sent(place) == ["V-1-1.ics"]
    assert slack.texts(place)[-1] == "lost"
