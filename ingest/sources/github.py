"""An export of GitHub issues or discussions: answered questions become pages.

Understood are the REST API's issue objects, GraphQL's nodes and what ``gh issue list --json …``
writes; one object, a list, or a GraphQL envelope. Only threads that were closed as answered count,
and of them the question, the accepted answer, and what maintainers replied.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.errors import IngestError
from ingest.readers.text import front_matter
from ingest.sources.base import (
    NO_STAMPS,
    RawFile,
    SkippedFile,
    Stamps,
    source_name,
    unfit_name,
)
from ingest.sources.privacy import without_personal_data

_LIMIT = 200_000_000  # bytes of an export
_BODY = 20_000  # characters of one post
_REPLIES = 10
_MAINTAINERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})(?=\s)", re.MULTILINE)
_ENVELOPES = ("data", "repository", "node", "search", "discussions", "issues", "items")

Thread = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GitHubSource:
    """JSON exports: a file, or a folder of them."""

    location: Path
    name: str = ""
    size_limit: int = field(default=_LIMIT)

    def __post_init__(self) -> None:
        if not self.location.exists():
            raise IngestError(f"There is no export at {self.location}.", "Check the path.")
        object.__setattr__(self, "name", source_name(self.name or self.location.stem))

    def files(self, seen: Stamps = NO_STAMPS) -> Iterator[RawFile | SkippedFile]:
        """One page a thread; of two exports of a thread the last file's counts."""
        del seen  # an export is one file with many pages
        found: dict[str, RawFile] = {}
        files = sorted(self.location.glob("*.json*")) if self.location.is_dir() else [self.location]
        for file in files:
            threads = self._read(file)
            if isinstance(threads, SkippedFile):
                yield threads
                continue
            for thread in threads:
                page = _page(thread)
                if page is not None:
                    found[page.path] = page
        yield from (found[path] for path in sorted(found))

    def _read(self, file: Path) -> list[Thread] | SkippedFile:
        if (refused := unfit_name(file.name)) is not None:
            return refused
        try:
            if not file.is_file():
                return SkippedFile(file.name, "not a regular file")
            if file.stat().st_size > self.size_limit:
                return SkippedFile(file.name, "over the size limit of an export")
            exported = _loaded(file.read_text(encoding="utf-8-sig"))
            threads = list(_threads(exported))
        except RecursionError:
            return SkippedFile(file.name, "no readable export: nested too deeply", lost=True)
        except (OSError, ValueError) as error:
            return SkippedFile(file.name, f"no readable export: {error}"[:200], lost=True)
        if exported and not threads:
            return SkippedFile(file.name, "no export of issues or discussions")
        return threads


def _loaded(text: str) -> Any:
    """JSON, or JSON Lines."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        return [json.loads(line) for line in lines]


def _threads(exported: Any, depth: int = 0) -> Iterator[Thread]:
    """Find threads in a list, a single object, or what GraphQL wraps around them."""
    if isinstance(exported, list):
        for one in exported:
            yield from _threads(one, depth)
    elif isinstance(exported, Mapping):
        if "title" in exported and ("body" in exported or "number" in exported):
            yield exported
        elif depth < len(_ENVELOPES):
            for key in (*_ENVELOPES, "nodes", "edges"):
                if key in exported:
                    yield from _threads(exported[key], depth + 1)


def _page(thread: Thread) -> RawFile | None:
    answers = _answers(thread)
    question = _text(thread.get("body"))
    if not answers or "pull_request" in thread or not thread.get("title"):
        return None
    title = without_personal_data(" ".join(str(thread["title"]).split()))
    kind = "discussions" if _is_discussion(thread) else "issues"
    number = re.sub(r"\W", "", str(thread.get("number") or title))[:60]
    values = {
        "title": title,
        "source_url": _of(thread, "html_url", "url"),
        "last_updated": _of(thread, "updated_at", "updatedAt", "closed_at", "closedAt")[:10],
    }
    parts = [front_matter(values), f"## Question\n\n{question or title}\n"]
    parts += [f"\n## Answer\n\n{answer}\n" for answer in answers]
    return RawFile(f"{kind}/{number}.md", "".join(parts))


def _answers(thread: Thread) -> list[str]:
    """The accepted answer, else what maintainers said, when the thread was closed as answered."""
    accepted = thread.get("answer")
    replies = _replies(thread)
    marked = [one for one in replies if one.get("isAnswer") or one.get("is_answer")]
    chosen = [accepted] if isinstance(accepted, Mapping) else marked
    if not chosen and not _is_discussion(thread) and _closed_as_answered(thread):
        chosen = [one for one in replies if _by_maintainer(one)]
    texts = (_text(one.get("body")) for one in chosen[:_REPLIES])
    return [text for text in texts if text]


def _is_discussion(thread: Thread) -> bool:
    address = _of(thread, "html_url", "url")
    return "answer_chosen_at" in thread or "isAnswered" in thread or "/discussions/" in address


def _closed_as_answered(thread: Thread) -> bool:
    reason = _of(thread, "state_reason", "stateReason").lower()
    return _of(thread, "state").lower() == "closed" and reason in ("completed", "")


def _replies(thread: Thread) -> list[Thread]:
    written = thread.get("comments")
    for key in ("comments_data", "comment_list"):  # REST has only a number under "comments"
        written = thread.get(key, written) if not isinstance(written, list | Mapping) else written
    if isinstance(written, Mapping):
        written = written.get("nodes")
    return [one for one in written if isinstance(one, Mapping)] if isinstance(written, list) else []


def _by_maintainer(reply: Thread) -> bool:
    role = _of(reply, "author_association", "authorAssociation").upper()
    author = reply.get("user") or reply.get("author") or {}
    login = str(author.get("login") or "") if isinstance(author, Mapping) else ""
    return role in _MAINTAINERS and not login.endswith("[bot]")


def _of(thread: Thread, *keys: str) -> str:
    return next((str(thread[key]) for key in keys if isinstance(thread.get(key), str)), "")


def _text(body: object) -> str:
    if not isinstance(body, str):
        return ""
    text = _COMMENT.sub("", body.replace("\r\n", "\n"))[:_BODY].strip()
    return without_personal_data(_HEADING.sub(r"##\1", text).replace("#######", "######"))
