"""What an answer holds for, and what it says when that is not what the asker uses."""

from __future__ import annotations

import pytest

from bot.support.accounts import Account
from bot.support.models import Setting
from bot.support.scope import differences, open_platforms, open_versions, remarks, valid_for
from knowledge.models import PageStatus, Passage, Query
from tests.desk_stage import sample_policy


def passage(*platforms: str, version: str = "", title: str = "Token", **more: str) -> Passage:
    path = f"docs/{title}-{'-'.join(platforms)}.md"
    return Passage(path, title, "text", platforms=platforms, version=version, **more)  # type: ignore[arg-type]


def test_the_line_names_platform_version_and_language() -> None:
    query = Query("?", platform="android")
    shown = [passage("android", "ios"), passage(language="zh")]
    assert valid_for(query, shown, "4.x", "en") == "Android · SDK 4.x · English docs · Chinese docs"
    assert valid_for(Query("?"), [passage("a", "b", "c", "d")], "", "en") == "English docs"
    assert valid_for(Query("?"), [], "", "en") == ""


@pytest.mark.parametrize(
    ("query", "shown", "said"),
    [
        (Query("?", platform="ios"), [passage("android")], ["Android; you asked about iOS"]),
        (Query("?", platform="ios"), [passage("ios", "android"), passage()], []),
        (Query("?"), [passage("android")], []),
        (Query("?", version="4.2"), [passage(version="3.x")], ["SDK 3.x; yours is 4.2"]),
        (Query("?", version="4.2"), [passage(version="4.x"), passage(version="3.x")], []),
        (Query("?"), [passage(status=PageStatus.ARCHIVED)], ["archived"]),
        (Query("?"), [passage(status=PageStatus.ARCHIVED), passage()], []),
        (Query("?", platform="ios", version="4.2"), [], []),
    ],
)
def test_differences_are_said(query: Query, shown: list[Passage], said: list[str]) -> None:
    found = differences(query, shown, "en")
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))
    assert len(differences(query, shown, "zh")) == len(said)


def test_the_same_page_for_other_platforms_is_offered() -> None:
    evidence = [passage("android"), passage("ios"), passage("web", title="Rooms")]
    assert open_platforms(Query("?"), evidence) == ("ios",)
    assert open_platforms(Query("?", platform="android"), evidence) == ()
    assert open_platforms(Query("?"), [passage("android", "ios"), passage("ios")]) == ()
    assert open_platforms(Query("?"), []) == ()


def test_the_same_page_for_other_versions_is_told() -> None:
    best = passage("android", version="4.x")
    others = [
        passage("android", version="3.x"),
        passage("ios", version="2.x"),  # that is another platform's
        passage("android", version="4.1"),  # a part of 4.x
        passage("android", version="1.x", title="Rooms"),
        passage("android", version="3.x"),
    ]
    assert open_versions(Query("?"), [best, *others]) == ("3.x",)
    assert open_versions(Query("?", version="3.7"), [best, *others]) == ()
    assert open_versions(Query("?"), [passage("android"), *others]) == ()
    assert open_versions(Query("?"), [passage(version="4.3"), passage(version="4.2")]) == ("4.2",)
    assert open_versions(Query("?"), []) == ()


def test_what_is_open_is_asked_once_and_only_of_what_is_shown() -> None:
    new, old = passage("android", version="4.x"), passage("android", version="3.x")
    other = passage("ios", version="4.x")
    asked = remarks(Query("?"), [new], [new, other, old], "en")
    assert asked == [
        "This is for Android. Tell me your platform for iOS.",
        "This is for SDK 4.x. Tell me your version for 3.x.",
    ]
    assert remarks(Query("?", platform="android"), [new], [new, old], "zh") == [
        "以上适用于 SDK 4.x。如果你使用 3.x，请告诉我版本。"
    ]
    assert remarks(Query("?", platform="android"), [new, old], [new, old], "en") == []
    assert remarks(Query("?"), [], [new, other, old], "en") == []
    said = remarks(Query("?", platform="ios"), [new], [new, old], "en")
    assert said == ["Written for Android; you asked about iOS."]


def test_the_customers_setting_comes_before_the_channels() -> None:
    usual = Setting(platform="web", product="rooms")
    policy = sample_policy().model_copy(update={"channels": {"C1": usual}})
    nimbus = Account(name="Nimbus", plan="basic", platform="android")
    assert policy.setting_of("C1", None) == usual
    assert policy.setting_of("C1", nimbus) == Setting(platform="android", product="rooms")
    assert policy.setting_of("C2", None) == Setting()
