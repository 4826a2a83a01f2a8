"""A provider's reranker over HTTP: how well each passage answers the question, as it judges.

Speaks the form that Cohere, Jina, Voyage, vLLM and Infinity share: ``{model, query, documents}``
in, ``{results: [{index, relevance_score}]}`` (or ``data``) out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Protocol

import httpx

from knowledge.breaker import Breaker
from knowledge.errors import ModelUnavailable

_LONGEST = 2_000  # characters of a passage that are sent
_EDGE = 1e-3  # relevance is kept this far from 0 and 1, so that its logarithm stays finite


class Reranker(Protocol):
    """Judges passages."""

    def relevance(self, question: str, passages: Sequence[str]) -> list[float]:
        """0..1 for each passage, in order. Raises ModelUnavailable."""
        ...


class HttpReranker:
    """Implements Reranker. After failures in a row the provider is left alone for a while."""

    def __init__(
        self,
        url: str,
        model: str,
        api_key: str = "",
        timeout: float = 3.0,
        breaker: Breaker | None = None,
    ) -> None:
        """`url` is the whole address, for example ``https://api.example.com/v1/rerank``."""
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(timeout=timeout, headers=headers)
        self._url = url
        self._model = model
        self._breaker = breaker or Breaker()

    def relevance(self, question: str, passages: Sequence[str]) -> list[float]:
        if not self._breaker.admits():
            raise ModelUnavailable("The reranker is left alone for a while: it failed repeatedly.")
        documents = [passage[:_LONGEST] for passage in passages]
        body = {"model": self._model, "query": question, "documents": documents}
        try:
            answer = self._client.post(self._url, json=body)
            answer.raise_for_status()
            scores = _scores(answer.json(), len(documents))
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            self._breaker.failed()
            raise ModelUnavailable(
                f"The reranker failed ({type(error).__name__}).", "Check DOORSTEP_RERANK_URL."
            ) from error
        self._breaker.succeeded()
        return scores

    def close(self) -> None:
        """Release the connections."""
        self._client.close()


def _scores(answer: Any, count: int) -> list[float]:
    if not isinstance(answer, dict):
        raise TypeError("no object")
    rows = answer.get("results") or answer.get("data") or []
    scores = {int(row["index"]): float(row["relevance_score"]) for row in rows}
    if scores.keys() != set(range(count)) or not all(map(math.isfinite, scores.values())):
        raise ValueError("not one judgement for each passage")
    return [min(1.0, max(0.0, scores[number])) for number in range(count)]


def log_odds(relevance: float) -> float:
    """A relevance on the scale of `knowledge.ranking`'s scores."""
    kept = min(1 - _EDGE, max(_EDGE, relevance))
    return math.log(kept / (1 - kept))
