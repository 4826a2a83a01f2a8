"""What every use case shares: the ports, the policy, and the few questions all of them ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Refused
from bot.support.access import Access, audience_of, is_private
from bot.support.accounts import Account, Identity
from bot.support.attachments import Viewing, receive, say_files, say_problems
from bot.support.attachments.limits import spoken_size
from bot.support.extraction.merging import Suggester
from bot.support.messages import Content, Notice
from bot.support.models import (
    Attachment,
    Conversation,
    Holder,
    Person,
    Place,
    Role,
    Setting,
    Ticket,
)
from bot.support.phrases import say
from bot.support.policy import Policy
from bot.support.ports.accounts import Accounts
from bot.support.ports.boxes import Inbox
from bot.support.ports.clock import Clock
from bot.support.ports.conversations import Conversations, Files, Remarks
from bot.support.ports.documentation import AnswerWriter, Documentation, Librarian, ReleaseNotes
from bot.support.ports.jobs import Jobs
from bot.support.ports.learning import Entries, Failures, Ratings
from bot.support.ports.messenger import Messenger
from bot.support.ports.pictures import PictureReader, PictureTexts
from bot.support.ports.tickets import Decisions, Incidents, Reporters, SimilarTickets, Tickets
from bot.support.ports.trackers import Mirrors
from bot.support.ports.visits import Visits
from bot.support.redaction import DEFAULT, Redactor, scope_of
from bot.support.targets import Course, course_of
from bot.support.terms import Terms, terms_of
from knowledge.models import Audience

FILE_LIMIT = 20 * 1024 * 1024  # bytes of one attachment
_LOGS = 20  # logs of one archive whose digests are kept


class Muted(Exception):  # noqa: N818 - a signal, not a failure
    """A person has taken the conversation over; the bot stops in the middle of the word."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of a running support desk, wired by `bot.bootstrap`."""

    policy: Policy
    staff_channel: str
    maintainers_channel: str  # "" = nobody follows ingests in Slack
    accounts: Accounts
    inbox: Inbox
    conversations: Conversations
    tickets: Tickets
    visits: Visits
    similar: SimilarTickets
    reporters: Reporters
    incidents: Incidents
    remarks: Remarks
    entries: Entries
    ratings: Ratings
    failures: Failures
    decisions: Decisions
    release_notes: ReleaseNotes
    files: Files
    picture_texts: PictureTexts
    librarian: Librarian
    documentation: Documentation
    writer: AnswerWriter
    messenger: Messenger
    jobs: Jobs
    clock: Clock
    mirrors: Mirrors | None = None  # None = the vendor has no tracker for us to tell
    redactor: Redactor = DEFAULT
    suggester: Suggester | None = None  # None = the rules read reports alone
    picture_reader: PictureReader | None = None  # None = pictures are kept unread

    def keep(
        self, attachments: Sequence[Attachment], conversation: Conversation
    ) -> tuple[Attachment, ...]:
        """Fetch, redact and store the bytes; what could not be read stays, with its problem named.

        What the logs and pictures in them tell is noted on them. What was kept before is not
        fetched again.
        """
        scope = scope_of(conversation.place)
        viewing = Viewing(self.picture_reader, self.picture_texts, self.redactor, scope)
        kept = {one.id: self._kept(one, conversation, viewing) for one in attachments}
        return tuple(kept.values())

    def _kept(
        self, attachment: Attachment, conversation: Conversation, viewing: Viewing
    ) -> Attachment:
        if attachment.path:
            return attachment
        language = conversation.language
        if attachment.size > FILE_LIMIT:
            problem = say(language, "file_too_large", limit=spoken_size(FILE_LIMIT))
            return attachment.model_copy(update={"problem": problem})
        try:
            content = self.messenger.download(attachment, FILE_LIMIT)
        except Refused as error:
            told = error.message if language == "en" else say(language, "file_not_fetched")
            return attachment.model_copy(update={"problem": told})
        received = receive(
            attachment.name,
            content,
            self.redactor,
            scope_of(conversation.place),
            show=viewing.of(attachment.id),
        )
        seen = attachment.model_copy(
            update={
                "kind": received.kind.value,
                "problem": say_problems(received.problems, language),
                "logs": received.logs[:_LOGS],
                "pictures": received.pictures,
            }
        )
        return self.files.keep(seen, received.content) if received.content else seen

    def tell_unread(
        self, attachments: Sequence[Attachment], conversation: Conversation, user: str
    ) -> None:
        """Whisper which of the files could not be read, and why."""
        unread = [one.bare for one in attachments if one.problem]
        if unread:
            text = say_files(unread, conversation.language)
            notice = Notice(language=conversation.language, text=text)
            self.messenger.whisper(conversation.place, user, notice)

    def account_of(self, channel: str, user: str) -> Account | None:
        """The company that somebody asks for, there; None for people without a contract."""
        person = self.messenger.person(user)
        return self.accounts.find(
            Identity(channel=channel, user=user, team=person.team, email=person.email)
        )

    def usual_setting(self, channel: str, user: str) -> Setting:
        """What somebody works with, as they told before; else as their contract or channel says."""
        usual = self.policy.setting_of(channel, self.account_of(channel, user))
        return self.conversations.remembered(user).completed_by(usual)

    def terms(self, plan: str, customer: str) -> Terms:
        """What was promised to the customer ("" = a stranger) on the plan."""
        return terms_of(self.policy, plan, self.accounts.named(customer))

    def course(self, ticket: Ticket) -> Course:
        """How the ticket stands with what was promised."""
        return course_of(
            ticket,
            self.tickets.events(ticket.id),
            self.terms(ticket.plan, ticket.customer),
            self.policy.escalation.warn_at,
        )

    def person(self, user: str) -> Person:
        return self.messenger.person(user)

    def has_role(self, user: str, role: Role) -> bool:
        """By user id or by user group, as the policy names them."""
        return Access(self.policy.roles, self.messenger.members).has(user, role)

    def require(self, user: str, role: Role, language: str = "en") -> None:
        """Raise NotAllowed, in the person's words, unless the user has the role."""
        Access(self.policy.roles, self.messenger.members).require(user, role, language)

    def require_staff(self, user: str, language: str = "en") -> None:
        """Raise NotAllowed unless the user is support staff."""
        self.require(user, Role.SUPPORT, language)

    def audience(self, conversation: Conversation) -> Audience:
        """Whose documentation may be quoted there."""
        return audience_of(conversation, self._account(conversation))

    def is_private(self, conversation: Conversation) -> bool:
        """Whether only the account's people and staff read the conversation."""
        return is_private(conversation.place, self._account(conversation))

    def _account(self, conversation: Conversation) -> Account | None:
        return self.accounts.named(conversation.customer) if conversation.customer else None

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
