"""SlackMessenger: says things in Slack once, however often it is told to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import Refused, SlackUnavailable, Undeliverable
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

# Answers of Slack that no repetition changes.
_FOR_GOOD = frozenset(
    {
        "account_inactive",
        "channel_is_archived",
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "restricted_action",
        "token_revoked",
        "user_not_found",
    }
)
# Answers of Slack after which another try may find out.
_PASSING = frozenset({"service_unavailable", "internal_error", "fatal_error", "ratelimited"})
_ANSWERED = 200  # the status of an answer that Slack means
_GONE = "message_not_found"
_EVENT_TYPE = "doorstep_message"
_PEOPLE_SECONDS = 300.0  # how long a looked-up person is believed
_GROUP_SECONDS = 60.0  # who leaves a user group loses its rights after this time at most
_SKEW_SECONDS = 120.0  # clocks differ; a search for a lost message starts this much earlier


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
        self._bot_user_id = bot_user_id
        self._clock = clock
        self._people: dict[str, tuple[float, Person]] = {}
        self._groups: dict[str, tuple[float, frozenset[str]]] = {}
        self._workspace = ""  # its address, as links begin

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
        ts = entry.ts or ("" if new else self._find_lost(entry))
        if not (ts and self._update(channel, ts, content, key)):
            arguments = _payload(content, key) | {"channel": channel}
            if thread_ts:
                arguments["thread_ts"] = thread_ts
            answer = self._call(
                "chat_postMessage", **arguments, unfurl_links=False, unfurl_media=False
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
            self._call("chat_update", channel=channel, ts=ts, **_payload(content, key))
        except SlackUnavailable as error:
            if _GONE not in error.message:
                raise
            return False
        return True

    def _take_back(self, key: str, number: int) -> None:
        """Remove the parts of an earlier, longer try."""
        while (entry := self._outbox.of_key(part_key(key, number))) is not None:
            if ts := entry.ts or ("" if entry.done else self._find_lost(entry)):
                self._end_stream(entry.channel, ts)
                self._delete(entry.channel, ts)
            self._outbox.record(entry.key, "")
            number += 1

    def _delete(self, channel: str, ts: str) -> None:
        try:
            self._call("chat_delete", channel=channel, ts=ts)
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
            self._call("chat_postEphemeral", **arguments)
        except SlackUnavailable as error:
            log.warning("whisper_lost", error=error.message)

    def redraw(self, channel: str, ts: str, content: Content) -> None:
        entry = self._outbox.at(channel, ts)
        self._outbox.replace(channel, ts, content)
        key = entry.key if entry else ""
        self._call("chat_update", channel=channel, ts=ts, **_payload(content, key))

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
        if new or not self._has_file(entry, name):
            self._call(
                "files_upload_v2",
                channel=place.channel,
                thread_ts=place.thread_ts or None,
                filename=name,
                title=name,
                content=content,
                initial_comment=text,
            )
        self._outbox.record(key, "")

    def _has_file(self, entry: OutboxEntry, name: str) -> bool:
        """Whether it was sent before the process died: names are never used twice in a thread."""
        return any(
            file.get("name") == name
            for message in self._messages_since(entry)
            for file in message.get("files") or ()
            if message.get("user") == self._bot_user_id
        )

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

    def _find_lost(self, entry: OutboxEntry) -> str:
        """The ts of a message that was sent, or began to stream, when the process died; or ""."""
        known = self._outbox.known_ts(entry.channel)
        growing = ""
        for message in self._messages_since(entry):
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == _EVENT_TYPE:
                if metadata.get("event_payload", {}).get("key") == entry.key:
                    return str(message["ts"])
            elif message.get("files"):
                continue  # a file of ours: it has no metadata either, and never grows
            elif message.get("user") == self._bot_user_id and message["ts"] not in known:
                growing = growing or str(
                    message["ts"]
                )  # a stream carries no metadata before its end
        return growing

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
            page = self._call(method, **arguments)
            yield from page.get("messages", [])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return
            arguments["cursor"] = cursor

    def _end_stream(self, channel: str, ts: str) -> None:
        with suppress(SlackApiError):  # it may have ended on its own
            self._client.chat_stopStream(channel=channel, ts=ts)

    # Looking things up --------------------------------------------------------------------------

    def link(self, channel: str, ts: str) -> str:
        """Of a thread's first message; Slack is asked until the workspace's address is known."""
        address = f"/archives/{channel}/p{ts.replace('.', '')}"
        if self._workspace:
            return f"{self._workspace}{address}"
        try:
            found = self._client.chat_getPermalink(channel=channel, message_ts=ts)
        except (SlackClientError, OSError):
            return ""
        link = str(found.get("permalink") or "")
        if link.endswith(address):
            self._workspace = link.removesuffix(address)
        return link

    def person(self, user: str) -> Person:
        cached = self._people.get(user)
        if cached and cached[0] > self._clock():
            return cached[1]
        try:
            found = self._client.users_info(user=user, include_locale=True)["user"]
        except (SlackClientError, OSError):  # what was known before is better than nothing
            return cached[1] if cached else Person(id=user, name=user)
        profile = found.get("profile", {})
        person = Person(
            id=user,
            name=profile.get("display_name") or found.get("real_name") or found.get("name") or user,
            tz=found.get("tz") or "UTC",
            locale=found.get("locale") or "en-US",
            team=found.get("team_id") or "",
            email=profile.get("email") or "",
        )
        self._people[user] = (self._clock() + _PEOPLE_SECONDS, person)
        return person

    def members(self, group: str) -> frozenset[str]:
        cached = self._groups.get(group)
        if cached and cached[0] > self._clock():
            return cached[1]
        try:
            users = self._client.usergroups_users_list(usergroup=group)["users"]
        except (SlackClientError, OSError) as error:
            if not _is_a_no(error):  # an empty group would lock everybody out for a while
                raise SlackUnavailable("Slack did not say who is in a user group.") from error
            log.warning("group_unknown", group=group, error=str(error)[:200])
            users = []
        members = frozenset(users)
        self._groups[group] = (self._clock() + _GROUP_SECONDS, members)
        return members

    def download(self, attachment: Attachment, limit: int) -> bytes:
        if attachment.size > limit:
            raise Refused(f"it is larger than {limit // 1024 // 1024} MB.")
        if not attachment.url.startswith(("https://", "http://")):
            raise Refused("Slack gave no address for it.")
        if not self._is_slacks(attachment.url):
            raise Refused("it is kept outside Slack.")  # our token is for Slack alone
        try:
            content = _fetched(attachment.url, self._client.token or "", limit)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise Refused("it could not be fetched from Slack.") from error
        if len(content) > limit:
            raise Refused(f"it is larger than {limit // 1024 // 1024} MB.")
        return content

    def _is_slacks(self, url: str) -> bool:
        own = urlsplit(self._client.base_url)
        host = urlsplit(url)
        return host.netloc == own.netloc or (
            host.scheme == "https" and (host.hostname or "").endswith(".slack.com")
        )

    def _call(self, method: str, **arguments: Any) -> Any:
        """One Web API call; what Slack refuses or fails to answer becomes SlackUnavailable."""
        try:
            return getattr(self._client, method)(**arguments)
        except SlackApiError as error:
            reason = error.response.get("error", "unknown_error")
            details = (error.response.get("response_metadata") or {}).get("messages")
            log.warning("slack_refused", method=method, error=reason, details=details)
            kind = Undeliverable if reason in _FOR_GOOD else SlackUnavailable
            raise kind(f"Slack refused {method}: {reason}.") from error
        except (SlackClientError, OSError) as error:
            raise SlackUnavailable(f"Slack did not answer {method}.") from error


def _is_a_no(error: Exception) -> bool:
    """Whether Slack answered, and will answer the same tomorrow."""
    if not isinstance(error, SlackApiError):
        return False
    answer = error.response
    return answer.status_code == _ANSWERED and answer["error"] not in _PASSING


def _fetched(url: str, token: str, limit: int) -> bytes:
    """What is there, a little more than `limit` bytes at most. Raises httpx.HTTPError, Refused.

    The token goes to the first host only: httpx takes it off where that sends us elsewhere.
    """
    headers = {"Authorization": f"Bearer {token}"}
    content = bytearray()
    with httpx.stream("GET", url, headers=headers, timeout=30, follow_redirects=True) as answer:
        answer.raise_for_status()
        # Slack sends who may not read a file to a page for signing in, with status 200.
        if answer.history and "html" in answer.headers.get("content-type", ""):
            log.warning("file_not_readable", remedy="Give the app the scope files:read.")
            raise Refused("Slack does not let me read it.")
        for part in answer.iter_bytes():
            content += part
            if len(content) > limit:
                break
    return bytes(content)


def notice(text: str, language: str) -> Notice:
    """A plain sentence, for listeners that answer a person directly."""
    return Notice(language=spoken(language), text=text)


def _payload(content: Content, key: str) -> dict[str, Any]:
    blocks: list[Block] = draw(content)
    return {
        "blocks": blocks,
        "text": fallback(content),
        "metadata": {"event_type": _EVENT_TYPE, "event_payload": {"key": key}},
    }
