"""Interaction payloads as Slack words them. Pure."""

from bot.playground.forms import VALUE_KEYS
from bot.playground.people import APP_ID, TEAM_DOMAIN, TEAM_ID, Channel, Person
from bot.playground.shapes import Json

COMMAND_CHANNELS = {"im": "directmessage", "group": "privategroup"}


def _common(kind: str, user: Person, trigger_id: str) -> Json:
    return {
        "type": kind,
        "token": "playground",
        "api_app_id": APP_ID,
        "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": TEAM_ID,
        },
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger_id,
    }


def _place(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name or "directmessage"}


def pressed(element: Json, action: Json, action_ts: str) -> Json:
    """Return the entry of ``actions``: fixed parts from the element, the choice from the page."""
    entry: Json = {
        "type": element["type"],
        "block_id": action["block_id"],
        "action_id": action["action_id"],
        "action_ts": action_ts,
    }
    for key in ("text", "value", "style"):
        if element["type"] in {"button", "icon_button", "workflow_button"} and key in element:
            entry[key] = element[key]
    if element["type"] == "feedback_buttons":
        chosen = next(
            (
                element[key]
                for key in ("positive_button", "negative_button")
                if element[key]["value"] == action.get("value")
            ),
            element["positive_button"],
        )
        entry |= {"value": chosen["value"], "text": chosen["text"]}
    if element["type"] == "overflow":
        entry["selected_option"] = action.get("selected_option")
    if element["type"] in VALUE_KEYS:
        key = VALUE_KEYS[element["type"]][0]
        entry[key] = action.get(key)
    return entry


def message_actions(
    user: Person,
    channel: Channel,
    message: Json,
    entry: Json,
    *,
    values: Json,
    trigger_id: str,
    response_url: str,
) -> Json:
    """Return ``block_actions`` from a message; an ephemeral one is not part of the payload."""
    ephemeral = bool(message.get("ephemeral"))
    container: Json = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    payload = {
        **_common("block_actions", user, trigger_id),
        "container": container,
        "channel": _place(channel),
        "state": {"values": values},
        "response_url": response_url,
        "actions": [entry],
    }
    if not ephemeral:
        payload["message"] = message
    return payload


def view_actions(user: Person, view: Json, entry: Json, values: Json, trigger_id: str) -> Json:
    """Return ``block_actions`` from a modal or a home."""
    return {
        **_common("block_actions", user, trigger_id),
        "container": {"type": "view", "view_id": view["id"]},
        "view": {**view, "state": {"values": values}},
        "actions": [entry],
    }


def view_submission(user: Person, view: Json, values: Json, trigger_id: str) -> Json:
    """Return ``view_submission``."""
    return {
        **_common("view_submission", user, trigger_id),
        "view": {**view, "state": {"values": values}},
        "response_urls": [],
    }


def view_closed(user: Person, view: Json, *, is_cleared: bool) -> Json:
    """Return ``view_closed``."""
    payload = _common("view_closed", user, "")
    del payload["trigger_id"]
    return {**payload, "view": view, "is_cleared": is_cleared}


def global_shortcut(user: Person, callback_id: str, trigger_id: str, action_ts: str) -> Json:
    """Return ``shortcut``."""
    payload = _common("shortcut", user, trigger_id)
    return {**payload, "callback_id": callback_id, "action_ts": action_ts}


def message_shortcut(
    user: Person,
    channel: Channel,
    message: Json,
    callback_id: str,
    *,
    trigger_id: str,
    response_url: str,
    action_ts: str,
) -> Json:
    """Return ``message_action``."""
    return {
        **_common("message_action", user, trigger_id),
        "callback_id": callback_id,
        "action_ts": action_ts,
        "message_ts": message["ts"],
        "channel": _place(channel),
        "message": message,
        "response_url": response_url,
    }


def command(
    user: Person,
    channel: Channel,
    name: str,
    text: str,
    *,
    trigger_id: str,
    response_url: str,
) -> Json:
    """Return a slash command; every value is text, for it may travel as a form."""
    return {
        "token": "playground",
        "team_id": TEAM_ID,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": COMMAND_CHANNELS.get(channel.type, channel.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }
