"""The report's page: the order of things, what is folded, and that documents cannot steer it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from ingest.findings import Duplicates, Lagging, SharedText
from ingest.library import BrokenImport
from ingest.links import BrokenLink, Redirect
from ingest.report import Affected, IngestReport
from ingest.report_page import report_page
from ingest.report_sections import to_act_on, to_know, what_happened
from ingest.report_text import printable
from ingest.sources import SkippedFile
from knowledge.changes import Changes

MADE = datetime(2026, 11, 7, 14, 3, tzinfo=UTC)
NOTHING = Changes((), (), (), 0, 0, 0)
EMPTY = IngestReport(
    source="sdk",
    changes=NOTHING,
    pages=0,
    fragments=0,
    unused=(),
    skipped=(),
    broken_imports=(),
    invalid_front_matter=(),
    without_text=(),
    archived=0,
    languages={},
    seconds=0.0,
)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>[red]{{ 7 * 7 }}"


def a_report(**changed: Any) -> IngestReport:
    return replace(EMPTY, **changed)


def with_everything(name: str) -> IngestReport:
    """One finding of each kind, all named `name`."""
    return a_report(
        source=name,
        changes=Changes(
            (name,), (name,), (name,), 1, 2, 3, moved=((name, name),), headings=((name, (name,)),)
        ),
        pages=3,
        unused=(name,),
        skipped=(SkippedFile(name, name), SkippedFile(name, name, lost=True)),
        broken_imports=(BrokenImport(name, f"/{name}", name),),
        invalid_front_matter=(SkippedFile(name, name),),
        without_text=(name,),
        archived=1,
        languages={name: 3},
        broken_links=(BrokenLink(name, f"/{name}"), BrokenLink("b.md", f"/{name}")),
        redirects=(Redirect(name, name, name), Redirect(name, name)),
        duplicates=Duplicates(1, 1, (SharedText(name, (name, name)),)),
        stale=(name,),
        archived_pages=(name,),
        lagging=(Lagging(name, name), Lagging(name, name, name)),
        incomplete=name,
        affected=(Affected("answer", name, name, vanished=True, asked=name, link=name),),
    )


class Reader(HTMLParser):
    """Notes elements, attributes and text as a browser would see them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def read(*reports: IngestReport, dry_run: bool = False) -> Reader:
    reader = Reader(report_page(reports, MADE, dry_run=dry_run))
    assert reader.open == []  # whatever was in it, the page is whole
    return reader


def test_an_empty_report_is_a_page_too() -> None:
    page = read(EMPTY)
    assert "2026-11-07 14:03 UTC" in page.text
    assert "0 pages: nothing changed." in page.text
    assert "Nothing needs you." in page.text
    assert "No page changed." in page.text


def test_no_report_is_a_page_too() -> None:
    assert "0 sources" in read().text


def test_the_page_needs_nothing_else() -> None:
    page = read(with_everything("a.md"))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not any("src" in attributes for _, attributes in page.tags)
    assert "url(" not in report_page([EMPTY], MADE)
    assert "@import" not in report_page([EMPTY], MADE)


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("number", [1, 2])
def test_names_of_documents_are_text(number: int, *, dry_run: bool) -> None:
    hostile = [with_everything(HOSTILE)] * number
    plain = [with_everything("plain")] * number
    found, expected = read(*hostile, dry_run=dry_run), read(*plain, dry_run=dry_run)
    assert [(tag, set(attributes)) for tag, attributes in found.tags] == [
        (tag, set(attributes)) for tag, attributes in expected.tags
    ]
    assert found.text.count(HOSTILE) >= 20


def test_only_web_addresses_become_links() -> None:
    said = [
        Affected("answer", "why?", "a.md", vanished=False, link=link)
        for link in ("javascript:alert(1)", "data:text/html,x", "https://x.example/?a=1&b=2", "")
    ]
    page = read(a_report(affected=tuple(said)))
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links == ["#affected", "https://x.example/?a=1&b=2"]


def test_a_name_cannot_turn_the_line_or_break_the_file() -> None:
    page = report_page(
        [a_report(without_text=("a\u202egnp.md", "b\x1b[2J.md", "c\udcff.md"))], MADE
    )
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert page.encode("utf-8").count("\ufffd".encode()) == 3


def test_printable_keeps_every_script_and_one_line() -> None:
    kept = "指南/快速 开始。md\u3000été 🎉 👩\u200d💻"
    assert printable(kept) == kept
    assert printable("a\nb\tc\u2028d") == "a b c\ufffdd"


def test_chinese_stays_as_it_is() -> None:
    page = report_page([with_everything("指南/令牌.md")], MADE)
    assert "指南/令牌.md" in page


def test_what_to_act_on_comes_first_and_in_order() -> None:
    page = read(with_everything("a.md"))
    blocks = [attributes.get("id") for tag, attributes in page.tags if tag == "section"]
    assert [one for one in blocks if one] == [
        "affected",
        "incomplete",
        "skipped",
        "broken-imports",
        "broken-links",
        "front-matter",
        "without-text",
        "added",
        "changed",
        "moved",
        "removed",
        "languages",
        "lagging",
        "stale",
        "archived",
        "duplicates",
        "redirects",
        "unused",
    ]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.tags:
        if tag == "a" and (attributes["href"] or "").startswith("#"):
            assert (attributes["href"] or "")[1:] in ids


def test_open_tickets_then_what_is_gone_then_the_newest() -> None:
    said = (
        Affected("answer", "old", "a.md", vanished=False, asked="2026-01-01"),
        Affected("answer", "new", "a.md", vanished=False, asked="2026-02-01"),
        Affected("answer", "gone", "b.md", vanished=True),
        Affected("ticket", "DS-1", "a.md", vanished=False),
    )
    (section,) = to_act_on([a_report(affected=said)])
    assert [row.text for row in section.rows] == ["DS-1", "gone", "new", "old"]
    assert section.rows[1].note == "answer: b.md is gone"
    assert section.rows[2].note == "answer: a.md changed, asked 2026-02-01"


def test_broken_imports_are_grouped_by_what_is_missing() -> None:
    broken = (
        BrokenImport("x/1.mdx", "../a.mdx", "no such file"),
        BrokenImport("y/1.mdx", "../a.mdx", "no such file"),
        BrokenImport("y/z/1.mdx", "../b.mdx", "no such file"),
        BrokenImport("y/2.mdx", "../a.mdx", "no such file"),
        BrokenImport("y/3.mdx", "./b.mdx", "no such file"),
        BrokenImport("y/3.mdx", "/b.mdx", "outside"),
    )
    (section,) = to_act_on([a_report(broken_imports=broken)])
    assert [(row.text, row.note, row.label, row.under) for row in section.rows] == [
        ("../a.mdx", "no such file", "3 pages import it", ("x/1.mdx", "y/1.mdx", "y/2.mdx")),
        ("y/b.mdx", "no such file", "2 pages import it", ("y/z/1.mdx", "y/3.mdx")),
        ("/b.mdx", "outside", "1 page imports it", ("y/3.mdx",)),
    ]
    assert section.count == 6


def test_the_same_relative_target_of_two_folders_is_two_things() -> None:
    broken = tuple(BrokenImport(f"{folder}/x/p.mdx", "../a.mdx", "no") for folder in "bc")
    (section,) = to_act_on([a_report(broken_imports=broken)])
    assert len(section.rows) == 2


def test_broken_links_of_many_pages_come_first_then_page_by_page() -> None:
    links = [BrokenLink("a.md", "/gone"), BrokenLink("b.md", "/gone")]
    links += [BrokenLink("c.md", "/one"), BrokenLink("c.md", "/two")]
    (section,) = to_act_on([a_report(broken_links=tuple(links))])
    assert [(row.text, row.label, row.under, row.count) for row in section.rows] == [
        ("/gone", "2 pages link to it", ("a.md", "b.md"), 2),
        ("c.md", "2 links", ("/one", "/two"), 2),
    ]


def test_lost_files_are_the_incomplete_load_and_not_skipped_ones() -> None:
    skipped = (SkippedFile("a.md", "timed out", lost=True), SkippedFile("b.bin", "no text"))
    incomplete, left_out = to_act_on([a_report(skipped=skipped, incomplete="a.md: timed out")])
    assert (incomplete.key, incomplete.urgent) == ("incomplete", True)
    assert [row.text for row in incomplete.rows] == ["a.md"]
    assert [(row.text, row.note) for row in left_out.rows] == [("b.bin", "no text")]


def test_long_lists_are_folded_and_cut() -> None:
    names = tuple(f"page-{n:05}.md" for n in range(30_000))
    page = report_page([a_report(changes=replace(NOTHING, added=names), stale=names[:20])], MADE)
    added = page[page.index('id="added"') : page.index('id="stale"')]
    assert added.count("<li") == 500
    assert added[: added.index("<details")].count("<li") == 20
    assert "Show 480 more" in added
    assert "and 29,500 more; --json lists all" in added
    assert "<details" not in page[page.index('id="stale"') :]
    assert len(page) < 200_000


def test_what_stands_under_one_line_is_cut_too() -> None:
    broken = tuple(BrokenImport(f"{n}.mdx", "/a.mdx", "no such file") for n in range(4_000))
    page = report_page([a_report(broken_imports=broken)], MADE)
    assert "4,000 pages import it" in page
    assert "and 3,950 more; --json lists all" in page
    assert len(page) < 60_000


def test_several_reports_name_their_source() -> None:
    one = a_report(source="web", without_text=("a.md",), pages=1, languages={"en": 1})
    two = a_report(source="ios", without_text=("a.md",), pages=2, languages={"zh": 2})
    page = read(one, two)
    assert "2 sources" in page.text
    assert "web/a.md" in page.text
    assert "ios/a.md" in page.text
    assert "3 pages: nothing changed." in page.text


def test_languages_are_a_bar_with_figures() -> None:
    languages = {"zh": 9_990, "en": 9, "": 1}
    page = read(a_report(languages=languages, pages=10_000))
    assert "zh 9,990 pages 100 %" in page.text
    assert "unknown 1 page under 1 %" in page.text


def test_rare_languages_share_a_colour() -> None:
    page = report_page([a_report(languages=dict.fromkeys("abcdefghij", 1))], MADE)
    assert "5 others" in page
    assert 'class="c6"' in page
    assert 'class="c7"' not in page


def test_texts_on_several_pages_are_counted_whole() -> None:
    shared = SharedText("", tuple(f"{n}.md" for n in range(20)))
    (section,) = to_know([a_report(duplicates=Duplicates(1_089, 1_944, (shared,)))])
    assert section.count == 1_089
    assert section.advice.startswith("1,944 times more than needed.")
    assert (section.rows[0].text, section.rows[0].label) == ("(no heading)", "on 20 or more pages")


def test_redirects_out_of_the_source_come_first() -> None:
    redirects = (Redirect("a.md", "/b", "b.md"), Redirect("z.md", "https://x.example"))
    (section,) = to_know([a_report(redirects=redirects)])
    assert [(row.text, row.target) for row in section.rows] == [
        ("z.md", "https://x.example"),
        ("a.md", "b.md"),
    ]


@pytest.mark.parametrize(
    ("changes", "done", "would"),
    [
        (NOTHING, "nothing changed. ", "No page would change. 0 texts (0 characters)"),
        (Changes((), (), (), 7, 9, 0), "nothing changed. ", "No page would change."),
        (Changes(("a",), (), (), 0, 1, 1), "1 added. 1 chunk, 1 text ", "It would add 1 page. "),
        (
            Changes(("a", "b"), ("c",), ("d",), 1_700, 9, 3, moved=(("e", "f"),), characters=1_234),
            "2 added, 1 changed, 1 moved, 1 removed and 1,700 unchanged. ",
            (
                "It would add 2 pages, change 1, move 1, remove 1 and leave 1,700 as they are. "
                "3 texts (1,234 characters) would be embedded."
            ),
        ),
    ],
)
def test_the_first_line_has_the_figures(changes: Changes, done: str, would: str) -> None:
    report = a_report(changes=changes)
    assert done in what_happened([report])
    told = what_happened([report], dry_run=True)
    assert told.startswith("Nothing was written. ")
    assert would in told


def test_a_dry_run_says_so() -> None:
    page = read(a_report(changes=Changes(("a.md",), (), (), 0, 1, 1)), dry_run=True)
    assert "Dry run, 2026-11-07" in page.text
    assert "What would change" in page.text
    assert "What changed" not in page.text
