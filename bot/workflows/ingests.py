"""Ingests: ordered, scheduled, and reported as soon as Slack can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from dbos import DBOS, DBOSClient, SetEnqueueOptions, SetWorkflowID
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StorageError, Undeliverable
from bot.support.messages import IngestNews
from bot.support.models import IngestOrder, Schedule
from bot.workflows.handlers import IngestHandler
from bot.workflows.names import APP_VERSION, INGESTS, NAME, QUEUE
from bot.workflows.work import LONGEST_PAUSE, TRIES, Work, outside_any_workflow

log = structlog.get_logger()

_REPORT = "report_ingest"
_MAINTAINERS = "maintainers"  # the lane of what they are told
_DONE, _FAILED = "done", "failed"  # how an ingest ended


def leave_report(database_url: str, news: IngestNews) -> None:
    """Leave the report on an ingest of another process for the desk, which posts it when it runs.

    Once per run. Raises StorageError when there is no desk's database.
    """
    try:
        client = DBOSClient(
            system_database_url=database_url,
            application_name=NAME,
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


class Ingests:
    """`pause`: seconds before the second try of a report."""

    def __init__(self, work: Work, pause: float) -> None:
        self._work = work
        self._pause = pause
        self._served: IngestHandler | None = None

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

        @DBOS.workflow(name=_REPORT)
        def report_ingest(news: str) -> str:
            return self._report(news)

        self._ingest_workflow = ingest_source
        self._scheduled_workflow = scheduled_ingest
        self._gaps_workflow = scheduled_gaps
        self._report_workflow = report_ingest

    def serve(self, handler: IngestHandler | None) -> None:
        self._served = handler

    @outside_any_workflow
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

    def keep_schedules(self, schedules: Sequence[Schedule], time_zone: str, gaps: str = "") -> None:
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

    def _ingest(self, order: IngestOrder) -> str:
        """Announce, ingest, report. A step may be repeated: the index goes on where it stopped."""
        DBOS.run_step({"name": "announce"}, self._handler.announce, order)
        try:
            raw = DBOS.run_step({"name": "ingest"}, self._carry_out, order)
        except Exception:
            if self._work.stopped:
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
        pause = self._pause
        while True:
            try:
                DBOS.run_step({"name": "report"}, self._work.do, self._handler.report, news)
            except Undeliverable as error:
                log.warning("report_undeliverable", error=str(error))
                return "undeliverable"
            except Exception as error:
                if self._work.stopped:
                    raise
                log.warning("report_waits", error=str(error), pause=pause)
                DBOS.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                return "failed" if news.problem else "done"

    def _tell_gaps(self, run: str) -> None:
        """A message of the week: when Slack stays away, the next one says the same."""
        DBOS.run_step(
            {
                "name": "gaps",
                "retries_allowed": True,
                "max_attempts": TRIES,
                "interval_seconds": self._pause,
            },
            self._work.do,
            self._handler.tell_gaps,
            run,
        )

    def _carry_out(self, order: IngestOrder) -> str:
        """Not `Work.do`: a stop does not wait minutes for it, it ends at its next sign of life."""
        return self._handler.carry_out(order, self._work.require_going_on).model_dump_json()

    @property
    def _handler(self) -> IngestHandler:
        if self._served is None:
            raise RuntimeError("Nobody can ingest here.")
        return self._served


def _ended(workflow_id: str) -> str | None:
    """How an ingest ended, "" while it waits or runs; None when nobody asked for it."""
    found = DBOS.list_workflows(workflow_ids=[workflow_id], load_input=False)
    if not found:
        return None
    if found[0].status in ("PENDING", "ENQUEUED", "DELAYED"):
        return ""
    return str(found[0].output) if found[0].status == "SUCCESS" else _FAILED
