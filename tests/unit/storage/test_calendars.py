"""Engineers' calendars: what repeats is unfolded, free takes nothing, errors have names."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import PolicyError
from bot.storage.calendars import busy_times
from bot.storage.policy_file import load_policy
from tests.desk_stage import POLICY_FILE

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def calendar(folder: Path, *events: str) -> Path:
    file = folder / "kenji.ics"
    body = "\r\n".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\nDTSTAMP:20261101T000000Z\r\n{event}\r\nEND:VEVENT"
        for number, event in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{body}\r\nEND:VCALENDAR\r\n"
    file.write_text(text, encoding="utf-8")
    return file


def times(file: Path) -> list[tuple[str, str]]:
    found = busy_times(file, NOW, "Asia/Shanghai")
    return [(f"{one.start:%m-%d %H:%M}", f"{one.end:%m-%d %H:%M}") for one in found]


def test_what_repeats_is_unfolded_with_its_exceptions(tmp_path: Path) -> None:
    weekly = (
        "DTSTART;TZID=Asia/Shanghai:20261124T100000\r\nDTEND;TZID=Asia/Shanghai:20261124T110000"
        "\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;TZID=Asia/Shanghai:20261201T100000"
    )
    assert times(calendar(tmp_path, weekly)) == [
        ("11-24 02:00", "11-24 03:00"),
        ("12-08 02:00", "12-08 03:00"),
    ]


def test_whole_days_and_times_without_a_zone_are_the_desks(tmp_path: Path) -> None:
    file = calendar(
        tmp_path,
        "DTSTART;VALUE=DATE:20261126\r\nDTEND;VALUE=DATE:20261127",
        "DTSTART:20261127T090000\r\nDTEND:20261127T100000",
    )
    assert times(file) == [("11-25 16:00", "11-26 16:00"), ("11-27 01:00", "11-27 02:00")]


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED"])
def test_free_and_cancelled_entries_take_nothing(tmp_path: Path, line: str) -> None:
    event = f"DTSTART:20261127T090000Z\r\nDTEND:20261127T100000Z\r\n{line}"
    assert times(calendar(tmp_path, event)) == []


@pytest.mark.parametrize("content", ["", "no calendar", "BEGIN:VCALENDAR\nDTSTART:x"])
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "kenji.ics"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"kenji\.ics"):
        busy_times(file, NOW, "UTC")
    with pytest.raises(PolicyError, match=r"missing\.ics"):
        busy_times(tmp_path / "missing.ics", NOW, "UTC")


def test_the_policy_brings_the_calendar(tmp_path: Path) -> None:
    event = "DTSTART:20991127T090000Z\r\nDTEND:20991127T100000Z"
    calendar(tmp_path, event, "DTSTART:20261127T090000Z\r\nRRULE:FREQ=DAILY\r\nDURATION:PT1H")
    text = POLICY_FILE.read_text(encoding="utf-8")
    named = text.replace("{user: U0SUP01, ", "{user: U0SUP01, calendar: kenji.ics, ")
    assert named != text
    policy = tmp_path / "policy.yaml"
    policy.write_text(named, encoding="utf-8")
    kenji, ana = load_policy(policy).visits.engineers
    assert len(kenji.busy) > 300
    assert ana.busy == ()
