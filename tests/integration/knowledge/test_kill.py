"""kill -9 at any step: the old generation serves, the next run goes on where it stopped."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page, Passage, Query
from knowledge.retrieval import Retriever
from tests.fakes_models import FakeEmbeddings
from tests.killed_ingest import COMMITTED, STEPS, ingest_until

_BATCH = 4  # chunks


def page(path: str, *texts: str) -> Page:
    return Page(path, f"Guide {path}", tuple(Chunk(text) for text in texts))


OLDEST = [page("x.md", "expired plum"), page("a.md", "old apple")]
OLD = [page("a.md", "old apple"), page("b.md", "old berry")]
NEW = [
    page("a.md", "new apple", "new almond"),
    page("c.md", "new cherry", "new coconut"),
    page("d.md", "new date", "new durian"),
    page("e.md", "new elder", "new eggplant"),
]
WORDS = "apple almond berry cherry coconut date durian elder eggplant"


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_leaves_one_generation_whole(tmp_path: Path, database_url: str, step: str) -> None:
    folder = tmp_path / "index"
    embeddings = FakeEmbeddings()
    index = KnowledgeIndex(folder, embeddings, database_url=database_url)
    _ingest(index, OLDEST)
    _ingest(index, OLD)
    index.close()

    assert ingest_until(step, folder, database_url, NEW, _BATCH) == -signal.SIGKILL

    index = KnowledgeIndex(folder, embeddings, database_url=database_url)
    serving = NEW if step in COMMITTED else OLD
    _serves_exactly(index, serving)
    before = embeddings.embedded
    with index.build("docs", wait=5) as build:  # a server is a moment late to see the kill
        for one in NEW:
            build.put(one)
        build.commit()
    stored = {"after-vectors-before-rows": 4, "inside-the-rows": 4, "after-the-first-batch": 4}
    embedded = 8 if step in {"after-the-third-put", "before-vectors"} else 8 - stored.get(step, 8)
    assert embeddings.embedded - before <= embedded
    _serves_exactly(index, NEW)
    stats = index.stats()
    assert stats["vectors"] == stats["distinct"], "dead vectors stay behind"
    assert stats["distinct"] == 8 + 2, "the previous generation is kept for a rollback"
    assert index.roll_back("docs")
    _serves_exactly(index, OLD)
    index.close()


def _ingest(index: KnowledgeIndex, pages: list[Page]) -> None:
    with index.build("docs") as build:
        for one in pages:
            build.put(one)
        build.commit()


def _serves_exactly(index: KnowledgeIndex, pages: list[Page]) -> None:
    """Lexical index and vectors alike."""
    found = {p.text for p in _found(index, WORDS)}
    by_path = {text: one.path for one in pages for text in (c.text for c in one.chunks)}
    assert found <= set(by_path)
    assert {by_path[text] for text in found} == {one.path for one in pages}
    for text, path in by_path.items():
        vector = index.embeddings.vector(f"Guide {path}\n{text}")
        assert index.nearest(vector, 1)[0][1] > 0.99


def _found(index: KnowledgeIndex, words: str) -> list[Passage]:
    return list(Retriever(index).find(Query(words)).passages)
