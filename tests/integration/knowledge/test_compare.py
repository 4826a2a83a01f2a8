"""Dry runs and moved pages."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from knowledge.changes import moves
from knowledge.errors import KnowledgeError
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page
from tests.fakes_models import FakeEmbeddings

BEFORE = [
    Page("a.md", "A", (Chunk("one", ("First",)), Chunk("two", ("Second", "Deep")))),
    Page("b.md", "B", (Chunk("three"),)),
    Page("c.md", "C", (Chunk("four"),)),
    Page("old/d.md", "D", (Chunk("five"),), url="https://x.example/old/d"),
]
AFTER = [
    Page("a.md", "A", (Chunk("one", ("First",)), Chunk("two!", ("Second", "Deep")))),
    Page("b.md", "B", (Chunk("three"),)),
    Page("new/d.md", "D", (Chunk("five"),), url="https://x.example/new/d"),
    Page("e.md", "E", (Chunk("six"), Chunk("four"))),
]


def put(index: KnowledgeIndex, pages: list[Page]) -> None:
    with index.build("docs") as build:
        for page in pages:
            build.put(page)
        build.commit()


def test_a_comparison_tells_what_the_build_then_does(
    index: KnowledgeIndex, embeddings: FakeEmbeddings
) -> None:
    put(index, BEFORE)
    before = (index.stats(), index.sources(), embeddings.embedded)
    compared = index.compare("docs")
    for page in AFTER:
        compared.put(page)
    told = compared.commit()
    assert (index.stats(), index.sources(), embeddings.embedded) == before
    assert (told.added, told.changed, told.removed) == (("e.md",), ("a.md",), ("c.md",))
    assert told.moved == (("old/d.md", "new/d.md"),)
    assert told.headings == (("a.md", ("Second > Deep",)),)
    assert told.characters == len("A > Second > Deep\ntwo!E\nsixE\nfour")
    assert told.tokens == 6 + 2 + 2, "a quarter of the characters of each text, rounded up"

    with index.build("docs") as build:
        for page in AFTER:
            build.put(page)
        done = build.commit()
    for name in ("added", "changed", "removed", "moved", "unchanged", "chunks", "embedded"):
        assert getattr(done, name) == getattr(told, name), name
    assert done.embedded == 3


def test_what_the_model_does_not_see_is_not_counted(
    index: KnowledgeIndex, embeddings: FakeEmbeddings
) -> None:
    embeddings.longest = 8
    compared = index.compare("docs")
    compared.put(Page("a.md", "A", (Chunk("加入频道" * 9), Chunk("a" * 99))))
    told = compared.commit()
    assert (told.characters, told.tokens) == (16, 7 + 2)  # "A\n" and six characters; a's


def test_a_comparison_with_nothing_and_of_nothing(index: KnowledgeIndex) -> None:
    compared = index.compare("docs")
    compared.put(BEFORE[0])
    told = compared.commit()
    assert (told.added, told.embedded, told.chunks) == (("a.md",), 2, 2)
    assert index.sources() == []
    put(index, BEFORE)
    same = index.compare("docs")
    for page in BEFORE:
        same.keep(page.path)
    assert same.commit().unchanged == 4
    with pytest.raises(KnowledgeError):
        same.keep("unknown.md")


def test_a_moved_page_keeps_its_vectors(index: KnowledgeIndex, embeddings: FakeEmbeddings) -> None:
    put(index, BEFORE)
    before = embeddings.embedded
    with index.build("docs") as build:
        for page in BEFORE:
            build.put(Page(f"v2/{page.path}", page.title, page.chunks))
        changes = build.commit()
    assert embeddings.embedded == before
    assert [new for _, new in changes.moved] == sorted(f"v2/{page.path}" for page in BEFORE)
    assert (changes.added, changes.removed, changes.embedded) == ((), (), 0)


def test_moves_pair_equal_names_first_and_each_page_once() -> None:
    gone = {"a/x.md": "same", "a/y.md": "same", "z.md": "alone"}
    come = {"b/y.md": "same", "b/w.md": "same", "b/v.md": "same"}
    assert moves(gone, come) == (("a/x.md", "b/v.md"), ("a/y.md", "b/y.md"))


def test_a_second_writer_waits_when_told_to(
    index: KnowledgeIndex, tmp_path: Path, database_url: str
) -> None:
    other = KnowledgeIndex(tmp_path / "index", FakeEmbeddings(), database_url=database_url)
    order: list[str] = []

    def first() -> None:
        with index.build("docs") as build:
            started.set()
            time.sleep(0.3)
            build.put(BEFORE[0])
            build.commit()
            order.append("first")

    started = threading.Event()
    thread = threading.Thread(target=first)
    thread.start()
    started.wait(10)
    with pytest.raises(KnowledgeError, match="Another ingest"), other.build("more"):
        pass
    with other.build("more", wait=20) as build:
        order.append("second")
        build.put(BEFORE[1])
        build.commit()
    thread.join()
    assert order == ["first", "second"]
    assert [source.name for source in other.sources()] == ["docs", "more"]
    other.close()


def test_progress_of_embedding_is_told(index: KnowledgeIndex) -> None:
    told: list[int] = []
    with index.build("docs", told=told.append) as build:
        for n in range(3):
            build.put(Page(f"{n}.md", "T", tuple(Chunk(f"text {n} {i}") for i in range(300))))
        build.commit()
    assert told == [2, 3], "a page counts once its texts are embedded"
    told.clear()
    with index.build("docs", told=told.append) as build:
        build.put(Page("0.md", "T", tuple(Chunk(f"text 0 {i}") for i in range(300))))
        assert told == [1], "it stands as it was"
