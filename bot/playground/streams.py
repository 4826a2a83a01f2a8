"""Streaming messages: text that grows by chunks until it is stopped, full, or five minutes old."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.playground import limits
from bot.playground.conversation import Conversation
from bot.playground.people import Channel
from bot.playground.shapes import Json, SlackRefusalError

STREAM_TEXT = 12_000
STREAM_SECONDS = 300.0
MODES = {"timeline", "plan", "dense"}


@dataclass
class Stream:
    """One message while it streams."""

    channel: Channel
    ts: str
    started: float
    mode: str = "timeline"
    text: str = ""
    plan_title: str = ""
    tasks: dict[str, Json] = field(default_factory=dict)
    blocks: list[Json] = field(default_factory=list)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)

    def content(self) -> Json:
        """Return text and blocks as they stand: tasks first, then the text, then blocks."""
        tasks = list(self.tasks.values())
        shown: list[Json] = []
        if self.mode == "plan" and (tasks or self.plan_title):
            shown = [{"type": "plan", "title": self.plan_title or "Plan", "tasks": tasks}]
        else:
            shown = tasks
        if self.text:
            shown = [*shown, {"type": "markdown", "text": self.text}]
        return {"text": self.text, "blocks": [*shown, *self.blocks]}


class Streams:
    """The streams that run."""

    def __init__(self, conversation: Conversation, clock: Callable[[], float]) -> None:
        self._conversation = conversation
        self._clock = clock
        self._streams: dict[tuple[str, str], Stream] = {}

    def start(self, channel: Channel, thread_ts: str, mode: str, chunks: list[Json]) -> Stream:
        """Post an empty streaming message in a thread and take the first chunks."""
        if mode not in MODES:
            raise SlackRefusalError("invalid_arguments", ["[ERROR] invalid `task_display_mode`"])
        stream = Stream(channel, "", self._clock(), mode)
        _take(stream, chunks)
        message = {**stream.content(), "streaming": True}
        stream.ts = self._conversation.bot_post(channel, message, thread_ts)["ts"]
        self._streams[channel.id, stream.ts] = stream
        return stream

    def append(self, channel: Channel, ts: str, chunks: list[Json]) -> Stream:
        """Add chunks."""
        stream = self._running(channel, ts)
        _take(stream, chunks)
        self._conversation.bot_update(channel, ts, stream.content(), quiet=True)
        return stream

    def stop(
        self, channel: Channel, ts: str, chunks: list[Json], blocks: list[Json], metadata: object
    ) -> Json:
        """Add the last chunks and blocks and settle the message."""
        stream = self._running(channel, ts)
        _take(stream, chunks)
        if blocks:
            limits.check_blocks(blocks)
            stream.blocks += blocks
        changes = {**stream.content(), "streaming": None}
        if metadata:
            changes["metadata"] = metadata
        del self._streams[channel.id, ts]
        return self._conversation.bot_update(channel, ts, changes)

    def is_running(self, channel_id: str, ts: str) -> bool:
        """Tell whether a message streams; one over its time settles now."""
        stream = self._streams.get((channel_id, ts))
        if stream is None:
            return False
        if self._clock() - stream.started <= STREAM_SECONDS:
            return True
        del self._streams[channel_id, ts]
        self._conversation.bot_update(stream.channel, ts, {"streaming": None}, quiet=True)
        return False

    def _running(self, channel: Channel, ts: str) -> Stream:
        self._conversation.workspace.message(channel.id, ts)
        if not self.is_running(channel.id, ts):
            raise SlackRefusalError("message_not_in_streaming_state")
        return self._streams[channel.id, ts]


def _take(stream: Stream, chunks: list[Json]) -> None:
    """Add chunks to a stream, all or none."""
    text = "".join(one["text"] for one in chunks if one.get("type") == "markdown_text")
    if len(stream.text) + len(text) > STREAM_TEXT:
        raise SlackRefusalError("msg_too_long")
    for chunk in chunks:
        if chunk["type"] == "blocks":
            limits.check_blocks(chunk["blocks"])
    for chunk in chunks:
        if chunk["type"] == "plan_update":
            stream.plan_title = chunk["title"]
        elif chunk["type"] == "task_update":
            _take_task(stream, chunk)
        elif chunk["type"] == "blocks":
            stream.blocks += chunk["blocks"]
    stream.text += text


def _take_task(stream: Stream, chunk: Json) -> None:
    card = stream.tasks.setdefault(chunk["id"], {"type": "task_card", "task_id": chunk["id"]})
    card |= {"title": chunk["title"], "status": chunk["status"]}
    for key in ("details", "output"):
        if chunk.get(key):
            # Slack appends the text of later updates of the same task.
            note = stream.notes.get((chunk["id"], key), "") + str(chunk[key])
            stream.notes[chunk["id"], key] = note
            card[key] = _rich_text(note)
    if chunk.get("sources"):
        card["sources"] = chunk["sources"]


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def parse_chunks(markdown_text: object, chunks: object) -> list[Json]:
    """Return the chunks of a call, checked; ``markdown_text`` is the short form of one."""
    found: list[Json] = []
    if markdown_text:
        found.append({"type": "markdown_text", "text": str(markdown_text)})
    if chunks is None:
        return found
    if not isinstance(chunks, list):
        raise SlackRefusalError("invalid_chunks")
    needed = {
        "markdown_text": ("text",),
        "task_update": ("id", "title", "status"),
        "plan_update": ("title",),
        "blocks": ("blocks",),
    }
    for chunk in chunks:
        keys = needed.get(chunk.get("type", "")) if isinstance(chunk, dict) else None
        if keys is None or any(key not in chunk for key in keys):
            raise SlackRefusalError("invalid_chunks")
        found.append(chunk)
    return found
