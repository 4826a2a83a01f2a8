"""The words of the support desk: conversations, questions, tickets, people. Plain values."""

from bot.support.models.answers import Action, AnswerRecord, CitedPage, Decision
from bot.support.models.base import Model
from bot.support.models.conversations import (
    AttachedLog,
    Attachment,
    Conversation,
    Holder,
    LogFacts,
    Place,
    ReadPicture,
    Setting,
    Turn,
)
from bot.support.models.ingests import Citing, Finding, IngestOrder, IngestOutcome, Schedule
from bot.support.models.people import Person, Role
from bot.support.models.tickets import (
    TRANSITIONS,
    UNASKED,
    UNCLAIMED,
    Category,
    Judged,
    Reporter,
    Severity,
    Ticket,
    TicketEvent,
    TicketFields,
    TicketStatus,
    ticket_label,
)

__all__ = [
    "TRANSITIONS",
    "UNASKED",
    "UNCLAIMED",
    "Action",
    "AnswerRecord",
    "AttachedLog",
    "Attachment",
    "Category",
    "CitedPage",
    "Citing",
    "Conversation",
    "Decision",
    "Finding",
    "Holder",
    "IngestOrder",
    "IngestOutcome",
    "Judged",
    "LogFacts",
    "Model",
    "Person",
    "Place",
    "ReadPicture",
    "Reporter",
    "Role",
    "Schedule",
    "Setting",
    "Severity",
    "Ticket",
    "TicketEvent",
    "TicketFields",
    "TicketStatus",
    "Turn",
    "ticket_label",
]
