"""A model's reply as marked text: JSON of the answer's schema is turned into it while it comes.

Whether a reply is JSON shows in its first character, so a server that takes the schema and then
ignores it is read all the same. What stands in the JSON is checked no less than marked text is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.errors import ModelUnavailable
from knowledge.prompts import NO_ANSWER

_CITATION = re.compile(r"\[\d+\]")
_FENCE_LINE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n]*\n?", re.MULTILINE)
_LANGUAGE = re.compile(r"[A-Za-z0-9+#-]{0,20}")
_PARTS = re.compile(r'"parts"\s*:\s*\[')
_UNANSWERED = re.compile(r'"answered"\s*:\s*false')


class NothingFoundError(Exception):
    """The model says that the passages hold no answer."""


def marked(pieces: Iterator[str]) -> Iterator[str]:
    """The reply as marked text, piece by piece. Raises NothingFoundError, also in the middle.

    Raises ModelUnavailable for JSON that is none.
    """
    opening = ""
    for piece in pieces:
        opening += piece
        start = opening.lstrip()
        if start.startswith("{"):
            yield from _from_json(opening, pieces)
            return
        if start.startswith(NO_ANSWER):
            raise NothingFoundError
        if start and not NO_ANSWER.startswith(start):
            yield opening
            yield from pieces
            return
    if opening.strip():
        yield opening


def _from_json(opening: str, pieces: Iterator[str]) -> Iterator[str]:
    reader = _PartsReader()
    yield from reader.feed(opening)
    for piece in pieces:
        yield from reader.feed(piece)
    reader.finish()


class _PartsReader:
    """Finds each complete part in growing JSON."""

    def __init__(self) -> None:
        self._text = ""
        self._position = -1  # behind the opening bracket of `parts`; -1 = not there yet
        self._kind = ""
        self._decoder = json.JSONDecoder()

    def feed(self, piece: str) -> Iterator[str]:
        self._text += piece
        if self._position < 0:
            if _UNANSWERED.search(self._text):
                raise NothingFoundError
            found = _PARTS.search(self._text)
            if found is None:
                return
            self._position = found.end()
        while (part := self._next()) is not None:
            yield self._told(part)

    def finish(self) -> None:
        """Raises ModelUnavailable when the JSON is not whole."""
        try:
            json.loads(self._text)
        except (ValueError, RecursionError):
            raise ModelUnavailable("The chat model's reply is not whole.") from None

    def _next(self) -> Mapping[str, Any] | None:
        rest = self._text[self._position :]
        start = len(rest) - len(rest.lstrip(" \t\r\n,"))
        if not rest[start:].startswith("{") or "}" not in rest:
            return None
        try:
            part, end = self._decoder.raw_decode(rest, start)
        except (ValueError, RecursionError):
            return None  # not whole yet
        self._position += end
        return part if isinstance(part, dict) else {}

    def _told(self, part: Mapping[str, Any]) -> str:
        sources = part.get("sources")
        numbers = [one for one in sources if type(one) is int] if isinstance(sources, list) else []
        marks = "".join(f"[{number}]" for number in numbers[:6])
        text, kind = str(part.get("text") or ""), str(part.get("kind") or "")
        before = "\n\n" if self._kind and kind != self._kind else ""
        self._kind = kind
        if kind == "code":
            language = _LANGUAGE.match(str(part.get("language") or ""))
            code = _FENCE_LINE.sub("", text).strip("\n")
            return f"{before}```{language[0] if language else ''} {marks}\n{code}\n```\n"
        words = " ".join(_CITATION.sub("", text).split())
        if kind == "item":
            words = "- " + re.sub(r"^(?:[-*+•]|\d{1,2}[.)])\s+", "", words)
            return f"{before}{words} {marks}\n"
        return f"{before}{words} {marks} "
