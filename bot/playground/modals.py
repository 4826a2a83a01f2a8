"""Views: modal stacks of at most three, App Homes, and the hash that guards against races."""

import secrets
from collections.abc import Callable

from bot.playground.conversation import with_ids
from bot.playground.forms import initial_values
from bot.playground.people import APP_ID, BOT_ID, TEAM_ID
from bot.playground.shapes import Json, SlackRefusalError
from bot.playground.workspace import Workspace

STACK = 3
GIVEN = ("title", "submit", "close", "callback_id", "private_metadata", "external_id")
FLAGS = ("clear_on_close", "notify_on_close", "submit_disabled")

Push = Callable[[str, Json], None]


class Modals:
    """The views that people have open. ``push`` shows a change to one person's pages."""

    def __init__(self, workspace: Workspace, push: Push) -> None:
        self._workspace = workspace
        self._push = push
        self._owners: dict[str, str] = {}
        self._views: dict[str, Json] = {}
        self._stacks: dict[str, list[str]] = {}

    def reset(self) -> None:
        """Close everything without a word."""
        self._owners.clear()
        self._views.clear()
        self._stacks.clear()

    def stack(self, user: str) -> list[Json]:
        """Return a person's open modals, the visible one last."""
        return [self._views[view_id] for view_id in self._stacks.get(user, [])]

    def find(self, user: str, view_id: str) -> Json | None:
        """Return a view that this person has open, or their home."""
        home = self._workspace.homes.get(user)
        if home is not None and home["id"] == view_id:
            return home
        return self._views.get(view_id) if self._owners.get(view_id) == user else None

    def open(self, user: str, view: Json) -> Json:
        """Open a modal; one that is open already gives way."""
        for view_id in self._stacks.pop(user, []):
            self._drop(view_id)
        return self._stack_up(user, view, "view_open")

    def push(self, user: str, view: Json) -> Json:
        """Put a modal on top of the open ones."""
        stack = self._stacks.get(user, [])
        if not stack:
            raise SlackRefusalError("not_found")
        if len(stack) >= STACK:
            raise SlackRefusalError("push_limit_reached")
        return self._stack_up(user, view, "view_push")

    def update(self, view: Json, view_id: str = "", external_id: str = "", old: str = "") -> Json:
        """Replace a view's content; ``old`` is the hash that the app saw last."""
        current = self._views.get(view_id) or next(
            (one for one in self._all() if external_id and one["external_id"] == external_id),
            None,
        )
        current = current or next((one for one in self._all() if one["id"] == view_id), None)
        if current is None:
            raise SlackRefusalError("not_found")
        if old and old != current["hash"]:
            raise SlackRefusalError("hash_conflict")
        self._check_external_id(view, current["id"])
        fresh = self._build(view, current["id"])
        fresh["root_view_id"] = current["root_view_id"]
        fresh["previous_view_id"] = current["previous_view_id"]
        current.clear()
        current.update(fresh)
        owner = self._owners.get(current["id"])
        if owner is None:
            owner = next(u for u, home in self._workspace.homes.items() if home is current)
            self._push(owner, {"type": "home", "view": current})
        else:
            self._push(owner, {"type": "view_update", "view": current})
        return current

    def publish(self, user: str, view: Json, old: str = "") -> Json:
        """Set a person's App Home."""
        current = self._workspace.homes.get(user)
        if old and (current is None or current["hash"] != old):
            raise SlackRefusalError("hash_conflict")
        view_id = current["id"] if current else self._workspace.next_id("V")
        fresh = self._build(view, view_id)
        self._workspace.homes[user] = fresh
        self._workspace.on_change()
        self._push(user, {"type": "home", "view": fresh})
        return fresh

    def close(self, user: str, *, everything: bool = False) -> list[Json]:
        """Close the visible modal (or all of them) and return what was closed."""
        stack = self._stacks.get(user, [])
        closed: list[Json] = []
        while stack and (everything or not closed):
            view_id = stack.pop()
            closed.append(self._views[view_id])
            self._drop(view_id)
        for view in closed:
            self._push(user, {"type": "view_close", "view_id": view["id"]})
        return closed

    def _all(self) -> list[Json]:
        return [*self._views.values(), *self._workspace.homes.values()]

    def _drop(self, view_id: str) -> None:
        self._views.pop(view_id, None)
        self._owners.pop(view_id, None)

    def _check_external_id(self, view: Json, view_id: str) -> None:
        wanted = view.get("external_id")
        if wanted and any(
            one["external_id"] == wanted and one["id"] != view_id for one in self._all()
        ):
            raise SlackRefusalError("duplicate_external_id")

    def _stack_up(self, user: str, view: Json, kind: str) -> Json:
        self._check_external_id(view, "")
        stack = self._stacks.setdefault(user, [])
        built = self._build(view, self._workspace.next_id("V"))
        if stack:
            built["previous_view_id"] = stack[-1]
            built["root_view_id"] = stack[0]
        stack.append(built["id"])
        self._views[built["id"]] = built
        self._owners[built["id"]] = user
        self._push(user, {"type": kind, "view": built})
        return built

    def _build(self, view: Json, view_id: str) -> Json:
        blocks = with_ids(view["blocks"]) or []
        built: Json = {
            "id": view_id,
            "team_id": TEAM_ID,
            "type": view["type"],
            "blocks": blocks,
            **{key: view.get(key) for key in ("title", "submit", "close")},
            **{key: view.get(key) or "" for key in GIVEN[3:]},
            **{key: bool(view.get(key)) for key in FLAGS},
            "state": {"values": initial_values(blocks)},
            "hash": f"{int(self._workspace.clock())}.{secrets.token_hex(4)}",
            "previous_view_id": None,
            "root_view_id": view_id,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }
        return built
