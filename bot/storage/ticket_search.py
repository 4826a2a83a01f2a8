"""Which tickets hold a word, in their fields or in what was written about them."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, exists, func, or_

from bot.storage import tables
from bot.support.models import TicketFields

_LABEL = re.compile(r"DS-(\d{1,9})", re.ASCII | re.IGNORECASE)
_COLUMNS = ("customer", "reporter", "resolution", "cause", "fix", "log_digest")


def holds(word: str) -> ColumnElement[bool]:
    """Whether a row of `tickets` holds the word; case is ignored. DS-12 is ticket 12 alone."""
    tickets, turns, events = tables.tickets, tables.turns, tables.ticket_events
    label = _LABEL.fullmatch(word)
    if label is not None:
        return tickets.c.id == int(label[1])
    values = (tickets.c.fields[name].as_string() for name in TicketFields.model_fields)
    own = (*values, *(tickets.c[name] for name in _COLUMNS))
    return or_(
        *(func.coalesce(one, "").icontains(word, autoescape=True) for one in own),
        exists().where(
            turns.c.conversation_id == tickets.c.conversation_id,
            turns.c.text.icontains(word, autoescape=True),
        ),
        exists().where(
            events.c.ticket_id == tickets.c.id,
            events.c.note.icontains(word, autoescape=True),
            # What people wrote; the desk's own reasons are the same for many.
            events.c.actor != "doorstep",
            events.c.kind != "filed",
        ),
    )
