"""Small checks that the Block Kit rules are written with; each notes what Slack would complain of.

Pure: dicts in, complaints out, worded as Slack words them (``… [json-pointer:/blocks/0/text]``).
"""

from collections.abc import Collection

from bot.playground.shapes import Json

ID_LIMIT = 255
CONFIRM_LIMITS = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
PLAIN = ("plain_text",)
RICH = ("plain_text", "mrkdwn")


class Inspection:
    """Complaints about one payload, with the ids seen so far."""

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.complaints: list[str] = []
        self.block_ids: set[str] = set()
        self.action_ids: set[str] = set()
        self.focus = 0

    def complain(self, pointer: str, what: str) -> None:
        """Note a complaint about the value at ``pointer``."""
        self.complaints.append(f"[ERROR] {what} [json-pointer:{pointer}]")

    def only_keys(self, value: Json, allowed: Collection[str], pointer: str) -> None:
        """Refuse keys that Slack's schema does not know."""
        for key in value:
            if key not in allowed:
                self.complain(f"{pointer}/{key}", f"no more than 0 additional properties: {key}")

    def string(
        self,
        owner: Json,
        key: str,
        pointer: str,
        limit: int,
        *,
        required: bool = False,
        minimum: int = 0,
    ) -> None:
        """Check a string field of ``owner``: presence, type and length."""
        if owner.get(key) is None:
            if required:
                self.complain(pointer, f"missing required field: {key}")
            return
        value, at = owner[key], f"{pointer}/{key}"
        if not isinstance(value, str):
            self.complain(at, "must be a string")
        elif len(value) > limit:
            self.complain(at, f"must be less than {limit + 1} characters")
        elif len(value) < minimum:
            self.complain(at, f"must be more than {minimum - 1} characters")

    def text(
        self,
        owner: Json,
        key: str,
        pointer: str,
        limit: int,
        *,
        kinds: Collection[str] = RICH,
        required: bool = False,
    ) -> None:
        """Check a text object field of ``owner``."""
        value, at = owner.get(key), f"{pointer}/{key}"
        if value is None:
            if required:
                self.complain(pointer, f"missing required field: {key}")
            return
        if not isinstance(value, dict):
            self.complain(at, "must provide an object")
            return
        if value.get("type") not in kinds:
            wanted = " or ".join(kinds)
            self.complain(f"{at}/type", f"must be a valid enum value: {wanted}")
        self.string(value, "text", at, limit, required=True, minimum=1)
        extra = {"emoji"} if value.get("type") == "plain_text" else {"verbatim"}
        self.only_keys(value, {"type", "text", *extra}, at)

    def items(
        self, owner: Json, key: str, pointer: str, limit: int, *, required: bool = True
    ) -> list[Json]:
        """Check a list field of objects and return its objects (none when it is not a list)."""
        value, at = owner.get(key), f"{pointer}/{key}"
        if value is None:
            if required:
                self.complain(pointer, f"missing required field: {key}")
            return []
        if not isinstance(value, list):
            self.complain(at, "must provide an array")
            return []
        if required and not value:
            self.complain(at, "must provide at least 1 items")
        if len(value) > limit:
            self.complain(at, f"no more than {limit} items allowed")
        for index, one in enumerate(value):
            if not isinstance(one, dict):
                self.complain(f"{at}/{index}", "must provide an object")
        return [one for one in value if isinstance(one, dict)]

    def identity(self, owner: Json, key: str, pointer: str, seen: set[str]) -> None:
        """Check an id field: its length, and that nothing before had it."""
        self.string(owner, key, pointer, ID_LIMIT, minimum=1)
        value = owner.get(key)
        if not isinstance(value, str):
            return
        if value in seen:
            self.complain(f"{pointer}/{key}", f'`{key}` "{value}" already exists')
        seen.add(value)

    def confirm(self, owner: Json, pointer: str) -> None:
        """Check an optional confirmation dialog."""
        dialog = owner.get("confirm")
        if dialog is None:
            return
        if not isinstance(dialog, dict):
            self.complain(f"{pointer}/confirm", "must provide an object")
            return
        for key, limit in CONFIRM_LIMITS.items():
            kinds = RICH if key == "text" else PLAIN
            required = key in {"title", "text"}
            self.text(dialog, key, f"{pointer}/confirm", limit, kinds=kinds, required=required)
