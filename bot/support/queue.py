"""The staff's lists of open tickets: which, in which order, narrowed to what somebody looks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.support.models import Model, Ticket, TicketStatus
from bot.support.targets import Target

ACTIVE = tuple(one for one in TicketStatus if not one.over)
PAGE = 20  # tickets of a list that are shown at once
_SOON = timedelta(hours=4)
_LONGEST = 75  # characters of a value that lists are narrowed by
MINE, UNCLAIMED, BREACHING, SNOOZED = "mine", "unclaimed", "breaching", "snoozed"
LISTS = (MINE, UNCLAIMED, BREACHING, SNOOZED)
TRAITS = ("product", "plan", "severity", "language")  # what a list can be narrowed by


def breaks_at(ticket: Ticket) -> datetime | None:
    """When the promise to the customer that breaks first is broken; None when none is running."""
    return ticket.next_breach


def first_to_break(ticket: Ticket) -> Target | None:
    """Which promise `breaks_at` is of."""
    breaks = ticket.next_breach
    if breaks is None:
        return None
    if ticket.first_replied_at is None and ticket.first_reply_due == breaks:
        return Target.FIRST_REPLY
    return Target.NEXT_REPLY if ticket.next_reply_due == breaks else Target.RESOLUTION


def urgency(ticket: Ticket) -> tuple[bool, datetime, int]:
    """Sorts by the clock that breaks first; those without one after them, oldest first."""
    breaks = breaks_at(ticket)
    return breaks is None, breaks or ticket.created_at, ticket.id


def trait(ticket: Ticket, name: str) -> str:
    """The ticket's value for one of TRAITS, as filters compare it; "" = not known."""
    values = {
        "product": " ".join(ticket.fields.product.split())[:_LONGEST],
        "plan": ticket.plan,
        "severity": ticket.severity.value,
        "language": ticket.language,
    }
    return values[name]


class Wanted(Model):
    """What somebody narrowed their lists to ("" = everything), and how far they paged."""

    product: str = ""
    plan: str = ""
    severity: str = ""
    language: str = ""
    whose: str = ""  # "mine": only what they hold
    pages: Mapping[str, int] = {}

    def fits(self, ticket: Ticket) -> bool:
        return all(
            not getattr(self, name) or getattr(self, name) == trait(ticket, name) for name in TRAITS
        )


class Listed(Model):
    """One page of a list; `page` counts from 0."""

    name: str
    tickets: tuple[Ticket, ...]
    total: int
    page: int = 0

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def lists(
    tickets: Sequence[Ticket], user: str, wanted: Wanted, now: datetime
) -> tuple[Listed, ...]:
    """The four lists, of tickets that are not over. A page that is not there is the last one."""
    open_ = sorted(
        (one for one in tickets if not one.status.over and wanted.fits(one)), key=urgency
    )
    if wanted.whose == MINE:
        open_ = [one for one in open_ if one.claimed_by == user]
    awake = [one for one in open_ if one.snoozed_until is None]
    found: dict[str, list[Ticket]] = {
        MINE: [one for one in awake if one.claimed_by == user],
        UNCLAIMED: [one for one in awake if one.status.unclaimed],
        BREACHING: [one for one in awake if _soon(one, now)],
        SNOOZED: sorted(
            (one for one in open_ if one.snoozed_until is not None),
            key=lambda one: (one.snoozed_until, one.id),
        ),
    }
    return tuple(_page(name, found[name], wanted.pages.get(name, 0)) for name in LISTS)


def choices(tickets: Sequence[Ticket], name: str) -> tuple[str, ...]:
    """The values that a filter offers: those that open tickets have."""
    return tuple(sorted({trait(one, name) for one in tickets if not one.status.over} - {""}))


def _soon(ticket: Ticket, now: datetime) -> bool:
    breaks = breaks_at(ticket)
    return breaks is not None and breaks <= now + _SOON


def _page(name: str, tickets: Sequence[Ticket], page: int) -> Listed:
    last = max(0, (len(tickets) - 1) // PAGE)
    page = min(max(0, page), last)
    shown = tuple(tickets[page * PAGE : (page + 1) * PAGE])
    return Listed(name=name, tickets=shown, total=len(tickets), page=page)
