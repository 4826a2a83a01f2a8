"""A content in, the payload of a Slack message out: blocks and the text for notifications."""

from __future__ import annotations

from collections.abc import Callable

from bot.slack.text import clamp, escape
from bot.slack.views import learning, maintainers, messages, satisfaction, staff, visits
from bot.slack.views.blocks import Block, fit
from bot.support.messages import (
    AnswerPart,
    AnswerReply,
    Content,
    DetailsRequest,
    EntriesWaiting,
    EntryReview,
    FormReturned,
    GapsNews,
    IncidentCard,
    IngestNews,
    JoinedResolved,
    LogExcerpt,
    NoAnswer,
    Notice,
    PublishOffer,
    RateTicket,
    Relayed,
    Reminder,
    ResolvedNotice,
    StaffCard,
    TicketFiled,
    TicketOffer,
    VisitDeclined,
)
from bot.support.visits.messages import VisitMessage

_FALLBACK_LIMIT = 300
_BUILDERS: dict[type, Callable[..., list[Block]]] = {
    AnswerReply: messages.answer,
    AnswerPart: messages.answer_part,
    NoAnswer: messages.no_answer,
    DetailsRequest: messages.details,
    TicketOffer: messages.ticket_offer,
    FormReturned: messages.form_returned,
    TicketFiled: messages.ticket_filed,
    VisitDeclined: messages.visit_declined,
    VisitMessage: visits.visit_message,
    ResolvedNotice: messages.resolved,
    JoinedResolved: messages.joined_resolved,
    IncidentCard: staff.incident,
    Relayed: messages.relayed,
    Notice: messages.notice,
    StaffCard: staff.staff_card,
    LogExcerpt: staff.log_excerpt,
    Reminder: staff.reminder,
    PublishOffer: staff.publish_offer,
    IngestNews: maintainers.ingest_news,
    RateTicket: satisfaction.rate_ticket,
    EntryReview: learning.entry_review,
    EntriesWaiting: learning.entries_waiting,
    GapsNews: learning.gaps_news,
}


def draw(content: Content) -> list[Block]:
    """The blocks of a message."""
    return fit(_BUILDERS[type(content)](content))


def fallback(content: Content) -> str:
    """The text of a notification, and of clients that draw no blocks."""
    match content:
        case StaffCard():
            summary = content.ticket.fields.summary
            text = f"{content.ticket.label} {content.ticket.severity.value}: {summary}"
        case IngestNews():
            text = maintainers.ingest_text(content)
        case Relayed():
            text = f"{content.author}: {content.text}"
        case (
            AnswerReply()
            | AnswerPart()
            | Notice()
            | Reminder()
            | ResolvedNotice()
            | PublishOffer()
            | FormReturned()
        ):
            text = content.text
        case DetailsRequest():
            text = content.ask
        case TicketOffer():
            text = content.reason
        case TicketFiled():
            text = f"{content.ticket.label}: {content.ticket.fields.summary}"
        case IncidentCard():
            text = f"Incident {content.number}: {', '.join(one.label for one in content.lines)}"
        case (
            VisitDeclined()
            | NoAnswer()
            | JoinedResolved()
            | RateTicket()
            | EntryReview()
            | EntriesWaiting()
            | LogExcerpt()
            | GapsNews()
            | VisitMessage()
        ):
            text = draw(content)[0]["text"]["text"]
    return escape(clamp(text, _FALLBACK_LIMIT))
