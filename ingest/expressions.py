"""Values of attributes and ``{expressions}`` as far as documentation needs them: simple strings."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.jsx import Attributes, Braces, Value, prose_properties, string_value

Properties = Mapping[str, str]  # what was passed to a fragment, and what it defines itself

_REFERENCE = re.compile(r"(?:props\.)?([A-Za-z_]\w*)")
_CHOICE = re.compile(r"([\w.]+)\[\s*(?:props\.)?(\w+)\s*\]")
_CODE_REFERENCE = re.compile(r"(?:props|frontMatter|frontmatter|\$\w+|children|toc)\b")
_PLACEHOLDER = re.compile(r"[\w.\- ]+")
_CONDITION = re.compile(r"props\.(\w+)\s*=+\s*[\"']([^\"']*)[\"']")

_LABELS = frozenset(["title", "label", "summary", "header", "heading", "question"])
_PROSE = frozenset(
    ["caption", "alt", "description", "content", "subtitle", "answer", "tip", "text"]
)


def value_of(value: Value | None, properties: Properties) -> str | None:
    """Simple string of an attribute, with properties put in; None for other code."""
    if not isinstance(value, Braces):
        return value
    plain = string_value(value)
    return _property(value.source.strip(), properties) if plain is None else plain


def values_of(attributes: Attributes, properties: Properties) -> dict[str, str]:
    """All attributes that have a simple value."""
    values = ((key, value_of(value, properties)) for key, value in attributes.items())
    return {key: value for key, value in values if value is not None}


def expression_text(source: str, properties: Properties) -> str:
    """What a reader sees of ``{source}``: a string, a property's value, the prose in other code."""
    value = value_of(Braces(source), properties)
    if value is not None:
        return value
    if source.startswith("/*") or _CODE_REFERENCE.match(source):
        return ""
    if _PLACEHOLDER.fullmatch(source):
        return "{" + source + "}"  # ``/v1/apps/{appId}``: a placeholder that readers must see
    return " ".join(prose_properties(source))


def attribute_prose(attributes: Attributes, properties: Properties) -> list[str]:
    """Lines of text that a component shows from its attributes; labels are bold."""
    lines: list[str] = []
    if "method" in attributes and "endpoint" in attributes:
        method, endpoint = (value_of(attributes[k], properties) for k in ("method", "endpoint"))
        lines.append(f"`{method or ''} {endpoint or ''}`")
    for key, value in attributes.items():
        text = value_of(value, properties)
        if text is None and isinstance(value, Braces):
            lines += [prose.strip() for prose in prose_properties(value.source) if prose.strip()]
        elif text and text.strip() and key in _LABELS:
            lines.append(f"**{text.strip()}**")
        elif text and text.strip() and key in _PROSE:
            lines.append(text.strip())
    return lines


def condition_holds(condition: str, properties: Properties) -> bool:
    """``:::if{props.platform="ios|undefined"}``: whether the property has one of the values."""
    match = _CONDITION.search(condition)
    if match is None:
        return True
    return properties.get(match[1], "undefined").lower() in match[2].lower().split("|")


def _property(source: str, properties: Properties) -> str | None:
    choice = _CHOICE.fullmatch(source)
    if choice:  # ``names.joined[props.platform]``
        key = properties.get(choice[2])
        return None if key is None else properties.get(f"{choice[1]}.{key}")
    match = _REFERENCE.fullmatch(source)
    return properties.get(match[1] if match else source)
