"""Scores of candidate chunks: field-weighted BM25, coverage, fusion with the dense search, scope.

Pure functions over terms and numbers; what to load and in which order is `knowledge.retrieval`'s.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.lexical import Entry
from knowledge.models import PageStatus


@dataclass(frozen=True, slots=True)
class Weights:
    """The dials of the ranking, as measured (see docs); scope factors multiply a score."""

    title: float = 1.5
    heading: float = 1.0
    body: float = 1.0
    saturation: float = 1.2  # BM25 k1
    length: float = 0.5  # BM25 b
    dense: float = 0.3  # share of the dense score in the fused one
    same_platform: float = 1.15
    other_platform: float = 0.6
    archived: float = 0.5
    other_language: float = 0.8
    same_version: float = 1.1
    other_version: float = 0.9
    same_product: float = 1.15
    company: float = 0.03  # bonus for further good passages on the same page
    only_questions: float = 0.4  # a list of questions answers none


@dataclass(frozen=True, slots=True)
class Match:
    """How a chunk meets the question.

    `bm25` is a score; `strength` the same as a share (0..1) of what a chunk full of every term
    would get; `held` are the question's terms that stand in the chunk.
    """

    bm25: float
    strength: float
    held: frozenset[str]


def inverse_frequencies(
    terms: Iterable[str], frequencies: Mapping[str, int], chunks: int
) -> dict[str, float]:
    """BM25's idf (>0) of each term; a term that no chunk holds gets the highest."""
    return {
        term: math.log(
            1 + (chunks - frequencies.get(term, 0) + 0.5) / (frequencies.get(term, 0) + 0.5)
        )
        for term in terms
    }


def match(
    entry: Entry,
    worth: Mapping[str, float],
    total: float,
    mean_length: float,
    weights: Weights,
) -> Match:
    """BM25F of one chunk: term counts of the fields are weighted and added, then saturated.

    `worth` is each term's weight in the question times its idf, `total` the sum of all.
    """
    longer = 1 - weights.length + weights.length * entry.length / max(mean_length, 1.0)
    score = 0.0
    for term, (title, heading, body) in entry.counts.items():
        count = (
            weights.title * min(title, 2)
            + weights.heading * min(heading, 2)
            + weights.body * body / longer
        )
        score += worth[term] * count * (weights.saturation + 1) / (count + weights.saturation)
    most = total * (weights.saturation + 1)
    return Match(score, score / most if most else 0.0, frozenset(entry.counts))


def coverage(held: Iterable[str], worth: Mapping[str, float]) -> float:
    """The share (0..1) of the question's worth that the held terms make up."""
    total = sum(worth.values())
    return sum(worth.get(term, 0.0) for term in held) / total if total else 0.0


def fuse(
    lexical: Mapping[int, float], dense: Mapping[int, float], weights: Weights
) -> dict[int, float]:
    """One score for each candidate: both scores scaled to their best, weighted and added."""
    top_lexical = max(lexical.values(), default=0.0) or 1.0
    top_dense = max(dense.values(), default=0.0) or 1.0
    floor = min(dense.values(), default=0.0)
    span = (top_dense - floor) or 1.0
    return {
        chunk: (1 - weights.dense) * lexical.get(chunk, 0.0) / top_lexical
        + weights.dense * max(dense.get(chunk, floor) - floor, 0.0) / span
        for chunk in lexical.keys() | dense.keys()
    }


@dataclass(frozen=True, slots=True)
class Scope:
    """The asker's setting; "" = unknown."""

    platform: str
    language: str
    version: str
    product: str


def scope_factor(
    scope: Scope,
    *,
    platforms: Sequence[str],
    language: str,
    version: str,
    product: str,
    status: PageStatus,
    weights: Weights,
) -> float:
    """How well a place fits the asker's setting: a factor around 1."""
    factor = 1.0
    if scope.platform and platforms:
        factor *= weights.same_platform if scope.platform in platforms else weights.other_platform
    if language != scope.language:
        factor *= weights.other_language
    if status is PageStatus.ARCHIVED:
        factor *= weights.archived
    if scope.version and version:
        same = _major(version) == _major(scope.version)
        factor *= weights.same_version if same else weights.other_version
    if scope.product and scope.product in product.lower():
        factor *= weights.same_product
    return factor


def _major(version: str) -> str:
    return version.lower().lstrip("v").split(".")[0]


def only_questions(text: str) -> bool:
    """Whether most lines of a text are questions: an index of a FAQ, not an answer."""
    lines = [line.strip(" *_`\t") for line in text.split("\n") if line.strip()]
    asking = sum(line.endswith(("?", "？")) for line in lines)
    return asking > len(lines) / 2
