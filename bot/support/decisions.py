"""What was decided, as it is stored: enough to explain it later and to decide it again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.support.models import Decision, Model


class Kind(StrEnum):
    """What a decision was about. Other parts of the desk may store kinds of their own."""

    TRIAGE = "triage"
    ROUTE = "route"
    PAGE = "page"
    INCIDENT = "incident"
    VISIT = "visit"


class DecisionRecord(Model):
    """One decision. `inputs` is the JSON of what the rules looked at; no words of people."""

    id: int
    kind: str
    conversation_id: int | None = None
    ticket_id: int | None = None
    at: datetime
    policy_version: str
    inputs: dict[str, Any]
    decision: Decision
