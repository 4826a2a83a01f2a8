"""Arguments of a Web API call: query, form and JSON bodies become one mapping."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.playground.shapes import Json, SlackRefusalError

if TYPE_CHECKING:
    from bot.playground.engine import Engine


async def read(request: Request) -> Json:
    """Collect the arguments of a request, whatever their encoding."""
    found: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "application/json":
        body = await request.body()
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            raise SlackRefusalError("invalid_json") from None
        if not isinstance(given, dict):
            raise SlackRefusalError("json_not_object")
        found |= given
    elif content_type == "multipart/form-data":
        async with request.form() as form:
            found |= {key: value for key, value in form.items() if isinstance(value, str)}
    else:
        body = await request.body()
        found |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return found


class Args:
    """Typed access to the arguments; what is missing or of the wrong type is refused."""

    def __init__(self, values: Json) -> None:
        self._values = values

    def text(self, key: str, default: str = "") -> str:
        """Return an optional text."""
        value = self._values.get(key)
        return default if value is None else str(value)

    def needed(self, *keys: str) -> str:
        """Return the first of these arguments that is given."""
        for key in keys:
            if value := self.text(key):
                return value
        raise SlackRefusalError("invalid_arguments", [f"[ERROR] missing required field: {keys[0]}"])

    def number(self, key: str, default: int) -> int:
        """Return an optional whole number."""
        try:
            return int(self._values.get(key) or default)
        except (TypeError, ValueError):
            raise SlackRefusalError(
                "invalid_arguments", [f"[ERROR] must be an integer [json-pointer:/{key}]"]
            ) from None

    def flag(self, key: str) -> bool:
        """Return an optional truth value."""
        return str(self._values.get(key, "")).lower() in {"1", "true"}

    def tree(self, key: str, error: str = "invalid_arguments") -> Any:
        """Return a nested value; forms carry it as JSON text."""
        value = self._values.get(key)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackRefusalError(error) from None

    def has(self, key: str) -> bool:
        """Tell whether the argument is given."""
        return self._values.get(key) is not None

    def names(self, key: str) -> list[str]:
        """Return a list of ids: a JSON list or text with commas."""
        value = self._values.get(key)
        if isinstance(value, str):
            value = json.loads(value) if value.startswith("[") else value.split(",")
        return [str(one).strip() for one in value or [] if str(one).strip()]


@dataclass(frozen=True)
class Method:
    """A Web API method; the token needs any one of ``scopes`` (none: no scope is needed)."""

    run: "Callable[[Engine, Args], Json]"
    scopes: tuple[str, ...] = ()
    app_token: bool = False
