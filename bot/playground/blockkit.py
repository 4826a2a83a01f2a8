"""What Slack accepts as blocks, by block type and surface (message, modal, home). Pure."""

from bot.playground.elements import (
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    Check,
    check_element,
)
from bot.playground.inspection import PLAIN, RICH, Inspection
from bot.playground.shapes import Json

SECTION, FIELD, FIELDS, HEADER, MARKDOWN = 3000, 2000, 10, 150, 12000
LABEL, ACTIONS, CONTEXT, CONTEXT_ACTIONS = 2000, 25, 10, 5
ROWS, COLUMNS, TITLE, URL, VIDEO_TITLE = 100, 20, 2000, 3000, 200
CARD_TITLE, CARD_BODY, CARDS, CARD_BUTTONS = 150, 200, 10, 5
TASKS, TASK_TITLE = 50, 3000
TASK_STATES = {"pending", "in_progress", "complete", "error"}
RICH_TEXT_PARTS = {
    "rich_text_section",
    "rich_text_list",
    "rich_text_preformatted",
    "rich_text_quote",
}
CELLS = {"rich_text", "raw_text", "raw_number"}


def _section(see: Inspection, block: Json, at: str) -> None:
    if block.get("text") is None and not block.get("fields"):
        see.complain(at, "missing required field: text or fields")
    see.text(block, "text", at, SECTION)
    for index, _ in enumerate(see.items(block, "fields", at, FIELDS, required=False)):
        fields: Json = {str(i): one for i, one in enumerate(block["fields"])}
        see.text(fields, str(index), f"{at}/fields", FIELD)
    if block.get("accessory") is not None:
        check_element(see, block["accessory"], f"{at}/accessory", IN_SECTION)
    see.only_keys(
        block, {"type", "block_id", "text", "fields", "accessory", "expand", "agent_prompt"}, at
    )


def _divider(see: Inspection, block: Json, at: str) -> None:
    see.only_keys(block, {"type", "block_id"}, at)


def _header(see: Inspection, block: Json, at: str) -> None:
    see.text(block, "text", at, HEADER, kinds=PLAIN, required=True)
    see.only_keys(block, {"type", "block_id", "text", "level"}, at)


def _image(see: Inspection, block: Json, at: str) -> None:
    IN_CONTEXT["image"](see, block, at)
    see.text(block, "title", at, TITLE, kinds=PLAIN)


def _elements(see: Inspection, block: Json, at: str, limit: int, allowed: dict[str, Check]) -> None:
    for index, one in enumerate(see.items(block, "elements", at, limit)):
        check_element(see, one, f"{at}/elements/{index}", allowed)
    see.only_keys(block, {"type", "block_id", "elements"}, at)


def _actions(see: Inspection, block: Json, at: str) -> None:
    _elements(see, block, at, ACTIONS, IN_ACTIONS)


def _context_actions(see: Inspection, block: Json, at: str) -> None:
    _elements(see, block, at, CONTEXT_ACTIONS, IN_CONTEXT_ACTIONS)


def _context(see: Inspection, block: Json, at: str) -> None:
    for index, one in enumerate(see.items(block, "elements", at, CONTEXT)):
        if one.get("type") in RICH:
            see.text({"elements": one}, "elements", f"{at}/{index}", SECTION)
        else:
            check_element(see, one, f"{at}/elements/{index}", IN_CONTEXT)
    see.only_keys(block, {"type", "block_id", "elements"}, at)


def _input(see: Inspection, block: Json, at: str) -> None:
    see.text(block, "label", at, LABEL, kinds=PLAIN, required=True)
    see.text(block, "hint", at, LABEL, kinds=PLAIN)
    if block.get("element") is None:
        see.complain(at, "missing required field: element")
    else:
        check_element(see, block["element"], f"{at}/element", IN_INPUT)
    known = {"type", "block_id", "label", "element", "hint", "optional", "dispatch_action"}
    see.only_keys(block, known, at)


def _markdown(see: Inspection, block: Json, at: str) -> None:
    see.string(block, "text", at, MARKDOWN, required=True, minimum=1)
    see.only_keys(block, {"type", "block_id", "text"}, at)


def _rich_text(see: Inspection, block: Json, at: str) -> None:
    for index, part in enumerate(see.items(block, "elements", at, MARKDOWN)):
        if part.get("type") not in RICH_TEXT_PARTS:
            see.complain(f"{at}/elements/{index}/type", f"unsupported type: {part.get('type')}")
        elif not isinstance(part.get("elements"), list):
            see.complain(f"{at}/elements/{index}", "missing required field: elements")


def _table(see: Inspection, block: Json, at: str) -> None:
    rows = block.get("rows")
    if not isinstance(rows, list) or not rows:
        see.complain(at, "missing required field: rows")
        return
    if len(rows) > ROWS:
        see.complain(f"{at}/rows", f"no more than {ROWS} items allowed")
    for number, row in enumerate(rows):
        place = f"{at}/rows/{number}"
        if not isinstance(row, list) or not row:
            see.complain(place, "must provide an array")
            continue
        if len(row) > COLUMNS:
            see.complain(place, f"no more than {COLUMNS} items allowed")
        for column, cell in enumerate(row):
            if not isinstance(cell, dict) or cell.get("type") not in CELLS:
                see.complain(f"{place}/{column}", "unsupported type of cell")
            elif cell["type"] == "raw_text":
                see.string(cell, "text", f"{place}/{column}", SECTION, required=True, minimum=1)
    if len(block.get("column_settings") or []) > COLUMNS:
        see.complain(f"{at}/column_settings", f"no more than {COLUMNS} items allowed")


def _file(see: Inspection, block: Json, at: str) -> None:
    see.string(block, "external_id", at, SECTION, required=True)
    see.string(block, "source", at, SECTION, required=True)


def _video(see: Inspection, block: Json, at: str) -> None:
    for key in ("video_url", "thumbnail_url", "alt_text"):
        see.string(block, key, at, URL, required=True)
    see.text(block, "title", at, VIDEO_TITLE, kinds=PLAIN, required=True)


def _task_card(see: Inspection, block: Json, at: str) -> None:
    see.string(block, "task_id", at, SECTION, required=True, minimum=1)
    see.string(block, "title", at, TASK_TITLE, required=True, minimum=1)
    if block.get("status") not in TASK_STATES:
        see.complain(f"{at}/status", "must be a valid enum value: " + ", ".join(TASK_STATES))


def _plan(see: Inspection, block: Json, at: str) -> None:
    see.string(block, "title", at, TASK_TITLE, required=True, minimum=1)
    for index, task in enumerate(see.items(block, "tasks", at, TASKS, required=False)):
        _task_card(see, task, f"{at}/tasks/{index}")


def _alert(see: Inspection, block: Json, at: str) -> None:
    see.text(block, "text", at, SECTION, required=True)
    if block.get("level", "default") not in {"default", "info", "warning", "error", "success"}:
        see.complain(f"{at}/level", "must be a valid enum value")


def _card(see: Inspection, block: Json, at: str) -> None:
    if not any(block.get(key) for key in ("hero_image", "title", "actions", "body")):
        see.complain(at, "missing required field: hero_image, title, actions or body")
    see.text(block, "title", at, CARD_TITLE)
    see.text(block, "subtitle", at, CARD_TITLE)
    see.text(block, "body", at, CARD_BODY)
    for index, one in enumerate(see.items(block, "actions", at, CARD_BUTTONS, required=False)):
        check_element(see, one, f"{at}/actions/{index}", IN_ACTIONS)


def _carousel(see: Inspection, block: Json, at: str) -> None:
    for index, one in enumerate(see.items(block, "elements", at, CARDS)):
        _card(see, one, f"{at}/elements/{index}")


def _container(see: Inspection, block: Json, at: str) -> None:
    if not (block.get("title") or block.get("rich_text_title")):
        see.complain(at, "missing required field: title")
    see.text(block, "title", at, CARD_TITLE, kinds=PLAIN)
    see.text(block, "subtitle", at, CARD_TITLE)
    for index, child in enumerate(see.items(block, "child_blocks", at, CARDS)):
        check_block(see, child, f"{at}/child_blocks/{index}")


EVERYWHERE: dict[str, Check] = {
    "section": _section,
    "divider": _divider,
    "header": _header,
    "image": _image,
    "actions": _actions,
    "context": _context,
    "input": _input,
    "rich_text": _rich_text,
    "video": _video,
    "alert": _alert,
}
MESSAGES_ONLY: dict[str, Check] = {
    "markdown": _markdown,
    "table": _table,
    "file": _file,
    "context_actions": _context_actions,
    "task_card": _task_card,
    "plan": _plan,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
}


def check_block(see: Inspection, block: object, at: str) -> None:
    """Check one block on the surface of ``see``; complaints are noted there."""
    if not isinstance(block, dict):
        see.complain(at, "must provide an object")
        return
    allowed = {**EVERYWHERE, **MESSAGES_ONLY} if see.surface == "message" else EVERYWHERE
    kind = block.get("type")
    if not isinstance(kind, str) or kind not in allowed:
        see.complain(f"{at}/type", f"unsupported type: {kind}")
        return
    see.identity(block, "block_id", at, see.block_ids)
    # Slack asks for unique action ids within a block only.
    see.action_ids = set()
    allowed[kind](see, block, at)
