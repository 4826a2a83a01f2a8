"""Web pages: main content only. What a page marks as such is taken whole; else trafilatura looks.

trafilatura also tells title and date. It keeps neither the language of code nor anchors, so both
are set aside before it runs and put back after it.
"""

from __future__ import annotations

import codecs
import logging
import re
from typing import Any

from ingest.readers.markup import DROPPED, Element, anchor_of, markdown_of
from ingest.readers.text import Unreadable, front_matter

ELEMENT_LIMIT = 12_000  # in a page with more elements, guessing its main part takes too long
_HEAD_LIMIT = 1_000  # elements of a head that is worth asking
_MARKED = (
    "//article[not(ancestor::article)]",
    "//main[not(ancestor::main)]",
    "//*[@role='main' and not(ancestor::*[@role='main'])]",
)
# Inside the marked content these are still the site's, not the page's.
_FURNITURE = re.compile(
    r"breadcrumbs?|pagination(?:-nav)?|table-of-contents|toc|toc[-_]?(?:mobile|desktop|collapsible)\w*"
    r"|edit-this-page|edit-link|theme-doc-(?:footer|toc|breadcrumbs|version-badge)[\w-]*|page-?nav"
    r"|prev-next|skip-link|cookie-?\w*|share-buttons|headerlink|hash-link|header-anchor"
    r"|copy-?button|sr-only|visually-hidden"
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", re.IGNORECASE)
# Python decodes these, too, but no page is written in them; some take quadratic time.
_NO_CHARSETS = frozenset(["idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"])
_TITLE_BORDER = re.compile(r"\s+[|–—·»-]\s+")
_LEAST_WORDS = 20  # characters; less is a frame around content that is elsewhere


def read_html(raw: bytes, content_type: str = "") -> str:
    """Markdown with title, language and date. Raises Unreadable for what is no page to read."""
    root = parse_html(raw, content_type)
    title, language, day = _facts(root)
    main = _main_content(root)
    try:
        body = markdown_of(main) if main is not None else ""
    except RecursionError:
        raise Unreadable("HTML nested too deeply") from None
    return front_matter({"title": title, "language": language, "last_updated": day}) + body


def parse_html(raw: bytes, content_type: str = "") -> Element:
    """Parse bytes into a tree. Raises Unreadable when nothing of it can be trusted."""
    from lxml import etree  # type: ignore[import-untyped] # noqa: PLC0415
    from lxml import html as lxml_html  # noqa: PLC0415

    if b"\0" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("binary content behind a text name")
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", _decoded(raw, content_type))
    if not text.strip():
        return lxml_html.Element("html")
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # nothing but comments
        return lxml_html.Element("html")
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"not readable as HTML: {error}") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise Unreadable("HTML nested too deeply")
    return root


def _decoded(raw: bytes, content_type: str) -> str:
    declared = re.search(r"charset=[\"']?([\w-]+)", content_type)
    meta = _CHARSET.search(raw[:4096])
    marked = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ""
    guesses = (marked, declared[1] if declared else "", meta[1].decode() if meta else "", "utf-8")
    for name in filter(None, guesses):
        try:
            if codecs.lookup(name).name not in _NO_CHARSETS:
                return raw.decode(name)
        except (UnicodeError, LookupError):
            continue
    return raw.decode("gb18030", "replace")


def _facts(root: Element) -> tuple[str, str, str]:
    """Title, language, and day of the last change ("" = the page does not tell)."""
    found = _metadata(root)
    headings = root.xpath("//h1")
    name = " ".join(headings[0].text_content().split()).strip(" #¶\u200b") if headings else ""
    title = name if len(headings) == 1 and name else ""
    title = title or _TITLE_BORDER.split(str(getattr(found, "title", "") or name))[0]
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return title, language[:5].lower(), str(getattr(found, "date", "") or "")


def _metadata(root: Element) -> Any:
    logging.getLogger("trafilatura").setLevel(logging.ERROR)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    from trafilatura.metadata import extract_metadata  # noqa: PLC0415

    try:  # only what the head declares: dates in running text are seldom the page's
        heads = root.xpath("//head")
        if not heads or sum(1 for _ in heads[0].iter()) > _HEAD_LIMIT:
            return None
        return extract_metadata(_document(heads[0]), date_config={"extensive_search": False})
    except Exception:  # noqa: BLE001 - a page without facts is still a page
        return None


def _document(head: Element) -> Element:
    from copy import deepcopy  # noqa: PLC0415

    from lxml import html as lxml_html  # noqa: PLC0415

    document = lxml_html.Element("html")
    document.append(deepcopy(head))
    document.append(lxml_html.Element("body"))
    return document


def _main_content(root: Element) -> Element | None:
    for path in _MARKED:
        marked = root.xpath(path)
        if len(marked) == 1 and len(marked[0].text_content().strip()) >= _LEAST_WORDS:
            return _without_furniture(marked[0])
    bodies = root.xpath("//body")
    if not bodies:
        return None
    body = _without_furniture(bodies[0])
    if sum(1 for _ in root.iter()) > ELEMENT_LIMIT:
        return body
    found = _guessed(root)
    return body if found is None else found


def _without_furniture(main: Element) -> Element:
    for element in list(main.iter()):
        if element is main or not isinstance(element.tag, str):
            continue
        classes = (element.get("class") or "").split()
        if element.tag in DROPPED or any(_FURNITURE.fullmatch(name) for name in classes):
            element.drop_tree()
    return main


def _guessed(root: Element) -> Element | None:
    """Let trafilatura find the main content; None when it finds nothing."""
    from lxml import html as lxml_html  # noqa: PLC0415
    from trafilatura import extract  # noqa: PLC0415
    from trafilatura.settings import use_config  # noqa: PLC0415

    inside = {code for block in root.iter("pre") for code in block.iter("code")}
    tokens = _set_aside([one for one in root.iter("pre", "code") if one not in inside])
    for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        if anchor := anchor_of(heading):
            heading.append(_token(f"⟦#{anchor}⟧"))
    config = use_config()
    for size in ("min_extracted_size", "min_output_size", "min_file_size"):
        config["DEFAULT"][size] = "1"  # a short page is a page
    try:
        found = extract(
            lxml_html.tostring(root, encoding="unicode"),
            output_format="html",
            include_formatting=True,
            include_links=True,
            include_comments=False,
            fast=True,
            config=config,
        )
    except Exception as error:  # noqa: BLE001 - its heuristics meet any markup there is
        raise Unreadable(f"no main content could be found: {type(error).__name__}") from None
    if not found:
        return None
    return _restored(lxml_html.document_fromstring(found), tokens)


def _set_aside(kept: list[Element]) -> dict[str, Element]:
    from copy import deepcopy  # noqa: PLC0415

    tokens: dict[str, Element] = {}
    for number, element in enumerate(kept):
        copied = deepcopy(element)
        copied.tail = None
        around = " ".join(above.get("class") or "" for above in list(element.iterancestors())[:2])
        if element.tag == "pre":
            copied.set("class", f"{copied.get('class') or ''} {around}")
        token = f"⟦{number}⟧"
        tokens[token] = copied
        tail = element.tail
        element.clear()
        element.tail = tail
        element.tag = "p" if element.tag == "pre" else "span"
        element.text = token
    return tokens


def _token(text: str) -> Element:
    from lxml import html as lxml_html  # noqa: PLC0415

    span = lxml_html.Element("span")
    span.text = text
    return span


def _restored(found: Element, tokens: dict[str, Element]) -> Element:
    """Put set-aside code and anchors back where their tokens stand."""
    for element in list(found.iter()):
        if re.fullmatch(r"h[1-6]", str(element.tag)):
            anchor = re.search(r"⟦#([^⟧]+)⟧", element.text_content())
            if anchor:
                element.set("id", anchor[1])
    for element in list(found.iter()):
        _restore(element, "text", tokens)
        _restore(element, "tail", tokens)
    bodies = found.xpath("//body")
    return bodies[0] if bodies else found


def _restore(element: Element, place: str, tokens: dict[str, Element]) -> None:
    text = re.sub(r"\s*⟦#[^⟧]+⟧", "", getattr(element, place) or "")
    first, *parts = re.split(r"(⟦\d+⟧)", text)
    setattr(element, place, first)
    holder = element if place == "text" else element.getparent()
    if holder is None:
        return
    at = 0 if place == "text" else holder.index(element) + 1
    for token, after in zip(parts[::2], parts[1::2], strict=True):
        code = tokens.pop(token, None)
        if code is not None:
            code.tail = after
            holder.insert(at, code)
            at += 1
