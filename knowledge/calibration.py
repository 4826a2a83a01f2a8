"""Fitting the confidence on a user's own labelled questions, and keeping the fit with its figures.

What it predicts: the shown evidence (the first five pages) answers the question. Unanswerable
questions count in full as "no"; an answerable one whose page was not shown counts `MISS_WEIGHT`,
since another page than the labelled one may answer it too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from knowledge.confidence import BIAS, DEFAULT, Confidence, fit
from knowledge.errors import DoorstepError
from knowledge.evaluation import Outcome, calibration_error, counts, refusal
from knowledge.storing import write_whole
from knowledge.terms import TOKENISER

FEATURES = tuple(name for name in DEFAULT if name != BIAS)
LEAST_ANSWERED = 30
LEAST_UNANSWERABLE = 15
FOLDS = 5
SHUFFLES = 5
RIDGE = 10.0
MISS_WEIGHT = 0.5
_WORSE_AUROC = 0.02  # that a better log loss does not make up for
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Fitted:
    """Coefficients on all questions, and the figures of both models on questions held out.

    `held_out`: means over the shuffles. The default was fitted on none of the folds, so all its
    figures are; `questions`: kind -> language or "all" -> how many.
    """

    coefficients: Mapping[str, float]
    held_out: Mapping[str, float]
    default: Mapping[str, float]
    questions: Mapping[str, Mapping[str, int]]
    answered: int

    @property
    def objection(self) -> str:
        """Why the fit should not be used, "" = it should."""
        new, old = self.held_out, self.default
        if new["log_loss"] >= old["log_loss"]:
            return (
                "On questions held out, the fitted model is no better than the default"
                f" (log loss {new['log_loss']:.3f}, the default's is {old['log_loss']:.3f})."
            )
        if new["auroc"] < old["auroc"] - _WORSE_AUROC:
            return (
                "On questions held out, the fitted model tells answerable from unanswerable worse"
                f" than the default (AUROC {new['auroc']:.3f}, the default's is"
                f" {old['auroc']:.3f})."
            )
        return ""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fit as it is kept. `made` is a day; `embedding_model` and `tokeniser` are identities."""

    fitted: Fitted
    made: str
    file: str
    embedding_model: str
    tokeniser: str = TOKENISER
    features: tuple[str, ...] = FEATURES


@dataclass(frozen=True, slots=True)
class Choice:
    """The model to use, which one that is, in words, and why it is not the stored one."""

    confidence: Confidence
    said: str
    problem: str = ""


def calibrate(outcomes: Sequence[Outcome]) -> Fitted:
    """Fit, and cross-validate by question. Raises DoorstepError when there are too few."""
    judged = [o for o in outcomes if o.judged and o.question.kind != "needs_ticket"]
    answered = len({o.question.text for o in judged if o.answered})
    _require_enough(answered, len({o.question.text for o in judged if not _answerable(o)}))
    runs = [_figures(_held_out(judged, seed)) for seed in range(SHUFFLES)]
    names = [name for name in runs[0] if all(name in run for run in runs)]
    return Fitted(
        coefficients={name: round(value, 4) for name, value in _fit(judged).items()},
        held_out={name: round(sum(run[name] for run in runs) / len(runs), 3) for name in names},
        default=_figures(_scored(judged, Confidence())),
        questions=counts(judged),
        answered=answered,
    )


def store(file: Path, calibration: Calibration) -> None:
    """Keep a calibration. Raises DoorstepError."""
    write_whole(file, {"format": _FORMAT, **as_json(calibration)})


def as_json(calibration: Calibration) -> dict[str, object]:
    """The calibration with what was done to get it, as plain values."""
    method = {"folds": FOLDS, "shuffles": SHUFFLES, "ridge": RIDGE, "miss_weight": MISS_WEIGHT}
    return {**asdict(calibration), "method": method}


def choose(file: Path, embedding_model: str) -> Choice:
    """The stored model if there is one that fits the index, else the default. Never raises."""
    if not file.exists():
        return Choice(Confidence(), "the default")
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        problem = _misfit(kept, embedding_model)
        coefficients = {str(name): float(x) for name, x in kept["fitted"]["coefficients"].items()}
        figures = {str(name): float(x) for name, x in kept["fitted"]["held_out"].items()}
        asked = sum(int(kind["all"]) for kind in kept["fitted"]["questions"].values())
        made = str(kept["made"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Choice(Confidence(), "the default", f"{file} cannot be read")
    if not all(map(math.isfinite, coefficients.values())):
        problem = f"{file} cannot be read"
    if problem:
        return Choice(Confidence(), "the default", problem)
    said = f"fitted on {asked} questions on {made}, held-out AUROC {figures['auroc']:.2f}"
    return Choice(Confidence(coefficients), said)


def _misfit(kept: Mapping[str, object], embedding_model: str) -> str:
    """Why stored coefficients do not fit, "" = they do."""
    if kept["format"] != _FORMAT:
        return f"its format {kept['format']} is unknown"
    if kept["embedding_model"] != embedding_model:
        return (
            f"it was fitted with the embedding model '{kept['embedding_model']}',"
            f" the index has '{embedding_model}'"
        )
    fitted = kept["fitted"]
    coefficients = fitted["coefficients"] if isinstance(fitted, dict) else {}
    if set(coefficients) != set(DEFAULT):
        return "it was fitted on other features than this version has"
    return ""


def _require_enough(answered: int, unanswerable: int) -> None:
    if answered >= LEAST_ANSWERED and unanswerable >= LEAST_UNANSWERABLE:
        return
    raise DoorstepError(
        f"There are {answered} answerable questions whose page was found and {unanswerable}"
        f" unanswerable ones; a fit needs at least {LEAST_ANSWERED} and {LEAST_UNANSWERABLE}."
        " With fewer, one question moves a held-out figure by more than"
        f" {100 / LEAST_UNANSWERABLE:.0f} points, and nothing could say whether the fit is better.",
        "Label more questions of that kind; until then the model in use stays.",
    )


def _answerable(one: Outcome) -> bool:
    return one.question.kind == "answerable"


def _held_out(outcomes: Sequence[Outcome], seed: int) -> list[Outcome]:
    """Each outcome with the confidence of a model that did not see its question."""
    folds = _folds(outcomes, seed)
    scored: list[Outcome] = []
    for fold in range(FOLDS):
        seen = [o for o in outcomes if folds[o.question.text] != fold]
        left = [o for o in outcomes if folds[o.question.text] == fold]
        scored += _scored(left, Confidence(_fit(seen)))
    return scored


def _folds(outcomes: Sequence[Outcome], seed: int) -> dict[str, int]:
    """Question -> fold. Every fold gets its share of each kind, and all askings of a question."""
    rng = np.random.default_rng(seed)
    folds: dict[str, int] = {}
    for answerable in (True, False):
        texts = sorted({o.question.text for o in outcomes if _answerable(o) is answerable})
        folds |= {texts[at]: n % FOLDS for n, at in enumerate(rng.permutation(len(texts)))}
    return folds


def _fit(outcomes: Sequence[Outcome]) -> dict[str, float]:
    return fit(
        [o.features for o in outcomes],
        [float(o.answered) for o in outcomes],
        FEATURES,
        sample_weights=[_weight(o) for o in outcomes],
        ridge=RIDGE,
    )


def _weight(one: Outcome) -> float:
    return MISS_WEIGHT if _answerable(one) and not one.answered else 1.0


def _scored(outcomes: Sequence[Outcome], model: Confidence) -> list[Outcome]:
    return [replace(o, confidence=model.of(o.features)) for o in outcomes]


def _figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """AUROC, all and by language, correct refusals at 5 % false ones, calibration error, log loss.

    The log loss weighs misses as the fit does, the calibration error as `doorstep eval` does.
    """
    found = refusal(outcomes)
    found.pop("threshold", None)
    chance = np.clip([o.confidence for o in outcomes], 1e-6, 1 - 1e-6)
    right = np.array([o.answered for o in outcomes])
    losses = -np.log(np.where(right, chance, 1 - chance))
    loss = float(np.average(losses, weights=[_weight(o) for o in outcomes]))
    return {
        **found,
        "calibration_error": calibration_error(outcomes),
        "log_loss": round(loss, 3),
    }
