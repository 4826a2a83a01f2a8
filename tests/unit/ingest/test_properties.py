"""What holds for any text at all."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.frontmatter import split_front_matter
from ingest.markdown import parse_blocks
from ingest.metadata import PageFacts
from ingest.pieces import LIMIT
from ingest.splitter import split
from tests.unit.ingest.sites import read

_MARKUP_TEXTS = (
    *("# ", "## ", "```", "~~~js", "`", "<b>", "</b>", "<Tabs>", "</Tabs>", "<X />", "<li>"),
    *("{", "}", "{props.x}", "| a | b |", "|-|-|", "- ", "1. ", "> ", ":::tip", ":::", "<br/>"),
    *("<table>", "<tr>", "<td>", "</table>", "[", "](", ")", "![", "---", "===", "&lt;", "\\"),
    *("<PlatformWrapper platform='ios'>", "</PlatformWrapper>", "<TabItem label='iOS'>"),
    *("import X from './page.mdx'\n", "export const a = {", "<!--", "-->", "{{ $frontmatter."),
    *("\n", "\n\n", "    "),
)
_MARKUP = st.sampled_from(_MARKUP_TEXTS)
_ANY_TEXT = st.lists(st.one_of(_MARKUP, st.text(max_size=12)), max_size=40).map("".join)
_WORD = st.text(st.sampled_from("abcdefgxyz0189频道加入错误"), min_size=2, max_size=9)
_SENTENCE = st.lists(_WORD, min_size=1, max_size=30).map(" ".join)
_LONG = st.tuples(_SENTENCE, st.integers(1, 40)).map(lambda pair: f"{pair[0]}. " * pair[1])
_BLOCK = st.one_of(
    _SENTENCE,
    st.lists(_LONG, min_size=1, max_size=4).map("\n".join),
    _SENTENCE.map(lambda s: f"{s}。{s}. {s}"),
    st.tuples(st.integers(1, 4), _SENTENCE).map(lambda pair: f"{'#' * pair[0]} {pair[1]}"),
    _SENTENCE.map(lambda s: "```py\n" + "\n".join(s.split()) + "\n```"),
    st.lists(_WORD, min_size=1, max_size=40).map(
        lambda words: "| Code | Meaning |\n|---|---|\n" + "\n".join(f"| 1 | {w} |" for w in words)
    ),
    st.lists(_SENTENCE, min_size=1, max_size=12).map(lambda items: "- " + "\n- ".join(items)),
    _SENTENCE.map(lambda s: f":::note\n{s}\n:::"),
    _SENTENCE.map(lambda s: f"<PlatformWrapper platform='ios'>\n\n{s}\n\n</PlatformWrapper>"),
    _SENTENCE.map(lambda s: f"<table><tr><td>{s}</td></tr></table>"),
)
_PAGE = st.lists(_BLOCK, min_size=1, max_size=14).map("\n\n".join)


def all_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


@settings(deadline=None, max_examples=60)
@given(_ANY_TEXT)
def test_nothing_makes_a_page_fail_and_the_limit_holds(text: str) -> None:
    first = read("page.mdx", {"page.mdx": text}).page
    assert all(0 < len(chunk.text) <= LIMIT for chunk in first.chunks)
    assert read("page.mdx", {"page.mdx": text}).page == first
    read("page.md", {"page.md": text})
    split_front_matter(f"---\n{text}\n---\n{text}")


@settings(deadline=None, max_examples=50)
@given(_PAGE)
def test_every_word_of_a_page_is_in_a_chunk_or_its_title(text: str) -> None:
    page = read("page.mdx", {"page.mdx": text}).page
    kept = " ".join(" ".join((*chunk.heading_path, chunk.text)) for chunk in page.chunks)
    source = re.sub(r"</?\w[^>]*>|```py|:::note", " ", text)
    assert all_words(source) <= all_words(f"{page.title} {kept}") | {"Note"}


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(codec="utf-8"), max_size=4_000))
def test_long_text_without_borders_is_cut_without_loss(text: str) -> None:
    found = split(parse_blocks("x" * 2_000 + text))
    assert all(len(chunk.text) <= LIMIT for chunk in found)
    assert sum(chunk.text.count("x") for chunk in found) >= 2_000


@settings(deadline=None, max_examples=50)
@given(
    st.dictionaries(
        st.sampled_from(["title", "platform", "product", "version", "date", "slug", "status"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=3), inner, max_size=3)
            ),
            max_leaves=5,
        ),
    ),
    st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4).map("/".join),
)
def test_any_front_matter_and_path_give_facts(declared: dict[str, object], path: str) -> None:
    facts = PageFacts(path, declared)
    assert isinstance(facts.product, str)
    assert isinstance(facts.version, str)
    assert facts.platforms == tuple(sorted(facts.platforms))
    assert facts.url("https://d.example/{slug}", "s").startswith("https://d.example/")
    assert facts.updated is None or facts.updated.year > 0
    assert facts.status in ("current", "archived")
