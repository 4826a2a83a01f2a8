"""Thin listeners: parse, store, acknowledge. The work happens in the durable queue.

The app runs with `process_before_response`: a listener ends before Slack is told that we have the
event, so what fails to be stored is delivered again.
"""

from slack_bolt import App

from bot.slack.listeners import (
    actions,
    commands,
    events,
    home,
    learning,
    shortcuts,
    staff_work,
    views,
    visits,
)
from bot.slack.listeners.context import Context


def register_all(app: App, context: Context) -> None:
    """Connect every listener."""
    for module in (events, actions, views, commands, shortcuts, home, learning, visits, staff_work):
        module.register(app, context)
