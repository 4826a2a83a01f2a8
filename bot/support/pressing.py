"""A button, taken to its use case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import structlog

from bot.support.assigning import Assigning
from bot.support.csat import Csat
from bot.support.desk import Desk
from bot.support.handoff import HandOff
from bot.support.inbound import Button, ButtonPressed
from bot.support.learning import Learning
from bot.support.models import Conversation
from bot.support.phrases import say
from bot.support.relay import Relay
from bot.support.threads import Threads
from bot.support.ticketing import Ticketing
from bot.support.visits.visit_desk import VisitDesk

log = structlog.get_logger()


class Pressing:
    """Buttons of staff go straight to their use case, a developer's to their conversation."""

    def __init__(
        self,
        desk: Desk,
        threads: Threads,
        ticketing: Ticketing,
        *,
        handoff: HandOff,
        relay: Relay,
        assigning: Assigning,
        learning: Learning,
        csat: Csat,
        visits: VisitDesk,
    ) -> None:
        self._desk = desk
        self._threads = threads
        self._ticketing = ticketing
        self._csat = csat
        self._parts = (learning, csat, visits)
        self._presses: Mapping[str, Callable[[ButtonPressed], str]] = {
            Button.CLAIM: handoff.on_claim,
            Button.PUBLISH: relay.on_publish_pressed,
            Button.CONFIRM_SOLVED: partial(handoff.on_verdict, solved=True),
            Button.REOPEN: partial(handoff.on_verdict, solved=False),
            Button.TAKE_OVER: assigning.on_take_over_pressed,
        }

    def on_press(self, press: ButtonPressed) -> str:
        use_case = self._presses.get(press.name)
        if use_case is not None:
            return use_case(press)
        told = next(
            (one for part in self._parts if (one := part.on_button(press)) is not None), None
        )
        return self._on_developers_button(press) if told is None else told

    def _on_developers_button(self, press: ButtonPressed) -> str:
        conversation = self._threads.of(press)
        self._threads.require_party(press.user, conversation.asker, conversation.language)
        match press.name:
            case Button.SOLVED:
                return self._on_solved(press, conversation)
            case Button.NOT_SOLVED:
                self._desk.conversations.add_feedback(press.deed, conversation.id, solved=False)
                ask_why = self._csat.on_answer(press, conversation, solved=False)
                return self._ticketing.on_not_solved(press, conversation, ask_why=ask_why)
        outcome = self._ticketing.on_button(press, conversation)
        if outcome is None:
            log.warning("unknown_button", name=press.name)
        return outcome or "unknown_button"

    def _on_solved(self, press: ButtonPressed, conversation: Conversation) -> str:
        self._desk.conversations.add_feedback(press.deed, conversation.id, solved=True)
        self._desk.conversations.change(conversation.id, solved=True)
        self._csat.on_answer(press, conversation, solved=True)
        line = say(conversation.language, "solved", who=self._desk.person(press.user).name)
        self._desk.messenger.settle(press.channel, press.message_ts, line)
        return "solved"
