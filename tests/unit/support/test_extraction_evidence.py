"""Whether a report tells how it comes about, and whether a log is there; and what looks like it.

Every text here is written for the test.
"""

from __future__ import annotations

import pytest

from bot.support.extraction import extract

TOLD = [
    "Room is empty\n\n## What did you do?\nMade a room, then a second one\n\n## Result\nEmpty",
    "Call ends\n\nCreated a room and it ended at once",
    "Producer error\n\nStarting the camera track gives an error.",
    "Blank page\n\nI built the page following the guide, my code is below.",
    "No push\n\nThe user locks the phone and the push is not shown.",
    "Echo\n\nThe headset was unplugged: the user unplugs it, and there is echo.",
    "下载官方 demo，运行里面的 index.html, 5.2 报错\n\n换成 5.1 就好了",
    "【进房失败】\n\n【当前现象】：进视频通话，一直显示等待接听",
    "画面卡住\n\n锁屏再解锁，画面就不动了",
    "5.2 ios 失败\n\n1. 打开会议\n2. 点共享",
]
NOT_TOLD = [
    "3.12.0 ios pod 失败\n\n**To Reproduce**\n![a](https://example.com/a.png)\n\n**Version**\n3.12.0",
    "Echo on calls\n\n1. SDK version: 4.2.0\n2. Device: Pixel 8\n3. OS version: Android 14",
    "5.1.0 build fails\n\n5.1.0\n5.2.0",
    "No video\n\n**IMPORTANT:** Just open an issue if you have found a bug.",
    "No video\n\n**Which framework do you use when you build?**\n\nFlutter",
    "推流失败\n\n客户反馈推流失败，有的手机正常",
    "收不到消息\n\n初始化似乎失败了，推送消息正常",
    "Crash\n\nNo way to reproduce it so far, it comes after an update.",
    "Crash\n\nTermination Reason: FRONTBOARD 1\n<RBSContext| after 5.0s",
    "ICE failed\n\nWe run into this a lot.",
]
LOGS = [
    'Build fails\n\nUndefined symbols for architecture arm64:\n  "_OBJC_CLASS_$_Foo"',
    "Build fails\n\n* What went wrong:\nExecution failed for task ':app:mergeDebug'.",
    'pod install fails\n\n[!] CocoaPods could not find compatible versions for pod "Room"',
    "Login fails\n\n`code : 2005  Message: Connection was cancelled`",
    'Room fails\n\nROOM_ENDED with: {"muted":true,"error":"room.iceFailed"}',
    "Service fails\n\n`a.b.IllegalStateException: the service is not started in time`",
    "It stops\n\nError in startVideo: Failed to set the remote answer",
    "连接失败\n\n日志文件请见附件",
    "闪退\n\n下面是日志：\nRoomManager: join a\nRoomManager: onWarning 8",
    "黑屏\n\n如下图",
    "No sound\n\nLogs: https://www.dropbox.com/s/abc/room.zip?dl=0",
    "没有声音\n\n日志链接：https://pan.baidu.com/s/1abcdef",
    "Crash\n\nlogcat attached",
]
NO_LOGS = [
    "No video\n\n### Logs\n\n```\nPaste here\n```\n\n### Version\n5.1",
    "No video\n\n### Logs\n\n```\n\n```\n\n### System\n\n```\nBinaries:\n  Node: 20.1\n```\n",
    "No video\n\n### Will you send logs?\n\nYes",
    "No video\n\nThe error 1302 comes when I join.",
    "No video\n\nI get RoomError: -17",
    "登录失败\n\n报错 LoginError:110，打包以后就这样",
    "No video\n\nI can attach logs if you need them.",
    "没有画面\n\n没有日志",
    "画面模糊\n\n看图书馆的示例也一样",
]


@pytest.mark.parametrize("text", TOLD)
def test_how_it_comes_about_is_told(text: str) -> None:
    assert extract(text).repro_steps_present


@pytest.mark.parametrize("text", NOT_TOLD)
def test_how_it_comes_about_is_not_told(text: str) -> None:
    assert extract(text).repro_steps_present == ()


@pytest.mark.parametrize("text", LOGS)
def test_a_log_is_there(text: str) -> None:
    assert extract(text).logs_present


@pytest.mark.parametrize("text", NO_LOGS)
def test_no_log_is_there(text: str) -> None:
    assert extract(text).logs_present == ()
