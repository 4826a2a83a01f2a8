"""`doorstep policy`: what it prints for people and for programs, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.storage.database import migrate, open_database
from bot.storage.decisions import SqlDecisions
from tests.desk_stage import POLICY_FILE, QUESTION, Stage
from tests.fakes import KENJI, MEI, PAPER, FakeClock
from tests.unit.cli.conftest import Run


@pytest.fixture
def stage(home: Path) -> Iterator[Stage]:
    """A desk with the database that the command finds."""
    home.mkdir()
    engine = open_database(f"sqlite:///{home / 'doorstep.db'}")
    migrate(engine)
    yield Stage(engine)
    engine.dispose()


@pytest.fixture
def told(run: Run, stage: Stage) -> Run:
    """The command on that database, after a short story."""
    stage.librarian.confidence = 0.7
    stage.ask(QUESTION)
    stage.ask("Why does the echo come back???", MEI, channel=PAPER)
    stage.ask("I want to talk to a person about the voice agent")
    stage.desk.ring(1, stage.desk.alarms(1)[0], key="clock:0")
    return run


def changed(folder: Path, **thresholds: float) -> Path:
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    content["thresholds"] |= thresholds
    file = folder / "changed.yaml"
    file.write_text(yaml.safe_dump(content | {"version": "next"}, sort_keys=False))
    return file


@pytest.mark.parametrize("command", ["check", "explain", "replay", "on-call"])
def test_every_command_teaches(run: Run, command: str) -> None:
    outcome = run("policy", command, "--help")
    assert outcome.code == 0
    assert f"doorstep policy {command}" in outcome.out


def test_a_good_policy_is_ok(run: Run) -> None:
    outcome = run("policy", "check", str(POLICY_FILE))
    assert outcome.code == 0
    assert outcome.out.startswith("ok ")
    assert run("policy", "check").code == 0
    found = run("policy", "check", "--json").json()
    assert (found["errors"], found["warnings"], found["version"]) == ([], [], "2026-11-01")


def test_a_bad_policy_ends_with_1_and_its_lines(run: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, answer=2.0, frustration=-1.0)
    outcome = run("policy", "check", str(file))
    assert outcome.code == 1
    told = [line.partition(": Input")[0] for line in outcome.out.splitlines()]
    assert told == [
        "error    changed.yaml, line 3: thresholds.answer",
        "error    changed.yaml, line 7: thresholds.frustration",
    ]
    found = run("policy", "check", str(file), "--json")
    assert found.code == 1
    assert len(found.json()["errors"]) == 2
    assert run("policy", "check", str(tmp_path / "nothing.yaml")).code == 1


def test_a_doubtful_policy_is_ok_with_warnings(run: Run, tmp_path: Path) -> None:
    content = yaml.safe_load(POLICY_FILE.read_text(encoding="utf-8"))
    content["teams"]["spare"] = {"members": ["U0SUP01"]}
    file = tmp_path / "policy.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False))
    outcome = run("policy", "check", str(file))
    assert outcome.code == 0
    assert "warning  policy.yaml, line " in outcome.out
    assert outcome.out.splitlines()[-1].endswith("1 warning.")


def test_a_ticket_is_explained(told: Run) -> None:
    outcome = told("policy", "explain", "DS-1")
    assert outcome.code == 0
    for part in ("rule person_wished", "team conversational_ai", "page: called", "Ladder, by"):
        assert part in outcome.out
    found = told("policy", "explain", "1", "--json").json()
    assert [one["kind"] for one in found["steps"]] == ["triage", "route", "page"]
    assert found["steps"][0]["inputs"]["signals"]["wants_person"] is True
    assert found["ladder"][0]["name"] == "Voice agent specialist"


@pytest.mark.parametrize("ticket", ["DS-99", "nonsense", "9" * 40])
def test_a_ticket_that_is_not_there_is_said(told: Run, ticket: str) -> None:
    outcome = told("policy", "explain", ticket)
    assert outcome.code == 2
    assert "There is no ticket" in outcome.err


def test_a_replay_under_the_same_policy_changes_nothing(told: Run) -> None:
    outcome = told("policy", "replay", "--since", "2026-11-01")
    assert outcome.code == 0
    assert "5 decisions since 2026-11-01 00:00 UTC" in outcome.out
    assert "5 the same, 0 different" in outcome.out
    assert "0 decisions" in told("policy", "replay", "--since", "2027-01-01").out


def test_a_replay_shows_what_a_change_would_have_done(told: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, answer=0.8, frustration=0.5)
    outcome = told("policy", "replay", "--since", "2026-11-01", "--policy", str(file))
    assert outcome.code == 0
    assert "triage: answer -> answer_with_caveat: 1" in outcome.out
    assert "triage: answer -> ticket: 1" in outcome.out
    assert "policy next: 3 the same, 2 different" in outcome.out
    found = told(
        "policy", "replay", "--since", "2026-11-01", "--policy", str(file), "--json"
    ).json()
    assert found["changes"]["triage"] == {
        "answer -> answer_with_caveat": 1,
        "answer -> ticket": 1,
    }
    assert [one["conversation"] for one in found["cases"]] == [1, 2]


def test_a_replay_says_what_it_cannot_replay(told: Run, stage: Stage) -> None:
    (first, *_) = stage.decisions.since(datetime(2026, 1, 1, tzinfo=UTC))
    SqlDecisions(stage.engine, FakeClock()).record(
        "visit",
        stage.policy.thresholds,
        first.decision,
        conversation_id=None,
        ticket_id=None,
        origin="x",
    )
    outcome = told("policy", "replay", "--since", "2026-11-01")
    assert "not replayed: 1, decisions of the kind visit are not replayed" in outcome.out


def test_a_bad_policy_or_moment_replays_nothing(told: Run, tmp_path: Path) -> None:
    bad = changed(tmp_path, answer=2.0)
    outcome = told("policy", "replay", "--since", "2026-11-01", "--policy", str(bad))
    assert (outcome.code, "line 3" in outcome.err) == (2, True)
    assert told("policy", "replay", "--since", "yesterday").code == 2
    assert told("policy", "replay").code == 2


def test_who_is_on_call(run: Run) -> None:
    outcome = run("policy", "on-call", "--at", "2026-11-25T10:00")
    assert outcome.code == 0
    assert "desk: Chen Yu (U0SUP02)" in outcome.out
    assert f"conversational_ai: Sam Okafor ({KENJI})" in outcome.out
    found = run("policy", "on-call", "--at", "2026-12-24T10:00", "--json").json()
    assert found["on_call"] == {"desk": ["U0SUP02"], "conversational_ai": ["U0SUP02"]}
    assert run("policy", "on-call").code == 0
