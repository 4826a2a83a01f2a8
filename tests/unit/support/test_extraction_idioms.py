"""Idioms of many kinds of SDK repositories: every text here is written for the test."""

import pytest

from bot.support.extraction.extract import extract


def values(field: str, text: str) -> list[str]:
    return [found.value for found in extract(text).found(field)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # the label names the package, in either language
        ("Map is blank\n\n### harbor-map-kit version\n\n2.4.0", ["2.4.0"]),
        ("地图空白\n\n### harbor-map-kit 版本\n\n2.4.0", ["2.4.0"]),
        ("Map is blank\n- harbor_map: 2.4.0", ["2.4.0"]),
        ("Map is blank\nHarbor Player version: 8.1.2", ["8.1.2"]),
        ("Blank\n#### Which version of the SDK are you using?\n5.6.1", ["5.6.1"]),
        ("Blank\n* **Plugin version**: 3.3.3\n* **Cordova version**: 12.0.0", ["3.3.3"]),
        ("Blank\nCordova platform version: ios 6.2.0\nPlugin version: 1.9.4", ["1.9.4"]),
        ("白屏\n插件版本：1.9.4\nHBuilderX 版本：3.8.12", ["1.9.4"]),
        ("Blank\n| Dependency | Version |\n|---|---|\n| SDK version | 4.0.7 |\n| Kotlin | 1.9.22 |",
         ["4.0.7"]),
        # build files as the only place
        (('Blank\n```gradle\nimplementation("io.agora.rtc:voice-sdk:4.5.0")\n'
          'implementation("androidx.core:core-ktx:1.12.0")\n```'), ["4.5.0"]),
        ("Blank\n```ruby\npod 'Alamofire', '5.8.0'\npod 'TXIMSDK_Plus_iOS', '7.9.5668'\n```",
         ["7.9.5668"]),
        (("Blank\n```xml\n<dependency>\n  <groupId>com.tencentcloudapi</groupId>\n"
          "  <artifactId>tim-server-sdk</artifactId>\n  <version>1.3.2</version>\n</dependency>\n"),
         ["1.3.2"]),
        (('Blank\n```xml\n<PackageReference Include="Agora.Rtc.Unity" Version="4.2.6" />\n'
          '<PackageReference Include="Serilog" Version="3.1.1" />\n```'), ["4.2.6"]),
        ("Blank\n```yaml\ndependencies:\n  http: ^1.2.0\n  zego_express_engine: ^3.14.5\n```",
         ["^3.14.5"]),
        (('Blank\n```\n.package(url: "https://example.org/livekit/client-sdk-swift", '
          'from: "2.1.0")\n```'), ["2.1.0"]),
        ("Blank\n```\nPODS:\n  - AgoraRtcEngine_iOS (4.3.2)\n  - SDWebImage (5.18.10)\n```",
         ["4.3.2"]),
        ('Blank\n```json\n"node_modules/trtc-sdk-v5": {\n  "version": "5.6.3",\n```', ["5.6.3"]),
        ("Blank\nnpm install openim-uniapp-polyfill@1.4.1", ["1.4.1"]),
        # upgrades and regressions
        ("Black screen after upgrade from 2.6.4 to 2.7.3", ["2.7.3"]),
        ("I updated the SDK from 6.1.0 to 6.2.0 and video is black", ["6.2.0"]),
        ("Regression from 4.1.2 to 4.2.0: no audio", ["4.2.0"]),
        ("从 4.1.2 升级到 4.2.0 后没有声音", ["4.2.0"]),
        ("由 4.1.2 更新至 4.2.0 后没有声音", ["4.2.0"]),
        ("We moved to version 5.2.0 of the plugin (from 5.1.3)", ["5.2.0"]),
        ("Since 4.2.1 the camera does not open", ["4.2.1"]),
        ("从 4.2.1 版本开始摄像头打不开", ["4.2.1"]),
        ("Broken in 3.4.0, last good 3.3.1", ["3.4.0"]),
        ("Happens with SDK 5.0.1, 5.0.2 and 5.1.0", ["5.0.1", "5.0.2", "5.1.0"]),
        ("SDK 5.0.1、5.0.2 都有这个问题", ["5.0.1", "5.0.2"]),
        ("2.4.0 可以\n\n2.5.0 报错", ["2.5.0"]),
        ("SDK 3.2.0 收不到回调，3.1.0 可以收到", ["3.2.0"]),
        ("SDK 3.2.0 is silent. The app doesn't crash on SDK 3.1.0.", ["3.2.0"]),
        # logs
        ("It stops\n03-02 07:10:11.120 D/Mixer( 511): soft codec, SDK Version is:2.2.0, max:9.1",
         ["2.2.0"]),
        ("It stops\n[INFO] HarborRTC SDK v4.0.3 (build 1127) starting", ["4.0.3"]),
    ],
)  # fmt: skip
def test_sdk_version(text: str, wanted: list[str]) -> None:
    assert [value.removeprefix("v") for value in values("sdk_version", text)] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Blank with RN 0.71.3",
        "Blank as our RN version < 0.64",
        "Blank\n- Unity version: 2021.3.28f1",
        "Blank\n- Unreal Engine 5.3.2",
        "Blank\nGradle 8.2.1, AGP 8.1.0, Kotlin 1.9.0",
        "Blank\nApp version: 3.2.1 (build 77)",
        "白屏\n应用版本：3.2.1\n微信版本：8.0.40",
        "白屏\n基础库版本：2.32.3",
        "白屏\n微信 8.0.40 里打开",
        "Blank\nNode version: v18.17.1\nnpm 9.6.7",
        "Blank on Chrome/120.0.6099.109",
        "Blank\nElectron 28.1.0",
        "Blank\n```\nSystem:\n  OS: macOS 14.1\nBinaries:\n  Node: 20.9.0\n  Yarn: 1.22.19\n```",
        "Blank\n[✓] Android Studio (version 2023.1)\n[✓] VS Code (version 1.85.1)\nflutter doctor",
        "Blank\nCocoaPods 1.14.3, Ruby 3.2.2",
        "Blank, the bitrate falls from 1.5 to 0.3 Mbps",
        "音量从 1.0 调到 0.5 没有变化",
        "The file of 12.5 MB takes 3.2 s",
        "Please see section 4.2 of the guide",
    ],
)
def test_versions_of_other_things(text: str) -> None:
    assert values("sdk_version", text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("收不到推送\n* 平台（安卓 / iOS）：iOS 16", ["ios"]),
        ("No push\n* Platform (Android/iOS/Web): Android", ["android"]),
        ("No push\n### Versions of React Native, iOS and Android\nRN 0.72\n### Device\nS7", []),
        ("Chrome 103.0.5060 on macOS shows no remote video", ["web"]),
        ("Fails in WebView on Android 12", ["android"]),
        ("微信基础库 2.20.1 加载失败", ["miniprogram"]),
        ("微信开发者工具里正常启动后收不到消息", ["miniprogram"]),
        ("支付宝小程序真机上黑屏", ["miniprogram"]),
        ("No push\n- [ ] Android\n- [x] iOS\n- [ ] both", ["ios"]),
        ("No push\n- [x] Android\n- [X] iOS", ["android", "ios"]),
        ("The podfile resolves, then EXC_BAD_ACCESS in Xcode", ["ios"]),
        ("It stops\n10-02 11:22:33.444  1234  1250 E AndroidRuntime: FATAL EXCEPTION: main",
         ["android"]),
        ("It stops\n10-02 11:22:33.444 E/Core( 812): lost", ["android"]),
        ("Electron app on Windows 11 has no screen share", ["windows"]),
        ("鸿蒙 NEXT 上进房失败", ["harmonyos"]),
    ],
)  # fmt: skip
def test_platform(text: str, wanted: list[str]) -> None:
    assert values("platform", text) == wanted


@pytest.mark.parametrize(
    ("text", "systems", "devices"),
    [
        ("Silent on iPhone 12 / iOS 15.4.1", ["iOS 15.4.1"], ["iPhone 12"]),
        ("小米 11（Android 12）上黑屏", ["Android 12"], ["小米 11"]),
        ("华为 Mate 40 Pro 鸿蒙 3.0 上崩溃", ["鸿蒙 3.0"], ["华为 Mate 40 Pro"]),
        ("Silent\n- Device: Pixel 6a, Android 14", ["Android 14"], ["Pixel 6a"]),
        ("Silent\nDevice: Samsung SM-A536B", [], ["Samsung SM-A536B"]),
        ("Silent\nModel: OnePlus Nord 2 (DN2101)\nAndroid version: 13", ["Android version: 13"],
         ["OnePlus Nord 2"]),
        ("Silent\nDevice: iPhone 15 Pro simulator, iOS 17.0", ["iOS 17.0"], ["iPhone 15 Pro"]),
        ("iOS 17 可以收到，iOS 16.3 收不到", ["iOS 16.3"], []),
        ("The app doesn't crash on Android 13 but does on Android 8.1", ["Android 8.1"], []),
        ("On iOS 12 equipment it can work normally, iOS 13 is silent", ["iOS 13"], []),
        ("Android 8,9,10,11 crash", ["Android 8,9,10,11"], []),
        ("Silent\nBuild fingerprint: 'HONOR/KOB2-W09/HWKOB2:10/HUAWEIKOB2-W09/10.1:user'", [],
         ["HONOR/KOB2-W09"]),
        ("机型：Redmi K60、vivo X90 Pro+", [], ["Redmi K60", "vivo X90 Pro+"]),
        ("荣耀 Magic5 和 OPPO Find X6 Pro 必现", [], ["荣耀 Magic5", "OPPO Find X6 Pro"]),
        ("Only on iPad Air 5 with iPadOS 17.1", ["iPadOS 17.1"], ["iPad Air 5"]),
        ("测试机 iPhone14 Pro Max，系统 16.5", ["16.5"], ["iPhone14 Pro Max"]),
        ("手机系统：MIUI 14.0.5", ["MIUI 14.0.5"], []),
        ("OpenHarmony 4.1 开发板", ["OpenHarmony 4.1"], []),
    ],
)  # fmt: skip
def test_systems_and_devices(text: str, systems: list[str], devices: list[str]) -> None:
    assert values("os_version", text) == systems
    assert [value.split(" (")[0] for value in values("device", text)] == devices


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("RN : 0.71.2\nreact-native-harbor : 2.30.1", ["RN 0.71.2"]),
        ("Blank\n### Unity version\n\n2022.3.14 (newest)", ["Unity 2022.3.14"]),
        ("微信开发者工具里调试基础库为2.30.2", ["调试基础库 2.30.2"]),
        ("Blank with Electron v28.1.0", ["Electron v28.1.0"]),
        ("Blank in Unreal Engine 5.3", ["Unreal Engine 5.3"]),
        ("uni-app 编译到小程序黑屏，HBuilderX 3.8.12", ["HBuilderX 3.8.12"]),
    ],
)
def test_framework(text: str, wanted: list[str]) -> None:
    assert values("framework", text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("join 返回错误 101", ["101"]),
        ("Login rejected with code 70001", ["70001"]),
        ("onError(1027) is called", ["1027"]),
        ("onError: -1001", ["-1001"]),
        ("错误码为 20003，请问是什么原因", ["20003"]),
        ("报 6014 错误", ["6014"]),
        ('{"code":50001,"message":"denied"}', ["50001"]),
        ('{"errCode":-2,"errMsg":"x"}', ["-2"]),
        ('Error Domain=NSURLErrorDomain Code=-1009 "offline"', ["-1009"]),
        ("PlatformException(403, forbidden, null, null)", ["403"]),
        ("failed with RTC_ERR_TOKEN_EXPIRED", ["RTC_ERR_TOKEN_EXPIRED"]),
        ("E/Core: err=110 when joining", ["110"]),
        ("ret = -10 from enterRoom", ["-10"]),
        ("HRESULT 0x80070005", ["0x80070005"]),
        ("错误：[1109] 连接断开", ["1109"]),
        ("Fatal signal 6 (SIGABRT), code -1 (SI_QUEUE)", ["signal 6 (SIGABRT)",
                                                          "code -1 (SI_QUEUE)"]),
        ("Fatal signal 11 (SIGSEGV) at 0x0000beef (code=1), thread 90", ["signal 11 (SIGSEGV)"]),
        ("Process finished with exit code 137", ["137"]),
    ],
)  # fmt: skip
def test_error_codes(text: str, wanted: list[str]) -> None:
    assert values("error_codes", text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "uid: 10045 joined at 1650000000",
        "The user id 20003 gets no error",
        "video 1280x720 at 30 fps, 1500 kbps",
        "房间号 10086，用户 20002",
        "listens on port 8080, answers 200",
        "status code: 200",
        "It fails after 3600 seconds",
        "see issue #1234",
        "Exception at Main.java:128",
        "错误出现在第 12 行",
        "共 3 个错误",
        "API level 31 returns no error",
        "errors: 12 of 100",
    ],
)
def test_numbers_that_are_no_codes(text: str) -> None:
    assert values("error_codes", text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Crash\n97 ? A/DEBUG: signal 11 (SIGSEGV), code 1 (SEGV_MAPERR)", True),
        ("Crash\n```\nFatal Exception: java.lang.RuntimeException\nno more lines\n```", True),
        ("Crash\n`java.lang.IllegalStateException: boom\n   at a.b.C.d(Unknown Source)`", True),
        ("Crash\n### Logs\n\n### Device\n- Model:\n", False),
        ("Crash\n### Screenshots/Recordings\n\n### Logs\n\n### Device info\n\n - Model:\n", False),
        ("Crash\n### Relevant log output\n\n```shell\n\n```\n", False),
        ("Crash\n### Relevant log output\n\n_No response_\n", False),
        ("Crash\n### Steps\n\n_No response_\n", False),
        ("崩溃\n日志：https://example.org/share/abc", True),
        ("Crash\nLogs: https://drive.example.org/file/d/1", True),
        ("Crash\n```swift\nlet room = Room()\n```", False),
        ("Crash\nI can send logs if needed", False),
        ("崩溃\n需要日志的话我可以提供", False),
        (
            "Crash\n0   App    0x0000000104a1b2c8 main + 40\n1   dyld   0x00000001a1b2c3d4 start",
            True,
        ),
        ("Console:\n```\nUncaught (in promise) TypeError: x is undefined\n```", True),
        ("Crash\n[09:12:44.120][W][core] link lost", True),
    ],
)
def test_logs(text: str, wanted: bool) -> None:
    assert extract(text).fields()["logs_present"] is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Crash during playback", True),
        ("直播间里在播放的过程中突然崩溃了", True),
        ("Crash\n### Steps to Reproduce\n\nWe met it by chance.\n", False),
        ("Crash\n### Steps to Reproduce\n\n_No response_\n", False),
        ("Crash\n### Steps to reproduce\n\nN/A\n", False),
        ("崩溃\n### 重现步骤\n\n暂无\n", False),
        ("崩溃\n### 重现步骤\n\n1. 进入房间\n2. 切后台\n", True),
        ("Crash\n## How to reproduce\n- open the app\n- join a room\n", True),
        ("No sound.\nSDK 4.2.0, Android 13", False),
        ("请问怎么解决？谢谢", False),
    ],
)
def test_steps(text: str, wanted: bool) -> None:
    assert extract(text).fields()["repro_steps_present"] is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[Crash] NullPointerException in RoomView", "critical"),
        ("App gets killed when the call starts", "critical"),
        ("应用启动后 ANR", "critical"),
        ("All users are unable to log in since this morning", "critical"),
        ("所有用户都无法登录", "critical"),
        ("Token of another user is accepted, a security issue", "critical"),
        ("We go live tomorrow and login fails", "critical"),
        ("明天上线，现在登录失败", "critical"),
        ("Remote video is black", "high"),
        ("Cannot publish the stream: error 110", "high"),
        ("编译报错，找不到符号", "high"),
        ("Build fails with Xcode 15", "high"),
        ("听不到对方声音", "high"),
        ("Push does not arrive on iOS", "high"),
        ("画面卡顿严重", "medium"),
        ("Audio is choppy after ten minutes", "medium"),
        ("CPU usage is high", "medium"),
        ("Voice gets quieter after unplugging the headset", "medium"),
        ("未读数不准确", "medium"),
        ("会话列表头像显示错误", "medium"),
        ("Typo in the README", "low"),
        ("文档里的链接失效", "low"),
        ("建议增加一个回调", "low"),
        ("Add support for dark mode", "low"),
        ("Deprecated API warning in build", "low"),
        ("请问支持 H5 吗", "low"),
        (
            "Total message loss for all users. We read the documentation, it did not help",
            "critical",
        ),
        ("I followed the docs and login fails", "high"),
        ("Broken link in the documentation", "low"),
    ],
)
def test_severity(text: str, wanted: str) -> None:
    found = extract(text)
    assert (found.first("severity"), bool(found.severity_reason)) == (wanted, True)


@pytest.mark.parametrize(
    ("text", "field", "wanted"),
    [
        ("channelName: room-77, uid=10045, callId: c-9a8b", "channel_ids", ["room-77"]),
        ("channelName: room-77, uid=10045, callId: c-9a8b", "user_ids", ["10045"]),
        ("channelName: room-77, uid=10045, callId: c-9a8b", "call_ids", ["c-9a8b"]),
        ("房间号：10086，用户ID：u_12，通话ID是 77a", "channel_ids", ["10086"]),
        ("房间号：10086，用户ID：u_12，通话ID是 77a", "user_ids", ["u_12"]),
        ("房间号：10086，用户ID：u_12，通话ID是 77a", "call_ids", ["77a"]),
        ('{"roomId": "ab-1", "userId": null, "traceId": "t.99"}', "channel_ids", ["ab-1"]),
        ('{"roomId": "ab-1", "userId": null, "traceId": "t.99"}', "user_ids", []),
        ('{"roomId": "ab-1", "userId": null, "traceId": "t.99"}', "call_ids", ["t.99"]),
        ("The channel is silent and the user is muted", "channel_ids", []),
        ("Since 2024-05-06 10:11:12", "timestamps", ["2024-05-06 10:11:12"]),
        ("2024年5月6日 14:30 开始出现", "timestamps", ["2024年5月6日 14:30"]),
        ("It began at 10:42 UTC", "timestamps", ["10:42 UTC"]),
        ("2024-05-06T10:11:12Z lost", "timestamps", ["2024-05-06T10:11:12Z"]),
        ("ratio 16:9 at line 10:42", "timestamps", []),
    ],
)
def test_what_the_backend_is_asked_for(text: str, field: str, wanted: list[str]) -> None:
    assert values(field, text) == wanted


DCLOUD_FORM = """画面卡住

产品分类: uniapp/App
PC开发环境操作系统: Windows
PC开发环境操作系统版本号: 10
HBuilderX版本号: 3.8.4
手机系统: Android
手机系统版本号: Android 12
手机厂商: 小米
手机机型: 小米 11
"""


def test_a_form_that_also_asks_for_the_build_machine() -> None:
    fields = extract(DCLOUD_FORM).fields()
    assert fields["platform"] == ["android"]
    assert fields["os_version"] == ["Android 12"]
    assert fields["device"] == ["小米 11"]
    assert fields["sdk_version"] == []


CHOICE_FORM = """No sound on iOS when the app comes back

## Severity

- Crash ?

- Result is not what expected ?

## Platforms

- iOS ?

- Android ?
"""


def test_a_list_of_questions_is_no_answer() -> None:
    fields = extract(CHOICE_FORM).fields()
    assert fields["platform"] == ["ios"]
    assert fields["severity"] == "high"


@pytest.mark.parametrize(
    ("text", "field", "wanted"),
    [
        ("### Steps\n\n```markdown\n1. Open\n2. It crashes\n```\n", "severity", ["high"]),
        ("Only Android shows it - iOS and Web are completely fine", "platform", ["android"]),
        ("红米没有声音，苹果手机可收到", "platform", []),
        ("ios 端都成功，Android 报错", "platform", ["android"]),
        ("SDK 3.4.0 joins fine, but no audio", "sdk_version", ["3.4.0"]),
        ("预览花屏，机型：Pixel 5（Android 11.0），SDK版本7.2.9，硬解", "device", ["Pixel 5"]),
        ("预览花屏，机型：Pixel 5（Android 11.0），SDK版本7.2.9，硬解", "sdk_version", ["7.2.9"]),
        ("换成美颜库3.5版本就没有画面", "sdk_version", ["3.5"]),
        ("如题，2.8.1 & 2.8.3 都一样", "sdk_version", ["2.8.1", "2.8.3"]),
        ("以前用的老版本，2.0.7，能收到；更新到2.1.0后不行", "sdk_version", ["2.1.0"]),
        ("6.3.2 老是崩溃，只好降级到 6.1.8", "sdk_version", ["6.3.2"]),
        ("Harbor Kit Version : 3.1.4", "sdk_version", ["3.1.4"]),
        ("Unity Harbor Version : 3.1.4", "sdk_version", ["3.1.4"]),
        ("Android SDK version 33.0.0 is installed", "sdk_version", []),
        ("We use Flutter 3.4.0. Start a sample with the 3.4.0 version", "sdk_version", []),
        ('harbor-view is blank\n"axios": "1.6.0", "harbor-view": "~8.7.0"', "sdk_version",
         ["~8.7.0"]),
        ("Mute on iOS 18, works on iOS 17.x", "os_version", ["iOS 18"]),
        ("iOS 17.6 (test phone, big): plays as expected. iOS 18.0 is mute", "os_version",
         ["iOS 18.0"]),
        ("测试设备 iPhone12   14.6", "os_version", ["14.6"]),
        ("Decode failed (-5521)", "error_codes", ["-5521"]),
        ("A strange error occurred (-5522)", "error_codes", ["-5522"]),
        ("W/System.err(20417): not found", "error_codes", []),
        ("- 设备信息 [如 iPhone8 Plus]", "device", []),
        ("- Device: Real device", "device", []),
        ("* Device model:\n* Plugin config\n* Other", "device", []),
        ("Freezes in the iOS simulator only", "device", ["iOS simulator"]),
        ("Thread 4: EXC_BAD_ACCESS (code=2, address=0x8)", "error_codes", ["EXC_BAD_ACCESS"]),
        ("### Steps\n\n_Tell us how it happens_\n\n 1. ...\n 2. ...\n", "reproduction_steps", []),
        ("Silent on iPad 12.9 model", "os_version", []),
    ],
)  # fmt: skip
def test_found_in_other_repositories(text: str, field: str, wanted: list[str]) -> None:
    """Shapes met in trackers of players, maps and push SDKs, in words of our own."""
    assert values(field, text) == wanted
