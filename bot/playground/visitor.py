"""A person in tests: writes, presses and submits in process, as the page would over HTTP."""

import time
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from bot.playground.engine import Engine
from bot.playground.forms import elements
from bot.playground.people import direct_id
from bot.playground.shapes import Json

T = TypeVar("T")


class Run(Protocol):
    """Runs a coroutine on the server's loop."""

    def __call__(self, work: Coroutine[Any, Any, T]) -> T:
        """Return the coroutine's result."""


PATIENCE = 5.0


class Visitor:
    """One person. Waiting methods poll until a deadline and then raise AssertionError."""

    def __init__(self, engine: Engine, user: str, run: Run) -> None:
        self._engine = engine
        self._run = run
        self.user = user
        self.direct = direct_id(user)

    def say(
        self, channel: str, text: str, thread_ts: str | None = None, files: list[str] | None = None
    ) -> Json:
        """Write a message and return it."""
        return self._sync(
            lambda: self._engine.conversation.say(self.user, channel, text, thread_ts, files or ())
        )

    def edit(self, channel: str, ts: str, text: str) -> None:
        """Change an own message."""
        self._sync(lambda: self._engine.conversation.edit_own(self.user, channel, ts, text))

    def delete(self, channel: str, ts: str) -> None:
        """Remove an own message."""
        self._sync(lambda: self._engine.conversation.delete_own(self.user, channel, ts))

    def upload(self, name: str, content: bytes) -> str:
        """Upload a file and return its id."""

        def work() -> str:
            stored = self._engine.shelf.reserve(self.user, name, len(content))
            return self._engine.shelf.fill(stored.id, content).id

        return self._sync(work)

    def press(self, message: Json, action_id: str, **choice: object) -> None:
        """Use an element of a message (with ``channel``, as this class returns it)."""
        container = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
        self._press(container, message.get("blocks", []), action_id, choice, {})

    def press_in_view(
        self, view: Json, action_id: str, values: Json | None = None, **choice: object
    ) -> None:
        """Use an element of an open modal or of the home."""
        container = {"type": "view", "view_id": view["id"]}
        self._press(container, view["blocks"], action_id, choice, values or {})

    def _press(
        self, container: Json, blocks: list[Json], action_id: str, choice: Json, values: Json
    ) -> None:
        for block, element in elements(blocks):
            if element.get("action_id") == action_id:
                action = {"block_id": block["block_id"], "action_id": action_id, **choice}
                press = self._engine.interactions.press
                self._run(press(self.user, container, action, values))
                return
        raise AssertionError(f"there is no {action_id!r} to press")

    def submit(self, view: Json, values: Json) -> Json:
        """Submit a modal: ``{block_id: {action_id: {"value": …}}}``; return what the page gets."""
        return self._run(self._engine.interactions.submit(self.user, view["id"], values))

    def close(self, view: Json) -> None:
        """Close a modal."""
        self._sync(lambda: self._engine.interactions.close_view(self.user, view["id"]))

    def shortcut(self, callback_id: str, message: Json | None = None) -> None:
        """Use a shortcut, on a message or globally."""
        channel, ts = (message["channel"], message["ts"]) if message else ("", "")
        self._run(self._engine.interactions.shortcut(self.user, callback_id, channel, ts))

    def command(self, channel: str, name: str, text: str = "") -> None:
        """Run a slash command."""
        self._run(self._engine.interactions.command(self.user, channel, name, text))

    def open_home(self, tab: str = "home") -> Json | None:
        """Open the app's home and return the view as it stood."""
        return self._sync(lambda: self._engine.interactions.open_home(self.user, tab))

    # Seeing

    def messages(self, channel: str) -> list[Json]:
        """Return the top level of a channel."""
        return self._sync(
            lambda: [{**one, "channel": channel} for one in self._engine.workspace.history(channel)]
        )

    def replies(self, channel: str, thread_ts: str) -> list[Json]:
        """Return the replies of a thread."""
        return self._sync(
            lambda: [
                {**one, "channel": channel}
                for one in self._engine.workspace.replies(channel, thread_ts)
            ]
        )

    def views(self) -> list[Json]:
        """Return the open modals, the visible one last."""
        return self._sync(lambda: self._engine.modals.stack(self.user))

    def home(self) -> Json | None:
        """Return the published home."""
        return self._sync(lambda: self._engine.workspace.homes.get(self.user))

    def pushes(self, kind: str) -> list[Json]:
        """Return what the person's page was pushed (``ephemeral``, ``status``, ``view_open`` …)."""
        return self._sync(
            lambda: [
                push
                for user, push in self._engine.live.history
                if user == self.user and push["type"] == kind
            ]
        )

    def wait_for(self, look: Callable[[], T | None], seconds: float = PATIENCE) -> T:
        """Return the first true result of ``look``."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := look():
                return found
            time.sleep(0.01)
        raise AssertionError("what was waited for did not come")

    def wait_for_reply(
        self, channel: str, thread_ts: str, contains: str = "", seconds: float = PATIENCE
    ) -> Json:
        """Return the first reply of the bot in a thread that contains a text (in any block)."""

        def look() -> Json | None:
            for one in self.replies(channel, thread_ts):
                if one.get("bot_id") and not one.get("streaming") and contains in str(one):
                    return one
            return None

        return self.wait_for(look, seconds)

    def _sync(self, work: Callable[[], T]) -> T:
        async def call() -> T:
            return work()

        return self._run(call())
