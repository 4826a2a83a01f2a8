"""What is said of an SDK version: only what the catalogue knows for sure."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.support.releases import Release, Standing, Told, judge, parse

TODAY = dt.date(2026, 11, 25)
NOTES = [
    Release(version=one, page=f"https://docs.example/{one}", title=f"Notes › {one}")
    for one in ("4.4.1", "4.4.0", "4.3.2", "4.3.1", "4.3.0", "4.2.0", "3.8.3", "3.8.0", "2.9.0")
]
LINES = [
    Release(version="2.x", end_of_life=dt.date(2025, 1, 1), page="https://docs.example/eol"),
    Release(version="3.x", end_of_life=dt.date(2026, 12, 31), fixed_in="4.4.1"),
    Release(
        version="4.3.1",
        broken="it crashes when a channel is joined again",
        fixed_in="4.3.2",
        page="https://docs.example/broken",
    ),
]
KNOWN = [*NOTES, *LINES]


@pytest.mark.parametrize(
    ("told", "standing", "newer"),
    [
        ("4.4.1", None, ""),
        ("v4.4.1", None, ""),
        ("4.4.1+build.7", None, ""),
        ("4.4.1.1203", None, ""),
        ("4.4.1-rc.1", None, ""),
        ("4.4", None, ""),
        ("4.x", None, ""),
        ("4.3.1", Standing.BROKEN, "4.3.2"),
        ("V4.3.1", Standing.BROKEN, "4.3.2"),
        ("4.3.1+20260101", Standing.BROKEN, "4.3.2"),
        ("4。3。1", Standing.BROKEN, "4.3.2"),
        ("4.3", Standing.OUTDATED, "4.4.1"),  # 4.3.2 may be meant, which is not broken
        ("v4.3", Standing.OUTDATED, "4.4.1"),
        ("4.3.x", Standing.OUTDATED, "4.4.1"),
        ("4.3.2", Standing.OUTDATED, "4.4.1"),
        ("4.1.5", Standing.OUTDATED, "4.4.1"),  # not listed, but certainly older
        ("4.2.0-beta.1", Standing.OUTDATED, "4.4.1"),
        ("4.3.7", Standing.UNKNOWN, "4.4.1"),
        ("5.0.0", Standing.UNKNOWN, "4.4.1"),
        ("3.8.1", Standing.ENDING, "4.4.1"),
        ("3.8.3", Standing.ENDING, "4.4.1"),
        ("2.9.0", Standing.END_OF_LIFE, "4.4.1"),
        ("2.x", Standing.END_OF_LIFE, "4.4.1"),
        ("4.4.1, 4.3.1", Standing.BROKEN, "4.3.2"),  # the worst of several
        ("unknown", None, ""),
        ("latest", None, ""),
        ("", None, ""),
        ("14", None, ""),
    ],
)
def test_what_is_said_of_a_version(told: str, standing: Standing | None, newer: str) -> None:
    verdict = judge(Told(told), KNOWN, TODAY)
    assert (verdict and verdict.standing) == standing
    assert (verdict.newer if verdict else "") == newer


def test_the_page_is_the_one_that_says_so() -> None:
    broken, old = (judge(Told(one), KNOWN, TODAY) for one in ("4.3.1", "4.2.0"))
    assert broken is not None
    assert (broken.page, broken.reason) == (
        "https://docs.example/broken",
        "it crashes when a channel is joined again",
    )
    assert old is not None
    assert (old.page, old.title) == ("https://docs.example/4.4.1", "Notes › 4.4.1")


def test_a_page_in_the_askers_language_is_preferred() -> None:
    known = [
        Release(version="2.0.0", page=f"https://docs.example/{one}", title=one, language=one)
        for one in ("en", "zh")
    ]
    known.append(Release(version="1.0.0"))
    for language in ("en", "zh"):
        verdict = judge(Told("1.0.0"), known, TODAY, language)
        assert verdict is not None
        assert verdict.title == language


def test_an_end_that_is_far_away_is_not_spoken_of() -> None:
    verdict = judge(Told("3.8.3"), KNOWN, dt.date(2026, 6, 1))
    assert verdict is not None
    assert verdict.standing is Standing.OUTDATED


def test_other_products_and_platforms_say_nothing() -> None:
    known = [
        Release(version="2.0.0", product="chat", platforms=("android",)),
        Release(version="3.0.0", product="chat", platforms=("ios",)),
        Release(version="9.0.0", product="voice"),
    ]
    newest = {
        ("Chat SDK", "android"): "2.0.0",
        ("chat", "iOS"): "3.0.0",
        ("voice", ""): "9.0.0",
    }
    for (product, platform), newer in newest.items():
        verdict = judge(Told("1.0.0", platform, product), known, TODAY)
        assert verdict is not None
        assert verdict.newer == newer
    assert judge(Told("1.0.0", "", ""), known, TODAY) is None, "which product, nobody said"
    assert judge(Told("1.0.0", "", "whiteboard"), known, TODAY) is None
    both = judge(Told("1.0.0", "android, ios", "chat"), known, TODAY)
    assert both is not None
    assert (both.standing, both.newer) == (Standing.OUTDATED, ""), "another one on each"
    assert judge(Told("2.0.0", "android, ios", "chat"), known, TODAY) is None


def test_nothing_known_nothing_said() -> None:
    assert judge(Told("4.3.1"), [], TODAY) is None


@pytest.mark.parametrize("version", ["latest", "", "x"])
def test_a_catalogue_entry_needs_a_version(version: str) -> None:
    with pytest.raises(ValidationError, match="is not a version"):
        Release(version=version)


def test_yaml_may_read_a_version_as_a_number() -> None:
    assert Release.model_validate({"version": 4.3, "fixed_in": 5}).fixed_in == "5"


numbers = st.lists(st.integers(0, 30), min_size=3, max_size=3).map(tuple)


@given(st.lists(numbers, min_size=1, max_size=8, unique=True), st.data())
def test_the_newest_is_never_spoken_against_and_older_ones_always(
    known: list[tuple[int, ...]], data: st.DataObject
) -> None:
    names = {one: ".".join(map(str, one)) for one in known}
    releases = [Release(version=one) for one in names.values()]
    newest = max(known)
    prefix = data.draw(st.sampled_from(["", "v", "V"]))
    suffix = data.draw(st.sampled_from(["", "+build.5", ".1203", " "]))
    assert judge(Told(f"{prefix}{names[newest]}{suffix}"), releases, TODAY) is None
    for one in known:
        verdict = judge(Told(f"{prefix}{names[one]}"), releases, TODAY)
        assert (verdict is None) == (one == newest)
        if verdict is not None:
            assert (verdict.standing, verdict.newer) == (Standing.OUTDATED, names[newest])


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_told_is_survived(versions: str, platforms: str, product: str) -> None:
    judge(Told(versions, platforms, product), KNOWN, TODAY)
    parse(versions)
