"""Satisfaction: one click on an answer, one question on a ticket, and a reason for who likes to."""

from __future__ import annotations

from bot.errors import Refused
from bot.support.desk import Desk, Muted
from bot.support.inbound import Button, ButtonPressed, RatingReasonSubmitted
from bot.support.messages import RateTicket
from bot.support.models import Conversation, Place, Role, Ticket, TicketStatus
from bot.support.phrases import say
from bot.support.satisfaction import LEAST, MOST, Opinion, Reason, Subject
from bot.support.staff_side import STAFF, StaffSide

_PRODUCT = 100  # characters of a product's name that are kept


class Csat:
    """Use cases: keep what people say of an answer; ask of a ticket once; tell staff."""

    def __init__(self, desk: Desk, side: StaffSide) -> None:
        self._desk = desk
        self._side = side

    def on_button(self, press: ButtonPressed) -> str | None:
        """None when the button is not ours."""
        if press.name == Button.WHY_NOT_SOLVED:
            return self._on_why(press)
        return self._on_score(press) if press.name in Button.RATE else None

    # Answers ------------------------------------------------------------------------------------

    def on_answer(self, press: ButtonPressed, conversation: Conversation, *, solved: bool) -> bool:
        """Solved or Not solved, by who asked; True when they may say why not."""
        answer = self._answer(press, conversation)
        if press.user != conversation.asker or not answer:
            return False
        desk = self._desk
        desk.ratings.ask(
            Opinion(
                kind=Subject.ANSWER,
                subject=answer,
                person=press.user,
                customer=conversation.customer,
                plan=conversation.plan,
                product=conversation.product[:_PRODUCT],
                asked_at=desk.clock(),
            )
        )
        score = MOST if solved else LEAST
        desk.ratings.rate(Subject.ANSWER, answer, press.user, score, desk.clock())
        return not solved

    def _on_why(self, press: ButtonPressed) -> str:
        """Value: `answer:reason`, chosen in the message that says that it was not solved."""
        answer, _, chosen = press.value.rpartition(":")
        place = Place(channel=press.channel, thread_ts=press.thread_ts)
        conversation = self._desk.conversations.at(place)
        language = conversation.language if conversation else STAFF
        if chosen not in set(Reason):
            raise Refused(say(language, "rate_own"))
        if not self._desk.ratings.explain(Subject.ANSWER, answer, press.user, chosen):
            raise Refused(say(language, "rate_own"))
        line = say(
            language,
            "not_solved_because",
            who=self._desk.person(press.user).name,
            reason=say(language, f"reason_{chosen}"),
        )
        self._desk.messenger.settle(press.channel, press.message_ts, line, ask_why=False)
        return "explained"

    def _answer(self, press: ButtonPressed, conversation: Conversation) -> str:
        """The answer's id, from the button; messages of before say the conversation only."""
        _, _, answer = press.value.partition(":")
        if answer:
            return answer
        answers = self._desk.conversations.answers(conversation.id)
        return answers[-1].id if answers else ""

    # Tickets ------------------------------------------------------------------------------------

    def ask(self, ticket: Ticket) -> None:
        """How was the help? One message for a ticket; none to who was asked of another lately."""
        desk, person = self._desk, ticket.reporter
        if desk.has_role(person, Role.SUPPORT):
            return
        number = str(ticket.id)
        asked = desk.ratings.get(Subject.TICKET, number, person)
        last = desk.ratings.last_asked(person, but=number)
        quiet = desk.policy.satisfaction.quiet.as_timedelta()
        if asked is None and last is not None and desk.clock() - last < quiet:
            return
        conversation = desk.conversations.get(ticket.conversation_id)
        desk.ratings.ask(
            Opinion(
                kind=Subject.TICKET,
                subject=number,
                person=person,
                customer=ticket.customer,
                plan=ticket.plan,
                product=ticket.fields.product[:_PRODUCT],
                team=self._team(ticket),
                asked_at=desk.clock(),
            )
        )
        content = RateTicket(language=conversation.language, ticket_id=ticket.id)
        try:
            desk.speak(conversation, content, key=f"rate:{ticket.id}")
        except Muted:
            return  # somebody speaks there again: no time for questions

    def _on_score(self, press: ButtonPressed) -> str:
        """Value: `ticket:score`. May be pressed again: the last one counts."""
        desk = self._desk
        number, _, chosen = press.value.partition(":")
        ticket = self._side.ticket(int(number))
        language = desk.conversations.get(ticket.conversation_id).language
        score = int(chosen) if chosen in {str(one) for one in range(LEAST, MOST + 1)} else 0
        if not score or not self.may_rate(ticket.id, press.user):
            raise Refused(say(language, "rate_own"))
        desk.ratings.rate(Subject.TICKET, number, press.user, score, desk.clock())
        self._draw(ticket, press.user, press.channel, press.message_ts)
        if score <= desk.policy.satisfaction.low:
            text = say(STAFF, "rated_low", label=ticket.label, score=score)
            self._side.remind(ticket, text, self._had_it(ticket), key=f"rating:{ticket.id}:low")
        self._side.draw_card(ticket)
        return "rated"

    def on_reason(self, form: RatingReasonSubmitted) -> str:
        """Their own words, redacted when they were stored."""
        desk, number = self._desk, str(form.ticket_id)
        ticket = self._side.ticket(form.ticket_id)
        language = desk.conversations.get(ticket.conversation_id).language
        if not self.may_rate(ticket.id, form.user):
            raise Refused(say(language, "rate_own"))
        if not desk.ratings.explain(Subject.TICKET, number, form.user, form.text.strip()):
            raise Refused(say(language, "rate_own"))
        self._draw(ticket, form.user, form.channel, form.message_ts)
        said = desk.ratings.get(Subject.TICKET, number, form.user)
        if said and said.score is not None and said.score <= desk.policy.satisfaction.low:
            text = say(
                STAFF, "rated_because", label=ticket.label, score=said.score, why=said.reason
            )
            self._side.remind(ticket, text, (), key=f"{form.id}:reason")
        self._side.draw_card(ticket)
        return "explained"

    def said(self, ticket_id: int, user: str) -> tuple[str, str]:
        """The reason that the person gave so far, and the language to ask in. Raises Refused."""
        ticket = self._side.ticket(ticket_id)
        language = self._desk.conversations.get(ticket.conversation_id).language
        if not self.may_rate(ticket.id, user):
            raise Refused(say(language, "rate_own"))
        opinion = self._desk.ratings.get(Subject.TICKET, str(ticket.id), user)
        return (opinion.reason if opinion else ""), language

    def may_rate(self, ticket_id: int, user: str) -> bool:
        """Only who was asked; never staff, whoever asked them."""
        if self._desk.has_role(user, Role.SUPPORT):
            return False
        return self._desk.ratings.get(Subject.TICKET, str(ticket_id), user) is not None

    def _draw(self, ticket: Ticket, person: str, channel: str, ts: str) -> None:
        said = self._desk.ratings.get(Subject.TICKET, str(ticket.id), person)
        conversation = self._desk.conversations.get(ticket.conversation_id)
        content = RateTicket(
            language=conversation.language,
            ticket_id=ticket.id,
            score=said.score if said else None,
            reason=said.reason if said else "",
        )
        self._desk.messenger.redraw(channel, ts, content)

    def _had_it(self, ticket: Ticket) -> tuple[str, ...]:
        if ticket.claimed_by:
            return (ticket.claimed_by,)
        trail = reversed(self._desk.tickets.events(ticket.id))
        done = (TicketStatus.CLAIMED, TicketStatus.RESOLVED)
        return tuple(one.actor for one in trail if one.kind in done)[:1]

    def _team(self, ticket: Ticket) -> str:
        """The first user group of the policy's support roles that who had it belongs to."""
        roles, who = self._desk.policy.roles, self._had_it(ticket)
        groups = [one for one in (*roles.support, *roles.manager) if one.startswith("S")]
        return next(
            (one for one in groups if who and who[0] in self._desk.messenger.members(one)), ""
        )
