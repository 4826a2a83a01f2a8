"""Report styles of many trackers: every text here is written for the test.

Each field with what it must find, and with look-alikes that it must leave alone.
"""

import pytest

from bot.support.extraction.extract import extract


def values(field: str, text: str) -> list[str]:
    return [found.value for found in extract(text).found(field)]


def plain(found: list[str]) -> list[str]:
    return sorted(one.lower().replace(" ", "") for one in found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (("Voice cuts out\n\n**SDK:** @sendbird/chat 4.9.2\n**Browser:** Chrome 120"), ["4.9.2"]),
        ("Agora SDK version: agora_rtc_engine 6.3.2", ["6.3.2"]),
        ("livekit_client 2.1.0 with flutter_webrtc 0.10.4, Flutter 3.19", ["2.1.0", "0.10.4"]),
        ("We use Twilio Video 2.27.0 (twilio-video.js) on Chrome 119", ["2.27.0"]),
        ("I'm on v5.10.3 of the React Native SDK. RN 0.72.6", ["v5.10.3"]),
        ("After updating to 4.16.0 from 4.15.2 messages arrive twice", ["4.16.0"]),
        (
            "Bug is present in 3.2.1, 3.3.0 and 3.4.0-rc1; 3.1.9 was fine",
            ["3.2.1", "3.3.0", "3.4.0-rc1"],
        ),
        ("Affects versions 2.1 - 2.4", ["2.1 - 2.4"]),
        ("Affects all versions >= 2.1.0", [">= 2.1.0"]),
        ("broken since 2.8, fine in 2.7", ["2.8"]),
        ("Broken since SDK 2.8.0; 2.7.5 is fine", ["2.8.0"]),
        ("ExoPlayer version: 2.19.1\nDevice: Pixel 7", ["2.19.1"]),
        (
            (
                "### Media3 version\n\nMedia3 1.3.1\n\n### "
                "Devices that reproduce the issue\n\n"
                "Pixel 7 running Android 14"
            ),
            ["1.3.1"],
        ),
        ("hls.js version: 1.5.7\nBrowser: Safari 17.4", ["1.5.7"]),
        ("### Which version of Shaka Player?\n4.7.11", ["4.7.11"]),
        ("环境：小程序 sdk 2.10.1，微信 8.0.47，基础库 3.3.4", ["2.10.1"]),
        ("集成包：TRTC 11.7.0.14863", ["11.7.0.14863"]),
        ("SDK 版本号 4.3.1，机型 小米13", ["4.3.1"]),
        ("使用的是最新版 5.2.3，还是有问题", ["5.2.3"]),
        ("cocoapods 引入 TXLiteAVSDK_TRTC 11.5.0.14001 后编译失败", ["11.5.0.14001"]),
        ("im sdk：3.8.3-patch.4", ["3.8.3-patch.4"]),
        ("融云 IMLib 5.6.2 收不到消息", ["5.6.2"]),
        ("环信 SDK3.9.5 登录失败", ["3.9.5"]),
        ("网易云信 NIM_Android_SDK_v9.8.0 崩溃", ["v9.8.0"]),
        ("极光推送 jpush-android-sdk 4.8.1 收不到通知", ["4.8.1"]),
        ("版本：\n- SDK 4.1.0\n- Xcode 14.2", ["4.1.0"]),
        (
            (
                "implementation "
                "'com.google.android.exoplayer:exoplaye"
                "r-core:2.18.7'\nimplementation "
                "'androidx.appcompat:appcompat:1.6.1'"
            ),
            ["2.18.7"],
        ),
        ("implementation 'im.zego:express-video:3.5.0'", ["3.5.0"]),
        ("compile 'com.netease.nimlib:basesdk:7.5.0'", ["7.5.0"]),
        ("cn.rongcloud.sdk:im_lib:5.3.2", ["5.3.2"]),
        ("pod 'Agora/RtcBasic' (4.2.6)", ["4.2.6"]),
        ("pod 'NIMSDK_LITE', '9.1.0'", ["9.1.0"]),
        ("pod 'HyphenateChat', '~> 4.1.0'\npod 'Masonry', '1.1.0'", ["~> 4.1.0"]),
        ("  stream_chat_flutter: ^7.2.0\n  cupertino_icons: ^1.0.2", ["^7.2.0"]),
        ('"@stream-io/video-react-sdk": "0.6.3",\n"next": "14.1.0"', ["0.6.3"]),
        ("@livekit/components-react@2.0.4 and livekit-client@2.0.8", ["2.0.4", "2.0.8"]),
        ("onesignal_flutter: 5.1.0\nflutter 3.19.5", ["5.1.0"]),
        ("firebase_messaging: ^14.7.10 no push on iOS", ["^14.7.10"]),
        ("pip install livekit-agents==0.8.1", ["0.8.1"]),
        ("Server: LiveKit 1.5.3 self-hosted; client-sdk-js 2.1.1", ["1.5.3", "2.1.1"]),
        ("since yesterday 10.24.2024 it fails, SDK 4.2.2", ["4.2.2"]),
        ("ffmpeg 6.0 converts the file; SDK 4.2.2", ["4.2.2"]),
        ("Node 18.17.0, npm 9.6.7, @vonage/client-sdk 1.6.0", ["1.6.0"]),
        ("The SDK (4.2.2) crashes when the bitrate is 1.5", ["4.2.2"]),
        ("ip 10.2.3.4, port 8080", []),
        ("Our app 2.4.1 uses Brightwire SDK 4.2.2", ["4.2.2"]),
        ("App Version: 5.3.0\nSDK Version: 4.2.2", ["4.2.2"]),
        ("webrtc m114, libwebrtc 114.5735.10", ["114.5735.10"]),
        ("Package Version: 7.1.0\nReact Version: 18.2.0", ["7.1.0"]),
        ("**Plugin version:** `8.0.2`", ["8.0.2"]),
        ("SDK Version v.4.2.2", ["4.2.2"]),
        ("Version: 4.2.2 / iOS 17", ["4.2.2"]),
        ("Not fixed in 4.3.2, still silent", ["4.3.2"]),
        ("fixed in 4.3.2 but broken again in 4.3.3", ["4.3.3"]),
        ("4.3.2 actually, not 4.3.1", ["4.3.2"]),
        ("I was wrong, it is 4.3.2 instead of 4.3.1", ["4.3.2"]),
        ("Downgraded from 6.2.0 to 6.1.1 and it works", ["6.2.0"]),
        ("Upgrading 6.1.1 -> 6.2.0 broke the mic", ["6.2.0"]),
        ("SDK: 4.x", ["4.x"]),
        ("回退到 4.1.0 后正常，4.2.0 有杂音", ["4.2.0"]),
        ("4.2.0 版本及以上都有杂音", ["4.2.0"]),
        ("6.2.0之后的版本都会闪退", ["6.2.0"]),
        ("请问 4.3.0 什么时候修复？", ["4.3.0"]),
        ("SDK version: e.g. 7.1.4\nNo picture", []),
        ("SDK version (e.g. 4.3.1):\nNo sound", []),
        ("SDK 版本：例如 4.3.1\n没有声音", []),
        ("### SDK version\n\ne.g. 4.3.1\n\nNo sound", []),
        ("It is silent since 24.10.2024", []),
        ("Silent\n\nwechat mini program base lib 3.3.4", []),
        ("Silent\n\n### Browser / app / SDK version\n\nHarbor SDK 3.0.9", ["3.0.9"]),
        (
            (
                "Ring tone is missing in harbor-ring\n\n"
                "## Versions\n - Harbor-Ring: 2.7.1\n - "
                "React Native: 0.74.2"
            ),
            ["2.7.1"],
        ),
        (
            (
                "Echo with every release after 7.4.1\n\n"
                "SDK version: 7.4.3\n\nThe last one "
                "without the echo problem: 7.4.1 works "
                "fine"
            ),
            ["7.4.3"],
        ),
        ("Echo\n\nWith SDK 3.8.1 it echoes. Going back to 3.6.0 cures it", ["3.8.1"]),
        (
            (
                'Silent\n\n"@harbor/config-plugin-rtc": '
                '"^2.2.0",\n"@harbor/rtc-sdk": '
                '"^1.14.0",\n"@harbor/rn-webrtc": '
                '"124.0.1"'
            ),
            ["^1.14.0"],
        ),
        ("SDK 3.2.9 一进房就报错，用回 3.2.4，就好了", ["3.2.9"]),
        ("从 2.3 版本到 3.1 都没声音", ["2.3", "3.1"]),
        ("SDK 6.4.2207 没声音，6.4 版本都这样", ["6.4.2207"]),
        (
            (
                "Silent\n\nIncident Identifier: X\n"
                "Version:             1.9.2 (77)\n"
                "Baseband Version:    2.10.01\n\nSDK "
                "5.8.3"
            ),
            ["5.8.3"],
        ),
        ("Silent\n\nXcode `Version 15.3 (15E204a)`, SDK 5.8.3", ["5.8.3"]),
        (
            ("**SDK**: Harbor Video SDK for Unity v4.2.6\n**Unity version**: 2022.3.20f1"),
            ["v4.2.6"],
        ),
        (
            (
                "Silent\n\n**Dev environment info**\n- "
                "Package version (harbor-chat): ^2.6.1\n"
                "- react-native version: 0.73.1"
            ),
            ["^2.6.1"],
        ),
    ],
)
def test_sdk_version(text: str, wanted: list[str]) -> None:
    assert plain(values("sdk_version", text)) == plain(wanted)


@pytest.mark.parametrize(
    ("text", "platforms", "systems", "devices"),
    [
        (
            "Video freezes on Samsung Galaxy Z Fold5 (Android 14, One UI 6.0)",
            ["android"],
            ["Android 14", "One UI 6.0"],
            ["Samsung Galaxy Z Fold5"],
        ),
        (
            "Crash on Pixel 8 Pro, Android 14 (API 34)",
            ["android"],
            ["Android 14 (API 34)"],
            ["Pixel 8 Pro"],
        ),
        ("小米14 Ultra HyperOS 1.0.5 黑屏", ["android"], ["HyperOS 1.0.5"], ["小米14 Ultra"]),
        ("小米14 安卓14 黑屏", ["android"], ["安卓14"], ["小米14"]),
        (
            "OPPO Reno11 Pro、vivo X100、荣耀100 都复现",
            ["android"],
            [],
            ["OPPO Reno11 Pro", "vivo X100", "荣耀100"],
        ),
        ("iPhone 15 Pro Max, iOS 17.4.1: no audio", ["ios"], ["iOS 17.4.1"], ["iPhone 15 Pro Max"]),
        ("iPhone15ProMax iOS17.4.1 没声音", ["ios"], ["iOS17.4.1"], ["iPhone15ProMax"]),
        (
            "iPhone SE (3rd generation), iOS 16.7.2",
            ["ios"],
            ["iOS 16.7.2"],
            ["iPhone SE (3rd generation)"],
        ),
        (
            "iPad Pro 12.9 (6th gen) on iPadOS 17.3",
            ["ios"],
            ["iPadOS 17.3"],
            ["iPad Pro 12.9 (6th gen)"],
        ),
        ("iPhone 13 mini running 16.1", ["ios"], ["16.1"], ["iPhone 13 mini"]),
        ("Happens on iOS 17 and above", ["ios"], ["iOS 17"], []),
        ("iOS 16+ only", ["ios"], ["iOS 16+"], []),
        ("Android 12/13/14 devices", ["android"], ["Android 12/13/14"], []),
        ("Android 9 to 13", ["android"], ["Android 9 to 13"], []),
        ("Windows 10 22H2, Chrome 120: camera black", ["web"], ["Windows 10"], []),
        ("Our Electron app on Windows 11 23H2", ["windows"], ["Windows 11"], []),
        ("macOS Sonoma 14.2.1, desktop app silent", ["macos"], ["macOS Sonoma 14.2.1"], []),
        ("macOS 14.2.1 Safari 17.2", ["web"], ["macOS 14.2.1"], []),
        ("Ubuntu 22.04 LTS, Linux SDK", ["linux"], ["Ubuntu 22.04 LTS"], []),
        (
            "HarmonyOS NEXT 5.0 (API 12), Mate 60 Pro",
            ["harmonyos"],
            ["HarmonyOS NEXT 5.0 (API 12)"],
            ["Mate 60 Pro"],
        ),
        ("华为 Mate 60 Pro，HarmonyOS 4.2", [], ["HarmonyOS 4.2"], ["华为 Mate 60 Pro"]),
        ("鸿蒙4.2 系统的华为 P60", ["harmonyos"], ["鸿蒙4.2"], ["华为 P60"]),
        ("Device: SM-S918B\nOS: 14", ["android"], ["14"], ["SM-S918B"]),
        (
            "Device model: CPH2451\nAndroid version: 13",
            ["android"],
            ["Android version: 13"],
            ["CPH2451"],
        ),
        (
            "- Device: Moto G Power (2022)\n- OS: Android 12",
            ["android"],
            ["Android 12"],
            ["Moto G Power (2022)"],
        ),
        ("- Device: Fire HD 10\n- OS: Fire OS 7.3.2", [], ["Fire OS 7.3.2"], ["Fire HD 10"]),
        ("- Device: Meta Quest 3", [], [], ["Meta Quest 3"]),
        (
            "- Device: Xiaomi 13T Pro, Redmi Note 12\n- OS: MIUI 14",
            ["android"],
            ["MIUI 14"],
            ["Xiaomi 13T Pro", "Redmi Note 12"],
        ),
        (
            "Tested on OnePlus 11R and Realme GT Neo 3",
            ["android"],
            [],
            ["OnePlus 11R", "Realme GT Neo 3"],
        ),
        (
            "测试机型：荣耀Magic6、红米K70、iQOO 12",
            ["android"],
            [],
            ["荣耀Magic6", "红米K70", "iQOO 12"],
        ),
        ("所有安卓机型都有问题", ["android"], [], []),
        ("only Huawei phones are affected", [], [], ["Huawei"]),
        ("部分三星手机收不到推送", ["android"], [], ["三星手机"]),
        ("Simulator iPhone 14, iOS 16.4 simulator", ["ios"], ["iOS 16.4"], ["iPhone 14"]),
        ("OS: iOS 17.0.3\nBrowser: N/A\nDevice: iPhone 12", ["ios"], ["iOS 17.0.3"], ["iPhone 12"]),
        ("Web SDK, Chrome on Android 13", ["web"], ["Android 13"], []),
        ("Both Android and web are silent; Chrome 120", ["android", "web"], [], []),
        ("iOS app cannot hear the Android app", ["ios", "android"], [], []),
        ("Platform: Android", ["android"], [], []),
        ("Platforms: iOS, Android", ["ios", "android"], [], []),
        ("[x] Android [ ] iOS [ ] Web\nNo sound", ["android"], [], []),
        ("- [x] iOS\n- [ ] Android\nNo sound", ["ios"], [], []),
        ("☑ iOS ☐ Android\nNo sound", ["ios"], [], []),
        ("Mini program on WeChat 8.0.47 shows black", ["miniprogram"], [], []),
        ("H5 页面在微信里没有声音", ["web"], [], []),
        ("uni-app 小程序端 黑屏", ["miniprogram"], [], []),
        ("鸿蒙端没有声音", ["harmonyos"], [], []),
        ("Built with Xcode 15 on macOS 14; iPhone 12 is silent", ["ios"], [], ["iPhone 12"]),
        ("Build fails on Windows with our Unity project", ["windows"], [], []),
        ("Nokia lost 5 calls. Room 12 on the 3rd", [], [], []),
        ("Sony headphones connected, no sound", [], [], []),
        ("Mi band 7 connected by bluetooth", [], [], []),
        ("In Edge 120 it works, Chrome 120 fails", ["web"], [], []),
        ("Galaxy S23 running Android 14", ["android"], ["Android 14"], ["Galaxy S23"]),
        ("iPhone 6, 6s and 7 Plus freeze", ["ios"], [], ["iPhone 6", "6s", "7 Plus"]),
        ("iPhone 12, 5 minutes in the call freezes", ["ios"], [], ["iPhone 12"]),
        ("iPhone 12, 3 users in the room", ["ios"], [], ["iPhone 12"]),
        ("安卓 10 以下正常，安卓 11 以上崩溃", ["android"], ["安卓 11"], []),
        ("iOS18.1 beta 3 闪退", ["ios"], ["iOS18.1"], []),
        ("系统：iOS 17.2 机型：iPhone XR", ["ios"], ["iOS 17.2"], ["iPhone XR"]),
        (
            "手机型号：vivo Y77\n系统版本：Android 12\nSDK：4.2",
            ["android"],
            ["Android 12"],
            ["vivo Y77"],
        ),
        ("Model: SM-G991B, Android SDK 33", ["android"], [], ["SM-G991B"]),
        ("TV box Android TV 11", ["android"], ["Android TV 11"], []),
        ("Apple TV 4K tvOS 17.2", [], ["tvOS 17.2"], ["Apple TV"]),
        ("Platform: (Android / iOS / Web)\nNo sound", [], [], []),
        ("Platform: Android/iOS/Web (choose one)\nNo sound", [], [], []),
        ("Device: e.g. Pixel 8\nNo sound", [], [], []),
        ("No sound\n* **OS**: iOS\n* **OS version**: (e.g., iOS 15.1)", ["ios"], [], []),
        ("Build machine Windows 11, app on iPad", ["ios"], [], ["iPad"]),
        ("built on a Mac mini M2 macOS 14.2; our Android app is silent", ["android"], [], []),
        ("I develop on Windows; the Android app crashes", ["android"], [], []),
        ("用macOS打包，Android上崩溃", ["android"], [], []),
        ("在 Windows 上编译失败", ["windows"], [], []),
        ("iphone works, android doesn't", ["android"], [], []),
        ("The iOS build has echo (fine on Windows)", ["ios"], [], []),
        ("iOS is silent. Android runs like a charm.", ["ios"], [], []),
        ("Camera black\n- iOS: n/a\n- Android: 13", ["android"], ["Android: 13"], []),
        (
            "Silent on Android 8.1\nWorks well on:\nNokia 7\nAndroid 10\n",
            ["android"],
            ["Android 8.1"],
            [],
        ),
        ("The web SDK in iOS 15 Safari is silent", ["web"], ["iOS 15"], []),
        (
            "Operating system: Android 13\nBrowser version: Chrome 120\nSilent",
            ["web"],
            ["Android 13"],
            [],
        ),
        (
            (
                "The Windows client cannot log in\n\n### "
                "Operating System and CPU Architecture\n\n"
                "Linux (AMD)"
            ),
            ["windows"],
            ["Linux (AMD)"],
            [],
        ),
        ("Blank\nCannot load C:\\Harbor\\app\\media.node\n at loader.js:12:3", ["windows"], [], []),
        ("连接失败\nLoginActivity 的 onCreate 里进房没有回调", ["android"], [], []),
        ("闪退\n- (void)joinRoom:(NSString *)room;", ["ios"], [], []),
        ("Silent\nI followed https://docs.example.org/sdk/android/start", ["android"], [], []),
        ("在 Android R 上进房崩溃", ["android"], ["Android R"], []),
        (
            "Silent\n- Device/Emulator and OS version: Nexus 5X API 29",
            ["android"],
            ["API 29"],
            ["Nexus 5X"],
        ),
        ("Silent\n- OS: Linux Mint (Cinnamon)", ["linux"], ["Linux Mint (Cinnamon)"], []),
        (
            "#### iOS Version\n\n15.8.1\n\n#### iOS Device\n\niPhone 8",
            ["ios"],
            ["15.8.1"],
            ["iPhone 8"],
        ),
        ("红米9没声音，荣耀50和魅族有声音但是卡", ["android"], [], ["红米9", "荣耀50", "魅族"]),
        ("一加 和 魅族手机 上进房失败", ["android"], [], ["一加", "魅族手机"]),
        ("个别荣耀手机闪退，我这台是荣耀50", [], [], ["荣耀50"]),
        (
            "* 手机：红米 K40，MIUI 12，底层 android 11",
            ["android"],
            ["MIUI 12", "android 11"],
            ["红米 K40"],
        ),
        (
            (
                "Media stalls\n### Devices that do not "
                "reproduce the issue\n\nPixel 4 running "
                "Android 12\n\n### Devices that reproduce "
                "the issue\n\nPixel 7 running Android 14"
            ),
            ["android"],
            ["Android 14"],
            ["Pixel 7"],
        ),
    ],
)
def test_where_it_happens(
    text: str, platforms: list[str], systems: list[str], devices: list[str]
) -> None:
    assert sorted(values("platform", text)) == sorted(platforms)
    assert plain(values("os_version", text)) == plain(systems)
    assert plain(values("device", text)) == plain(devices)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("joinRoom failed with error 1002031", ["1002031"]),
        ("TRTC 报 -3308", ["-3308"]),
        ("onError errCode:-1308 errMsg:xx", ["-1308"]),
        ("rtmClient login failed: 10005", ["10005"]),
        ("Error 53405: Media connection failed", ["53405"]),
        ("TwilioError 20104 access token expired", ["20104"]),
        ("sendbird error code 900020", ["900020"]),
        ("SendbirdException(800220)", ["800220"]),
        ("NSURLErrorDomain -1005", ["-1005"]),
        ("Error Domain=RCErrorDomain Code=30002", ["30002"]),
        (
            (
                "The operation couldn’t be completed. "
                "(com.apple.CallKit.error.requesttransa"
                "ction error 4.)"
            ),
            ["4"],
        ),
        ("AVPlayer fails: CoreMediaErrorDomain error -12783", ["-12783"]),
        ("ExoPlaybackException: ERROR_CODE_IO_BAD_HTTP_STATUS", ["ERROR_CODE_IO_BAD_HTTP_STATUS"]),
        ("MediaCodec error 0xfffffff4", ["0xfffffff4"]),
        ("MediaPlayer error (1, -2147483648)", ["1", "-2147483648"]),
        ("onError what=-10000 extra=0", ["-10000"]),
        ("ijkmp error -10000", ["-10000"]),
        ("Websocket closed with code 1006", ["1006"]),
        ("WebSocket closed: 1006", ["1006"]),
        ("getUserMedia throws NotReadableError", ["NotReadableError"]),
        ("DOMException: NotAllowedError", ["NotAllowedError"]),
        ("FirebaseException [messaging/unknown] on init", ["messaging/unknown"]),
        ("PlatformException(ERR_JOIN, msg, null)", ["ERR_JOIN"]),
        ("code=PERMISSION_DENIED", ["PERMISSION_DENIED"]),
        (
            "AgoraRTCException: AgoraRTCError CAN_NOT_GET_GATEWAY_SERVER",
            ["CAN_NOT_GET_GATEWAY_SERVER"],
        ),
        ("AgoraRtcException(-17, null)", ["-17"]),
        ("报错：errcode: 40029, errmsg: invalid code", ["40029"]),
        ("errCode 7013，套餐不支持", ["7013"]),
        ("登录返回错误码6208，又报70107", ["6208", "70107"]),
        ("提示：code=90001", ["90001"]),
        ("错误码（-2301）", ["-2301"]),
        ("返回了 302", ["302"]),
        ("一直返回403", ["403"]),
        ("接口 500 错误", ["500"]),
        ("HTTP/1.1 502 Bad Gateway", ["502"]),
        ("The server answers 401 Unauthorized", ["401"]),
        ("Unexpected server response: 400", ["400"]),
        ("GET /v1/token 404 (Not Found)", ["404"]),
        ("It crashes with SIGSEGV (SEGV_MAPERR)", ["SIGSEGV"]),
        (
            "Fatal Exception: java.lang.IllegalStateException: x",
            ["java.lang.IllegalStateException"],
        ),
        ("net::ERR_NETWORK_CHANGED in console", ["ERR_NETWORK_CHANGED"]),
        (
            "ConnectionState.Disconnected reason: CLIENT_INITIATED",
            ["ConnectionState.Disconnected", "CLIENT_INITIATED"],
        ),
        ("LivekitError: could not establish pc connection", ["LivekitError"]),
        ("ConnectionError: could not establish pc connection", ["ConnectionError"]),
        ("returned error INVALID_TOKEN (40140)", ["INVALID_TOKEN", "40140"]),
        ("error 40140 and 40142 when token expires", ["40140", "40142"]),
        ("error codes 101, 102 and 103", ["101", "102", "103"]),
        ("报错码1001、1002", ["1001", "1002"]),
        ("报118", ["118"]),
        ("got -17", ["-17"]),
        ("onError returns 1027", ["1027"]),
        ("提示1207", ["1207"]),
        ("errors 10009 & 10010", ["10009", "10010"]),
        ("join fails with 7305 LinkLostError", ["7305", "LinkLostError"]),
        ('it logs {"error":"room.linkFailed"}', ["room.linkFailed"]),
        ("Exception Type:  EXC_CRASH (SIGKILL)", ["EXC_CRASH (SIGKILL)"]),
        (
            ("Fatal Exception: java.lang.ArithmeticException: no\nCaused by: x.IoException"),
            ["java.lang.ArithmeticException"],
        ),
        ("error 118, java.lang.ArithmeticException", ["118"]),
    ],
)
def test_error_codes(text: str, wanted: list[str]) -> None:
    assert values("error_codes", f"Join fails\n\n{text}") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Login returns 2, then 203",
        "Uncaught TypeError: x is undefined",
        "ICE failed, iceConnectionState: failed",
        "since error 3 days ago",
        "call +1 415 555 2671 for the error",
        "error in room 8841",
        "The error appears after 30 seconds on port 8443",
        "2024-10-24 10:42:07 error",
        "error rate 12 percent",
        "we got 300 users and the page returned 20 rows",
        "It returned 1000 messages",
        "fails with 500 users in the room",
        "fails with 1080p video",
        "fails with 3 participants",
        "connection closed with 20 users left",
        "errors: 12 of 100",
        "verification code 482913 never comes",
        "country code 86 is shown",
        "version code 120",
        "meeting code: 123456",
        "status: 200 OK",
        "result: 0",
        "播报 1001 次",
        "举报 10086 号码",
        "报名 200 人",
        "报 3 次错",
        "提示 5 条新消息",
        "返回 20 条",
        "error code list see page 1024",
        "catch (IOException e) { }",
        "void a() throws RemoteException {",
        "got 404 likes",
        "returns 720 pixels",
        "It got 3 stars, version 2",
        "返回上一页 3 秒后",
        "error handler at index 128",
        "exit code 0",
        "code 86400 seconds",
        "Error: 2 of 3 devices fail",
        "returned to 1080 resolution",
    ],
)
def test_numbers_that_are_no_codes(text: str) -> None:
    assert values("error_codes", f"Join fails\n\n{text}") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Silent with Expo SDK 49, React Native 0.72.3", ["Expo SDK 49", "React Native 0.72.3"]),
        ('Silent\n"expo": "~49.0.3"', ["expo ~49.0.3"]),
        ("Silent in Unity 2021.3.4f1", ["Unity 2021.3.4f1"]),
        ("Silent\n**Xcode version:** Version 15.2 (15C500b)", ["Xcode 15.2"]),
        ("Silent in Firefox Quantum 62.0.1", ["Firefox Quantum 62.0.1"]),
        ("Silent in Safari, both ways", ["Safari"]),
        ("Silent in our Flutter app", ["Flutter"]),
        ("Silent\nNode 18.17.0, npm 9.6.7", []),
        ("Silent\n- Node: 16.x.x", []),
        ("Silent\nflutter: 10:28:01.176 joined", []),
        ("**SDK**: Harbor SDK for Unity v4.2.6, silent", ["Unity"]),
        ("Silent\n* **Flutter version**: (run `flutter doctor`)", []),
    ],
)
def test_framework(text: str, wanted: list[str]) -> None:
    assert plain(values("framework", text)) == plain(wanted)


@pytest.mark.parametrize(
    ("text", "field", "wanted"),
    [
        ('No sound in channel "room_8841", uid 774512', "channel_ids", ["room_8841"]),
        ('No sound in channel "room_8841", uid 774512', "user_ids", ["774512"]),
        ("没有声音，用户ID 774512", "user_ids", ["774512"]),
        ("Every user id is valid and the channel name is odd", "user_ids", []),
        ("10-24 10:42:07.120 E/Core: lost", "timestamps", ["10-24 10:42:07.120"]),
        ("Unity 2022.3.10f1 is silent", "timestamps", []),
        ("进房后。期望：正常显示。实际：黑屏。", "expected", ["正常显示"]),
        ("进房后。期望：正常显示。实际：黑屏。", "actual", ["黑屏"]),
        ("Join again; expected: joins. actual: it dies", "actual", ["it dies"]),
    ],
)
def test_what_stands_beside_other_words(text: str, field: str, wanted: list[str]) -> None:
    assert values(field, text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Silent. Bluetooth 5.3 headset",
        "The headset firmware 2.1.4 is old",
        "Router OpenWrt 22.03.5",
        "VPN client 3.4.1 is active",
        "Our backend (Spring Boot 2.7.5, Java 17.0.2) creates tokens",
        "nginx 1.24.0 in front",
        "PHP 8.1.12 token server",
        "MySQL 8.0.33 keeps users",
        "Charles 4.6.2 shows nothing",
        "Wireshark 4.0.6 capture",
        "WeChat 8.0.44 opened it",
        "QQ 8.9.1 has sound",
        "webpack 5.88.2 bundles it",
        "vite 4.4.9",
        "Vue 3.3.4",
        "Angular 16.2.0",
        "Swift 5.9.1",
        "Kotlin 1.9.10",
        "AGP 8.1.2 and NDK 25.1.8937393",
        "cmake 3.22.1",
        "python 3.11.4",
        "Tested at 10.10.2024",
        "2.4.2024 it began",
        "GLIBC 2.31 is missing",
        "OpenSSL 3.0.2",
        "TLS 1.3 handshake",
        "HTTP/1.1 200",
        "USB 3.0 camera",
        "Wi-Fi 802.11",
        "1.5x speed for 2.0 seconds",
        "react-native-webrtc aside, lodash@4.17.21",
        '"lodash": "^4.17.21", "dayjs": "1.11.9"',
        "implementation 'androidx.core:core-ktx:1.10.1'",
        "pod 'Alamofire', '5.7.1'",
        "  http: ^1.1.0\n  provider: ^6.0.5",
        "手机固件 12.0.3",
        "游戏版本 2.1.0 里没声音",
        "我们 App 版本 3.2.1",
        "小程序版本号 1.2.0",
        "公司的 APP（v2.3.4）里没声音",
        "nginx 版本 1.18.0",
        "内核版本 4.19.110",
        "Emui 版本 11.0.0",
        "2024.10.24 开始",
        "IP 是 47.98.12.3",
        "Works on 4.2.0",
        "4.2.0 is fine",
        "last good version: 4.2.0",
    ],
)
def test_versions_of_other_things(text: str) -> None:
    assert values("sdk_version", f"No sound in the call\n\n{text}") == []


@pytest.mark.parametrize(
    "text",
    [
        "The pixel format is wrong",
        "A galaxy of problems",
        "Honor the contract",
        "It is a note 10 times",
        "We play music, edge case 12",
        "Mate, it fails 5 times",
        "Nova mode 3",
        "find 5 users",
        "Mi amigo 3",
        "magic 6 numbers",
        "Max 20 users",
        "nothing 2 do",
        "Plus 12 more",
        "moto: 5 calls a day",
        "Sony camera",
        "play 20 songs",
        "Windows of 5 minutes slip",
        "open a new window 3 times",
        "Chrome plated",
        "the browser history API level",
        "a linear 4 step",
        "api 31 endpoints",
        "system 3 is down",
        "the os 5 team",
        "emulator farm",
        "room 12, seat 5",
        "荣誉 10",
        "小米粥 2 碗",
        "华为的会议室 3",
        "一加一等于 2",
        "系统 10 分钟后崩",
        "第 11 次",
    ],
)
def test_words_that_are_no_device_and_no_system(text: str) -> None:
    report = f"No sound\n\n{text}"
    assert (values("os_version", report), values("device", report)) == ([], [])


@pytest.mark.parametrize(
    ("text", "field", "wanted"),
    [
        ("Electron SDK 2.9.0 cannot join", "sdk_version", ["2.9.0"]),
        ("Flutter SDK 3.7.0, no sound", "sdk_version", []),
        ("The camera is upside down\nv1.10 of the Android SDK", "sdk_version", ["v1.10"]),
        ("Link fails\nXcode 15.1, CocoaPods 1.14.3, pod 'HarborKit', '1.4.2'", "sdk_version",
         ["1.4.2"]),
        ("Link fails\npod 'HarborKit', '1.4.2'\npod 'Pier', '2.0.1'", "sdk_version", []),
        ("demo.exe: 0xC0000005: access violation at 0x00007FFB12", "error_codes", ["0xC0000005"]),
        ("推送注册失败，错误码 907122031", "error_codes", ["907122031"]),
        ("error for user 907122031", "error_codes", []),
        ("LinkException: no route to the room (7305)", "error_codes", ["7305"]),
        ("小程序黑屏，手机是鸿蒙 4.0", "platform", ["miniprogram"]),
        ("Edge 121 has no sound", "platform", ["web"]),
        ("Silent on Android 11 (Moto G8)", "os_version", ["Android 11"]),
    ],
)  # fmt: skip
def test_further_styles(text: str, field: str, wanted: list[str]) -> None:
    assert values(field, text) == wanted
