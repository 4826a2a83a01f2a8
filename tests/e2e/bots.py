"""The real bot for end-to-end tests: its settings, and `doorstep run` as a process of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from bot.bootstrap.index import open_index
from bot.bootstrap.installation import SAMPLE_DOCS, SAMPLE_LINK, SAMPLE_POLICY
from bot.config import Settings
from bot.playground import PlaygroundServer
from ingest.sources import FolderSource
from ingest.sync import ingest_source

T = TypeVar("T")

REPOSITORY = Path(__file__).resolve().parents[2]
STAFF = "C0STAFF"
PATIENCE = 90.0  # seconds; generous for a busy machine, reached only by a failure


def settings_of(home: Path) -> Settings:
    """Settings of a home, and nothing of this machine's environment."""
    return Settings.model_construct(home=home)


def ingest_samples(home: Path) -> None:
    """Put the sample documentation into a home, once, also when several workers ask for it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (home / "done").exists():
            return
        index = open_index(settings_of(home))
        try:
            source = FolderSource(SAMPLE_DOCS)
            ingest_source(source, index, link=SAMPLE_LINK)
        finally:
            index.close()
        (home / "done").touch()


def copy_index(samples: Path, home: Path) -> Path:
    """A fresh home that knows the sample documentation."""
    shutil.copytree(samples / "index", home / "index")
    return home


def settings_for(home: Path, slack: PlaygroundServer, **update: object) -> Settings:
    """Settings of a bot that serves the local workspace over Socket Mode."""
    values = {
        "slack_bot_token": SecretStr(slack.setup.bot_token),
        "slack_app_token": SecretStr(slack.setup.app_token),
        "slack_api_url": slack.api_url,
        "staff_channel": STAFF,
        "policy_file": SAMPLE_POLICY,
        "embedding_model": "bundled",
    }
    return settings_of(home).model_copy(update=values | update)


class BotProcess:
    """`doorstep run` against a local workspace. Its environment is all that it knows."""

    def __init__(self, home: Path, slack: PlaygroundServer, **environment: str) -> None:
        self._log = home / "bot.log"
        self._home = home
        self._environment: Mapping[str, str] = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY),
            "DOORSTEP_HOME": str(home),
            "DOORSTEP_STAFF_CHANNEL": STAFF,
            "SLACK_BOT_TOKEN": slack.setup.bot_token,
            "SLACK_APP_TOKEN": slack.setup.app_token,
            "SLACK_API_URL": slack.api_url,
            "DOORSTEP_EMBEDDING_MODEL": "bundled",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start; return when it serves."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=dict(self._environment),
                cwd=self._home,  # no .env of the developer is read
                stdout=log,
                stderr=log,
            )
        starts = self.log.count("is serving over")
        wait_for(lambda: self._started(starts))

    def _started(self, before: int) -> bool:
        assert self._process
        assert self._process.poll() is None, self.log
        return self.log.count("is serving over") > before

    def kill(self) -> None:
        """As a crash or a lost power supply would."""
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        assert self._process.wait(10) == -signal.SIGKILL

    def stop(self) -> None:
        """As `docker stop` would; it has to end cleanly."""
        assert self._process
        self._process.terminate()
        assert self._process.wait(20) == 0, self.log

    def bury(self) -> None:
        """End it, whatever state a failed test left it in."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""


def wait_for(look: Callable[[], T | None], seconds: float = PATIENCE, what: str = "it") -> T:
    """The first true result of `look`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come within {seconds:.0f} s")
