"""A file comes with a message: read, redacted, told; what it says is not asked for again."""

from __future__ import annotations

import gzip

import pytest

from bot.support.messages import DetailsRequest, LogExcerpt, Notice, StaffCard
from bot.support.models import Attachment
from tests.desk_stage import QUESTION, Stage, a_file
from tests.fakes import LIN, MEI, PAPER

SECRET = "AKIAIOSFODNN7EXAMPLE"
LOG = (
    "06-29 10:42:00.118  8123  8123 I BrightSDK: Bright RTC Android 4.3.1 (build 20260622.3)\n"
    "06-29 10:42:00.121  8123  8123 I BrightSDK: device=Pixel 8 os=Android 14\n"
    f"06-29 10:42:01.340  8123  8123 I App: key {SECRET}\n"
    "06-29 10:42:07.377  8123  8123 E BrightSDK: join failed, error code 1109\n"
).encode()
PROBLEM = "The call drops again and again. It does not work."
READ = "I read your log (4 lines): SDK 4.3.1, Android 14, first error 1109 at 10:42:07."


@pytest.fixture
def shy(stage: Stage) -> Stage:
    """A desk whose documentation knows nothing."""
    stage.librarian.confidence = 0.1
    return stage


def report(stage: Stage, text: str = PROBLEM, *files: Attachment) -> object:
    message = stage.ask(text, MEI, channel=PAPER, files=files or [a_file()])
    return stage.last(message).content


def test_what_a_log_tells_is_not_asked_for(shy: Stage) -> None:
    shy.messenger.files = {"F1": LOG}
    content = report(shy)
    assert isinstance(content, DetailsRequest)
    assert content.ask.startswith(READ)
    for known in ("SDK version", "platform", "log around"):
        assert known not in content.ask.removeprefix(READ)
    assert "step by step" in content.ask


def test_the_reading_is_said_in_the_developers_language(shy: Stage) -> None:
    shy.messenger.files = {"F1": LOG}
    content = report(shy, "通话总是断开，无法使用，请帮忙看看")
    assert "已读取你的日志（4 行）：SDK 4.3.1，Android 14，首次报错 1109" in str(content)


def test_an_answer_mentions_the_file(stage: Stage) -> None:
    stage.messenger.files = {"F1": LOG}
    message = stage.ask(QUESTION, files=[a_file()])
    assert READ in stage.last(message).content.note  # type: ignore[union-attr]


def test_the_bytes_that_are_kept_hold_no_secret(stage: Stage) -> None:
    stage.messenger.files = {"F1": LOG, "F2": gzip.compress(LOG)}
    message = stage.ask(QUESTION, files=[a_file(), a_file("b.log.gz", "F2")])
    stage.desk.accept(stage.form(message))
    first, second = stage.only_ticket().attachments
    kept = stage.files.read(first) + gzip.decompress(stage.files.read(second))
    assert SECRET.encode() not in kept
    assert kept.count(b"[redacted cloud key") == 2
    assert SECRET not in stage.only_ticket().model_dump_json()


def test_a_ticket_gets_what_the_logs_tell(stage: Stage) -> None:
    stage.messenger.files = {"F1": LOG}
    message = stage.ask(QUESTION)
    stage.desk.accept(stage.form(message, files=[a_file()]))
    ticket = stage.only_ticket()
    assert (ticket.fields.sdk_version, ticket.fields.error_codes) == ("4.3.1", "1109")
    assert ticket.log_digest.startswith(
        "call.log: 4 lines (logcat); first error line 4 at 10:42:07"
    )
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert "1109 ×1" in card.log_digest


def test_words_win_over_logs(shy: Stage) -> None:
    shy.messenger.files = {"F1": LOG}
    message = shy.ask(f"{PROBLEM} I use SDK 4.2.0.", MEI, channel=PAPER, files=[a_file()])
    shy.desk.accept(shy.form(message, MEI))
    assert shy.conversation(message).version == "4.2.0"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("shot.png", b"\x89PNG\r\n\x1a\n" + bytes(99), "it is a picture"),
        ("core.dmp", b"MDMP" + bytes(99), "it is a memory dump"),
        (
            "logs.7z",
            b"7z\xbc\xaf\x27\x1c" + bytes(99),
            "I cannot open an archive of this kind (7z)",
        ),
        ("app.log", bytes(range(256)) * 9, "it is named like a log but holds no text"),
        ("none.log", b"", "it is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_to_who_sent_it(
    shy: Stage, name: str, content: bytes, why: str
) -> None:
    shy.messenger.files = {"F1": content}
    said = report(shy, PROBLEM, a_file(name))
    assert isinstance(said, DetailsRequest)
    assert f"I could not fully read `{name}`: {why}" in said.ask


def test_a_lone_file_is_enough_of_a_message(shy: Stage) -> None:
    shy.messenger.files = {"F1": LOG}
    content = report(shy, "", a_file())
    assert READ in str(content)


def test_a_file_sent_to_an_open_case_is_added_and_its_problem_whispered(stage: Stage) -> None:
    stage.messenger.files = {"F7": b"7z\xbc\xaf\x27\x1c" + bytes(99)}
    question, _ = stage.filed()
    stage.ask("Here", thread=question.thread_ts, addressed=False, files=[a_file("l.7z", "F7")])
    whispers = [content for _, user, content in stage.messenger.whispers if user == LIN]
    assert any(isinstance(one, Notice) and "l.7z" in one.text for one in whispers)
    (kept,) = stage.only_ticket().attachments
    assert (kept.path, kept.name) == ("", "l.7z")


def test_a_pasted_log_is_read_aloud_too(shy: Stage) -> None:
    pasted = LOG.decode() + "06-29 10:42:08.000  8123  8123 I BrightSDK: stats\n" * 30
    message = shy.ask(f"{PROBLEM}\n```\n{pasted}```", MEI, channel=PAPER)
    content = shy.last(message).content
    assert "lines): SDK 4.3.1, Android 14, first error 1109 at 10:42:07." in str(content)


def test_nothing_is_fetched_twice(stage: Stage) -> None:
    stage.messenger.files = {"F1": LOG}
    message = stage.ask(QUESTION, files=[a_file()])
    stage.messenger.files = {}
    stage.desk.accept(stage.form(message))
    (kept,) = stage.only_ticket().attachments
    assert kept.path
    assert kept.problem == ""


def test_staff_reads_the_lines_around_the_failure(stage: Stage) -> None:
    stage.messenger.files = {"F1": LOG}
    message = stage.ask(QUESTION, files=[a_file()])
    form = stage.form(message)
    stage.desk.accept(form)
    stage.desk.handle(form.id)  # and a repetition shows nothing twice
    (shown,) = [one.content for one in stage.in_staff_thread() if one.content.type == "log_excerpt"]
    assert isinstance(shown, LogExcerpt)
    assert shown.name == "call.log"
    assert "join failed, error code 1109" in shown.text.splitlines()[3]
    assert shown.text.splitlines()[3].startswith(">     4")
    assert SECRET not in shown.text


def test_a_pasted_log_is_shown_around_its_failure_too(stage: Stage) -> None:
    message = stage.ask(f"The call drops.\n```\n{LOG.decode()}```")
    stage.desk.accept(stage.form(message))
    (shown,) = [one.content for one in stage.in_staff_thread() if one.content.type == "log_excerpt"]
    assert isinstance(shown, LogExcerpt)
    assert (shown.name, "1109" in shown.text) == ("", True)


def test_a_log_without_a_failure_is_not_shown(stage: Stage) -> None:
    stage.messenger.files = {"F1": LOG.splitlines()[0]}
    message = stage.ask(QUESTION, files=[a_file()])
    stage.desk.accept(stage.form(message))
    assert not [one for one in stage.in_staff_thread() if one.content.type == "log_excerpt"]


def test_a_log_that_comes_later_is_shown_around_its_failure_too(stage: Stage) -> None:
    stage.messenger.files = {"F1": LOG}
    message = stage.ask(QUESTION)
    stage.desk.accept(stage.form(message))
    stage.ask("Here it is", thread=message.ts, files=[a_file()])
    (shown,) = [one.content for one in stage.in_staff_thread() if one.content.type == "log_excerpt"]
    assert isinstance(shown, LogExcerpt)
    assert "error code 1109" in shown.text
