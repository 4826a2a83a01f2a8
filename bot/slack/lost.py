"""What was sent, or began to stream, when the process died: looked for in its thread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient

from bot.slack.calls import call
from bot.support.ports.boxes import Outbox, OutboxEntry

EVENT_TYPE = "doorstep_message"
_SKEW_SECONDS = 120.0  # clocks differ; a search for a lost message starts this much earlier


class Lost:
    """Messages and files that the outbox has noted, but not as sent."""

    def __init__(self, client: WebClient, outbox: Outbox, bot_user_id: str) -> None:
        self._client = client
        self._outbox = outbox
        self._bot_user_id = bot_user_id

    def find(self, entry: OutboxEntry) -> str:
        """The ts of a message that was sent, or began to stream, when the process died; or ""."""
        known = self._outbox.known_ts(entry.channel)
        growing = ""
        for message in self._messages_since(entry):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT_TYPE:
                if metadata.get("event_payload", {}).get("key") == entry.key:
                    return str(message["ts"])
            elif message.get("files"):
                continue  # a file of ours: it has no metadata either, and never grows
            elif message.get("user") == self._bot_user_id and message["ts"] not in known:
                # A stream carries no metadata before its end.
                growing = growing or str(message["ts"])
        return growing

    def has_file(self, entry: OutboxEntry, name: str) -> bool:
        """Whether it was sent before the process died: names are never used twice in a thread."""
        return any(
            file.get("name") == name
            for message in self._messages_since(entry)
            for file in message.get("files") or ()
            if message.get("user") == self._bot_user_id
        )

    def _messages_since(self, entry: OutboxEntry) -> Iterator[dict[str, Any]]:
        oldest = f"{entry.created_at.timestamp() - _SKEW_SECONDS:.6f}"
        arguments: dict[str, Any] = {
            "channel": entry.channel,
            "oldest": oldest,
            "limit": 200,
            "include_all_metadata": True,
        }
        method = "conversations_history"
        if entry.thread_ts:
            method = "conversations_replies"
            arguments["ts"] = entry.thread_ts
        while True:
            page = call(self._client, method, **arguments)
            yield from page.get("messages", [])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            arguments["cursor"] = cursor
