"""What a conversation reads as, and what triage makes of the report in it."""

from __future__ import annotations

from bot.support.deciding import decide
from bot.support.desk import Desk
from bot.support.inbound import TicketSubmitted
from bot.support.models import Conversation, Decision, Severity, Turn
from bot.support.reading import Reading, read
from bot.support.triage import Case


class Judging:
    """Asked again at every step: the developer may have said more since."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read(self, conversation: Conversation, form: TicketSubmitted | None = None) -> Reading:
        """Everything that the developer said, in the thread and in the form."""
        turns = [
            turn
            for turn in self._desk.conversations.turns(conversation.id)
            if turn.author == conversation.asker
        ]
        if form is not None:
            told = "\n".join(filter(None, form.fields.model_dump().values()))
            turns.append(
                Turn(
                    id=form.id,
                    conversation_id=conversation.id,
                    author=form.user,
                    text=told,
                    at=self._desk.clock(),
                )
            )
        latest = turns[-1].text if turns else ""
        return read(conversation, turns, latest, self._desk.policy)

    def report(
        self, conversation: Conversation, severity: Severity, reading: Reading, origin: str
    ) -> Decision:
        """Decide on a problem that is reported, whatever is missing of it."""
        case = self.case(conversation, severity, reading)
        reported = case.model_copy(update={"reports_problem": True, "asked_details": True})
        return decide(self._desk, reported, conversation, origin=origin)

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
