"""A ticket before it is filed: what its form is filled with, and what its author was shown."""

from __future__ import annotations

import re

from bot.support.desk import Desk
from bot.support.extraction.projects import is_name
from bot.support.messages import TicketOffer
from bot.support.models import Conversation, Model, Setting, Severity, TicketFields
from bot.support.reading import Reading, deepened
from knowledge.platforms import normalise_platform

_CUT = "…"  # how a text ends that was too long for a form
_SHORTEST_CUT = 250  # characters; a form cuts nothing that is shorter
_ANCHOR = 60  # characters before the cut by which the place is found again
_LONGEST = {"platform": 60, "version": 60, "product": 100, "project": 100}  # of what is remembered


class Draft(Model):
    """What the ticket form is pre-filled with."""

    conversation: Conversation
    fields: TicketFields
    assumed: tuple[str, ...] = ()  # fields that nobody said: of before, or of the contract
    severity: Severity


def whole(form: TicketFields, known: TicketFields) -> TicketFields:
    """A submitted form, with the rest of what it showed cut.

    A form takes 3,000 characters a field. Whoever leaves the ellipsis at its end wants no less than
    what was known, also when they change what stands before it.
    """
    return form.model_copy(
        update={
            name: _whole(value, getattr(known, name))
            for name, value in form
            if value.endswith(_CUT) and len(value) > _SHORTEST_CUT
        }
    )


def _whole(value: str, known: str) -> str:
    shown = value.removesuffix(_CUT).rstrip()
    if value == known:
        return value
    for text in (known, " ".join(known.split())):  # a field of one line shows it on one
        if text.startswith(shown):
            return text
        ends = [match.end() for match in re.finditer(re.escape(shown[-_ANCHOR:]), text)]
        if ends:
            return shown + text[min(ends, key=lambda end: abs(end - len(shown))) :]
    return value


class Drafting:
    """Use cases: propose a ticket, remember what its author works with."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read_further(self, reading: Reading, *, brief: bool = False) -> Reading:
        """With what a model finds in the text beyond the rules, when one is configured.

        One that has read it already is not asked again. `brief`: it has seconds.
        """
        suggester = self._desk.suggester
        if suggester is None or not reading.text or reading.suggestion:
            return reading
        suggestion = suggester.suggest(reading.text, brief=brief)
        return deepened(reading, suggestion, self._desk.policy)

    def shown(self, reading: Reading, channel: str, ts: str) -> Reading:
        """The reading as the offer at that place shows it, as far as the thread still says so."""
        offer = self._desk.messenger.shown(channel, ts) if ts else None
        suggestion = offer.suggestion if isinstance(offer, TicketOffer) else {}
        return deepened(reading, suggestion, self._desk.policy)

    def usual(self, user: str, channel: str) -> TicketFields:
        """What is known of a person before they say a word."""
        desk = self._desk
        setting = desk.usual_setting(channel, user)
        return TicketFields(
            platform=setting.platform,
            sdk_version=setting.version,
            product=setting.product,
            project=setting.project,
        )

    def projects(self, user: str) -> tuple[str, ...]:
        """Those that a person told of, the last one first."""
        return self._desk.conversations.projects(user)

    def remember(self, conversation: Conversation, told: Setting) -> Conversation:
        """What the developer says to use holds for the thread, and for their next ones."""
        found = {
            name: value
            for name, value in told.model_dump().items()
            if value and value != getattr(conversation, name) and len(value) <= _LONGEST[name]
        }
        if not found:
            return conversation
        self._desk.conversations.remember(conversation.asker, Setting(**found))
        return self._desk.conversations.change(conversation.id, **found)

    def remember_form(self, conversation: Conversation, fields: TicketFields) -> None:
        """What the form says; of several versions or platforms, none is the usual one."""
        version = fields.sdk_version if any(map(str.isdigit, fields.sdk_version)) else ""
        self.remember(
            conversation,
            Setting(
                platform=normalise_platform(fields.platform),
                version="" if "," in version else version,
                product=fields.product,
                project=fields.project if is_name(fields.project) else "",
            ),
        )
