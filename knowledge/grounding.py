"""Does a written sentence rest on the passages that it cites? Checked without a model.

Names, numbers with their units, codes, code and links must stand in a cited passage. What stands
there must stand *together*: a number next to words that the passage says of another number is
refused. Where both are in one language, enough of the words must be the passage's own, rare ones
above all, and what the passage says may not be turned around. What this cannot see, docs/answers.md
says.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from knowledge import claims
from knowledge.code import Code
from knowledge.language import language_of
from knowledge.links import without_links
from knowledge.models import Passage
from knowledge.plain_words import COLOURLESS, FILLERS
from knowledge.plaintext import clean, flat
from knowledge.platforms import platform_label
from knowledge.polarity import Polarity, denies, has_negation
from knowledge.quantities import Quantity, quantities
from knowledge.quarantine import trusted
from knowledge.terms import terms
from knowledge.units import TELLING, Unit, counted, units

CITATION = re.compile(r"\[(\d{1,2})\]")

_LEAST_OVERLAP = 0.3  # of a sentence's words
_LEAST_WORTH = 0.4  # of the weight of its words that claim something
_ENOUGH_TERMS = 4  # below, one word of the passage's is enough
_ELSEWHERE = 0.35  # of the weight of a sentence's words: said of another number or name
_WORD = re.compile(r"[^\W\u3400-\u9fff]+")


def cited(text: str) -> list[int]:
    """The passage numbers that a text cites, in order, each once."""
    return list(dict.fromkeys(int(number) for number in CITATION.findall(text)))


class Sources:
    """The passages that something cites, read once. Only what they say to readers counts."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._texts = [clean(trusted(passage.text)) for passage in passages]

    def stands(self, address: str) -> bool:
        """Whether an address is a passage's own or stands in its text, letter by letter."""
        bare = clean(address).rstrip("/")
        if not bare:
            return False
        own = any(bare == passage.url.rstrip("/") for passage in self._passages)
        inside = re.compile(rf"(?<![\w./:-]){re.escape(bare)}/?(?![\w/%?#&=-]|\.\w)")
        return own or any(inside.search(text) for text in self._texts)

    def missing(self, sentence: str) -> set[str]:
        """What of a sentence does not stand in the passages: empty = supported."""
        found = self.invented(sentence)
        body = without_links(CITATION.sub("", sentence))
        if not found and any(
            fails(body) for fails in (self._is_off_topic, self._is_misplaced, self._is_turned)
        ):
            found.add(body.strip())
        return found

    def invented(self, sentence: str) -> set[str]:
        """Names, numbers, code and addresses of a sentence that the passages do not hold."""
        body = without_links(CITATION.sub("", sentence))
        found = {one for one in claims.addresses(body) if not self.stands(one)}
        found.update(span for span in claims.code_spans(body) if not self._has_span(span))
        found.update(one for one in claims.exact(body) if not self._has(one))
        capitals = language_of(body) in self._languages
        found.update(one for one in claims.loose(body, capitals=capitals) if not self._knows(one))
        found.update(one.value for one in counted(body) if not self._counts(one))
        return found

    def code(self, block: str) -> str:
        """The fenced block as it may be shown; "" when it is not the passages' code."""
        return Code(self._texts).checked(block)

    # What the passages hold ----------------------------------------------------------------------

    @cached_property
    def _text(self) -> str:
        parts = [clean("\n".join(_about(one))) for one in self._passages]
        return "\n".join((*parts, *self._texts))

    @cached_property
    def _flat(self) -> str:
        return f"{flat(self._text)}\n{self._text}"

    @cached_property
    def _squeezed(self) -> str:
        return re.sub(r"\s+", "", self._text)

    @cached_property
    def _words(self) -> frozenset[str]:
        words = _WORD.findall(self._flat)
        parts = (part for word in words for part in re.split(r"_|(?<=[a-z])(?=[A-Z])", word))
        return frozenset(claims.loose_form(word) for word in (*words, *parts))

    @cached_property
    def _quantities(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in quantities(self._flat):
            found.setdefault(one.value, set()).add(one.unit)
        return found

    @cached_property
    def _languages(self) -> frozenset[str]:
        return frozenset(passage.language for passage in self._passages)

    @cached_property
    def _terms(self) -> frozenset[str]:
        return frozenset(terms(self._flat))

    def _has(self, name: str) -> bool:
        return name in self._flat and _bounded(name).search(self._flat) is not None

    def _has_span(self, span: str) -> bool:
        bare = span.removesuffix("()").strip("\"'")
        if not re.search(r"[^\W_]", bare) or self._has(bare):
            return re.search(r"[^\W_]", bare) is not None or bare in self._text
        squeezed = re.sub(r"\s+", "", bare)
        return " " in bare and _bounded(squeezed).search(self._squeezed) is not None

    def _knows(self, word: str) -> bool:
        forms = {claims.loose_form(word), claims.loose_form(word.removesuffix("s"))}
        return bool(forms & self._words) or self._has(word)

    def _counts(self, claimed: Quantity) -> bool:
        units = self._quantities.get(claimed.value)
        return units is not None and (not claimed.unit or claimed.unit in units or "" in units)

    # What the passages are about -----------------------------------------------------------------

    def _is_off_topic(self, body: str) -> bool:
        said = set(terms(flat(body)))
        if not said or language_of(body) not in self._languages:
            return False
        shared = len(said & self._terms)
        if len(said) < _ENOUGH_TERMS:
            return not shared
        return shared / len(said) < _LEAST_OVERLAP or self._is_embroidered(said - COLOURLESS)

    def _is_embroidered(self, said: set[str]) -> bool:
        """Whether too much of what the words claim is not the passages'; new ones weigh most."""
        new = math.log(1 + len(self._units))
        worth = {term: self._weights.get(term, new) for term in said}
        held = sum(worth[term] for term in said & self._terms)
        return len(said) >= _ENOUGH_TERMS and held < _LEAST_WORTH * sum(worth.values())

    def _is_turned(self, body: str) -> bool:
        """Whether a "not" was added, or one that stands in the passages was lost."""
        if has_negation(body) and not any(denies(text) for text in self._texts):
            return True
        return language_of(body) in self._languages and self._polarity.contradicts(body)

    @cached_property
    def _polarity(self) -> Polarity:
        return Polarity(self._units, self._weights)

    @cached_property
    def _units(self) -> list[Unit]:
        return [unit for text in self._texts for unit in units(text)]

    @cached_property
    def _weights(self) -> dict[str, float]:
        counts = Counter(term for unit in self._units for term in unit.own)
        return {term: math.log(1 + len(self._units) / count) for term, count in counts.items()}

    def _is_misplaced(self, body: str) -> bool:
        """Whether the words around a number or name are what the passages say of another one."""
        if language_of(body) not in self._languages:
            return False  # the words that both languages share say too little
        names = claims.exact(body) | set(claims.code_spans(body))
        subjects: tuple[_Subject, ...] = (
            *(_Number(one.value) for one in counted(body)),
            *(_Name(name) for name in names),
        )
        theirs = {term for subject in subjects for term in terms(subject.text)} | FILLERS
        said = {term for term in terms(flat(body)) if term in self._weights} - theirs
        said = {term for term in said if not term.lstrip("-")[0].isdigit()}
        return len(said) >= TELLING and any(self._is_of_another(said, one) for one in subjects)

    def _is_of_another(self, said: set[str], subject: _Subject) -> bool:
        here = [unit.near for unit in self._units if subject.is_near(unit)]
        if not here:
            return False  # it stands in a title, or is the platform
        there = (unit for unit in self._units if subject.has_rival_in(unit))
        shared = (said & unit.own for unit in there if unit.speaks_of(said))
        best_here = max(self._weight(said & near) for near in here)
        best_there = max((self._weight(found) for found in shared), default=0.0)
        return best_there - best_here >= _ELSEWHERE * self._weight(said)

    def _weight(self, found: Iterable[str]) -> float:
        return sum(self._weights[term] for term in found)


class _Subject(Protocol):
    """Something that a sentence speaks of."""

    @property
    def text(self) -> str: ...

    def is_near(self, unit: Unit) -> bool: ...

    def has_rival_in(self, unit: Unit) -> bool:
        """Whether the unit speaks of another thing of the same kind instead."""
        ...


@dataclass(frozen=True)
class _Number:
    text: str

    def is_near(self, unit: Unit) -> bool:
        return self.text in unit.values_near

    def has_rival_in(self, unit: Unit) -> bool:
        return bool(unit.values) and self.text not in unit.values


@dataclass(frozen=True)
class _Name:
    text: str

    def is_near(self, unit: Unit) -> bool:
        return _bounded(self.text.removesuffix("()")).search(unit.around) is not None

    def has_rival_in(self, unit: Unit) -> bool:
        bare = self.text.removesuffix("()")
        return bool(unit.names) and _bounded(bare).search(unit.text) is None


def _about(passage: Passage) -> tuple[str, ...]:
    labels = [platform_label(one) for one in passage.platforms]
    place = (passage.title, *passage.heading_path)
    return (*place, passage.version, *passage.platforms, *labels)


def _bounded(name: str) -> re.Pattern[str]:
    left = r"(?<![^\W\u2e80-\u9fff])" if name[:1].isalnum() or name[:1] == "_" else ""
    right = r"(?![^\W\u2e80-\u9fff])" if name[-1:].isalnum() or name[-1:] == "_" else ""
    if name[:1].isdigit():
        left = r"(?<![^\W\u2e80-\u9fff])(?<![.\d]-)(?<![\d]\.)(?<![\s(:]-)"
    if name[-1:].isdigit():
        right += r"(?!\.\d)"
    return re.compile(left + re.escape(name) + right)
