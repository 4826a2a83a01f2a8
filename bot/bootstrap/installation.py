"""What is found on this machine: its clock, the folder of all state, the sample files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.config import Settings
from bot.errors import StorageError

_REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLE_DOCS = _REPOSITORY / "examples" / "docs" / "brightwire"
SAMPLE_POLICY = _REPOSITORY / "examples" / "support-policy.yaml"
SAMPLE_LINK = "https://docs.brightwire.example/{path_without_ext}"
SAMPLE_SOURCES = _REPOSITORY / "examples" / "sources.yaml"
MANIFEST = _REPOSITORY / "manifest.json"


def now() -> datetime:
    """The clock of the real world."""
    return datetime.now(UTC)


def make_home(settings: Settings) -> None:
    """Create the folder of all state, readable by its owner only."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(
            f"The folder {settings.home} cannot be created: {error.strerror}.",
            "Set DOORSTEP_HOME to a folder that you may write to.",
        ) from error


def confidence_path(settings: Settings) -> Path:
    """Where `doorstep calibrate` keeps its fit."""
    return settings.home / "confidence.json"


def policy_path(settings: Settings) -> Path:
    """The configured file; else the installation's own; else the sample."""
    own = settings.home / "support-policy.yaml"
    return settings.policy_file or (own if own.exists() else SAMPLE_POLICY)
