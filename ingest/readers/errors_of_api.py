"""The errors of an API: one entry for each status and for each code that examples show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from ingest.readers.schemas import Schemas, Spec, listed, mapping, ref_name, shown_example, words
from ingest.readers.text import fence

_CODE_KEYS = ("code", "errorCode", "error_code", "errcode", "errCode", "err_code", "errno")
_MESSAGE_KEYS = ("message", "msg", "error", "error_description", "detail", "desc", "reason")
_PLACES = 12  # operations named in an entry


@dataclass(slots=True)
class _Entry:
    name: str
    descriptions: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)
    example: str = ""
    kind: str = ""


class Errors:
    """Gathers what operations answer when they fail."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._entries: dict[str, _Entry] = {}

    def add(
        self, status: str, response: Spec, content: Spec, examples: list[Any], place: str
    ) -> None:
        """Note a failing response of an operation (`place`)."""
        entry = self._entry(status, f"{status} {_phrase(status)}".strip(), place)
        description = words(response.get("description"))
        entry.descriptions |= {description: None} if description else {}
        entry.kind = entry.kind or ref_name(content.get("schema"))
        for example in examples:
            code, message = _coded(example)
            if not code or code == status:
                entry.example = entry.example or shown_example(example)
                continue
            own = self._entry(f"{status}/{code}", f"{code} {message}".strip(), place)
            own.descriptions |= {f"HTTP status {status}. {description}".strip(): None}
            own.example = own.example or shown_example(example)
        self._listed_codes(content, place)

    def _listed_codes(self, content: Spec, place: str) -> None:
        """Codes that the schema lists, with the words that generators put beside them."""
        schema = self._schemas.resolve(content.get("schema"))
        for key, value in mapping(schema.get("properties")).items():
            if str(key) not in _CODE_KEYS:
                continue
            target = self._schemas.resolve(value)
            names = listed(target.get("x-enum-varnames") or target.get("x-enumNames"))
            told = listed(target.get("x-enum-descriptions") or target.get("x-enumDescriptions"))
            for at, code in enumerate(listed(target.get("enum"))[:500]):
                name = str(names[at]) if at < len(names) else ""
                entry = self._entry(f"/{code}", f"{code} {name}".strip(), place)
                entry.descriptions |= {words(told[at]): None} if at < len(told) else {}

    def _entry(self, key: str, name: str, place: str) -> _Entry:
        entry = self._entries.setdefault(key, _Entry(name))
        entry.places |= {place: None}
        return entry

    def sections(self) -> Iterator[str]:
        """Markdown, an entry a section."""
        if self._entries:
            yield "\n\n## Errors {#errors}\n\n"
        for key, entry in sorted(self._entries.items()):
            yield f"### Error {entry.name} {{#error-{key.strip('/').replace('/', '-')}}}\n\n"
            yield "".join(f"{one}\n\n" for one in list(entry.descriptions)[:20] if one)
            yield f"The body is `{entry.kind}`.\n\n" if entry.kind else ""
            yield fence(entry.example, "json") if entry.example else ""
            places = list(entry.places)
            more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
            named = ", ".join(f"`{place}`" for place in places[:_PLACES])
            yield f"Returned by {named}{more}.\n\n"


def _coded(example: object) -> tuple[str, str]:
    body = mapping(example)
    inner = mapping(body.get("error"))
    for holder in (body, inner):
        code = next(
            (holder[key] for key in _CODE_KEYS if isinstance(holder.get(key), int | str)), ""
        )
        if code != "":
            texts = (holder.get(key) for key in _MESSAGE_KEYS)
            return str(code), next((words(text) for text in texts if words(text)), "")
    return "", ""


def _phrase(status: str) -> str:
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return {"default": "(any other failure)"}.get(status, "")
