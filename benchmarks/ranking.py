"""Fit the ranking's weights on labelled questions, and say what they are worth on held-out ones.

    python -m benchmarks.ranking QUESTIONS.jsonl --home DIR [--strength 100] [--folds 5]

DIR is a DOORSTEP_HOME whose index holds the questions' corpora. Each question is asked twice: in
its corpus alone and in all together. The fit is a listwise softmax (the share of the score that
goes to pages which answer), by Adam in numpy, drawn towards the present weights with `--strength`.
Nothing is changed: the printed weights are for `knowledge.ranking.Weights`, by hand.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.embeddings import BundledEmbeddings
from knowledge.evaluation import LabelledQuestion, read_questions
from knowledge.index import KnowledgeIndex
from knowledge.ranking import SIGNALS, Weights, score
from knowledge.retrieval import Candidate, Retriever, ranked_pages

Vector = npt.NDArray[np.float64]
_STEPS = 400
_RATE = 0.03


@dataclass(frozen=True)
class Asked:
    """A question's candidates, and which of them stand on a page that answers it."""

    question: LabelledQuestion
    where: str
    candidates: list[Candidate]

    def rank(self, weights: Weights) -> int:
        """1 for a hit on the first page, ...; 0 = not among the first ten."""
        pages = ranked_pages(self.candidates, weights)[:10]
        hits = (n for n, page in enumerate(pages, start=1) if self._answers(page.place))
        return next(hits, 0)

    def rows(self, weights: Weights) -> tuple[Vector, npt.NDArray[np.bool_]]:
        """The signals of each distinct text at its best place, and whether it answers."""
        best: dict[str, tuple[float, Candidate]] = {}
        for one in self.candidates:
            worth = score(one.signals, weights)
            if one.said.hash not in best or worth > best[one.said.hash][0]:
                best[one.said.hash] = (worth, one)
        chosen = [one for _, one in best.values()]
        signals = [[float(one.signals.get(name, 0.0)) for name in SIGNALS] for one in chosen]
        return np.array(signals), np.array([self._answers(one) for one in chosen])

    def _answers(self, candidate: Candidate) -> bool:
        return candidate.place.path in self.question.gold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("questions", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--strength", type=float, default=100.0, help="of the present weights")
    parser.add_argument("--folds", type=int, default=5)
    options = parser.parse_args()
    index = KnowledgeIndex(options.home / "index", BundledEmbeddings())
    every = _ask(read_questions(options.questions), index)
    _show("present weights", [(one, one.rank(Weights())) for one in every])
    ids = sorted({one.question.id for one in every})
    np.random.default_rng(0).shuffle(ids)
    held_out, fitted = [], []
    for fold in range(options.folds):
        left_out = set(ids[fold :: options.folds])
        weights = _fit([one for one in every if one.question.id not in left_out], options.strength)
        fitted.append(weights)
        held_out += [(one, one.rank(weights)) for one in every if one.question.id in left_out]
    _show("fitted, held-out folds", held_out)
    for name in SIGNALS:
        values = [getattr(one, name) for one in fitted]
        print(f"{name:>16} {np.mean(values):6.2f} ± {np.std(values):.2f}")


def _ask(questions: Sequence[LabelledQuestion], index: KnowledgeIndex) -> list[Asked]:
    retriever = Retriever(index)
    corpora = tuple(sorted({one.corpus for one in questions if one.corpus}))
    found = []
    for one in questions:
        if one.kind == "answerable" and one.gold:
            for where, sources in (("alone", (one.corpus,)), ("together", corpora)):
                query = one.query([source for source in sources if source])
                found.append(Asked(one, where, retriever.candidates(query)))
    return found


def _fit(asked: Sequence[Asked], strength: float) -> Weights:
    start = Weights()
    lists = [rows for one in asked if one.candidates and (rows := one.rows(start))[1].any()]
    spread = np.concatenate([signals for signals, _ in lists]).std(axis=0) + 1e-3
    anchor = np.array([getattr(start, name) for name in SIGNALS]) * spread
    value, momentum, energy = anchor.copy(), np.zeros(len(SIGNALS)), np.zeros(len(SIGNALS))
    for step in range(1, _STEPS + 1):
        slope = strength * (value - anchor) / len(lists)
        for signals, answers in lists:
            slope += _slope(signals / spread, answers, value) / len(lists)
        momentum = 0.9 * momentum + 0.1 * slope
        energy = 0.99 * energy + 0.01 * slope**2
        value = value - _RATE * (momentum / (1 - 0.9**step)) / (
            np.sqrt(energy / (1 - 0.99**step)) + 1e-8
        )
    return replace(start, **dict(zip(SIGNALS, (value / spread).tolist(), strict=True)))


def _slope(signals: Vector, answers: npt.NDArray[np.bool_], value: Vector) -> Vector:
    """Of minus the log of the share that the answering texts get."""
    scores = signals @ value
    share = np.exp(scores - scores.max())
    share /= share.sum()
    wanted = np.where(answers, share, 0.0) + answers * 1e-9
    slope: Vector = signals.T @ (share - wanted / wanted.sum())
    return slope


def _show(title: str, ranks: Sequence[tuple[Asked, int]]) -> None:
    groups: dict[str, list[int]] = defaultdict(list)
    for one, rank in ranks:
        question = one.question
        name = f"{one.where} {question.source_type} {question.corpus}/{question.language}"
        groups[name].append(rank)
    print(title)
    for name, found in sorted(groups.items()):
        first, five = (np.mean([0 < rank <= cut for rank in found]) for cut in (1, 5))
        print(f"  {name:<52} n={len(found):3d} hit@1 {first:.2f} hit@5 {five:.2f}")


if __name__ == "__main__":
    main()
