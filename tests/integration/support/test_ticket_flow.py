"""From a conversation to a filed ticket, on every plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.slack.views.draw import draw
from bot.slack.views.forms import ticket_form
from bot.support.inbound import Button
from bot.support.messages import (
    DetailsRequest,
    FormReturned,
    Notice,
    StaffCard,
    TicketFiled,
    TicketOffer,
    VisitDeclined,
)
from bot.support.models import UNCLAIMED, Action, Place, Severity, TicketStatus
from bot.support.policy import Policy
from bot.support.service import SupportDesk
from bot.support.visits.messages import VisitMessage
from tests.desk_stage import CRASH_REPORT, QUESTION, Stage, a_file, fresh_database, sample_policy
from tests.fakes import HELP, KENJI, LIN, MEI, NIMBUS, PAPER, STAFF, STRANGER


def on_plan(plan: str) -> Policy:
    """The sample policy, where Nimbus Games has another plan."""
    policy = sample_policy()
    nimbus = policy.customers[0].model_copy(update={"plan": plan})
    return policy.model_copy(update={"customers": (nimbus, *policy.customers[1:])})


@pytest.fixture
def stage_on() -> Callable[[str], Stage]:
    """A desk where Nimbus Games has the plan."""
    return lambda plan: Stage(fresh_database(), on_plan(plan))


def test_an_offered_ticket_is_filed_as_it_was_shown(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    report = stage.ask(CRASH_REPORT, MEI, channel=PAPER)
    offer = stage.last(report)
    assert isinstance(offer.content, TicketOffer)
    stage.press(Button.FILE_TICKET, offer, MEI)
    ticket = stage.only_ticket()
    assert ticket.fields == offer.content.fields
    assert (ticket.reporter, ticket.customer, ticket.plan) == (MEI, "Paper Kite", "basic")
    assert ticket.status is TicketStatus.NEEDS_INFO
    assert offer.content.settled == f"Filed as {ticket.label}."


def test_filing_tells_both_sides_and_starts_the_clock(stage: Stage) -> None:
    question, ticket = stage.filed()
    filed = stage.last(question).content
    assert isinstance(filed, TicketFiled)
    assert filed.ticket.label == f"DS-{ticket.id}"
    card = stage.card()
    assert (card.channel, card.thread_ts) == (STAFF, "")
    assert isinstance(card.content, StaffCard)
    assert card.content.question == QUESTION
    assert stage.tickets.staff_thread(ticket.id) == Place(channel=STAFF, thread_ts=card.ts)
    assert [watched for watched, _ in stage.jobs.watched] == [ticket.id]
    assert stage.conversation(question).ticket_id == ticket.id


def test_the_due_time_is_said_in_the_developers_zone(stage: Stage) -> None:
    question = stage.ask(QUESTION)  # 10:00 in Shanghai; enterprise, high: 2 hours
    stage.desk.accept(stage.form(question, KENJI, severity=Severity.HIGH))
    filed = stage.last(question).content
    assert isinstance(filed, TicketFiled)
    assert filed.response_target == "2 hours"
    assert filed.due_text == "12:00"


def test_the_form_wins_over_what_was_read(stage: Stage) -> None:
    question = stage.ask(CRASH_REPORT, MEI, channel=PAPER)
    form = stage.form(question, MEI, severity=Severity.LOW, summary="Mine", sdk_version="9.9.9")
    stage.desk.accept(form)
    ticket = stage.only_ticket()
    assert (ticket.severity, ticket.fields.sdk_version) == (Severity.LOW, "9.9.9")


def test_files_of_the_form_and_of_the_thread_are_kept_once(stage: Stage) -> None:
    stage.messenger.files = {"F1": b"first", "F2": b"second", "F3": b""}
    question = stage.ask(QUESTION, files=[a_file("a.log", "F1")])
    files = [a_file("a.log", "F1"), a_file("b.log", "F2"), a_file("c", "F3"), a_file("d", "F4")]
    stage.desk.accept(stage.form(question, files=files))
    kept = {one.name: one for one in stage.only_ticket().attachments}
    assert list(kept) == ["a.log", "b.log", "c", "d"]
    assert stage.files.read(kept["a.log"]) == b"first"
    assert (kept["c"].problem, kept["c"].path) == ("it is empty.", "")
    assert "could not be fetched" in kept["d"].problem


def test_a_file_that_is_too_large_is_named_and_the_ticket_still_filed(stage: Stage) -> None:
    stage.messenger.files = {"F1": b"x"}
    question = stage.ask(QUESTION)
    stage.desk.accept(stage.form(question, files=[a_file(size=21 * 1024 * 1024)]))
    (one,) = stage.only_ticket().attachments
    assert "larger than 20 MB" in one.problem


def test_a_log_sent_later_in_the_thread_joins_the_ticket(stage: Stage) -> None:
    stage.messenger.files = {"F7": b"log"}
    question, _ = stage.filed()
    later = [a_file("later.log", "F7")]
    stage.ask("Here it is", thread=question.thread_ts, addressed=False, files=later)
    (one,) = stage.only_ticket().attachments
    assert stage.files.read(one) == b"log"


def test_a_second_form_in_the_thread_amends_the_case(stage: Stage) -> None:
    stage.messenger.files = {"F1": b"log"}
    question, ticket = stage.filed()
    stage.desk.accept(stage.form(question, summary="Calls drop on 5G", files=[a_file()]))
    amended = stage.only_ticket()
    assert amended.id == ticket.id
    assert amended.fields.summary == "Calls drop on 5G"
    assert [one.name for one in amended.attachments] == ["call.log"]
    assert stage.card().content.ticket.fields.summary == "Calls drop on 5G"  # type: ignore[union-attr]
    (_, user, told) = stage.messenger.whispers[-1]
    assert (user, told.type) == (LIN, "notice")
    assert "amended" in [one.kind for one in stage.tickets.events(ticket.id)]


def test_not_solved_once_offers_a_ticket_and_twice_calls_a_person(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    stage.press(Button.NOT_SOLVED, stage.last(question))
    answer, offer = stage.said(question)
    assert answer.content.settled == "Marked as not solved by Lin."
    assert isinstance(offer.content, TicketOffer)
    stage.ask("How about iOS?", thread=question.thread_ts)
    stage.press(Button.NOT_SOLVED, stage.last(question))
    ticket = stage.only_ticket()
    assert ticket.decision.rule == "unsolved"
    assert ticket.paged


def test_not_solved_twice_under_the_same_answer_counts_once(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    post = stage.last(question)
    for user in (LIN, KENJI):
        stage.press(Button.NOT_SOLVED, post, user)
    assert stage.conversations.unsolved(stage.conversation(question).id) == 1
    assert stage.tickets.list() == []


def test_not_solved_twice_on_a_plan_without_chat_offers_a_ticket(stage: Stage) -> None:
    question = stage.ask(QUESTION, MEI, channel=PAPER)
    stage.press(Button.NOT_SOLVED, stage.last(question), MEI)
    stage.ask("How about iOS?", MEI, channel=PAPER, thread=question.thread_ts)
    stage.press(Button.NOT_SOLVED, stage.last(question), MEI)
    assert isinstance(stage.last(question).content, TicketOffer)
    assert stage.tickets.list() == []


@pytest.mark.parametrize("plan", ["advanced", "enterprise", "strategic"])
def test_a_wish_for_a_person_is_paged_where_the_plan_has_chat(
    stage_on: Callable[[str], Stage], plan: str
) -> None:
    stage = stage_on(plan)
    question = stage.ask("Please let me talk to a human")
    ticket = stage.only_ticket()
    assert (ticket.decision.rule, ticket.paged) == ("person_wished", True)
    filed = stage.last(question).content
    assert isinstance(filed, TicketFiled)
    assert filed.handed_off


def test_a_wish_for_a_person_is_a_ticket_on_the_basic_plan(
    stage_on: Callable[[str], Stage],
) -> None:
    stage = stage_on("basic")
    question = stage.ask("转人工")
    offer = stage.last(question).content
    assert isinstance(offer, TicketOffer)
    assert "基础版" in offer.reason
    assert stage.tickets.list() == []


def test_the_button_for_a_person_is_judged_like_the_words(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    answer = stage.last(question)
    stage.press(Button.TALK_TO_PERSON, answer)
    stage.press(Button.TALK_TO_PERSON, answer)
    assert stage.only_ticket().decision.rule == "person_wished"
    settled = next(post for post in stage.said(question) if post.ts == answer.ts)
    assert settled.content.settled == "Lin asked for a person."


@pytest.mark.parametrize("plan", ["enterprise", "strategic"])
def test_a_visit_may_be_requested_where_the_plan_has_it(
    stage_on: Callable[[str], Stage], plan: str
) -> None:
    stage = stage_on(plan)
    question = stage.ask("Please send an engineer on-site to our office tomorrow")
    ticket = stage.only_ticket()
    assert ticket.paged
    invited = stage.last(question).content
    assert isinstance(invited, VisitMessage)
    assert ticket.label in invited.title
    assert invited.choices[0].name == Button.ASK_VISIT


@pytest.mark.parametrize("plan", ["basic", "advanced"])
def test_a_visit_is_declined_kindly_where_the_plan_has_none(
    stage_on: Callable[[str], Stage], plan: str
) -> None:
    stage = stage_on(plan)
    question = stage.ask("我们需要上门服务")
    declined = stage.last(question).content
    assert isinstance(declined, VisitDeclined)
    assert declined.language == "zh"
    assert declined.terms
    assert stage.tickets.list() == []
    offers_remote = any("远程协助" in one for one in declined.alternatives)
    assert offers_remote is (plan == "advanced")


def test_a_question_about_visits_is_answered_from_the_pages(stage: Stage) -> None:
    stage.ask("How much is an on-site visit?")
    assert stage.tickets.list() == []
    assert stage.messenger.posts[-1].content.type == "answer"


def test_a_severe_problem_pages_on_a_plan_that_pages(stage: Stage) -> None:
    stage.librarian.confidence = 0.95
    text = "Production is down: all users' calls crash with SIGSEGV, we launch tomorrow!"
    question = stage.ask(text)
    ticket = stage.only_ticket()
    assert ticket.decision.action is Action.HUMAN
    assert (ticket.severity, ticket.paged) == (Severity.CRITICAL, True)
    assert isinstance(stage.last(question).content, TicketFiled)


def test_a_second_wish_for_a_person_is_answered_and_pages_once(stage: Stage) -> None:
    question, ticket = stage.filed()
    assert not ticket.paged
    stage.ask("I want to talk to a person", thread=question.thread_ts)
    assert stage.only_ticket().paged
    assert len(stage.jobs.watched) == 2
    handed = stage.last(question).content
    assert isinstance(handed, Notice)
    assert ticket.label in handed.text
    posts = len(stage.said(question))
    stage.ask("I want to talk to a person!", thread=question.thread_ts)
    assert len(stage.jobs.watched) == 2
    kinds = [one.kind for one in stage.tickets.events(ticket.id)]
    assert kinds.count("escalated") == 1
    assert len(stage.said(question)) == posts + 1, "an addressed message never ends in silence"


def test_what_is_added_to_an_open_case_is_acknowledged(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    question, ticket = stage.filed()
    stage.ask("One more fact: we use a proxy", thread=question.thread_ts)
    (_, user, told) = stage.messenger.whispers[-1]
    assert user == LIN
    assert isinstance(told, Notice)
    assert ticket.label in told.text
    assert stage.in_staff_thread()[-1].content.text == "One more fact: we use a proxy"  # type: ignore[union-attr]


def test_a_form_from_nowhere_begins_a_thread(stage: Stage) -> None:
    form = stage.form(stage.message("")).model_copy(update={"thread_ts": "", "channel": "D0DEV01"})
    stage.desk.accept(form)
    ticket = stage.only_ticket()
    opening = stage.messenger.posts[0]
    assert (opening.channel, opening.thread_ts) == ("D0DEV01", "")
    assert ticket.place == Place(channel="D0DEV01", thread_ts=opening.ts)
    assert stage.messenger.posts[1].content.type == "ticket_filed"


def test_the_draft_is_filled_from_the_thread(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    report = stage.ask(CRASH_REPORT, MEI, channel=PAPER)
    place = Place(channel=PAPER, thread_ts=report.thread_ts)
    draft = stage.desk.draft(place, MEI, text="", author=MEI)
    assert "4.3.1" in draft.fields.sdk_version
    assert "android" in draft.fields.platform.lower()
    assert draft.fields.summary.startswith("The app crashes")
    assert "Join a channel" in draft.fields.steps


def test_a_draft_from_a_plain_message_begins_a_conversation(stage: Stage) -> None:
    place = Place(channel=HELP, thread_ts="1.5")
    draft = stage.desk.draft(place, KENJI, text=CRASH_REPORT, author=LIN)
    assert draft.conversation.asker == LIN
    assert "4.3.1" in draft.fields.sdk_version
    stage.delete_at("C0HELP", "1.5")
    assert stage.conversations.turns(draft.conversation.id) == []


def test_a_stranger_cannot_make_a_case_of_somebody_elses_message(stage: Stage) -> None:
    place = Place(channel=HELP, thread_ts="1.5")
    with pytest.raises(Exception, match="Only the person who asked"):
        stage.desk.draft(place, STRANGER, text=CRASH_REPORT, author=LIN)
    assert stage.conversations.at(place) is None


def test_a_case_can_be_filed_again_after_the_first_is_closed(stage: Stage) -> None:
    question, first = stage.claimed()
    stage.desk.accept(stage.resolution(first))
    stage.press(Button.CONFIRM_SOLVED, stage.last(question), value=str(first.id))
    stage.desk.accept(stage.form(question, summary="It is back"))
    assert [one.fields.summary for one in stage.tickets.list(sorted(UNCLAIMED))] == ["It is back"]
    assert stage.conversation(question).ticket_id != first.id


def test_an_unknown_plan_is_treated_as_the_default_one(stage: Stage) -> None:
    _, ticket = stage.filed()
    stage.tickets.amend(ticket.id, plan="gold")
    stage.press(Button.CLAIM, stage.card(), KENJI, str(ticket.id))
    card = stage.card().content
    assert isinstance(card, StaffCard)
    assert card.plan_name == "Basic"
    assert stage.only_ticket().status is TicketStatus.CLAIMED


def test_channel_contract_wins_over_the_persons(stage: Stage) -> None:
    question = stage.ask(QUESTION, LIN, channel=PAPER)
    assert stage.conversation(question).customer == "Paper Kite"
    question = stage.ask(QUESTION, MEI, channel=NIMBUS)
    assert stage.conversation(question).customer == "Nimbus Games"


class Suggesting:
    """A model that says these values of every report."""

    def __init__(self, **values: str) -> None:
        self.values = values
        self.asked: list[tuple[str, bool]] = []

    def suggest(self, text: str, *, brief: bool = False) -> dict[str, list[str]]:
        self.asked.append((text, brief))
        return {name: [value] for name, value in self.values.items()}


def with_model(stage: Stage, **values: str) -> Suggesting:
    model = Suggesting(**values)
    stage.desk = SupportDesk(replace(stage.desk._desk, suggester=model))
    stage.jobs.handler = stage.desk.handle
    stage.librarian.confidence = 0.1
    return model


def test_a_model_fills_only_what_stands_in_the_text_and_before_it_is_confirmed(
    stage: Stage,
) -> None:
    model = with_model(stage, sdk_version="9.9.9", device="Fairphone", os_version="Android 14")
    report = stage.ask(
        f"{CRASH_REPORT.replace('Pixel 8', 'my phone')} A Fairphone.", MEI, channel=PAPER
    )
    offer = stage.last(report)
    assert isinstance(offer.content, TicketOffer)
    assert "Fairphone" in offer.content.fields.environment
    assert "9.9.9" not in offer.content.fields.sdk_version
    model.values = {"product": "crashes"}  # it may say something else tomorrow
    stage.press(Button.FILE_TICKET, offer, MEI)
    assert stage.only_ticket().fields == offer.content.fields


def test_the_form_shows_what_the_offer_showed_and_is_filed_as_it_was_sent(stage: Stage) -> None:
    with_model(stage, device="Fairphone")
    report = stage.ask(
        f"{CRASH_REPORT.replace('Pixel 8', 'my phone')} A Fairphone.", MEI, channel=PAPER
    )
    place = Place(channel=report.channel, thread_ts=report.thread_ts)
    opener = stage.last(report).ts
    draft = stage.desk.draft(place, MEI, text="", author=MEI, opener=opener)
    assert "Fairphone" in draft.fields.environment
    stage.desk.accept(stage.form(report, MEI, environment="Android 14"))
    assert stage.only_ticket().fields.environment == "Android 14"


VAGUE = "We get error 1109 on our handset, a Fairphone, with build harbor-nine, and cannot join"


def test_what_a_model_finds_is_not_asked_for(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    asked = stage.ask(VAGUE, STRANGER, channel=HELP)
    rules = stage.last(asked).content
    assert isinstance(rules, DetailsRequest)
    assert "the SDK version" in rules.ask
    stage = Stage(fresh_database())
    model = with_model(stage, sdk_version="harbor-nine", device="Fairphone")
    asked = stage.ask(VAGUE, STRANGER, channel=HELP)
    request = stage.last(asked).content
    assert isinstance(request, DetailsRequest)
    assert "the SDK version" not in request.ask
    assert "the platform" in request.ask
    assert request.understood == "SDK harbor-nine · Fairphone · 1109"
    decision = stage.conversations.answers(stage.conversation(asked).id)[-1].decision
    assert "sdk_version" not in str(decision.figures["missing"])
    assert model.asked == [(VAGUE, True)], "somebody waits for it: briefly, and once"


def test_with_nothing_missing_by_the_model_the_ticket_is_offered_at_once(stage: Stage) -> None:
    steps = "open the kiosk page, tap the bell"
    text = f"Error 1109 on web: {steps}, and build harbor-nine does not ring"
    model = with_model(
        stage, sdk_version="harbor-nine", reproduction_steps=steps, product="kiosk page"
    )
    offer = stage.last(stage.ask(text, STRANGER, channel=HELP)).content
    assert isinstance(offer, TicketOffer)
    assert (offer.fields.sdk_version, offer.fields.steps) == ("harbor-nine", steps)
    assert len(model.asked) == 1


def test_a_model_that_is_too_slow_leaves_the_asking_to_the_rules(stage: Stage) -> None:
    model = with_model(stage)
    request = stage.last(stage.ask(VAGUE, STRANGER, channel=HELP)).content
    assert isinstance(request, DetailsRequest)
    assert "the SDK version" in request.ask
    assert [brief for _, brief in model.asked] == [True]


def test_a_model_is_not_asked_where_nothing_would_be(stage: Stage) -> None:
    model = with_model(stage, sdk_version="9")
    stage.librarian.confidence = 0.95
    stage.ask(QUESTION)
    stage.ask(VAGUE, STRANGER, channel=HELP)
    assert model.asked == []


TOTAL_LOSS = "The app crashes for all users at start, SDK 4.3.1, Android 14. Steps: 1. open 2. join"


def test_what_the_rules_read_is_kept_beside_what_the_form_says(stage: Stage) -> None:
    report = stage.ask(TOTAL_LOSS, MEI, channel=PAPER)
    rules = stage.desk.draft(
        Place(channel=report.channel, thread_ts=report.thread_ts), MEI, text="", author=MEI
    )
    assert rules.severity is Severity.CRITICAL
    stage.desk.accept(stage.form(report, MEI, severity=Severity.LOW))
    ticket = stage.only_ticket()
    assert ticket.severity is Severity.LOW
    assert ticket.severity_reason.startswith("Low was chosen in the form. By the rules critical: ")
    figures = ticket.decision.figures
    assert (figures["severity_chosen"], figures["severity_by_rules"]) == ("low", "critical")


def test_a_severity_that_the_form_left_alone_keeps_its_reason(stage: Stage) -> None:
    report = stage.ask(TOTAL_LOSS, MEI, channel=PAPER)
    stage.desk.accept(stage.form(report, MEI, severity=Severity.CRITICAL))
    assert "chosen" not in stage.only_ticket().severity_reason


def test_a_form_that_plays_down_what_reads_as_critical_still_calls(stage: Stage) -> None:
    stage.librarian.confidence = 0.9
    question = stage.ask(QUESTION)  # on a plan that pages
    stage.desk.accept(stage.form(question, actual=TOTAL_LOSS, severity=Severity.LOW))
    assert stage.only_ticket().paged


LONG = "The app crashes.\nSteps:\n" + "\n".join(
    f"{number}. do the thing number {number} and wait for it" for number in range(1, 130)
)


@pytest.mark.parametrize("changed", [False, True])
def test_what_the_form_shows_cut_is_filed_whole(stage: Stage, *, changed: bool) -> None:
    report = stage.ask(LONG, MEI, channel=PAPER)
    place = Place(channel=report.channel, thread_ts=report.thread_ts)
    draft = stage.desk.draft(place, MEI, text="", author=MEI)
    view = ticket_form("en", draft.fields, draft.severity, place)
    (steps,) = [one["element"] for one in view["blocks"] if one["block_id"] == "steps"]
    shown = steps["initial_value"]
    assert len(shown) <= 3000 < len(draft.fields.steps)
    sent = shown.replace("number 1 and", "number one and") if changed else shown
    stage.desk.accept(stage.form(report, MEI, steps=sent))
    filed = stage.only_ticket().fields.steps
    assert filed.endswith("129. do the thing number 129 and wait for it")
    assert filed.startswith("1. do the thing number one" if changed else "1. do the thing number 1")
    stage.desk.accept(stage.form(report, MEI, steps="None of that."))
    assert stage.only_ticket().fields.steps == "None of that."


def test_the_form_of_a_filed_case_shows_the_case(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    stage.desk.accept(stage.form(question, tried="a restart"))
    place = Place(channel=question.channel, thread_ts=question.thread_ts)
    assert stage.desk.draft(place, LIN, text="", author=LIN).fields.tried == "a restart"


def test_what_was_deleted_is_not_filed(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    report = stage.ask(CRASH_REPORT, MEI, channel=PAPER)
    offer = stage.last(report)
    stage.delete(report)
    stage.press(Button.FILE_TICKET, offer, MEI)
    assert not stage.tickets.list()
    _, user, told = stage.messenger.whispers[-1]
    assert (user, "nothing to file" in told.text) == (MEI, True)  # type: ignore[union-attr]


def test_a_form_of_a_forgotten_conversation_gives_its_text_back(stage: Stage) -> None:
    stage.messenger.people[MEI] = stage.messenger.person(MEI).model_copy(update={"locale": "zh-CN"})
    lost = stage.message("nobody stored this", MEI)
    stage.desk.accept(stage.form(lost, MEI, steps="1. 打开应用"))
    _, user, told = stage.messenger.whispers[-1]
    assert isinstance(told, FormReturned)
    assert (user, told.fields.steps) == (MEI, "1. 打开应用")
    shown = str(draw(told))
    assert "请重新提问" in shown
    assert "复现步骤" in shown


def test_the_form_is_remembered(stage: Stage) -> None:
    question = stage.ask(QUESTION, MEI, channel=PAPER)
    stage.desk.accept(
        stage.form(question, MEI, product="Voice Kit", sdk_version="4.3.1", platform="iOS")
    )
    usual = stage.desk.drafting.usual(MEI, HELP)
    assert (usual.product, usual.sdk_version, usual.platform) == ("Voice Kit", "4.3.1", "ios")
    later = stage.conversation(stage.ask("No sound after joining", MEI, channel=PAPER))
    assert (later.product, later.version, later.platform) == ("Voice Kit", "4.3.1", "ios")


def test_what_names_several_is_not_remembered(stage: Stage) -> None:
    question = stage.ask(QUESTION, MEI, channel=PAPER)
    before = stage.desk.drafting.usual(MEI, PAPER)
    form = stage.form(
        question, MEI, sdk_version="4.3.1, 4.3.0", platform="iOS, Android", product="p" * 101
    )
    stage.desk.accept(form)
    assert stage.desk.drafting.usual(MEI, PAPER) == before


def test_staff_who_fill_in_the_form_are_not_who_works_with_it(stage: Stage) -> None:
    question = stage.ask(QUESTION, MEI, channel=PAPER)
    stage.desk.accept(stage.form(question, KENJI, product="Voice Kit"))
    assert not stage.desk.drafting.usual(KENJI, HELP).product
    assert not stage.desk.drafting.usual(MEI, HELP).product
