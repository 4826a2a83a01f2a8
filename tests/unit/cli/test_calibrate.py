"""`doorstep calibrate` and `doorstep eval` with a baseline, over a small index made on the spot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.confidence import BIAS, DEFAULT
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page
from tests.fakes_models import FakeEmbeddings
from tests.unit.cli.conftest import Run

BUNDLED = "bundled-use-multilingual-3-512"
THINGS = ("volume", "bitrate", "camera", "mute", "token", "retry", "codec")
KINDS = ("limit", "timeout", "callback", "setting", "quota")
ELSEWHERE = ("Unity", "Playstation", "Windows", "Harmony")  # of which the pages know nothing


@pytest.fixture
def desk(home: Path, run: Run) -> Path:
    """A home whose index holds a page on each thing and kind; its vectors are hashed words."""
    del run  # wants to see the home empty
    folder = home / "index"
    folder.mkdir(parents=True)
    index = KnowledgeIndex(folder, FakeEmbeddings(BUNDLED, 512))
    with index.build("docs") as build:
        for thing in THINGS:
            for kind in KINDS:
                text = f"The {thing} {kind} is set with set{thing.title()}{kind.title()}."
                title = f"{thing} {kind}".title()
                build.put(Page(f"{thing}/{kind}.md", title, (Chunk(text),)))
        build.commit()
    index.close()
    return home


def records() -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = [
        {
            "question": f"Where is the {thing} {kind} set?",
            "gold_paths": [f"docs/{thing}/{kind}.md"],
            "source_type": "own",
        }
        for thing in THINGS
        for kind in KINDS
    ]
    asked += [
        {
            "question": f"Where is the {thing} {KINDS[number]} set in {name}?",
            "kind": "unanswerable",
        }
        for number, name in enumerate(ELSEWHERE)
        for thing in THINGS[:5]
    ]
    return asked


@pytest.fixture
def questions() -> Path:
    return written(records())


def written(asked: list[dict[str, Any]]) -> Path:
    file = Path("questions.jsonl")
    lines = [json.dumps({"id": f"q{n}", **one}) for n, one in enumerate(asked)]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_a_fit_is_stored_used_named_and_dropped(desk: Path, run: Run, questions: Path) -> None:
    dry = run("calibrate", str(questions), "--dry-run", "--json")
    assert dry.code == 0
    assert dry.json()["stored"] is False
    assert not (desk / "confidence.json").exists()
    before = run("ask", "Where is the mute quota set?", "--json").json()["confidence"]

    outcome = run("calibrate", str(questions))
    assert outcome.code == 0
    assert "log loss" in outcome.out
    assert "after a restart" in outcome.err
    kept = json.loads((desk / "confidence.json").read_text(encoding="utf-8"))
    assert kept["embedding_model"] == BUNDLED
    assert set(kept["fitted"]["coefficients"]) == set(DEFAULT)
    assert kept["fitted"]["questions"]["answerable"]["all"] == 35
    assert run("ask", "Where is the mute quota set?", "--json").json()["confidence"] != before
    assert "fitted on 55 questions" in doctor(run)["message"]

    assert "default is used again" in run("calibrate", "--reset").out
    assert run("ask", "Where is the mute quota set?", "--json").json()["confidence"] == before
    assert doctor(run)["message"] == "the default"
    assert "already" in run("calibrate", "--reset").out


def doctor(run: Run) -> dict[str, Any]:
    found = next(one for one in run("doctor", "--json").json() if one["name"] == "confidence")
    return dict(found)


def test_a_fit_that_does_not_suit_is_left_out_and_said(
    desk: Path, run: Run, questions: Path
) -> None:
    assert run("calibrate", str(questions)).code == 0
    file = desk / "confidence.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    own = run("ask", "Where is the mute quota set?", "--json").json()["confidence"]
    kept["fitted"]["coefficients"] = {BIAS: -9.0, "charm": 1.0}
    file.write_text(json.dumps(kept), encoding="utf-8")
    asked = run("ask", "Where is the mute quota set?", "--json")
    assert asked.json()["confidence"] != own
    assert "other features" in asked.err
    assert doctor(run)["state"] == "failed"
    assert "--reset" in doctor(run)["remedy"]


def test_too_few_questions_are_refused(desk: Path, run: Run) -> None:
    outcome = run("calibrate", str(written(records()[:20])))
    assert outcome.code == 1
    assert "at least 30 and 15" in outcome.err
    assert not (desk / "confidence.json").exists()


def test_calibrate_wants_questions_or_reset(run: Run) -> None:
    assert run("calibrate").code == 2
    assert run("calibrate", "x.jsonl", "--reset").code == 2


@pytest.mark.usefixtures("desk")
def test_eval_compares_with_a_baseline(run: Run, questions: Path) -> None:
    first = run("eval", str(questions), "--save", "base.json", "--json")
    assert first.code == 0
    assert first.json()["hits"]["own/en"]["hit@5"] > 0.9
    same = run("eval", str(questions), "--baseline", "base.json")
    assert same.code == 0

    kept = json.loads(Path("base.json").read_text(encoding="utf-8"))
    kept["report"]["hits"]["all"]["hit@1"] = 1.0
    kept["report"]["refusal"]["threshold"] = 2.0
    kept["report"]["hits"]["own/en"]["mrr"] = 3.0
    spoilt = json.dumps(kept)
    Path("base.json").write_text(spoilt, encoding="utf-8")
    fallen = run("eval", str(questions), "--baseline", "base.json", "--save", "base.json", "--json")
    assert fallen.code == 1
    assert "own/en mrr" in fallen.json()["regressions"]
    assert Path("base.json").read_text(encoding="utf-8") == spoilt  # no silent ratchet downwards
    shown = run("eval", str(questions), "--baseline", "base.json", "--save", "other.json")
    assert "WORSE" in shown.out
    assert shown.code == 1
    assert Path("other.json").exists()


def test_a_fit_that_makes_everything_sure_fails_the_comparison(
    desk: Path, run: Run, questions: Path
) -> None:
    assert run("calibrate", str(questions)).code == 0
    assert run("eval", str(questions), "--save", "base.json").code == 0
    file = desk / "confidence.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    kept["fitted"]["coefficients"][BIAS] += 6
    file.write_text(json.dumps(kept), encoding="utf-8")
    surer = run("eval", str(questions), "--baseline", "base.json", "--json")
    assert surer.code == 1
    assert {"all calibration_error", "unanswerable answered"} <= {*surer.json()["regressions"]}


@pytest.mark.usefixtures("desk")
def test_a_baseline_of_other_questions_is_no_measure(run: Run, questions: Path) -> None:
    assert run("eval", str(questions), "--save", "base.json").code == 0
    written(records()[:-1])
    outcome = run("eval", str(questions), "--baseline", "base.json")
    assert outcome.code == 2
    assert "other questions" in outcome.err


def test_a_baseline_that_is_none_is_named_before_anything_is_asked(
    run: Run, questions: Path
) -> None:
    outcome = run("eval", str(questions), "--baseline", "nothing.json")
    assert outcome.code == 1
    assert "nothing.json is not a baseline" in outcome.err
