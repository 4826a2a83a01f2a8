"""Scores of candidate chunks: field-weighted BM25, and a linear model over signals of each place.

Pure functions over terms and numbers; what to load and in which order is `knowledge.retrieval`'s.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from knowledge.lexical import Entry
from knowledge.models import PageStatus
from knowledge.versions import version_nearness

_DEEP = 10.0  # ranks until the signal `rank` has halved


@dataclass(frozen=True, slots=True)
class Fields:
    """How BM25 counts a term in a title, a heading and the body."""

    title: float = 1.5
    heading: float = 1.0
    saturation: float = 1.2  # BM25 k1
    length: float = 0.5  # BM25 b


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal is worth, in units of log odds: a score one higher is e times as likely.

    Round figures near what `python -m benchmarks.ranking` fits on labelled questions; see
    docs/quality.md. `sibling` is for pages: what each page before them takes that is the same guide
    for another platform. No reranker could be measured where this was written: its figure is the
    plain one.
    """

    lexical: float = 3.8
    rank: float = 0.4
    dense: float = 2.4
    both: float = 0.4
    opening: float = 1.0
    names: float = 0.7
    headings: float = 1.0
    introduction: float = 1.5
    named_source: float = 2.2
    same_platform: float = 2.1
    other_platform: float = -0.7
    other_language: float = -2.2
    same_version: float = 1.2
    other_version: float = -0.8
    same_product: float = 0.8
    release: float = -2.7
    archived: float = -3.7
    only_questions: float = -3.2
    company: float = 1.2
    source_share: float = 2.0
    sibling: float = -0.6
    reranker: float = 1.0  # of the log odds that a reranker gives


Signals = Mapping[str, float]
"""What speaks for and against a place as the answer: signal (see `SIGNALS`) -> 0..1; 0 if missing.

lexical: BM25, against the best candidate's; rank: nearness to its top; dense: similarity, against
the best's; both: found by both searches; opening, names, headings: share of the worth of the
question's first line, of its names, of all its terms (in the headings) that stand there;
introduction: the page's first passage; named_source: the question names the source; release: an
entry of release notes, while the question does not ask for one; company: further candidates on its
page; source_share: its source's share of what all candidates promise (see `shares`); the others:
see `scope_signals`.
"""

_OF_PAGES = frozenset({"sibling", "reranker"})
OF_NEIGHBOURS = ("company", "source_share")
SIGNALS = tuple(one.name for one in fields(Weights) if one.name not in _OF_PAGES)


def score(signals: Signals, weights: Weights) -> float:
    """The linear model: larger is better; only differences mean something."""
    worth = [value * float(getattr(weights, name)) for name, value in signals.items() if value]
    return sum(worth)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The question's terms in one language: term -> its weight times its idf.

    `opening` and `names` are those of its first line, and those that look like names; the totals
    are their worth.
    """

    worth: Mapping[str, float]
    opening: frozenset[str]
    names: frozenset[str]
    total: float
    opening_total: float
    names_total: float

    @classmethod
    def of(cls, worth: Mapping[str, float], opening: Iterable[str], names: Iterable[str]) -> Wanted:
        """Terms that are not in `worth` are left out."""
        first, named = worth.keys() & opening, worth.keys() & names
        return cls(
            worth,
            frozenset(first),
            frozenset(named),
            sum(worth.values()),
            sum(worth[term] for term in first),
            sum(worth[term] for term in named),
        )

    def standing_for(self, whole: Wanted) -> Wanted:
        """As a translation of `whole`: what could not be translated is not covered either."""
        return replace(
            self,
            total=max(self.total, whole.total),
            opening_total=max(self.opening_total, whole.opening_total),
            names_total=max(self.names_total, whole.names_total),
        )


@dataclass(frozen=True, slots=True)
class Match:
    """How a chunk meets the question's terms. Shares are of worth, 0..1.

    `strength` is BM25 as a share of what a chunk full of every term would get; `held` are the terms
    that stand in the chunk.
    """

    strength: float
    held: frozenset[str]
    coverage: float = 0.0
    opening: float = 0.0
    names: float = 0.0
    headings: float = 0.0


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


def match(entry: Entry, wanted: Wanted, mean_length: float, counting: Fields) -> Match:
    """BM25F of one chunk (term counts of the fields are weighted and added, then saturated)."""
    longer = 1 - counting.length + counting.length * entry.length / max(mean_length, 1.0)
    steep = counting.saturation + 1
    points = covered = opening = names = headings = 0.0
    held = entry.counts.keys() & wanted.worth.keys()
    for term in held:
        title, heading, body = entry.counts[term]
        worth = wanted.worth[term]
        count = counting.title * min(title, 2) + counting.heading * min(heading, 2) + body / longer
        points += worth * count * steep / (count + counting.saturation)
        covered += worth
        opening += worth if term in wanted.opening else 0.0
        names += worth if term in wanted.names else 0.0
        headings += worth if heading else 0.0
    total = wanted.total or 1.0
    return Match(
        strength=points / (total * steep),
        held=frozenset(held),
        coverage=covered / total,
        opening=opening / (wanted.opening_total or 1.0),
        names=names / (wanted.names_total or 1.0),
        headings=headings / total,
    )


def coverage(held: Iterable[str], worth: Mapping[str, float]) -> float:
    """The share (0..1) of the question's worth that the held terms make up."""
    total = sum(worth.values())
    return sum(worth.get(term, 0.0) for term in held) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Scope:
    """The asker's setting; "" = unknown. `text` is the question, lower case."""

    platform: str = ""
    language: str = ""
    version: str = ""
    product: str = ""
    text: str = ""
    about_releases: bool = False


def found_signals(
    matches: Mapping[int, Match], dense: Mapping[int, float]
) -> dict[int, dict[str, float]]:
    """Signals of each candidate chunk that do not depend on where it stands."""
    top = max((match.strength for match in matches.values()), default=0.0) or 1.0
    floor, best = min(dense.values(), default=0.0), max(dense.values(), default=0.0)
    span = (best - floor) or 1.0
    by_strength = sorted(matches, key=lambda chunk: -matches[chunk].strength)
    ranks = {chunk: at for at, chunk in enumerate(by_strength)}
    return {
        chunk: {
            "lexical": match.strength / top,
            "rank": _DEEP / (_DEEP + ranks[chunk]),
            "dense": (dense[chunk] - floor) / span if chunk in dense else 0.0,
            "both": float(chunk in dense and bool(match.held)),
            "opening": match.opening,
            "names": match.names,
            "headings": match.headings,
        }
        for chunk, match in matches.items()
    }


def shares(promised: Mapping[str, Iterable[float]]) -> dict[str, float]:
    """The share (0..1) of each source in the odds of all, from the scores of its pages.

    Products that do the same are described in the same words; which one a question is about shows
    in how many of its pages fit.
    """
    top = max((score for scores in promised.values() for score in scores), default=0.0)
    odds = {
        name: sum(math.exp(score - top) for score in scores) for name, scores in promised.items()
    }
    total = sum(odds.values()) or 1.0
    return {name: value / total for name, value in odds.items()}


def scope_signals(
    scope: Scope,
    *,
    source: str,
    platforms: Sequence[str],
    language: str,
    version: str,
    product: str,
    status: PageStatus,
    release: bool,
) -> dict[str, float]:
    """Signals of a place that come from the asker's setting."""
    known = bool(scope.platform and platforms)
    nearness = version_nearness(scope.version, version)
    return {
        "same_platform": float(known and scope.platform in platforms),
        "other_platform": float(known and scope.platform not in platforms),
        "other_language": float(language != scope.language),
        "same_version": nearness or 0.0,
        "other_version": float(nearness == 0),
        "same_product": float(bool(scope.product) and scope.product in product.lower()),
        "archived": float(status is PageStatus.ARCHIVED),
        "release": float(release and not scope.about_releases),
        "named_source": float(names_source(scope.text, source)),
    }


def names_source(text: str, source: str) -> bool:
    """Whether a question (lower case) says the name of a source: "agora" of ``agora-en``."""
    return any(part in text for part in source.lower().split("-") if len(part) > _SHORT_NAME)


_SHORT_NAME = 3  # letters; "en", "docs", "sdk" name nothing


def only_questions(text: str) -> bool:
    """Whether most lines of a text are questions: an index of a FAQ, not an answer."""
    lines = [line.strip(" *_`\t") for line in text.split("\n") if line.strip()]
    asking = sum(line.endswith(("?", "？")) for line in lines)
    return asking > len(lines) / 2
