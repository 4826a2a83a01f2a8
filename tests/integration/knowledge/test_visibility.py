"""Who may read which source: the search itself leaves out what an asker may not see."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from knowledge.errors import IndexMismatch
from knowledge.index import KnowledgeIndex
from knowledge.models import STAFF, Audience, Chunk, Page, Query, Visibility
from knowledge.retrieval import Retriever
from tests.fakes_models import FakeEmbeddings

ACME = Audience(customers=("ACME ",))
OTHER = Audience(customers=("other",))
SOURCES = {
    "guide": (Visibility.PUBLIC, ()),
    "runbook": (Visibility.INTERNAL, ()),
    "acme": (Visibility.CUSTOMER, ("Acme", "Bolt")),
}


@pytest.fixture
def shelves(index: KnowledgeIndex) -> KnowledgeIndex:
    for name, (visibility, customers) in SOURCES.items():
        with index.build(name, visibility=visibility, customers=customers) as build:
            build.put(Page("same.md", "Token", (Chunk("renew the token"),)))
            build.put(Page("own.md", "Token", (Chunk(f"renew the token of {name}"),)))
            build.commit()
    return index


def seen(index: KnowledgeIndex, **asked: object) -> set[str]:
    found = Retriever(index).find(Query("renew the token", **asked)).passages  # type: ignore[arg-type]
    paths = {path for passage in found for path in (passage.path, *passage.also_on)}
    return {path.split("/")[0] for path in paths}


def test_each_audience_sees_its_sources(shelves: KnowledgeIndex) -> None:
    assert seen(shelves) == {"guide"}, "public is the default"
    assert seen(shelves, audience=STAFF) == set(SOURCES)
    assert seen(shelves, audience=ACME) == {"guide", "acme"}
    assert seen(shelves, audience=OTHER) == {"guide"}
    assert seen(shelves, audience=Audience(customers=("",))) == {"guide"}


def test_naming_a_source_opens_no_door(shelves: KnowledgeIndex) -> None:
    assert seen(shelves, sources=("runbook", "acme")) == set()
    assert seen(shelves, sources=("acme",), audience=ACME) == {"acme"}


def test_a_large_hidden_source_does_not_crowd_out_a_public_one(shelves: KnowledgeIndex) -> None:
    with shelves.build("runbook") as build:
        for n in range(300):
            build.put(Page(f"{n}.md", "Token", (Chunk(f"renew the token {n}"),)))
        build.commit()
    evidence = Retriever(shelves).find(Query("renew the token"))
    assert {passage.path.split("/")[0] for passage in evidence.passages} == {"guide"}
    assert evidence.features["similarity"] > 0.9


def test_visibility_stays_until_it_is_declared_anew(shelves: KnowledgeIndex) -> None:
    with shelves.build("runbook") as build:
        build.put(Page("same.md", "Token", (Chunk("renew the token"),)))
        build.commit()
    assert seen(shelves) == {"guide"}
    with shelves.build("guide", visibility=Visibility.INTERNAL) as build:
        build.keep("same.md")
        build.keep("own.md")
        build.commit()
    assert seen(shelves) == set(), "takes effect although no page changed"
    listed = {source.name: (source.visibility, source.customers) for source in shelves.sources()}
    assert listed["guide"] == (Visibility.INTERNAL, ())
    assert listed["acme"] == (Visibility.CUSTOMER, ("Acme", "Bolt"))


def test_a_rollback_opens_nothing_again(shelves: KnowledgeIndex) -> None:
    with shelves.build("guide", visibility=Visibility.INTERNAL) as build:
        build.put(Page("new.md", "Token", (Chunk("renew the token anew"),)))
        build.commit()
    assert shelves.roll_back("guide")
    assert seen(shelves) == set()


OLD_SOURCES = """
CREATE TABLE sources (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    generation INTEGER NOT NULL, oldest INTEGER NOT NULL, updated_at TEXT NOT NULL);
INSERT INTO sources SELECT id, name, generation, oldest, updated_at FROM sources_now;
"""


def test_a_catalogue_of_the_first_release_is_brought_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    index = KnowledgeIndex(folder, FakeEmbeddings())
    with index.build("docs") as build:
        build.put(Page("a.md", "Token", (Chunk("renew the token"),)))
        build.commit()
    index.close()
    _take_back(folder / "catalogue.db")

    index = KnowledgeIndex(folder, FakeEmbeddings())
    assert seen(index) == {"docs"}
    assert index.sources()[0].visibility is Visibility.PUBLIC
    with index.build("docs", visibility=Visibility.INTERNAL) as build:
        build.put(Page("a.md", "Token", (Chunk("renew the token"),)))
        assert build.commit().embedded == 0
    assert seen(index) == set()
    index.close()


def test_a_catalogue_of_a_later_release_is_refused(tmp_path: Path) -> None:
    KnowledgeIndex(tmp_path, FakeEmbeddings()).close()
    with sqlite3.connect(tmp_path / "catalogue.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexMismatch, match="newer Doorstep"):
        KnowledgeIndex(tmp_path, FakeEmbeddings())


def _take_back(file: Path) -> None:
    """Give a catalogue the tables of the first release."""
    with sqlite3.connect(file) as connection:
        connection.executescript("ALTER TABLE sources RENAME TO sources_now;" + OLD_SOURCES)
        for statement in (
            "DROP TABLE sources_now",
            "ALTER TABLE pages DROP COLUMN inputs",
            "ALTER TABLE placements DROP COLUMN version",
            "ALTER TABLE placements DROP COLUMN updated",
            "DROP TABLE strays",
            "DROP TABLE terms",
            "DROP TABLE chunk_terms",
            "CREATE VIRTUAL TABLE lexical_terms USING fts5vocab(lexical, 'row')",
            "PRAGMA user_version = 0",
        ):
            connection.execute(statement)
    connection.close()
