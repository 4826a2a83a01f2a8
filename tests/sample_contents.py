"""Values of every kind that the desk says, plain or filled with whatever a test wants to see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bot.support.entries import Entry, EntryStatus
from bot.support.gaps import Gap
from bot.support.messages import (
    AnswerPart,
    AnswerReply,
    ClockLine,
    Content,
    DetailsRequest,
    EntriesWaiting,
    EntryReview,
    FormReturned,
    GapsNews,
    IncidentCard,
    IncidentLine,
    IngestNews,
    JoinedResolved,
    LogExcerpt,
    NoAnswer,
    Notice,
    PublishOffer,
    RateTicket,
    Relayed,
    Reminder,
    ResolvedNotice,
    SimilarTicket,
    StaffCard,
    TicketFiled,
    TicketOffer,
    VersionNote,
    VisitDeclined,
)
from bot.support.models import (
    Action,
    Attachment,
    CitedPage,
    Decision,
    Finding,
    IngestOrder,
    IngestOutcome,
    Place,
    Severity,
    Ticket,
    TicketFields,
    TicketStatus,
)
from bot.support.targets import Target
from bot.support.tracking import TrackerLink
from bot.support.visits.messages import Choice, VisitMessage
from knowledge.models import Visibility

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def a_decision(text: str = "x") -> Decision:
    return Decision(action=Action.TICKET, rule=text, reason=text, policy_version=text)


def a_ticket(text: str = "Calls drop", **changes: Any) -> Ticket:
    values: dict[str, Any] = {
        "id": 142,
        "conversation_id": 7,
        "place": Place(channel="C0NIMBUS", thread_ts="1700000000.000001"),
        "reporter": "U0DEV01",
        "customer": text,
        "plan": "enterprise",
        "language": "en",
        "fields": TicketFields(**dict.fromkeys(TicketFields.model_fields, text)),
        "severity": Severity.HIGH,
        "severity_reason": text,
        "decision": a_decision(text),
        "attachments": (a_shared_file(text), a_shared_file("b", problem=text)),
        "first_reply_due": NOW,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Ticket(**(values | changes))


def a_shared_file(text: str = "call.log", problem: str = "") -> Attachment:
    url = "https://files.example/1"
    return Attachment(id="F1", name=text, mimetype=text, url=url, problem=problem)


def a_page(text: str = "Token guide") -> CitedPage:
    return CitedPage(path=text, title=text, heading=f"{text}!", url=f"https://docs.example/{text}")


def contents(text: str = "Hello", language: str = "en", settled: str = "") -> Iterator[Content]:
    """One of each content (of some, one of each state), where every free text is `text`."""
    common: dict[str, Any] = {"language": language, "settled": settled}
    pages = (a_page(text), CitedPage(path=text, title=text), a_page("plain"))
    files = (a_shared_file(text),) * 3
    for caveat in (False, True):
        yield AnswerReply(
            conversation_id=7,
            text=text,
            pages=pages,
            quoted=caveat,
            caveat=caveat,
            valid_for=text,
            note=text,
            version=VersionNote(text=text, title=text, url=text),
            **common,
        )
    yield AnswerReply(conversation_id=7, text=text, pages=(), quoted=False, **common)
    yield AnswerPart(text=text, caveat=True, **common)
    yield NoAnswer(conversation_id=7, pages=pages, note=text, **common)
    yield NoAnswer(conversation_id=7, down=True, apology=text, **common)
    yield DetailsRequest(conversation_id=7, ask=text, understood=text, pages=pages, **common)
    yield DetailsRequest(conversation_id=7, ask=text, **common)
    fields = TicketFields(**dict.fromkeys(TicketFields.model_fields, text))
    yield TicketOffer(conversation_id=7, reason=text, fields=fields, pages=pages, **common)
    yield TicketOffer(conversation_id=7, reason=text, fields=TicketFields(), **common)
    yield FormReturned(text=text, fields=fields, **common)
    yield FormReturned(text=text, fields=TicketFields(), **common)
    for handed_off in (False, True):
        yield TicketFiled(
            ticket=a_ticket(text),
            response_target=text,
            due_text=text,
            plan_name=text,
            handed_off=handed_off,
            **common,
        )
    yield from _alike(text, common)
    yield Notice(text=text, **common)
    yield VisitDeclined(
        conversation_id=7, plan_name=text, alternatives=(text, text), terms=text, **common
    )
    yield VisitMessage(
        title=text,
        lines=(text, text),
        small=(text,),
        choices=tuple(
            Choice(text=text, name=f"visit_slot_{number}", value="7:1", primary=number == 0)
            for number in range(5)
        ),
        options=((text or "-", "7:U0SUP01"),),
        options_name="visit_engineer",
        options_text="Engineer",
        **common,
    )
    for status in TicketStatus:
        yield StaffCard(
            ticket=a_ticket(text, status=status, paged=status.unclaimed),
            plan_name=text,
            reporter_name=text,
            claimer_name=text,
            question=text,
            tried=pages,
            confidence=0.5,
            log_digest=text,
            missing=(text, text),
            source_link="https://slack.example/1",
            visits=(text, text),
            version=VersionNote(text=text, title=text, url="https://docs.example/4.3"),
            similar=(a_similar(text), a_similar(text, over=True)),
            joined=(text, text),
            issue=TrackerLink(id=text, url="https://tracker.example/1"),
            issue_problem=text,
            team=text,
            team_mentions=("U0SUP01", "S0SUPPORT") * 20,
            clocks=tuple(ClockLine(target=one, due=NOW, breached=True) for one in Target),
            **common,
        )
    bare = a_ticket("", attachments=(), fields=TicketFields(), severity=Severity.LOW)
    yield StaffCard(ticket=bare, plan_name=text, reporter_name=text, question=text, **common)
    for pictured in (False, True):
        yield LogExcerpt(name=text, text=text, pictured=pictured, **common)
    for to_staff in (False, True):
        yield Relayed(author=text, text=text, attachments=files, to_staff=to_staff, **common)
    yield PublishOffer(ticket_id=142, note_ts="1.1", text=text, prefix="reply:", **common)
    yield ResolvedNotice(ticket_id=142, by=text, text=text, **common)
    yield from _ingest_news(text, common)
    yield from _learning(text, common)
    yield Reminder(ticket_id=142, text=text, notify=("U0SUP01", "S0SUPPORT"), **common)


def a_similar(text: str = "Calls drop", *, over: bool = False, own: bool = True) -> SimilarTicket:
    told = text if own else ""
    resolution = told if over else ""
    return SimilarTicket(
        ticket_id=12,
        label="DS-12",
        over=over,
        summary=told,
        resolution=resolution,
        status=told,
        who=told,
    )


def _alike(text: str, common: dict[str, Any]) -> Iterator[Content]:
    """Offers with tickets that look alike, what follows from joining one, and incidents."""
    known = (a_page(text), CitedPage(path=text, title=text))
    for similar in (
        (a_similar(text), a_similar(text, over=True), a_similar(text, own=False)),
        (a_similar(text, over=True),),
        (a_similar(text, own=False),),
    ):
        yield TicketOffer(
            conversation_id=7,
            reason=text,
            fields=TicketFields(summary=text),
            version=VersionNote(text=text),
            similar=similar,
            known=known,
            **common,
        )
    for told in (text, ""):
        yield JoinedResolved(ticket_id=12, text=told, **common)
    line = IncidentLine(
        label="DS-12",
        summary=text,
        customer=text,
        severity=Severity.HIGH,
        status=TicketStatus.CLAIMED,
        claimer_name=text,
        joined=2,
        link="https://slack.example/1",
    )
    bare = line.model_copy(update={"claimer_name": "", "joined": 0, "link": ""})
    for lines, closed in (((line, bare), False), ((line,) * 60, True), ((), False)):
        yield IncidentCard(number=3, opened_at=NOW, closed=closed, lines=lines, **common)


def an_entry(text: str = "Calls drop", **changes: Any) -> Entry:
    told = ("title", "question", "answer", "product", "platforms", "versions", "page", "source")
    values: dict[str, Any] = dict.fromkeys(told, text) | {
        "id": 3,
        "ticket_id": 142,
        "customer": text,
        "author": "U0SUP01",
        "reviewer": "U0DOC01",
        "visibility": Visibility.CUSTOMER,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Entry(**(values | changes))


def _learning(text: str, common: dict[str, Any]) -> Iterator[Content]:
    """Ratings of answers and tickets, knowledge entries, gaps."""
    yield AnswerReply(
        conversation_id=7,
        text=text,
        pages=(),
        quoted=False,
        answer_id="Ev1",
        ask_why=True,
        **(common | {"settled": text or "Marked as not solved."}),
    )
    for score, reason in ((None, ""), (4, ""), (1, text)):
        yield RateTicket(ticket_id=142, score=score, reason=reason, **common)
    for status in EntryStatus:
        yield EntryReview(
            entry=an_entry(text, status=status),
            author_name=text,
            reviewer_name=text,
            removed=("[name removed]", text),
            ticket_link="https://slack.example/1",
            **common,
        )
    shown = (an_entry(text, status=EntryStatus.PUBLISHED),) * 30
    withdrawn = an_entry(text, id=4, status=EntryStatus.WITHDRAWN)
    yield EntriesWaiting(page=text, entries=(withdrawn, *shown), kept=(5,), **common)
    yield EntriesWaiting(page=text, entries=shown[:1], kept=(3,), **common)
    gap = Gap(
        wordings=(text, text),
        asked=9,
        people=3,
        customers=2,
        products=(text,),
        platforms=(text,),
        failures={"no_evidence": 2, text: 1},
        reasons={text: 1},
        pages=(a_page(text),),
        last_asked=NOW,
    )
    yield GapsNews(days=7, gaps=(gap,) * 10, more=3, **common)
    yield GapsNews(days=7, gaps=(), **common)


FINDINGS = (
    "affected",
    "skipped",
    "broken_imports",
    "broken_links",
    "front_matter",
    "without_text",
    "stale",
    "lagging",
)


def _ingest_news(text: str, common: dict[str, Any]) -> Iterator[Content]:
    by = IngestOrder(source=text, run="r", why=text, by="U0DOC01")
    order = by.model_copy(update={"by": ""})
    yield IngestNews(order=by, asked_by=text, **common)
    yield IngestNews(order=order, stage=text, done=7, total=3, **common)
    yield IngestNews(order=order, problem=text, remedy=text, **common)
    findings = tuple(Finding(kind=one, count=9, examples=(text,) * 3) for one in FINDINGS)
    figures = dict.fromkeys(
        ("pages", "added", "changed", "moved", "removed", "unchanged", "chunks", "embedded"), 5
    )
    outcome = IngestOutcome(source=text, seconds=75, incomplete=text, findings=findings, **figures)
    yield IngestNews(order=order, outcome=outcome, **common)
