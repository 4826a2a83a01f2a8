"""`doorstep run`, `demo`, `doctor` and `migrate`."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from bot.bootstrap.demo import demo_settings, running_demo
from bot.bootstrap.desk import running_desk
from bot.bootstrap.index import open_documentation
from bot.bootstrap.stores import upgrade_database
from bot.cli.console import err, out, print_json, progress_bar, settings
from bot.cli.ingest_output import show_report
from bot.errors import ConfigError

DEMO_PORT = 8710


def run() -> None:
    """Serve Slack.

    Socket Mode when SLACK_APP_TOKEN is set, else signed HTTP events with SLACK_SIGNING_SECRET.
    """
    with running_desk(settings()) as where:
        err.print(f"Doorstep is serving over {where}. Ctrl+C stops it.", markup=False)
        _until_stopped()
    err.print("Stopped; unfinished work goes on at the next start.")


def demo(
    port: Annotated[int, typer.Option(help="Port of the local workspace's page.")] = DEMO_PORT,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget earlier conversations and tickets.")
    ] = False,
) -> None:
    """Try the whole product on this machine: sample documentation and a local workspace.

    No Slack account, no key, no network. The page's address is printed when it is ready.
    """
    from bot.documentation import Order  # noqa: PLC0415

    config = demo_settings(settings(), fresh=fresh)
    documentation = open_documentation(config, None)
    for entry in documentation.declared():
        with progress_bar() as progress:
            show_report(documentation.bring_up(entry, progress, Order()))
    with running_demo(config, port) as address:
        out.print(f"\nOpen [bold]{address}[/bold] in a browser. Ctrl+C stops it.", soft_wrap=True)
        _until_stopped()
    err.print("Stopped; the conversation is kept for the next demo (--fresh forgets it).")


def migrate() -> None:
    """Bring the database to this version's schema; make a backup first."""
    upgrade_database(settings())
    out.print("The database is up to date.")


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """Check tokens, scopes, policy, database, index and model; say what to fix."""
    from bot.cli.checkup import check_all  # noqa: PLC0415

    findings = check_all(settings())
    if as_json:
        print_json([one.as_dict() for one in findings])
    else:
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column()
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        for one in findings:
            mark = {"ok": "[green]ok[/green]", "skipped": "[dim]--[/dim]"}.get(
                one.state, "[red]fix[/red]"
            )
            table.add_row(mark, one.name, escape(one.message))
            if one.remedy:
                table.add_row("", "", escape(f"→ {one.remedy}"))
        out.print(table)
    if any(one.state == "failed" for one in findings):
        raise typer.Exit(1)


def _until_stopped() -> None:
    """Return at SIGINT or SIGTERM."""
    stopped = threading.Event()
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
    except ValueError as error:  # not in the main thread
        raise ConfigError("Serve from the main thread.") from error
    while not stopped.wait(1.0):  # short waits let signals through on every platform
        pass
