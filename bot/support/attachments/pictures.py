"""Pictures: which of them a model is shown, and what may be kept of what it reads in them.

A picture can hold secrets that nobody can take out of it. So a model sees one only where a vendor
has chosen a model for that; what it reads is redacted before it is kept, and never more than data.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import partial

import imagesize  # type: ignore[import-untyped]

from bot.support.attachments.limits import LIMITS, Limits, spoken_size
from bot.support.attachments.problems import Reason, Unreadable
from bot.support.ports.pictures import PictureReader, PictureTexts
from bot.support.redaction import Redactor
from knowledge.errors import KnowledgeError

Show = Callable[[bytes], str]  # a picture to its text, redacted; raises Unreadable


def unread(content: bytes) -> str:
    """The Show of a desk whose pictures nobody reads."""
    del content
    raise Unreadable(Reason.PICTURE)


class Viewing:
    """Shows a model the pictures of one message. Once it fails, the others wait for no failure."""

    def __init__(
        self,
        reader: PictureReader | None,
        texts: PictureTexts | None,
        redactor: Redactor,
        scope: str = "",
        limits: Limits = LIMITS,
    ) -> None:
        """`texts`: where what was read is remembered; None = nowhere. `scope`: see redaction."""
        self._reader = reader
        self._texts = texts
        self._redactor = redactor
        self._scope = scope
        self._limits = limits
        self._seen = 0
        self._failed = False

    def of(self, file_id: str) -> Show:
        """For the pictures of one file: it may be an archive of them."""
        return unread if self._reader is None else partial(self._read, self._reader, file_id)

    def _read(self, reader: PictureReader, file_id: str, content: bytes) -> str:
        mimetype = mimetype_of(content, self._limits)
        self._seen += 1  # also what is remembered, so that a repetition reads the same ones
        if self._seen > self._limits.pictures:
            raise Unreadable(Reason.PICTURE_MANY, count=str(self._limits.pictures))
        picture = self._digest(content)
        text = self._texts.of(file_id, picture) if self._texts else None
        if text is None:
            text = self._asked(reader, content, mimetype)
            if self._texts:
                self._texts.keep(file_id, picture, text)
        if not text:
            raise Unreadable(Reason.PICTURE_EMPTY)
        return text

    def _asked(self, reader: PictureReader, content: bytes, mimetype: str) -> str:
        if self._failed:
            raise Unreadable(Reason.PICTURE_FAILED)
        try:
            text = reader.read(content, mimetype)
        except KnowledgeError:
            self._failed = True
            raise Unreadable(Reason.PICTURE_FAILED) from None
        # Redacted as a whole: half a secret is not known for one.
        return self._redactor.redact(text, self._scope)[: self._limits.picture_text].strip()

    def _digest(self, content: bytes) -> str:
        """Of another conversation the redaction's marks are others, and so is the text."""
        scope = f"{self._scope}\0".encode()
        return hashlib.blake2b(scope + content, digest_size=32).hexdigest()


def mimetype_of(content: bytes, limits: Limits = LIMITS) -> str:
    """`image/png`, `image/jpeg`, `image/webp` or `image/gif`.

    Raises Unreadable for what no model is shown: other kinds, damaged or too large.
    """
    mimetype = next((kind for kind, told in _TOLD_BY.items() if told(content)), "")
    if not mimetype:
        raise Unreadable(Reason.PICTURE_KIND)
    if len(content) > limits.picture:
        raise Unreadable(Reason.PICTURE_LARGE, limit=spoken_size(limits.picture))
    size = imagesize.get(io.BytesIO(content))  # as the header says; -1 where it says none
    if min(size) < 1:
        raise Unreadable(Reason.PICTURE_KIND)
    if max(size) > limits.side:
        raise Unreadable(Reason.PICTURE_LARGE, limit=f"{limits.side:,} × {limits.side:,} px")
    return mimetype


_TOLD_BY: dict[str, Callable[[bytes], bool]] = {
    "image/png": lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda content: content.startswith(b"\xff\xd8\xff"),
    "image/gif": lambda content: content.startswith((b"GIF87a", b"GIF89a")),
    "image/webp": lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP",
}
