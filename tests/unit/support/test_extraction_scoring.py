"""The scorer, on made-up reports."""

import pytest

from bot.support.extraction.models import LIST_FIELDS
from bot.support.extraction.scoring import folds, matched, normalised, problem, score


def flat(**fields: object) -> dict[str, object]:
    empty: dict[str, object] = {name: [] for name in LIST_FIELDS}
    told = {"repro_steps_present": False, "logs_present": False, "severity": "medium"}
    return empty | told | fields


@pytest.mark.parametrize(
    ("wanted", "found", "hits"),
    [
        (["^4.1.1"], ["4.1.1"], 1),
        (["11"], ["Android 11"], 1),
        (["4.1"], ["14.1"], 0),
        (["iPhone 8"], ["iphone 8"], 1),
        (["a", "a"], ["a"], 1),
        (["3.5。2"], ["v3.5.2"], 1),
    ],
)
def test_matching(wanted: list[str], found: list[str], hits: int) -> None:
    assert matched(wanted, found) == hits


def test_exact_matching_needs_the_whole_value() -> None:
    assert matched(["11"], ["Android 11"], exact=True) == 0
    assert normalised("V4.1.1") == "4.1.1"


def test_scores_per_field() -> None:
    scores = score(
        [
            ("a", flat(sdk_version=["1.0"], severity="critical"),
             flat(sdk_version=["1.0", "2.0"], severity="low")),
            ("b", flat(sdk_version=["3.0"], logs_present=True), flat()),
        ]
    )  # fmt: skip
    versions = scores.lists["sdk_version"]
    assert (versions.precision, versions.recall, versions.f1) == (0.5, 0.5, 0.5)
    assert scores.accuracy == {"repro_steps_present": 1.0, "logs_present": 0.5, "severity": 0.5}
    assert scores.critical_below_high == 1
    assert {(miss.id, miss.field) for miss in scores.misses} == {
        ("a", "sdk_version"), ("a", "severity"), ("b", "sdk_version"), ("b", "logs_present"),
    }  # fmt: skip


def test_nothing_wanted_and_nothing_found_is_right() -> None:
    assert score([("a", flat(), flat())]).lists["device"].f1 == 1.0


def test_folds_hold_each_report_once() -> None:
    triples = [(str(number), flat(), flat()) for number in range(7)]
    parts = folds(triples, 3)
    assert [part.reports for part in parts] == [3, 2, 2]
    assert len(folds(triples[:2], 5)) == 2


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (flat(), ""),
        (None, "`expected` is missing"),
        (flat(device="x"), "`expected.device` is no list"),
        (flat(logs_present="yes"), "`expected.logs_present` is neither true nor false"),
        (flat(severity="bad"), "`expected.severity` is none of critical, high, medium, low"),
    ],
)
def test_annotations_are_checked(expected: object, said: str) -> None:
    assert problem(expected) == said
