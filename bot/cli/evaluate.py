"""`doorstep eval`: how good the answers are, on labelled questions."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot import bootstrap
from bot.cli.console import out, print_json, progress_bar, settings
from bot.errors import ConfigError
from bot.support.considering import query_of, read_alone, stranger
from bot.support.policy import Policy
from bot.support.ports import Librarian
from knowledge.evaluation import LabelledQuestion, Outcome, outcome, read_questions, report
from knowledge.platforms import normalise_platform


def evaluate(
    questions: Annotated[Path, typer.Argument(help="JSONL file of labelled questions.")],
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            help="Search only this source; skip questions that another answers; repeatable.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """Ask labelled questions and report hit rates, refusals, calibration and latency.

    A line needs `question`; `gold_paths` (pages that answer it, prefixed by the source's name),
    `kind` (answerable, unanswerable, needs_ticket), `platform`, `corpus` and `source_type` are
    used where they are given.
    """
    config = settings()
    policy, librarian = bootstrap.open_policy(config), bootstrap.Librarian(config)
    sources = tuple(source or ())
    asked = [one for one in read_questions(questions) if _belongs(one, sources)]
    if not asked:
        raise ConfigError("No question is left to ask.", "Check the file and --source.")
    outcomes = []
    try:
        with progress_bar() as progress:
            for number, one in enumerate(asked, start=1):
                outcomes.append(_ask(one, librarian, policy, sources))
                progress("questions", number, len(asked))
    finally:
        librarian.close()
    found = report(outcomes)
    if as_json:
        print_json(found)
    else:
        _show(found)


def _belongs(question: LabelledQuestion, sources: tuple[str, ...]) -> bool:
    return not sources or not question.corpus or question.corpus in sources


def _ask(
    question: LabelledQuestion, librarian: Librarian, policy: Policy, sources: tuple[str, ...]
) -> Outcome:
    """The same way that a message takes, from the words to the evidence."""
    started = time.perf_counter()
    conversation = stranger(
        question.text,
        bootstrap.now(),
        policy,
        platform=normalise_platform(question.platform),
        version=question.version,
    )
    reading = read_alone(conversation, question.text, policy)
    evidence = librarian.find(query_of(question.text, conversation, reading, sources=sources))
    return outcome(question, evidence, time.perf_counter() - started)


def _show(found: dict[str, Any]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("questions of", "n", "hit@1", "hit@5", "hit@10", "MRR"):
        table.add_column(column, justify="left" if column == "questions of" else "right")
    for name, one in found["hits"].items():
        figures = [f"{one[key]:.2f}" for key in ("hit@1", "hit@5", "hit@10", "mrr")]
        table.add_row(name, str(one["questions"]), *figures)
    out.print(table)
    for name in ("refusal", "latency_ms"):
        if found[name]:
            parts = ", ".join(f"{key} {value}" for key, value in found[name].items())
            out.print(f"{name.replace('_', ' ')}: {parts}", markup=False)
    out.print(f"calibration error: {found['calibration_error']}", markup=False)
