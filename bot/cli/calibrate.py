"""`doorstep calibrate`: fit the confidence to one's own labelled questions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.bootstrap.index import open_librarian
from bot.bootstrap.installation import confidence_path, now
from bot.bootstrap.models import open_embedder
from bot.bootstrap.rules import open_policy
from bot.cli.console import err, out, print_json, progress_bar, settings
from bot.cli.questions import ask_all, chosen_questions
from bot.config import Settings
from bot.errors import ConfigError
from knowledge import calibration as calibrations
from knowledge.calibration import LEAST_ANSWERED, LEAST_UNANSWERABLE, Calibration
from knowledge.errors import DoorstepError
from knowledge.evaluation import Outcome

_NAMES = {
    "auroc": "AUROC",
    "refused_at_5": "correct refusals at 5 % false ones",
    "calibration_error": "calibration error",
    "log_loss": "log loss",
}


def calibrate(
    questions: Annotated[
        Path | None, typer.Argument(help="JSONL file of labelled questions, as for `eval`.")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            help="Search only this source; skip questions that another answers; repeatable.",
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the figures; store nothing.")] = (
        False
    ),
    reset: Annotated[bool, typer.Option("--reset", help="Go back to the shipped default.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """Fit the confidence to your documentation, on your own labelled questions.

    It asks every question, fits a logistic model that predicts whether the first five pages answer
    it, and compares it with the shipped default on questions that it was not fitted on (five folds
    by question, five shuffles). It is stored in DOORSTEP_HOME, and used from the next start on,
    only when it is the better one. Questions of the kind needs_ticket are left out.
    """
    config = settings()
    if reset:
        if questions is not None or dry_run or source:
            raise ConfigError("--reset takes no questions.", "Give one or the other.")
        _reset(config, as_json=as_json)
        return
    if questions is None:
        raise ConfigError(
            "Give a file of labelled questions.",
            f"At least {LEAST_ANSWERED} that the documentation answers and {LEAST_UNANSWERABLE} "
            "that it does not; examples/questions.jsonl shows the form.",
        )
    outcomes = _ask(config, questions, tuple(source or ()))
    found = Calibration(
        fitted=calibrations.calibrate(outcomes),
        made=now().date().isoformat(),
        file=questions.name,
        embedding_model=open_embedder(config).identity,
    )
    stored = not (dry_run or found.fitted.objection)
    if stored:
        calibrations.store(confidence_path(config), found)
    if as_json:
        extra = {"stored": stored, "objection": found.fitted.objection}
        print_json({**calibrations.as_json(found), **extra})
    else:
        _show(found)
    _conclude(config, found, stored=stored)


def _ask(config: Settings, file: Path, sources: tuple[str, ...]) -> list[Outcome]:
    asked = chosen_questions(file, sources)
    policy, librarian = open_policy(config), open_librarian(config)
    try:
        with progress_bar() as progress:
            return ask_all(
                asked,
                librarian,
                policy,
                sources,
                lambda done: progress("questions", done, len(asked)),
            )
    finally:
        librarian.close()


def _show(found: Calibration) -> None:
    fitted = found.fitted
    for kind, by_language in fitted.questions.items():
        languages = ", ".join(f"{n} {name}" for name, n in by_language.items() if name != "all")
        out.print(f"{kind}: {by_language['all']} ({languages})", markup=False)
    table = Table(box=None, pad_edge=False)
    for column in ("on questions held out", "default", "fitted"):
        table.add_column(column, justify="left" if column.startswith("on") else "right")
    for name, value in fitted.held_out.items():
        label = _NAMES.get(name) or name.replace("auroc_", "AUROC ")
        table.add_row(label, f"{fitted.default[name]:.3f}", f"{value:.3f}")
    out.print(table)


def _conclude(config: Settings, found: Calibration, *, stored: bool) -> None:
    """Raises DoorstepError when the fit is not worth having."""
    if found.fitted.objection:
        raise DoorstepError(
            found.fitted.objection, "Nothing was stored; the model in use stays as it is."
        )
    if stored:
        where = confidence_path(config)
        err.print(f"Stored in {where}; a running desk uses it after a restart.", markup=False)
    else:
        err.print("A dry run: nothing was stored.", markup=False)


def _reset(config: Settings, *, as_json: bool) -> None:
    file = confidence_path(config)
    existed = file.exists()
    file.unlink(missing_ok=True)
    if as_json:
        print_json({"removed": existed})
    else:
        said = "The shipped default is used again." if existed else "The default is in use already."
        out.print(said, markup=False)
