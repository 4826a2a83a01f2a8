"""What is seen of a text, and where it stands in the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.support.redaction import DEFAULT
from knowledge.privacy import Kind, Secret
from knowledge.privacy.seen import Seen

PIECES = (
    "a",
    "b c",
    "\u200b",
    "\u00ad",
    "\x1b[31m",
    "&quot;",
    "&amp;",
    "%22",
    "%3A",
    "\\u003d",
    "\\/",
)


def test_signs_are_read_as_they_are_meant() -> None:
    seen = Seen(
        "&quot;pass\u200bword&quot;%3A\\u0022x\\u0022 https:\\/\\/a \x1b[31mred\x1b[0m 100%"
    )
    assert seen.text == '"password":"x" https://a red 100%'


@given(
    st.lists(st.sampled_from(PIECES), max_size=12), st.lists(st.sampled_from(PIECES), max_size=12)
)
def test_what_is_seen_leads_back_to_where_it_stands(before: list[str], after: list[str]) -> None:
    text = f"{''.join(before)} q\u200bzq {''.join(after)}"
    seen = Seen(text)
    at = seen.text.index("qzq")
    found = seen.back(Secret(Kind.TOKEN, at, at + 3))
    assert text[found.start : found.end] == "q\u200bzq"


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_all_that_is_seen_leads_back_to_all(pieces: list[str]) -> None:
    text = f"({''.join(pieces)})"
    seen = Seen(text)
    assert seen.back(Secret(Kind.TOKEN, 0, len(seen.text))) == Secret(Kind.TOKEN, 0, len(text))


@given(st.lists(st.sampled_from((*PIECES, "password", "hunter2", "=", " ", "token")), max_size=14))
def test_redacting_twice_changes_nothing_more(pieces: list[str]) -> None:
    once = DEFAULT.redact("".join(pieces))
    assert DEFAULT.redact(once) == once
