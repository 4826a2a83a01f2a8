"""Passages taken apart for the checks: each sentence, table row and code block with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge import claims
from knowledge.blocks import Block, Kind, blocks, sentences, table_rows
from knowledge.plaintext import flat
from knowledge.quantities import Quantity, quantities
from knowledge.terms import terms

TELLING = 2  # words that two texts must share before it says something


class Unit:
    """A sentence, row or code block, and what stands around it; `header`: of a row's table."""

    def __init__(self, text: str, around: str, kind: Kind = Kind.PROSE, header: str = "") -> None:
        self.text = text
        self.around = around
        self.kind = kind
        self.own = frozenset(terms(flat(text)))
        self.near = frozenset(terms(flat(around)))
        self.header = frozenset(terms(flat(header)))
        self.values = frozenset(one.value for one in counted(text))
        self.values_near = frozenset(one.value for one in quantities(flat(around)))
        self.names = claims.exact(text) | set(claims.code_spans(text))

    def speaks_of(self, said: set[str]) -> bool:
        """A row is about one thing, so one word of it tells; in prose one word is chance."""
        return len(said & self.own) >= (1 if self.kind is Kind.TABLE else TELLING)


def units(text: str) -> list[Unit]:
    """The units of a clean Markdown text, in order."""
    pieces = [
        _Piece(said, number, block.kind, header)
        for number, block in enumerate(blocks(text))
        for header, parts in (_said(block),)
        for said in parts
    ]
    return [
        Unit(
            piece.text,
            " ".join(one.text for one in pieces[max(0, at - 1) : at + 2] if one.belongs_to(piece)),
            piece.kind,
            piece.header,
        )
        for at, piece in enumerate(pieces)
    ]


def counted(text: str) -> Iterable[Quantity]:
    """Numbers that count: those inside a name (`H264`) are the name's."""
    return quantities(flat(text), casual=False)


@dataclass(frozen=True)
class _Piece:
    text: str
    block: int
    kind: Kind
    header: str

    def belongs_to(self, other: _Piece) -> bool:
        """Paragraphs stand for themselves; code and list items go with what is beside them."""
        if Kind.TABLE in {self.kind, other.kind}:
            return self is other
        return self.block == other.block or bool({self.kind, other.kind} & {Kind.CODE, Kind.ITEM})


def _said(block: Block) -> tuple[str, Sequence[str]]:
    """The header of a table, and the parts of any block."""
    if block.kind is Kind.TABLE:
        header, rows = table_rows(block.text)
        return "\n".join(header), rows
    return "", [block.text] if block.kind is Kind.CODE else sentences(block.text)
