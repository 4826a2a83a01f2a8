"""Word documents by mammoth, whose HTML goes the way of any other."""

from __future__ import annotations

import io
import logging
import re
import zipfile
import zlib
from typing import Any

from ingest.readers.markup import markdown_of
from ingest.readers.text import Unreadable, front_matter

_UNPACKED = 100_000_000  # bytes of all parts together; more in a small file is a bomb
_PARTS = 5_000
_TAGS = 1_000_000  # of the text; a book of a thousand pages has fewer
_TITLE = re.compile(rb"<dc:title>([^<]{1,300})</dc:title>")
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>(\d{4}-\d\d-\d\d)")
# mammoth knows Word's headings and lists; what is set in these styles is code.
_STYLES = r"""
p[style-name='Title'] => h1:fresh
p[style-name='Code'] => pre:separator('\n')
p[style-name='HTML Preformatted'] => pre:separator('\n')
p[style-name='Source Code'] => pre:separator('\n')
r[style-name='Code'] => code
r[style-name='HTML Code'] => code
"""


def read_docx(raw: bytes) -> str:
    """Headings, lists, tables and text. Raises Unreadable for what is no Word document."""
    import mammoth  # type: ignore[import-untyped] # noqa: PLC0415
    from lxml import html as lxml_html  # type: ignore[import-untyped] # noqa: PLC0415

    properties = _checked(raw)
    logging.getLogger("mammoth").setLevel(logging.ERROR)
    try:
        html = mammoth.convert_to_html(
            io.BytesIO(raw),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda _: {}),
            external_file_access=False,
        ).value
    except Exception as error:  # noqa: BLE001 - a broken document fails anywhere inside
        raise Unreadable(f"not readable as a Word document: {type(error).__name__}") from None
    body = markdown_of(lxml_html.document_fromstring(html)) if html.strip() else ""
    return front_matter(_facts(properties)) + body


def _checked(raw: bytes) -> bytes:
    """The document's properties, after a look at what it would unpack to."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
            if sum(sizes) > _UNPACKED or len(sizes) > _PARTS:
                raise Unreadable("a Word document that unpacks to far more than it should")
            names = set(parts.namelist())
            if "word/document.xml" not in names:
                raise Unreadable("no Word document")
            if parts.read("word/document.xml").count(b"<") > _TAGS:
                raise Unreadable("a Word document with more parts of text than a book has")
            return parts.read("docProps/core.xml") if "docProps/core.xml" in names else b""
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError):
        raise Unreadable("not readable as a Word document: no ZIP archive") from None


def _facts(properties: bytes) -> dict[str, Any]:
    title, day = _TITLE.search(properties), _MODIFIED.search(properties)
    return {
        "title": title[1].decode("utf-8", "replace").strip() if title else "",
        "last_updated": day[1].decode() if day else "",
    }
