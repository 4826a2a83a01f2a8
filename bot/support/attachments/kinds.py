"""What a file is, told by its first bytes; its name is only believed where bytes say nothing."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """How a file is treated."""

    TEXT = "text"
    HAR = "HAR"
    ZIP = "zip"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    TAR = "tar"
    ARCHIVE = "archive"  # of a kind that we cannot open
    PICTURE = "picture"
    MEDIA = "media"
    DUMP = "memory dump"
    DOCUMENT = "document"
    BINARY = "binary"


_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"PK\x03\x04", FileKind.ZIP),
    (b"PK\x05\x06", FileKind.ZIP),  # an empty one
    (b"PK\x07\x08", FileKind.ZIP),
    (b"\x1f\x8b", FileKind.GZIP),
    (b"BZh", FileKind.BZIP2),
    (b"\xfd7zXZ\0", FileKind.XZ),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", FileKind.ARCHIVE),  # zstd
    (b"\x04\x22\x4d\x18", FileKind.ARCHIVE),  # lz4
    (b"MDMP", FileKind.DUMP),
    (b"PAGEDU", FileKind.DUMP),
    (b"\x89PNG", FileKind.PICTURE),
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"II*\0", FileKind.PICTURE),
    (b"MM\0*", FileKind.PICTURE),
    (b"%PDF", FileKind.DOCUMENT),
    (b"\xd0\xcf\x11\xe0", FileKind.DOCUMENT),  # old Office
    (b"ID3", FileKind.MEDIA),
    (b"OggS", FileKind.MEDIA),
    (b"fLaC", FileKind.MEDIA),
    (b"\x1aE\xdf\xa3", FileKind.MEDIA),  # WebM
    (b"\x7fELF", FileKind.BINARY),
    (b"MZ", FileKind.BINARY),
    (b"\xcf\xfa\xed\xfe", FileKind.BINARY),
    (b"\xca\xfe\xba\xbe", FileKind.BINARY),
    (b"SQLite format 3\0", FileKind.BINARY),
    (b"bplist00", FileKind.BINARY),
)
_LETTERS = (b"MZ", b"ID3", b"OggS", b"GIF8", b"MDMP", b"PAGEDU", b"fLaC", b"BZh")
_RIFF = {b"WEBP": FileKind.PICTURE, b"WAVE": FileKind.MEDIA, b"AVI ": FileKind.MEDIA}
_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"avif")
_TAB = 9  # below it, no text has anything
_ELF_CORE = 4  # the type field of a core file
_OFFICE = (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/", b"mimetypeapplication/")
_LOG_ENDINGS = (".log", ".txt", ".logcat", ".crash", ".ips", ".json", ".har", ".csv", ".xml")


def kind_of(content: bytes) -> FileKind | None:
    """What the first bytes say; None where they may be a text."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            # Letters may begin a text as well.
            return None if magic in _LETTERS and _is_text(content) else _closer(content, kind)
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12], FileKind.BINARY)
    if content[4:8] == b"ftyp":
        return FileKind.PICTURE if content[8:12] in _PICTURE_BRANDS else FileKind.MEDIA
    if content[257:262] == b"ustar":
        return FileKind.TAR
    return None


def _closer(content: bytes, kind: FileKind) -> FileKind:
    if kind is FileKind.ZIP and any(one in content[:200] for one in _OFFICE):
        return FileKind.DOCUMENT
    if content.startswith(b"\x7fELF") and content[16:17] == bytes([_ELF_CORE]):
        return FileKind.DUMP
    return kind


def _is_text(content: bytes) -> bool:
    """No control characters near the beginning."""
    return not any(one < _TAB for one in content[:512])


def is_named_like_text(name: str) -> bool:
    return name.lower().endswith(_LOG_ENDINGS)
