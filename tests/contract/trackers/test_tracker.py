"""What a tracker promises: the fake that other tests trust, and each real one over real HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any, Protocol

import pytest
from markdown_it import MarkdownIt

from bot.errors import TrackerRefused, TrackerUnavailable
from bot.support.models import Severity, TicketFields
from bot.support.policy import TrackerRules
from bot.support.ports.trackers import Tracker
from bot.support.tracking import (
    Fact,
    TrackedCase,
    TrackedChange,
    TrackedState,
    TrackerLink,
    case_of,
    clean,
)
from bot.trackers.github import GitHubTracker
from bot.trackers.jira import JiraTracker
from bot.trackers.opening import Closable
from bot.trackers.webhook import WebhookTracker
from bot.trackers.zendesk import ZendeskTracker
from tests.fakes import FakeTracker
from tests.sample_contents import NOW, a_ticket
from tests.tracker_servers import (
    TOKEN,
    USER,
    GitHubServer,
    JiraServer,
    ReceiverServer,
    TrackerServer,
    ZendeskServer,
    serving,
)

OPEN, RESOLVED, CLOSED = TrackedState
KEY, OTHER = "a1" * 12, "b2" * 12
HOSTILE = (
    "令牌 <img src=x onerror=alert(1)> @everyone #1 [click](javascript:alert(1)) ![](https://evil.example)\n"
    "```\n~~~\n</pre><script>alert(1)</script> {{ticket.requester.email}} {code} [~admin]\n"
    "<!-- doorstep dead --> \u202eback to front\x00\x1b[31m *bold* |h1. x| \ud800 ````four````"
)


@dataclass
class Shown:
    """An issue as a reader of the tracker sees it.

    `loose` is what its markup would interpret; "" where there is no markup.
    """

    title: str
    text: str
    comments: list[str]
    open: bool
    severity: str
    loose: str = ""


class Scene(Protocol):
    """A tracker, what people see in it, and its bad days."""

    @property
    def tracker(self) -> Tracker: ...

    def shown(self) -> list[Shown]: ...
    def lose_an_answer(self) -> None: ...
    def go_away(self) -> None: ...
    def come_back(self) -> None: ...
    def slow_down(self, seconds: int) -> None: ...
    def with_wrong_credentials(self) -> Tracker: ...


class FakeScene:
    def __init__(self) -> None:
        self.tracker = self._fake = FakeTracker()

    def shown(self) -> list[Shown]:
        return [
            Shown(
                title=one.case.title,
                text="\n".join(f"{fact.name}\n{fact.text}" for fact in one.case.facts),
                comments=list(one.comments.values()),
                open=one.open,
                severity=one.case.severity,
            )
            for one in self._fake.issues.values()
        ]

    def lose_an_answer(self) -> None:
        self._fake.lost = 1

    def go_away(self) -> None:
        self._fake.failure = TrackerUnavailable("It is away.")

    def come_back(self) -> None:
        self._fake.failure = None

    def slow_down(self, seconds: int) -> None:
        self._fake.failure = TrackerUnavailable("Slowly.", retry_after=seconds)

    def with_wrong_credentials(self) -> Tracker:
        other = FakeTracker()
        other.failure = TrackerRefused("It refuses.", "Correct DOORSTEP_TRACKER_TOKEN.")
        return other


class ServerScene:
    server: TrackerServer

    def __init__(self, leaving: ExitStack) -> None:
        self.leaving = leaving
        leaving.enter_context(serving(self.server))
        self.tracker: Tracker = self._closing(self.open(TOKEN))

    def open(self, token: str) -> Closable:
        raise NotImplementedError

    def shown(self) -> list[Shown]:
        raise NotImplementedError

    def _closing(self, tracker: Closable) -> Closable:
        self.leaving.callback(tracker.close)
        return tracker

    def lose_an_answer(self) -> None:
        self.server.faults.lost = 1

    def go_away(self) -> None:
        self.server.faults.away = 1000

    def come_back(self) -> None:
        self.server.faults.away = self.server.faults.limited = 0

    def slow_down(self, seconds: int) -> None:
        self.server.faults.limited, self.server.faults.retry_after = 1000, str(seconds)

    def with_wrong_credentials(self) -> Tracker:
        return self._closing(self.open("wrong"))


class GitHubScene(ServerScene):
    server: GitHubServer

    def __init__(self, leaving: ExitStack) -> None:
        self.server = GitHubServer()
        super().__init__(leaving)

    def open(self, token: str) -> Closable:
        return GitHubTracker("acme/support", token, self.server.url)

    def shown(self) -> list[Shown]:
        return [
            Shown(
                title=one["title"],
                text=_fences(one["body"]),
                comments=[
                    _fences(each["body"]) + _loose(each["body"])
                    for each in self.server.comments[one["number"]]
                ],
                open=one["state"] == "open",
                severity=_after(one["labels"], "severity: "),
                loose=_loose(one["body"]),
            )
            for one in self.server.issues
        ]


def _fences(markdown: str) -> str:
    found = [one.content for one in MarkdownIt().parse(markdown) if one.type == "fence"]
    return "\n".join(found)


def _loose(markdown: str) -> str:
    found = [one.content for one in MarkdownIt().parse(markdown) if one.type != "fence"]
    return "\n".join(found)


def _after(labels: list[Any], prefix: str) -> str:
    names = [one["name"] if isinstance(one, dict) else one for one in labels]
    (severity,) = [one.removeprefix(prefix) for one in names if one.startswith(prefix)]
    return str(severity)


class JiraScene(ServerScene):
    server: JiraServer

    def __init__(self, leaving: ExitStack) -> None:
        self.server = JiraServer()
        super().__init__(leaving)

    def open(self, token: str) -> Closable:
        return JiraTracker(self.server.url, USER, token, "SUP")

    def shown(self) -> list[Shown]:
        return [
            Shown(
                title=one["fields"]["summary"],
                text=_leaves(one["fields"]["description"]),
                comments=[_leaves(each) for each in one["comments"]],
                open=one["fields"]["status"]["statusCategory"]["key"] != "done",
                severity=_after(one["fields"]["labels"], "severity-"),
            )
            for one in self.server.issues
        ]


def _leaves(node: dict[str, Any]) -> str:
    if node["type"] == "text":
        return str(node["text"])
    return "\n".join(_leaves(one) for one in node["content"])


class ZendeskScene(ServerScene):
    server: ZendeskServer

    def __init__(self, leaving: ExitStack) -> None:
        self.server = ZendeskServer()
        super().__init__(leaving)

    def open(self, token: str) -> Closable:
        return ZendeskTracker(self.server.url, USER, token)

    def shown(self) -> list[Shown]:
        severities = {"low": "low", "normal": "medium", "high": "high", "urgent": "critical"}
        found = []
        for one in self.server.tickets:
            assert not any(each["public"] for each in one["comments"])
            texts = [_Html(each["html_body"]) for each in one["comments"]]
            found.append(
                Shown(
                    title=one["subject"],
                    text=texts[0].text,
                    comments=[each.text for each in texts[1:]],
                    open=one["status"] == "open",
                    severity=severities[one["priority"]],
                    loose=texts[0].loose,
                )
            )
        return found


class _Html(HTMLParser):
    """The text, and in `loose` what a browser or Zendesk itself would act upon."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.loose = " ".join(re.findall(r"\{\{.*?\}\}", html))
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"p", "b", "i", "pre"} or attrs:
            self.loose += f"<{tag}>"

    def handle_comment(self, data: str) -> None:
        self.loose += data


class WebhookScene(ServerScene):
    server: ReceiverServer

    def __init__(self, leaving: ExitStack) -> None:
        self.server = ReceiverServer()
        super().__init__(leaving)

    def open(self, token: str) -> Closable:
        return WebhookTracker(f"{self.server.url}/hooks/tickets", token)

    def shown(self) -> list[Shown]:
        """As a receiver that keeps cases would show them."""
        cases: dict[str, Shown] = {}
        for one in self.server.deliveries.values():
            ticket, change = one["data"]["ticket"], one["data"].get("change")
            shown = Shown(ticket["title"], _plain(ticket["facts"]), [], True, ticket["severity"])
            shown = cases.setdefault(ticket["label"], shown)
            shown.severity = ticket["severity"]
            if one["type"] == "ticket.updated":
                shown.comments.append(f"{change['headline']}\n{_plain(change['facts'])}")
                shown.open = change["after"] == "open"
        return list(cases.values())


def _plain(facts: list[dict[str, str]]) -> str:
    return "\n".join(f"{one['name']}\n{one['text']}" for one in facts)


SCENES: dict[str, type[ServerScene]] = {
    "github": GitHubScene,
    "jira": JiraScene,
    "zendesk": ZendeskScene,
    "webhook": WebhookScene,
}


@pytest.fixture(params=["fake", *SCENES])
def scene(request: pytest.FixtureRequest) -> Iterator[Scene]:
    if request.param == "fake":
        yield FakeScene()
        return
    with ExitStack() as leaving:
        yield SCENES[request.param](leaving)


def a_case(text: str = "Calls drop", **changes: Any) -> TrackedCase:
    """Of a ticket where every text is this one."""
    return case_of(a_ticket(text, **changes), TrackerRules())


def a_change(before: TrackedState = OPEN, after: TrackedState = OPEN, **more: Any) -> TrackedChange:
    values: dict[str, Any] = {
        "kind": "claimed",
        "headline": f"DS-142 is now {after}, it was {before}.",
        "before": before,
        "after": after,
        "at": NOW,
    }
    return TrackedChange(**(values | more))


def published(scene: Scene, case: TrackedCase | None = None) -> TrackerLink:
    return scene.tracker.publish(case or a_case(), key=KEY)


def test_it_says_what_is_there(scene: Scene) -> None:
    assert scene.tracker.check()


def test_a_ticket_is_published_with_all_that_was_told(scene: Scene) -> None:
    link = published(scene)
    (issue,) = scene.shown()
    assert issue.title == "[DS-142] Calls drop"
    assert issue.text.count("Calls drop") >= len(TicketFields.model_fields) - 1
    assert (issue.open, issue.severity, issue.comments) == (True, "high", [])
    assert link.id
    assert link.url.startswith("http")


def test_a_key_publishes_once(scene: Scene) -> None:
    first = published(scene)
    assert published(scene) == first
    assert len(scene.shown()) == 1


def test_another_key_is_another_ticket(scene: Scene) -> None:
    published(scene)
    scene.tracker.publish(a_case(id=143), key=OTHER)
    assert len(scene.shown()) == 2


def test_a_lost_answer_publishes_nothing_twice(scene: Scene) -> None:
    scene.lose_an_answer()
    with pytest.raises(TrackerUnavailable):
        published(scene)
    assert len(scene.shown()) == 1
    link = published(scene)
    assert len(scene.shown()) == 1
    scene.tracker.update(link, a_case(), a_change(), key=OTHER)
    assert len(scene.shown()[0].comments) == 1


def test_news_are_told_once_per_key(scene: Scene) -> None:
    link = published(scene)
    for key in (KEY, OTHER, KEY, OTHER):
        facts = (Fact(name="Resolution", text=f"Update to 4.3.2 {key}"),)
        scene.tracker.update(link, a_case(), a_change(facts=facts), key=f"{key}update")
    comments = scene.shown()[0].comments
    assert [KEY in one for one in comments] == [True, False]
    assert [OTHER in one for one in comments] == [False, True]
    assert "Update to 4.3.2" in comments[0]
    assert "DS-142 is now open" in comments[0]


def test_a_lost_answer_tells_nothing_twice_and_still_closes(scene: Scene) -> None:
    link = published(scene)
    scene.lose_an_answer()
    ending = a_change(OPEN, RESOLVED)
    with pytest.raises(TrackerUnavailable):
        scene.tracker.update(link, a_case(), ending, key=OTHER)
    scene.tracker.update(link, a_case(), ending, key=OTHER)
    (issue,) = scene.shown()
    assert len(issue.comments) == 1
    assert not issue.open


def test_it_closes_and_opens_with_the_ticket(scene: Scene) -> None:
    link = published(scene)
    seen = []
    states = [OPEN, OPEN, RESOLVED, CLOSED, OPEN, CLOSED]
    for number, (before, after) in enumerate(pairwise(states)):
        scene.tracker.update(link, a_case(), a_change(before, after), key=f"{number}{KEY}")
        seen.append(scene.shown()[0].open)
    assert seen == [True, False, False, True, False]


def test_a_corrected_severity_is_shown(scene: Scene) -> None:
    link = published(scene)
    case = a_case(severity=Severity.CRITICAL)
    scene.tracker.update(link, case, a_change(severity=Severity.CRITICAL), key=OTHER)
    assert scene.shown()[0].severity == "critical"


def test_wrong_credentials_name_the_setting(scene: Scene) -> None:
    tracker = scene.with_wrong_credentials()
    for attempt in (
        tracker.check,
        lambda: tracker.publish(a_case(), key=KEY),
        lambda: tracker.update(TrackerLink(id="1"), a_case(), a_change(), key=OTHER),
    ):
        with pytest.raises(TrackerRefused) as raised:
            attempt()
        assert "DOORSTEP_TRACKER_TOKEN" in raised.value.remedy
        assert TOKEN not in raised.value.message + raised.value.remedy
    assert scene.shown() == []


def test_away_now_and_back_later(scene: Scene) -> None:
    scene.go_away()
    with pytest.raises(TrackerUnavailable) as raised:
        published(scene)
    assert raised.value.retry_after == 0
    scene.come_back()
    published(scene)
    assert len(scene.shown()) == 1


def test_it_says_for_how_long_to_wait(scene: Scene) -> None:
    scene.slow_down(7)
    with pytest.raises(TrackerUnavailable) as raised:
        published(scene)
    assert raised.value.retry_after == 7
    scene.come_back()
    published(scene)


def test_hostile_words_stay_words(scene: Scene) -> None:
    """Shown as they were written, without what no tracker can show; never acted upon."""
    link = published(scene, a_case(HOSTILE))
    facts = (Fact(name="Resolution", text=clean(HOSTILE)),)
    scene.tracker.update(link, a_case(HOSTILE), a_change(facts=facts), key=OTHER)
    (issue,) = scene.shown()
    for text in (issue.text, *issue.comments):
        assert clean(HOSTILE) in text
    for sign in ("@everyone", "evil.example", "<img", "<script", "{{", "alert", "dead"):
        assert sign not in issue.loose
    assert "\n" not in issue.title
    assert len(issue.title) <= 200
    for gone in ("\x00", "\x1b", "\u202e", "\ud800"):
        assert gone not in issue.text + issue.title


def test_the_longest_ticket_fits(scene: Scene) -> None:
    published(scene, a_case("日志 " * 20_000))
    (issue,) = scene.shown()
    assert "(cut; Doorstep has the whole text)" in issue.text


def test_a_ticket_of_long_ago_is_found_again(scene: Scene) -> None:
    """The tracker was away for weeks, then its first answer was lost."""
    case = a_case(created_at=NOW - timedelta(days=60))
    scene.lose_an_answer()
    with pytest.raises(TrackerUnavailable):
        published(scene, case)
    published(scene, case)
    assert len(scene.shown()) == 1
