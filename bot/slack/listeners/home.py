"""App Home and the first words of a direct message. Drawn on the spot: nothing to lose here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from slack_bolt import Ack, App
from slack_sdk import WebClient

from bot.errors import Refused
from bot.slack.listeners.context import Context
from bot.slack.views import home
from bot.slack.views.blocks import Block
from bot.support.inbound import Deed, StaffDeed
from bot.support.models import Ticket, TicketStatus
from bot.support.queue import ACTIVE, Wanted

_OWN = tuple(one for one in TicketStatus if one is not TicketStatus.CLOSED)


def register(app: App, context: Context) -> None:
    def on_home(event: dict[str, Any], client: WebClient) -> None:
        user = event["user"]
        if event.get("tab") == "messages":
            prompts = home.PROMPTS[context.language_of(user)]
            client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"],
                prompts=[{"title": title, "message": message} for title, message in prompts],
            )
            return
        client.views_publish(user_id=user, view=drawn(context, user, wanted_of(event)))

    def on_change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """A filter, Next and Previous, Refresh: the same lists, looked at otherwise."""
        user, action, wanted = body["user"]["id"], body["actions"][0], wanted_of(body)
        value = (action.get("selected_option") or {}).get("value") or action.get("value") or ""
        name = action["action_id"]
        if name.startswith(home.FILTER):
            wanted = home.narrowed(wanted, name.partition(":")[2], value)
        elif name.startswith(home.PAGE_TURN):
            wanted = home.turned(wanted, value)
        client.views_publish(user_id=user, view=drawn(context, user, wanted))
        ack()

    def on_claim(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        """The queue decides who was first; home shows it as wished until it is opened again."""
        user, action = body["user"]["id"], body["actions"][0]
        number = int(action["value"])
        place = context.desk.staff_place(number)
        if place is not None:
            context.desk.accept(
                StaffDeed(
                    id=f"home:{body['view']['id']}:{number}:{user}:{action['action_ts']}",
                    user=user,
                    channel=place.channel,
                    thread_ts=place.thread_ts,
                    deed=Deed.CLAIM,
                    ticket_id=number,
                )
            )
        view = drawn(context, user, wanted_of(body), claiming=number)
        client.views_publish(user_id=user, view=view)
        ack()

    app.event("app_home_opened")(on_home)
    app.action(re.compile(rf"{home.FILTER}:\w+"))(on_change)
    app.action(re.compile(rf"{home.PAGE_TURN}:\w+:\w+"))(on_change)
    app.action(home.REFRESH)(on_change)
    app.action(home.CLAIM)(on_claim)
    app.action(re.compile(r"home_open:\d+"))(lambda ack: ack())  # a link: Slack tells all the same


def drawn(context: Context, user: str, wanted: Wanted, *, claiming: int = 0) -> Block:
    """The person's home as it stands now."""
    try:
        context.desk.require_staff(user)
    except Refused:
        own = context.tickets.list(_OWN, reporter=user)
        return home.developer_home(context.language_of(user), own)
    tickets = _as_wished(context.tickets.list(ACTIVE), user, claiming)
    return home.staff_home(
        user, tickets, wanted, context.clock(), lambda one: card_link(context, one)
    )


def card_link(context: Context, ticket: Ticket) -> str:
    place = context.desk.staff_place(ticket.id)
    return context.messenger.link(place.channel, place.thread_ts) if place else ""


def wanted_of(body: dict[str, Any]) -> Wanted:
    """What the person narrowed their home to; everything when it says nothing that we know."""
    try:
        return Wanted.model_validate_json((body.get("view") or {}).get("private_metadata") or "{}")
    except ValidationError:
        return Wanted()


def _as_wished(tickets: Sequence[Ticket], user: str, claiming: int) -> list[Ticket]:
    claimed = {"status": TicketStatus.CLAIMED, "claimed_by": user}
    return [
        one.model_copy(update=claimed) if one.id == claiming and one.status.unclaimed else one
        for one in tickets
    ]
