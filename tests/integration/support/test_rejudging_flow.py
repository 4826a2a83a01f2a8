"""Severity after the filing: later details raise it by the rules, and never over what staff set."""

from __future__ import annotations

import pytest

from bot.slack.views.draw import draw
from bot.support.inbound import MessageReceived
from bot.support.messages import Reminder
from bot.support.models import Severity, Ticket, TicketStatus
from bot.support.targets import Target
from tests.desk_stage import Stage, a_file, fresh_database
from tests.fakes import KENJI, MEI, NIMBUS, PAPER

MILD = "The video is a bit blurry on SDK 4.3.1, Android 14. Steps:\n1. join\n2. look"
WORSE = "It now crashes for all users, and we launch tomorrow"
CRASH_LOG = (
    b"*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***\n"
    b"Build fingerprint: 'google/shiba/shiba:14/UQ1A.240205.004/11269751:user/release-keys'\n"
    b"pid: 8123, tid: 8190, name: rtc >>> com.example <<<\n"
    b"signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x48\nbacktrace:\n"
    b"  #00 pc 000000000004f2c8  /data/app/lib/arm64/librtc.so (decode+12)\n"
)


@pytest.fixture
def stage() -> Stage:
    stage = Stage(fresh_database())
    stage.librarian.confidence = 0.1
    stage.messenger.files = {"F1": CRASH_LOG}
    return stage


def filed(stage: Stage, text: str = MILD, user: str = MEI, channel: str = PAPER) -> MessageReceived:
    """A report that became a ticket; a form leaves the severity at what the rules read."""
    report = stage.ask(text, user, channel=channel)
    draft = stage.desk.draft(stage.conversation(report).place, user, text="", author=user)
    form = stage.form(report, user, severity=draft.severity)
    stage.desk.accept(form.model_copy(update={"fields": draft.fields}))
    return report


def more(stage: Stage, report: MessageReceived, text: str, *, log: bool = False) -> Ticket:
    files = [a_file()] if log else []
    stage.ask(text, report.user, channel=report.channel, thread=report.ts, files=files)
    return stage.only_ticket()


def lines(stage: Stage, *kinds: str) -> list[tuple[str, str]]:
    trail = stage.tickets.events(stage.only_ticket().id)
    return [(one.kind, one.actor) for one in trail if one.kind in kinds]


def judged(stage: Stage) -> list[Reminder]:
    said = [one for one in stage.in_staff_thread() if one.key.endswith(":judged")]
    return [one.content for one in said if isinstance(one.content, Reminder)]


def test_what_is_told_later_makes_it_worse_with_the_reason(stage: Stage) -> None:
    report = filed(stage)
    before = stage.only_ticket()
    assert (before.severity, before.rule_severity) == (Severity.MEDIUM, Severity.MEDIUM)
    ticket = more(stage, report, WORSE)
    assert (ticket.severity, ticket.rule_severity) == (Severity.CRITICAL, Severity.CRITICAL)
    assert "crash" in ticket.severity_reason
    assert ticket.reported_severity is None, "nobody changed it by hand"
    assert ticket.first_reply_due == before.first_reply_due, "what was promised stands"
    assert lines(stage, "severity", "judged") == [("severity", "doorstep")]
    (told,) = judged(stage)
    assert told.text.startswith(f"{ticket.label} is now critical, by what was told later: ")
    assert "*Critical*" in str(draw(stage.card().content))


def test_its_clocks_follow_as_for_every_other_severity(stage: Stage) -> None:
    report = filed(stage, user="U0DEV01", channel=NIMBUS)
    before = stage.desk._desk.course(stage.only_ticket()).due(Target.RESOLUTION)
    ticket = more(stage, report, WORSE)
    after = stage.desk._desk.course(ticket).due(Target.RESOLUTION)
    assert after is not None
    assert before is None or after < before
    assert ticket.resolve_due == after


def test_people_are_called_where_the_plan_pages_for_it(stage: Stage) -> None:
    report = filed(stage, user="U0DEV01", channel=NIMBUS)
    assert not stage.only_ticket().paged
    stage.desk.accept(
        stage.form(report, "U0DEV01", summary="Blurry", actual=WORSE, severity=Severity.MEDIUM)
    )
    ticket = stage.only_ticket()
    assert (ticket.severity, ticket.paged) == (Severity.CRITICAL, True)
    assert lines(stage, "escalated") == [("escalated", "doorstep")]


def test_who_has_the_case_is_told(stage: Stage) -> None:
    report = filed(stage)
    stage.press("ticket_claim", stage.card(), KENJI, str(stage.only_ticket().id))
    ticket = more(stage, report, WORSE)
    assert (ticket.status, ticket.severity) == (TicketStatus.CLAIMED, Severity.CRITICAL)
    assert [one.notify for one in judged(stage)] == [(KENJI,)]


def test_a_crash_in_a_file_that_comes_later_counts(stage: Stage) -> None:
    ticket = more(stage, filed(stage), "Here is the log", log=True)
    assert (ticket.severity, ticket.severity_reason) == (
        Severity.CRITICAL,
        "call.log holds a crash.",
    )


def test_a_crash_in_the_file_of_the_form_is_known_from_the_start(stage: Stage) -> None:
    report = stage.ask(MILD, MEI, channel=PAPER)
    stage.desk.accept(stage.form(report, MEI, severity=Severity.LOW, files=[a_file()]))
    ticket = stage.only_ticket()
    assert (ticket.severity, ticket.rule_severity) == (Severity.LOW, Severity.CRITICAL)
    assert more(stage, report, "Thanks, take your time").severity is Severity.LOW


def test_an_edited_report_is_judged_again(stage: Stage) -> None:
    report = filed(stage)
    stage.edit(report, f"{MILD}\n{WORSE}")
    assert stage.only_ticket().severity is Severity.CRITICAL
    assert lines(stage, "severity") == [("severity", "doorstep")]
    assert "*Critical*" in str(draw(stage.card().content))


def test_better_news_take_nothing_back(stage: Stage) -> None:
    report = filed(stage)
    more(stage, report, WORSE)
    ticket = more(stage, report, "After a restart it works again, only a small typo is left")
    assert ticket.severity is Severity.CRITICAL
    stage.edit(report, "There is a typo in a label")
    assert stage.only_ticket().severity is Severity.CRITICAL
    assert len(lines(stage, "severity", "judged")) == 1


def test_small_talk_and_the_choice_of_the_form_change_nothing(stage: Stage) -> None:
    report = stage.ask(f"{MILD}\nIt crashes", MEI, channel=PAPER)
    stage.desk.accept(stage.form(report, MEI, severity=Severity.LOW))
    assert more(stage, report, "Thanks, take your time").severity is Severity.LOW
    assert lines(stage, "severity", "judged") == []


def test_what_staff_set_stays_and_the_rules_stand_beside_it(stage: Stage) -> None:
    report = filed(stage)
    stage.rate(stage.only_ticket(), Severity.LOW, why="Only on one test phone.")
    ticket = more(stage, report, WORSE)
    assert (ticket.severity, ticket.rule_severity) == (Severity.LOW, Severity.CRITICAL)
    assert ticket.severity_reason == "Set by Kenji: Only on one test phone."
    assert lines(stage, "severity", "judged") == [("severity", KENJI), ("judged", "doorstep")]
    (told,) = judged(stage)
    assert "stays as it was set by hand" in told.text
    assert "(reported as medium; by the rules critical: " in str(draw(stage.card().content))
    more(stage, report, "It crashes on every phone")
    assert len(judged(stage)) == 1


def test_after_the_end_nothing_is_judged(stage: Stage) -> None:
    report = filed(stage)
    stage.desk.accept(stage.resolution(stage.only_ticket()))
    assert more(stage, report, WORSE).severity is Severity.MEDIUM
    assert lines(stage, "severity", "judged") == []


def test_the_words_of_others_are_not_the_report(stage: Stage) -> None:
    report = filed(stage)
    stage.ask(WORSE, "U0DEV07", channel=PAPER, thread=report.ts, addressed=False)
    assert stage.only_ticket().severity is Severity.MEDIUM


def test_a_form_that_is_sent_again_may_say_that_it_is_worse(stage: Stage) -> None:
    report = filed(stage, user="U0DEV01", channel=NIMBUS)
    again = stage.form(report, "U0DEV01", summary="Blurry", severity=Severity.CRITICAL)
    stage.desk.accept(again)
    ticket = stage.only_ticket()
    assert (ticket.severity, ticket.paged) == (Severity.CRITICAL, True)
    assert ticket.severity_reason == "Critical was chosen in the form."
    assert ticket.rule_severity is Severity.MEDIUM
    stage.desk.accept(stage.form(report, "U0DEV01", summary="Blurry", severity=Severity.LOW))
    assert stage.only_ticket().severity is Severity.CRITICAL, "an older form says nothing newer"


def test_a_form_that_is_sent_again_leaves_what_staff_set(stage: Stage) -> None:
    report = filed(stage)
    stage.rate(stage.only_ticket(), Severity.LOW)
    stage.desk.accept(stage.form(report, MEI, summary="Blurry", severity=Severity.HIGH))
    assert stage.only_ticket().severity is Severity.LOW
