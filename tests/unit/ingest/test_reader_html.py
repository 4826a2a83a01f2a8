from __future__ import annotations

import time

import pytest

from ingest.readers import Unreadable, to_markdown
from knowledge.models import Page
from tests.unit.ingest.sites import read

SITE = """<!doctype html><html lang="zh-CN"><head><title>Join | Docs</title>
<meta property="article:modified_time" content="2026-03-02T10:00:00Z"></head><body>
<div class="navbar"><a href="/">Home</a><a href="/api">API reference</a></div>
<div class="sidebar menu"><ul><li><a href="/a">Intro</a></li><li><a href="/b">Other</a></li></ul>
</div>{open}
<nav class="breadcrumbs">Docs / Join</nav>
<h1>Join a channel<a class="hash-link" href="#join">#</a></h1>
<p>Call <code>join</code> with a <b>token</b>. See <a href="/token">tokens</a>.
 A literal {{brace}}, # hash and &lt;View&gt;.</p>
<script>alert("<p>bad</p>")</script>
<h2 id="the-code">The code</h2>
<div class="language-kotlin"><pre><code><span>val a: List&lt;String&gt;</span>
  b()</code></pre></div>
<ol><li>First</li><li>Second<ul><li>nested</li></ul></li></ol>
<h2><a id="codes"></a>Codes</h2>
<table><thead><tr><th>Error code</th><th>Meaning</th></tr></thead>
<tbody><tr><td><code>110</code></td><td>Bad | old <br>token</td></tr>
<tr><td>109</td><td>Expired</td></tr></tbody></table>
{close}<div class="footer">Copyright 2020. All rights reserved.</div></body></html>"""
MARKED = SITE.format(open="<main>", close="</main>")
UNMARKED = SITE.format(open='<div class="content">', close="</div>")


def page(html: str | bytes, path: str = "join.html") -> Page:
    raw = html if isinstance(html, bytes) else html.encode()
    return read(path, {path: to_markdown(path, raw)}).page


@pytest.mark.parametrize("html", [MARKED, UNMARKED], ids=["marked", "guessed"])
def test_the_main_content_survives_and_nothing_else(html: str) -> None:
    found = page(html)
    assert (found.title, found.language, str(found.updated)) == (
        "Join a channel",
        "zh",
        "2026-03-02",
    )
    text = "\n".join(chunk.text for chunk in found.chunks)
    for words in (
        "Call `join` with a **token**. See tokens.",
        "A literal {brace}, # hash and <View>.",
        "```kotlin\nval a: List<String>\n  b()\n```",
        "First",
        "- nested",
        "| `110` | Bad \\| old token |",
    ):
        assert words in text, words
    for words in ("Home", "Intro", "Copyright", "alert", "breadcrumb", "Docs /"):
        assert words not in text, words
    assert ("Codes", "110") in [chunk.heading_path for chunk in found.chunks]
    assert "## The code {#the-code}" in to_markdown("join.html", html.encode())


def test_tabs_named_after_platforms_scope_their_text() -> None:
    tabs = (
        "<article><h1>Install the SDK</h1><p>Choose a platform.</p><div class='tabs'>"
        "<ul role='tablist'><li role='tab'>iOS</li><li role='tab'>Android</li></ul>"
        "<div role='tabpanel'>Use pods.</div><div role='tabpanel' hidden>Use gradle.</div></div>"
        "<p>Done.</p></article>"
    )
    assert [(chunk.text, chunk.platforms) for chunk in page(tabs).chunks] == [
        ("Choose a platform.", ()),
        ("**iOS**\n\nUse pods.", ("ios",)),
        ("**Android**\n\nUse gradle.", ("android",)),
        ("Done.", ()),
    ]


def test_encodings_are_told_by_the_server_or_the_page() -> None:
    html = (
        "<html><head><meta charset='gbk'></head><body><main>频道令牌过期，请重新获取令牌后再加入。"
    )
    assert "频道令牌过期" in to_markdown("a.html", html.encode("gbk"))
    plain = html.replace("<meta charset='gbk'>", "")
    kind = "text/html; charset=GBK"
    assert "频道令牌过期" in to_markdown("a", plain.encode("gbk"), kind)
    assert "频道令牌过期" in to_markdown("a.html", plain.encode())
    assert "频道令牌过期" in to_markdown("a.html", plain.encode("gb18030"))
    assert "频道令牌过期" in to_markdown("a.html", html.encode("utf-16"))


@pytest.mark.parametrize(
    ("html", "reason"),
    [("<div>" * 5_000, "nested too deeply"), ("\x89PNG\0\0", "binary"), ("%PDF\0", "binary")],
)
def test_what_is_no_page_is_refused(html: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        to_markdown("a.html", html.encode("latin-1"))


@pytest.mark.parametrize(
    "html", ["", " ", "<html></html>", "<!-- -->", "<body><nav>x</nav></body>"]
)
def test_an_empty_page_has_no_text(html: str) -> None:
    assert page(html).chunks == ()


@pytest.mark.parametrize(
    "part",
    [
        "<p>words",
        "<li>a",
        "<table><tr><td>a",
        "<b>",
        "<a href='x'>y</a>",
        "<pre>x</pre>",
        "&amp;",
        "<script>",
        "<!--",
        "<h2>x</h2>",
    ],
)
def test_a_hostile_page_is_read_in_time_or_refused(part: str) -> None:
    html = f"<html><body>{part * (300_000 // len(part))}".encode()
    started = time.process_time()
    try:
        to_markdown("a.html", html)
    except Unreadable as refusal:
        assert "deep" in str(refusal)  # noqa: PT017 - refused or read, both in time
    assert time.process_time() - started < 3
