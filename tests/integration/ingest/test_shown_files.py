"""Code that a page shows from a file of its own: Docusaurus' raw-loader and VitePress' snippets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.library import BrokenImport
from ingest.regions import region_of
from ingest.report import IngestReport
from ingest.sources import FolderSource, RawFile, SameFile
from ingest.sources.base import stamp_of
from ingest.sources.selected import SelectedSource
from ingest.sync import ingest_source
from tests.fakes_index import FakeIndex

KOTLIN = "fun join() {\n    engine.joinChannel(token)\n}\n"
RAW = """# Join

import Src from '!!raw-loader!./Main.kt'

<CodeBlock language="kotlin">{Src}</CodeBlock>

Then listen.
"""
SNIPPETS = """# Leave

[[toc]]

<<< @/snippets/leave.js{1,3 ts:line-numbers}

<<< ../snippets/leave.js#short [short.js]

::: code-group

```sh [npm]
npm add brightwire
```

```sh{1} [yarn]
yarn add brightwire
```

:::
"""
SCRIPT = """// #region short
await engine.leave()
// #endregion short
engine.release()
"""


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    root = tmp_path / "docs"
    for name, text in {
        "a/join.mdx": RAW,
        "a/Main.kt": KOTLIN,
        "a/leave.md": SNIPPETS,
        "snippets/leave.js": SCRIPT,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    _age(root)
    return root


def _age(root: Path) -> None:
    """Older than the clock's tick, so that a file's look tells whether it changed."""
    for file in root.rglob("*"):
        os.utime(file, (1_700_000_000, 1_700_000_000))


def ingested(docs: Path, index: FakeIndex) -> IngestReport:
    return ingest_source(FolderSource(docs), index)


def text_of(index: FakeIndex, path: str) -> str:
    return "\n\n".join(chunk.text for chunk in index.pages["docs"][path].chunks)


def test_the_file_stands_where_it_is_shown(docs: Path) -> None:
    index = FakeIndex()
    report = ingested(docs, index)
    assert report.broken_imports == ()
    assert set(index.pages["docs"]) == {"a/join.mdx", "a/leave.md"}, "code is no page"
    assert f"```kotlin\n{KOTLIN}```" in text_of(index, "a/join.mdx")
    leave = text_of(index, "a/leave.md")
    assert "toc" not in leave
    assert "<<<" not in leave
    assert f"```ts\n{SCRIPT}```" in leave
    assert "**short.js**\n\n```js\nawait engine.leave()\n```" in leave
    assert "**npm**\n\n```sh\nnpm add" in leave
    assert "**yarn**\n\n```sh\nyarn add" in leave


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("./Gone.kt", "no such file"),
        ("../../outside.kt", "leads out of the source"),
        ("/../../outside.kt", "leads out of the source"),
        ("./link.kt", "leads out of the source"),
        ("./linked/outside.kt", "leads out of the source"),
        ("../.env.kt", "in a hidden place"),
        ("./env.kt", "in a hidden place"),
        ("./binary.kt", "binary content behind a text name"),
        ("./large.kt", "0.3 MB, over the 0.2 MB limit"),
        ("@vendor/package/Main.kt", "leads out of the source"),
    ],
)
def test_what_cannot_be_shown_is_reported_and_its_place_is_empty(
    docs: Path, target: str, reason: str
) -> None:
    (docs.parent / "outside.kt").write_text("SECRET")
    (docs / ".env.kt").write_text("SECRET")
    (docs / "a" / "link.kt").symlink_to(docs.parent / "outside.kt")
    (docs / "a" / "env.kt").symlink_to(docs / ".env.kt")
    (docs / "a" / "linked").symlink_to(docs.parent)
    (docs / "a" / "binary.kt").write_bytes(b"\0\1\2")
    (docs / "a" / "large.kt").write_text("x\n" * 150_000)
    (docs / "a" / "join.mdx").write_text(RAW.replace("./Main.kt", target))
    (docs / "a" / "leave.md").write_text(f"# Leave\n\nBefore.\n\n<<< {target}\n\nAfter.\n")
    index = FakeIndex()
    report = ingested(docs, index)
    assert set(report.broken_imports) == {
        BrokenImport("a/join.mdx", target, reason),
        BrokenImport("a/leave.md", target, reason),
    }
    assert text_of(index, "a/join.mdx") == "Then listen."
    assert text_of(index, "a/leave.md") == "Before.\n\nAfter."


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<<< @/snippets/Dockerfile{docker}", "```docker\nFROM brightwire\n```"),
        ("<<< @/snippets/Dockerfile", "```\nFROM brightwire\n```"),
        ("  <<<../snippets/leave.js{2 c#}", f"```c#\n{SCRIPT}```"),
        ("cat <<< ./text", "cat <<< ./text"),
        ("<<<<<<< HEAD", "<<<<<<< HEAD"),
        ("<<< EOF", "<<< EOF"),
    ],
)
def test_a_snippet_is_told_from_a_shell_and_a_merge(docs: Path, written: str, shown: str) -> None:
    (docs / "snippets" / "Dockerfile").write_text("FROM brightwire\n")
    (docs / "a" / "leave.md").write_text(f"# Leave\n\n{written}\n")
    index = FakeIndex()
    assert ingested(docs, index).broken_imports == ()
    assert text_of(index, "a/leave.md") == shown


def test_a_region_that_is_missing_is_reported(docs: Path) -> None:
    (docs / "a" / "leave.md").write_text("# Leave\n\nBefore.\n\n<<< @/snippets/leave.js#gone\n")
    report = ingested(docs, FakeIndex())
    assert report.broken_imports == (
        BrokenImport("a/leave.md", "snippets/leave.js#gone", "no such region in the file"),
    )


def test_a_change_of_the_file_makes_the_page_again_and_nothing_else(docs: Path) -> None:
    index = FakeIndex()
    ingested(docs, index)
    _age(docs)
    index.puts.clear()
    assert ingested(docs, index).changes.unchanged == 2
    assert index.puts == []
    (docs / "a" / "Main.kt").write_text("fun other() {}\n")
    assert ingested(docs, index).changes.changed == ("a/join.mdx",)
    assert index.puts == ["a/join.mdx"]
    assert "fun other" in text_of(index, "a/join.mdx")


def test_a_file_that_comes_later_or_goes_is_noticed(docs: Path) -> None:
    code = docs / "a" / "Main.kt"
    code.unlink()
    index = FakeIndex()
    assert [one.target for one in ingested(docs, index).broken_imports] == ["./Main.kt"]
    code.write_text(KOTLIN)
    report = ingested(docs, index)
    assert (report.broken_imports, report.changes.changed) == ((), ("a/join.mdx",))
    code.unlink()
    assert [one.target for one in ingested(docs, index).broken_imports] == ["./Main.kt"]
    assert "fun join" not in text_of(index, "a/join.mdx")


def test_a_file_that_no_page_shows_any_more_is_forgotten(docs: Path) -> None:
    index = FakeIndex()
    ingested(docs, index)
    assert "//a/Main.kt" in index.seen("docs")
    (docs / "a" / "join.mdx").write_text("# Join\n\nNo code.\n")
    ingested(docs, index)
    assert "//a/Main.kt" not in index.seen("docs")
    assert ingested(docs, index).changes.unchanged == 2


def test_a_page_may_be_shown_as_the_file_that_it_is(docs: Path) -> None:
    """What a reader makes of HTML is no code; a change that its text does not show is one."""
    page = docs / "snippets" / "index.html"
    page.write_text("<h1 class='a'>Join</h1><p>Enter the channel.</p>")
    (docs / "a" / "join.mdx").write_text(RAW.replace("./Main.kt", "@site/snippets/index.html"))
    index = FakeIndex()
    assert ingested(docs, index).broken_imports == ()
    assert "<h1 class='a'>" in text_of(index, "a/join.mdx")
    assert "snippets/index.html" in index.pages["docs"]
    page.write_text("<h1 class='b'>Join</h1><p>Enter the channel.</p>")
    assert ingested(docs, index).changes.changed == ("a/join.mdx",)


def test_globs_choose_pages_and_exclude_wins(docs: Path) -> None:
    index = FakeIndex()
    source = SelectedSource(FolderSource(docs), include=("a/*.md*",))
    assert ingest_source(source, index).broken_imports == ()
    assert SCRIPT.strip() in text_of(index, "a/leave.md")
    source = SelectedSource(FolderSource(docs), exclude=("snippets/",))
    broken = ingest_source(source, FakeIndex()).broken_imports
    assert {one.target for one in broken} == {"@/snippets/leave.js", "../snippets/leave.js"}


def test_an_unchanged_file_is_not_opened(docs: Path) -> None:
    stamp = stamp_of((docs / "a" / "Main.kt").stat())
    assert isinstance(FolderSource(docs).code("a/Main.kt", stamp), SameFile)
    assert FolderSource(docs).code("a/Main.kt", "other") == RawFile("a/Main.kt", KOTLIN)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("// #region a", "// #endregion a"),
        ("// #region a", "// #endregion"),
        ("<!-- #region a -->", "<!-- #endregion a -->"),
        ("/* #region a */", "/* #endregion */"),
        ("#pragma region a", "#pragma endregion a"),
        ("# region a", "# endregion a"),
        ("#Region a", "#End Region"),
    ],
)
def test_regions_are_found_as_editors_mark_them(opening: str, closing: str) -> None:
    code = f"before\n  {opening}\n  one\n    two\n  {closing}\nafter"
    assert region_of(code, "a") == "one\n  two"
    assert region_of(code, "b") is None
    assert region_of("a region of text", "of") is None


@given(st.text(alphabet="#region end a/*<!->\n ", max_size=200), st.sampled_from(["a", "b", ""]))
def test_a_region_holds_lines_of_its_file(code: str, name: str) -> None:
    found = region_of(f"// #region a\n{code}\n// #endregion a\n", name)
    for line in (found or "").split("\n"):
        assert line.strip() in {one.strip() for one in code.split("\n")} | {""}
