"""A content in, the payload of a Slack message out: blocks and the text for notifications."""

from __future__ import annotations

from bot.slack.text import clamp, escape
from bot.slack.views import messages, staff
from bot.slack.views.blocks import Block
from bot.support.messages import (
    AnswerReply,
    Content,
    DetailsRequest,
    NoAnswer,
    Notice,
    PublishOffer,
    Relayed,
    Reminder,
    ResolvedNotice,
    StaffCard,
    TicketFiled,
    TicketOffer,
    VisitDeclined,
)

_FALLBACK_LIMIT = 300


def draw(content: Content) -> list[Block]:
    """The blocks of a message."""
    match content:
        case AnswerReply():
            return messages.answer(content)
        case NoAnswer():
            return messages.no_answer(content)
        case DetailsRequest():
            return messages.details(content)
        case TicketOffer():
            return messages.ticket_offer(content)
        case TicketFiled():
            return messages.ticket_filed(content)
        case VisitDeclined():
            return messages.visit_declined(content)
        case ResolvedNotice():
            return messages.resolved(content)
        case Relayed():
            return messages.relayed(content)
        case Notice():
            return messages.notice(content)
        case StaffCard():
            return staff.staff_card(content)
        case Reminder():
            return staff.reminder(content)
        case PublishOffer():
            return staff.publish_offer(content)


def fallback(content: Content) -> str:
    """The text of a notification, and of clients that draw no blocks."""
    match content:
        case StaffCard():
            summary = content.ticket.fields.summary
            text = f"{content.ticket.label} {content.ticket.severity.value}: {summary}"
        case Relayed():
            text = f"{content.author}: {content.text}"
        case AnswerReply() | Notice() | Reminder() | ResolvedNotice() | PublishOffer():
            text = content.text
        case DetailsRequest():
            text = content.ask
        case TicketOffer():
            text = content.reason
        case TicketFiled():
            text = f"{content.ticket.label}: {content.ticket.fields.summary}"
        case VisitDeclined() | NoAnswer():
            text = draw(content)[0]["text"]["text"]
    return escape(clamp(text, _FALLBACK_LIMIT))
