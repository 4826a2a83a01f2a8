"""Pictures of which only the header is there: all that is looked at before a model sees one."""

from __future__ import annotations

import struct

_REST = bytes(40)


def png(width: int = 1280, height: int = 720, *, shade: int = 0) -> bytes:
    """`shade` makes it another picture."""
    header = struct.pack(">I4sII", 13, b"IHDR", width, height)
    return b"\x89PNG\r\n\x1a\n" + header + bytes([8, 2, 0, 0, shade]) + _REST


def gif(width: int = 1280, height: int = 720) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + _REST


def jpeg(width: int = 1280, height: int = 720) -> bytes:
    """With an Exif segment before the frame, as phones write them."""
    exif = b"\xff\xe1" + struct.pack(">H", 34) + b"Exif\0\0" + bytes(26)
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3)
    return b"\xff\xd8" + exif + frame + _REST


def webp(width: int = 1280, height: int = 720, *, form: str = "VP8 ") -> bytes:
    """`form`: lossy (`VP8 `), lossless (`VP8L`) or extended (`VP8X`)."""
    match form:
        case "VP8L":
            body = b"\x2f" + struct.pack("<I", (height - 1) << 14 | (width - 1))
        case "VP8X":
            small = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
            body = bytes(4) + small
        case _:
            body = bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", width, height)
    chunk = form.encode() + struct.pack("<I", len(body)) + body + _REST
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk
