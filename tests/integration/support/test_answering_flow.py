"""A question comes in; exactly one fitting message goes out."""

from __future__ import annotations

import pytest

from bot.support.inbound import Button
from bot.support.messages import AnswerReply, DetailsRequest, NoAnswer, Notice, TicketOffer
from bot.support.models import Action, Holder
from knowledge.errors import IndexMissing, ModelUnavailable
from tests.desk_stage import CRASH_REPORT, QUESTION, Stage
from tests.fakes import HELP, KENJI, LIN, MEI, NIMBUS, PAPER, STRANGER


def test_a_developers_setting_is_remembered_in_the_next_thread(stage: Stage) -> None:
    stage.ask("How do I renew the token on iOS with SDK 4.3.1?", MEI, channel=HELP)
    stage.ask("And how do I leave a channel?", MEI, channel=HELP)
    query = stage.librarian.asked[-1]
    assert (query.platform, query.version) == ("ios", "4.3.1")
    stage.ask("And on the web?", MEI, channel=HELP)
    assert stage.librarian.asked[-1].platform == "web", "what is said now wins"


def test_a_documented_question_is_answered_once_with_its_source(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    (post,) = stage.said(question)
    assert isinstance(post.content, AnswerReply)
    assert post.content.text == "Call `renewToken` before the token expires. [1]"
    assert [page.path for page in post.content.pages] == ["brightwire/token.md"]
    assert not post.content.caveat
    assert stage.messenger.streamed == list(stage.writer.pieces)


def test_a_sign_stands_while_the_answer_is_made_and_goes_afterwards(stage: Stage) -> None:
    stage.ask(QUESTION)
    assert [busy for _, busy in stage.messenger.statuses] == [True, False]


@pytest.mark.parametrize(
    ("confidence", "action"),
    [
        (0.60, Action.ANSWER),
        (0.59, Action.ANSWER_WITH_CAVEAT),
        (0.35, Action.ANSWER_WITH_CAVEAT),
        (0.34, Action.UNKNOWN),
        (0.0, Action.UNKNOWN),
    ],
)
def test_confidence_decides_how_a_question_is_answered(
    stage: Stage, confidence: float, action: Action
) -> None:
    stage.librarian.confidence = confidence
    question = stage.ask(QUESTION)
    (record,) = stage.conversations.answers(stage.conversation(question).id)
    (post,) = stage.said(question)
    assert record.decision.action is action
    assert record.decision.reason
    assert isinstance(post.content, NoAnswer if action is Action.UNKNOWN else AnswerReply)
    if isinstance(post.content, AnswerReply):
        assert post.content.caveat is (action is Action.ANSWER_WITH_CAVEAT)
    else:
        assert [page.title for page in post.content.pages] == ["Token guide"]


def test_a_problem_without_a_page_is_asked_about_once_only(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    report = stage.ask("We get error 1109 and it does not work")
    (post,) = stage.said(report)
    assert isinstance(post.content, DetailsRequest)
    stage.ask("Still error 1109", thread=report.thread_ts, addressed=False)
    asked, offered = stage.said(report)
    assert isinstance(asked.content, DetailsRequest)
    assert isinstance(offered.content, TicketOffer)


def test_a_complete_report_is_offered_as_a_ticket_at_once(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    text = (
        "Messages are lost after a reconnect. SDK 4.3.1, Android.\n"
        "Steps to reproduce:\n1. Join\n2. Switch off the network\n3. Send\n"
    )
    report = stage.ask(text, MEI, channel=PAPER)
    (post,) = stage.said(report)
    assert isinstance(post.content, TicketOffer)
    assert "4.3.1" in post.content.fields.sdk_version
    assert stage.tickets.list() == []


def test_a_follow_up_in_the_thread_needs_no_mention_and_knows_what_was_said(stage: Stage) -> None:
    question = stage.ask("How do I renew the token on Android with SDK 4.3.1?")
    stage.ask("And where do I call it?", thread=question.thread_ts, addressed=False)
    first, second = stage.librarian.asked
    assert second.history == (first.text,)
    assert (second.platform, second.version) == ("android", "4.3.1")
    assert len(stage.said(question)) == 2


def test_the_customers_setting_is_known_from_the_contract(stage: Stage) -> None:
    question = stage.ask(QUESTION, channel=NIMBUS)
    conversation = stage.conversation(question)
    assert (conversation.customer, conversation.plan) == ("Nimbus Games", "enterprise")
    assert stage.librarian.asked[0].platform == "android"


def test_someone_without_a_contract_gets_the_default_plan(stage: Stage) -> None:
    question = stage.ask(QUESTION, STRANGER, channel=HELP)
    assert stage.conversation(question).plan == stage.policy.default_plan


def test_channel_talk_is_none_of_our_business(stage: Stage) -> None:
    message = stage.message("Lunch?", addressed=False)
    assert not stage.deliver(message)
    assert stage.inbox.get(message.id) is None
    assert stage.messenger.posts == []


def test_a_bystander_in_a_thread_is_not_answered_unless_they_address_the_bot(stage: Stage) -> None:
    question = stage.ask(QUESTION, LIN)
    stage.ask("I had that too", MEI, thread=question.thread_ts, addressed=False)
    assert len(stage.said(question)) == 1
    stage.ask("How do I renew it on iOS?", MEI, thread=question.thread_ts)
    assert len(stage.said(question)) == 2


def test_a_direct_message_is_answered_without_a_mention(stage: Stage) -> None:
    question = stage.ask(QUESTION, direct=True, channel="D0DEV01", addressed=False)
    assert isinstance(stage.last(question).content, AnswerReply)


def test_the_answer_is_in_the_language_of_the_question(stage: Stage) -> None:
    question = stage.ask("怎么更新 Token？")
    assert stage.last(question).content.language == "zh"
    assert stage.librarian.asked[0].language == "zh"
    stage.ask("How do I renew it on iOS, in English please?", thread=question.thread_ts)
    assert stage.last(question).content.language == "en"


def test_a_french_question_is_answered_in_english_and_told_why(stage: Stage) -> None:
    text = "Bonjour, comment puis-je renouveler le jeton avant son expiration sur Android ?"
    question = stage.ask(text)
    content = stage.last(question).content
    assert isinstance(content, AnswerReply)
    assert content.language == "en"
    assert "English and Chinese" in content.note
    stage.librarian.confidence = 0.0
    question = stage.ask(text)
    content = stage.last(question).content
    assert isinstance(content, NoAnswer)
    assert "English and Chinese" in content.note


@pytest.mark.parametrize("text", ["", "   ", "🎉🎉🎉", ":tada: :rocket:", "?!"])
def test_a_message_without_words_is_asked_for_words(stage: Stage, text: str) -> None:
    message = stage.ask(text)
    (post,) = stage.said(message)
    assert isinstance(post.content, Notice)
    assert "no question" in post.content.text
    assert stage.librarian.asked == []


def test_a_hundred_thousand_characters_are_answered_and_the_cut_is_named(stage: Stage) -> None:
    question = stage.ask("How do I renew the token? " + "log line 4711\n" * 7_200)
    content = stage.last(question).content
    assert isinstance(content, AnswerReply)
    assert "100,826" in content.note
    assert len(stage.librarian.asked[0].text) <= 6_000


@pytest.mark.parametrize(
    "failure", [IndexMissing("No documentation yet."), ModelUnavailable("The model is away.")]
)
def test_without_an_index_the_person_hears_of_it_and_keeps_the_buttons(
    stage: Stage, failure: Exception
) -> None:
    stage.librarian.failure = failure
    question = stage.ask(QUESTION)
    (post,) = stage.said(question)
    assert isinstance(post.content, NoAnswer)
    assert post.content.down
    assert stage.inbox.unfinished() == []
    stage.desk.accept(stage.form(question))
    assert stage.only_ticket().fields.summary == "Calls drop"


def test_a_doubled_event_is_handled_once(stage: Stage) -> None:
    message = stage.message(QUESTION)
    twin = f"message:{message.channel}:{message.ts}"
    assert stage.desk.accept(message, twin=twin)
    assert not stage.desk.accept(message.model_copy(update={"id": "EvTwin"}), twin=twin)
    assert len(stage.said(message)) == 1
    assert len(stage.librarian.asked) == 1


def test_a_redelivered_event_is_handled_once(stage: Stage) -> None:
    message = stage.ask(QUESTION)
    assert not stage.deliver(message)
    assert stage.desk.handle(message.id)
    assert len(stage.said(message)) == 1


def test_a_redelivery_after_a_failed_queue_is_queued_again(stage: Stage) -> None:
    stage.jobs.handler = None
    message = stage.message(QUESTION)
    stage.inbox.add(message)  # stored, and then the process died before the queue knew
    assert not stage.deliver(message)
    assert stage.jobs.queued == [message.id]


def test_what_was_stored_but_not_finished_is_queued_again_at_the_start(stage: Stage) -> None:
    message = stage.message(QUESTION)
    stage.inbox.add(message)
    assert stage.desk.resume() == 1
    assert len(stage.said(message)) == 1
    assert stage.desk.resume() == 0


def test_a_message_deleted_before_the_answer_is_not_answered_and_not_kept(stage: Stage) -> None:
    stage.jobs.handler = None
    message = stage.ask(QUESTION)
    stage.delete(message)
    assert stage.desk.handle(message.id) == "withdrawn"
    assert stage.messenger.posts == []
    kept = stage.inbox.get(message.id)
    assert kept is not None
    assert QUESTION not in kept.model_dump_json()


def test_a_message_deleted_after_the_answer_is_forgotten(stage: Stage) -> None:
    message = stage.ask(QUESTION)
    stage.delete(message)
    number = stage.conversation(message).id
    assert stage.conversations.turns(number) == []
    assert [record.question for record in stage.conversations.answers(number)] == [""]


def test_deleting_what_we_never_stored_changes_nothing(stage: Stage) -> None:
    stage.delete_at("C0NIMBUS", "1.1")
    assert stage.messenger.posts == []


def test_solved_replaces_the_buttons_and_is_counted_once(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    post = stage.last(question)
    for _ in range(2):
        stage.press(Button.SOLVED, post)
    assert post.content.settled == "Marked as solved by Lin."
    conversation = stage.conversation(question)
    assert conversation.solved
    assert stage.conversations.unsolved(conversation.id) == 0


def test_a_stranger_may_not_press_in_somebody_elses_thread(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    post = stage.last(question)
    stage.press(Button.SOLVED, post, STRANGER)
    assert not post.content.settled
    ((place, user, content),) = stage.messenger.whispers
    assert (place.channel, user) == (NIMBUS, STRANGER)
    assert isinstance(content, Notice)
    assert "Only the person who asked" in content.text


def test_staff_may_press_for_the_developer(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    stage.press(Button.SOLVED, stage.last(question), KENJI)
    assert stage.last(question).content.settled == "Marked as solved by Kenji."


def test_an_unknown_button_changes_nothing(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    press = stage.press("no_such_button", stage.last(question))
    assert stage.desk.handle(press.id)
    assert not stage.last(question).content.settled
    assert len(stage.messenger.posts) == 1


def test_a_press_in_a_forgotten_thread_is_answered_to_the_presser(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    post = stage.last(question)
    post.thread_ts = "1.1"
    stage.press(Button.SOLVED, post)
    ((_, user, _),) = stage.messenger.whispers
    assert user == LIN


def test_when_every_try_failed_the_person_hears_of_it_once(stage: Stage) -> None:
    stage.jobs.handler = None
    known = stage.ask(QUESTION)
    stage.desk.handle(known.id)
    failing = stage.ask("And on iOS?", thread=known.thread_ts)
    for _ in range(2):
        stage.desk.give_up(failing.id)
    _, sorry = stage.said(known)
    assert isinstance(sorry.content, NoAnswer)
    assert "kept" in sorry.content.apology
    assert stage.inbox.unfinished() == []


def test_when_the_first_message_failed_the_person_hears_of_it_too(stage: Stage) -> None:
    stage.jobs.handler = None
    message = stage.ask(QUESTION)
    stage.desk.give_up(message.id)
    (sorry,) = stage.said(message)
    assert isinstance(sorry.content, Notice)
    stage.desk.give_up("never stored")
    assert len(stage.messenger.posts) == 1


def test_a_command_gets_a_thread_of_its_own(stage: Stage) -> None:
    command = stage.message(QUESTION).model_copy(
        update={"id": "command:1", "ts": "", "thread_ts": ""}
    )
    stage.desk.accept(command)
    opening, answer = stage.messenger.posts
    assert opening.thread_ts == ""
    assert QUESTION in opening.content.text  # type: ignore[union-attr]
    assert answer.thread_ts == opening.ts
    assert isinstance(answer.content, AnswerReply)


def test_nothing_is_said_twice_when_the_same_work_runs_again(stage: Stage) -> None:
    stage.librarian.confidence = 0.1
    report = stage.ask(CRASH_REPORT)
    before = len(stage.messenger.posts)
    for _ in range(2):
        stage.desk.handle(report.id)
    assert len(stage.messenger.posts) == before


def test_the_bot_stops_when_a_person_takes_over_in_the_middle_of_an_answer(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    number = stage.conversation(question).id
    stage.writer.pieces = ("one ", "two ", "three ")
    stage.messenger.streamed.clear()
    stage.writer.between = lambda: stage.conversations.hold(number, Holder.PERSON)
    second = stage.ask("And on iOS?", thread=question.thread_ts)
    assert stage.messenger.streamed == ["one "]
    assert len(stage.said(question)) == 1
    assert stage.inbox.unfinished() == []
    assert stage.conversations.answer(second.id) is not None


def test_the_bot_stays_silent_when_it_is_claimed_right_before_the_end(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    number = stage.conversation(question).id
    stage.writer.pieces = ("all at once",)
    stage.writer.between = lambda: stage.conversations.hold(number, Holder.PERSON)
    stage.ask("And on iOS?", thread=question.thread_ts)
    assert len(stage.said(question)) == 1
