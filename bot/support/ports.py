"""What the desk needs of the world. Each Protocol is small; adapters live at the edge."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from bot.support.accounts import Account, Identity
from bot.support.bursts import Incident
from bot.support.decisions import DecisionRecord
from bot.support.entries import Entry, EntryEvent, EntryStatus, EntryText
from bot.support.gaps import Unanswered
from bot.support.inbound import AnyInbound, MessageReceived
from bot.support.messages import Content, ReplyDraft
from bot.support.models import (
    AnswerRecord,
    Attachment,
    CitedPage,
    Conversation,
    Decision,
    Holder,
    IngestOrder,
    IngestOutcome,
    Model,
    Person,
    Place,
    Reporter,
    Schedule,
    Setting,
    Severity,
    Ticket,
    TicketEvent,
    TicketFields,
    TicketStatus,
    Turn,
)
from bot.support.releases import Release
from bot.support.satisfaction import Opinion, Subject
from bot.support.similar import Frequencies, Kept, Traits
from bot.support.tracking import (
    Mirrored,
    TrackedCase,
    TrackedChange,
    TrackerLink,
    TrailLine,
)
from bot.support.visits.models import Slot, Visit, VisitStatus
from knowledge.models import Answer, Audience, Evidence, Query, Visibility

Clock = Callable[[], datetime]  # now, aware, UTC


class Librarian(Protocol):
    """Finds passages in the documentation."""

    def find(self, query: Query) -> Evidence:
        """Best first. Raises KnowledgeError when the index cannot serve."""
        ...


class Documentation(Protocol):
    """The declared sources of documentation."""

    def names(self) -> Sequence[str]:
        """The declared sources. Raises DoorstepError when the declaration cannot be read."""
        ...

    def schedules(self) -> Sequence[Schedule]:
        """Raises DoorstepError when the declaration cannot be read."""
        ...

    def ingest(self, source: str, progress: Callable[[str, int, int], None]) -> IngestOutcome:
        """Make the index hold what the source holds now.

        `progress` is told (stage, done, total; 0 = unknown); what it raises stops the ingest with
        the index as it was. Raises DoorstepError when the source cannot be read or is refused.
        """
        ...

    def shelf(self, visibility: Visibility, customer: str) -> str:
        """The source of knowledge entries that these readers may read.

        Raises DoorstepError when the declaration cannot be read.
        """
        ...


class AnswerWriter(Protocol):
    """Turns evidence into an answer that says nothing more than it."""

    def write(
        self, query: Query, evidence: Evidence, on_text: Callable[[str], None] | None = None
    ) -> Answer:
        """`on_text` receives the text piece by piece while it is written."""
        ...


class Stream(Protocol):
    """A message that grows while it is written."""

    def append(self, text: str) -> None: ...

    def finish(self, content: Content) -> str:
        """Replace what was streamed by the finished message; returns its ts."""
        ...


class Messenger(Protocol):
    """Speaks and looks people up. Raises SlackUnavailable when it may work later."""

    def post(self, place: Place, content: Content, *, key: str) -> str:
        """Post once under `key`, however often it is called; returns the ts."""
        ...

    def open_thread(self, channel: str, content: Content, *, key: str) -> str:
        """Like `post`, at the top level of a channel; the ts is the new thread."""
        ...

    def whisper(self, place: Place, user: str, content: Content) -> None:
        """Visible to one person; may get lost."""
        ...

    def redraw(self, channel: str, ts: str, content: Content) -> None:
        """Replace one of our messages."""
        ...

    def posted(self, key: str) -> Content | None:
        """What we said under a key, as it stands now; None when nothing was."""
        ...

    def shown(self, channel: str, ts: str) -> Content | None:
        """What one of our messages says as it stands now; None for others."""
        ...

    def amend(self, key: str, content: Content) -> None:
        """Replace the message that was posted under a key; nothing when there is none."""
        ...

    def fill(self, form_id: str, content: ReplyDraft) -> None:
        """Put a draft into an open form; may get lost when the form was closed."""
        ...

    def settle(self, channel: str, ts: str, line: str, **more: object) -> None:
        """Replace the buttons of one of our messages by what happened.

        `more`: fields of its content that change with it.
        """
        ...

    def status(self, place: Place, language: str, *, busy: bool) -> None:
        """Show or clear the sign that work is under way; never fails."""
        ...

    def stream(self, place: Place, *, key: str, recipient: str) -> AbstractContextManager[Stream]:
        """A message under `key` that grows; nothing is posted before the first append."""
        ...

    def link(self, channel: str, ts: str) -> str:
        """Address of a message, or "" when unknown."""
        ...

    def person(self, user: str) -> Person: ...

    def members(self, group: str) -> frozenset[str]:
        """User ids in a user group."""
        ...

    def send_file(self, place: Place, name: str, content: bytes, text: str, *, key: str) -> None:
        """Put a file into a thread, once under `key`; `text` is said with it.

        No two files of a thread have the same name.
        """
        ...

    def download(self, attachment: Attachment, limit: int) -> bytes:
        """The file's bytes; raises Refused when it is larger than `limit` or gone."""
        ...


class Accounts(Protocol):
    """The companies under contract."""

    def find(self, who: Identity) -> Account | None:
        """By channel first, then person, then team, then e-mail domain; None for a stranger."""
        ...

    def named(self, name: str) -> Account | None:
        """Whatever the case of the name."""
        ...

    def all(self) -> Sequence[Account]:
        """By name."""
        ...


class Inbox(Protocol):
    """What reached us, stored before it is acknowledged."""

    def add(self, inbound: AnyInbound, *, twin: str = "") -> bool:
        """Store; False when the id, or another event about the same thing (`twin`), is known."""
        ...

    def get(self, inbound_id: str) -> AnyInbound | None: ...

    def of_twin(self, twin: str) -> AnyInbound | None:
        """The stored event about the same thing."""
        ...

    def finish(self, inbound_id: str, outcome: str) -> None: ...

    def finished(self, inbound_id: str) -> bool:
        """True once it was handled to the end."""
        ...

    def reword(self, message: MessageReceived) -> bool:
        """Keep a message as it was edited; False when a newer edit, or its deletion, is known."""
        ...

    def withdraw(self, inbound_id: str) -> None:
        """Forget the words and files of a message, and that it waits to be handled."""
        ...

    def unfinished(self) -> Sequence[AnyInbound]:
        """Stored but not handled to the end, oldest first."""
        ...


class OutboxEntry(Protocol):
    """A message of ours. `ts` is "" while nobody knows whether Slack has it."""

    @property
    def key(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def thread_ts(self) -> str: ...
    @property
    def ts(self) -> str: ...
    @property
    def content(self) -> Content: ...
    @property
    def done(self) -> bool: ...
    @property
    def created_at(self) -> datetime: ...


class Outbox(Protocol):
    """What we said or were about to say, so that a crash repeats nothing."""

    def reserve(
        self, key: str, channel: str, thread_ts: str, content: Content
    ) -> tuple[OutboxEntry, bool]:
        """Note the intent; the flag is True when the key was new."""
        ...

    def record(self, key: str, ts: str, *, done: bool = True) -> None:
        """Slack has it, under `ts`; `done` is False while it still grows."""
        ...

    def replace(self, channel: str, ts: str, content: Content) -> None: ...

    def at(self, channel: str, ts: str) -> OutboxEntry | None: ...

    def of_key(self, key: str) -> OutboxEntry | None: ...

    def known_ts(self, channel: str) -> frozenset[str]:
        """Every ts in the channel that belongs to a message of ours."""
        ...


class Conversations(Protocol):
    """Threads with developers."""

    def at(self, place: Place) -> Conversation | None: ...

    def get(self, conversation_id: int) -> Conversation: ...

    def begin(self, conversation: Conversation) -> Conversation:
        """Store and number it; an existing one at the same place wins."""
        ...

    def change(self, conversation_id: int, **values: object) -> Conversation: ...

    def hold(self, conversation_id: int, holder: Holder) -> None: ...

    def remember(self, user: str, setting: Setting) -> None:
        """What a developer uses; what `setting` does not say stays as it was."""
        ...

    def remembered(self, user: str) -> Setting: ...

    def add_turn(self, turn: Turn) -> None:
        """Once per id."""
        ...

    def forget_turn(self, turn_id: str) -> None:
        """Its words go from the conversation, and from the answer that was given to it."""
        ...

    def reword_turn(self, turn_id: str, text: str) -> None:
        """Its new words stand in the conversation, and with the answer that was given to it."""
        ...

    def turns(self, conversation_id: int) -> Sequence[Turn]: ...

    def add_feedback(self, inbound_id: str, conversation_id: int, *, solved: bool) -> None: ...

    def unsolved(self, conversation_id: int) -> int:
        """How often "not solved" was pressed."""
        ...

    def add_answer(self, record: AnswerRecord) -> None: ...

    def finish_answer(self, record_id: str, text: str, cited: Sequence[CitedPage]) -> None:
        """What was shown in the end."""
        ...

    def answer(self, record_id: str) -> AnswerRecord | None: ...

    def answers(self, conversation_id: int) -> Sequence[AnswerRecord]: ...


class Tickets(Protocol):
    """Cases and their audit trail."""

    def file(self, ticket: Ticket, *, origin: str) -> Ticket:
        """Number and store it; the same origin files once."""
        ...

    def get(self, ticket_id: int) -> Ticket | None: ...

    def of_origin(self, origin: str) -> Ticket | None:
        """The ticket that this origin filed."""
        ...

    def of_staff_thread(self, place: Place) -> Ticket | None: ...

    def list(
        self, statuses: Collection[TicketStatus] = (), *, reporter: str = ""
    ) -> Sequence[Ticket]:
        """Those in the statuses (none named: all) and of the developer ("" = everybody's)."""
        ...

    def move(
        self,
        ticket_id: int,
        to: TicketStatus,
        *,
        actor: str,
        note: str = "",
        origin: str,
        only_from: Collection[TicketStatus] = tuple(TicketStatus),
        held_by: str | None = None,
    ) -> bool:
        """Follow TRANSITIONS atomically; False when the ticket is not where it may move from.

        Moving to CLAIMED sets the claimer (from WAITING, who has it keeps it) and makes a person
        hold the conversation; moving to an unclaimed status clears the claimer; every move ends a
        snooze. `only_from` and `held_by` (its claimer) narrow where it may move from. The same
        origin moves once and answers True again.
        """
        ...

    def assign(self, ticket_id: int, user: str, *, held_by: str, actor: str, origin: str) -> bool:
        """Give it to `user`, if `held_by` still has it ("" = if nobody has it); else False.

        An unclaimed ticket becomes claimed, one that waits for the customer goes on waiting; a
        person holds the conversation from then on.
        """
        ...

    def snooze(self, ticket_id: int, until: datetime, *, actor: str, origin: str) -> bool:
        """Let a ticket that is not over sleep; no clock is moved. False when it is over."""
        ...

    def wake(
        self, ticket_id: int, *, actor: str, origin: str, until: datetime | None = None
    ) -> bool:
        """End its sleep (only the one until then, if `until` is given); False when it is awake."""
        ...

    def hand_back(self, ticket_id: int, *, actor: str, origin: str) -> bool:
        """Let the bot hold the ticket's conversation again, once for the origin."""
        ...

    def reword(self, kind: str, note: str, *, origin: str) -> None:
        """Change the note of a line of the trail: the message it quotes was edited or deleted."""
        ...

    def rate(
        self, ticket_id: int, severity: Severity, *, actor: str, reason: str, origin: str
    ) -> bool:
        """Change the severity; what was first reported is kept. False when it is so already."""
        ...

    def search(self, words: Sequence[str], limit: int) -> Sequence[Ticket]:
        """Tickets that hold every word, latest first.

        In their fields, in what was written in the thread or noted by staff, in the digest of their
        logs; or the word is their label, customer or reporter (a user id).
        """
        ...

    def escalate(self, ticket_id: int, decision: Decision, *, origin: str) -> bool:
        """Mark an open ticket as paged, for this reason; False when it is paged or not open.

        The same origin escalates once and answers True again.
        """
        ...

    def amend(
        self, ticket_id: int, *, fields: TicketFields | None = None, **values: object
    ) -> Ticket: ...

    def attach(self, ticket_id: int, attachments: Sequence[Attachment]) -> None: ...

    def set_staff_thread(self, ticket_id: int, place: Place) -> None: ...

    def staff_thread(self, ticket_id: int) -> Place | None: ...

    def note(self, event: TicketEvent, *, origin: str) -> None: ...

    def events(self, ticket_id: int) -> Sequence[TicketEvent]: ...


class ReleaseNotes(Protocol):
    """Releases that the ingested documentation tells of."""

    def releases(self, audience: Audience) -> Sequence[Release]:
        """Those on pages that the audience may read; () while the index cannot serve."""
        ...


class SimilarTickets(Protocol):
    """Tickets by what they are known by."""

    def index(self, ticket_id: int, traits: Traits, filed_at: datetime) -> None:
        """Keep what the ticket is known by now, instead of what was kept before."""
        ...

    def frequencies(self, keys: Collection[str]) -> Frequencies:
        """In how many of the latest tickets the keys stand."""
        ...

    def holding(self, keys: Sequence[str], since: datetime) -> Sequence[Kept]:
        """The tickets filed since then that hold most of the keys (what says most comes first).

        A bounded number, however many tickets there are.
        """
        ...


class Reporters(Protocol):
    """Who joined a case of somebody else."""

    def join(self, reporter: Reporter) -> None:
        """Once for each ticket and conversation."""
        ...

    def of_ticket(self, ticket_id: int) -> Sequence[Reporter]:
        """In the order in which they joined."""
        ...

    def of_conversation(self, conversation_id: int) -> Sequence[Reporter]: ...

    def conclude(self, ticket_id: int, conversation_id: int, verdict: str) -> None:
        """Note whether it was solved for them."""
        ...


class Incidents(Protocol):
    """Bursts of one symptom. A ticket belongs to one incident at most."""

    def of_ticket(self, ticket_id: int) -> Incident | None: ...

    def members(self, incident_id: int) -> Sequence[int]:
        """Ticket ids, in order."""
        ...

    def begin(self, ticket_ids: Sequence[int], at: datetime) -> Incident:
        """A new one; or the one that has one of the tickets already, with the others added."""
        ...

    def add(self, incident_id: int, ticket_id: int) -> None:
        """Unless the ticket belongs to an incident already."""
        ...

    def set_place(self, incident_id: int, place: Place) -> None:
        """Where its message is."""
        ...

    def set_closed(self, incident_id: int, at: datetime | None) -> None: ...


class Remarks(Protocol):
    """What is said in a thread once and not again."""

    def first(self, conversation_id: int, subject: str, origin: str) -> bool:
        """Whether it is this event that makes it be said: always the same answer for the same."""
        ...


class Decisions(Protocol):
    """What was decided, with what it looked at and why."""

    def record(
        self,
        kind: str,
        inputs: Model,
        decision: Decision,
        *,
        conversation_id: int | None,
        ticket_id: int | None,
        origin: str,
    ) -> Decision:
        """Store it; returns the decision that stands: the first under this kind and origin.

        `inputs` hold signals and figures, never what people wrote.
        """
        ...

    def since(self, moment: datetime) -> Iterator[DecisionRecord]:
        """Oldest first, read piece by piece."""
        ...

    def of_ticket(self, ticket_id: int) -> Sequence[DecisionRecord]:
        """Of the ticket, and of its conversation where no ticket was; oldest first."""


class Visits(Protocol):
    """Visits and remote sessions, and the time that engineers promised."""

    def file(self, visit: Visit, *, origin: str) -> Visit:
        """Number and store it, as it stands; the same origin files once."""
        ...

    def get(self, visit_id: int) -> Visit | None: ...

    def of_origin(self, origin: str) -> Visit | None: ...

    def of_ticket(self, ticket_id: int) -> Sequence[Visit]:
        """In the order in which they were asked for."""
        ...

    def of_account(self, account: str) -> Sequence[Visit]: ...

    def list(self, statuses: Sequence[VisitStatus] = ()) -> Sequence[Visit]: ...

    def move(
        self,
        visit_id: int,
        to: VisitStatus,
        *,
        actor: str,
        note: str = "",
        origin: str,
        since: Collection[VisitStatus] = (),
        **values: object,
    ) -> bool:
        """Follow TRANSITIONS atomically; False when the visit is not where it may move from.

        `since` narrows where it may come from; `values` change with it. What was booked is free
        again. The same origin moves once and answers True again.
        """
        ...

    def book(self, visit_id: int, slot: Slot, *, actor: str, origin: str) -> bool:
        """Confirm a time; False when the visit has none to choose, or the engineer is taken.

        The same origin books once and answers True again.
        """
        ...

    def amend(self, visit_id: int, **values: object) -> Visit: ...

    def taken(self, engineers: Sequence[str]) -> Mapping[str, frozenset[int]]:
        """The half hours (visits.models.cells) that each of them has promised."""
        ...


class Files(Protocol):
    """Bytes that people attached."""

    def keep(self, attachment: Attachment, content: bytes) -> Attachment:
        """Store; the returned attachment knows its path."""
        ...

    def read(self, attachment: Attachment) -> bytes: ...


class Entries(Protocol):
    """Knowledge entries and their trail."""

    def put(self, ticket: Ticket, text: EntryText, *, author: str, origin: str) -> Entry | None:
        """Keep the text as the ticket's entry: a draft, or one in review that goes on with it.

        None when the entry is published. The same origin writes once; it answers the same again.
        """
        ...

    def get(self, entry_id: int) -> Entry | None: ...

    def of_ticket(self, ticket_id: int) -> Entry | None: ...

    def list(self, statuses: Sequence[EntryStatus] = (), *, source: str = "") -> Sequence[Entry]:
        """In the order in which they were made; of one source only when it is named."""
        ...

    def move(
        self,
        entry_id: int,
        to: EntryStatus,
        *,
        actor: str,
        note: str = "",
        origin: str,
        revision: int | None = None,
        source: str = "",
    ) -> bool:
        """Follow ENTRY_TRANSITIONS atomically; False when it is not where it may move from.

        `revision`: only while the text is still this one. `source`: where it is published. The
        same origin moves once and answers True again.
        """
        ...

    def page_changed(self, pages: Sequence[str], at: datetime) -> Sequence[Entry]:
        """Note it on the published entries that wait for one of the pages; returns them."""
        ...

    def waiting_for(self, pages: Sequence[str]) -> Sequence[Entry]:
        """The published entries that wait for one of the pages."""
        ...

    def keep(self, entry_id: int) -> None:
        """Forget that the page changed."""
        ...

    def events(self, entry_id: int) -> Sequence[EntryEvent]: ...


class Ratings(Protocol):
    """What people said of answers and tickets; one opinion for each subject and person."""

    def ask(self, opinion: Opinion) -> None:
        """Note that the person is asked; what is there already stays."""
        ...

    def rate(self, kind: Subject, subject: str, person: str, score: int, at: datetime) -> bool:
        """Keep the score instead of an earlier one; False when the person was not asked."""
        ...

    def explain(self, kind: Subject, subject: str, person: str, reason: str) -> bool:
        """Keep why; False when the person has not rated it."""
        ...

    def get(self, kind: Subject, subject: str, person: str) -> Opinion | None: ...

    def of(self, kind: Subject, subject: str) -> Sequence[Opinion]: ...

    def last_asked(self, person: str, *, but: str) -> datetime | None:
        """When the person was last asked of a ticket, `but` that one."""
        ...

    def since(self, moment: datetime) -> Sequence[Opinion]:
        """Those with a score since then."""
        ...


class Failures(Protocol):
    """Questions that the documentation failed."""

    def since(self, moment: datetime, caveat: float, low: int) -> Sequence[Unanswered]:
        """Asked since then; `caveat` as in the policy's thresholds, `low` as in satisfaction."""
        ...


class Jobs(Protocol):
    """Durable work."""

    def handle(self, inbound: AnyInbound) -> None:
        """Have the desk handle it, once, in its lane's order."""
        ...

    def watch(self, ticket_id: int, *, origin: str) -> None:
        """Start the ticket's clock; once per origin (the filing, an escalation, a reopening)."""
        ...

    def watch_snooze(self, ticket_id: int, *, origin: str) -> None:
        """Start the clock that wakes a ticket; once per origin (the snooze)."""
        ...

    def watch_targets(self, ticket_id: int, *, origin: str) -> None:
        """Start the clock of what was promised; once per origin (a plan of its alarms)."""
        ...

    def watch_draft(self, conversation_id: int, *, origin: str) -> None:
        """Start the clock of a ticket that was offered or asked about; once per origin."""
        ...

    def wake(self, ticket_id: int) -> None:
        """Tell the clock that the ticket changed."""
        ...

    def watch_visit(self, visit_id: int, *, origin: str) -> None:
        """Start the clock of a visit that came to stand somewhere; once per origin."""
        ...

    def ingest(self, order: IngestOrder) -> None:
        """Have a source ingested, once per run, after those that wait already."""
        ...

    def mirror(self, ticket_id: int, *, origin: str) -> None:
        """Have the tracker told what it does not know of the ticket yet; once per origin."""
        ...


class Tracker(Protocol):
    """The vendor's own issue tracker.

    `key` names what is told: however often it is told, the tracker shows it once, also when an
    answer was lost. Raises TrackerUnavailable when it may work later, TrackerRefused when a setting
    is wrong, TrackerRejected when only this cannot be told.
    """

    def check(self) -> str:
        """What is there, for `doorstep doctor`."""
        ...

    def publish(self, case: TrackedCase, *, key: str) -> TrackerLink:
        """Make an issue of it; the one that was made under the key before, if there is one."""
        ...

    def update(
        self, link: TrackerLink, case: TrackedCase, change: TrackedChange, *, key: str
    ) -> None:
        """Say what happened, and open or close the issue if that is what happened."""
        ...


class Mirrors(Protocol):
    """What one tracker knows of the tickets."""

    def get(self, ticket_id: int) -> Mirrored:
        """A ticket that the tracker never heard of is Mirrored without a link."""
        ...

    def trail(self, ticket_id: int) -> Sequence[TrailLine]:
        """The ticket's audit trail, oldest first."""
        ...

    def behind(self) -> Sequence[int]:
        """Tickets with lines that the tracker may not know.

        Those that are over and unknown to it are left alone.
        """
        ...

    def linked(self, ticket_id: int, link: TrackerLink) -> None: ...

    def told(self, ticket_id: int, number: int) -> None:
        """The tracker knows the trail up to this line; there is no problem."""
        ...

    def failed(self, ticket_id: int, problem: str) -> None:
        """What keeps it from being told."""
        ...
