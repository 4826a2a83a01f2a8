"""The same problem twice: offered, joined, told when it is over; many at once: one incident."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from bot.errors import Undeliverable
from bot.support.clock import Alarm, AlarmKind
from bot.support.inbound import Button, MessageReceived
from bot.support.messages import (
    AnswerReply,
    Content,
    IncidentCard,
    JoinedResolved,
    Relayed,
    Reminder,
    StaffCard,
    TicketOffer,
)
from bot.support.models import Place, Ticket, TicketStatus
from bot.support.releases import Release
from knowledge.errors import KnowledgeError
from knowledge.models import Passage
from tests.desk_stage import QUESTION, Stage, fresh_database, sample_policy
from tests.fakes import HELP, KENJI, LIN, MEI, NIMBUS, PAPER, STAFF, STRANGER, Post

ECHO = (
    "Speakers hear an echo after switching to Bluetooth headsets, error 1109, Android, SDK 4.2.0."
)
ECHO_ZH = "切换到蓝牙耳机后对方听到回声，报错 1109，Android 14，SDK 4.2.0。"
OTHER = "Screen sharing shows a black picture on Windows, error 2205, SDK 4.2.0."
FOURTH = "U0DEV09"


@pytest.fixture
def stage() -> Stage:
    stage = Stage(fresh_database())
    stage.librarian.confidence = 0.1
    return stage


def reported(
    stage: Stage, text: str, user: str, channel: str
) -> tuple[MessageReceived, TicketOffer, Post]:
    """A report that ends in the offer of a ticket."""
    message = stage.ask(text, user, channel=channel)
    if not isinstance(stage.last(message).content, TicketOffer):
        more = (
            "先加入频道，再切换，每次都会出现。"
            if text == ECHO_ZH
            else "Join, then switch. Always."
        )
        stage.ask(more, user, channel=channel, thread=message.ts)
    post = stage.last(message)
    assert isinstance(post.content, TicketOffer)
    return message, post.content, post


def filed(stage: Stage, text: str, user: str, channel: str) -> tuple[MessageReceived, Ticket]:
    """A report that was filed, whatever looks like it."""
    message, offer, post = reported(stage, text, user, channel)
    button = Button.DIFFERENT if offer.joinable else Button.FILE_TICKET
    value = f"{offer.conversation_id}:{offer.joinable.ticket_id if offer.joinable else 0}"
    stage.press(button, post, user, value)
    return message, newest(stage)


def joined(stage: Stage, text: str, user: str, channel: str) -> MessageReceived:
    message, offer, post = reported(stage, text, user, channel)
    assert offer.joinable is not None
    value = f"{offer.conversation_id}:{offer.joinable.ticket_id}"
    stage.press(Button.SAME_PROBLEM, post, user, value)
    return message


def newest(stage: Stage) -> Ticket:
    return max(stage.tickets.list(), key=lambda one: one.id)


def card_of(stage: Stage, ticket: Ticket) -> StaffCard:
    (card,) = [
        one.content
        for one in stage.messenger.posts
        if isinstance(one.content, StaffCard) and one.content.ticket.id == ticket.id
    ]
    return card


def in_thread_of(stage: Stage, ticket: Ticket) -> list[Content]:
    place = stage.tickets.staff_thread(ticket.id)
    assert place is not None
    return [one.content for one in stage.messenger.posts if one.thread_ts == place.thread_ts]


# Offering ----------------------------------------------------------------------------------------


def test_a_colleagues_ticket_is_shown_with_what_it_says(stage: Stage) -> None:
    _, first = filed(stage, ECHO, LIN, NIMBUS)
    _, offer, _ = reported(stage, ECHO_ZH, STRANGER, NIMBUS)  # another person of the same company
    (similar,) = offer.similar
    assert (similar.label, similar.summary) == (first.label, first.fields.summary)
    assert offer.joinable == similar


def test_of_another_customers_ticket_only_its_label_is_told(stage: Stage) -> None:
    _, first = filed(stage, ECHO, LIN, NIMBUS)
    _, offer, post = reported(stage, ECHO, MEI, PAPER)
    (similar,) = offer.similar
    assert similar.model_dump(exclude_defaults=True) == {
        "ticket_id": first.id,
        "label": first.label,
        "over": False,
    }
    assert "Nimbus" not in post.content.model_dump_json()


def test_people_without_a_contract_are_strangers_to_each_other(stage: Stage) -> None:
    filed(stage, ECHO, STRANGER, HELP)
    _, offer, _ = reported(stage, ECHO, FOURTH, HELP)
    (similar,) = offer.similar
    assert not similar.summary
    _, own, _ = reported(stage, ECHO, STRANGER, HELP)
    assert own.similar[0].summary, "their own ticket in another thread"


def test_what_was_solved_before_is_shown_to_those_whose_ticket_it_was(stage: Stage) -> None:
    _, first = filed(stage, ECHO, LIN, NIMBUS)
    stage.desk.accept(stage.resolution(first))
    _, offer, _ = reported(stage, ECHO, STRANGER, NIMBUS)
    (similar,) = offer.similar
    assert (similar.over, similar.resolution) == (True, "Update to 4.3.2.")
    assert offer.joinable is None, "there is nothing to wait for"
    _, others, _ = reported(stage, ECHO, MEI, PAPER)
    assert others.similar == ()


def test_another_problem_is_offered_as_one_of_its_own(stage: Stage) -> None:
    filed(stage, ECHO, LIN, NIMBUS)
    _, offer, _ = reported(stage, OTHER, STRANGER, NIMBUS)
    assert offer.similar == ()


def test_what_is_too_old_is_not_shown(stage: Stage) -> None:
    filed(stage, ECHO, LIN, NIMBUS)
    stage.clock.advance(days=181)
    assert reported(stage, ECHO, MEI, PAPER)[1].similar == ()


def test_a_page_about_the_known_issue_is_shown(stage: Stage) -> None:
    told = "Speakers hear an echo after switching to Bluetooth headsets (1109)."
    stage.librarian.passages = (
        Passage(
            "notes.md", "Notes", f"**Known issues**\n\n- {told}", ("4.2.0",), url="https://d/1"
        ),
        Passage("notes.md", "Notes", f"**Fixed**\n\n- {told}", ("4.3.0",)),
        Passage("faq.md", "Known issues", "Screen sharing shows a black picture.", ("Video",)),
    )
    _, offer, _ = reported(stage, ECHO, LIN, NIMBUS)
    assert [one.url for one in offer.known] == ["https://d/1"]


def test_an_index_that_cannot_serve_does_not_hold_up_the_offer(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    stage.librarian.failure = KnowledgeError("away")
    stage.press(Button.NOT_SOLVED, stage.last(question))
    offer = stage.last(question).content
    assert isinstance(offer, TicketOffer)
    assert offer.known == ()


def test_mine_is_different_files_it_and_staff_see_both(stage: Stage) -> None:
    _, first = filed(stage, ECHO, LIN, NIMBUS)
    _, second = filed(stage, ECHO, MEI, PAPER)
    assert second.id != first.id
    (similar,) = card_of(stage, second).similar
    assert (similar.label, similar.who) == (first.label, "Nimbus Games")
    notes = [one.note for one in stage.tickets.events(second.id) if one.kind == "different"]
    assert notes == [f"The developer says that it is not {first.label}."]


# Joining -----------------------------------------------------------------------------------------


def test_joining_files_nothing_and_tells_staff(stage: Stage) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    message = joined(stage, ECHO, MEI, PAPER)
    assert stage.only_ticket().id == ticket.id
    assert f"You joined {ticket.label}." in stage.last(message).content.settled
    (one,) = stage.reporters.of_ticket(ticket.id)
    assert (one.reporter, one.customer) == (MEI, "Paper Kite")
    assert card_of(stage, ticket).joined == ("Mei (Paper Kite)",)
    words = in_thread_of(stage, ticket)[-1]
    assert isinstance(words, Relayed)
    assert "Mei (Paper Kite) has the same problem" in words.author
    assert "1109" in words.text
    assert [one.kind for one in stage.tickets.events(ticket.id)] == ["filed", "joined"]


def test_joining_twice_joins_once(stage: Stage) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    _, offer, post = reported(stage, ECHO, MEI, PAPER)
    for user in (MEI, MEI, KENJI):
        stage.press(Button.SAME_PROBLEM, post, user, f"{offer.conversation_id}:{ticket.id}")
    assert len(stage.reporters.of_ticket(ticket.id)) == 1


def test_strangers_cannot_join_in_somebodys_place(stage: Stage) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    _, offer, post = reported(stage, ECHO, MEI, PAPER)
    stage.press(Button.SAME_PROBLEM, post, STRANGER, f"{offer.conversation_id}:{ticket.id}")
    assert stage.reporters.of_ticket(ticket.id) == []


def test_what_is_added_later_reaches_the_staff_of_the_joined_ticket(stage: Stage) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    message = joined(stage, ECHO, MEI, PAPER)
    before = len(stage.said(message))
    stage.ask("It crashes with error 1109 on a Pixel 6 too", MEI, channel=PAPER, thread=message.ts)
    words = in_thread_of(stage, ticket)[-1]
    assert isinstance(words, Relayed)
    assert "Pixel 6" in words.text
    assert len(stage.said(message)) == before, "no second offer in this thread"
    assert not stage.desk.drafts.needs_clock(stage.conversation(message).id)


def test_a_joined_tickets_thread_stays_with_its_owner(stage: Stage) -> None:
    owner, ticket = filed(stage, ECHO, LIN, NIMBUS)
    joiner = joined(stage, ECHO, MEI, PAPER)
    stage.desk.accept(stage.reply_form(ticket, "Your app id 4711 is set up wrongly"))
    assert any("4711" in one.content.model_dump_json() for one in stage.said(owner))
    assert not any("4711" in one.content.model_dump_json() for one in stage.said(joiner))
    assert not any("Mei" in one.content.model_dump_json() for one in stage.said(owner))


def test_a_ticket_that_was_resolved_meanwhile_cannot_be_joined(stage: Stage) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    _, offer, post = reported(stage, ECHO, MEI, PAPER)
    stage.desk.accept(stage.resolution(ticket))
    stage.press(Button.SAME_PROBLEM, post, MEI, f"{offer.conversation_id}:{ticket.id}")
    (_, user, told) = stage.messenger.whispers[-1]
    assert user == MEI
    assert "resolved already" in told.model_dump_json()
    assert stage.reporters.of_ticket(ticket.id) == []


# The end -----------------------------------------------------------------------------------------


def news(stage: Stage, message: MessageReceived) -> list[JoinedResolved]:
    return [one.content for one in stage.said(message) if isinstance(one.content, JoinedResolved)]


def test_all_who_joined_are_told_in_their_own_thread_and_language(stage: Stage) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    colleague = joined(stage, ECHO_ZH, STRANGER, NIMBUS)
    other = joined(stage, ECHO, MEI, PAPER)
    stage.desk.accept(stage.resolution(ticket))
    (to_colleague,), (to_other,) = news(stage, colleague), news(stage, other)
    assert (to_colleague.language, to_colleague.text) == ("zh", "Update to 4.3.2.")
    assert (to_other.language, to_other.text) == ("en", ""), "written to another customer"


def test_the_end_that_time_brings_is_told_too(stage: Stage) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    other = joined(stage, ECHO, MEI, PAPER)
    stage.tickets.move(ticket.id, TicketStatus.CLAIMED, actor=KENJI, origin="a")
    stage.tickets.move(ticket.id, TicketStatus.WAITING, actor=KENJI, origin="b")
    alarm = Alarm(at=stage.clock(), kind=AlarmKind.CLOSE_WAITING)
    stage.desk.ring(ticket.id, alarm, key="time")
    assert len(news(stage, other)) == 1


def test_one_thread_that_is_gone_keeps_nobody_else_from_being_told(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    joined(stage, ECHO, STRANGER, HELP)
    other = joined(stage, ECHO, MEI, PAPER)
    post = stage.messenger.post

    def archived(place: Place, content: Content, *, key: str) -> str:
        if place.channel == HELP:
            raise Undeliverable("The channel is archived.")
        return post(place, content, key=key)

    monkeypatch.setattr(stage.messenger, "post", archived)
    stage.desk.accept(stage.resolution(ticket))
    assert len(news(stage, other)) == 1


def verdict(stage: Stage, message: MessageReceived, name: str, user: str, ticket: Ticket) -> None:
    (post,) = [one for one in stage.said(message) if isinstance(one.content, JoinedResolved)]
    stage.press(name, post, user, str(ticket.id))


def test_who_joined_says_that_it_is_solved(stage: Stage) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    other = joined(stage, ECHO, MEI, PAPER)
    stage.desk.accept(stage.resolution(ticket))
    verdict(stage, other, Button.JOINED_SOLVED, MEI, ticket)
    assert newest(stage).status is TicketStatus.RESOLVED, "its owner has not said so"
    assert stage.conversation(other).solved
    told = in_thread_of(stage, ticket)[-1]
    assert isinstance(told, Reminder)
    assert (told.notify, "solved for Mei (Paper Kite)" in told.text) == ((), True)


def test_who_joined_says_that_it_is_not_solved_and_gets_a_ticket_of_their_own(
    stage: Stage,
) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    stage.tickets.move(ticket.id, TicketStatus.CLAIMED, actor=KENJI, origin="claim")
    other = joined(stage, ECHO, MEI, PAPER)
    stage.desk.accept(stage.resolution(ticket))
    verdict(stage, other, Button.JOINED_UNSOLVED, MEI, ticket)
    told = in_thread_of(stage, ticket)[-1]
    assert isinstance(told, Reminder)
    assert told.notify == (KENJI,)
    offer = stage.last(other)
    assert isinstance(offer.content, TicketOffer)
    assert offer.content.similar == ()
    stage.press(Button.FILE_TICKET, offer, MEI)
    assert newest(stage).reporter == MEI


def test_a_second_end_is_told_to_those_who_have_not_spoken(stage: Stage) -> None:
    owner, ticket = filed(stage, ECHO, LIN, NIMBUS)
    solved = joined(stage, ECHO, STRANGER, HELP)
    silent = joined(stage, ECHO, MEI, PAPER)
    stage.desk.accept(stage.resolution(ticket))
    verdict(stage, solved, Button.JOINED_SOLVED, STRANGER, ticket)
    stage.press(Button.REOPEN, stage.last(owner), LIN, str(ticket.id))
    stage.desk.accept(stage.resolution(ticket))
    assert (len(news(stage, solved)), len(news(stage, silent))) == (1, 2)


def test_nobody_judges_a_ticket_that_they_did_not_join(stage: Stage) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    message, _, post = reported(stage, OTHER, MEI, PAPER)
    stage.press(Button.JOINED_UNSOLVED, post, MEI, str(ticket.id))
    assert stage.last(message).content.settled == ""


# Incidents ---------------------------------------------------------------------------------------


def incidents(stage: Stage) -> list[IncidentCard]:
    return [one.content for one in stage.messenger.posts if isinstance(one.content, IncidentCard)]


def burst(stage: Stage, *people: tuple[str, str]) -> Sequence[Ticket]:
    people = people or ((LIN, NIMBUS), (MEI, PAPER), (STRANGER, HELP))
    return [filed(stage, ECHO, user, channel)[1] for user, channel in people]


def test_three_reports_within_the_time_are_one_incident(stage: Stage) -> None:
    tickets = burst(stage)
    (card,) = incidents(stage)
    assert [one.label for one in card.lines] == [one.label for one in tickets]
    (post,) = [one for one in stage.messenger.posts if isinstance(one.content, IncidentCard)]
    assert (post.channel, post.thread_ts) == (STAFF, "")
    filed(stage, ECHO, FOURTH, HELP)
    (card,) = incidents(stage)
    assert len(card.lines) == 4


def test_those_who_join_count_as_reports(stage: Stage) -> None:
    _, ticket = filed(stage, ECHO, LIN, NIMBUS)
    joined(stage, ECHO, MEI, PAPER)
    assert incidents(stage) == []
    joined(stage, ECHO, STRANGER, HELP)
    (card,) = incidents(stage)
    assert [(one.label, one.joined) for one in card.lines] == [(ticket.label, 2)]


def test_reports_that_are_too_few_too_late_or_too_different_are_none(stage: Stage) -> None:
    burst(stage, (LIN, NIMBUS), (MEI, PAPER))
    filed(stage, ECHO, LIN, NIMBUS)  # the same person again
    filed(stage, OTHER, STRANGER, HELP)
    stage.clock.advance(minutes=31)
    filed(stage, ECHO, FOURTH, HELP)
    assert incidents(stage) == []


def test_an_incident_calls_people_once(stage: Stage) -> None:
    tickets = burst(stage)
    assert [one.paged for one in stage.tickets.list()].count(True) == 1
    first = stage.tickets.get(tickets[0].id)
    assert first is not None
    assert (first.paged, first.decision.rule) == (True, "incident")
    assert (first.id, "incident:1") in stage.jobs.watched
    for one in tickets:
        alarm = Alarm(at=stage.clock(), kind=AlarmKind.PAGE)
        stage.desk.ring(one.id, alarm, key=f"page:{one.id}")
    called = [
        one.content.ticket_id
        for one in stage.messenger.posts
        if isinstance(one.content, Reminder) and one.content.notify
    ]
    assert called == [first.id]


def test_an_incident_that_people_were_called_for_calls_nobody_more(stage: Stage) -> None:
    paged = stage.ask(f"Let me talk to a human. {ECHO}", LIN)
    assert newest(stage).paged
    burst(stage, (MEI, PAPER), (STRANGER, HELP))
    assert len(incidents(stage)) == 1
    assert [one.reporter for one in stage.tickets.list() if one.paged] == [paged.user]


def test_an_incident_is_kept_up_to_date_and_ends_with_its_tickets(stage: Stage) -> None:
    tickets = burst(stage)
    stage.press(Button.CLAIM, stage.messenger.posts[-1], KENJI, str(tickets[0].id))
    (card,) = incidents(stage)
    assert (card.lines[0].status, card.lines[0].claimer_name) == (TicketStatus.CLAIMED, "Kenji")
    for one in tickets:
        assert not incidents(stage)[0].closed
        stage.desk.accept(stage.resolution(one))
    (card,) = incidents(stage)
    assert card.closed
    filed(stage, ECHO, FOURTH, HELP)
    assert len(incidents(stage)[0].lines) == 3, "what comes later is no part of it"
    owner = stage.conversations.get(tickets[1].conversation_id)
    (post,) = [
        one
        for one in stage.messenger.posts
        if one.content.type == "resolved" and one.thread_ts == owner.place.thread_ts
    ]
    stage.press(Button.REOPEN, post, MEI, str(tickets[1].id))
    assert not incidents(stage)[0].closed


def test_a_policy_may_call_nobody_for_an_incident() -> None:
    rules = sample_policy().incident.model_copy(update={"page": False, "reports": 2})
    stage = Stage(fresh_database(), sample_policy().model_copy(update={"incident": rules}))
    stage.librarian.confidence = 0.1
    burst(stage, (LIN, NIMBUS), (MEI, PAPER))
    assert len(incidents(stage)) == 1
    assert not any(one.paged for one in stage.tickets.list())


# Versions ----------------------------------------------------------------------------------------

RELEASES = [
    Release(version="4.4.1", page="https://docs.example/notes#v4-4-1", title="Notes › 4.4.1"),
    Release(version="4.2.0", broken="speakers hear an echo", fixed_in="4.3.0", page="https://d/k"),
]


def test_a_broken_version_is_told_with_its_fix_once_in_a_thread(stage: Stage) -> None:
    stage.release_notes.known = RELEASES
    stage.librarian.confidence = 0.9
    first = stage.ask(f"How do I switch to Bluetooth with SDK 4.2.0? {QUESTION}")
    answer = stage.last(first).content
    assert isinstance(answer, AnswerReply)
    assert answer.version is not None
    assert answer.version.text == (
        "4.2.0 has a known defect: speakers hear an echo. It is fixed in 4.3.0."
    )
    assert answer.version.url == "https://d/k"
    stage.ask(QUESTION, thread=first.ts)
    again = stage.last(first).content
    assert isinstance(again, AnswerReply)
    assert again.version is None
    stage.ask("How do I do it with SDK 4.1.0?", thread=first.ts)
    other = stage.last(first).content
    assert isinstance(other, AnswerReply)
    assert other.version is not None, "another version, another sentence"


def test_the_offer_says_it_in_the_developers_language_and_the_card_too(stage: Stage) -> None:
    stage.release_notes.known = RELEASES
    _, offer, _ = reported(stage, ECHO_ZH, LIN, NIMBUS)
    assert offer.version is not None
    assert "存在已知缺陷" in offer.version.text
    _, ticket = filed(stage, ECHO, MEI, PAPER)
    version = card_of(stage, ticket).version
    assert version is not None
    assert "fixed in 4.3.0" in version.text


def test_the_policys_list_counts_too(stage: Stage) -> None:
    ended = Release(version="4.x", end_of_life=dt.date(2026, 1, 1))
    stage = Stage(fresh_database(), sample_policy().model_copy(update={"releases": (ended,)}))
    message = stage.ask(f"{QUESTION} SDK 4.2.0")
    answer = stage.last(message).content
    assert isinstance(answer, AnswerReply)
    assert answer.version is not None
    assert answer.version.text == "4.2.0 has been out of support since 2026-01-01."


def test_nothing_is_said_of_a_version_when_nothing_is_known(stage: Stage) -> None:
    stage.librarian.confidence = 0.9
    message = stage.ask(f"{QUESTION} SDK 4.2.0")
    answer = stage.last(message).content
    assert isinstance(answer, AnswerReply)
    assert answer.version is None


def test_of_several_products_the_developer_is_asked_which(stage: Stage) -> None:
    stage.release_notes.known = [
        Release(version="4.2.0", product="Harbor Map Kit", broken="tiles stay grey"),
        Release(version="4.4.1", product="Harbor Chat Kit"),
        Release(version="2.0.0", product="Harbor Push Kit"),
    ]
    stage.librarian.confidence = 0.9
    message = stage.ask(f"{QUESTION} SDK 4.2.0")
    answer = stage.last(message).content
    assert isinstance(answer, AnswerReply)
    assert answer.version is not None
    assert answer.version.text.startswith("Which product is it?")
    assert "Harbor Map Kit" in answer.version.text
    stage.ask(QUESTION, thread=message.ts)
    again = stage.last(message).content
    assert isinstance(again, AnswerReply)
    assert again.version is None, "asked once"
    stage.desk.accept(stage.form(message, sdk_version="4.2.0"))
    card = card_of(stage, stage.only_ticket())
    assert card.version is not None
    assert "Harbor Map Kit" in card.version.text
    stage.desk.accept(stage.form(message, sdk_version="4.2.0", product="Harbor Map Kit"))
    card = card_of(stage, stage.only_ticket())
    assert card.version is not None
    assert "tiles stay grey" in card.version.text
