"""Slack's payloads in, the desk's words out. Redacted here, before anything is stored."""

from __future__ import annotations

import re
from typing import Any

from bot.slack.text import plain
from bot.support.inbound import ButtonPressed, MessageReceived
from bot.support.models import Attachment
from bot.support.redaction import redact

Payload = dict[str, Any]

_SPOKEN = {None, "file_share", "thread_broadcast", "me_message"}
_KEPT = 100_000  # characters of one message; Slack itself cuts at 40,000


def is_spoken(event: Payload) -> bool:
    """A message that a person wrote: no edit, deletion, join or bot post."""
    return event.get("subtype") in _SPOKEN and not event.get("bot_id") and bool(event.get("user"))


def message(event: Payload, event_id: str, bot_user_id: str) -> MessageReceived:
    """An `app_mention` or `message` event."""
    direct = event.get("channel_type") == "im"
    return MessageReceived(
        id=event_id,
        user=event["user"],
        channel=event["channel"],
        thread_ts=event.get("thread_ts") or event["ts"],
        ts=event["ts"],
        text=redact(plain(event.get("text") or "", without=bot_user_id)[:_KEPT]),
        addressed=direct or re.search(rf"<@{bot_user_id}[>|]", event.get("text") or "") is not None,
        direct=direct,
        attachments=tuple(attachment(one) for one in event.get("files") or []),
    )


def message_twin(channel: str, ts: str) -> str:
    """Both events about one mention (`app_mention` and `message`) share this."""
    return f"message:{channel}:{ts}"


def attachment(file: Payload) -> Attachment:
    """A Slack file object."""
    return Attachment(
        id=file["id"],
        name=redact(file.get("name") or file.get("title") or file["id"]),
        size=int(file.get("size") or 0),
        mimetype=file.get("mimetype") or "",
        url=file.get("url_private_download") or file.get("url_private") or "",
    )


def press(body: Payload) -> ButtonPressed:
    """A `block_actions` payload of a button under one of our messages."""
    action, container = body["actions"][0], body["container"]
    channel = container["channel_id"]
    message_ts = container["message_ts"]
    shown = body.get("message") or {}
    return ButtonPressed(
        id=f"press:{channel}:{message_ts}:{action['action_id']}:{body['user']['id']}:"
        f"{action['action_ts']}",
        user=body["user"]["id"],
        channel=channel,
        thread_ts=container.get("thread_ts") or shown.get("thread_ts") or message_ts,
        name=action["action_id"],
        value=action.get("value") or (action.get("selected_option") or {}).get("value") or "",
        message_ts=message_ts,
    )
