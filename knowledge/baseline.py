"""A saved evaluation, and what got worse since. Pure functions, and one file.

A fall counts as a regression when it is larger than the tolerance *and* than what chance explains:
the binomial standard error of the baseline's share, sqrt(p (1 - p) / n), and never less than one
question. Small groups therefore need a larger fall. Hit rates and AUROC see only the order; that a
confidence is too sure shows in the calibration error and in what triage answers.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import DoorstepError
from knowledge.evaluation import LabelledQuestion, Outcome, report
from knowledge.storing import write_whole

TOLERANCE = 0.03
_FORMAT = 1
_HITS = ("hit@1", "hit@5", "hit@10", "mrr")
_JUDGED = ("answerable", "unanswerable")
_ANSWERED = {  # of each kind's questions, by what triage decided
    "answered": ("answer",),
    "with caveat": ("answer", "answer_with_caveat"),
}
_SLOWER, _SLOWER_MS = 1.5, 10.0  # p95 may be so many times and milliseconds more


@dataclass(frozen=True, slots=True)
class Saved:
    """A report with what it was made of. `asked` identifies the questions and their labels."""

    report: Mapping[str, Any]
    asked: str
    made: str = ""
    embeddings: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure before and now; `allowed` is how much worse it may be, None = it is only shown."""

    group: str
    figure: str
    before: float
    now: float
    allowed: float | None
    more_is_better: bool = True

    @property
    def worse(self) -> bool:
        """Whether it regressed."""
        fall = self.before - self.now if self.more_is_better else self.now - self.before
        return self.allowed is not None and fall > self.allowed + 1e-9


def saved(outcomes: Sequence[Outcome], made: str, embeddings: str, sources: Sequence[str]) -> Saved:
    """What `write` keeps of an evaluation."""
    asked = identity(one.question for one in outcomes)
    return Saved(report(outcomes), asked, made, embeddings, tuple(sources))


def identity(questions: Iterable[LabelledQuestion]) -> str:
    """Changes with any question, label or setting, and not with their order: 16 hex digits."""
    lines = sorted(
        json.dumps([sorted(value) if isinstance(value, frozenset) else value for value in fields])
        for fields in map(astuple, questions)
    )
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def write(file: Path, found: Saved) -> None:
    """Save a baseline. Raises DoorstepError."""
    write_whole(
        file,
        {
            "format": _FORMAT,
            "made": found.made,
            "embeddings": found.embeddings,
            "sources": list(found.sources),
            "asked": found.asked,
            "report": found.report,
        },
    )


def read(file: Path) -> Saved:
    """A saved baseline. Raises DoorstepError when it is none."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        fitting = kept["format"] == _FORMAT
        found = Saved(
            dict(kept["report"]),
            str(kept["asked"]),
            str(kept["made"]),
            str(kept["embeddings"]),
            tuple(kept["sources"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        fitting = False
    if not fitting:
        raise DoorstepError(
            f"{file} is not a baseline that can be read.", "Save one with `doorstep eval … --save`."
        )
    return found


def differences(
    before: Mapping[str, Any], now: Mapping[str, Any], tolerance: float, *, with_latency: bool
) -> list[Difference]:
    """Every figure of both reports; those of one report alone have no counterpart."""
    found = [
        Difference(
            group,
            figure,
            old[figure],
            new[figure],
            _allowed(old[figure], new["questions"], tolerance),
        )
        for group, old, new in _pairs(before, now, "hits")
        for figure in _HITS
    ]
    found += _refusals(before, now, tolerance)
    found += _answered(before, now, tolerance)
    found.append(_calibration(before, now, tolerance))
    if before["latency_ms"] and now["latency_ms"]:
        old, new = before["latency_ms"]["p95"], now["latency_ms"]["p95"]
        allowed = old * (_SLOWER - 1) + _SLOWER_MS if with_latency else None
        found.append(Difference("all", "p95 ms", old, new, allowed, more_is_better=False))
    return found


def _refusals(
    before: Mapping[str, Any], now: Mapping[str, Any], tolerance: float
) -> list[Difference]:
    """Of the two kinds, the one with fewer questions decides how sure a figure is."""
    kinds = [now["questions"].get(kind, {}) for kind in _JUDGED]
    found = []
    for figure, old in before["refusal"].items():
        new = now["refusal"].get(figure)
        if new is None or figure == "threshold":
            continue
        language = figure.removeprefix("auroc_") if figure.startswith("auroc_") else "all"
        count = min(kind.get(language, 0) for kind in kinds)
        name = "auroc" if language != "all" else figure
        found.append(Difference(language, name, old, new, _allowed(old, count, tolerance)))
    return found


def _answered(
    before: Mapping[str, Any], now: Mapping[str, Any], tolerance: float
) -> list[Difference]:
    """What triage answers: more is better where a page answers, worse where none does."""
    found = []
    for kind, old, new in _pairs(before, now, "decisions"):
        if kind not in _JUDGED:
            continue
        count = sum(new.values())
        for figure, decided in _ANSWERED.items():
            was, is_now = (
                sum(one.get(name, 0) for name in decided) / sum(one.values()) for one in (old, new)
            )
            allowed = _allowed(was, count, tolerance)
            better = kind == "answerable"
            found.append(Difference(kind, figure, was, is_now, allowed, more_is_better=better))
    return found


def _calibration(before: Mapping[str, Any], now: Mapping[str, Any], tolerance: float) -> Difference:
    """A mean of gaps between shares: chance moves it by the standard error of a share at most."""
    count = sum(now["questions"].get(kind, {}).get("all", 0) for kind in _JUDGED)
    allowed = _allowed(0.5, count, tolerance)
    name = "calibration_error"
    return Difference("all", name, before[name], now[name], allowed, more_is_better=False)


def _pairs(
    before: Mapping[str, Any], now: Mapping[str, Any], part: str
) -> list[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    return [(name, old, now[part][name]) for name, old in before[part].items() if name in now[part]]


def _allowed(share: float, questions: int, tolerance: float) -> float:
    """How far a share of so many questions may fall."""
    if not questions:
        return math.inf
    chance = math.sqrt(max(share * (1 - share), 0.0) / questions)
    return max(tolerance, chance, 1 / questions)
