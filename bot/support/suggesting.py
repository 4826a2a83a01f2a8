"""A reply drafted for a staff member, from the documentation and from tickets solved before.

A person edits it and sends it, or does not. The draft holds only what its reader, the customer, may
know: pages of their audience, and resolutions that their own company was given. What other
customers were told is listed beneath it for staff alone.
"""

from __future__ import annotations

import re

import structlog

from bot.support.considering import query_of
from bot.support.desk import Desk
from bot.support.inbound import DraftWished
from bot.support.lookalikes import Lookalikes
from bot.support.messages import ReplyDraft
from bot.support.models import CitedPage, Conversation, Ticket
from bot.support.phrases import say
from bot.support.reading import read
from bot.support.staff_side import STAFF, StaffSide
from knowledge.errors import KnowledgeError
from knowledge.models import Answer, Citation

log = structlog.get_logger()

SUGGESTED = "suggested"
LIMIT = 2_900  # characters of a draft; the form's field holds 3,000
_SOURCES = 3
_MARK = re.compile(r"[ \t]*\[\d+\]")


class Suggesting:
    """Use case: draft a reply into an open form."""

    def __init__(self, desk: Desk, side: StaffSide, lookalikes: Lookalikes) -> None:
        self._desk = desk
        self._side = side
        self._lookalikes = lookalikes

    def on_wished(self, wish: DraftWished) -> str:
        """Fill the form that waits; whatever fails, the person gets a form to write in."""
        self._desk.require_staff(wish.user)
        ticket = self._side.ticket(wish.ticket_id)
        draft = self.draft(ticket)
        note = "; ".join(one.path for one in draft.pages) or draft.problem
        self._side.note(ticket, SUGGESTED, wish.user, note, wish.id)
        self._desk.messenger.fill(wish.form_id, draft)
        return SUGGESTED if draft.text else "no_suggestion"

    def draft(self, ticket: Ticket) -> ReplyDraft:
        conversation = self._desk.conversations.get(ticket.conversation_id)
        text, pages, problem = self._from_documentation(ticket, conversation)
        similar = [one for one in self._lookalikes.for_staff(ticket) if one.over and one.resolution]
        own = [one for one in similar if ticket.customer and one.who == ticket.customer]
        before = [
            say(ticket.language, "draft_solved_before", label=one.label, text=one.resolution)
            for one in own[:1]
        ]
        parts = [part for part in (*before, text) if part]
        return ReplyDraft(
            language=STAFF,
            ticket_id=ticket.id,
            customer=ticket.customer,
            customer_language=ticket.language,
            text=_fit(parts, _sources(pages, ticket.language)),
            pages=pages,
            similar=tuple(similar),
            problem=problem,
        )

    def _from_documentation(
        self, ticket: Ticket, conversation: Conversation
    ) -> tuple[str, tuple[CitedPage, ...], str]:
        """The words, the pages they stand on, and what kept us from them."""
        desk = self._desk
        turns = [
            turn
            for turn in desk.conversations.turns(conversation.id)
            if turn.author == conversation.asker
        ]
        asked = turns[-1].text if turns else ticket.fields.summary
        told = "\n".join(dict.fromkeys((asked, ticket.fields.summary, ticket.fields.error_codes)))
        reading = read(conversation, turns, asked, desk.policy)
        query = query_of(told, conversation, reading, audience=desk.audience(conversation))
        try:
            evidence = desk.librarian.find(query)
            if not evidence.passages:
                return "", (), say(STAFF, "draft_no_page")
            answer = desk.writer.write(query, evidence)
        except KnowledgeError as error:
            log.warning("no_suggestion", ticket=ticket.label, error=error.message)
            return "", (), say(STAFF, "draft_index_down")
        return _words(answer), tuple(_cited(one) for one in answer.citations[:_SOURCES]), ""


def _words(answer: Answer) -> str:
    """The answer without its marks: in a letter they would point at nothing."""
    return _MARK.sub("", answer.text).strip()


def _sources(pages: tuple[CitedPage, ...], language: str) -> str:
    lines = [f"{one.title} {one.url}".strip() for one in pages]
    return "\n".join([say(language, "draft_sources"), *lines]) if lines else ""


def _fit(parts: list[str], sources: str) -> str:
    if not parts:
        return ""
    body = "\n\n".join(parts)
    room = LIMIT - len(sources) - 2
    return "\n\n".join(filter(None, [body[:room].rstrip(), sources]))[:LIMIT]


def _cited(citation: Citation) -> CitedPage:
    return CitedPage(
        path=citation.path,
        title=citation.title,
        heading=citation.heading,
        url=citation.url,
        score=citation.score,
    )
