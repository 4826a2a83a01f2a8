"""Keeps the workspace in a folder: one JSON file, written whole or not at all, and the uploads."""

import asyncio
import json
import logging
from pathlib import Path

from bot.playground.shapes import Json
from bot.playground.workspace import StoredFile, Workspace

log = logging.getLogger(__name__)

VERSION = 1
DEBOUNCE_SECONDS = 0.3
FILE_KEYS = ("id", "name", "size", "mimetype", "user", "created", "title", "channels")


class Snapshot:
    """A folder with ``workspace.json`` and ``files/<id>``.

    Changes are written a moment after the last one; ``flush`` writes at once. The folder holds
    one workspace and serves one server at a time.
    """

    def __init__(self, folder: Path, base_url: str) -> None:
        self._folder = folder
        self._base_url = base_url
        self._timer: asyncio.TimerHandle | None = None
        self._workspace: Workspace | None = None

    @property
    def _path(self) -> Path:
        return self._folder / "workspace.json"

    def restore(self, workspace: Workspace) -> None:
        """Load what is there into ``workspace`` and keep it from now on.

        A file that cannot be read is moved aside, so that the demo always starts.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._path.exists():
            try:
                self._load(workspace, self._path.read_text(encoding="utf-8"))
            except (ValueError, KeyError, TypeError):
                aside = self._path.with_suffix(".broken")
                self._path.replace(aside)
                workspace.reset()
                log.warning("the saved workspace could not be read; it was moved to %s", aside)
        self._workspace = workspace

    def _load(self, workspace: Workspace, text: str) -> None:
        saved = json.loads(text)
        if saved["version"] != VERSION:
            raise ValueError("unknown version")
        if saved["base_url"] != self._base_url:
            # File addresses carry the port of the run that wrote them.
            saved = json.loads(text.replace(saved["base_url"] + "/", self._base_url + "/"))
        for channel, messages in saved["messages"].items():
            if channel in workspace.messages:
                workspace.messages[channel] = {one["ts"]: _settled(one) for one in messages}
        for one in saved["files"]:
            path = self._folder / "files" / one["id"]
            content = path.read_bytes() if path.exists() else None
            workspace.files[one["id"]] = StoredFile(**one, content=content)
        workspace.homes = saved["homes"]
        workspace.prompts = saved["prompts"]
        workspace.last_ts = saved["last_ts"]
        workspace.last_id = saved["last_id"]

    def changed(self) -> None:
        """Note a change on the server's loop; the write follows shortly."""
        if self._timer is None and self._workspace is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(DEBOUNCE_SECONDS, self.flush)

    def flush(self) -> None:
        """Write now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._workspace is not None:
            self._write(self._workspace)

    def _write(self, workspace: Workspace) -> None:
        folder = self._folder / "files"
        folder.mkdir(parents=True, exist_ok=True)
        kept = list(workspace.files.values())
        for stored in kept:
            path = folder / stored.id
            if stored.content is not None and not path.exists():
                _write_whole(path, stored.content)
        saved = {
            "version": VERSION,
            "base_url": self._base_url,
            "messages": {key: list(found.values()) for key, found in workspace.messages.items()},
            "files": [{key: getattr(one, key) for key in FILE_KEYS} for one in kept],
            "homes": workspace.homes,
            "prompts": workspace.prompts,
            "last_ts": workspace.last_ts,
            "last_id": workspace.last_id,
        }
        _write_whole(self._path, json.dumps(saved, ensure_ascii=False).encode())
        names = {one.id for one in kept}
        for path in folder.iterdir():
            if path.name not in names:
                path.unlink(missing_ok=True)


def _settled(message: Json) -> Json:
    """Return a message as it stands after a stop: nothing streams any more."""
    message.pop("streaming", None)
    return message


def _write_whole(path: Path, content: bytes) -> None:
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    draft.replace(path)
