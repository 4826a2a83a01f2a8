"""What a conversation has told so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.support.extraction.models import LogDigest, LogLine
from bot.support.models import (
    AttachedLog,
    Attachment,
    Conversation,
    Place,
    Severity,
    TicketFields,
    Turn,
)
from bot.support.reading import Reading, has_words, read
from bot.support.releases import Release
from bot.support.signals import Symptom
from tests.desk_stage import CRASH_REPORT, a_file, sample_policy
from tests.unit.support.problem_samples import PROBLEMS, QUESTIONS

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
THREAD = Conversation(
    id=7, place=Place(channel="C0NIMBUS", thread_ts="1.1"), asker="U0DEV01", started_at=NOW
)


FAILED = LogDigest(lines=3, error_codes=(("1109", 1),))


def a_log(digest: LogDigest = FAILED) -> Attachment:
    return a_file().model_copy(update={"logs": (AttachedLog(digest=digest),)})


def reading(
    *texts: str, files: Sequence[Attachment] = (), thread: Conversation = THREAD
) -> Reading:
    """The reading of what was said, the last text being the latest."""
    turns = [
        Turn(
            id=str(number),
            conversation_id=7,
            author="U0DEV01",
            text=text,
            at=NOW,
            attachments=tuple(files),
        )
        for number, text in enumerate(texts)
    ]
    return read(thread, turns, texts[-1], sample_policy())


@pytest.mark.parametrize("text", ["a", "令牌", "1109", "🎉 ok", ":tada: ok", "é"])
def test_words(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize(
    "text", ["", " \n", "🎉🎉", ":tada:", ":+1: :white_check_mark:", "?!…", "。"]
)
def test_no_words(text: str) -> None:
    assert not has_words(text)


def test_a_full_report_misses_nothing_that_it_says() -> None:
    found = reading(CRASH_REPORT)
    assert found.version == "4.3.1"
    assert found.platform.lower() == "android"
    assert "Android 14" in found.fields.environment
    assert "Join a channel" in found.fields.steps
    assert not {"sdk_version", "platform", "steps"} & set(found.missing)


def test_what_is_missing_depends_on_the_problem() -> None:
    assert "logs" in reading("It crashes").missing
    assert reading("How do I renew the token?").missing == ()


def test_only_a_file_that_holds_a_log_counts_as_the_log() -> None:
    assert "logs" not in reading("It crashes", files=[a_log()]).missing
    assert "logs" in reading("It crashes", files=[a_file("screen.png")]).missing
    assert "logs" in reading("It crashes", files=[a_file("logs.7z")]).missing


def test_a_crash_log_makes_a_problem_critical_and_no_question() -> None:
    crash = a_log(LogDigest(lines=9, format="Android tombstone"))
    found = reading("It stops working after the call", files=[crash])
    assert (found.severity, found.severity_reason) == (Severity.CRITICAL, "call.log holds a crash.")
    assert reading("How do I read this file?", files=[crash]).severity is Severity.LOW


def test_the_customers_setting_fills_what_was_not_said() -> None:
    thread = THREAD.model_copy(update={"platform": "ios", "version": "4.1.0", "product": "Voice"})
    found = reading("We get error 1109", thread=thread)
    fields = found.fields
    assert (fields.platform, fields.sdk_version, fields.product) == ("ios", "4.1.0", "Voice")
    assert "platform" not in found.missing


def test_a_wish_counts_only_while_it_is_the_latest() -> None:
    found = reading("I want to talk to a human, it crashes", "ok, thanks, I try that")
    assert not found.signals.wants_person
    assert found.signals.symptom is Symptom.CRASH


def test_a_question_is_never_severe() -> None:
    found = reading("How do I renew the token?")
    assert (found.severity, found.signals.is_problem) == (Severity.LOW, False)


@pytest.mark.parametrize("text", ["", "See the log", "Here it is"])
def test_a_log_without_a_word_tells_of_a_problem(text: str) -> None:
    failed = a_log(FAILED.model_copy(update={"first_error": LogLine(number=2, text="E failed")}))
    found = reading(text, files=[failed])
    assert (found.signals.symptom, found.severity) == (Symptom.ERROR, Severity.MEDIUM)
    assert not reading("How do I read this log?", text, files=[failed]).signals.is_problem
    assert not reading(text, files=[a_log()]).signals.is_problem


@pytest.mark.parametrize("text", PROBLEMS)
def test_a_problem_is_rated_as_extraction_rates_it(text: str) -> None:
    found = reading(text)
    assert found.signals.is_problem
    assert found.severity.value == found.extraction.first("severity")


@pytest.mark.parametrize("text", QUESTIONS)
def test_who_only_asks_reports_no_problem(text: str) -> None:
    found = reading(text)
    assert (found.signals.is_problem, found.severity) == (False, Severity.LOW)
    assert found.extraction.first("severity") == "low"


def test_a_launch_makes_a_severe_problem_critical() -> None:
    text = "Production is down, all users crash on start. We launch tomorrow."
    found = reading(text)
    assert found.severity is Severity.CRITICAL
    assert found.severity_reason


def test_the_summary_is_the_first_line_with_words_and_short() -> None:
    assert reading("\n\n  It fails \nbadly").fields.summary == "It fails"
    assert len(reading("word " * 100).fields.summary) == 120
    assert reading("").fields.summary == ""


def test_without_turns_the_latest_text_is_read() -> None:
    found = read(THREAD, (), "SDK 4.3.1 fails with error 1109", sample_policy())
    assert found.fields.error_codes == "1109"
    assert found.version == "4.3.1"


def test_the_policys_products_and_packages_are_known() -> None:
    policy = sample_policy().model_copy(
        update={
            "products": {"Harbor Calls": ("com.harbor:dial",)},
            "releases": (
                Release(version="2.1.0", product="Harbor Boards"),
                Release(version="2.1.0", product="voice"),
            ),
        }
    )

    def told(text: str) -> TicketFields:
        return read(THREAD, (), text, policy).fields

    assert told("Harbor Calls 4.3.1 drops the ring tone").product == "Harbor Calls"
    assert told("Harbor Calls 4.3.1 drops the ring tone").sdk_version == "4.3.1"
    assert told("在 harbor boards 里画不了线").product == "harbor boards"
    assert told("No ring\n\nimplementation 'com.harbor:dial:4.2.0'").sdk_version == "4.2.0"
    assert told("No voice at all").product == ""  # a general word names no product
