"""How much of a file is opened. One budget for a file and all that is packed in it."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes of what is unpacked. `ratio`: how many times larger it may be than packed."""

    member: int = 32 * MEGABYTE
    total: int = 64 * MEGABYTE
    files: int = 200
    depth: int = 3
    ratio: int = 500
    ratio_from: int = 4 * MEGABYTE  # below this nothing is a bomb, however well it packs
    long_line: int = MEGABYTE  # characters
    picture: int = 5 * MEGABYTE  # bytes of one that a model is shown
    side: int = 8_000  # pixels; longer ones are refused, or shrunk until nothing is legible
    pictures: int = 4  # of a message
    picture_text: int = 6_000  # characters


LIMITS = Limits()


@dataclass(slots=True)
class Budget:
    """What is left while a file and its archives are opened."""

    bytes: int
    files: int

    @classmethod
    def of(cls, limits: Limits) -> Budget:
        return cls(limits.total, limits.files)


def spoken_size(size: int) -> str:
    """20 MB, 1.5 MB, 3 KB."""
    if size >= MEGABYTE:
        number = f"{size / MEGABYTE:.1f}".removesuffix(".0")
        return f"{number} MB"
    return f"{max(1, round(size / 1024))} KB"
