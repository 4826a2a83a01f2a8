"""What `doorstep ask` says an answer is valid for, over a small index made on the spot."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.index import KnowledgeIndex
from knowledge.models import Chunk, Page
from tests.fakes_models import FakeEmbeddings
from tests.unit.cli.conftest import Run

BUNDLED = "bundled-use-multilingual-3-512"
TITLE = "Mirror the preview"
QUESTION = "How do I mirror the preview with setPreviewMirror?"


@pytest.fixture(autouse=True)
def guide(home: Path, run: Run) -> None:
    """One guide for two versions of the Android SDK, among other pages."""
    del run  # wants to see the home empty
    folder = home / "index"
    folder.mkdir(parents=True)
    index = KnowledgeIndex(folder, FakeEmbeddings(BUNDLED, 512))
    with index.build("docs") as build:
        for version, way in (("4.x", "with setPreviewMirror"), ("3.x", "with setPreviewMirror(1)")):
            chunk = Chunk(f"Mirror the preview {way} on the {version} engine.")
            page = Page(f"{version}/m.md", TITLE, (chunk,), platforms=("android",), version=version)
            build.put(page)
        for name in ("zoom", "exposure", "codec", "token", "retry", "quota", "volume", "camera"):
            build.put(Page(f"{name}.md", name.title(), (Chunk(f"The {name} has a limit."),)))
        build.commit()
    index.close()


def test_the_version_that_is_asked_for_is_answered_and_named(run: Run) -> None:
    found = run("ask", QUESTION, "--platform", "android", "--version", "3.7", "--json").json()
    assert found["citations"][0]["path"] == "docs/3.x/m.md"
    assert found["valid_for"] == "Android · SDK 3.x · English docs"
    assert found["differences"] == []


def test_without_a_version_it_says_that_another_one_differs(run: Run) -> None:
    found = run("ask", QUESTION, "--platform", "android", "--json").json()
    first = found["valid_for"].split(" · ")[1].removeprefix("SDK ")
    other = {"4.x": "3.x", "3.x": "4.x"}[first]
    said = f"This is for SDK {first}. Tell me your version for {other}."
    assert found["differences"] == [said]
    shown = run("ask", QUESTION, "--platform", "android").out
    assert found["valid_for"] in shown
    assert said in shown


def test_a_version_that_no_page_is_for_is_said(run: Run) -> None:
    found = run("ask", QUESTION, "--platform", "android", "--version", "2.0", "--json").json()
    assert len(found["differences"]) == 1
    assert "yours is 2.0" in found["differences"][0]
