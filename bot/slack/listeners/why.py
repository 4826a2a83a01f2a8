"""`/doorstep why DS-12`: staff ask why the desk did what it did."""

from __future__ import annotations

import re

from bot.errors import Refused
from bot.slack.listeners.context import Context
from bot.slack.text import clamp, escape
from bot.support.explaining import ticket_number

_WHY = {"why", "为什么"}
_LONGEST = 3_500  # characters of an ephemeral message that Slack shows in one piece
_PERSON = re.compile(r"\b([UW](?=[A-Z]*\d)[A-Z0-9]{5,})\b")
_GROUP = re.compile(r"\b(S(?=[A-Z]*\d)[A-Z0-9]{5,})\b")


def asked_why(text: str) -> int | None:
    """The ticket's number in `why DS-12`; None for all other texts, which are questions."""
    word, _, rest = text.strip().partition(" ")
    return ticket_number(rest) if word.lower() in _WHY else None


def why(context: Context, user: str, number: int) -> str:
    """What to tell who asked; visible to them alone."""
    try:
        told = escape(clamp(context.desk.explaining.why(number, user), _LONGEST))
    except Refused as refusal:
        return refusal.message
    return _GROUP.sub(r"<!subteam^\1>", _PERSON.sub(r"<@\1>", told))
