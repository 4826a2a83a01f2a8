from __future__ import annotations

from datetime import date

import pytest

from knowledge.models import PageStatus
from tests.unit.ingest.sites import read


def test_a_page_with_everything() -> None:
    text = (
        "---\ntitle: Join a channel\ndescription: Two calls.\nplatform: [ios, web]\nversion: 4.x\n"
        "product: video\nlast_updated: 2026-01-02\nstatus: archived\n---\n"
        "# Join a channel!\n\nCall `join`.\n"
    )
    page = read("en/join.mdx", {"en/join.mdx": text}, "https://d.example/{slug}").page
    assert page.title == "Join a channel"
    assert (page.product, page.version, page.language) == ("video", "4.x", "en")
    assert page.platforms == ("ios", "web")
    assert page.status is PageStatus.ARCHIVED
    assert page.updated == date(2026, 1, 2)
    assert page.url == "https://d.example/en/join"
    assert [chunk.text for chunk in page.chunks] == ["Two calls.\n\nCall `join`."]


@pytest.mark.parametrize(
    ("path", "text", "title"),
    [
        ("a/join-channel.md", "Text.", "join channel"),
        ("a/join.md", "Intro\n\n# Join `now`\n\nText.", "Join `now`"),
        ("guide/index.md", "Text.", "guide"),
        ("README.md", "Text.", "README"),
        ("a.md", "---\ntitle: 4.2\n---\nText.", "4.2"),
    ],
)
def test_titles(path: str, text: str, title: str) -> None:
    assert read(path, {path: text}).page.title == title


def test_a_different_top_heading_stays() -> None:
    page = read("a.md", {"a.md": "---\ntitle: Errors\n---\n# Codes 11xx\n\nText."}).page
    assert (page.title, page.chunks[0].heading_path) == ("Errors", ("Codes 11xx",))


def test_the_fingerprint_follows_the_fragment() -> None:
    thin = {"a.mdx": "import F from './_f.mdx'\n\n<F />"}
    first = read("a.mdx", thin | {"_f.mdx": "One."}).page.fingerprint
    assert read("a.mdx", thin | {"_f.mdx": "One."}).page.fingerprint == first
    assert read("a.mdx", thin | {"_f.mdx": "Two."}).page.fingerprint != first
