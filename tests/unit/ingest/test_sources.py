from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.sources import FilesSource, FolderSource, RawFile, SkippedFile, source_name
from ingest.sources.openapi import OpenApiSource


def write(root: Path, path: str, content: bytes | str = "# T") -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def test_files_come_sorted_with_posix_paths(tmp_path: Path) -> None:
    for path in ("b/two.mdx", "a.md", "b/one.md", "中文 目录/页.md", "notes.txt", "variables.json"):
        write(tmp_path, path)
    paths = [file.path for file in FolderSource(tmp_path).files()]
    assert paths == ["a.md", "variables.json", "b/one.md", "b/two.mdx", "中文 目录/页.md"]


def test_hidden_and_vendored_folders_are_not_read(tmp_path: Path) -> None:
    for path in (".git/x.md", "node_modules/p/readme.md", ".hidden.md", "kept.md"):
        write(tmp_path, path)
    assert [file.path for file in FolderSource(tmp_path).files()] == ["kept.md"]


def test_what_cannot_be_read_is_skipped_with_its_reason(tmp_path: Path) -> None:
    write(tmp_path, "big.md", "x" * 2_000)
    write(tmp_path, "image.md", b"\x89PNG\0\0")
    write(tmp_path, "latin.md", "café".encode("latin-1"))
    write(tmp_path, "fine.md", "\ufeff# Fine\r\n")
    files = list(FolderSource(tmp_path, size_limit=1_000).files())
    assert RawFile("fine.md", "# Fine\n") in files
    reasons = {file.path: file.reason for file in files if isinstance(file, SkippedFile)}
    assert "limit" in reasons["big.md"]
    assert "binary" in reasons["image.md"]
    assert "UTF-8" in reasons["latin.md"]


def test_utf16_is_read(tmp_path: Path) -> None:
    write(tmp_path, "wide.md", "# 标题".encode("utf-16"))
    assert list(FolderSource(tmp_path).files()) == [RawFile("wide.md", "# 标题")]


def test_links_out_of_the_tree_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "outside/secret.md", "secret")
    write(tmp_path, "docs/page.md")
    (tmp_path / "docs/link.md").symlink_to(tmp_path / "outside/secret.md")
    (tmp_path / "docs/folder").symlink_to(tmp_path / "outside")
    (tmp_path / "docs/inside.md").symlink_to(tmp_path / "docs/page.md")
    (tmp_path / "docs/gone.md").symlink_to(tmp_path / "docs/nothing.md")
    files = {file.path: file for file in FolderSource(tmp_path / "docs").files()}
    assert set(files) == {"page.md", "link.md", "inside.md", "gone.md", "folder"}
    assert files["folder"] == SkippedFile("folder", "a link to a folder, which is not followed")
    assert isinstance(files["inside.md"], RawFile)
    assert files["link.md"] == SkippedFile("link.md", "a link that leaves the folder")
    assert isinstance(files["gone.md"], SkippedFile)


def test_the_name_is_the_folders_unless_given(tmp_path: Path) -> None:
    (tmp_path / "easemob-zh").mkdir()
    assert FolderSource(tmp_path / "easemob-zh").name == "easemob-zh"
    assert FolderSource(tmp_path, name="My docs").name == "My-docs"


@pytest.mark.parametrize(
    ("written", "name"),
    [("docs/v2", "docs-v2"), ("文档", "文档"), ("../etc", "etc"), ("a b", "a-b")],
)
def test_source_names_are_safe(written: str, name: str) -> None:
    assert source_name(written) == name


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "file.md")
    for path in (tmp_path / "missing", tmp_path / "file.md"):
        with pytest.raises(IngestError):
            FolderSource(path)
    with pytest.raises(IngestError):
        source_name("///")


def test_other_formats_in_a_folder_become_markdown(tmp_path: Path) -> None:
    write(tmp_path, "page.html", "<html lang=en><main><h1>Join</h1><p>Call join twice.</p></main>")
    write(tmp_path, "api.yaml", "openapi: 3.0.0\ninfo: {title: REST}\npaths: {}")
    write(tmp_path, "package.json", '{"name": "x"}')
    write(tmp_path, "broken.pdf", b"%PDF junk")
    files = {file.path: file for file in FolderSource(tmp_path).files()}
    assert set(files) == {"page.html", "api.yaml", "broken.pdf"}
    page = files["page.html"]
    assert isinstance(page, RawFile)
    assert page.text.startswith("---\ntitle: Join\nlanguage: en\n---\n\n# Join\n\nCall join")
    assert isinstance(files["broken.pdf"], SkippedFile)


def test_what_cannot_be_opened_makes_the_load_incomplete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.md")
    write(tmp_path, "b.md")

    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, f"Permission denied: {path.name} ({mode})")

    monkeypatch.setattr(Path, "open", refuse)
    files = list(FolderSource(tmp_path).files())
    assert [isinstance(file, SkippedFile) and file.lost for file in files] == [True, True]


def test_single_files_are_known_by_their_names(tmp_path: Path) -> None:
    for path in ("x/manual.md", "y/manual.md", "y/api.json"):
        write(tmp_path, path, '{"openapi": "3.0.0", "info": {"title": "T"}}')
    source = FilesSource((tmp_path / "x/manual.md", tmp_path / "y/api.json", tmp_path / "none.md"))
    assert source.name == "manual"
    files = list(source.files())
    assert [file.path for file in files] == ["api.json", "manual.md", "none.md"]
    assert files[-1] == SkippedFile("none.md", "no such file", lost=True)
    for paths in ((), (tmp_path / "x/manual.md", tmp_path / "y/manual.md")):
        with pytest.raises(IngestError):
            FilesSource(paths)
    (description,) = OpenApiSource(tmp_path / "y/api.json").files()
    assert isinstance(description, RawFile)
    with pytest.raises(IngestError):
        OpenApiSource(tmp_path / "none.json")


def test_a_page_of_fifty_megabytes_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    with (tmp_path / "big.md").open("wb") as file:
        file.truncate(50_000_000)
    write(tmp_path, "fine.md")
    files = {file.path: file for file in FolderSource(tmp_path).files()}
    assert files["big.md"] == SkippedFile("big.md", "50.0 MB, over the 5.0 MB limit")
    assert isinstance(files["fine.md"], RawFile)
