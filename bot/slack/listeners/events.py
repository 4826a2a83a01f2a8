"""What people write."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from bot.slack import parse
from bot.slack.listeners.context import Context


def register(app: App, context: Context) -> None:
    def on_message(body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("subtype") == "message_deleted":
            context.desk.withdraw(parse.message_twin(event["channel"], event["deleted_ts"]))
            return
        if not parse.is_spoken(event):
            return
        message = parse.message(event, body["event_id"], context.bot_user_id, context.redactor)
        if context.desk.concerns_us(message):
            context.desk.accept(message, twin=parse.message_twin(message.channel, message.ts))

    app.event("message")(on_message)
    app.event("app_mention")(on_message)
