"""The same guide for several SDK versions: the asker's comes first, and nothing else moves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page, Passage, Query
from knowledge.retrieval import Retriever

NEW = Page(
    "4/mirror.md",
    "Mirror the preview",
    (Chunk("Mirror the preview: set the preview mirror mode with setPreviewMirror."),),
    platforms=("android",),
    version="4.x",
)
OLD = replace(
    NEW,
    path="3/mirror.md",
    chunks=(Chunk("Call flipLocalView(1) once the camera is open."),),
    version="3.x",
)
OTHERS = tuple(
    Page(f"{name}.md", name.title(), (Chunk(f"The {name} of the preview is set with {name}."),))
    for name in ("zoom", "exposure", "frame", "codec")
)
ASKED = "How do I mirror the preview?"


def found(index: KnowledgeIndex, *pages: Page, version: str = "") -> list[Passage]:
    with index.build("docs") as build:
        for page in (*pages, *OTHERS):
            build.put(page, f"files of {page.path}")
        build.commit()
    return list(Retriever(index).find(Query(ASKED, platform="android", version=version)).passages)


def order(passages: list[Passage], *pages: Page) -> list[str]:
    wanted = [f"docs/{page.path}" for page in pages]
    return [one.path for one in passages if one.path in wanted]


@pytest.mark.parametrize(
    ("version", "first", "second"),
    [("3.7", OLD, NEW), ("4.2.1", NEW, OLD), ("", NEW, OLD), ("2.0", NEW, OLD)],
)
def test_the_page_of_the_askers_version_comes_first(
    index: KnowledgeIndex, version: str, first: Page, second: Page
) -> None:
    passages = found(index, NEW, OLD, version=version)
    assert order(passages, NEW, OLD) == [f"docs/{first.path}", f"docs/{second.path}"]
    assert passages[0].path == f"docs/{first.path}"
    assert passages[0].score == 1.0


def test_a_guide_without_a_version_is_today_s_and_loses_to_the_one_that_is_asked_for(
    index: KnowledgeIndex,
) -> None:
    today = replace(NEW, version="")
    assert order(found(index, today, OLD, version="3.7"), today, OLD)[0] == f"docs/{OLD.path}"
    assert order(found(index, today, OLD, version="4.2"), today, OLD)[0] == f"docs/{today.path}"


@pytest.mark.parametrize(
    "other",
    [
        replace(OLD, title="Flip a picture"),
        replace(OLD, platforms=("ios",)),
        replace(OLD, product="rooms"),
    ],
    ids=["title", "platform", "product"],
)
def test_another_guide_does_not_take_its_place(index: KnowledgeIndex, other: Page) -> None:
    assert found(index, NEW, other, version="3.7")[0].path == f"docs/{NEW.path}"
