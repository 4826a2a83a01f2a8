"""`/doorstep`: an order of few words (`support.commands`), or a question."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import NotAllowed, Refused
from bot.slack.listeners.context import Context, open_view
from bot.slack.listeners.orders import Orders
from bot.slack.listeners.why import asked_why, why
from bot.slack.text import plain
from bot.support.commands import Verb, parse
from bot.support.inbound import MessageReceived
from bot.support.models import IngestOrder, Place

COMMAND = "/doorstep"
_INVITE = {
    "en": "I am not in this channel yet. Invite me with `/invite @Doorstep`, or write to me.",
    "zh": "我还不在这个频道中。请用 `/invite @Doorstep` 邀请我，或直接给我发消息。",
}


def register(app: App, context: Context) -> None:
    orders = Orders(context)

    def on_command(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        text, user = (body.get("text") or "").strip(), body["user_id"]
        language = context.language_of(user)
        command = parse(text)
        if (number := asked_why(text)) is not None:
            ack(text=why(context, user, number))
        elif command is None or (command.verb is Verb.SEARCH and not orders.is_staff(user)):
            _ask(ack, context, client, body, text, language)
        elif command.verb is Verb.TICKET:
            place = Place(channel=body["channel_id"], thread_ts="")
            open_view(client, body["trigger_id"], context.new_form(place, user))
            ack()
        elif command.verb is Verb.INGEST:
            ack(text=_ingest(context, body, command.rest, language))
        else:
            place = Place(channel=body["channel_id"], thread_ts="")
            ack(text=orders.answer(command, user, language, place, body["trigger_id"]))

    app.command(COMMAND)(on_command)


def _ask(
    ack: Ack, context: Context, client: WebClient, body: dict[str, Any], text: str, language: str
) -> None:
    """A question for the documentation, answered in the channel."""
    if not _can_post(client, body["channel_id"]):
        ack(text=_INVITE[language])
        return
    place = Place(channel=body["channel_id"], thread_ts="")
    context.desk.accept(
        MessageReceived(
            id=f"command:{body['trigger_id']}",
            user=body["user_id"],
            channel=place.channel,
            thread_ts="",
            ts="",
            text=context.redacted(plain(text, without=context.bot_user_id), place),
            addressed=True,
        )
    )
    ack()


def _ingest(context: Context, body: dict[str, Any], source: str, language: str) -> str:
    """What to tell who asked."""
    order = IngestOrder(
        source=source, run=f"command:{body['trigger_id']}", why="command", by=body["user_id"]
    )
    try:
        return context.desk.maintaining.request(order, language)
    except Refused as refusal:
        if isinstance(refusal, NotAllowed):
            context.desk.refusals.note_action(order.by, f"{COMMAND} ingest", None)
        return refusal.message


def _can_post(client: WebClient, channel: str) -> bool:
    """Whether an answer could appear there; when Slack does not say, the answer is tried."""
    try:
        found = client.conversations_info(channel=channel).get("channel") or {}
    except SlackApiError as error:
        return str(error.response["error"]) != "channel_not_found"
    return bool(found.get("is_member", True) or found.get("is_im"))
