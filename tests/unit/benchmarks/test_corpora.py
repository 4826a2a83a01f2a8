"""What the contestants of the search benchmark are given."""

from __future__ import annotations

from pathlib import Path

from benchmarks.corpora import Edited, Shelf, varied
from ingest.sources import FolderSource
from knowledge.build import embedded_text


def test_the_shelf_is_filled_up_with_different_texts(tmp_path: Path) -> None:
    root = tmp_path / "sdk"
    root.mkdir()
    (root / "mute.md").write_text("# Mute\n\nCall mute().\n")
    (root / "again.md").write_text("# Mute\n\nCall mute().\n")
    folder = FolderSource(root)
    given = {
        name: list(pages) for name, pages in Shelf([Edited(folder, folder.name)], 3000).pages()
    }
    assert [len(pages) for name, pages in given.items() if name == "sdk"] == [2]
    texts = {
        embedded_text(page.title, chunk)
        for pages in given.values()
        for page in pages
        for chunk in page.chunks
    }
    assert 3000 <= len(texts) < 3020


def test_filler_has_a_path_of_its_own_for_each_page() -> None:
    paths = [page.path for page in varied(2000)]
    assert len(paths) == len(set(paths))
