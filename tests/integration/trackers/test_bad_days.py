"""What only one tracker does, and what each says when it refuses, over real HTTP."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import structlog

from bot.config import load_settings
from bot.errors import (
    ConfigError,
    TrackerError,
    TrackerRefused,
    TrackerRejected,
    TrackerUnavailable,
)
from bot.logs import configure_logging
from bot.support.models import Severity
from bot.support.policy import TrackerRules
from bot.support.tracking import TrackedChange, TrackedState, case_of
from bot.trackers.api import Api, Names
from bot.trackers.github import GitHubTracker
from bot.trackers.jira import JiraTracker
from bot.trackers.opening import open_tracker
from bot.trackers.webhook import WebhookTracker, sign, signing_key
from bot.trackers.zendesk import ZendeskTracker
from tests.sample_contents import NOW, a_ticket
from tests.tracker_servers import (
    TOKEN,
    USER,
    GitHubServer,
    JiraServer,
    ReceiverServer,
    StrangerServer,
    TrackerServer,
    ZendeskServer,
    serving,
)

KEY = "a1" * 12
CASE = case_of(a_ticket("Calls drop for Nimbus"), TrackerRules())
OPEN, RESOLVED = TrackedState.OPEN, TrackedState.RESOLVED


def a_change(before: TrackedState = OPEN, after: TrackedState = OPEN) -> TrackedChange:
    return TrackedChange(kind="claimed", headline="News.", before=before, after=after, at=NOW)


@contextmanager
def github(server: GitHubServer, repository: str = "acme/support") -> Iterator[GitHubTracker]:
    with serving(server):
        tracker = GitHubTracker(repository, TOKEN, server.url)
        yield tracker
        tracker.close()


@contextmanager
def jira(server: JiraServer, **names: str) -> Iterator[JiraTracker]:
    with serving(server):
        tracker = JiraTracker(server.url, USER, TOKEN, "SUP", **names)
        yield tracker
        tracker.close()


@contextmanager
def zendesk(server: ZendeskServer) -> Iterator[ZendeskTracker]:
    with serving(server):
        tracker = ZendeskTracker(server.url, USER, TOKEN)
        yield tracker
        tracker.close()


@contextmanager
def webhook(server: ReceiverServer, secret: str = TOKEN) -> Iterator[WebhookTracker]:
    with serving(server):
        tracker = WebhookTracker(f"{server.url}/hooks/secret-path", secret)
        yield tracker
        tracker.close()


# Every tracker -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (401, TrackerRefused, "DOORSTEP_TRACKER_TOKEN"),
        (403, TrackerRefused, "the rights of DOORSTEP_TRACKER_TOKEN"),
        (404, TrackerRefused, "DOORSTEP_TRACKER_PROJECT"),
        (301, TrackerRefused, "DOORSTEP_TRACKER_URL"),
        (400, TrackerRejected, ""),
        (422, TrackerRejected, ""),
        (408, TrackerUnavailable, ""),
        (429, TrackerUnavailable, ""),
        (500, TrackerUnavailable, ""),
        (503, TrackerUnavailable, ""),
    ],
)
def test_a_refusal_is_sorted_and_names_the_setting(
    status: int, kind: type[TrackerError], said: str
) -> None:
    server = GitHubServer()
    server.faults.status = status
    with github(server) as tracker, pytest.raises(kind) as raised:
        tracker.publish(CASE, key=KEY)
    assert said in raised.value.remedy
    assert "GitHub" in raised.value.message
    assert str(status) in raised.value.message


def test_nobody_there_is_a_failure_that_may_pass() -> None:
    server = TrackerServer()
    with serving(server):
        pass  # the port is free again
    tracker = WebhookTracker(f"{server.url}/hooks/secret-path", TOKEN)
    with pytest.raises(TrackerUnavailable) as raised:
        tracker.publish(CASE, key=KEY)
    tracker.close()
    assert "cannot be reached" in raised.value.message
    assert "secret-path" not in raised.value.message + raised.value.remedy


@pytest.mark.parametrize("address", ["ftp://tracker.example", "no address", "https://[", "http://"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(TrackerError) as raised:
        WebhookTracker(address, TOKEN).publish(CASE, key=KEY)
    assert "DOORSTEP_TRACKER_URL" in raised.value.message + raised.value.remedy


@pytest.mark.parametrize("answer", ["<html>Log in</html>", "[]", '{"hello": 1}', "null", "7"])
def test_somebody_else_who_answers_is_named(answer: str) -> None:
    server = StrangerServer(said=answer)
    with serving(server):
        for tracker in (
            GitHubTracker("acme/support", TOKEN, server.url),
            JiraTracker(server.url, USER, TOKEN, "SUP"),
            ZendeskTracker(server.url, USER, TOKEN),
        ):
            with pytest.raises(TrackerUnavailable, match="not") as raised:
                tracker.publish(CASE, key=KEY)
            assert "DOORSTEP_TRACKER_URL" in raised.value.remedy
            tracker.close()


@pytest.mark.parametrize(
    ("status", "headers", "least", "most"),
    [
        (429, {"retry-after": "12"}, 12, 12),
        (503, {"retry-after": "12.5"}, 12.5, 12.5),
        (429, {"retry-after": "Wed, 25 Nov 2099 12:00:00 GMT"}, 1e9, 1e10),
        (429, {"retry-after": "Wed, 25 Nov 2009 12:00:00 GMT"}, 0, 0),
        (429, {"retry-after": "soon"}, 0, 0),
        (429, {}, 0, 0),
        (403, {"retry-after": "60"}, 60, 60),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "4102444800"}, 1e9, 1e10),
        (403, {"x-ratelimit-remaining": "0"}, 60, 60),
    ],
)
def test_the_wish_to_wait_is_understood(
    status: int, headers: dict[str, str], least: float, most: float
) -> None:
    api = Api("http://x", Names("It"))
    error = api._problem(httpx.Response(status, headers=headers))
    api.close()
    assert isinstance(error, TrackerUnavailable)
    assert least <= error.retry_after <= most


@pytest.mark.parametrize("status", [400, 401, 404, 422, 429, 500])
def test_no_secret_and_no_word_of_a_customer_in_errors(status: int) -> None:
    server = ReceiverServer()
    server.faults.status = status
    with webhook(server) as tracker, pytest.raises(TrackerError) as raised:
        tracker.publish(CASE, key=KEY)
    for secret in (TOKEN, "secret-path", "Nimbus"):
        assert secret not in f"{raised.value.message} {raised.value.remedy}"


def test_addresses_of_requests_are_not_logged() -> None:
    """httpx tells of each request at INFO, whatever the desk's own level is."""
    kept = logging.root.handlers[:], logging.root.level
    try:
        configure_logging("DEBUG")
        assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    finally:
        logging.root.handlers[:], level = kept
        logging.root.setLevel(level)
        structlog.reset_defaults()


# GitHub ------------------------------------------------------------------------------------------


def test_github_finds_its_issue_among_many() -> None:
    server = GitHubServer()
    with github(server) as tracker:
        first = tracker.publish(CASE, key=KEY)
        for number in range(250):
            server.add(f"other {number}", "", ["bug", "severity: low"])
        assert tracker.publish(CASE, key=KEY) == first


def test_github_looks_no_further_back_than_the_ticket_is_old() -> None:
    server = GitHubServer(now=NOW - timedelta(days=9))
    for number in range(500):
        server.add(f"other {number}", "", [])
    server.now = NOW
    with github(server) as tracker:
        tracker.publish(CASE, key=KEY)
    assert [method for method, _ in server.requests] == ["GET", "POST"]


def test_github_leaves_alone_what_an_engineer_did() -> None:
    server = GitHubServer()
    with github(server) as tracker:
        link = tracker.publish(CASE, key=KEY)
        server.issues[0]["state"] = "closed"
        server.issues[0]["labels"].append({"name": "wontfix"})
        tracker.update(link, CASE, a_change(), key="b" * 24)
        assert server.issues[0]["state"] == "closed"
        change = a_change().model_copy(update={"severity": Severity.LOW})
        tracker.update(link, CASE.model_copy(update={"severity": Severity.LOW}), change, key="c")
    names = [one["name"] for one in server.issues[0]["labels"]]
    assert names == ["doorstep", "wontfix", "severity: low"]


def test_github_without_the_repository_or_its_issues() -> None:
    with github(GitHubServer(), "acme/elsewhere") as tracker:
        with pytest.raises(TrackerRefused) as raised:
            tracker.check()
        assert "DOORSTEP_TRACKER_PROJECT" in raised.value.remedy


# Jira --------------------------------------------------------------------------------------------


def test_jira_moves_by_the_names_of_the_project() -> None:
    server = JiraServer()
    with jira(server, resolve="close IT", reopen="Start") as tracker:
        link = tracker.publish(CASE, key=KEY)
        tracker.update(link, CASE, a_change(OPEN, RESOLVED), key="b")
        assert server.issues[0]["fields"]["status"]["name"] == "Done"
        tracker.update(link, CASE, a_change(RESOLVED, OPEN), key="c")
    assert server.issues[0]["fields"]["status"]["name"] == "In Progress"


def test_jira_without_such_a_transition_says_which_there_are() -> None:
    with jira(JiraServer(), resolve="Ship it") as tracker:
        link = tracker.publish(CASE, key=KEY)
        with pytest.raises(TrackerRejected) as raised:
            tracker.update(link, CASE, a_change(OPEN, RESOLVED), key="b")
    assert "Start, Close it" in raised.value.message
    assert "DOORSTEP_JIRA_RESOLVE" in raised.value.remedy


def test_jira_leaves_what_an_engineer_moved() -> None:
    server = JiraServer()
    with jira(server) as tracker:
        link = tracker.publish(CASE, key=KEY)
        tracker._move("/issue/SUP-1", done=True)
        before = len(server.requests)
        tracker.update(link, CASE, a_change(OPEN, RESOLVED), key="b")
    assert "/rest/api/3/issue/SUP-1/transitions" not in [p for _, p in server.requests[before:]]


def test_jira_without_the_issue_type_names_the_setting() -> None:
    with jira(JiraServer(), issue_type="Ticket") as tracker:
        for attempt in (tracker.check, lambda: tracker.publish(CASE, key=KEY)):
            with pytest.raises(TrackerRefused) as raised:
                attempt()
            assert "DOORSTEP_JIRA_ISSUE_TYPE" in raised.value.remedy


# Zendesk -----------------------------------------------------------------------------------------


def test_zendesk_closed_for_good_is_said() -> None:
    server = ZendeskServer()
    with zendesk(server) as tracker:
        link = tracker.publish(CASE, key=KEY)
        server.tickets[0]["status"] = "closed"
        with pytest.raises(TrackerRejected) as raised:
            tracker.update(link, CASE, a_change(RESOLVED, OPEN), key="b")
    assert "follow-up" in raised.value.remedy


def test_zendesk_of_an_end_user_is_refused() -> None:
    with zendesk(ZendeskServer(role="end-user")) as tracker, pytest.raises(TrackerRefused):
        tracker.check()


# Webhook -----------------------------------------------------------------------------------------


def test_a_receiver_refuses_what_is_sent_again_later() -> None:
    server = ReceiverServer(now=datetime.now(UTC) + timedelta(minutes=6))
    with webhook(server) as tracker, pytest.raises(TrackerRefused):
        tracker.publish(CASE, key=KEY)
    assert server.deliveries == {}


def test_each_try_is_signed_at_its_own_time_under_one_id() -> None:
    server = ReceiverServer()
    with webhook(server) as tracker:
        tracker.publish(CASE, key=KEY)
        tracker.publish(CASE, key=KEY)
    assert (list(server.deliveries), server.repeated) == ([KEY], 1)


def test_a_receiver_that_says_conflict_has_it() -> None:
    with webhook(ReceiverServer(conflicts=True)) as tracker:
        tracker.publish(CASE, key=KEY)
        link = tracker.publish(CASE, key=KEY)
    assert (link.id, link.url) == ("DS-142", "")


def test_the_signature_of_the_specification() -> None:
    """The example that the Standard Webhooks libraries test with."""
    key = signing_key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_that_is_cut_off_is_refused() -> None:
    with pytest.raises(TrackerRefused) as raised:
        signing_key("whsec_not base64")
    assert "DOORSTEP_TRACKER_TOKEN" in raised.value.message


# Settings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tracker": "github"}, "DOORSTEP_TRACKER_PROJECT and DOORSTEP_TRACKER_TOKEN"),
        ({"tracker": "github", "tracker_token": "t", "tracker_project": "acme"}, "owner/name"),
        ({"tracker": "github", "tracker_token": "t\u200b", "tracker_project": "a/b"}, "characters"),
        ({"tracker": "jira", "tracker_token": "t"}, "DOORSTEP_TRACKER_URL"),
        ({"tracker": "webhook", "tracker_url": "http://host", "tracker_token": "t"}, "https://"),
        ({"tracker": "bugzilla"}, "tracker"),
    ],
)
def test_settings_that_do_not_do(given: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        open_tracker(load_settings(**given, _env_file=None))
    assert said in f"{raised.value.message} {raised.value.remedy}"
