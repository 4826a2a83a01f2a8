"""What a running installation has in its database: an update must still know every name in it.

The workflows are left as the desk of another version left them: by name, with plain arguments. A
change that this test notices strands the clocks and ingests that are under way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from dbos import DBOS, DBOSClient, EnqueueOptions
from structlog.testing import capture_logs

from bot.support.messages import IngestNews
from bot.support.models import IngestOrder
from bot.workflows import DurableJobs
from tests.fakes import an_outcome
from tests.integration.workflows.test_durable_jobs import Recorder, in_seconds, message, wait_for
from tests.integration.workflows.test_ingest_jobs import Shelf
from tests.integration.workflows.test_mirror_jobs import Post

ORDER = IngestOrder(source="guides", run="r", why="webhook")
NEWS = IngestNews(order=ORDER, outcome=an_outcome("guides"))
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
CLOCK = ["alarms", "left", "ring"]
INGEST = ["announce", "ingest", "report_ingest"]

# Name, queue, arguments; and the steps that are recorded under it.
LEFT: list[tuple[str, str, tuple[object, ...], list[str]]] = [
    ("handle_inbound", "inbound", ("Ev1",), ["handle"]),
    ("ticket_clock", "clocks", (7, "filed"), CLOCK),
    ("target_clock", "clocks", (7, "filed"), CLOCK),
    ("draft_clock", "clocks", (7, "filed"), CLOCK),
    ("visit_clock", "clocks", (7, "filed"), CLOCK),
    ("snooze_clock", "clocks", (7, "filed"), CLOCK),
    ("ingest_source", "ingests", (ORDER.model_dump_json(),), INGEST),
    ("scheduled_ingest", "ingests", (AT, "guides"), INGEST),
    ("scheduled_gaps", "ingests", (AT, ""), ["gaps"]),
    ("report_ingest", "inbound", (NEWS.model_dump_json(),), ["report"]),
    ("mirror_ticket", "mirrors", (7,), ["deliver"]),
]


@contextmanager
def running(url: str, desk: Recorder) -> Iterator[DurableJobs]:
    jobs = DurableJobs(url, executor_id="test", retry_seconds=0.01, poll_seconds=0.02)
    jobs.start(desk, Shelf(), mirrors=Post())
    try:
        yield jobs
    finally:
        jobs.stop()


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with capture_logs():
        yield f"sqlite:///{tmp_path / 'workflows.db'}"


@pytest.fixture
def desk() -> Recorder:
    one = Recorder()
    one.plan = in_seconds(0)
    return one


def leave(url: str, name: str, queue: str, arguments: tuple[object, ...]) -> None:
    options: EnqueueOptions = {
        "workflow_name": name,
        "workflow_id": f"left:{name}",
        "queue_name": queue,
        "app_version": "1",
    }
    if queue in ("inbound", "mirrors"):
        options["queue_partition_key"] = "lane"
    client = DBOSClient(system_database_url=url, application_name="doorstep")
    try:
        client.enqueue(options, *arguments)
    finally:
        client.destroy()


def status(workflow: str) -> str:
    found = DBOS.list_workflows(workflow_ids=[workflow])
    return found[0].status if found else ""


def succeeded(workflow: str) -> bool:
    return status(workflow) == "SUCCESS"


def settled() -> bool:
    """A stop in the middle of a start leaves DBOS with a coroutine that it warns of."""
    return not DBOS.list_workflows(status=["PENDING", "ENQUEUED"])


def steps(workflow: str) -> list[str]:
    return [one["function_name"] for one in DBOS.list_workflow_steps(workflow)]


def test_what_another_version_left_is_done(url: str, desk: Recorder) -> None:
    with running(url, desk):
        pass
    for name, queue, arguments, _ in LEFT:
        leave(url, name, queue, arguments)
    with running(url, desk):
        for name, *_, recorded in LEFT:
            workflow = f"left:{name}"
            wait_for(partial(succeeded, workflow))
            assert steps(workflow) == recorded, name
        wait_for(settled)


def test_what_nobody_can_be_told_of_is_recorded_under_these_steps(url: str, desk: Recorder) -> None:
    desk.failures, desk.gone = 99, True
    with running(url, desk) as jobs:
        jobs.handle(message(1))
        wait_for(partial(succeeded, "handle:Ev1"))
        assert steps("handle:Ev1") == ["handle", "give_up", "abandon"]


def test_work_is_known_by_these_ids_so_that_it_is_not_done_again(url: str, desk: Recorder) -> None:
    with running(url, desk) as jobs:
        jobs.handle(message(1))
        jobs.watch(7, origin="filed")
        jobs.watch_targets(7, origin="filed")
        jobs.watch_draft(7, origin="filed")
        jobs.watch_visit(7, origin="filed")
        jobs.watch_snooze(7, origin="filed")
        jobs.ingest(ORDER)
        jobs.mirror(7, origin="filed")
        known = {
            "handle:Ev1": "handle_inbound",
            "clock:7:filed": "ticket_clock",
            "targets:7:filed": "target_clock",
            "draft:7:filed": "draft_clock",
            "visit:7:filed": "visit_clock",
            "snooze:7:filed": "snooze_clock",
            "ingest:r": "ingest_source",
            "report:r": "report_ingest",
            "mirror:7:filed": "mirror_ticket",
        }
        wait_for(partial(succeeded, "report:r"))
        wait_for(settled)
        assert {one.workflow_id: one.name for one in DBOS.list_workflows()} == known
