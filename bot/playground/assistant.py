"""The assistant's signs of life: status lines, suggested prompts, thread titles."""

import asyncio

from bot.playground.live import Live
from bot.playground.people import Channel
from bot.playground.shapes import Json
from bot.playground.workspace import Workspace

STATUS_SECONDS = 120.0


class Assistant:
    """Status, prompts and titles; a status goes after two minutes or when the bot replies."""

    def __init__(self, workspace: Workspace, live: Live) -> None:
        self._workspace = workspace
        self._live = live
        self._statuses: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self.titles: dict[tuple[str, str], str] = {}

    def set_status(
        self, channel: Channel, thread_ts: str, status: str, loading_messages: list[str]
    ) -> None:
        """Show what the bot is doing; an empty status clears it."""
        key = (channel.id, thread_ts)
        if key in self._statuses:
            self._statuses.pop(key).cancel()
        if status:
            loop = asyncio.get_running_loop()
            self._statuses[key] = loop.call_later(STATUS_SECONDS, self.clear, channel, thread_ts)
        push: Json = {
            "type": "status",
            "channel": channel.id,
            "thread_ts": thread_ts,
            "status": status,
            "loading_messages": loading_messages,
        }
        self._live.push_channel(channel, push)

    def clear(self, channel: Channel, thread_ts: str) -> None:
        """Clear the status of a thread if it has one."""
        if (channel.id, thread_ts) in self._statuses:
            self.set_status(channel, thread_ts, "", [])

    def set_prompts(self, channel: Channel, prompts: list[Json], title: str) -> None:
        """Offer prompts at the composer of a direct message."""
        push: Json = {"type": "prompts", "channel": channel.id, "prompts": prompts}
        if title:
            push["title"] = title
        self._workspace.prompts[channel.id] = push
        self._workspace.on_change()
        self._live.push_channel(channel, push)

    def set_title(self, channel: Channel, thread_ts: str, title: str) -> None:
        """Name a thread."""
        self.titles[channel.id, thread_ts] = title

    def close(self) -> None:
        """Stop the timers."""
        for timer in self._statuses.values():
            timer.cancel()
        self._statuses.clear()
