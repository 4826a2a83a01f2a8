"""The desk on the local workspace, beside the installation's own state."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.bootstrap.desk import running_desk
from bot.bootstrap.installation import MANIFEST, SAMPLE_DOCS, SAMPLE_POLICY, SAMPLE_SOURCES
from bot.bootstrap.rules import open_inspector, open_policy
from bot.bootstrap.stores import open_stores
from bot.config import Settings
from bot.errors import ConfigError


def demo_settings(settings: Settings, *, fresh: bool) -> Settings:
    """Settings of the demo: a home of its own, the bundled model, the sample policy."""
    if not SAMPLE_DOCS.is_dir():
        raise ConfigError(
            "The sample documentation is not here.", "Run the demo from a clone of the repository."
        )
    home = settings.home / "demo"
    if fresh and home.exists():
        for name in ("doorstep.db", "workflows.db", "workspace", "files"):
            _remove(home, name)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return settings.model_copy(
        update={
            "home": home,
            "policy_file": settings.policy_file or SAMPLE_POLICY,
            "database_url": "",
            "workflow_database_url": "",
            "staff_channel": "C0STAFF",
            "maintainers_channel": "C0DOCS",
            "tracker": "",  # what is tried in the demo concerns nobody's real tracker
            "sources_file": settings.sources_file or SAMPLE_SOURCES,
        }
    )


@contextmanager
def running_demo(settings: Settings, port: int) -> Iterator[str]:
    """The desk on the local workspace, until the block ends; yields the page's address."""
    from bot.playground.engine import Setup  # noqa: PLC0415 - only the demo needs it
    from bot.playground.profile import AppProfile  # noqa: PLC0415
    from bot.playground.server import PlaygroundServer  # noqa: PLC0415

    policy = open_policy(settings)
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    with ExitStack() as leaving:
        stores = open_stores(settings)
        leaving.callback(stores.engine.dispose)
        setup = Setup(
            inspector=open_inspector(stores, policy).thread,
            profile=AppProfile.from_manifest(manifest),
        )
        try:
            workspace = PlaygroundServer(port=port, setup=setup, folder=settings.home / "workspace")
        except OSError:
            raise ConfigError(
                f"Port {port} is in use.", "Stop the other program, or give another --port."
            ) from None
        leaving.enter_context(workspace)
        connected = settings.model_copy(
            update={
                "slack_bot_token": SecretStr(setup.bot_token),
                "slack_app_token": SecretStr(setup.app_token),
                "slack_api_url": workspace.api_url,
            }
        )
        leaving.enter_context(running_desk(connected))
        yield workspace.url


def _remove(home: Path, name: str) -> None:
    target = home / name
    if target.is_dir():
        shutil.rmtree(target)
    else:
        for one in home.glob(f"{name}*"):  # SQLite keeps its journal in files beside
            one.unlink()
