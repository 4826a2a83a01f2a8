"""From the sample's release notes, by way of the index, to what a developer is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.bootstrap.index import open_librarian
from bot.bootstrap.installation import SAMPLE_DOCS, SAMPLE_LINK
from bot.config import Settings
from bot.librarian import as_releases
from bot.support.releases import Release, Standing, Told, judge
from ingest.sources.folder import FolderSource
from ingest.sync import ingest_source
from knowledge.errors import IndexMismatch
from knowledge.index import KnowledgeIndex
from knowledge.live import Released
from knowledge.models import PUBLIC, Query
from tests.desk_stage import sample_policy
from tests.fakes_models import FakeEmbeddings

TODAY = dt.date(2026, 11, 25)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Release]]:
    index = KnowledgeIndex(tmp_path_factory.mktemp("index"), FakeEmbeddings())
    ingest_source(FolderSource(SAMPLE_DOCS, "brightwire"), index, link=SAMPLE_LINK)
    yield [*sample_policy().releases, *as_releases(index.releases(PUBLIC))]
    index.close()


@pytest.mark.parametrize(
    ("told", "language", "standing", "page"),
    [
        ("4.2.0", "en", Standing.OUTDATED, "en/releases/release-notes-4x#v4-4-1"),
        ("v4.2", "zh", Standing.OUTDATED, "zh/releases/release-notes-4x#v4-4-1"),
        ("3.8.1", "en", Standing.ENDING, "en/releases/release-notes-3x"),
        ("4.9.0", "en", Standing.UNKNOWN, "en/releases/release-notes-4x#v4-4-1"),
    ],
)
def test_a_version_is_judged_by_the_notes_and_the_policy(
    known: list[Release], told: str, language: str, standing: Standing, page: str
) -> None:
    verdict = judge(Told(told), known, TODAY, language)
    assert verdict is not None
    assert (verdict.standing, verdict.newer) == (standing, "4.4.1")
    assert verdict.page == f"https://docs.brightwire.example/{page}"


def test_the_newest_is_not_spoken_of(known: list[Release]) -> None:
    assert judge(Told("4.4.1", "android", "Voice"), known, TODAY) is None


def test_a_heading_without_a_number_is_no_release() -> None:
    entry = Released("x", None, "Notes", "en", "", "", "", ())
    assert as_releases([entry]) == []


def test_an_index_that_cannot_serve_knows_of_no_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOORSTEP_HOME", str(tmp_path))
    settings = Settings()
    index = KnowledgeIndex(settings.index_folder, FakeEmbeddings())
    ingest_source(FolderSource(SAMPLE_DOCS / "en" / "releases", "notes"), index)
    index.close()
    librarian = open_librarian(settings)  # with another model than the index was built with
    with pytest.raises(IndexMismatch):
        librarian.find(Query("4.3"))
    assert list(librarian.releases(PUBLIC)) == []
    librarian.close()
