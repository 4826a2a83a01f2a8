"""`doorstep eval`: how good the answers are, on labelled questions, and whether they got worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.bootstrap.index import open_librarian
from bot.bootstrap.installation import now
from bot.bootstrap.rules import open_policy
from bot.cli.console import err, out, print_json, progress_bar, settings
from bot.cli.questions import ask_all, chosen_questions
from bot.errors import ConfigError
from knowledge import baseline as baselines
from knowledge.baseline import TOLERANCE, Difference, Saved

_RATES = ("hit@1", "hit@5", "hit@10", "mrr")


def evaluate(
    questions: Annotated[Path, typer.Argument(help="JSONL file of labelled questions.")],
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            help="Search only this source; skip questions that another answers; repeatable.",
        ),
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", help="Keep the figures in this file, as a baseline.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="Compare with a saved baseline.")
    ] = None,
    tolerance: Annotated[
        float, typer.Option(min=0, max=1, help="How far a share may fall before it counts.")
    ] = TOLERANCE,
    with_latency: Annotated[
        bool,
        typer.Option("--latency", help="Also fail when the 95th percentile is far slower."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON alone on stdout.")] = False,
) -> None:
    """Ask labelled questions and report hit rates, refusals, calibration and latency.

    A line needs `question`; `gold_paths` (pages that answer it, prefixed by the source's name),
    `cross_lang_paths` (the same in the other language), `kind` (answerable, unanswerable,
    needs_ticket), `platform`, `corpus` and `source_type` are used where they are given.

    With `--baseline` it ends with 1 when a hit rate, MRR, AUROC, correct refusals, the share of
    answerable or of unanswerable questions that triage answers, or the calibration error got worse
    by more than the largest of three: the tolerance, one standard error of the baseline's share
    (sqrt(p (1 - p) / n)), one question. In small groups chance alone moves a figure so far.
    `--latency` allows half as much again and 10 ms; use it on the machine that made the baseline.
    """
    before = baselines.read(baseline) if baseline else None  # before the work, not after it
    sources = tuple(source or ())
    found = _measure(questions, sources)
    if before:
        _require_the_same(before, found)
    compared = (
        baselines.differences(before.report, found.report, tolerance, with_latency=with_latency)
        if before
        else []
    )
    worse = [one for one in compared if one.worse]
    _print(found, compared, as_json=as_json)
    _keep(save, found, () if baseline != save else worse)
    if worse:
        raise typer.Exit(1)


def _measure(file: Path, sources: tuple[str, ...]) -> Saved:
    asked = chosen_questions(file, sources)
    config = settings()
    policy, librarian = open_policy(config), open_librarian(config)
    try:
        with progress_bar() as progress:
            outcomes = ask_all(
                asked,
                librarian,
                policy,
                sources,
                lambda done: progress("questions", done, len(asked)),
            )
    finally:
        librarian.close()
    made = now().isoformat(timespec="seconds")
    return baselines.saved(outcomes, made, config.embeddings, sources)


def _require_the_same(before: Saved, found: Saved) -> None:
    if before.asked != found.asked or before.sources != found.sources:
        raise ConfigError(
            "The baseline was saved with other questions, labels or sources, so its figures cannot "
            "be compared.",
            "Save a new one with --save.",
        )


def _keep(file: Path | None, found: Saved, worse: Sequence[Difference]) -> None:
    if file is None:
        return
    if worse:  # else the next run would compare with the worse figures and pass
        err.print("The baseline is left as it is.", markup=False)
        return
    baselines.write(file, found)
    err.print(f"Saved to {file}.", markup=False, soft_wrap=True)


def _print(found: Saved, compared: Sequence[Difference], *, as_json: bool) -> None:
    if as_json:
        worse = [f"{one.group} {one.figure}" for one in compared if one.worse]
        rows = [_as_dict(one) for one in compared]
        extra = {"differences": rows, "regressions": worse} if compared else {}
        print_json({**found.report, **extra})
        return
    _show(found.report)
    if compared:
        _show_differences(compared)


def _as_dict(one: Difference) -> dict[str, Any]:
    allowed = None if one.allowed is None else round(one.allowed, 3)
    figures = {"before": one.before, "now": one.now, "allowed": allowed, "worse": one.worse}
    return {"group": one.group, "figure": one.figure, **figures}


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


def _show(found: Mapping[str, Any]) -> None:
    table = _table("questions of", "n", "hit@1", "hit@5", "hit@10", "MRR")
    for name, one in found["hits"].items():
        table.add_row(name, str(one["questions"]), *(f"{one[key]:.2f}" for key in _RATES))
    out.print(table)
    _show_decisions(found["decisions"])
    for name in ("cross_language", "refusal", "latency_ms"):
        if found[name]:
            parts = ", ".join(f"{key} {value}" for key, value in found[name].items())
            out.print(f"{name.replace('_', ' ')}: {parts}", markup=False)
    out.print(f"calibration error: {found['calibration_error']}", markup=False)


def _show_decisions(decisions: Mapping[str, Mapping[str, int]]) -> None:
    names = list(dict.fromkeys(name for one in decisions.values() for name in one))
    table = _table("decisions on", *(name.replace("_", " ") for name in names))
    for kind, one in decisions.items():
        table.add_row(kind, *(str(one.get(name, 0)) for name in names))
    out.print(table)


def _show_differences(compared: Sequence[Difference]) -> None:
    moved = [one for one in compared if one.worse or round(one.now - one.before, 3)]
    if not moved:
        out.print("Against the baseline: nothing moved.")
        return
    table = _table("against the baseline", "figure", "before", "now", "change", "may worsen by", "")
    for one in moved:
        table.add_row(
            one.group,
            one.figure,
            f"{one.before:.3f}",
            f"{one.now:.3f}",
            f"{one.now - one.before:+.3f}",
            "any" if one.allowed is None else f"{one.allowed:.3f}",
            "WORSE" if one.worse else "",
        )
    out.print(table)
