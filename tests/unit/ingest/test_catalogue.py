from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ingest.catalogue import Kind, load_catalogue, open_source
from ingest.errors import IngestError
from ingest.sources import FolderSource, RawFile, SkippedFile
from ingest.sources.git import GitSource
from ingest.sources.selected import SelectedSource, chooser
from ingest.sources.site import SiteSource
from knowledge.models import Visibility
from tests.unit.ingest.sites import FakeSource


def declared(tmp_path: Path, text: str) -> Any:
    file = tmp_path / "sources.yaml"
    file.write_text(text, encoding="utf-8")
    return load_catalogue(file)


def test_the_sample_is_a_catalogue_of_the_sample_documentation(tmp_path: Path) -> None:
    (entry,) = load_catalogue(Path("examples/sources.yaml"))
    source = open_source(entry, tmp_path)
    assert isinstance(source, FolderSource)
    assert source.name == "brightwire"
    assert any(file.path == "en/billing/pricing.md" for file in source.files())
    assert entry.readers is Visibility.PUBLIC


def test_an_entry_says_what_holds_for_all_its_pages(tmp_path: Path) -> None:
    text = """
sources:
  guides:
    type: git
    location: https://git.example/docs.git
    ref: main
    folder: docs
    visibility: customer
    customers: Nimbus Games
    product: rtc
    platform: [iOS, 安卓]
    version: "4.10"
    language: zh
    schedule: "0 3 * * 1"
    exclude: "**/old/**"
  web:
    type: site
    location: https://docs.example/
  tickets: {type: tickets}
"""
    guides, web, tickets = declared(tmp_path, text)
    assert guides.defaults == {
        "product": "rtc",
        "platform": ["ios", "android"],
        "version": "4.10",
        "language": "zh",
    }
    assert guides.customers == ("Nimbus Games",)
    source = open_source(guides, tmp_path)
    assert isinstance(source, SelectedSource)
    assert isinstance(source.source, GitSource)
    assert isinstance(open_source(web, tmp_path), SiteSource)
    assert tickets.readers is Visibility.INTERNAL
    with pytest.raises(IngestError):
        open_source(tickets, tmp_path)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("type: folder", "line 3: sources.a: a source of type folder needs a location"),
        ("type: ftp\n    location: x", "line 4: sources.a.type: Input should be"),
        ("type: folder\n    location: x\n    colour: red", "line 6: sources.a.colour"),
        ("type: folder\n    location: x\n    schedule: daily", "line 6: sources.a.schedule"),
        ("type: folder\n    location: x\n    version: 4.10", "line 6: sources.a.version: put it"),
        ("type: folder\n    location: x\n    link: docs/{path}", "line 6: sources.a.link"),
        ("type: folder\n    location: x\n    link: https://x/{oops}", "unknown field {oops}"),
        ("type: folder\n    location: x\n    platform: amiga", "unknown platform 'amiga'"),
        ("type: folder\n    location: x\n    visibility: customer", "go together"),
        ("type: folder\n    location: [x, y]", "several locations"),
        ("type: folder\n    location: x\n    ref: main", "belong to sources of type git"),
        ("type: folder\n  bad", "line 6: could not find"),
    ],
)
def test_problems_are_named_with_their_line(tmp_path: Path, lines: str, problem: str) -> None:
    with pytest.raises(IngestError) as refused:
        declared(tmp_path, f"# sources\nsources:\n  a:\n    {lines}\n")
    assert problem in str(refused.value)


@pytest.mark.parametrize("text", ["", "- a", "sources: {}", "sources:\n  ../x: {type: tickets}"])
def test_what_is_no_catalogue_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(IngestError):
        declared(tmp_path, text)


def test_a_missing_catalogue_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IngestError) as refused:
        load_catalogue(tmp_path / "sources.yaml")
    assert "examples/sources.yaml" in refused.value.remedy


@pytest.mark.parametrize("kind", [Kind.FOLDER, Kind.FILES, Kind.OPENAPI, Kind.GITHUB])
def test_files_of_this_machine_are_found_beside_the_catalogue(tmp_path: Path, kind: Kind) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/a.json").write_text("[]")
    place = "d" if kind is Kind.FOLDER else "d/a.json"
    (entry,) = declared(tmp_path, f"sources:\n  a:\n    type: {kind}\n    location: {place}\n")
    assert open_source(entry, tmp_path).name == "a"


def test_globs_choose_files_but_never_hide_a_loss() -> None:
    chosen = chooser(["en/**/*.md", "*.md"], ["**/old/**", "en/x?.md"])
    assert [path for path in ("a.md", "en/a.md", "en/b/c.md") if chosen(path)] == [
        "a.md",
        "en/a.md",
        "en/b/c.md",
    ]
    assert not any(map(chosen, ("zh/a.md", "en/old/a.md", "old/a.md", "en/x1.md", "b/a.md")))
    texts: dict[str, str | SkippedFile] = {
        "a.md": "x",
        "b.txt": SkippedFile("b.txt", "binary"),
        "zh/c.md": SkippedFile("zh/c.md", "HTTP 500", lost=True),
        "docs/variables.json": "{}",
    }
    files = list(SelectedSource(FakeSource(texts), ("*.md",)).files())
    assert [file.path for file in files] == ["a.md", "docs/variables.json", "zh/c.md"]


def test_resolved_tickets_become_pages_without_personal_data(tmp_path: Path) -> None:
    (entry,) = declared(tmp_path, "sources: {tickets: {type: tickets}}")

    def ticket(number: int, resolution: str) -> Any:
        return SimpleNamespace(
            id=f"T-{number}",
            title="Black screen after join",
            problem="# Help\nlin@example.com sees <View> black, call +86 138 1234 5678.",
            resolution=resolution,
            product="rtc",
            platform="android",
            version="4.3.2",
            resolved=date(2026, 11, 1),
        )

    source = open_source(entry, tmp_path, lambda: [ticket(2, "Renew it."), ticket(1, " ")])
    (page,) = source.files()
    assert isinstance(page, RawFile)
    assert page.path == "T-2.md"
    for words in ("product: rtc", "platform: android", "last_updated: 2026-11-01", "&lt;View>"):
        assert words in page.text
    assert "lin@" not in page.text
    assert "1234" not in page.text

    def broken() -> Any:
        raise OSError("no database")

    (lost,) = open_source(entry, tmp_path, broken).files()
    assert isinstance(lost, SkippedFile)
    assert lost.lost
