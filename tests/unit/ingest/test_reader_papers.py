"""PDF and Word: the files are made here, byte by byte."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from ingest.readers import Unreadable, to_markdown
from knowledge.models import Page
from tests.unit.ingest.sites import read

BODY = "The engine reconnects by itself when the network returns after a while, and says so."


def pdf(pages: list[str], *, outline: list[tuple[str, int]] | None = None, **facts: str) -> bytes:
    """A PDF whose pages show operators such as `line("Words", 20)`."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for shown in pages:
        page = writer.add_blank_page(600, 800)
        content = DecodedStreamObject()
        content.set_data(shown.encode())
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(content)
    for title, number in outline or []:
        writer.add_outline_item(title=title, page_number=number)
    writer.add_metadata({f"/{key}": value for key, value in facts.items()})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def line(words: str, size: int, down: int) -> str:
    return f"BT /F1 {size} Tf 50 {800 - down} Td ({words}) Tj ET\n"


def docx(body: str, **parts: str) -> bytes:
    written = io.BytesIO()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        archive.writestr(
            "word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>"
        )
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def paragraph(words: str, style: str = "") -> str:
    set_in = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{set_in}<w:r><w:t>{words}</w:t></w:r></w:p>"


def page(path: str, raw: bytes) -> Page:
    return read(path, {path: to_markdown(path, raw)}).page


def test_headings_by_size_of_type_have_the_page_as_anchor() -> None:
    first = (
        line("Join a channel", 20, 50)
        + line(BODY, 11, 80)
        + line(BODY, 11, 95)
        + line("Call join # now.", 11, 110)
    )
    second = line("Leave", 20, 50) + line(BODY, 11, 80) + line(BODY, 11, 95)
    found = page("a.pdf", pdf([first, second], Title="The manual", ModDate="D:20260302120000Z"))
    assert (found.title, str(found.updated)) == ("The manual", "2026-03-02")
    assert [(chunk.heading_path, chunk.anchor) for chunk in found.chunks] == [
        (("Join a channel",), "page=1"),
        (("Leave",), "page=2"),
    ]
    assert "Call join # now." in found.chunks[0].text


def test_a_pdf_that_names_no_title_is_called_what_its_largest_line_says() -> None:
    section = line("Pairing", 16, 90) + line(BODY, 11, 120)
    more = line("Cleaning", 16, 50) + line(BODY, 11, 80)
    found = page("m.pdf", pdf([line("Camera handbook", 24, 50) + section, more]))
    assert found.title == "Camera handbook"
    assert [chunk.heading_path for chunk in found.chunks] == [("Pairing",), ("Cleaning",)]
    without = page("m.pdf", pdf([section, more]))
    assert without.title == "Pairing"
    assert [chunk.heading_path for chunk in without.chunks] == [("Pairing",), ("Cleaning",)]
    assert page("my-notes.pdf", pdf([line(BODY, 11, 50)])).title == "my notes"


def test_an_outline_tells_the_headings() -> None:
    pages = [line("1. Join", 11, 50) + line(BODY * 2, 11, 80), line(BODY * 2, 11, 80)]
    found = page("a.pdf", pdf(pages, outline=[("1. Join", 0), ("Appendix", 1)]))
    assert [(chunk.heading_path, chunk.anchor) for chunk in found.chunks] == [
        (("1. Join",), "page=1"),
        (("Appendix",), "page=2"),
    ]


def test_without_headings_pages_are_sections_and_running_heads_go() -> None:
    pages = [
        line("Manual 4.3", 8, 20) + line(f"{BODY} Part {n}.", 11, 90) + line(f"{n}", 8, 780)
        for n in range(1, 6)
    ]
    found = page("a.pdf", pdf(pages))
    text = "\n".join(chunk.text for chunk in found.chunks)
    assert "Part 5." in text
    assert "Manual 4.3" not in text


def test_a_pdf_of_pictures_has_no_text() -> None:
    assert page("a.pdf", pdf(["", "q Q"], Title="Scan")).chunks == ()


def encrypted() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([""])))
    writer.encrypt("secret", algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not readable as a PDF"),
        (b"%PDF-1.7\n" + b"junk" * 1_000, "not readable as a PDF"),
        (pdf([line("x", 9, 9)])[:-400], "not readable as a PDF|^$"),
    ],
)
def test_a_broken_pdf_is_refused(raw: bytes, reason: str) -> None:
    try:
        to_markdown("a.pdf", raw)
    except Unreadable as refusal:
        assert "not readable" in str(refusal)  # noqa: PT017 - it may also be repaired
    else:
        assert reason.endswith("^$")


def test_a_pdf_with_a_password_is_refused() -> None:
    with pytest.raises(Unreadable, match="password"):
        to_markdown("a.pdf", encrypted())


def test_a_word_document_keeps_headings_tables_and_code() -> None:
    cells = "".join(f"<w:tc>{paragraph(one)}</w:tc>" for one in ("Error code", "Meaning"))
    values = "".join(f"<w:tc>{paragraph(one)}</w:tc>" for one in ("110", "Bad &lt;token&gt;"))
    body = (
        paragraph("Join", "Heading1")
        + paragraph(BODY)
        + paragraph("Codes", "Heading2")
        + f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{values}</w:tr></w:tbl>"
    )
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        + "".join(
            f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/>'
            "</w:style>"
            for n in (1, 2)
        )
        + "</w:styles>"
    )
    core = "<x><dc:title>Manual</dc:title><dcterms:modified>2026-03-02T</dcterms:modified></x>"
    parts: dict[str, Any] = {"word__styles.xml": styles, "docProps__core.xml": core}
    found = page("a.docx", docx(body, **parts))
    assert (found.title, str(found.updated)) == ("Manual", "2026-03-02")
    assert found.chunks[0].heading_path == ("Join",)
    assert found.chunks[-1].heading_path == ("Join", "Codes", "110")
    assert "Bad <token>" in found.chunks[-1].text


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"PK\3\4junk", "no ZIP archive"),
        (docx("<w:p>")[:-30], "no ZIP archive"),
        (docx("</w:p>"), "not readable as a Word document"),
        (docx("", bomb="x" * 120_000_000), "far more than it should"),
    ],
)
def test_a_broken_word_document_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        to_markdown("a.docx", raw)
