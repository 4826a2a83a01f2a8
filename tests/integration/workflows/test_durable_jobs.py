"""DurableJobs on a real DBOS and a real SQLite file: order, retries, clocks, and a second start."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dbos import DBOS
from structlog.testing import capture_logs

from bot.errors import Undeliverable
from bot.support.clock import Alarm, AlarmKind
from bot.support.inbound import MessageReceived
from bot.workflows import DurableJobs

PATIENCE = 15.0  # seconds; reached only by a failure


class Recorder:
    """Implements workflows.Handler: writes down what it is told, fails and waits on demand."""

    def __init__(self) -> None:
        self.handled: list[str] = []
        self.given_up: list[str] = []
        self.rung: list[str] = []
        self.failures = 0  # calls of handle that fail from now on
        self.silences = 0  # calls of give_up that fail from now on
        self.gone = False  # nobody can ever be told
        self.abandoned: list[str] = []
        self.held: set[str] = set()  # handling these waits for the gate
        self.gate = threading.Event()
        self.waiting = threading.Event()
        self.plan: tuple[Alarm, ...] = ()
        self.open = True

    def handle(self, inbound_id: str) -> str:
        if inbound_id in self.held:
            self.waiting.set()
            self.gate.wait(PATIENCE)
        if self.failures:
            self.failures -= 1
            raise OSError(inbound_id)
        self.handled.append(inbound_id)
        return "done"

    def abandon(self, inbound_id: str) -> None:
        self.abandoned.append(inbound_id)

    def give_up(self, inbound_id: str) -> None:
        if self.gone:
            raise Undeliverable("Slack refused chat_postMessage: is_archived.")
        if self.silences:
            self.silences -= 1
            raise OSError(inbound_id)
        self.given_up.append(inbound_id)

    def alarms(self, ticket_id: int) -> tuple[Alarm, ...]:
        del ticket_id
        return self.plan

    def ring(self, ticket_id: int, alarm: Alarm, *, key: str) -> bool:
        del alarm, ticket_id
        self.rung.append(key)
        return self.open

    def needs_clock(self, ticket_id: int) -> bool:
        del ticket_id
        return self.open

    @property
    def snoozing(self) -> Recorder:
        return self

    @property
    def drafts(self) -> Recorder:
        return self

    @property
    def visits(self) -> Recorder:
        return self

    @property
    def targets(self) -> Recorder:
        return self


def message(number: int, thread: str = "1.0") -> MessageReceived:
    return MessageReceived(
        id=f"Ev{number}",
        user="U1",
        channel="C1",
        thread_ts=thread,
        ts="1.0",
        text="",
        addressed=True,
    )


def in_seconds(*seconds: float) -> tuple[Alarm, ...]:
    now = datetime.now(UTC)
    return tuple(
        Alarm(at=now + timedelta(seconds=one), kind=AlarmKind.PAGE, rung=number)
        for number, one in enumerate(seconds)
    )


def wait_for(look: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < deadline, "what was waited for did not come"
        time.sleep(0.01)


Start = Callable[[Recorder], AbstractContextManager[DurableJobs]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Return a way to run jobs on one database: each `with` is a start and a stop."""

    @contextmanager
    def run(handler: Recorder) -> Iterator[DurableJobs]:
        url = f"sqlite:///{tmp_path / 'workflows.db'}"
        jobs = DurableJobs(url, executor_id="test", retry_seconds=0.01, poll_seconds=0.02)
        jobs.start(handler)
        try:
            yield jobs
        finally:
            jobs.stop()

    return run


@pytest.fixture
def desk() -> Iterator[Recorder]:
    recorder = Recorder()
    with capture_logs():  # drawing a traceback takes a second
        yield recorder
    recorder.gate.set()


def test_a_thread_keeps_its_order_and_delays_no_other(start: Start, desk: Recorder) -> None:
    desk.held = {"Ev1"}
    with start(desk) as jobs:
        for number in (1, 2):
            jobs.handle(message(number))
        jobs.handle(message(3, thread="2.0"))
        wait_for(lambda: desk.handled)
        assert desk.handled == ["Ev3"]
        desk.gate.set()
        wait_for(lambda: len(desk.handled) == 3)
    assert desk.handled == ["Ev3", "Ev1", "Ev2"]


def test_what_is_queued_again_is_handled_once(start: Start, desk: Recorder) -> None:
    with start(desk) as jobs:
        for number in (1, 1, 2, 1):
            jobs.handle(message(number))
        wait_for(lambda: "Ev2" in desk.handled)
    with start(desk) as jobs:
        jobs.handle(message(1))
        jobs.handle(message(3))
        wait_for(lambda: "Ev3" in desk.handled)
    assert desk.handled == ["Ev1", "Ev2", "Ev3"]


@pytest.mark.parametrize(
    ("failures", "silences", "handled", "told"),
    [
        pytest.param(3, 0, ["Ev1"], [], id="the fourth try works"),
        pytest.param(4, 0, [], ["Ev1"], id="the person is told"),
        pytest.param(4, 1, ["Ev1"], [], id="nobody can be told, so the work is tried again"),
        pytest.param(8, 1, [], ["Ev1"], id="told in the second round"),
    ],
)
def test_failures(
    start: Start,
    desk: Recorder,
    *,
    failures: int,
    silences: int,
    handled: list[str],
    told: list[str],
) -> None:
    desk.failures, desk.silences = failures, silences
    with start(desk) as jobs:
        jobs.handle(message(1))
        wait_for(lambda: desk.handled or desk.given_up)
    assert (desk.handled, desk.given_up) == (handled, told)


def test_a_stop_lets_the_sentence_end(start: Start, desk: Recorder) -> None:
    desk.held = {"Ev1"}
    with start(desk) as jobs:
        jobs.handle(message(1))
        desk.waiting.wait(PATIENCE)
        threading.Timer(0.2, desk.gate.set).start()
    assert desk.handled == ["Ev1"]


def test_a_clock_rings_each_alarm_once_across_a_stop(start: Start, desk: Recorder) -> None:
    """The second alarm falls due while nobody is there; the third after the second start."""
    desk.plan = plan = in_seconds(0.0, 2.0, 4.5)
    with start(desk) as jobs:
        jobs.watch(7, origin="filed")
        wait_for(lambda: desk.rung)
    assert desk.rung == ["clock:7:filed:0"]
    desk.plan = ()  # computed once, kept by the clock
    wait_for(lambda: datetime.now(UTC) > plan[1].at)
    with start(desk):
        wait_for(lambda: len(desk.rung) == 3)
    assert desk.rung == [f"clock:7:filed:{number}" for number in range(3)]


def test_a_draft_has_a_clock_of_its_own(start: Start, desk: Recorder) -> None:
    desk.plan = in_seconds(0.0)
    with start(desk) as jobs:
        for _ in range(2):
            jobs.watch_draft(7, origin="Ev1")
        jobs.watch(7, origin="filed")
        wait_for(lambda: len(desk.rung) == 2)
    assert sorted(desk.rung) == ["clock:7:filed:0", "draft:7:Ev1:0"]


def test_a_visit_and_a_nap_have_clocks_of_their_own(start: Start, desk: Recorder) -> None:
    desk.plan = in_seconds(0.0)
    with start(desk) as jobs:
        for _ in range(2):
            jobs.watch_visit(7, origin="7:confirmed:1")
            jobs.watch_snooze(7, origin="s")
        wait_for(lambda: len(desk.rung) == 2)
    assert sorted(desk.rung) == ["snooze:7:s:0", "visit:7:7:confirmed:1:0"]


def test_the_clock_of_a_visit_outlives_a_stop(start: Start, desk: Recorder) -> None:
    """The second reminder falls due while nobody is there; it is told at the next start, once."""
    desk.plan = plan = in_seconds(0.0, 1.5)
    with start(desk) as jobs:
        jobs.watch_visit(7, origin="7:confirmed:1")
        wait_for(lambda: desk.rung)
    assert desk.rung == ["visit:7:7:confirmed:1:0"]
    wait_for(lambda: datetime.now(UTC) > plan[1].at)
    with start(desk) as jobs:
        jobs.watch_visit(7, origin="7:confirmed:1")  # the rest of what a crash cut off
        wait_for(lambda: status_of("visit:7:") == "SUCCESS")
    assert desk.rung == ["visit:7:7:confirmed:1:0", "visit:7:7:confirmed:1:1"]


def test_what_was_promised_has_a_clock_of_its_own_that_outlives_a_stop(
    start: Start, desk: Recorder
) -> None:
    """The breach falls due while nobody is there; it is told at the next start, once."""
    desk.plan = plan = in_seconds(0.0, 1.5)
    with start(desk) as jobs:
        for _ in range(2):
            jobs.watch_targets(7, origin="1:a")
        wait_for(lambda: desk.rung)
    assert desk.rung == ["targets:7:1:a:0"]
    wait_for(lambda: datetime.now(UTC) > plan[1].at)
    with start(desk):
        wait_for(lambda: len(desk.rung) == 2)
    assert desk.rung == ["targets:7:1:a:0", "targets:7:1:a:1"]


def test_a_pause_ends_the_clock_of_what_was_promised(start: Start, desk: Recorder) -> None:
    desk.plan = in_seconds(3600.0)
    with start(desk) as jobs:
        jobs.watch_targets(7, origin="1:a")
        wait_for(lambda: "DBOS.sleep" in steps_of("targets:7:1:a"))
        desk.open = False
        jobs.wake(7)
        wait_for(lambda: status_of("targets:7:") == "SUCCESS")
    assert desk.rung == []


def test_a_claimed_ticket_needs_no_clock(start: Start, desk: Recorder) -> None:
    desk.plan = in_seconds(3600.0)
    with start(desk) as jobs:
        jobs.watch(7, origin="filed")
        wait_for(lambda: "DBOS.sleep" in steps_of_the_clock())
        desk.open = False
        jobs.wake(7)
        wait_for(lambda: clock_status() == "SUCCESS")
    assert desk.rung == []


def test_a_waiting_clock_does_not_delay_a_stop(start: Start, desk: Recorder) -> None:
    desk.plan = in_seconds(3600.0)
    with start(desk) as jobs:
        jobs.watch(7, origin="filed")
        wait_for(lambda: "DBOS.sleep" in steps_of_the_clock())
        stopping = time.monotonic()
    assert time.monotonic() - stopping < 3.0


def steps_of_the_clock() -> list[str]:
    return steps_of("clock:7:filed")


def steps_of(clock: str) -> list[str]:
    found = DBOS.list_workflow_steps(clock)
    return [str(step["function_name"]) for step in found]


def clock_status() -> str:
    return status_of("clock:7:")


def status_of(prefix: str) -> str:
    found = DBOS.list_workflows(workflow_id_prefix=prefix)
    return found[0].status if found else ""


def test_what_nobody_can_be_told_is_laid_aside(start: Start, desk: Recorder) -> None:
    desk.failures, desk.gone = 100, True
    with start(desk) as jobs:
        jobs.handle(message(1))
        wait_for(lambda: desk.abandoned)
    assert desk.abandoned == ["Ev1"]
    assert desk.given_up == []
