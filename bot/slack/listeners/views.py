"""Submitted forms: checked, stored, then acknowledged; a form that fails keeps its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App

from bot.slack import parse
from bot.slack.listeners.context import Context, stored
from bot.slack.views import forms, staff_forms
from bot.support.inbound import ReplySubmitted, ResolutionSubmitted, TicketLeft, TicketSubmitted
from bot.support.models import Category, TicketFields
from bot.support.redaction import scope_of


def register(app: App, context: Context) -> None:
    _register_tickets(app, context)
    _register_staff(app, context)


def _register_tickets(app: App, context: Context) -> None:
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
        stored(ack, context, form, "summary")

    def on_left(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        place, _ = forms.form_place(view)
        if place.thread_ts:
            context.desk.accept(
                TicketLeft(
                    id=f"left:{view['id']}",
                    user=body["user"]["id"],
                    channel=place.channel,
                    thread_ts=place.thread_ts,
                )
            )
        ack()

    app.view(forms.TICKET_FORM)(on_ticket)
    app.view_closed(forms.TICKET_FORM)(on_left)


def _register_staff(app: App, context: Context) -> None:
    def on_reply(*, waits: bool) -> Callable[[Ack, dict[str, Any], dict[str, Any]], None]:
        def on_form(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
            ticket = context.desk.require_ticket(staff_forms.metadata_of(view)["ticket_id"])
            form = ReplySubmitted(
                id=f"view:{view['id']}",
                user=body["user"]["id"],
                channel=ticket.place.channel,
                thread_ts=ticket.place.thread_ts,
                ticket_id=ticket.id,
                text=context.redacted(staff_forms.text_of(view), ticket.place),
                waits=waits,
                drafted=staff_forms.use_of_draft(view),
            )
            stored(ack, context, form, "text")

        return on_form

    def on_resolution(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        ticket = context.desk.require_ticket(staff_forms.metadata_of(view)["ticket_id"])
        category = staff_forms.choice_of(view, "category")
        form = ResolutionSubmitted(
            id=f"view:{view['id']}",
            user=body["user"]["id"],
            channel=ticket.place.channel,
            thread_ts=ticket.place.thread_ts,
            ticket_id=ticket.id,
            cause=context.redacted(staff_forms.text_of(view, "cause"), ticket.place),
            fix=context.redacted(staff_forms.text_of(view, "fix"), ticket.place),
            category=Category(category) if category else None,
        )
        stored(ack, context, form, "cause")

    app.view(staff_forms.REPLY_FORM)(on_reply(waits=False))
    app.view(staff_forms.QUESTION_FORM)(on_reply(waits=True))
    app.view(staff_forms.RESOLUTION_FORM)(on_resolution)
