"""What happened underneath a conversation: events, evidence, decisions, the ticket's trail."""

from __future__ import annotations

from typing import Any

from bot.support.clock import alarms
from bot.support.models import AnswerRecord, Place, Ticket, TicketEvent, Turn
from bot.support.policy import Policy
from bot.support.ports.clock import Clock
from bot.support.ports.conversations import Conversations
from bot.support.ports.tickets import Tickets

Entry = dict[str, Any]  # at (ISO 8601), kind, title, detail, perhaps data

_PASSAGES = 6


class Inspector:
    """Reads; changes nothing. Serves the local workspace's side panel and `tickets show`."""

    def __init__(
        self, conversations: Conversations, tickets: Tickets, policy: Policy, clock: Clock
    ) -> None:
        self._conversations = conversations
        self._tickets = tickets
        self._policy = policy
        self._clock = clock

    def thread(self, channel: str, thread_ts: str) -> list[Entry]:
        """Everything known about a developer's or a staff thread, oldest first."""
        place = Place(channel=channel, thread_ts=thread_ts)
        ticket = self._tickets.of_staff_thread(place)
        conversation = self._conversations.at(ticket.place if ticket else place)
        if conversation is None:
            return []
        entries = [_turn(one) for one in self._conversations.turns(conversation.id)]
        for record in self._conversations.answers(conversation.id):
            entries += _answer(record)
        if ticket is None and conversation.ticket_id is not None:
            ticket = self._tickets.get(conversation.ticket_id)
        if ticket is not None:
            entries += [_event(one) for one in self._tickets.events(ticket.id)]
            entries += self._clock_of(ticket)
        return sorted(entries, key=lambda entry: str(entry["at"]))

    def _clock_of(self, ticket: Ticket) -> list[Entry]:
        now = self._clock()
        if not ticket.status.unclaimed:
            breaks = ticket.next_breach
            if breaks is None:
                return []
            owed = f"Next breach {breaks:%Y-%m-%d %H:%M} UTC."
            return [_entry(now.isoformat(), "clock", "Clock running", owed)]
        coming = next(
            (one for one in alarms(ticket, self._policy, ticket.created_at) if one.at > now), None
        )
        detail = f"First reply due {ticket.first_reply_due:%Y-%m-%d %H:%M} UTC."
        if coming is not None:
            detail += f" Next alarm: {coming.kind.value} at {coming.at:%H:%M} UTC."
        return [_entry(now.isoformat(), "clock", "Clock running", detail)]


def _entry(at: str, kind: str, title: str, detail: str) -> Entry:
    return {"at": at, "kind": kind, "title": title, "detail": detail}


def _turn(turn: Turn) -> Entry:
    files = f" with {len(turn.attachments)} file(s)" if turn.attachments else ""
    return _entry(
        turn.at.isoformat(),
        "event",
        "Event stored",
        f"{turn.id}: {len(turn.text)} characters{files}",
    )


def _answer(record: AnswerRecord) -> list[Entry]:
    at, decision = record.at.isoformat(), record.decision
    passages = _entry(
        at,
        "passages",
        f"{len(record.pages)} passages, confidence {record.confidence:.2f}",
        "" if record.pages else "Nothing in the index fits.",
    )
    passages["data"] = {
        "passages": [
            {"title": f"{page.title} › {page.heading}", "score": page.score, "path": page.path}
            for page in record.pages[:_PASSAGES]
        ]
    }
    decided = _entry(
        at,
        "decision",
        decision.action.value.replace("_", " ").capitalize(),
        f"{decision.reason} Rule {decision.rule}, policy {decision.policy_version}.",
    )
    decided["data"] = dict(decision.figures)
    return [passages, decided]


def _event(event: TicketEvent) -> Entry:
    title = f"Ticket {event.kind.replace('_', ' ')} by {event.actor}"
    return _entry(event.at.isoformat(), "ticket", title, event.note)
