"""A git repository at a ref, kept as a shallow checkout in a cache folder."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.errors import IngestError
from ingest.sources.base import (
    NO_STAMPS,
    RawFile,
    SameFile,
    SkippedFile,
    Stamps,
    source_name,
)
from ingest.sources.folder import FolderSource

_SECONDS = 600.0  # for one fetch
_SCHEMES = ("https://", "http://", "ssh://", "file://")
_PATHS = ("/", "./", "../", "~/")
_SCP = re.compile(r"[\w.-]+@[\w.-]+:(?!:)[\w./~-]+")
_REF = re.compile(r"[\w][\w./+@-]*")
_SECRET = re.compile(r"(?<=://)[^/@\s]+@")
# Nothing of a foreign repository may run here: no hooks, no helpers by transport, no submodules.
_SAFE = (
    *("-c", "protocol.ext.allow=never"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "submodule.recurse=false"),
    *("-c", "transfer.fsckObjects=true"),
    *("-c", "gc.auto=0"),
    *("-c", "core.quotePath=false"),
)


@dataclass(frozen=True, slots=True)
class GitSource:
    """`folder` of a repository at `ref` ("" = its default branch); `cache` holds the checkouts."""

    location: str
    cache: Path
    ref: str = ""
    folder: str = ""
    name: str = ""
    seconds: float = field(default=_SECONDS)

    def __post_init__(self) -> None:
        check_location(self.location)
        if self.ref and (not _REF.fullmatch(self.ref) or ".." in self.ref):
            raise IngestError(f"{self.ref!r} is no git ref.", "Name a branch, a tag or a commit.")
        parts = Path(self.folder).parts
        if Path(self.folder).is_absolute() or ".." in parts or ".git" in parts:
            raise IngestError(
                f"{self.folder!r} leads out of the repository.", "Name a folder inside it."
            )
        if self.location.startswith(_PATHS):  # git runs elsewhere
            here = str(Path(self.location).expanduser().resolve())
            object.__setattr__(self, "location", here)
        bare = self.location.rstrip("/").rpartition("/")[2].removesuffix(".git")
        object.__setattr__(self, "name", source_name(self.name or bare))

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SameFile | SkippedFile]:
        """Fetch, check out and read. A failed fetch loses everything: what is there is unknown."""
        try:
            checkout = self._fetched()
        except (OSError, subprocess.SubprocessError, _GitFailed) as error:
            yield SkippedFile(self.folder or ".", self._reason(error), lost=True)
            return
        root = checkout / self.folder
        if not root.is_dir() or not root.resolve().is_relative_to(checkout.resolve()):
            yield SkippedFile(self.folder, "no such folder in the repository", lost=True)
            return
        yield from FolderSource(root, self.name).files(seen)

    def code(self, path: str, stamp: str = "") -> RawFile | SameFile | SkippedFile | None:
        """A text file of the checkout that `files` made; see `CodeSource`."""
        root = self._checkout / self.folder
        inside = root.is_dir() and root.resolve().is_relative_to(self._checkout.resolve())
        return FolderSource(root, self.name).code(path, stamp) if inside else None

    @property
    def _checkout(self) -> Path:
        key = hashlib.sha256(f"{self.location}\0{self.ref}".encode()).hexdigest()[:20]
        return self.cache / "git" / key

    def _fetched(self) -> Path:
        checkout = self._checkout
        if not (checkout / ".git").is_dir():
            checkout.mkdir(parents=True, exist_ok=True)
            self._git(checkout, "init", "--quiet", "--template=")
        fetch = ("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--force")
        self._git(checkout, *fetch, "--end-of-options", self.location, self.ref or "HEAD")
        self._git(checkout, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD")
        self._git(checkout, "clean", "-ffdxq")
        return checkout

    def _git(self, checkout: Path, *arguments: str) -> None:
        process = subprocess.Popen(  # noqa: S603 - our own arguments; the address was checked
            ["git", *_SAFE, *arguments],  # noqa: S607 - the git of this machine's PATH
            cwd=checkout,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            _, complaint = process.communicate(timeout=self.seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # git's own helpers too
            process.communicate()
            raise
        if process.returncode:
            raise _GitFailed(complaint.decode("utf-8", "replace"))

    def _reason(self, error: Exception) -> str:
        if isinstance(error, subprocess.TimeoutExpired):
            return f"git took longer than {self.seconds:.0f} s"
        if isinstance(error, FileNotFoundError):
            return "the git command is not installed"
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        told = next((line for line in lines if line.startswith(("fatal:", "error:"))), "")
        reason = told or (lines[-1] if lines else type(error).__name__)
        return "git: " + _SECRET.sub("", reason.removeprefix("fatal: "))[:300]


class _GitFailed(Exception):  # noqa: N818 - it becomes a reason, nobody else sees it
    """What git wrote when it gave up."""


def check_location(location: str) -> None:
    """Refuse what git would take for an option or for a command to run."""
    is_address = location.startswith(_SCHEMES) and "::" not in location.partition("://")[0]
    host = location.partition("://")[2] if is_address else ""
    is_path = location.startswith(_PATHS) and "::" not in location
    fine = is_address or _SCP.fullmatch(location) or is_path
    if not fine or location.startswith("-") or host.startswith("-") or re.search(r"\s", location):
        raise IngestError(
            f"{_SECRET.sub('', location)!r} is no address of a git repository.",
            "Give an https, ssh or file address, user@host:path, or an absolute path.",
        )


def _environment() -> dict[str, str]:
    """The person's own credentials and proxies count; nothing asks a question at the terminal."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "https:http:ssh:file",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=20",
        "LC_ALL": "C",
    }
