"""Cases, and what hangs on them: who else has it, what it is like, what was decided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.support.bursts import Incident
from bot.support.decisions import DecisionRecord
from bot.support.models import (
    Decision,
    Judged,
    Model,
    Place,
    Reporter,
    Severity,
    Ticket,
    TicketEvent,
    TicketFields,
    TicketStatus,
)
from bot.support.similar import Frequencies, Kept, Traits


class Tickets(Protocol):
    """Cases and their audit trail."""

    def file(self, ticket: Ticket, *, origin: str) -> Ticket:
        """Number and store it; the same origin files once."""
        ...

    def get(self, ticket_id: int) -> Ticket | None: ...

    def of_origin(self, origin: str) -> Ticket | None:
        """The ticket that this origin filed."""
        ...

    def of_staff_thread(self, place: Place) -> Ticket | None: ...

    def list(
        self, statuses: Collection[TicketStatus] = (), *, reporter: str = ""
    ) -> Sequence[Ticket]:
        """Those in the statuses (none named: all) and of the developer ("" = everybody's)."""
        ...

    def move(
        self,
        ticket_id: int,
        to: TicketStatus,
        *,
        actor: str,
        note: str = "",
        origin: str,
        only_from: Collection[TicketStatus] = tuple(TicketStatus),
        held_by: str | None = None,
    ) -> bool:
        """Follow TRANSITIONS atomically; False when the ticket is not where it may move from.

        Moving to CLAIMED sets the claimer (from WAITING, who has it keeps it) and makes a person
        hold the conversation; moving to an unclaimed status clears the claimer; every move ends a
        snooze. `only_from` and `held_by` (its claimer) narrow where it may move from. The same
        origin moves once and answers True again.
        """
        ...

    def assign(self, ticket_id: int, user: str, *, held_by: str, actor: str, origin: str) -> bool:
        """Give it to `user`, if `held_by` still has it ("" = if nobody has it); else False.

        An unclaimed ticket becomes claimed, one that waits for the customer goes on waiting; a
        person holds the conversation from then on.
        """
        ...

    def snooze(self, ticket_id: int, until: datetime, *, actor: str, origin: str) -> bool:
        """Let a ticket that is not over sleep; no clock is moved. False when it is over."""
        ...

    def wake(
        self, ticket_id: int, *, actor: str, origin: str, until: datetime | None = None
    ) -> bool:
        """End its sleep (only the one until then, if `until` is given); False when it is awake."""
        ...

    def hand_back(self, ticket_id: int, *, actor: str, origin: str) -> bool:
        """Let the bot hold the ticket's conversation again, once for the origin."""
        ...

    def reword(self, kind: str, note: str, *, origin: str) -> None:
        """Change the note of a line of the trail: the message it quotes was edited or deleted."""
        ...

    def rate(
        self, ticket_id: int, severity: Severity, *, actor: str, reason: str, origin: str
    ) -> bool:
        """Change the severity; what was first reported is kept. False when it is so already."""
        ...

    def worsen(
        self, ticket_id: int, severity: Severity, *, actor: str, reason: str, origin: str
    ) -> bool:
        """Make it as bad as its developer says; False where it is, staff set it, or it is over."""
        ...

    def judge(
        self, ticket_id: int, severity: Severity, *, reason: str, origin: str
    ) -> Judged | None:
        """Keep what the rules make of it by now, where that is worse than what they made before.

        The ticket becomes as bad, unless it is already, or staff set its severity: that stays. None
        where the rules say nothing worse, or the ticket is over. The same origin judges once and
        answers the same again.
        """
        ...

    def search(self, words: Sequence[str], limit: int) -> Sequence[Ticket]:
        """Tickets that hold every word, latest first.

        In their fields, in what was written in the thread or noted by staff, in the digest of their
        logs; or the word is their label, customer or reporter (a user id).
        """
        ...

    def escalate(self, ticket_id: int, decision: Decision, *, origin: str) -> bool:
        """Mark an open ticket as paged, for this reason; False when it is paged or not open.

        The same origin escalates once and answers True again.
        """
        ...

    def amend(
        self, ticket_id: int, *, fields: TicketFields | None = None, **values: object
    ) -> Ticket: ...

    def of_conversation(self, conversation_id: int) -> Sequence[Ticket]:
        """Every ticket that was filed from it, oldest first."""
        ...

    def revise(
        self,
        ticket_id: int,
        change: Callable[[Ticket], Ticket],
        *,
        actor: str,
        note: str,
        origin: str,
    ) -> Ticket:
        """Change what the ticket tells, with the line "amended" in its trail; once per origin.

        `change` gets the ticket as it stands, inside the transaction; fields, what is assumed of
        them, files and digest are stored as it returns them. Where nothing changes, nothing is
        written.
        """
        ...

    def set_staff_thread(self, ticket_id: int, place: Place) -> None: ...

    def staff_thread(self, ticket_id: int) -> Place | None: ...

    def note(self, event: TicketEvent, *, origin: str) -> None: ...

    def events(self, ticket_id: int) -> Sequence[TicketEvent]: ...


class SimilarTickets(Protocol):
    """Tickets by what they are known by."""

    def index(self, ticket_id: int, traits: Traits, filed_at: datetime) -> None:
        """Keep what the ticket is known by now, instead of what was kept before."""
        ...

    def frequencies(self, keys: Collection[str]) -> Frequencies:
        """In how many of the latest tickets the keys stand."""
        ...

    def holding(self, keys: Sequence[str], since: datetime) -> Sequence[Kept]:
        """The tickets filed since then that hold most of the keys (what says most comes first).

        A bounded number, however many tickets there are.
        """
        ...


class Reporters(Protocol):
    """Who joined a case of somebody else."""

    def join(self, reporter: Reporter) -> None:
        """Once for each ticket and conversation."""
        ...

    def of_ticket(self, ticket_id: int) -> Sequence[Reporter]:
        """In the order in which they joined."""
        ...

    def of_conversation(self, conversation_id: int) -> Sequence[Reporter]: ...

    def conclude(self, ticket_id: int, conversation_id: int, verdict: str) -> None:
        """Note whether it was solved for them."""
        ...


class Incidents(Protocol):
    """Bursts of one symptom. A ticket belongs to one incident at most."""

    def of_ticket(self, ticket_id: int) -> Incident | None: ...

    def members(self, incident_id: int) -> Sequence[int]:
        """Ticket ids, in order."""
        ...

    def begin(self, ticket_ids: Sequence[int], at: datetime) -> Incident:
        """A new one; or the one that has one of the tickets already, with the others added."""
        ...

    def add(self, incident_id: int, ticket_id: int) -> None:
        """Unless the ticket belongs to an incident already."""
        ...

    def set_place(self, incident_id: int, place: Place) -> None:
        """Where its message is."""
        ...

    def set_closed(self, incident_id: int, at: datetime | None) -> None: ...


class Decisions(Protocol):
    """What was decided, with what it looked at and why."""

    def record(
        self,
        kind: str,
        inputs: Model,
        decision: Decision,
        *,
        conversation_id: int | None,
        ticket_id: int | None,
        origin: str,
    ) -> Decision:
        """Store it; returns the decision that stands: the first under this kind and origin.

        `inputs` hold signals and figures, never what people wrote.
        """
        ...

    def since(self, moment: datetime) -> Iterator[DecisionRecord]:
        """Oldest first, read piece by piece."""
        ...

    def of_ticket(self, ticket_id: int) -> Sequence[DecisionRecord]:
        """Of the ticket, and of its conversation where no ticket was; oldest first."""
