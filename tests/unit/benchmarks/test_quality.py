"""The parts of the quality benchmark that decide what is measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.corpora import Edited
from benchmarks.quality import _sources
from ingest.sources import FolderSource, RawFile


@pytest.fixture
def folder(tmp_path: Path) -> FolderSource:
    root = tmp_path / "sdk"
    for path in ("en/faq/mute.md", "zh/faq/mute.md", "shared/note.md"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("---\ntitle: How to mute?\n---\ntitle: kept?\nCall mute().\n")
    return FolderSource(root)


def texts(source: Edited) -> dict[str, str]:
    return {file.path: file.text for file in source.files() if isinstance(file, RawFile)}


def test_lines_are_cut_out_of_the_files_that_a_glob_names(folder: FolderSource) -> None:
    found = texts(Edited(folder, "sdk", [("sdk/en/faq/*.md", "^title: How.*$")]))
    assert "How to mute" not in found["en/faq/mute.md"]
    assert "title: kept?" in found["en/faq/mute.md"]
    assert "How to mute" in found["zh/faq/mute.md"]


def test_a_folder_with_two_languages_is_a_source_for_each_too(folder: FolderSource) -> None:
    paths = {source.name: set(texts(source)) for source in _sources(folder, ())}
    assert set(paths) == {"sdk", "sdk-en", "sdk-zh"}
    assert paths["sdk-en"] == {"en/faq/mute.md", "shared/note.md"}
    assert len(paths["sdk"]) == 3


def test_a_folder_with_one_language_is_one_source(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "a.md").write_text("text")
    assert [source.name for source in _sources(FolderSource(tmp_path, "docs"), ())] == ["docs"]
