"""`/doorstep`: a question, the ticket form, an ingest, or help."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import NotAllowed, Refused
from bot.slack.listeners.context import Context, open_view
from bot.slack.listeners.why import asked_why, why
from bot.slack.text import plain
from bot.slack.views.forms import ticket_form
from bot.support.inbound import MessageReceived
from bot.support.models import IngestOrder, Place, Severity, TicketFields

COMMAND = "/doorstep"
_INGEST_WORDS = 2  # longer, it is a question about ingesting
_HELP = {
    "en": "`/doorstep How do I renew a token?` asks the documentation here.\n"
    "`/doorstep ticket` opens the ticket form.\n"
    "`/doorstep ingest SOURCE` brings the index up to a source (doc maintainers).\n"
    "`/doorstep why DS-12` tells why a ticket went where it did (support staff).\n"
    "Or mention me in a channel, or write to me.",
    "zh": "`/doorstep 怎么更新 Token？` 在这里检索文档。\n"
    "`/doorstep ticket` 打开工单表单。\n"
    "`/doorstep ingest 来源` 重新收录一个文档来源（仅限文档维护人员）。\n"
    "`/doorstep why DS-12` 说明工单为何这样处理（仅限支持人员）。\n"
    "也可以在频道中提及我，或直接给我发消息。",
}


_INVITE = {
    "en": "I am not in this channel yet. Invite me with `/invite @Doorstep`, or write to me.",
    "zh": "我还不在这个频道中。请用 `/invite @Doorstep` 邀请我，或直接给我发消息。",
}


def register(app: App, context: Context) -> None:
    def on_command(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        text, user = (body.get("text") or "").strip(), body["user_id"]
        language = context.language_of(user)
        if text.lower() in {"", "help", "帮助"}:
            ack(text=_HELP[language])
        elif text.lower() in {"ticket", "工单"}:
            place = Place(channel=body["channel_id"], thread_ts="")
            form = ticket_form(language, TicketFields(), Severity.MEDIUM, place)
            open_view(client, body["trigger_id"], form)
            ack()
        elif (words := text.split())[0].lower() == "ingest" and len(words) <= _INGEST_WORDS:
            ack(text=_ingest(context, body, words[1] if len(words) > 1 else "", language))
        elif (number := asked_why(text)) is not None:
            ack(text=why(context, user, number))
        elif not _can_post(client, body["channel_id"]):
            ack(text=_INVITE[language])
        else:
            context.desk.accept(
                MessageReceived(
                    id=f"command:{body['trigger_id']}",
                    user=user,
                    channel=body["channel_id"],
                    thread_ts="",
                    ts="",
                    text=context.redacted(
                        plain(text, without=context.bot_user_id),
                        Place(channel=body["channel_id"], thread_ts=""),
                    ),
                    addressed=True,
                )
            )
            ack()

    app.command(COMMAND)(on_command)


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
