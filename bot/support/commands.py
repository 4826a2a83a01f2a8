"""What is typed after `/doorstep`: an order of few words, or a question for the documentation.

An order is taken as one only when every word of it fits. "claim check fails with 1109?" begins like
an order and is a question.
"""

from __future__ import annotations

import re
from enum import StrEnum

from bot.support.models import Model


class Verb(StrEnum):
    """The orders; the first two words of each entry in `_WORDS` name them."""

    HELP = "help"
    TICKET = "ticket"  # opens the form
    INGEST = "ingest"
    QUEUE = "queue"
    MINE = "mine"
    CLAIM = "claim"
    ASSIGN = "assign"
    SNOOZE = "snooze"
    RELEASE = "release"
    STATUS = "status"
    SEARCH = "search"  # tickets by words; from anybody but staff it is a question


class Command(Model):
    """An order as it was typed. `missing`: what has to be added, as usage; "" = it is whole."""

    verb: Verb
    ticket_id: int = 0
    person: str = ""  # a user id
    rest: str = ""  # a time, a source, words
    missing: str = ""


_WORDS = {
    "help": Verb.HELP,
    "帮助": Verb.HELP,
    "ticket": Verb.TICKET,
    "工单": Verb.TICKET,
    "ingest": Verb.INGEST,
    "queue": Verb.QUEUE,
    "队列": Verb.QUEUE,
    "mine": Verb.MINE,
    "我的": Verb.MINE,
    "claim": Verb.CLAIM,
    "接手": Verb.CLAIM,
    "assign": Verb.ASSIGN,
    "分配": Verb.ASSIGN,
    "snooze": Verb.SNOOZE,
    "暂缓": Verb.SNOOZE,
    "release": Verb.RELEASE,
    "释放": Verb.RELEASE,
    "status": Verb.STATUS,
    "状态": Verb.STATUS,
    "search": Verb.SEARCH,
    "搜索": Verb.SEARCH,
}
_ALONE = {Verb.HELP, Verb.TICKET, Verb.QUEUE, Verb.MINE}
_USAGE = {
    Verb.CLAIM: "claim DS-12",
    Verb.ASSIGN: "assign DS-12 @colleague",
    Verb.SNOOZE: "snooze DS-12 4h",
    Verb.RELEASE: "release DS-12",
    Verb.STATUS: "status DS-12",
    Verb.SEARCH: "search WORDS",
}
_LABEL = re.compile(r"DS-(\d{1,9})", re.ASCII | re.IGNORECASE)
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>", re.ASCII)
_ONE, _TWO = 1, 2  # words after the verb


def parse(text: str) -> Command | None:
    """The order, or None for a question. Never raises."""
    words = text.split()
    if not words:
        return Command(verb=Verb.HELP)
    verb, rest = _WORDS.get(words[0].lower()), words[1:]
    if verb is None:
        return None
    if verb in _ALONE:
        return None if rest else Command(verb=verb)
    if verb is Verb.INGEST:  # longer, it is a question about ingesting
        return Command(verb=verb, rest=" ".join(rest)) if len(rest) <= _ONE else None
    if verb is Verb.SEARCH:
        return Command(verb=verb, rest=" ".join(rest), missing="" if rest else _USAGE[verb])
    return _about_a_ticket(verb, rest)


def _about_a_ticket(verb: Verb, rest: list[str]) -> Command | None:
    """`claim DS-12`, `assign DS-12 <@U1|ana>`, `snooze DS-12 4h`."""
    usage = _USAGE[verb]
    if not rest:
        return Command(verb=verb, missing=usage)
    label = _LABEL.fullmatch(rest[0])
    if label is None or len(rest) > _TWO:
        return None
    found = Command(verb=verb, ticket_id=int(label[1]))
    more = rest[1] if len(rest) == _TWO else ""
    match verb:
        case Verb.ASSIGN:
            person = _MENTION.fullmatch(more)
            update = {"person": person[1]} if person else {"missing": usage}
        case Verb.SNOOZE:
            update = {"rest": more} if more else {"missing": usage}
        case _ if more:
            return None
        case _:
            update = {}
    return found.model_copy(update=update)


HELP = {
    "en": "`/doorstep How do I renew a token?` asks the documentation here.\n"
    "`/doorstep ticket` opens the ticket form.\n"
    "`/doorstep status DS-12` says where your ticket stands, `/doorstep mine` lists them.\n"
    "`/doorstep ingest SOURCE` brings the index up to a source (doc maintainers).\n"
    "Or mention me in a channel, or write to me.",
    "zh": "`/doorstep 怎么更新 Token？` 在这里检索文档。\n"
    "`/doorstep 工单` 打开工单表单。\n"
    "`/doorstep 状态 DS-12` 查看工单进展，`/doorstep 我的` 列出自己的工单。\n"
    "`/doorstep ingest 来源` 重新收录一个文档来源（仅限文档维护人员）。\n"
    "也可以在频道中提及我，或直接给我发消息。",
}
STAFF_HELP = (
    "`/doorstep queue` and `/doorstep mine`: what nobody has, and what you have.\n"
    "`/doorstep claim DS-12`, `/doorstep release DS-12`: take it, put it back into the queue.\n"
    "`/doorstep assign DS-12 @colleague`: give it to somebody on the support team.\n"
    "`/doorstep snooze DS-12 4h`: out of the queue for 30m, 4h, 2d, until tomorrow or 2026-12-01.\n"
    "`/doorstep status DS-12`: where any ticket stands.\n"
    "`/doorstep search 1109 nimbus`: tickets with all these words, in the thread and notes too.\n"
    "`/doorstep ingest SOURCE` brings the index up to a source (doc maintainers).\n"
    "Anything else is a question for the documentation."
)
