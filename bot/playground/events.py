"""Events as the Events API words them. Pure: what happened in, payload out."""

from bot.playground.people import APP_ID, BOT_USER, TEAM_ID, Channel
from bot.playground.shapes import Json

CHANNEL_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
# The event carries these beside what the stored message has.
HISTORY_ONLY = (
    "reply_count",
    "reply_users",
    "reply_users_count",
    "latest_reply",
    "reactions",
    "streaming",
)


def subscription(event: Json) -> str:
    """Return the name that an app must subscribe to for this event."""
    kind: str = event["type"]
    if kind == "message":
        return CHANNEL_EVENTS[event["channel_type"]]
    return kind


def wrap(event: Json, event_id: str, event_time: float) -> Json:
    """Put an event into the ``event_callback`` that carries it."""
    return {
        "token": "playground",
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(event_time),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def message_posted(channel: Channel, message: Json) -> list[Json]:
    """Return the events of a new message: ``message``, and ``app_mention`` when it names the bot.

    Slack sends both for one mention, with the same ts; never ``app_mention`` in a direct message.
    """
    body = {key: value for key, value in message.items() if key not in HISTORY_ONLY}
    place: Json = {"channel": channel.id, "event_ts": message["ts"]}
    events: list[Json] = [{**body, **place, "channel_type": channel.type}]
    mentions_bot = f"<@{BOT_USER}" in str(message.get("text", ""))
    if mentions_bot and channel.type != "im" and message.get("user") != BOT_USER:
        mention = {key: value for key, value in body.items() if key != "subtype"}
        events.append({**mention, "type": "app_mention", **place})
    return events


def message_changed(channel: Channel, message: Json, before: Json, event_ts: str) -> Json:
    """Return the event of an edit."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": message,
        "previous_message": before,
        "channel": channel.id,
        "channel_type": channel.type,
        "ts": event_ts,
        "event_ts": event_ts,
    }


def message_deleted(channel: Channel, before: Json, event_ts: str) -> Json:
    """Return the event of a removal."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": before["ts"],
        "previous_message": before,
        "channel": channel.id,
        "channel_type": channel.type,
        "ts": event_ts,
        "event_ts": event_ts,
    }


def home_opened(user: str, channel: str, tab: str, event_ts: str, view: Json | None) -> Json:
    """Return the event of a person who opens the app's home."""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel,
        "tab": tab,
        "event_ts": event_ts,
    }
    if view is not None and tab == "home":
        event["view"] = view
    return event


def reaction(
    kind: str, *, user: str, channel: str, message: Json, name: str, event_ts: str
) -> Json:
    """Return ``reaction_added`` or ``reaction_removed``."""
    return {
        "type": kind,
        "user": user,
        "reaction": name,
        "item_user": message.get("user", ""),
        "item": {"type": "message", "channel": channel, "ts": message["ts"]},
        "event_ts": event_ts,
    }
