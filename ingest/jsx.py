"""JSX and HTML tags, attributes and ``{expressions}``: reading one at a given place in a text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

_NAME = re.compile(r"<(/?)([A-Za-z][\w.:-]*)")
_ATTRIBUTE = re.compile(
    r"""\s*(?:
        (?P<name>[A-Za-z_@:#][\w@:.#-]*)
        (?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<brace>\{)|(?P<bare>[^\s"'<>={}`]+)))?
      | (?P<spread>\{)
    )""",
    re.VERBOSE,
)
_END = re.compile(r"\s*(/?)>")
_NESTING = re.compile(
    r'"(?:\\.|[^"\\\n])*"'
    r"|'(?:\\.|[^'\\\n])*'"
    r"|`(?:\\.|[^`\\])*`"
    r"|/\*.*?\*/"
    r"|[{}]",
    re.DOTALL,
)
_STRING = re.compile(r'"((?:\\.|[^"\\])*)"|\'((?:\\.|[^\'\\])*)\'|`((?:\\.|[^`\\])*)`', re.DOTALL)
_PROSE_PROPERTY = re.compile(
    r"\b(?:title|description|content|label|text|question|answer|summary|caption|heading|subtitle)"
    r"\s*:\s*(?:\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'|`((?:\\.|[^`\\])*)`)"
)
_EXPORTED_STRING = re.compile(
    r"""export\s+(?:const|let|var)\s+(\w+)\s*=\s*(["'`])((?:(?!\2).)*)\2"""
)
_EXPORTED_OBJECT = re.compile(r"export\s+(?:const|let|var)\s+(\w+)\s*=\s*\{([^{}]*)\}")
_PAIR = re.compile(
    r"""["']?(?P<key>[\w-]+)["']?\s*:\s*(?:"(?P<double>[^"\n]*)"|'(?P<single>[^'\n]*)')"""
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
EXPRESSION_LIMIT = 20_000  # characters; beyond it an unclosed brace is taken for a plain one


class TagKind(StrEnum):
    """How a tag stands in the text."""

    OPEN = "open"
    CLOSE = "close"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Braces:
    """An attribute's ``{…}`` value: `source` is what stands between the braces."""

    source: str


Value = str | Braces
Attributes = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag; `end` is the offset after its ``>``."""

    name: str
    kind: TagKind
    attributes: Attributes
    end: int


def read_tag(text: str, start: int, limit: int = EXPRESSION_LIMIT) -> Tag | None:
    """Read the tag that begins at `start` (a ``<``), or None when it is no well-formed tag.

    `limit` is how far the end of an attribute's ``{…}`` is looked for, in characters.
    """
    match = _NAME.match(text, start)
    if match is None:
        return None
    attributes: dict[str, Value] = {}
    at = match.end()
    while True:
        end = _END.match(text, at)
        if end is not None:
            break
        attribute = _ATTRIBUTE.match(text, at)
        if attribute is None:
            return None
        at = attribute.end()
        if attribute["brace"] or attribute["spread"]:
            close = closing_brace(text, at - 1, limit)
            if close is None:
                return None
            if attribute["name"]:
                attributes[attribute["name"]] = Braces(text[at:close])
            at = close + 1
        elif attribute["name"]:
            attributes[attribute["name"]] = _plain_value(attribute)
    kind = TagKind.CLOSE if match[1] else TagKind.EMPTY if end[1] else TagKind.OPEN
    return Tag(match[2], kind, attributes, end.end())


def _plain_value(attribute: re.Match[str]) -> str:
    for group in ("double", "single", "bare"):
        if attribute[group] is not None:
            return html.unescape(attribute[group])
    return ""


def closing_brace(text: str, start: int, limit: int = EXPRESSION_LIMIT) -> int | None:
    """Offset of the brace that closes the one at `start`; strings and comments are stepped over."""
    depth = 0
    for token in _NESTING.finditer(text, start, start + limit):
        if token[0] == "{":
            depth += 1
        elif token[0] == "}":
            depth -= 1
            if depth == 0:
                return token.start()
    return None


def string_value(value: Value | None) -> str | None:
    """Return a simple string: ``"x"``, ``{"x"}``, ``{`x`}``, ``{3}``; None for other code."""
    if value is None or isinstance(value, str):
        return value
    source = value.source.strip()
    literal = _STRING.fullmatch(source)
    if literal is not None:
        return _literal(literal)
    return source if re.fullmatch(r"[\d.]+|true|false", source) else None


def list_value(value: Value | None) -> tuple[str, ...]:
    """Names in ``"a, b"``, ``"a|b"``, ``{"a"}`` or ``{["a", "b"]}``."""
    if value is None:
        return ()
    if isinstance(value, Braces):
        parts: list[str] = [_literal(match) for match in _STRING.finditer(value.source)]
    else:
        parts = [value]
    names = (name.strip(" []{}'\"\n") for part in parts for name in re.split(r"[,|]", part))
    return tuple(name for name in names if name)


def prose_properties(source: str) -> Iterator[str]:
    """Strings under title:, description:, content: and the like inside an expression."""
    for match in _PROSE_PROPERTY.finditer(source):
        yield _literal(match)


def exported_strings(statement: str) -> dict[str, str]:
    """Strings that ``export const`` defines: by name, or ``name.key`` for a flat object of strings.

    >>> exported_strings('export const joined = { ios: "didJoin", web: "joined" };')
    {'joined.ios': 'didJoin', 'joined.web': 'joined'}
    """
    single = _EXPORTED_STRING.match(statement)
    if single:
        return {single[1]: single[3]}
    several = _EXPORTED_OBJECT.match(statement)
    if several is None:
        return {}
    pairs = _PAIR.finditer(several[2])
    return {f"{several[1]}.{pair['key']}": pair["double"] or pair["single"] or "" for pair in pairs}


def _literal(match: re.Match[str]) -> str:
    raw = next((group for group in match.groups() if group is not None), "")
    return _ESCAPE.sub(lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), raw)
