"""Time zones by name."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def known_zone(value: str) -> str:
    """The name as it is. Raises ValueError for one that no time zone has."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        msg = f"{value!r} is not a time zone; write for example Asia/Shanghai"
        raise ValueError(msg) from None
    return value
