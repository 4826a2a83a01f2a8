"""A model's text, taken in piece by piece and let out sentence by sentence once checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.grounding import (
    CITATION,
    cited,
    facts,
    unsupported,
    unsupported_code,
    without_foreign_links,
)
from knowledge.models import Passage

_BOUNDARY = re.compile(
    r"(?:[.!?](?=[\s\[])|[。！？；])(?:[ \t]*\[\d{1,2}\])*(?=[ \t]*[^\s\[])|(?:[ \t]*\n)+"
)
_FENCE = re.compile(r"^[ \t]*(```|~~~)", re.MULTILINE)
_LIST_MARK = re.compile(r"\s*(?:\d{1,2}[.)]|[-*+])\s+")
_LEAD_IN = re.compile(r"[:：]\s*$")
_TIDY = re.compile(r"[ \t]+(?=[.!?。！？；，,])")


@dataclass(slots=True)
class Draft:
    """`feed` text as it comes, `finish` at its end; both return text that passed the check.

    A sentence without a citation waits for the next one in its paragraph and takes it over; it
    is dropped when there is none. A lead-in ("Do this:") may stand without.
    """

    passages: Sequence[Passage]
    kept: int = 0  # characters let out
    removed: int = 0  # characters that failed the check
    used: set[int] = field(default_factory=set)
    _buffer: str = ""
    _waiting: list[str] = field(default_factory=list)
    _last: list[int] = field(default_factory=list)

    def feed(self, piece: str) -> str:
        self._buffer += piece
        passed = ""
        while (end := self._segment_end()) is not None:
            segment, self._buffer = self._buffer[:end], self._buffer[end:]
            passed += self._take(segment)
        return passed

    def finish(self, *, complete: bool = True) -> str:
        """The rest. Of a text that broke off, the unfinished end is dropped and not judged."""
        if not complete:
            self._buffer = ""
            self._waiting.clear()
        segment, self._buffer = self._buffer, ""
        passed = self._take(segment) if segment else ""
        return passed + self._drop_waiting()

    def _segment_end(self) -> int | None:
        """Where the first complete sentence, blank or code block of the buffer ends."""
        if _FENCE.match(self._buffer):
            closing = list(_FENCE.finditer(self._buffer))[1:2]
            if not closing:
                return None
            newline = self._buffer.find("\n", closing[0].end())
            return newline + 1 if newline >= 0 else None
        mark = _LIST_MARK.match(self._buffer)  # "1." ends no sentence
        boundary = _BOUNDARY.search(self._buffer, mark.end() if mark else 0)
        if boundary is None or boundary.end() == len(self._buffer):
            return None  # a further mark or line end may follow
        return boundary.end()

    def _take(self, segment: str) -> str:
        if _FENCE.match(segment):
            return self._code(segment)
        if not segment.strip():
            return self._end_paragraph(segment)
        numbers = cited(segment)
        newline = segment[len(segment.rstrip("\n ")) :] if "\n" in segment else ""
        sentence = segment[: len(segment) - len(newline)]
        if not numbers:
            return self._uncited(sentence) + (self._end_paragraph(newline) if newline else "")
        valid = [number for number in numbers if 1 <= number <= len(self.passages)]
        pending, self._waiting = self._waiting, []
        marks = "".join(f"[{number}]" for number in valid)
        passed = "".join(self._checked(text, valid, marks) for text in pending)
        return passed + self._checked(sentence, valid, marks) + newline

    def _uncited(self, sentence: str) -> str:
        if _LEAD_IN.search(sentence) and not facts(sentence):
            passed = self._drop_waiting() + sentence
            self.kept += len(sentence)
            return passed
        self._waiting.append(sentence)
        return ""

    def _checked(self, sentence: str, numbers: list[int], marks: str) -> str:
        sources = [self.passages[number - 1] for number in numbers]
        text = without_foreign_links(CITATION.sub("", sentence), sources)
        text = _TIDY.sub("", text).rstrip()
        if not sources or unsupported(text, sources):
            self.removed += len(sentence)
            return ""
        self.kept += len(text)
        self.used.update(numbers)
        self._last = numbers
        return f"{text} {marks}"

    def _code(self, block: str) -> str:
        passed = self._drop_waiting()
        sources = [self.passages[number - 1] for number in self._last]
        if not sources or unsupported_code(block, sources):
            self.removed += len(block)
            return passed
        self.kept += len(block)
        return passed + block

    def _end_paragraph(self, blank: str) -> str:
        return self._drop_waiting() + blank

    def _drop_waiting(self) -> str:
        self.removed += sum(map(len, self._waiting))
        self._waiting.clear()
        return ""
