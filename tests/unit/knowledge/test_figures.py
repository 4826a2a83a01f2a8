from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from knowledge.confidence import Confidence, fit
from knowledge.errors import DoorstepError
from knowledge.evaluation import LabelledQuestion, Outcome, read_questions, report
from knowledge.models import PageStatus
from knowledge.ranking import Scope, Weights, fuse, only_questions, scope_factor


def test_a_fitted_model_tells_the_kinds_apart() -> None:
    rng = np.random.default_rng(0)
    labels = [float(i % 2) for i in range(200)]
    rows = [{"a": label + rng.normal(0, 0.5), "noise": rng.normal()} for label in labels]
    model = Confidence(fit(rows, labels, ["a", "noise"]))
    assert model.of({"a": 1.0}) > 0.7
    assert model.of({"a": 0.0}) < 0.3
    assert abs(model.coefficients["noise"]) < 0.5 < model.coefficients["a"]


def test_the_default_confidence_stays_within_bounds() -> None:
    assert 0 <= Confidence().of({}) < 0.1
    assert Confidence().of(dict.fromkeys(Confidence().coefficients, 1.0)) > 0.9


def outcome(kind: str, paths: tuple[str, ...], confidence: float) -> Outcome:
    gold = frozenset({"d/gold.md"}) if kind == "answerable" else frozenset()
    question = LabelledQuestion("q", "text", "en", kind, source_type="faq", gold=gold)
    return Outcome(question, paths, confidence, 0.01)


def test_report() -> None:
    outcomes = [
        outcome("answerable", ("d/gold.md",), 0.9),
        outcome("answerable", ("d/x.md", "d/gold.md"), 0.8),
        outcome("answerable", ("d/x.md",), 0.3),
        outcome("unanswerable", ("d/x.md",), 0.1),
        outcome("unanswerable", ("d/x.md",), 0.5),
    ]
    found = json.loads(json.dumps(report(outcomes)))
    assert found["hits"]["faq/en"] == {
        "questions": 3,
        "hit@1": 0.333,
        "hit@5": 0.667,
        "hit@10": 0.667,
        "mrr": 0.5,
    }
    assert found["refusal"]["auroc"] == 0.833
    assert found["latency_ms"]["p95"] == 10.0
    assert report([])["refusal"] == {}


def test_questions_are_read_and_a_bad_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"question": "怎么加入频道", "gold_paths": ["d/a.md"]}\n\n')
    question = read_questions(file)[0]
    assert (question.id, question.language, question.gold) == ("1", "zh", frozenset({"d/a.md"}))
    file.write_text('{"question": "x"}\n{"text": 1}\n')
    with pytest.raises(DoorstepError, match="line 2"):
        read_questions(file)


def test_scope_prefers_the_askers_platform_and_current_pages() -> None:
    scope = Scope("ios", "en", "4.2", "")

    def factor(platforms: tuple[str, ...], status: PageStatus, version: str = "") -> float:
        return scope_factor(
            scope,
            platforms=platforms,
            language="en",
            version=version,
            product="",
            status=status,
            weights=Weights(),
        )

    same = factor(("ios",), PageStatus.CURRENT)
    neutral = factor((), PageStatus.CURRENT)
    assert same > neutral > factor(("web",), PageStatus.CURRENT)
    assert neutral > factor((), PageStatus.ARCHIVED)
    assert factor((), PageStatus.CURRENT, "v4.0") > factor((), PageStatus.CURRENT, "3.9")


def test_fusion_keeps_what_only_one_search_found() -> None:
    fused = fuse({1: 10.0, 2: 5.0}, {2: 0.9, 3: 0.4}, Weights(dense=0.5))
    assert fused[1] == pytest.approx(0.5)
    assert fused[2] == pytest.approx(0.75)
    assert fused[3] == 0.0


def test_an_index_of_questions_is_no_answer() -> None:
    assert only_questions("- How to join?\n- How to leave?")
    assert not only_questions("How to join?\nCall joinChannel.")
