"""A model's text, taken in piece by piece and let out sentence by sentence once checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.blocks import table_rows
from knowledge.grounding import CITATION, Sources, cited
from knowledge.links import relinked
from knowledge.models import Passage
from knowledge.plaintext import clean, flat, settled
from knowledge.terms import terms

_BOUNDARY = re.compile(
    r"(?:(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)[.!?](?=[\s\[])|[。！？；])"
    r"(?:[ \t]*\[\d{1,2}\])*(?=[ \t]*[^\s\[])|(?:[ \t]*\n)+"
)
_WHOLE = re.compile(r"[.!?。！？；](?:[ \t]*\[\d{1,2}\])+\s*\Z|\n```\s*\n\Z")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_TABLE_LINE = re.compile(r"[ \t]*\|")
_HEADING = re.compile(r"\s*#{1,6}\s+")
_ITEM = re.compile(r"(?P<indent>\s*)(?:(?P<ordinal>\d{1,3})[.)]|[-*+•])\s+")
_LEAD_IN = re.compile(r"[:：]\s*$")
_LONGEST_LEAD_IN = 80
_LONGEST_SENTENCE = 2_000  # characters
_LONGEST_BLOCK = 8_000
_TIDY = re.compile(r"[ \t]+(?=[.!?。！？；，,])")
_WORDLESS = re.compile(r"[\W_]*\Z")


@dataclass(slots=True)
class Draft:
    """`feed` text as it comes, `finish` at its end; both return text that passed the check.

    A sentence without a citation waits for the next one in its paragraph and takes it over; list
    items take over that of the sentence that introduces them. Without any it is dropped. A short
    lead-in ("Do this:") may stand without, if something follows it. Citations are numbered anew,
    in the order in which they are shown: `used` holds the passages' numbers in that order.
    """

    passages: Sequence[Passage]
    kept: int = 0  # characters let out
    removed: int = 0  # characters that failed the check
    used: list[int] = field(default_factory=list)
    _buffer: str = ""
    _waiting: list[str] = field(default_factory=list)
    _last: list[int] = field(default_factory=list)
    _introduced: list[int] = field(default_factory=list)  # citations for items without their own
    _lead_in: str = ""
    _line_has_text: bool = False
    _in_endless: bool = False
    _ordinals: dict[str, tuple[int, int]] = field(default_factory=dict)  # indent: seen, shown
    _sources: dict[tuple[int, ...], Sources] = field(default_factory=dict)

    def feed(self, piece: str) -> str:
        self._buffer += clean(piece)
        passed = ""
        while (end := self._segment_end()) is not None:
            segment, self._buffer = self._buffer[:end], self._buffer[end:]
            passed += self._take(segment)
        self._give_up_on_endless()
        return passed

    def finish(self, *, complete: bool = True) -> str:
        """The rest. Of a text that broke off, the unfinished end is dropped and not judged."""
        if not complete and not _WHOLE.search(self._buffer):
            self._buffer = ""
            self._waiting.clear()
        segment, self._buffer = self._buffer, ""
        passed = self._take(segment) if segment else ""
        self._drop_waiting()
        return passed

    # Cutting -------------------------------------------------------------------------------------

    def _segment_end(self) -> int | None:
        """Where the first complete sentence, blank, table or code block of the buffer ends."""
        if fence := _FENCE.match(self._buffer):
            return self._end_of_code(fence[1])
        if _TABLE_LINE.match(self._buffer):
            return self._end_of_table()
        mark = _ITEM.match(self._buffer)  # "1." ends no sentence
        start = mark.end() if mark else 0
        while boundary := _BOUNDARY.search(self._buffer, start):
            if boundary.end() == len(self._buffer):
                return None  # a further mark or line end may follow
            if "\n" in boundary[0] or self._buffer[: boundary.start()].count("`") % 2 == 0:
                return boundary.end()
            start = boundary.end()  # inside a code span
        return None

    def _end_of_code(self, mark: str) -> int | None:
        opening = self._buffer.find("\n")
        closing = re.compile(rf"^[ \t]*{mark[0]}{{{len(mark)},}}[ \t]*\n", re.MULTILINE)
        found = closing.search(self._buffer, opening + 1) if opening >= 0 else None
        return found.end() if found else None

    def _end_of_table(self) -> int | None:
        for newline in re.finditer(r"\n", self._buffer):
            rest = self._buffer[newline.end() :]
            if rest.strip(" \t") and not _TABLE_LINE.match(rest):
                return newline.end()
        return None

    def _give_up_on_endless(self) -> None:
        """What goes on for thousands of characters is no sentence; its end goes with it."""
        in_block = _FENCE.match(self._buffer) or _TABLE_LINE.match(self._buffer)
        if len(self._buffer) > (_LONGEST_BLOCK if in_block else _LONGEST_SENTENCE):
            self.removed += len(self._buffer)
            self._buffer = ""
            self._in_endless = True

    # Judging -------------------------------------------------------------------------------------

    def _take(self, segment: str) -> str:
        if self._in_endless:
            self._in_endless = False
            self.removed += len(segment)
            return ""
        if _FENCE.match(segment):
            return self._code(segment)
        if _TABLE_LINE.match(segment):
            return self._table(segment)
        body = segment.rstrip("\n ")
        newline = "\n" * segment[len(body) :].count("\n")
        return (self._line(body) if body.strip() else "") + self._end_of_line(newline)

    def _end_of_line(self, newline: str) -> str:
        if not newline:
            return ""
        self._drop_waiting()
        shown = newline if self._line_has_text or len(newline) > 1 else ""
        self._line_has_text = False
        return shown

    def _line(self, raw: str) -> str:
        heading = _HEADING.match(raw)
        is_item = _ITEM.match(raw) is not None
        text = settled(raw[heading.end() :] if heading else raw)
        numbers = cited(relinked(text, lambda _: True))
        if not is_item and self._introduced and not heading:
            self._introduced = []
        if not numbers and is_item and self._introduced:
            numbers = self._introduced
        if not numbers:
            return "" if heading else self._uncited(text)
        if _LEAD_IN.search(CITATION.sub("", text)):
            self._introduced = numbers
        pending, self._waiting = self._waiting, []
        return "".join(self._checked(one, numbers) for one in (*pending, text))

    def _uncited(self, text: str) -> str:
        if _WORDLESS.match(text):
            return ""  # a rule, stray marks: nothing is lost
        if _LEAD_IN.search(text) and self._introduces(text):
            self._drop_waiting()
            self._lead_in = text + "\n"
        else:
            self._waiting.append(text)
        return ""

    def _introduces(self, text: str) -> bool:
        """Whether it is short and names nothing that no passage knows."""
        everything = self._of(range(1, len(self.passages) + 1))
        short = len(text) <= _LONGEST_LEAD_IN and len(terms(flat(text))) <= 6  # noqa: PLR2004
        return short and not everything.invented(relinked(text, lambda _: False))

    def _checked(self, text: str, numbers: Sequence[int]) -> str:
        valid = [number for number in numbers if 1 <= number <= len(self.passages)]
        item = _ITEM.match(text)
        mark, shown = self._marked(item) if item else ("", None)
        said = text[item.end() :] if item and shown else text
        sources = self._of(valid)
        said = _TIDY.sub("", relinked(CITATION.sub("", said), sources.stands)).rstrip()
        if not valid or _WORDLESS.match(said) or sources.missing(said):
            self.removed += len(text)
            return ""
        if item and shown:
            self._ordinals[item["indent"]] = shown
        self._last = valid
        self.kept += len(said)
        return self._out(f"{mark}{said} {self._marks(valid)}")

    def _marked(self, item: re.Match[str]) -> tuple[str, tuple[int, int] | None]:
        """The mark to show for an item and the count with it; None = the number is no mark."""
        indent = item["indent"]
        if item["ordinal"] is None:
            return f"{indent}- ", self._ordinals.get(indent, (0, 0))
        number = int(item["ordinal"])
        seen, shown = (0, 0) if number == 1 else self._ordinals.get(indent, (0, 0))
        if number > seen + 1 + self._skipped(indent):
            return "", None
        return f"{indent}{shown + 1}. ", (number, shown + 1)

    def _skipped(self, indent: str) -> int:
        """Items that were removed since the last one shown may have used up a number or two."""
        return 3 if indent in self._ordinals else 0

    def _code(self, block: str) -> str:
        """Rests on the citations in its first line, else on those of what was said last."""
        self._drop_waiting()
        opening, _, rest = block.partition("\n")
        numbers = [one for one in cited(opening) if one <= len(self.passages)] or self._last
        shown = self._of(numbers).code(f"{CITATION.sub('', opening)}\n{rest}") if numbers else ""
        if not shown:
            self.removed += len(block)
            return ""
        self.kept += len(block)
        self._note_use(numbers)
        self._line_has_text = False
        return self._take_lead_in() + shown

    def _table(self, segment: str) -> str:
        """Row by row; a row without citations rests on those of what was said before the table."""
        self._drop_waiting()
        header, rows = table_rows(segment.strip("\n"))
        numbers = list(dict.fromkeys((*cited(segment), *self._last)))
        head = "\n".join(CITATION.sub("", line) for line in header)
        if not header or self._of(self._valid(numbers)).invented(settled(head)):
            self.removed += len(segment)
            return ""
        shown = [row for row in map(self._row, rows) if row]
        if not shown:
            return ""
        self._line_has_text = False
        return self._take_lead_in() + "\n".join((settled(head), *shown)) + "\n\n"

    def _row(self, raw: str) -> str:
        text = settled(raw)
        numbers = self._valid(cited(text) or self._last)
        sources = self._of(numbers)
        said = relinked(CITATION.sub("", text), sources.stands).rstrip()
        if not numbers or sources.missing(said.replace("|", " ").strip()):
            self.removed += len(raw)
            return ""
        self.kept += len(said)
        return f"{said.removesuffix('|').rstrip()} {self._marks(numbers)} |"

    # Letting out ---------------------------------------------------------------------------------

    def _out(self, text: str) -> str:
        text = self._take_lead_in() + text
        self._line_has_text = True
        return text

    def _take_lead_in(self) -> str:
        lead_in, self._lead_in = self._lead_in, ""
        self.kept += len(lead_in)
        return lead_in

    def _marks(self, numbers: Sequence[int]) -> str:
        self._note_use(numbers)
        return "".join(f"[{self.used.index(number) + 1}]" for number in numbers)

    def _note_use(self, numbers: Sequence[int]) -> None:
        self.used += [number for number in numbers if number not in self.used]

    def _valid(self, numbers: Sequence[int]) -> list[int]:
        return [number for number in numbers if 1 <= number <= len(self.passages)]

    def _of(self, numbers: Sequence[int]) -> Sources:
        key = tuple(sorted(set(numbers)))
        if key not in self._sources:
            self._sources[key] = Sources([self.passages[number - 1] for number in key])
        return self._sources[key]

    def _drop_waiting(self) -> None:
        self.removed += sum(map(len, self._waiting))
        self._waiting.clear()
