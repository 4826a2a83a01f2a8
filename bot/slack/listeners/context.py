"""What listeners share: the desk, the messenger, and who the bot is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from slack_bolt import Ack
from slack_sdk import WebClient

from bot.errors import NotAllowed, Refused
from bot.slack.messenger import SlackMessenger, notice
from bot.slack.views.blocks import Block
from bot.slack.views.forms import ticket_form
from bot.support.inbound import AnyInbound, ButtonPressed
from bot.support.models import Attachment, Place, Severity
from bot.support.ports.tickets import Tickets
from bot.support.redaction import DEFAULT, Redactor, scope_of
from bot.support.service import SupportDesk

log = structlog.get_logger()

_NOT_STORED = "This could not be saved just now. Your text is still here; please send it again."


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to every `register`."""

    desk: SupportDesk
    messenger: SlackMessenger
    tickets: Tickets
    bot_user_id: str
    redactor: Redactor = DEFAULT
    clock: Callable[[], datetime] = _utc_now

    @contextmanager
    def refusals_whispered(
        self, place: Place, user: str, press: ButtonPressed | None = None
    ) -> Iterator[None]:
        """A refusal inside reaches the person who asked, and nobody else.

        `press` is the press of a staff button: that it was not allowed is noted.
        """
        try:
            yield
        except Refused as refusal:
            if press is not None and isinstance(refusal, NotAllowed):
                self.desk.refusals.note(press)
            language = self.language_of(user)
            self.messenger.whisper(place, user, notice(refusal.message, language))

    def redacted(self, text: str, place: Place) -> str:
        """The text as it may be stored, in the conversation that it belongs to."""
        return self.redactor.redact(text, scope_of(place))

    def language_of(self, user: str) -> str:
        """The language of the person's Slack."""
        return self.messenger.person(user).language

    def drafted_form(
        self,
        place: Place,
        user: str,
        *,
        text: str = "",
        author: str = "",
        attachments: Sequence[Attachment] = (),
        opener: str = "",
    ) -> Block:
        """The ticket form, filled from the thread. Raises Refused for strangers to it.

        `text`, `author` and `attachments` are the message that a case begins with, where there is
        none yet.
        """
        draft = self.desk.draft(
            place,
            user,
            text=text,
            author=author or user,
            attachments=attachments,
            opener=opener,
        )
        language = draft.conversation.language
        return ticket_form(
            language,
            draft.fields,
            draft.severity,
            place,
            opener=opener,
            assumed=draft.assumed,
            projects=self.desk.drafting.projects(draft.conversation.asker),
        )

    def new_form(self, place: Place, user: str) -> Block:
        """The ticket form from nowhere, with what is remembered of the person."""
        fields = self.desk.drafting.usual(user, place.channel)
        return ticket_form(
            self.language_of(user),
            fields,
            Severity.MEDIUM,
            place,
            assumed=tuple(fields.model_fields_set),
            projects=self.desk.drafting.projects(user),
        )


def open_view(client: WebClient, trigger_id: str, view: Block) -> None:
    """Show a modal; the trigger is good for three seconds and one use."""
    client.views_open(trigger_id=trigger_id, view=view)


def stored(ack: Ack, context: Context, form: AnyInbound, block_id: str) -> None:
    """Store a submitted form, then acknowledge it; one that fails stays open with its text."""
    try:
        context.desk.accept(form)
    except Exception:  # whatever it was, the person's text must not be lost
        log.exception("form_not_stored", form=form.id)
        ack(response_action="errors", errors={block_id: _NOT_STORED})
    else:
        ack()
