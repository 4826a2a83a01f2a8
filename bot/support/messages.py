"""What the desk says: contents without layout. The messenger draws them; the outbox stores them.

Every content survives as JSON, so that a message can be drawn again after a press or a crash.
`settled` replaces a message's buttons by what happened ("Marked as solved by Lin").
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.support.entries import Entry
from bot.support.gaps import Gap
from bot.support.models import (
    Attachment,
    CitedPage,
    IngestOrder,
    IngestOutcome,
    Model,
    Severity,
    Ticket,
    TicketFields,
    TicketStatus,
)
from bot.support.said import Said
from bot.support.targets import Target
from bot.support.tracking import TrackerLink
from bot.support.visits.messages import VisitMessage


class VersionNote(Model):
    """One sentence about the asker's SDK version, and the page that says so ("" = none known)."""

    text: str
    title: str = ""
    url: str = ""


class SimilarTicket(Model):
    """A ticket that looks like the reported problem, as far as its reader may know of it.

    `summary`, `resolution`, `status` and `who` are empty where the ticket is another customer's.
    """

    ticket_id: int
    label: str
    over: bool  # it is resolved
    summary: str = ""
    resolution: str = ""
    status: str = ""
    who: str = ""


class AnswerReply(Said):
    """An answer with its sources and the four buttons. `text` is Markdown with [n] marks."""

    type: Literal["answer"] = "answer"
    conversation_id: int
    text: str
    pages: tuple[CitedPage, ...]
    quoted: bool
    caveat: bool = False
    valid_for: str = ""
    note: str = ""
    version: VersionNote | None = None
    answer_id: str = ""
    ask_why: bool = False  # it did not help; the reason may be chosen


class AnswerPart(Said):
    """The beginning of an answer that takes several messages; an AnswerReply ends it."""

    type: Literal["answer_part"] = "answer_part"
    text: str
    caveat: bool = False


class NoAnswer(Said):
    """The bot does not know: the nearest pages, and the next step."""

    type: Literal["no_answer"] = "no_answer"
    down: bool = False  # the index cannot serve; nothing was searched
    apology: str = ""  # replaces the first line when our own work failed
    conversation_id: int
    pages: tuple[CitedPage, ...] = ()
    note: str = ""
    version: VersionNote | None = None


class DetailsRequest(Said):
    """One message that asks for all that is missing. `understood` is what the text already gave."""

    type: Literal["details"] = "details"
    conversation_id: int
    ask: str
    understood: str = ""
    remembered: str = ""  # what nobody said here: as they told before, or their contract says
    pages: tuple[CitedPage, ...] = ()


class TicketOffer(Said):
    """A ticket that is ready to be filed, with what is known; filed by one press.

    `similar` are tickets that look the same, best first, and `known` pages that tell of a known
    issue. The first open ticket can be joined instead of filing another one.
    """

    type: Literal["ticket_offer"] = "ticket_offer"
    conversation_id: int
    reason: str
    fields: TicketFields
    assumed: tuple[str, ...] = ()  # fields that nobody said here
    suggestion: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # a model's part of them
    pages: tuple[CitedPage, ...] = ()
    version: VersionNote | None = None
    similar: tuple[SimilarTicket, ...] = ()
    known: tuple[CitedPage, ...] = ()

    @property
    def joinable(self) -> SimilarTicket | None:
        """The ticket that the reader may join."""
        return next((one for one in self.similar if not one.over), None)


class FormReturned(Said):
    """To who sent a ticket form: why nothing came of it, and what they had written."""

    type: Literal["form_returned"] = "form_returned"
    text: str
    fields: TicketFields


class TicketFiled(Said):
    """The ticket as the developer sees it in the thread."""

    type: Literal["ticket_filed"] = "ticket_filed"
    ticket: Ticket
    response_target: str
    due_text: str
    plan_name: str
    handed_off: bool = False  # a person is being called right now
    ask: str = ""  # one question for all that is missing; "" = nothing is


class Notice(Said):
    """One or two plain sentences. `text` is Slack mrkdwn written by us, never by others."""

    type: Literal["notice"] = "notice"
    text: str


class VisitDeclined(Said):
    """A friendly no to a visit, and what helps fastest instead."""

    type: Literal["visit_declined"] = "visit_declined"
    conversation_id: int
    plan_name: str
    alternatives: tuple[str, ...]
    terms: str = ""  # how a visit is charged, for projects that need one


class ClockLine(Model):
    """A promise that is still owed, as it stood when the card was drawn. `due` None: paused."""

    target: Target
    due: datetime | None = None
    paused: bool = False
    breached: bool = False


class StaffCard(Said):
    """The triage card in the staff channel."""

    type: Literal["staff_card"] = "staff_card"
    ticket: Ticket
    plan_name: str
    reporter_name: str
    claimer_name: str = ""
    bot_speaks: bool = False  # the conversation was handed back to the bot
    question: str  # the message that it began with
    later: tuple[str, ...] = ()  # what the developer wrote after it, up to the filing
    tried: tuple[CitedPage, ...] = ()
    confidence: float | None = None
    log_digest: str = ""
    missing: tuple[str, ...] = ()
    source_link: str = ""
    team: str = ""  # the specialist group that it was given to
    team_mentions: tuple[str, ...] = ()  # its members, where people are called
    version: VersionNote | None = None
    similar: tuple[SimilarTicket, ...] = ()
    joined: tuple[str, ...] = ()  # names of those who have the same problem
    visit: bool = False  # kept for cards that were stored before visits had numbers
    visits: tuple[str, ...] = ()  # visits and sessions, a line each
    clocks: tuple[ClockLine, ...] = ()  # the one that breaks first on top
    issue: TrackerLink | None = None  # in the vendor's own tracker
    issue_problem: str = ""  # why that one is not up to date
    rating: str = ""  # what the customer said of the help


class LogExcerpt(Said):
    """The lines of a log around its failure, for the card's thread. `name` "": it was pasted.

    `pictured`: it is what a model read in a picture, all of it.
    """

    type: Literal["log_excerpt"] = "log_excerpt"
    name: str = ""
    text: str
    pictured: bool = False


class Relayed(Said):
    """Somebody's words, carried from one side to the other."""

    type: Literal["relayed"] = "relayed"
    author: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    to_staff: bool
    published: bool = False  # a copy of what staff sent to the customer
    ticket_id: int = 0  # of a copy that can be edited and taken back, with the `reply` it copies
    reply: str = ""
    edited: bool = False
    withdrawn: bool = False  # its author deleted it


class PublishOffer(Said):
    """To the author of a note: it stayed private, and can be published."""

    type: Literal["publish_offer"] = "publish_offer"
    ticket_id: int
    note_ts: str
    text: str
    prefix: str


class ReplyDraft(Said):
    """A reply as we would draft it, for the form of the staff member who asked for it.

    `pages` are what it stands on. `similar` are resolved tickets for staff to read; what other
    customers were told is not in the draft. `problem` says why there is no draft.
    """

    type: Literal["reply_draft"] = "reply_draft"
    ticket_id: int
    customer: str
    customer_language: str
    text: str = ""
    pages: tuple[CitedPage, ...] = ()
    similar: tuple[SimilarTicket, ...] = ()
    problem: str = ""


class ResolvedNotice(Said):
    """The case is resolved, says staff; the developer is asked whether it is."""

    type: Literal["resolved"] = "resolved"
    ticket_id: int
    by: str
    text: str


class JoinedResolved(Said):
    """The ticket that somebody joined is resolved; they are asked whether it is for them too.

    `text` is what staff wrote, "" where that was written to another customer.
    """

    type: Literal["joined_resolved"] = "joined_resolved"
    ticket_id: int
    text: str = ""


class IncidentLine(Model):
    """A ticket of an incident."""

    label: str
    summary: str
    customer: str
    severity: Severity
    status: TicketStatus
    claimer_name: str = ""
    joined: int = 0  # people who joined it
    link: str = ""  # of its card


class IncidentCard(Said):
    """An incident in the staff channel: one message that is kept up to date."""

    type: Literal["incident"] = "incident"
    number: int
    opened_at: datetime
    closed: bool = False
    lines: tuple[IncidentLine, ...]


class Reminder(Said):
    """The clock speaks in the staff thread: a page, a warning, the end of the ladder."""

    type: Literal["reminder"] = "reminder"
    ticket_id: int
    text: str
    notify: tuple[str, ...] = ()
    due: datetime | None = None


class IngestNews(Said):
    """An ingest as maintainers follow it: one message that changes from its start to its report.

    While it runs, `stage` is told with `done` of `total` (0 = unknown). In the end there is an
    `outcome`, or a `problem` with its `remedy`.
    """

    type: Literal["ingest"] = "ingest"
    order: IngestOrder
    asked_by: str = ""  # name of the person, "" = nobody
    stage: str = ""
    done: int = 0
    total: int = 0
    outcome: IngestOutcome | None = None
    problem: str = ""
    remedy: str = ""


class RateTicket(Said):
    """A case is over: how was the help? `score` is what was said, which can be changed."""

    type: Literal["rate_ticket"] = "rate_ticket"
    ticket_id: int
    score: int | None = None
    reason: str = ""


class EntryReview(Said):
    """A knowledge entry in the maintainers' channel: its text, and what may be done with it."""

    type: Literal["entry_review"] = "entry_review"
    entry: Entry
    author_name: str
    reviewer_name: str = ""
    removed: tuple[str, ...] = ()  # marks of what was taken out of it
    ticket_link: str = ""


class EntriesWaiting(Said):
    """A documentation page changed; these entries wait for it to tell what they tell."""

    type: Literal["entries_waiting"] = "entries_waiting"
    page: str
    entries: tuple[Entry, ...]
    kept: tuple[int, ...] = ()  # ids of those that somebody decided to keep


class GapsNews(Said):
    """What the documentation failed to answer lately, what most people asked first."""

    type: Literal["gaps"] = "gaps"
    days: int
    gaps: tuple[Gap, ...]
    more: int = 0  # gaps that are not shown


Content = Annotated[
    AnswerReply
    | AnswerPart
    | NoAnswer
    | DetailsRequest
    | TicketOffer
    | FormReturned
    | TicketFiled
    | Notice
    | VisitDeclined
    | VisitMessage
    | StaffCard
    | LogExcerpt
    | Relayed
    | PublishOffer
    | ResolvedNotice
    | JoinedResolved
    | IncidentCard
    | Reminder
    | IngestNews
    | RateTicket
    | EntryReview
    | EntriesWaiting
    | GapsNews,
    Field(discriminator="type"),
]
CONTENT: TypeAdapter[Content] = TypeAdapter(Content)
