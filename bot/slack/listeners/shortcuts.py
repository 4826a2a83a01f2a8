"""Shortcuts: a ticket from a message or from anywhere, and a staff note sent to the customer."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.slack.listeners.context import Context, open_view
from bot.slack.parse import attachment
from bot.slack.text import plain
from bot.support.inbound import Button, ButtonPressed
from bot.support.models import Place
from bot.support.redaction import scope_of

TICKET_FROM_MESSAGE = "ticket_from_message"
PUBLISH_NOTE = "publish_note"
NEW_TICKET = "new_ticket"


def register(app: App, context: Context) -> None:
    def on_ticket_from_message(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        message, user = body["message"], body["user"]["id"]
        thread_ts = message.get("thread_ts") or message["ts"]
        place = Place(channel=body["channel"]["id"], thread_ts=thread_ts)
        text = context.redacted(
            plain(message.get("text") or "", without=context.bot_user_id), place
        )
        with context.refusals_whispered(place, user):
            author = message.get("user") or user
            files = tuple(
                attachment(one, context.redactor, scope_of(place))
                for one in message.get("files") or ()
            )
            view = context.drafted_form(place, user, text=text, author=author, attachments=files)
            open_view(client, body["trigger_id"], view)
        ack()

    def on_new_ticket(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """From anywhere: the case lives in the person's direct messages with the bot."""
        user = body["user"]["id"]
        opened = client.conversations_open(users=user)
        place = Place(channel=opened["channel"]["id"], thread_ts="")
        open_view(client, body["trigger_id"], context.new_form(place, user))
        ack()

    def on_publish_note(ack: Ack, body: dict[str, Any]) -> None:
        message, user, channel = body["message"], body["user"]["id"], body["channel"]["id"]
        thread_ts = message.get("thread_ts") or message["ts"]
        context.desk.accept(
            ButtonPressed(
                id=f"publish:{channel}:{message['ts']}:{user}:{body['action_ts']}",
                user=user,
                channel=channel,
                thread_ts=thread_ts,
                name=Button.PUBLISH,
                value=f":{message['ts']}",
                message_ts=message["ts"],
            )
        )
        ack()

    app.shortcut(TICKET_FROM_MESSAGE)(on_ticket_from_message)
    app.shortcut(NEW_TICKET)(on_new_ticket)
    app.shortcut(PUBLISH_NOTE)(on_publish_note)
