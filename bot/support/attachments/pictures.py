"""Pictures: which of them a model is shown, and what may be kept of what it reads in them.

A picture can hold secrets that nobody can take out of it. So a model sees one only where a vendor
has chosen a model for that; what it reads is redacted before it is kept, and never more than data.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator
from functools import partial

from bot.support.attachments.limits import LIMITS, Limits, spoken_size
from bot.support.attachments.problems import Reason, Unreadable
from bot.support.ports.pictures import PictureReader, PictureTexts
from bot.support.redaction import Redactor
from knowledge.errors import KnowledgeError

Show = Callable[[bytes], str]  # a picture to its text, redacted; raises Unreadable

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers that give the size
_SEGMENTS = 200  # of a JPEG, before its frame


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
    size = _size(mimetype, content)
    if not size or 0 in size:
        raise Unreadable(Reason.PICTURE_KIND)
    if len(content) > limits.picture:
        raise Unreadable(Reason.PICTURE_LARGE, limit=spoken_size(limits.picture))
    if max(size) > limits.side:
        raise Unreadable(Reason.PICTURE_LARGE, limit=f"{limits.side:,} × {limits.side:,} px")
    return mimetype


_TOLD_BY: dict[str, Callable[[bytes], bool]] = {
    "image/png": lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda content: content.startswith(b"\xff\xd8\xff"),
    "image/gif": lambda content: content.startswith((b"GIF87a", b"GIF89a")),
    "image/webp": lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP",
}


def _size(mimetype: str, content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, as the header says; None where it says none."""
    try:
        match mimetype:
            case "image/png":
                width, height = struct.unpack_from(">II", content, 16)
            case "image/gif":
                width, height = struct.unpack_from("<HH", content, 6)
            case "image/webp":
                width, height = _size_of_webp(content)
            case "image/jpeg":
                width, height = next(_sizes_of_jpeg(content))
            case _:
                return None
    except (struct.error, StopIteration):
        return None
    return width, height


def _size_of_webp(content: bytes) -> tuple[int, int]:
    """Lossy, lossless and extended files each say it in a way of their own."""
    match content[12:16]:
        case b"VP8 ":
            width, height = struct.unpack_from("<HH", content, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            (packed,) = struct.unpack_from("<I", content, 21)
            return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
        case b"VP8X":
            low, high, low_, high_ = struct.unpack_from("<HBHB", content, 24)
            return (low | high << 16) + 1, (low_ | high_ << 16) + 1
    return 0, 0


def _sizes_of_jpeg(content: bytes) -> Iterator[tuple[int, int]]:
    """The sizes that its frames say, the first one being the picture's."""
    at = 2
    for _ in range(_SEGMENTS):
        sync, marker, length = struct.unpack_from(">BBH", content, at)
        if sync != 0xFF:  # noqa: PLR2004 - every segment begins so
            return
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            yield width, height
        at += 2 + length
