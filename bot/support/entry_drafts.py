"""A resolved ticket in, the draft of a knowledge entry out: without the people. Pure.

What is taken out leaves a mark (`[name removed]`), so that the author and the reviewer see where
something stood. The same cleaning is done again on what people write into the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.support.entries import EntryText
from bot.support.models import Model, Ticket
from bot.support.redaction import Redactor
from knowledge.models import Visibility
from knowledge.privacy import find, replaced

REMOVED = re.compile(r"\[[A-Za-z][A-Za-z -]* removed\]")
_REDACTED = re.compile(r"\[redacted ([A-Za-z -]+?) [0-9a-f]{4}\]")
_SLACK_MARKUP = re.compile(r"<[@#!][^<>\n]{1,80}>")
_SLACK_ID = re.compile(r"(?<![\w.])[UWCDGSTB](?=[A-Z0-9]*\d)[A-Z0-9]{8,12}(?!\w)")
_MESSAGE_TS = re.compile(r"(?<![\w.])1\d{9}\.\d{6}(?!\d)")
_LONG_ID = re.compile(
    r"(?<![\w-])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[0-9a-f]*\d)[0-9a-f]{24,64})(?![\w-])",
    re.IGNORECASE,
)
_THREAD = re.compile(
    r"https?://(?:[\w.-]*\.)?slack\.com/\S*|https?://[^\s/]+/archives/\S*", re.IGNORECASE
)
_MEETING = re.compile(
    r"https?://(?:[\w.-]*\.)?(?:zoom\.us|zoom\.com\.cn|meet\.google\.com|teams\.microsoft\.com|"
    r"webex\.com|meeting\.tencent\.com|voovmeeting\.com|vc\.feishu\.cn|meeting\.dingtalk\.com)/\S*",
    re.IGNORECASE,
)
# "room id: lobby-42", "channelName=nimbus_7", "频道号 8842": the name stays, the value goes.
_NAMED_ID = re.compile(
    r"((?:\b(?:room|channel|call|session|meeting|conference|user|account|project)[ _-]?"
    r"(?:ids?|names?|no\.?|numbers?)\b|\b(?:uid|cname|sid|callid|roomid)\b"
    r"|(?:房间|频道|通话|会议|用户|账号|会话)\s?(?:id|号码|号|名称|名))\s*"
    r"(?:[:=：]|\bis\b|是|为)?\s*[\"'`“]?)([\w.@-]*\d[\w.@-]*)",
    re.IGNORECASE,
)
# Redaction spares a number that stands where an id may stand; here neither is wanted.
_NUMBER = re.compile(r"(?<![\w.])(?:\+[1-9](?:[ ().-]{0,2}\d){7,14}|1[3-9]\d{9})(?!\w)")
_SHORTEST_PART = 4  # letters of a company's first word that says who it is
_SHORTEST_HAN = 2
_SHORTEST_NAME = 3  # letters of a given or family name
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{3}")
_LONGEST = {"title": 150, "question": 2_900, "answer": 2_900, "page": 300}
_LINE = 100  # characters of the other fields


class Known(Model):
    """Who and what is known of a ticket's people, so that it can be taken out.

    `ids`: of users, channels and threads; `people`: names as Slack shows them.
    """

    customer: str = ""
    people: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()  # cities and addresses
    project: str = ""  # the customer's own app


def told(ticket: Ticket) -> str:
    """What staff said about cause and fix; "" when nothing was."""
    return ticket.resolution.strip()


def draft_of(ticket: Ticket, known: Known, redactor: Redactor) -> EntryText:
    """The entry that a ticket would make. Its own customer may read it, else staff alone."""
    given = ticket.fields
    codes = f"Error codes: {given.error_codes}" if given.error_codes.strip() else ""
    question = (given.actual or given.summary, given.expected, codes, given.steps)
    text = EntryText(
        title=" ".join(given.summary.split()),
        question="\n\n".join(part.strip() for part in question if part.strip()),
        answer=told(ticket),
        product=given.product,
        platforms=given.platform,
        versions=given.sdk_version,
        language=ticket.language,
        visibility=Visibility.CUSTOMER if ticket.customer else Visibility.INTERNAL,
    )
    return without_people(text, known, redactor)


def without_people(text: EntryText, known: Known, redactor: Redactor) -> EntryText:
    """The same text without personal data, each field within its form's limit."""
    cleaned = {
        name: scrubbed(getattr(text, name), known, redactor)[: _LONGEST.get(name, _LINE)]
        for name in ("title", "question", "answer", "product", "platforms", "versions")
    }
    return text.model_copy(update=cleaned | {"page": text.page.strip()[: _LONGEST["page"]]})


def scrubbed(text: str, known: Known, redactor: Redactor) -> str:
    """Take out secrets, addresses, numbers, ids, links to private threads, and known names.

    Cleaning twice changes nothing more.
    """
    text = _REDACTED.sub(lambda match: f"[{match[1]} removed]", text)
    text = _outside_marks(text, _THREAD, "[thread link removed]")
    text = _outside_marks(text, _MEETING, "[meeting link removed]")
    text = _outside_marks(text, _SLACK_MARKUP, "[name removed]")
    wanted = replace(redactor.wanted, emails=True, phones=True)
    text = replaced(text, find(text, wanted), lambda kind, _: f"[{kind} removed]")
    text = _outside_marks(text, _NUMBER, "[phone removed]")
    text = _outside_marks(text, _any_of(known.ids), "[id removed]")
    for pattern in (_SLACK_ID, _MESSAGE_TS, _LONG_ID):
        text = _outside_marks(text, pattern, "[id removed]")
    text = _NAMED_ID.sub(lambda match: f"{match[1]}[id removed]", text)
    for names, mark in (
        (_company(known.customer), "[customer removed]"),
        ((known.project,), "[project removed]"),
        (_called(known.people), "[name removed]"),
        (known.offices, "[place removed]"),
    ):
        text = _outside_marks(text, _any_of(names), mark)
    return text.strip()


def removed(text: EntryText) -> tuple[str, ...]:
    """The marks that stand in a text, each once, in order: what the reviewer should look at."""
    found = REMOVED.findall(f"{text.title}\n{text.question}\n{text.answer}")
    return tuple(dict.fromkeys(found))


def _company(name: str) -> tuple[str, ...]:
    """Nimbus Games is also called Nimbus."""
    first = name.split(maxsplit=1)[0] if name.split() else ""
    short = first if len(first) >= _SHORTEST_PART and first[:1].isupper() else ""
    return tuple(dict.fromkeys(one for one in (name.strip(), short) if one))


def _called(people: Iterable[str]) -> tuple[str, ...]:
    """Lin Zhao is also called Lin, and 王小明 is 小明."""
    names = list(people)
    for name in people:
        words = name.split()
        if len(words) > 1:
            names += [one for one in words if len(one) >= _SHORTEST_NAME and one[:1].isupper()]
        elif _HAN_NAME.fullmatch(name):
            names.append(name[1:])
    return tuple(dict.fromkeys(names))


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names as whole words, the longest first.

    A name of several words is found in any case; one of a single word as it is written or after an
    @, so that Will and Mark do not take words out of sentences.
    """
    wanted = sorted({" ".join(one.split()) for one in names}, key=lambda one: (-len(one), one))
    return re.compile("|".join(_pattern(one) for one in wanted if one) or r"(?!)")


def _pattern(name: str) -> str:
    words = r"\s+".join(map(re.escape, name.split()))
    if not name.isascii():
        return words if len(name) >= _SHORTEST_HAN else r"(?!)"
    whole = rf"(?<!\w){words}(?!\w)"
    return rf"(?i:{whole})" if " " in name else rf"@(?i:{words})(?!\w)|{whole}"


def _outside_marks(text: str, pattern: re.Pattern[str], mark: str) -> str:
    """Replace, but never inside a mark of an earlier cleaning."""
    pieces, at = [], 0
    for match in REMOVED.finditer(text):
        pieces += [pattern.sub(mark, text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*pieces, pattern.sub(mark, text[at:])])
