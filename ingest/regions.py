"""Regions of a source file: the part between ``#region name`` and ``#endregion``."""

from __future__ import annotations

import re
import textwrap

# As editors write it: // #region a, <!-- #region a -->, /* #region a */, #pragma region a,
# # region a, REM #region a, #Region a.
_MARK = re.compile(
    r"[ \t]*(?://|<!--|/\*|\*|--|REM\b|::|%|;|\(\*)?[ \t]*\#?[ \t]*(?:pragma[ \t]+)?"
    r"(?P<kind>(?:end[ \t]?)?region)\b[ \t]*(?P<name>[\w-]*)[ \t]*(?:-->|\*/|\*\))?[ \t]*",
    re.IGNORECASE,
)


def region_of(code: str, name: str) -> str | None:
    """The lines of a region without the marks in it; None when there is no such region."""
    depth, lines = 0, []
    for line in code.split("\n"):
        mark = _MARK.fullmatch(line) if "region" in line.lower() else None
        if mark is None:
            lines += [line] if depth else []
            continue
        if depth or mark["name"] == name:
            depth += 1 if mark["kind"].lower() == "region" else -1
        if depth <= 0 and lines:
            break
    found = textwrap.dedent("\n".join(lines)).strip("\n")
    return found if found.strip() else None
