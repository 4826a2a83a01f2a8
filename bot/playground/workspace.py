"""The workspace itself: people, channels, messages, files, views.

No web framework, no clock of its own, no sending: callers learn what changed from the return
values.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.playground import people
from bot.playground.people import Channel, Person, Usergroup
from bot.playground.shapes import Json, SlackRefusalError

MICROSECOND = 1_000_000


@dataclass
class StoredFile:
    """An uploaded file; ``content`` is None until the upload arrived."""

    id: str
    name: str
    size: int
    mimetype: str
    user: str
    created: int
    title: str = ""
    content: bytes | None = None
    channels: list[str] = field(default_factory=list)


class Workspace:
    """State of one Slack workspace. One thread (the server's loop) changes it."""

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        on_change: Callable[[], None] = lambda: None,
        bot_name: str = "Doorstep",
    ) -> None:
        self.clock = clock
        self.on_change = on_change
        self.users: dict[str, Person] = {one.id: one for one in people.people(bot_name)}
        self.usergroups: dict[str, Usergroup] = {one.id: one for one in people.usergroups()}
        self.channels: dict[str, Channel] = {one.id: one for one in people.channels()}
        self.reset()

    def reset(self) -> None:
        """Forget every message, file and view; people and channels stay."""
        self.messages: dict[str, dict[str, Json]] = {one: {} for one in self.channels}
        self.files: dict[str, StoredFile] = {}
        self.homes: dict[str, Json] = {}
        self.prompts: dict[str, Json] = {}
        self.last_ts = 0
        self.last_id = 0
        self.on_change()

    def next_ts(self) -> str:
        """Return a message timestamp that no other message of this workspace has."""
        self.last_ts = max(int(self.clock() * MICROSECOND), self.last_ts + 1)
        return f"{self.last_ts // MICROSECOND}.{self.last_ts % MICROSECOND:06d}"

    def next_id(self, prefix: str) -> str:
        """Return a fresh id such as ``F0P0000001``."""
        self.last_id += 1
        return f"{prefix}0P{self.last_id:07d}"

    def person(self, user: str) -> Person:
        """Return a member, or refuse with ``user_not_found``."""
        if user not in self.users:
            raise SlackRefusalError("user_not_found")
        return self.users[user]

    def channel(self, name: str) -> Channel:
        """Find a channel by id, ``#name`` or, for a direct message, the person's id."""
        if name in self.channels:
            return self.channels[name]
        if name in self.users and people.direct_id(name) in self.channels:
            return self.channels[people.direct_id(name)]
        for channel in self.channels.values():
            if not channel.im_with and channel.name == name.removeprefix("#"):
                return channel
        raise SlackRefusalError("channel_not_found")

    def channels_of(self, user: str) -> list[Channel]:
        """Return the channels that a person is a member of."""
        return [one for one in self.channels.values() if user in one.members]

    def message(self, channel: str, ts: str) -> Json:
        """Return a message, or refuse with ``message_not_found``."""
        found = self.messages.get(channel, {}).get(ts)
        if found is None:
            raise SlackRefusalError("message_not_found")
        return found

    def thread_root(self, channel: str, thread_ts: str) -> Json:
        """Return the message that a reply may hang under."""
        root = self.messages.get(channel, {}).get(thread_ts)
        if root is None:
            raise SlackRefusalError("thread_not_found")
        if root.get("thread_ts", thread_ts) != thread_ts:
            raise SlackRefusalError("cannot_reply_to_message")
        return root

    def post(self, channel: str, message: Json, thread_ts: str | None = None) -> Json:
        """Store a message under a fresh ts and return it."""
        root = self.thread_root(channel, thread_ts) if thread_ts else None
        ts = self.next_ts()
        stored: Json = {"type": "message", **message, "ts": ts, **self._teams(message)}
        if root is not None:
            stored["thread_ts"] = thread_ts
            if root.get("user"):
                stored["parent_user_id"] = root["user"]
        self.messages[channel][ts] = stored
        if root is not None:
            self._count_replies(channel, root)
        self.on_change()
        return stored

    def _teams(self, message: Json) -> Json:
        """Say whose workspace the author is from; over Slack Connect it is another than ours."""
        author = self.users.get(str(message.get("user")))
        if author is None or author.team == people.TEAM_ID:
            return {"team": people.TEAM_ID}
        return {"team": author.team, "user_team": author.team, "source_team": author.team}

    def edit(self, channel: str, ts: str, changes: Json, editor: str | None) -> Json:
        """Apply changes to a message (a value of None removes the key); return it as it was."""
        message = self.message(channel, ts)
        before = dict(message)
        for key, value in changes.items():
            if value is None:
                message.pop(key, None)
            else:
                message[key] = value
        if editor:
            message["edited"] = {"user": editor, "ts": self.next_ts()}
        self.on_change()
        return before

    def delete(self, channel: str, ts: str) -> Json:
        """Remove a message and return it; the root of a thread leaves a tombstone."""
        message = self.message(channel, ts)
        before = dict(message)
        if message.get("reply_count"):
            for key in ("blocks", "attachments", "files", "metadata", "edited", "bot_id"):
                message.pop(key, None)
            message |= {
                "subtype": "tombstone",
                "text": "This message was deleted.",
                "user": "USLACKBOT",
                "hidden": True,
            }
        else:
            del self.messages[channel][ts]
            root = self.messages[channel].get(message.get("thread_ts", ts))
            if root is not None:
                self._count_replies(channel, root)
        self.on_change()
        return before

    def history(self, channel: str) -> list[Json]:
        """Return the channel's top level, oldest first."""
        return [
            one
            for one in self.messages[channel].values()
            if one.get("thread_ts", one["ts"]) == one["ts"]
            or one.get("subtype") == "thread_broadcast"
        ]

    def replies(self, channel: str, thread_ts: str) -> list[Json]:
        """Return the replies of a thread, oldest first, without its root."""
        return [
            one
            for one in self.messages[channel].values()
            if one.get("thread_ts") == thread_ts and one["ts"] != thread_ts
        ]

    def _count_replies(self, channel: str, root: Json) -> None:
        replies = self.replies(channel, root["ts"])
        if not replies:
            for key in ("thread_ts", "reply_count", "reply_users_count", "reply_users"):
                root.pop(key, None)
            root.pop("latest_reply", None)
            return
        users = list(dict.fromkeys(one["user"] for one in replies))
        root |= {
            "thread_ts": root["ts"],
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "latest_reply": replies[-1]["ts"],
            "reply_users": users,
        }

    def react(self, channel: str, ts: str, user: str, name: str) -> None:
        """Add a reaction, or refuse with ``already_reacted``."""
        reactions: list[Json] = self.message(channel, ts).setdefault("reactions", [])
        entry = next((one for one in reactions if one["name"] == name), None)
        if entry is None:
            entry = {"name": name, "users": [], "count": 0}
            reactions.append(entry)
        if user in entry["users"]:
            raise SlackRefusalError("already_reacted")
        entry["users"].append(user)
        entry["count"] = len(entry["users"])
        self.on_change()

    def unreact(self, channel: str, ts: str, user: str, name: str) -> None:
        """Take a reaction back, or refuse with ``no_reaction``."""
        message = self.message(channel, ts)
        reactions: list[Json] = message.get("reactions", [])
        entry = next((one for one in reactions if one["name"] == name), None)
        if entry is None or user not in entry["users"]:
            raise SlackRefusalError("no_reaction")
        entry["users"].remove(user)
        entry["count"] = len(entry["users"])
        kept = [one for one in reactions if one["users"]]
        if kept:
            message["reactions"] = kept
        else:
            message.pop("reactions", None)
        self.on_change()
