"""Visits and remote sessions: the buttons that open a form, and the forms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.slack import parse
from bot.slack.listeners.context import Context, open_view, stored
from bot.slack.views import visits
from bot.support.inbound import Button, VisitRefused, VisitReported, VisitSubmitted
from bot.support.models import Place
from bot.support.visits.models import Report, VisitKind, Wish

_KINDS = {Button.ASK_VISIT: VisitKind.ON_SITE, Button.ASK_SESSION: VisitKind.REMOTE}


def register(app: App, context: Context) -> None:
    _register_buttons(app, context)
    _register_forms(app, context)


def _register_buttons(app: App, context: Context) -> None:
    def on_ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press = parse.press(body)
        place = Place(channel=press.channel, thread_ts=press.thread_ts)
        with context.refusals_whispered(place, press.user):
            kind = _KINDS[press.name]
            form = context.desk.visits.form(int(press.value), kind, press.user)
            view = visits.visit_form(form, opener=press.message_ts)
            open_view(client, body["trigger_id"], view)
        ack()

    def on_refuse(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press = parse.press(body)
        place = Place(channel=press.channel, thread_ts=press.thread_ts)
        with context.refusals_whispered(place, press.user):
            visit = context.desk.visits.require_refusable(int(press.value), press.user)
            open_view(client, body["trigger_id"], visits.refusal_form(visit, place))
        ack()

    def on_report(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press = parse.press(body)
        place = Place(channel=press.channel, thread_ts=press.thread_ts)
        with context.refusals_whispered(place, press.user):
            visit = context.desk.visits.require_reportable(int(press.value), press.user)
            open_view(client, body["trigger_id"], visits.report_form(visit, place))
        ack()

    for name in _KINDS:
        app.action(name)(on_ask)
    app.action(Button.REFUSE_VISIT)(on_refuse)
    app.action(Button.REPORT_VISIT)(on_report)


def _register_forms(app: App, context: Context) -> None:
    def on_visit_form(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        ticket_id, place, wish, opener = visits.read_visit_form(view)
        today = datetime.now(UTC).date()
        errors = visits.visit_form_errors(wish, today, visits.form_language(view))
        if errors:
            ack(response_action="errors", errors=errors)
            return
        form = VisitSubmitted(
            id=f"view:{view['id']}",
            user=body["user"]["id"],
            channel=place.channel,
            thread_ts=place.thread_ts,
            ticket_id=ticket_id,
            wish=_redacted(context, wish, place),
            message_ts=opener,
        )
        stored(ack, context, form, "visit_subject")

    def on_refusal_form(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        visit_id, place, text = visits.read_refusal_form(view)
        form = VisitRefused(
            id=f"view:{view['id']}",
            user=body["user"]["id"],
            channel=place.channel,
            thread_ts=place.thread_ts,
            visit_id=visit_id,
            text=context.redacted(text, place),
        )
        stored(ack, context, form, "visit_reason")

    def on_report_form(ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        visit_id, place, report = visits.read_report_form(view)
        told = report.model_dump(exclude={"length"})
        clean = {name: context.redacted(text, place) for name, text in told.items()}
        form = VisitReported(
            id=f"view:{view['id']}",
            user=body["user"]["id"],
            channel=place.channel,
            thread_ts=place.thread_ts,
            visit_id=visit_id,
            report=Report(**clean, length=report.length),
        )
        stored(ack, context, form, "report_findings")

    app.view(visits.VISIT_FORM)(on_visit_form)
    app.view(visits.VISIT_REFUSAL_FORM)(on_refusal_form)
    app.view(visits.VISIT_REPORT_FORM)(on_report_form)


def _redacted(context: Context, wish: Wish, place: Place) -> Wish:
    """The free texts as they may be stored."""
    names = ("subject", "systems", "address", "city")
    clean = {name: context.redacted(getattr(wish, name), place) for name in names}
    return wish.model_copy(update=clean)
