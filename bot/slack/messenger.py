"""SlackMessenger: says things in Slack once, however often it is told to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import SlackUnavailable
from bot.slack.calls import call
from bot.slack.directory import Directory
from bot.slack.downloads import download
from bot.slack.lost import EVENT_TYPE, Lost
from bot.slack.parts import part_key, parts
from bot.slack.stream import SlackStream
from bot.slack.views.blocks import Block
from bot.slack.views.draw import draw, fallback
from bot.slack.views.staff_forms import drafted_reply_form
from bot.support.messages import Content, Notice, ReplyDraft
from bot.support.models import Attachment, Person, Place
from bot.support.phrases import say, spoken
from bot.support.ports.boxes import Outbox, OutboxEntry

log = structlog.get_logger()

_GONE = "message_not_found"


class SlackMessenger:
    """Implements support.ports.Messenger.

    A post is noted in the outbox before it is sent, and carries its key as message metadata. When a
    key is found in the outbox without a ts, the message is looked for in the thread before it is
    sent again: `chat.postMessage` itself cannot be repeated safely.
    """

    def __init__(
        self,
        client: WebClient,
        outbox: Outbox,
        *,
        team_id: str,
        bot_user_id: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._outbox = outbox
        self._team_id = team_id
        self._clock = clock
        self._directory = Directory(client, clock)
        self._lost = Lost(client, outbox, bot_user_id)

    # Speaking -----------------------------------------------------------------------------------

    def post(self, place: Place, content: Content, *, key: str) -> str:
        return self._post(place.channel, place.thread_ts, content, key)

    def open_thread(self, channel: str, content: Content, *, key: str) -> str:
        return self._post(channel, "", content, key)

    def _post(
        self,
        channel: str,
        thread_ts: str,
        content: Content,
        key: str,
        streamed: Sequence[str] = (),
    ) -> str:
        """Say it in as many messages as it takes; the ts of the last one, which has the buttons.

        The first message's key is marked as done last. Until then every try says all of it anew,
        in the same messages: the parts of one answer never stand beside those of another.
        """
        said = parts(content, streamed)
        known = self._outbox.of_key(key)
        if known is not None and known.done:
            return self._last_ts(known)
        keys = [part_key(key, number) for number in range(len(said))]
        put = [self._put(channel, thread_ts, *one) for one in zip(said, keys, strict=True)]
        self._take_back(key, len(said))
        for one, ts in reversed(list(zip(keys, put, strict=True))):
            self._outbox.record(one, ts)
        return put[-1]

    def _put(self, channel: str, thread_ts: str, content: Content, key: str) -> str:
        """One message, new or in the place of what an earlier try left."""
        entry, new = self._outbox.reserve(key, channel, thread_ts, content)
        ts = entry.ts or ("" if new else self._lost.find(entry))
        if not (ts and self._update(channel, ts, content, key)):
            arguments = _payload(content, key) | {"channel": channel}
            if thread_ts:
                arguments["thread_ts"] = thread_ts
            answer = call(
                self._client,
                "chat_postMessage",
                **arguments,
                unfurl_links=False,
                unfurl_media=False,
            )
            ts = str(answer["ts"])
        self._outbox.record(key, ts, done=False)
        if not new:  # what was noted before the crash may have said something else
            self._outbox.replace(channel, ts, content)
        return ts

    def _update(self, channel: str, ts: str, content: Content, key: str) -> bool:
        """Finish what began to grow before a crash; False when somebody has deleted it."""
        self._end_stream(channel, ts)
        try:
            call(self._client, "chat_update", channel=channel, ts=ts, **_payload(content, key))
        except SlackUnavailable as error:
            if _GONE not in error.message:
                raise
            return False
        return True

    def _take_back(self, key: str, number: int) -> None:
        """Remove the parts of an earlier, longer try."""
        while (entry := self._outbox.of_key(part_key(key, number))) is not None:
            if ts := entry.ts or ("" if entry.done else self._lost.find(entry)):
                self._end_stream(entry.channel, ts)
                self._delete(entry.channel, ts)
            self._outbox.record(entry.key, "")
            number += 1

    def _delete(self, channel: str, ts: str) -> None:
        try:
            call(self._client, "chat_delete", channel=channel, ts=ts)
        except SlackUnavailable as error:
            if _GONE not in error.message:
                raise

    def _last_ts(self, entry: OutboxEntry) -> str:
        ts, number = entry.ts, 1
        while (part := self._outbox.of_key(part_key(entry.key, number))) is not None:
            ts, number = part.ts or ts, number + 1
        return ts

    def whisper(self, place: Place, user: str, content: Content) -> None:
        arguments: dict[str, Any] = {
            "channel": place.channel,
            "user": user,
            "blocks": draw(content),
            "text": fallback(content),
        }
        if place.thread_ts:
            arguments["thread_ts"] = place.thread_ts
        try:
            call(self._client, "chat_postEphemeral", **arguments)
        except SlackUnavailable as error:
            log.warning("whisper_lost", error=error.message)

    def redraw(self, channel: str, ts: str, content: Content) -> None:
        entry = self._outbox.at(channel, ts)
        self._outbox.replace(channel, ts, content)
        key = entry.key if entry else ""
        call(self._client, "chat_update", channel=channel, ts=ts, **_payload(content, key))

    def posted(self, key: str) -> Content | None:
        entry = self._outbox.of_key(key)
        return None if entry is None else entry.content

    def shown(self, channel: str, ts: str) -> Content | None:
        entry = self._outbox.at(channel, ts)
        return None if entry is None else entry.content

    def amend(self, key: str, content: Content) -> None:
        entry = self._outbox.of_key(key)
        if entry is None or not entry.ts:
            return
        try:
            self.redraw(entry.channel, entry.ts, content)
        except SlackUnavailable as error:
            if _GONE not in error.message:
                raise

    def fill(self, form_id: str, content: ReplyDraft) -> None:
        try:
            self._client.views_update(view_id=form_id, view=drafted_reply_form(content))
        except (SlackClientError, OSError) as error:  # closed meanwhile, or Slack is away
            log.info("form_not_filled", error=str(error)[:200])

    def settle(self, channel: str, ts: str, line: str, **more: object) -> None:
        entry = self._outbox.at(channel, ts)
        if entry is not None and hasattr(entry.content, "settled"):
            known = type(entry.content).model_fields
            update = {name: value for name, value in more.items() if name in known}
            self.redraw(channel, ts, entry.content.model_copy(update={"settled": line} | update))

    def status(self, place: Place, language: str, *, busy: bool) -> None:
        try:
            self._client.assistant_threads_setStatus(
                channel_id=place.channel,
                thread_ts=place.thread_ts,
                status=say(language, "searching") if busy else "",
                loading_messages=[say(language, f"searching_{one}") for one in (1, 2)]
                if busy
                else None,
            )
        except (SlackClientError, OSError) as error:
            log.info("status_not_shown", error=str(error)[:200])

    def send_file(self, place: Place, name: str, content: bytes, text: str, *, key: str) -> None:
        entry, new = self._outbox.reserve(key, place.channel, place.thread_ts, Notice(text=text))
        if entry.done:
            return
        if new or not self._lost.has_file(entry, name):
            call(
                self._client,
                "files_upload_v2",
                channel=place.channel,
                thread_ts=place.thread_ts or None,
                filename=name,
                title=name,
                content=content,
                initial_comment=text,
            )
        self._outbox.record(key, "")

    @contextmanager
    def stream(self, place: Place, *, key: str, recipient: str) -> Iterator[SlackStream]:
        stream = SlackStream(
            client=self._client,
            outbox=self._outbox,
            place=place,
            key=key,
            recipient=(self.person(recipient).team or self._team_id, recipient),
            finish=lambda content, streamed: self._post(
                place.channel, place.thread_ts, content, key, streamed
            ),
            clock=self._clock,
        )
        try:
            yield stream
        except BaseException:
            stream.abandon()
            raise

    def _end_stream(self, channel: str, ts: str) -> None:
        with suppress(SlackApiError):  # it may have ended on its own
            self._client.chat_stopStream(channel=channel, ts=ts)

    # Looking things up --------------------------------------------------------------------------

    def link(self, channel: str, ts: str) -> str:
        return self._directory.link(channel, ts)

    def person(self, user: str) -> Person:
        return self._directory.person(user)

    def members(self, group: str) -> frozenset[str]:
        return self._directory.members(group)

    def download(self, attachment: Attachment, limit: int) -> bytes:
        return download(self._client, attachment, limit)


def notice(text: str, language: str) -> Notice:
    """A plain sentence, for listeners that answer a person directly."""
    return Notice(language=spoken(language), text=text)


def _payload(content: Content, key: str) -> dict[str, Any]:
    blocks: list[Block] = draw(content)
    return {
        "blocks": blocks,
        "text": fallback(content),
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
    }
