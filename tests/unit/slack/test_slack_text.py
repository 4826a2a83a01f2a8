"""Between Slack's text and plain text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.text import clamp, escape, inert, link, plain


@pytest.mark.parametrize(
    ("slack", "seen"),
    [
        ("<@U0BOT01> hi", "hi"),
        ("<@U0BOT01|doorstep> hi", "hi"),
        ("hi <@U0DEV01>", "hi @U0DEV01"),
        ("hi <@U0DEV01|lin>", "hi @lin"),
        ("see <#C0HELP|sdk-help> or <#C0HELP>", "see #sdk-help or #channel"),
        ("<!here> <!channel> all", "all"),
        ("<!subteam^S0SUPPORT|@support> look", "@@support look"),
        ("<!date^1^{date}|yesterday>", "@yesterday"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("<https://a.example/x|a.example/x>", "https://a.example/x"),
        ("<https://a.example|the page>", "the page (https://a.example)"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("&amp;lt;", "&lt;"),
        ("a\x00b\ud83dc", "abc"),
        ("vector<int> <T>", "vector<int> <T>"),
    ],
)
def test_what_a_person_sees(slack: str, seen: str) -> None:
    assert plain(slack, without="U0BOT01") == seen


anything = st.text(st.one_of(st.characters(), st.sampled_from("<>&@#!|^*`")), max_size=200)


@given(anything)
def test_escaped_text_can_name_nobody(text: str) -> None:
    assert not re.search(r"[<>]", escape(text))
    assert plain(escape(text)) == re.sub("[\x00\ud800-\udfff]", "", text).strip()


@given(anything)
def test_inert_markdown_holds_no_mention_and_loses_nothing(text: str) -> None:
    quiet = inert(text)
    assert not re.search(r"<[!@#]", quiet)
    assert quiet.replace("\u200b", "") == text.replace("\u200b", "")


@given(anything, anything)
def test_a_link_links_only_to_what_it_was_given(url: str, label: str) -> None:
    shown = link(url, label)
    assert shown.count("<") == shown.count(">") <= 1
    if "<" in shown:
        assert shown.startswith(("<http://", "<https://"))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/?a=1&b=2", "<https://a.example/?a=1&amp;b=2|x / y &lt;b&gt;>"),
        ("javascript:alert(1)", "x / y &lt;b&gt;"),
        ("https://a.example/|https://evil.example", "x / y &lt;b&gt;"),
        ("https://a.example/ b", "x / y &lt;b&gt;"),
        ("", "x / y &lt;b&gt;"),
    ],
)
def test_links(url: str, shown: str) -> None:
    assert link(url, "x | y <b>") == shown


@given(st.text(max_size=50), st.integers(1, 60))
def test_a_clamped_text_is_short_and_shows_its_cut(text: str, limit: int) -> None:
    cut = clamp(text, limit)
    assert len(cut) <= limit
    assert cut == text or cut.endswith("…")
