"""What an ingest and a dry run print: what to act on first, short, and never as markup."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.cli.ingest_output import show_changes, show_report
from ingest.library import BrokenImport
from ingest.report import Affected, IngestReport
from ingest.sources import SkippedFile
from knowledge.changes import Changes

NOTHING = Changes((), (), (), 0, 0, 0)
HOSTILE = "[red]x[/red] [/] :smile: [link=https://x.example]y[/link]<script>"


def a_report(**changed: Any) -> IngestReport:
    empty = IngestReport("sdk", NOTHING, 0, 0, (), (), (), (), (), 0, {}, 0.0)
    return replace(empty, **changed)


def test_a_report_ends_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    changes = Changes(("a.md", "b.md"), ("c.md",), (), 4, 30, 5)
    show_report(a_report(changes=changes, pages=7, seconds=1.25))
    shown = capsys.readouterr()
    assert shown.out == (
        "sdk: 7 pages (2 added, 1 changed, 0 removed, 4 unchanged), 30 chunks, 5 embedded, 1.2 s\n"
    )
    assert shown.err == ""


def test_the_languages_of_the_pages_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    show_report(a_report(pages=1_240, languages={"zh": 40, "en": 1_200}))
    assert capsys.readouterr().out.splitlines()[1] == "Languages: en 1,200, zh 40"


def test_text_under_no_heading_has_a_name_in_a_dry_run(capsys: pytest.CaptureFixture[str]) -> None:
    changes = replace(NOTHING, changed=("a.md",), headings=(("a.md", ("", "Join > Web")),))
    show_changes(a_report(changes=changes))
    assert capsys.readouterr().out.splitlines()[:3] == [
        "~ a.md",
        "    (above the first heading)",
        "    Join > Web",
    ]


def test_moved_pages_are_in_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    show_report(a_report(changes=replace(NOTHING, moved=(("a.md", "b.md"),))))
    assert "0 changed, 1 moved, 0 removed" in capsys.readouterr().out


def test_findings_go_to_stderr_the_pressing_first(capsys: pytest.CaptureFixture[str]) -> None:
    show_report(
        a_report(
            without_text=("empty.md",),
            skipped=(SkippedFile("lost.md", "timed out", lost=True), SkippedFile("b.bin", "big")),
            affected=(Affected("ticket", "DS-7: 没有声音", "声音.md", vanished=True),),
            broken_imports=tuple(BrokenImport(f"{n}.mdx", "/f.mdx", "no file") for n in range(3)),
            stale=("old.md",),
        )
    )
    assert capsys.readouterr().err.splitlines() == [
        "Past answers and open tickets (1):",
        "  DS-7: 没有声音 (ticket: 声音.md is gone)",
        "Incomplete load (1):",
        "  lost.md (timed out)",
        "Skipped files (1):",
        "  b.bin (big)",
        "Imports that lead nowhere (3):",
        "  /f.mdx (no file): 3 pages import it, first 0.mdx",
        "Pages without text (1):",
        "  empty.md",
        "Also: stale pages (1); --json lists them.",
    ]


def test_a_dry_run_reads_like_a_diff(capsys: pytest.CaptureFixture[str]) -> None:
    changes = Changes(
        added=("new.md",),
        changed=("c.md", "d.md"),
        removed=("gone.md",),
        unchanged=12,
        chunks=50,
        embedded=3,
        moved=(("old/a.md", "指南/a.md"),),
        headings=(("c.md", ("令牌 > 续期", "2", "3", "4", "5")), ("d.md", ())),
        characters=1_500,
    )
    show_changes(a_report(changes=changes, without_text=("empty.md",)))
    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "+ new.md",
        "~ c.md",
        "    令牌 > 续期",
        "    2",
        "    3",
        "    … and 2 more",
        "~ d.md",
        "→ old/a.md → 指南/a.md",
        "- gone.md",
        (
            "sdk: Nothing was written. It would add 1 page, change 2, move 1, remove 1 and leave "
            "12 as they are. 3 texts (1,500 characters) would be embedded."
        ),
    ]
    assert "empty.md" in shown.err


def test_a_dry_run_without_changes(capsys: pytest.CaptureFixture[str]) -> None:
    show_changes(a_report())
    assert capsys.readouterr().out == (
        "sdk: Nothing was written. No page would change. 0 texts (0 characters) would be embedded."
        "\n"
    )


def test_long_lists_stay_short(capsys: pytest.CaptureFixture[str]) -> None:
    names = tuple(f"{n}.md" for n in range(10_000))
    show_changes(a_report(changes=Changes(names, names, names, 0, 0, 0), without_text=names))
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 3 * 9 + 1
    assert "+ … and 9,992 more; --json lists all." in shown.out
    assert len(shown.err.splitlines()) == 10
    assert "  … and 9,992 more; --json lists all." in shown.err


@pytest.mark.parametrize("show", [show_report, show_changes])
def test_names_of_documents_are_no_markup(
    show: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    changes = Changes(
        (HOSTILE,), (HOSTILE,), (), 0, 0, 0, ((HOSTILE, HOSTILE),), ((HOSTILE, (HOSTILE,)),)
    )
    show(
        a_report(
            source=HOSTILE,
            changes=changes,
            skipped=(SkippedFile(HOSTILE, HOSTILE),),
            affected=(Affected("answer", HOSTILE, HOSTILE, vanished=False),),
        )
    )
    shown = capsys.readouterr()
    assert shown.err.count(HOSTILE) == 4
    assert shown.out.count(HOSTILE) == (6 if show is show_changes else 1)


def test_names_of_documents_do_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_report(a_report(without_text=("a\x1b[2J\n\x07b\x9b31m\udcff\u202e.md",)))
    shown = capsys.readouterr().err
    assert "  a\ufffd[2J \ufffdb\ufffd31m\ufffd\ufffd.md\n" in shown
