"""The field's words in two languages: a question finds pages that are written in the other one.

The words are in `glossary.tsv`: Chinese forms, a tab, English forms. Vectors meet across languages,
too, but blur names; the glossary gives the lexical search something exact to look for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from knowledge.terms import terms

_LONGEST = 4  # terms in an English form


class Glossary:
    """Pairs of equal words. Chinese is looked up by letters, English by terms (see `terms`)."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Each line is ``chinese, forms<TAB>english, forms``; others are comments."""
        pairs = [_pair(line) for line in lines if "\t" in line and not line.startswith("#")]
        self._english: dict[str, tuple[str, ...]] = {}
        self._chinese: dict[tuple[str, ...], tuple[str, ...]] = {}
        for chinese, english in pairs:
            for form in chinese:
                self._english[form] = (*self._english.get(form, ()), *english)
            for form in english:
                key = tuple(terms(form))
                self._chinese[key] = (*self._chinese.get(key, ()), *chinese)
        longest_first = sorted(self._english, key=lambda form: -len(form))
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def translated(self, text: str, language: str) -> dict[str, float]:
        """Search terms of the other language for the text's words: term -> weight (0..1).

        `language` is the text's, ``zh`` or ``en``. Alternatives share their word's weight, so that
        a page which uses one of them is not far behind a page which uses all.
        """
        weights: dict[str, float] = {}
        for forms in self._found(text, language):
            each = len(forms) ** -0.5
            for form in forms:
                for term in terms(form):
                    weights[term] = max(weights.get(term, 0.0), each)
        return weights

    def _found(self, text: str, language: str) -> Iterator[tuple[str, ...]]:
        if language == "zh":
            yield from (self._english[match.group()] for match in self._pattern.finditer(text))
            return
        words = terms(text)
        at = 0
        while at < len(words):
            for length in range(min(_LONGEST, len(words) - at), 0, -1):
                forms = self._chinese.get(tuple(words[at : at + length]))
                if forms:
                    yield forms
                    at += length - 1
                    break
            at += 1


@cache
def sdk_glossary() -> Glossary:
    """The glossary that ships with Doorstep."""
    text = (files("knowledge") / "glossary.tsv").read_text(encoding="utf-8")
    return Glossary(text.splitlines())


def _pair(line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    chinese, english = (
        tuple(form.strip() for form in side.split(",") if form.strip())
        for side in line.split("\t", 1)
    )
    return chinese, english
