from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from knowledge import baseline
from knowledge.baseline import Difference, differences, identity
from knowledge.errors import DoorstepError
from knowledge.evaluation import LabelledQuestion, Outcome, report

GOLD, TWIN = "d/en/gold.md", "d/zh/gold.md"


def outcome(number: int, rank: int, confidence: float = 0.9, language: str = "en") -> Outcome:
    question = LabelledQuestion(
        f"q{number}",
        f"text {number}",
        language,
        source_type="faq",
        gold=frozenset({GOLD}),
        cross=frozenset({TWIN}),
    )
    others = tuple(f"d/{n}.md" for n in range(10))
    paths = (*others[: rank - 1], GOLD, *others[rank:]) if rank else others
    return Outcome(question, paths, confidence, 0.020, decision="answer")


def unanswerable(number: int, confidence: float) -> Outcome:
    question = LabelledQuestion(f"u{number}", f"other {number}", "en", "unanswerable")
    return Outcome(question, ("d/1.md",), confidence, 0.020, decision="unknown")


def a_report(found: int, asked: int, refused: int = 10) -> dict[str, Any]:
    """`found` of `asked` on the first place; `refused` of ten others are told apart."""
    outcomes = [outcome(n, 1 if n < found else 0) for n in range(asked)]
    outcomes += [unanswerable(n, 0.1 if n < refused else 0.95) for n in range(10)]
    return dict(json.loads(json.dumps(report(outcomes))))


def worse(before: dict[str, Any], now: dict[str, Any], tolerance: float = 0.03) -> set[str]:
    found = differences(before, now, tolerance, with_latency=False)
    return {f"{one.group} {one.figure}" for one in found if one.worse}


def test_the_same_figures_are_no_regression() -> None:
    assert worse(a_report(90, 100), a_report(90, 100), tolerance=0.0) == set()


def test_a_fall_beyond_tolerance_and_chance_is_one() -> None:
    # One standard error of 0.9 over 100 questions is 0.03.
    assert worse(a_report(90, 100), a_report(87, 100)) == set()
    assert worse(a_report(90, 100), a_report(86, 100)) == {
        f"{group} {figure}"
        for group in ("all", "faq/en")
        for figure in ("hit@1", "hit@5", "hit@10", "mrr")
    }
    assert worse(a_report(90, 100), a_report(86, 100), tolerance=0.05) == set()


def test_a_better_figure_is_no_regression() -> None:
    assert worse(a_report(50, 100, refused=5), a_report(100, 100, refused=10)) == set()


def test_one_question_of_a_small_group_is_chance() -> None:
    assert worse(a_report(3, 3), a_report(2, 3)) == set()
    assert worse(a_report(3, 3), a_report(1, 3))


def test_refusals_count_by_the_kind_with_fewer_questions() -> None:
    assert worse(a_report(90, 100), a_report(90, 100, refused=9)) == set()
    assert worse(a_report(90, 100), a_report(90, 100, refused=7)) == {
        "all auroc",
        "all refused_at_5",
        "en auroc",
    }


def surer(by: float, threshold: float = 0.7) -> dict[str, Any]:
    """Thirty answered questions, twenty without an answer; every confidence moved in log odds."""

    def moved(one: Outcome) -> Outcome:
        odds = one.confidence / (1 - one.confidence) * math.exp(by)
        confidence = odds / (1 + odds)
        decision = "answer" if confidence >= threshold else "unknown"
        return replace(one, confidence=confidence, decision=decision)

    good = [outcome(n, 1 if n < 27 else 0, 0.8 + n / 200) for n in range(30)]
    bad = [unanswerable(n, 0.02 + n / 100) for n in range(20)]
    return dict(json.loads(json.dumps(report([moved(one) for one in (*good, *bad)]))))


def test_a_confidence_that_is_too_sure_is_a_regression_though_the_order_is_the_same() -> None:
    before, now = surer(0.0), surer(6.0)
    assert before["refusal"]["auroc"] == now["refusal"]["auroc"]
    assert worse(before, now) == {
        "all calibration_error",
        "unanswerable answered",
        "unanswerable with caveat",
    }
    assert worse(before, surer(0.1)) == set()


def test_a_confidence_that_is_too_low_answers_less() -> None:
    found = worse(surer(0.0), surer(-2.0))
    assert {"answerable answered", "answerable with caveat"} <= found
    assert "unanswerable answered" not in found


def test_more_answers_with_a_caveat_count_too() -> None:
    before = a_report(90, 100)
    caveats = {"answerable": {"answer": 100}, "unanswerable": {"answer_with_caveat": 10}}
    assert worse(before, before | {"decisions": caveats}) == {"unanswerable with caveat"}


def test_latency_counts_only_when_asked_and_generously() -> None:
    before = a_report(10, 10)
    slower = before | {"latency_ms": {"p50": 20.0, "p95": 39.0, "max": 80.0}}
    slow = before | {"latency_ms": {"p50": 20.0, "p95": 41.0, "max": 80.0}}

    def failing(now: dict[str, Any], *, with_latency: bool) -> list[Difference]:
        found = differences(before, now, 0.03, with_latency=with_latency)
        return [one for one in found if one.worse]

    assert before["latency_ms"]["p95"] == 20.0
    assert not failing(slow, with_latency=False)
    assert not failing(slower, with_latency=True)
    assert [one.figure for one in failing(slow, with_latency=True)] == ["p95 ms"]


def test_a_group_that_is_gone_is_not_compared() -> None:
    before = a_report(10, 10)
    now = before | {"hits": {"all": before["hits"]["all"]}, "refusal": {}}
    assert worse(before, now) == set()


def test_a_baseline_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    found = baseline.saved([outcome(1, 2)], "2026-11-25", "bundled", ["d"])
    file = tmp_path / "baseline.json"
    baseline.write(file, found)
    kept = baseline.read(file)
    assert kept.report == json.loads(json.dumps(found.report))
    assert (kept.asked, kept.sources, kept.made) == (found.asked, ("d",), "2026-11-25")
    assert [path.name for path in tmp_path.iterdir()] == ["baseline.json"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 2}', '{"format": 1}', "nonsense"])
def test_anything_else_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(content)
    with pytest.raises(DoorstepError, match="not a baseline"):
        baseline.read(file)


def test_questions_are_the_same_in_any_order_but_not_with_other_labels() -> None:
    one, two = outcome(1, 1).question, outcome(2, 1).question
    assert identity([one, two]) == identity([two, one])
    for changed in (
        replace(one, gold=frozenset({"d/other.md"})),
        replace(one, kind="needs_ticket"),
        replace(one, platform="ios"),
    ):
        assert identity([changed, two]) != identity([one, two])


def test_the_report_tells_groups_twins_and_decisions() -> None:
    shown_twin = replace(outcome(3, 0), paths=(TWIN, "d/1.md"))
    chinese = replace(outcome(4, 1, language="zh"), decision="ask_details")
    found = report([outcome(1, 1), outcome(2, 7), shown_twin, chinese, unanswerable(1, 0.1)])
    hits: Any = found["hits"]
    assert {name: one["questions"] for name, one in hits.items()} == {
        "all": 4,
        "en": 3,
        "zh": 1,
        "faq/en": 3,
        "faq/zh": 1,
    }
    assert found["cross_language"] == {"questions": 4, "shown@5": 0.25, "instead@5": 0.25}
    assert found["decisions"] == {
        "answerable": {"answer": 3, "ask_details": 1},
        "unanswerable": {"unknown": 1},
    }
    assert found["questions"] == {
        "answerable": {"all": 4, "en": 3, "zh": 1},
        "unanswerable": {"all": 1, "en": 1},
    }
