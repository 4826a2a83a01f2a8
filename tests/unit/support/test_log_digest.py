"""What a log says in short: its first failure, its codes, its times."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from bot.support.extraction.digests import LogReader
from bot.support.extraction.errors import codes_in
from bot.support.extraction.models import LogDigest
from bot.support.extraction.timeline import Timeline, moment_of


def digest(text: str) -> LogDigest:
    found = (
        LogReader(lambda part: (one.value for one in codes_in(part)))
        .read(text.splitlines())
        .digest()
    )
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("line", "written", "day"),
    [
        ("2026-06-30T10:42:07.123Z start", "10:42:07.123", "2026-06-30"),
        ("2026-06-30 10:42:07,123 INFO start", "10:42:07,123", "2026-06-30"),
        ("[2026/06/30 10:42:07] start", "10:42:07", "2026-06-30"),
        ("[10/21/25 10:42:07:123][3112][I]: start", "10:42:07:123", "2025-10-21"),
        ("06-29 10:42:07.118  8123  8123 I SDK: x", "10:42:07.118", "06-29"),
        ("Jun 30 10:42:07 iPhone App[12] <Error>: x", "10:42:07", "06-30"),
        ("10:42:07.5 start", "10:42:07.5", ""),
        ('{"ts":1782816127123,"msg":"x"}', "10:42:07", "2026-06-30"),
        ("1782816127.5 start", "10:42:07", "2026-06-30"),
        ('{"level":"info","time":"2026-06-30T10:42:07Z"}', "10:42:07", "2026-06-30"),
        ("Date/Time:           2026-06-30 10:42:07.3391 +0800", "10:42:07.3391", "2026-06-30"),
    ],
)
def test_times_in_the_forms_of_logs(line: str, written: str, day: str) -> None:
    moment = moment_of(line)
    assert moment is not None
    assert (moment.written, moment.day) == (written, day)


@pytest.mark.parametrize(
    "line",
    [
        "no time",
        "ratio 10:42",
        "99:99:99 x",
        "uid 1782816127123 here",
        "00:11:22:33:44:55",
        "v4.3.1",
    ],
)
def test_what_is_no_time(line: str) -> None:
    assert moment_of(line) is None


def test_the_first_failure_with_its_lines_around() -> None:
    lines = [f"10:42:{n:02d} I step {n}" for n in range(20)]
    lines[12] = "10:42:12 E join failed, error code 1109"
    found = digest("\n".join(lines))
    assert found.first_error is not None
    assert (found.first_error.number, found.first_error.code) == (13, "1109")
    assert [one.number for one in found.around] == list(range(8, 19))


@pytest.mark.parametrize(
    "line",
    ["I join, no error", "errorCode=0", "0 errors", "signal connected", "error: null"],
)
def test_good_news_is_no_failure(line: str) -> None:
    assert digest(f"start\n{line}\nend").first_error is None


def test_silences_and_midnight() -> None:
    found = digest("23:59:50.0 a\n23:59:58.0 b\n00:00:30.0 c\n00:00:31.0 d")
    assert found.seconds == 41
    assert [(one.line, one.after, one.seconds) for one in found.gaps] == [(3, "23:59:58", 32)]


def test_threads_that_write_out_of_order_make_no_silence() -> None:
    timeline = Timeline()
    for number, line in enumerate(["10:00:01 a", "10:00:00 b", "10:00:02 c"]):
        timeline.add(line, number)
    assert (timeline.seconds, timeline.gaps) == (1, [])


@pytest.mark.parametrize(
    ("banner", "version"),
    [
        ("[engine] Brightwire RTC Android 4.4.1 (build 20260622.3)", "4.4.1"),
        ("INFO  brightwire-rtc 4.3.1 (build 1) Chrome/126.0.0.0", "4.3.1"),
        ("BrightwireRTC 4.4.1 (build 20260622.3)", "4.4.1"),
        ("sdk version: 4.2.6.12", "4.2.6.12"),
        ('"sdkVersion":"3.8.0"', "3.8.0"),
        ("ZegoExpressEngine version 3.14.5", "3.14.5"),
        ("Chrome/126.0.0.0 Windows 10.0.19045", ""),
        ("com.example.classroom 2.7.0 (270)", ""),
    ],
)
def test_how_an_sdk_names_itself(banner: str, version: str) -> None:
    assert digest(f"10:00:00 {banner}\n10:00:01 x").sdk_version == version


def test_a_log_of_any_size_takes_little_memory() -> None:
    def lines() -> Iterator[str]:
        for n in range(20_000):
            time = f"10:{n // 3600 % 60:02d}:{n // 60 % 60:02d}"
            yield f"2026-06-30 {time}.{n % 1000:03d} E error code {n}"

    tracemalloc.start()
    found = LogReader(lambda part: (one.value for one in codes_in(part))).read(lines()).digest()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert found.lines == 20_000
    assert len(found.error_codes) == 20
    assert peak < 5_000_000
