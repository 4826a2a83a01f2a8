"""The developer's own project: read, remembered, offered as usual, and never over what is said."""

from __future__ import annotations

from bot.slack.views.draw import draw
from bot.slack.views.forms import ticket_form
from bot.support.inbound import Button
from bot.support.intake import Field
from bot.support.messages import DetailsRequest, TicketOffer
from bot.support.models import Place
from bot.support.policy import TrackerRules
from bot.support.tracking import case_of
from tests.desk_stage import CRASH_REPORT, QUESTION, Stage, fresh_database
from tests.fakes import HELP, MEI, PAPER, STRANGER, Post


def cards(stage: Stage) -> list[Post]:
    return [one for one in stage.messenger.posts if one.content.type == "staff_card"]


def test_a_project_is_remembered_offered_and_marked_as_usual(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    first = stage.ask(f"{CRASH_REPORT}Project: Tiny Paws", MEI, channel=PAPER)
    offer = stage.last(first)
    assert "*Your app or project*\\nTiny Paws" in str(draw(offer.content))
    stage.press(Button.FILE_TICKET, offer, MEI)
    ticket = stage.only_ticket()
    assert (ticket.fields.project, "project" in ticket.assumed) == ("Tiny Paws", False)
    assert "*Project*\\nTiny Paws" in str(draw(stage.card().content))

    later = stage.ask(CRASH_REPORT, MEI, channel=HELP)
    offered = stage.last(later)
    assert isinstance(offered.content, TicketOffer)
    assert offered.content.fields.project == "Tiny Paws"
    assert "Tiny Paws (as usual)" in str(draw(offered.content))
    stage.press(Button.DIFFERENT, offered, MEI, f"{stage.conversation(later).id}:{ticket.id}")
    second = stage.tickets.list()[-1]
    assert "project" in second.assumed
    assert "Tiny Paws (assumed)" in str(draw(cards(stage)[-1].content))


def test_what_stands_in_the_text_beats_the_remembered_project(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    stage.ask("The name of our app is Tiny Paws. Error 1109 on join", MEI, channel=PAPER)
    later = stage.ask(f"{CRASH_REPORT}项目：会议通", MEI, channel=PAPER)
    offer = stage.last(later).content
    assert isinstance(offer, TicketOffer)
    assert (offer.fields.project, offer.assumed) == ("会议通", ())
    assert stage.desk.drafting.projects(MEI) == ("会议通", "Tiny Paws")
    assert stage.desk.drafting.usual(MEI, HELP).project == "会议通"


def test_the_form_offers_the_last_project_and_names_the_others(stage: Stage) -> None:
    for name in ("Tiny Paws", "MeetNow"):
        question = stage.ask(QUESTION, MEI, channel=PAPER)
        stage.desk.accept(stage.form(question, MEI, project=name))
    report = stage.ask("No sound after joining", MEI, channel=PAPER)
    place = Place(channel=report.channel, thread_ts=report.thread_ts)
    draft = stage.desk.draft(place, MEI, text="", author=MEI)
    projects = stage.desk.drafting.projects(MEI)
    view = ticket_form(
        "en", draft.fields, draft.severity, place, assumed=draft.assumed, projects=projects
    )
    (block,) = [one for one in view["blocks"] if one["block_id"] == "project"]
    assert (block["optional"], block["element"]["initial_value"]) == (True, "MeetNow")
    assert block["hint"]["text"] == (
        "As usual for you; change it if this is about something else. You also told of: Tiny Paws."
    )
    (summary,) = [one for one in view["blocks"] if one["block_id"] == "summary"]
    assert "hint" not in summary


def test_a_project_is_asked_for_only_where_the_policy_wants_it(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    report = stage.ask("Error 1109 on join")
    assert "app or console project" not in str(stage.last(report).content)
    details = stage.policy.details | {"error": (Field.PROJECT, Field.SDK_VERSION)}
    wanting = Stage(fresh_database(), stage.policy.model_copy(update={"details": details}))
    wanting.librarian.confidence = 0.1
    asked = wanting.ask("Error 1109 on join", STRANGER, channel=HELP)
    request = wanting.last(asked).content
    assert isinstance(request, DetailsRequest)
    assert "your app or console project" in request.ask
    wanting.ask("Project: MeetNow. SDK 4.3.1", STRANGER, channel=HELP, thread=asked.ts)
    offer = wanting.last(asked).content
    assert isinstance(offer, TicketOffer)
    assert offer.fields.project == "MeetNow"


def test_what_is_remembered_is_said_to_be_so_when_details_are_asked_for(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    stage.ask("Our app is called MeetNow. Error 1109 on join with SDK 4.3.1", MEI, channel=HELP)
    report = stage.ask("Now the video is black and error 1110 comes up", MEI, channel=HELP)
    request = stage.last(report).content
    assert isinstance(request, DetailsRequest)
    assert request.understood == "1110"
    assert request.remembered == "MeetNow · SDK 4.3.1 · ios"
    assert "As usual for you: MeetNow" in str(draw(request))


def test_a_project_that_nobody_named_here_stays_out_of_a_tracker(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    stage.ask("Our app is called MeetNow. Error 1109 on join", MEI, channel=PAPER)
    report = stage.ask(CRASH_REPORT, MEI, channel=PAPER)
    stage.press(Button.FILE_TICKET, stage.last(report), MEI)
    ticket = stage.only_ticket()
    assert (ticket.fields.project, ticket.assumed) == ("MeetNow", ("project",))
    assert "Project" not in [one.name for one in case_of(ticket, TrackerRules()).facts]
    rules = TrackerRules(customer_name=True)
    assert ("Project", "MeetNow (assumed)") in [
        (one.name, one.text) for one in case_of(ticket, rules).facts
    ]


def test_an_id_in_place_of_a_name_is_not_remembered(stage: Stage) -> None:
    question = stage.ask(QUESTION, MEI, channel=PAPER)
    stage.desk.accept(stage.form(question, MEI, project="9f8e7d6c5b4a39281706f5e4d3c2b1a0"))
    assert stage.desk.drafting.projects(MEI) == ()
