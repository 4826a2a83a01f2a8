"""What is told after the filing: it joins the ticket, its card, its trail and the tracker."""

from __future__ import annotations

import pytest

from bot.slack.views.draw import draw
from bot.support.inbound import Button, MessageReceived
from bot.support.messages import Relayed, StaffCard
from bot.support.models import Severity, Ticket, TicketStatus
from tests.desk_stage import CRASH_REPORT, QUESTION, Stage, a_file, fresh_database
from tests.fakes import KENJI, MEI, NIMBUS, PAPER

LOG = (
    b"06-29 10:42:00.118  8123  8123 I BrightSDK: Bright RTC Android 4.3.1 (build 20260622.3)\n"
    b"06-29 10:42:00.121  8123  8123 I BrightSDK: device=Pixel 8 os=Android 14\n"
    b"06-29 10:42:07.377  8123  8123 E BrightSDK: join failed, error code 1109\n"
)
DIGEST = "call.log: 3 lines (logcat); first error line 3 at 10:42:07"


@pytest.fixture
def stage() -> Stage:
    stage = Stage(fresh_database())
    stage.librarian.confidence = 0.1
    stage.messenger.files = {"F1": LOG}
    return stage


def card(stage: Stage) -> StaffCard:
    content = stage.card().content
    assert isinstance(content, StaffCard)
    return content


def lines(stage: Stage, kind: str = "amended") -> list[str]:
    trail = stage.tickets.events(stage.only_ticket().id)
    return [one.note for one in trail if one.kind == kind]


def incomplete(stage: Stage) -> MessageReceived:
    """A crash of a customer who as a rule builds for iOS; the ticket waits for details."""
    report = stage.ask("App crashes on join", MEI, channel=PAPER)
    stage.press(Button.FILE_TICKET, stage.last(report), MEI)
    assert stage.only_ticket().status is TicketStatus.NEEDS_INFO
    return report


def more(stage: Stage, report: MessageReceived, text: str, *, log: bool = False) -> Ticket:
    files = [a_file()] if log else []
    stage.ask(text, report.user, channel=report.channel, thread=report.ts, files=files)
    return stage.only_ticket()


@pytest.mark.parametrize("claimed", [False, True])
def test_a_log_that_comes_later_is_digested_for_staff(stage: Stage, claimed: bool) -> None:
    question, _ = stage.claimed() if claimed else stage.filed()
    ticket = more(stage, question, "Here is the log", log=True)
    assert ticket.log_digest.startswith(DIGEST)
    assert card(stage).log_digest == ticket.log_digest
    assert (ticket.fields.error_codes, ticket.fields.sdk_version) == ("1109", "4.3.1")
    (line,) = lines(stage)
    assert line.startswith("Told later: ")
    assert line.endswith("; 1 file.")


def test_a_log_by_a_colleague_joins_the_others(stage: Stage) -> None:
    stage.messenger.files["F2"] = LOG.replace(b"1109", b"-17")
    question, _ = stage.filed()
    more(stage, question, "Here", log=True)
    theirs = [a_file("second.log", "F2")]
    stage.ask("", "U0DEV07", channel=NIMBUS, thread=question.ts, addressed=False, files=theirs)
    digest = stage.only_ticket().log_digest
    assert digest.startswith(DIGEST)
    assert "second.log: 3 lines" in digest
    assert stage.only_ticket().fields.error_codes == "1109", "what stands there stays"


def test_a_log_pasted_later_is_digested_too(stage: Stage) -> None:
    question, _ = stage.claimed()
    ticket = more(stage, question, f"From the console:\n```\n{LOG.decode()}```")
    assert "at 10:42:07.377: 06-29" in ticket.log_digest
    assert lines(stage)


def test_a_log_sent_with_the_form_again_is_digested(stage: Stage) -> None:
    question, _ = stage.filed()
    stage.desk.accept(stage.form(question, summary="Calls drop on 5G", files=[a_file()]))
    ticket = stage.only_ticket()
    assert ticket.log_digest.startswith(DIGEST)
    assert ticket.fields.summary == "Calls drop on 5G"
    assert lines(stage) == ["The form was sent again."]


def test_small_talk_changes_nothing(stage: Stage) -> None:
    question, before = stage.claimed()
    assert more(stage, question, "Thanks, take your time").fields == before.fields
    assert lines(stage) == []


def test_what_was_emptied_in_the_form_stays_empty(stage: Stage) -> None:
    question = stage.ask(f"{QUESTION} It is a Pixel 8.")
    stage.desk.accept(stage.form(question))
    fields = more(stage, question, "We use SDK 4.2.0 on the web").fields
    assert (fields.sdk_version, fields.environment) == ("4.2.0", "")


# Said and assumed --------------------------------------------------------------------------------


def test_what_is_assumed_is_marked_until_somebody_says_it(stage: Stage) -> None:
    report = incomplete(stage)
    assert (stage.only_ticket().fields.platform, card(stage).ticket.assumed) == (
        "ios",
        ("platform",),
    )
    assert "iOS (assumed)" in str(draw(card(stage)))
    ticket = more(stage, report, "It is the iOS app")
    assert "(assumed)" not in str(draw(card(stage)))
    assert (ticket.fields.platform, ticket.assumed) == ("ios", ())


def test_what_is_said_beats_what_was_assumed(stage: Stage) -> None:
    report = incomplete(stage)
    ticket = more(stage, report, "SDK 4.3.1, Android 14, Pixel 8")
    assert ticket.fields.platform == "android"
    assert ticket.assumed == ()
    assert lines(stage) == ["Told later: SDK version, Platform (was assumed), OS and device."]
    ticket = more(stage, report, "We see it on iOS 17 as well")
    assert ticket.fields.platform == "android", "what was said first stays; the thread has both"


def test_a_log_beats_what_was_assumed(stage: Stage) -> None:
    assert more(stage, incomplete(stage), "", log=True).fields.platform == "android"


def test_nothing_is_assumed_of_what_stands_in_the_report_or_the_form(stage: Stage) -> None:
    report = stage.ask(CRASH_REPORT, MEI, channel=PAPER)
    stage.press(Button.FILE_TICKET, stage.last(report), MEI)
    assert (stage.only_ticket().fields.platform, stage.only_ticket().assumed) == ("android", ())
    stage = Stage(fresh_database())
    question = stage.ask(QUESTION, MEI, channel=PAPER)
    stage.desk.accept(stage.form(question, MEI, platform="ios"))
    assert stage.only_ticket().assumed == ()


# Completed, answered, reopened -------------------------------------------------------------------


def test_the_tracker_hears_what_completes_a_ticket(stage: Stage) -> None:
    report = incomplete(stage)
    text = "SDK 4.3.1, Android 14, Pixel 8.\nSteps to reproduce:\n1. Open\n2. Join"
    ticket = more(stage, report, text, log=True)
    assert ticket.status is TicketStatus.OPEN
    while stage.mirroring.deliver(ticket.id).state == "told":
        pass
    (issue,) = stage.tracker.issues.values()
    (amended,) = [one for one in issue.comments.values() if "was amended" in one]
    assert "OS and device\nAndroid 14, Pixel 8" in amended
    assert DIGEST in amended


def test_the_form_completes_a_ticket_too(stage: Stage) -> None:
    report = incomplete(stage)
    form = stage.form(
        report,
        MEI,
        files=[a_file()],
        sdk_version="4.3.1",
        platform="android",
        environment="Android 14, Pixel 8",
        steps="Join",
    )
    stage.desk.accept(form)
    assert stage.only_ticket().status is TicketStatus.OPEN


def test_the_form_is_an_answer_that_was_waited_for(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.reply_form(ticket, "Which version?", waits=True))
    stage.desk.accept(stage.form(question, sdk_version="4.3.1"))
    now = stage.only_ticket()
    assert (now.status, now.claimed_by) == (TicketStatus.CLAIMED, KENJI)


def test_a_form_on_a_resolved_ticket_reopens_it(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    stage.desk.accept(stage.form(question, actual="It still fails", severity=Severity.HIGH))
    now = stage.only_ticket()
    assert (now.status, now.fields.actual) == (TicketStatus.REOPENED, "It still fails")
    (told,) = [one.content for one in stage.in_staff_thread() if one.key.endswith(":verdict")]
    assert told.notify == (KENJI,)  # type: ignore[union-attr]
    assert "the support team" in str(stage.messenger.whispers[-1][2])


def test_a_correction_by_staff_leaves_it_resolved(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    stage.desk.accept(stage.form(question, KENJI, actual="The token had expired"))
    assert stage.only_ticket().status is TicketStatus.RESOLVED


def test_after_the_end_words_are_no_part_of_the_ticket_any_more(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    assert more(stage, question, "On SDK 4.4.0 I see error 1203").fields == ticket.fields


# Joined ------------------------------------------------------------------------------------------


def joined(stage: Stage) -> MessageReceived:
    """Mei joins Lin's crash, and has a log."""
    first = stage.ask(QUESTION)
    stage.desk.accept(stage.form(first, summary="Crash", actual=CRASH_REPORT))
    mine = stage.ask(CRASH_REPORT, MEI, channel=PAPER, files=[a_file("mei.log")])
    offer = stage.last(mine).content
    value = f"{offer.conversation_id}:{stage.only_ticket().id}"  # type: ignore[union-attr]
    stage.press(Button.SAME_PROBLEM, stage.last(mine), MEI, value)
    return mine


def relayed(stage: Stage) -> Relayed:
    found = [one.content for one in stage.in_staff_thread() if isinstance(one.content, Relayed)]
    return found[-1]


def test_the_log_of_a_joiner_reaches_the_ticket_and_staff(stage: Stage) -> None:
    joined(stage)
    ticket = stage.only_ticket()
    assert [one.name for one in ticket.attachments] == ["mei.log"]
    assert "mei.log: 3 lines" in card(stage).log_digest
    assert [one.name for one in relayed(stage).attachments] == ["mei.log"]
    assert "1109" not in ticket.fields.error_codes, "what it tells is theirs alone"
    assert lines(stage) == ["From somebody who joined: 1 file(s)."]


def test_a_log_that_a_joiner_sends_later_reaches_the_ticket(stage: Stage) -> None:
    mine = joined(stage)
    stage.messenger.files["F2"] = LOG
    stage.ask("Another one", MEI, channel=PAPER, thread=mine.ts, files=[a_file("again.log", "F2")])
    assert [one.name for one in stage.only_ticket().attachments] == ["mei.log", "again.log"]
    assert "again.log: 3 lines" in card(stage).log_digest
    assert [one.name for one in relayed(stage).attachments] == ["again.log"]
