"""What Slack accepts inside a block: buttons, menus, inputs. Pure."""

from collections.abc import Callable

from bot.playground.inspection import PLAIN, RICH, Inspection
from bot.playground.shapes import Json

LABEL, OPTION_VALUE, OPTIONS, URL = 75, 150, 100, 3000
BUTTON_VALUE, PLACEHOLDER, INPUT = 2000, 150, 3000
CHOICES, OVERFLOW, ALT_TEXT = 10, 5, 2000
BUTTON_STYLES = {"primary", "danger", None}

Check = Callable[[Inspection, Json, str], None]


def _button(see: Inspection, one: Json, at: str) -> None:
    see.text(one, "text", at, LABEL, kinds=PLAIN, required=True)
    see.string(one, "value", at, BUTTON_VALUE)
    see.string(one, "url", at, URL)
    see.string(one, "accessibility_label", at, LABEL)
    if one.get("style") not in BUTTON_STYLES:
        see.complain(f"{at}/style", "must be a valid enum value: primary or danger")
    known = {"text", "value", "url", "style", "confirm", "accessibility_label", "agent_prompt"}
    see.only_keys(one, {"type", "action_id", *known}, at)


def _option(see: Inspection, one: Json, at: str, kinds: tuple[str, ...], value_limit: int) -> None:
    see.text(one, "text", at, LABEL, kinds=kinds, required=True)
    see.string(one, "value", at, value_limit, required=True)
    see.text(one, "description", at, LABEL, kinds=kinds)
    see.only_keys(one, {"text", "value", "description", "url"}, at)


def _options(see: Inspection, one: Json, at: str, limit: int, kinds: tuple[str, ...]) -> None:
    options = see.items(one, "options", at, limit)
    seen: set[object] = set()
    for index, option in enumerate(options):
        _option(see, option, f"{at}/options/{index}", kinds, OPTION_VALUE)
        if option.get("value") in seen:
            see.complain(f"{at}/options/{index}/value", "option values must be unique")
        seen.add(option.get("value"))
    initial = one.get("initial_options") or [one.get("initial_option")]
    for option in initial:
        if option is not None and option not in options:
            see.complain(at, "`initial_option` must exactly match a provided option")


def _static_select(see: Inspection, one: Json, at: str) -> None:
    see.text(one, "placeholder", at, PLACEHOLDER, kinds=PLAIN)
    if one.get("option_groups") is None:
        _options(see, one, at, OPTIONS, PLAIN)
        return
    if one.get("options") is not None:
        see.complain(at, "must not have both options and option_groups")
    for index, group in enumerate(see.items(one, "option_groups", at, OPTIONS)):
        inside = f"{at}/option_groups/{index}"
        see.text(group, "label", inside, LABEL, kinds=PLAIN, required=True)
        _options(see, group, inside, OPTIONS, PLAIN)


def _choices(see: Inspection, one: Json, at: str) -> None:
    _options(see, one, at, CHOICES, RICH)


def _overflow(see: Inspection, one: Json, at: str) -> None:
    _options(see, one, at, OVERFLOW, PLAIN)


def _live_menu(see: Inspection, one: Json, at: str) -> None:
    see.text(one, "placeholder", at, PLACEHOLDER, kinds=PLAIN)


def _external_select(see: Inspection, one: Json, at: str) -> None:
    _live_menu(see, one, at)
    least = one.get("min_query_length")
    if least is not None and not isinstance(least, int):
        see.complain(f"{at}/min_query_length", "must be an integer")


def _text_input(see: Inspection, one: Json, at: str) -> None:
    see.text(one, "placeholder", at, PLACEHOLDER, kinds=PLAIN)
    see.string(one, "initial_value", at, INPUT)
    for key in ("min_length", "max_length"):
        value = one.get(key)
        if value is not None and not (isinstance(value, int) and 0 <= value <= INPUT):
            see.complain(f"{at}/{key}", f"must be an integer of 0 to {INPUT}")
    least, most = one.get("min_length"), one.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        see.complain(f"{at}/min_length", "must not be more than max_length")


def _number_input(see: Inspection, one: Json, at: str) -> None:
    _live_menu(see, one, at)
    if not isinstance(one.get("is_decimal_allowed"), bool):
        see.complain(at, "missing required field: is_decimal_allowed")


def _file_input(see: Inspection, one: Json, at: str) -> None:
    most = one.get("max_files")
    if most is not None and not (isinstance(most, int) and 1 <= most <= CHOICES):
        see.complain(f"{at}/max_files", f"must be an integer of 1 to {CHOICES}")


def _image(see: Inspection, one: Json, at: str) -> None:
    if not (one.get("image_url") or one.get("slack_file")):
        see.complain(at, "missing required field: image_url")
    see.string(one, "image_url", at, URL)
    see.string(one, "alt_text", at, ALT_TEXT, required=True)


def _feedback(see: Inspection, one: Json, at: str) -> None:
    for key in ("positive_button", "negative_button"):
        button = one.get(key)
        if not isinstance(button, dict):
            see.complain(at, f"missing required field: {key}")
            continue
        see.text(button, "text", f"{at}/{key}", LABEL, kinds=PLAIN, required=True)
        see.string(button, "value", f"{at}/{key}", BUTTON_VALUE, required=True)


def _icon_button(see: Inspection, one: Json, at: str) -> None:
    see.string(one, "icon", at, LABEL, required=True)
    see.text(one, "text", at, LABEL, kinds=PLAIN, required=True)
    see.string(one, "value", at, BUTTON_VALUE)


def _plain(_see: Inspection, _one: Json, _at: str) -> None:
    """Accept any picker that has no rule of its own."""


_MENUS: dict[str, Check] = {
    "static_select": _static_select,
    "multi_static_select": _static_select,
    "external_select": _external_select,
    "multi_external_select": _external_select,
    **dict.fromkeys(
        [
            f"{many}{what}_select"
            for many in ("", "multi_")
            for what in ("users", "conversations", "channels")
        ],
        _live_menu,
    ),
}
_PICKERS: dict[str, Check] = {
    "datepicker": _live_menu,
    "timepicker": _live_menu,
    "datetimepicker": _plain,
    "checkboxes": _choices,
    "radio_buttons": _choices,
}
_PRESSED: dict[str, Check] = {"button": _button, "workflow_button": _plain, "overflow": _overflow}
_TYPED: dict[str, Check] = {
    "plain_text_input": _text_input,
    "email_text_input": _live_menu,
    "url_text_input": _live_menu,
    "number_input": _number_input,
    "rich_text_input": _live_menu,
    "file_input": _file_input,
}
IN_ACTIONS = {**_PRESSED, **_MENUS, **_PICKERS}
IN_SECTION = {**IN_ACTIONS, "image": _image}
IN_INPUT = {**_MENUS, **_PICKERS, **_TYPED}
IN_CONTEXT: dict[str, Check] = {"image": _image}
IN_CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": _feedback,
    "icon_button": _icon_button,
}
# A rich text input exists in modals too; these exist in modals only.
MODAL_ONLY = {"file_input"}


def check_element(see: Inspection, one: object, at: str, allowed: dict[str, Check]) -> None:
    """Check one element that stands where only ``allowed`` types may stand."""
    if not isinstance(one, dict):
        see.complain(at, "must provide an object")
        return
    kind = one.get("type")
    if not isinstance(kind, str) or kind not in allowed:
        see.complain(f"{at}/type", f"unsupported type: {kind}")
        return
    if kind in MODAL_ONLY and see.surface != "modal":
        see.complain(f"{at}/type", f"unsupported type: {kind}")
    if kind != "image":
        see.identity(one, "action_id", at, see.action_ids)
    see.confirm(one, at)
    see.focus += bool(one.get("focus_on_load"))
    allowed[kind](see, one, at)
