"""What the benchmarks write into pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measure import _command, _write, markdown


def test_a_section_is_replaced_and_the_rest_left(tmp_path: Path) -> None:
    file = tmp_path / "quality.md"
    file.write_text("# Quality\n\nWords.\n")
    _write(file, "measured", "first\n")
    file.write_text(file.read_text() + "\nMore words.\n")
    _write(file, "measured", "second\n")
    _write(file, "other", "third\n")
    assert file.read_text() == (
        "# Quality\n\nWords.\n\n<!-- begin measured -->\nsecond\n<!-- end measured -->\n"
        "\nMore words.\n\n<!-- begin other -->\nthird\n<!-- end other -->\n"
    )


def test_rows_become_a_table() -> None:
    assert markdown(("a", "n", "x"), [("one", 2, 0.456), ("two", 3)]).splitlines() == [
        "| a | n | x |",
        "|---|---|---|",
        "| one | 2 | 0.46 |",
        "| two | 3 |  |",
    ]


def test_the_command_tells_nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["quality", "/somewhere/corpus", "questions.jsonl", "--without-faq-titles", "a/*.md"]
    monkeypatch.setattr("sys.argv", words)
    assert "somewhere" not in _command()
    assert "corpus questions.jsonl --without-faq-titles 'a/*.md'" in _command()
