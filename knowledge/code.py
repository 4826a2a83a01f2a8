"""A written code block against the code of the passages.

A line passes when it stands there, spacing and quotes aside, or when it is put together from what
stands there: every name, chain of names, call and literal. Comments are prose that nobody checks
word by word, so a comment that does not stand in the passages is cut out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from knowledge.plaintext import clean

_OPENING = re.compile(r"^\s*(?:`{3,}|~{3,})\s*(?P<language>[A-Za-z0-9+#-]{0,20})")
_FENCE = re.compile(r"^\s*(?:`{3,}|~{3,})")
_COMMENT = re.compile(
    r"(?<![:\w\"'])\s*(?://|#(?!\w*(?:include|import|define|if|end))|--\s|<!--|/\*).*$"
)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`\n]*`")
_CHAIN = re.compile(r"[^\W\d]\w*(?:(?:\?\.|!\.|\.|::|->)[^\W\d]\w*)+")
_WORD = re.compile(r"\d+(?:\.\d+)+|\w+")
_GRAMMAR_TEXT = """
as async await bool break case catch class const continue def do dynamic else end enum export
extends false final finally float for from fun func function go if implements import in int
interface is lambda let long match new nil none null object override package pass private
protected public raise return self static string struct super suspend switch then this throw
throws true try type undefined using val var void when where while with yield
"""
_GRAMMAR = frozenset(_GRAMMAR_TEXT.split())


class Code:
    """The code, and the text, of the cited passages."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._text = "\n".join(texts)

    def checked(self, block: str) -> str:
        """The fenced block, normalised, without foreign comments; "" when a line does not stand."""
        lines = block.strip("\n").split("\n")
        opening = _OPENING.match(lines[0])
        body = lines[1:-1] if len(lines) > 1 and _FENCE.match(lines[-1]) else lines[1:]
        shown = [self._line(clean(line)) for line in body if not _FENCE.match(line)]
        if any(line is None for line in shown):
            return ""
        kept = "\n".join(line for line in shown if line is not None).strip("\n")
        language = opening["language"] if opening else ""
        return f"```{language}\n{kept}\n```\n" if kept.strip() else ""

    def _line(self, line: str) -> str | None:
        """The line, or what is left of it; None when it does not stand."""
        if self._has(line):
            return line.rstrip()
        bare = _COMMENT.sub("", line)
        if self._has(bare) or self._is_put_together(bare):
            return bare.rstrip()
        return None

    def _has(self, line: str) -> bool:
        squeezed = _squeezed(line)
        if not re.search(r"\w", squeezed):
            return len(squeezed) <= 6  # noqa: PLR2004 - `});` and the like
        left = r"(?<!\w)" if re.match(r"\w", squeezed) else ""
        right = r"(?!\w)" if re.search(r"\w$", squeezed) else ""
        return re.search(left + re.escape(squeezed) + right, self._squeezed) is not None

    def _is_put_together(self, line: str) -> bool:
        literals = [one[1:-1] for one in _STRING.findall(line)]
        bare = _STRING.sub(" ", line)
        return (
            all(not one or self._has_literal(one) for one in literals)
            and all(re.sub(r"[?!]\.", ".", one) in self._chains for one in _CHAIN.findall(bare))
            and all(word in self._words or word.lower() in _GRAMMAR for word in _WORD.findall(bare))
            and not re.search(r"[^\x00-\x7f]", bare)
        )

    def _has_literal(self, literal: str) -> bool:
        return any(f"{quote}{literal}{quote}" in self._text for quote in "\"'`")

    @cached_property
    def _squeezed(self) -> str:
        return "\n".join(_squeezed(line) for line in self._text.split("\n"))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self._text))

    @cached_property
    def _chains(self) -> frozenset[str]:
        found: set[str] = set()
        for chain in _CHAIN.findall(re.sub(r"[?!]\.", ".", self._text)):
            parts = re.split(r"(\.|::|->)", chain)
            found.update(
                "".join(parts[start:end])
                for start in range(0, len(parts), 2)
                for end in range(start + 3, len(parts) + 1, 2)
            )
        return frozenset(found)


def _squeezed(line: str) -> str:
    return re.sub(r"\s+", "", line).replace("'", '"').rstrip(";,")
