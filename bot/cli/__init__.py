"""The `doorstep` command. Each module holds the commands of one kind.

A module is imported when its command is called; `--help` needs none of them.
"""

from __future__ import annotations

import typer

from bot.cli import console
from bot.cli.lazy import LazyGroup, Listed

COMMANDS = (
    Listed(
        "ingest",
        "documents:ingest",
        "Bring the index up to the documentation: only what changed is embedded and written.",
    ),
    Listed("sources", "sources:sources_app", "The sources of documentation and their generations."),
    Listed("ask", "ask:ask", "Ask the documentation, and see what triage would decide."),
    Listed(
        "eval",
        "evaluate:evaluate",
        "Ask labelled questions and report hit rates, refusals, calibration and latency.",
    ),
    Listed(
        "calibrate",
        "calibrate:calibrate",
        "Fit the confidence to your documentation, on your own labelled questions.",
    ),
    Listed(
        "extract",
        "extract:extract_fields",
        "Find the ticket fields in a report: SDK, version, platform, error codes, steps, severity.",
    ),
    Listed(
        "redact",
        "redact:redact",
        "Show a text as it would be stored: without secrets and, by policy, personal data.",
    ),
    Listed(
        "digest",
        "redact:digest",
        "Read a log, crash report, HAR or archive as the desk would: errors, times, versions.",
    ),
    Listed("tickets", "tickets:app", "Look at tickets."),
    Listed(
        "accounts",
        "accounts:app",
        "Customers under contract: who they are, and what their contract says.",
    ),
    Listed(
        "learning",
        "learning:app",
        "Knowledge entries made of resolved tickets, and gaps of the documentation.",
    ),
    Listed(
        "satisfaction",
        "satisfaction:satisfaction",
        "Ratings by kind, plan, team and product: how many, the mean, the share of 4 and 5.",
    ),
    Listed(
        "policy",
        "policy:app",
        "Check the support policy, ask why a ticket went where it did, and try a change.",
    ),
    Listed("run", "serve:run", "Serve Slack."),
    Listed(
        "demo",
        "serve:demo",
        "Try the whole product on this machine: sample documentation and a local workspace.",
    ),
    Listed(
        "doctor",
        "serve:doctor",
        "Check tokens, scopes, policy, database, index and model; say what to fix.",
    ),
    Listed(
        "migrate",
        "serve:migrate",
        "Bring the database to this version's schema; make a backup first.",
    ),
)


class _Doorstep(LazyGroup):
    listed = COMMANDS


app = typer.Typer(
    name="doorstep",
    cls=_Doorstep,
    help="A Slack support desk for SDK vendors: documented answers with citations, structured "
    "tickets, and a person (or a visit) when it takes one.\n\n"
    "Start with `doorstep demo`. Then: `doorstep ingest PATH`, `doorstep doctor`, `doorstep run`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _nothing_of_its_own() -> None:
    """What makes the command a group: each of its commands does the work."""


def main() -> None:
    """Run a command; a known error is one sentence and its remedy, never a traceback."""
    console.guarded(app)
