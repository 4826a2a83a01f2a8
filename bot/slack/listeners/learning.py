"""Buttons and forms of knowledge entries and of ratings."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.slack import parse
from bot.slack.listeners.context import Context, open_view, stored
from bot.slack.views import learning, satisfaction
from bot.support.inbound import Button, EntrySubmitted, RatingReasonSubmitted
from bot.support.models import Place

_STORED = (
    Button.WHY_NOT_SOLVED,
    *Button.RATE,
    Button.PUBLISH_ENTRY,
    Button.REJECT_ENTRY,
    Button.WITHDRAW_ENTRY,
    Button.KEEP_ENTRY,
)
_NEEDED = {"title": "An entry needs a title.", "answer": "An entry needs cause and fix."}


def register(app: App, context: Context) -> None:
    def on_press(ack: Ack, body: dict[str, Any]) -> None:
        context.desk.accept(parse.press(body))
        ack()

    for name in _STORED:
        app.action(name)(on_press)
    _register_entries(app, context)
    _register_ratings(app, context)


def _register_entries(app: App, context: Context) -> None:
    def on_entry(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """Make one of a ticket, or edit one."""
        press = parse.press(body)
        place = Place(channel=press.channel, thread_ts=press.thread_ts)
        with context.refusals_whispered(place, press.user):
            number, learn = int(press.value), context.desk.learning
            if press.name == Button.MAKE_ENTRY:
                text = learn.draft(number, press.user)
            else:
                entry = learn.editable(number, press.user)
                number, text = entry.ticket_id, entry.text
            ticket = context.desk.require_ticket(number)
            view = learning.entry_form(
                number,
                text,
                customer=bool(ticket.customer),
                page_hint=learn.nearest_page(number),
            )
            open_view(client, body["trigger_id"], view)
        ack()

    def on_entry_form(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        ticket_id, text = learning.read_entry_form(view)
        ticket = context.desk.require_ticket(ticket_id)
        errors = {name: said for name, said in _NEEDED.items() if not getattr(text, name)}
        if problem := context.desk.learning.page_problem(text.page):
            errors["page"] = problem
        if errors:
            ack(response_action="errors", errors=errors)
            return
        redacted = {
            name: context.redacted(getattr(text, name), ticket.place)
            for name in ("title", "question", "answer", "product", "platforms", "versions", "page")
        }
        form = EntrySubmitted(
            id=f"view:{view['id']}",
            user=body["user"]["id"],
            channel=ticket.place.channel,
            thread_ts=ticket.place.thread_ts,
            ticket_id=ticket_id,
            text=text.model_copy(update=redacted),
        )
        stored(ack, context, form, "title")

    app.action(Button.MAKE_ENTRY)(on_entry)
    app.action(Button.EDIT_ENTRY)(on_entry)
    app.view(learning.ENTRY_FORM)(on_entry_form)


def _register_ratings(app: App, context: Context) -> None:
    def on_rating(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press = parse.press(body)
        place = Place(channel=press.channel, thread_ts=press.thread_ts)
        with context.refusals_whispered(place, press.user):
            said, language = context.desk.csat.said(int(press.value), press.user)
            view = satisfaction.rating_form(int(press.value), language, said, press.message_ts)
            open_view(client, body["trigger_id"], view)
        ack()

    def on_rating_form(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        ticket_id, text, message_ts = satisfaction.read_rating_form(view)
        ticket = context.desk.require_ticket(ticket_id)
        form = RatingReasonSubmitted(
            id=f"view:{view['id']}",
            user=body["user"]["id"],
            channel=ticket.place.channel,
            thread_ts=ticket.place.thread_ts,
            ticket_id=ticket_id,
            text=context.redacted(text, ticket.place),
            message_ts=message_ts,
        )
        stored(ack, context, form, "text")

    app.action(Button.RATE_REASON)(on_rating)
    app.view(satisfaction.RATING_FORM)(on_rating_form)
