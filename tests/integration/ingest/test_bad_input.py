"""Bad input of every kind: told in the report with its file and reason, while the rest goes on."""

from __future__ import annotations

import io
import json
import os
import socket
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest.report import IngestReport
from ingest.sources import (
    NO_STAMPS,
    FilesSource,
    FolderSource,
    RawFile,
    SameFile,
    SkippedFile,
    Source,
    Stamps,
)
from ingest.sources.base import read_file, read_raw
from ingest.sources.git import GitSource
from ingest.sources.github import GitHubSource
from ingest.sources.site import SiteSource
from ingest.sources.web import Limits
from ingest.sync import ingest_source
from tests.fakes_index import FakeIndex
from tests.integration.ingest.test_git import git
from tests.integration.ingest.web_server import Site, dripping, redirect, respond, serving
from tests.unit.ingest.test_bounded_yaml import unfolding
from tests.unit.ingest.test_reader_papers import docx, encrypted

FINE = "# Fine\n\nThis page reads well."
FAST = Limits(connect=1.0, total=0.5, size=200_000)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def ingested(source: Source) -> tuple[IngestReport, FakeIndex]:
    """Ingest in reasonable time into an index whose report can be written down."""
    index = FakeIndex()
    started = time.monotonic()
    report = ingest_source(source, index)
    assert time.monotonic() - started < 10
    report.to_json().encode()
    return report, index


def folder(root: Path, files: dict[str, str | bytes]) -> FolderSource:
    root.mkdir(exist_ok=True)
    for path, content in {"fine.md": FINE, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)
    return FolderSource(root, "site")


def reasons(report: IngestReport) -> dict[str, str]:
    """What the report says of each file that it names."""
    left_out = {one.path: one.reason for one in (*report.skipped, *report.invalid_front_matter)}
    return {one.path: f"{one.target}: {one.reason}" for one in report.broken_imports} | left_out


def damaged_properties() -> bytes:
    """A Word document whose property part is packed in a way that cannot be unpacked."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", f"<w:document {WORD}/>")
        parts.writestr("docProps/core.xml", "<x>" + "words " * 300 + "</x>")
    raw = written.getvalue()
    at = raw.find(b"docProps/core.xml") + len("docProps/core.xml")
    return raw[:at] + b"\xff" * 6 + raw[at + 6 :]


def packed(body: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", body)
    return written.getvalue()


LISTS = unfolding("[x, x]", "[{}]")
MAPS = unfolding("{k0: x}", "[{}]")
MERGES = unfolding("{x: 1}", "{{<<: [{}]}}")
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{below};' * 10}'>"
    for below, name in zip("abcdefgh", "bcdefghi", strict=True)
)
SCRIPT = (
    "<main><h1>T</h1><script>steal()</script><p onclick='x()'>Safe words. "
    "Go <a href='javascript:steal()'>here</a> now.</p></main>"
)
API = "openapi: 3.0.0\ninfo: {title: T}\n"


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("big.md", b"x" * 50_000_000, "50.0 MB, over the 5.0 MB limit"),
        ("image.md", b"\x89PNG\r\n\x1a\n\0\0", "binary content"),
        ("latin.md", "Größe".encode("latin-1"), "not UTF-8"),
        ("wide.md", b"\xff\xfex", "broken UTF-16"),
        ("front.md", "---\ntitle: a: b\n---\nText.", "invalid front matter"),
        ("lists.md", f"---\ntitle: T\n{LISTS}\n---\nText.", "unfold to far more"),
        ("title.md", f"---\n{LISTS}\ntitle: *i\n---\nText.", "unfold to far more"),
        ("merge.md", f"---\ntitle: T\n{MERGES}\n---\nText.", "unfold to far more"),
        ("tower.md", f"---\ntitle: {'[' * 60_000}\n---\nText.", "nested too deeply"),
        ("hex.md", f"---\ntitle: T\nversion: 0x{'f' * 9_000}\n---\nText.", "number without end"),
        ("code.md", "---\ntitle: !!python/object/apply:os.abort []\n---\nText.", "constructor"),
        ("self.mdx", "import S from './self.mdx'\n\nText.\n\n<S />", "imports itself"),
        ("up.mdx", "import X from '../../../etc/passwd'\n\nText. <X />", "leads out"),
        ("up.mdx", "import X from '../../../etc/passwd.md'\n\nText. <X />", "leads out"),
        ("root.mdx", "import X from '/../../etc/passwd.md'\n\nText. <X />", "leads out"),
        ("etc.mdx", "import X from '/etc/passwd.md'\n\nText. <X />", "no such file"),
        ("per.mdx", "import X from '%2e%2e/%2e%2e/passwd.md'\n\nText. <X />", "no such file"),
        ("include.md", "Text.\n\n<!--@include: ../../../etc/passwd-->", "leads out"),
        ("variables.yaml", MAPS, "unfold to far more"),
        ("variables.yml", "a: &a {b: *a}", "holds itself"),
        ("variables.json", '{"a": ' * 5_000, "nested too deeply"),
        ("deep.html", "<div>" * 100_000 + "x", "nested too deeply"),
        ("bold.html", "<main>" + "<b>" * 250 + "word " * 20, "nested too deeply"),
        ("api.yaml", f"{API}{LISTS}\nx: *i", "unfold to far more"),
        ("api.yaml", f"{API}a: &a {{allOf: [*a]}}", "holds itself"),
        ("api.yaml", f"{API}paths: {'[' * 60_000}", "nested too deeply"),
        ("api.json", '{"openapi": "3.0.0", "x": ' + "[" * 60_000, "nested too deeply"),
        ("empty.pdf", b"", "not readable as a PDF"),
        ("junk.pdf", b"%PDF-1.7\n" + b"junk" * 1_000, "not readable as a PDF"),
        ("locked.pdf", encrypted(), "password"),
        ("bomb.docx", packed(" " * 120_000_000), "far more than it should"),
        ("tags.docx", packed("<w:p/>" * 2_100_000), "more parts of text"),
        ("laughs.docx", packed(f"{LAUGHS}]><w:document {WORD}>&i;</w:document>"), "Expat"),
        ("torn.docx", damaged_properties(), "no ZIP archive"),
        ("junk.docx", b"PK\3\4junk", "no ZIP archive"),
        ("cells.docx", docx("<w:tbl><w:tr><w:tc>" * 2_000), "not readable"),
    ],
)
def test_a_bad_file_is_named_and_the_rest_goes_on(
    tmp_path: Path, path: str, content: str | bytes, reason: str
) -> None:
    report, index = ingested(folder(tmp_path, {path: content}))
    assert reason in reasons(report)[path]
    assert "fine.md" in index.pages["site"]
    assert report.incomplete == ""


@pytest.mark.parametrize(
    ("path", "content", "kept"),
    [
        ("script.html", SCRIPT, "Go here now."),
        ("attribute.html", f"<main><p title='{'x' * 4_000_000}'>Words beside it stay.</p></main>",
         "Words beside it stay."),
        ("laughs.html", f"{LAUGHS}]><html><body><main><p>Words, &i; and more of them.</p></main>",
         "and more of them."),
        ("spans.html", "<main><p>Words before a table.</p><table><tr>"
         + "<td rowspan=99999 colspan=99999>a" * 3 + "</table></main>", "Words before a table."),
        ("halves.json", json.dumps({"openapi": "3.0.0", "info": {
            "title": "T", "description": "Half \ud83d\0 a letter."}}), "Half  a letter."),
        ("circle.json", json.dumps({"openapi": "3.0.0", "info": {"title": "T"}, "paths": {"/a": {
            "get": {"operationId": "getA", "responses": {"200": {"$ref": "#/x"}}}}},
            "x": {"$ref": "#/y"}, "y": {"$ref": "#/x"}}), "`GET /a`"),
        ("control.md", "# T\n\nBell \x07 and &#0; half &#xD800; letters.", "letters."),
    ],
)  # fmt: skip
def test_a_hostile_page_gives_its_words_and_nothing_else(
    tmp_path: Path, path: str, content: str, kept: str
) -> None:
    report, index = ingested(folder(tmp_path, {path: content}))
    text = "\n".join(chunk.text for chunk in index.pages["site"][path].chunks)
    assert " ".join(kept.split()) in " ".join(text.split())
    assert "steal" not in text
    assert report.skipped == ()


def test_circles_of_imports_are_cut(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.mdx": "# A\n\nimport B from './b.mdx'\n\nWords of a.\n\n<B />",
        "b.mdx": "# B\n\nimport A from './a.mdx'\n\nWords of b.\n\n<A />",
    }
    report, index = ingested(folder(tmp_path, files))
    assert set(index.pages["site"]) == {"a.mdx", "b.mdx", "fine.md"}
    assert any("a.mdx -> b.mdx -> a.mdx" in one.reason for one in report.broken_imports)


def test_a_circle_of_files_that_are_no_pages_is_named_as_unused(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "a.mdx": "import B from './b.mdx'\n\nWords of a.\n\n<B />",
        "b.mdx": "import A from './a.mdx'\n\nWords of b.\n\n<A />",
    }
    report, _ = ingested(folder(tmp_path, files))
    assert report.unused == ("a.mdx", "b.mdx")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    source = folder(tmp_path / "docs", {"kept.md": FINE})
    for name in ("pipe.md", "pipe.yaml", "variables.json"):
        os.mkfifo(tmp_path / "docs" / name)
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "docs/out.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "docs/loop.md").symlink_to(tmp_path / "docs/loop.md")
    (tmp_path / "docs/zero.md").symlink_to("/dev/zero")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind(os.path.relpath(tmp_path / "docs/talk.md"))
        report, index = ingested(source)
    assert set(index.pages["site"]) == {"fine.md", "kept.md"}
    assert reasons(report) == {
        "loop.md": "a link that leads to itself",
        "pipe.md": "not a regular file",
        "talk.md": "not a regular file",
        "variables.json": "not a regular file",
        "out.md": "a link that leaves the folder",
        "zero.md": "a link that leaves the folder",
    }


def test_names_that_cannot_be_shown_are_refused_in_escapes(tmp_path: Path) -> None:
    source = folder(tmp_path, {})
    for name in (b"line\nbreak.md", b"\x1b[31mred.md", "turn\u202e.md".encode(), b"half\xff.md"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(FINE)
    inside = Path(os.fsdecode(os.fsencode(tmp_path) + b"/folder\xfe"))
    inside.mkdir()
    (inside / "page.md").write_text(FINE)
    report, index = ingested(source)
    assert set(index.pages["site"]) == {"fine.md"}
    assert reasons(report) == {
        "line\\nbreak.md": "control characters in its name",
        "\\x1b[31mred.md": "control characters in its name",
        "turn\\u202e.md": "control characters in its name",
        "half\\xff.md": "its name is not UTF-8",
        "folder\\xfe/page.md": "its name is not UTF-8",
    }
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/half\xff.md"))
    (refused,) = FilesSource((odd,), "x").files()
    assert refused == SkippedFile("half\\xff.md", "its name is not UTF-8")


@dataclass
class Meddled:
    """A source between whose files something happens."""

    source: Source
    meddle: Callable[[], None]
    name: str = "site"

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SameFile | SkippedFile]:
        for file in self.source.files(seen):
            yield file
            self.meddle()


def test_a_page_that_vanishes_is_kept_until_a_load_is_whole(tmp_path: Path) -> None:
    source, index = folder(tmp_path, {"a.md": FINE, "z.md": FINE}), FakeIndex()
    ingest_source(source, index)
    report = ingest_source(
        Meddled(source, lambda: (tmp_path / "z.md").unlink(missing_ok=True)), index
    )
    assert report.skipped == (SkippedFile("z.md", "vanished while it was read", lost=True),)
    assert set(index.pages["site"]) == {"a.md", "fine.md", "z.md"}
    ingest_source(source, index)
    assert set(index.pages["site"]) == {"a.md", "fine.md"}


class Growing(type(Path())):  # type: ignore[misc]
    """A file to which somebody writes between the look at it and the reading."""

    def open(self, *arguments: Any, **options: Any) -> Any:
        writer = Path(self)

        class Opened(io.FileIO):
            def read(self, size: int | None = -1, /) -> Any:
                with writer.open("ab") as appended:
                    appended.write(b" and more")
                return super().read(size)

        del arguments, options
        return Opened(str(self))


def test_a_page_that_changes_while_it_is_read_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(FINE)
    read = read_file(Growing(tmp_path / "a.md"), "a.md", 1_000)
    assert read == SkippedFile("a.md", "changed while it was read", lost=True)


GOOD_THREAD = {
    "number": 1,
    "title": "Half a letter \ud83d here",
    "body": "Why?",
    "state": "closed",
    "html_url": "https://git.example/\udc00",
    "comments": [{"body": "Because \ud800 of \0 it.", "author_association": "OWNER", "user": {}}],
}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "no readable export"),
        ("<html>", "no readable export"),
        ("[" * 100_000, "nested too deeply"),
        ("[" * 3_000 + "1" + "]" * 3_000, "nested too deeply"),
        ('{"data":' * 3_000 + "1" + "}" * 3_000, "nested too deeply"),
        ('{"name": "package"}', "no export of issues"),
        ('["a", 1, null]', "no export of issues"),
        ("[" + "9" * 9_000 + "]", "no readable export"),
    ],
)
def test_what_is_no_export_is_named(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    (tmp_path / "good.json").write_text(json.dumps([GOOD_THREAD]))
    os.mkfifo(tmp_path / "pipe.json")
    report, index = ingested(GitHubSource(tmp_path, "site"))
    assert reason in reasons(report)["bad.json"]
    assert reasons(report)["pipe.json"] == "not a regular file"
    page = index.pages["site"]["issues/1.md"]
    assert "\ud800" not in page.chunks[-1].text
    assert page.title == "Half a letter here"


def test_a_repository_whose_branch_is_named_like_an_option_is_only_read(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "fine.md").write_text(FINE)
    git(work, "init", "--quiet")
    git(work, "add", ".")
    git(work, "commit", "-qm", "one")
    for name in ("--upload-pack=touch${IFS}ran", "$(touch${IFS}ran)", ";touch${IFS}ran"):
        git(work, "update-ref", f"refs/heads/{name}", "HEAD")
        git(work, "symbolic-ref", "HEAD", f"refs/heads/{name}")
        report, index = ingested(GitSource(work.as_uri(), tmp_path / "cache", name="site"))
        assert set(index.pages["site"]) == {"fine.md"}
        assert report.skipped == ()
    assert not list(tmp_path.rglob("ran"))


HOME = "<html><main><h1>Home</h1><p>Words enough for a page. {links}</p></main></html>"


def hanging(handler: Any) -> None:
    handler.rfile.read(1)  # which never comes


def endless(handler: Any) -> None:
    """A body that drips for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>")
    try:
        while True:
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def odd_charset(handler: Any) -> None:
    respond(
        handler,
        b"<main>Words in a charset that is none.</main>" * 9,
        content_type="text/html; charset=undefined",
    )


def odd_base(handler: Any) -> None:
    respond(
        handler, b"<base href='http://[::1'><main><a href='//['>Words</a> that stay here.</main>"
    )


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (hanging, "no answer within 0.5 s"),
        (endless, "no answer within 0.5 s"),
        (dripping(20), "no answer within 0.5 s"),
        (redirect("http://[::1"), "another host"),
        (lambda h: respond(h, b"%PDF-", content_type="application/pdf"), "not readable as a PDF"),
        (odd_charset, ""),
        (odd_base, ""),
    ],
)
def test_a_server_that_misbehaves_costs_one_page(tmp_path: Path, answer: Any, reason: str) -> None:
    links = "<a href='bad'>b</a> <a href='line%0Abreak'>c</a> <a href='good'>d</a>"
    pages: dict[str, Any] = {"/docs/": HOME.format(links=links), "/docs/bad": answer}
    pages |= dict.fromkeys(("/docs/good", "/docs/line%0Abreak"), HOME)
    with serving(Site(pages)) as site:
        source = SiteSource(f"{site.address}/docs/", tmp_path, "site", delay=0, limits=FAST)
        report, index = ingested(source)
    read = {"docs/index.html", "docs/good.html", "docs/line%0Abreak.html"}
    assert set(index.pages["site"]) == read | ({"docs/bad.html"} if not reason else set())
    assert reason in reasons(report).get("docs/bad.html", "")


def test_a_sitemap_that_names_itself_is_read_once(tmp_path: Path) -> None:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    names = "".join(f"<sitemap><loc>{{site}}/{n}.xml</loc></sitemap>" for n in ("map", "a", "bad"))
    pages: dict[str, Any] = {
        "/map.xml": f"<sitemapindex {space}>{names}</sitemapindex>",
        "/a.xml": f"<sitemapindex {space}>{names}<sitemap><loc>{{site}}/b.xml</loc></sitemap>"
        "</sitemapindex>",
        "/b.xml": f"<urlset {space}><url><loc>{{site}}/good</loc></url>"
        "<url><loc>http://[::1</loc></url></urlset>",
        "/bad.xml": f"{LAUGHS}]><urlset {space}><url><loc>&i;</loc></url></urlset>",
        "/good": HOME,
    }
    with serving(Site(pages)) as site:
        source = SiteSource(f"{site.address}/map.xml", tmp_path, "site", delay=0, limits=FAST)
        report, index = ingested(source)
        assert site.times("/map.xml") == site.times("/a.xml") == 1
    assert set(index.pages["site"]) == {"good.html"}
    assert "other hosts" in reasons(report)["."]


class Cursed(bytes):
    """Bytes that no reader survives."""

    __slots__ = ()

    def startswith(self, *_: Any) -> bool:
        raise ZeroDivisionError


def test_a_reader_that_fails_costs_its_file_alone() -> None:
    read = read_raw("page.md", Cursed(b"x"))
    assert read == SkippedFile("page.md", "its reader failed: ZeroDivisionError", lost=True)
