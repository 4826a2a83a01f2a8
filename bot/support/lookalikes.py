"""Tickets and pages that look like a reported problem, and what their reader may know of them.

A customer sees what their own company reported. Of everybody else's tickets they learn that there
is a known issue, and its label; of those that are resolved, nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.support.access import may_tell
from bot.support.considering import query_of
from bot.support.desk import Desk
from bot.support.messages import SimilarTicket
from bot.support.models import CitedPage, Conversation, Ticket
from bot.support.reading import Reading
from bot.support.similar import (
    Frequencies,
    Traits,
    finding_keys,
    likeness,
    speaks_of,
    traits_of,
    traits_of_ticket,
)
from knowledge.errors import KnowledgeError
from knowledge.models import Passage

_SHOWN = 3
_LOOKED_AT = 12  # tickets, best first, among which those to show are found
_SPOKEN_OF = 0.3  # share of a report that a known issue's page must speak of
_RESOLUTION = 400  # characters
_KNOWN_ISSUE = re.compile(
    r"known[\s_-]+(?:issue|bug|defect|limitation|problem)|已知(?:问题|缺陷|限制|故障)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Like:
    """A ticket and how alike it is, 0 to 1."""

    ticket_id: int
    likeness: float
    filed_at: datetime


class Lookalikes:
    """Use cases: learn a ticket, find its like."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def learn(self, ticket: Ticket) -> None:
        """Keep what the ticket is known by, as its fields stand now."""
        self._desk.similar.index(ticket.id, traits_of_ticket(ticket), ticket.created_at)

    def of(
        self, traits: Traits, since: datetime, least: float, but: Collection[int] = ()
    ) -> list[Like]:
        """Tickets filed since then that are alike enough, the most alike first."""
        frequencies = self._desk.similar.frequencies(traits.keys)
        keys = finding_keys(traits.keys, frequencies)
        found = [
            Like(kept.ticket_id, likeness(traits, kept.traits, frequencies), kept.filed_at)
            for kept in self._desk.similar.holding(keys, since)
            if kept.ticket_id not in but
        ]
        alike = [one for one in found if one.likeness >= least]
        return sorted(alike, key=lambda one: (-one.likeness, one.ticket_id))

    def for_developer(
        self, conversation: Conversation, reading: Reading
    ) -> tuple[SimilarTicket, ...]:
        """What may be joined, and what was solved before, as far as this customer may know."""
        rules, desk = self._desk.policy.similar, self._desk
        joined = {one.ticket_id for one in desk.reporters.of_conversation(conversation.id)}
        found = self.of(
            traits_of(reading.fields, reading.signals.symptom.value),
            desk.clock() - rules.window.as_timedelta(),
            rules.likeness,
            joined,
        )
        private = desk.is_private(conversation)
        shown = (
            _as_seen(ticket, conversation, private=private)
            for ticket in self._tickets(found)
            if ticket.conversation_id != conversation.id
        )
        return tuple(one for one in shown if one is not None)[:_SHOWN]

    def for_staff(self, ticket: Ticket) -> tuple[SimilarTicket, ...]:
        """All of them, with whose they are."""
        rules = self._desk.policy.similar
        found = self.of(
            traits_of_ticket(ticket),
            ticket.created_at - rules.window.as_timedelta(),
            rules.likeness,
            {ticket.id},
        )
        return tuple(_whole(one) for one in self._tickets(found[:_SHOWN]))

    def known_issues(self, conversation: Conversation, reading: Reading) -> tuple[CitedPage, ...]:
        """Pages that tell of the problem as a known issue; () while the index cannot serve."""
        traits = traits_of(reading.fields, reading.signals.symptom.value)
        told = f"known issue 已知问题 {reading.fields.summary} {reading.fields.error_codes}"
        audience = self._desk.audience(conversation)
        query = query_of(told, conversation, reading, audience=audience)
        try:
            evidence = self._desk.librarian.find(query)
        except KnowledgeError:
            return ()
        frequencies = self._desk.similar.frequencies(traits.keys)
        pages = [
            CitedPage(
                path=one.path, title=one.title, heading=one.heading, url=one.url, score=one.score
            )
            for one in evidence.passages
            if _tells_of(one, traits, frequencies)
        ]
        return tuple(pages[:_SHOWN])

    def _tickets(self, found: list[Like]) -> Iterator[Ticket]:
        for one in found[:_LOOKED_AT]:
            ticket = self._desk.tickets.get(one.ticket_id)
            if ticket is not None:
                yield ticket


def _tells_of(passage: Passage, traits: Traits, frequencies: Frequencies) -> bool:
    """Whether the passage, from where it says "known issue" on, speaks of the problem."""
    headings = "\n".join((passage.title, *passage.heading_path, passage.path))
    text = passage.text
    if not _KNOWN_ISSUE.search(headings):
        marker = _KNOWN_ISSUE.search(text)
        if marker is None:
            return False
        text = text[marker.start() :]
    return speaks_of(text, traits, frequencies) >= _SPOKEN_OF


def _as_seen(ticket: Ticket, conversation: Conversation, *, private: bool) -> SimilarTicket | None:
    """A ticket as the developer may see it, or None.

    Where others read along (not `private`), nothing is told that was said elsewhere.
    """
    if may_tell(ticket, conversation, private=private):
        return None if ticket.status.over and not ticket.resolution else _told(ticket)
    if ticket.status.over:
        return None
    return SimilarTicket(ticket_id=ticket.id, label=ticket.label, over=False)


def _told(ticket: Ticket) -> SimilarTicket:
    return SimilarTicket(
        ticket_id=ticket.id,
        label=ticket.label,
        over=ticket.status.over,
        summary=ticket.fields.summary,
        resolution=ticket.resolution[:_RESOLUTION] if ticket.status.over else "",
        status=ticket.status.value,
    )


def _whole(ticket: Ticket) -> SimilarTicket:
    return _told(ticket).model_copy(update={"who": ticket.customer})
