from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ingest.metadata import PageFacts, detect_language
from knowledge.models import PageStatus


def facts(path: str, **declared: Any) -> PageFacts:
    return PageFacts(path, declared)


@pytest.mark.parametrize(
    ("path", "text", "language"),
    [
        ("zh/join.md", "Join a channel", "zh"),
        ("docs/zh-CN/join.md", "x", "zh"),
        ("a/en/join.md", "加入", "en"),
        ("join.md", "调用 joinChannel 加入频道，然后等待 onUserJoined 回调。", "zh"),
        ("join.md", "Call joinChannel, then wait.", "en"),
        ("join.md", "チャンネルに参加するには、この関数を呼び出してください。", "ja"),
        ("join.md", "", "en"),
    ],
)
def test_language(path: str, text: str, language: str) -> None:
    assert facts(path).language(text) == language


def test_declared_language_wins_and_code_does_not_count() -> None:
    assert facts("zh/a.md", language="en-US").language("") == "en"
    assert detect_language("加入频道后调用：\n```js\n" + "const a = 1;\n" * 50 + "```") == "zh"


@pytest.mark.parametrize(
    ("path", "platforms"),
    [
        ("document/android/quickstart.md", ("android",)),
        ("en/ios-oc/join.mdx", ("ios",)),
        ("rtc/quickstart-flutter.md", ("flutter",)),
        ("push/push_integration_note_ios.md", ("ios",)),
        ("faq/web-https-requirement.mdx", ("web",)),
        ("product/secure-web-hooks.md", ()),
        ("capture/capture_source_windows_ng.md", ("windows",)),
        ("notes/release_macos_rtm.md", ("macos",)),
        ("ng.md", ()),
        ("server-side/rest.md", ("server",)),
        ("小程序/快速开始.md", ("miniprogram",)),
    ],
)
def test_platforms_by_path(path: str, platforms: tuple[str, ...]) -> None:
    assert facts(path).platforms == platforms


def test_declared_platforms() -> None:
    assert facts("ios/a.md", platform="All Platforms").platforms == ()
    assert facts("a.md", platform=["iOS", "微信小程序", "Unity3D"]).platforms == (
        "ios",
        "miniprogram",
        "unity",
    )
    assert facts("a.md", platforms="Android, Web").platforms == ("android", "web")


@pytest.mark.parametrize(
    ("path", "product", "version"),
    [
        ("voice-calling/get-started/a.mdx", "voice-calling", ""),
        ("docs/en/android/a.md", "", ""),
        ("RTC 4.x/release-notes/a.md", "RTC", "4.x"),
        ("rtm-2.x/a.md", "rtm", "2.x"),
        ("chat/v4/a.md", "chat", "4"),
        ("chat/3.7/a.md", "chat", "3.7"),
        ("guide/upgrade-to-v2-20.md", "", ""),
    ],
)
def test_product_and_version_by_path(path: str, product: str, version: str) -> None:
    assert (facts(path).product, facts(path).version) == (product, version)


def test_declared_product_and_version() -> None:
    found = facts("x/a.md", product="Voice / Video", version="v4.2.1")
    assert (found.product, found.version) == ("Voice, Video", "4.2.1")
    assert facts("x/a.md", version=4.2).version == "4.2"
    assert facts("x/a.md", products=list("abcdef")).product == ""
    assert facts("x/a.md", products=[{"a": 1}]).product == "x"


def test_status() -> None:
    archived = PageStatus.ARCHIVED
    assert facts("ARCHIVED/a.md").status is archived
    assert facts("a.md", status="withdrawn").status is archived
    assert facts("a.md", deprecated=True).status is archived
    assert facts("archive-api/a.md").status is PageStatus.CURRENT


@pytest.mark.parametrize(
    "declared",
    [
        {"last_updated": date(2025, 3, 2)},
        {"last_update": {"date": "2025-03-02"}},
        {"updatedAt": "2025-03-02 21:21:57"},
        {"date": "2025/3/2"},
        {"date": "2025年3月2日"},
    ],
)
def test_updated(declared: dict[str, Any]) -> None:
    assert PageFacts("a.md", declared).updated == date(2025, 3, 2)


def test_no_or_impossible_date() -> None:
    assert facts("a.md", date="2025-13-45").updated is None
    assert facts("a.md", date=7).updated is None


def test_links() -> None:
    link = "https://docs.example.com/{path_without_ext}"
    assert facts("en/a b.mdx").url(link, "s") == "https://docs.example.com/en/a%20b"
    slug = "https://d.example/{source}/{slug}"
    assert facts("en/index.md").url(slug, "s") == "https://d.example/s/en"
    assert facts("en/a.md", slug="/join").url(slug, "s") == "https://d.example/s/join"
    assert facts("en/a.md", slug="join").url(slug, "s") == "https://d.example/s/en/join"
    assert facts("a.md").url("", "s") == ""
    assert facts("a.md").url("x/{unknown}/{", "s") == "x/{unknown}/{"
