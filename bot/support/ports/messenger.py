"""Speaking to people, and looking them up."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from bot.support.messages import Content, ReplyDraft
from bot.support.models import (
    Attachment,
    Person,
    Place,
)


class Stream(Protocol):
    """A message that grows while it is written."""

    def append(self, text: str) -> None: ...

    def finish(self, content: Content) -> str:
        """Replace what was streamed by the finished message; returns its ts."""
        ...


class Messenger(Protocol):
    """Speaks and looks people up. Raises SlackUnavailable when it may work later."""

    def post(self, place: Place, content: Content, *, key: str) -> str:
        """Post once under `key`, however often it is called; returns the ts."""
        ...

    def open_thread(self, channel: str, content: Content, *, key: str) -> str:
        """Like `post`, at the top level of a channel; the ts is the new thread."""
        ...

    def whisper(self, place: Place, user: str, content: Content) -> None:
        """Visible to one person; may get lost."""
        ...

    def redraw(self, channel: str, ts: str, content: Content) -> None:
        """Replace one of our messages."""
        ...

    def posted(self, key: str) -> Content | None:
        """What we said under a key, as it stands now; None when nothing was."""
        ...

    def shown(self, channel: str, ts: str) -> Content | None:
        """What one of our messages says as it stands now; None for others."""
        ...

    def amend(self, key: str, content: Content) -> None:
        """Replace the message that was posted under a key; nothing when there is none."""
        ...

    def fill(self, form_id: str, content: ReplyDraft) -> None:
        """Put a draft into an open form; may get lost when the form was closed."""
        ...

    def settle(self, channel: str, ts: str, line: str, **more: object) -> None:
        """Replace the buttons of one of our messages by what happened.

        `more`: fields of its content that change with it.
        """
        ...

    def status(self, place: Place, language: str, *, busy: bool) -> None:
        """Show or clear the sign that work is under way; never fails."""
        ...

    def stream(self, place: Place, *, key: str, recipient: str) -> AbstractContextManager[Stream]:
        """A message under `key` that grows; nothing is posted before the first append."""
        ...

    def link(self, channel: str, ts: str) -> str:
        """Address of a message, or "" when unknown."""
        ...

    def person(self, user: str) -> Person: ...

    def members(self, group: str) -> frozenset[str]:
        """User ids in a user group."""
        ...

    def send_file(self, place: Place, name: str, content: bytes, text: str, *, key: str) -> None:
        """Put a file into a thread, once under `key`; `text` is said with it.

        No two files of a thread have the same name.
        """
        ...

    def download(self, attachment: Attachment, limit: int) -> bytes:
        """The file's bytes; raises Refused when it is larger than `limit` or gone."""
        ...
