"""PDF by pypdf: headings from the outline, else from the size of type; anchors are page numbers."""

from __future__ import annotations

import io
import logging
import re
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.readers.text import Unreadable, escape, front_matter

_PAGES = 3_000
_SECONDS = 120.0  # for one document
_BIGGER = 1.15  # times the size of running text: a heading
_HEADING_LENGTH = 120
_LEVELS = 3  # of headings told by size
_EDGE = 2  # lines at the top and the foot of a page that may repeat on others
_LEAST_REPEATED = 4  # pages
_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_SENTENCE_END = re.compile(r"[.。;；,，:：]$")


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float


def read_pdf(raw: bytes) -> str:
    """Markdown; only front matter when no page has text. Raises Unreadable for broken files."""
    import pypdf  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            reader = pypdf.PdfReader(io.BytesIO(raw), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise Unreadable("a PDF that asks for a password")  # noqa: TRY301
            pages = list(_lines(reader))
            outline = _outline(reader)
            facts = _facts(reader)
        except Unreadable:
            raise
        except RecursionError:
            raise Unreadable("a PDF nested too deeply") from None
        except Exception as error:  # noqa: BLE001 - a broken PDF fails anywhere inside
            raise Unreadable(f"not readable as a PDF: {type(error).__name__}") from None
    title, over_all = ("", False) if facts.get("title") else _largest(pages)
    written = _written(_without_repeats(pages), outline, title if over_all else "")
    told = facts | {"title": title} if title else facts
    return front_matter(told) + "\n".join(written)


def _lines(reader: Any) -> Iterator[list[_Line]]:
    if len(reader.pages) > _PAGES:
        raise Unreadable(f"a PDF of {len(reader.pages)} pages, over the limit of {_PAGES}")
    deadline = time.monotonic() + _SECONDS
    for page in reader.pages:
        if time.monotonic() > deadline:
            raise Unreadable(f"a PDF that takes longer than {_SECONDS:.0f} s to read")
        yield _page_lines(page)


def _page_lines(page: Any) -> list[_Line]:
    """Lines of a page, each with the size that most of its letters have."""
    sizes: Counter[tuple[str, float]] = Counter()

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        del font
        scale = abs(tm[3] * cm[3]) or abs(tm[0] * cm[0]) or 1.0
        for line in text.split("\n"):
            if line.strip():
                sizes[line.strip(), round(size * scale, 1)] += len(line)

    written = _HYPHEN.sub("", page.extract_text(visitor_text=visit) or "")
    of_line: dict[str, float] = {}
    for (line, size), _ in sizes.most_common():
        of_line.setdefault(line, size)
    return [_Line(line.strip(), of_line.get(line.strip(), 0.0)) for line in written.split("\n")]


def _outline(reader: Any) -> dict[int, list[tuple[int, str]]]:
    """Page number (from 0) -> (level, title) of the bookmarks that lead there."""
    found: dict[int, list[tuple[int, str]]] = {}

    def walk(entries: Any, level: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, level + 1)
                continue
            number = reader.get_destination_page_number(entry)
            title = " ".join(str(entry.title or "").split())
            if number is not None and number >= 0 and title:
                found.setdefault(number, []).append((level, title))

    try:
        walk(reader.outline, 2)
    except Exception:  # noqa: BLE001 - without bookmarks the text is still there
        return {}
    return found


def _without_repeats(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Take off running heads and feet: edge lines that most pages share but for their number."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_masked(line) for line in _edges(lines)})
    repeated = {
        text for text, count in seen.items() if count >= max(_LEAST_REPEATED, len(pages) * 0.6)
    }
    if not repeated:
        return pages
    return [
        [line for line in lines if line.text and _masked(line) not in repeated] for lines in pages
    ]


def _edges(lines: list[_Line]) -> list[_Line]:
    said = [line for line in lines if line.text]
    edge = _EDGE if len(said) > 3 * _EDGE else 1
    return said[:edge] + said[-edge:]


def _masked(line: _Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _largest(pages: list[list[_Line]]) -> tuple[str, bool]:
    """What stands in the largest type on the first page with text, as titles do; "" if nothing.

    Also whether nothing else of the document is as large, so that it is no heading of a section.
    """
    sizes = _heading_sizes(pages)
    first = next((lines for lines in pages if any(line.text for line in lines)), [])
    headings = [one for one in first if one.size in sizes and _may_be_heading(one.text)]
    if not headings:
        return "", False
    largest = max(headings, key=lambda one: one.size)
    as_large = [one for lines in pages for one in lines if one.text and one.size >= largest.size]
    return largest.text, as_large == [largest]


def _written(
    pages: list[list[_Line]], outline: dict[int, list[tuple[int, str]]], own: str
) -> Iterator[str]:
    """Text with headings; the line `own` is the title of all of it."""
    sizes = {} if outline else _heading_sizes(pages)
    for number, lines in enumerate(pages):
        waiting = list(outline.get(number, ()))
        texts = [line.text for line in lines]
        inside = {_letters(text) for text in texts}
        headed = bool(waiting)
        for level, title in [one for one in waiting if _letters(one[1]) not in inside]:
            yield _heading(level, title, number)
        waiting = [one for one in waiting if _letters(one[1]) in inside]
        body: list[str] = []
        for line in lines:
            level = sizes.get(line.size, 0) if _may_be_heading(line.text) else 0
            match = next((one for one in waiting if _letters(one[1]) == _letters(line.text)), None)
            if match:
                waiting.remove(match)
                level = match[0]
            if level:
                level = 1 if line.text == own else level
                yield from _paragraph(body)
                body, headed = [], True
                yield _heading(level, line.text, number)
            else:
                body.append(line.text)
        if not headed and not outline and not sizes and any(body):
            yield _heading(2, f"Page {number + 1}", number)
        yield from _paragraph(body)


def _heading_sizes(pages: list[list[_Line]]) -> dict[float, int]:
    """Sizes of type that are headings, with their level; {} when nothing stands out."""
    letters: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            letters[line.size] += len(line.text)
    if not letters:
        return {}
    usual = letters.most_common(1)[0][0]
    bigger = sorted((size for size in letters if size > usual * _BIGGER), reverse=True)
    return {size: 2 + min(at, _LEVELS - 1) for at, size in enumerate(bigger)}


def _may_be_heading(text: str) -> bool:
    return 1 < len(text) <= _HEADING_LENGTH and _SENTENCE_END.search(text) is None


def _heading(level: int, title: str, number: int) -> str:
    return f"\n{'#' * min(level, 6)} {escape(title)} {{#page={number + 1}}}\n"


def _paragraph(lines: list[str]) -> Iterator[str]:
    if any(lines):
        yield escape("\n".join(lines)).strip() + "\n"


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _facts(reader: Any) -> dict[str, str]:
    try:
        told = reader.metadata
        title = " ".join(str(told.title or "").split()) if told else ""
        day = told.modification_date or told.creation_date if told else None
    except Exception:  # noqa: BLE001 - its facts are a courtesy
        return {}
    return {"title": title, "last_updated": day.date().isoformat() if day else ""}
