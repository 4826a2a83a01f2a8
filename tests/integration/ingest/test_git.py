from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.sources.base import RawFile, SkippedFile
from ingest.sources.git import GitSource


def git(folder: Path, *arguments: str) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(  # noqa: S603
        ["git", *who, *arguments],  # noqa: S607
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A bare repository with a branch and a tag."""
    work = tmp_path / "work"
    (work / "docs/en").mkdir(parents=True)
    (work / "docs/en/join.md").write_text("# Join\n\nCall join.")
    (work / "README.md").write_text("# Readme\n\nText.")
    (work / "docs/out.md").symlink_to("/etc/passwd")
    git(work, "init", "--quiet")
    git(work, "add", ".")
    git(work, "commit", "-qm", "one")
    git(work, "tag", "v1")
    (work / "docs/en/leave.md").write_text("# Leave\n\nCall leave.")
    git(work, "add", ".")
    git(work, "commit", "-qm", "two")
    git(tmp_path, "clone", "-q", "--bare", "work", "docs.git")
    return tmp_path / "docs.git"


def paths(source: GitSource) -> list[str]:
    return [file.path for file in source.files() if isinstance(file, RawFile)]


def test_a_folder_at_a_ref_is_read_and_kept_up_to_date(repository: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    newest = GitSource(repository.as_uri(), cache, folder="docs")
    assert newest.name == "docs"
    assert paths(newest) == ["en/join.md", "en/leave.md"]
    assert paths(GitSource(str(repository), cache, ref="v1", folder="docs")) == ["en/join.md"]
    skipped = [file for file in newest.files() if isinstance(file, SkippedFile)]
    assert skipped == [SkippedFile("out.md", "a link that leaves the folder")]
    work = tmp_path / "work"
    (work / "docs/en/join.md").unlink()
    git(work, "commit", "-qam", "three")
    git(work, "push", "-q", str(repository), "HEAD:main", "--force")
    assert paths(newest) == ["en/leave.md"]


def test_what_cannot_be_fetched_is_lost_with_its_reason(repository: Path, tmp_path: Path) -> None:
    for source, reason in (
        (GitSource(repository.as_uri(), tmp_path / "c", ref="nowhere"), "nowhere"),
        (GitSource(f"file://{tmp_path}/none.git", tmp_path / "c"), "none.git"),
        (GitSource(repository.as_uri(), tmp_path / "c", folder="none"), "no such folder"),
        (GitSource(repository.as_uri(), tmp_path / "c", seconds=0.0001), "longer than"),
    ):
        (lost,) = source.files()
        assert isinstance(lost, SkippedFile)
        assert lost.lost
        assert reason in lost.reason


def test_hooks_and_filters_of_a_repository_do_not_run(repository: Path, tmp_path: Path) -> None:
    source = GitSource(repository.as_uri(), tmp_path / "cache", folder="docs")
    assert paths(source)
    (checkout,) = (tmp_path / "cache/git").iterdir()
    hooks = checkout / ".git/hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "post-checkout").write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    (hooks / "post-checkout").chmod(0o755)
    assert paths(source)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    "location",
    [
        "--upload-pack=touch /tmp/x",
        "-oProxyCommand=x",
        "ext::sh -c touch% /tmp/x",
        "fd::17",
        "https://-oProxyCommand=x/y",
        "ssh://-oProxyCommand=x/y",
        "https://a b/c",
        "https::x://y",
        "user@host::x",
        "docs",
        "",
    ],
)
def test_addresses_that_git_would_run_are_refused(location: str, tmp_path: Path) -> None:
    with pytest.raises(IngestError):
        GitSource(location, tmp_path)


@pytest.mark.parametrize(
    ("ref", "folder"), [("--force", ""), ("a..b", ""), ("", "../x"), ("", "/etc"), ("", ".git")]
)
def test_refs_and_folders_stay_what_they_are(ref: str, folder: str, tmp_path: Path) -> None:
    with pytest.raises(IngestError):
        GitSource("https://git.example/docs.git", tmp_path, ref=ref, folder=folder)


def test_secrets_in_addresses_are_not_shown(tmp_path: Path) -> None:
    with pytest.raises(IngestError) as refused:
        GitSource("gopher://user:secret@host/x", tmp_path)
    assert "secret" not in str(refused.value)
