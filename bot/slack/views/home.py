"""App Home: for staff the queue, for developers their tickets and what the bot can do."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.text import clamp, escape
from bot.slack.views.blocks import Block, context, divider, header, section
from bot.slack.views.labels import label
from bot.support.models import Severity, Ticket

_SHOWN = 20
_MARKS = {
    Severity.CRITICAL: ":red_circle:",
    Severity.HIGH: ":large_orange_circle:",
    Severity.MEDIUM: ":large_yellow_circle:",
    Severity.LOW: ":white_circle:",
}
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


def staff_home(user: str, tickets: Sequence[Ticket]) -> Block:
    """The clock that breaks first stands on top; `tickets` come in that order."""
    mine = [one for one in tickets if one.claimed_by == user and _active(one)]
    waiting = [one for one in tickets if one.status.unclaimed]
    blocks = [header("Queue"), *_list("Unclaimed", waiting, "Nothing waits for a claim.")]
    blocks += [divider(), *_list("Mine", mine, "You hold no case.")]
    return {"type": "home", "blocks": blocks}


def developer_home(user: str, language: str, tickets: Sequence[Ticket]) -> Block:
    """What the bot is for, and the person's own tickets."""
    mine = [one for one in tickets if one.reporter == user]
    intro = {
        "en": "Ask me in a channel by mentioning me, or here in Messages. I answer from the "
        "documentation with sources, file tickets, and call a person when it takes one.",
        "zh": "在频道中提及我，或在这里的消息页直接提问。"
        "我会依据文档回答并附上来源，也可以提交工单，必要时联系人工。",
    }
    titles = {"en": ("Your tickets", "You have no ticket."), "zh": ("我的工单", "还没有工单。")}
    title, empty = titles.get(language, titles["en"])
    return {
        "type": "home",
        "blocks": [
            section(intro.get(language, intro["en"])),
            divider(),
            *_list(title, mine, empty, language),
        ],
    }


def _list(title: str, tickets: Sequence[Ticket], empty: str, language: str = "en") -> list[Block]:
    blocks = [section(f"*{title}* ({len(tickets)})")]
    blocks += [section(_line(one, language)) for one in tickets[:_SHOWN]]
    if not tickets:
        blocks.append(context(empty))
    return blocks


def _line(ticket: Ticket, language: str) -> str:
    breaks = ticket.next_breach or ticket.first_reply_due
    due = int(breaks.timestamp())
    fallback = f"{breaks:%Y-%m-%d %H:%M} UTC"
    when = f"<!date^{due}^{{date_short_pretty}} {{time}}|{fallback}>"
    status = label(language, f"status_{ticket.status.value}")
    summary = escape(clamp(ticket.fields.summary or "-", 120))
    first = f"{_MARKS[ticket.severity]} *{ticket.label}* {summary}"
    return f"{first}\n{status} · {escape(clamp(ticket.customer, 60))} {when}"


def _active(ticket: Ticket) -> bool:
    return not ticket.status.over
