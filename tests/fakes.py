"""Hand-written stand-ins for the desk's ports: simple, honest, and easy to look into."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

from bot.errors import Refused, TrackerError, TrackerUnavailable
from bot.support.inbound import AnyInbound
from bot.support.messages import Content, ReplyDraft
from bot.support.models import (
    Attachment,
    Finding,
    IngestOrder,
    IngestOutcome,
    Person,
    Place,
    Schedule,
)
from bot.support.releases import Release
from bot.support.tracking import TrackedCase, TrackedChange, TrackerLink
from knowledge.errors import DoorstepError, ModelUnavailable
from knowledge.models import (
    Answer,
    AnswerMode,
    Audience,
    Citation,
    Evidence,
    Passage,
    Query,
    Visibility,
)

Port = TypeVar("Port")

LIN, MEI = "U0DEV01", "U0DEV02"  # developers: Nimbus Games (Enterprise), Paper Kite (Basic)
KENJI, ANA, OMAR = "U0SUP01", "U0SUP02", "U0MGR01"  # support, support, support manager
STRANGER = "U0STRANGER"
INES = "U0DOC01"  # doc maintainer
NIMBUS, PAPER, HELP, STAFF = "C0NIMBUS", "C0PAPER", "C0HELP", "C0STAFF"
DOCS = "C0DOCS"


class FakeClock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, 10:00 in Shanghai

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class Post:
    """A message of ours as people see it now."""

    channel: str
    thread_ts: str
    ts: str
    key: str
    content: Content
    growing: str = ""


class FakeStream:
    """Implements support.ports.Stream on a FakeMessenger."""

    def __init__(self, messenger: FakeMessenger, place: Place, key: str) -> None:
        self.text = ""
        self._messenger = messenger
        self._place = place
        self._key = key

    def append(self, text: str) -> None:
        self.text += text
        self._messenger.streamed.append(text)

    def finish(self, content: Content) -> str:
        return self._messenger.post(self._place, content, key=self._key)


class FakeMessenger:
    """Implements support.ports.Messenger in memory; `posts` are in the order they were made."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.whispers: list[tuple[Place, str, Content]] = []
        self.filled: list[tuple[str, ReplyDraft]] = []  # forms, by id
        self.statuses: list[tuple[Place, bool]] = []
        self.streamed: list[str] = []
        self.people: dict[str, Person] = {}
        self.groups: dict[str, frozenset[str]] = {}
        self.files: dict[str, bytes] = {}
        self.sent: dict[str, tuple[Place, str, bytes, str]] = {}  # files of ours, by key
        self._next = 0

    def post(self, place: Place, content: Content, *, key: str) -> str:
        return self._say(place.channel, place.thread_ts, content, key)

    def open_thread(self, channel: str, content: Content, *, key: str) -> str:
        return self._say(channel, "", content, key)

    def _say(self, channel: str, thread_ts: str, content: Content, key: str) -> str:
        for post in self.posts:
            if post.key == key:
                return post.ts
        self._next += 1
        ts = f"1795000000.{self._next:06d}"
        self.posts.append(Post(channel, thread_ts, ts, key, content))
        return ts

    def whisper(self, place: Place, user: str, content: Content) -> None:
        self.whispers.append((place, user, content))

    def redraw(self, channel: str, ts: str, content: Content) -> None:
        for post in self.posts:
            if (post.channel, post.ts) == (channel, ts):
                post.content = content

    def posted(self, key: str) -> Content | None:
        return next((post.content for post in self.posts if post.key == key), None)

    def shown(self, channel: str, ts: str) -> Content | None:
        found = (one.content for one in self.posts if (one.channel, one.ts) == (channel, ts))
        return next(found, None)

    def amend(self, key: str, content: Content) -> None:
        for post in self.posts:
            if post.key == key:
                post.content = content

    def fill(self, form_id: str, content: ReplyDraft) -> None:
        self.filled.append((form_id, content))

    def settle(self, channel: str, ts: str, line: str, **more: object) -> None:
        for post in self.posts:
            if (post.channel, post.ts) == (channel, ts):
                known = type(post.content).model_fields
                update = {name: value for name, value in more.items() if name in known}
                post.content = post.content.model_copy(update={"settled": line} | update)

    def status(self, place: Place, language: str, *, busy: bool) -> None:
        del language
        self.statuses.append((place, busy))

    @contextmanager
    def stream(self, place: Place, *, key: str, recipient: str) -> Iterator[FakeStream]:
        del recipient
        yield FakeStream(self, place, key)

    def link(self, channel: str, ts: str) -> str:
        return f"https://workspace.example/archives/{channel}/p{ts.replace('.', '')}"

    def person(self, user: str) -> Person:
        return self.people.get(user) or Person(id=user, name=user)

    def members(self, group: str) -> frozenset[str]:
        return self.groups.get(group, frozenset())

    def send_file(self, place: Place, name: str, content: bytes, text: str, *, key: str) -> None:
        self.sent.setdefault(key, (place, name, content, text))

    def download(self, attachment: Attachment, limit: int) -> bytes:
        content = self.files.get(attachment.id)
        if content is None or not attachment.url.startswith("https://"):
            raise Refused("it could not be fetched from Slack.")
        if max(len(content), attachment.size) > limit:
            raise Refused(f"it is larger than {limit // 1024 // 1024} MB.")
        return content


class FakeLibrarian:
    """Finds the same evidence for every question, or fails as told; `asked` holds the queries."""

    def __init__(self, confidence: float = 0.9, passages: Sequence[Passage] = ()) -> None:
        self.confidence = confidence
        self.passages = tuple(passages) or (a_passage(),)
        self.failure: Exception | None = None
        self.asked: list[Query] = []

    def find(self, query: Query) -> Evidence:
        self.asked.append(query)
        if self.failure is not None:
            raise self.failure
        return Evidence(self.passages, self.confidence)


class FakeReleaseNotes:
    """Implements support.ports.ReleaseNotes: the same releases for everybody."""

    def __init__(self) -> None:
        self.known: list[Release] = []

    def releases(self, audience: Audience) -> Sequence[Release]:
        del audience
        return self.known


class FakeWriter:
    """Says `pieces` one by one; `between` is called after each, as another thread would act."""

    def __init__(self, *pieces: str) -> None:
        self.pieces = pieces or ("Call `renewToken` ", "before the token expires. [1]")
        self.between: Callable[[], None] = lambda: None

    def write(
        self, query: Query, evidence: Evidence, on_text: Callable[[str], None] | None = None
    ) -> Answer:
        for piece in self.pieces:
            if on_text is not None:
                on_text(piece)
            self.between()
        first = evidence.passages[0]
        cited = Citation(1, first.path, first.title, first.heading, first.url, first.score)
        return Answer(
            text="".join(self.pieces),
            mode=AnswerMode.GENERATED,
            citations=(cited,),
            language=query.language,
        )


@dataclass
class FakeJobs:
    """Runs a handler once for each inbound id, at once; without a handler it only collects."""

    handler: Callable[[str], object] | None = None
    queued: list[str] = field(default_factory=list)
    watched: list[tuple[int, str]] = field(default_factory=list)
    woken: list[int] = field(default_factory=list)
    ingests: list[IngestOrder] = field(default_factory=list)
    mirrored: list[tuple[int, str]] = field(default_factory=list)
    drafts: list[tuple[int, str]] = field(default_factory=list)
    visits: list[tuple[int, str]] = field(default_factory=list)
    snoozed: list[tuple[int, str]] = field(default_factory=list)
    targets: list[tuple[int, str]] = field(default_factory=list)

    def handle(self, inbound: AnyInbound) -> None:
        if inbound.id in self.queued:
            return
        self.queued.append(inbound.id)
        if self.handler is not None:
            self.handler(inbound.id)

    def watch(self, ticket_id: int, *, origin: str) -> None:
        if (ticket_id, origin) not in self.watched:
            self.watched.append((ticket_id, origin))

    def wake(self, ticket_id: int) -> None:
        self.woken.append(ticket_id)

    def watch_targets(self, ticket_id: int, *, origin: str) -> None:
        if (ticket_id, origin) not in self.targets:
            self.targets.append((ticket_id, origin))

    def watch_draft(self, conversation_id: int, *, origin: str) -> None:
        if (conversation_id, origin) not in self.drafts:
            self.drafts.append((conversation_id, origin))

    def watch_visit(self, visit_id: int, *, origin: str) -> None:
        if (visit_id, origin) not in self.visits:
            self.visits.append((visit_id, origin))

    def watch_snooze(self, ticket_id: int, *, origin: str) -> None:
        if (ticket_id, origin) not in self.snoozed:
            self.snoozed.append((ticket_id, origin))

    def ingest(self, order: IngestOrder) -> None:
        if order not in self.ingests:
            self.ingests.append(order)

    def mirror(self, ticket_id: int, *, origin: str) -> None:
        if (ticket_id, origin) not in self.mirrored:
            self.mirrored.append((ticket_id, origin))


@dataclass
class FakeDocumentation:
    """Implements support.ports.Documentation: tells its progress, then does as it is told."""

    declared: tuple[str, ...] = ("guides", "api")
    failure: DoorstepError | None = None
    between: Callable[[int], None] = lambda _: None
    runs: list[str] = field(default_factory=list)

    def names(self) -> Sequence[str]:
        return self.declared

    def schedules(self) -> Sequence[Schedule]:
        return [Schedule(source=self.declared[0], cron="30 2 * * *")]

    def ingest(self, source: str, progress: Callable[[str, int, int], None]) -> IngestOutcome:
        self.runs.append(source)
        for done in range(4):
            self.between(done)
            progress("pages", done, 4)
        if self.failure is not None:
            raise self.failure
        return an_outcome(source)

    def shelf(self, visibility: Visibility, customer: str) -> str:
        if self.failure is not None:
            raise self.failure
        return f"learned-{visibility.value}-{customer}".rstrip("-")


@dataclass
class FakeIssue:
    """An issue as its tracker shows it."""

    case: TrackedCase
    url: str
    open: bool = True
    comments: dict[str, str] = field(default_factory=dict)  # by key


class FakeTracker:
    """Implements support.ports.Tracker in memory; `lost` answers are lost after the work."""

    def __init__(self) -> None:
        self.issues: dict[str, FakeIssue] = {}  # by the key that published them
        self.failure: TrackerError | None = None
        self.lost = 0
        self.calls = 0

    def check(self) -> str:
        self._fail()
        return "a tracker in memory"

    def publish(self, case: TrackedCase, *, key: str) -> TrackerLink:
        self._fail()
        if key not in self.issues:
            url = f"https://tracker.example/{len(self.issues) + 1}"
            self.issues[key] = FakeIssue(case, url)
            self._lose()
        known = self.issues[key]
        return TrackerLink(id=str(list(self.issues).index(key) + 1), url=known.url)

    def update(
        self, link: TrackerLink, case: TrackedCase, change: TrackedChange, *, key: str
    ) -> None:
        self._fail()
        issue = list(self.issues.values())[int(link.id) - 1]
        issue.case = case
        issue.open = (issue.open and not change.ends) or change.reopens
        if key not in issue.comments:
            facts = (f"{one.name}\n{one.text}" for one in change.facts)
            issue.comments[key] = "\n".join([change.headline, *facts])
            self._lose()

    def _fail(self) -> None:
        self.calls += 1
        if self.failure is not None:
            raise self.failure

    def _lose(self) -> None:
        if self.lost:
            self.lost -= 1
            raise TrackerUnavailable("The answer was lost.")


def an_outcome(source: str = "guides", *findings: Finding) -> IngestOutcome:
    return IngestOutcome(
        source=source,
        pages=40,
        added=1,
        changed=2,
        moved=0,
        removed=3,
        unchanged=37,
        chunks=400,
        embedded=12,
        seconds=75.0,
        findings=findings,
    )


@dataclass
class FakeFiles:
    """Implements support.ports.Files in memory."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def keep(self, attachment: Attachment, content: bytes) -> Attachment:
        self.kept[attachment.id] = content
        return attachment.model_copy(update={"path": attachment.id, "size": len(content)})

    def remove(self, attachment: Attachment) -> None:
        self.kept.pop(attachment.path, None)

    def read(self, attachment: Attachment) -> bytes:
        return self.kept[attachment.path]


class FakePictureReader:
    """Implements support.ports.PictureReader: reads `text`, or fails as often as `failing` says."""

    def __init__(self, text: str = "", *, failing: int = 0) -> None:
        self.text = text
        self.failing = failing
        self.shown: list[tuple[bytes, str]] = []

    def read(self, content: bytes, mimetype: str) -> str:
        self.shown.append((content, mimetype))
        if self.failing:
            self.failing -= 1
            raise ModelUnavailable("The vision model fake failed.")
        return self.text


class FakePictureTexts:
    """Implements support.ports.PictureTexts in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def of(self, file_id: str, picture: str) -> str | None:
        return self.kept.get((file_id, picture))

    def keep(self, file_id: str, picture: str, text: str) -> None:
        self.kept.setdefault((file_id, picture), text)

    def forget(self, file_id: str) -> None:
        self.kept = {key: text for key, text in self.kept.items() if key[0] != file_id}


class Crash(Exception):  # noqa: N818 - stands for `kill -9`, not for an error
    """The process dies here."""


class Fuse:
    """Counts the steps that ports take, and dies at the chosen one."""

    def __init__(self) -> None:
        self.steps = 0
        self.blows_at = 0

    def step(self) -> None:
        """Dead is dead: once blown, every later step fails too."""
        self.steps += 1
        if self.blows_at and self.steps >= self.blows_at:
            raise Crash

    def mend(self) -> None:
        """A new process, where nothing fails."""
        self.steps = self.blows_at = 0


def fused(port: Port, fuse: Fuse) -> Port:
    """The same port, where the process may die right before each call that leaves something."""
    return cast("Port", _Fused(port, fuse))


# These leave nothing behind: to die before one of them is to die before the step that follows.
_READS = frozenset(
    {
        "answer",
        "answers",
        "append",
        "at",
        "download",
        "events",
        "find",
        "frequencies",
        "holding",
        "finished",
        "get",
        "has_file",
        "held",
        "link",
        "list",
        "members",
        "of",
        "of_conversation",
        "of_origin",
        "of_staff_thread",
        "of_ticket",
        "of_twin",
        "last_asked",
        "person",
        "posted",
        "read",
        "staff_thread",
        "turns",
        "unfinished",
        "unsolved",
        "visits",
        "write",
    }
)


class _Fused:
    def __init__(self, port: object, fuse: Fuse) -> None:
        self._port = port
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if name not in _READS:
                self._fuse.step()
            result = method(*args, **kwargs)
            return self._stream(result) if name == "stream" else result

        return call

    @contextmanager
    def _stream(self, stream: Any) -> Iterator[Any]:
        with stream as opened:
            yield _Fused(opened, self._fuse)


def a_passage(
    path: str = "brightwire/token.md", *, title: str = "Token guide", heading: str = "Renew a token"
) -> Passage:
    return Passage(
        path=path,
        title=title,
        text="Call `renewToken` before the token expires.",
        heading_path=(heading,),
        url=f"https://docs.brightwire.example/{path.removesuffix('.md')}",
        score=1.5,
    )
