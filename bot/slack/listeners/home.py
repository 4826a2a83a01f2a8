"""App Home and the first words of a direct message. Drawn on the spot: nothing to lose here."""

from __future__ import annotations

from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.errors import Refused
from bot.slack.listeners.context import Context
from bot.slack.views.home import PROMPTS, developer_home, staff_home


def register(app: App, context: Context) -> None:
    def on_home(event: dict[str, Any], client: WebClient) -> None:
        user = event["user"]
        if event.get("tab") == "messages":
            prompts = PROMPTS[context.language_of(user)]
            client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"],
                prompts=[{"title": title, "message": message} for title, message in prompts],
            )
            return
        tickets = context.tickets.list()
        try:
            context.desk.require_staff(user)
            view = staff_home(user, tickets)
        except Refused:
            view = developer_home(user, context.language_of(user), tickets)
        client.views_publish(user_id=user, view=view)

    app.event("app_home_opened")(on_home)
