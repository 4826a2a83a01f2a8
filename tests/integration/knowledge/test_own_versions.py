"""An entry of release notes has a version and a day of its own, in the index and out of it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from knowledge.index import KnowledgeIndex
from knowledge.live import Made
from knowledge.models import PUBLIC, STAFF, Chunk, Page, Passage, Query, Visibility
from knowledge.retrieval import Retriever
from tests.fakes_models import FakeEmbeddings

OLD_ENTRY = Chunk("Fixed a crash on rotation", ("v4.2.0",), version="4.2.0")
NEW_ENTRY = Chunk(
    "Fixed an echo on speakers", ("v4.3.0",), version="4.3.0", updated=date(2026, 3, 1)
)
NOTES = Page(
    "notes.md",
    "Release notes",
    (NEW_ENTRY, OLD_ENTRY, Chunk("How to upgrade")),
    version="4.x",
    updated=date(2026, 5, 5),
)
GUIDE = Page("guide.md", "Guide", (Chunk("join a channel"),), version="4.x")


def put(index: KnowledgeIndex, *pages: Page) -> None:
    with index.build("docs") as build:
        for page in pages:
            build.put(page, f"files of {page.path}")
        build.commit()


def found(index: KnowledgeIndex, text: str, version: str = "") -> Passage:
    return Retriever(index).find(Query(text, version=version)).passages[0]


def test_each_entry_is_found_with_its_own_version_and_day(index: KnowledgeIndex) -> None:
    put(index, NOTES, GUIDE)
    echo, crash = found(index, "echo on speakers"), found(index, "crash on rotation")
    assert (echo.version, echo.updated) == ("4.3.0", date(2026, 3, 1))
    assert (crash.version, crash.updated) == ("4.2.0", date(2026, 5, 5)), "its day is the page's"
    rest = found(index, "how to upgrade")
    assert (rest.version, rest.updated) == ("4.x", date(2026, 5, 5))


def test_the_version_asked_for_decides_where_entries_say_the_same(index: KnowledgeIndex) -> None:
    entries = [
        Chunk("Performance improvements", ("Improved",), anchor=f"v{v}", version=v)
        for v in ("4.3.0", "3.1.0")
    ]
    put(index, Page("notes.md", "Release notes", tuple(entries)))
    for version in ("4.3.0", "3.1.0"):
        passage = found(index, "performance improvements", version)
        assert (passage.version, passage.anchor) == (version, f"v{version}")


@pytest.mark.parametrize(
    "corrected",
    [replace(NEW_ENTRY, version="4.3.1"), replace(NEW_ENTRY, updated=date(2026, 3, 2))],
    ids=["version", "day"],
)
def test_a_new_version_or_day_of_an_entry_is_a_change(
    index: KnowledgeIndex, embeddings: FakeEmbeddings, corrected: Chunk
) -> None:
    put(index, NOTES)
    before = embeddings.embedded
    page = replace(NOTES, chunks=(corrected, *NOTES.chunks[1:]))
    compared = index.compare("docs")
    compared.put(page)
    told = compared.commit()
    assert told.headings == (("notes.md", ("v4.3.0",)),)
    put(index, page)
    shown = found(index, "echo on speakers")
    assert (shown.version, shown.updated) == (corrected.version, corrected.updated)
    assert embeddings.embedded == before


def test_an_index_that_kept_no_versions_gets_them_with_the_next_ingest(tmp_path: Path) -> None:
    embeddings = FakeEmbeddings()
    index = KnowledgeIndex(tmp_path, embeddings)
    put(index, NOTES, GUIDE)
    index.remember("docs", "all files", "a report")
    index.close()
    _take_back(tmp_path / "catalogue.db")

    index = KnowledgeIndex(tmp_path, embeddings)
    assert found(index, "echo on speakers").version == "4.x", "it serves meanwhile"
    assert index.stats()["distinct"] == 4
    assert index.recall("docs", "all files") == "", "the next ingest looks at the files"
    assert {made.inputs for made in index.made("docs").values()} == {""}
    assert _differing(index, NOTES, GUIDE) == {"notes.md"}, "only what has versions of its own"
    before = embeddings.embedded
    put(index, NOTES, GUIDE)
    assert found(index, "echo on speakers").version == "4.3.0"
    assert embeddings.embedded == before
    assert index.made("docs")["guide.md"].inputs == "files of guide.md"
    index.close()


def _differing(index: KnowledgeIndex, *pages: Page) -> set[str]:
    live: dict[str, Made] = dict(index.made("docs"))
    return {page.path for page in pages if live[page.path].fingerprint != page.fingerprint}


def _take_back(file: Path) -> None:
    """Give a catalogue the tables and the fingerprints of the second schema."""
    with sqlite3.connect(file) as connection:
        connection.execute("ALTER TABLE placements DROP COLUMN version")
        connection.execute("ALTER TABLE placements DROP COLUMN updated")
        connection.execute("UPDATE pages SET fingerprint = ? WHERE path = 'notes.md'", (SECOND,))
        connection.execute("DELETE FROM terms WHERE term = ''")
        connection.execute("PRAGMA user_version = 2")
    connection.close()


SECOND = "30bc90b458fb577e51be47930ea3da8a"  # Page.fingerprint of NOTES, as it was then


def test_the_releases_that_the_notes_tell_of_are_listed(index: KnowledgeIndex) -> None:
    second = Chunk("More of 4.3.0", ("v4.3.0",), version="4.3.0")
    notes = replace(
        NOTES, chunks=(*NOTES.chunks, second), url="https://d/notes", platforms=("android",)
    )
    put(index, notes, GUIDE)
    first, old = index.releases(PUBLIC)
    assert (first.version, first.updated, first.url) == (
        "4.3.0",
        date(2026, 3, 1),
        "https://d/notes",
    )
    assert (old.version, old.updated, old.platforms) == ("4.2.0", None, ("android",))
    assert index.releases(PUBLIC) is index.releases(PUBLIC), "read once while nothing changes"
    put(index, replace(notes, chunks=(NEW_ENTRY,)))
    assert [one.version for one in index.releases(PUBLIC)] == ["4.3.0"]


def test_releases_of_an_internal_source_are_for_staff(index: KnowledgeIndex) -> None:
    with index.build("docs", visibility=Visibility.INTERNAL) as build:
        build.put(NOTES)
        build.commit()
    assert index.releases(PUBLIC) == []
    assert len(index.releases(STAFF)) == 2
