from __future__ import annotations

from datetime import date

import pytest

from ingest.findings import Lagging, lagging_languages, stale_pages
from ingest.links import Addresses, BrokenLink, Redirect, links_in
from ingest.sources import SkippedFile
from ingest.sync import ingest_source
from tests.fakes_index import FakeIndex
from tests.unit.ingest.sites import FakeSource, library, read


def test_links_are_those_inside_the_site() -> None:
    text = (
        "[a](./join.md#x) [b](https://x.example) [c](#here) ![i](a.png) `[no](code.md)`\n\n"
        "```\n[no](fence.md)\n```\n\n<a href='/guide/leave'>x</a> [d]: ../d.md\n\n[d]: ../d.md\n"
        "[mail](mailto:a@b.example) [q](join.md?tab=1) [e](<f.md>)"
    )
    assert links_in(text) == ("./join.md", "a.png", "join.md", "f.md", "../d.md", "/guide/leave")


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("./join.md", "en/guide/join.md"),
        ("join", "en/guide/join.md"),
        ("../index.md", "en/index.md"),
        ("/en/guide/join.html", "en/guide/join.md"),
        ("/docs/en/guide/join/", "en/guide/join.md"),
        ("../guide/Join", "en/guide/join.md"),
        ("%E4%B8%AD.md", "en/guide/中.md"),
        ("gone.md", ""),
        ("/en/gone", ""),
    ],
)
def test_a_link_is_found_however_the_site_writes_it(target: str, found: str) -> None:
    addresses = Addresses(["en/guide/join.md", "en/guide/here.md", "en/index.md", "en/guide/中.md"])
    assert addresses.find("en/guide/here.md", target) == found
    assert addresses.is_broken("en/guide/here.md", target) is (not found)


def test_other_files_and_other_parts_of_the_site_are_not_broken() -> None:
    addresses = Addresses(["en/here.md"])
    for target in ("a.png", "/console/usage", "sdk.zip", "./"):
        assert not addresses.is_broken("en/here.md", target)


def test_a_redirect_shows_the_text_of_its_target() -> None:
    stub = '---\n{\n  pageUri: "/document/web/groups.html",\n  title: "Groups"\n}\n---\n'
    site = {
        "document/uniapp/groups.md": stub,
        "document/web/groups.md": "# Groups of the web\n\nText of groups.",
        "document/web/gone.md": stub.replace("groups.html", "nowhere.html"),
    }
    page = read("document/uniapp/groups.md", site).page
    assert (page.title, page.platforms) == ("Groups", ("uniapp",))
    assert [chunk.text for chunk in page.chunks] == ["Text of groups."]
    assert list(library(site).redirects) == [
        Redirect(
            "document/uniapp/groups.md", "/document/web/groups.html", "document/web/groups.md"
        ),
        Redirect("document/web/gone.md", "/document/web/nowhere.html"),
    ]
    circle = {"a.md": "---\npageUri: b.md\n---\n", "b.md": "---\npageUri: a.md\n---\n"}
    assert read("a.md", circle).page.chunks == ()


def test_languages_lag_where_a_twin_is_missing_or_newer() -> None:
    new, old = date(2026, 1, 2), date(2025, 1, 2)
    updated = {
        "docs/en/join.md": new,
        "docs/zh/join.md": old,
        "docs/en/only.mdx": new,
        "docs/zh/both.md": None,
        "docs/en/both.mdx": new,
    }
    assert lagging_languages(updated) == (
        Lagging("zh", "docs/en/join.md", "docs/zh/join.md"),
        Lagging("zh", "docs/en/only.mdx"),
    )
    assert lagging_languages({"en/a.md": None, "zh/b.md": None}) == ()


def test_old_pages_are_stale_oldest_first() -> None:
    today = date(2026, 11, 23)
    updated = {"a.md": date(2024, 1, 1), "b.md": date(2026, 1, 1), "c.md": date(2020, 1, 1)}
    assert stale_pages(updated | {"d.md": None}, today) == ("c.md", "a.md")


def test_the_report_tells_of_the_whole_source() -> None:
    long = "The same words stand here as well, in many places. " * 3
    site: dict[str, str | SkippedFile] = {
        "en/a.md": f"---\nlast_updated: 2019-01-01\n---\n# A\n\n{long}\n\n[x](gone.md)",
        "en/b.md": f"# B\n\n## Same\n\n{long}",
        "en/c.md": f"# C\n\n## Same\n\n{long}",
        "zh/b.md": "# B\n\n加入频道。",
        "old.md": "---\ntitle: Offline-Old\n---\nText.",
        "draft.md": "---\ntitle: Draft\ndraft: true\n---\nText.",
    }
    report = ingest_source(FakeSource(site), FakeIndex())
    assert report.broken_links == (BrokenLink("en/a.md", "gone.md"),)
    assert report.stale == ("en/a.md",)
    assert report.archived_pages == ("old.md",)
    assert report.duplicates is not None
    assert report.duplicates.texts == 1
    assert report.duplicates.top[0].heading == "Same"
    assert report.duplicates.top[0].pages == ("en/b.md", "en/c.md")
    assert [one.path for one in report.lagging] == ["en/a.md", "en/c.md"]
    assert "draft.md" in report.unused


def test_an_incomplete_load_keeps_what_it_did_not_see() -> None:
    index = FakeIndex()
    site: dict[str, str | SkippedFile] = {f"{n}.md": f"# {n}\n\nText {n}." for n in range(4)}
    ingest_source(FakeSource(site), index)
    site = {"0.md": "# 0\n\nNew text.", "9.md": SkippedFile("9.md", "HTTP 500", lost=True)}
    report = ingest_source(FakeSource(site), index)
    assert report.incomplete == "9.md: HTTP 500"
    assert set(index.pages["site"]) == {"0.md", "1.md", "2.md", "3.md"}
    assert report.changes.changed == ("0.md",)
    assert report.changes.removed == ()


def test_defaults_apply_where_a_page_is_silent() -> None:
    index = FakeIndex()
    site = {"ios/a.md": "# A\n\nText.", "b.md": "---\nproduct: chat\nversion: 2.1\n---\nText."}
    defaults = {"product": "rtc", "version": "4.x", "platform": "flutter", "language": "zh"}
    ingest_source(FakeSource(site), index, defaults=defaults)
    a, b = (index.pages["site"][path] for path in site)
    assert (a.product, a.version, a.platforms, a.language) == ("rtc", "4.x", ("flutter",), "zh")
    assert (b.product, b.version) == ("chat", "2.1")


def test_a_generated_reference_beside_the_documentation_is_not_broken() -> None:
    addresses = Addresses(["guide/join.md", "guide/api/index.md"])
    assert not addresses.is_broken("guide/join.md", "./API%20Reference/java/engine.html")
    assert not addresses.is_broken("guide/join.md", "/made/engine.html")
    assert addresses.is_broken("guide/join.md", "./gone.html")
    assert addresses.is_broken("guide/join.md", "api/gone.html")
    assert addresses.is_broken("guide/join.md", "./missing/page.md")
    assert not addresses.is_broken("guide/join.md", "../../help/quality")  # beside this source
    assert addresses.is_broken("guide/join.md", "../guide/gone")
    assert addresses.is_broken("guide/join.md", "../gone")
    assert links_in("[a](!other-Page) [b](page.md)") == ("page.md",)
