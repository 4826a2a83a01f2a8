"""Does a written sentence rest on the passages that it cites? Checked without a model.

Identifiers, numbers, codes, code and links of the sentence must stand in a cited passage; and,
where both are in the same language, some of its words too. A first version: it catches what is
invented, not what is twisted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from knowledge.language import language_of
from knowledge.models import Passage
from knowledge.terms import identifiers, terms

CITATION = re.compile(r"\[(\d{1,2})\]")

_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_CALL = re.compile(r"[\w.]+(?=\(\)?)")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:[.,]\d+)*")
_LIST_MARK = re.compile(r"^\s*(?:\d{1,2}[.)、]|[-*+])\s+")
_MARKDOWN_LINK = re.compile(
    r"!?\[([^\]]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)|<(https?://[^|>\s]+)\|([^>]*)>"
)
_URL = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>)\]）。，]+"
    r"|\b(?:[a-z0-9-]+\.)+(?:com|io|cn|net|org|dev|ai|app|co|me|xyz|info|ru|link|site|top)\b"
    r"(?:/[^\s<>)\]）。，]*)?",
    re.IGNORECASE,
)
_LEAST_OVERLAP = 0.2
_ENOUGH_TERMS = 4


def cited(text: str) -> list[int]:
    """The passage numbers that a text cites, in order, each once."""
    return list(dict.fromkeys(int(number) for number in CITATION.findall(text)))


def without_foreign_links(text: str, passages: Iterable[Passage]) -> str:
    """Markdown and Slack links to addresses outside the passages become their bare label."""
    known = list(passages)

    def kept(found: re.Match[str]) -> str:
        label, address = found[1] or found[4] or "", found[2] or found[3] or ""
        return found[0] if _stands(address, known) and not found[0].startswith("!") else label

    return _MARKDOWN_LINK.sub(kept, text)


def unsupported(sentence: str, passages: Sequence[Passage]) -> set[str]:
    """What in the sentence does not stand in the passages: empty = supported."""
    body = CITATION.sub("", _LIST_MARK.sub("", sentence))
    evidence = _evidence(passages)
    missing = {fact for fact in facts(body) if not _holds(evidence, fact)}
    missing.update(url for url in _urls(body) if not _stands(url, passages))
    if not missing and not _overlaps(body, passages):
        missing.add(body.strip())
    return missing


def unsupported_code(block: str, passages: Sequence[Passage]) -> set[str]:
    """Lines of a fenced code block that stand in none of the passages, spacing aside."""
    evidence = _squeezed(_evidence(passages))
    lines = [line for line in block.split("\n") if not line.lstrip().startswith(("```", "~~~"))]
    return {line.strip() for line in lines if line.strip() and _squeezed(line) not in evidence}


def facts(text: str) -> set[str]:
    """Names in code, code spans, calls and numbers: what must not be invented."""
    plain = _URL.sub(" ", text)
    found = {span.strip() for span in _CODE_SPAN.findall(plain)}
    outside = _CODE_SPAN.sub(" ", plain)
    found.update(identifiers(outside))
    found.update(_CALL.findall(outside))
    found.update(_DOTTED.findall(outside))
    found.update(_NUMBER.findall(outside))
    return {fact for fact in found if fact.strip("._")}


def _evidence(passages: Sequence[Passage]) -> str:
    parts = ((p.title, *p.heading_path, p.version, *p.platforms, p.text) for p in passages)
    return "\n".join(part for passage in parts for part in passage)


def _holds(evidence: str, fact: str) -> bool:
    wanted = re.escape(fact.strip())
    left = r"(?<![\w.-])" if fact[:1].isdigit() else r"(?<!\w)" if fact[:1].isalnum() else ""
    right = r"(?![\w])(?!\.\d)" if fact[-1:].isdigit() else r"(?!\w)" if fact[-1:].isalnum() else ""
    return re.search(left + wanted + right, evidence, re.IGNORECASE) is not None


def _urls(text: str) -> list[str]:
    return [url.rstrip(".,;:!?'\"*_`") for url in _URL.findall(text)]


def _stands(address: str, passages: Iterable[Passage]) -> bool:
    if not address:
        return False
    if urlsplit(address).scheme not in ("http", "https", ""):
        return False
    return any(
        address.rstrip("/") == passage.url.rstrip("/")
        or re.search(rf"{re.escape(address)}(?![\w/.-])", passage.text) is not None
        for passage in passages
    )


def _overlaps(body: str, passages: Sequence[Passage]) -> bool:
    said = set(terms(body))
    if len(said) < _ENOUGH_TERMS:
        return True
    language = language_of(body)
    same = [passage for passage in passages if passage.language == language]
    if not same:
        return True
    shown = set(terms(_evidence(same)))
    return len(said & shown) / len(said) >= _LEAST_OVERLAP


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
