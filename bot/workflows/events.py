"""What arrives, handled in the order of its lane; it never ends in silence."""

from __future__ import annotations

import structlog
from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from bot.errors import Undeliverable
from bot.support.inbound import AnyInbound
from bot.workflows.handlers import Handler
from bot.workflows.names import QUEUE
from bot.workflows.work import LONGEST_PAUSE, TRIES, Work, outside_any_workflow

log = structlog.get_logger()


class Events:
    """`pause`: seconds before the second try of what failed."""

    def __init__(self, work: Work, pause: float) -> None:
        self._work = work
        self._pause = pause
        self._served: Handler | None = None

        @DBOS.workflow(name="handle_inbound")
        def handle_inbound(inbound_id: str) -> str:
            return self._handle(inbound_id)

        self._workflow = handle_inbound

    def serve(self, handler: Handler) -> None:
        self._served = handler

    @outside_any_workflow
    def handle(self, inbound: AnyInbound) -> None:
        with (
            SetWorkflowID(f"handle:{inbound.id}"),
            SetEnqueueOptions(queue_partition_key=inbound.lane),
        ):
            DBOS.enqueue_workflow(QUEUE, self._workflow, inbound.id)

    def _handle(self, inbound_id: str) -> str:
        """Handle it; when that fails for good, tell the person; when nobody can be told, wait.

        The waiting ends only with one of them done: a stored event never ends in silence.
        """
        pause = self._pause * 2**TRIES
        while True:
            try:
                return DBOS.run_step(
                    {
                        "name": "handle",
                        "retries_allowed": True,
                        "max_attempts": TRIES,
                        "interval_seconds": self._pause,
                    },
                    self._work.do,
                    self._handler.handle,
                    inbound_id,
                )
            except Exception:
                if self._work.stopped:
                    raise  # unfinished, so the next start does it
                log.exception("handling_failed", inbound=inbound_id)
            try:
                DBOS.run_step({"name": "give_up"}, self._work.do, self._handler.give_up, inbound_id)
            except Undeliverable:
                DBOS.run_step({"name": "abandon"}, self._handler.abandon, inbound_id)
                return "undeliverable"
            except Exception as error:  # Slack is away: the answer itself may work later
                if self._work.stopped:
                    raise
                log.warning("nobody_told", inbound=inbound_id, error=str(error), pause=pause)
                DBOS.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                return "failed"

    @property
    def _handler(self) -> Handler:
        if self._served is None:
            raise RuntimeError("start() comes first")
        return self._served
