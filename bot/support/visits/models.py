"""A visit on site, or a remote session: what was asked, where it stands, what came of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import Field as Bounded

from bot.support.models import Model


class VisitKind(StrEnum):
    """How an engineer comes: over the wire, or through the door."""

    REMOTE = "remote"
    ON_SITE = "on_site"


class Ground(StrEnum):
    """Why somebody on site helps more than anything else."""

    INTEGRATION = "integration"  # deep integration with the customer's own systems
    EMERGENCY = "emergency"  # a severe fault that cannot wait for a back and forth
    STRATEGIC = "strategic"  # a customer for whom the seller goes further


class VisitStatus(StrEnum):
    """Where a visit stands. `TRANSITIONS` says what may follow what."""

    OFFERED = "offered"  # the policy allows it; the customer has not accepted the terms
    DECLINED = "declined"  # the policy does not allow it
    ACCEPTED = "accepted"  # the customer accepted; a manager has to approve
    REFUSED = "refused"  # by the manager
    APPROVED = "approved"  # nobody is matched yet
    PROPOSED = "proposed"  # the customer has to choose a time
    CONFIRMED = "confirmed"
    NO_SHOW = "no_show"  # the customer was not there
    REPORTED = "reported"  # it was held; the customer has the report
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # by the customer, before a time was agreed
    CANCELLED = "cancelled"
    EXPIRED = "expired"  # the customer never answered

    @property
    def over(self) -> bool:
        """Whether nothing may follow."""
        return not TRANSITIONS[self]

    @property
    def counts(self) -> bool:
        """Whether it uses up what a contract includes."""
        return self in _COUNTED


TRANSITIONS: dict[VisitStatus, frozenset[VisitStatus]] = {
    VisitStatus.OFFERED: frozenset(
        {
            VisitStatus.ACCEPTED,
            VisitStatus.APPROVED,  # a session that needs no manager
            VisitStatus.WITHDRAWN,
            VisitStatus.EXPIRED,
        }
    ),
    VisitStatus.ACCEPTED: frozenset(
        {VisitStatus.APPROVED, VisitStatus.REFUSED, VisitStatus.WITHDRAWN}
    ),
    VisitStatus.APPROVED: frozenset(
        {VisitStatus.PROPOSED, VisitStatus.WITHDRAWN, VisitStatus.CANCELLED}
    ),
    VisitStatus.PROPOSED: frozenset(
        {
            VisitStatus.PROPOSED,  # other times, another engineer
            VisitStatus.CONFIRMED,
            VisitStatus.WITHDRAWN,
            VisitStatus.CANCELLED,
            VisitStatus.EXPIRED,
        }
    ),
    VisitStatus.CONFIRMED: frozenset(
        {
            VisitStatus.PROPOSED,  # rescheduled
            VisitStatus.CANCELLED,
            VisitStatus.NO_SHOW,
            VisitStatus.REPORTED,
        }
    ),
    VisitStatus.NO_SHOW: frozenset({VisitStatus.PROPOSED, VisitStatus.CLOSED}),
    VisitStatus.REPORTED: frozenset({VisitStatus.CLOSED}),
    VisitStatus.DECLINED: frozenset(),
    VisitStatus.REFUSED: frozenset(),
    VisitStatus.CLOSED: frozenset(),
    VisitStatus.WITHDRAWN: frozenset(),
    VisitStatus.CANCELLED: frozenset(),
    VisitStatus.EXPIRED: frozenset(),
}
_COUNTED = frozenset(
    {
        VisitStatus.APPROVED,
        VisitStatus.PROPOSED,
        VisitStatus.CONFIRMED,
        VisitStatus.NO_SHOW,
        VisitStatus.REPORTED,
        VisitStatus.CLOSED,
    }
)


class Wish(Model):
    """The request form. `length` is in days for a visit, in hours for a session."""

    kind: VisitKind
    ground: Ground | None = None  # None for a session
    product: str = ""
    city: str = ""
    address: str = ""
    length: int = Bounded(default=1, ge=1)
    earliest: date | None = None
    subject: str = ""  # what should be looked at
    systems: str = ""  # the customer's own systems that it touches


class FeeItem(Model):
    """One line of an estimate: `phrase` names it (phrases), with its facts."""

    phrase: str
    facts: dict[str, str] = Bounded(default_factory=dict)
    amount: int = 0  # in the policy's currency, whole


class Fee(Model):
    """What it is estimated to cost."""

    currency: str
    items: tuple[FeeItem, ...] = ()

    @property
    def total(self) -> int:
        return sum(one.amount for one in self.items)


class Verdict(Model):
    """What the policy says of a wish, and why.

    `phrase` (phrases) with `facts` tells the customer; `reason` tells staff, in English.
    """

    eligible: bool
    rule: str
    reason: str
    phrase: str
    facts: dict[str, str] = Bounded(default_factory=dict)
    fee: Fee | None = None
    earliest: datetime | None = None  # before it, nobody comes
    remote_helps: bool = False  # a remote session is the better next step, and open to them
    inputs: dict[str, str | int | float | bool] = Bounded(default_factory=dict)
    policy_version: str = ""


class Slot(Model):
    """A time that is offered or agreed; aware, UTC. Several days are one slot."""

    start: datetime
    end: datetime
    engineer: str  # user id

    @property
    def key(self) -> str:
        """Names it on a button."""
        return f"{int(self.start.timestamp())}"


class Report(Model):
    """What the engineer writes afterwards; the customer reads all but `internal`."""

    findings: str
    advice: str = ""
    follow_up: str = ""  # becomes a ticket of its own
    internal: str = ""
    length: int = Bounded(default=1, ge=0)  # days or hours that it really took


class Visit(Model):
    """A visit or a remote session. The row is the truth."""

    id: int
    ticket_id: int
    conversation_id: int
    kind: VisitKind
    status: VisitStatus
    requester: str
    account: str
    plan: str
    language: str
    wish: Wish
    verdict: Verdict
    engineer: str = ""
    proposals: tuple[Slot, ...] = ()
    slot: Slot | None = None
    bookings: int = 0  # how often a time was agreed: the sequence of its calendar file
    report: Report | None = None
    panel_ts: str = ""  # our latest message to the customer about it
    follow_up_id: int | None = None  # ticket
    created_at: datetime
    updated_at: datetime

    @property
    def label(self) -> str:
        """How people name it: V-12."""
        return f"V-{self.id}"


CELL = timedelta(minutes=30)


def cells(slot: Slot) -> tuple[int, ...]:
    """The half hours that a slot takes of its engineer, as numbers since 1970.

    Two slots of one engineer overlap exactly when they share one: a unique key keeps them apart.
    """
    size = int(CELL.total_seconds())
    first = int(slot.start.timestamp()) // size
    last = -(-int(slot.end.timestamp()) // size)
    return tuple(range(first, last))
