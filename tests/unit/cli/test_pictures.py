"""Screenshots on the command line: read where a model is chosen for it, refused in one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage.database import open_database
from bot.support.service import SupportDesk
from tests.desk_stage import QUESTION, Stage, a_file
from tests.fakes import FakePictureReader
from tests.openai_server import OpenAIServer, openai_server
from tests.picture_samples import png
from tests.unit.cli.conftest import Run

SECRET = "AKIAIOSFODNN7EXAMPLE"
DIALOG = ["Join failed", f"key {SECRET}", "Error code 1109", "Bright RTC Android SDK 4.3.1"]


@pytest.fixture
def server(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    del run  # which clears the settings first
    with openai_server() as running:
        running.text = json.dumps({"lines": DIALOG})
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("DOORSTEP_VISION_MODEL", "seer")
        Path("shot.png").write_bytes(png())
        yield running


def test_extract_reads_a_screenshot_and_says_who_did(run: Run, server: OpenAIServer) -> None:
    told = run("extract", "shot.png", "--json").json()
    assert told["fields"]["error_codes"] == ["1109"]
    picture = told["picture"]
    assert picture["read_by"] == "openai:seer"
    assert SECRET not in json.dumps(told)
    for span in told["spans"]:
        assert picture["text"][span["start"] : span["end"]]
    shown = run("extract", "shot.png").out
    assert "1109" in shown
    assert "Read in a picture by openai:seer, which may misread it." in shown
    assert len(server.requests) == 2


@pytest.mark.usefixtures("server")
def test_extract_without_a_model_says_what_to_do(
    run: Run, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DOORSTEP_VISION_MODEL")
    outcome = run("extract", "shot.png")
    assert outcome.code == 2
    assert "shot.png is a picture, and no model is chosen to read pictures." in outcome.err
    assert "DOORSTEP_VISION_MODEL" in outcome.err
    assert server.requests == []


def test_extract_names_a_picture_that_no_model_is_shown(run: Run, server: OpenAIServer) -> None:
    Path("shot.png").write_bytes(png(9_000, 10))
    outcome = run("extract", "shot.png")
    assert outcome.code == 2
    assert "shot.png is a picture that no model is shown" in outcome.err
    assert server.requests == []


def test_extract_says_that_the_model_failed(run: Run, server: OpenAIServer) -> None:
    server.mode = "refused"
    outcome = run("extract", "shot.png")
    assert (outcome.code, outcome.out) == (1, "")
    assert "seer failed" in outcome.err
    assert "Check the API key." in outcome.err


@pytest.mark.usefixtures("server")
def test_digest_shows_what_the_desk_would_read_in_a_screenshot(run: Run) -> None:
    shown = run("digest", "shot.png").out
    assert "I read the text in `shot.png`: SDK 4.3.1, Android, error 1109." in shown
    assert "Error code 1109" in shown.splitlines()
    (picture,) = run("digest", "shot.png", "--json").json()["pictures"]
    assert "[redacted cloud key" in picture["text"]
    assert SECRET not in shown


def test_doctor_looks_at_the_vision_model(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> dict[str, str]:
        outcome = run("doctor", "--json")
        return next(one for one in outcome.json() if one["name"] == "vision model")

    assert found()["message"] == "DOORSTEP_VISION_MODEL is not set: screenshots are kept unread"
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("DOORSTEP_VISION_MODEL", "seer")
    assert (found()["state"], "cannot be reached" in found()["message"]) == ("failed", True)
    monkeypatch.setenv("DOORSTEP_VISION_MODEL", "anthropic:seer")
    assert found()["message"] == "anthropic:seer, not tried"


def test_what_a_model_read_is_shown_with_the_ticket(run: Run, home: Path) -> None:
    run("accounts", "list")
    stage = Stage(open_database(f"sqlite:///{home / 'doorstep.db'}"))
    reader = FakePictureReader("Error code 1109")
    stage.desk = SupportDesk(replace(stage.desk._desk, picture_reader=reader))
    stage.jobs.handler = stage.desk.handle
    stage.messenger.files = {"F1": png()}
    question = stage.ask(QUESTION, files=[a_file("shot.png")])
    stage.desk.accept(stage.form(question))
    stage.engine.dispose()
    out = run("tickets", "show", "DS-1").out
    assert "Read by a model, which may misread it, in shot.png:\nError code 1109\n" in out
