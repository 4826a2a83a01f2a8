"""Frustration is heard where it is, and not where words only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.support.frustration import read_frustration
from tests.desk_stage import sample_policy

FROM = sample_policy().thresholds.frustration

FRUSTRATED = [
    ("third time", "This is the third time I ask, please help"),
    ("third time", "I am reporting this for the 4th time"),
    ("nobody answers", "Nobody answers here"),
    ("nobody answers", "No one is responding. We go live soon."),
    ("this is ridiculous", "this is ridiculous"),
    ("this is ridiculous", "It's absolutely unacceptable"),
    ("fed up", "I'm frustrated, the calls drop"),
    ("fed up", "We are fed up with the echo"),
    ("useless", "Your documentation is useless"),
    ("how many times", "How many times do I have to explain this?"),
    ("swearing", "wtf, it crashes again"),
    ("waste of time", "You are wasting my time"),
    ("still not working", "It's still not working!!!"),
    ("still not working", "I already told you that, it still doesn't work"),
    ("for days", "We have been waiting for three days and still no reply"),
    ("capitals", "WHY IS THIS STILL FAILING!!!"),
    ("第三次", "我都第三次反馈了"),
    ("第三次", "这是第 3 次问了"),
    ("还是不行", "还是不行！！！"),
    ("还是不行", "照你们说的改了，依然没解决，等了两天"),
    ("太慢了", "你们回复太慢了！！！"),
    ("没人理", "没人理我"),
    ("没人理", "怎么一直没人回复"),
    ("太离谱", "这也太离谱了"),
    ("太离谱", "真无语"),
    ("问了很多遍", "问了好几遍都没有结果"),
    ("到底", "到底能不能解决？？？ 还是不行"),
]

CALM = [
    "",
    "How do I renew a token before it expires?",
    "What happens the third time the callback fires?",
    "The request is retried a third time, then it fails with 1109",
    "It crashes every third time I join",
    "How do I show a third time zone in the calendar?",
    "第三次调用 join 会返回什么？",
    "用户第三次进入频道时黑屏",
    "Error 1109! What does it mean?",
    "Thanks!!",
    "Great, it works!!! Thank you",
    "It still fails after the update to 4.3.2.",
    "视频加载太慢了，怎么优化首帧？",
    "回调太慢了怎么办",
    "Nobody answers the call invitation; what is its timeout?",
    "没人接听时呼叫多久超时？",
    "没人回复呼叫邀请时会触发哪个回调？",
    "消息没人处理会怎么样",
    "重试还是不行时应该返回什么错误码？",
    "无语音输入怎么办",
    "app 崩溃了，我该怎么办",
    "val size = map[key]!!.size + other!!.size",
    "`a ?? b` and `c!!!` in our code",
    "```\nthis is ridiculous!!!\n```",
    "2026-11-01 10:00:00 ERROR still not working!!!",
    "E/Voice: nobody answers!!!",
    "https://example.com/this-is-ridiculous???!!!",
    "GET POST PUT DELETE HEAD are supported?",
    "SDK_ERROR_NOT_JOINED APP_ID INVALID TOKEN",
    "Is it a waste of memory to keep the engine?",
    "Is the useless parameter still read?",
    "What??",
    "How many times does the SDK reconnect?",
    "We have been using 4.3 for months; how do we update?",
]


@pytest.mark.parametrize(("mark", "text"), FRUSTRATED)
def test_frustration_is_heard(mark: str, text: str) -> None:
    found = read_frustration(text)
    assert mark in found.marks
    assert found.score >= FROM


@pytest.mark.parametrize("text", CALM)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert read_frustration(text).score < FROM


def test_one_sign_of_impatience_is_not_enough() -> None:
    assert 0 < read_frustration("It is still not working").score < FROM
    assert 0 < read_frustration("Why does it crash???").score < FROM


@given(st.text(max_size=300))
def test_any_text_has_a_score_and_as_many_marks(text: str) -> None:
    found = read_frustration(text)
    assert 0 <= found.score <= 1
    assert bool(found.marks) == (found.score > 0)


@given(st.sampled_from([text for _, text in FRUSTRATED]), st.sampled_from(CALM))
def test_calm_words_before_it_take_nothing_away(hot: str, calm: str) -> None:
    """Marks only add up; code that is left open would swallow what follows."""
    assert read_frustration(f"{calm}\n\n{hot}").score >= read_frustration(hot).score


def test_a_long_text_is_read_quickly() -> None:
    found = read_frustration("please anyone still not " * 20_000)
    assert found.score < 1
