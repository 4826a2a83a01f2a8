"""What a message asks for, in English and Chinese; and what only sounds like it."""

from __future__ import annotations

import pytest

from bot.support.signals import Symptom, read_signals

PERSON = [
    "I want to talk to a human",
    "Can you connect me with an engineer please",
    "please escalate this to support",
    "is there a real person here",
    "转人工",
    "我要找人工客服",
    "帮我联系一下工程师",
    "有真人吗",
]
NOT_PERSON = [
    "How do I mute a person in a channel?",
    "The engineer on our team changed the token",
    "Which human languages does the SDK support?",
    "How do I connect to a channel?",
    "人工智能降噪怎么开启？",
    "工程师文档在哪里",
]
VISIT = [
    "We need an on-site visit",
    "Please send an engineer to our office",
    "Could someone come on site next week",
    "我们需要上门服务",
    "能派工程师来现场吗",
]
NOT_VISIT = [
    "How much does an on-site visit cost?",
    "Do you offer on-site support?",
    "Which plan includes on-site visits?",
    "上门服务怎么收费？",
    "是否提供驻场服务？",
    "I visit the site and see a 404",
    "send an engineered payload",
]


@pytest.mark.parametrize("text", PERSON)
def test_a_wish_for_a_person(text: str) -> None:
    assert read_signals(text).wants_person


@pytest.mark.parametrize("text", NOT_PERSON)
def test_no_wish_for_a_person(text: str) -> None:
    assert not read_signals(text).wants_person


@pytest.mark.parametrize("text", VISIT)
def test_a_wish_for_a_visit(text: str) -> None:
    assert read_signals(text).wants_visit


@pytest.mark.parametrize("text", NOT_VISIT)
def test_no_wish_for_a_visit(text: str) -> None:
    assert not read_signals(text).wants_visit


@pytest.mark.parametrize(
    ("text", "symptom"),
    [
        ("The app crashes when I join", Symptom.CRASH),
        ("Fatal signal SIGSEGV in libwire.so", Symptom.CRASH),
        ("iPhone 上一进频道就闪退", Symptom.CRASH),
        ("Some messages are not delivered", Symptom.MESSAGING),
        ("messages get lost after reconnect", Symptom.MESSAGING),
        ("群消息收不到", Symptom.MESSAGING),
        ("Users get disconnected after an hour", Symptom.CONNECTION),
        ("一直连不上服务器", Symptom.CONNECTION),
        ("There is no audio on the web", Symptom.QUALITY),
        ("远端画面黑屏", Symptom.QUALITY),
        ("joinChannel returns error 1109", Symptom.ERROR),
        ("初始化报错 -7", Symptom.ERROR),
        ("The callback stopped working", Symptom.DEFECT),
        ("设置了不生效", Symptom.DEFECT),
        ("How do I renew the token?", Symptom.HOW_TO),
        ("怎么更新 Token？", Symptom.HOW_TO),
        ("What does error 1109 mean?", Symptom.HOW_TO),
        ("如何处理错误码 1109？", Symptom.HOW_TO),
        ("怎么一直收不到消息", Symptom.MESSAGING),
        ("Thank you, that helped", Symptom.HOW_TO),
        ("", Symptom.HOW_TO),
        ("初始化的时候crash了", Symptom.CRASH),
        ("App ANR了", Symptom.CRASH),
        ("It does not crash, but there is no sound", Symptom.QUALITY),
        ("Push never arrives on some phones", Symptom.MESSAGING),
        ("登录不了", Symptom.CONNECTION),
        ("leave() returns -17", Symptom.ERROR),
        ("The user list is empty", Symptom.DEFECT),
        ("If it crashes, where is the log?", Symptom.HOW_TO),
    ],
)
def test_the_symptom(text: str, symptom: Symptom) -> None:
    signals = read_signals(text)
    assert signals.symptom is symptom
    assert signals.is_problem is (signals.symptom is not Symptom.HOW_TO)


def test_a_long_report_that_opens_with_a_question_is_a_report() -> None:
    report = "How do I fix this? " + "We see error 1109 in production. " * 10
    assert read_signals(report).symptom is Symptom.ERROR


def test_a_crash_outranks_the_error_that_came_with_it() -> None:
    assert read_signals("error 7, no audio, then it crashed").symptom is Symptom.CRASH
