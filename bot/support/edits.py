"""Messages that their authors edit or delete, on either side: the copies follow.

The stored message is the truth: it is reworded or emptied the moment Slack tells, and the copies
are drawn from it, in its lane's order and however often. News of a message that has not come yet is
held for it. What this never does is publish: an edited note that now carries the mark is offered to
its author, not sent. Nor does an edit call the bot: a question that is not answered yet is answered
as it stands, an answered one is not answered again.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.support.amending import Amending
from bot.support.desk import Desk
from bot.support.inbound import (
    Inbound,
    MessageEdited,
    MessageReceived,
    MessageWithdrawn,
    StaffDeed,
)
from bot.support.messages import PublishOffer, Relayed
from bot.support.models import Conversation, Place, Role, Ticket
from bot.support.phrases import say
from bot.support.rejudging import Rejudging
from bot.support.staff_side import STAFF, StaffSide


def marked(text: str, prefix: str) -> bool:
    """Whether the words are for the customer: they start with the publish prefix."""
    return text.lower().startswith(prefix.lower())


def without_mark(text: str, prefix: str) -> str:
    return text[len(prefix) :].strip() if marked(text, prefix) else text


def twin_of(channel: str, ts: str) -> str:
    """Under which a message is found in the inbox."""
    return f"message:{channel}:{ts}"


class Edits:
    """Use cases: follow an edit, follow a deletion, edit or take back a reply sent by form."""

    def __init__(self, desk: Desk, side: StaffSide, rejudging: Rejudging) -> None:
        self._desk = desk
        self._rejudging = rejudging
        self._side = side
        self._amending = Amending(desk)

    # At once, before Slack is told that we know --------------------------------------------------

    def reword(self, channel: str, ts: str, text: str, edited: str) -> bool:
        """Keep the new words; False when the message is none of ours or this is old news."""
        desk, twin = self._desk, twin_of(channel, ts)
        desk.conversations.reword_turn(twin, text)  # it may have come with a shortcut
        message = desk.inbox.of_twin(twin)
        if not isinstance(message, MessageReceived):
            return False
        unmarked = message.unmarked or not marked(message.text, desk.policy.publish_prefix)
        new = {"text": text, "edited": edited, "unmarked": unmarked}
        return desk.inbox.reword(message.model_copy(update=new))

    def forget(self, gone: MessageWithdrawn | MessageReceived) -> bool:
        """Forget the words of a deleted message; False when it is none of ours."""
        desk, twin = self._desk, twin_of(gone.channel, gone.ts)
        message = desk.inbox.of_twin(twin)
        if not isinstance(message, MessageReceived):
            self._forget_turns(gone, gone.user, twin)  # it may have come with a shortcut
            return False
        for one in message.attachments:
            desk.picture_texts.forget(one.id)
        desk.inbox.withdraw(message.id)
        desk.conversations.reword_turn(message.id, "")  # its files tell what else is to be done
        desk.conversations.reword_turn(twin, "")
        return True

    def knows(self, event: MessageEdited | MessageWithdrawn) -> bool:
        """Whether the message has reached us."""
        return self._message(event) is not None

    def caught_up(self, message: MessageReceived) -> MessageReceived:
        """A message as it stands by now: its edit, or its deletion, may have come before it."""
        held = self._desk.inbox.held(twin_of(message.channel, message.ts))
        if held is None:
            return message
        if held.withdrawn:
            self.forget(message)
        else:
            self.reword(message.channel, message.ts, held.text, held.edited)
        self._desk.inbox.release(held.twin)
        now = self._desk.inbox.get(message.id)
        return now if isinstance(now, MessageReceived) else message

    # In the lane's order --------------------------------------------------------------------------

    def on_edited(self, edit: MessageEdited) -> str:
        message = self._message(edit)
        if message is None or message.withdrawn:
            return "withdrawn"
        self._desk.conversations.reword_turn(message.id, message.text)
        ticket = self._of_staff(message)
        if ticket is not None:
            return self._staff_edited(message, ticket)
        self._judge_again(edit, message)
        return self._bring_copy_up_to_date(message)

    def _judge_again(self, edit: MessageEdited, message: MessageReceived) -> None:
        """The developer's new words may tell of something worse."""
        place = Place(channel=message.channel, thread_ts=message.thread_ts)
        conversation = self._desk.conversations.at(place)
        if conversation is None or message.user != conversation.asker:
            return
        ticket = self._side.of(conversation)
        if ticket is not None:
            self._rejudging.judge(ticket, conversation, origin=edit.id)

    def on_withdrawn(self, withdrawal: MessageWithdrawn) -> str:
        message = self._message(withdrawal)
        if message is None:
            return "unknown"
        self._forget_turns(
            withdrawal, message.user, message.id, twin_of(message.channel, message.ts)
        )
        ticket = self._of_staff(message)
        if ticket is None:
            return self._bring_copy_up_to_date(message)
        self._desk.tickets.reword("note", "", origin=message.id)
        if self._show(f"{message.id}:published", "", withdrawn=True):
            self._desk.tickets.reword("replied", "", origin=message.id)
        return "withdrawn"

    def _staff_edited(self, message: MessageReceived, ticket: Ticket) -> str:
        """A sent reply follows its marked wording. Whatever carries no mark stays among staff."""
        desk, prefix = self._desk, self._desk.policy.publish_prefix
        sent = desk.messenger.posted(f"{message.id}:published")
        if not desk.has_role(message.user, Role.SUPPORT):
            return "note_by_guest"
        if sent is None:
            desk.tickets.reword("note", message.text, origin=message.id)
            if marked(message.text, prefix):
                self._offer(message, ticket)
            return "note_edited"
        if not marked(message.text, prefix):
            self._offer(message, ticket)
            return "not_published"
        text = without_mark(message.text, prefix)
        if not text:
            raise Refused(say(STAFF, "reply_emptied"))
        self.publish_again(message, text)
        return "reply_edited"

    def publish_again(self, message: MessageReceived, text: str) -> bool:
        """The customer's copy of a note says this from now on; False when there is none."""
        if not self._show(f"{message.id}:published", text):
            return False
        self._desk.tickets.reword("replied", text, origin=message.id)
        return True

    def _offer(self, message: MessageReceived, ticket: Ticket) -> None:
        prefix = self._desk.policy.publish_prefix
        offer = PublishOffer(
            language=STAFF,
            ticket_id=ticket.id,
            note_ts=message.ts,
            text=without_mark(message.text, prefix),
            prefix=prefix,
        )
        place = Place(channel=message.channel, thread_ts=message.thread_ts)
        self._desk.messenger.whisper(place, message.user, offer)

    def _bring_copy_up_to_date(self, message: MessageReceived) -> str:
        """The copy in the staff thread, and the card where it quotes the message."""
        desk = self._desk
        self._show(f"{message.id}:relayed", message.text, withdrawn=message.withdrawn)
        place = Place(channel=message.channel, thread_ts=message.thread_ts)
        conversation = desk.conversations.at(place)
        for ticket in self._tickets_of(conversation) if conversation else ():
            self._side.draw_card(ticket)
        return "withdrawn" if message.withdrawn else "edited"

    # What was stored of a deleted message ---------------------------------------------------------

    def _forget_turns(self, gone: Inbound, user: str, *ids: str) -> None:
        """The turns go last: after a crash they tell which files are still to be removed."""
        desk = self._desk
        for one in ids:
            desk.conversations.reword_turn(one, "")
        conversation = desk.conversations.at(Place(channel=gone.channel, thread_ts=gone.thread_ts))
        if conversation is not None:
            self._forget_files(conversation, user, ids)
        for one in ids:
            desk.conversations.forget_turn(one)

    def _forget_files(self, conversation: Conversation, user: str, ids: Sequence[str]) -> None:
        """Of the tickets, and the bytes that nobody else sent; what another turn has stays."""
        desk = self._desk
        turns = desk.conversations.turns(conversation.id)
        left = {file.id for turn in turns if turn.id not in ids for file in turn.attachments}
        lost = {
            file.id: file
            for turn in turns
            for file in turn.attachments
            if turn.id in ids and file.id not in left
        }
        for ticket in self._tickets_of(conversation):
            origin = f"{ids[0]}:withdrawn:{ticket.id}"
            self._amending.without(lost, ticket, actor=user, origin=origin)
        for file in lost.values():
            desk.picture_texts.forget(file.id)
            if file.path and not desk.conversations.has_file(file.path, but=ids):
                desk.files.remove(file)

    # Replies that were sent by form ---------------------------------------------------------------

    def on_amend(self, deed: StaffDeed) -> str:
        """The customer reads other words from now on."""
        if not deed.text:
            raise Refused(say(STAFF, "reply_empty"))
        self._rewrite(deed, deed.text, withdrawn=False)
        return "reply_edited"

    def on_retract(self, deed: StaffDeed) -> str:
        self._rewrite(deed, "", withdrawn=True)
        return "reply_withdrawn"

    def _rewrite(self, deed: StaffDeed, text: str, *, withdrawn: bool) -> None:
        copy = self._desk.messenger.posted(f"{deed.reply}:copy")
        ours = isinstance(copy, Relayed) and copy.ticket_id == deed.ticket_id
        if not ours or (isinstance(copy, Relayed) and copy.withdrawn):
            raise Refused(say(STAFF, "no_such_reply"))
        self._show(f"{deed.reply}:published", text, withdrawn=withdrawn)
        self._show(f"{deed.reply}:copy", text, withdrawn=withdrawn)
        ticket = self._side.ticket(deed.ticket_id)
        kind = "reply_withdrawn" if withdrawn else "reply_edited"
        self._side.note(ticket, kind, deed.user, "", deed.id)
        self._desk.tickets.reword("replied", text, origin=deed.reply)

    # Shared -------------------------------------------------------------------------------------

    def _show(self, key: str, text: str, *, withdrawn: bool = False) -> bool:
        """Draw a carried message again; False when there is none."""
        shown = self._desk.messenger.posted(key)
        if not isinstance(shown, Relayed):
            return False
        new: dict[str, object] = {"text": text, "edited": not withdrawn, "withdrawn": withdrawn}
        if withdrawn:
            new["attachments"] = ()
        self._desk.messenger.amend(key, shown.model_copy(update=new))
        return True

    def _message(self, event: MessageEdited | MessageWithdrawn) -> MessageReceived | None:
        found = self._desk.inbox.of_twin(twin_of(event.channel, event.ts))
        return found if isinstance(found, MessageReceived) else None

    def _tickets_of(self, conversation: Conversation) -> Sequence[Ticket]:
        """Those that were filed from it, and those that it joined."""
        desk = self._desk
        joined = (
            desk.tickets.get(one.ticket_id)
            for one in desk.reporters.of_conversation(conversation.id)
        )
        return [*desk.tickets.of_conversation(conversation.id), *filter(None, joined)]

    def _of_staff(self, message: MessageReceived) -> Ticket | None:
        place = Place(channel=message.channel, thread_ts=message.thread_ts)
        return self._desk.tickets.of_staff_thread(place)
