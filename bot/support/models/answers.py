"""What was decided about a question, and the answer that was shown."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from bot.support.models.base import Model


class Action(StrEnum):
    """What may be decided to do next: by triage, except for the last two."""

    ANSWER = "answer"
    ANSWER_WITH_CAVEAT = "answer_with_caveat"
    ASK_DETAILS = "ask_details"
    TICKET = "ticket"
    HUMAN = "human"
    ON_SITE = "on_site"
    DECLINE_VISIT = "decline_visit"
    UNKNOWN = "unknown"
    ROUTE = "route"  # give a ticket to a team
    PAGE = "page"  # call people


class Decision(Model):
    """What triage decided and why. `figures` are the inputs that the rule looked at."""

    action: Action
    rule: str  # the rule's name, stable, for filters and statistics
    reason: str  # one English sentence for staff
    figures: dict[str, str | int | float | bool] = Field(default_factory=dict)
    policy_version: str = ""


class CitedPage(Model):
    """A page shown with an answer: enough to say later which answers a change makes wrong."""

    path: str
    title: str
    heading: str = ""
    url: str = ""
    score: float = 0.0


class AnswerRecord(Model):
    """An answered question as it is stored: what was decided, shown and how it went."""

    id: str  # the inbound id of the message or press that led here
    conversation_id: int
    question: str
    decision: Decision
    confidence: float
    text: str = ""
    pages: tuple[CitedPage, ...] = ()  # the evidence, best first
    cited: tuple[CitedPage, ...] = ()  # what the shown answer stands on
    at: datetime
