"""Buttons under our messages."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.slack import parse
from bot.slack.listeners.context import Context, open_view
from bot.slack.views.staff_forms import reply_form, resolution_form
from bot.support.inbound import Button
from bot.support.models import Place
from bot.support.visits.rules import MOST_SLOTS

_STORED = (
    Button.SOLVED,
    Button.NOT_SOLVED,
    Button.FILE_TICKET,
    Button.SAME_PROBLEM,
    Button.DIFFERENT,
    Button.JOINED_SOLVED,
    Button.JOINED_UNSOLVED,
    Button.TALK_TO_PERSON,
    Button.CLAIM,
    Button.TAKE_OVER,
    Button.PUBLISH,
    Button.CONFIRM_SOLVED,
    Button.REOPEN,
    Button.ACCEPT_TERMS,
    Button.WITHDRAW_VISIT,
    Button.APPROVE_VISIT,
    Button.ASSIGN_ENGINEER,
    *(f"{Button.CHOOSE_SLOT}_{number}" for number in range(MOST_SLOTS)),
    Button.OTHER_SLOTS,
    Button.RESCHEDULE_VISIT,
    Button.CANCEL_VISIT,
    Button.NO_SHOW,
    Button.CLOSE_VISIT,
)


def register(app: App, context: Context) -> None:
    def on_press(ack: Ack, body: dict[str, Any]) -> None:
        context.desk.accept(parse.press(body))
        ack()

    def on_open_ticket(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press = parse.press(body)
        place = Place(channel=press.channel, thread_ts=press.thread_ts)
        with context.refusals_whispered(place, press.user):
            view = context.drafted_form(place, press.user, opener=press.message_ts)
            open_view(client, body["trigger_id"], view)
        ack()

    def on_staff_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        press = parse.press(body)
        place = Place(channel=press.channel, thread_ts=press.thread_ts)
        with context.refusals_whispered(place, press.user, press):
            context.desk.require_staff(press.user)
            ticket = context.desk.require_ticket(int(press.value))
            view = (
                resolution_form(ticket.id)
                if press.name == Button.RESOLVE
                else reply_form(
                    ticket.id, ticket.language, ticket.customer, waits=press.name == Button.ASK
                )
            )
            open_view(client, body["trigger_id"], view)
        ack()

    for name in _STORED:
        app.action(name)(on_press)
    app.action(Button.OPEN_TICKET)(on_open_ticket)
    app.action(Button.REPLY)(on_staff_form)
    app.action(Button.ASK)(on_staff_form)
    app.action(Button.RESOLVE)(on_staff_form)
