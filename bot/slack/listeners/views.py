"""Submitted forms: checked, stored, then acknowledged; a form that fails keeps its text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.slack import parse
from bot.slack.listeners.context import Context
from bot.slack.views import forms
from bot.support.inbound import AnyInbound, ReplySubmitted, ResolutionSubmitted, TicketSubmitted
from bot.support.models import TicketFields
from bot.support.redaction import scope_of

log = structlog.get_logger()

_NOT_STORED = "This could not be saved just now. Your text is still here; please send it again."


def register(app: App, context: Context) -> None:
    def on_ticket(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        place, language = forms.form_place(view)
        fields, severity, files = forms.read_ticket_form(view)
        errors = forms.ticket_form_errors(fields, language)
        if errors:
            ack(response_action="errors", errors=errors)
            return
        redacted = {
            name: context.redacted(value, place) for name, value in fields.model_dump().items()
        }
        form = TicketSubmitted(
            id=f"view:{view['id']}",
            user=body["user"]["id"],
            channel=place.channel,
            thread_ts=place.thread_ts,
            fields=TicketFields(**redacted),
            severity=severity,
            attachments=tuple(
                parse.attachment(one, context.redactor, scope_of(place)) for one in files
            ),
            message_ts=forms.form_opener(view),
        )
        store(ack, context, form, "summary")

    def on_text(
        kind: Callable[..., AnyInbound],
    ) -> Callable[[Ack, dict[str, Any], dict[str, Any]], None]:
        def on_form(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
            ticket_id, text = forms.read_one_text_form(view)
            ticket = context.desk.require_ticket(ticket_id)
            form = kind(
                id=f"view:{view['id']}",
                user=body["user"]["id"],
                channel=ticket.place.channel,
                thread_ts=ticket.place.thread_ts,
                ticket_id=ticket_id,
                text=context.redacted(text, ticket.place),
            )
            store(ack, context, form, "text")

        return on_form

    app.view(forms.TICKET_FORM)(on_ticket)
    app.view(forms.REPLY_FORM)(on_text(ReplySubmitted))
    app.view(forms.QUESTION_FORM)(on_text(partial(ReplySubmitted, waits=True)))
    app.view(forms.RESOLUTION_FORM)(on_text(ResolutionSubmitted))


def store(ack: Ack, context: Context, form: AnyInbound, block_id: str) -> None:
    """Store the form, then acknowledge it; what fails is said at `block_id`, with the text kept."""
    try:
        context.desk.accept(form)
    except Exception:  # whatever it was, the person's text must not be lost
        log.exception("form_not_stored", form=form.id)
        ack(response_action="errors", errors={block_id: _NOT_STORED})
    else:
        ack()
