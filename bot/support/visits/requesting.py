"""A visit is asked for: the invitation, the form, the verdict, the terms accepted or not."""

from __future__ import annotations

from bot.errors import Refused
from bot.support.accounts import Account, Contract
from bot.support.decisions import Kind
from bot.support.desk import Desk
from bot.support.inbound import Button, ButtonPressed, Deed, StaffDeed, VisitSubmitted
from bot.support.models import Action, Conversation, Decision, Model, Ticket
from bot.support.phrases import say
from bot.support.policy import Mode
from bot.support.visits.eligibility import Judged, Standing, judge, used
from bot.support.visits.messages import Choice, VisitMessage
from bot.support.visits.models import Visit, VisitKind, VisitStatus
from bot.support.visits.telling import Telling
from bot.support.visits.words import (
    name_of,
    refusal_of,
    say_moment,
)

_HELD = frozenset({VisitStatus.REPORTED, VisitStatus.CLOSED})


class WishForm(Model):
    """What the request form offers to choose from, and what it knows already."""

    ticket_id: int
    kind: VisitKind
    language: str
    channel: str
    thread_ts: str
    label: str
    subject: str = ""
    product: str = ""
    grounds: tuple[tuple[str, str], ...] = ()  # (key, name)
    cities: tuple[tuple[str, str], ...] = ()
    city: str = ""
    address: str = ""
    longest: int = 1


class Requesting:
    """Use cases of the customer who asks; each effect happens once per id."""

    def __init__(self, desk: Desk, telling: Telling) -> None:
        self._desk = desk
        self._telling = telling

    # Invitation and form --------------------------------------------------------------------------

    def on_offered(self, deed: StaffDeed) -> str:
        """Staff offers the customer a session or a visit."""
        kind = VisitKind.REMOTE if deed.deed is Deed.OFFER_SESSION else VisitKind.ON_SITE
        self.invite(self._ticket(deed.ticket_id), kind, origin=deed.id)
        return "invited"

    def invite(self, ticket: Ticket, kind: VisitKind, *, origin: str) -> None:
        """A message in the customer's thread whose button opens the form."""
        conversation = self._desk.conversations.get(ticket.conversation_id)
        language = conversation.language
        on_site = kind is VisitKind.ON_SITE
        phrase = "visit_invite" if on_site else "session_invite"
        choices = [self._ask(language, ticket, kind)]
        if on_site and self._desk.policy.plan(ticket.plan).includes(Mode.REMOTE_ASSISTANCE):
            choices.append(self._ask(language, ticket, VisitKind.REMOTE))
        message = VisitMessage(
            language=language,
            title=say(language, phrase, label=ticket.label),
            choices=tuple(choices),
        )
        self._desk.messenger.post(conversation.place, message, key=f"{origin}:invite:{kind.value}")

    def form(self, ticket_id: int, kind: VisitKind, user: str) -> WishForm:
        """What the form shows. Raises Refused for strangers to the case."""
        desk = self._desk
        ticket = self._ticket(ticket_id)
        conversation = desk.conversations.get(ticket.conversation_id)
        self._telling.require_party_or_staff(user, conversation)
        language, rules = conversation.language, desk.policy.visits
        if kind is VisitKind.ON_SITE and not rules.grounds:
            raise Refused(say(language, "visits_off"))
        account = desk.accounts.named(ticket.customer)
        office = account.offices[0] if account and account.offices else None
        return WishForm(
            ticket_id=ticket.id,
            kind=kind,
            language=language,
            channel=conversation.place.channel,
            thread_ts=conversation.place.thread_ts,
            label=ticket.label,
            subject=ticket.fields.summary,
            product=ticket.fields.product or conversation.product,
            grounds=tuple(
                (key.value, one.name.in_language(language)) for key, one in rules.grounds.items()
            ),
            cities=tuple(
                (key, one.name.in_language(language)) for key, one in rules.cities.items()
            ),
            city=rules.city_key(office.city) if office else "",
            address=office.address if office else "",
            longest=rules.longest if kind is VisitKind.ON_SITE else rules.remote.longest,
        )

    # The verdict ----------------------------------------------------------------------------------

    def on_form(self, form: VisitSubmitted) -> str:
        """Judge the wish, keep the verdict, and say it."""
        desk = self._desk
        ticket = self._ticket(form.ticket_id)
        conversation = desk.conversations.get(ticket.conversation_id)
        self._telling.require_party_or_staff(form.user, conversation)
        known = desk.visits.of_origin(form.id)
        visit = known or self._filed(form, ticket, conversation)
        if form.message_ts:
            line = name_of(visit, conversation.language)
            desk.messenger.settle(conversation.place.channel, form.message_ts, line)
        if visit.verdict.eligible:
            self._offer(visit)
        else:
            self._decline(visit, ticket)
        self._telling.draw_card(visit)
        return visit.status.value

    def _filed(self, form: VisitSubmitted, ticket: Ticket, conversation: Conversation) -> Visit:
        desk, now = self._desk, self._desk.clock()
        account = desk.accounts.named(ticket.customer)
        standing = self._standing(ticket, account)
        verdict = judge(form.wish, standing, desk.policy, now)
        desk.decisions.record(
            Kind.VISIT,
            Judged(inputs=verdict.inputs),
            Decision(
                action=Action.ON_SITE if verdict.eligible else Action.DECLINE_VISIT,
                rule=f"visit_{verdict.rule}",
                reason=verdict.reason,
                figures=verdict.inputs,
                policy_version=verdict.policy_version,
            ),
            conversation_id=conversation.id,
            ticket_id=ticket.id,
            origin=form.id,
        )
        return desk.visits.file(
            Visit(
                id=0,
                ticket_id=ticket.id,
                conversation_id=conversation.id,
                kind=form.wish.kind,
                status=VisitStatus.OFFERED if verdict.eligible else VisitStatus.DECLINED,
                requester=form.user,
                account=ticket.customer,
                plan=ticket.plan,
                language=conversation.language,
                wish=form.wish,
                verdict=verdict,
                created_at=now,
                updated_at=now,
            ),
            origin=form.id,
        )

    def _standing(self, ticket: Ticket, account: Account | None) -> Standing:
        desk = self._desk
        contract = account.contract if account else Contract()
        mine = desk.visits.of_ticket(ticket.id)
        theirs = desk.visits.of_account(ticket.customer) if ticket.customer else mine
        return Standing(
            plan=ticket.plan,
            account=account,
            severity=ticket.severity,
            session_held=any(one.kind is VisitKind.REMOTE and one.status in _HELD for one in mine),
            used=used(theirs, contract, desk.clock()),
        )

    def _offer(self, visit: Visit) -> None:
        telling = self._telling
        language = telling.conversation(visit).language
        lines, small = telling.offer_lines(visit)
        if visit.verdict.earliest:
            when = say_moment(visit.verdict.earliest, telling.zone(visit), language)
            lines.append(say(language, "visit_earliest", when=when))
        telling.show(
            visit,
            f"{name_of(visit, language)}. {say(language, visit.verdict.phrase)}",
            key=f"visit:{visit.id}:offer",
            lines=lines,
            small=small,
            choices=(
                telling.choice(visit, "b_accept", Button.ACCEPT_TERMS, primary=True),
                telling.choice(visit, "b_withdraw", Button.WITHDRAW_VISIT),
            ),
        )
        self._desk.jobs.watch_visit(visit.id, origin=f"{visit.id}:offered")

    def _decline(self, visit: Visit, ticket: Ticket) -> None:
        """A friendly no, with what helps instead."""
        telling = self._telling
        language = telling.conversation(visit).language
        choices = []
        if visit.verdict.remote_helps:
            choices.append(self._ask(language, ticket, VisitKind.REMOTE, primary=True))
        telling.show(
            visit,
            refusal_of(visit.verdict, language),
            key=f"visit:{visit.id}:declined",
            lines=(say(language, "visit_no_next", label=ticket.label),),
            choices=choices,
        )

    # Terms ----------------------------------------------------------------------------------------

    def on_accept(self, press: ButtonPressed) -> VisitStatus:
        """The customer takes the terms; where that leads the visit."""
        desk, telling = self._desk, self._telling
        visit = telling.visit(int(press.value))
        conversation = telling.conversation(visit)
        telling.require_party(press.user, conversation)
        needs_manager = visit.kind is VisitKind.ON_SITE or desk.policy.visits.remote.approval
        to = VisitStatus.ACCEPTED if needs_manager else VisitStatus.APPROVED
        if not desk.visits.move(visit.id, to, actor=press.user, origin=press.deed):
            raise telling.cannot(visit, conversation.language)
        phrase = "visit_accepted" if needs_manager else "session_accepted"
        who = desk.person(press.user).name
        line = say(conversation.language, phrase, who=who)
        desk.messenger.settle(press.channel, press.message_ts, line)
        if needs_manager:
            telling.remind(
                visit,
                "visit_wants_approval",
                desk.policy.roles.manager,
                key=f"visit:{visit.id}:approval",
                account=visit.account or who,
            )
        telling.draw_card(visit)
        return to

    def on_withdraw(self, press: ButtonPressed) -> str:
        """The customer changed their mind before a time was agreed."""
        desk, telling = self._desk, self._telling
        visit = telling.visit(int(press.value))
        conversation = telling.conversation(visit)
        telling.require_party(press.user, conversation)
        moved = desk.visits.move(
            visit.id, VisitStatus.WITHDRAWN, actor=press.user, origin=press.deed
        )
        if not moved:
            raise telling.cannot(visit, conversation.language)
        who = desk.person(press.user).name
        line = say(conversation.language, "visit_withdrawn", who=who)
        desk.messenger.settle(press.channel, press.message_ts, line)
        telling.draw_card(visit)
        return "withdrawn"

    # Shared ---------------------------------------------------------------------------------------

    def _ticket(self, ticket_id: int) -> Ticket:
        ticket = self._desk.tickets.get(ticket_id)
        if ticket is None:
            raise Refused("This ticket does not exist.")
        return ticket

    def _ask(
        self, language: str, ticket: Ticket, kind: VisitKind, *, primary: bool = True
    ) -> Choice:
        on_site = kind is VisitKind.ON_SITE
        return Choice(
            text=say(language, "b_ask_visit" if on_site else "b_ask_session"),
            name=Button.ASK_VISIT if on_site else Button.ASK_SESSION,
            value=str(ticket.id),
            primary=primary,
        )
