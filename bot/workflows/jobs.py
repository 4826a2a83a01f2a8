"""The desk's durable work as one port: started, given work, stopped."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from dbos import DBOS, DBOSConfig

from bot.support.inbound import AnyInbound
from bot.support.models import IngestOrder, Schedule
from bot.workflows import clocks
from bot.workflows.clocks import Clocks
from bot.workflows.events import Events
from bot.workflows.handlers import Handler, IngestHandler, MirrorHandler
from bot.workflows.ingests import Ingests
from bot.workflows.mirrors import Deliveries
from bot.workflows.names import APP_VERSION, CLOCKS, INGESTS, MIRRORS, NAME, QUEUE
from bot.workflows.work import Work

_WORKERS = 8
_POLL_SECONDS = 0.1


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
            "name": NAME,
            "system_database_url": database_url,
            "application_version": APP_VERSION,
            "executor_id": executor_id,
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": poll_seconds,
            "use_listen_notify": not database_url.startswith("sqlite"),
        }
        self._dbos = DBOS(config=config)
        self._poll_seconds = poll_seconds
        self._work = Work()
        self._events = Events(self._work, retry_seconds)
        self._clocks = Clocks(self._work)
        self._ingests = Ingests(self._work, retry_seconds)
        self._deliveries = Deliveries(self._work, retry_seconds)

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
        self._events.serve(handler)
        self._clocks.serve(handler)
        self._ingests.serve(ingests)
        self._deliveries.serve(mirrors)
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
        self._ingests.keep_schedules(schedules, time_zone, gaps)

    def stop(self) -> None:
        """Let go of the database; unfinished work goes on at the next start.

        Waits for what is being handled only: DBOS's own wait would wait for every clock, too.
        """
        self._work.wait()
        logging.getLogger("dbos").setLevel(logging.CRITICAL)  # it warns of each clock it lets go
        DBOS.destroy(destroy_registry=True)
        self._work.stopped = True
        self._deliveries.stop()

    # support.ports.Jobs ---------------------------------------------------------------------------

    def handle(self, inbound: AnyInbound) -> None:
        self._events.handle(inbound)

    def watch(self, ticket_id: int, *, origin: str) -> None:
        self._clocks.watch(clocks.TICKET, ticket_id, origin)

    def watch_targets(self, ticket_id: int, *, origin: str) -> None:
        self._clocks.watch(clocks.TARGETS, ticket_id, origin)

    def watch_draft(self, conversation_id: int, *, origin: str) -> None:
        self._clocks.watch(clocks.DRAFT, conversation_id, origin)

    def watch_visit(self, visit_id: int, *, origin: str) -> None:
        self._clocks.watch(clocks.VISIT, visit_id, origin)

    def watch_snooze(self, ticket_id: int, *, origin: str) -> None:
        self._clocks.watch(clocks.SNOOZE, ticket_id, origin)

    def wake(self, ticket_id: int) -> None:
        self._clocks.wake(ticket_id)

    def ingest(self, order: IngestOrder) -> None:
        self._ingests.ingest(order)

    def ingest_unless_done(self, order: IngestOrder) -> bool:
        """Order a run that may be sent again; False when it was done. A failed one runs again."""
        return self._ingests.ingest_unless_done(order)

    def mirror(self, ticket_id: int, *, origin: str) -> None:
        self._deliveries.mirror(ticket_id, origin=origin)
