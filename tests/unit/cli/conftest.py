"""The command as people run it, in process: settings from the test alone, output captured."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.cli import main

OURS = ("DOORSTEP_", "SLACK_", "OPENAI_", "DATABASE_URL", "CHROMA_URL")


@dataclass(frozen=True)
class Outcome:
    """What a person sees of a command."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """All of stdout as one JSON value."""
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty DOORSTEP_HOME, no setting but it, and a folder without a `.env` to work in."""
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    monkeypatch.setenv("DOORSTEP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "home"


@pytest.fixture
def run(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """Run `doorstep` with arguments."""
    assert not home.exists()
    monkeypatch.setenv("DOORSTEP_INGEST_NICE", "0")  # these commands share a process with others
    handlers, level = logging.root.handlers[:], logging.root.level

    def doorstep(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["doorstep", *arguments])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
        captured = capsys.readouterr()
        outcome = Outcome(code, captured.out, captured.err)
        for sign in ("Traceback", "This should not happen"):
            assert sign not in outcome.out + outcome.err
        return outcome

    yield doorstep
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()
