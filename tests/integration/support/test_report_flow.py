"""What the developer told: all of it reaches the ticket, the staff and the tracker."""

from __future__ import annotations

from bot.slack.views.draw import draw
from bot.support.inbound import Button
from bot.support.messages import StaffCard, TicketOffer
from bot.support.models import Ticket
from tests.desk_stage import Stage
from tests.fakes import MEI, PAPER

REPORT = "Echo on calls for our teachers in channel: room_8841. SDK 4.3.1, Android 14, Pixel 8."


def filed_in_pieces(stage: Stage) -> Ticket:
    """A report, two messages that answer what is asked, and the press that files it."""
    stage.librarian.confidence = 0.1
    report = stage.ask(REPORT, MEI, channel=PAPER)
    stage.ask("after bluetooth is switched on", MEI, channel=PAPER, thread=report.ts)
    stage.ask("every time, about 500 users are affected", MEI, channel=PAPER, thread=report.ts)
    offer = next(one for one in stage.said(report) if isinstance(one.content, TicketOffer))
    stage.press(Button.FILE_TICKET, offer, MEI)
    return stage.only_ticket()


def card_of(stage: Stage) -> StaffCard:
    content = stage.card().content
    assert isinstance(content, StaffCard)
    return content


def test_what_the_bot_asked_for_reaches_the_ticket(stage: Stage) -> None:
    fields = filed_in_pieces(stage).fields
    assert fields.frequency == "every time"
    assert "500 users" in fields.impact
    assert fields.ids == "channel room_8841"
    assert fields.steps == "after bluetooth is switched on"


def test_the_card_quotes_the_report_and_what_followed_it(stage: Stage) -> None:
    filed_in_pieces(stage)
    card = card_of(stage)
    assert card.question == REPORT
    assert card.later == (
        "after bluetooth is switched on",
        "every time, about 500 users are affected",
    )
    shown = str(draw(card))
    assert "500 users" in shown
    assert "room_8841" in shown


def test_a_message_that_was_deleted_is_quoted_nowhere(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    report = stage.ask(REPORT, MEI, channel=PAPER)
    wrong = stage.ask("after my secret project", MEI, channel=PAPER, thread=report.ts)
    stage.desk.accept(stage.form(report, MEI))
    stage.delete(wrong)
    assert card_of(stage).later == ()


def test_the_tracker_is_told_the_report(stage: Stage) -> None:
    ticket = filed_in_pieces(stage)
    stage.mirroring.deliver(ticket.id)
    (issue,) = stage.tracker.issues.values()
    facts = {one.name: one.text for one in issue.case.facts}
    assert facts["Report"].startswith(REPORT)
    assert "500 users" in facts["Impact"]


def test_the_form_keeps_what_it_does_not_ask_for(stage: Stage) -> None:
    report = stage.ask(REPORT, MEI, channel=PAPER)
    stage.desk.accept(stage.form(report, MEI, frequency="always", impact="all users"))
    assert stage.only_ticket().fields.ids == "channel room_8841"
    stage.desk.accept(stage.form(report, MEI, frequency="sometimes"))
    fields = stage.only_ticket().fields
    assert (fields.frequency, fields.ids) == ("sometimes", "channel room_8841")
