"""What every command shares: where it prints, how it fails, how it shows progress."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import click
import structlog
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from bot.config import Settings, load_settings
from bot.logs import configure_logging
from knowledge.errors import DoorstepError

log = structlog.get_logger()

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def settings() -> Settings:
    """Read the settings and set the log level. Raises ConfigError."""
    found = load_settings()
    configure_logging(found.log_level)
    return found


def print_json(value: object) -> None:
    """JSON alone on stdout; Chinese stays readable."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def print_line(value: object) -> None:
    """One JSON object on one line, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def guarded(command: Callable[..., Any]) -> None:
    """Turn errors into sentences and exit codes: 1 failed, 2 wrong use or settings, 130 stopped."""
    try:
        command()
    except DoorstepError as error:
        err.print(error.message, style="bold red", markup=False, soft_wrap=True)
        if error.remedy:
            err.print(error.remedy, markup=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # `doorstep … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except (KeyboardInterrupt, click.Abort):
        err.print("Stopped.")
        sys.exit(130)
    except Exception as error:  # ours, whatever it is; nobody is shown a traceback
        name = type(error).__name__
        err.print(f"This should not happen ({name}): {error}", style="bold red", markup=False)
        err.print("Please report it, with the lines that DOORSTEP_LOG_LEVEL=DEBUG adds.")
        if structlog.is_configured():  # else it would show everything
            log.debug("command_failed", exc_info=error)
        sys.exit(1)


class _RateColumn(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="progress.data.speed")


class ShowProgress(Protocol):
    """Told how far a stage is; total 0 = unknown yet."""

    def __call__(self, stage: str, done: int, total: int) -> None: ...


@contextmanager
def progress_bar() -> Iterator[ShowProgress]:
    """Yields a callback that draws on stderr; silent when that is no terminal."""
    bar = Progress(
        TextColumn("{task.description:>10}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=err,
        disable=not err.is_terminal,
    )
    tasks: dict[str, Any] = {}

    def show(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total or None)
        bar.update(tasks[stage], completed=done, total=total or None)

    with bar:
        yield show
