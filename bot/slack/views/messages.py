"""What the developer sees: answers, requests for details, tickets, words from people."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.text import clamp, escape, inert, link
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    field_blocks,
    markdown,
    overflow,
    quote,
    section,
)
from bot.slack.views.labels import label, platform_names
from bot.slack.views.satisfaction import why_not_solved
from bot.support.inbound import Button, Menu
from bot.support.messages import (
    AnswerPart,
    AnswerReply,
    DetailsRequest,
    FormReturned,
    JoinedResolved,
    NoAnswer,
    Notice,
    Relayed,
    ResolvedNotice,
    TicketFiled,
    TicketOffer,
    VersionNote,
    VisitDeclined,
)
from bot.support.models import Attachment, CitedPage, TicketFields, ticket_label

_RELAYED_LIMIT = 9_000
_FIELD_ORDER = (
    "product",
    "project",
    "sdk_version",
    "platform",
    "framework",
    "environment",
    "error_codes",
    "frequency",
    "impact",
    "steps",
    "expected",
    "actual",
    "regression",
    "occurred",
    "ids",
    "tried",
)


def answer(content: AnswerReply) -> list[Block]:
    """The answer first, then its sources, then one small line, then the four buttons."""
    return [*answer_part(content), *answer_footer(content)]


def answer_part(content: AnswerReply | AnswerPart) -> list[Block]:
    """The words alone."""
    caveat = [section(f"_{label(content.language, 'caveat')}_")] if content.caveat else []
    return [*caveat, markdown(inert(content.text))]


def answer_footer(content: AnswerReply) -> list[Block]:
    """What stands below the text; also put under a streamed answer when it ends."""
    language = content.language
    lines = [f"[{number}] {_page(page)}" for number, page in enumerate(content.pages, start=1)]
    blocks = [context("\n".join(lines))] if lines else []
    small = [content.valid_for, label(language, "quoted") if content.quoted else "", content.note]
    line = " · ".join(part for part in small if part)
    if line:
        blocks.append(context(escape(line)))
    blocks += version_line(content.version)
    value = f"{content.conversation_id}:{content.answer_id}"
    blocks.append(_settled_or(content.settled, _answer_buttons(content, value)))
    return [*blocks, *why_not_solved(content)] if content.settled else blocks


def no_answer(content: NoAnswer) -> list[Block]:
    language = content.language
    first = content.apology or label(language, "index_down" if content.down else "do_not_know")
    blocks = [section(escape(first))]
    if content.pages:
        pages = "\n".join(f"• {_page(page)}" for page in content.pages)
        blocks.append(section(f"{label(language, 'nearest')}:\n{pages}"))
    if not content.down:
        blocks.append(context(label(language, "next_step"), escape(content.note)))
    blocks += version_line(content.version)
    buttons = actions(
        _open_ticket(language, content.conversation_id, style="primary"),
        _talk(language, content.conversation_id),
    )
    return [*blocks, _settled_or(content.settled, buttons)]


def details(content: DetailsRequest) -> list[Block]:
    """One message that asks for all that is missing."""
    language = content.language
    blocks = []
    if content.understood:
        blocks.append(section(escape(label(language, "understood", facts=content.understood))))
    if content.remembered:
        usual = label(language, "remembered", facts=content.remembered)
        blocks.append(context(escape(usual)))
    blocks.append(section(escape(content.ask)))
    if content.pages:
        pages = "\n".join(f"• {_page(page)}" for page in content.pages)
        blocks.append(context(f"{label(language, 'perhaps_pages')}\n{pages}"))
    form = button(
        label(language, "open_form"),
        Button.OPEN_TICKET,
        str(content.conversation_id),
        "primary",
    )
    return [
        *blocks,
        _settled_or(content.settled, actions(form, _talk(language, content.conversation_id))),
    ]


def ticket_offer(content: TicketOffer) -> list[Block]:
    language, number = content.language, str(content.conversation_id)
    blocks = [
        section(escape(content.reason)),
        *_ticket_fields(content.fields, language, content.assumed),
    ]
    blocks += [*version_line(content.version), *_looks_alike(content)]
    if content.pages:
        pages = "\n".join(f"• {_page(page)}" for page in content.pages)
        blocks.append(context(f"{label(language, 'perhaps_pages')}\n{pages}"))
    file = button(label(language, "file_ticket"), Button.FILE_TICKET, number, "primary")
    choices = [file]
    if content.joinable is not None:
        value = f"{number}:{content.joinable.ticket_id}"
        choices = [
            button(label(language, "same_problem"), Button.SAME_PROBLEM, value, "primary"),
            button(label(language, "different"), Button.DIFFERENT, value),
        ]
    edit = button(label(language, "edit_first"), Button.OPEN_TICKET, number)
    buttons = actions(*choices, edit)
    return [*blocks, _settled_or(content.settled, buttons)]


def version_line(note: VersionNote | None) -> list[Block]:
    """What is known of the asker's SDK version, and where it is written."""
    if note is None:
        return []
    page = link(note.url, clamp(note.title, 150)) if note.title else ""
    line = " ".join(part for part in (escape(note.text), page) if part)
    return [context(line)] if line else []


def _looks_alike(content: TicketOffer) -> list[Block]:
    """Tickets and pages about the same: what may be joined first, then what was solved."""
    language = content.language
    lines = []
    for one in content.similar:
        facts = {"label": one.label, "summary": escape(clamp(one.summary, 150))}
        if one.over:
            resolution = escape(clamp(" ".join(one.resolution.split()), 300))
            lines.append(label(language, "was_solved", resolution=resolution, **facts))
        elif one.summary:
            lines.append(label(language, "looks_like", **facts))
        else:
            lines.append(label(language, "known_to_us", label=one.label))
    lines += [f"{label(language, 'known_issue')}: {_page(page)}" for page in content.known]
    return [section("\n".join(lines))] if lines else []


def joined_resolved(content: JoinedResolved) -> list[Block]:
    """The joined case is over; asks whether it is for its reader too."""
    language, number = content.language, str(content.ticket_id)
    blocks = [section(label(language, "joined_resolved", label=ticket_label(content.ticket_id)))]
    if content.text:
        blocks.append(section(quote(escape(content.text))))
    buttons = actions(
        button(label(language, "yes_solved"), Button.JOINED_SOLVED, number, "primary"),
        button(label(language, "not_for_me"), Button.JOINED_UNSOLVED, number),
    )
    return [*blocks, _settled_or(content.settled, buttons)]


def form_returned(content: FormReturned) -> list[Block]:
    """Whole, so that it can be sent again; what is longer than Slack takes is cut last."""
    language = content.language
    given = [(name, value) for name, value in content.fields if value]
    blocks = [section(escape(content.text)), section(label(language, "form_returned"))]
    return [
        *(blocks if given else blocks[:1]),
        *(section(f"*{label(language, name)}*\n{quote(escape(value))}") for name, value in given),
    ]


def ticket_filed(content: TicketFiled) -> list[Block]:
    language, ticket = content.language, content.ticket
    title = label(language, "ticket", label=ticket.label)
    facts = {"target": content.response_target, "due": content.due_text}
    if content.handed_off:
        line = label(language, "handed_off", label=ticket.label, plan=content.plan_name, **facts)
    else:
        line = label(language, "first_reply", **facts)
    blocks = [
        section(f"*{title}* · {escape(ticket.fields.summary)}\n{escape(line)}"),
        *_ticket_fields(ticket.fields, language, ticket.assumed, summary=False),
    ]
    severity = label(language, ticket.severity.value)
    files = _file_names(ticket.attachments)
    problems = "\n".join(
        escape(f"{one.name}: {one.problem}") for one in ticket.attachments if one.problem
    )
    parts = (severity, f"{label(language, 'logs')}: {files}" if files else "")
    blocks.append(context(" · ".join(part for part in parts if part), problems))
    if content.ask:
        blocks.append(section(escape(content.ask)))
    return blocks


def visit_declined(content: VisitDeclined) -> list[Block]:
    language = content.language
    ways = "\n".join(f"• {escape(one)}" for one in content.alternatives)
    blocks = [section(f"{label(language, 'visit_no', plan=escape(content.plan_name))}\n{ways}")]
    if content.terms:
        blocks.append(context(escape(label(language, "visit_terms", terms=content.terms))))
    buttons = actions(
        _open_ticket(language, content.conversation_id, style="primary"),
        _talk(language, content.conversation_id),
    )
    return [*blocks, _settled_or(content.settled, buttons)]


def notice(content: Notice) -> list[Block]:
    return [section(escape(content.text))]


def relayed(content: Relayed) -> list[Block]:
    """Somebody's words, under their name; long ones are shortened, the original stays."""
    language = content.language
    role = "" if content.to_staff else f" · {label(language, 'person')}"
    if content.withdrawn:
        gone = f"*{escape(content.author)}*{role}\n_{label(language, 'withdrawn')}_"
        return [section(gone)]
    text = escape(content.text)
    cut = clamp(text, _RELAYED_LIMIT)
    pieces = [cut[at : at + 2800] for at in range(0, len(cut), 2800)] or [""]
    blocks = [section(f"*{escape(content.author)}*{role}\n{quote(pieces[0])}")]
    if content.reply:
        blocks[0]["accessory"] = _reply_menu(content)
    blocks += [section(quote(piece)) for piece in pieces[1:]]
    notes = [label(language, "edited")] if content.edited else []
    if len(text) > _RELAYED_LIMIT:
        notes.append(label(content.language, "shortened"))
    if content.attachments:
        files = ", ".join(link(one.url, one.name) for one in content.attachments)
        notes.append(f"{label(content.language, 'more_files')}: {files}")
    if notes:
        blocks.append(context(" · ".join(notes)))
    return blocks


def _reply_menu(content: Relayed) -> Block:
    """Of the copy of a reply that was sent by form: the customer's copy follows."""
    options = [
        (label("en", f"menu_{name}"), f"{content.ticket_id}:{content.reply}:{name}")
        for name in (Menu.EDIT, Menu.WITHDRAW)
    ]
    return overflow(Button.REPLY_MENU, options)


def resolved(content: ResolvedNotice) -> list[Block]:
    language, number = content.language, str(content.ticket_id)
    line = label(language, "resolved", label=f"DS-{number}", by=escape(content.by))
    blocks = [section(line)]
    if content.text:
        blocks.append(section(quote(escape(content.text))))
    buttons = actions(
        button(label(language, "yes_solved"), Button.CONFIRM_SOLVED, number, "primary"),
        button(label(language, "no_reopen"), Button.REOPEN, number),
    )
    return [*blocks, _settled_or(content.settled, buttons)]


def _settled_or(line: str, buttons: Block) -> Block:
    """Buttons, or what happened after a press: never dead buttons."""
    return context(escape(line)) if line else buttons


def _answer_buttons(content: AnswerReply, value: str) -> Block:
    language, conversation_id = content.language, content.conversation_id
    return actions(
        button(label(language, "solved"), Button.SOLVED, value, "primary"),
        button(label(language, "not_solved"), Button.NOT_SOLVED, value),
        _open_ticket(language, conversation_id),
        _talk(language, conversation_id),
    )


def _open_ticket(language: str, conversation_id: int, style: str = "") -> Block:
    text = label(language, "open_ticket")
    return button(text, Button.OPEN_TICKET, str(conversation_id), style)


def _talk(language: str, conversation_id: int) -> Block:
    text = label(language, "talk_to_person")
    return button(text, Button.TALK_TO_PERSON, str(conversation_id))


def _page(page: CitedPage) -> str:
    name = page.title
    if page.heading and page.heading != page.title:
        name = f"{page.title} › {page.heading}"
    shown = link(page.url, clamp(name, 150))
    return shown if page.url else f"{shown} `{escape(page.path)}`"


def _ticket_fields(
    given: TicketFields, language: str, assumed: Sequence[str], *, summary: bool = True
) -> list[Block]:
    """What nobody said here is marked: its reader may know better."""
    names = ("summary", *_FIELD_ORDER) if summary else _FIELD_ORDER
    shown = given.model_copy(update={"platform": platform_names(given.platform)})
    pairs: list[tuple[str, str]] = []
    for name in names:
        value = clamp(getattr(shown, name), 600)
        if value and name in assumed:
            value = label(language, "as_usual", value=value)
        pairs.append((label(language, name), escape(value)))
    return field_blocks(pairs)


def _file_names(attachments: Sequence[Attachment]) -> str:
    return ", ".join(escape(one.name) for one in attachments)
