"""App Home: for staff their lists, for developers their tickets and what the bot can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.slack.text import clamp, escape, inert, link, moment
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    divider,
    header,
    section,
    select,
)
from bot.slack.views.labels import label
from bot.support.models import Severity, Ticket
from bot.support.queue import (
    BREACHING,
    MINE,
    SNOOZED,
    TRAITS,
    UNCLAIMED,
    Listed,
    Wanted,
    breaks_at,
    choices,
    first_to_break,
    lists,
)
from bot.support.targets import Target

FILTER, PAGE_TURN, REFRESH, CLAIM = "home_filter", "home_page", "home_refresh", "home_claim"
_SHOWN = 20
_MARKS = {
    Severity.CRITICAL: ":red_circle:",
    Severity.HIGH: ":large_orange_circle:",
    Severity.MEDIUM: ":large_yellow_circle:",
    Severity.LOW: ":white_circle:",
}
_TITLES = {
    MINE: ("My queue", "You hold no case."),
    UNCLAIMED: ("Unclaimed", "Nothing waits for a claim."),
    BREACHING: ("Breaching soon", "No first reply is due within four hours."),
    SNOOZED: ("Snoozed", "Nothing sleeps."),
}
_EVERYTHING = "*"  # a select's value for no filter: Slack takes no empty one
_LANGUAGES = {"en": "English", "zh": "Chinese"}
PROMPTS = {
    "en": [
        ("Token expired", "Users drop out after a day with error 1109. How do I renew the token?"),
        ("Black screen", "Remote video is black on Web. What should I check?"),
        ("Support plans", "Which support plan includes on-site visits, and what do they cost?"),
    ],
    "zh": [
        ("Token 过期", "用户 24 小时后掉线，报错 1109，怎么更新 Token？"),
        ("黑屏", "Web 端看不到远端画面，应该检查哪些地方？"),
        ("服务套餐", "哪个套餐包含上门服务？怎么收费？"),
    ],
}

Linked = Callable[[Ticket], str]  # the address of a ticket's card, "" where it has none


def staff_home(
    user: str, tickets: Sequence[Ticket], wanted: Wanted, now: datetime, card: Linked
) -> Block:
    """Four lists, the clock that breaks first on top; `tickets` are those that are not over."""
    blocks = [
        header("Queue"),
        actions(
            _whose(wanted),
            *(_filter(name, choices(tickets, name), wanted) for name in TRAITS),
            button("Refresh", REFRESH, "refresh"),
        ),
    ]
    for one in lists(tickets, user, wanted, now):
        blocks += [divider(), *_staff_list(one, card)]
    metadata = wanted.model_dump_json()
    return {"type": "home", "blocks": blocks, "private_metadata": metadata}


def _staff_list(listed: Listed, card: Linked) -> list[Block]:
    title, empty = _TITLES[listed.name]
    blocks = [section(f"*{title}* ({listed.total})")]
    if not listed.tickets:
        return [*blocks, context(empty)]
    blocks += [_staff_line(one, card(one)) for one in listed.tickets]
    if listed.pages > 1:
        turns = []
        if listed.page:
            turns.append(_turn(listed, -1, "Previous"))
        if listed.page + 1 < listed.pages:
            turns.append(_turn(listed, 1, f"Next ({listed.page + 1} of {listed.pages})"))
        blocks.append(actions(*turns))
    return blocks


def _staff_line(ticket: Ticket, address: str) -> Block:
    state = ticket.status.value.replace("_", " ")
    facts = [
        state,
        escape(clamp(ticket.customer, 60)),
        _due(ticket),
        f"asleep until {moment(ticket.snoozed_until)}" if ticket.snoozed_until else "",
    ]
    summary = escape(clamp(ticket.fields.summary or "-", 120))
    first = f"{_MARKS[ticket.severity]} *{link(address, ticket.label)}* {summary}"
    accessory = None
    if ticket.status.unclaimed:
        accessory = button(label("en", "claim"), CLAIM, str(ticket.id))
    elif address:
        accessory = button("Open", f"home_open:{ticket.id}", str(ticket.id)) | {"url": address}
    return section(f"{first}\n{' · '.join(filter(None, facts))}", accessory=accessory)


def _turn(listed: Listed, by: int, text: str) -> Block:
    where = "next" if by > 0 else "previous"
    value = f"{listed.name}:{listed.page + by}"
    return button(text, f"{PAGE_TURN}:{listed.name}:{where}", value)


def _whose(wanted: Wanted) -> Block:
    options = [("Everybody's", _EVERYTHING), ("Mine only", MINE)]
    return _chosen(select("Whose", f"{FILTER}:whose", options), wanted.whose)


def _filter(name: str, values: Sequence[str], wanted: Wanted) -> Block:
    chosen = getattr(wanted, name)
    known = [one for one in values if one != chosen][:98]
    offered = ([chosen] if chosen else []) + known
    options = [(f"Any {name}", _EVERYTHING)]
    options += [(inert(_LANGUAGES.get(one, one)), one) for one in offered]
    return _chosen(select(f"Any {name}", f"{FILTER}:{name}", options), chosen)


def _chosen(menu: Block, value: str) -> Block:
    wanted = value or _EVERYTHING
    option = next((one for one in menu["options"] if one["value"] == wanted), None)
    return menu | {"initial_option": option} if option else menu


def narrowed(wanted: Wanted, name: str, value: str) -> Wanted:
    """After a choice in a filter; paging begins anew. Unknown names change nothing."""
    if name not in {*TRAITS, "whose"}:
        return wanted
    chosen = "" if value == _EVERYTHING else value
    return wanted.model_copy(update={name: chosen, "pages": {}})


def turned(wanted: Wanted, value: str) -> Wanted:
    """After a press on Next or Previous. Value: `list:page`."""
    name, _, page = value.partition(":")
    if name not in _TITLES or not page.isdecimal():
        return wanted
    return wanted.model_copy(update={"pages": {**wanted.pages, name: int(page)}})


def developer_home(language: str, tickets: Sequence[Ticket]) -> Block:
    """What the bot is for, and the person's own tickets that are not closed."""
    intro = {
        "en": "Ask me in a channel by mentioning me, or here in Messages. I answer from the "
        "documentation with sources, file tickets, and call a person when it takes one.",
        "zh": "在频道中提及我，或在这里的消息页直接提问。"
        "我会依据文档回答并附上来源，也可以提交工单，必要时联系人工。",
    }
    titles = {"en": ("Your tickets", "You have no ticket."), "zh": ("我的工单", "还没有工单。")}
    title, empty = titles.get(language, titles["en"])
    blocks = [
        section(intro.get(language, intro["en"])),
        divider(),
        section(f"*{title}* ({len(tickets)})"),
    ]
    blocks += [section(own_line(one, language)) for one in tickets[:_SHOWN]]
    if not tickets:
        blocks.append(context(empty))
    return {"type": "home", "blocks": blocks}


def own_line(ticket: Ticket, language: str) -> str:
    """A ticket as its developer reads it: where it stands, and until when somebody replies."""
    status = label(language, f"status_{ticket.status.value}")
    summary = escape(clamp(ticket.fields.summary or "-", 120))
    when = _reply_by(ticket, language)
    return f"{_MARKS[ticket.severity]} *{ticket.label}* {summary}\n{status}{when}"


def _reply_by(ticket: Ticket, language: str) -> str:
    """When they hear from staff; by when it has to be solved is for staff to watch."""
    if ticket.status.over:
        return ""
    if ticket.first_replied_at is None:
        return f" · {label(language, 'reply_by', when=moment(ticket.first_reply_due))}"
    due = ticket.next_reply_due
    return f" · {label(language, 'next_reply_by', when=moment(due))}" if due else ""


def _due(ticket: Ticket) -> str:
    """The promise that breaks first; "" while none runs."""
    breaks = breaks_at(ticket)
    what = "resolution" if first_to_break(ticket) is Target.RESOLUTION else "reply"
    return f"{what} due {moment(breaks)}" if breaks else ""


def staff_line(ticket: Ticket, claimer: str, address: str) -> str:
    """A ticket in the answer to a command."""
    facts = [
        ticket.status.value.replace("_", " "),
        escape(claimer),
        escape(clamp(ticket.customer, 60)),
        _due(ticket),
        f"asleep until {moment(ticket.snoozed_until)}" if ticket.snoozed_until else "",
    ]
    summary = escape(clamp(ticket.fields.summary or "-", 120))
    first = f"{_MARKS[ticket.severity]} *{link(address, ticket.label)}* {summary}"
    return f"{first} · {' · '.join(filter(None, facts))}"
