"""How bad a report is: total loss, security, a launch that is near; and what only sounds like it.

Every text here is written for the test.
"""

from __future__ import annotations

import pytest

from bot.support.extraction.extract import extract

LOST = [
    "Production is down",
    "Everything is offline since ten o'clock, please help",
    "None of our customers can sign in",
    "Nobody can join any room today",
    "Service unavailable for everybody after your maintenance",
    "All calls drop after the update",
    "Every user gets disconnected at once, it is a total outage",
    "No calls connect for any customer",
    "100% of our calls fail",
    "We are completely blocked",
    "服务挂了，快看看",
    "全线瘫痪",
    "线上大面积掉线",
    "所有用户都进不去房间",
    "生产环境所有通话都断了",
    "服务不可用，客户都在投诉",
]
OPEN_TO_OTHERS = [
    "Users can read other users' messages",
    "A guest can open another account's recordings",
    "The token of another user is accepted",
    "Any user can enter a private room without a token",
    "We found our secret key exposed in the response",
    "The certificate was leaked with the debug build",
    "Recordings of other customers are visible in the console: a data leak",
    "用户能看到别人的聊天记录",
    "可以访问其他客户的数据",
    "证书被盗，别人能生成 token",
]
CRASHES = [
    "The process died with signal 11",
    "Force close on every start",
    "The screen freezes and the app is killed",
    "SDK 4.3.1 crash了",
    "The app just exits when a call comes in",
    "Joining crushes the Android app",
    "My app keeps stopping on Android 9",
    "点一下加入，App 直接退出",
    "一进会议就秒退",
    "Room view: unrecognized selector sent to instance",
    "Any idea?\n\njava.lang.RuntimeException: Unable to start activity a.Main\n  at a.b(D.java:7)",
]
BEFORE_A_LAUNCH = [
    "Video does not work at all and we launch tomorrow",
    "Joining fails. We go live on Dec 3rd",
    "We cannot log in, our launch is on 12/03",
    "Login fails, the release is planned for 2026-12-01",
    "We go live next Friday and join fails with 110",
    "Our event is in 2 days and nobody hears anything, no audio at all",
    "Tomorrow we go live, and calls fail",
    "下周五上线，现在加入频道一直失败",
    "12月3号上线，消息收不到",
    "今晚开服，登录失败",
    "上线在即，推流失败",
]
NOT_CRITICAL = [
    "Audio\n\n**Anything else:**\n\n(crash stacktraces, and other information here)",
    "Crash on rotation, fixed in 4.3.1?",
    "Is your service down?",
    "Is there an outage in Frankfurt?",
    "Can users read other users' messages by default?",
    "The docs say the app crashes with a null token, is that true?",
    "How do I protect the secret key from being stolen?",
    "I cannot see other users' messages in the channel",
    "No one can hear me when I switch to Bluetooth",
    "One user cannot join from a hotel network",
    "There is a memory leak when the app sends data",
    "When the app is killed, push does not arrive",
    "Push is late when the app closes",
    "退出登录后应用自动退出房间，没有提示",
    "A request gets 503 Service Unavailable once a day",
    "Video does not work at all since release 4.2 of 12/03",
    "The login fails, we launched on Dec 3rd",
    "We launch the app from the home screen and there is no audio",
    "能收到其他用户的消息，但是收不到系统通知",
    "4.3 版本 12 月 3 号发布的，升级后没有声音",
    "服务器断开之后没有回调",
    "能看到其他用户的画面，听不到声音",
]


@pytest.mark.parametrize("text", [*LOST, *OPEN_TO_OTHERS, *CRASHES, *BEFORE_A_LAUNCH])
def test_critical(text: str) -> None:
    found = extract(text)
    assert found.first("severity") == "critical", found.severity_reason


@pytest.mark.parametrize("text", NOT_CRITICAL)
def test_not_critical(text: str) -> None:
    found = extract(text)
    assert found.first("severity") != "critical", found.severity_reason


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Room build failed\n\nSee the output of the console.", "high"),
        ("'undefined is not a function' in the room view", "high"),
        ("Picture stops at the first frame after the call is taken, 画面停在第一帧", "high"),
        ("白板打不开\n\n第一次打开正常，第二次开始就一直加载失败", "high"),
        ("Not working\n\n### Steps to reproduce\n\n```\n1. run it\n2. crashes\n```\n", "high"),
        ("推流黑屏\n\n时好时坏，换个网络也一样", "medium"),
        # What is flatly not done is no loss of quality
        ("Member list\n\nkickMember returns -2 every time", "high"),
        ("会员列表\n\n列表刷新不出来", "high"),
        ("Member list\n\nA kick will likely cause the others to no longer see the list", "medium"),
        ("Member list\n\nThe kick is odd in the last release, a bug?", "medium"),
        ("成员列表\n\n升级以后编译出现 Unresolved reference 这个错", "high"),
        ("播放直播流会出现音画不同步", "medium"),
        # A way around
        ("收不到群消息\n\n退出去重新进群，又正常了", "medium"),
        ("Camera doesn't open\n\nWorkaround:- leave the page and come back", "medium"),
        ("I updated to 4.3.1 and use a Pixel 8", "low"),
        ("How do I show the list?\n\nIn 4.3 it is a grid. I want rows.", "low"),
    ],
)
def test_what_a_title_and_its_body_tell(text: str, wanted: str) -> None:
    found = extract(text)
    assert found.first("severity") == wanted, found.severity_reason


@pytest.mark.parametrize(
    "text", ["应用一进房间就崩在渲染线程", "滑动列表的时候很爱崩", "低端机总崩"]
)
def test_crashing_in_one_chinese_sign(text: str) -> None:
    assert extract(text).fields()["severity"] == "critical"
