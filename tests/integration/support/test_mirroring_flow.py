"""Tickets in the vendor's tracker: the desk's stories, told to a tracker in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from bot.errors import SlackUnavailable, TrackerRefused, TrackerRejected, TrackerUnavailable
from bot.support.inbound import Button
from bot.support.messages import StaffCard
from bot.support.mirroring import Mirroring
from bot.support.models import Severity, Ticket, TicketStatus
from bot.support.ports.trackers import Mirrors
from bot.support.redaction import DEFAULT, RedactionRules, Redactor
from bot.support.report import report_of
from tests.desk_stage import Stage, fresh_database
from tests.fakes import KENJI, LIN, STAFF, Crash, FakeIssue, Fuse, fused


def tell_all(stage: Stage, ticket: Ticket) -> list[str]:
    """What the queue does: deliver until there is nothing more to do."""
    states: list[str] = []
    while not states or states[-1] == "told":
        states.append(stage.mirroring.deliver(ticket.id).state)
    return states


def another(
    stage: Stage,
    mirrors: Mirrors,
    show: Callable[[Ticket], None],
    redactor: Redactor = DEFAULT,
) -> Mirroring:
    """The stage's mirroring with these parts instead."""
    rules = stage.policy.tracker
    report = partial(report_of, stage.conversations)
    parts = (stage.tracker, mirrors, stage.tickets, rules, stage.clock, show)
    return Mirroring(*parts, report, redactor)


def only_issue(stage: Stage) -> FakeIssue:
    (issue,) = stage.tracker.issues.values()
    return issue


def card(stage: Stage) -> StaffCard:
    content = stage.card().content
    assert isinstance(content, StaffCard)
    return content


def kinds(stage: Stage, ticket: Ticket) -> list[str]:
    return [one.kind for one in stage.tickets.events(ticket.id)]


def test_the_whole_life_of_a_ticket_is_told_in_order(stage: Stage) -> None:
    question, ticket = stage.claimed()
    stage.desk.accept(stage.resolution(ticket))
    reopen = stage.last(question)
    stage.press(Button.REOPEN, reopen, LIN, str(ticket.id))
    assert tell_all(stage, ticket) == ["told"] * 4 + ["done"]
    told = [one.splitlines()[0] for one in only_issue(stage).comments.values()]
    assert told == [f"DS-{ticket.id} is now {one}." for one in ("claimed", "resolved", "reopened")]
    assert only_issue(stage).open
    assert "Update to 4.3.2." in list(only_issue(stage).comments.values())[1]


def test_the_policy_says_what_the_tracker_may_read(stage: Stage) -> None:
    question, ticket = stage.filed()
    stage.desk.accept(stage.form(question, summary="10.20.30.41 drops", actual="10.20.30.41"))
    by_policy = Redactor(RedactionRules(ips=True).wanted)
    telling = another(stage, stage.mirrors, stage.desk.draw_card, by_policy)
    while telling.deliver(ticket.id).state == "told":
        pass
    issue = only_issue(stage)
    assert "10.20.30.41" not in f"{issue.case} {issue.comments}"
    assert "[redacted IP" in issue.case.title


def test_each_change_is_queued_once_per_line(stage: Stage) -> None:
    _, ticket = stage.claimed()
    queued = [one for one in stage.jobs.mirrored if one[0] == ticket.id]
    assert len(queued) == len(set(queued)) == 2


def test_staff_see_the_link_on_the_card(stage: Stage) -> None:
    _, ticket = stage.filed()
    assert card(stage).issue is None
    tell_all(stage, ticket)
    shown = card(stage).issue
    assert shown is not None
    assert shown.url == only_issue(stage).url


def test_a_card_that_cannot_be_drawn_now_delays_nothing(stage: Stage) -> None:
    _, ticket = stage.filed()

    def away(ticket: Ticket) -> None:
        raise SlackUnavailable(ticket.label)

    mirroring = another(stage, stage.mirrors, away)
    assert [mirroring.deliver(ticket.id).state for _ in range(2)] == ["told", "done"]


def test_what_staff_write_for_staff_is_not_told(stage: Stage) -> None:
    _, ticket = stage.claimed()
    note = stage.message(
        "They are about to leave us", KENJI, channel=STAFF, thread=stage.card().ts, addressed=False
    )
    stage.deliver(note)
    before = len(stage.jobs.mirrored)
    tell_all(stage, ticket)
    assert "note" in kinds(stage, ticket)
    assert "leave us" not in str(stage.tracker.issues)
    assert len(stage.jobs.mirrored) == before


def test_notes_are_told_where_the_policy_says_so() -> None:
    known = Stage(fresh_database()).policy
    rules = known.tracker.model_copy(update={"internal_notes": True})
    stage = Stage(fresh_database(), known.model_copy(update={"tracker": rules}))
    _, ticket = stage.claimed()
    note = stage.message(
        "See the memory graph", KENJI, channel=STAFF, thread=stage.card().ts, addressed=False
    )
    stage.deliver(note)
    tell_all(stage, ticket)
    assert "See the memory graph" in str(only_issue(stage).comments)


def test_a_tracker_that_is_away_is_asked_again(stage: Stage) -> None:
    _, ticket = stage.filed()
    stage.tracker.failure = TrackerUnavailable("It is away.", retry_after=7)
    delivery = stage.mirroring.deliver(ticket.id)
    assert (delivery.state, delivery.pause) == ("waits", 7)
    assert kinds(stage, ticket) == ["filed"]
    stage.tracker.failure = None
    assert tell_all(stage, ticket) == ["told", "done"]


def test_a_wrong_setting_lays_it_aside_and_the_next_start_tells_it(stage: Stage) -> None:
    _, ticket = stage.filed()
    stage.tracker.failure = TrackerRefused("It refuses.", "Correct DOORSTEP_TRACKER_TOKEN.")
    for _ in range(2):
        assert tell_all(stage, ticket) == ["laid_aside"]
    (line,) = [one for one in stage.tickets.events(ticket.id) if one.kind == "tracker_refused"]
    assert "DOORSTEP_TRACKER_TOKEN" in line.note
    assert card(stage).issue_problem == "It refuses."
    stage.tracker.failure = None
    stage.jobs.mirrored.clear()
    assert stage.following.catch_up("second") == 1
    assert stage.jobs.mirrored == [(ticket.id, "start:second")]
    assert tell_all(stage, ticket) == ["told", "done"]
    assert card(stage).issue_problem == ""
    assert card(stage).issue is not None
    assert stage.following.catch_up("third") == 0


def test_one_delivery_that_is_not_taken_holds_up_no_other(stage: Stage) -> None:
    _, ticket = stage.claimed()
    stage.mirroring.deliver(ticket.id)
    stage.tracker.failure = TrackerRejected("It does not take this (HTTP 422).")
    stage.mirroring.deliver(ticket.id)
    stage.tracker.failure = None
    stage.desk.accept(stage.resolution(ticket))
    tell_all(stage, ticket)
    (told,) = only_issue(stage).comments.values()
    assert "resolved" in told
    assert "tracker_refused" in kinds(stage, ticket)


def test_a_lost_answer_tells_nothing_twice(stage: Stage) -> None:
    _, ticket = stage.claimed()
    for _ in range(2):
        stage.tracker.lost = 1
        assert stage.mirroring.deliver(ticket.id).state == "waits"
        assert stage.mirroring.deliver(ticket.id).state == "told"
    assert len(only_issue(stage).comments) == 1


@pytest.mark.parametrize("step", range(1, 13))
def test_a_crash_before_any_step_tells_nothing_twice(stage: Stage, step: int) -> None:
    """Among them: the tracker did it, and the process dies before it writes that down."""
    _, ticket = stage.claimed()
    fuse = Fuse()
    fuse.blows_at = step
    mirroring = another(stage, fused(stage.mirrors, fuse), stage.desk.draw_card)
    try:
        while mirroring.deliver(ticket.id).state != "done":
            pass
    except Crash:
        assert fuse.steps == step
    else:
        assert step > fuse.steps > 6  # the last steps of the story were seen
    tell_all(stage, ticket)
    assert len(only_issue(stage).comments) == 1
    assert stage.mirroring.deliver(ticket.id).state == "done"


def test_a_corrected_severity_is_told(stage: Stage) -> None:
    _, ticket = stage.filed()
    stage.tickets.rate(
        ticket.id, Severity.CRITICAL, actor=KENJI, reason="They launch today", origin="r"
    )
    tell_all(stage, ticket)
    (told,) = only_issue(stage).comments.values()
    assert "critical" in told
    assert "launch" not in told


def test_tickets_that_were_over_before_there_was_a_tracker_stay_here(stage: Stage) -> None:
    _, ticket = stage.filed()
    stage.tickets.move(ticket.id, TicketStatus.CLOSED, actor=KENJI, origin="m")
    assert stage.following.catch_up("first") == 0
