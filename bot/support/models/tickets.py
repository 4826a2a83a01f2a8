"""A case: where it stands, what an engineer needs of it, what happened to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.support.models.answers import Decision
from bot.support.models.base import Model
from bot.support.models.conversations import Attachment, Place


class Severity(StrEnum):
    """How bad it is for the customer, least first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class Judged(StrEnum):
    """What came of the rules' reading a ticket as worse than before."""

    RAISED = "raised"  # the ticket is as bad as they say
    NOTED = "noted"  # it stands beside a severity that is as bad, or that staff set


class TicketStatus(StrEnum):
    """Where a ticket stands. `TRANSITIONS` says what may follow what."""

    NEW = "new"  # filed with all that an engineer needs; nobody has looked at it
    NEEDS_INFO = "needs_info"  # filed, and the developer was asked for what is missing
    OPEN = "open"  # nobody has it
    CLAIMED = "claimed"
    WAITING = "waiting"  # who has it waits for the customer
    RESOLVED = "resolved"  # the customer has not confirmed it yet
    CLOSED = "closed"
    REOPENED = "reopened"  # it was not solved after all; nobody has it

    @property
    def unclaimed(self) -> bool:
        """Whether the ticket waits for somebody to take it."""
        return self in UNCLAIMED

    @property
    def over(self) -> bool:
        """Whether nobody works on it any more."""
        return self in {TicketStatus.RESOLVED, TicketStatus.CLOSED}


UNCLAIMED = frozenset(
    {TicketStatus.NEW, TicketStatus.NEEDS_INFO, TicketStatus.OPEN, TicketStatus.REOPENED}
)


_TAKEN_OR_ENDED = frozenset({TicketStatus.CLAIMED, TicketStatus.RESOLVED, TicketStatus.CLOSED})


TRANSITIONS: dict[TicketStatus, frozenset[TicketStatus]] = {
    TicketStatus.NEW: _TAKEN_OR_ENDED | {TicketStatus.OPEN, TicketStatus.NEEDS_INFO},
    TicketStatus.NEEDS_INFO: _TAKEN_OR_ENDED | {TicketStatus.OPEN},
    TicketStatus.OPEN: _TAKEN_OR_ENDED | {TicketStatus.NEEDS_INFO},
    TicketStatus.CLAIMED: frozenset(
        {TicketStatus.OPEN, TicketStatus.WAITING, TicketStatus.RESOLVED, TicketStatus.CLOSED}
    ),
    TicketStatus.WAITING: frozenset(
        {TicketStatus.CLAIMED, TicketStatus.OPEN, TicketStatus.RESOLVED, TicketStatus.CLOSED}
    ),
    TicketStatus.RESOLVED: frozenset({TicketStatus.CLOSED, TicketStatus.REOPENED}),
    TicketStatus.CLOSED: frozenset({TicketStatus.REOPENED}),
    TicketStatus.REOPENED: _TAKEN_OR_ENDED | {TicketStatus.OPEN, TicketStatus.NEEDS_INFO},
}


class Category(StrEnum):
    """What kind of cause a resolved ticket had, as staff judges it."""

    DOCUMENTATION = "documentation"  # it was missing or wrong
    DEFECT = "defect"
    USAGE = "usage"
    CONFIGURATION = "configuration"
    OTHER = "other"


class TicketFields(Model):
    """What an engineer needs to act, in the developer's own words. Empty = not given.

    The form asks for all but `UNASKED`, which are only read.
    """

    summary: str = ""
    product: str = ""
    project: str = ""  # the developer's own app, as they or the vendor's console call it
    sdk_version: str = ""
    platform: str = ""
    framework: str = ""
    environment: str = ""  # operating system and device
    steps: str = ""
    expected: str = ""
    actual: str = ""
    error_codes: str = ""
    frequency: str = ""
    impact: str = ""  # users hit, a launch date
    regression: str = ""  # with which version it worked
    occurred: str = ""  # when, as the developer or their log writes it
    ids: str = ""  # of the channel, the user, the call
    tried: str = ""

    def with_unasked(self, known: TicketFields) -> TicketFields:
        """A submitted form, with what no form asks for as it is known from elsewhere."""
        return self.model_copy(update={name: getattr(known, name) for name in UNASKED})


UNASKED = ("framework", "regression", "occurred", "ids")


class Ticket(Model):
    """A case. The row is the truth; a workflow is only the clock that watches it."""

    id: int
    conversation_id: int
    place: Place
    reporter: str
    customer: str
    plan: str
    language: str
    fields: TicketFields
    assumed: tuple[str, ...] = ()  # fields that nobody said: what the customer uses as a rule
    pictured: tuple[str, ...] = ()  # fields that nobody said: what a model read in a picture
    severity: Severity
    severity_reason: str = ""
    reported_severity: Severity | None = None  # before staff changed it; None = never changed
    rule_severity: Severity | None = None  # the worst that the rules read; None = of an older file
    rule_reason: str = ""
    status: TicketStatus = TicketStatus.NEW
    claimed_by: str = ""
    paged: bool = False
    decision: Decision
    attachments: tuple[Attachment, ...] = ()
    log_digest: str = ""  # one line about the attached logs, for staff
    first_reply_due: datetime
    first_replied_at: datetime | None = None
    next_reply_due: datetime | None = None  # None: nothing to answer, or no promise
    resolve_due: datetime | None = None  # None: paused, over, or no promise
    resolution: str = ""  # as the customer reads it
    cause: str = ""
    fix: str = ""
    category: Category | None = None
    snoozed_until: datetime | None = None  # hidden from the queue and not spoken of until then
    created_at: datetime
    updated_at: datetime

    @property
    def label(self) -> str:
        """How people name it: DS-142."""
        return ticket_label(self.id)

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Fields that give way to whatever is said of them."""
        return (*self.assumed, *self.pictured)

    @property
    def next_breach(self) -> datetime | None:
        """When the clock breaks that breaks first; None while none runs."""
        if self.status.over:
            return None
        first = None if self.first_replied_at else self.first_reply_due
        running = (first, self.next_reply_due, self.resolve_due)
        return min((due for due in running if due is not None), default=None)


def ticket_label(ticket_id: int) -> str:
    """DS-142 for 142."""
    return f"DS-{ticket_id}"


class Reporter(Model):
    """Somebody who joined the case of another, from a thread of their own.

    `verdict` is "" until they say, once it is resolved, whether it is "solved" or "unsolved".
    """

    ticket_id: int
    conversation_id: int
    reporter: str
    customer: str
    joined_at: datetime
    verdict: str = ""


class TicketEvent(Model):
    """A line of the audit trail: who did what to the ticket, when, why."""

    ticket_id: int
    kind: str
    actor: str
    at: datetime
    note: str = ""
