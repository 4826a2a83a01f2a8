"""Which version is the SDK's: every text here is written for the test."""

import pytest

from bot.support.extraction.extract import extract
from bot.support.extraction.vocabulary import Catalogue


def versions(text: str) -> list[str]:
    return [found.value for found in extract(text).sdk_version]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Call drops\n\nSDK version: 4.3.1", ["4.3.1"]),
        ("Call drops\n\n**SDK Version**\nv2.0.1-beta.3\n", ["v2.0.1-beta.3"]),
        ("掉线\n\n### SDK 版本\n\n3.9.0\n\n### 系统\n\nAndroid 13", ["3.9.0"]),
        ("掉线\nSDK版本：4.2.1 机型：小米 10 系统：Android 11", ["4.2.1"]),
        ("掉线\n【SDK 版本】：5.0.2", ["5.0.2"]),
        ("| Field | Value |\n|---|---|\n| SDK version | 3.7.2 |", ["3.7.2"]),
        ("Black video\nSDK version: 7", ["7"]),
        ("Android 3.9.127 login fails", ["3.9.127"]),
        ("BrightRTC Android 4.4.1 crashes on Android 14", ["4.4.1"]),
        ("Upgraded from nothing\nI upgraded to 4.4.0 and audio is gone", ["4.4.0"]),
        ("更新至 6.2.0.145 版本后，推流没有画面", ["6.2.0.145"]),
        ("项目里是 SDK5.3.2", ["5.3.2"]),
        ("手机上写成 SDK 6.1。4", ["6.1。4"]),
        ("Crash with SDK versions 2.3.0~2.6.1", ["2.3.0~2.6.1"]),
        ("Call drops\n\nsdk: 4.2.0", ["4.2.0"]),
        ("Call drops\n\nenvironment:\n  sdk: '>=2.19.0 <4.0.0'", []),
        ("Call drops\n\n### What version do you use?\n\n2.4.1", ["2.4.1"]),
        ("Call drops\n\nTwilio React Native version\n\n2.4.1", ["2.4.1"]),
        ("Call drops\n\nReact Native version\n\n0.71.2", []),
        ("掉线\n* 本地 Flutter 版本信息\n 1.17.5", []),
        ("I tried these SDK versions in turn\n\n5.1.0\n5.0.2\n\nNone connects",
         ["5.1.0", "5.0.2"]),
        ("Silent in Safari (version 14.1.1)", []),
        ("Silent on a phone with ROM Touch OS_4.5", []),
        ("掉线\n【版本】：5.8.2\n【之前版本有无此问题】：5.6.1之前没有，5.8.2有", ["5.8.2"]),
        ("掉线\n【SDK版本】：4.5.2\n【之前版本有无此问题】：4.5.1以及更早也有", ["4.5.2", "4.5.1"]),
        ("用“room-sdk”的“2.3.4”的时候，能正常进房，升级到“3.4.6”就报错", ["3.4.6"]),
    ],
)  # fmt: skip
def test_finds_the_version(text: str, wanted: list[str]) -> None:
    assert versions(text) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ('"livekit-client": "^1.15.2",', ["^1.15.2"]),
        ("npm i agora-rtc-sdk-ng@4.20.0", ["4.20.0"]),
        ("implementation 'io.agora.rtc:full-sdk:4.2.6'", ["4.2.6"]),
        ("pod 'AgoraRtcEngine_iOS', '~> 4.1.0'", ["~> 4.1.0"]),
        ("  agora_rtc_engine: ^6.2.4", ["^6.2.4"]),
        ("livekit-server-sdk==0.9.1", ["0.9.1"]),
    ],
)
def test_reads_build_files(line: str, wanted: list[str]) -> None:
    assert versions(f"No audio\n\n```\n{line}\n```") == wanted


def test_picks_the_sdk_from_a_long_package_json() -> None:
    text = """Build problem

```json
"dependencies": {
  "axios": "^1.4.0",
  "livekit-client": "^1.15.2",
  "vue-router": "4.1.0"
}
```
"""
    assert versions(text) == ["^1.15.2"]


def test_knows_the_names_of_the_catalogue() -> None:
    catalogue = Catalogue(products=("Harbor Calls",), sdks=("harbor-web",))
    text = 'Harbor Calls stays silent\n\n"axios": "1.4.0", "harbor-web": "3.0.2"'
    found = extract(text, catalogue=catalogue)
    assert found.first("product") == "Harbor Calls"
    assert found.first("sdk") == "harbor-web"
    assert found.first("sdk_version") == "3.0.2"


@pytest.mark.parametrize(
    "text",
    [
        "Camera is black on Android 8.1.0",
        "Camera is black\nOS: iOS 15.4.1",
        "Camera is black\nminSdkVersion 21\ntargetSdk 33",
        "Server is 10.0.0.12 and gateway 192.168.1.1:8080",
        "It began on 2024.03.05 at 10:22:11.123",
        "Camera is black with Flutter 3.16.0 and Xcode 15.2.0",
        "Camera is black\n- OS: Android 9\n- Version 9",
        "Chrome version 121.0.6167 shows nothing",
        "See https://example.org/docs/4.2.0/start.html",
        "Camera is black\nApp version: 2.14.0",
        "environment:\n  sdk: '>=2.19.0 <4.0.0'",
    ],
)
def test_leaves_other_versions_alone(text: str) -> None:
    assert versions(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("join works on 4.1.0 but fails on SDK 4.2.0", ["4.2.0"]),
        ("SDK 4.2.0 无法加入频道，4.1.0 没有问题", ["4.2.0"]),
        ("Login fails with SDK 5.1.0. Version 5.0.3 is fine.", ["5.1.0"]),
        ("SDK 版本：7.4.0\n【之前版本有无此问题】：7.3.1 没有此问题", ["7.4.0"]),
        ("No callback in SDK 4.2.0. Downgrading to 4.1.1 solves it.", ["4.2.0"]),
    ],
)
def test_leaves_out_the_version_that_works(text: str, wanted: list[str]) -> None:
    assert versions(text) == wanted


def test_reads_the_sdk_version_of_a_log_and_not_its_libraries() -> None:
    text = """Cannot connect

D/Core (311): [2025/02/11 08:01:09:210]: sdk init, version : 6.0.4
D/Core (311): [2025/02/11 08:01:09:214]: openssl version: 3.0.13
"""
    assert versions(text) == ["6.0.4"]
