from __future__ import annotations

from dataclasses import replace

from ingest.markdown import parse_blocks
from ingest.pieces import LIMIT
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


def test_error_tables_are_cut_into_small_groups_under_their_header() -> None:
    rows = "\n".join(f"| {n} | `ERR_{n}` | Reason number {n} and its remedy. |" for n in range(60))
    found = chunks(f"## Codes\n\n| Code | Name | Meaning |\n| --- | --- | --- |\n{rows}")
    assert len(found) > 4
    for chunk in found:
        assert chunk.text.startswith("| Code | Name | Meaning |\n| --- | --- | --- |\n| ")
        assert len(chunk.text) < 600
    assert sum(chunk.text.count("Reason") for chunk in found) == 60


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
