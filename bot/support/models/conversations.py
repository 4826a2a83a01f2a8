"""A thread with a developer: who holds it, what was said and shared in it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from bot.support.extraction.models import LogDigest
from bot.support.models.base import Model


class Holder(StrEnum):
    """Who speaks to the developer in a conversation."""

    BOT = "bot"
    PERSON = "person"


class Place(Model):
    """A thread: the channel and the timestamp of its first message."""

    channel: str
    thread_ts: str

    @property
    def is_direct(self) -> bool:
        """Whether it is between one person and the bot."""
        return self.channel.startswith("D")


class LogFacts(Model):
    """What a log, or a picture, tells of the case; the names are those of an extraction."""

    sdk_version: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    os_version: tuple[str, ...] = ()
    device: tuple[str, ...] = ()
    error_codes: tuple[str, ...] = ()


class AttachedLog(Model):
    """A log in a file that somebody shared. `name` is its place in an archive, else ""."""

    name: str = ""
    digest: LogDigest
    facts: LogFacts = LogFacts()


class ReadPicture(Model):
    """A picture that a model read. `name` is its place in an archive, else "".

    `text` is redacted, and no more than what a model says that the picture shows: what the
    developer writes, or a log says, comes before it.
    """

    name: str = ""
    text: str
    digest: LogDigest
    facts: LogFacts = LogFacts()


class Attachment(Model):
    """A file that somebody shared; `path` (below the files folder) is set once it is kept."""

    id: str
    name: str
    size: int = 0
    mimetype: str = ""
    url: str = ""
    path: str = ""
    problem: str = ""  # why it could not be read, for the person who sent it
    kind: str = ""  # what its bytes are, once they were seen
    logs: tuple[AttachedLog, ...] = ()
    pictures: tuple[ReadPicture, ...] = ()

    @property
    def bare(self) -> Attachment:
        """As much of it as a message shows: what its logs tell is kept in one place only."""
        return self.model_copy(update={"logs": (), "pictures": ()})


class Conversation(Model):
    """A thread with a developer, and who holds it."""

    id: int
    place: Place
    asker: str  # the developer's user id
    language: str = "en"
    customer: str = ""
    plan: str = ""
    platform: str = ""
    version: str = ""
    product: str = ""
    project: str = ""
    holder: Holder = Holder.BOT
    ticket_id: int | None = None
    asked_details: bool = False
    solved: bool = False
    started_at: datetime


class Setting(Model):
    """What somebody works with, as far as it is known; "" = not."""

    platform: str = ""
    version: str = ""
    product: str = ""
    project: str = ""

    def completed_by(self, other: Setting) -> Setting:
        """Ours where we say something, else the other's."""
        return Setting(
            platform=self.platform or other.platform,
            version=self.version or other.version,
            product=self.product or other.product,
            project=self.project or other.project,
        )


class Turn(Model):
    """A message of the conversation, redacted, as it was said."""

    id: str  # the inbound id: one message, one turn
    conversation_id: int
    author: str
    text: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()
