"""What nobody sees in a text, and what parts a secret all the same: zero-width signs, colours."""

from __future__ import annotations

import re
from bisect import bisect_right

from knowledge.privacy.kinds import Secret

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u2060-\u2064\ufe0f\ufeff]+"
    r"|(?:\x1b|\\u001[bB]|\\x1[bB]|\\033)\[[0-9;]{0,16}[mK]"  # colours of a terminal
    r"|\\u(?:00[aA][dD]|200[bBcCdD]|2060|[fF][eE][fF][fF])"
    r"|&(?:shy|ZeroWidthSpace|#8203|#x200[bB]|#173|#xad);|</?wbr ?/?>"
)
_HINTS = ("\x1b", "\\u", "\\x1", "\\033", "&", "wbr")


class Seen:
    """A text without what is invisible in it; `back` tells where something stood in the whole."""

    def __init__(self, text: str) -> None:
        parts, self._seen, self._whole, at, seen = [], [0], [0], 0, 0
        hidden = not text.isascii() or any(hint in text for hint in _HINTS)
        for match in _INVISIBLE.finditer(text) if hidden else ():
            parts.append(text[at : match.start()])
            seen += match.start() - at
            at = match.end()
            self._seen.append(seen)
            self._whole.append(at)
        self.text = "".join([*parts, text[at:]]) if parts else text

    def back(self, one: Secret) -> Secret:
        """The same secret in the whole text, with what is invisible within it."""
        return Secret(one.kind, self._place(one.start), self._place(one.end - 1) + 1)

    def _place(self, at: int) -> int:
        part = bisect_right(self._seen, at) - 1
        return self._whole[part] + at - self._seen[part]
