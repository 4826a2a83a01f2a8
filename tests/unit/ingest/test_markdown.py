from __future__ import annotations

import pytest

from ingest.markdown import Kind, clean_text, parse_blocks


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in parse_blocks(text)]


def test_headings() -> None:
    text = "# One\n\nTwo\n===\n\nThree\n---\n\n##Four {#four-4}\n\n### Five `x` ###\n\n#\n"
    found = [(b.level, b.text, b.anchor) for b in parse_blocks(text) if b.kind is Kind.HEADING]
    assert found == [
        (1, "One", "one"),
        (1, "Two", "two"),
        (2, "Three", "three"),
        (2, "Four", "four-4"),
        (3, "Five `x`", "five-x"),
    ]


def test_fences_in_lists_and_quotes() -> None:
    text = "1. Add:\n\n    ```yaml\n    a:\n      b: 1\n    ```\n\n> ~~~\n> # no heading\n> ~~~\n"
    assert blocks(text) == [
        ("text", "1. Add:"),
        ("code", "```yaml\na:\n  b: 1\n```"),
        ("code", "~~~\n# no heading\n~~~"),
    ]


def test_a_fence_may_hold_a_shorter_fence() -> None:
    text = "````md\n```js\nx\n```\n````"
    assert blocks(text) == [("code", text)]


def test_an_open_fence_reaches_the_end() -> None:
    assert blocks("```js\nx\n\ny") == [("code", "```js\nx\n\ny\n```")]


def test_the_language_is_kept_and_the_layout_of_the_site_is_not() -> None:
    assert blocks("```js {1,3} showLineNumbers\nx\n```") == [("code", "```js\nx\n```")]


def test_tables_with_and_without_outer_bars() -> None:
    assert blocks("| a | b |\n| - | - |\n| `x\\|y` | [z](u) |\nafter") == [
        ("table", "| a | b |\n| - | - |\n| `x\\|y` | z |"),
        ("text", "after"),
    ]
    assert blocks("a | b\n--|--\n1 | 2") == [("table", "a | b\n--|--\n1 | 2")]


def test_rules_and_definitions_hold_no_words() -> None:
    assert blocks("a\n\n* * *\n\n[x]: https://e.org 'T'\n\nb") == [("text", "a"), ("text", "b")]


def test_paragraphs_lose_the_indentation_of_their_list() -> None:
    assert blocks("- a\n\n        deep\n\n        - b\n          c\n\nz") == [
        ("text", "- a"),
        ("text", "deep"),
        ("text", "   - b\n     c"),
        ("text", "z"),
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("see [the `join` guide](../join.md#x 'T')", "see the `join` guide"),
        ("[a (b)](https://e.org/x_(y))", "a (b)"),
        ("[![Build](b.svg)](https://ci)", "Build"),
        ("![](flow.png)![img](a.png)![The call flow](b.png)", "The call flow"),
        ("<https://e.org/a?b=1> https://e.org", "https://e.org/a?b=1 https://e.org"),
        ("[](https://e.org)", "https://e.org"),
        ("[text][ref] and [keep]", "text and [keep]"),
        ("1 &lt; 2 &amp;&amp; \\*x\\*", "1 < 2 && *x*"),
        ("`&lt;` stays", "`&lt;` stays"),
        ("a\u200bb", "ab"),
        ("[点击`这里`](x.html)查看", "点击`这里`查看"),
    ],
)
def test_inside_a_line(written: str, shown: str) -> None:
    assert clean_text(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("see ![The join page](/i/join.png =350x750) here", "see The join page here"),
        ("![img](/i/join.png =350x)", ""),
        ("[the terms](https://d.example/Help Center/terms?p=All Platforms#a) say", "the terms say"),
        ("[below](#Join a channel) and [that](./my page.md)", "below and that"),
        ("array[0](first call) stays", "array[0](first call) stays"),
        ("bell \x07 and half", "bell and half"),
    ],
)
def test_addresses_as_people_write_them_are_taken_off(written: str, shown: str) -> None:
    assert clean_text(written) == shown
