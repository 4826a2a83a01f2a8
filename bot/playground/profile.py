"""What the workspace knows of the app: its manifest, read into the few parts that matter here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.shapes import Json

EVENTS = frozenset(
    {
        "message.channels",
        "message.groups",
        "message.im",
        "app_mention",
        "app_home_opened",
        "app_context_changed",
    }
)
SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
)


@dataclass(frozen=True)
class AppProfile:
    """The installed app as its manifest describes it.

    ``events`` are the subscribed bot events: nothing else is sent, as in Slack. ``scopes`` are
    granted to the bot token: a method that needs another answers ``missing_scope``.
    """

    name: str = "Doorstep"
    description: str = "Answers SDK questions, opens tickets, and fetches a person."
    prompts: tuple[Json, ...] = ()
    commands: tuple[Json, ...] = ()
    shortcuts: tuple[Json, ...] = ()
    events: frozenset[str] = EVENTS
    scopes: tuple[str, ...] = SCOPES

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> "AppProfile":
        """Read a Slack app manifest (schema version 2); absent parts keep their defaults."""
        features = manifest.get("features", {})
        agent = features.get("agent_view", {})
        settings = manifest.get("settings", {})
        events = settings.get("event_subscriptions", {}).get("bot_events")
        scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot")
        display = manifest.get("display_information", {})
        return cls(
            name=features.get("bot_user", {}).get("display_name") or display.get("name", cls.name),
            description=agent.get("agent_description")
            or display.get("description", cls.description),
            prompts=tuple(agent.get("suggested_prompts", ())),
            commands=tuple(
                {
                    "command": item["command"],
                    "description": item.get("description", ""),
                    "usage_hint": item.get("usage_hint", ""),
                }
                for item in features.get("slash_commands", ())
            ),
            shortcuts=tuple(
                {key: item[key] for key in ("type", "callback_id", "name")}
                for item in features.get("shortcuts", ())
            ),
            events=frozenset(events) if events is not None else EVENTS,
            scopes=tuple(scopes) if scopes is not None else SCOPES,
        )
