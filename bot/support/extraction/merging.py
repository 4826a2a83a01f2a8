"""Joins what the rules read with what a model suggests; the text itself has the last word."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.support.extraction.document import Document, read
from bot.support.extraction.models import Extraction, Found
from bot.support.extraction.platforms import PLATFORM_NAMES
from bot.support.extraction.projects import is_name

Suggestion = Mapping[str, Sequence[str]]

# What a model may fill. Severity and presence are judged by rules alone.
OPEN_FIELDS = (
    "product",
    "project",
    "sdk",
    "sdk_version",
    "platform",
    "framework",
    "os_version",
    "device",
    "error_codes",
    "reproduction_steps",
    "expected",
    "actual",
)
_PASSAGES = frozenset({"reproduction_steps", "expected", "actual"})
_LONGEST_VALUE = 80
_LONGEST_PASSAGE = 4_000
_MOST_VALUES = 8


class Suggester(Protocol):
    """A model that reads a report into fields."""

    def suggest(self, text: str, *, brief: bool = False) -> Suggestion:
        """Return values by field name, as they stand in `text`; {} when the model cannot help.

        `brief`: somebody waits for what comes after it, so a slow model is not waited for.
        """
        ...


def merged(report: Extraction, suggestion: Suggestion, text: str) -> Extraction:
    """Return the report with what the rules left empty and the model found in `text`.

    A value is taken only where it literally stands in what is told of the failure: not in the
    form's own words, not about the build machine, not in "works on 4.1".
    """
    empty = [name for name in OPEN_FIELDS if not report.found(name) and suggestion.get(name)]
    if not empty:
        return report
    document = read(text)
    added = {name: tuple(_standing(document, name, suggestion[name])) for name in empty}
    return report.model_copy(update={name: found for name, found in added.items() if found})


def _standing(document: Document, field: str, values: Iterable[object]) -> list[Found]:
    kept: dict[str, Found] = {}
    longest = _LONGEST_PASSAGE if field in _PASSAGES else _LONGEST_VALUE
    for value in list(values)[:_MOST_VALUES]:
        plain = value.strip() if isinstance(value, str) else ""
        if not 0 < len(plain) <= longest:
            continue
        if field == "platform" and plain.lower() not in PLATFORM_NAMES:
            continue
        if field == "project" and not is_name(plain):
            continue
        if found := _place(document, field, plain):
            kept.setdefault(found.value.lower(), found)
    return list(kept.values())


def _place(document: Document, field: str, value: str) -> Found | None:
    """Return where the value stands as whole words, as the text writes it."""
    view = document.filled if field in _PASSAGES else document.affected
    folded = re.IGNORECASE | re.ASCII
    match = re.search(rf"(?<![\w.]){re.escape(value)}(?!\w|\.\w)", view, folded)
    if match is None:
        return None
    literal = document.text[match.start() : match.end()]
    told = value.lower() if field == "platform" else literal
    return Found(value=told, start=match.start(), end=match.end(), rule="model")
