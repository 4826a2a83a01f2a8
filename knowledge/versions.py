"""SDK versions as documentation and developers write them: ``v4.3.1``, ``4.x``, ``4.2.0-beta``."""

from __future__ import annotations

import re


def version_nearness(asked: str, told: str) -> float | None:
    """1 when one version is the other or a part of it, 0.5 for the same major one, else 0.

    None when one of them is not known.

    >>> version_nearness("4.3.1", "v4.3"), version_nearness("4.3.1", "4.x")
    (1.0, 1.0)
    >>> version_nearness("4.3.1", "4.2"), version_nearness("4", "3.9"), version_nearness("", "4")
    (0.5, 0.0, None)
    """
    first, second = (_numbers(version) for version in (asked, told))
    if not (first and second):
        return None
    if all(a == b for a, b in zip(first, second, strict=False)):
        return 1.0
    return 0.5 if first[0] == second[0] else 0.0


def _numbers(version: str) -> list[str]:
    """The parts that say something: ``4`` of ``v4.x``."""
    return [part for part in re.split(r"[.\s-]+", version.lower().lstrip("v")) if part.isdigit()]
