"""What an answer holds for, and what it says when that is not what the asker uses."""

from __future__ import annotations

import pytest

from bot.support.accounts import Account
from bot.support.models import Setting
from bot.support.scope import differences, open_platforms, valid_for
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


def test_the_customers_setting_comes_before_the_channels() -> None:
    usual = Setting(platform="web", product="rooms")
    policy = sample_policy().model_copy(update={"channels": {"C1": usual}})
    nimbus = Account(name="Nimbus", plan="basic", platform="android")
    assert policy.setting_of("C1", None) == usual
    assert policy.setting_of("C1", nimbus) == Setting(platform="android", product="rooms")
    assert policy.setting_of("C2", None) == Setting()
