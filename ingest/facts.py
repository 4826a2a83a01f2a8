"""What a report and the other files of a source need to know of one file: all but its text.

Told from a file's text once and kept in the index as JSON, so that a file which stays as it was is
neither read nor parsed again unless a page that must be made again shows it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ingest.frontmatter import FrontMatter, split_front_matter
from ingest.jsx import list_value
from ingest.links import links_in
from ingest.mdx import parse
from ingest.nodes import Document, Import, Text

_PLATFORM_SCOPE = re.compile(r"<Platform\w*\s+platforms?\s*=\s*([^>]+)>")
_PRODUCT_SCOPE = re.compile(r"<Product\w*\s+(?:products?|notAllowed)\s*=\s*([^>]+)>")
_QUOTED = re.compile(r"[\"'`]([^\"'`]+)[\"'`]")
_TITLE_LINE = re.compile(r"^#[ \t]+\S|<Title>", re.MULTILINE)
_DAY, _MOMENT = "$date", "$datetime"  # YAML has them, JSON has not


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Facts of one file.

    `imports` and `links` are as written, `platforms` and `products` those that its components name.
    `blank`: there is no text below the front matter; `titled`: a title stands in the text.
    """

    front_matter: FrontMatter
    imports: tuple[Import, ...] = ()
    links: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    blank: bool = False
    titled: bool = False


def read_facts(path: str, text: str) -> tuple[FileFacts, Document]:
    """Take a file apart: its facts, and its text as a tree."""
    front_matter, body = split_front_matter(text)
    document = parse(body, mdx=path.endswith(".mdx"))
    facts = FileFacts(
        front_matter=front_matter,
        imports=tuple(document.imports),
        links=links_in(body),
        platforms=_named_in(_PLATFORM_SCOPE, text),
        products=_named_in(_PRODUCT_SCOPE, text),
        blank=all(isinstance(node, Text) and not node.value.strip() for node in document.nodes),
        titled=_has_title(document),
    )
    return facts, document


def read_document(path: str, text: str) -> Document:
    """The text of a file as a tree."""
    return parse(split_front_matter(text)[1], mdx=path.endswith(".mdx"))


def to_json(facts: FileFacts) -> str:
    """Write facts down; "" when JSON cannot hold them (front matter is any YAML)."""
    row = [
        dict(facts.front_matter.values),
        facts.front_matter.problem,
        [[one.name, one.target, one.constants] for one in facts.imports],
        facts.links,
        facts.platforms,
        facts.products,
        facts.blank,
        facts.titled,
    ]
    try:
        written = json.dumps(row, default=_dated, separators=(",", ":"))
        return written if from_json(written) == facts else ""
    except (TypeError, ValueError, RecursionError):
        return ""


def from_json(written: str) -> FileFacts | None:
    """Read what `to_json` wrote; None when it is nothing of the kind."""
    if not written:
        return None
    try:
        values, problem, imports, links, platforms, products, blank, titled = json.loads(
            written, object_hook=_undated
        )
        return FileFacts(
            FrontMatter(values, problem),
            tuple(Import(*one) for one in imports),
            tuple(links),
            tuple(platforms),
            tuple(products),
            blank,
            titled,
        )
    except (TypeError, ValueError, RecursionError):
        return None


def _dated(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    raise TypeError


def _undated(value: dict[str, Any]) -> Any:
    if len(value) == 1:
        if _DAY in value:
            return date.fromisoformat(value[_DAY])
        if _MOMENT in value:
            return datetime.fromisoformat(value[_MOMENT])
    return value


def _has_title(document: Document) -> bool:
    words = (node.value for node in document.nodes if isinstance(node, Text))
    return any(_TITLE_LINE.match(text.lstrip()) for text in words if text.strip())


def _named_in(scope: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_names(scope.finditer(text))))


def _names(openings: Iterable[re.Match[str]]) -> Iterator[str]:
    for opening in openings:
        for quoted in _QUOTED.finditer(opening[1]):
            yield from list_value(quoted[1])
