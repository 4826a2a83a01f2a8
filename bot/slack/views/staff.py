"""What support staff see: the triage card, the clock's words, the offer to publish a note."""

from __future__ import annotations

from bot.slack.text import clamp, escape, inert, link, moment
from bot.slack.views.blocks import (
    SECTION_LIMIT,
    Block,
    actions,
    button,
    confirmed,
    context,
    field_blocks,
    header,
    quote,
    section,
    select,
)
from bot.slack.views.labels import label, platform_names
from bot.support.entry_drafts import told
from bot.support.inbound import Button, Menu
from bot.support.messages import (
    ClockLine,
    IncidentCard,
    IncidentLine,
    LogExcerpt,
    PublishOffer,
    Reminder,
    SimilarTicket,
    StaffCard,
)
from bot.support.models import Attachment, Severity, Ticket, TicketStatus
from bot.support.targets import Target
from bot.support.told import doubt

_MARKS = {
    Severity.CRITICAL: ":red_circle:",
    Severity.HIGH: ":large_orange_circle:",
    Severity.MEDIUM: ":large_yellow_circle:",
    Severity.LOW: ":white_circle:",
}
_QUESTION_LIMIT = 900
_LATER_LIMIT = 300  # characters of a message that followed the report
_LATER = 4  # of them, the latest; all stand in the customer's thread
_CALLED = 10  # members of a team that a card mentions; a user group is one
_MEMBERS = 20  # tickets of an incident that are listed


def staff_card(content: StaffCard) -> list[Block]:
    """Answers in five seconds: who, what, how bad and why, the clock, what was tried."""
    ticket = content.ticket
    who = " · ".join(part for part in (ticket.customer, f"{content.plan_name} plan") if part)
    blocks = [
        header(f"{ticket.label} · {inert(clamp(ticket.fields.summary or 'No summary', 110))}"),
        section(
            f"{_MARKS[ticket.severity]} *{ticket.severity.value.capitalize()}* · {escape(who)} · "
            f"{escape(content.reporter_name)}\n{_clock(content)}{_team(content)}"
        ),
        section(quote(escape(clamp(content.question, _QUESTION_LIMIT)))),
        *_later(content),
        *field_blocks(_facts(content)),
        context(_why(content), *_small_print(content)),
    ]
    return [*blocks, *_state(content)]


def log_excerpt(content: LogExcerpt) -> list[Block]:
    """A code block; marks that would end it before its time are drawn as what they look like."""
    name = escape(clamp(content.name, 150)) or "the pasted log"
    text = escape(content.text.replace("```", "\u02cb\u02cb\u02cb"))
    what = "Around the failure"
    if content.pictured:
        what = "Read by a model, which may misread it,"
    return [
        section(f"*{what}* in {name}"),
        section(f"```\n{clamp(text, SECTION_LIMIT - 10)}\n```"),
    ]


def reminder(content: Reminder) -> list[Block]:
    return [section(f"{_mentions(content.notify)} {escape(content.text)}".strip())]


def publish_offer(content: PublishOffer) -> list[Block]:
    text = (
        "Kept private. To send it to the customer, press the button or start with "
        f"`{escape(content.prefix)}`."
    )
    value = f"{content.ticket_id}:{content.note_ts}"
    return [
        section(text),
        section(quote(escape(clamp(content.text, 500)))),
        actions(button(label("en", "publish"), Button.PUBLISH, value)),
    ]


def _later(content: StaffCard) -> list[Block]:
    """What the developer added before the ticket was filed: the answers to what was asked."""
    shown = content.later[-_LATER:]
    left = len(content.later) - len(shown)
    lines = [f"… {left} more in the customer's thread"] if left else []
    lines += [quote(escape(clamp(one, _LATER_LIMIT))) for one in shown]
    return [section("*Then:*\n" + "\n".join(lines))] if lines else []


def _clock(content: StaffCard) -> str:
    """What is owed, and until when; of what is late only when it was due, for time goes on."""
    ticket = content.ticket
    parts = [_owed(one, ticket) for one in content.clocks]
    if ticket.first_replied_at is not None:
        if TicketStatus.WAITING is ticket.status:
            parts = parts or ["Waits for the customer"]
        elif not any(one.target is Target.NEXT_REPLY for one in content.clocks):
            parts.insert(0, "Answered")
    elif not parts:
        parts = [f"First reply due {moment(ticket.first_reply_due)}"]
    if ticket.paged and ticket.first_replied_at is None:
        parts.append("paged")
    return " · ".join(parts)


_OWED = {
    Target.FIRST_REPLY: "First reply",
    Target.NEXT_REPLY: "Reply",
    Target.RESOLUTION: "Resolution",
}


def _owed(one: ClockLine, ticket: Ticket) -> str:
    name = _OWED[one.target]
    if one.breached and one.due is not None:
        return f":warning: {name} overdue since {moment(one.due)}"
    if one.paused or one.due is None:
        waits = ticket.status is TicketStatus.WAITING
        return f"{name} paused{': waits for the customer' if waits else ''}"
    return f"{name} due {moment(one.due)}"


def _team(content: StaffCard) -> str:
    """Its name; called by mention only where people are called."""
    if not content.team:
        return ""
    called = _mentions(content.team_mentions[:_CALLED])
    return f" · team *{escape(clamp(content.team, 60))}* {called}".rstrip()


def _mentions(people: tuple[str, ...]) -> str:
    return " ".join(f"<!subteam^{one}>" if one.startswith("S") else f"<@{one}>" for one in people)


def _facts(content: StaffCard) -> list[tuple[str, str]]:
    given = content.ticket.fields
    pairs = [
        ("Product", given.product),
        ("Project", _said(content.ticket, "project", given.project)),
        ("SDK version", _said(content.ticket, "sdk_version", given.sdk_version)),
        ("Platform", _said(content.ticket, "platform", platform_names(given.platform))),
        ("Framework", given.framework),
        ("OS and device", _said(content.ticket, "environment", given.environment)),
        ("Error codes", _said(content.ticket, "error_codes", given.error_codes)),
        ("How often", given.frequency),
        ("Impact", given.impact),
        ("Steps", given.steps),
        ("Expected", given.expected),
        ("Actual", given.actual),
        ("Worked before", given.regression),
        ("When", given.occurred),
        ("IDs", given.ids),
        ("Tried", given.tried),
        ("Missing", ", ".join(content.missing).replace("_", " ")),
        ("Files", ", ".join(_file(one) for one in content.ticket.attachments)),
    ]
    shown = [(name, escape(clamp(value, 600))) for name, value in pairs if value]
    return shown or [("Details", "Nothing but the text above.")]


def _file(attachment: Attachment) -> str:
    return f"{attachment.name} (read by a model)" if attachment.pictures else attachment.name


def _said(ticket: Ticket, field: str, value: str) -> str:
    """A value that nobody said is marked: staff should ask before they rely on it."""
    why = doubt(ticket, field)
    return f"{value} ({why})" if value and why else value


def _why(content: StaffCard) -> str:
    decision = content.ticket.decision
    return (
        f"*Why:* {escape(decision.reason)} (rule `{escape(decision.rule)}`, policy "
        f"{escape(decision.policy_version)}) *Severity:* "
        f"{escape(content.ticket.severity_reason) or 'not stated'}{_reported(content.ticket)}"
    )


def _reported(ticket: Ticket) -> str:
    """Beside what staff set: what was reported, and what the rules make of all that was told."""
    if ticket.reported_severity is None:
        return ""
    parts = [f"reported as {ticket.reported_severity.value}"]
    if ticket.rule_severity not in {None, ticket.severity}:
        parts.append(f"by the rules {ticket.rule_severity}: {escape(ticket.rule_reason)}")
    return f" ({'; '.join(parts)})"


def _small_print(content: StaffCard) -> list[str]:
    lines = []
    if content.tried:
        pages = ", ".join(
            link(page.url, f"{page.title} › {page.heading}") for page in content.tried
        )
        confidence = "" if content.confidence is None else f" ({content.confidence:.0%})"
        lines.append(f"*Pages tried{confidence}:* {pages}")
    if content.log_digest:
        lines.append(f"*Log:* {escape(content.log_digest)}")
    if content.version is not None:
        page = link(content.version.url, content.version.title) if content.version.title else ""
        lines.append(f"*Version:* {escape(content.version.text)} {page}".rstrip())
    if content.similar:
        lines.append("*Similar:* " + "; ".join(_similar(one) for one in content.similar))
    if content.joined:
        lines.append(f"*Also reported by:* {escape(clamp(', '.join(content.joined), 400))}")
    if content.visits:
        lines.append(f"*Visits:* {escape('; '.join(content.visits))}")
    lines += _tracker(content)
    if content.rating:
        lines.append(f"*Rated* {escape(clamp(content.rating, 400))}")
    if content.source_link:
        lines.append(link(content.source_link, "Customer's thread"))
    return lines


def _tracker(content: StaffCard) -> list[str]:
    lines = []
    if content.issue is not None:
        lines.append(f"*Tracker:* {link(content.issue.url, content.issue.id)}")
    if content.issue_problem:
        lines.append(f":warning: *Tracker:* {escape(clamp(content.issue_problem, 300))}")
    return lines


def _similar(one: SimilarTicket) -> str:
    """DS-12 Calls drop (Paper Kite, claimed)."""
    about = ", ".join(part for part in (one.who, one.status) if part)
    return f"{one.label} {escape(clamp(one.summary, 90))} ({escape(about)})"


def incident(content: IncidentCard) -> list[Block]:
    """A burst of one symptom: its tickets, and where each of them stands."""
    people = sum(1 + one.joined for one in content.lines)
    state = "over: all its tickets are resolved" if content.closed else f"{people} reports"
    first = content.lines[0].summary if content.lines else ""
    blocks = [
        header(f"Incident {content.number} · {inert(clamp(first or 'the same symptom', 90))}"),
        section(f"{':white_check_mark:' if content.closed else ':rotating_light:'} {state}"),
    ]
    blocks += [section(_member(one)) for one in content.lines[:_MEMBERS]]
    rest = len(content.lines) - _MEMBERS
    if rest > 0:
        blocks.append(context(f"and {rest} more"))
    when = moment(content.opened_at)
    blocks.append(context(f"Since {when}. People are called for the first of them only."))
    return blocks


def _member(one: IncidentLine) -> str:
    who = f" by {one.claimer_name}" if one.claimer_name else ""
    joined = f"{one.joined} joined" if one.joined else ""
    state = f"{one.status.value.replace('_', ' ')}{who}"
    facts = " · ".join(part for part in (clamp(one.customer, 90), state, joined) if part)
    label_ = link(one.link, one.label)
    return f"{_MARKS[one.severity]} *{label_}* {escape(clamp(one.summary, 110))}\n{escape(facts)}"


def _state(content: StaffCard) -> list[Block]:
    """Where the case stands, and the buttons that apply there; the rest is in the menu."""
    ticket, number = content.ticket, str(content.ticket.id)
    claimer = escape(content.claimer_name) or "support"
    entry = actions(button(label("en", "make_entry"), Button.MAKE_ENTRY, number))
    learn = [entry] if told(ticket) else []  # what solved it can be told to others
    if ticket.status is TicketStatus.CLOSED:
        return [context(":white_check_mark: Closed."), *learn]
    if ticket.status is TicketStatus.RESOLVED:
        done = f":white_check_mark: Resolved by {claimer}; waiting for the customer."
        return [context(done), *learn]
    reply = button(label("en", "reply"), Button.REPLY, number)
    ask = button(label("en", "ask_customer"), Button.ASK, number)
    resolve = button(label("en", "resolve"), Button.RESOLVE, number)
    rest = (_severity_choice(ticket), _menu(ticket))
    asleep = _asleep(ticket)
    if ticket.status.unclaimed:
        claim = button(label("en", "claim"), Button.CLAIM, number, "primary")
        return [*asleep, actions(claim, reply, ask, resolve, *rest)]
    waiting = "; waiting for the customer" if ticket.status is TicketStatus.WAITING else ""
    bot = "; the bot answers" if content.bot_speaks else ""
    done = f":white_check_mark: Claimed by {claimer}{waiting}{bot}"
    take_over = confirmed(
        button(label("en", "take_over"), Button.TAKE_OVER, f"{number}:{ticket.claimed_by}"),
        "Take over",
        f"{inert(content.claimer_name) or 'A colleague'} has {ticket.label}. Take it over?",
        "Take over",
    )
    buttons = actions(reply | {"style": "primary"}, ask, resolve, take_over, *rest)
    return [context(done), *asleep, buttons]


def _asleep(ticket: Ticket) -> list[Block]:
    if ticket.snoozed_until is None:
        return []
    until = moment(ticket.snoozed_until)
    return [context(f":zzz: Snoozed until {until}, or until the customer writes.")]


def _menu(ticket: Ticket) -> Block:
    names = [Menu.SUGGEST, Menu.ASSIGN, Menu.WAKE if ticket.snoozed_until else Menu.SNOOZE]
    names.append(Menu.ESCALATE)
    if not ticket.status.unclaimed:
        names += [Menu.OFFER_SESSION, Menu.OFFER_VISIT, Menu.HAND_BACK]
    options = [(label("en", f"menu_{name}"), f"{ticket.id}:{name}") for name in names]
    return select(label("en", "more"), Button.MORE, options)  # an overflow menu holds five


def _severity_choice(ticket: Ticket) -> Block:
    others = [one for one in Severity if one is not ticket.severity]
    options = [(one.value.capitalize(), f"{ticket.id}:{one.value}") for one in others]
    return select(label("en", "change_severity"), Button.SEVERITY, options)
