"""How far the evidence can be trusted: a small logistic model over figures of the search."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.question import Asked
    from knowledge.retrieval import Candidates

DEFAULT: Mapping[str, float] = {"bias": -3.0, "coverage": 6.0, "similarity": 1.0}


@dataclass(frozen=True, slots=True)
class Confidence:
    """`coefficients`: feature name -> weight, plus "bias"."""

    coefficients: Mapping[str, float] = None  # type: ignore[assignment]

    def of(self, figures: Mapping[str, float]) -> float:
        weights = self.coefficients or DEFAULT
        z = sum(weight * figures.get(name, 0.0) for name, weight in weights.items() if name != "bias")
        return 1 / (1 + math.exp(-(z + weights.get("bias", 0.0))))


def features(
    asked: Asked, idf: Mapping[str, float], found: Candidates, order: Sequence[int]
) -> dict[str, float]:
    top = order[0] if order else -1
    return {
        "coverage": found.matches[top].coverage if top in found.matches else 0.0,
        "similarity": max(found.dense.values(), default=0.0),
    }
