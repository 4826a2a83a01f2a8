"""Sitemaps: lists of addresses, and lists of such lists."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.sources.base import SkippedFile

_SITEMAPS = 500
_UNPACKED = 60_000_000  # bytes; the protocol allows 50 MB


@dataclass(frozen=True, slots=True)
class Listed:
    """An address that a sitemap lists, with the day of its last change ("" = not told)."""

    url: str
    modified: str = ""


def listed_pages(
    start: str, fetch: Callable[[str], bytes | SkippedFile]
) -> Iterator[Listed | SkippedFile]:
    """Walk a sitemap and those it names; each is read once, however they name each other."""
    waiting, seen = [start], {start}
    while waiting:
        url = waiting.pop(0)
        answer = fetch(url)
        if isinstance(answer, SkippedFile):
            yield answer
            continue
        found = _read(answer)
        if found is None:
            yield SkippedFile(url, "no readable sitemap", lost=True)
            continue
        for is_sitemap, listed in found:
            if not is_sitemap:
                yield listed
            elif listed.url not in seen and len(seen) < _SITEMAPS:
                seen.add(listed.url)
                waiting.append(listed.url)
            elif listed.url not in seen:
                yield SkippedFile(listed.url, f"more than {_SITEMAPS} sitemaps", lost=True)
                return


def _read(raw: bytes) -> list[tuple[bool, Listed]] | None:
    from lxml import etree  # type: ignore[import-untyped] # noqa: PLC0415

    if raw.startswith(b"\x1f\x8b"):
        try:
            raw = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(raw, _UNPACKED)
        except zlib.error:
            return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    name = etree.QName(root).localname
    if name not in ("urlset", "sitemapindex"):
        return None
    found: list[tuple[bool, Listed]] = []
    for entry in root.iterchildren(tag=etree.Element):
        texts = {
            etree.QName(child).localname: (child.text or "").strip()
            for child in entry.iterchildren(tag=etree.Element)
        }
        if texts.get("loc"):
            found.append((name == "sitemapindex", Listed(texts["loc"], texts.get("lastmod", ""))))
    return found
