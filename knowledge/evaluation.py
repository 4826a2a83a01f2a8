"""Figures over answered questions: hit rates, refusals, calibration, latency. Pure functions.

The questions are JSON lines; of each record we read `id`, `question`, `lang`, `kind` (answerable,
unanswerable, needs_ticket), `platform`, `version`, `source_type`, `corpus`, and the pages that
answer it: `gold_paths` with `gold_fragments`, all prefixed by the source's name.
`cross_lang_paths` are the same pages in the other language: right content, wrong language.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from knowledge.errors import DoorstepError
from knowledge.language import language_of
from knowledge.models import NO_FEATURES, Evidence, Query

SHOWN = 5  # pages that a person is shown; an answer among them counts as one
_CUTS = (1, SHOWN, 10)
_FALSE_REFUSALS = 0.05
_BINS = 10


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with the pages that answer it; `kind` says whether there are any."""

    id: str
    text: str
    language: str
    kind: str = "answerable"
    platform: str = ""
    version: str = ""
    source_type: str = ""
    corpus: str = ""
    gold: frozenset[str] = frozenset()
    cross: frozenset[str] = frozenset()

    def query(self, sources: Sequence[str] = ()) -> Query:
        return Query(
            text=self.text,
            language=self.language,
            platform=self.platform,
            version=self.version,
            sources=tuple(sources),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for a question: ranked page paths, confidence, seconds it took.

    `features` are the figures behind the confidence; `decision` is triage's, "" = not asked.
    """

    question: LabelledQuestion
    paths: tuple[str, ...]
    confidence: float
    seconds: float = 0.0
    features: Mapping[str, float] = field(default_factory=lambda: NO_FEATURES)
    decision: str = ""

    @property
    def rank(self) -> int:
        """1 for a hit on the first page, ...; 0 = no gold page was shown."""
        return self._first(self.question.gold)

    @property
    def cross_rank(self) -> int:
        """The same for the gold pages' twins in the other language."""
        return self._first(self.question.cross)

    @property
    def answered(self) -> bool:
        """Whether the shown pages answer it; a twin does where its own language has no page."""
        return 0 < (self.rank if self.question.gold else self.cross_rank) <= SHOWN

    @property
    def judged(self) -> bool:
        """Whether the labels say if it was answered."""
        question = self.question
        return question.kind == "unanswerable" or bool(question.gold or question.cross)

    def _first(self, wanted: frozenset[str]) -> int:
        return next((i for i, path in enumerate(self.paths, start=1) if path in wanted), 0)


def outcome(
    question: LabelledQuestion, evidence: Evidence, seconds: float = 0.0, decision: str = ""
) -> Outcome:
    """The outcome of a search, without its texts."""
    paths = tuple(dict.fromkeys(passage.path for passage in evidence.passages))
    return Outcome(question, paths, evidence.confidence, seconds, evidence.features, decision)


def read_questions(file: Path) -> list[LabelledQuestion]:
    """Read JSON lines; blank lines are skipped. Raises DoorstepError that names the bad line."""
    questions = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DoorstepError(
            f"{file} cannot be read.", "Give a UTF-8 file of JSON lines."
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(_question(json.loads(line), number))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DoorstepError(
                f"{file}, line {number} is not a labelled question.",
                'Each line needs at least {"question": "…"}; see the README.',
            ) from error
    return questions


def _question(record: Mapping[str, object], number: int) -> LabelledQuestion:
    def words(key: str, default: str = "") -> str:
        return str(record.get(key) or default)

    def paths(key: str) -> list[str]:
        value = record.get(key) or []
        return [str(path) for path in value] if isinstance(value, list) else []

    text = str(record["question"])
    return LabelledQuestion(
        id=words("id", str(number)),
        text=text,
        language=words("lang") or words("language") or language_of(text),
        kind=words("kind", "answerable"),
        platform=words("platform"),
        version=words("version"),
        source_type=words("source_type"),
        corpus=words("corpus"),
        gold=frozenset(paths("gold_paths") + paths("gold_fragments")),
        cross=frozenset(paths("cross_lang_paths")),
    )


def report(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Everything as plain JSON: hit rates by group, refusals, calibration, latency, decisions."""
    return {
        "questions": counts(outcomes),
        "hits": {name: hits(members) for name, members in groups(outcomes).items()},
        "cross_language": cross_language(outcomes),
        "refusal": refusal(outcomes),
        "calibration_error": calibration_error(outcomes),
        "decisions": decisions(outcomes),
        "latency_ms": latency(outcomes),
    }


def groups(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    """Answerable questions: all, by source type, by language, and by corpus with both."""
    answerable = [o for o in outcomes if o.question.kind == "answerable" and o.question.gold]
    found: dict[str, list[Outcome]] = {"all": answerable} if answerable else {}
    for parts in (("source_type",), ("language",), ("corpus", "source_type", "language")):
        finer: dict[str, list[Outcome]] = {}
        for one in answerable:
            name = "/".join(filter(None, (str(getattr(one.question, part)) for part in parts)))
            finer.setdefault(name, []).append(one)
        if len(finer) > 1 or len(parts) > 1:  # one language only: that would be "all" again
            found |= {name: finer[name] for name in sorted(finer) if name}
    return found


def counts(outcomes: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """How many questions of each kind, all and by language."""
    found: dict[str, Counter[str]] = {}
    for one in outcomes:
        found.setdefault(one.question.kind, Counter()).update(["all", one.question.language])
    return {kind: dict(sorted(found[kind].items())) for kind in sorted(found)}


def decisions(outcomes: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """How often triage decided what, by kind of question; {} when it was not asked."""
    found: dict[str, Counter[str]] = {}
    for one in outcomes:
        if one.decision:
            found.setdefault(one.question.kind, Counter())[one.decision] += 1
    return {kind: dict(found[kind].most_common()) for kind in sorted(found)}


def cross_language(outcomes: Iterable[Outcome]) -> dict[str, float]:
    """Right content in the wrong language, over the questions whose pages have a twin.

    `shown@5`: the twin is among the first five; `instead@5`: it is, and no gold page is.
    """
    twins = [o for o in outcomes if o.question.cross and o.question.gold]
    shown = [o for o in twins if 0 < o.cross_rank <= SHOWN]
    if not twins:
        return {}
    instead = sum(not one.answered for one in shown)
    return {
        "questions": len(twins),
        **_rounded({"shown@5": len(shown) / len(twins), "instead@5": instead / len(twins)}),
    }


def hits(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Number of questions, hit@1/5/10 and mean reciprocal rank (0..1)."""
    ranks = [o.rank for o in outcomes]
    shares = {f"hit@{cut}": sum(0 < rank <= cut for rank in ranks) / len(ranks) for cut in _CUTS}
    reciprocal = sum(1 / rank for rank in ranks if rank) / len(ranks)
    return {"questions": len(ranks), **_rounded(shares), "mrr": round(reciprocal, 3)}


def refusal(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """How well the confidence tells answerable from unanswerable; {} when one kind is missing.

    `auroc` over all and for each language; `refused_at_5`: share of unanswerable questions that
    are refused when the threshold lets 95 % of the answerable ones through.
    """
    found = _refusal(outcomes)
    for language in sorted({o.question.language for o in outcomes}):
        some = _refusal([o for o in outcomes if o.question.language == language])
        if some:
            found[f"auroc_{language}"] = some["auroc"]
    return found


def _refusal(outcomes: Iterable[Outcome]) -> dict[str, float]:
    by_kind: dict[str, list[float]] = {"answerable": [], "unanswerable": []}
    for one in outcomes:
        by_kind.setdefault(one.question.kind, []).append(one.confidence)
    good, bad = np.array(by_kind["answerable"]), np.array(by_kind["unanswerable"])
    if not (good.size and bad.size):
        return {}
    threshold = float(np.quantile(good, _FALSE_REFUSALS))
    return _rounded(
        {
            "auroc": auroc(good, bad),
            "refused_at_5": float((bad < threshold).mean()),
            "threshold": threshold,
        }
    )


def auroc(good: Sequence[float] | np.ndarray, bad: Sequence[float] | np.ndarray) -> float:
    """The probability that a good one scores above a bad one; ties count half."""
    first, second = np.asarray(good)[:, None], np.asarray(bad)[None, :]
    return float((first > second).mean() + 0.5 * (first == second).mean())


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Expected calibration error (0..1) of the confidence that the first five answer it."""
    judged = [o for o in outcomes if o.judged]
    if not judged:
        return 0.0
    confidence = np.array([o.confidence for o in judged])
    right = np.array([o.answered for o in judged], dtype=float)
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in range(_BINS)
        if (bins == b).any()
    ]
    return round(float(sum(gaps)), 3)


def latency(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """50th and 95th percentile and the maximum, in milliseconds."""
    times = np.array([o.seconds for o in outcomes]) * 1000
    if not times.size:
        return {}
    p50, p95 = np.quantile(times, [0.5, 0.95])
    return _rounded({"p50": float(p50), "p95": float(p95), "max": float(times.max())}, 1)


def _rounded(figures: Mapping[str, float], digits: int = 3) -> dict[str, float]:
    return {name: round(value, digits) for name, value in figures.items()}
