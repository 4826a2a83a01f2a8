"""Platform, OS, device, framework: every text here is written for the test."""

import pytest

from bot.support.extraction.extract import extract


def values(field: str, text: str) -> list[str]:
    return [found.value for found in extract(text).found(field)]


FLUTTER_FORM = """Preview stays black

### Platforms affected

- [x] Android
- [ ] iOS
- [ ] Web

### Logs

```console
[Paste your logs here]
```

### Flutter Doctor output

[✓] Flutter (Channel stable, 3.22.1, on macOS 14.5 23F79 darwin-arm64, locale en-US)
[✓] Android toolchain - develop for Android devices (Android SDK version 34.0.0)
[✓] Xcode - develop for iOS and macOS (Xcode 15.3)
[✓] Chrome - develop for the web
    • Pixel 7 (mobile) • 29021FDH • android-arm64 • Android 14 (API 34)
"""

UNFILLED_FORM = """Echo in calls

**Desktop (please complete the following information):**
 - OS: [e.g. iOS]
 - Browser [e.g. chrome, safari]
 - Version [e.g. 22]

**Smartphone (please complete the following information):**
 - Device: [e.g. iPhone6]
 - OS: [e.g. iOS8.1]
"""


def test_a_form_speaks_only_where_it_is_filled() -> None:
    fields = extract(UNFILLED_FORM).fields()
    for name in ("platform", "os_version", "device", "framework", "sdk_version"):
        assert fields[name] == [], name


def test_an_edited_example_is_an_answer() -> None:
    text = "No sound\n - Device: [Redmi Note 9]\n - OS: [e.g. Android 12]\n"
    assert values("os_version", text) == ["Android 12"]
    assert values("device", text) == ["Redmi Note 9"]


BOTH_SYSTEMS = """Preview stays black

**Desktop (please complete the following information):**
 - OS: {desktop}

**Smartphone (please complete the following information):**
 - Device: Pixel 4
 - OS: Android 11
"""


def test_an_example_that_names_something_in_githubs_form_was_edited() -> None:
    text = """Echo in calls

**Smartphone (please complete the following information):**
 - Device: [e.g. iPhone12]
 - OS: [e.g. iOS15.2]
 - Browser [e.g. stock browser, safari]
 - Version [e.g. 22]
"""
    assert values("device", text) == ["iPhone12"]
    assert values("os_version", text) == ["iOS15.2"]


def test_the_desktop_beside_a_phone_is_where_the_app_is_built() -> None:
    text = BOTH_SYSTEMS.format(desktop="Windows 10")
    assert values("os_version", text) == ["Android 11"]
    assert values("platform", text) == ["android"]


def test_a_desktop_with_a_browser_or_a_phone_in_its_field_counts() -> None:
    browser = BOTH_SYSTEMS.format(desktop="Windows 10\n - Browser: Chrome 120")
    assert values("os_version", browser) == ["Windows 10", "Android 11"]
    phone = BOTH_SYSTEMS.format(desktop="Android 9")
    assert values("os_version", phone) == ["Android 9", "Android 11"]


def test_unticked_boxes_and_the_build_host_are_noise() -> None:
    fields = extract(FLUTTER_FORM).fields()
    assert fields["platform"] == ["android"]
    assert fields["framework"] == ["Flutter 3.22.1"]
    assert fields["os_version"] == ["Android 14 (API 34)"]
    assert fields["device"] == ["Pixel 7"]
    assert fields["logs_present"] is False


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Freezes on iOS 17.2", ["ios"]),
        ("安卓端加入频道失败", ["android"]),
        ("小程序收不到消息", ["miniprogram"]),
        ("网页端推流失败", ["web"]),
        ("Safari on macOS 14 shows no video", ["web"]),
        ("Windows 11 client cannot share the screen", ["windows"]),
        ("Silent on iOS. On Android it works fine.", ["ios"]),
        ("iOS 崩溃，安卓没有问题", ["ios"]),
        ("Works on Android but not on iOS", ["ios"]),
        ("On Edge, it is fine. The iPhone stays silent", ["ios"]),
        ("Silent on iOS. On Android I do not get any such error", ["ios"]),
        ("Silent. It works fine on: https://demo.example.org/web\nbut my iOS app is mute", ["ios"]),
        ("iOS 除了文字能正常收发 图片都失败", ["ios"]),
        ("没声音\n* 出问题的是 iOS 还是 Android\niOS", ["ios"]),
        ("No sound\n- Phone (android/ios) and system\niPhone 13", ["ios"]),
        ("ios 分享到微信小程序后黑屏", ["ios"]),
        ("It stops\n    at java.lang.Thread.run (Thread.java:1)", ["android"]),
        ("It stops on my Mac", ["macos"]),
        ("It stops\n4  Runner  0x4f5810 -[RoomPlugin send:result:] + 395", ["ios"]),
        ("It stops\n03-08 11:22:33.444  1201  1377 E Mixer : no buffer", ["android"]),
        ("It stops\n#00 pc 0004  /data/app/y/lib/arm64/libmedia.so (b+9)", ["android"]),
        ("It stops\n0   UIKitCore   0x00000001a2b3c4d5 main + 12", ["ios"]),
        ("Login fails\n### Operating System and CPU Architecture\n\nLinux (AMD)", []),
        ("Login fails\n\n* Browser (e.g. Safari)\n* Phone (e.g. iPhone 6s)", []),
        ("Login fails", []),
    ],
)
def test_platform(text: str, wanted: list[str]) -> None:
    assert values("platform", text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("OS: Android 13", ["Android 13"]),
        ("No sound\n**iOS Version**\n16.4", ["16.4"]),
        ("系统版本：14.2", ["14.2"]),
        ("Seen on iOS 16.1, 16.2 and 17.0", ["iOS 16.1", "16.2", "17.0"]),
        ("android10、11 上出现", ["android10、11"]),
        ("OS Version: Android 13 (TQ3A.230805.001)", ["Android 13 (TQ3A.230805.001)"]),
        ("No sound\n【机型】：iPhone 11，14.8.1", ["14.8.1"]),
        ("鸿蒙 4.0 上没有画面", ["鸿蒙 4.0"]),
        ("Windows 11 home, Firefox 121", ["Windows 11 home"]),
        ("Android 3.9.127 login fails", []),
        ("Android SDK 30 is installed", []),
        ("BrightRTC Android 4.4.1 crashes on Android 14", ["Android 14"]),
        ("With the SDK, Android 4.4.1 crashes", ["Android 4.4.1"]),
        ("macOS 14.4, Xcode 15.2. Freezes on iOS 17.4", ["iOS 17.4"]),
        ("Android version: Any", []),
        ("Silent on my iPhone XR, OS 14.2", ["14.2"]),
        ("iOS 更新到 17.4 后没有声音", ["iOS 更新到 17.4"]),
        ("手机系统升级到17.4之后没有声音", ["17.4"]),
        ("No sound on Android (12) and iOS [16.4]", ["Android (12)", "iOS [16.4]"]),
        ("No sound on Android >= 12", ["Android >= 12"]),
        ("No sound on Android 11, 12 and 13", ["Android 11", "12", "13"]),
        ("On iOS 16, 20 users hear nothing", ["iOS 16"]),
        ("No sound on Android Pie", ["Android Pie"]),
        ("Silent on MIUI V13.0.4.0.SKVMIXM", ["MIUI V13.0.4.0.SKVMIXM"]),
        ("Silent on Flyme 9.3.1.0A", ["Flyme 9.3.1.0A"]),
        ("The room server runs on Windows Server 2022", ["Windows Server 2022"]),
        ("No sound\nOperating System Version: mac", ["mac"]),
        ("No sound\nOS: Android", []),
        ("No sound\n【机型】：iPhone 8 (A1905)(15.4)", ["15.4"]),
        ("No sound\n【机型】：iPad Pro 2020款（12.9）", []),
        ("No sound\nDevice: Pixel 6 with room sdk 9.1", []),
        ("No sound\n之前版本有无此问题：没有，系统升级到16.2后出现", ["16.2"]),
        ("The Android V2 embedding is missing", []),
        ("No sound\nYour OS: Mac OSX 12.6", ["Mac OSX 12.6"]),
        ("No sound\nOS version\nbuilt at 14:54:57", []),
        ("iOS 12.2 stays silent. iOS 13.4 does not.", ["iOS 12.2"]),
    ],
)
def test_os_version(text: str, wanted: list[str]) -> None:
    assert values("os_version", text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Freezes on iPhone 14 Pro Max and iPad Pro (11-inch)",
         ["iPhone 14 Pro Max", "iPad Pro (11-inch)"]),
        ("Device: iPhone 11, SE", ["iPhone 11", "SE"]),
        ("Hardware Model: iPhone14,2", ["iPhone14,2"]),
        ("小米13 和 华为 Mate 40 Pro 上必现", ["小米13", "华为 Mate 40 Pro"]),
        ("Samsung Galaxy S21 Ultra (SM-G998B)", ["Samsung Galaxy S21 Ultra", "SM-G998B"]),
        ("OnePlus 9 Pro and vivo X60 are silent", ["OnePlus 9 Pro", "vivo X60"]),
        ("Device: Nokia G42 and emulator", ["Nokia G42", "emulator"]),
        ("Device: Any", []),
        ("Device: all devices", []),
        ("Happens on Samsung phones", ["Samsung"]),
        ("Device: Doogee N50 Android 13, rk3568 (Android 11)", ["Doogee N50", "rk3568"]),
        ("Device: running Android 12", []),
        ("机型：真机 realmeq 安卓11", ["realmeq"]),
        ("机型：小米  9", ["小米  9"]),
        ("Silent on a Smartisan M1L", ["Smartisan M1L"]),
        ("机型：HUAWEI ANA-AN00", ["HUAWEI ANA-AN00"]),
        ("机型：安卓手机", []),
        ("机型：小米部分机型", ["小米"]),
        ("【机型】\n如iPhone 7 Plus", []),
        ("【机型】\n如iPhone XR", ["iPhone XR"]),
        ("Device: Infinity, Infinity 4", ["Infinity", "Infinity 4"]),
        ("Silent on iPhone13. It is an iPhone 13 of 2021", ["iPhone 13"]),
        ("Build fingerprint: 'google/oriole/oriole:13/TP1A/123:user/release-keys'",
         ["google/oriole"]),
        ("Then do each of these on the second device:\n\n* lock it\n* unlock it", []),
        ("Both reproduce on a device or simulator", []),
    ],
)  # fmt: skip
def test_device(text: str, wanted: list[str]) -> None:
    assert values("device", text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Built with Flutter v3.7.1", ["Flutter v3.7.1"]),
        ('"react-native": "0.72.4"', ["react-native 0.72.4"]),
        ("Firefox 121 is silent", ["Firefox 121"]),
        ("No video\n**Xcode Version**\n14.3.1", ["Xcode 14.3.1"]),
        ("No video\n浏览器：火狐浏览器", ["火狐浏览器"]),
        ("seen with flutter 3.10 and 3.13", ["flutter 3.10", "flutter 3.13"]),
        ("My flutter version is '3.10.6'", ["flutter 3.10.6"]),
    ],
)
def test_framework(text: str, wanted: list[str]) -> None:
    assert values("framework", text) == wanted


@pytest.mark.parametrize(
    ("text", "systems"),
    [
        ("在 window 10 上点登录没有反应", ["window 10"]),
        ("The window 3 of the gallery stays grey", []),
        ("【Windows】【7.4.0.5120】点共享屏幕没反应", []),
        ("Windows 6.1.7601: sharing the screen fails", ["Windows 6.1.7601"]),
        ("It fails on Windows Server 2019", ["Windows Server 2019"]),
    ],
)
def test_a_windows_has_a_number_of_its_own(text: str, systems: list[str]) -> None:
    assert extract(text).fields()["os_version"] == systems


@pytest.mark.parametrize(
    ("text", "devices"),
    [
        ("苹果8P、苹果13 pro 都会黑屏", ["苹果8P", "苹果13 pro"]),
        ("我们有苹果6个，都正常", []),
        ("Device: MacBook Air 2020", ["MacBook Air 2020"]),
        ("机型：vivo、红米等手机", ["vivo", "红米"]),
    ],
)
def test_phones_by_their_chinese_names_and_years(text: str, devices: list[str]) -> None:
    assert extract(text).fields()["device"] == devices


def test_a_developers_environment_that_lists_packages_is_what_the_form_asks_for() -> None:
    text = (
        'The list jumps.\n\n**Dev environment info:**\n\n"react-native": "0.72.4"\n'
        '"harbor-chat-react-native": "^2.3.1"\nSeen on android.\n'
    )
    found = extract(text).fields()
    assert found["sdk_version"] == ["^2.3.1"]
    assert found["platform"] == ["android"]


def test_a_developers_machine_is_still_nobodys_device() -> None:
    text = "Joining fails on iOS 17.2.\n\n**Dev machine:**\nmacOS 14.1, Xcode 15\n"
    assert extract(text).fields()["os_version"] == ["iOS 17.2"]
