"""The words of the support desk: conversations, questions, tickets, people. Plain values."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from bot.support.extraction.models import LogDigest


class Model(BaseModel):
    """Immutable value; unknown fields are a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Severity(StrEnum):
    """How bad it is for the customer, least first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class Role(StrEnum):
    """What a person may do. Everyone is at least a developer."""

    DEVELOPER = "developer"
    SUPPORT = "support"
    MANAGER = "manager"
    DOC_MAINTAINER = "doc_maintainer"
    ADMIN = "admin"  # may do everything


class Holder(StrEnum):
    """Who speaks to the developer in a conversation."""

    BOT = "bot"
    PERSON = "person"


class TicketStatus(StrEnum):
    """Where a ticket stands. `TRANSITIONS` says what may follow what."""

    NEW = "new"  # filed with all that an engineer needs; nobody has looked at it
    NEEDS_INFO = "needs_info"  # filed, and the developer was asked for what is missing
    OPEN = "open"  # nobody has it
    CLAIMED = "claimed"
    WAITING = "waiting"  # who has it waits for the customer
    RESOLVED = "resolved"  # the customer has not confirmed it yet
    CLOSED = "closed"
    REOPENED = "reopened"  # it was not solved after all; nobody has it

    @property
    def unclaimed(self) -> bool:
        """Whether the ticket waits for somebody to take it."""
        return self in UNCLAIMED

    @property
    def over(self) -> bool:
        """Whether nobody works on it any more."""
        return self in {TicketStatus.RESOLVED, TicketStatus.CLOSED}


UNCLAIMED = frozenset(
    {TicketStatus.NEW, TicketStatus.NEEDS_INFO, TicketStatus.OPEN, TicketStatus.REOPENED}
)
_TAKEN_OR_ENDED = frozenset({TicketStatus.CLAIMED, TicketStatus.RESOLVED, TicketStatus.CLOSED})

TRANSITIONS: dict[TicketStatus, frozenset[TicketStatus]] = {
    TicketStatus.NEW: _TAKEN_OR_ENDED | {TicketStatus.OPEN, TicketStatus.NEEDS_INFO},
    TicketStatus.NEEDS_INFO: _TAKEN_OR_ENDED | {TicketStatus.OPEN},
    TicketStatus.OPEN: _TAKEN_OR_ENDED | {TicketStatus.NEEDS_INFO},
    TicketStatus.CLAIMED: frozenset(
        {TicketStatus.OPEN, TicketStatus.WAITING, TicketStatus.RESOLVED, TicketStatus.CLOSED}
    ),
    TicketStatus.WAITING: frozenset(
        {TicketStatus.CLAIMED, TicketStatus.OPEN, TicketStatus.RESOLVED, TicketStatus.CLOSED}
    ),
    TicketStatus.RESOLVED: frozenset({TicketStatus.CLOSED, TicketStatus.REOPENED}),
    TicketStatus.CLOSED: frozenset({TicketStatus.REOPENED}),
    TicketStatus.REOPENED: _TAKEN_OR_ENDED | {TicketStatus.OPEN, TicketStatus.NEEDS_INFO},
}


class Category(StrEnum):
    """What kind of cause a resolved ticket had, as staff judges it."""

    DOCUMENTATION = "documentation"  # it was missing or wrong
    DEFECT = "defect"
    USAGE = "usage"
    CONFIGURATION = "configuration"
    OTHER = "other"


class Person(Model):
    """Someone in the workspace, as the messenger knows them."""

    id: str
    name: str
    tz: str = "UTC"
    locale: str = "en-US"
    team: str = ""  # the workspace that is theirs: another than ours over Slack Connect
    email: str = Field(default="", repr=False)  # to recognise their company by; kept nowhere

    @property
    def language(self) -> str:
        """The language of their Slack, as far as the desk speaks it."""
        return "zh" if self.locale.startswith("zh") else "en"


class Place(Model):
    """A thread: the channel and the timestamp of its first message."""

    channel: str
    thread_ts: str

    @property
    def is_direct(self) -> bool:
        """Whether it is between one person and the bot."""
        return self.channel.startswith("D")


class LogFacts(Model):
    """What a log tells of the case; the names are those of an extraction."""

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

    @property
    def bare(self) -> Attachment:
        """As much of it as a message shows: what its logs tell is kept in one place only."""
        return self.model_copy(update={"logs": ()})


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

    def completed_by(self, other: Setting) -> Setting:
        """Ours where we say something, else the other's."""
        return Setting(
            platform=self.platform or other.platform,
            version=self.version or other.version,
            product=self.product or other.product,
        )


class Turn(Model):
    """A message of the conversation, redacted, as it was said."""

    id: str  # the inbound id: one message, one turn
    conversation_id: int
    author: str
    text: str
    at: datetime
    attachments: tuple[Attachment, ...] = ()


class Action(StrEnum):
    """What may be decided to do next: by triage, except for the last two."""

    ANSWER = "answer"
    ANSWER_WITH_CAVEAT = "answer_with_caveat"
    ASK_DETAILS = "ask_details"
    TICKET = "ticket"
    HUMAN = "human"
    ON_SITE = "on_site"
    DECLINE_VISIT = "decline_visit"
    UNKNOWN = "unknown"
    ROUTE = "route"  # give a ticket to a team
    PAGE = "page"  # call people


class Decision(Model):
    """What triage decided and why. `figures` are the inputs that the rule looked at."""

    action: Action
    rule: str  # the rule's name, stable, for filters and statistics
    reason: str  # one English sentence for staff
    figures: dict[str, str | int | float | bool] = Field(default_factory=dict)
    policy_version: str = ""


class CitedPage(Model):
    """A page shown with an answer: enough to say later which answers a change makes wrong."""

    path: str
    title: str
    heading: str = ""
    url: str = ""
    score: float = 0.0


class AnswerRecord(Model):
    """An answered question as it is stored: what was decided, shown and how it went."""

    id: str  # the inbound id of the message or press that led here
    conversation_id: int
    question: str
    decision: Decision
    confidence: float
    text: str = ""
    pages: tuple[CitedPage, ...] = ()  # the evidence, best first
    cited: tuple[CitedPage, ...] = ()  # what the shown answer stands on
    at: datetime


class TicketFields(Model):
    """What an engineer needs to act, in the developer's own words. Empty = not given.

    The form asks for all but `UNASKED`, which are only read.
    """

    summary: str = ""
    product: str = ""
    sdk_version: str = ""
    platform: str = ""
    framework: str = ""
    environment: str = ""  # operating system and device
    steps: str = ""
    expected: str = ""
    actual: str = ""
    error_codes: str = ""
    frequency: str = ""
    impact: str = ""  # users hit, a launch date
    regression: str = ""  # with which version it worked
    occurred: str = ""  # when, as the developer or their log writes it
    ids: str = ""  # of the channel, the user, the call
    tried: str = ""

    def with_unasked(self, known: TicketFields) -> TicketFields:
        """A submitted form, with what no form asks for as it is known from elsewhere."""
        return self.model_copy(update={name: getattr(known, name) for name in UNASKED})


UNASKED = ("framework", "regression", "occurred", "ids")


class Ticket(Model):
    """A case. The row is the truth; a workflow is only the clock that watches it."""

    id: int
    conversation_id: int
    place: Place
    reporter: str
    customer: str
    plan: str
    language: str
    fields: TicketFields
    assumed: tuple[str, ...] = ()  # fields that nobody said: what the customer uses as a rule
    severity: Severity
    severity_reason: str = ""
    reported_severity: Severity | None = None  # before staff changed it; None = never changed
    status: TicketStatus = TicketStatus.NEW
    claimed_by: str = ""
    paged: bool = False
    decision: Decision
    attachments: tuple[Attachment, ...] = ()
    log_digest: str = ""  # one line about the attached logs, for staff
    first_reply_due: datetime
    first_replied_at: datetime | None = None
    next_reply_due: datetime | None = None  # None: nothing to answer, or no promise
    resolve_due: datetime | None = None  # None: paused, over, or no promise
    resolution: str = ""  # as the customer reads it
    cause: str = ""
    fix: str = ""
    category: Category | None = None
    snoozed_until: datetime | None = None  # hidden from the queue and not spoken of until then
    created_at: datetime
    updated_at: datetime

    @property
    def label(self) -> str:
        """How people name it: DS-142."""
        return ticket_label(self.id)

    @property
    def next_breach(self) -> datetime | None:
        """When the clock breaks that breaks first; None while none runs."""
        if self.status.over:
            return None
        first = None if self.first_replied_at else self.first_reply_due
        running = (first, self.next_reply_due, self.resolve_due)
        return min((due for due in running if due is not None), default=None)


def ticket_label(ticket_id: int) -> str:
    """DS-142 for 142."""
    return f"DS-{ticket_id}"


class Reporter(Model):
    """Somebody who joined the case of another, from a thread of their own.

    `verdict` is "" until they say, once it is resolved, whether it is "solved" or "unsolved".
    """

    ticket_id: int
    conversation_id: int
    reporter: str
    customer: str
    joined_at: datetime
    verdict: str = ""


class TicketEvent(Model):
    """A line of the audit trail: who did what to the ticket, when, why."""

    ticket_id: int
    kind: str
    actor: str
    at: datetime
    note: str = ""


class IngestOrder(Model):
    """A wish to ingest a source. `run` names the run: the same run happens once.

    `by` is the user who asked ("" = nobody) and `why` how it came: asked, schedule, webhook.
    """

    source: str
    run: str
    why: str
    by: str = ""


class Schedule(Model):
    """When a source is ingested by itself. `cron` has five fields."""

    source: str
    cron: str


class Citing(Model):
    """Something that people were told from a page. `ticket` is the open ticket's label, or ""."""

    path: str  # of the page, as it was cited
    said: str  # the question, or the ticket's summary
    at: datetime
    ticket: str = ""
    url: str = ""


class Finding(Model):
    """What a maintainer should look at after an ingest: so many of a kind, and some of them."""

    kind: str
    count: int
    examples: tuple[str, ...] = ()


class IngestOutcome(Model):
    """What one ingest did, in the figures that fit a message. `seconds` is how long it took."""

    source: str
    pages: int
    added: int
    changed: int
    moved: int
    removed: int
    unchanged: int
    chunks: int
    embedded: int
    seconds: float
    incomplete: str = ""
    findings: tuple[Finding, ...] = ()
