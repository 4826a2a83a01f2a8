from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.markdown import parse_blocks
from ingest.pieces import LIMIT, error_codes
from ingest.splitter import split
from knowledge.models import Chunk


def chunks(text: str) -> tuple[Chunk, ...]:
    return split(parse_blocks(text))


LONG = "The engine reconnects by itself when the network returns. " * 6
ZH = "网络恢复后，引擎会自动重新连接，无需再次调用加入频道的方法。" * 12


def test_headings_give_the_path_and_the_anchor() -> None:
    found = chunks(
        f"{LONG}\n\n## Join {{#join}}\n\n{LONG}\n\n### Web\n\n{LONG}\n\n## Leave\n\n{LONG}"
    )
    assert [(chunk.heading_path, chunk.anchor) for chunk in found] == [
        ((), ""),
        (("Join",), "join"),
        (("Join", "Web"), "web"),
        (("Leave",), "leave"),
    ]


def test_text_is_cut_at_sentences_in_both_languages() -> None:
    for text in (LONG * 6, ZH * 6):
        found = chunks(text)
        assert len(found) > 1
        assert all(chunk.text.rstrip()[-1] in ".。" and len(chunk.text) <= LIMIT for chunk in found)


def test_tiny_sections_are_read_together() -> None:
    found = chunks("# FAQ\n\n## IPv6?\n\nYes.\n\n## IPv4?\n\nYes, too.\n\n## Both?\n\nOf course.")
    assert len(found) == 1
    assert found[0].heading_path == ("FAQ",)
    for words in ("### IPv6?", "### IPv4?", "Of course."):
        assert words in found[0].text


def test_a_tiny_intro_goes_with_the_section_below_it() -> None:
    found = chunks(f"## Join\n\nIn short.\n\n### Web\n\n{LONG}")
    assert [chunk.heading_path for chunk in found] == [("Join", "Web")]
    assert found[0].text.startswith("In short.")


def test_a_bare_heading_is_named_by_its_sections_or_is_text() -> None:
    assert [c.heading_path for c in chunks(f"## A\n\n### B\n\n{LONG}")] == [("A", "B")]
    found = chunks(f"## A\n\n{LONG}\n\n## Nothing below")
    assert "Nothing below" in found[-1].text


def test_code_stays_whole_and_keeps_its_announcement() -> None:
    code = "```js\n" + "const answer = compute(42);\n" * 30 + "```"
    found = chunks(f"{LONG}\n\nAdd this:\n\n{code}")
    assert found[-1].text == f"Add this:\n\n{code}"


def test_code_over_the_limit_is_cut_at_lines_with_its_fence() -> None:
    found = chunks("```js\n" + "const answer = compute(42);\n" * 200 + "```")
    assert len(found) > 2
    for chunk in found:
        assert chunk.text.startswith("```js\nconst")
        assert chunk.text.endswith(";\n```")
        assert len(chunk.text) <= LIMIT


def test_a_row_of_an_error_table_is_an_entry_under_its_code() -> None:
    rows = "\n".join(f"| {n} | `ERR_{n}` | Reason {n}. |" for n in range(100, 130))
    found = chunks(f"## Codes\n\nAll:\n\n| Code | Name | Meaning |\n| --- | --- | --- |\n{rows}")
    assert [chunk.heading_path for chunk in found[:2]] == [
        ("Codes", "100 ERR_100"),
        ("Codes", "101 ERR_101"),
    ]
    assert len(found) == 30
    assert found[0].text.startswith("All:\n\n| Code |")
    header = "| Code | Name | Meaning |\n| --- | --- | --- |\n"
    assert found[7].text == f"{header}| 107 | `ERR_107` | Reason 107. |"


def test_text_before_an_error_table_is_no_part_of_its_first_code() -> None:
    table = "| Code | Meaning |\n| --- | --- |\n| 501 | Valve stuck. |\n| 502 | Valve leaks. |"
    said = "Keep the valve dry. Its lamp blinks green while water flows."
    found = chunks(f"## Codes\n\n{said}\n\n{table}")
    assert [(chunk.heading_path, chunk.text[:8]) for chunk in found] == [
        (("Codes",), "Keep the"),
        (("Codes", "501"), "| Code |"),
        (("Codes", "502"), "| Code |"),
    ]
    announced = chunks(f"## Codes\n\n{said}\n\n**Codes**\n\n{table}")
    assert [chunk.text.split("\n")[0] for chunk in announced[:2]] == [said, "**Codes**"]


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("错误码 | 说明", "`INVALID_TOKEN` | 令牌无效", "INVALID_TOKEN"),
        ("Meaning | Error code", "Bad token | -110", "-110"),
        ("返回码 | 说明", "0x80 | 无效", "0x80"),
        ("Error | Reason", "E1102 | Bad token", "E1102"),
    ],
)
def test_columns_of_codes(header: str, row: str, name: str) -> None:
    found = chunks(f"| {header} |\n|-|-|\n| {row} |\n| {row} |")
    assert [chunk.heading_path for chunk in found] == [(name,), (name,)]


@pytest.mark.parametrize(
    ("header", "row"),
    [("Code | Language", "en | English"), ("Name | Meaning", "110 | x"), ("Encoder | x", "1 | y")],
)
def test_other_tables_stay_whole(header: str, row: str) -> None:
    assert len(chunks(f"| {header} |\n|-|-|\n| {row} |\n| {row} |")) == 1


def test_a_row_over_the_limit_names_its_columns() -> None:
    found = chunks(f"| Code | Meaning |\n| --- | --- |\n| 1102 | {LONG * 6} |")
    assert found[0].text.startswith("**Code**: 1102\n**Meaning**: The engine")
    assert all(len(chunk.text) <= LIMIT for chunk in found)


def test_platforms_never_share_a_chunk_and_headings_stay_in_their_scope() -> None:
    ios = [replace(b, platforms=frozenset(["ios"])) for b in parse_blocks("### Pods\n\nUse pods.")]
    web = [replace(b, platforms=frozenset(["web"])) for b in parse_blocks("Use npm.")]
    found = split([*parse_blocks("## Install"), *ios, *web, *parse_blocks("Done.")])
    assert [(c.platforms, c.heading_path, c.text) for c in found] == [
        (("ios",), ("Install", "Pods"), "Use pods."),
        (("web",), ("Install",), "Use npm."),
        ((), ("Install",), "Done."),
    ]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (
            ("404 Not Found", "`500` Internal Server Error"),
            ("404 Not Found", "500 Internal Server Error"),
        ),
        (("errorCode = 150", "`JOIN_REFUSED=17`"), ("errorCode = 150", "JOIN_REFUSED=17")),
    ],
)
def test_codes_with_their_words_or_values_are_entries_too(
    rows: tuple[str, ...], names: tuple[str, ...]
) -> None:
    header = "| Status code | Meaning |"
    assert tuple(error_codes(header, [f"| {row} | Try again. |" for row in rows])) == names
