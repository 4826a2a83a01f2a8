"""Which reports look the same: measured on pairs that a reader would judge at once."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.support.bursts import Report, is_burst, lead
from bot.support.considering import read_alone, stranger
from bot.support.models import TicketFields
from bot.support.policy import IncidentRules, Similarity
from bot.support.similar import (
    Frequencies,
    Traits,
    finding_keys,
    likeness,
    speaks_of,
    traits_of,
)
from tests.desk_stage import sample_policy
from tests.sample_contents import a_ticket

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SAME = [
    (
        "The app crashes with SIGSEGV when I leave a channel and join again, Android, SDK 4.3.1",
        "SDK 4.3.1 on a Pixel 8: joining the channel again after leaving it crashes (SIGSEGV)",
    ),
    ("消息丢失，发送后对方收不到，SDK 4.3.1", "4.3.1 消息发送成功但是对方收不到"),
    (
        "Remote video is black on Web Chrome 136 after screen sharing stops",
        "Black screen in Chrome 136 once screen sharing is stopped",
    ),
    (
        "App 在切换摄像头时崩溃，iOS 17，SDK 4.2.0",
        "switchCamera crashes the app on iOS 17, SDK 4.2.0",
    ),
    (
        "No audio on iPhone 15 after a phone call interruption",
        "After an incoming phone call there is no sound on iPhone 15",
    ),
    ("joinChannel returns error 1109", "Error code 1109: the call is refused since this morning"),
]
OTHER = [
    (
        "The app crashes with SIGSEGV when I leave a channel, Android 14, SDK 4.3.1",
        "The app crashes at launch on Android 12, SDK 4.3.1",
    ),
    ("We get error 1109 after a day", "We get error 1102 at join"),
    ("Remote video is black on Web", "No audio on Web"),
    ("消息丢失，发送后对方收不到", "消息发送很慢，延迟十秒"),
    (
        "Join channel fails with error 1109 on Android",
        "Join channel fails with error 17 on Android",
    ),
    ("The app crashes", "The app crashes on Android"),
]


def traits(text: str) -> Traits:
    reading = read_alone(stranger(text, NOW, sample_policy()), text, sample_policy())
    return traits_of(reading.fields, reading.signals.symptom.value)


EVERYTHING = [traits(text) for pair in (*SAME, *OTHER) for text in pair]
FREQUENCIES = Frequencies(len(EVERYTHING), Counter(key for one in EVERYTHING for key in one.keys))


@pytest.mark.parametrize(("first", "second"), SAME)
def test_the_same_problem_in_other_words_is_found(first: str, second: str) -> None:
    for one, other in ((first, second), (second, first)):
        assert likeness(traits(one), traits(other), FREQUENCIES) >= Similarity().likeness


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_another_problem_is_not_taken_for_it(first: str, second: str) -> None:
    for one, other in ((first, second), (second, first)):
        found = likeness(traits(one), traits(other), FREQUENCIES)
        assert found < IncidentRules().likeness < Similarity().likeness


def test_both_languages_meet_in_a_burst() -> None:
    chinese = traits("消息丢失，发送的消息对方收不到，SDK 4.3.1")
    english = traits("Sent messages are lost: they never arrive at the receiver, SDK 4.3.1")
    assert likeness(chinese, english, Frequencies()) >= 0.2


def test_an_error_code_says_less_the_more_tickets_tell_it() -> None:
    one, other = traits("joinChannel returns error 1109"), traits("Error code 1109 at night")
    rare = Frequencies(1_000, {"c:1109": 1, "n:1109": 1})
    common = Frequencies(1_000, {"c:1109": 400, "n:1109": 400})
    assert likeness(one, other, rare) > 2 * likeness(one, other, common)


def test_platform_version_and_product_speak_against() -> None:
    def told(**changes: str) -> Traits:
        fields = TicketFields(
            summary="Remote picture freezes while the beauty filter is on",
            platform="android",
            sdk_version="4.3.1",
            product="voice",
        )
        return traits_of(fields.model_copy(update=changes))

    same = likeness(told(), told(), FREQUENCIES)
    for change in ({"platform": "ios"}, {"sdk_version": "3.0.0"}, {"product": "whiteboard"}):
        assert likeness(told(), told(**change), FREQUENCIES) < same


def test_what_most_tickets_hold_finds_nothing_while_something_rarer_does() -> None:
    frequencies = Frequencies(5_000, {"w:crash": 4_000, "w:beauti": 3, "c:1109": 40})
    assert finding_keys({"w:crash", "w:beauti", "c:1109", "w:new"}, frequencies) == [
        "c:1109",
        "w:beauti",
    ]
    assert finding_keys({"w:crash"}, frequencies) == ["w:crash"], "better than nothing"
    assert finding_keys({"w:new"}, frequencies) == []


def test_a_known_issue_must_tell_the_code() -> None:
    report = traits("joinChannel fails with error 1109 on Android")
    assert speaks_of("joinChannel fails with 1109 on some devices", report, FREQUENCIES) > 0.5
    assert speaks_of("joinChannel fails with 1102 on Android", report, FREQUENCIES) == 0


fields = st.builds(
    TicketFields,
    summary=st.text(max_size=80),
    actual=st.text(max_size=80),
    error_codes=st.sampled_from(["", "1109", "-10012, ERR_TIMEOUT", "0xC0000005", "SIGSEGV"]),
    platform=st.sampled_from(["", "android", "ios, web"]),
    sdk_version=st.sampled_from(["", "4.3.1", "3.8"]),
)


@settings(max_examples=60)
@given(fields, fields)
def test_a_likeness_is_a_share_and_a_report_is_like_itself(
    first: TicketFields, second: TicketFields
) -> None:
    one, other = traits_of(first), traits_of(second)
    frequencies = Frequencies(2, Counter([*one.keys, *other.keys]))
    assert 0 <= likeness(one, other, frequencies) <= 1
    assert likeness(one, one, frequencies) >= likeness(one, other, frequencies) - 1e-9
    assert all(len(key) <= 60 for key in one.keys)


# Bursts ------------------------------------------------------------------------------------------

reports = st.lists(
    st.builds(
        Report,
        by=st.sampled_from("ABCDE"),
        at=st.integers(0, 200).map(lambda minute: NOW + timedelta(minutes=minute)),
    ),
    max_size=12,
)


@given(reports, st.integers(2, 4), st.integers(1, 60))
def test_a_burst_is_so_many_people_within_the_time(
    told: list[Report], least: int, minutes: int
) -> None:
    within = timedelta(minutes=minutes)
    expected = any(
        len({one.by for one in told if first.at <= one.at <= first.at + within}) >= least
        for first in told
    )
    assert is_burst(told, least, within) is expected


def test_the_first_that_was_paged_speaks_for_an_incident() -> None:
    tickets = [a_ticket(id=number, paged=number == 5) for number in (7, 5, 3)]
    first, quiet = lead(tickets), lead(tickets[::2])
    assert first is not None
    assert quiet is not None
    assert (first.id, quiet.id) == (5, 3)
    assert lead([]) is None
