"""A visit in words: both languages, every status, times where they are read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.support.visits.models import Fee, FeeItem, Slot, VisitKind, VisitStatus, Wish
from bot.support.visits.words import fee_lines, place_of, say_slot, status_of
from tests.desk_stage import sample_policy

START = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "zone", "language", "said"),
    [
        (1, "Asia/Shanghai", "en", "Thu 26 Nov 15:00-16:00 (Asia/Shanghai)"),
        (1, "Asia/Shanghai", "zh", "11月26日（周四） 15:00-16:00 (Asia/Shanghai)"),
        (1, "America/New_York", "en", "Thu 26 Nov 02:00-03:00 (America/New_York)"),
        (1, "nonsense", "en", "Thu 26 Nov 07:00-08:00 (UTC)"),
        (27, "Asia/Shanghai", "en", "Thu 26 Nov 15:00 - Fri 27 Nov 18:00 (Asia/Shanghai)"),
    ],
)
def test_times_are_said_where_they_are_read(end: int, zone: str, language: str, said: str) -> None:
    slot = Slot(start=START, end=START + timedelta(hours=end), engineer="U")
    assert say_slot(slot, zone, language) == said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_status_has_a_word(language: str) -> None:
    words = [status_of(one, language) for one in VisitStatus]
    assert len(set(words)) == len(VisitStatus)


def test_a_fee_is_told_line_by_line() -> None:
    season = {"percent": "30", "season": "year-end peak", "season_zh": "年末高峰"}
    fee = Fee(
        currency="USD",
        items=(
            FeeItem(phrase="fee_days_included", facts={"count": "1"}),
            FeeItem(phrase="fee_days", facts={"count": "2"}, amount=3600),
            FeeItem(phrase="fee_season", facts=season, amount=1080),
        ),
    )
    assert fee_lines(fee, "en") == (
        "1 day included in your contract",
        "2 days on site: USD 3,600",
        "Peak season (year-end peak): 30%: USD 1,080",
        "Estimate: USD 4,680, taxes not included",
    )
    assert fee_lines(fee, "zh")[2] == "高峰期（年末高峰）加收 30%：USD 1,080"
    assert fee_lines(Fee(currency="USD"), "zh") == ("不另收费",)


@pytest.mark.parametrize(
    ("city", "language", "place"),
    [
        ("shanghai", "en", "Shanghai, 1 Road"),
        ("Shanghai", "zh", "上海, 1 Road"),
        ("Oslo", "zh", "Oslo, 1 Road"),
    ],
)
def test_cities_are_named_in_the_language(city: str, language: str, place: str) -> None:
    wish = Wish(kind=VisitKind.ON_SITE, city=city, address="1 Road")
    assert place_of(wish, sample_policy().visits, language) == place
