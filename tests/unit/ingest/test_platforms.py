from __future__ import annotations

import pytest

from knowledge.platforms import (
    PLATFORMS,
    normalise_platform,
    platform_used,
    platforms_in,
    without_platforms,
)


@pytest.mark.parametrize("name", PLATFORMS)
def test_canonical_names_are_their_own(name: str) -> None:
    assert normalise_platform(name) == name
    assert normalise_platform(name.upper().replace("-", " ")) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ReactNative", "react-native"),
        ("React JS", "react-js"),
        ("Unity3D", "unity"),
        ("Cocos2d-x", "cocos"),
        ("微信小程序", "miniprogram"),
        ("uni-app", "uniapp"),
        ("服务端", "server"),
        ("ios-oc", "ios"),
        ("鸿蒙", "harmonyos"),
        ("All Platforms", ""),
        ("", ""),
    ],
)
def test_synonyms(written: str, name: str) -> None:
    assert normalise_platform(written) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Flutter app crashes on iOS 17.4 only", ("flutter", "ios")),
        ("a website rests on the server", ()),
        ("安卓端正常，微信小程序报错", ("android", "miniprogram")),
        ("ReactNative 0.74 / RN", ("react-native",)),
        ("web端 H5", ("web",)),
        ("darwin arwen", ()),
    ],
)
def test_mentions(text: str, names: tuple[str, ...]) -> None:
    assert platforms_in(text) == names


@pytest.mark.parametrize(
    ("told", "known", "used"),
    [
        (["android"], "flutter", "flutter"),
        (["ios", "android"], "react-native", "react-native"),
        (["ios", "flutter"], "", "flutter"),
        (["unity"], "flutter", "unity"),
        (["web"], "ios", "web"),
        (["server"], "flutter", "server"),
        ([], "ios", "ios"),
        ([], "", ""),
    ],
)
def test_a_frameworks_user_means_the_device(told: list[str], known: str, used: str) -> None:
    assert platform_used(told, known) == used


def test_a_guide_is_the_same_without_its_platform() -> None:
    titles = ("Screen sharing (Android)", "Screen sharing (iOS)")
    assert len({without_platforms(title) for title in titles}) == 1
