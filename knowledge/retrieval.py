"""From a query to the evidence: lexical and dense candidates, one score, the best place of each."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import structlog

from knowledge import lexical, live, ranking
from knowledge.confidence import Confidence, features
from knowledge.engine import Session
from knowledge.errors import ModelUnavailable
from knowledge.index import KnowledgeIndex
from knowledge.lexical import Entry
from knowledge.live import Place, Texts
from knowledge.models import Evidence, Passage, Query
from knowledge.platforms import without_platforms
from knowledge.question import Asked, understand
from knowledge.ranking import Fields, Match, Scope, Signals, Wanted, Weights
from knowledge.reranking import Reranker, log_odds

log = structlog.get_logger()

_CANDIDATES = 200  # from each search
_FOREIGN = 60  # from the search for pages in the other language
_DEEPER = 4  # times as many, once, when most candidates turn out not to be live or in scope
_PLACED = 120  # distinct candidates whose places are looked up
_SHOWN = 10
_MOST_TERMS = 28
_COMMON = 0.2  # a term in more than this share of chunks finds nothing
_ENOUGH_RARE = 3
_POSTINGS = 6000  # about 12 ms
_FOREIGN_POSTINGS = 2500
_ALSO_ON = 20
_VARIED = 30  # pages among which the same guide is told from others
_JUDGED = 20  # pages that a reranker looks at
_JUDGED_QUESTION = 1_500  # characters of the question that it is told
_FIRST_PAGES = 5
_NEARLY_BEST = 0.5  # of a score
_COMPANIONS = 5  # further passages of a page that speak for it; more say no more


@dataclass(frozen=True, slots=True)
class Candidates:
    """Live chunks that one of the searches brought up.

    `worth`: of each term of the question, its weight times its idf; `known`: the terms that stand
    anywhere in the index.
    """

    matches: Mapping[int, Match]
    dense: Mapping[int, float]  # cosine similarity
    worth: Mapping[str, float]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where a candidate chunk stands, what it says, and what speaks for it."""

    place: Place
    said: Texts
    signals: Signals


class Retriever:
    """Finds the passages that answer a question. Safe to share between threads."""

    def __init__(
        self,
        index: KnowledgeIndex,
        confidence: Confidence | None = None,
        weights: Weights | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._index = index
        self._reranker = reranker
        self._confidence = confidence or Confidence()
        self._weights = weights or Weights()
        self._fields = Fields()

    def find(self, query: Query) -> Evidence:
        """The best passages, one for each page and text, and the confidence in them.

        Raises IndexMissing when nothing is ingested, ModelUnavailable when the question cannot
        be embedded.
        """
        asked = understand(query)
        found, candidates = self._search(query, asked)
        if found is None:
            return Evidence((), 0.0)
        ranked = ranked_pages(candidates, self._weights)
        # Before a reranker, whose scores the figures were not fitted on.
        figures = features(asked, found, ranked, self._weights)
        shown = self._judged(query, ranked)[:_SHOWN]
        passages = tuple(_passage(one, shown[0].score) for one in shown)
        return Evidence(passages, self._confidence.of(figures) if passages else 0.0, figures)

    def _judged(self, query: Query, ranked: list[Ranked]) -> list[Ranked]:
        """The first pages in the order that the reranker makes of them, where there is one."""
        if self._reranker is None or len(ranked) < 2:  # noqa: PLR2004 - nothing to order
            return ranked
        first, rest = ranked[:_JUDGED], ranked[_JUDGED:]
        texts = [f"{one.place.place.title}\n{one.place.said.text}" for one in first]
        try:
            relevance = self._reranker.relevance(query.text[:_JUDGED_QUESTION], texts)
        except ModelUnavailable as error:  # the answer must not wait for it
            log.warning("not_reranked", reason=error.message)
            return ranked
        judged = [
            replace(one, score=one.score + self._weights.reranker * log_odds(value))
            for one, value in zip(first, relevance, strict=True)
        ]
        return sorted(judged, key=lambda one: -one.score) + rest

    def candidates(self, query: Query) -> list[Candidate]:
        """Every place that is ranked for a query, in no order: what weights are fitted on."""
        return self._search(query, understand(query))[1]

    def _search(self, query: Query, asked: Asked) -> tuple[Candidates | None, list[Candidate]]:
        self._index.require()
        if not asked.weights:
            return None, []
        vector = self._index.embeddings.vector(asked.gist)
        nearest = self._index.nearest(vector, _CANDIDATES)
        with self._index.reading() as connection:
            sources = live.readable(connection, query.audience, asked.sources)
            dense = _dense(connection, nearest, sources)
            if len(nearest) == _CANDIDATES and len(dense) < _CANDIDATES // 2:
                deeper = self._index.nearest(vector, _CANDIDATES * _DEEPER)
                dense = dict(list(_dense(connection, deeper, sources).items())[:_CANDIDATES])
            found = self._candidates(connection, asked, dense, sources)
            return found, self._placed(connection, asked, found, sources)

    def _candidates(
        self,
        connection: Session,
        asked: Asked,
        dense: Mapping[int, float],
        sources: Sequence[int],
    ) -> Candidates:
        size = lexical.size(connection)
        frequencies = lexical.frequencies(connection, [*asked.weights, *asked.translated])
        own = Wanted.of(_worth(asked.weights, frequencies, size), asked.opening, asked.names)
        terms = _searchable(own.worth, frequencies, size)
        hits = _hits(connection, terms, own.worth, sources, _CANDIDATES)
        foreign = Wanted.of(
            _worth(asked.translated, frequencies, size), asked.translated_opening, asked.names
        ).standing_for(own)
        if foreign.worth.keys() - own.worth.keys():
            terms = _searchable(foreign.worth, frequencies, size, _FOREIGN_POSTINGS)
            hits += _hits(connection, terms, foreign.worth, sources, _FOREIGN)
        entries = lexical.entries(connection, {*hits, *dense}, frequencies)
        lengths = [entry.length for entry in entries.values()]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        matches = {
            chunk: self._match(entry, (own, foreign), mean) for chunk, entry in entries.items()
        }
        known = frozenset(asked.weights.keys() & frequencies.keys())
        return Candidates(matches, dense, own.worth, known)

    def _match(self, entry: Entry, wanted: Iterable[Wanted], mean: float) -> Match:
        """The question in whichever language meets the chunk better."""
        matches = (ranking.match(entry, one, mean, self._fields) for one in wanted)
        return max(matches, key=lambda match: match.strength)

    def _placed(
        self,
        connection: Session,
        asked: Asked,
        found: Candidates,
        sources: Sequence[int],
    ) -> list[Candidate]:
        """The places of the best candidates, with their signals."""
        weights = self._weights
        signals = ranking.found_signals(found.matches, found.dense)
        base = {chunk: ranking.score(one, weights) for chunk, one in signals.items()}
        best = sorted(base, key=lambda chunk: -base[chunk])[:_PLACED]
        texts = live.chunk_texts(connection, best)
        asking = {chunk: float(ranking.only_questions(said.text)) for chunk, said in texts.items()}
        scope = Scope(
            asked.platform,
            asked.language,
            asked.version,
            asked.product,
            asked.gist.lower(),
            asked.about_releases,
        )
        placed = [
            Candidate(
                place,
                texts[place.chunk_id],
                {
                    **signals[place.chunk_id],
                    **_scope_signals(scope, place),
                    "introduction": float(place.ordinal == 0),
                    "only_questions": asking[place.chunk_id],
                },
            )
            for place in live.places(connection, best, sources)
        ]
        return among_others(placed, weights)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A page with its best text: where that stands best, and in which other places."""

    score: float
    place: Candidate
    also: tuple[Candidate, ...] = ()


def among_others(candidates: Sequence[Candidate], weights: Weights) -> list[Candidate]:
    """Add what the others say of each: those on its page, and those in its source."""
    chunks: dict[int, set[int]] = defaultdict(set)
    promised: dict[str, dict[int, float]] = defaultdict(dict)
    for one in candidates:
        page, worth = one.place.page_id, ranking.score(one.signals, weights)
        chunks[page].add(one.place.chunk_id)
        pages = promised[one.place.source]
        pages[page] = max(pages.get(page, worth), worth)
    share = ranking.shares({source: pages.values() for source, pages in promised.items()})
    return [
        replace(
            one,
            signals={
                **one.signals,
                "company": min(len(chunks[one.place.page_id]) - 1, _COMPANIONS) / _COMPANIONS,
                "source_share": share[one.place.source],
            },
        )
        for one in candidates
    ]


def ranked_pages(candidates: Iterable[Candidate], weights: Weights) -> list[Ranked]:
    """One entry for each page and text, best first.

    Identical texts fold to their best place, pages to their best text. Of one guide the asker's
    version comes first; the same guide for another platform stands behind other pages.
    """
    by_text: dict[str, list[tuple[float, Candidate]]] = {}
    for one in candidates:
        by_text.setdefault(one.said.hash, []).append((ranking.score(one.signals, weights), one))
    texts = sorted(map(_folded, by_text.values()), key=lambda text: -text.score)
    pages: dict[int, Ranked] = {}
    for text in texts:
        pages.setdefault(text.place.place.page_id, text)
    varied = _varied(_in_order_of_version([*pages.values()][:_VARIED]), weights)
    return _heard_in_any_language(varied, weights)


def _folded(spots: list[tuple[float, Candidate]]) -> Ranked:
    spots.sort(key=lambda spot: (-spot[0], spot[1].place.path))
    (score, place), *others = spots
    return Ranked(score, place, tuple(other for _, other in others))


def _in_order_of_version(leaders: list[Ranked]) -> list[Ranked]:
    """Of one guide's pages, the one for the asker's version stands where the best of them stood."""
    guides: dict[tuple[object, ...], list[int]] = {}
    for at, leader in enumerate(leaders):
        place, signals = leader.place.place, leader.place.signals
        abroad = signals.get("other_platform", 0.0)
        guide = (place.language, place.title, place.product, abroad)
        guides.setdefault(guide, []).append(at)
    ordered = list(leaders)
    for spots in guides.values():
        fitting = sorted(spots, key=lambda at: -_version_fit(leaders[at]))
        if _version_fit(leaders[fitting[0]]) <= 0:
            continue  # no version is asked for, or none of them is it
        for spot, at in zip(spots, fitting, strict=True):
            ordered[spot] = replace(leaders[at], score=leaders[spot].score)
    return ordered


def _version_fit(leader: Ranked) -> float:
    """1 for the asker's version, 0.5 for its major one, 0 when one is unknown, -1 for another."""
    signals = leader.place.signals
    return signals.get("same_version", 0.0) - signals.get("other_version", 0.0)


def _varied(leaders: list[Ranked], weights: Weights) -> list[Ranked]:
    """Each page loses what its guide's other platforms, chosen before it, take from it."""
    left = [(leader, _guide(leader.place.place)) for leader in leaders]
    chosen: list[Ranked] = []
    taken: Counter[str] = Counter()
    while left:
        worth = [leader.score + weights.sibling * taken[guide] for leader, guide in left]
        best = worth.index(max(worth))
        leader, guide = left.pop(best)
        chosen.append(replace(leader, score=worth[best]))
        taken[guide] += 1
    return chosen


def _heard_in_any_language(pages: list[Ranked], weights: Weights) -> list[Ranked]:
    """A page that only its language keeps from the top is shown among the first pages."""
    foreign = [page for page in pages if page.place.signals["other_language"]]
    if not foreign or any(page in foreign for page in pages[:_FIRST_PAGES]):
        return pages
    best, guest = pages[0], foreign[0]
    if guest.score - weights.other_language < best.score - _NEARLY_BEST:
        return pages
    rest = [page for page in pages if page is not guest]
    return [*rest[: _FIRST_PAGES - 1], guest, *rest[_FIRST_PAGES - 1 :]]


def _guide(place: Place) -> str:
    """The same for a guide's every platform: its title, without what differs."""
    letters = re.sub(r"[\W\d_]+", "", without_platforms(place.title)).casefold()
    return f"{place.language}:{letters}" if letters else place.path


def _scope_signals(scope: Scope, place: Place) -> dict[str, float]:
    return ranking.scope_signals(
        scope,
        source=place.source,
        platforms=place.platforms,
        language=place.language,
        version=place.version,
        product=place.product,
        status=place.status,
        release=place.release,
    )


def _worth(
    weights: Mapping[str, float], frequencies: Mapping[str, int], size: int
) -> dict[str, float]:
    idf = ranking.inverse_frequencies(weights, frequencies, size)
    return {term: weight * idf[term] for term, weight in weights.items()}


def _hits(
    connection: Session,
    terms: list[tuple[str, ...]],
    worth: Mapping[str, float],
    sources: Sequence[int],
    wanted: int,
) -> list[int]:
    """The best live chunks by their words, looked for deeper once when most are not in scope."""
    hits: list[int] = []
    served: set[int] = set()
    for limit in (wanted, wanted * _DEEPER):
        hits = [chunk for chunk, _ in lexical.search(connection, terms, limit, worth)]
        served = live.live_chunks(connection, hits, sources)
        if len(hits) < limit or len(served) >= wanted // 2:
            break
    return [chunk for chunk in hits if chunk in served][:wanted]


def _dense(
    connection: Session, nearest: Sequence[tuple[str, float]], sources: Sequence[int]
) -> dict[int, float]:
    """Those of the nearest vectors whose chunks are live in the sources, best first."""
    ids = live.chunks_by_key(connection, [key for key, _ in nearest])
    served = live.live_chunks(connection, ids.values(), sources)
    return {ids[key]: similarity for key, similarity in nearest if ids.get(key, -1) in served}


def _searchable(
    worth: Mapping[str, float],
    frequencies: Mapping[str, int],
    chunks: int,
    postings: int = _POSTINGS,
) -> list[tuple[str, ...]]:
    """What to ask the lexical index for, weightiest first: terms, or pairs of common terms.

    The cost of a search is the number of chunks that match, so a term that stands in too many to
    fit into `postings` is left out: it would hardly tell candidates apart, and the finer ranking
    sees every term. Where that leaves few terms, common ones are asked for two by two.
    """
    ranked = sorted(worth.keys() & frequencies.keys(), key=lambda term: (-worth[term], term))
    rare = [term for term in ranked if frequencies[term] <= chunks * _COMMON]
    chosen: list[tuple[str, ...]] = []
    common: list[str] = []
    spent = 0
    for term in (rare if len(rare) >= _ENOUGH_RARE else ranked)[:_MOST_TERMS]:
        if spent + frequencies[term] <= postings:
            chosen.append((term,))
            spent += frequencies[term]
        else:
            common.append(term)
    if len(chosen) < _ENOUGH_RARE:
        chosen += combinations(common[:_ENOUGH_RARE], 2)
    return chosen or [(term,) for term in common]


def _passage(ranked: Ranked, best: float) -> Passage:
    """The shown score is the odds against the best page, whose score is `best`: 1 for that one."""
    place, said = ranked.place.place, ranked.place.said
    others = dict.fromkeys(one.place.path for one in ranked.also if one.place.path != place.path)
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
        score=round(math.exp(ranked.score - best), 4),
        also_on=tuple(others)[:_ALSO_ON],
    )
