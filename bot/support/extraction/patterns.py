"""How this package compiles its patterns."""

import re
from collections.abc import Iterator
from itertools import islice

MAX_MATCHES = 200


def folded(pattern: str) -> re.Pattern[str]:
    r"""Return the pattern without regard to case, and line by line for `^` and `$`.

    ASCII, because for Unicode a Chinese character is a word character: `\b` would then find no
    boundary in 发生crash, and a code after 出现 would look like the end of a name.
    """
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE | re.ASCII)


def cased(pattern: str) -> re.Pattern[str]:
    """Return the pattern with regard to case, otherwise as `folded`."""
    return re.compile(pattern, re.MULTILINE | re.ASCII)


def first(
    pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> Iterator[re.Match[str]]:
    """Yield the first matches only: a report names a dozen things, a hostile text a million."""
    return islice(pattern.finditer(text, start, len(text) if end is None else end), MAX_MATCHES)
