"""What a conversation reads as, and what triage makes of the report in it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.support.deciding import decide
from bot.support.desk import Desk
from bot.support.inbound import TicketSubmitted
from bot.support.models import Conversation, Decision, Severity, Ticket, Turn
from bot.support.reading import Reading, read
from bot.support.triage import Case

# The fields of a form that hold sentences; how bad it is stands in these.
_PROSE = frozenset({"summary", "steps", "expected", "actual", "frequency", "impact", "tried"})


class Judging:
    """Asked again at every step: the developer may have said more since."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read(self, conversation: Conversation, form: TicketSubmitted | None = None) -> Reading:
        """Everything that the developer said, in the thread and in the form."""
        told = form.fields.model_dump().values() if form is not None else ()
        return self._read(conversation, self._turns(conversation), told, form.id if form else "")

    def read_again(self, conversation: Conversation, ticket: Ticket) -> Reading:
        """Everything that is known of a filed case by now: the thread, and the form's own words."""
        turns = self._turns(conversation)
        said = "\n".join(turn.text for turn in turns)
        form = [
            value
            for name, value in ticket.fields
            if name in _PROSE and name not in ticket.assumed and value not in said
        ]
        return self._read(conversation, turns, form, f"ticket:{ticket.id}")

    def report(
        self, conversation: Conversation, severity: Severity, reading: Reading, origin: str
    ) -> Decision:
        """Decide on a problem that is reported, whatever is missing of it."""
        case = self.case(conversation, severity, reading)
        reported = case.model_copy(update={"reports_problem": True, "asked_details": True})
        return decide(self._desk, reported, conversation, origin=origin)

    def _turns(self, conversation: Conversation) -> list[Turn]:
        turns = self._desk.conversations.turns(conversation.id)
        return [turn for turn in turns if turn.author == conversation.asker]

    def _read(
        self, conversation: Conversation, turns: list[Turn], form: Iterable[str], name: str
    ) -> Reading:
        """`form`: what stands in its fields; `name`: an id for it."""
        told = "\n".join(filter(None, form))
        if told:
            turn = Turn(
                id=name,
                conversation_id=conversation.id,
                author=conversation.asker,
                text=told,
                at=self._desk.clock(),
            )
            turns = [*turns, turn]
        latest = turns[-1].text if turns else ""
        return read(conversation, turns, latest, self._desk.policy)

    def case(self, conversation: Conversation, severity: Severity, reading: Reading) -> Case:
        """The inputs of triage, without an answer's confidence."""
        return Case(
            plan=conversation.plan,
            confidence=None,
            severity=severity,
            signals=reading.signals,
            missing=reading.missing,
            asked_details=conversation.asked_details,
            unsolved=self._desk.conversations.unsolved(conversation.id),
        )
