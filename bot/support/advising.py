"""Telling a developer, once in a thread, what is known of their SDK version; and staff, always."""

from __future__ import annotations

from bot.support.desk import Desk
from bot.support.messages import VersionNote
from bot.support.models import Conversation, Ticket
from bot.support.phrases import say
from bot.support.reading import Reading
from bot.support.releases import (
    Release,
    Standing,
    Told,
    Verdict,
    judge_each,
    products_in_question,
)
from knowledge.models import STAFF, Audience

_THEN = {  # what follows the verdict, where a version to move to is known
    Standing.BROKEN: "fixed_in",
    Standing.UNKNOWN: "newest_is",
}


class Advising:
    """Use case: speak of an SDK version."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def once(self, conversation: Conversation, reading: Reading, origin: str) -> VersionNote | None:
        """For the developer; None when there is nothing to say, or it was said in this thread."""
        told = Told(
            versions=reading.fields.sdk_version or conversation.version,
            platforms=reading.fields.platform or conversation.platform,
            product=reading.fields.product or conversation.product,
        )
        audience = self._desk.audience(conversation)
        verdicts = [
            one
            for one in self._verdicts(told, audience, conversation.language)
            # Each counts as told: of several versions, the most urgent is spoken of, once.
            if self._desk.remarks.first(conversation.id, f"version:{one.version}", origin)
        ]
        if verdicts:
            return _note(verdicts, conversation.language)
        open_ = self._which_product(told, audience, conversation.language)
        asked = open_ and self._desk.remarks.first(conversation.id, "version:product", origin)
        return open_ if asked else None

    def for_staff(self, ticket: Ticket) -> VersionNote | None:
        """For the card."""
        given = ticket.fields
        told = Told(given.sdk_version, given.platform, given.product)
        verdicts = self._verdicts(told, STAFF, "en")
        return _note(verdicts, "en") or self._which_product(told, STAFF, "en")

    def _which_product(self, told: Told, audience: Audience, language: str) -> VersionNote | None:
        """Something is known of the version, if it is that of one product and not of another."""
        today = self._desk.clock().date()
        products = products_in_question(told, self._known(audience), today) if told.versions else ()
        if not products:
            return None
        names = ("、" if language == "zh" else ", ").join(products)
        return VersionNote(text=say(language, "version_of_which", products=names))

    def _known(self, audience: Audience) -> tuple[Release, ...]:
        return (*self._desk.policy.releases, *self._desk.release_notes.releases(audience))

    def _verdicts(self, told: Told, audience: Audience, language: str) -> list[Verdict]:
        if not told.versions:
            return []
        return judge_each(told, self._known(audience), self._desk.clock().date(), language)


def _note(verdicts: list[Verdict], language: str) -> VersionNote | None:
    """The most urgent of them in a sentence or two."""
    verdict = max(verdicts, key=lambda one: one.standing.rank, default=None)
    if verdict is None:
        return None
    text = say(
        language,
        f"version_{verdict.standing.value}",
        version=verdict.version,
        reason=verdict.reason.rstrip(".。"),
        day=verdict.day.isoformat() if verdict.day else "",
    )
    if verdict.newer:
        then = say(language, _THEN.get(verdict.standing, "move_to"), newer=verdict.newer)
        text = f"{text}{'' if language == 'zh' else ' '}{then}"
    return VersionNote(text=text, title=verdict.title or verdict.page, url=verdict.page)
