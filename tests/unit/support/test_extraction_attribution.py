"""To whom a number in a report belongs: the SDK, the system, the device, or none of them."""

import pytest

from bot.support.extraction.extract import extract


def values(field: str, text: str) -> list[str]:
    return [found.value for found in extract(text).found(field)]


def version_of(text: str) -> list[str]:
    return sorted(values("sdk_version", text))


@pytest.mark.parametrize(
    ("text", "versions", "systems"),
    [
        # A bare "Version" is that of the field above it which names none yet.
        ("Mute\n\n - OS: iOS\n - Version 15.2", [], ["15.2"]),
        ("Mute\n\n- Device: Pixel 5\n- OS: Android\n- Version: 12", [], ["12"]),
        ("Mute\n\n- OS: Android 12\n- Version 12", [], ["Android 12"]),
        ("Mute\n\n- Version: 5.1.2\n- OS: Android 12", ["5.1.2"], ["Android 12"]),
        ("Mute\n\nOS: Android 12\nVersion room-sdk: 5.1.2", ["5.1.2"], ["Android 12"]),
        # The head of a form holds the SDK's version, or the system's beside a stated SDK.
        ("【iOS】-【7.2.1】【进房失败】\n\n没有回调", ["7.2.1"], []),
        ("【Electron】-【7.2.174】【进房失败】\n\n没有回调", ["7.2.174"], []),
        ("【iOS】-【15.1】【崩溃】\n\n【集成包】：IMSDK 5.1.10", ["5.1.10"], ["15.1"]),
        ("【Web】-【96.0.4664.110】【黑屏】\n\n没有回调", [], []),
        # A number leads its part of a system's field.
        ("Mute\n\n**Android version:**\n9.0\n4. **Steps:**\njoin", [], ["9.0"]),
        ("Mute\n\nAndroid: motorola, nokia 7", [], []),
        ("Mute\n\n```\nW/System.err: at a.b.C.run(C.java:77)\n```", [], []),
        ("Mute\n\niPhone 13 version: 16.4\nSDK version: 2.3.1", ["2.3.1"], ["16.4"]),
        # What an app needs, what serves it, and what printed it.
        ("Mute\n\nDeployment target iOS 13.0, on iOS 17.2", [], ["iOS 17.2"]),
        ("Mute\n\nWindows 11, our server runs in docker on Ubuntu 22.04", [], ["Windows 11"]),
        ('Mute\n\n{"sdkVersion":"2.8.4","osVersion":"11","app":"3.3.0"}', ["2.8.4"], ["11"]),
        ("Mute\n\niOS 16.2 (20C65) fails, so iOS 16.2 is affected", [], ["iOS 16.2 (20C65)"]),
    ],
)
def test_a_number_belongs_to_its_field(text: str, versions: list[str], systems: list[str]) -> None:
    assert version_of(text) == sorted(versions)
    assert values("os_version", text) == systems


@pytest.mark.parametrize(
    ("text", "versions"),
    [
        # In use, asked for, left behind, or only quoted.
        ("Mute\n\nI'm using 4.1.7 in our app. Our app is at 2.8.1.", ["4.1.7"]),
        ("没声音\n\n目前用的4.3.0，升级前4.2.6没这个问题。", ["4.3.0"]),
        ("Mute\n\nroom-sdk 3.7.1 (no 4.0.0 yet)", ["3.7.1"]),
        ("Mute\n\nroom-sdk 3.7.1. Could you please bump it to 3.8.0?", ["3.7.1"]),
        ("没声音\n\nSDK 3.7.1，能否升级到 3.8.0", ["3.7.1"]),
        ("没声音\n\nSDK 5.2.0；说明写着 SDK v4.6.0 开始支持", ["5.2.0"]),
        ("Mute\n\nroom-sdk 8.1.0 → 8.2.0 broke it", ["8.2.0"]),
        ("没声音\n\n更换sdk版本从2.1.4到2.2.2\n都提示错误", ["2.1.4", "2.2.2"]),
        ("没声音\n\nSDK 5.8.16，之前没有，5.8.16有", ["5.8.16"]),
        ("没声音\n\n但Android 0.6.9版本的代码，编译后可以正常通话", []),
        # Who quotes release notes names many.
        (
            "Mute\n\nwe run room-sdk 5.2.0.\n\nsdk 3.0.0, sdk 3.1.0, sdk 4.6.0, sdk 4.7.0",
            ["5.2.0"],
        ),
        # Whose it is.
        ("Mute\n\nkotlin_version = '1.9.10'\nroom-sdk 6.5.1", ["6.5.1"]),
        ('Mute\n\n"room": {"electron_version": "16.0.6"}', []),
        ("Xcode 16.4: no sound\n\nroom-sdk: ^6.2.1\nXcode: 16.4", ["^6.2.1"]),
        ("Mute\n\nnpm package @acme/call-wx 2.0.9", ["2.0.9"]),
        ("Mute\n\nNuGet Acme.Chat.Forms 2.3.0", ["2.3.0"]),
        ("Mute\n\ndesktop client (v5.4.2) with engine 4.2.2.38", ["4.2.2.38"]),
        ("Mute\n\nnot open (env: macOS,mp,1.06.2210310; lib: 3.7.1)", []),
        ("Mute\n\n```\ngyp ERR! System Darwin 19.2.0\n```", []),
        ("Mute\n\nserver-sdk-linux 4.4.31", ["4.4.31"]),
        (
            'Mute\n\n("io.acme:video-rtc:1.9.4"), ("com.other:hilt-android:2.50")',
            ["1.9.4"],
        ),
        ("集成3.1.0后启动崩溃，3.0.5不崩", ["3.1.0"]),
        ("Mute\n\nProxy 121.0.2277.83 was the browser", []),
        # The address of a script tells it where nothing else does.
        ('Mute\n\n<script src="https://cdn.acme.io/im-sdk/4.2.1/index.min.js">', ["4.2.1"]),
        ('Mute\n\nSDK 4.3.0 <script src="https://cdn.acme.io/im-sdk/4.2.1/a.js">', ["4.3.0"]),
        ('Mute\n\n<script src="https://cdn.acme.io/lodash/4.2.1/lodash.js">', []),
        # Two labels name two versions, though one begins like the other.
        ("Mute\n\nServer version: 3.8.3\nSDK version: 3.8.3.3", ["3.8.3", "3.8.3.3"]),
        ("Issue with 3.x\n\nroom-sdk 3.0.1", ["3.0.1"]),
    ],
)
def test_the_version_of_the_sdk(text: str, versions: list[str]) -> None:
    assert version_of(text) == sorted(versions)


def test_a_field_of_nothing_but_numbers_takes_no_longer_than_its_length() -> None:
    report = extract("Mute\n\nOS: " + "1/" * 9_000)
    assert len(report.os_version) <= 12


@pytest.mark.parametrize(
    ("text", "platforms"),
    [
        ("Mute\n\nOur app supports iOS, Android, Web. It crashes on Android.", ["android"]),
        ("Mute\n\nFails on iOS, Android and Web.", ["android", "ios", "web"]),
        ("Mute on Android\n\niOS is not tested yet", ["android"]),
        ("ios没声音 Android下正常", ["ios"]),
        ("iphone works, android doesn't", ["android"]),
        ("没声音\n\nios客户端可以很稳定的播放，安卓不行", ["android"]),
        ("Mute\n\nAndroid version | 12\niOS version |  \nGoogle Chrome version |  ", ["android"]),
        ("Mute\n\n- Browsers:\n  - Chrome: 121\n- OS: macOS 13", ["web"]),
        ("Mute\n\nDevice: Redmi K50", ["android"]),
        ("Mute on Android\n\nMotorola Edge 40", ["android"]),
        ("Mute\n\nMicrosoft Edge 121", ["web"]),
        ("没声音\n\n手机：华为 nova 11", []),
        ("没声音\n\n系统 ColorOS 13.1", ["android"]),
        ("Mute\n\nreact-native: 0.69.1\nmacOS", []),
        ("Mute\n\nmacOS app, Swift", ["macos"]),
        ("没反应\n\nfail (env: macOS,mp,1.06.2210310; lib: 3.7.1)", ["miniprogram"]),
        (
            "Mute\n\nflutter doctor\n[x] Chrome - develop for the web\n\nAndroid 12",
            ["android"],
        ),
    ],
)
def test_where_it_fails(text: str, platforms: list[str]) -> None:
    assert sorted(values("platform", text)) == platforms


@pytest.mark.parametrize(
    ("text", "devices"),
    [
        ("Mute\n\nDevices: iPhone 6s Plus, iPhone 6", ["iPhone 6s Plus", "iPhone 6"]),
        ("Mute on iPhone12\n\nDevice: iPhone 12 Pro", ["iPhone 12 Pro"]),
        ("没声音\n\n小米note（android 6.0），vivo（android 5）", ["小米note", "vivo"]),
        ("没声音\n\n机型：华为mate10\n附件 [x_mate手机.txt]", ["华为mate10"]),
        ("Mute\n\ndevice: google pixel - android 10", ["google pixel"]),
        ("Mute\n\nDevice: Not device specific", []),
        ("Mute\n\n**Device**\nTell us the device, like BLA-00 or so", []),
        ("Mute\n\n**To Reproduce**\n1. join\n2. Second device: join, codec VP8", []),
        ("没声音\n\n设备iOS 版本 : 11.2.5(15D60)", []),
        ("Mute\n\niPadOS 16.6", []),
        ("Mute\n\n23049RAD8C (mobile)", ["23049RAD8C"]),
        ("Mute\n\nserial 29021FDH2", []),
        ('Mute\n\n{"model":"M2101K7AG"}', ["M2101K7AG"]),
        ("Mute\n\nDev environment:\n- Emulator and OS\niPhone 11 with iOS13.3", ["iPhone 11"]),
        ("Mute on iPhone 12\n\nBut it can be run and debugged on the iPhone 7.", ["iPhone 12"]),
    ],
)
def test_the_device(text: str, devices: list[str]) -> None:
    assert values("device", text) == devices


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("发送消息一直失败 -3\n\n自己的 app 里", ["-3"]),
        ("模拟器上一直是-2301\n\n视频没有画面", ["-2301"]),
        ("Fails in 10-15 cases\n\nno sound", []),
        ("Crash on 2024-03-11\n\nno sound", []),
        ("Drops\n\nthe connection will drop and report 10005", ["10005"]),
        ("Drops\n\nthe reviewers report 10005 users", []),
        ("Drops\n\nrenew rejects with code DYNAMIC_KEY_EXPIRED", ["DYNAMIC_KEY_EXPIRED"]),
        ("Drops\n\njoin() returns INVALID_STATE", ["INVALID_STATE"]),
        ("Drops\n\nreturns the ROOM_NAME", []),
        ("Drops\n\nsignal(omxError 0x80001001, 3)", ["0x80001001"]),
        ("Drops\n\n```\njava.lang.NullPointerException: Attempt to read\n```", []),
        ("Drops\n\nHTTP 403, then https 502 and error 7", ["403", "502", "7"]),
        ("Drops\n\nxhttp 403, thttp 404", []),
    ],
)
def test_the_codes(text: str, codes: list[str]) -> None:
    assert values("error_codes", text) == codes
