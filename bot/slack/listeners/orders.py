"""What a typed order answers at once; what it changes goes through the queue like a press."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.errors import Refused
from bot.slack.listeners.context import Context
from bot.slack.listeners.home import card_link
from bot.slack.text import escape, plain
from bot.slack.views.home import own_line, staff_line
from bot.support.commands import HELP, STAFF_HELP, Command, Verb
from bot.support.inbound import Deed, StaffDeed
from bot.support.models import Place, Ticket, TicketStatus, ticket_label
from bot.support.phrases import say
from bot.support.queue import ACTIVE, MINE, UNCLAIMED, Wanted, lists
from bot.support.snoozing import wake_time

_DEEDS = {
    Verb.CLAIM: Deed.CLAIM,
    Verb.ASSIGN: Deed.ASSIGN,
    Verb.SNOOZE: Deed.SNOOZE,
    Verb.RELEASE: Deed.RELEASE,
}
_OWN = tuple(one for one in TicketStatus if one is not TicketStatus.CLOSED)
_LISTED = 15
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>", re.ASCII)


class Orders:
    """Answers in the words of who asked; only they see it."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def answer(self, command: Command, user: str, language: str, place: Place, trigger: str) -> str:
        """What they are told; the work of an order that changes something is queued before."""
        staff = self.is_staff(user)
        if command.verb is Verb.HELP:
            return STAFF_HELP if staff and language == "en" else HELP[language]
        try:
            return self._carry_out(command, user, language, place, trigger, staff=staff)
        except Refused as refusal:
            return refusal.message

    def _carry_out(
        self,
        command: Command,
        user: str,
        language: str,
        place: Place,
        trigger: str,
        *,
        staff: bool,
    ) -> str:
        if command.missing:
            return f"`/doorstep {command.missing}`"
        if command.verb is Verb.MINE and not staff:
            return self._own(user, language)
        if command.verb is Verb.STATUS:
            return self._status(command, user, language, staff=staff)
        self._context.desk.require_staff(user)
        if command.verb in {Verb.QUEUE, Verb.MINE}:
            return self._list(MINE if command.verb is Verb.MINE else UNCLAIMED, user)
        if command.verb is Verb.SEARCH:
            return self._search(command.rest)
        return self._deed(command, user, language, place, trigger)

    def _deed(self, command: Command, user: str, language: str, place: Place, trigger: str) -> str:
        ticket = self._ticket(command.ticket_id, language)
        until = None
        if command.verb is Verb.SNOOZE:
            tz = self._context.messenger.person(user).tz
            until = wake_time(command.rest, self._context.clock(), tz)
            if until is None:
                raise Refused(say(language, "snooze_when"))
        self._context.desk.accept(
            StaffDeed(
                id=f"command:{trigger}",
                user=user,
                channel=place.channel,
                thread_ts=place.thread_ts,
                deed=_DEEDS[command.verb],
                ticket_id=ticket.id,
                person=command.person,
                held_by=None if command.verb is Verb.CLAIM else ticket.claimed_by,
                until=until,
                answer=True,
            )
        )
        return say(language, "deed_taken", label=ticket.label)

    def _status(self, command: Command, user: str, language: str, *, staff: bool) -> str:
        if staff:
            ticket = self._ticket(command.ticket_id, language)
            return self._line(ticket)
        found = self._context.tickets.get(command.ticket_id)
        if found is None or found.reporter != user:  # the same words: numbers tell nothing
            label = ticket_label(command.ticket_id)
            raise Refused(say(language, "your_ticket_only", label=label))
        return own_line(found, language)

    def _own(self, user: str, language: str) -> str:
        tickets = self._context.tickets.list(_OWN, reporter=user)
        lines = [own_line(one, language) for one in tickets[:_LISTED]]
        return "\n".join(lines) or say(language, "no_own_tickets")

    def _list(self, name: str, user: str) -> str:
        tickets: Sequence[Ticket] = self._context.tickets.list(ACTIVE)
        found = lists(tickets, user, Wanted(), self._context.clock())
        listed = next(one for one in found if one.name == name)
        lines = [self._line(one) for one in listed.tickets[:_LISTED]]
        if listed.total > _LISTED:
            lines.append(say("en", "more_at_home", count=listed.total - _LISTED))
        return "\n".join(lines) or say("en", "list_empty")

    def _search(self, text: str) -> str:
        """The latest of those that hold every word; a mention stands for who reported it."""
        words = [plain(_MENTION.sub(r"\1", one)) for one in text.split()]
        found = self._context.tickets.search([one for one in words if one], _LISTED + 1)
        lines = [self._line(one) for one in found[:_LISTED]]
        if len(found) > _LISTED:
            lines.append(say("en", "more_found", count=_LISTED))
        return "\n".join(lines) or say("en", "none_found")

    def _line(self, ticket: Ticket) -> str:
        claimer = (
            self._context.messenger.person(ticket.claimed_by).name if ticket.claimed_by else ""
        )
        return staff_line(ticket, claimer, card_link(self._context, ticket))

    def _ticket(self, number: int, language: str) -> Ticket:
        found = self._context.tickets.get(number)
        if found is None:
            raise Refused(say(language, "no_such_ticket", label=escape(ticket_label(number))))
        return found

    def is_staff(self, user: str) -> bool:
        try:
            self._context.desk.require_staff(user)
        except Refused:
            return False
        return True
