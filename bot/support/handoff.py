"""From the bot to a person and back: the claim, the end, the developer's verdict."""

from __future__ import annotations

from bot.errors import Refused
from bot.support.csat import Csat
from bot.support.desk import Desk
from bot.support.inbound import ButtonPressed, ResolutionSubmitted
from bot.support.messages import Notice, ResolvedNotice
from bot.support.models import Decision, Holder, Role, Ticket, TicketStatus
from bot.support.phrases import say
from bot.support.staff_side import STAFF, StaffSide

_OVER = {one for one in TicketStatus if one.over}


class HandOff:
    """Use cases: escalate, claim, resolve, confirm."""

    def __init__(self, desk: Desk, side: StaffSide, csat: Csat) -> None:
        self._desk = desk
        self._side = side
        self._csat = csat

    def escalate(self, ticket: Ticket, decision: Decision, *, origin: str) -> None:
        """An open case that now needs a person at once: page, if nobody has it yet."""
        if self._desk.tickets.escalate(ticket.id, decision, origin=origin):
            self._desk.jobs.watch(ticket.id, origin=origin)
            self._side.redraw(ticket)

    def on_claim(self, press: ButtonPressed) -> str:
        """A staff member takes the case; the bot falls silent in the developer's thread."""
        self._desk.require_staff(press.user)
        ticket = self._side.ticket(int(press.value))
        if not self.claim(ticket, press.user, origin=press.id):
            raise self.already(self._side.ticket(ticket.id), press.user)
        return "claimed"

    def claim(self, ticket: Ticket, user: str, *, origin: str) -> bool:
        """Compare-and-set; False when somebody else was faster."""
        desk = self._desk
        if not desk.tickets.move(ticket.id, TicketStatus.CLAIMED, actor=user, origin=origin):
            return False
        desk.conversations.hold(ticket.conversation_id, Holder.PERSON)
        desk.jobs.wake(ticket.id)
        conversation = desk.conversations.get(ticket.conversation_id)
        who = desk.person(user).name
        text = say(conversation.language, "claimed", who=who, label=ticket.label)
        desk.messenger.post(
            conversation.place,
            Notice(language=conversation.language, text=text),
            key=f"{origin}:claimed",
        )
        self._side.redraw(ticket)
        return True

    def on_resolution(self, form: ResolutionSubmitted) -> str:
        """Staff says that it is solved; the developer is asked."""
        desk = self._desk
        desk.require_staff(form.user)
        ticket = self._side.ticket(form.ticket_id)
        text = resolution_text(form, ticket.language)
        moved = desk.tickets.move(
            ticket.id, TicketStatus.RESOLVED, actor=form.user, note=text, origin=form.id
        )
        if not moved:
            raise self._side.cannot(ticket)
        category = form.category.value if form.category else None
        desk.tickets.amend(ticket.id, cause=form.cause, fix=form.fix, category=category)
        desk.conversations.hold(ticket.conversation_id, Holder.PERSON)
        desk.jobs.wake(ticket.id)
        desk.jobs.watch(ticket.id, origin=f"{form.id}:resolved")  # closes it when nobody answers
        conversation = desk.conversations.get(ticket.conversation_id)
        desk.messenger.post(
            conversation.place,
            ResolvedNotice(
                language=conversation.language,
                ticket_id=ticket.id,
                by=desk.person(form.user).name,
                text=text,
            ),
            key=f"{form.id}:resolved",
        )
        self._side.first_reply(ticket)
        return "resolved"

    def on_verdict(self, press: ButtonPressed, *, solved: bool) -> str:
        """The developer confirms or reopens."""
        desk = self._desk
        ticket = self._side.ticket(int(press.value))
        conversation = desk.conversations.get(ticket.conversation_id)
        language = conversation.language
        if press.user not in {conversation.asker, ticket.reporter} and not desk.has_role(
            press.user, Role.SUPPORT
        ):
            raise Refused(say(language, "not_yours"))
        move = self._confirm if solved else self.reopen
        if not move(ticket, press.user, origin=press.id):
            raise self._side.cannot(ticket)
        phrase = "closed_line" if solved else "reopened_line"
        line = say(language, phrase, who=desk.person(press.user).name, label=ticket.label)
        desk.messenger.settle(press.channel, press.message_ts, line)
        if solved:
            self._csat.ask(ticket)
        return "closed" if solved else "reopened"

    def _confirm(self, ticket: Ticket, user: str, *, origin: str) -> bool:
        """The customer says that it is solved; False when it is not said to be."""
        desk = self._desk
        if not desk.tickets.move(
            ticket.id, TicketStatus.CLOSED, actor=user, origin=origin, only_from=_OVER
        ):
            return False
        desk.conversations.change(
            ticket.conversation_id, holder=Holder.BOT.value, solved=True, ticket_id=None
        )
        self._say_verdict("customer_confirmed", ticket, user, (), origin)
        return True

    def reopen(self, ticket: Ticket, user: str, *, origin: str) -> bool:
        """The customer says that it is not solved after all; False when it is not over."""
        if not self._desk.tickets.move(
            ticket.id, TicketStatus.REOPENED, actor=user, origin=origin, only_from=_OVER
        ):
            return False
        self._desk.jobs.watch(ticket.id, origin=origin)
        had = self._last_claimer(ticket)
        self._say_verdict("customer_reopened", ticket, user, had, origin)
        return True

    def _say_verdict(
        self, phrase: str, ticket: Ticket, user: str, notify: tuple[str, ...], origin: str
    ) -> None:
        text = say(STAFF, phrase, who=self._desk.person(user).name, label=ticket.label)
        self._side.remind(ticket, text, notify, key=f"{origin}:verdict")
        self._side.redraw(ticket)

    def _last_claimer(self, ticket: Ticket) -> tuple[str, ...]:
        """Who had the case, from its trail: reopening takes it from them."""
        trail = reversed(self._desk.tickets.events(ticket.id))
        had = (
            one.note if one.kind == "assigned" else one.actor
            for one in trail
            if one.kind in {TicketStatus.CLAIMED, "assigned"}
        )
        return tuple(had)[:1]

    def already(self, ticket: Ticket, user: str) -> Refused:
        if not ticket.claimed_by or ticket.status.over:
            return self._side.cannot(ticket)
        who = "you" if ticket.claimed_by == user else self._desk.person(ticket.claimed_by).name
        return Refused(say(STAFF, "already_claimed", label=ticket.label, who=who))


def resolution_text(form: ResolutionSubmitted, language: str) -> str:
    """What the customer reads: cause and fix, in so many words."""
    if form.text:
        return form.text
    told = {"resolved_cause": form.cause, "resolved_fix": form.fix}
    return "\n".join(say(language, key, text=text) for key, text in told.items() if text)
