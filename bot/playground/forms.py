"""What a person filled in: state values as Slack words them, and Slack's own checks. Pure."""

import re
from collections.abc import Iterator

from bot.playground.shapes import Json

# Element type -> (key of its value in the state, key of its initial value in the block).
VALUE_KEYS: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
}
LISTS = {"selected_options", "selected_users", "selected_conversations", "selected_channels"}
REQUIRED = "Please complete this required field."


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every interactive element with the block that holds it."""
    for block in blocks:
        for key in ("element", "accessory"):
            if isinstance(block.get(key), dict):
                yield block, block[key]
        if block.get("type") in {"actions", "context_actions"}:
            for one in block["elements"]:
                yield block, one
        for nested in block.get("child_blocks") or []:
            yield from elements([nested])


def find_element(blocks: list[Json], block_id: str, action_id: str) -> Json | None:
    """Return the element with these ids.

    A message that was updated after the page drew it has new block ids; then the only element with
    the action id is the one that was meant.
    """
    named = [pair for pair in elements(blocks) if pair[1].get("action_id") == action_id]
    for block, element in named:
        if block.get("block_id") == block_id:
            return element
    return named[0][1] if len(named) == 1 else None


def initial_values(blocks: list[Json]) -> Json:
    """Return the state of a form that nobody has touched."""
    values: Json = {}
    for block, element in elements(blocks):
        kind = element["type"]
        if kind not in VALUE_KEYS:
            continue
        key, initial = VALUE_KEYS[kind]
        empty: object = [] if key in LISTS or kind == "file_input" else None
        value = element.get(initial) or empty
        values.setdefault(block["block_id"], {})[element["action_id"]] = {
            "type": kind,
            key: value,
        }
    return values


def merge_values(blocks: list[Json], given: Json) -> Json:
    """Lay what the page sent over the untouched state; unknown ids are dropped."""
    values = initial_values(blocks)
    for block_id, actions in values.items():
        for action_id, state in actions.items():
            sent = (given.get(block_id) or {}).get(action_id)
            if not isinstance(sent, dict):
                continue
            key = VALUE_KEYS[state["type"]][0]
            value = sent.get(key, state[key])
            state[key] = None if value == "" else value
    return values


def complaints(blocks: list[Json], values: Json) -> dict[str, str]:
    """Return what Slack's own client refuses to submit: block id -> sentence."""
    found: dict[str, str] = {}
    for block in blocks:
        if block.get("type") != "input":
            continue
        element = block["element"]
        state = values.get(block["block_id"], {}).get(element["action_id"], {})
        value = state.get(VALUE_KEYS[element["type"]][0])
        if not value:
            if not block.get("optional"):
                found[block["block_id"]] = REQUIRED
        elif isinstance(value, str) and (sentence := _complaint(element, value)):
            found[block["block_id"]] = sentence
    return found


def _complaint(element: Json, value: str) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        most = element.get("max_length") or 3000
        least = element.get("min_length") or 0
        if len(value) > most:
            return f"Must be {most} characters or fewer."
        if len(value) < least:
            return f"Must be at least {least} characters."
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+", value):
        return "Please enter a valid URL."
    if kind == "number_input":
        pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
        if not re.fullmatch(pattern, value):
            return "Please enter a valid number."
    return None
