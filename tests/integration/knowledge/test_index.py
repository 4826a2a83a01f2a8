"""The contract of the index: generations are atomic, texts are embedded once, one writer."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from knowledge import generations, lexical, live, vectors
from knowledge.changes import Changes
from knowledge.errors import IndexMismatch, IndexMissing, KnowledgeError, ModelUnavailable
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page, Query
from knowledge.retrieval import Retriever
from knowledge.vectors import VectorStore
from tests.fakes_models import FakeEmbeddings


def page(path: str, *texts: str, title: str = "Guide") -> Page:
    return Page(path=path, title=title, chunks=tuple(Chunk(t, ("Part",)) for t in texts))


def ingest(index: KnowledgeIndex, *pages: Page, source: str = "docs") -> Changes:
    with index.build(source) as build:
        live = index.fingerprints(source)
        for one in pages:
            if live.get(one.path) == one.fingerprint:
                build.keep(one.path)
            else:
                build.put(one)
        return build.commit()


def shown(index: KnowledgeIndex, text: str) -> list[str]:
    return [passage.path for passage in Retriever(index).find(Query(text)).passages]


def test_an_empty_index_says_what_to_do(index: KnowledgeIndex) -> None:
    with pytest.raises(IndexMissing) as caught:
        Retriever(index).find(Query("join a channel"))
    assert "doorstep ingest" in caught.value.remedy


def test_a_second_run_embeds_and_writes_nothing(
    index: KnowledgeIndex, embeddings: FakeEmbeddings
) -> None:
    pages = [page("a.md", "join a channel"), page("b.md", "leave a channel")]
    first = ingest(index, *pages)
    assert first == Changes(("a.md", "b.md"), (), (), 0, 2, 2)
    second = ingest(index, *pages)
    assert second == Changes((), (), (), 2, 2, 0)
    assert embeddings.embedded == 2
    assert index.sources()[0].generation == 1


def test_changed_removed_and_moved_pages(index: KnowledgeIndex) -> None:
    ingest(index, page("a.md", "join a channel"), page("b.md", "mute"), page("c.md", "token"))
    changes = ingest(index, page("a.md", "join a room"), page("moved.md", "mute"))
    assert changes == Changes((), ("a.md",), ("c.md",), 0, 2, 1, moved=(("b.md", "moved.md"),))
    assert shown(index, "room")[0] == "docs/a.md"
    assert "docs/moved.md" in shown(index, "mute")
    assert not {"docs/b.md", "docs/c.md"} & set(shown(index, "mute token channel"))


def test_unseen_texts_leave_with_the_generation_after_next(index: KnowledgeIndex) -> None:
    ingest(index, page("a.md", "first"))
    ingest(index, page("a.md", "second"))
    assert index.stats()["vectors"] == 2  # kept for a rollback
    ingest(index, page("a.md", "third"))
    assert index.stats()["vectors"] == index.stats()["distinct"] == 2


def test_rollback_serves_the_previous_generation_and_a_build_goes_on_from_there(
    index: KnowledgeIndex,
) -> None:
    ingest(index, page("a.md", "apple"), page("gone.md", "cherry"))
    ingest(index, page("a.md", "banana"))
    assert index.roll_back("docs")
    assert shown(index, "apple")[0] == "docs/a.md"
    assert shown(index, "cherry")[0] == "docs/gone.md"
    assert not index.roll_back("docs")
    changes = ingest(index, page("a.md", "banana"), page("gone.md", "cherry"))
    assert changes.embedded == 0
    assert changes.changed == ("a.md",)
    assert shown(index, "banana")[0] == "docs/a.md"


def test_the_same_text_is_embedded_once_and_shown_once(
    index: KnowledgeIndex, embeddings: FakeEmbeddings
) -> None:
    ingest(
        index,
        *(
            Page(f"{p}/join.md", "Join", (Chunk("call joinChannel now"),), platforms=(p,))
            for p in ("android", "ios", "web")
        ),
    )
    assert embeddings.embedded == 1
    found = Retriever(index).find(Query("how to join a channel", platform="iOS")).passages
    assert [passage.path for passage in found] == ["docs/ios/join.md"]
    assert set(found[0].also_on) == {"docs/android/join.md", "docs/web/join.md"}


def test_a_build_left_without_commit_changes_nothing(index: KnowledgeIndex) -> None:
    ingest(index, page("a.md", "old words"))
    with index.build("docs") as build:
        build.put(page("a.md", "new words"))
    assert shown(index, "words")[0] == "docs/a.md"
    assert Retriever(index).find(Query("words")).passages[0].text == "old words"


STEPS = [
    (VectorStore, "add"),
    (generations, "add_chunks"),
    (generations, "add_page"),
    (generations, "swap"),
    (generations, "expired"),
    (generations, "delete_pages"),
]


@pytest.mark.parametrize(("place", "step"), STEPS, ids=[step for _, step in STEPS])
def test_a_crash_at_any_step_leaves_the_old_generation_and_the_next_build_goes_on(
    index: KnowledgeIndex,
    embeddings: FakeEmbeddings,
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    step: str,
) -> None:
    ingest(index, page("x.md", "expired"), page("a.md", "old apple"))
    ingest(index, page("a.md", "old apple"))
    ingest(index, page("a.md", "old apple"), page("b.md", "old berry"))
    new = [page("a.md", "new apple"), page("c.md", "new cherry")]

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(place, step, crash)
        with pytest.raises(KeyboardInterrupt):
            ingest(index, *new)
    assert set(shown(index, "apple berry cherry")) == {"docs/a.md", "docs/b.md"}
    assert Retriever(index).find(Query("apple")).passages[0].text == "old apple"

    before = embeddings.embedded
    changes = ingest(index, *new)
    assert (changes.added, changes.changed, changes.removed) == (("c.md",), ("a.md",), ("b.md",))
    assert embeddings.embedded - before == (2 if step == "add" else 0)
    assert set(shown(index, "apple berry cherry")) == {"docs/a.md", "docs/c.md"}


def test_an_embedding_failure_half_way_keeps_what_was_embedded(
    index: KnowledgeIndex, embeddings: FakeEmbeddings
) -> None:
    pages = [page(f"{n}.md", *(f"text {n} {i}" for i in range(300))) for n in range(4)]
    embeddings.fail_after = 700
    with pytest.raises(ModelUnavailable):
        ingest(index, *pages)
    assert index.sources() == []
    embeddings.fail_after = None
    changes = ingest(index, *pages)
    assert changes.embedded == 600
    assert changes.chunks == 1200


class Broken(FakeEmbeddings):
    """Refuses the first page's texts, though only when the other batch is embedded."""

    def __init__(self) -> None:
        super().__init__()
        self.mended = False
        self._other_is_done = threading.Event()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.mended:
            return super().embed_documents(texts)
        if any("text 0 " in text for text in texts):
            self._other_is_done.wait(20)
            raise ModelUnavailable("The embedding model fake failed.", "Wait.")
        vectors = super().embed_documents(texts)
        self._other_is_done.set()
        return vectors


def test_a_batch_that_succeeds_beside_a_failing_one_is_kept(
    tmp_path: Path, database_url: str
) -> None:
    broken = Broken()
    index = KnowledgeIndex(tmp_path, broken, database_url=database_url)
    pages = [page(f"{n}.md", *(f"text {n} {i}" for i in range(300))) for n in range(4)]
    with pytest.raises(ModelUnavailable) as caught:
        ingest(index, *pages)
    assert caught.value.remedy.startswith("Wait. What is embedded is kept")
    assert broken.embedded == 600
    broken.mended = True
    assert ingest(index, *pages).embedded == 600
    assert broken.embedded == 1200
    assert index.stats()["vectors"] == index.stats()["distinct"] == 1200
    index.close()


def test_a_second_writer_is_refused(
    index: KnowledgeIndex, tmp_path: Path, database_url: str
) -> None:
    other = KnowledgeIndex(tmp_path / "index", FakeEmbeddings(), database_url=database_url)
    with index.build("docs"), pytest.raises(KnowledgeError, match="Another ingest"):
        ingest(other, page("a.md", "text"))
    ingest(other, page("a.md", "text"))
    other.close()


def test_another_embedding_model_is_refused(
    index: KnowledgeIndex, tmp_path: Path, database_url: str
) -> None:
    ingest(index, page("a.md", "text"))
    with pytest.raises(IndexMismatch) as caught:
        KnowledgeIndex(tmp_path / "index", FakeEmbeddings("another"), database_url=database_url)
    assert "fake-64" in caught.value.remedy


def test_a_source_is_searched_alone_and_removed_alone(index: KnowledgeIndex) -> None:
    ingest(index, page("a.md", "shared words"), source="one")
    ingest(index, page("b.md", "shared words"), source="two")
    only = Retriever(index).find(Query("shared", sources=("two",))).passages
    assert [passage.path for passage in only] == ["two/b.md"]
    assert index.remove_source("one")
    assert not index.remove_source("one")
    assert shown(index, "shared") == ["two/b.md"]


def test_putting_a_page_twice_keeps_the_last(index: KnowledgeIndex) -> None:
    with index.build("docs") as build:
        build.put(page("a.md", "first"))
        build.put(page("a.md", "second"))
        build.commit()
    assert Retriever(index).find(Query("second")).passages[0].text == "second"
    assert index.stats()["chunks"] == 1


WRITER = """
import sys
import time
from pathlib import Path
from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page
from tests.fakes_models import FakeEmbeddings
index = KnowledgeIndex(Path(sys.argv[1]), FakeEmbeddings(), database_url=sys.argv[2])
with index.build("docs") as build:
    build.put(Page("new.md", "New", (Chunk("zebra crossing"),)))
    build.commit()
"""


def test_a_snapshot_stays_as_it_is_while_another_generation_is_committed(
    index: KnowledgeIndex,
) -> None:
    ingest(index, page("a.md", "room"))
    with index.reading() as session:
        before = lexical.frequencies(session, ["room", "token"])
        ingest(index, page("a.md", "token"))
        assert lexical.frequencies(session, ["room", "token"]) == before == {"room": 1}
        held = live.chunks_by_key(session, keys_of("room", "token"))
        assert len(live.live_chunks(session, held.values(), [1])) == 1
    assert shown(index, "token") == ["docs/a.md"]


def keys_of(*texts: str) -> list[str]:
    return [generations.chunk_key("Guide", Chunk(text, ("Part",))) for text in texts]


def test_a_writer_that_lost_its_lock_overwrites_nobody(index: KnowledgeIndex) -> None:
    ingest(index, page("a.md", "apple"))
    with index.build("docs") as build:
        build.put(page("a.md", "banana"))
        with index._engine.transaction() as connection:  # another's commit
            connection.exec_driver_sql("UPDATE sources SET generation = 2")
        with pytest.raises(KnowledgeError, match="meanwhile"):
            build.commit()
    assert index.sources()[0].generation == 2


def test_a_reader_sees_what_another_process_committed(
    index: KnowledgeIndex, tmp_path: Path, database_url: str
) -> None:
    ingest(index, page("old.md", "apple"))
    assert shown(index, "apple") == ["docs/old.md"]
    command = [sys.executable, "-c", WRITER, str(tmp_path / "index"), database_url]
    subprocess.run(command, check=True)  # noqa: S603 - our own script
    assert shown(index, "zebra") == ["docs/new.md"]
    nearest = index.nearest(index.embeddings.vector("New\nzebra crossing"), 1)
    assert nearest[0][1] > 0.99


def test_a_large_store_serves_on_while_it_is_read_anew(
    index: KnowledgeIndex, tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "_LARGE", 0)
    ingest(index, page("old.md", "apple"))
    assert shown(index, "apple") == ["docs/old.md"]
    command = [sys.executable, "-c", WRITER, str(tmp_path / "index"), database_url]
    subprocess.run(command, check=True)  # noqa: S603 - our own script
    assert shown(index, "zebra") == ["docs/new.md"], "by its words, at once"
    wanted = index.embeddings.vector("New\nzebra crossing")
    deadline = time.monotonic() + 20
    while index.nearest(wanted, 1)[0][1] < 0.99 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert index.nearest(wanted, 1)[0][1] > 0.99


def test_a_source_without_any_text_gives_no_evidence(index: KnowledgeIndex) -> None:
    ingest(index, Page("empty.md", "Empty", ()))
    evidence = Retriever(index).find(Query("anything"))
    assert evidence.passages == ()
    assert evidence.confidence == 0.0
    assert Retriever(index).find(Query("👍")).passages == ()


def test_passages_on_several_live_pages_are_counted(index: KnowledgeIndex) -> None:
    same = Chunk("Both platforms join the same way.", ("Join",))
    pages = [Page(f"{n}.md", f"Join {n}", (same, Chunk(f"Only here: {n}."))) for n in range(3)]
    with index.build("docs") as build:
        for page in pages:
            build.put(page)
        build.commit()
    with index.build("other") as build:
        build.put(Page("x.md", "Other", (same,)))
        build.commit()
    found = index.repeated("docs", 2)
    assert (found.texts, found.copies) == (1, 2)
    assert (found.top[0].heading, found.top[0].pages) == ("Join", ("0.md", "1.md"))
    with index.build("docs") as build:
        build.keep("0.md")
        build.commit()
    assert index.repeated("docs", 2).texts == 0, "what is no longer live does not count"


def test_what_changed_is_known_until_it_is_told(index: KnowledgeIndex) -> None:
    ingest(index, page("a.md", "one"), page("b.md", "two"), page("c.md", "three"))
    assert index.untold("docs").pages == {}, "nobody was told anything from a new page"
    ingest(index, page("a.md", "one, new"), page("b.md", "two"))
    first = index.untold("docs")
    assert first.pages == {"a.md": False, "c.md": True}
    ingest(index, page("a.md", "one, new"), page("b.md", "two, new"), page("c.md", "three"))
    assert index.untold("docs").pages == {"a.md": False, "b.md": False, "c.md": False}
    index.settle("docs", first)
    assert index.untold("docs").pages == {"b.md": False}, "a later ingest is told of later"
    ingest(index, page("x.md", "one"), source="other")
    index.settle("other", index.untold("other"))
    assert index.untold("docs").pages == {"b.md": False}
    index.remove_source("docs")
    assert index.untold("docs").pages == {}
