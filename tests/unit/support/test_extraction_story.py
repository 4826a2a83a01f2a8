"""Steps, severity and circumstances: every text here is written for the test."""

import pytest

from bot.support.extraction.extract import extract


@pytest.mark.parametrize(
    "text",
    [
        "No audio\n\n**To Reproduce**\n1. Open the app\n2. Join a room\n",
        "No audio\n\n复现步骤：\n1. 打开 App\n2. 加入频道",
        "No audio\nWhen I join a second room the first one goes silent.",
        "登录后切到后台，再回来就没有声音",
        "The room closes a few seconds after the second user joins it",
    ],
)
def test_steps_are_told(text: str) -> None:
    assert extract(text).fields()["repro_steps_present"] is True


@pytest.mark.parametrize(
    "text",
    [
        "Crash",
        "No audio\n\n**To Reproduce**\nI have no steps to give.\n",
        "Crash\n\n**To Reproduce**\nCannot reproduce it here.\n",
        "Crash\n\n### Steps to reproduce\n\n![Image](https://example.org/a.png)\n",
        "崩溃\n\n```\n#00 pc 0009aa10  /data/app/y/lib/libcore.so (b+12)\n```",
        "崩溃\n【SDK】：4.2.0\n【复现步骤】：无法复现",
        "**To Reproduce**\nSteps to reproduce the behavior:\n1. Go to '...'\n2. Click on '....'\n",
    ],
)
def test_steps_are_not_told(text: str) -> None:
    assert extract(text).fields()["repro_steps_present"] is False


def test_sections_become_texts() -> None:
    text = """Title

**To Reproduce**
1. Open the app
2. Join

**Expected behavior**
I hear the others.

**Actual behavior**
Silence.
"""
    found = extract(text)
    assert found.first("reproduction_steps") == "1. Open the app\n2. Join"
    assert found.first("expected") == "I hear the others."
    assert found.first("actual") == "Silence."


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("App crashes when the room closes", "critical"),
        ("点击挂断后闪退", "critical"),
        ("Unhandled problem\nFATAL EXCEPTION: main", "critical"),
        ("Login fails with a timeout", "high"),
        ("joinChannel never connects", "high"),
        ("进房后听不到声音", "high"),
        ("无法登录，返回 -2", "high"),
        ("Video is choppy on old phones", "medium"),
        ("偶尔有回声", "medium"),
        ("Camera does not open in Firefox\nOn Safari it works well.", "medium"),
        ("推送收不到\n重启应用后恢复正常", "medium"),
        ("Slow start\n\n**To Reproduce**\n1. Open\n2. The app crashes", "high"),
        ("Typo in the tooltip", "low"),
        ("Feature request: volume meter", "low"),
        ("How can I mute a user?", "low"),
        ("如何设置分辨率？", "low"),
        ("Login fails\n\n**Expected behavior**\nThe app should not crash", "high"),
    ],
)
def test_severity(text: str, wanted: str) -> None:
    found = extract(text)
    assert (found.first("severity"), bool(found.severity_reason)) == (wanted, True)


def test_circumstances() -> None:
    found = extract(
        "Messages are lost after upgrading to 4.2.0. It happens every time. "
        "We launch tomorrow, and many users are affected. I already tried a clean install."
    )
    assert found.first("frequency") == "always"
    assert found.regression
    assert [one.rule for one in found.impact] == ["impact: launch", "impact: users"]
    assert "clean install" in (found.first("tried") or "")


def test_circumstances_in_chinese() -> None:
    found = extract("升级到 4.2.0 后消息丢失，必现。明天上线，大量用户投诉。已经尝试重装。")
    assert found.first("frequency") == "always"
    assert found.regression
    assert len(found.impact) == 2
    assert found.tried


def test_fields_are_flat_and_spans_are_sorted() -> None:
    found = extract("SDK 4.2.0 on iOS 17.2 fails with error 17")
    assert found.fields() == {
        "sdk": "",
        "sdk_version": ["4.2.0"],
        "platform": ["ios"],
        "framework": [],
        "os_version": ["iOS 17.2"],
        "device": [],
        "error_codes": ["17"],
        "repro_steps_present": False,
        "logs_present": False,
        "severity": found.first("severity"),
    }
    assert [span.start for span in found.spans] == sorted(span.start for span in found.spans)
    with pytest.raises(KeyError):
        found.found("severity_reason")
