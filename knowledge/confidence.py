"""How far the evidence can be trusted: a small logistic model over figures of the search.

The figures are shares and similarities, so that they mean the same in a corpus of forty pages and
in one of forty thousand. `fit` is plain numpy; `doorstep calibrate` runs it on a user's own
labelled questions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from knowledge import ranking
from knowledge.models import Passage
from knowledge.question import Asked

if TYPE_CHECKING:
    from knowledge.retrieval import Candidates

BIAS = "bias"

DEFAULT: Mapping[str, float] = {
    "bias": -11.86,
    "coverage": 3.40,
    "together": 2.17,
    "names": 2.59,
    "known": 3.66,
    "similarity": 8.55,
}
DEFAULT_PROVENANCE = (
    "284 searches over four vendor documentations (194 answerable and 36 unanswerable questions, "
    "English and Chinese), bundled embeddings, ridge 3, misses weighed 0.3. Ten-fold "
    "cross-validated by question, mean of five shuffles: AUROC 0.963 (English 0.924, users' own "
    "words 0.889), correct refusals 0.89 at 5 % false ones, Brier score 0.166."
)

_DEEP = 10
_TOP = 3


@dataclass(frozen=True, slots=True)
class Confidence:
    """A logistic model. `coefficients`: feature name -> weight, plus "bias"."""

    coefficients: Mapping[str, float] = field(default_factory=lambda: DEFAULT)

    def of(self, figures: Mapping[str, float]) -> float:
        """The probability (0..1) that the evidence behind the figures answers the question."""
        z = self.coefficients.get(BIAS, 0.0) + sum(
            weight * figures.get(name, 0.0)
            for name, weight in self.coefficients.items()
            if name != BIAS
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def features(
    asked: Asked, found: Candidates, passages: Sequence[Passage], order: Sequence[int]
) -> dict[str, float]:
    """Figures of one search. `order`: the chunk behind each passage, best first."""
    if not passages:
        return {}
    worth = found.worth
    best = found.matches[order[0]]
    top = [found.matches[chunk] for chunk in order[:_TOP]]
    together = frozenset[str]().union(*(match.held for match in top))
    by_lexical = sorted(found.matches, key=lambda chunk: -found.matches[chunk].bm25)[:_DEEP]
    by_dense = sorted(found.dense, key=lambda chunk: -found.dense[chunk])[:_DEEP]
    rare = sorted(worth, key=lambda term: -worth[term])[:5]
    names = {term: worth[term] for term in asked.names if term in worth}
    scores = [passage.score for passage in passages]
    return {
        "coverage": ranking.coverage(best.held, worth),
        "widest": max(ranking.coverage(match.held, worth) for match in found.matches.values()),
        "together": ranking.coverage(together, worth),
        "strength": max(match.strength for match in found.matches.values()),
        "rare": len(best.held.intersection(rare)) / len(rare),
        "known": ranking.coverage(found.known, worth),
        "names": ranking.coverage(together, names) if names else 1.0,
        "names_known": ranking.coverage(found.known, names) if names else 1.0,
        "similarity": max(found.dense.values(), default=0.0),
        "best_similarity": found.dense.get(order[0], min(found.dense.values(), default=0.0)),
        "agreement": len(set(by_lexical) & set(by_dense)) / _DEEP,
        "margin": (scores[0] - scores[min(4, len(scores) - 1)]) / max(scores[0], 1e-9),
        "length": math.log1p(len(worth)),
        "foreign": float(passages[0].language != asked.language),
    }


def fit(
    rows: Sequence[Mapping[str, float]],
    labels: Sequence[float],
    names: Sequence[str],
    *,
    sample_weights: Sequence[float] | None = None,
    ridge: float = 1.0,
) -> dict[str, float]:
    """Logistic regression by Newton's method; `ridge` is the L2 penalty on standardised features.

    rows: figures of each question; labels: 1 = the evidence answers it, 0 = it does not.
    Returns coefficients for `Confidence`, on the features' own scale.
    """
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    y = np.array(labels, dtype=float)
    w = np.ones(len(y)) if sample_weights is None else np.array(sample_weights, dtype=float)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    design = np.column_stack([np.ones(len(y)), (x - mean) / spread])
    penalty = ridge * np.eye(design.shape[1])
    penalty[0, 0] = 1e-6
    beta = np.zeros(design.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-design @ beta))
        gradient = design.T @ (w * (p - y)) + penalty @ beta
        curvature = (design * (w * p * (1 - p))[:, None]).T @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        beta -= step
        if np.abs(step).max() < 1e-8:  # noqa: PLR2004
            break
    slopes = beta[1:] / spread
    return {
        BIAS: float(beta[0] - slopes @ mean),
        **{name: float(slope) for name, slope in zip(names, slopes, strict=True)},
    }
