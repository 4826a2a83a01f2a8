"""Imports and what is a page."""

from __future__ import annotations

import pytest

from ingest.imports import Missing, resolve_import
from ingest.library import read_variables
from ingest.pages import contents
from tests.unit.ingest.sites import library, read

PATHS = {"shared/a.mdx", "guide/b.md", "guide/index.mdx", "shared/sub/index.mdx"}


@pytest.mark.parametrize(
    ("importer", "target", "found"),
    [
        ("guide/b.md", "@docs/shared/a.mdx", "shared/a.mdx"),
        ("guide/b.md", "/shared/a.mdx", "shared/a.mdx"),
        ("guide/b.md", "@site/docs/shared/a.mdx", "shared/a.mdx"),
        ("guide/b.md", "../shared/a.mdx", "shared/a.mdx"),
        ("guide/b.md", "../shared/a", "shared/a.mdx"),
        ("guide/b.md", "../shared/sub", "shared/sub/index.mdx"),
        ("guide/b.md", "./index.mdx", "guide/index.mdx"),
        ("guide/b.md", "@theme/Tabs", None),
        ("guide/b.md", "react", None),
        ("guide/b.md", "./Card.jsx", None),
        ("guide/b.md", "./Card", None),
        ("guide/b.md", "./gone.mdx", Missing("no such file")),
        ("guide/b.md", "../../etc/passwd.md", Missing("leads out of the source")),
        ("guide/b.md", "/../../etc/passwd.md", Missing("leads out of the source")),
        ("guide/b.md", "../../../etc/passwd", Missing("leads out of the source")),
        ("guide/b.md", "../../src/components/Card", None),
        ("guide/b.md", "/etc/passwd", None),
    ],
)
def test_import_targets(importer: str, target: str, found: str | Missing | None) -> None:
    assert resolve_import(importer, target, PATHS) == found


def test_thin_pages_hold_the_text_of_their_fragment() -> None:
    files = {
        "voice/join.mdx": "---\ntitle: Join\n---\nimport J from '@docs/shared/join.mdx'\n\n<J />",
        "shared/join.mdx": "import Deep from './deep.mdx';\n\n## Steps\n\n<Deep who='guest' />",
        "shared/deep.mdx": "Call `join` as {props.who}.",
    }
    page = read("voice/join.mdx", files).page
    assert [(chunk.heading_path, chunk.text) for chunk in page.chunks] == [
        (("Steps",), "Call `join` as guest."),
    ]


def test_fragments_in_a_sentence_or_a_list_keep_the_words_around_them() -> None:
    files = {
        "p.mdx": "import W from './_w.mdx'\n\n- Since <W /> it works.\n\n    <W />\n\n    After.",
        "_w.mdx": "version 4",
    }
    texts = [block.text for block in library(files).render("p.mdx").blocks]
    assert texts == ["- Since version 4 it works.", "version 4", "After."]


def test_missing_imports_are_reported_and_left_out() -> None:
    result = read("p.mdx", {"p.mdx": "import X from './gone.mdx'\n\nText. <X />"})
    assert [chunk.text for chunk in result.page.chunks] == ["Text."]
    assert [(one.path, one.target, one.reason) for one in result.broken] == [
        ("p.mdx", "./gone.mdx", "no such file")
    ]


def test_circles_are_cut_and_reported() -> None:
    files = {
        "a.mdx": "import B from './b.mdx'\n\nIn A.\n\n<B />",
        "b.mdx": "import A from './a.mdx'\n\nIn B.\n\n<A />",
        "self.mdx": "import Self from './self.mdx'\n\nMe.\n\n<Self />",
    }
    site = library(files)
    assert [block.text for block in site.render("a.mdx").blocks] == ["In A.", "In B."]
    assert [block.text for block in site.render("b.mdx").blocks] == ["In B.", "In A."]
    assert "a.mdx -> b.mdx -> a.mdx" in site.render("a.mdx").broken[0].reason
    assert [block.text for block in site.render("self.mdx").blocks] == ["Me."]


def test_a_page_that_would_grow_without_end_is_cut() -> None:
    files = {"f0.mdx": "word"}
    for n in range(1, 30):
        files[f"f{n}.mdx"] = f"import F from './f{n - 1}.mdx'\n\n<F />\n\n<F />\n"
    rendered = library(files).render("f29.mdx")
    assert len(rendered.blocks) < 50_000
    assert any("without end" in one.reason for one in rendered.broken)


def test_pages_and_fragments_are_told_apart() -> None:
    titled = "---\ntitle: T\n---\n"
    files = {
        "guide/page.mdx": titled + "import A from '@docs/shared/a.mdx'\nimport O from './other.mdx'"
        "\nimport P from './plain.mdx'\n<A/>",
        "guide/other.mdx": "---\ndate: 2025-01-01\n---\n# Other\n",
        "guide/plain.mdx": "Only words.",
        "guide/alone.mdx": "Nobody imports this page.",
        "guide/_draft.mdx": titled,
        "shared/a.mdx": "A.",
        "shared/unused.mdx": "U.",
        "shared/titled.mdx": titled,
        "zh/snippets/page.md": "# A folder that nobody imports from",
    }
    found = contents(library(files))
    assert set(found.pages) == {
        "guide/page.mdx",
        "guide/other.mdx",
        "guide/alone.mdx",
        "shared/titled.mdx",
        "zh/snippets/page.md",
    }
    assert set(found.unused) == {"guide/_draft.mdx", "shared/unused.mdx"}


def test_variables_files() -> None:
    assert read_variables("a:\n  b: 1\n  c: [x]\n") == {"b": "1", "a.b": "1"}
    assert read_variables("{broken: [") == {}
