"""Deliveries to a tracker as durable work: in order, once, patient, and no burden on the rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from dbos import DBOS
from structlog.testing import capture_logs

from bot.support.tracking import Delivery
from bot.workflows import DurableJobs
from tests.integration.workflows.test_durable_jobs import (
    PATIENCE,
    Recorder,
    in_seconds,
    message,
    wait_for,
)

Start = Callable[..., AbstractContextManager[DurableJobs]]


class Post:
    """Implements workflows.MirrorHandler: tells the `news`, fails and hangs on demand."""

    def __init__(self) -> None:
        self.news: dict[int, list[str]] = {}
        self.told: list[tuple[int, str]] = []
        self.tries: list[float] = []
        self.away = 0  # deliveries from now on that find the tracker away
        self.broken = 0  # and that break on our side
        self.pause = 0.0
        self.refuses: set[int] = set()
        self.hangs: set[int] = set()
        self.gate = threading.Event()

    def deliver(self, ticket_id: int) -> Delivery:
        self.tries.append(time.monotonic())
        if ticket_id in self.hangs:
            self.gate.wait(PATIENCE)
        if self.broken:
            self.broken -= 1
            raise OSError(ticket_id)
        if self.away:
            self.away -= 1
            return Delivery(state="waits", pause=self.pause)
        if ticket_id in self.refuses:
            return Delivery(state="laid_aside")
        if not self.news.get(ticket_id):
            return Delivery(state="done")
        self.told.append((ticket_id, self.news[ticket_id].pop(0)))
        return Delivery(state="told")


@pytest.fixture
def start(tmp_path: Path) -> Start:
    @contextmanager
    def run(post: Post | None, desk: Recorder | None = None) -> Iterator[DurableJobs]:
        url = f"sqlite:///{tmp_path / 'workflows.db'}"
        jobs = DurableJobs(url, executor_id="test", retry_seconds=0.01, poll_seconds=0.02)
        jobs.start(desk or Recorder(), mirrors=post)
        try:
            yield jobs
        finally:
            jobs.stop()

    return run


@pytest.fixture
def post() -> Iterator[Post]:
    one = Post()
    with capture_logs():
        yield one
    one.gate.set()


def status(workflow: str) -> str:
    found = DBOS.list_workflows(workflow_id_prefix=workflow)
    return found[0].status if found else ""


def test_news_are_told_in_order_and_queued_once(start: Start, post: Post) -> None:
    post.news = {7: ["filed", "claimed"], 8: ["filed"]}
    with start(post) as jobs:
        for origin in ("1", "2", "1"):
            jobs.mirror(7, origin=origin)
        jobs.mirror(8, origin="3")
        wait_for(lambda: status("mirror:7:2") == status("mirror:8:3") == "SUCCESS")
        post.news[7] = ["resolved"]
        jobs.mirror(7, origin="2")  # known: it does not run again
        time.sleep(0.1)
        assert post.news[7] == ["resolved"]
        jobs.mirror(7, origin="4")
        wait_for(lambda: not post.news[7])
    assert [one for one in post.told if one[0] == 7] == [
        (7, "filed"),
        (7, "claimed"),
        (7, "resolved"),
    ]
    assert (8, "filed") in post.told


def test_one_ticket_at_a_time(start: Start, post: Post) -> None:
    post.news, post.hangs = {7: ["filed", "claimed"]}, {7}
    with start(post) as jobs:
        for origin in ("1", "2", "3"):
            jobs.mirror(7, origin=origin)
        wait_for(lambda: post.tries)
        time.sleep(0.2)
        assert len(post.tries) == 1
        post.gate.set()
        wait_for(lambda: status("mirror:7:3") == "SUCCESS")
    assert post.told == [(7, "filed"), (7, "claimed")]


def test_an_outage_is_outlasted_with_growing_pauses(start: Start, post: Post) -> None:
    post.news, post.away, post.broken = {7: ["filed"]}, 4, 2
    with start(post) as jobs:
        jobs.mirror(7, origin="1")
        wait_for(lambda: post.told)
    pauses = [after - before for before, after in zip(post.tries, post.tries[1:], strict=False)]
    assert len(pauses) >= 6
    assert pauses[5] > 0.3  # 0.01 doubled five times
    assert post.told == [(7, "filed")]


def test_the_tracker_is_given_the_time_it_asks_for(start: Start, post: Post) -> None:
    post.news, post.away, post.pause = {7: ["filed"]}, 1, 1.2
    with start(post) as jobs:
        jobs.mirror(7, origin="1")
        wait_for(lambda: post.told)
    assert post.tries[1] - post.tries[0] >= 1.2


def test_what_waits_goes_on_after_a_stop(start: Start, post: Post) -> None:
    post.news, post.away, post.pause = {7: ["filed"]}, 1, 1.5
    with start(post) as jobs:
        jobs.mirror(7, origin="1")
        wait_for(lambda: post.tries)
        time.sleep(0.2)
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 3.0
    assert post.told == []
    with start(post):
        wait_for(lambda: post.told)
    assert post.told == [(7, "filed")]


def test_what_is_refused_ends_and_the_next_news_try_again(start: Start, post: Post) -> None:
    post.news, post.refuses = {7: ["filed", "claimed"]}, {7}
    with start(post) as jobs:
        jobs.mirror(7, origin="1")
        wait_for(lambda: status("mirror:7:1") == "SUCCESS")
        assert post.told == []
        post.refuses = set()
        jobs.mirror(7, origin="2")
        wait_for(lambda: len(post.told) == 2)


def test_a_tracker_that_hangs_holds_up_neither_threads_nor_clocks(start: Start, post: Post) -> None:
    post.hangs = set(range(20))
    desk = Recorder()
    desk.plan = in_seconds(0.1)
    with start(post, desk) as jobs:
        for ticket in range(20):
            jobs.mirror(ticket, origin="1")
        wait_for(lambda: len(post.tries) == 2)
        jobs.watch(7, origin="filed")
        jobs.handle(message(1))
        wait_for(lambda: desk.rung and desk.handled)
        assert len(post.tries) == 2  # requests at once
        post.gate.set()
        wait_for(lambda: len(post.tries) == 20)


def test_a_tracker_that_was_taken_away_leaves_nothing_waiting(start: Start, post: Post) -> None:
    post.news, post.away, post.pause = {7: ["filed"]}, 1, 0.5
    with start(post) as jobs:
        jobs.mirror(7, origin="1")
        wait_for(lambda: post.tries)
        time.sleep(0.1)
    with start(None):
        wait_for(lambda: status("mirror:7:1") == "SUCCESS")
    assert post.told == []
