"""A message, taken to whom it is for: the bot, the person who has the case, the developer."""

from __future__ import annotations

from bot.support.answering import Answering
from bot.support.desk import Desk
from bot.support.inbound import MessageReceived
from bot.support.joining import Joining
from bot.support.models import Conversation, Holder, Place, Role, Turn
from bot.support.phrases import say
from bot.support.relay import Relay
from bot.support.threads import Threads


class Conversing:
    """Use case: a message is said in a thread."""

    def __init__(
        self, desk: Desk, threads: Threads, relay: Relay, joining: Joining, answering: Answering
    ) -> None:
        self._desk = desk
        self._threads = threads
        self._relay = relay
        self._joining = joining
        self._answering = answering

    def on_message(self, message: MessageReceived) -> str:
        """Keep it as a turn of its conversation, then have it answered or carried on."""
        place = Place(channel=message.channel, thread_ts=message.thread_ts)
        staff_ticket = self._desk.tickets.of_staff_thread(place)
        if staff_ticket is not None:
            return self._relay.on_staff_message(message, staff_ticket)
        conversation = self._desk.conversations.at(place)
        if conversation is None:
            if not message.addressed:
                return "not_addressed"
            conversation = self._threads.begin(message)
        message = self._with_files(message, conversation)
        self._desk.conversations.add_turn(
            Turn(
                id=message.id,
                conversation_id=conversation.id,
                author=message.user,
                text=message.text,
                at=self._desk.clock(),
                attachments=message.attachments,
            )
        )
        return self._in_conversation(message, conversation)

    def _with_files(self, message: MessageReceived, conversation: Conversation) -> MessageReceived:
        """Its files fetched, redacted and read: what a log tells need not be asked for."""
        if not message.attachments:
            return message
        place, language = conversation.place, conversation.language
        ours = conversation.holder is Holder.BOT
        if ours:
            self._desk.messenger.status(place, language, busy=True)
        try:
            kept = self._desk.keep(message.attachments, conversation)
        finally:
            if ours:
                self._desk.messenger.status(place, language, busy=False)
        return message.model_copy(update={"attachments": kept})

    def _in_conversation(self, message: MessageReceived, conversation: Conversation) -> str:
        ours = message.user == conversation.asker
        if not ours and not message.addressed and self._desk.has_role(message.user, Role.SUPPORT):
            return self._relay.take_over(message, conversation)
        carried = self._relay.from_developer(message, conversation)
        carried = carried or self._joining.carry(message, conversation)
        if conversation.holder is Holder.PERSON:
            if message.addressed and not message.direct:
                self._threads.whisper(message, say(conversation.language, "held"))
            return "carried" if carried else "held"
        if not (ours or message.addressed):
            return "carried" if carried else "not_addressed"
        conversation = self._threads.in_language_of(message, conversation)
        return self._answering.answer(message, conversation)
