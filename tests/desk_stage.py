"""A whole support desk for tests: the real use cases and SQL stores, fakes at the edge."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from bot.storage.accounts import SqlAccounts
from bot.storage.conversations import SqlConversations
from bot.storage.database import open_database
from bot.storage.decisions import SqlDecisions
from bot.storage.entries import SqlEntries
from bot.storage.failures import SqlFailures
from bot.storage.inbox import SqlInbox
from bot.storage.incidents import SqlIncidents
from bot.storage.mirrors import SqlMirrors
from bot.storage.pictures import SqlPictureTexts
from bot.storage.policy_file import load_policy
from bot.storage.ratings import SqlRatings
from bot.storage.reporters import SqlRemarks, SqlReporters
from bot.storage.similar import SqlSimilarTickets
from bot.storage.tables import metadata
from bot.storage.tickets import SqlTickets
from bot.storage.visits import SqlVisits
from bot.support.deadlines import Deadlines
from bot.support.desk import Desk
from bot.support.inbound import (
    ButtonPressed,
    Deed,
    MessageEdited,
    MessageReceived,
    MessageWithdrawn,
    ReplySubmitted,
    ResolutionSubmitted,
    StaffDeed,
    TicketSubmitted,
)
from bot.support.known_accounts import KnownAccounts
from bot.support.mirroring import Following, Mirroring
from bot.support.models import (
    Attachment,
    Conversation,
    Person,
    Place,
    Severity,
    Ticket,
    TicketFields,
)
from bot.support.policy import Policy
from bot.support.report import report_of
from bot.support.service import SupportDesk
from tests.fakes import (
    ANA,
    DOCS,
    INES,
    KENJI,
    LIN,
    MEI,
    NIMBUS,
    OMAR,
    STAFF,
    FakeClock,
    FakeDocumentation,
    FakeFiles,
    FakeJobs,
    FakeLibrarian,
    FakeMessenger,
    FakeReleaseNotes,
    FakeTracker,
    FakeWriter,
    Fuse,
    Post,
    fused,
)

POLICY_FILE = Path(__file__).resolve().parents[1] / "examples" / "support-policy.yaml"
CRASH_REPORT = (
    "The app crashes with SIGSEGV on Android 14 (Pixel 8), SDK 4.3.1.\n"
    "Steps to reproduce:\n1. Join a channel\n2. Leave it\n3. Join again\n"
    "Expected: the call goes on. Actual: it crashes.\n"
)
QUESTION = "How do I renew the token before it expires?"


@cache
def sample_policy() -> Policy:
    return load_policy(POLICY_FILE)


@cache
def _database() -> Engine:
    engine = open_database("sqlite://")
    metadata.create_all(engine)
    return engine


def fresh_database() -> Engine:
    """An empty SQLite database in memory. It is always the same one: opening takes longer."""
    engine = _database()
    wipe(engine)
    return engine


def wipe(engine: Engine) -> None:
    """Empty every table; ticket numbers begin anew."""
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DELETE FROM sqlite_sequence")


class Stage:
    """A desk, its people, and short ways to act on it. Every act gets a moment of its own."""

    def __init__(self, engine: Engine, policy: Policy | None = None) -> None:
        self.engine = engine
        self.clock = FakeClock()
        self.fuse = Fuse()
        self.messenger = FakeMessenger()
        self.librarian = FakeLibrarian()
        self.writer = FakeWriter()
        self.documentation = FakeDocumentation()
        self.jobs = FakeJobs()
        self.files = FakeFiles()
        self.picture_texts = SqlPictureTexts(engine)
        self.inbox = SqlInbox(engine, self.clock)
        self.conversations = SqlConversations(engine, self.clock)
        self.policy = policy or sample_policy()
        self.mirrors = SqlMirrors(engine, "fake:tracker")
        self.following = Following(self.mirrors, fused(self.jobs, self.fuse), self.policy.tracker)
        self.accounts = SqlAccounts(engine, self.clock)
        known = KnownAccounts(self.accounts, self.policy.customers)
        self.deadlines = Deadlines(
            SqlTickets(engine, self.clock), fused(self.jobs, self.fuse), self.policy, known
        )
        self.tickets = SqlTickets(engine, self.clock, self.deadlines, self.following)
        self.visits = SqlVisits(engine, self.clock)
        self.reporters = SqlReporters(engine)
        self.incidents = SqlIncidents(engine)
        self.entries = SqlEntries(engine, self.clock)
        self.ratings = SqlRatings(engine)
        self.decisions = SqlDecisions(engine, self.clock)
        self.release_notes = FakeReleaseNotes()
        self.desk = SupportDesk(
            Desk(
                policy=self.policy,
                staff_channel=STAFF,
                maintainers_channel=DOCS,
                accounts=known,
                inbox=fused(self.inbox, self.fuse),
                conversations=fused(self.conversations, self.fuse),
                tickets=fused(self.tickets, self.fuse),
                visits=fused(self.visits, self.fuse),
                similar=fused(SqlSimilarTickets(engine), self.fuse),
                reporters=fused(self.reporters, self.fuse),
                incidents=fused(self.incidents, self.fuse),
                remarks=fused(SqlRemarks(engine), self.fuse),
                entries=fused(self.entries, self.fuse),
                ratings=fused(self.ratings, self.fuse),
                failures=SqlFailures(engine),
                decisions=fused(self.decisions, self.fuse),
                release_notes=self.release_notes,
                files=fused(self.files, self.fuse),
                picture_texts=fused(self.picture_texts, self.fuse),
                librarian=fused(self.librarian, self.fuse),
                documentation=self.documentation,
                writer=fused(self.writer, self.fuse),
                messenger=fused(self.messenger, self.fuse),
                jobs=fused(self.jobs, self.fuse),
                clock=self.clock,
                mirrors=self.mirrors,
            )
        )
        self.tracker = FakeTracker()
        self.mirroring = Mirroring(
            self.tracker,
            self.mirrors,
            SqlTickets(engine, self.clock),
            self.policy.tracker,
            self.clock,
            self.desk.draw_card,
            partial(report_of, self.conversations),
        )
        self.jobs.handler = self.desk.handle
        for user, name, tz in (
            (LIN, "Lin", "Asia/Shanghai"),
            (MEI, "Mei", "Asia/Shanghai"),
            (KENJI, "Kenji", "Asia/Tokyo"),
            (ANA, "Ana", "Europe/Lisbon"),
            (OMAR, "Omar", "UTC"),
        ):
            self.messenger.people[user] = Person(id=user, name=name, tz=tz)
        self.messenger.groups = {
            "S0SUPPORT": frozenset({KENJI, ANA}),
            "S0MGR": frozenset({OMAR}),
            "S0DOCS": frozenset({INES}),
        }
        self._number = 0

    # Acting -------------------------------------------------------------------------------------

    def message(
        self,
        text: str,
        user: str = LIN,
        *,
        channel: str = NIMBUS,
        thread: str = "",
        addressed: bool = True,
        direct: bool = False,
        files: Sequence[Attachment] = (),
    ) -> MessageReceived:
        """A message as the listener would hand it over; not yet sent to the desk."""
        number = self._tick()
        ts = f"1700000000.{number:06d}"
        return MessageReceived(
            id=f"Ev{number:04d}",
            user=user,
            channel=channel,
            thread_ts=thread or ts,
            ts=ts,
            text=text,
            addressed=addressed or direct,
            direct=direct,
            attachments=tuple(files),
        )

    def deliver(self, message: MessageReceived) -> bool:
        """What the listener does with a message."""
        if not self.desk.concerns_us(message):
            return False
        return self.desk.accept(message, twin=f"message:{message.channel}:{message.ts}")

    def ask(
        self,
        text: str,
        user: str = LIN,
        *,
        channel: str = NIMBUS,
        thread: str = "",
        addressed: bool = True,
        direct: bool = False,
        files: Sequence[Attachment] = (),
    ) -> MessageReceived:
        message = self.message(
            text,
            user,
            channel=channel,
            thread=thread,
            addressed=addressed,
            direct=direct,
            files=files,
        )
        self.deliver(message)
        return message

    def edit(self, message: MessageReceived, text: str, *, at: str = "") -> None:
        """What the listener does when its author changes a message."""
        number = self._tick()
        event = MessageEdited(
            id=f"Ev{number:04d}",
            user=message.user,
            channel=message.channel,
            thread_ts=message.thread_ts,
            ts=message.ts,
            addressed=message.addressed,
        )
        self.desk.reword(event, text, at or f"1800000000.{number:06d}")

    def delete(self, message: MessageReceived) -> None:
        """What the listener does when a message is deleted."""
        self.delete_at(message.channel, message.ts, message.thread_ts, message.addressed)

    def delete_at(
        self, channel: str, ts: str, thread_ts: str = "", addressed: bool = False
    ) -> None:
        number = self._tick()
        self.desk.withdraw(
            MessageWithdrawn(
                id=f"Ev{number:04d}",
                user="",
                channel=channel,
                thread_ts=thread_ts or ts,
                ts=ts,
                addressed=addressed,
            )
        )

    def deed(self, deed: Deed, ticket: Ticket, user: str = KENJI, **values: Any) -> StaffDeed:
        """What staff do with a case, as a listener would hand it over."""
        place = self.desk.staff_place(ticket.id) or ticket.place
        return StaffDeed(
            id=f"deed:{self._tick()}",
            user=user,
            channel=place.channel,
            thread_ts=place.thread_ts,
            deed=deed,
            ticket_id=ticket.id,
            **values,
        )

    def do(self, deed: Deed, ticket: Ticket, user: str = KENJI, **values: Any) -> Ticket:
        """The same, done; returns the ticket as it is then."""
        self.desk.accept(self.deed(deed, ticket, user, **values))
        return self.desk.require_ticket(ticket.id)

    def rate(
        self, ticket: Ticket, severity: Severity, user: str = KENJI, why: str = "They said so."
    ) -> Ticket:
        """Staff chooses a severity on the card and says why."""
        return self.do(Deed.RATE, ticket, user, severity=severity, text=why)

    def pressed(self, name: str, post: Post, user: str = LIN, value: str = "") -> ButtonPressed:
        """A press as the listener would hand it over."""
        number = self._tick()
        return ButtonPressed(
            id=f"press:{post.channel}:{post.ts}:{name}:{user}:{number}",
            user=user,
            channel=post.channel,
            thread_ts=post.thread_ts or post.ts,
            name=name,
            value=value,
            message_ts=post.ts,
        )

    def press(self, name: str, post: Post, user: str = LIN, value: str = "") -> ButtonPressed:
        press = self.pressed(name, post, user, value)
        self.desk.accept(press)
        return press

    def form(
        self,
        message: MessageReceived,
        user: str = LIN,
        *,
        severity: Severity = Severity.MEDIUM,
        files: Sequence[Attachment] = (),
        **fields: str,
    ) -> TicketSubmitted:
        """The ticket form, as the listener would hand it over."""
        return TicketSubmitted(
            id=f"view:{self._tick()}",
            user=user,
            channel=message.channel,
            thread_ts=message.thread_ts,
            fields=TicketFields(**({"summary": "Calls drop"} | fields)),
            severity=severity,
            attachments=tuple(files),
        )

    def resolution(self, ticket: Ticket, user: str = KENJI) -> ResolutionSubmitted:
        return ResolutionSubmitted(
            id=f"view:{self._tick()}",
            user=user,
            channel=ticket.place.channel,
            thread_ts=ticket.place.thread_ts,
            ticket_id=ticket.id,
            text="Update to 4.3.2.",
        )

    def reply_form(
        self, ticket: Ticket, text: str, user: str = KENJI, *, waits: bool = False
    ) -> ReplySubmitted:
        return ReplySubmitted(
            id=f"view:{self._tick()}",
            user=user,
            channel=ticket.place.channel,
            thread_ts=ticket.place.thread_ts,
            ticket_id=ticket.id,
            text=text,
            waits=waits,
        )

    # Shortcuts through the story ----------------------------------------------------------------

    def filed(self, user: str = LIN, channel: str = NIMBUS) -> tuple[MessageReceived, Ticket]:
        """A question that became an open ticket by the form."""
        question = self.ask(QUESTION, user, channel=channel)
        self.desk.accept(self.form(question, user))
        return question, self.only_ticket()

    def claimed(self, by: str = KENJI) -> tuple[MessageReceived, Ticket]:
        question, ticket = self.filed()
        self.press("ticket_claim", self.card(), by, str(ticket.id))
        return question, self.only_ticket()

    # Looking ------------------------------------------------------------------------------------

    def said(self, message: MessageReceived) -> list[Post]:
        """What we said in the thread of a message, oldest first."""
        return [
            post
            for post in self.messenger.posts
            if (post.channel, post.thread_ts) == (message.channel, message.thread_ts)
        ]

    def last(self, message: MessageReceived) -> Post:
        return self.said(message)[-1]

    def card(self) -> Post:
        """The only triage card."""
        (card,) = [one for one in self.messenger.posts if one.content.type == "staff_card"]
        return card

    def in_staff_thread(self) -> list[Post]:
        thread = self.card().ts
        return [one for one in self.messenger.posts if one.thread_ts == thread]

    def only_ticket(self) -> Ticket:
        (ticket,) = self.tickets.list()
        return ticket

    def conversation(self, message: MessageReceived) -> Conversation:
        found = self.conversations.at(Place(channel=message.channel, thread_ts=message.thread_ts))
        assert found is not None
        return found

    def _tick(self) -> int:
        self._number += 1
        self.clock.advance(seconds=1)
        return self._number


def a_file(name: str = "call.log", file_id: str = "F1", size: int = 10) -> Attachment:
    return Attachment(
        id=file_id, name=name, size=size, mimetype="text/plain", url="https://files.example/F1"
    )
