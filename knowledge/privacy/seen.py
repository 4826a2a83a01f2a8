"""A text as people read it: no zero-width signs and colours, `&quot;` and `%22` as the sign."""

from __future__ import annotations

import re
from bisect import bisect_right

from knowledge.privacy.kinds import Secret

_ENTITIES = {"quot": '"', "#34": '"', "apos": "'", "#39": "'", "amp": "&", "lt": "<", "gt": ">"}
_NOTHING = (
    "[\u00ad\u200b-\u200f\u2060-\u2064\ufe0f\ufeff]+"
    r"|(?:\x1b|\\u001[bB]|\\x1[bB]|\\033)\[[0-9;]{0,16}[mK]"  # colours of a terminal
    r"|\\u(?:00[aA][dD]|200[bBcCdD]|2060|[fF][eE][fF][fF])"
    r"|&(?:shy|ZeroWidthSpace|#8203|#x200[bB]|#173|#xad);|</?wbr ?/?>"
)
_WRITTEN = re.compile(
    rf"(?P<nothing>{_NOTHING})|&(?P<entity>{'|'.join(_ENTITIES)});"
    r"|\\u00(?P<code>2[2-7]|3[a-eA-E])|%(?P<percent>2[0267cC]|3[aAdD]|7[bBdD])|\\{1,3}(?P<slash>/)"
)
_HINTS = ("\x1b", "\\u", "\\x1", "\\033", "&", "wbr", "%", "\\/")


class Seen:
    """What is seen of a text; `back` tells where it stands in the whole."""

    def __init__(self, text: str) -> None:
        parts: list[str] = []
        # Where each piece begins as it is seen, where in the whole, and where a sign of it ends.
        self._seen, self._whole, self._ends, at, seen = [0], [0], [0], 0, 0
        hidden = not text.isascii() or any(hint in text for hint in _HINTS)
        for match in _WRITTEN.finditer(text) if hidden else ():
            sign = _sign(match)
            parts += [text[at : match.start()], sign]
            seen += match.start() - at
            at = match.end()
            if sign:
                self._add(seen, match.start(), at)
                seen += 1
            self._add(seen, at, 0)
        self.text = "".join([*parts, text[at:]]) if parts else text

    def _add(self, seen: int, whole: int, end: int) -> None:
        self._seen.append(seen)
        self._whole.append(whole)
        self._ends.append(end)

    def back(self, one: Secret) -> Secret:
        """The same secret in the whole text, with what is invisible within it."""
        start, _ = self._place(one.start)
        _, end = self._place(one.end - 1)
        return Secret(one.kind, start, end)

    def _place(self, at: int) -> tuple[int, int]:
        part = bisect_right(self._seen, at) - 1
        start = self._whole[part] + at - self._seen[part]
        return start, self._ends[part] or start + 1


def _sign(match: re.Match[str]) -> str:
    if match["entity"]:
        return _ENTITIES[match["entity"]]
    if match["code"] or match["percent"]:
        return chr(int(match["code"] or match["percent"], 16))
    return match["slash"] or ""
