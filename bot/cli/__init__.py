"""The `doorstep` command. Each module holds the commands of one kind.

Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

import typer

from bot.cli import (
    accounts,
    ask,
    calibrate,
    console,
    documents,
    evaluate,
    extract,
    learning,
    policy,
    redact,
    satisfaction,
    serve,
    sources,
    tickets,
)

app = typer.Typer(
    name="doorstep",
    help="A Slack support desk for SDK vendors: documented answers with citations, structured "
    "tickets, and a person (or a visit) when it takes one.\n\n"
    "Start with `doorstep demo`. Then: `doorstep ingest PATH`, `doorstep doctor`, `doorstep run`.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("ingest")(documents.ingest)
app.add_typer(sources.sources_app, name="sources")
app.command("ask")(ask.ask)
app.command("eval")(evaluate.evaluate)
app.command("calibrate")(calibrate.calibrate)
app.command("extract")(extract.extract_fields)
app.command("redact")(redact.redact)
app.command("digest")(redact.digest)
app.add_typer(tickets.app, name="tickets")
app.add_typer(accounts.app, name="accounts")
app.add_typer(learning.app, name="learning")
app.command("satisfaction")(satisfaction.satisfaction)
app.add_typer(policy.app, name="policy")
app.command("run")(serve.run)
app.command("demo")(serve.demo)
app.command("doctor")(serve.doctor)
app.command("migrate")(serve.migrate)


def main() -> None:
    """Run a command; a known error is one sentence and its remedy, never a traceback."""
    console.guarded(app)
