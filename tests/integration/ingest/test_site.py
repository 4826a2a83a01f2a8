from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import IngestError
from ingest.sources.base import RawFile, SkippedFile
from ingest.sources.site import SiteSource, page_path
from ingest.sources.web import (
    Answer,
    FetchFailed,
    Limits,
    Web,
    clean_url,
    is_public,
    retry_after,
)
from ingest.sync import ingest_source
from tests.fakes_index import FakeIndex
from tests.integration.ingest.web_server import (
    Site,
    bomb,
    dripping,
    failing,
    redirect,
    respond,
    serving,
    tagged,
)

FAST = Limits(connect=1.0, total=0.6, size=200_000)


def page(title: str, *links: str, text: str = "Enough words to be a page of its own.") -> str:
    anchors = "".join(f'<a href="{link}">{link}</a> ' for link in links)
    return (
        f"<html lang='en'><head><title>{title} | Docs</title></head><body><nav>{anchors}</nav>"
        f"<main><h1>{title}</h1><p>{text}</p></main></body></html>"
    )


def sitemap(*paths: str, index: bool = False) -> str:
    kind, entry = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    listed = "".join(
        f"<{entry}><loc>{path if '://' in path else '{site}' + path}</loc>"
        f"<lastmod>2026-03-01T00:00:00Z</lastmod></{entry}>"
        for path in paths
    )
    return f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</{kind}>'


def visit(site: Site, cache: Path, start: str = "/docs/", **options: Any) -> dict[str, Any]:
    settings: dict[str, Any] = {"delay": 0.0, "limits": FAST} | options
    source = SiteSource(site.address + start, cache, name="site", **settings)
    return {file.path: file for file in source.files()}


def read(files: dict[str, Any]) -> set[str]:
    return {path for path, file in files.items() if isinstance(file, RawFile)}


def lost(files: dict[str, Any]) -> dict[str, str]:
    skipped = (file for file in files.values() if isinstance(file, SkippedFile))
    return {file.path: file.reason for file in skipped if file.lost}


def test_a_crawl_stays_on_the_host_below_its_start(tmp_path: Path) -> None:
    pages = {
        "/docs/": page("Home", "join", "/docs/b.html#x", "/blog/", "https://other.example/docs/"),
        "/docs/join": page("Join", "/docs/", "join?tab=2", "mailto:a@b.example", "/docs/p.png"),
        "/docs/b.html": page("B", "/docs/gone", "/docs/hidden"),
        "/docs/hidden": "<meta name='robots' content='noindex'>" + page("Hidden", "deep/"),
        "/docs/deep/": page("Deep"),
        "/blog/": page("Blog"),
    }
    with serving(Site(dict(pages))) as site:
        files = visit(site, tmp_path)
    assert read(files) == {
        "docs/index.html",
        "docs/join.html",
        "docs/b.html",
        "docs/deep/index.html",
    }
    assert "title: Join\n" in files["docs/join.html"].text
    assert f"source_url: {site.address}/docs/join\n" in files["docs/join.html"].text
    assert files["docs/gone.html"] == SkippedFile("docs/gone.html", "HTTP 404")
    assert not {"/blog/", "/docs/p.png"} & set(site.asked)


def test_a_sitemap_that_loops_is_read_once(tmp_path: Path) -> None:
    pages = {
        "/sitemap.xml": sitemap("/a.xml", "/sitemap.xml", index=True),
        "/a.xml": sitemap("/sitemap.xml", "/a.xml", "/b.xml", index=True),
        "/b.xml": sitemap("/guide/join", "/guide/join", "https://other.example/x"),
        "/guide/join": page("Join", "/guide/unlisted"),
    }
    with serving(Site(dict(pages))) as site:
        files = visit(site, tmp_path, "/sitemap.xml")
    assert read(files) == {"guide/join.html"}
    assert "last_updated: '2026-03-01'" in files["guide/join.html"].text
    assert site.times("/sitemap.xml") == site.times("/a.xml") == site.times("/guide/join") == 1
    assert "other hosts" in files["."].reason
    assert not lost(files)


def test_robots_rules_and_delay_are_kept(tmp_path: Path) -> None:
    pages = {"/docs/": page("Home", "private/x", "open"), "/docs/open": page("Open")}
    pages["/docs/private/x"] = page("Private")
    rules = "User-agent: *\nDisallow: /docs/private/\nCrawl-delay: 0.15\n"
    with serving(Site(dict(pages), robots=rules)) as site:
        started = time.monotonic()
        files = visit(site, tmp_path)
    assert time.monotonic() - started >= 0.3
    assert files["docs/private/x.html"].reason == "closed by robots.txt"
    assert "/docs/private/x" not in site.asked
    assert not lost(files)
    assert "DoorstepBot" in site.headers[0]["User-Agent"]


def test_unchanged_pages_are_not_sent_again(tmp_path: Path) -> None:
    pages: dict[str, Any] = {"/docs/": tagged(page("Home", "a"), '"v1"')}
    pages["/docs/a"] = page("A")
    with serving(Site(pages)) as site:
        first = visit(site, tmp_path)
        second = visit(site, tmp_path)
        assert first == second
        assert site.headers[-2]["If-None-Match"] == '"v1"'
        for file in tmp_path.rglob("*.body"):
            file.write_bytes(b"broken")
        assert visit(site, tmp_path) == first


@pytest.mark.parametrize(
    ("answer", "reason", "is_lost"),
    [
        (dripping(3), "no answer within 0.6 s", True),
        (failing(500), "HTTP 500", True),
        (failing(404), "HTTP 404", False),
        (bomb(2_000_000), "over the 0.2 MB limit", False),
        (redirect("/docs/bad"), "circle", False),
        (redirect("http://10.0.0.1/x"), "another host", False),
        (redirect("https://other.example/"), "another host", False),
        (redirect("file:///etc/passwd"), "another host", False),
        (lambda h: respond(h, b"x" * 300_000), "limit", False),
        (lambda h: respond(h, b"junk", content_encoding="gzip"), "broken compressed", True),
        (lambda h: respond(h, b"\x89PNG", content_type="image/png"), "no reader", False),
        (lambda h: h.wfile.write(b"\0garbage\r\n\r\n"), "no answer", True),
        (
            lambda h: respond(h, b"<html>" + b"<div>" * 5_000 + b"deep"),
            "nested too deeply",
            False,
        ),
    ],
)
def test_a_page_that_cannot_be_had_is_named_and_the_rest_goes_on(
    tmp_path: Path, answer: Any, reason: str, is_lost: bool
) -> None:
    pages: dict[str, Any] = {"/docs/": page("Home", "bad", "good"), "/docs/good": page("Good")}
    pages["/docs/bad"] = answer
    with serving(Site(pages)) as site:
        started = time.monotonic()
        files = visit(site, tmp_path)
    assert time.monotonic() - started < 4
    assert read(files) == {"docs/index.html", "docs/good.html"}
    assert reason in files["docs/bad.html"].reason
    assert bool(lost(files)) is is_lost


def test_redirects_within_the_host_are_followed_once(tmp_path: Path) -> None:
    pages: dict[str, Any] = {
        "/docs/": page("Home", "old", "older", "new"),
        "/docs/new": page("New"),
    }
    pages |= {"/docs/old": redirect("/docs/moved"), "/docs/older": redirect("/docs/new")}
    pages["/docs/moved"] = page("Moved")
    with serving(Site(pages)) as site:
        files = visit(site, tmp_path)
    assert read(files) == {"docs/index.html", "docs/moved.html", "docs/new.html"}


def test_a_crawl_ends_at_its_limit_and_in_endless_paths(tmp_path: Path) -> None:
    pages: dict[str, Any] = {"/docs/": page("Home", *(f"p{n}" for n in range(9)))}
    pages |= {f"/docs/p{n}": page(f"P{n}") for n in range(9)}
    with serving(Site(pages)) as site:
        files = visit(site, tmp_path, pages=4)
        assert len(read(files)) == 4
        assert "stopped at 4 pages" in lost(files)["."]

    class Endless(dict[str, Any]):
        def get(self, path: str, default: Any = None) -> Any:
            return page("X", "a/") if path.startswith("/docs/") else default

    with serving(Site(Endless())) as site:
        assert len(read(visit(site, tmp_path))) == 4


def test_a_server_that_is_gone_is_given_up(tmp_path: Path) -> None:
    pages: dict[str, Any] = {"/docs/": page("Home", *(f"p{n}" for n in range(20)))}
    pages |= {f"/docs/p{n}": failing(503) for n in range(20)}
    with serving(Site(pages)) as site:
        files = visit(site, tmp_path)
    assert "gave up" in lost(files)["."]
    assert len(site.asked) < 10


def test_failing_robots_close_the_site(tmp_path: Path) -> None:
    with serving(Site({"/robots.txt": failing(503), "/docs/": page("Home")})) as site:
        files = visit(site, tmp_path)
        assert lost(files) == {"robots.txt": "robots.txt: HTTP 503"}
        assert "/docs/" not in site.asked
    assert "no answer" in lost(visit(site, tmp_path))["robots.txt"]  # it is down now


def test_an_incomplete_load_deletes_nothing_and_says_so(tmp_path: Path) -> None:
    index = FakeIndex()
    pages: dict[str, Any] = {"/docs/": page("Home", "a", "b")}
    pages |= {"/docs/a": page("A"), "/docs/b": page("B")}
    with serving(Site(pages)) as site:
        source = SiteSource(f"{site.address}/docs/", tmp_path, "site", delay=0, limits=FAST)
        assert ingest_source(source, index).incomplete == ""
        pages["/docs/a"] = failing(500)
        pages["/docs/b"] = page("B", text="New words on this page, which did load.")
        report = ingest_source(source, index)
        assert "docs/a.html" in report.incomplete
        assert set(index.pages["site"]) == {"docs/index.html", "docs/a.html", "docs/b.html"}
        assert report.changes.changed == ("docs/b.html",)
        pages["/docs/"] = failing(500)
        with pytest.raises(IngestError, match="HTTP 500"):
            ingest_source(source, index)
        assert len(index.pages["site"]) == 3


def test_a_public_name_must_not_lead_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[str] = []
    monkeypatch.setattr(
        "ingest.sources.web.socket.getaddrinfo",
        lambda _, port, **__: [(2, 1, 6, "", (address, port)) for address in found],
    )
    web = Web("docs.example", limits=FAST, _private=False)  # the start was public
    for address in ("127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "::1", "100.64.0.1"):
        found[:] = [address]
        with pytest.raises(FetchFailed, match="private address"):
            web.get("http://docs.example/")
        assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example", "javascript:x", "http://", "http://u:p@a.example", "http://[::1", "x"],
)
def test_other_addresses_are_refused(url: str, tmp_path: Path) -> None:
    assert clean_url(url) == ""
    with pytest.raises(IngestError):
        SiteSource(url, tmp_path)


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://d.example", "index.html"),
        ("https://d.example/a/../../b", "a/b.html"),
        ("https://d.example/v4.2", "v4.2.html"),
        ("https://d.example/%E4%B8%AD%E6%96%87/", "中文/index.html"),
        ("https://d.example/manual.pdf", "manual.pdf"),
    ],
)
def test_addresses_become_paths(url: str, path: str) -> None:
    assert page_path(url) == path


def busy(body: str, times: int, status: int = 429, after: str = "0") -> Callable[[Any], None]:
    """A page that asks for patience so many times, then answers."""
    left = [times]

    def answer(handler: Any) -> None:
        left[0] -= 1
        if left[0] >= 0:
            respond(handler, b"busy", status, Retry_After=after)
        else:
            respond(handler, body.encode())

    return answer


def test_a_busy_server_is_asked_again_when_it_says_when() -> None:
    slept: list[float] = []
    pages = {
        "/often": busy(page("Often"), 2, after="7"),
        "/unavailable": busy(page("Unavailable"), 1, 503, after="3"),
        "/long": busy(page("Long"), 1, after="3600"),
        "/always": busy(page("Always"), 99, after="1"),
        "/silent": failing(503),
    }
    with serving(Site(dict(pages))) as site:
        web = Web("127.0.0.1", limits=FAST, sleep=slept.append, patience=20.0)
        answers = {path: web.get(site.address + path).status for path in pages}
    assert answers == {
        "/often": 200,
        "/unavailable": 200,
        "/long": 429,
        "/always": 429,
        "/silent": 503,
    }
    assert slept == [7.0, 7.0, 3.0, 1.0, 1.0], (
        "never an hour, and no more than the visit's patience"
    )
    assert web.patience == 1.0


@pytest.mark.parametrize(
    ("written", "least", "most"),
    [
        ("2", 2, 2),
        ("soon", None, None),
        ("-5", None, None),
        ("Wed, 25 Nov 2015 09:00:00 GMT", 0, 0),
    ],
)
def test_retry_after_is_read_as_servers_write_it(
    written: str, least: float | None, most: float | None
) -> None:
    found = retry_after(Answer("https://d", 429, {"retry-after": written}, b""))
    assert (found, found) == (least, most)


@given(st.text(max_size=40) | st.integers().map(str) | st.datetimes().map(str))
def test_whatever_a_busy_server_says_gives_seconds_or_nothing(written: str) -> None:
    found = retry_after(Answer("https://d", 503, {"retry-after": written}, b""))
    assert found is None or found >= 0


def test_a_refused_page_of_a_whole_sitemap_keeps_only_itself(tmp_path: Path) -> None:
    listed = [f"/p{n}" for n in range(5)]
    pages: dict[str, Any] = {path: page(path, "/members") for path in listed}
    pages |= {"/sitemap.xml": sitemap(*listed, "/members"), "/members": page("Members")}
    index = FakeIndex()
    with serving(Site(pages)) as site:
        source = SiteSource(f"{site.address}/sitemap.xml", tmp_path, "site", delay=0, limits=FAST)
        ingest_source(source, index)
        site.pages["/members"] = failing(403)
        site.pages["/sitemap.xml"] = sitemap(*listed[:4], "/members")
        report = ingest_source(source, index)
        assert report.incomplete == ""
        assert report.changes.removed == ("p4.html",)
        assert set(index.pages["site"]) == {*(f"p{n}.html" for n in range(4)), "members.html"}
        assert [(one.path, one.kept) for one in report.skipped] == [("members.html", True)]
        assert report.broken_links == (), "the page is there, it could not be read"
        assert ingest_source(source, index).changes.removed == ()
        assert "members.html" in index.pages["site"]
        site.pages["/sitemap.xml"] = sitemap(*listed[:4])
        assert ingest_source(source, index).changes.removed == ("members.html",)


def test_what_a_broken_sitemap_does_not_name_is_kept(tmp_path: Path) -> None:
    pages: dict[str, Any] = {
        "/sitemap.xml": sitemap("/a.xml", "/b.xml", index=True),
        "/a.xml": sitemap("/p1", "/p2"),
        "/b.xml": sitemap("/p3"),
        **{path: page(path) for path in ("/p1", "/p2", "/p3")},
    }
    index = FakeIndex()
    with serving(Site(pages)) as site:
        source = SiteSource(f"{site.address}/sitemap.xml", tmp_path, "site", delay=0, limits=FAST)
        ingest_source(source, index)
        site.pages |= {"/b.xml": failing(500), "/p2": failing(500)}
        report = ingest_source(source, index)
    assert report.incomplete
    assert len(index.pages["site"]) == 3


def test_closed_pages_do_not_pass_for_a_server_that_is_gone(tmp_path: Path) -> None:
    closed = [f"/members/{n}" for n in range(8)]
    pages: dict[str, Any] = dict.fromkeys(closed, failing(403))
    pages |= {"/sitemap.xml": sitemap(*closed, "/open"), "/open": page("Open")}
    with serving(Site(pages)) as site:
        assert read(visit(site, tmp_path, "/sitemap.xml")) == {"open.html"}
