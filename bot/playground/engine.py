"""The workspace at work: state, delivery, pages and interactions, wired together."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.playground import events, limits
from bot.playground.assistant import Assistant
from bot.playground.conversation import Conversation
from bot.playground.delivery import ACK_SECONDS, RETRY_SCHEDULE, Delivery
from bot.playground.faults import Faults
from bot.playground.files import FileShelf
from bot.playground.interactions import Interactions
from bot.playground.live import Live
from bot.playground.modals import Modals
from bot.playground.profile import AppProfile
from bot.playground.shapes import Json, SlackRefusalError
from bot.playground.signed import SignedPosts
from bot.playground.sockets import SocketHub
from bot.playground.streams import Streams
from bot.playground.workspace import Workspace

Inspector = Callable[[str, str], list[Json]]


@dataclass(frozen=True)
class Setup:
    """How the workspace behaves; the times are Slack's own and are shortened in tests.

    ``request_url``: deliver over signed HTTP from the start, without the handshake (a bot that
    starts later could not answer it yet). ``retry_schedule``, ``ack_seconds``, ``post_interval``
    are seconds; a ``post_interval`` of 0 leaves chat.postMessage unlimited. ``inspector`` maps
    (channel, thread_ts) to the entries of the page's side panel; it runs in a worker thread.
    """

    bot_token: str = "xoxb-playground"  # noqa: S105 - a local stand-in, open by design
    app_token: str = "xapp-playground"  # noqa: S105
    signing_secret: str = "playground-signing-secret"  # noqa: S105
    request_url: str | None = None
    profile: AppProfile = field(default_factory=AppProfile)
    retry_schedule: Sequence[float] = RETRY_SCHEDULE
    ack_seconds: float = ACK_SECONDS
    post_interval: float = 0.0
    clock: Callable[[], float] = time.time
    inspector: Inspector | None = None


class Engine:
    """One running workspace. Everything here belongs to one event loop."""

    def __init__(
        self, setup: Setup, base_url: str, on_change: Callable[[], None] = lambda: None
    ) -> None:
        self.setup = setup
        self.base_url = base_url
        self.profile = setup.profile
        self.workspace = Workspace(setup.clock, on_change, setup.profile.name)
        self.faults = Faults()
        self.live = Live()
        self.sockets = SocketHub(self.faults, self._presence)
        self.delivery = Delivery(self.sockets, setup.retry_schedule, setup.ack_seconds)
        self.shelf = FileShelf(self.workspace, base_url)
        self.conversation = Conversation(
            self.workspace, self.shelf, self.live, self.emit, self.profile
        )
        self.modals = Modals(self.workspace, lambda user, push: self.live.push([user], push))
        self.assistant = Assistant(self.workspace, self.live)
        self.streams = Streams(self.conversation, setup.clock)
        self.interactions = Interactions(
            workspace=self.workspace,
            conversation=self.conversation,
            modals=self.modals,
            shelf=self.shelf,
            delivery=self.delivery,
            emit=self.emit,
            profile=self.profile,
            base_url=base_url,
        )
        if setup.request_url:
            self.delivery.transport = SignedPosts(setup.request_url, setup.signing_secret)
            self.delivery.presence(True)

    @property
    def connected(self) -> bool:
        """Tell whether a bot is there."""
        return self.delivery.transport.connected

    def emit(self, event: Json) -> None:
        """Send an event to the bot when it subscribed to it."""
        if events.subscription(event) not in self.profile.events:
            return
        event_id = "Ev0P" + secrets.token_hex(5).upper()
        self.delivery.post_event(events.wrap(event, event_id, self.workspace.clock()))

    async def use_http(self, request_url: str) -> None:
        """Send everything to ``request_url`` from now on, after Slack's handshake with it."""
        transport = SignedPosts(request_url, self.setup.signing_secret)
        await transport.verify()
        self.delivery.transport = transport
        self._presence(True)

    def answer_response_url(self, pass_id: str, answer: Json) -> None:
        """Do what a bot asks for at a response URL."""
        origin = self.interactions.response_urls.use(pass_id)
        channel = self.workspace.channel(origin.channel)
        ts = origin.message_ts
        if ts and answer.get("delete_original"):
            if origin.ephemeral:
                self.conversation.unwhisper(channel, ts)
            else:
                self.conversation.bot_delete(channel, ts)
        elif ts and answer.get("replace_original"):
            limits.check_message(
                answer.get("text"), answer.get("blocks"), answer.get("attachments")
            )
            changes = {key: answer.get(key) for key in ("blocks", "attachments")}
            changes["text"] = answer.get("text") or ""
            if origin.ephemeral:
                message = {**changes, "thread_ts": origin.thread_ts}
                self.conversation.whisper(channel, origin.user, message, replaces=ts)
            else:
                self.conversation.bot_update(channel, ts, changes)
        else:
            self.interactions.respond(channel, origin.user, answer, origin.thread_ts or "")

    def after_bot_post(self, channel_id: str, thread_ts: str | None) -> None:
        """Clear the status of a thread: the bot has replied."""
        if thread_ts:
            self.assistant.clear(self.workspace.channel(channel_id), thread_ts)

    def refuse_while_streaming(self, channel_id: str, ts: str) -> None:
        """Raise ``streaming_state_conflict`` for a message that streams."""
        if self.streams.is_running(channel_id, ts):
            raise SlackRefusalError("streaming_state_conflict")

    def reset(self) -> None:
        """Forget every message, file and view, and what was on its way to the bot."""
        self.delivery.forget()
        self.assistant.close()
        self.workspace.reset()
        self.modals.reset()
        self.faults.clear()
        self.live.history.clear()
        self.live.push_everyone({"type": "reset"})

    async def close(self) -> None:
        """Stop timers, retries and sockets."""
        self.assistant.close()
        await self.delivery.close()
        await self.sockets.close()

    def _presence(self, _connected: bool) -> None:
        # A socket that goes means nothing to a bot that is reached over HTTP.
        self.delivery.presence(self.connected)
        self.live.push_everyone({"type": "connected", "connected": self.connected})
