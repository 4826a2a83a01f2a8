"""Slack messages that grow while an answer is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.slack.parts import PART_LIMIT, part_key
from bot.slack.text import inert
from bot.slack.views.blocks import markdown
from bot.support.messages import Content, Notice
from bot.support.models import Place
from bot.support.ports.boxes import Outbox

log = structlog.get_logger()

_FLUSH_AT = 200  # characters; Slack allows few calls a minute
_OLDEST = 240.0  # seconds; Slack ends a stream about five minutes after its start
_UPDATE_EVERY = 3.0  # seconds; `chat.update` is called at most so often
_REFUSED = 200  # the status of an answer in which Slack says no; others leave open what happened


@dataclass
class _Part:
    """One of the messages. `text` is what it shows."""

    key: str
    ts: str
    started: float
    text: str = ""
    streams: bool = True  # else it grows by `chat.update`
    updated: float = 0.0


class SlackStream:
    """Implements support.ports.Stream. Nothing is sent before the first `_FLUSH_AT` characters.

    A message that is nearly full, or older than four minutes, is ended and the next one begun,
    under a key of its own. Where Slack refuses to stream, the message grows by `chat.update`.
    Showing growth is a courtesy: when that fails too, the finished message is all that counts.
    """

    def __init__(
        self,
        *,
        client: WebClient,
        outbox: Outbox,
        place: Place,
        key: str,
        recipient: tuple[str, str],
        finish: Callable[[Content, Sequence[str]], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`finish` puts the content in the place of the messages, given what each one showed."""
        self._client = client
        self._outbox = outbox
        self._place = place
        self._key = key
        self._team, self._user = recipient
        self._finish = finish
        self._clock = clock
        self._parts: list[_Part] = []
        self._waiting = ""
        self._broken = False

    def append(self, text: str) -> None:
        self._waiting += text
        if len(self._waiting) >= _FLUSH_AT and not self._broken:
            text, self._waiting = inert(self._waiting), ""
            try:
                self._show(text)
            except (SlackClientError, OSError) as error:
                log.warning("stream_broken", error=str(error)[:200])
                self._broken = True  # the rest comes with the finished message

    def finish(self, content: Content) -> str:
        """Put the finished message in the place of what was streamed."""
        full = [part.text for part in self._parts[:-1]]
        return self._finish(content, full)

    def abandon(self) -> None:
        """Take back what was streamed: a person has taken over, or the writing failed."""
        for part in reversed(self._parts):
            self._end(part)
            with suppress(SlackClientError, OSError):
                self._client.chat_delete(channel=self._place.channel, ts=part.ts)
                self._outbox.record(part.key, "", done=False)

    def _show(self, text: str) -> None:
        part = self._parts[-1] if self._parts else None
        if part is None or self._is_full(part, text):
            if len(text) > PART_LIMIT or not self._begin(text):
                self._broken = True
            elif part is not None:
                self._end(part)
            return
        part.text += text
        if part.streams:
            try:
                self._client.chat_appendStream(
                    channel=self._place.channel, ts=part.ts, markdown_text=text
                )
            except SlackApiError as error:
                if error.response.status_code != _REFUSED:
                    raise
                log.info("stream_ended_early", error=error.response.get("error"))
                self._end(part)
                part.streams = False
        if not part.streams:
            self._update(part)

    def _is_full(self, part: _Part, text: str) -> bool:
        too_old = part.streams and self._clock() - part.started > _OLDEST
        return too_old or len(part.text) + len(text) > PART_LIMIT

    def _begin(self, text: str) -> bool:
        """Start the next message; False when an earlier try began it and was cut off.

        What it left behind becomes the finished message.
        """
        place, key = self._place, part_key(self._key, len(self._parts))
        _, new = self._outbox.reserve(key, place.channel, place.thread_ts, Notice(text="…"))
        if not new:
            return False
        part = _Part(key, "", self._clock(), text)
        try:
            started = self._client.chat_startStream(
                channel=place.channel,
                thread_ts=place.thread_ts,
                markdown_text=text,
                recipient_team_id=self._team,
                recipient_user_id=self._user,
            )
        except SlackApiError as error:
            if error.response.status_code != _REFUSED:
                raise  # it may have begun: a second message would be one too many
            log.info("stream_refused", error=error.response.get("error"))
            part.streams, part.updated = False, self._clock()
            started = self._client.chat_postMessage(
                channel=place.channel,
                thread_ts=place.thread_ts,
                unfurl_links=False,
                unfurl_media=False,
                **_drawn(text),
            )
        part.ts = str(started["ts"])
        self._outbox.record(key, part.ts, done=False)
        self._parts.append(part)
        return True

    def _update(self, part: _Part) -> None:
        if self._clock() - part.updated >= _UPDATE_EVERY:
            part.updated = self._clock()
            self._client.chat_update(channel=self._place.channel, ts=part.ts, **_drawn(part.text))

    def _end(self, part: _Part) -> None:
        if part.streams:
            with suppress(SlackClientError, OSError):  # it may have ended on its own
                self._client.chat_stopStream(channel=self._place.channel, ts=part.ts)


def _drawn(text: str) -> dict[str, Any]:
    return {"text": text[:300], "blocks": [markdown(text)]}
