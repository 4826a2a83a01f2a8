"""An answer without a model: the exact passages, trimmed to what bears on the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from knowledge.blocks import Block, Kind, blocks, sentences, table_rows
from knowledge.models import Answer, AnswerMode, Citation, Evidence, Passage, Query
from knowledge.phrases import phrase
from knowledge.quarantine import trusted
from knowledge.question import understand
from knowledge.terms import terms

_MOST_QUOTES = 3
_NEARLY_AS_GOOD = 0.72  # of the best score: a further passage is quoted too
_ADDS = 0.12  # of the wanted terms' weight: what a further quote must add
_BESIDE_THE_POINT = 0.35  # of the best block's value: prose at a quote's edge below it is left out
_QUOTE_LENGTH = 700  # characters of one quote; code counts too
_CODE_LINES = 24
_TABLE_ROWS = 4


class QuotingWriter:
    """Writes answers in the documentation's own words."""

    def write(
        self, query: Query, evidence: Evidence, on_text: Callable[[str], None] | None = None
    ) -> Answer:
        """One to three quotes with [n] marks; `on_text` gets the whole text at once."""
        wanted = dict(understand(query).weights)
        chosen = _chosen(evidence.passages, wanted)
        quotes = [
            f"{_headline(passage)} [{number}]\n{_quoted(trimmed(trusted(passage.text), wanted))}"
            for number, passage in enumerate(chosen, start=1)
        ]
        foreign = any(passage.language != query.language for passage in chosen)
        opening = phrase("quotes_other_language" if foreign else "quotes", query.language)
        text = "\n\n".join((opening, *quotes)) if quotes else ""
        if on_text is not None and text:
            on_text(text)
        return Answer(
            text=text,
            mode=AnswerMode.QUOTED,
            citations=cite(chosen),
            language=query.language,
            platforms=common_platforms(chosen),
            version=chosen[0].version if chosen else "",
        )


def cite(passages: Sequence[Passage], numbers: Sequence[int] | None = None) -> tuple[Citation, ...]:
    """Citations of the passages; numbered from 1 when no numbers are given."""
    return tuple(
        Citation(number, p.path, p.title, p.heading, p.url, p.score)
        for number, p in zip(numbers or range(1, len(passages) + 1), passages, strict=True)
    )


def common_platforms(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Platforms that an answer from these passages holds for; empty = all."""
    scoped = [set(passage.platforms) for passage in passages if passage.platforms]
    return tuple(sorted(set.intersection(*scoped))) if scoped else ()


def trimmed(text: str, wanted: dict[str, float]) -> str:
    """The blocks of `text` around the one that covers most of the wanted terms, in order.

    Tables shrink to their best rows, long code to its first lines, long prose to its best
    sentences; what is left out is marked with "…".
    """
    pieces = blocks(text)
    if not pieces:
        return text.strip()
    values = [_value(piece.text, wanted) for piece in pieces]
    centre = max(range(len(pieces)), key=lambda i: (values[i], -i))
    chosen = (
        {i: piece.text for i, piece in enumerate(pieces)}
        if len(text) <= _QUOTE_LENGTH
        else _grown(pieces, values, centre, wanted)
    )
    first, last = min(chosen), max(chosen)
    beside = _BESIDE_THE_POINT * values[centre]
    while first < centre and pieces[first].kind is Kind.PROSE and values[first] < beside:
        first += 1  # an answer starts with the answer
    while last > centre and pieces[last].kind is Kind.PROSE and values[last] < beside:
        last -= 1
    body = "\n\n".join(chosen[i] for i in range(first, last + 1))
    before = "" if not first else "… " if pieces[first].kind is Kind.PROSE else "…\n\n"
    return before + body + ("\n\n…" if last < len(pieces) - 1 else "")


def _grown(
    pieces: list[Block], values: list[float], centre: int, wanted: dict[str, float]
) -> dict[int, str]:
    """Blocks around the centre, the more telling neighbour first, until the quote is long."""
    chosen = {centre: _shrunk(pieces[centre], wanted)}
    while True:
        first, last = min(chosen), max(chosen)
        around = [i for i in (first - 1, last + 1) if 0 <= i < len(pieces)]
        around.sort(key=lambda i: (-values[i], -i))
        for i in around:
            short = _shrunk(pieces[i], wanted)
            if sum(map(len, chosen.values())) + len(short) <= _QUOTE_LENGTH:
                chosen[i] = short
                break
        else:
            return chosen


def _shrunk(block: Block, wanted: dict[str, float]) -> str:
    if block.kind is Kind.CODE:
        lines = block.text.split("\n")
        if len(lines) > _CODE_LINES:
            return "\n".join((*lines[: _CODE_LINES - 2], "…", lines[-1]))
        return block.text
    if block.kind is Kind.TABLE:
        header, rows = table_rows(block.text)
        return "\n".join((*header, *_best(rows, wanted, _TABLE_ROWS)))
    if len(block.text) > _QUOTE_LENGTH:
        parts = sentences(block.text)
        room = max(1, _QUOTE_LENGTH * len(parts) // len(block.text))
        return " ".join(_best(parts, wanted, room))
    return block.text


def _best(parts: list[str], wanted: dict[str, float], count: int) -> list[str]:
    ranked = sorted(range(len(parts)), key=lambda i: (-_value(parts[i], wanted), i))
    return [parts[i] for i in sorted(ranked[:count])]


def _value(text: str, wanted: dict[str, float]) -> float:
    return sum(wanted.get(term, 0.0) for term in set(terms(text)))


def _chosen(passages: Sequence[Passage], wanted: dict[str, float]) -> list[Passage]:
    """The best passage, and those nearly as good that say something it does not."""
    chosen: list[Passage] = []
    covered: set[str] = set()
    for passage in passages:
        if passage.score < passages[0].score * _NEARLY_AS_GOOD or len(chosen) == _MOST_QUOTES:
            break
        said = set(terms(f"{passage.heading}\n{passage.text}")) & wanted.keys()
        gain = sum(wanted[term] for term in said - covered)
        if not chosen or gain >= _ADDS * sum(wanted.values()):
            chosen.append(passage)
            covered |= said
    return chosen


def _headline(passage: Passage) -> str:
    place = " › ".join(part for part in (passage.title, *passage.heading_path) if part)
    return f"**{place}**"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line.strip() else ">" for line in text.split("\n"))
