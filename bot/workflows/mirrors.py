"""The tracker, told of each ticket line by line, one ticket at a time."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import structlog
from dbos import DBOS, SetEnqueueOptions, SetWorkflowID

from bot.support.tracking import Delivery
from bot.workflows.handlers import MirrorHandler
from bot.workflows.names import MIRRORS
from bot.workflows.work import LONGEST_PAUSE, Work, outside_any_workflow

log = structlog.get_logger()

_LONGEST_WISH = 3600.0  # seconds that a tracker may ask us to wait
_COURIERS = 2  # requests to the tracker at once


class Deliveries:
    """`pause`: seconds before the second try while the tracker is away; it doubles."""

    def __init__(self, work: Work, pause: float) -> None:
        self._work = work
        self._pause = pause
        self._served: MirrorHandler | None = None
        # Threads of their own: a tracker that hangs must not hold up the clocks.
        self._couriers = ThreadPoolExecutor(_COURIERS, thread_name_prefix="tracker")

        @DBOS.workflow(name="mirror_ticket")
        async def mirror_ticket(ticket_id: int) -> str:
            return await self._mirror(ticket_id)

        self._workflow = mirror_ticket

    def serve(self, handler: MirrorHandler | None) -> None:
        self._served = handler

    def stop(self) -> None:
        self._couriers.shutdown(wait=False, cancel_futures=True)

    @outside_any_workflow
    def mirror(self, ticket_id: int, *, origin: str) -> None:
        with (
            SetWorkflowID(f"mirror:{ticket_id}:{origin}"),
            SetEnqueueOptions(queue_partition_key=str(ticket_id)),
        ):
            DBOS.enqueue_workflow(MIRRORS, self._workflow, ticket_id)

    async def _mirror(self, ticket_id: int) -> str:
        """Tell the tracker line by line; while it is away, wait without holding a thread."""
        pause = self._pause
        while True:
            delivery = await self._delivered(ticket_id)
            if delivery.state == "waits":
                log.info("tracker_waits", ticket=ticket_id, pause=max(pause, delivery.pause))
                await DBOS.sleep_async(min(max(pause, delivery.pause), _LONGEST_WISH))
                pause = min(2 * pause, LONGEST_PAUSE)
            elif delivery.state == "told":
                pause = self._pause
            else:
                return delivery.state

    async def _delivered(self, ticket_id: int) -> Delivery:
        """One try, as a step. A failure of our own, such as a database that is away, may pass."""
        try:
            raw = await DBOS.run_step_async({"name": "deliver"}, self._deliver, ticket_id)
        except Exception:
            if self._work.stopped:
                raise  # unfinished, so the next start does it
            log.exception("delivery_broke", ticket=ticket_id)
            return Delivery(state="waits")
        return Delivery.model_validate_json(raw)

    async def _deliver(self, ticket_id: int) -> str:
        mirrors = self._served
        if mirrors is None:  # the setting was taken away while this waited
            return Delivery(state="done").model_dump_json()
        loop = asyncio.get_running_loop()
        deliver = partial(self._work.do, mirrors.deliver, ticket_id)
        delivery = await loop.run_in_executor(self._couriers, deliver)
        return delivery.model_dump_json()
