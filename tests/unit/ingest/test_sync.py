from __future__ import annotations

import gc
import json
from typing import Any

import pytest

from ingest import sync
from ingest.errors import IngestError
from ingest.library import Library
from ingest.pages import ReadPage, read_page
from ingest.sources import SkippedFile
from ingest.sync import Guard, ingest_source
from knowledge.models import Visibility
from tests.fakes_index import FakeIndex
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
