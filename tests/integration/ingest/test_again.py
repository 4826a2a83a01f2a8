"""A second ingest: what it opens, what it writes, and which edits it must not miss."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from ingest.facts import FileFacts, from_json, read_facts, to_json
from ingest.loading import load
from ingest.sources import FolderSource, RawFile, SameFile
from ingest.sync import ingest_source
from knowledge.index import KnowledgeIndex
from knowledge.models import Query
from knowledge.retrieval import Retriever
from tests.fakes_index import FakeIndex
from tests.fakes_models import FakeEmbeddings

PAGES = 40
LONG_AGO = 1_500_000_000
REPORTED = (
    *("pages", "fragments", "unused", "skipped", "broken_imports", "invalid_front_matter"),
    *("without_text", "archived", "languages", "broken_links", "redirects", "stale"),
    *("archived_pages", "lagging"),
)


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Pages, one of which imports a fragment; old enough for their stamps to be believed."""
    folder = tmp_path / "docs"
    folder.mkdir()
    for number in range(PAGES):
        (folder / f"p{number}.md").write_text(f"# Page {number}\n\nText of page {number}.\n")
    (folder / "_f.mdx").write_text("The fragment says aardvark.\n")
    (folder / "user.mdx").write_text("# User\n\nimport F from './_f.mdx'\n\n<F />\n")
    # A file is believed two seconds after its last change: these are.
    monkeypatch.setattr("ingest.sources.base._SETTLED", -(10**12))
    return folder


@contextmanager
def opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Names of the files in the folder that are opened meanwhile."""
    names: list[str] = []
    real = Path.open

    def noted(self: Path, *args: Any, **kwargs: Any) -> Any:
        if folder in self.parents:
            names.append(self.name)
        return real(self, *args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", noted)
        yield names


def test_a_second_run_opens_no_file(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = FakeIndex()
    with opened(docs, monkeypatch) as names:
        first = ingest_source(FolderSource(docs), index)
    assert len(names) == PAGES + 2
    with opened(docs, monkeypatch) as names:
        second = ingest_source(FolderSource(docs), index)
    assert names == []
    assert (second.pages, second.changes.unchanged) == (first.pages, PAGES + 1)


def test_one_changed_page_opens_that_page_alone(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = FakeIndex()
    ingest_source(FolderSource(docs), index)
    (docs / "p7.md").write_text("# Page 7\n\nIt was edited.\n")
    with opened(docs, monkeypatch) as names:
        report = ingest_source(FolderSource(docs), index)
    assert names == ["p7.md"]
    assert report.changes.changed == ("p7.md",)


def test_a_changed_fragment_opens_the_pages_that_show_it(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = FakeIndex()
    ingest_source(FolderSource(docs), index)
    (docs / "_f.mdx").write_text("The fragment says zebra.\n")
    with opened(docs, monkeypatch) as names:
        report = ingest_source(FolderSource(docs), index)
    assert sorted(names) == ["_f.mdx", "user.mdx"]
    assert report.changes.changed == ("user.mdx",)
    assert "zebra" in index.pages["docs"]["user.mdx"].chunks[0].text


def test_a_report_from_facts_says_what_a_full_one_says(docs: Path) -> None:
    (docs / "late.md").write_text("---\ntitle: Late\nlast_updated: 2019-01-02\n---\nOld text.\n")
    (docs / "bad.md").write_text("---\ntitle: a: b\n---\nText, [a link](./nowhere.md).\n")
    (docs / "old.md").write_text("---\ntitle: Old\nredirect_to: p1.md\n---\n")
    (docs / "gone.mdx").write_text("# G\n\nimport X from './gone/x.mdx'\n\nText. <X />\n")
    index, fresh = FakeIndex(), FakeIndex()
    ingest_source(FolderSource(docs), index)
    (docs / "p7.md").write_text("# Page 7\n\nIt was edited.\n")
    again, full = (ingest_source(FolderSource(docs), one) for one in (index, fresh))
    for told in REPORTED:
        assert getattr(again, told) == getattr(full, told), told
    assert again.stale == ("late.md",)
    assert again.broken_links
    assert again.redirects


def _same_size_and_time(page: Path) -> None:
    before = page.stat()
    page.write_bytes(page.read_bytes().replace(b"Text", b"Next"))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


def _another_file_in_its_place(page: Path) -> None:
    before = page.stat()
    twin = page.with_name("twin.tmp")
    twin.write_bytes(page.read_bytes().replace(b"Text", b"Next"))
    os.utime(twin, ns=(before.st_atime_ns, before.st_mtime_ns))
    twin.replace(page)


def _older(page: Path) -> None:
    page.write_bytes(page.read_bytes().replace(b"Text", b"Next"))
    os.utime(page, (LONG_AGO, LONG_AGO))


@pytest.mark.parametrize("edit", [_same_size_and_time, _another_file_in_its_place, _older])
def test_an_edit_that_hides_is_found(docs: Path, edit: Callable[[Path], None]) -> None:
    index = FakeIndex()
    ingest_source(FolderSource(docs), index)
    edit(docs / "p3.md")
    assert ingest_source(FolderSource(docs), index).changes.changed == ("p3.md",)


def test_a_file_that_was_only_touched_is_read_and_stays(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = FakeIndex()
    ingest_source(FolderSource(docs), index)
    os.utime(docs / "p3.md", (LONG_AGO, LONG_AGO))
    for expected in (["p3.md"], []):
        with opened(docs, monkeypatch) as names:
            report = ingest_source(FolderSource(docs), index)
        assert (names, report.changes.changed) == (expected, ())


def test_a_file_younger_than_the_clock_can_tell_is_not_believed(tmp_path: Path) -> None:
    """Edited in the tick in which it was read, it would look the same from outside."""
    (tmp_path / "a.md").write_text("# A\n\nText.\n")
    (found,) = FolderSource(tmp_path).files()
    assert isinstance(found, RawFile)
    assert found.stamp == ""


def test_an_edit_between_the_walk_and_the_reading_begins_anew(docs: Path) -> None:
    """`user.mdx` is taken for unchanged, then edited before it is read for its new fragment."""
    index = FakeIndex()
    ingest_source(FolderSource(docs), index)
    (docs / "_f.mdx").write_text("The fragment says zebra.\n")

    def meddle(stage: str, done: int, total: int) -> None:
        if (stage, done, total) == ("pages", 0, 1):
            (docs / "user.mdx").write_text("# Other\n\nimport F from './_f.mdx'\n\nNew. <F />\n")

    ingest_source(FolderSource(docs), index, progress=meddle)
    page = index.pages["docs"]["user.mdx"]
    assert page.title == "Other"
    assert "zebra" in page.chunks[0].text
    assert ingest_source(FolderSource(docs), index).changes.changed == ()


def test_other_code_believes_nothing(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = FakeIndex()
    ingest_source(FolderSource(docs), index)

    def kinds() -> set[type]:
        loaded = load(FolderSource(docs), index.seen("docs"), lambda *_: None)
        return {type(file) for file in loaded.files}

    assert kinds() == {SameFile}
    monkeypatch.setattr("ingest.loading.own_code", lambda: "another version")
    assert kinds() == {RawFile}


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: T\nday: 2024-05-06\nat: 2024-05-06 07:08:09\nlist: [1, 2.5, null]\n---\nx",
        "---\ntitle: a: b\n---\nText",
        "import A from './a.mdx'\n\n<PlatformWrapper platform='ios'>[x](y.md)</PlatformWrapper>",
        "# Title\n\n中文",
        "",
    ],
)
def test_facts_survive_being_kept(text: str) -> None:
    facts, _ = read_facts("p.mdx", text)
    assert from_json(to_json(facts)) == facts


@pytest.mark.parametrize("odd", ["{1: one}", "!!binary aGk=", "!!set {a}", "{$date: soon}"])
def test_front_matter_that_json_cannot_hold_is_not_kept(odd: str) -> None:
    facts, _ = read_facts("p.md", f"---\ntitle: T\nodd: {odd}\n---\nText")
    assert isinstance(facts, FileFacts)
    assert to_json(facts) == "" or from_json(to_json(facts)) == facts


@contextmanager
def rows_written(index: KnowledgeIndex) -> Iterator[list[int]]:
    """How many rows each statement of the catalogue changes."""
    counts: list[int] = []
    engine: Engine = index._engine._engine  # type: ignore[attr-defined]
    totals: dict[int, int] = {}

    def began(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        totals[id(raw)] = raw.total_changes

    def ended(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        counts.append(raw.total_changes - totals[id(raw)])

    event.listen(engine, "begin", began)
    event.listen(engine, "commit", ended)
    yield counts
    event.remove(engine, "begin", began)
    event.remove(engine, "commit", ended)


def test_one_changed_page_writes_as_many_rows_however_many_there_are(
    docs: Path, tmp_path: Path
) -> None:
    written: list[int] = []
    for more in (0, 200):
        for number in range(more):
            (docs / f"q{number}.md").write_text(f"# Q {number}\n\nAnother text {number}.\n")
        index = KnowledgeIndex(tmp_path / "index", FakeEmbeddings())
        ingest_source(FolderSource(docs), index)
        (docs / "p7.md").write_text(f"# Page 7\n\nIt was edited, with {more} more pages.\n")
        with rows_written(index) as counts:
            report = ingest_source(FolderSource(docs), index)
        assert report.changes.changed == ("p7.md",)
        written.append(sum(counts))
        with rows_written(index) as counts:
            ingest_source(FolderSource(docs), index)
        assert sum(counts) == 0
        index.close()
    assert 0 < written[0] < 60
    assert written[1] <= written[0] + 5  # the second edit also ends the first one's rows


def test_a_changed_page_is_found_at_once_and_by_other_readers(docs: Path, tmp_path: Path) -> None:
    index = KnowledgeIndex(tmp_path / "index", FakeEmbeddings())
    ingest_source(FolderSource(docs), index)
    reader = KnowledgeIndex(tmp_path / "index", FakeEmbeddings())
    retriever = Retriever(reader)
    before = retriever.find(Query("zanzibar", "en")).passages
    assert not any("zanzibar" in passage.text for passage in before)
    (docs / "p7.md").write_text("# Page 7\n\nThe zanzibar was not here before.\n")
    ingest_source(FolderSource(docs), index)
    assert retriever.find(Query("zanzibar", "en")).passages[0].path == "docs/p7.md"
    index.close()
    reader.close()


def test_after_a_rollback_the_next_ingest_brings_the_files_back(docs: Path, tmp_path: Path) -> None:
    index = KnowledgeIndex(tmp_path / "index", FakeEmbeddings())
    ingest_source(FolderSource(docs), index)
    (docs / "p7.md").write_text("# Page 7\n\nEdited.\n")
    ingest_source(FolderSource(docs), index)
    assert index.roll_back("docs")
    assert ingest_source(FolderSource(docs), index).changes.changed == ("p7.md",)
    index.close()


def test_a_source_that_was_removed_leaves_no_files(docs: Path, tmp_path: Path) -> None:
    index = KnowledgeIndex(tmp_path / "index", FakeEmbeddings())
    ingest_source(FolderSource(docs), index)
    assert index.seen("docs")
    index.remove_source("docs")
    assert index.seen("docs") == {}
    index.close()
