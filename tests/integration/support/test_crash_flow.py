"""`kill -9` before every single step of the work, and the same outcome after the restart.

For each story the work is done once undisturbed and its steps (calls that leave something) are
counted. Then it is done again in a fresh house once for every step, dies there, and is handled to
the end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.support.clock import Alarm, AlarmKind
from bot.support.inbound import (
    AnyInbound,
    Button,
    EntrySubmitted,
    MessageReceived,
    RatingReasonSubmitted,
)
from bot.support.models import Severity
from bot.support.releases import Release
from tests.desk_stage import CRASH_REPORT, QUESTION, Stage, a_file, fresh_database
from tests.fakes import HELP, INES, KENJI, LIN, MEI, OMAR, PAPER, STAFF, STRANGER, Crash, Post
from tests.integration.support.test_learning_flow import (
    PAGE,
    ingested,
    published,
    resolved,
    review,
)
from tests.integration.support.test_ticket_flow import with_model
from tests.visit_stage import EMERGENCY, INTEGRATION, SESSION, Visits

LOG = b"10:42:00.1 I join\n10:42:07.3 E join failed, error code 1109\n10:42:08.0 I left\n"

Story = Callable[[Stage], AnyInbound]


def an_answer(stage: Stage) -> AnyInbound:
    return stage.message(QUESTION)


def a_command(stage: Stage) -> AnyInbound:
    return stage.message(QUESTION).model_copy(update={"id": "command:1", "ts": "", "thread_ts": ""})


def details_asked(stage: Stage) -> AnyInbound:
    stage.librarian.confidence = 0.1
    return stage.message("We get error 1109 and it does not work")


def details_asked_with_a_model(stage: Stage) -> AnyInbound:
    with_model(stage, sdk_version="harbor-nine")
    return stage.message("We get error 1109 with build harbor-nine and it does not work")


def an_offer(stage: Stage) -> AnyInbound:
    stage.librarian.confidence = 0.1
    return stage.message(CRASH_REPORT, MEI, channel=PAPER)


def an_offer_filed(stage: Stage) -> AnyInbound:
    stage.librarian.confidence = 0.1
    report = stage.ask(CRASH_REPORT, MEI, channel=PAPER)
    return stage.pressed(Button.FILE_TICKET, stage.last(report), MEI)


def not_solved(stage: Stage) -> AnyInbound:
    question = stage.ask(QUESTION)
    return stage.pressed(Button.NOT_SOLVED, stage.last(question))


def not_solved_again(stage: Stage) -> AnyInbound:
    question = stage.ask(QUESTION)
    stage.press(Button.NOT_SOLVED, stage.last(question))
    stage.ask("How about iOS?", thread=question.thread_ts)
    return stage.pressed(Button.NOT_SOLVED, stage.last(question))


def a_visit(stage: Stage) -> AnyInbound:
    return stage.message("Please send an engineer on-site to our office")


def a_visit_after_filing(stage: Stage) -> AnyInbound:
    question, _ = stage.filed()
    return stage.message("We need an on-site visit", thread=question.thread_ts)


def a_form(stage: Stage) -> AnyInbound:
    stage.messenger.files = {"F1": b"a log"}
    question = stage.ask(QUESTION)
    return stage.form(question, severity=Severity.HIGH, files=[a_file()])


def a_form_from_nowhere(stage: Stage) -> AnyInbound:
    return stage.form(stage.message("")).model_copy(update={"thread_ts": ""})


def a_second_form(stage: Stage) -> AnyInbound:
    question, _ = stage.filed()
    return stage.form(question, summary="Calls drop on 5G")


def a_person_wished(stage: Stage) -> AnyInbound:
    question, _ = stage.filed()
    return stage.message("I want to talk to a person", thread=question.thread_ts)


def a_claim(stage: Stage) -> AnyInbound:
    _, ticket = stage.filed()
    return stage.pressed(Button.CLAIM, stage.card(), KENJI, str(ticket.id))


def a_first_reply(stage: Stage) -> AnyInbound:
    stage.filed()
    text = "reply: On it"
    return stage.message(text, KENJI, channel=STAFF, thread=stage.card().ts, addressed=False)


def a_reply_by_form(stage: Stage) -> AnyInbound:
    _, ticket = stage.claimed()
    return stage.reply_form(ticket, "Please update")


def a_take_over(stage: Stage) -> AnyInbound:
    question, _ = stage.filed()
    return stage.message("Hi", KENJI, thread=question.thread_ts, addressed=False)


def a_relay(stage: Stage) -> AnyInbound:
    stage.messenger.files = {"F1": b"a log"}
    question, _ = stage.claimed()
    return stage.message("Here is the log", thread=question.thread_ts, files=[a_file()])


def missing_details(stage: Stage) -> AnyInbound:
    """What a filed ticket waits for comes, with a log, and overrules what was assumed."""
    stage.librarian.confidence = 0.1
    stage.messenger.files = {"F1": LOG}
    report = stage.ask("App crashes on join", MEI, channel=PAPER)
    stage.press(Button.FILE_TICKET, stage.last(report), MEI)
    text = "SDK 4.3.1, Android 14, Pixel 8.\nSteps to reproduce:\n1. Open\n2. Join"
    return stage.message(text, MEI, channel=PAPER, thread=report.ts, files=[a_file()])


def worse_news(stage: Stage) -> AnyInbound:
    """What is told later makes the ticket critical, and people are called for it."""
    stage.librarian.confidence = 0.1
    question, _ = stage.filed()
    text = "The app now crashes for all users, we launch tomorrow"
    return stage.form(question, summary="Token", actual=text, severity=Severity.LOW)


def worse_news_after_staff_rated_it(stage: Stage) -> AnyInbound:
    question, ticket = stage.claimed()
    stage.rate(ticket, Severity.LOW)
    return stage.message("The app now crashes for all users", thread=question.thread_ts)


def an_answer_that_was_waited_for(stage: Stage) -> AnyInbound:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.reply_form(ticket, "Which version?", waits=True))
    return stage.form(question, sdk_version="4.3.1")


def a_form_that_reopens(stage: Stage) -> AnyInbound:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    return stage.form(question, actual="It still fails")


def a_deletion(stage: Stage) -> AnyInbound:
    """Its words are forgotten; its file, and what the file told, are still there."""
    stage.messenger.files = {"F1": LOG}
    question, _ = stage.claimed()
    message = stage.ask("Here is the log", thread=question.thread_ts, files=[a_file()])
    stage.jobs.handler = None
    stage.delete(message)
    (withdrawal,) = stage.inbox.unfinished()
    return withdrawal


def an_early_edit(stage: Stage) -> AnyInbound:
    message = stage.message("How do I renew the tken?")
    stage.edit(message, QUESTION)
    return message


def an_early_deletion(stage: Stage) -> AnyInbound:
    question, _ = stage.claimed()
    message = stage.message("my password is x", thread=question.thread_ts)
    stage.delete(message)
    return message


def a_resolution(stage: Stage) -> AnyInbound:
    _, ticket = stage.claimed()
    return stage.resolution(ticket)


def a_confirmation(stage: Stage) -> AnyInbound:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    confirm = Button.CONFIRM_SOLVED
    return stage.pressed(confirm, stage.last(question), LIN, str(ticket.id))


def a_reopening(stage: Stage) -> AnyInbound:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    return stage.pressed(Button.REOPEN, stage.last(question), LIN, str(ticket.id))


def offered_as_known(stage: Stage, text: str, user: str, channel: str) -> tuple[Post, int]:
    """Somebody has filed the problem; the user's own report of it ends in an offer to join."""
    stage.librarian.confidence = 0.1
    first = stage.ask(text, LIN)
    stage.desk.accept(stage.form(first, summary="Crash", actual=text, error_codes="1109"))
    ticket = stage.only_ticket()
    report = stage.ask(f"{text} Error 1109.", user, channel=channel, files=[a_file()])
    return stage.last(report), ticket.id


def a_join(stage: Stage) -> AnyInbound:
    stage.release_notes.known = [Release(version="9.9.9")]
    stage.messenger.files = {"F1": LOG}
    post, number = offered_as_known(stage, CRASH_REPORT, MEI, PAPER)
    return stage.pressed(Button.SAME_PROBLEM, post, MEI, f"2:{number}")


def a_different_one(stage: Stage) -> AnyInbound:
    post, number = offered_as_known(stage, CRASH_REPORT, MEI, PAPER)
    return stage.pressed(Button.DIFFERENT, post, MEI, f"2:{number}")


def a_resolution_for_all(stage: Stage) -> AnyInbound:
    stage.desk.accept(a_join(stage))
    stage.press(Button.CLAIM, stage.card(), KENJI, "1")
    return stage.resolution(stage.only_ticket())


def not_solved_for_one(stage: Stage) -> AnyInbound:
    stage.desk.accept(a_resolution_for_all(stage))
    (post,) = [one for one in stage.messenger.posts if one.content.type == "joined_resolved"]
    return stage.pressed(Button.JOINED_UNSOLVED, post, MEI, "1")


def an_incident(stage: Stage) -> AnyInbound:
    """The third person reports the same: an incident begins."""
    stage.desk.accept(a_different_one(stage))
    third = stage.ask(f"{CRASH_REPORT} Error 1109.", STRANGER, channel=HELP)
    return stage.pressed(Button.DIFFERENT, stage.last(third), STRANGER, "3:1")


def an_incident_goes_on(stage: Stage) -> AnyInbound:
    stage.desk.accept(an_incident(stage))
    return stage.resolution(stage.tickets.list()[0])


def an_incident_that_pages(stage: Stage) -> AnyInbound:
    """Nobody was called for one of its tickets: people are called for the incident."""
    stage.librarian.confidence = 0.1
    people = ((MEI, PAPER), (STRANGER, HELP), ("U0DEV09", HELP))
    for number, (user, channel) in enumerate(people, start=1):
        report = stage.ask(f"{CRASH_REPORT} Error 1109.", user, channel=channel)
        press = stage.pressed(Button.DIFFERENT, stage.last(report), user, f"{number}:1")
        if number < len(people):
            stage.desk.accept(press)
    return press


def an_entry(stage: Stage) -> AnyInbound:
    ticket = resolved(stage)
    text = stage.desk.learning.draft(ticket.id, KENJI)
    place: dict[str, Any] = {"channel": ticket.place.channel, "thread_ts": ticket.place.thread_ts}
    return EntrySubmitted(id="view:e", user=KENJI, ticket_id=ticket.id, text=text, **place)


def a_publication(stage: Stage) -> AnyInbound:
    stage.desk.accept(an_entry(stage))
    return stage.pressed(Button.PUBLISH_ENTRY, review(stage), INES, "1:1")


def a_rejection(stage: Stage) -> AnyInbound:
    stage.desk.accept(an_entry(stage))
    return stage.pressed(Button.REJECT_ENTRY, review(stage), INES, "1:1")


def waiting_entry(stage: Stage) -> Post:
    """The message about the page that a published entry waits for."""
    published(stage, page=PAGE)
    post = ingested(stage)
    assert post
    return post


def a_withdrawal(stage: Stage) -> AnyInbound:
    return stage.pressed(Button.WITHDRAW_ENTRY, waiting_entry(stage), INES, "1:page")


def a_wish_to_keep(stage: Stage) -> AnyInbound:
    return stage.pressed(Button.KEEP_ENTRY, waiting_entry(stage), INES, "1:page")


def a_low_rating(stage: Stage) -> AnyInbound:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    stage.press(Button.CONFIRM_SOLVED, stage.last(question), LIN, str(ticket.id))
    return stage.pressed(Button.RATE[0], stage.last(question), LIN, f"{ticket.id}:1")


def a_reason(stage: Stage) -> AnyInbound:
    stage.desk.accept(a_low_rating(stage))
    post = next(one for one in stage.messenger.posts if one.content.type == "rate_ticket")
    place: dict[str, Any] = {
        "channel": post.channel,
        "thread_ts": post.thread_ts,
        "message_ts": post.ts,
    }
    return RatingReasonSubmitted(id="view:r", user=LIN, ticket_id=1, text="Slow.", **place)


def a_visit_offered(stage: Stage) -> AnyInbound:
    return Visits(stage).submitted(SESSION)


def a_visit_declined(stage: Stage) -> AnyInbound:
    return Visits(stage).submitted(EMERGENCY)


def a_session_accepted(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    return visits.pressed(Button.ACCEPT_TERMS, visits.offered(), LIN)


def a_visit_accepted(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    return visits.pressed(Button.ACCEPT_TERMS, visits.offered(INTEGRATION), LIN)


def a_visit_approved(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    visit = visits.press(Button.ACCEPT_TERMS, visits.offered(INTEGRATION))
    return visits.pressed(Button.APPROVE_VISIT, visit, OMAR)


def a_time_chosen(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    visit = visits.proposed()
    return visits.pressed(f"{Button.CHOOSE_SLOT}_0", visit, LIN, visits.slot(visit))


def other_times(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    return visits.pressed(Button.OTHER_SLOTS, visits.proposed(), LIN)


def another_time(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    return visits.pressed(Button.RESCHEDULE_VISIT, visits.confirmed(), LIN)


def a_visit_cancelled(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    return visits.pressed(Button.CANCEL_VISIT, visits.confirmed(), LIN)


def a_no_show(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    visit = visits.confirmed()
    stage.clock.advance(days=1)
    return visits.pressed(Button.NO_SHOW, visit, KENJI)


def a_report_with_a_follow_up(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    return visits.report(visits.confirmed(), follow_up="Look again in a week")


def a_visit_refused(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    return visits.refusal(visits.press(Button.ACCEPT_TERMS, visits.offered(INTEGRATION)))


def a_visit_closed(stage: Stage) -> AnyInbound:
    visits = Visits(stage)
    return visits.pressed(Button.CLOSE_VISIT, visits.held(), LIN)


STORIES: list[Story] = [
    an_answer,
    a_command,
    details_asked,
    details_asked_with_a_model,
    an_offer,
    an_offer_filed,
    not_solved,
    not_solved_again,
    a_visit,
    a_visit_after_filing,
    a_form,
    a_form_from_nowhere,
    a_second_form,
    a_person_wished,
    a_claim,
    a_first_reply,
    a_reply_by_form,
    a_take_over,
    a_relay,
    missing_details,
    worse_news,
    worse_news_after_staff_rated_it,
    an_answer_that_was_waited_for,
    a_form_that_reopens,
    a_deletion,
    an_early_edit,
    an_early_deletion,
    a_resolution,
    a_confirmation,
    a_reopening,
    a_join,
    a_different_one,
    a_resolution_for_all,
    not_solved_for_one,
    an_incident,
    an_incident_goes_on,
    an_incident_that_pages,
    an_entry,
    a_publication,
    a_rejection,
    a_withdrawal,
    a_wish_to_keep,
    a_low_rating,
    a_reason,
    a_visit_offered,
    a_visit_declined,
    a_session_accepted,
    a_visit_accepted,
    a_visit_approved,
    a_time_chosen,
    other_times,
    another_time,
    a_visit_cancelled,
    a_no_show,
    a_report_with_a_follow_up,
    a_visit_refused,
    a_visit_closed,
]


def twin(inbound: AnyInbound) -> str:
    """As the listeners store it."""
    if isinstance(inbound, MessageReceived) and inbound.ts:
        return f"message:{inbound.channel}:{inbound.ts}"
    return inbound.id


def what_is_left(stage: Stage) -> dict[str, Any]:
    """All that people and later work can see; whispers may get lost or come twice."""
    tickets = stage.tickets.list()
    return {
        "posts": {post.key: post.content.model_dump(mode="json") for post in stage.messenger.posts},
        "tickets": [one.model_dump(mode="json", exclude={"updated_at"}) for one in tickets],
        "trail": [sorted(one.kind for one in stage.tickets.events(each.id)) for each in tickets],
        "visits": [
            one.model_dump(mode="json", exclude={"updated_at"}) for one in stage.visits.list()
        ],
        "visit clocks": sorted(stage.jobs.visits),
        "sent": sorted((key, one[1]) for key, one in stage.messenger.sent.items()),
        "joined": [list(stage.reporters.of_ticket(each.id)) for each in tickets],
        "incidents": [stage.incidents.of_ticket(each.id) for each in tickets],
        "entries": [
            one.model_dump(mode="json", exclude={"updated_at"}) for one in stage.entries.list()
        ],
        "ratings": stage.ratings.since(stage.clock.now.replace(year=2000)),
        "ingests": stage.jobs.ingests,
        "decisions": sorted(
            one.model_dump_json(exclude={"id", "at"})
            for one in stage.decisions.since(stage.clock().replace(year=2000))
        ),
        "clocks": sorted(stage.jobs.watched),
        "clocks of promises": sorted(stage.jobs.targets),
        "for the tracker": dict(stage.jobs.mirrored),
        "files": dict(stage.files.kept),
        "unfinished": stage.inbox.unfinished(),
    }


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_crash_before_any_step_changes_nothing_in_the_end(story: Story) -> None:
    def prepared() -> tuple[Stage, AnyInbound]:
        stage = Stage(fresh_database())
        inbound = story(stage)
        stage.inbox.add(inbound, twin=twin(inbound))
        stage.fuse.mend()
        return stage, inbound

    stage, inbound = prepared()
    stage.desk.handle(inbound.id)
    steps, undisturbed = stage.fuse.steps, what_is_left(stage)
    assert steps >= 3
    for step in range(1, steps + 1):
        stage, inbound = prepared()
        stage.fuse.blows_at = step
        with pytest.raises(Crash):
            stage.desk.handle(inbound.id)
        stage.fuse.mend()
        stage.desk.handle(inbound.id)
        assert what_is_left(stage) == undisturbed, f"died before step {step} of {steps}"


def test_a_crash_while_a_breach_is_told_calls_nobody_twice() -> None:
    """The rung that was called before the crash is the one that is told after it."""

    def prepared() -> tuple[Stage, int, Alarm]:
        stage = Stage(fresh_database())
        _, ticket = stage.claimed()
        stage.desk.accept(stage.reply_form(ticket, "I look into it."))
        breach = next(
            one for one in stage.desk.targets.alarms(ticket.id) if one.kind is AlarmKind.BREACH
        )
        stage.clock.now = breach.at
        stage.fuse.mend()
        return stage, ticket.id, breach

    stage, number, breach = prepared()
    assert stage.desk.targets.ring(number, breach, key="clock:0")
    steps, undisturbed = stage.fuse.steps, what_is_left(stage)
    assert steps >= 3
    for step in range(1, steps + 1):
        stage, number, breach = prepared()
        stage.fuse.blows_at = step
        with pytest.raises(Crash):
            stage.desk.targets.ring(number, breach, key="clock:0")
        stage.fuse.mend()
        assert stage.desk.targets.ring(number, breach, key="clock:0")
        assert what_is_left(stage) == undisturbed, f"died before step {step} of {steps}"
