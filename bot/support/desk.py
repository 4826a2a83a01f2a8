"""What every use case shares: the ports, the policy, and the few questions all of them ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Refused
from bot.support.messages import Content
from bot.support.models import Attachment, Conversation, Holder, Person, Place, Role
from bot.support.phrases import say
from bot.support.policy import Policy
from bot.support.ports import (
    AnswerWriter,
    Clock,
    Conversations,
    Documentation,
    Files,
    Inbox,
    Jobs,
    Librarian,
    Messenger,
    Tickets,
)
from bot.support.reading import as_text
from bot.support.redaction import redact

FILE_LIMIT = 20 * 1024 * 1024  # bytes of one attachment


class Muted(Exception):  # noqa: N818 - a signal, not a failure
    """A person has taken the conversation over; the bot stops in the middle of the word."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of a running support desk, wired by `bot.bootstrap`."""

    policy: Policy
    staff_channel: str
    maintainers_channel: str  # "" = nobody follows ingests in Slack
    inbox: Inbox
    conversations: Conversations
    tickets: Tickets
    files: Files
    librarian: Librarian
    documentation: Documentation
    writer: AnswerWriter
    messenger: Messenger
    jobs: Jobs
    clock: Clock

    def keep(self, attachments: Sequence[Attachment]) -> tuple[Attachment, ...]:
        """Fetch and store the bytes, redacted; an unreadable file stays, with its problem named."""
        return tuple({one.id: self._kept(one) for one in attachments}.values())

    def _kept(self, attachment: Attachment) -> Attachment:
        if attachment.path:
            return attachment
        try:
            content = self.messenger.download(attachment, FILE_LIMIT)
        except Refused as error:
            return attachment.model_copy(update={"problem": error.message})
        if not content:
            return attachment.model_copy(update={"problem": "it is empty."})
        return self.files.keep(attachment, _redacted(content))

    def person(self, user: str) -> Person:
        return self.messenger.person(user)

    def has_role(self, user: str, role: Role) -> bool:
        """By user id or by user group, as the policy names them. Managers are support too."""
        named = self.policy.roles.holders(role)
        if role is Role.SUPPORT:
            named = (*named, *self.policy.roles.holders(Role.MANAGER))
        if user in named:
            return True
        return any(user in self.messenger.members(one) for one in named if one.startswith("S"))

    def require_staff(self, user: str, language: str = "en") -> None:
        """Raise Refused, in the person's words, unless the user is support staff."""
        if not self.has_role(user, Role.SUPPORT):
            raise Refused(say(language, "not_staff"))

    def require_speakable(self, conversation_id: int) -> None:
        """Raise Muted when a person holds the conversation. Asked right before each bot post."""
        if self.conversations.get(conversation_id).holder is Holder.PERSON:
            raise Muted

    def speak(self, conversation: Conversation, content: Content, *, key: str) -> str:
        """Say something as the bot, unless a person holds the conversation."""
        self.require_speakable(conversation.id)
        return self.messenger.post(conversation.place, content, key=key)

    def staff_place(self, ticket_id: int) -> Place | None:
        return self.tickets.staff_thread(ticket_id)


def _redacted(content: bytes) -> bytes:
    """A text without its secrets; anything else as it is."""
    text = as_text(content)
    return redact(text).encode() if text else content
