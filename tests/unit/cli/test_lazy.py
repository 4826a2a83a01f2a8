"""The list of commands, which is shown without importing them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.cli import COMMANDS
from bot.cli.lazy import Listed


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda listed: listed.name)
def test_the_list_says_what_the_command_says_of_itself(listed: Listed) -> None:
    command = listed.load()
    shown = (command.short_help or command.help).split("\n\n")[0].replace("\n", " ")
    assert shown == listed.help
    assert command.name == listed.name


def test_the_list_imports_no_command_and_nothing_that_is_slow() -> None:
    look = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(*sorted(sys.modules)))\n"
        "sys.argv = ['doorstep', '--help']\n"
        "from bot.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", look], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "migrate" in done.stdout
    assert not loaded & {f"bot.cli.{one.place.partition(':')[0]}" for one in COMMANDS}
    assert not loaded & {"sqlalchemy", "numpy", "dbos", "slack_bolt", "bot.bootstrap"}
