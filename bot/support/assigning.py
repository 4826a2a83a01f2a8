"""Who has a case: claimed, assigned, taken over, released, handed back to the bot."""

from __future__ import annotations

from bot.errors import Refused
from bot.support.desk import Desk
from bot.support.handoff import HandOff
from bot.support.inbound import ButtonPressed, Deed, StaffDeed
from bot.support.messages import Notice
from bot.support.models import Holder, Role, Ticket, TicketStatus
from bot.support.phrases import say
from bot.support.staff_side import STAFF, StaffSide

_HELD = frozenset({TicketStatus.CLAIMED, TicketStatus.WAITING})


class Assigning:
    """Use cases: claim by command, assign, take over, release, hand back.

    Each is a compare-and-set on who had the case when the person decided: of two that are
    concurrent, one wins and the other hears who has it.
    """

    def __init__(self, desk: Desk, side: StaffSide, handoff: HandOff) -> None:
        self._desk = desk
        self._side = side
        self._handoff = handoff

    def on_claim(self, deed: StaffDeed) -> str:
        ticket = self._side.ticket(deed.ticket_id)
        if not self._handoff.claim(ticket, deed.user, origin=deed.id):
            raise self._handoff.already(self._side.ticket(ticket.id), deed.user)
        return "claimed"

    def on_take_over_pressed(self, press: ButtonPressed) -> str:
        """The button under the card. Value: `ticket:who has it`."""
        self._desk.require_staff(press.user)
        number, _, held_by = press.value.partition(":")
        ticket = self._side.ticket(int(number))
        if held_by == press.user:
            raise self._handoff.already(ticket, press.user)
        self._give(ticket, press.user, held_by=held_by, actor=press.user, origin=press.id)
        return "taken_over"

    def on_assign(self, deed: StaffDeed) -> str:
        """To a colleague, or (taking over) to oneself."""
        ticket = self._side.ticket(deed.ticket_id)
        to = deed.user if deed.deed is Deed.TAKE_OVER else deed.person
        if not to or not self._desk.has_role(to, Role.SUPPORT):
            who = self._desk.person(to).name if to else "?"
            raise Refused(say(STAFF, "assignee_not_staff", who=who))
        held_by = ticket.claimed_by if deed.held_by is None else deed.held_by
        self._give(ticket, to, held_by=held_by, actor=deed.user, origin=deed.id)
        return "assigned"

    def on_release(self, deed: StaffDeed) -> str:
        """Back to the queue; its reminders begin anew, the customer's clock runs on."""
        desk = self._desk
        ticket = self._side.ticket(deed.ticket_id)
        held_by = ticket.claimed_by if deed.held_by is None else deed.held_by
        moved = desk.tickets.move(
            ticket.id,
            TicketStatus.OPEN,
            actor=deed.user,
            origin=deed.id,
            only_from=_HELD,
            held_by=held_by,
        )
        if not moved:
            raise self._not_held(ticket, deed.user)
        desk.jobs.watch(ticket.id, origin=f"{deed.id}:released")
        text = say(STAFF, "released", who=desk.person(deed.user).name, label=ticket.label)
        others = (held_by,) if held_by and held_by != deed.user else ()
        self._side.remind(ticket, text, others, key=f"{deed.id}:released")
        self._side.redraw(ticket)
        return "released"

    def on_hand_back(self, deed: StaffDeed) -> str:
        """The bot speaks in the developer's thread again, and says so. The ticket stays or ends."""
        desk = self._desk
        ticket = self._side.ticket(deed.ticket_id)
        conversation = desk.conversations.get(ticket.conversation_id)
        who = desk.person(deed.user).name
        if deed.closes:
            moved = desk.tickets.move(
                ticket.id,
                TicketStatus.CLOSED,
                actor=deed.user,
                note=say(STAFF, "handed_back_line", who=who, label=ticket.label),
                origin=deed.id,
            )
            if not moved:
                raise self._side.cannot(ticket)
            desk.conversations.change(conversation.id, ticket_id=None)
            desk.jobs.wake(ticket.id)
        elif ticket.status.over:
            raise self._side.cannot(ticket)
        desk.tickets.hand_back(ticket.id, actor=deed.user, origin=deed.id)
        phrase = "handed_back_closed" if deed.closes else "handed_back"
        text = say(conversation.language, phrase, who=who, label=ticket.label)
        desk.messenger.post(
            conversation.place,
            Notice(language=conversation.language, text=text),
            key=f"{deed.id}:handed_back",
        )
        line = say(STAFF, "handed_back_line", who=who, label=ticket.label)
        self._side.remind(ticket, line, (), key=f"{deed.id}:handed_back_line")
        self._side.redraw(ticket)
        return "handed_back"

    def _give(self, ticket: Ticket, to: str, *, held_by: str, actor: str, origin: str) -> None:
        desk = self._desk
        given = desk.tickets.assign(ticket.id, to, held_by=held_by, actor=actor, origin=origin)
        if not given:
            raise self._not_held(ticket, actor)
        desk.conversations.hold(ticket.conversation_id, Holder.PERSON)
        desk.jobs.wake(ticket.id)
        conversation = desk.conversations.get(ticket.conversation_id)
        name = desk.person(to).name
        text = say(conversation.language, "claimed", who=name, label=ticket.label)
        desk.messenger.post(
            conversation.place,
            Notice(language=conversation.language, text=text),
            key=f"{origin}:claimed",
        )
        facts = {"label": ticket.label, "who": desk.person(actor).name}
        if to == actor:
            told = say(STAFF, "taken_over", **facts)
            notify = (held_by,) if held_by and held_by != actor else ()
        else:
            told = say(STAFF, "assigned", **facts, to=name)
            notify = (to, *((held_by,) if held_by and held_by not in {to, actor} else ()))
        self._side.remind(ticket, told, notify, key=f"{origin}:assigned")
        self._side.redraw(ticket)

    def _not_held(self, ticket: Ticket, user: str) -> Refused:
        """Somebody was faster, or the case went on."""
        now = self._side.ticket(ticket.id)
        if now.status in _HELD:
            return self._handoff.already(now, user)
        return self._side.cannot(now)
