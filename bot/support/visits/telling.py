"""Telling both sides of a visit: the customer's thread, and the card in the staff thread."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Refused
from bot.support.accounts import Account
from bot.support.desk import Desk
from bot.support.inbound import Button
from bot.support.messages import Notice, Reminder
from bot.support.models import Conversation, Role, Ticket
from bot.support.phrases import say
from bot.support.staff_side import STAFF, StaffSide
from bot.support.visits.engineers import fitting
from bot.support.visits.messages import Choice, VisitMessage
from bot.support.visits.models import Visit, VisitStatus
from bot.support.visits.words import (
    facts_of,
    fee_lines,
    name_of,
    place_of,
    say_slot,
    status_of,
    terms_of,
    zone_of,
)


class Telling:
    """What every use case of visits says and asks; each message once per key."""

    def __init__(self, desk: Desk, side: StaffSide) -> None:
        self._desk = desk
        self._side = side

    # Who and where --------------------------------------------------------------------------------

    def visit(self, visit_id: int, language: str = STAFF) -> Visit:
        """Raise Refused when there is no such visit."""
        found = self._desk.visits.get(visit_id)
        if found is None:
            raise Refused(say(language, "no_such_visit"))
        return found

    def conversation(self, visit: Visit) -> Conversation:
        return self._desk.conversations.get(visit.conversation_id)

    def account(self, visit: Visit) -> Account | None:
        return self._desk.accounts.named(visit.account)

    def require_party(self, user: str, conversation: Conversation) -> None:
        """Raise Refused unless the user asked, or belongs to the same account."""
        desk = self._desk
        if user == conversation.asker:
            return
        account = desk.accounts.named(conversation.customer)
        if account is None or user not in account.members:
            raise Refused(say(desk.person(user).language, "visit_not_yours"))

    def require_party_or_staff(self, user: str, conversation: Conversation) -> None:
        if not self._desk.has_role(user, Role.SUPPORT):
            self.require_party(user, conversation)

    def require_manager(self, user: str) -> None:
        """Raise NotAllowed unless the user is a support manager."""
        self._desk.require(user, Role.MANAGER, STAFF)

    def cannot(self, visit: Visit, language: str) -> Refused:
        current = self.visit(visit.id, language)
        status = status_of(current.status, language)
        return Refused(say(language, "visit_cannot", label=current.label, status=status))

    def zone(self, visit: Visit) -> str:
        asker = self._desk.person(self.conversation(visit).asker)
        return zone_of(visit, self._desk.policy, asker.tz)

    # To the customer ------------------------------------------------------------------------------

    def show(
        self,
        visit: Visit,
        title: str,
        *,
        key: str,
        lines: Sequence[str] = (),
        small: Sequence[str] = (),
        choices: Sequence[Choice] = (),
        settled: str | None = "",
    ) -> None:
        """Say where the visit stands; the earlier message about it keeps no buttons.

        They give way to `settled`, or the title; None = the press that led here settled it.
        """
        conversation = self.conversation(visit)
        content = VisitMessage(
            language=conversation.language,
            title=title,
            lines=tuple(lines),
            small=tuple(small),
            choices=tuple(choices),
        )
        ts = self._desk.messenger.post(conversation.place, content, key=key)
        if settled is not None and visit.panel_ts and visit.panel_ts != ts:
            self.settle(visit, settled or title)
        self._desk.visits.amend(visit.id, panel_ts=ts)

    def settle(self, visit: Visit, line: str) -> None:
        """The buttons of the latest message give way to what happened."""
        if visit.panel_ts:
            channel = self.conversation(visit).place.channel
            self._desk.messenger.settle(channel, visit.panel_ts, line)

    def notice(self, visit: Visit, phrase: str, *, key: str, **facts: object) -> None:
        """One sentence in the customer's thread."""
        conversation = self.conversation(visit)
        language = conversation.language
        text = say(language, phrase, name=name_of(visit, language), **facts)
        notice = Notice(language=language, text=text)
        self._desk.messenger.post(conversation.place, notice, key=key)

    def choice(self, visit: Visit, phrase: str, name: str, *, primary: bool = False) -> Choice:
        """A button of the customer's."""
        language = self.conversation(visit).language
        return Choice(text=say(language, phrase), name=name, value=str(visit.id), primary=primary)

    # To staff -------------------------------------------------------------------------------------

    def draw_card(self, visit: Visit) -> None:
        """Bring both cards up to date: the visit's in the staff thread, and the ticket's."""
        self._side.draw_card(self.ticket(visit))
        place = self._desk.staff_place(visit.ticket_id)
        if place is None:
            return
        visit = self.visit(visit.id)
        content = self._card(visit)
        ts = self._desk.messenger.post(place, content, key=f"visit:{visit.id}:card")
        self._desk.messenger.redraw(place.channel, ts, content)

    def remind(
        self,
        visit: Visit,
        phrase: str,
        notify: Sequence[str],
        *,
        key: str,
        **facts: object,
    ) -> None:
        """Speak to staff in the ticket's thread."""
        place = self._desk.staff_place(visit.ticket_id)
        if place is not None:
            text = say(STAFF, phrase, name=name_of(visit, STAFF), **facts)
            reminder = Reminder(
                language=STAFF, ticket_id=visit.ticket_id, text=text, notify=tuple(notify)
            )
            self._desk.messenger.post(place, reminder, key=key)

    def _card(self, visit: Visit) -> VisitMessage:
        policy, person = self._desk.policy, self._desk.person
        account = visit.account or person(visit.requester).name
        lines = [*facts_of(visit, policy, STAFF)]
        if visit.wish.systems:
            lines.append(f"Their systems: {visit.wish.systems}")
        if visit.verdict.fee:
            lines += fee_lines(visit.verdict.fee, STAFF)
        if visit.slot is not None:
            lines.append(
                say(STAFF, "visit_when", when=say_slot(visit.slot, self.zone(visit), STAFF))
            )
        if visit.engineer:
            lines.append(say(STAFF, "visit_engineer", who=person(visit.engineer).name))
        if visit.report and visit.report.internal:
            lines.append(f"Internal: {visit.report.internal}")
        ground = visit.wish.ground.value if visit.wish.ground else visit.kind.value
        verdict = visit.verdict
        why = f"{verdict.reason} (rule {verdict.rule}, policy {verdict.policy_version})"
        title = (name_of(visit, STAFF), account, ground, status_of(visit.status, STAFF))
        return VisitMessage(
            language=STAFF,
            title=" · ".join(title),
            lines=tuple(lines),
            small=(why,),
            choices=tuple(_staff_choices(visit)),
            options=self._engineers(visit),
            options_name=Button.ASSIGN_ENGINEER,
            options_text="Engineer",
        )

    def _engineers(self, visit: Visit) -> tuple[tuple[str, str], ...]:
        """Who could go, best first, while somebody has to be found or a time is not agreed."""
        if visit.status not in {VisitStatus.APPROVED, VisitStatus.PROPOSED}:
            return ()
        fit = fitting(visit.wish, visit.language, self._desk.policy.visits, self.account(visit))
        return tuple(
            (self._desk.person(one.user).name, f"{visit.id}:{one.user}")
            for one in fit
            if one.user != visit.engineer
        )

    # Shared words ---------------------------------------------------------------------------------

    def offer_lines(self, visit: Visit) -> tuple[list[str], tuple[str, ...]]:
        """What is offered, and its small print, in the customer's language."""
        policy, language = self._desk.policy, self.conversation(visit).language
        lines = [*facts_of(visit, policy, language)]
        if visit.verdict.fee:
            lines += fee_lines(visit.verdict.fee, language)
        return lines, terms_of(visit, policy, language)

    def place(self, visit: Visit, language: str) -> str:
        return place_of(visit.wish, self._desk.policy.visits, language)

    def ticket(self, visit: Visit) -> Ticket:
        ticket = self._desk.tickets.get(visit.ticket_id)
        if ticket is None:
            raise Refused("This ticket does not exist.")
        return ticket


def _staff_choices(visit: Visit) -> list[Choice]:
    """What staff may do now."""

    def choice(text: str, name: str, *, primary: bool = False) -> Choice:
        return Choice(text=text, name=name, value=str(visit.id), primary=primary)

    cancel = choice("Cancel", Button.CANCEL_VISIT)
    match visit.status:
        case VisitStatus.ACCEPTED:
            return [
                choice("Approve", Button.APPROVE_VISIT, primary=True),
                choice("Refuse", Button.REFUSE_VISIT),
            ]
        case VisitStatus.APPROVED | VisitStatus.PROPOSED:
            return [cancel]
        case VisitStatus.CONFIRMED:
            return [
                choice("Write the report", Button.REPORT_VISIT, primary=True),
                choice("Another time", Button.RESCHEDULE_VISIT),
                choice("Customer was not there", Button.NO_SHOW),
                cancel,
            ]
        case VisitStatus.NO_SHOW:
            return [
                choice("Another time", Button.RESCHEDULE_VISIT),
                choice("Close", Button.CLOSE_VISIT),
            ]
        case VisitStatus.REPORTED:
            return [choice("Close", Button.CLOSE_VISIT)]
    return []
