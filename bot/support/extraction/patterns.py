"""How this package compiles its patterns."""

import re


def folded(pattern: str) -> re.Pattern[str]:
    r"""Return the pattern without regard to case, and line by line for `^` and `$`.

    ASCII, because for Unicode a Chinese character is a word character: `\b` would then find no
    boundary in 发生crash, and a code after 出现 would look like the end of a name.
    """
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE | re.ASCII)


def cased(pattern: str) -> re.Pattern[str]:
    """Return the pattern with regard to case, otherwise as `folded`."""
    return re.compile(pattern, re.MULTILINE | re.ASCII)
