"""Attached files on disk: one folder, names that nobody chose but us."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.support.models import Attachment


class FolderFiles:
    """Implements support.ports.Files under one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, attachment: Attachment, content: bytes) -> Attachment:
        digest = hashlib.sha256(content).hexdigest()
        target = self._folder / digest[:2] / digest
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            partial = target.with_suffix(".part")
            partial.write_bytes(content)
            partial.replace(target)
        path = target.relative_to(self._folder).as_posix()
        return attachment.model_copy(update={"path": path, "size": len(content)})

    def remove(self, attachment: Attachment) -> None:
        if attachment.path:
            (self._folder / attachment.path).unlink(missing_ok=True)

    def read(self, attachment: Attachment) -> bytes:
        return (self._folder / attachment.path).read_bytes()
