"""Messages as they are written, changed and removed, with what Slack tells whom about it."""

import uuid
from collections.abc import Callable, Sequence
from urllib.parse import quote

from bot.playground import events
from bot.playground.files import FileShelf
from bot.playground.live import Live
from bot.playground.mrkdwn import encode
from bot.playground.people import APP_ID, BOT_ID, BOT_USER, TEAM_ID, Channel
from bot.playground.profile import AppProfile
from bot.playground.shapes import Json, SlackRefusalError, VisitorError
from bot.playground.workspace import Workspace

Emit = Callable[[Json], None]
WHISPERS = 500


def with_ids(blocks: Sequence[Json] | None) -> list[Json] | None:
    """Give blocks and elements the ids that Slack makes up when the app does not."""
    if not blocks:
        return None
    named: list[Json] = []
    for block in blocks:
        copy = {**block, "block_id": block.get("block_id") or uuid.uuid4().hex[:5]}
        for key in ("accessory", "element"):
            if isinstance(copy.get(key), dict):
                copy[key] = _with_action_id(copy[key])
        if copy["type"] in {"actions", "context_actions"}:
            copy["elements"] = [_with_action_id(one) for one in copy["elements"]]
        named.append(copy)
    return named


def _with_action_id(element: Json) -> Json:
    if element.get("type") == "image" or element.get("action_id"):
        return element
    return {**element, "action_id": uuid.uuid4().hex[:5]}


class Conversation:
    """Writing in channels, by people and by the bot."""

    def __init__(
        self,
        workspace: Workspace,
        shelf: FileShelf,
        live: Live,
        emit: Emit,
        profile: AppProfile,
    ) -> None:
        self.workspace = workspace
        self._shelf = shelf
        self._live = live
        self._emit = emit
        self._profile = profile
        self._whispers: dict[tuple[str, str], tuple[str, Json]] = {}

    # People

    def say(
        self,
        user: str,
        channel_id: str,
        text: str,
        thread_ts: str | None = None,
        files: Sequence[str] = (),
    ) -> Json:
        """Post what a person typed; ``files`` are ids of their uploads."""
        channel = self.workspace.channel(channel_id)
        if user not in channel.members:
            raise SlackRefusalError("not_in_channel")
        if not text.strip() and not files:
            raise VisitorError("A message needs some text or a file.")
        message: Json = {
            "user": user,
            "text": encode(text),
            "client_msg_id": str(uuid.uuid4()),
        }
        if files:
            message |= {"subtype": "file_share", "upload": False}
            message["files"] = self._share(channel, files)
        return self._publish(channel, message, thread_ts)

    def edit_own(self, user: str, channel_id: str, ts: str, text: str) -> None:
        """Change a person's own message."""
        self._own(user, channel_id, ts)
        self._change(self.workspace.channel(channel_id), ts, {"text": encode(text)}, user)

    def delete_own(self, user: str, channel_id: str, ts: str) -> None:
        """Remove a person's own message."""
        self._own(user, channel_id, ts)
        self._remove(self.workspace.channel(channel_id), ts)

    def react(self, user: str, channel_id: str, ts: str, name: str, *, remove: bool) -> None:
        """Add a reaction, or take it back."""
        channel = self.workspace.channel(channel_id)
        change = self.workspace.unreact if remove else self.workspace.react
        change(channel.id, ts, user, name)
        message = self.workspace.message(channel.id, ts)
        kind = "reaction_removed" if remove else "reaction_added"
        event_ts = self.workspace.next_ts()
        self._tell(
            channel,
            events.reaction(
                kind, user=user, channel=channel.id, message=message, name=name, event_ts=event_ts
            ),
        )
        self._show("message_changed", channel, message)

    # The bot

    def bot_post(self, channel: Channel, message: Json, thread_ts: str | None = None) -> Json:
        """Post as the bot; ``message`` holds text, blocks, attachments, metadata, files."""
        return self._publish(channel, {**self._bot_signature(), **_clean(message)}, thread_ts)

    def bot_update(self, channel: Channel, ts: str, changes: Json, *, quiet: bool = False) -> Json:
        """Change one of the bot's messages; ``quiet`` sends no event (a stream that grows)."""
        self._bots_own(channel, ts, "cant_update_message")
        if "blocks" in changes:
            changes = {**changes, "blocks": with_ids(changes["blocks"])}
        self._change(channel, ts, changes, None if quiet else BOT_USER, quiet=quiet)
        return self.workspace.message(channel.id, ts)

    def bot_delete(self, channel: Channel, ts: str) -> None:
        """Remove one of the bot's messages."""
        self._bots_own(channel, ts, "cant_delete_message")
        self._remove(channel, ts)

    def whisper(
        self, channel: Channel, user: str, message: Json, *, replaces: str | None = None
    ) -> str:
        """Show an ephemeral message to one person; it is not stored in the channel."""
        ts = replaces or self.workspace.next_ts()
        shown = {"type": "message", **self._bot_signature(), **_clean(message)}
        shown |= {"ts": ts, "ephemeral": True}
        self._whispers[channel.id, ts] = (user, shown)
        while len(self._whispers) > WHISPERS:
            self._whispers.pop(next(iter(self._whispers)))
        self._live.push([user], {"type": "ephemeral", "message": present(channel, shown)})
        return ts

    def unwhisper(self, channel: Channel, ts: str) -> None:
        """Take an ephemeral message away."""
        user, shown = self._whispers.pop((channel.id, ts), ("", {}))
        if user:
            self._live.push([user], _deleted(channel, shown))

    def whispered(self, channel_id: str, ts: str, user: str) -> Json | None:
        """Return an ephemeral message that this person still sees."""
        seen_by, shown = self._whispers.get((channel_id, ts), ("", {}))
        return shown if seen_by == user else None

    # What all share

    def _bot_signature(self) -> Json:
        return {
            "user": BOT_USER,
            "bot_id": BOT_ID,
            "app_id": APP_ID,
            "bot_profile": {
                "id": BOT_ID,
                "app_id": APP_ID,
                "user_id": BOT_USER,
                "name": self._profile.name,
                "deleted": False,
                "team_id": TEAM_ID,
            },
        }

    def _publish(self, channel: Channel, message: Json, thread_ts: str | None) -> Json:
        stored = self.workspace.post(channel.id, message, thread_ts)
        self._show("message", channel, stored)
        if thread_ts:
            self._show("message_changed", channel, self.workspace.message(channel.id, thread_ts))
        for event in events.message_posted(channel, stored):
            self._tell(channel, event)
        return stored

    def _change(
        self, channel: Channel, ts: str, changes: Json, editor: str | None, *, quiet: bool = False
    ) -> None:
        before = self.workspace.edit(channel.id, ts, changes, editor)
        message = self.workspace.message(channel.id, ts)
        self._show("message_changed", channel, message)
        if not quiet:
            event_ts = self.workspace.next_ts()
            self._tell(channel, events.message_changed(channel, dict(message), before, event_ts))

    def _remove(self, channel: Channel, ts: str) -> None:
        before = self.workspace.delete(channel.id, ts)
        event_ts = self.workspace.next_ts()
        left = self.workspace.messages[channel.id].get(ts)
        root = self.workspace.messages[channel.id].get(before.get("thread_ts", ""))
        if left is not None:
            self._show("message_changed", channel, left)
            self._tell(channel, events.message_changed(channel, dict(left), before, event_ts))
            return
        self._live.push_channel(channel, _deleted(channel, before))
        if root is not None:
            self._show("message_changed", channel, root)
        self._tell(channel, events.message_deleted(channel, before, event_ts))

    def _share(self, channel: Channel, files: Sequence[str]) -> list[Json]:
        shared = []
        for file_id in files:
            stored = self._shelf.get(file_id)
            if channel.id not in stored.channels:
                stored.channels.append(channel.id)
            shared.append(self._shelf.describe(stored))
        return shared

    def share_as_bot(
        self, channel: Channel, files: Sequence[str], text: str, thread_ts: str | None
    ) -> Json:
        """Post the bot's uploads in a channel."""
        message = {"text": text, "files": self._share(channel, files), "upload": True}
        return self.bot_post(channel, {**message, "subtype": "file_share"}, thread_ts)

    def _own(self, user: str, channel_id: str, ts: str) -> None:
        if self.workspace.message(channel_id, ts).get("user") != user:
            raise VisitorError("Only the author can change a message.", 403)

    def _bots_own(self, channel: Channel, ts: str, error: str) -> None:
        if self.workspace.message(channel.id, ts).get("bot_id") != BOT_ID:
            raise SlackRefusalError(error)

    def _show(self, kind: str, channel: Channel, message: Json) -> None:
        self._live.push_channel(channel, {"type": kind, "message": present(channel, message)})

    def _tell(self, channel: Channel, event: Json) -> None:
        if BOT_USER in channel.members:
            self._emit(event)


def present(channel: Channel, message: Json) -> Json:
    """Return a message as the page shows it: with its channel, and files it can load."""
    shown = {**message, "channel": channel.id}
    if message.get("files"):
        shown["files"] = [page_file(one) for one in message["files"]]
    return shown


def page_file(described: Json) -> Json:
    """Return a file object whose ``url_private`` the page can load: it has no bearer token."""
    path = f"/playground/file/{described['id']}/{quote(described['name'])}"
    return {**described, "url_private": path}


def _deleted(channel: Channel, message: Json) -> Json:
    push: Json = {"type": "message_deleted", "channel": channel.id, "ts": message["ts"]}
    if message.get("thread_ts"):
        push["thread_ts"] = message["thread_ts"]
    return push


def _clean(message: Json) -> Json:
    kept = {key: value for key, value in message.items() if value not in (None, [], {})}
    if "blocks" in kept:
        kept["blocks"] = with_ids(kept["blocks"])
    return {"text": "", **kept}
