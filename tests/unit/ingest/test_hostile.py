"""Input that nobody writes by hand: read in time that grows with its size, or left literal."""

from __future__ import annotations

import time

import pytest

from ingest.markdown import parse_blocks
from ingest.pieces import LIMIT
from tests.unit.ingest.sites import read

SIZE = 120_000


@pytest.mark.parametrize(
    "part",
    [
        "<li>a",
        "<td>a",
        "<div>",
        "<b>x</b>",
        "# a\n",
        "a\n===\n",
        "```\n",
        '<a b="',
        "<a {",
        "{",
        "[a](",
        "| 1 |\n|-|\n",
        ":::tip\n",
        "<!--",
        "`a ",
        "[x]: y\n",
        ' href="a',
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".mdx"])
def test_a_large_hostile_page_is_read_in_time(part: str, suffix: str) -> None:
    text = part * (SIZE // len(part))
    started = time.process_time()
    page = read(f"p{suffix}", {f"p{suffix}": text}).page
    assert time.process_time() - started < 1.5
    assert all(len(chunk.text) <= LIMIT for chunk in page.chunks)


def test_no_word_is_lost_past_the_limit_of_blocks() -> None:
    lines = [f"# h{n}" if n % 2 else f"w{n}" for n in range(25_000)]
    kept = " ".join(block.text for block in parse_blocks("\n".join(lines)))
    assert {"w19998", "h19999", "w20000", "h24999"} <= set(kept.replace("#", " ").split())
