"""What people write."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from bot.slack import parse
from bot.slack.listeners.context import Context
from bot.support.inbound import MessageWithdrawn


def register(app: App, context: Context) -> None:
    def on_change(body: dict[str, Any], event: dict[str, Any]) -> None:
        change = parse.edit(event, body["event_id"], context.bot_user_id, context.redactor)
        if isinstance(change, MessageWithdrawn):
            context.desk.withdraw(change)
        elif change is not None:
            context.desk.reword(change.event, change.text, change.at)

    def on_message(body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("subtype") in {"message_changed", "message_deleted"}:
            on_change(body, event)
            return
        if not parse.is_spoken(event):
            return
        message = parse.message(event, body["event_id"], context.bot_user_id, context.redactor)
        if context.desk.concerns_us(message):
            context.desk.accept(message, twin=parse.message_twin(message.channel, message.ts))

    app.event("message")(on_message)
    app.event("app_mention")(on_message)
