"""Slack's payloads in, the desk's words out. Redacted here, before anything is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.slack.text import plain
from bot.support.inbound import ButtonPressed, MessageEdited, MessageReceived, MessageWithdrawn
from bot.support.models import Attachment, Place
from bot.support.redaction import DEFAULT, Redactor, scope_of

Payload = dict[str, Any]

_SPOKEN = {None, "file_share", "thread_broadcast", "me_message"}
_KEPT = 100_000  # characters of one message; Slack itself cuts at 40,000


def is_spoken(event: Payload) -> bool:
    """A message that a person wrote: no edit, deletion, join or bot post."""
    return event.get("subtype") in _SPOKEN and not event.get("bot_id") and bool(event.get("user"))


def message(
    event: Payload, event_id: str, bot_user_id: str, redactor: Redactor = DEFAULT
) -> MessageReceived:
    """An `app_mention` or `message` event."""
    direct = event.get("channel_type") == "im"
    thread_ts = event.get("thread_ts") or event["ts"]
    scope = scope_of(Place(channel=event["channel"], thread_ts=thread_ts))
    return MessageReceived(
        id=event_id,
        user=event["user"],
        channel=event["channel"],
        thread_ts=thread_ts,
        ts=event["ts"],
        text=redactor.redact(plain(event.get("text") or "", without=bot_user_id), scope)[:_KEPT],
        addressed=direct or _mentions(bot_user_id, event.get("text")),
        direct=direct,
        attachments=tuple(attachment(one, redactor, scope) for one in event.get("files") or []),
    )


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit, with the new words (redacted) and when they were written, as Slack counts."""

    event: MessageEdited
    text: str
    at: str


def edit(
    event: Payload, event_id: str, bot_user_id: str, redactor: Redactor = DEFAULT
) -> Edit | MessageWithdrawn | None:
    """A `message_changed` or `message_deleted` event of a person's message.

    None where no words changed (Slack showed a preview, or a reply was counted), and for messages
    of bots. A thread's deleted root comes as a change to a tombstone.
    """
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    deleted = event.get("subtype") == "message_deleted" or now.get("subtype") == "tombstone"
    ts = event.get("deleted_ts") or now.get("ts") or before.get("ts") or ""
    known = before if deleted else now
    user = before.get("user") or now.get("user") or ""
    if not ts or known.get("bot_id") or before.get("bot_id") or user == bot_user_id:
        return None
    where: dict[str, Any] = {
        "id": event_id,
        "user": user,
        "channel": event["channel"],
        "thread_ts": known.get("thread_ts") or now.get("thread_ts") or ts,
        "ts": ts,
        "addressed": event.get("channel_type") == "im"
        or any(_mentions(bot_user_id, one.get("text")) for one in (now, before)),
    }
    if deleted:
        return MessageWithdrawn(**where)
    text = now.get("text") or ""
    if text == before.get("text") or not now.get("edited"):
        return None
    scope = scope_of(Place(channel=where["channel"], thread_ts=where["thread_ts"]))
    return Edit(
        event=MessageEdited(**where),
        text=redactor.redact(plain(text, without=bot_user_id), scope)[:_KEPT],
        at=str(now["edited"].get("ts") or event.get("event_ts") or event_id),
    )


def _mentions(bot_user_id: str, text: str | None) -> bool:
    return re.search(rf"<@{bot_user_id}[>|]", text or "") is not None


def message_twin(channel: str, ts: str) -> str:
    """Both events about one mention (`app_mention` and `message`) share this."""
    return f"message:{channel}:{ts}"


def attachment(file: Payload, redactor: Redactor = DEFAULT, scope: str = "") -> Attachment:
    """A Slack file object."""
    return Attachment(
        id=file["id"],
        name=redactor.redact(file.get("name") or file.get("title") or file["id"], scope),
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
