"""What a site answered last time, so that it need not send again what has not changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with the marks by which the server knows it."""

    url: str
    etag: str
    modified: str
    content_type: str
    body: bytes

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that ask whether it still holds."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value}


class WebCache:
    """Answers by their address, two small files each; anything unreadable counts as absent."""

    def __init__(self, folder: Path) -> None:
        """`folder` is this site's alone."""
        self._folder = folder

    def get(self, url: str) -> Kept | None:
        """Last time's answer."""
        name = _name(url)
        try:
            facts = json.loads((self._folder / f"{name}.json").read_text(encoding="utf-8"))
            body = (self._folder / f"{name}.body").read_bytes()
            told = (str(facts[key]) for key in ("url", "etag", "modified", "content_type"))
            url_kept, etag, modified, content_type = told
            kept = Kept(url_kept, etag, modified, content_type, body)
            whole = facts["digest"] == _digest(body)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return kept if kept.url == url and whole else None

    def put(self, kept: Kept) -> None:
        """Keep an answer, when the server gave a mark to ask by."""
        if not kept.conditions:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        facts = {key: value for key, value in asdict(kept).items() if key != "body"}
        written = json.dumps(facts | {"digest": _digest(kept.body)})
        for suffix, content in (("body", kept.body), ("json", written.encode())):
            file = self._folder / f"{_name(kept.url)}.{suffix}"
            draft = file.with_suffix(f".{suffix}.{os.getpid()}")
            draft.write_bytes(content)
            draft.replace(file)

    def keep_only(self, urls: Iterable[str]) -> None:
        """Forget every other address."""
        names = {_name(url) for url in urls}
        for file in self._folder.glob("*.*"):
            if file.name.partition(".")[0] not in names:
                file.unlink(missing_ok=True)


def _name(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:32]


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
