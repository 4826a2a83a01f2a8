"""A Slack message that grows while an answer is written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.slack.text import inert
from bot.support.messages import Content, Notice
from bot.support.models import Place
from bot.support.ports import Outbox

log = structlog.get_logger()

_FLUSH_AT = 200  # characters; Slack allows few calls a minute
_CAP = 11_000  # Slack ends a stream at about 12,000 characters


class SlackStream:
    """Implements support.ports.Stream. Nothing is sent before the first `_FLUSH_AT` characters.

    Showing growth is a courtesy: when Slack refuses it, the finished message is all that counts.
    """

    def __init__(
        self,
        *,
        client: WebClient,
        outbox: Outbox,
        place: Place,
        key: str,
        recipient: tuple[str, str],
        finish: Callable[[Content], str],
    ) -> None:
        self._client = client
        self._outbox = outbox
        self._place = place
        self._key = key
        self._team, self._user = recipient
        self._finish = finish
        self._ts = ""
        self._waiting = ""
        self._sent = 0
        self._broken = False

    def append(self, text: str) -> None:
        self._waiting += text
        if len(self._waiting) >= _FLUSH_AT and not self._broken:
            self._flush()

    def finish(self, content: Content) -> str:
        """Put the finished message in the place of what was streamed."""
        return self._finish(content)

    def abandon(self) -> None:
        """Take back what was streamed: a person has taken over, or the writing failed."""
        if not self._ts:
            return
        with suppress(SlackClientError, OSError):  # it may have ended on its own
            self._client.chat_stopStream(channel=self._place.channel, ts=self._ts)
        with suppress(SlackClientError, OSError):
            self._client.chat_delete(channel=self._place.channel, ts=self._ts)
            self._outbox.record(self._key, "", done=False)

    def _flush(self) -> None:
        text, self._waiting = inert(self._waiting), ""
        if self._sent + len(text) > _CAP:
            self._broken = True  # the rest comes with the finished message
            return
        try:
            if self._ts:
                self._client.chat_appendStream(
                    channel=self._place.channel, ts=self._ts, markdown_text=text
                )
            else:
                self._start(text)
        except (SlackClientError, OSError) as error:
            log.warning("stream_broken", error=str(error)[:200])
            self._broken = True
        self._sent += len(text)

    def _start(self, text: str) -> None:
        place = self._place
        intent = Notice(text="…")
        _, new = self._outbox.reserve(self._key, place.channel, place.thread_ts, intent)
        if not new:
            # An earlier try was cut off; what it left behind becomes the finished message.
            self._broken = True
            return
        started = self._client.chat_startStream(
            channel=place.channel,
            thread_ts=place.thread_ts,
            markdown_text=text,
            recipient_team_id=self._team,
            recipient_user_id=self._user,
        )
        self._ts = str(started["ts"])
        self._outbox.record(self._key, self._ts, done=False)
