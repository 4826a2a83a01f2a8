from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.confidence import Confidence, fit
from knowledge.errors import DoorstepError
from knowledge.evaluation import LabelledQuestion, Outcome, read_questions, report
from knowledge.lexical import Entry
from knowledge.live import Place, Texts
from knowledge.models import PageStatus
from knowledge.ranking import (
    Fields,
    Match,
    Scope,
    Wanted,
    Weights,
    found_signals,
    match,
    only_questions,
    scope_signals,
    score,
    shares,
)
from knowledge.retrieval import Candidate, among_others, ranked_pages
from knowledge.versions import version_nearness


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


def worth(place: dict[str, Any], scope: Scope | None = None) -> float:
    """What a place is worth by its setting alone."""
    usual: dict[str, Any] = {
        "source": "docs",
        "platforms": (),
        "language": "en",
        "version": "",
        "product": "",
        "status": PageStatus.CURRENT,
        "release": False,
    }
    asked = scope or Scope("ios", "en", "4.2", "")
    return score(scope_signals(asked, **(usual | place)), Weights())


def test_scope_prefers_the_askers_setting_and_current_pages() -> None:
    neutral = worth({})
    assert worth({"platforms": ("ios",)}) > neutral > worth({"platforms": ("web",)})
    assert neutral > worth({"status": PageStatus.ARCHIVED})
    assert neutral > worth({"language": "zh"})
    by_version = [worth({"version": one}) for one in ("v4.2.1", "4.0", "", "3.9")]
    assert by_version == sorted(by_version, reverse=True)
    assert len(set(by_version)) == 4


def test_release_notes_step_back_unless_they_are_asked_for() -> None:
    assert worth({"release": True}) < worth({})
    asking = Scope(language="en", about_releases=True)
    assert worth({"release": True}, asking) == worth({}, asking)


def test_a_source_that_is_named_comes_first() -> None:
    named = Scope(language="en", text="how do i use brightwire rooms?")
    assert worth({"source": "brightwire-en"}, named) > worth({"source": "other-docs"}, named)


@pytest.mark.parametrize(
    ("asked", "told", "nearness"),
    [
        ("4.3.1", "v4.3", 1.0),
        ("4.3.1", "4.x", 1.0),
        ("4.3.1", "4.2", 0.5),
        ("4", "3.9", 0.0),
        ("", "4", None),
        ("latest", "4", None),
    ],
)
def test_versions_are_near_or_far(asked: str, told: str, nearness: float | None) -> None:
    assert version_nearness(asked, told) == nearness


def test_a_chunk_is_matched_by_its_fields() -> None:
    wanted = Wanted.of({"token": 4.0, "renew": 2.0, "web": 1.0}, ["token"], ["web"])
    in_heading = match(Entry(10, {"token": (0, 1, 1), "renew": (0, 0, 1)}), wanted, 10, Fields())
    in_body = match(Entry(10, {"token": (0, 0, 1), "renew": (0, 0, 1)}), wanted, 10, Fields())
    assert in_heading.strength > in_body.strength > 0
    assert in_heading.coverage == in_body.coverage == pytest.approx(6 / 7)
    assert (in_heading.opening, in_heading.names) == (1.0, 0.0)
    assert in_heading.headings == pytest.approx(4 / 7)
    assert match(Entry(10, {}), wanted, 10, Fields()).strength == 0
    assert match(Entry(10, {"token": (1, 1, 9)}), Wanted.of({}, [], []), 10, Fields()).coverage == 0


def test_a_translation_covers_no_more_than_was_translated() -> None:
    whole = Wanted.of({"推流": 5.0, "价格": 5.0}, ["推流", "价格"], [])
    partly = Wanted.of({"publish": 4.0}, ["publish"], []).standing_for(whole)
    found = match(Entry(5, {"publish": (0, 0, 1)}), partly, 5, Fields())
    assert found.coverage == pytest.approx(0.4)


def test_signals_keep_what_only_one_search_found() -> None:
    matches = {
        1: Match(0.8, frozenset({"a"})),
        2: Match(0.4, frozenset({"a"})),
        3: Match(0.0, frozenset()),
    }
    signals = found_signals(matches, {2: 0.9, 3: 0.4})
    assert (signals[1]["lexical"], signals[1]["dense"], signals[1]["both"]) == (1.0, 0.0, 0.0)
    assert (signals[2]["lexical"], signals[2]["dense"], signals[2]["both"]) == (0.5, 1.0, 1.0)
    assert signals[3]["both"] == 0.0
    assert signals[1]["rank"] > signals[2]["rank"] > signals[3]["rank"]


def test_an_index_of_questions_is_no_answer() -> None:
    assert only_questions("- How to join?\n- How to leave?")
    assert not only_questions("How to join?\nCall joinChannel.")


def a_page(
    number: int, *, foreign: bool = False, lexical: float = 0.5, title: str = ""
) -> Candidate:
    place = Place(
        number,
        number,
        f"d/{number}.md",
        title or "Guide " + "abcdefghijklm"[number],
        "zh" if foreign else "en",
        "",
        "",
        (),
        "",
        PageStatus.CURRENT,
        None,
        "",
        0,
    )
    signals = {"lexical": lexical, "other_language": float(foreign)}
    return Candidate(place, Texts(str(number), (), "text"), signals)


def test_a_page_that_only_its_language_holds_back_is_among_the_first() -> None:
    own = [a_page(n, lexical=0.5 - n / 100) for n in range(8)]
    shown = [
        one.place.place.page_id for one in ranked_pages([*own, a_page(9, foreign=True)], Weights())
    ]
    assert shown.index(9) == 4
    weak = a_page(9, foreign=True, lexical=0.3)
    shown = [one.place.place.page_id for one in ranked_pages([*own, weak], Weights())]
    assert shown.index(9) == 8


def test_a_guide_for_another_platform_stands_behind_other_pages() -> None:
    pages = [
        a_page(0, lexical=0.50, title="Screen sharing (Android)"),
        a_page(1, lexical=0.49, title="Screen sharing (iOS)"),
        a_page(2, lexical=0.45, title="Rooms"),
    ]
    assert [one.place.place.page_id for one in ranked_pages(pages, Weights())] == [0, 2, 1]


def of_source(source: str, number: int, page: int, lexical: float) -> Candidate:
    one = a_page(number % 10, lexical=lexical)
    place = replace(one.place, chunk_id=number, page_id=page, path=f"{source}/{page}.md")
    return replace(one, place=place, said=Texts(str(number), (), "text"))


def test_what_stands_beside_other_candidates_is_ranked_before_what_stands_alone() -> None:
    alone = of_source("d", 1, 1, 0.50)
    company = [of_source("d", number, 2, 0.48) for number in (2, 3, 4)]
    found = ranked_pages(among_others([alone, *company], Weights()), Weights())
    assert [page.place.place.page_id for page in found] == [2, 1]
    assert [one.signals["company"] for one in among_others([alone, *company], Weights())] == [
        0,
        *[pytest.approx(0.4)] * 3,
    ]


def test_of_rivals_that_say_the_same_the_one_with_more_fitting_pages_is_meant() -> None:
    rival = of_source("rival", 1, 1, 0.50)
    meant = [of_source("meant", number, number, 0.48) for number in (2, 3, 4)]
    found = ranked_pages(among_others([rival, *meant], Weights()), Weights())
    assert found[0].place.place.source == "meant"


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=3),
        st.lists(st.floats(-30, 30), min_size=1, max_size=5),
        min_size=1,
        max_size=5,
    )
)
def test_shares_are_shares(promised: dict[str, list[float]]) -> None:
    found = shares(promised)
    assert found.keys() == promised.keys()
    assert sum(found.values()) == pytest.approx(1.0)
    assert all(0 <= share <= 1 for share in found.values())


def test_a_single_source_has_it_all() -> None:
    assert shares({"d": [3.0, -2.0]}) == {"d": 1.0}
    assert shares({}) == {}
