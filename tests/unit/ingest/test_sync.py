from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest

from ingest import sync
from ingest.errors import IngestError
from ingest.guard import Guard, LoadRefused
from ingest.library import Library
from ingest.pages import ReadPage, read_page
from ingest.sources import SkippedFile
from ingest.sync import ingest_source
from knowledge.index import KnowledgeIndex
from knowledge.models import Visibility
from tests.fakes_index import FakeIndex
from tests.fakes_models import FakeEmbeddings
from tests.unit.ingest.sites import FakeSource

SITE = {f"p{n}.md": f"# Page {n}\n\nText of page {n}." for n in range(4)}


def test_the_first_run_adds_everything() -> None:
    index = FakeIndex()
    report = ingest_source(FakeSource(SITE), index)
    assert report.changes.added == tuple(SITE)
    assert set(index.pages["site"]) == set(SITE)
    assert (report.pages, report.languages) == (4, {"en": 4})


def test_a_second_run_puts_and_embeds_nothing() -> None:
    index = FakeIndex()
    ingest_source(FakeSource(SITE), index)
    index.puts.clear()
    report = ingest_source(FakeSource(SITE), index)
    assert index.puts == []
    assert (report.changes.embedded, report.changes.unchanged) == (0, 4)


def test_only_what_changed_is_put_and_what_vanished_goes() -> None:
    index = FakeIndex()
    ingest_source(FakeSource(SITE), index)
    index.puts.clear()
    site = {**SITE, "p1.md": "# Page 1\n\nNew text.", "p9.md": "# Nine\n\nText."}
    del site["p3.md"]
    changes = ingest_source(FakeSource(site), index).changes
    assert sorted(index.puts) == ["p1.md", "p9.md"]
    assert (changes.added, changes.changed, changes.removed) == (
        ("p9.md",),
        ("p1.md",),
        ("p3.md",),
    )


@pytest.mark.parametrize("texts", [{}, {"a.md": ""}, {"_f.md": "# F\n\nfragment"}])
def test_an_empty_load_is_refused_and_deletes_nothing(texts: dict[str, str]) -> None:
    index = FakeIndex()
    ingest_source(FakeSource(SITE), index)
    with pytest.raises(IngestError, match="as they were"):
        ingest_source(FakeSource(texts), index, guard=Guard(allow_shrink=True))
    assert len(index.pages["site"]) == 4
    assert index.commits == 1


def test_an_empty_first_load_says_what_to_check() -> None:
    with pytest.raises(IngestError) as refused:
        ingest_source(FakeSource({}), FakeIndex())
    assert ".mdx" in refused.value.remedy


def test_a_load_that_shrank_too_far_is_refused_unless_allowed() -> None:
    index = FakeIndex()
    ingest_source(FakeSource(SITE), index)
    one = {"p0.md": SITE["p0.md"]}
    with pytest.raises(IngestError, match="1 pages, 4 last time"):
        ingest_source(FakeSource(one), index)
    assert len(index.pages["site"]) == 4
    ingest_source(FakeSource(one), index, guard=Guard(allow_shrink=True))
    assert set(index.pages["site"]) == {"p0.md"}


def test_pages_that_lost_their_text_count_as_lost() -> None:
    index = FakeIndex()
    ingest_source(FakeSource(SITE), index)
    emptied = dict.fromkeys(SITE, "# Title only") | {"p0.md": SITE["p0.md"]}
    with pytest.raises(IngestError):
        ingest_source(FakeSource(emptied), index)
    assert index.commits == 1


def test_the_index_hears_how_many_texts_to_expect_and_of_none_nothing() -> None:
    index = FakeIndex()
    ingest_source(FakeSource(SITE), index, dry_run=True)
    assert index.expected == []
    ingest_source(FakeSource(SITE), index)
    ingest_source(FakeSource(SITE), index)
    ingest_source(FakeSource({**SITE, "p1.md": "# Page 1\n\nNew text."}), index)
    assert index.expected == [4, 1]


def test_the_collector_runs_as_before_afterwards() -> None:
    usual = gc.get_threshold()
    ingest_source(FakeSource(SITE), FakeIndex())
    assert gc.get_threshold() == usual
    with pytest.raises(IngestError):
        ingest_source(FakeSource({}), FakeIndex())
    assert gc.get_threshold() == usual


def test_findings_are_reported() -> None:
    site: dict[str, str | SkippedFile] = {
        "a.mdx": "import X from './gone.mdx'\n\nText. <X />",
        "bad.md": "---\ntitle: a: b\n---\nText.",
        "big.md": SkippedFile("big.md", "9.0 MB, over the 5.0 MB limit"),
        "empty.md": "# Only a title",
        "ARCHIVED/old.md": "Old text.",
        "_unused.md": "x",
    }
    report = ingest_source(FakeSource(site), FakeIndex())
    assert report.pages == 3
    assert report.without_text == ("empty.md",)
    assert [file.path for file in report.skipped] == ["big.md"]
    assert [one.target for one in report.broken_imports] == ["./gone.mdx"]
    assert [file.path for file in report.invalid_front_matter] == ["bad.md"]
    assert (report.archived, report.fragments, report.unused) == (1, 1, ("_unused.md",))
    assert json.loads(report.to_json())["changes"]["added"] == [
        "ARCHIVED/old.md",
        "a.mdx",
        "bad.md",
    ]


def test_progress_runs_through_its_stages() -> None:
    told: list[tuple[str, int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        told.append((stage, done, total))

    ingest_source(FakeSource(SITE), FakeIndex(), progress=progress)
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == ["read", "pages"]
    assert ("pages", 4, 4) in told
    assert told[-1][0] == "pages"


def test_a_dry_run_tells_and_writes_nothing() -> None:
    index = FakeIndex()
    report = ingest_source(FakeSource(SITE), index, dry_run=True)
    assert report.changes.added == tuple(SITE)
    assert (index.pages, index.commits, index.reports) == ({}, 0, {})


def test_an_unchanged_source_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    index = FakeIndex()
    first = ingest_source(FakeSource(SITE), index)
    monkeypatch.setattr(sync, "Library", None)
    second = ingest_source(FakeSource(SITE), index)
    assert (second.pages, second.languages) == (first.pages, first.languages)
    assert (second.changes.unchanged, second.changes.added, second.changes.embedded) == (4, (), 0)


def test_other_settings_read_it_again() -> None:
    index = FakeIndex()
    ingest_source(FakeSource(SITE), index)
    ingest_source(FakeSource(SITE), index, link="https://x.example/{path}")
    assert len(index.puts) == 8
    ingest_source(
        FakeSource(SITE),
        index,
        link="https://x.example/{path}",
        visibility=Visibility.CUSTOMER,
        customers=["acme"],
    )
    assert index.access["site"] == (Visibility.CUSTOMER, ("acme",))


def test_a_page_is_made_again_when_its_file_or_an_import_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = {
        "a.mdx": "# A\n\nimport X from './_x.mdx'\n\n<X />",
        "b.mdx": "# B\n\nText of b.",
        "c.mdx": "# C\n\nimport Y from './_y.mdx'\n\nText of c. <Y />",
        "_x.mdx": "import Z from './_z.mdx'\n\n<Z />",
        "_z.mdx": "The old fragment.",
    }
    index = FakeIndex()
    ingest_source(FakeSource(site), index)
    made: list[str] = []
    read = read_page

    def counted(library: Library, path: str, *settings: Any) -> ReadPage:
        made.append(path)
        return read(library, path, *settings)

    monkeypatch.setattr(sync, "read_page", counted)
    report = ingest_source(FakeSource({**site, "_z.mdx": "The new fragment."}), index)
    assert made == ["a.mdx"]
    assert (report.pages, report.changes.changed, report.changes.unchanged) == (3, ("a.mdx",), 2)
    assert [one.target for one in report.broken_imports] == ["./_y.mdx"]

    made.clear()
    ingest_source(FakeSource({**site, "_y.mdx": "Now it is there."}), index)
    assert made == ["a.mdx", "c.mdx"]
    assert "Now it is there." in index.pages["site"]["c.mdx"].chunks[0].text


def test_a_shrunk_load_names_the_files_that_it_could_not_read() -> None:
    index = FakeIndex()
    ingest_source(FakeSource(SITE), index)
    unread: dict[str, str | SkippedFile] = {**SITE}
    for name in ("p0.md", "p1.md", "p2.md"):
        unread[name] = SkippedFile(name, "binary content behind a text name")
    with pytest.raises(LoadRefused) as refused:
        ingest_source(FakeSource(unread), index)
    assert "p0.md: binary content behind a text name; p1.md" in refused.value.message
    assert "--allow-shrink" not in refused.value.remedy
    report = refused.value.report
    assert [one.path for one in report.skipped] == ["p0.md", "p1.md", "p2.md"]
    assert (report.refused, report.pages) == (refused.value.message, 1)
    assert report.changes.removed == ()


def test_a_load_that_shrank_although_all_was_read_may_be_allowed() -> None:
    index = FakeIndex()
    ingest_source(FakeSource(SITE), index)
    rest: dict[str, str | SkippedFile] = {
        "p0.md": SITE["p0.md"],
        "new.md": SkippedFile("new.md", "no text"),
    }
    with pytest.raises(LoadRefused) as refused:
        ingest_source(FakeSource(rest), index)
    assert "--allow-shrink" in refused.value.remedy


def test_texts_on_several_pages_are_counted_after_every_ingest() -> None:
    index = FakeIndex()
    site = {"a.md": "# A\n\nThe same.", "b.md": "# B\n\nThe same.", "c.md": "# C\n\nOther."}
    for text in ("Other.", "Changed.", "Changed."):
        report = ingest_source(FakeSource(site | {"c.md": f"# C\n\n{text}"}), index)
        assert report.duplicates is not None
        assert (report.duplicates.texts, report.duplicates.copies) == (1, 1)
        assert report.duplicates.top[0].pages == ("a.md", "b.md")


def test_a_page_counts_as_done_when_its_texts_are_stored(tmp_path: Path) -> None:
    """A bar over pages, most of which are still to embed, would promise too much."""
    model = FakeEmbeddings()
    index = KnowledgeIndex(tmp_path, model)
    site = {f"p{n:03}.md": f"# Page {n}\n\nText {n}." for n in range(700)} | {"empty.md": ""}
    told: list[tuple[int, int]] = []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "pages":
            assert done <= model.embedded + 1, "the page without text needs nothing"
            told.append((done, total))

    ingest_source(FakeSource(site), index, progress=progress)
    assert told[0] == (0, 701)
    assert told[-1] == (701, 701)
    assert {total for _, total in told} == {701}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    told.clear()
    site["p007.md"] = "# Page 7\n\nIt says something else."
    ingest_source(FakeSource(site), index, progress=progress)
    assert (told[0], told[-1]) == ((0, 2), (2, 2)), "what stays as it was costs no time"
    index.close()
