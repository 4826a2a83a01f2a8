"""Links in what a model wrote: those to the cited sources stay, the others leave their label."""

from __future__ import annotations

import re
from collections.abc import Callable

_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_DEFINITION = re.compile(r"^\s*\[[^\]\n]*\]:[^\n]*", re.MULTILINE)
_LINK = re.compile(
    r"!?\[(?P<label>(?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?(?P<target>[^)\s>]*)>?[^)]*(?:\)|$)"
)
_REFERENCE = re.compile(r"!?\[(?P<label>[^\[\]]+)\]\[(?!\d{1,2}\])[^\[\]]*\]")
_AUTOLINK = re.compile(
    r"<(?P<target>[a-z][a-z0-9+.-]*:[^|>\s]*)(?:\|(?P<label>[^>]*))?>", re.IGNORECASE
)
_SAFE = ("http://", "https://")


def relinked(text: str, stands: Callable[[str], bool]) -> str:
    """`text` with links rewritten; `stands` says whether an address is one of the sources'.

    Titles, images, link definitions and references are dropped: they show or hide an address.
    """

    def rewritten(found: re.Match[str]) -> str:
        label = (found["label"] or "").strip()
        target = found["target"]
        if not found[0].startswith("!") and target.lower().startswith(_SAFE) and stands(target):
            return f"[{label or target}]({target})"
        return label or ("" if found[0].startswith(("!", "[")) else target)

    parts: list[str] = []
    position = 0
    text = _DEFINITION.sub("", text)
    for span in _SPAN.finditer(text):
        parts += [_each(text[position : span.start()], rewritten), span[0]]
        position = span.end()
    return "".join((*parts, _each(text[position:], rewritten)))


def without_links(text: str) -> str:
    """Rewritten links as their labels: what is left must not be an address."""
    return _LINK.sub(lambda found: found["label"], text)


def _each(text: str, rewritten: Callable[[re.Match[str]], str]) -> str:
    text = _AUTOLINK.sub(rewritten, text)
    text = _LINK.sub(rewritten, text)
    return _REFERENCE.sub(lambda found: found["label"], text)
