"""Ingests as durable work: one by one, once per run, by schedule, reported when Slack is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from dbos import DBOS
from structlog.testing import capture_logs

from bot.errors import SlackUnavailable, StorageError, Undeliverable
from bot.support.messages import IngestNews
from bot.support.models import IngestOrder, Schedule
from bot.workflows import DurableJobs, leave_report
from tests.fakes import an_outcome
from tests.integration.workflows.test_durable_jobs import PATIENCE, Recorder, wait_for

Start = Callable[..., AbstractContextManager[DurableJobs]]


class Shelf:
    """Implements workflows.IngestHandler: notes what it is told, waits and fails on demand."""

    def __init__(self) -> None:
        self.announced: list[str] = []
        self.carried: list[str] = []
        self.reported: list[IngestNews] = []
        self.away = 0  # reports that fail from now on
        self.gone = False
        self.broken = False
        self.held = False
        self.waiting = threading.Event()
        self.at_once = self.most_at_once = 0
        self.gaps: list[str] = []

    def tell_gaps(self, run: str) -> None:
        self.gaps.append(run)

    def announce(self, order: IngestOrder) -> None:
        self.announced.append(order.run)

    def carry_out(self, order: IngestOrder, go_on: Callable[[], None]) -> IngestNews:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.broken:
                raise ValueError(order.source)
            time.sleep(0.02)
            self.waiting.set()
            deadline = time.monotonic() + PATIENCE
            while self.held and time.monotonic() < deadline:
                go_on()
                time.sleep(0.01)
        finally:
            self.at_once -= 1
        self.carried.append(order.run)
        return IngestNews(order=order, outcome=an_outcome(order.source))

    def report(self, news: IngestNews) -> None:
        if self.gone:
            raise Undeliverable("The channel is archived.")
        if self.away:
            self.away -= 1
            raise SlackUnavailable("Slack is away.")
        self.reported.append(news)


@pytest.fixture
def start(tmp_path: Path) -> Start:
    @contextmanager
    def run(shelf: Shelf, *schedules: Schedule) -> Iterator[DurableJobs]:
        url = f"sqlite:///{tmp_path / 'workflows.db'}"
        jobs = DurableJobs(url, executor_id="test", retry_seconds=0.01, poll_seconds=0.02)
        jobs.start(Recorder(), shelf, schedules, "Asia/Shanghai")
        try:
            yield jobs
        finally:
            jobs.stop()

    return run


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with capture_logs():
        yield Shelf()


def order(run: str, source: str = "guides") -> IngestOrder:
    return IngestOrder(source=source, run=run, why="webhook")


def test_one_after_the_other_and_each_run_once(start: Start, shelf: Shelf) -> None:
    with start(shelf) as jobs:
        for run in ("a", "b", "a", "c"):
            jobs.ingest(order(run))
        wait_for(lambda: len(shelf.reported) == 3)
        jobs.ingest(order("b"))
        time.sleep(0.1)
    assert sorted(shelf.carried) == ["a", "b", "c"]
    assert shelf.most_at_once == 1
    assert {news.order.run for news in shelf.reported} == {"a", "b", "c"}


def test_a_stop_ends_it_and_the_next_start_does_it(start: Start, shelf: Shelf) -> None:
    shelf.held = True
    with start(shelf) as jobs:
        jobs.ingest(order("long"))
        shelf.waiting.wait(PATIENCE)
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 3.0
    wait_for(lambda: shelf.at_once == 0)
    assert shelf.carried == []
    shelf.held = False
    with start(shelf):
        wait_for(lambda: shelf.reported)
    assert shelf.carried == ["long"]
    assert shelf.announced == ["long"]


def test_a_report_waits_for_slack_and_delays_no_ingest(start: Start, shelf: Shelf) -> None:
    shelf.away = 6
    with start(shelf) as jobs:
        jobs.ingest(order("a"))
        jobs.ingest(order("b"))
        wait_for(lambda: len(shelf.reported) == 2)
    assert shelf.carried == ["a", "b"]


def test_a_channel_that_is_gone_is_given_up(start: Start, shelf: Shelf) -> None:
    shelf.gone = True
    with start(shelf) as jobs:
        jobs.ingest(order("a"))
        wait_for(lambda: _status("report:a") == "SUCCESS")
    assert shelf.reported == []


def test_what_breaks_is_reported_as_broken(start: Start, shelf: Shelf) -> None:
    shelf.broken = True
    with start(shelf) as jobs:
        jobs.ingest(order("a"))
        wait_for(lambda: shelf.reported)
    (news,) = shelf.reported
    assert news.problem
    assert "doorstep ingest --source guides" in news.remedy


def test_a_delivery_that_failed_may_be_sent_again_and_one_that_is_done_may_not(
    start: Start, shelf: Shelf
) -> None:
    shelf.broken = True
    with start(shelf) as jobs:
        assert jobs.ingest_unless_done(order("d"))
        wait_for(lambda: _status("ingest:d") == "SUCCESS")
        shelf.broken = False
        shelf.held = True
        assert jobs.ingest_unless_done(order("d"))
        shelf.waiting.wait(PATIENCE)
        assert jobs.ingest_unless_done(order("d")), "it is under way"
        shelf.held = False
        wait_for(lambda: _status("ingest:d:2") == "SUCCESS")
        assert not jobs.ingest_unless_done(order("d"))
        wait_for(lambda: len(shelf.reported) == 2)
    assert shelf.carried == ["d:2"]
    assert [bool(news.problem) for news in shelf.reported] == [True, False]


def test_a_report_of_another_process_is_posted_once_when_the_desk_runs(
    start: Start, shelf: Shelf, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'workflows.db'}"
    news = IngestNews(order=order("cli", "guides"), outcome=an_outcome("guides"))
    with pytest.raises(StorageError, match="doorstep run"):
        leave_report(url, news)
    with start(shelf):
        pass
    leave_report(url, news)
    leave_report(url, news)
    assert shelf.reported == []
    with start(shelf):
        wait_for(lambda: shelf.reported)
        time.sleep(0.1)
    assert shelf.reported == [news]
    assert shelf.carried == []


def test_schedules_run_change_and_end(start: Start, shelf: Shelf) -> None:
    every_second = Schedule(source="guides", cron="* * * * * *")
    with start(shelf, every_second, Schedule(source="api", cron="30 2 * * *")):
        wait_for(lambda: shelf.reported)
        kept = {one["schedule_name"]: one["cron_timezone"] for one in DBOS.list_schedules()}
    assert kept == {"ingest:guides": "Asia/Shanghai", "ingest:api": "Asia/Shanghai"}
    assert shelf.reported[0].order.source == "guides"
    assert shelf.reported[0].order.why == "schedule"
    with start(shelf, Schedule(source="api", cron="0 3 * * *")):
        assert [(one["schedule_name"], one["schedule"]) for one in DBOS.list_schedules()] == [
            ("ingest:api", "0 3 * * *")
        ]


def test_gaps_are_told_on_their_schedule_until_it_is_taken_away(
    tmp_path: Path, shelf: Shelf
) -> None:
    def jobs() -> DurableJobs:
        url = f"sqlite:///{tmp_path / 'workflows.db'}"
        return DurableJobs(url, executor_id="test", retry_seconds=0.01, poll_seconds=0.02)

    for cron, names in (("* * * * * *", {"gaps": "Asia/Shanghai"}), ("", {})):
        running = jobs()
        running.start(Recorder(), shelf, (), "Asia/Shanghai", gaps=cron)
        try:
            wait_for(lambda: shelf.gaps)
            kept = {one["schedule_name"]: one["cron_timezone"] for one in DBOS.list_schedules()}
        finally:
            running.stop()
        assert kept == names
    assert shelf.gaps[0].startswith("gaps:")


def _status(workflow_id: str) -> str:
    found = DBOS.list_workflows(workflow_ids=[workflow_id])
    return found[0].status if found else ""
