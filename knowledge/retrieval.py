"""From a query to the evidence: lexical and dense candidates, one score, the best place of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from knowledge import lexical, live, ranking
from knowledge.confidence import Confidence, features
from knowledge.engine import Session
from knowledge.index import KnowledgeIndex
from knowledge.live import Place, Texts
from knowledge.models import Evidence, Passage, Query
from knowledge.question import Asked, understand
from knowledge.ranking import Match, Scope, Weights

_CANDIDATES = 200  # from each search
_DEEPER = 4  # times as many, once, when most candidates turn out not to be live or in scope
_PLACED = 80  # distinct candidates whose places are looked up
_SHOWN = 10
_MOST_TERMS = 28
_COMMON = 0.2  # a term in more than this share of chunks finds nothing
_ENOUGH_RARE = 3
_POSTINGS = 6000  # about 12 ms
_ALSO_ON = 20
_COMPANIONS = 3  # further passages of a page that speak for it


@dataclass(frozen=True, slots=True)
class Candidates:
    """Live chunks that one of the searches brought up."""

    matches: Mapping[int, Match]
    dense: Mapping[int, float]  # cosine similarity
    worth: Mapping[str, float]  # of each term of the question: its weight times its idf
    known: frozenset[str]  # the terms that stand anywhere in the index


class Retriever:
    """Finds the passages that answer a question. Safe to share between threads."""

    def __init__(
        self,
        index: KnowledgeIndex,
        confidence: Confidence | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._index = index
        self._confidence = confidence or Confidence()
        self._weights = weights or Weights()

    def find(self, query: Query) -> Evidence:
        """The best passages, one for each page and text, and the confidence in them.

        Raises IndexMissing when nothing is ingested, ModelUnavailable when the question cannot
        be embedded.
        """
        self._index.require()
        asked = understand(query)
        if not asked.weights:
            return Evidence((), 0.0)
        vector = self._index.embeddings.vector(asked.gist)
        nearest = self._index.nearest(vector, _CANDIDATES)
        with self._index.reading() as connection:
            sources = live.readable(connection, query.audience, asked.sources)
            dense = _dense(connection, nearest, sources)
            if len(nearest) == _CANDIDATES and len(dense) < _CANDIDATES // 2:
                deeper = self._index.nearest(vector, _CANDIDATES * _DEEPER)
                dense = dict(list(_dense(connection, deeper, sources).items())[:_CANDIDATES])
            found = self._candidates(connection, asked, dense, sources)
            fused = ranking.fuse(
                {chunk: match.bm25 for chunk, match in found.matches.items()},
                found.dense,
                self._weights,
            )
            best = sorted(fused, key=lambda chunk: -fused[chunk])[:_PLACED]
            passages, order = self._passages(connection, asked, best, fused, sources)
        figures = features(asked, found, order)
        return Evidence(passages, self._confidence.of(figures) if passages else 0.0, figures)

    def _candidates(
        self,
        connection: Session,
        asked: Asked,
        dense: Mapping[int, float],
        sources: Sequence[int],
    ) -> Candidates:
        size = lexical.size(connection)
        frequencies = lexical.frequencies(connection, list(asked.weights))
        idf = ranking.inverse_frequencies(asked.weights, frequencies, size)
        worth = {term: weight * idf[term] for term, weight in asked.weights.items()}
        terms = _searchable(worth, frequencies, size)
        for limit in (_CANDIDATES, _CANDIDATES * _DEEPER):
            hits = [chunk for chunk, _ in lexical.search(connection, terms, limit, worth)]
            served = live.live_chunks(connection, hits, sources)
            if len(hits) < limit or len(served) >= _CANDIDATES // 2:
                break
        hits = [chunk for chunk in hits if chunk in served][:_CANDIDATES]
        entries = lexical.entries(connection, {*hits, *dense}, frequencies)
        lengths = [entry.length for entry in entries.values()]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        total = sum(worth.values())
        matches = {
            chunk: ranking.match(entry, worth, total, mean, self._weights)
            for chunk, entry in entries.items()
        }
        return Candidates(matches, dense, worth, frozenset(frequencies))

    def _passages(
        self,
        connection: Session,
        asked: Asked,
        chunks: Sequence[int],
        fused: Mapping[int, float],
        sources: Sequence[int],
    ) -> tuple[tuple[Passage, ...], list[int]]:
        """Fold identical texts to their best place and pages to their best passage."""
        texts = live.chunk_texts(connection, chunks)
        asking = {chunk: ranking.only_questions(said.text) for chunk, said in texts.items()}
        by_text: dict[str, list[tuple[float, Place]]] = {}
        scope = Scope(asked.platform, asked.language, asked.version, asked.product)
        for place in live.places(connection, chunks, sources):
            score = fused[place.chunk_id] * _fit(scope, place, self._weights)
            if asking[place.chunk_id]:
                score *= self._weights.only_questions
            by_text.setdefault(texts[place.chunk_id].hash, []).append((score, place))
        for spots in by_text.values():
            spots.sort(key=lambda spot: (-spot[0], spot[1].path))
        ranked = _fold_pages(list(by_text.values()), self._weights)[:_SHOWN]
        passages = tuple(
            _passage(score, spots, texts[spots[0][1].chunk_id]) for score, spots in ranked
        )
        return passages, [spots[0][1].chunk_id for _, spots in ranked]


def _fold_pages(
    texts: list[list[tuple[float, Place]]], weights: Weights
) -> list[tuple[float, list[tuple[float, Place]]]]:
    """One entry for each page, best passage first; good company on the page adds a little."""
    pages: dict[int, list[list[tuple[float, Place]]]] = {}
    for spots in sorted(texts, key=lambda spots: -spots[0][0]):
        pages.setdefault(spots[0][1].page_id, []).append(spots)
    leaders = [
        (
            page[0][0][0]
            + weights.company * sum(spots[0][0] for spots in page[1 : _COMPANIONS + 1]),
            page[0],
        )
        for page in pages.values()
    ]
    return sorted(leaders, key=lambda leader: -leader[0])


def _fit(scope: Scope, place: Place, weights: Weights) -> float:
    return ranking.scope_factor(
        scope,
        platforms=place.platforms,
        language=place.language,
        version=place.version,
        product=place.product,
        status=place.status,
        weights=weights,
    )


def _dense(
    connection: Session, nearest: Sequence[tuple[str, float]], sources: Sequence[int]
) -> dict[int, float]:
    """Those of the nearest vectors whose chunks are live in the sources, best first."""
    ids = live.chunks_by_key(connection, [key for key, _ in nearest])
    served = live.live_chunks(connection, ids.values(), sources)
    return {ids[key]: similarity for key, similarity in nearest if ids.get(key, -1) in served}


def _searchable(
    worth: Mapping[str, float], frequencies: Mapping[str, int], chunks: int
) -> list[tuple[str, ...]]:
    """What to ask the lexical index for, weightiest first: terms, or pairs of common terms.

    The cost of a search is the number of chunks that match, so a term that stands in too many to
    fit into `_POSTINGS` is left out: it would hardly tell candidates apart, and the finer ranking
    sees every term. Where that leaves few terms, common ones are asked for two by two.
    """
    ranked = sorted(frequencies, key=lambda term: -worth[term])
    rare = [term for term in ranked if frequencies[term] <= chunks * _COMMON]
    chosen: list[tuple[str, ...]] = []
    common: list[str] = []
    spent = 0
    for term in (rare if len(rare) >= _ENOUGH_RARE else ranked)[:_MOST_TERMS]:
        if spent + frequencies[term] <= _POSTINGS:
            chosen.append((term,))
            spent += frequencies[term]
        else:
            common.append(term)
    if len(chosen) < _ENOUGH_RARE:
        chosen += combinations(common[:_ENOUGH_RARE], 2)
    return chosen or [(term,) for term in common]


def _passage(score: float, spots: list[tuple[float, Place]], said: Texts) -> Passage:
    place = spots[0][1]
    others = dict.fromkeys(spot.path for _, spot in spots[1:] if spot.path != place.path)
    return Passage(
        path=place.path,
        title=place.title,
        text=said.text,
        heading_path=said.heading_path,
        anchor=place.anchor,
        url=place.url,
        language=place.language,
        product=place.product,
        platforms=place.platforms,
        version=place.version,
        status=place.status,
        updated=place.updated,
        score=round(score, 4),
        also_on=tuple(others)[:_ALSO_ON],
    )
