"""Files: what is uploaded, and the file object that events and methods carry."""

import mimetypes
from pathlib import PurePath
from urllib.parse import quote

from bot.playground.people import TEAM_ID
from bot.playground.shapes import Json, SlackRefusalError
from bot.playground.workspace import StoredFile, Workspace

MAX_BYTES = 50 * 1024 * 1024
FILETYPES = {"text/plain": "text", "application/json": "json", "image/jpeg": "jpg"}


class FileShelf:
    """Uploads of the workspace; ``base_url`` is where the server answers."""

    def __init__(self, workspace: Workspace, base_url: str) -> None:
        self._workspace = workspace
        self._base_url = base_url

    def reserve(self, user: str, name: str, size: int, title: str = "") -> StoredFile:
        """Make room for an upload that is to come."""
        safe = PurePath(name.replace("\\", "/")).name or "file"
        guessed = mimetypes.guess_type(safe)[0]
        if safe.endswith((".log", ".logcat")):
            guessed = "text/plain"
        stored = StoredFile(
            id=self._workspace.next_id("F"),
            name=safe,
            size=size,
            mimetype=guessed or "application/octet-stream",
            user=user,
            created=int(self._workspace.clock()),
            title=title or safe,
        )
        self._workspace.files[stored.id] = stored
        return stored

    def fill(self, file_id: str, content: bytes) -> StoredFile:
        """Take the bytes of a reserved upload."""
        stored = self.get(file_id)
        stored.content = content
        stored.size = len(content)
        self._workspace.on_change()
        return stored

    def get(self, file_id: str) -> StoredFile:
        """Return a file, or refuse with ``file_not_found``."""
        found = self._workspace.files.get(file_id)
        if found is None:
            raise SlackRefusalError("file_not_found")
        return found

    def describe(self, stored: StoredFile) -> Json:
        """Return Slack's file object."""
        url = f"{self._base_url}/files-pri/{stored.id}/{quote(stored.name)}"
        extension = PurePath(stored.name).suffix.removeprefix(".")
        filetype = FILETYPES.get(stored.mimetype, extension or "binary")
        return {
            "id": stored.id,
            "created": stored.created,
            "timestamp": stored.created,
            "name": stored.name,
            "title": stored.title,
            "mimetype": stored.mimetype,
            "filetype": filetype,
            "pretty_type": filetype.upper(),
            "user": stored.user,
            "user_team": TEAM_ID,
            "size": stored.size,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "public_url_shared": False,
            "url_private": url,
            "url_private_download": f"{url}?download=1",
            "permalink": url,
            "channels": list(stored.channels),
            "file_access": "visible",
        }
