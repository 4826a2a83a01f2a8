"""JSON schemas of an API description, written out as rows of fields; circles and sizes bounded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_DEPTH = 5  # of fields in fields; below it a type's name says enough
_FIELDS = 80  # of one schema; more is a data dump
_HOPS = 20  # of references to references
_STEPS = 2_000  # schemas looked into for one body; each may name many others
_EXAMPLE = 1_200  # characters
_ENUM = 30  # values named in a field's row

Spec = Mapping[str, Any]
NOTHING: Spec = {}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a body; `name` is its path: ``user.devices[].id``."""

    name: str
    type: str
    required: bool
    description: str


def mapping(value: object) -> Spec:
    """The value when it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else NOTHING


def listed(value: object) -> list[Any]:
    """The value when it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def words(value: object) -> str:
    """The value when it is text, on one line."""
    return " ".join(value.split()) if isinstance(value, str) else ""


class Schemas:
    """Follows references inside one document; references to other files keep their name only."""

    def __init__(self, document: Spec) -> None:
        self._document = document
        self._steps = 0

    def resolve(self, value: object) -> Spec:
        """Follow ``$ref`` until something else stands there; nothing for a circle or a gap."""
        for _ in range(_HOPS):
            found = mapping(value)
            target = found.get("$ref")
            if not isinstance(target, str):
                return found
            value = self._at(target)
        return NOTHING

    def _at(self, target: str) -> object:
        if not target.startswith("#/"):
            return NOTHING
        place: object = self._document
        for part in target[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
            place = mapping(place).get(key)
        return place

    def type_of(self, value: object) -> str:
        """Name of a schema's type as a reader would say it: ``array of User``."""
        name = ref_name(value)
        if name:
            return name
        schema = mapping(value)
        kind = schema.get("type", "")
        kind = " or ".join(map(str, kind)) if isinstance(kind, list) else str(kind)
        if kind == "array" or "items" in schema:
            items = mapping(schema.get("items"))
            inner = ref_name(items) or str(items.get("type") or "any")
            return f"array of {inner}"
        choices = [
            ref_name(one) or str(mapping(one).get("type") or "object")
            for key in ("oneOf", "anyOf", "allOf")
            for one in listed(schema.get(key))
        ]
        if choices and not kind:
            return " or ".join(dict.fromkeys(choices[:8]))
        shown = schema.get("format")
        return f"{kind} ({shown})" if kind and isinstance(shown, str) else kind or "object"

    def fields(self, value: object) -> list[Field]:
        """Fields of a body, nested ones under their path; at most `_FIELDS` of them."""
        found: list[Field] = []
        self._steps = 0
        for field in self._fields(value, "", (), 0):
            found.append(field)
            if len(found) >= _FIELDS:
                break
        return found

    def _fields(
        self, value: object, prefix: str, above: tuple[str, ...], depth: int
    ) -> Iterator[Field]:
        name = str(mapping(value).get("$ref") or "")
        self._steps += 1
        if depth > _DEPTH or (name and name in above) or self._steps > _STEPS:
            return
        above = (*above, name) if name else above
        schema = self.resolve(value)
        for key in ("allOf", "oneOf", "anyOf"):
            for part in listed(schema.get(key)):
                yield from self._fields(part, prefix, above, depth + 1)
        if "items" in schema:
            yield from self._fields(schema["items"], f"{prefix}[]", above, depth + 1)
        required = {str(one) for one in listed(schema.get("required"))}
        for key, inner in mapping(schema.get("properties")).items():
            path = f"{prefix}.{key}" if prefix else str(key)
            target = self.resolve(inner)
            yield Field(path, self.type_of(inner), str(key) in required, described(inner, target))
            yield from self._fields(inner, path, above, depth + 1)


def ref_name(value: object) -> str:
    """Last part of a reference; "" when the value is none."""
    target = mapping(value).get("$ref")
    return target.rpartition("/")[2] if isinstance(target, str) else ""


def described(value: object, target: Spec) -> str:
    """A field's description, with the values that it may take and its default."""
    own = mapping(value)
    parts = [words(own.get("description")) or words(target.get("description"))]
    choices = listed(target.get("enum"))
    if choices:
        parts.append("One of " + ", ".join(f"`{one}`" for one in choices[:_ENUM]) + ".")
    if target.get("default") is not None and not isinstance(target["default"], dict | list):
        parts.append(f"Default: `{target['default']}`.")
    if target.get("deprecated") is True:
        parts.append("Deprecated.")
    return " ".join(filter(None, parts))


def shown_example(value: object) -> str:
    """An example as it would be sent, cut at a readable size."""
    try:
        text = (
            value
            if isinstance(value, str)
            else json.dumps(value, ensure_ascii=False, indent=2, default=str)
        )
    except (ValueError, RecursionError):
        return ""
    return text if len(text) <= _EXAMPLE else text[:_EXAMPLE] + "\n…"
