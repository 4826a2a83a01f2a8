"""What holds for every text: no exception, true spans, linear time."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.support.extraction.extract import extract
from bot.support.extraction.models import Extraction, Found

LITERAL = (
    "sdk_version",
    "os_version",
    "device",
    "error_codes",
    "sdk",
    "product",
    "project",
    "expected",
)
PIECES = [
    *("SDK", " version", "：", ": ", "4.2.1", "v3.8", "^1.0.0", "iOS ", "Android", "17.2"),
    *("iPhone 14", "小米 13", "错误码", "-7", "error ", "code ", "signal 11 (SIGSEGV)", "正常"),
    *("\n", "\n### ", "**", "```\n", "- [ ] ", "- [x] ", "<!--", "-->", "[e.g. ", "]", "【", "】"),
    *("crash", " works on ", "，", ".", "1. ", "http://a/b", "~", "2024-01-02 10:11:12"),
    *("Project: ", "our app is called ", "我们的应用叫", "MeetNow", "会议通", " is our app"),
    *("E/Tag(1): ", "没有问题", "\r\n", "\u2028", "😀"),
]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES)).map("".join))


def check(found: Found, text: str, *, literal: bool) -> None:
    assert 0 <= found.start <= found.end <= len(text)
    if literal:
        assert text[found.start : found.end] == found.value


def check_all(extraction: Extraction, sources: dict[str, str]) -> None:
    for name, value in extraction:
        if not isinstance(value, tuple):
            continue
        for found in value:
            check(found, sources[found.source], literal=name in LITERAL)


@given(text=TEXTS, log=TEXTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_never_raises_and_points_into_the_text(text: str, log: str) -> None:
    check_all(extract(text, [log]), {"text": text, "log:0": log})


@pytest.mark.parametrize(
    "unit",
    [
        *("1", "1.", " ", "\n", "[", "<!--", "![", "iOS 16.1, ", "sdk version:\n"),
        *("没有问题 ", "E/a(1): error code 5\n", "```\n", "a.cc:1 b=2\n", "we then "),
        *(
            "our app called ",
            "our Aa",
            "我们的应用叫",
            "一个叫",
            "Aa is our ",
            "A. ",
            "Project: a\n",
        ),
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.process_time()
    extract(text)
    # Half a second per 100,000 characters is the aim; the bound leaves room for a busy machine,
    # and one quadratic pattern overshoots it a hundred times.
    assert time.process_time() - started < 4
