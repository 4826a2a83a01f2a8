"""Messages that are edited or deleted on one side: the other side sees it, and nothing leaks."""

from __future__ import annotations

import pytest

from bot.support.inbound import Button, Deed, MessageReceived
from bot.support.messages import AnswerReply, Notice, PublishOffer, Relayed
from bot.support.models import Attachment, Place, Ticket
from tests.desk_stage import QUESTION, Stage, a_file
from tests.fakes import HELP, KENJI, LIN, STAFF, STRANGER

LOG = b"10:42:00.1 I join\n10:42:07.3 E join failed, error code 1109\n10:42:08.0 I left\n"


def note(stage: Stage, text: str, user: str = KENJI) -> MessageReceived:
    """A message in the staff thread of the only card."""
    return stage.ask(text, user, channel=STAFF, thread=stage.card().ts, addressed=False)


def added(stage: Stage, question: MessageReceived, text: str) -> MessageReceived:
    return stage.ask(text, thread=question.thread_ts, addressed=False)


def copy(stage: Stage) -> Relayed:
    """The last words that stand in the staff thread from the other side."""
    found = [one.content for one in stage.in_staff_thread() if isinstance(one.content, Relayed)]
    return found[-1]


def seen(stage: Stage, question: MessageReceived) -> Relayed:
    content = stage.last(question).content
    assert isinstance(content, Relayed)
    return content


# The developer's words ---------------------------------------------------------------------------


def test_an_edit_reaches_the_copy_that_staff_reads(stage: Stage) -> None:
    question, ticket = stage.claimed()
    message = added(stage, question, "It is error 1190")
    posts = len(stage.messenger.posts)
    stage.edit(message, "It is error 1109")
    assert (copy(stage).text, copy(stage).edited) == ("It is error 1109", True)
    assert len(stage.messenger.posts) == posts, "nothing new is said"
    turns = stage.conversations.turns(ticket.conversation_id)
    assert turns[-1].text == "It is error 1109"


def test_a_deleted_message_leaves_no_words(stage: Stage) -> None:
    stage.messenger.files = {"F1": b"log"}
    question, ticket = stage.claimed()
    message = stage.ask("my password is x", thread=question.thread_ts, files=[a_file()])
    stage.delete(message)
    assert (copy(stage).text, copy(stage).withdrawn, copy(stage).attachments) == ("", True, ())
    turns = stage.conversations.turns(ticket.conversation_id)
    assert "my password is x" not in [one.text for one in turns]


def test_the_card_quotes_the_question_as_it_stands(stage: Stage) -> None:
    question, _ = stage.claimed()
    stage.edit(question, "How do I renew the token on iOS?")
    card = stage.card().content
    assert card.question == "How do I renew the token on iOS?"  # type: ignore[union-attr]
    stage.delete(question)
    assert "iOS" not in stage.card().content.question  # type: ignore[union-attr]


def test_a_question_that_waits_is_answered_as_it_stands(stage: Stage) -> None:
    stage.jobs.handler = None
    question = stage.ask("How do I renew the tken?")
    stage.edit(question, "How do I renew the token?")
    for one in stage.inbox.unfinished():
        stage.desk.handle(one.id)
    (answer,) = stage.said(question)
    assert isinstance(answer.content, AnswerReply)
    assert stage.librarian.asked[-1].text == "How do I renew the token?"


def test_a_question_that_was_answered_is_not_answered_again(stage: Stage) -> None:
    question = stage.ask(QUESTION)
    stage.edit(question, "How do I leave a channel?")
    assert len(stage.said(question)) == 1
    record = stage.conversations.answer(question.id)
    assert record is not None
    assert record.question == "How do I leave a channel?", "the old words are gone"


def test_older_news_changes_nothing(stage: Stage) -> None:
    question, _ = stage.claimed()
    message = added(stage, question, "one")
    stage.edit(message, "three", at="1800000009.000003")
    stage.edit(message, "two", at="1800000009.000002")
    stage.edit(message, "three", at="1800000009.000003")
    assert copy(stage).text == "three"
    stage.delete(message)
    stage.edit(message, "four", at="1800000009.000004")
    assert copy(stage).withdrawn


def test_what_is_none_of_ours_is_not_kept(stage: Stage) -> None:
    stranger = stage.message("Lunch?", STRANGER, addressed=False)
    stage.edit(stranger, "Dinner?")
    stage.delete(stranger)
    assert list(stage.inbox.unfinished()) == []
    assert stage.messenger.posts == []


def test_words_that_came_with_a_shortcut_are_reworded_too(stage: Stage) -> None:
    question = stage.message("The call drops", addressed=False)
    place = Place(channel=question.channel, thread_ts=question.thread_ts)
    draft = stage.desk.draft(place, LIN, text=question.text, author=LIN)
    stage.edit(question, "The call drops on iOS")
    (turn,) = stage.conversations.turns(draft.conversation.id)
    assert turn.text == "The call drops on iOS"


# A deleted message leaves no file --------------------------------------------------------------


def with_log(
    stage: Stage, thread: str, name: str = "call.log", number: str = "F1"
) -> MessageReceived:
    stage.messenger.files[number] = LOG
    return stage.ask("Here is the log", thread=thread, files=[a_file(name, number)])


def test_a_deleted_message_takes_its_file_along(stage: Stage) -> None:
    question, ticket = stage.claimed()
    message = with_log(stage, question.ts)
    with_log(stage, question.ts, "other.log", "F2")
    stage.delete(message)
    now = stage.only_ticket()
    assert list(stage.files.kept) == ["F2"]
    assert [one.name for one in now.attachments] == ["other.log"]
    assert "call.log" not in now.log_digest
    assert "other.log" in now.log_digest
    shown = stage.card().content
    assert "call.log" not in shown.model_dump_json()
    said = [one.content.model_dump_json() for one in stage.messenger.posts]
    assert not any("call.log" in one for one in said if '"relayed"' in one)
    (*_, line) = [one for one in stage.tickets.events(ticket.id) if one.kind == "amended"]
    assert line.note == ("A message was deleted. Removed with it: 1 file(s), which staff had seen.")
    assert line.actor == LIN


def test_a_file_that_no_ticket_has_goes_without_a_line(stage: Stage) -> None:
    stage.messenger.files = {"F1": LOG}
    question = stage.ask(QUESTION, files=[a_file()])
    assert stage.files.kept
    stage.delete(question)
    assert stage.files.kept == {}
    assert stage.conversations.turns(stage.conversation(question).id) == []


def test_a_file_that_was_sent_twice_stays_for_the_other_message(stage: Stage) -> None:
    question, _ = stage.claimed()
    message = with_log(stage, question.ts)
    with_log(stage, question.ts)
    stage.delete(message)
    assert list(stage.files.kept) == ["F1"]
    assert [one.name for one in stage.only_ticket().attachments] == ["call.log"]


def test_equal_bytes_of_another_conversation_stay(stage: Stage) -> None:
    question, _ = stage.claimed()
    other = stage.ask(QUESTION, channel=HELP)
    message = with_log(stage, question.ts)
    stage.ask("Mine", channel=HELP, thread=other.ts, files=[a_file()])
    stage.delete(message)
    assert list(stage.files.kept) == ["F1"]
    assert stage.only_ticket().attachments == ()


def test_a_file_of_a_closed_ticket_goes_too(stage: Stage) -> None:
    question, ticket = stage.claimed()
    message = with_log(stage, question.ts)
    stage.desk.accept(stage.resolution(ticket))
    stage.press(Button.CONFIRM_SOLVED, stage.last(question), LIN, str(ticket.id))
    stage.delete(message)
    assert stage.files.kept == {}
    assert stage.only_ticket().attachments == ()


def test_a_log_in_the_words_goes_with_them(stage: Stage) -> None:
    question, ticket = stage.claimed()
    message = added(stage, question, f"```\n{LOG.decode()}```")
    assert stage.only_ticket().log_digest
    stage.delete(message)
    assert stage.only_ticket().log_digest == ""
    assert "10:42" not in stage.card().content.model_dump_json()
    assert [one.note for one in stage.tickets.events(ticket.id)][-1] == "A message was deleted."


def test_what_was_stored_while_it_was_being_deleted_goes_too(stage: Stage) -> None:
    question, _ = stage.claimed()
    stage.messenger.files = {"F1": LOG}
    message = stage.message("my password is x", thread=question.ts, files=[a_file()])
    handled = stage.desk.handle
    stage.jobs.handler = None
    stage.deliver(message)
    download = stage.messenger.download

    def deleted_meanwhile(attachment: Attachment, limit: int) -> bytes:
        stage.delete(message)
        return download(attachment, limit)

    stage.messenger.download = deleted_meanwhile  # type: ignore[method-assign]
    for one in stage.inbox.unfinished():
        handled(one.id)
    for one in stage.inbox.unfinished():
        handled(one.id)
    left = stage.conversations.turns(stage.conversation(question).id)
    assert "my password is x" not in str(left)
    assert stage.files.kept == {}
    assert stage.only_ticket().attachments == ()
    assert copy(stage).withdrawn


# A change that comes before its message ----------------------------------------------------------


def test_an_edit_that_comes_first_is_applied_when_the_message_comes(stage: Stage) -> None:
    question = stage.message("How do I renew the tken?")
    stage.edit(question, "How do I renew the tokn?", at="1800000009.000001")
    stage.edit(question, "How do I renew the token?", at="1800000009.000003")
    stage.edit(question, "How do I renew?", at="1800000009.000002")
    stage.deliver(question)
    assert stage.librarian.asked[-1].text == "How do I renew the token?"
    (turn,) = stage.conversations.turns(stage.conversation(question).id)
    assert turn.text == "How do I renew the token?"
    assert stage.inbox.held(f"message:{question.channel}:{question.ts}") is None


def test_a_deletion_that_comes_first_keeps_the_message_from_being_handled(stage: Stage) -> None:
    question, _ = stage.claimed()
    posts = len(stage.messenger.posts)
    message = stage.message("my password is x", thread=question.ts, addressed=False)
    stage.delete(message)
    stage.edit(message, "my password is y", at="1900000000.000001")
    stage.deliver(message)
    assert len(stage.messenger.posts) == posts
    kept = stage.inbox.get(message.id)
    assert isinstance(kept, MessageReceived)
    assert (kept.text, kept.withdrawn) == ("", True)


def test_an_early_edit_publishes_nothing(stage: Stage) -> None:
    question, _ = stage.claimed()
    before = len(stage.said(question))
    private = stage.message("Bug 77", KENJI, channel=STAFF, thread=stage.card().ts, addressed=False)
    stage.edit(private, "reply: Bug 77")
    stage.deliver(private)
    assert len(stage.said(question)) == before


def test_an_early_edit_of_channel_talk_is_not_kept(stage: Stage) -> None:
    talk = stage.message("Lunch?", STRANGER, addressed=False)
    stage.edit(talk, "Dinner?")
    assert stage.inbox.held(f"message:{talk.channel}:{talk.ts}") is None


# The staff's words -------------------------------------------------------------------------------


def test_an_edited_reply_changes_what_the_customer_reads(stage: Stage) -> None:
    question, ticket = stage.claimed()
    reply = note(stage, "reply: Update to 4.2")
    stage.edit(reply, "reply: Update to 4.3.2")
    assert (seen(stage, question).text, seen(stage, question).edited) == ("Update to 4.3.2", True)
    (replied,) = [one for one in stage.tickets.events(ticket.id) if one.kind == "replied"]
    assert replied.note == "Update to 4.3.2"


def test_a_deleted_reply_is_taken_back(stage: Stage) -> None:
    question, ticket = stage.claimed()
    reply = note(stage, "reply: Update to 4.2")
    stage.delete(reply)
    assert (seen(stage, question).text, seen(stage, question).withdrawn) == ("", True)
    assert "4.2" not in str(stage.tickets.events(ticket.id))


def test_a_reply_that_loses_its_mark_stays_as_it_was(stage: Stage) -> None:
    question, _ = stage.claimed()
    reply = note(stage, "reply: Update to 4.2")
    stage.edit(reply, "they should have updated long ago")
    assert seen(stage, question).text == "Update to 4.2"
    offer = stage.messenger.whispers[-1][2]
    assert isinstance(offer, PublishOffer)
    stage.press(Button.PUBLISH, stage.card(), KENJI, f"1:{reply.ts}")
    assert seen(stage, question).text == "they should have updated long ago", "now it was pressed"


def test_a_reply_cannot_be_emptied_by_an_edit(stage: Stage) -> None:
    question, _ = stage.claimed()
    reply = note(stage, "reply: Update to 4.2")
    stage.edit(reply, "reply: ")
    assert seen(stage, question).text == "Update to 4.2"
    whisper = stage.messenger.whispers[-1][2]
    assert isinstance(whisper, Notice)
    assert "delete the message" in whisper.text


def test_editing_a_private_note_never_publishes_it(stage: Stage) -> None:
    question, ticket = stage.claimed()
    before = len(stage.said(question))
    written = note(stage, "Looks like bug 77")
    stage.edit(written, "reply: Looks like bug 77")
    assert len(stage.said(question)) == before
    offer = stage.messenger.whispers[-1][2]
    assert isinstance(offer, PublishOffer)
    assert offer.text == "Looks like bug 77"
    stage.press(Button.PUBLISH, stage.card(), KENJI, f"{ticket.id}:{written.ts}")
    assert seen(stage, question).text == "Looks like bug 77"


def test_a_note_that_was_marked_before_it_was_handled_is_not_published_either(
    stage: Stage,
) -> None:
    question, _ = stage.claimed()
    before = len(stage.said(question))
    stage.jobs.handler = None
    written = note(stage, "private")
    stage.edit(written, "reply: private")
    for one in stage.inbox.unfinished():
        stage.desk.handle(one.id)
    assert len(stage.said(question)) == before


def test_a_reply_that_was_edited_before_it_was_handled_is_sent_as_it_stands(stage: Stage) -> None:
    question, _ = stage.claimed()
    stage.jobs.handler = None
    reply = note(stage, "reply: Updte")
    stage.edit(reply, "reply: Update")
    for one in stage.inbox.unfinished():
        stage.desk.handle(one.id)
    assert seen(stage, question).text == "Update"


def test_a_note_that_is_deleted_leaves_no_words_in_the_trail(stage: Stage) -> None:
    _, ticket = stage.claimed()
    written = note(stage, "Their CTO called, furious")
    stage.edit(written, "Their CTO called")
    assert "furious" not in str(stage.tickets.events(ticket.id))
    stage.delete(written)
    assert "CTO" not in str(stage.tickets.events(ticket.id))


def test_a_guest_who_edits_publishes_nothing(stage: Stage) -> None:
    question, _ = stage.claimed()
    before = len(stage.said(question))
    written = note(stage, "hello", STRANGER)
    whispers = len(stage.messenger.whispers)
    stage.edit(written, "reply: hello")
    assert len(stage.said(question)) == before
    assert len(stage.messenger.whispers) == whispers


def test_staff_who_write_in_the_developers_thread_are_mirrored(stage: Stage) -> None:
    question, _ = stage.filed()
    spoken = stage.ask("I look into it", KENJI, thread=question.thread_ts, addressed=False)
    stage.edit(spoken, "I am looking into it")
    assert copy(stage).text == "I am looking into it"


# Replies by form ---------------------------------------------------------------------------------


def sent(stage: Stage) -> tuple[MessageReceived, Ticket, str]:
    question, ticket = stage.claimed()
    form = stage.reply_form(ticket, "Update to 4.2")
    stage.desk.accept(form)
    return question, ticket, form.id


def test_a_reply_by_form_can_be_edited_on_both_sides(stage: Stage) -> None:
    question, ticket, reply = sent(stage)
    stage.do(Deed.AMEND, ticket, reply=reply, text="Update to 4.3.2")
    assert (seen(stage, question).text, seen(stage, question).edited) == ("Update to 4.3.2", True)
    assert (copy(stage).text, copy(stage).published) == ("Update to 4.3.2", True)
    assert [one.kind for one in stage.tickets.events(ticket.id)][-1] == "reply_edited"


def test_a_reply_by_form_can_be_taken_back_once(stage: Stage) -> None:
    question, ticket, reply = sent(stage)
    stage.do(Deed.RETRACT, ticket, reply=reply)
    assert seen(stage, question).withdrawn
    assert copy(stage).withdrawn
    assert "4.2" not in str(stage.tickets.events(ticket.id))
    stage.do(Deed.AMEND, ticket, reply=reply, text="Again")
    assert seen(stage, question).withdrawn


@pytest.mark.parametrize(("reply", "text"), [("view:0", "Hello"), ("", "Hello")])
def test_only_replies_of_the_ticket_are_edited(stage: Stage, reply: str, text: str) -> None:
    question, ticket, _ = sent(stage)
    stage.do(Deed.AMEND, ticket, reply=reply, text=text)
    assert seen(stage, question).text == "Update to 4.2"


def test_a_reply_is_not_edited_into_nothing(stage: Stage) -> None:
    question, ticket, reply = sent(stage)
    stage.do(Deed.AMEND, ticket, reply=reply, text="")
    assert seen(stage, question).text == "Update to 4.2"
