"""A ticket as it is told to the vendor's own tracker: what goes out, under which key. Pure.

Nothing that staff wrote for staff goes out unless the policy says so, nor a customer's name.
Texts are redacted once more and freed of what no markup can escape; each tracker escapes the rest.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial

from bot.support.models import Model, Severity, Ticket, TicketEvent, TicketStatus
from bot.support.policy import TrackerRules
from bot.support.redaction import DEFAULT, Redactor, scope_of
from bot.support.told import doubt

_LONGEST_TITLE = 200
_LONGEST_FACT = 2_400  # characters
_ALL_FACTS = 28_000  # together; with their names and marks they fit into Jira's 32,767
_CUT = "\n… (cut; Doorstep has the whole text)"
# Turns the text around it back to front: an engineer would read other words than were written.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NAMES = {
    "sdk_version": "SDK version",
    "environment": "OS and device",
    "error_codes": "Error codes",
    "regression": "Worked before",
    "occurred": "When",
    "ids": "IDs",
    "tried": "Already tried",
}


class TrackedState(StrEnum):
    """As much of a ticket's life as other trackers know."""

    OPEN = "open"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def done(self) -> bool:
        return self is not TrackedState.OPEN


class TrackerLink(Model):
    """The ticket's other self. `id` is the tracker's own; `url` is "" where there is no page."""

    id: str
    url: str = ""


class Fact(Model):
    """Something that people told. `name` is ours, `text` is not."""

    name: str
    text: str


class TrackedCase(Model):
    """A ticket, ready to be told. `title` is one line of other people's words."""

    label: str
    title: str
    severity: Severity
    state: TrackedState
    facts: tuple[Fact, ...] = ()
    created_at: datetime


class TrackedChange(Model):
    """What happened to it. `headline` is one sentence of ours."""

    kind: str
    headline: str
    facts: tuple[Fact, ...] = ()
    before: TrackedState
    after: TrackedState
    severity: Severity | None = None  # when it changed
    at: datetime

    @property
    def ends(self) -> bool:
        return self.after.done and not self.before.done

    @property
    def reopens(self) -> bool:
        return self.before.done and not self.after.done


class TrailLine(Model):
    """A line of the audit trail as it is stored: `number` rises, `origin` is nobody else's."""

    number: int
    origin: str
    event: TicketEvent


class Mirrored(Model):
    """How far a tracker knows a ticket. `told` is the number of the last line it was told."""

    ticket_id: int
    tracker: str
    link: TrackerLink | None = None
    told: int = 0
    problem: str = ""  # why it is not up to date, for staff; "" while it is, or will be


class Delivery(Model):
    """How telling went. `pause`: seconds that the tracker asks us to wait, 0 = it did not say."""

    state: str  # told, done (nothing more to tell), waits, laid_aside
    pause: float = 0.0


def is_told(kind: str, rules: TrackerRules) -> bool:
    """Whether a line of this kind goes to the tracker."""
    if kind == "note":
        return rules.internal_notes
    return kind in {"filed", "severity", "amended", "escalated"} or _status(kind) is not None


def key_of(line: TrailLine) -> str:
    """The same for every try, and not to be guessed by who reads the tracker."""
    return hashlib.sha256(f"doorstep:{line.origin}".encode()).hexdigest()[:24]


def case_of(
    ticket: Ticket,
    rules: TrackerRules,
    redactor: Redactor = DEFAULT,
    *,
    report: Sequence[str] = (),
) -> TrackedCase:
    """The case; `report` are the messages that it was filed from."""
    cleaned = _cleaner(ticket, redactor)
    title = cleaned(ticket.fields.summary) or "No summary"
    return TrackedCase(
        label=ticket.label,
        title=f"[{ticket.label}] {' '.join(title.split())}"[:_LONGEST_TITLE],
        severity=ticket.severity,
        state=state_of(ticket.status),
        facts=_facts(ticket, rules, cleaned, report),
        created_at=ticket.created_at,
    )


def change_of(
    ticket: Ticket,
    trail: Sequence[TrailLine],
    line: TrailLine,
    rules: TrackerRules,
    redactor: Redactor = DEFAULT,
) -> TrackedChange:
    """What the line says, with the ticket's state around it as the trail tells it."""
    event, cleaned = line.event, _cleaner(ticket, redactor)
    facts: tuple[Fact, ...] = ()
    if event.kind == TicketStatus.RESOLVED and event.note:
        facts = (_fact("Resolution", event.note, cleaned),)  # the customer was told the same
    elif event.kind == "amended":
        facts = _facts(ticket, rules, cleaned)
    elif event.note and rules.internal_notes:
        facts = (_fact("Internal note", event.note, cleaned),)
    return TrackedChange(
        kind=event.kind,
        headline=_headline(ticket, event.kind),
        facts=facts,
        before=_state_before(trail, line.number),
        after=_state_before(trail, line.number + 1),
        severity=ticket.severity if event.kind == "severity" else None,
        at=event.at,
    )


def state_of(status: TicketStatus | None) -> TrackedState:
    """Everything that is not over is open, also what later versions may call a status."""
    if status is TicketStatus.RESOLVED:
        return TrackedState.RESOLVED
    return TrackedState.CLOSED if status is TicketStatus.CLOSED else TrackedState.OPEN


def _cleaner(ticket: Ticket, redactor: Redactor) -> Callable[[str], str]:
    return partial(clean, redactor=redactor, scope=scope_of(ticket.place))


def clean(text: str, redactor: Redactor = DEFAULT, scope: str = "") -> str:
    """Without secrets, control characters, half characters and marks that reverse the reading.

    `redactor` is the policy's, `scope` the conversation: a secret has the mark that it has there.
    """
    text = redactor.redact(text, scope).encode("utf-8", "replace").decode()
    text = _BIDI.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        one for one in text if one in "\n\t" or unicodedata.category(one) != "Cc"
    ).strip()


def _state_before(trail: Sequence[TrailLine], number: int) -> TrackedState:
    known = [_status(one.event.kind) for one in trail if one.number < number]
    moves = [one for one in known if one is not None]
    return state_of(moves[-1] if moves else None)


def _status(kind: str) -> TicketStatus | None:
    return TicketStatus(kind) if kind in set(TicketStatus) else None


def _headline(ticket: Ticket, kind: str) -> str:
    match kind:
        case "severity":
            return f"{ticket.label}: the severity is now {ticket.severity.value}."
        case "amended":
            return f"{ticket.label}: the report was amended. It now says:"
        case "escalated":
            return f"{ticket.label}: a person is being called."
        case "note":
            return f"{ticket.label}: a note of support staff."
    return f"{ticket.label} is now {kind.replace('_', ' ')}."


def field_name(name: str) -> str:
    """What a field of a ticket is called among staff."""
    return _NAMES.get(name, name.capitalize())


def _facts(
    ticket: Ticket,
    rules: TrackerRules,
    cleaned: Callable[[str], str],
    report: Sequence[str] = (),
) -> tuple[Fact, ...]:
    # The name of an app tells whose it is: without its having been said, it is not ours to tell.
    told = {
        field_name(name): f"{text} ({why})" if text and (why := doubt(ticket, name)) else text
        for name, text in ticket.fields
        if name != "summary"  # it is the title
        and (name != "project" or name not in ticket.assumed or rules.customer_name)
    }
    if rules.customer_name:
        told = {"Customer": ticket.customer} | told
    told |= {"Log": ticket.log_digest, "Files": ", ".join(one.name for one in ticket.attachments)}
    told["Report"] = "\n\n".join(report)
    facts, room = [], _ALL_FACTS
    for name, text in told.items():
        if text.strip() and room > len(_CUT):
            facts.append(_fact(name, text, cleaned, room))
            room -= len(facts[-1].text)
    return tuple(facts)


def _fact(name: str, text: str, cleaned: Callable[[str], str], room: int = _LONGEST_FACT) -> Fact:
    text, longest = cleaned(text), min(room, _LONGEST_FACT)
    if len(text) > longest:
        text = text[: longest - len(_CUT)] + _CUT
    return Fact(name=name, text=text)
