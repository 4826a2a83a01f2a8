"""Clocks: durable waits for the alarms of a ticket, a draft or a visit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from dbos import DBOS, SetWorkflowID

from bot.support.clock import Alarm
from bot.workflows.handlers import Handler, Timed
from bot.workflows.names import CLOCKS
from bot.workflows.work import Work, outside_any_workflow

# Kinds of clocks; part of their workflows' ids.
TICKET, TARGETS, DRAFT = "clock", "targets", "draft"
VISIT, SNOOZE = "visit", "snooze"
_WAKE_TOPIC = "changed"
_LONGEST_NAP = 3600.0  # seconds; a waiting clock looks at its ticket this often anyway


class Clocks:
    """The clocks of tickets, their targets, drafts, visits and snoozes, by kind and number."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._served: Handler | None = None
        self._workflows = self._registered()

    def serve(self, handler: Handler) -> None:
        self._served = handler

    def _registered(self) -> Mapping[str, Callable[[int, str], Coroutine[Any, Any, str]]]:
        """A workflow for each kind of clock, under a name that must stay."""

        @DBOS.workflow(name="ticket_clock")
        async def ticket_clock(ticket_id: int, origin: str) -> str:
            return await self._tick(TICKET, ticket_id, origin)

        @DBOS.workflow(name="target_clock")
        async def target_clock(ticket_id: int, origin: str) -> str:
            return await self._tick(TARGETS, ticket_id, origin)

        @DBOS.workflow(name="draft_clock")
        async def draft_clock(conversation_id: int, origin: str) -> str:
            return await self._tick(DRAFT, conversation_id, origin)

        @DBOS.workflow(name="visit_clock")
        async def visit_clock(visit_id: int, origin: str) -> str:
            return await self._tick(VISIT, visit_id, origin)

        @DBOS.workflow(name="snooze_clock")
        async def snooze_clock(ticket_id: int, origin: str) -> str:
            return await self._tick(SNOOZE, ticket_id, origin)

        return {
            TICKET: ticket_clock,
            TARGETS: target_clock,
            DRAFT: draft_clock,
            VISIT: visit_clock,
            SNOOZE: snooze_clock,
        }

    @outside_any_workflow
    def watch(self, kind: str, number: int, origin: str) -> None:
        with SetWorkflowID(f"{kind}:{number}:{origin}"):
            DBOS.enqueue_workflow(CLOCKS, self._workflows[kind], number, origin)

    @outside_any_workflow
    def wake(self, ticket_id: int) -> None:
        clocks = DBOS.list_workflows(
            workflow_id_prefix=[f"{kind}:{ticket_id}:" for kind in (TICKET, TARGETS)],
            status=["PENDING", "ENQUEUED"],  # enqueued: being recovered after a stop
            load_input=False,
            load_output=False,
        )
        for clock in clocks:
            DBOS.send(clock.workflow_id, "changed", _WAKE_TOPIC)

    async def _tick(self, kind: str, number: int, origin: str) -> str:
        """A clock of the ticket, or draft, of that number."""
        planned = await DBOS.run_step_async({"name": "alarms"}, self._alarms, kind, number)
        for turn, raw in enumerate(planned):
            alarm = Alarm.model_validate_json(raw)
            if not await self._still_waiting(kind, number, alarm.at):
                return "stopped"
            key = f"{kind}:{number}:{origin}:{turn}"
            ring = partial(self._ring, kind, number, raw, key)
            # Going on until it is recorded: a stop before that would ring it again.
            with self._work.going_on():
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
        found = await asyncio.to_thread(self._work.do, self._timed(kind).alarms, number)
        return [alarm.model_dump_json() for alarm in found]

    async def _ring(self, kind: str, number: int, raw: str, key: str) -> bool:
        alarm = Alarm.model_validate_json(raw)
        ring = self._timed(kind).ring
        return await asyncio.to_thread(self._work.do, ring, number, alarm, key=key)

    async def _left(self, kind: str, number: int, until: datetime) -> float | None:
        """Seconds until the alarm, 0 when it is due; None when nobody waits for it."""
        if not await asyncio.to_thread(self._work.do, self._timed(kind).needs_clock, number):
            return None
        return max(0.0, (until - datetime.now(UTC)).total_seconds())

    def _timed(self, kind: str) -> Timed:
        serving = self._served
        if serving is None:
            raise RuntimeError("start() comes first")
        others = {
            TARGETS: serving.targets,
            DRAFT: serving.drafts,
            VISIT: serving.visits,
            SNOOZE: serving.snoozing,
        }
        return others.get(kind, serving)
