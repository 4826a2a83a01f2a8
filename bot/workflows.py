"""All durable work (DBOS): what arrives, the clocks of each ticket, ingests, the tracker.

The database rows are the truth. A workflow only makes sure that the use case runs to its end, in
the lane's order, also after a crash; every effect of a use case happens once per id.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from datetime import UTC, datetime
from functools import partial, wraps
from typing import Any, ParamSpec, Protocol, TypeVar

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StorageError, Undeliverable
from bot.support.clock import Alarm
from bot.support.inbound import AnyInbound
from bot.support.messages import IngestNews
from bot.support.models import IngestOrder, Schedule
from bot.support.tracking import Delivery

log = structlog.get_logger()

QUEUE = "inbound"
CLOCKS = "clocks"
# Kinds of clocks; part of their workflows' ids.
_TICKET, _TARGETS, _DRAFT = "clock", "targets", "draft"
_VISIT, _SNOOZE = "visit", "snooze"
INGESTS = "ingests"
_NAME = "doorstep"
_REPORT = "report_ingest"
_MAINTAINERS = "maintainers"  # the lane of what they are told
_DONE, _FAILED = "done", "failed"  # how an ingest ended
MIRRORS = "mirrors"
APP_VERSION = "1"  # pinned: workflows that wait across an upgrade must go on afterwards
_WORKERS = 8
_POLL_SECONDS = 0.1
_TRIES = 4
_LONGEST_PAUSE = 300.0  # seconds between rounds of tries while Slack itself is away
_LONGEST_WISH = 3600.0  # seconds that a tracker may ask us to wait
_COURIERS = 2  # requests to the tracker at once
_LAST_WORDS = 5.0  # seconds that a stop waits for work in progress
_WAKE_TOPIC = "changed"
_LONGEST_NAP = 3600.0  # seconds; a waiting clock looks at its ticket this often anyway


P = ParamSpec("P")
R = TypeVar("R")


def _outside_any_workflow(function: Callable[P, None]) -> Callable[P, None]:
    """Run without DBOS's context: a use case inside a step may start and wake other workflows.

    That is safe to repeat, because every workflow has an id of its own.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        Context().run(function, *args, **kwargs)

    return run


def leave_report(database_url: str, news: IngestNews) -> None:
    """Leave the report on an ingest of another process for the desk, which posts it when it runs.

    Once per run. Raises StorageError when there is no desk's database.
    """
    try:
        client = DBOSClient(
            system_database_url=database_url,
            application_name=_NAME,
            retry_connection_errors=False,
        )
        try:
            client.enqueue(
                {
                    "workflow_name": _REPORT,
                    "workflow_id": f"report:{news.order.run}",
                    "queue_name": QUEUE,
                    "queue_partition_key": _MAINTAINERS,
                    "app_version": APP_VERSION,
                },
                news.model_dump_json(),
            )
        finally:
            client.destroy()
    except SQLAlchemyError as error:
        log.debug("report_not_left", error=str(error))
        raise StorageError("The desk's database cannot be used; has `doorstep run` run?") from None


class Timed(Protocol):
    """What has a clock: tickets, and drafts of tickets, by number."""

    def alarms(self, number: int, /) -> tuple[Alarm, ...]: ...
    def ring(self, number: int, alarm: Alarm, /, *, key: str) -> bool: ...
    def needs_clock(self, number: int, /) -> bool: ...


class Handler(Timed, Protocol):
    """What the workflows call; implemented by support.service.SupportDesk."""

    @property
    def drafts(self) -> Timed: ...
    @property
    def visits(self) -> Timed: ...
    @property
    def snoozing(self) -> Timed: ...
    @property
    def targets(self) -> Timed: ...

    def handle(self, inbound_id: str) -> str: ...
    def give_up(self, inbound_id: str) -> None: ...
    def abandon(self, inbound_id: str) -> None: ...


class IngestHandler(Protocol):
    """Implemented by support.maintaining.Maintaining."""

    def announce(self, order: IngestOrder) -> None: ...
    def carry_out(self, order: IngestOrder, go_on: Callable[[], None]) -> IngestNews: ...
    def report(self, news: IngestNews) -> None: ...
    def tell_gaps(self, run: str) -> None: ...


class MirrorHandler(Protocol):
    """Implemented by support.mirroring.Mirroring."""

    def deliver(self, ticket_id: int) -> Delivery: ...


class DurableJobs:
    """Implements support.ports.Jobs on DBOS. One per process: DBOS keeps a registry of its own."""

    def __init__(
        self,
        database_url: str,
        *,
        executor_id: str,
        retry_seconds: float = 2.0,
        poll_seconds: float = _POLL_SECONDS,
    ) -> None:
        config: DBOSConfig = {
            "name": _NAME,
            "system_database_url": database_url,
            "application_version": APP_VERSION,
            "executor_id": executor_id,
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": poll_seconds,
            "use_listen_notify": not database_url.startswith("sqlite"),
        }
        self._dbos = DBOS(config=config)
        self._retry_seconds = retry_seconds
        self._poll_seconds = poll_seconds
        self._handler: Handler | None = None
        self._ingests: IngestHandler | None = None
        self._mirrors: MirrorHandler | None = None
        # Threads of their own: a tracker that hangs must not hold up the clocks.
        self._couriers = ThreadPoolExecutor(_COURIERS, thread_name_prefix="tracker")
        self._busy = 0
        self._stopped = False
        self._idle = threading.Condition()

        @DBOS.workflow(name="handle_inbound")
        def handle_inbound(inbound_id: str) -> str:
            return self._handle(inbound_id)

        self._clocks = self._clock_workflows()

        @DBOS.workflow(name="ingest_source")
        def ingest_source(order: str) -> str:
            return self._ingest(IngestOrder.model_validate_json(order))

        @DBOS.workflow(name="scheduled_ingest")
        def scheduled_ingest(at: datetime, source: str) -> None:
            run = f"schedule:{source}:{at:%Y%m%dT%H%M}"
            self._ingest(IngestOrder(source=source, run=run, why="schedule"))

        @DBOS.workflow(name="scheduled_gaps")
        def scheduled_gaps(at: datetime, _: object) -> None:
            self._tell_gaps(f"gaps:{at:%Y%m%dT%H%M}")

        self._gaps_workflow = scheduled_gaps
        self._handle_workflow = handle_inbound

        @DBOS.workflow(name=_REPORT)
        def report_ingest(news: str) -> str:
            return self._report(news)

        @DBOS.workflow(name="mirror_ticket")
        async def mirror_ticket(ticket_id: int) -> str:
            return await self._mirror(ticket_id)

        self._mirror_workflow = mirror_ticket
        self._ingest_workflow = ingest_source
        self._report_workflow = report_ingest
        self._scheduled_workflow = scheduled_ingest

    def _clock_workflows(self) -> Mapping[str, Callable[[int, str], Coroutine[Any, Any, str]]]:
        """A workflow for each kind of clock, under a name that must stay."""

        @DBOS.workflow(name="ticket_clock")
        async def ticket_clock(ticket_id: int, origin: str) -> str:
            return await self._tick(_TICKET, ticket_id, origin)

        @DBOS.workflow(name="target_clock")
        async def target_clock(ticket_id: int, origin: str) -> str:
            return await self._tick(_TARGETS, ticket_id, origin)

        @DBOS.workflow(name="draft_clock")
        async def draft_clock(conversation_id: int, origin: str) -> str:
            return await self._tick(_DRAFT, conversation_id, origin)

        @DBOS.workflow(name="visit_clock")
        async def visit_clock(visit_id: int, origin: str) -> str:
            return await self._tick(_VISIT, visit_id, origin)

        @DBOS.workflow(name="snooze_clock")
        async def snooze_clock(ticket_id: int, origin: str) -> str:
            return await self._tick(_SNOOZE, ticket_id, origin)

        return {
            _TICKET: ticket_clock,
            _TARGETS: target_clock,
            _DRAFT: draft_clock,
            _VISIT: visit_clock,
            _SNOOZE: snooze_clock,
        }

    def start(
        self,
        handler: Handler,
        ingests: IngestHandler | None = None,
        schedules: Sequence[Schedule] = (),
        time_zone: str = "UTC",
        mirrors: MirrorHandler | None = None,
        *,
        gaps: str = "",
    ) -> None:
        """Launch: recover what was interrupted, then serve the queues and keep the schedules.

        `time_zone` is that of the schedules; those that are no longer among them end. `gaps`: when
        maintainers are told of gaps, a cron text; "" = never.
        """
        self._handler = handler
        self._ingests = ingests
        self._mirrors = mirrors
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=_WORKERS,
            partition_concurrency=1,
            polling_interval_sec=self._poll_seconds,
        )
        # Enqueued, a clock waits on DBOS's event loop; started, it would hold a thread for days.
        DBOS.register_queue(CLOCKS, polling_interval_sec=self._poll_seconds)
        DBOS.register_queue(INGESTS, concurrency=1, polling_interval_sec=self._poll_seconds)
        DBOS.register_queue(
            MIRRORS, partition_concurrency=1, polling_interval_sec=self._poll_seconds
        )
        self._keep_schedules(schedules, time_zone, gaps)

    def stop(self) -> None:
        """Let go of the database; unfinished work goes on at the next start.

        Waits for what is being handled only: DBOS's own wait would wait for every clock, too.
        """
        with self._idle:
            self._idle.wait_for(lambda: not self._busy, timeout=_LAST_WORDS)
        logging.getLogger("dbos").setLevel(logging.CRITICAL)  # it warns of each clock it lets go
        DBOS.destroy(destroy_registry=True)
        self._stopped = True
        self._couriers.shutdown(wait=False, cancel_futures=True)

    def _at_work(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        with self._working():
            return work(*args, **kwargs)

    @contextmanager
    def _working(self) -> Iterator[None]:
        """A stop waits for what is done meanwhile. Refuses threads that outlived their stop."""
        with self._idle:
            if self._stopped:
                raise RuntimeError("The desk has stopped.")
            self._busy += 1
        try:
            yield
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()

    # support.ports.Jobs ---------------------------------------------------------------------------

    @_outside_any_workflow
    def handle(self, inbound: AnyInbound) -> None:
        with (
            SetWorkflowID(f"handle:{inbound.id}"),
            SetEnqueueOptions(queue_partition_key=inbound.lane),
        ):
            DBOS.enqueue_workflow(QUEUE, self._handle_workflow, inbound.id)

    def watch(self, ticket_id: int, *, origin: str) -> None:
        self._watch(_TICKET, ticket_id, origin)

    def watch_targets(self, ticket_id: int, *, origin: str) -> None:
        self._watch(_TARGETS, ticket_id, origin)

    def watch_draft(self, conversation_id: int, *, origin: str) -> None:
        self._watch(_DRAFT, conversation_id, origin)

    def watch_visit(self, visit_id: int, *, origin: str) -> None:
        self._watch(_VISIT, visit_id, origin)

    def watch_snooze(self, ticket_id: int, *, origin: str) -> None:
        self._watch(_SNOOZE, ticket_id, origin)

    @_outside_any_workflow
    def _watch(self, kind: str, number: int, origin: str) -> None:
        with SetWorkflowID(f"{kind}:{number}:{origin}"):
            DBOS.enqueue_workflow(CLOCKS, self._clocks[kind], number, origin)

    @_outside_any_workflow
    def wake(self, ticket_id: int) -> None:
        clocks = DBOS.list_workflows(
            workflow_id_prefix=[f"{kind}:{ticket_id}:" for kind in (_TICKET, _TARGETS)],
            status=["PENDING", "ENQUEUED"],  # enqueued: being recovered after a stop
            load_input=False,
            load_output=False,
        )
        for clock in clocks:
            DBOS.send(clock.workflow_id, "changed", _WAKE_TOPIC)

    @_outside_any_workflow
    def ingest(self, order: IngestOrder) -> None:
        with SetWorkflowID(f"ingest:{order.run}"):
            DBOS.enqueue_workflow(INGESTS, self._ingest_workflow, order.model_dump_json())

    def ingest_unless_done(self, order: IngestOrder) -> bool:
        """Order a run that may be sent again; False when it was done. A failed one runs again."""
        run, tries = order.run, 1
        while (known := _ended(f"ingest:{run}")) is not None:
            if known == _DONE:
                return False
            if not known:  # it waits, or is under way
                return True
            tries += 1
            run = f"{order.run}:{tries}"
        self.ingest(order.model_copy(update={"run": run}))
        return True

    @_outside_any_workflow
    def mirror(self, ticket_id: int, *, origin: str) -> None:
        with (
            SetWorkflowID(f"mirror:{ticket_id}:{origin}"),
            SetEnqueueOptions(queue_partition_key=str(ticket_id)),
        ):
            DBOS.enqueue_workflow(MIRRORS, self._mirror_workflow, ticket_id)

    def _keep_schedules(
        self, schedules: Sequence[Schedule], time_zone: str, gaps: str = ""
    ) -> None:
        wanted = {f"ingest:{one.source}": one for one in schedules}
        for known in DBOS.list_schedules():
            if known["schedule_name"] not in wanted:
                DBOS.delete_schedule(known["schedule_name"])
        if gaps:
            DBOS.apply_schedules(
                [
                    {
                        "schedule_name": "gaps",
                        "workflow_fn": self._gaps_workflow,
                        "schedule": gaps,
                        "context": "",
                        "cron_timezone": time_zone,
                        "queue_name": INGESTS,
                    }
                ]
            )
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": name,
                    "workflow_fn": self._scheduled_workflow,
                    "schedule": one.cron,
                    "context": one.source,
                    "cron_timezone": time_zone,
                    "queue_name": INGESTS,
                }
                for name, one in wanted.items()
            ]
        )

    # Workflows ------------------------------------------------------------------------------------

    def _handle(self, inbound_id: str) -> str:
        """Handle it; when that fails for good, tell the person; when nobody can be told, wait.

        The waiting ends only with one of them done: a stored event never ends in silence.
        """
        pause = self._retry_seconds * 2**_TRIES
        while True:
            try:
                return DBOS.run_step(
                    {
                        "name": "handle",
                        "retries_allowed": True,
                        "max_attempts": _TRIES,
                        "interval_seconds": self._retry_seconds,
                    },
                    self._at_work,
                    self._serving.handle,
                    inbound_id,
                )
            except Exception:
                if self._stopped:
                    raise  # unfinished, so the next start does it
                log.exception("handling_failed", inbound=inbound_id)
            try:
                DBOS.run_step({"name": "give_up"}, self._at_work, self._serving.give_up, inbound_id)
            except Undeliverable:
                DBOS.run_step({"name": "abandon"}, self._serving.abandon, inbound_id)
                return "undeliverable"
            except Exception as error:  # Slack is away: the answer itself may work later
                if self._stopped:
                    raise
                log.warning("nobody_told", inbound=inbound_id, error=str(error), pause=pause)
                DBOS.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                return "failed"

    def _ingest(self, order: IngestOrder) -> str:
        """Announce, ingest, report. A step may be repeated: the index goes on where it stopped."""
        DBOS.run_step({"name": "announce"}, self._ingesting.announce, order)
        try:
            raw = DBOS.run_step({"name": "ingest"}, self._carry_out, order)
        except Exception:
            if self._stopped:
                raise  # unfinished, so the next start does it
            log.exception("ingest_broke", source=order.source)
            raw = IngestNews(
                order=order,
                problem="It failed on our side; the desk's log says how.",
                remedy=f"Try `doorstep ingest --source {order.source}`.",
            ).model_dump_json()
        # Its own workflow: while Slack is away, the next ingest need not wait.
        with (
            SetWorkflowID(f"report:{order.run}"),
            SetEnqueueOptions(queue_partition_key=_MAINTAINERS),
        ):
            DBOS.enqueue_workflow(QUEUE, self._report_workflow, raw)
        return _FAILED if IngestNews.model_validate_json(raw).problem else _DONE

    def _report(self, raw: str) -> str:
        """Say how an ingest ended, as soon as Slack can be reached."""
        news = IngestNews.model_validate_json(raw)
        pause = self._retry_seconds
        while True:
            try:
                DBOS.run_step({"name": "report"}, self._at_work, self._ingesting.report, news)
            except Undeliverable as error:
                log.warning("report_undeliverable", error=str(error))
                return "undeliverable"
            except Exception as error:
                if self._stopped:
                    raise
                log.warning("report_waits", error=str(error), pause=pause)
                DBOS.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                return "failed" if news.problem else "done"

    def _tell_gaps(self, run: str) -> None:
        """A message of the week: when Slack stays away, the next one says the same."""
        DBOS.run_step(
            {
                "name": "gaps",
                "retries_allowed": True,
                "max_attempts": _TRIES,
                "interval_seconds": self._retry_seconds,
            },
            self._at_work,
            self._ingesting.tell_gaps,
            run,
        )

    def _carry_out(self, order: IngestOrder) -> str:
        """Not `_at_work`: a stop does not wait minutes for it, it ends at its next sign of life."""
        return self._ingesting.carry_out(order, self._require_running).model_dump_json()

    def _require_running(self) -> None:
        if self._stopped:
            raise RuntimeError("The desk has stopped.")

    async def _mirror(self, ticket_id: int) -> str:
        """Tell the tracker line by line; while it is away, wait without holding a thread."""
        pause = self._retry_seconds
        while True:
            delivery = await self._delivered(ticket_id)
            if delivery.state == "waits":
                log.info("tracker_waits", ticket=ticket_id, pause=max(pause, delivery.pause))
                await DBOS.sleep_async(min(max(pause, delivery.pause), _LONGEST_WISH))
                pause = min(2 * pause, _LONGEST_PAUSE)
            elif delivery.state == "told":
                pause = self._retry_seconds
            else:
                return delivery.state

    async def _delivered(self, ticket_id: int) -> Delivery:
        """One try, as a step. A failure of our own, such as a database that is away, may pass."""
        try:
            raw = await DBOS.run_step_async({"name": "deliver"}, self._deliver, ticket_id)
        except Exception:
            if self._stopped:
                raise  # unfinished, so the next start does it
            log.exception("delivery_broke", ticket=ticket_id)
            return Delivery(state="waits")
        return Delivery.model_validate_json(raw)

    async def _deliver(self, ticket_id: int) -> str:
        mirrors = self._mirrors
        if mirrors is None:  # the setting was taken away while this waited
            return Delivery(state="done").model_dump_json()
        loop = asyncio.get_running_loop()
        deliver = partial(self._at_work, mirrors.deliver, ticket_id)
        delivery = await loop.run_in_executor(self._couriers, deliver)
        return delivery.model_dump_json()

    @property
    def _ingesting(self) -> IngestHandler:
        if self._ingests is None:
            raise RuntimeError("Nobody can ingest here.")
        return self._ingests

    async def _tick(self, kind: str, number: int, origin: str) -> str:
        """A clock of the ticket, or draft, of that number."""
        planned = await DBOS.run_step_async({"name": "alarms"}, self._alarms, kind, number)
        for turn, raw in enumerate(planned):
            alarm = Alarm.model_validate_json(raw)
            if not await self._still_waiting(kind, number, alarm.at):
                return "stopped"
            key = f"{kind}:{number}:{origin}:{turn}"
            ring = partial(self._ring, kind, number, raw, key)
            with self._working():  # until it is recorded: a stop before that would ring it again
                rang = await DBOS.run_step_async({"name": "ring"}, ring)
            if not rang:
                return "stopped"
        return "ran_out"

    async def _still_waiting(self, kind: str, number: int, until: datetime) -> bool:
        """Sleep until the alarm, durably; False when no clock is needed any more.

        The time is read in a step only: a replay after a crash has to take the same turns.
        """
        while True:
            left = await DBOS.run_step_async({"name": "left"}, self._left, kind, number, until)
            if left is None:
                return False
            if not left:
                return True
            await DBOS.recv_async(_WAKE_TOPIC, timeout_seconds=min(left, _LONGEST_NAP))

    async def _alarms(self, kind: str, number: int) -> list[str]:
        found = await asyncio.to_thread(self._at_work, self._timed(kind).alarms, number)
        return [alarm.model_dump_json() for alarm in found]

    async def _ring(self, kind: str, number: int, raw: str, key: str) -> bool:
        alarm = Alarm.model_validate_json(raw)
        ring = self._timed(kind).ring
        return await asyncio.to_thread(self._at_work, ring, number, alarm, key=key)

    async def _left(self, kind: str, number: int, until: datetime) -> float | None:
        """Seconds until the alarm, 0 when it is due; None when nobody waits for it."""
        if not await asyncio.to_thread(self._at_work, self._timed(kind).needs_clock, number):
            return None
        return max(0.0, (until - datetime.now(UTC)).total_seconds())

    def _timed(self, kind: str) -> Timed:
        serving = self._serving
        others = {
            _TARGETS: serving.targets,
            _DRAFT: serving.drafts,
            _VISIT: serving.visits,
            _SNOOZE: serving.snoozing,
        }
        return others.get(kind, serving)

    @property
    def _serving(self) -> Handler:
        if self._handler is None:
            raise RuntimeError("start() comes first")
        return self._handler


def _ended(workflow_id: str) -> str | None:
    """How an ingest ended, "" while it waits or runs; None when nobody asked for it."""
    found = DBOS.list_workflows(workflow_ids=[workflow_id], load_input=False)
    if not found:
        return None
    if found[0].status in ("PENDING", "ENQUEUED", "DELAYED"):
        return ""
    return str(found[0].output) if found[0].status == "SUCCESS" else _FAILED
