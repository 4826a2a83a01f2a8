"""The conversation that something belongs to, begun where there is none yet."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.support.desk import Desk
from bot.support.inbound import AnyInbound, MessageReceived, TicketSubmitted
from bot.support.messages import Notice, Relayed
from bot.support.models import Attachment, Conversation, Place, Role, Turn
from bot.support.phrases import say, spoken
from knowledge.language import language_of


class Threads:
    """From what comes in to its conversation, and back to the person who sent it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def begin(self, message: MessageReceived) -> Conversation:
        """Begin the asker's conversation, with what is known of their account and setting."""
        desk = self._desk
        customer = desk.account_of(message.channel, message.user)
        setting = desk.usual_setting(message.channel, message.user)
        return desk.conversations.begin(
            Conversation(
                id=0,
                place=Place(channel=message.channel, thread_ts=message.thread_ts),
                asker=message.user,
                language=self._language(message),
                customer=customer.name if customer else "",
                plan=desk.policy.plan_name(customer.plan if customer else ""),
                platform=setting.platform,
                version=setting.version,
                product=setting.product,
                project=setting.project,
                started_at=desk.clock(),
            )
        )

    def begin_with(
        self, place: Place, author: str, text: str, attachments: Sequence[Attachment]
    ) -> Conversation:
        """Begin it with what `author` said at its top, as far as that is known."""
        conversation = self.begin(
            MessageReceived(
                id=f"draft:{place.channel}:{place.thread_ts}",
                user=author,
                channel=place.channel,
                thread_ts=place.thread_ts,
                ts=place.thread_ts,
                text=text,
                addressed=True,
            )
        )
        if text or attachments:
            self._desk.conversations.add_turn(
                Turn(
                    id=f"message:{place.channel}:{place.thread_ts}",
                    conversation_id=conversation.id,
                    author=author,
                    text=text,
                    at=self._desk.clock(),
                    attachments=tuple(attachments),
                )
            )
        return conversation

    def _language(self, message: MessageReceived) -> str:
        """The text's language; the person's own when the text does not tell."""
        found = language_of(message.text, default="")
        if found:
            return spoken(found)
        return self._desk.person(message.user).language

    def in_language_of(self, message: MessageReceived, conversation: Conversation) -> Conversation:
        """From now on it speaks the message's language, where the text tells one."""
        found = language_of(message.text, default="")
        if not found or spoken(found) == conversation.language:
            return conversation
        return self._desk.conversations.change(conversation.id, language=spoken(found))

    def anchored(self, inbound: AnyInbound) -> AnyInbound:
        """A command or form from nowhere gets a thread of its own, at the top of its channel."""
        if inbound.thread_ts:
            return inbound
        who = self._desk.person(inbound.user).name
        match inbound:
            case MessageReceived():
                text = inbound.text
            case TicketSubmitted():
                text = inbound.fields.summary
            case _:
                return inbound
        opening = Relayed(author=who, text=text, to_staff=True)
        ts = self._desk.messenger.open_thread(inbound.channel, opening, key=f"{inbound.id}:root")
        update: dict[str, object] = {"thread_ts": ts}
        if isinstance(inbound, MessageReceived):
            update["ts"] = ts
        anchored = inbound.model_copy(update=update)
        if (
            isinstance(anchored, TicketSubmitted)
            and self._desk.conversations.at(Place(channel=anchored.channel, thread_ts=ts)) is None
        ):
            self.begin(
                MessageReceived(
                    id=f"{inbound.id}:opening",
                    user=inbound.user,
                    channel=inbound.channel,
                    thread_ts=ts,
                    ts=ts,
                    text=text,
                    addressed=True,
                )
            )
        return anchored

    def of(self, inbound: AnyInbound) -> Conversation:
        """Raise Refused when it is not known any more."""
        place = Place(channel=inbound.channel, thread_ts=inbound.thread_ts)
        conversation = self._desk.conversations.at(place)
        if conversation is None:
            language = self._desk.person(inbound.user).language
            raise Refused(say(language, "not_known_any_more"))
        return conversation

    def require_party(self, user: str, asker: str, language: str) -> None:
        """Raise Refused unless the user asked, or is support staff."""
        if user != asker and not self._desk.has_role(user, Role.SUPPORT):
            raise Refused(say(language, "not_yours"))

    def whisper(self, inbound: AnyInbound, text: str) -> None:
        """Say it to nobody but the person who sent it."""
        place = Place(channel=inbound.channel, thread_ts=inbound.thread_ts)
        self._desk.messenger.whisper(place, inbound.user, Notice(text=text))
