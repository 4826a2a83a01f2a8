"""Whether a report tells how it comes about, and whether a log is there; and what looks like it.

Every text here is written for the test.
"""

from __future__ import annotations

import pytest

from bot.support.extraction.extract import extract

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
    # Who did something, whatever the verb
    "Grey tile\n\nThe host toggles blur twice, grey tile.",
    "Grey tile\n\nWe then swapped the camera track.",
    "Install error\n\npod install stops half way",
    # A trigger in Chinese
    "收到任意一条群消息都会闪退",
    "画面花屏\n\n从列表进去，接着横屏，花屏",
    "花屏\n\n跑示例工程就花屏",
    "Grey tile during the second call",
    # How often is no veto for what is told beside it
    "踢人失败\n\n【复现概率】偶现\n\n【现象】在群资料页点击踢人，提示失败",
    "群聊异常\n\n### Steps to Reproduce\n\n先从会话列表进入群聊，再点右上角踢人，偶现操作失败",
    # A label without a version is no version field
    "分享无效\n\nRoomKit 3.1版本：\n\n点击分享以后弹窗是空的",
    # Not reproduced elsewhere
    "Echo\n\nWhen I mute, there is echo. I cannot reproduce it on Android.",
    # What holds meanwhile
    "Crash on hangup\n\nThe app dies as I hang up.",
    "Video stands still\n\nRotating the phone freezes the video.",
    "Lost texts\n\nTexts sent from a tablet never arrive.",
    "Push\n\nThe push does not come with the app killed.",
    "Grey tile\n\nIt is grey in release mode.",
    "Grey tile\n\nThe tile is grey on connect.",
    "Grey tile\n\nEvery call ends with a grey tile.",
    "推流卡顿\n\n4G下很卡",
    "在正式环境模式里登录不了",
    "对端画面进来之后崩溃了",
    # A sentence that begins with what to do
    "Grey tile\n\n- Publish the camera\n- Close the producer\n- Publish again",
    # A fence holds the steps
    "Grey tile\n\n### Steps to reproduce\n\n```bash\n1. Join\n2. Leave, it crashes\n```",
    "Grey tile\n\n### Steps to reproduce\n\n```js\nroom.join(); room.join();\n```",
    "上传失败\n\n### Steps to Reproduce\n\nhttps://example.org/a放到网页里的话上传会报错",
    "崩溃\n\n发消息崩溃了",
    # A clause that fails behind one that names the case
    "没有声音\n\n耳机一直插着，对方听不到我",
    "来电没响铃\n\n手机息屏放着，来电没有响铃",
    "Bluetooth\n\nConnecting the earbuds mid call routes the audio to the speaker.",
    "List\n\nScrolling up in the list jumps to the bottom.",
    "Upload\n\nPictures above 5 MB fail to upload.",
    "Reconnect\n\nA switch from cable to cellular never reconnects.",
    # A relative clause asks nothing
    "No tile\n\nWhen I enter a room, which was opened in Firefox, there is no tile.",
    # A loss is not settled
    "No sound\n\nWhenever two people speak the sound is gone.",
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
    "Grey tile\n\nWe have a grey tile. Users complain, they see nothing.",
    "Token\n\nWhere do I set the token when I use the React package?",
    "No sound\n\n- [x] I have searched the issues and opened none\n\nNo sound at all",
    "No sound\n\n## When you join a room\n\nNo sound at all",
    "Crash\n\n### Steps to reproduce\n\nRarely.",
    "Crash\n\nWe could not reproduce it. Some get it after the update.",
    "推流超时\n\n实时音视频最后一帧是黑的",
    "部分机型闪退\n\n日志是通过平台收集的，在平台上出现了闪退",
    "SDK 集成进工程的部分机型闪退",
    "RoomError while connecting to the room",
    "Grey tile\n\nI tried everything. I am seeing regular crashes.",
    "两天后无法初始化\n\n两天前正常，两天后无法初始化",
    "收不到推送\n\n在两款手机上收不到离线推送",
    # Who reports, how often, with which version
    "崩溃\n\n线上出现得不多，崩溃率千分之一",
    "初始化\n\n客户那边反馈的，初始化失败",
    "推流\n\n最新版的文档，一直没有反应",
    "推流\n\n推流不稳定",
    "Crash\n\nIt crashes, as we can see in the store.",
    # What a form put there
    "Crash\n\n**To Reproduce**\n1. Go to '...'\n2. Click on '....'\n3. See error\n",
    "崩溃\n\n【复现途径】\n1. 点击 ...\n2. 调用 ... 接口\n3. 出现 Bug\n",
    "崩溃\n\n## 复现步骤\n\n页面打开后XXXX会出现这个问题。\n",
    "Crash\n\n**Code to reproduce the issue:**\n\n```js\n// TODO\n```\n\n**Expected:**\n\nTODO",
    "Crash\n\n### Steps to Reproduce\n\n1.\n2.\n3.\n",
    "Crash\n\n### Steps to reproduce\n\nUncertain appearance",
    "Crash\n\n### Steps to reproduce\n\nDoctor summary (to see all):\n[√] Flutter (Channel stable)",
    # A crash report's words
    "Crashes on Android\n\nIt is stable, but we had several reports of the following crash.",
    "【运行时偶发崩溃】",
    "【上线后有崩溃】",
    "白屏\n\n[warn] kq_start: broken queue; not using.: No such file",
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
    # Lines of a machine in forms that nobody listed
    "登录失败\n\n>>> net_session.cpp:88 |on_reply > reply error|code:4412",
    "Crash\n\n* thread #4, queue = 'room', stop reason = EXC_BREAKPOINT (code=1)",
    "Build fails\n\ne: C:\\app\\room\\RoomView.kt: (17, 3): 'create' overrides nothing",
    "闪退\n\n->  0x10d1a7ede <+10>: jae    0x10d1a7ee8",
    "登录超时\n\nError: Timeout.\n    at http://localhost:80/lib/room.min.js:6:73",
    "登录报错\n\n{event: 'Login', operation: '1on5d', errMsg: 'repeated', errCode: 10102}",
    "登录报错\n\nonError: {code: 30012, message: not started}",
    "登录报错\n\n【有无日志或者截图】：有，见附件",
    "No video\n\nSee https://example.org/recordings/black.mov",
    # A block that is marked as no code and tells of an error; a message announced on the line above
    "Join fails\n\n```\nCould not join: the gateway timed out\n```",
    "Join fails\n\n```console\nconnection refused by the gateway\n```",
    "进房失败\n\n报错信息如下：\nAttempt to call method 'void a.b.c()' on a null object reference",
    "Join fails\n\nI always get this error:\n\nThe gateway of the region gave no answer",
    "Join fails\n\nI always get this error:\n> The gateway of the region gave no answer",
    # What runtimes print
    "Join fails\n\nRoomClient.join (package:room_kit/src/client.dart:22:7)",
    "Join fails\n\nThe following StateError was thrown building RoomPage",
    "Join fails\n\nrender @ room.bundle.js:117",
    "Join fails\n\nsender.dart:28 no such room",
    "Join fails\n\nE/[Room-IM] send failed, nothing to send",
    "Join fails\n\n[I][Room.swift, join(_:), 60]:scene 3",
    "Join fails\n\npanic: no room",
    "Join fails\n\ndyld: Library not loaded: @rpath/Room.framework/Room",
    "Join fails\n\nPOST https://api.example.org/v1/join 403 (Forbidden)",
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
    # The title names the problem by its error
    "RoomError: the track is not in the room any more\n\nIt comes every day.",
    "RoomError ROOM_GONE: no track\n\n**RoomError ROOM_GONE: no track**\n\nEvery day.",
    # Code of the reporter, and a signature
    "No video\n\nroom.on('error', (err) => { throw new RoomError(err.code); });",
    "No video\n\n- (void)onError:(RoomError)errCode errMsg:(NSString *)errMsg",
    "No video\n\nIt was fine at 10:20:30, then I got a RoomError, please help",
    "No video\n\nThe stream is https://example.com/sample.mp4 and stays black",
    # A form's own words, and an answer that all is well
    "没有推送\n\n## Debug logs\n\n包括安卓或苹果的日志：",
    "没有推送\n\n## Debug logs\n\n日志都正常",
    "No video\n\n**Logs:**\n```\nxxxxxxx\n```",
    "No video\n\nPut the log on https://gist.github.com/ or here",
    "No video\n\n**Logs:**\n```\nlog here\n```\nor\n[A gist](https://gist.github.com/)",
    "No video\n\n**Screenshots**\nNot applicable",
    "登录报错\n\n【有无日志或者截图】：有日志但没导出",
    "No video\n\n### Screenshots Link\n\nthe tile of the guest is black",
    "No video\n\n```\nroom.on('failed', print)\n```",
    "No video\n\n```\nconst error = { code: 1, failed: true };\n```",
    '分享失败\n\nvar share = Card(\n  link: "/pages/a?id=${one.id}",\n  title: "${one.name}",\n);',
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
